//! Reads one notice and prints who has to do what by when.
//!
//! `cargo run --example one_notice -- notice.txt`

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to who runs it")]

use fenjie::{Options, extract};
use std::{env, error::Error, fs};

const NOTICE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/notice.txt");

fn main() -> Result<(), Box<dyn Error>> {
    print_tasks(&env::args().nth(1).unwrap_or_else(|| NOTICE.to_owned()))
}

fn print_tasks(file: &str) -> Result<(), Box<dyn Error>> {
    let document = extract(&fs::read(file)?, &Options::new().path(file))?;
    println!("{}", document.document.title.as_deref().unwrap_or("(no title)"));
    for task in &document.tasks {
        let lead: Vec<&str> = task.lead.iter().map(|unit| unit.name.as_str()).collect();
        let until = task.deadline.as_ref().map_or("no deadline", |deadline| &deadline.raw);
        println!("{}. {} [{}] {until}", task.ordinal, task.text.as_deref().unwrap_or("(lost)"), lead.join("、"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_runs() {
        super::print_tasks(super::NOTICE).unwrap();
    }
}
