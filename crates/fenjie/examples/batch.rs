//! Reads a folder on all cores into JSON files and a table, and says what went wrong.
//!
//! `cargo run --example batch -- notices out`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to who runs it")]

use fenjie::{Event, OutputFormat, Run, RunError};
use std::{
    env,
    path::{Path, PathBuf},
};

const NOTICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

fn main() -> Result<(), RunError> {
    let mut arguments = env::args().skip(1);
    let notices = arguments.next().unwrap_or_else(|| NOTICES.to_owned());
    let out = arguments.next().map_or_else(|| env::temp_dir().join("fenjie-example"), PathBuf::from);
    read(&notices, &out)
}

fn read(notices: &str, out: &Path) -> Result<(), RunError> {
    let run = Run::new(out).input(notices).format(OutputFormat::Json).format(OutputFormat::Csv).resume(true);
    let manifest = run.execute(&|event| {
        if let Event::File { entry, .. } = event
            && let Some(failure) = &entry.failure
        {
            eprintln!("{}: {failure}", entry.path);
        }
    })?;
    println!("{} files, {} tasks in {}", manifest.totals.read, manifest.totals.counts.tasks, out.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() {
        super::read(super::NOTICES, &std::env::temp_dir().join("fenjie-example")).unwrap();
    }
}
