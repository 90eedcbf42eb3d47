//! Seconds a scanned page, from bytes to records: `cargo bench -p fenjie --features ocr --bench scan`. Needs the tiny
//! model. Every page is rendered at 200 dpi, recognised, put together from its rules, and read for its tasks.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fenjie::scan::{self, Mode};
use std::hint::black_box;
use std::path::Path;

/// The twelve pages of a notice, read by their looks on one core.
fn notice(criterion: &mut Criterion) {
    const PAGES: u64 = 12;
    let ready = fenjie::ocr::default_folder()
        .is_some_and(|folder| fenjie::ocr::installed(&folder).contains(&"tiny".to_owned()));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/2022-sanming-forest-carbon.pdf");
    let Some(bytes) = std::fs::read(file).ok().filter(|_| ready) else { return };
    let scans =
        scan::Options { mode: Mode::Always, model: Some("tiny".to_owned()), threads: 1, ..scan::Options::default() };
    let options = fenjie::Options::new().scans(scans);
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(10).throughput(Throughput::Elements(PAGES));
    group.bench_function("a notice, one core", |bencher| {
        bencher.iter(|| fenjie::extract(black_box(&bytes), &options));
    });
    group.finish();
}

criterion_group!(benches, notice);
criterion_main!(benches);
