//! Two columns of like cells: which is whose is told by how many rows there are, where their widths do not tell.

use super::Lane;
use super::decode::{Piece, Sheet};
use super::says::Says;
use crate::flattened::blocks::content::is_collective;
use crate::flattened::weights::Kind;
use fenjie_lexicon::ColumnRole;

/// What it costs that two cells of one block are of different columns.
const TURN: f32 = -1.5;
/// What it costs that the right column is ahead of the left.
const AHEAD: f32 = -0.5;
/// What it costs that a column is ahead of the other, for each row, and for the most rows that count.
const DRIFT: f32 = -0.05;
const MOST_DRIFT: usize = 3;
/// What it costs that a column has more cells than there are rows.
const EXCESS: f32 = -4.0;
/// What it costs that a list is no single name, for those who lead, and that it begins with bodies that no name tells.
const NAME: f32 = -0.3;
const MOST_NAMES: usize = 4;
const COLLECTIVE: f32 = -1.0;

/// Gives the cells of two columns of units to the one or the other.
pub fn part(sheet: &Sheet<'_>, says: &Says<'_>, lanes: &[Lane], rows: usize, pieces: &mut [Piece]) {
    let of = |role: ColumnRole| lanes.iter().position(|lane| lane.role == role && lane.kind == Kind::Unit);
    let (Some(left), Some(right)) = (of(ColumnRole::Lead), of(ColumnRole::Support)) else { return };
    let mine: Vec<usize> =
        (0..pieces.len()).filter(|at| pieces[*at].column == left || pieces[*at].column == right).collect();
    if mine.is_empty() || rows == 0 {
        return;
    }
    let fit = |at: usize, column: usize| {
        let (cell, lane) = (&pieces[at].fragments, &lanes[column]);
        let wide: f32 = cell.iter().map(|fragment| says.wide(*fragment, lane.width)).sum();
        let breaks = cell.windows(2).map(|pair| says.goes_on(pair[0], pair[1], lane.role, lane.width));
        wide + breaks.sum::<f32>() + says.run(cell, lane.role, sheet.cut_of(cell))
    };
    // By how many cells the left column has and the side of the last, the best way up to each cell.
    let count = mine.len();
    let mut best = vec![vec![[(f32::NEG_INFINITY, 0usize); 2]; count + 2]; count + 1];
    best[0][0][0] = (0.0, 0);
    for (index, at) in mine.iter().enumerate() {
        let said = says.said(&pieces[*at].fragments);
        let names = said.matches(['、', '，']).count().min(MOST_NAMES) as f32;
        let collective = if is_collective(&said) { COLLECTIVE } else { 0.0 };
        let fits = [fit(*at, left) + names * NAME + collective, fit(*at, right)];
        let turn = index.checked_sub(1).is_some_and(|before| sheet.is_one_block(&pieces[mine[before]], &pieces[*at]));
        for lefts in 0..=index {
            for side in 0..2 {
                let known = best[index][lefts][side].0;
                if known == f32::NEG_INFINITY {
                    continue;
                }
                for next in 0..2 {
                    let lefts = lefts + (1 - next);
                    let rights = index + 1 - lefts;
                    let ahead = if rights > lefts { AHEAD } else { 0.0 };
                    let drift = DRIFT * lefts.abs_diff(rights).min(MOST_DRIFT) as f32;
                    let turned = if turn && next != side { TURN } else { 0.0 };
                    let score = known + fits[next] + ahead + drift + turned;
                    if score > best[index + 1][lefts][next].0 {
                        best[index + 1][lefts][next] = (score, side);
                    }
                }
            }
        }
    }
    let end = |lefts: usize, side: usize| {
        let cost = |cells: usize, absent: f32| {
            cells.saturating_sub(rows) as f32 * EXCESS + rows.saturating_sub(cells) as f32 * absent
        };
        best[count][lefts][side].0 + cost(lefts, lanes[left].absent()) + cost(count - lefts, lanes[right].absent())
    };
    let ends = (0..=count).flat_map(|lefts| [(lefts, 0), (lefts, 1)]);
    let Some((mut lefts, mut side)) = ends.max_by(|a, b| end(a.0, a.1).total_cmp(&end(b.0, b.1))) else { return };
    for index in (0..count).rev() {
        pieces[mine[index]].column = if side == 0 { left } else { right };
        let before = best[index + 1][lefts][side].1;
        lefts -= 1 - side;
        side = before;
    }
}
