//! Lists of units whose author set every name on a line of its own, without marks between them: a line that ends short of
//! its column ends no cell there.

use super::segment::{Join, Segment};
use fenjie_lexicon::unit_plausibility;
use std::ops::Range;

/// How much a line has to look like a name.
const NAME: f32 = 0.85;
/// Most lines of a name.
const LINES: usize = 3;

/// Whether each segment begins a name that may go on with the list of the line above. `columns` of the table hold units: as
/// many names may stand one below the other without being a list.
pub fn goes_on(segments: &[Segment], lines: &[&str], columns: usize) -> Vec<bool> {
    let runs = runs(&names(segments, lines), segments);
    let more = |least: usize| runs.iter().filter(|run| run.len() > columns + least).count();
    let is_habit = more(0) > 1 || more(1) > 0;
    let mut goes_on = vec![false; segments.len()];
    for name in runs.iter().filter(|_| is_habit).flat_map(|run| &run[1..]) {
        goes_on[name.start] = true;
    }
    goes_on
}

/// The whole names among the segments, each of one line or broken over a few.
fn names(segments: &[Segment], lines: &[&str]) -> Vec<Range<usize>> {
    let mut names: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < segments.len() {
        let name = name_at(segments, lines, at);
        at = name.as_ref().map_or(at + 1, |name| name.end);
        names.extend(name);
    }
    names
}

fn name_at(segments: &[Segment], lines: &[&str], at: usize) -> Option<Range<usize>> {
    let mut words = String::new();
    for (to, segment) in segments.iter().enumerate().skip(at).take(LINES) {
        if to > at && (segment.join != Join::Newline || segment.page != segments[at].page) {
            return None;
        }
        words.push_str(&lines[segment.line][segment.start..segment.end]);
        if words.contains(['、', '，', ',', '；', '。', '：']) {
            return None;
        }
        if unit_plausibility(&words) >= NAME {
            return Some(at..to + 1);
        }
    }
    None
}

/// Names that stand one below the other on a page.
fn runs(names: &[Range<usize>], segments: &[Segment]) -> Vec<Vec<Range<usize>>> {
    let follows = |before: &Range<usize>, name: &Range<usize>| {
        let (above, here) = (&segments[before.start], &segments[name.start]);
        before.end == name.start && here.join == Join::Newline && above.page == here.page
    };
    names.chunk_by(follows).map(<[_]>::to_vec).collect()
}
