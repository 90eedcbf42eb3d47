//! How long the tables take to load, each asked for once: `cargo run --release -p fenjie-lexicon --example load`.

#![expect(clippy::print_stdout, reason = "the table is what it is run for")]

use fenjie_lexicon::tags::{Taxonomy, Wording};
use fenjie_lexicon::{Agencies, ColumnRole, Context, region, statement, target, time};
use std::time::{Duration, Instant};

fn main() {
    let tables: [(&str, fn()); 7] = [
        ("regions", || _ = region::by_code("440100")),
        ("agencies", || _ = Agencies::builtin().canonical("市财政局", &Context::default())),
        ("statements", || _ = statement::parse("牵头单位：市财政局")),
        ("quantities", || _ = target::find("新建5个")),
        ("times", || _ = time::parse("12月底前", Some(2020))),
        ("headers", || _ = ColumnRole::of_header("责任单位")),
        ("tags", || {
            let task = Wording { text: "保护专利", ..Wording::default() };
            _ = Taxonomy::intellectual_property().tags(&task);
        }),
    ];
    let mut all = Duration::ZERO;
    for (name, ask) in tables {
        let start = Instant::now();
        ask();
        let took = start.elapsed();
        all += took;
        println!("{name:12} {:6.2} ms", took.as_secs_f64() * 1e3);
    }
    println!("{:12} {:6.2} ms", "all", all.as_secs_f64() * 1e3);
}
