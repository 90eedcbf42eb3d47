//! Time of the whole command, from its start to its end, on one small notice.

use criterion::{Criterion, criterion_group, criterion_main};
use std::path::Path;
use std::process::{Command, Stdio};

fn small_notice(criterion: &mut Criterion) {
    let notice = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/2007-guangzhou-work-report.txt");
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenjie"));
    command.arg("extract").arg(notice).stdout(Stdio::null()).stderr(Stdio::null());
    criterion.bench_function("cold start on a small notice", |bencher| bencher.iter(|| command.status()));
}

criterion_group!(benches, small_notice);
criterion_main!(benches);
