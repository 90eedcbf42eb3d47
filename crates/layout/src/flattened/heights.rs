//! How far down each line stands, where the lines keep the places of the print.
//!
//! An extractor writes the lines of a page from top to bottom without the space between them: cells side by side whose
//! lines stand at different heights take turns. But the lines of one cell stand at one distance, and where the wrap test
//! shows that two lines are of one cell, that fixes the heights of what lies between.

use super::grid::GridColumn;
use super::run::{self, InCell};
use super::segment::{Join, Segment};
use super::weights::Kind;

/// Rounds of moving each line to where its neighbours want it.
const ROUNDS: usize = 80;
/// Distance of lines of which nothing else is known, and what that weighs against two lines of one cell.
const USUAL: f32 = 0.6;
const LOOSE: f32 = 0.03;
/// What it weighs that two lines of one column are closer than the lines of a cell.
const PUSH: f32 = 1.0;
/// How far lines that seem to be of one cell may be apart before it counts little.
const DOUBTED: f32 = 0.4;
/// Distance between two lines that are not on one height.
const LEAST: f32 = 0.05;
/// What it weighs that lines are out of order.
const ORDER: f32 = 2.0;
/// Distance over a page break.
const PAGE: f32 = 4.0;
/// Most lines of other cells between two lines of one cell.
const BETWEEN: usize = 6;

/// Two lines in one column, one after the other.
struct Pair {
    above: usize,
    below: usize,
    /// Whether they are of one cell.
    joined: bool,
}

/// The height of each of the `pages.len()` lines, in distances of the lines of a cell.
pub fn of(columns: &[GridColumn], lines: &[&str], pages: &[u32]) -> Vec<f32> {
    let mut pairs = pairs(columns, lines, pages);
    pairs.sort_by_key(|pair| (pair.below, pair.above));
    let mut heights = first_guess(&pairs, pages);
    let mut around: Vec<Vec<usize>> = vec![Vec::new(); pages.len()];
    for (index, pair) in pairs.iter().enumerate() {
        around[pair.above].push(index);
        around[pair.below].push(index);
    }
    for _ in 0..ROUNDS {
        for at in 0..pages.len() {
            let wanted = wanted(at, &heights, &pairs, &around[at], pages);
            heights[at] = wanted;
        }
    }
    order(&mut heights);
    heights
}

fn pairs(columns: &[GridColumn], lines: &[&str], pages: &[u32]) -> Vec<Pair> {
    const FULL: f32 = 0.6;
    let mut pairs = Vec::new();
    for column in columns.iter().filter(|column| column.model.kind != Kind::Number) {
        let mut width = 0.0;
        for (at, label) in run::labels(&column.segments).into_iter().enumerate() {
            let here = &column.segments[at];
            if at > 0 && here.join == Join::Newline {
                let (above, below) = (column.tops[at - 1], column.tops[at]);
                let full = column.model.width - width - here.cluster < FULL;
                let within = full && !opens(column, at, lines) || label == Some(InCell::Later);
                let joined = within && below - above <= BETWEEN;
                if pages[above] == pages[below] {
                    pairs.push(Pair { above, below, joined });
                }
            }
            width = if here.join == Join::Newline { here.width } else { width + here.width + here.gap };
        }
    }
    pairs
}

/// Whether the words show that a cell begins with segment `at` of a column.
fn opens(column: &GridColumn, at: usize, lines: &[&str]) -> bool {
    const SURE: f32 = 0.5;
    let words = |segment: &Segment| &lines[segment.line][segment.start..segment.end];
    let (before, here) = (&column.segments[at - 1], &column.segments[at]);
    let list = column.model.kind == Kind::Unit;
    here.item.is_some()
        || list
            && fenjie_lexicon::complete_unit(words(before)) > SURE
            && fenjie_lexicon::unit_starts(words(here)) > SURE
}

/// Every line as far below the lines of its cells as they tell.
fn first_guess(pairs: &[Pair], pages: &[u32]) -> Vec<f32> {
    let mut heights: Vec<f32> = Vec::with_capacity(pages.len());
    let mut next = pairs.iter().filter(|pair| pair.joined).peekable();
    for at in 0..pages.len() {
        let before = match at.checked_sub(1) {
            None => 0.0,
            Some(before) if pages[before] != pages[at] => heights[before] + PAGE,
            Some(before) => heights[before] + USUAL,
        };
        let mut height: Option<f32> = None;
        while let Some(pair) = next.next_if(|pair| pair.below <= at) {
            let wanted = heights[pair.above] + 1.0;
            height = Some(height.map_or(wanted, |height| height.max(wanted)));
        }
        let least = at.checked_sub(1).map_or(0.0, |before| heights[before] + LEAST);
        heights.push(height.unwrap_or(before).max(least));
    }
    heights
}

/// Where the neighbours of a line want it.
fn wanted(at: usize, heights: &[f32], pairs: &[Pair], around: &[usize], pages: &[u32]) -> f32 {
    let (mut sum, mut weight) = (0.0, 0.0);
    let mut want = |height: f32, by: f32| {
        sum += height * by;
        weight += by;
    };
    for pair in around.iter().map(|index| &pairs[*index]) {
        let (other, sign) = if pair.below == at { (pair.above, 1.0) } else { (pair.below, -1.0) };
        let over = (heights[at] - heights[other]) * sign - 1.0;
        if over < 0.0 {
            want(heights[other] + sign, PUSH);
        } else if pair.joined {
            want(heights[other] + sign, 1.0 / (1.0 + (over / DOUBTED).powi(2)));
        }
    }
    // Neighbours hold their order, and pages their distance.
    let mut beside = |other: usize, sign: f32| {
        let same = pages[at] == pages[other];
        let (usual, least) = if same { (USUAL, LEAST) } else { (PAGE, PAGE) };
        want(heights[other] + sign * usual, LOOSE);
        if (heights[at] - heights[other]) * sign < least {
            want(heights[other] + sign * least, ORDER);
        }
    };
    if at > 0 {
        beside(at - 1, 1.0);
    }
    if at + 1 < heights.len() {
        beside(at + 1, -1.0);
    }
    if weight > 0.0 { sum / weight } else { heights[at] }
}

/// Puts the lines in order.
fn order(heights: &mut [f32]) {
    for at in 1..heights.len() {
        heights[at] = heights[at].max(heights[at - 1]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::fit;
    use super::super::segment;
    use super::super::weights::Weights;
    use super::*;

    /// A column of lines `width` wide, the line of each given.
    fn column(lines: &[&str], tops: &[usize], width: f32) -> GridColumn {
        let mut segments = Vec::new();
        for top in tops {
            segment::cut(*top, lines[*top], 0, &mut segments);
        }
        let mut model = fit::prior(Kind::Text, Weights::shipped());
        model.width = width;
        GridColumn { segments, tops: tops.to_vec(), model, label: false, units: false }
    }

    #[test]
    fn lines_that_take_turns_stand_half_a_line_apart() {
        let lines = ["推动乡镇", "整修城区", "卫生院配", "积水路段", "齐药师。"];
        let columns = [column(&lines, &[0, 2, 4], 4.0), column(&lines, &[1, 3], 4.0)];
        let heights = of(&columns, &lines, &[0; 5]);
        for pair in heights.windows(2) {
            assert!((pair[1] - pair[0] - 0.5).abs() < 0.2, "{heights:?}");
        }
    }
}
