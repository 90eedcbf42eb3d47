//! Measures the readers of this crate against hand-made readings, without the rest of the pipeline.
//!
//!     cargo run -p fenjie-lexicon --example measure -- TRUTH_DIR CORPUS_DIR [--diff]
//!
//! The first folder holds readings (one JSON file a document, with the printed and the written-out units, targets and references of
//! its tasks), the second the sources as text.
#![expect(clippy::print_stdout, reason = "a development tool that prints its figures")]

use fenjie_lexicon::tags::Taxonomy;
use fenjie_lexicon::{indicator, reference, statement, target, units};
use fenjie_model::{Amount, Operator};
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
    let mut targets = Tally::default();
    let mut facts = Tally::default();
    let mut references = Tally::default();
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
            measure_targets(task, &name, &mut targets, diff);
        }
        let source = truth["source"].as_str().unwrap_or_default();
        if let Ok(text) = std::fs::read_to_string(Path::new(corpus).join(source)) {
            measure_statements(&tasks, &text, &name, &mut statements, diff);
            measure_facts(&truth, &text, &mut facts, diff);
            let title = truth["document"]["title"].as_str().unwrap_or_default();
            println!("{name}: fits {:.2}", Taxonomy::intellectual_property().fits(title, &text));
            measure_references(&truth, &text, &name, &mut references, diff);
        }
    }
    println!("targets     F1 {:.4}  ({} of {} / {})", targets.f1(), targets.hit, targets.truth, targets.found);
    println!("facts       F1 {:.4}  ({} of {} / {})", facts.f1(), facts.hit, facts.truth, facts.found);
    println!(
        "references  F1 {:.4}  ({} of {} / {})",
        references.f1(),
        references.hit,
        references.truth,
        references.found
    );
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
            from = due[from..].iter().position(same).filter(|gap| *gap < 3).map_or(from + 1, |gap| from + gap + 1);
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

fn measure_targets(task: &Value, document: &str, tally: &mut Tally, diff: bool) {
    if uncertain(task, "targets") {
        return;
    }
    let due: Vec<String> = task["targets"].as_array().into_iter().flatten().map(truth_key).collect();
    let fields = ["title", "text", "deliverable"].map(|field| task[field].as_str().unwrap_or_default());
    let found: Vec<_> = fields[1..].iter().flat_map(|field| target::find(field)).collect();
    let keys: Vec<String> = found.iter().map(|target| key(target.op, target.value, target.unit.as_deref())).collect();
    if !tally.add(&due, &keys) && diff {
        println!("{document} {} targets: {:?}\n  want {due:?}\n  got  {keys:?}", task["n"], fields);
    }
    if diff {
        for target in found {
            println!("    what {} | {}", target.what, key(target.op, target.value, target.unit.as_deref()));
        }
    }
}

fn key(op: Operator, value: Amount, unit: Option<&str>) -> String {
    let op = serde_json::to_value(op).unwrap_or_default();
    let value = match value {
        Amount::One(value) => format!("{value}"),
        Amount::Range([from, to]) => format!("{from}..{to}"),
    };
    format!("{} {value} {}", op.as_str().unwrap_or_default(), unit.unwrap_or_default())
}

fn truth_key(target: &Value) -> String {
    let value = match target["value"].as_array() {
        Some(ends) => format!("{}..{}", ends[0].as_f64().unwrap_or_default(), ends[1].as_f64().unwrap_or_default()),
        None => format!("{}", target["value"].as_f64().unwrap_or_default()),
    };
    format!("{} {value} {}", target["op"].as_str().unwrap_or_default(), target["unit"].as_str().unwrap_or_default())
}

fn measure_facts(truth: &Value, text: &str, tally: &mut Tally, diff: bool) {
    let Some(indicators) = truth["indicators"].as_array() else { return };
    let fact = |value: f64, unit: &str| format!("{value} {unit}");
    let of = |indicator: &Value| {
        fact(indicator["value"].as_f64().unwrap_or_default(), indicator["unit"].as_str().unwrap_or_default())
    };
    let (minor, due): (Vec<_>, Vec<_>) = indicators.iter().partition(|indicator| indicator["minor"] == true);
    let minor: Vec<String> = minor.into_iter().map(of).collect();
    let due: Vec<String> = due.into_iter().map(of).collect();
    let found: Vec<String> = indicator::find(text, None)
        .into_iter()
        .map(|indicator| {
            if diff {
                println!(
                    "    fact {} | {} {:?}",
                    indicator.what,
                    key(indicator.op, indicator.value, indicator.unit.as_deref()),
                    indicator.period
                );
            }
            match indicator.value {
                Amount::One(value) => fact(value, indicator.unit.as_deref().unwrap_or_default()),
                Amount::Range(_) => String::new(),
            }
        })
        .filter(|found| !minor.contains(found))
        .collect();
    if !tally.add(&due, &found) && diff {
        println!("facts\n  want {due:?}\n  got  {found:?}");
    }
}

fn measure_references(truth: &Value, text: &str, document: &str, tally: &mut Tally, diff: bool) {
    let number = truth["document"]["number"].as_str().unwrap_or_default();
    let own = reference::find(number).into_iter().map(|reference| reference.key).next().unwrap_or_default();
    let due: Vec<String> = truth["document"]["references"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|reference| {
            format!(
                "{} {}",
                reference["number"].as_str().unwrap_or_default(),
                reference["title"].as_str().unwrap_or_default()
            )
        })
        .collect();
    let found: Vec<String> = reference::find(text)
        .into_iter()
        .filter(|reference| reference.key != own)
        .map(|reference| format!("{} {}", &text[reference.number], reference.title.map_or("", |title| &text[title])))
        .collect();
    if !tally.add(&due, &found) && diff {
        println!("{document} references\n  want {due:?}\n  got  {found:?}");
    }
}
