//! Labels over the whole width of a table whose lines keep their places: 一、推进改革 alone on its line between two rows.

use super::segment::Segment;
use crate::{Row, grid};
use fenjie_lexicon::ColumnRole;
use fenjie_text::Text;
use std::collections::BTreeMap;
use std::ops::Range;

/// A label and where it stands.
pub(super) struct Band {
    line: usize,
    place: Range<usize>,
}

/// Takes such labels out of the segments of a table that has no column for labels. No row goes on behind one, as none does in
/// another table: what follows is counted as a page of its own.
pub(super) fn take(segments: Vec<Segment>, lines: &[&str], roles: &[ColumnRole]) -> (Vec<Segment>, Vec<Band>) {
    let mut bands: Vec<Band> = Vec::new();
    if roles.iter().any(|role| matches!(role, ColumnRole::Category | ColumnRole::CategoryNumber)) {
        return (segments, bands);
    }
    let starts = Starts::of(&segments, lines);
    let mut kept: Vec<Segment> = Vec::with_capacity(segments.len());
    for part in segments.chunk_by(|a, b| a.line == b.line) {
        let line = part[0].line;
        let place = part[0].start..part[part.len() - 1].end;
        if starts.are_own(lines[line]) && is_whole(part) && grid::is_band(&lines[line][place.clone()]) {
            bands.push(Band { line, place });
        } else {
            kept.extend(
                part.iter().map(|segment| Segment { page: segment.page + bands.len() as u32, ..segment.clone() }),
            );
        }
    }
    (kept, bands)
}

/// How many lines that are no such label begin at each place, in characters.
struct Starts(BTreeMap<usize, usize>);

impl Starts {
    fn of(segments: &[Segment], lines: &[&str]) -> Self {
        let mut starts = BTreeMap::new();
        let numbers = segments.chunk_by(|a, b| a.line == b.line).map(|part| part[0].line);
        for line in numbers.map(|number| lines[number]).filter(|line| !grid::is_band(line)) {
            *starts.entry(indentation(line)).or_default() += 1;
        }
        Self(starts)
    }

    /// Whether a line is indented as hardly another is: labels are centred, while the lines of a cell, which may be numbered
    /// too, begin one below the other.
    fn are_own(&self, line: &str) -> bool {
        const LEAST: usize = 6;
        const FEW: usize = 3;
        let start = indentation(line);
        let beside: usize = self.0.range(start.saturating_sub(1)..=start + 1).map(|(_, count)| count).sum();
        start >= LEAST && beside <= FEW
    }
}

fn indentation(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// Whether the segments of a line are one phrase: no gap parts them as it does cells.
fn is_whole(segments: &[Segment]) -> bool {
    const WIDEST_GAP: usize = 3;
    segments.windows(2).all(|pair| pair[1].start - pair[0].end <= WIDEST_GAP)
}

/// Puts the labels among the rows, the first line of each of which `starts` tells.
pub(super) fn put(rows: &mut Vec<Row>, starts: &[usize], bands: &[Band], texts: &[&Text], width: usize) {
    for band in bands.iter().rev() {
        let at = starts.partition_point(|start| *start < band.line).min(rows.len());
        rows.insert(at, grid::band_row(&texts[band.line].slice(band.place.clone()), width));
    }
}
