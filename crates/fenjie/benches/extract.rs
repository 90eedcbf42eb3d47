//! Speed of a whole extraction on each source in `corpus/`, with the command's allocator.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn corpus(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let mut sources: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    sources.sort();
    let mut group = criterion.benchmark_group("extract");
    group.sample_size(20);
    for source in sources {
        let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(bytes) = std::fs::read(&source) else { continue };
        let options = fenjie::Options::new().path(name.clone());
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| fenjie::extract(black_box(&bytes), &options)));
    }
    group.finish();
}

criterion_group!(benches, corpus);
criterion_main!(benches);
