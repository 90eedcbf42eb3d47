//! Measures the readers of this crate against hand-made readings, without the rest of the pipeline.
//!
//!     cargo run -p fenjie-lexicon --example measure -- TRUTH_DIR CORPUS_DIR [--diff]
//!
//! TRUTH_DIR holds readings (one JSON file a document: tasks with text, lead, lead_full, targets, tags …), CORPUS_DIR the
//! sources as text.
#![expect(clippy::print_stdout, reason = "a development tool that prints its figures")]

use fenjie_lexicon::{statement, units};
use serde_json::Value;
use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let diff = arguments.iter().any(|argument| argument == "--diff");
    let [truth, corpus, ..] = &arguments[..] else {
        println!("usage: measure TRUTH_DIR CORPUS_DIR [--diff]");
        return;
    };
    let mut files: Vec<_> =
        std::fs::read_dir(truth).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut lists = Tally::default();
    let mut statements = Tally::default();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        let Some(truth) = std::fs::read_to_string(file).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok())
        else {
            continue;
        };
        let name = file.file_stem().map_or(String::new(), |stem| stem.to_string_lossy().into_owned());
        let tasks = truth["tasks"].as_array().cloned().unwrap_or_default();
        for task in &tasks {
            for side in ["lead", "support"] {
                measure_list(task, side, &name, &mut lists, diff);
            }
        }
        let source = truth["source"].as_str().unwrap_or_default();
        if let Ok(text) = std::fs::read_to_string(Path::new(corpus).join(source)) {
            measure_statements(&tasks, &text, &name, &mut statements, diff);
        }
    }
    println!("lists       F1 {:.4}  ({} of {} / {})", lists.f1(), lists.hit, lists.truth, lists.found);
    println!(
        "statements  F1 {:.4}  ({} of {} / {})",
        statements.f1(),
        statements.hit,
        statements.truth,
        statements.found
    );
}

#[derive(Default)]
struct Tally {
    hit: usize,
    truth: usize,
    found: usize,
}

impl Tally {
    fn add(&mut self, truth: &[String], found: &[String]) -> bool {
        let mut left = found.to_vec();
        let hits = truth
            .iter()
            .filter(|name| left.iter().position(|other| other == *name).map(|at| left.remove(at)).is_some())
            .count();
        self.hit += hits;
        self.truth += truth.len();
        self.found += found.len();
        hits == truth.len() && hits == found.len()
    }

    fn f1(&self) -> f64 {
        2.0 * self.hit as f64 / (self.truth + self.found).max(1) as f64
    }
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

fn uncertain(task: &Value, field: &str) -> bool {
    strings(&task["uncertain"]).iter().any(|name| name.trim_end_matches("_full") == field)
}

/// The printed names joined again must come apart as they were.
fn measure_list(task: &Value, side: &str, document: &str, tally: &mut Tally, diff: bool) {
    if uncertain(task, side) {
        return;
    }
    let full = strings(&task[format!("{side}_full")]);
    let printed = strings(&task[side]).join("、");
    let found: Vec<String> = units::parse(&printed).units.into_iter().map(|unit| unit.name).collect();
    let found = if printed.is_empty() { Vec::new() } else { found };
    if !tally.add(&full, &found) && diff {
        println!("{document} {} {side}: {printed}\n  want {full:?}\n  got  {found:?}", task["n"]);
    }
}

/// Every bracket of the source that looks like a statement, in order, against the tasks that have units.
fn measure_statements(tasks: &[Value], text: &str, document: &str, tally: &mut Tally, diff: bool) {
    let found: Vec<_> =
        brackets(text).map(|body| (body, statement::parse(body))).filter(|(_, s)| s.plausibility >= 0.5).collect();
    let due: Vec<_> = tasks.iter().filter(|task| !strings(&task["lead"]).is_empty()).collect();
    if found.len() < due.len() / 4 {
        return;
    }
    println!("{document}: {} statements, {} tasks with units", found.len(), due.len());
    if diff {
        for (body, statement) in found.iter().filter(|(_, statement)| statement.plausibility < 0.8) {
            println!("  {:.2} {body}", statement.plausibility);
        }
    }
    let mut from = 0;
    for (body, statement) in &found {
        let names = |units: &[units::Unit]| units.iter().map(|unit| unit.name.clone()).collect::<Vec<_>>();
        let (lead, support) = (names(&statement.lead), names(&statement.support));
        let same = |task: &&Value| strings(&task["lead_full"]) == lead && strings(&task["support_full"]) == support;
        if let Some(task) = due.get(from) {
            let right =
                tally.add(&strings(&task["lead_full"]), &lead) & tally.add(&strings(&task["support_full"]), &support);
            if !right && diff {
                println!("  {document} {}: {body}\n    got {lead:?} | {support:?}", task["n"]);
            }
            from = due[from..]
                .iter()
                .position(|task| same(task))
                .filter(|gap| *gap < 3)
                .map_or(from + 1, |gap| from + gap + 1);
        }
    }
}

fn brackets(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().filter_map(move |(at, c)| {
        let close = fenjie_text::chars::closing_bracket(c).filter(|_| !"《〈「".contains(c))?;
        let inner = &text[at + c.len_utf8()..];
        let mut depth = 0;
        let end = inner.char_indices().find(|(_, d)| {
            if *d == c {
                depth += 1;
            } else if *d == close {
                depth -= 1;
            }
            depth < 0
        });
        end.map(|(end, _)| &inner[..end]).filter(|body| body.chars().count() < 400)
    })
}
