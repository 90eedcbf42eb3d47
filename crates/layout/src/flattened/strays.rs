//! Marks that an extractor that keeps places has written on lines of their own: a browser sets two marks side by side closer
//! than other characters, so that the second stands over the end of the first.

use super::placed::Placed;
use super::segment;

/// A mark that an extractor wrote on a line of its own, and the segment that it stands behind in the print.
pub(super) type Stray = (usize, Placed);

/// Takes out the marks that no printed line opens with and that stand by themselves: each belongs to the end of a line
/// right above. The others, and those marks.
pub(super) fn without(placed: Vec<Placed>, lines: &[&str]) -> (Vec<Placed>, Vec<Stray>) {
    const ABOVE: usize = 2;
    const NEAR: f32 = 2.0;
    let (mut kept, mut strays): (Vec<Placed>, Vec<Stray>) = (Vec::with_capacity(placed.len()), Vec::new());
    for part in placed {
        let words = &lines[part.segment.line][part.segment.start..part.segment.end];
        let above = |host: &Placed| host.line < part.line && (host.right - part.left).abs() <= NEAR;
        let beside = kept.last().is_some_and(|before| before.line == part.line && before.right + NEAR >= part.left);
        let near = kept.iter().enumerate().rev().take_while(|(_, host)| host.line + ABOVE >= part.line);
        match near.clone().find(|(_, host)| above(host)) {
            Some((host, _)) if !beside && words.starts_with(segment::is_closing_mark) => strays.push((host, part)),
            _ => kept.push(part),
        }
    }
    (kept, strays)
}

/// Puts such marks behind their segments.
pub(super) fn with(placed: Vec<Placed>, mut strays: Vec<Stray>) -> Vec<Placed> {
    strays.sort_by_key(|(host, _)| *host);
    let mut whole = Vec::with_capacity(placed.len() + strays.len());
    let mut next = strays.into_iter().peekable();
    for (at, part) in placed.into_iter().enumerate() {
        let (line, column) = (part.line, part.column);
        whole.push(part);
        while let Some((_, mut stray)) = next.next_if(|(host, _)| *host == at) {
            (stray.line, stray.column) = (line, column);
            whole.push(stray);
        }
    }
    whole
}
