//! Learns the weights of the flattened-table recoverer from typeset tables and prints the `[weights]` of
//! `crates/layout/data/flattened.toml`. The same every time: `cargo run --release -p fenjie-typesetter --bin learn`.

use fenjie_layout::flattened::training::{Sample, learn};
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
            for join in Join::ALL {
                let table = typeset(plan, join, seed * 100 + plan as u64 * 10 + join as u64);
                let marks = table.marks.iter().map(|mark| (mark.range.clone(), mark.row, mark.column)).collect();
                samples.push(Sample { text: table.text, marks });
            }
        }
    }
    let (weights, right) = learn(&samples, ROUNDS);
    let mut out = std::io::stdout().lock();
    writeln!(out, "# {} tables, {:.1} % cut without a mistake", samples.len(), right * 100.0)?;
    writeln!(out, "[weights]")?;
    for (name, value) in weights {
        writeln!(out, "{name} = {value:.2}")?;
    }
    Ok(())
}
