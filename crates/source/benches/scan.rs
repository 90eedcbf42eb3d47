//! Seconds a scanned page: `cargo bench -p fenjie-source --features ocr --bench scan`. Needs the tiny model.

use criterion::{Criterion, criterion_group, criterion_main};
use fenjie_source::scan::{Mode, Options, read};
use fenjie_source::{Format, Limits};
use std::path::Path;

/// The twelve pages of a notice, each rendered at 200 dpi and recognised on one thread.
fn notice(c: &mut Criterion) {
    let ready = fenjie_ocr::default_folder().is_some_and(|folder| fenjie_ocr::installed(&folder).contains(&"tiny".to_owned()));
    if !ready {
        return;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/2022-sanming-forest-carbon.pdf");
    let Ok(bytes) = std::fs::read(file) else { return };
    let options = Options { mode: Mode::Always, model: Some("tiny".to_owned()), threads: 1, ..Options::default() };
    let mut group = c.benchmark_group("scan");
    group.sample_size(10);
    group.bench_function("12 pages, one core", |b| {
        b.iter(|| read(&bytes, None, &Limits::default(), &options).is_ok_and(|source| source.format == Format::Pdf));
    });
    group.finish();
}

criterion_group!(benches, notice);
criterion_main!(benches);
