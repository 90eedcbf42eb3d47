//! Recovers typeset tables of seeds that nothing was learned from and prints the share of rows that are exact, for each
//! plan and way of joining lines, and how well the confidence is calibrated.

use fenjie_layout::flattened;
use fenjie_text::{Span, Text};
use fenjie_typesetter::content::Plan;
use fenjie_typesetter::flatten::Join;
use fenjie_typesetter::typeset;
use std::io::Write;

/// Seeds from here on are for testing.
const FIRST: u64 = 1_000_000;
const TABLES: u64 = 10;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let (mut sure, mut sure_right) = (0, 0);
    for plan in Plan::ALL {
        for join in Join::ALL {
            let (mut rows, mut right) = (0, 0);
            for seed in FIRST..FIRST + TABLES {
                let table = typeset(plan, join, seed * 100 + plan as u64 * 10 + join as u64);
                let found = recover(&table.text);
                rows += table.truth.len();
                let mut from = 0;
                if let Ok(wanted) = std::env::var("FSHOW") {
                    if wanted == format!("{plan:?}{join:?}") || wanted == format!("{seed}{plan:?}{join:?}") {
                        std::fs::write(format!("/tmp/flattened/gen{seed}{plan:?}{join:?}.txt"), &table.text)?;
                        for (n, row) in table.truth.iter().enumerate() {
                            let Some(best) = found.iter().max_by_key(|(cells, _)| cells.iter().zip(row).filter(|(a, b)| a == b).count()) else { continue };
                            let wrong: Vec<String> = best.0.iter().zip(row).enumerate().filter(|(_, (a, b))| a != b).map(|(c, (a, b))| format!("{c}: want {b} got {a}")).collect();
                            if !wrong.is_empty() { writeln!(out, "{seed} row {n} {:.2} {wrong:?}", best.1)?; }
                        }
                    }
                }
                for row in &table.truth {
                    let hit = found[from..].iter().position(|(cells, _)| cells == row);
                    right += usize::from(hit.is_some());
                    from += hit.map_or(0, |hit| hit + 1);
                }
                for (cells, _) in found.iter().filter(|row| row.1 >= 0.9) {
                    sure += 1;
                    sure_right += usize::from(table.truth.contains(cells));
                }
            }
            writeln!(out, "{plan:?} {join:?}: {right} of {rows} rows exact ({:.3})", right as f32 / rows as f32)?;
        }
    }
    writeln!(out, "confidence at least 0.9: {sure_right} of {sure} rows exact ({:.3})", sure_right as f32 / sure as f32)
}

fn recover(text: &str) -> Vec<(Vec<String>, f32)> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        lines.push(Text::from_source(text, Span::new(at, at + line.len())));
        at += line.len() + 1;
    }
    let lines: Vec<&Text> = lines.iter().collect();
    let regions = flattened::recover(&lines);
    let rows = regions.into_iter().flat_map(|region| region.table.rows);
    rows.map(|row| {
        let cells = row.cells.iter().map(|cell| cell.text.as_str().replace(' ', "")).collect();
        (cells, row.confidence)
    })
    .collect()
}
