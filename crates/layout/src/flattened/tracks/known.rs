//! What a search has shown of the columns: how wide they are and where they stand on each page.

use super::Part;
use std::ops::Range;

/// What an earlier search has shown of the columns.
pub struct Known {
    /// Each column.
    pub columns: Vec<KnownColumn>,
}

/// What is known of a column.
#[derive(Clone)]
pub struct KnownColumn {
    /// The width of its lines; infinite before the first search.
    pub width: f32,
    /// What its lines have in common.
    pub alignment: Alignment,
    /// For each page, how often its lines stand at each character.
    places: Vec<Vec<f32>>,
    /// For each page, how many characters the longest of its lines takes up.
    pub lengths: Vec<f32>,
}

/// What the lines of a column have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Where they begin.
    Left,
    /// Their middle.
    Middle,
}

impl Known {
    /// Nothing.
    pub fn new(columns: usize) -> Self {
        let column =
            KnownColumn { width: f32::INFINITY, alignment: Alignment::Left, places: Vec::new(), lengths: Vec::new() };
        Self { columns: vec![column; columns] }
    }

    /// What the columns `found` for the parts show.
    pub fn of(parts: &[Part], found: &[usize], columns: usize) -> Self {
        let groups = groups(parts, found);
        let lines = |column: usize| -> Vec<Range<usize>> {
            groups.iter().filter(|group| found[group.start] == column).cloned().collect()
        };
        Self { columns: (0..columns).map(|column| KnownColumn::of(parts, &lines(column))).collect() }
    }

    /// Forgets where the columns stand.
    pub fn forget_places(&mut self) {
        self.columns.iter_mut().for_each(|column| column.places.clear());
    }
}

/// The lines of a column as [`line_width`] takes them.
fn widths(parts: &[Part], lines: &[Range<usize>]) -> Vec<(f32, Option<f32>)> {
    const CLOSE: usize = 2;
    let width = |line: &Range<usize>| parts[line.clone()].iter().map(|part| part.width).sum::<f32>();
    let next = |at: usize| {
        let (last, next) = (&parts[lines[at].start], &parts[lines.get(at + 1)?.start]);
        (next.page == last.page && next.line <= last.line + CLOSE).then(|| width(&lines[at]) + next.cluster)
    };
    (0..lines.len()).map(|at| (width(&lines[at]), next(at))).collect()
}

/// For each page, how often the lines stand at each character.
fn places(parts: &[Part], lines: &[Range<usize>], alignment: Alignment) -> Vec<Vec<f32>> {
    /// No page is wider, in characters.
    const WIDEST: usize = 400;
    let mut places: Vec<Vec<f32>> = Vec::new();
    for line in lines {
        let (first, last) = (&parts[line.start], &parts[line.end - 1]);
        let at = alignment.place(first.left, last.right) as usize;
        let (page, at) = (first.page as usize, at.min(WIDEST));
        places.resize(places.len().max(page + 1), Vec::new());
        let length = places[page].len().max(at + 1);
        places[page].resize(length, 0.0);
        places[page][at] += 1.0;
    }
    places
}

/// For each page, how many characters the longest of the lines takes up.
fn lengths(parts: &[Part], lines: &[Range<usize>]) -> Vec<f32> {
    let mut lengths: Vec<f32> = Vec::new();
    for line in lines {
        let (first, last) = (&parts[line.start], &parts[line.end - 1]);
        lengths.resize(lengths.len().max(first.page as usize + 1), 0.0);
        let length = &mut lengths[first.page as usize];
        *length = length.max(last.right - first.left);
    }
    lengths
}

/// How much the counts crowd at a few places.
fn crowd(places: &[Vec<f32>]) -> f32 {
    places.iter().flatten().map(|count| count * count).sum()
}

impl Alignment {
    fn place(self, left: f32, right: f32) -> f32 {
        match self {
            Self::Left => left,
            Self::Middle => f32::midpoint(left, right),
        }
    }
}

impl KnownColumn {
    /// What the `lines` of a column show.
    fn of(parts: &[Part], lines: &[Range<usize>]) -> Self {
        let width = line_width(&widths(parts, lines));
        let left = places(parts, lines, Alignment::Left);
        let middle = places(parts, lines, Alignment::Middle);
        let (alignment, places) =
            if crowd(&middle) > crowd(&left) { (Alignment::Middle, middle) } else { (Alignment::Left, left) };
        Self { width, alignment, places, lengths: lengths(parts, lines) }
    }

    /// How far a line is from where those of the column stand on its page, in characters; rare places count as farther.
    pub fn distance(&self, page: u32, left: f32, right: f32) -> Option<f32> {
        const RARE: f32 = 0.7;
        let counts = self.places.get(page as usize)?;
        let at = self.alignment.place(left, right);
        let most = counts.iter().copied().fold(0.0, f32::max);
        let distance = |(place, count): (usize, &f32)| (at - place as f32).abs() + RARE * (most / count).ln();
        counts.iter().enumerate().filter(|(_, count)| **count > 0.0).map(distance).min_by(f32::total_cmp)
    }

    /// Where the column begins, by one of its lines.
    pub fn edge(&self, left: f32, right: f32) -> f32 {
        match self.alignment {
            Alignment::Middle if self.width.is_finite() => f32::midpoint(left, right) - self.width / 2.0,
            _ => left,
        }
    }
}

/// The width at which a column breaks its lines: few lines are wider, and few had room for what goes on in the next line.
/// Each line is given with its width and, where another follows close below, the width that it would have with the
/// beginning of that. Some of the lines may be of another column.
fn line_width(lines: &[(f32, Option<f32>)]) -> f32 {
    const SLACK: f32 = 0.6;
    const OVER: f32 = 2.0;
    const MOST: f32 = 2.0;
    let cost = |width: f32| -> f32 {
        let over = lines.iter().map(|line| OVER * (line.0 - width - SLACK).clamp(0.0, MOST));
        let room = lines.iter().filter_map(|line| line.1).map(|next| (width - next + SLACK).clamp(0.0, MOST));
        over.chain(room).sum()
    };
    let mut widths: Vec<f32> = lines.iter().map(|line| line.0).collect();
    widths.sort_by(f32::total_cmp);
    widths.dedup();
    let best = widths.into_iter().map(|width| (cost(width), width));
    best.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))).map_or(f32::INFINITY, |best| best.1)
}

/// The runs of parts of one line in one column.
fn groups(parts: &[Part], found: &[usize]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for at in 0..parts.len() {
        match groups.last_mut() {
            Some(group) if parts[group.start].line == parts[at].line && found[group.start] == found[at] => {
                group.end = at + 1;
            }
            _ => groups.push(at..at + 1),
        }
    }
    groups
}
