//! Tables whose lines stand so far apart that the extractor took each for a block of its own.
//!
//! pdfminer parts lines that are more than half a line apart, poppler those that are more than half a line further
//! apart than is usual; notices set in one and a half lines or more come out so. Then a cell is no block: its lines
//! stand scattered between those of its neighbours, and only their order in their column is kept.

use super::page::{Body, Flow};
use super::replay::Extractor;
use std::collections::BTreeMap;

/// The extractor that parted the lines of a loose table; nothing for a table whose blocks are cells.
///
/// A line of text that fills its column and ends no sentence is followed by the next line of its block. Where many end
/// their blocks, the lines were parted: all of them by pdfminer, some by poppler, which puts blocks near one another
/// together again where nothing stands beside them.
pub fn parted_by(body: &Body, words: &[String]) -> Option<Extractor> {
    const LOOSE: f32 = 0.2;
    const ALL: f32 = 0.7;
    const LEAST: usize = 8;
    let text: Vec<&Flow> = body.flows.iter().filter(|flow| is_text(flow, words)).collect();
    let width = crowded(body, &text)?;
    let (mut cut, mut all) = (0usize, 0usize);
    for flow in text {
        for (at, line) in flow.lines.iter().enumerate() {
            let last = &body.fragments[line.end - 1];
            if (last.width - width).abs() <= 1.0 && !matches!(last.last, '。' | '；' | '！') {
                all += 1;
                cut += usize::from(at + 1 == flow.lines.len());
            }
        }
    }
    let share = cut as f32 / all.max(1) as f32;
    (all >= LEAST && share > LOOSE).then_some(if share > ALL { Extractor::Pdfminer } else { Extractor::Poppler })
}

/// Whether a block holds more than names.
fn is_text(flow: &Flow, words: &[String]) -> bool {
    flow.lines.iter().all(|line| !line.is_empty()) && flow.fragments().any(|f| words[f].contains(['，', '。']))
}

/// The width of lines that takes up most of the print.
fn crowded(body: &Body, flows: &[&Flow]) -> Option<f32> {
    const STEPS: f32 = 2.0; // of one character
    let mut counts: BTreeMap<i32, i32> = BTreeMap::new();
    for fragment in flows.iter().flat_map(|flow| flow.fragments()) {
        let step = (body.fragments[fragment].width * STEPS).round() as i32;
        for near in step - 1..=step + 1 {
            *counts.entry(near).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(step, count)| step * step * count).map(|(step, _)| step as f32 / STEPS)
}

/// Each page as one block.
pub fn pages(body: &Body) -> Vec<Flow> {
    let pages = body.flows.chunk_by(|a, b| a.page == b.page);
    pages
        .map(|flows| Flow { page: flows[0].page, lines: flows.iter().flat_map(|f| f.lines.clone()).collect() })
        .collect()
}
