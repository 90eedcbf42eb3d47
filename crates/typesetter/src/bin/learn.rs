//! Learns the weights of the flattened-table recoverer from typeset tables and prints the `[weights]` of
//! `crates/layout/data/flattened.toml`. The same every time: `cargo run --release -p fenjie-typesetter --bin learn`. With
//! the word `places` after it, the `[places]` of that file: these rest on the weights, so they are learned after them.

use fenjie_layout::flattened::training::{PlacedSample, Sample, learn, learn_places};
use fenjie_typesetter::content::Plan;
use fenjie_typesetter::flatten::Join;
use fenjie_typesetter::typeset;
use std::io::Write;

/// Seeds below this are for learning, those above for testing.
const SEEDS: u64 = 40;
const ROUNDS: usize = 6;

fn main() -> std::io::Result<()> {
    let mut samples = Vec::new();
    for seed in 0..SEEDS {
        for plan in Plan::ALL {
            for join in Join::STREAM {
                let table = typeset(plan, join, seed * 100 + plan as u64 * 10 + join as u64);
                let marks = table.marks.iter().map(|mark| (mark.range.clone(), mark.row, mark.column)).collect();
                samples.push(Sample { text: table.text, marks });
            }
        }
    }
    let mut out = std::io::stdout().lock();
    let placed = Plan::ALL.into_iter().flat_map(|plan| (0..SEEDS).map(move |seed| (plan, seed)));
    let placed: Vec<PlacedSample> = placed
        .map(|(plan, seed)| {
            let table = typeset(plan, Join::Places, seed * 100 + plan as u64 * 10 + Join::Places as u64);
            PlacedSample { text: table.text, rows: table.truth }
        })
        .collect();
    if std::env::args().any(|word| word == "places") {
        writeln!(out, "[places]")?;
        for (name, value) in learn_places(&placed) {
            writeln!(out, "{name} = {value:.2}")?;
        }
        return Ok(());
    }
    let (weights, right) = learn(&samples, ROUNDS);
    writeln!(out, "# {} tables, {:.1} % cut without a mistake", samples.len(), right * 100.0)?;
    writeln!(out, "[weights]")?;
    for (name, value) in weights {
        writeln!(out, "{name} = {value:.2}")?;
    }
    Ok(())
}
