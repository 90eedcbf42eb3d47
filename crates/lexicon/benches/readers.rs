//! How long the readers take over one notice of 28 kB.
#![allow(missing_docs, reason = "the macros of criterion make undocumented functions")]

use criterion::{Criterion, criterion_group, criterion_main};
use fenjie_lexicon::{Agencies, Context, reference, region, statement, tags, target, time, unit_plausibility, units};
use std::hint::black_box;

const NOTICE: &str = include_str!("../../../corpus/2017-guangzhou-implementation-plan.txt");

fn readers(criterion: &mut Criterion) {
    let lines: Vec<&str> = NOTICE.lines().filter(|line| !line.trim().is_empty()).collect();
    let statements: Vec<&str> = NOTICE.split(['（', '(']).filter_map(|rest| rest.split(['）', ')']).next()).collect();
    let mut over_lines = |name: &str, read: &dyn Fn(&str)| {
        criterion.bench_function(name, |bencher| bencher.iter(|| lines.iter().for_each(|line| read(black_box(line)))));
    };
    over_lines("goals of every line", &|line| drop(black_box(target::find(line))));
    over_lines("times of every line", &|line| drop(black_box(time::find(line, Some(2017)))));
    over_lines("plausibility of every line", &|line| _ = black_box(unit_plausibility(line)));
    over_lines("tags of every line", &|line| {
        let task = tags::Wording { text: line, ..tags::Wording::default() };
        drop(black_box(tags::Taxonomy::intellectual_property().tags(&task)));
    });
    criterion.bench_function("citations of the notice", |bencher| bencher.iter(|| reference::find(black_box(NOTICE))));
    criterion.bench_function("every bracket as a statement", |bencher| {
        bencher.iter(|| statements.iter().for_each(|body| drop(black_box(statement::parse(body)))));
    });
    criterion.bench_function("names of two hundred units", |bencher| {
        let agencies = Agencies::builtin();
        let context = Context { region: region::by_code("440100"), year: Some(2017), ..Context::default() };
        let list = units::parse("市发展改革委、科技创新委、工业和信息化委、质监局");
        bencher.iter(|| {
            for unit in list.units.iter().cycle().take(200) {
                black_box(agencies.canonical(&unit.name, &context));
            }
        });
    });
}

criterion_group!(benches, readers);
criterion_main!(benches);
