//! Counts the tasks of every notice in a folder, one notice in memory at a time.
//!
//! `cargo run --example folder -- notices`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to who runs it")]

use fenjie::{Options, documents};
use std::env;

const NOTICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

fn main() {
    count_tasks(&env::args().nth(1).unwrap_or_else(|| NOTICES.to_owned()));
}

fn count_tasks(folder: &str) {
    for (path, document) in documents([folder], Options::new()) {
        match document {
            Ok(document) => println!("{path}: {} tasks", document.tasks.len()),
            Err(failure) => println!("{path}: {failure}"),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() {
        super::count_tasks(super::NOTICES);
    }
}
