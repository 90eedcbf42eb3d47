//! Recovers typeset tables of seeds that nothing was learned from and prints the share of rows that are exact, for each
//! plan and way of joining lines, and how well the confidence is calibrated. Rows at a page top may go on with the label of
//! the page before or belong to the next, which nothing in the text tells: a second share leaves them out.

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
    let mut sure = [Sure::default(); 2];
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
                let sure = &mut sure[usize::from(join == Join::Places)];
                for (cells, confidence) in &found {
                    let right = table.truth.contains(cells);
                    sure.right += usize::from(right);
                    if *confidence >= 0.9 {
                        sure.sure += 1;
                        sure.sure_right += usize::from(right);
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
    for (name, sure) in ["in the order of the stream", "at their places"].iter().zip(sure) {
        let Sure { sure, sure_right, right } = sure;
        let share = |of: usize| sure_right as f32 / of.max(1) as f32;
        writeln!(
            out,
            "{name}, confidence at least 0.9: {sure_right} of {sure} rows exact ({:.3}); {:.3} of the exact rows",
            share(sure),
            share(right)
        )?;
    }
    Ok(())
}

/// How many rows are sure, how many of them right, how many right in all.
#[derive(Clone, Copy, Default)]
struct Sure {
    sure: usize,
    sure_right: usize,
    right: usize,
}

fn recover(text: &str) -> Vec<(Vec<String>, f32)> {
    let (lines, starts) = lines_of(text);
    let lines: Vec<&Text> = lines.iter().collect();
    let regions = flattened::recover(&lines, &starts);
    let rows = regions.into_iter().flat_map(|region| region.table.rows);
    rows.map(|row| {
        let cells = row.cells.iter().map(|cell| cell.text.as_str().replace(' ', "")).collect();
        (cells, row.confidence)
    })
    .collect()
}
