//! How fast a long flattened table is recovered.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fenjie_layout::{Watch, flattened};
use fenjie_text::{Span, Text};
use fenjie_typesetter::content::{Plan, draw};
use fenjie_typesetter::flatten::{Join, Layout, flatten};
use fenjie_typesetter::random::Random;

fn recover(c: &mut Criterion) {
    let mut random = Random::new(1);
    let content = draw(Plan::WorkPoints, 10_000, &mut random);
    let layout = Layout::draw(&content, Join::SameHeight, &mut random);
    let text = flatten(&content, &layout).text;
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        lines.push(Text::from_source(&text, Span::new(at, at + line.len())));
        at += line.len() + 1;
    }
    let lines: Vec<&Text> = lines.iter().collect();
    let mut group = c.benchmark_group("flattened");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("10,000 rows", |b| b.iter(|| flattened::recover(&lines, &[], &Watch::default())));
    group.finish();
}

criterion_group!(benches, recover);
criterion_main!(benches);
