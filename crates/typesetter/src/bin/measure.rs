//! Recovers typeset tables of seeds that nothing was learned from and prints the share of rows that are exact, for each
//! plan and way of joining lines, and how well the confidence is calibrated. Rows at a page top may go on with the label of
//! the page before or belong to the next, which nothing in the text tells: a second share leaves them out.

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
            let (mut rows, mut right, mut plain, mut plain_right) = (0, 0, 0, 0);
            for seed in FIRST..FIRST + TABLES {
                let table = typeset(plan, join, seed * 100 + plan as u64 * 10 + join as u64);
                let found = recover(&table.text);
                rows += table.truth.len();
                let mut from = 0;
                for (number, row) in table.truth.iter().enumerate() {
                    let hit = found[from..].iter().position(|(cells, _)| cells == row);
                    right += usize::from(hit.is_some());
                    if !table.open.contains(&number) {
                        plain += 1;
                        plain_right += usize::from(hit.is_some());
                    }
                    from += hit.map_or(0, |hit| hit + 1);
                }
                for (cells, _) in found.iter().filter(|row| row.1 >= 0.9) {
                    sure += 1;
                    sure_right += usize::from(table.truth.contains(cells));
                }
            }
            let share = |right: usize, of: usize| right as f32 / of.max(1) as f32;
            writeln!(
                out,
                "{plan:?} {join:?}: {right} of {rows} rows exact ({:.3}), where labels are plain {plain_right} of {plain} ({:.3})",
                share(right, rows),
                share(plain_right, plain)
            )?;
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
    let regions = flattened::recover(&lines, &[]);
    let rows = regions.into_iter().flat_map(|region| region.table.rows);
    rows.map(|row| {
        let cells = row.cells.iter().map(|cell| cell.text.as_str().replace(' ', "")).collect();
        (cells, row.confidence)
    })
    .collect()
}
