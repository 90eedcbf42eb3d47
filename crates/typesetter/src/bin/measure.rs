//! Recovers typeset tables of seeds that nothing was learned from and prints the share of rows that are exact, for each
//! plan and way of joining lines, and how well the confidence is calibrated. Rows at a page top may go on with the label of
//! the page before or belong to the next, which nothing in the text tells: a second share leaves them out.

use fenjie_layout::Watch;
use fenjie_layout::flattened::{self, training::lines_of};
use fenjie_text::Text;
use fenjie_typesetter::content::Plan;
use fenjie_typesetter::flatten::Join;
use fenjie_typesetter::typeset;
use std::io::Write;

/// Seeds from here on are for testing.
const FIRST: u64 = 1_000_000;
const TABLES: u64 = 10;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut tallies = [Tally::default(); 2];
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
                let tally = &mut tallies[usize::from(join == Join::Places)];
                for (cells, confidence) in &found {
                    let right = table.truth.contains(cells);
                    tally.exact += usize::from(right);
                    if *confidence >= 0.9 {
                        tally.sure += 1;
                        tally.both += usize::from(right);
                    }
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
    for (name, tally) in ["in the order of the stream", "at their places"].iter().zip(tallies) {
        let Tally { sure, both, exact } = tally;
        let share = |of: usize| both as f32 / of.max(1) as f32;
        writeln!(
            out,
            "{name}, confidence at least 0.9: {both} of {sure} rows exact ({:.3}); {:.3} of the exact rows",
            share(sure),
            share(exact)
        )?;
    }
    Ok(())
}

/// How many rows are sure, how many exact, how many both.
#[derive(Clone, Copy, Default)]
struct Tally {
    sure: usize,
    exact: usize,
    both: usize,
}

fn recover(text: &str) -> Vec<(Vec<String>, f32)> {
    let (lines, starts) = lines_of(text);
    let lines: Vec<&Text> = lines.iter().collect();
    let regions = flattened::recover(&lines, &starts, &Watch::default());
    let rows = regions.into_iter().flat_map(|region| region.table.rows);
    rows.map(|row| {
        let cells = row.cells.iter().map(|cell| cell.text.as_str().replace(' ', "")).collect();
        (cells, row.confidence)
    })
    .collect()
}
