//! How fast a run is, and how much of that another core adds: reads the files of a folder, repeated under many names with a
//! blank line more each (equal files would be read once), with one thread and with one a core.
//!
//! `cargo run --release --example throughput -- notices 6000`

#![allow(clippy::print_stdout, reason = "an example talks to who runs it")]

use fenjie::Run;
use std::{env, error::Error, fs, path::Path, thread, time::Instant};

const NOTICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
const FILES: usize = 6;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| NOTICES.to_owned());
    let files = env::args().nth(2).map_or(Ok(FILES), |number| number.parse())?;
    measure(&folder, files)
}

fn measure(folder: &str, files: usize) -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let notices = place.path().join("in");
    let bytes = repeat(Path::new(folder), &notices, files)?;
    let cores = thread::available_parallelism()?.get();
    let one = megabytes_a_second(&notices, &place.path().join("one"), 1, bytes)?;
    let all = megabytes_a_second(&notices, &place.path().join("all"), cores, bytes)?;
    println!("{files} files, {:.1} MB", bytes as f64 / 1e6);
    println!(
        "1 thread: {one:.2} MB/s, {cores} threads: {all:.2} MB/s, {:.2} of {cores} times one",
        all / one / cores as f64
    );
    Ok(())
}

fn repeat(from: &Path, to: &Path, files: usize) -> Result<usize, Box<dyn Error>> {
    fs::create_dir(to)?;
    let mut sources = Vec::new();
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            sources.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), fs::read(&path)?));
        }
    }
    sources.sort();
    let mut bytes = 0;
    for (number, (name, content)) in (0..files).zip(sources.iter().cycle()) {
        let copy = [&content[..], "\n".repeat(number / sources.len()).as_bytes()].concat();
        bytes += copy.len();
        fs::write(to.join(format!("{number:06}-{name}")), copy)?;
    }
    Ok(bytes)
}

fn megabytes_a_second(notices: &Path, out: &Path, jobs: usize, bytes: usize) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    Run::new(out).input(notices).jobs(jobs).execute(&|_| ())?;
    Ok(bytes as f64 / 1e6 / start.elapsed().as_secs_f64())
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() {
        super::measure(super::NOTICES, super::FILES).unwrap();
    }
}
