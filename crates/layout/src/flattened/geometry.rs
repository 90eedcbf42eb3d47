//! Where the printed lines of a row stand, and what that says on the blanks and newlines between them.
//!
//! An extractor that joins lines writes a blank where a printed line stands beside what the output line holds already,
//! and a newline where it stands below or above. The cells of a row stand in its middle or at its top, and the
//! row is as high as its longest cell: so a row, once cut, foretells every blank in it.

use super::decode::{Decoder, Piece, Start};
use super::labels::Group;
use super::lattice::FoundRow;
use super::segment::{Join, Segment};
use super::weights::Kind;

/// How an extractor and a table lay out and join lines.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    joining: Joining,
    aligned: Aligned,
    /// Log probability that a foretold blank or newline comes true, and that it does not.
    right: f32,
    wrong: f32,
}

#[derive(Clone, Copy, Debug)]
enum Joining {
    /// Lines on one height are joined.
    SameHeight,
    /// Lines that overlap what the output line holds are joined.
    Overlap,
}

#[derive(Clone, Copy, Debug)]
enum Aligned {
    Middle,
    Top,
}

/// A printed line on its page: its first segment, where it begins from above if that is known, and whether it is one of
/// the label asked about.
struct PlacedLine {
    segment: usize,
    top: Option<f32>,
    asked: bool,
}

/// A printed line: its first segment and one past its last.
type PrintedLine = (usize, usize);

/// How many of the foretold blanks and newlines came true, and what the plain odds give them.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: u32,
    wrong: u32,
    plain: f32,
}

impl Geometry {
    /// The geometry that the rows of a first cut agree with; `None` when lines are never joined or no model fits.
    pub fn of(decoder: &Decoder<'_>, rows: &[Vec<Piece>]) -> Option<Self> {
        const LEAST_BLANKS: usize = 4;
        const LEAST: f32 = 0.75;
        const SUREST: f32 = 0.98;
        let blanks = decoder.run.segments.iter().filter(|segment| segment.join == Join::Blank).count();
        if blanks < LEAST_BLANKS {
            return None;
        }
        let mut best: Option<(f32, Self)> = None;
        for joining in [Joining::Overlap, Joining::SameHeight] {
            for aligned in [Aligned::Middle, Aligned::Top] {
                let model = Self { joining, aligned, right: 0.0, wrong: 0.0 };
                let mut tally = Tally::default();
                for row in rows {
                    let found = model.tally(decoder, row, &labels(decoder, row));
                    tally.right += found.right;
                    tally.wrong += found.wrong;
                }
                let share = (tally.right as f32 + 1.0) / ((tally.right + tally.wrong) as f32 + 2.0);
                if best.is_none_or(|(other, _)| share > other) {
                    best = Some((share, model));
                }
            }
        }
        let (share, model) = best.filter(|(share, _)| *share >= LEAST)?;
        // The first cut has mistakes of its own.
        let share = f32::midpoint(share, 1.0).min(SUREST);
        Some(Self { right: share.ln(), wrong: (1.0 - share).ln(), ..model })
    }

    /// What the places of its lines add to the worth of a row, in place of the plain odds of blanks and newlines.
    pub fn gain(&self, decoder: &Decoder<'_>, row: &[Piece]) -> f32 {
        const FLOATING: f32 = -0.7;
        if row.iter().any(|piece| piece.start == Start::Rest) || pages(decoder, row) {
            return 0.0;
        }
        let floating = labels(decoder, row);
        let score = |floating: &[usize]| {
            let tally = self.tally(decoder, row, floating);
            tally.right as f32 * self.right + tally.wrong as f32 * self.wrong - tally.plain
        };
        // A label may span rows, then nothing is known of its place; or cover this row alone.
        let mut best = score(&floating) + if floating.is_empty() { 0.0 } else { FLOATING };
        for fixed in 1..=floating.len() {
            best = best.max(score(&floating[..floating.len() - fixed]) + FLOATING);
        }
        best
    }

    /// How well the breaks around the label of `group` in row `last` fit that it covers the rows `first..=last`, in log odds.
    pub fn label_fit(&self, decoder: &Decoder<'_>, rows: &[FoundRow], group: &Group, first: usize, last: usize) -> f32 {
        // A label that goes on over the page stands nobody knows where.
        let page = |row: &FoundRow| row.pieces.last().map(|piece| decoder.run.segments[piece.from].page);
        if rows.get(last + 1).is_some_and(|next| page(next) != page(&rows[last])) {
            return 0.0;
        }
        let Some(before) = last.checked_sub(1).filter(|before| whole(decoder, &rows[*before])) else { return 0.0 };
        let span = rows.get(first..=last).unwrap_or_default();
        let (Some(row), true) = (span.last(), span.iter().all(|row| whole(decoder, row))) else { return 0.0 };
        let below = height(decoder, row, first == last);
        let above: f32 = span[..span.len() - 1].iter().map(|row| height(decoder, row, false)).sum();
        let middle = (below - above) / 2.0;
        let mut lines = Vec::new();
        let height = height(decoder, &rows[before], false);
        self.place(decoder, &rows[before].pieces, group, (-height, 0.0), None, &mut lines);
        self.place(decoder, &row.pieces, group, (0.0, below), Some(middle), &mut lines);
        let (right, wrong) = self.foretell(decoder, &lines);
        right as f32 * self.right + wrong as f32 * self.wrong
    }

    /// Places the lines of a row between `top` and `bottom`; those of the label of `group` around `middle`, those of other
    /// labels nobody knows where.
    fn place(
        &self,
        decoder: &Decoder<'_>,
        row: &[Piece],
        group: &Group,
        (top, bottom): (f32, f32),
        middle: Option<f32>,
        out: &mut Vec<PlacedLine>,
    ) {
        let floating = labels(decoder, row);
        for piece in row {
            let lines = printed_lines(decoder, piece);
            let count = lines.len() as f32;
            let asked = group.contains(&piece.column);
            let lead = match (asked, self.aligned) {
                (true, _) => middle.map(|middle| middle - count / 2.0),
                (false, _) if floating.contains(&piece.column) => None,
                (false, Aligned::Middle) => Some((top + bottom - count) / 2.0),
                (false, Aligned::Top) => Some(top),
            };
            for (index, (from, _)) in lines.iter().enumerate() {
                out.push(PlacedLine { segment: *from, top: lead.map(|lead| lead + index as f32), asked });
            }
        }
    }

    /// How many of the breaks around the lines asked about come out as foretold, and how many do not.
    fn foretell(&self, decoder: &Decoder<'_>, lines: &[PlacedLine]) -> (u32, u32) {
        let (mut right, mut wrong) = (0, 0);
        let mut held: Option<(f32, f32)> = None;
        for (index, line) in lines.iter().enumerate() {
            let joined = decoder.run.segments[line.segment].join != Join::Newline;
            let Some(top) = line.top else {
                held = None;
                continue;
            };
            let asked = line.asked || index > 0 && lines[index - 1].asked;
            if let Some((low, high)) = held.filter(|_| asked) {
                let foretold = self.joins(top, low, high);
                right += u32::from(foretold == joined);
                wrong += u32::from(foretold != joined);
            }
            held = match held {
                Some((low, high)) if joined => Some((low.min(top), high.max(top + 1.0))),
                _ => Some((top, top + 1.0)),
            };
        }
        (right, wrong)
    }

    /// Whether a line at `top` is joined to what the output line holds from `low` to `high`.
    fn joins(&self, top: f32, low: f32, high: f32) -> bool {
        const SLACK: f32 = 0.2;
        match self.joining {
            Joining::SameHeight => (top - low).abs() < SLACK,
            Joining::Overlap => top < high - SLACK && top + 1.0 > low + SLACK,
        }
    }

    /// Compares what is foretold of the breaks inside a row with what is there; nothing is known about the lines of the
    /// columns that are `floating`.
    fn tally(&self, decoder: &Decoder<'_>, row: &[Piece], floating: &[usize]) -> Tally {
        let mut tally = Tally::default();
        let cells: Vec<(usize, Vec<PrintedLine>)> =
            row.iter().map(|piece| (piece.column, printed_lines(decoder, piece))).collect();
        let fixed = cells.iter().filter(|(column, _)| !floating.contains(column));
        let height = fixed.map(|(_, lines)| lines.len()).max().unwrap_or(1) as f32;
        // A label with its number is a block of its own: where it stands is not known, but its lines stand by each other.
        let paired = |column: usize| decoder.paired(column);
        let mut held: Option<(f32, f32)> = None;
        for (index, (column, lines)) in cells.iter().enumerate() {
            let floats = floating.contains(column);
            let with_before = floats && index > 0 && paired(*column) && cells[index - 1].0 + 1 == *column;
            let height = if floats {
                let beside = if with_before { index - 1 } else { index + 1 };
                let number =
                    cells.get(beside).filter(|(other, _)| with_before || paired(*other) && *other == column + 1);
                lines.len().max(number.map_or(0, |(_, lines)| lines.len())) as f32
            } else {
                height
            };
            if floats != index.checked_sub(1).is_some_and(|i| floating.contains(&cells[i].0)) || floats && !with_before
            {
                held = None;
            }
            let lead = match self.aligned {
                Aligned::Middle => (height - lines.len() as f32) / 2.0,
                Aligned::Top => 0.0,
            };
            for (index, (from, _)) in lines.iter().enumerate() {
                let (top, bottom) = (lead + index as f32, lead + index as f32 + 1.0);
                let join = decoder.run.segments[*from].join;
                let joined = join != Join::Newline;
                let foretold = held.map(|(low, high)| self.joins(top, low, high));
                if let Some(foretold) = foretold {
                    tally.right += u32::from(foretold == joined);
                    tally.wrong += u32::from(foretold != joined);
                    tally.plain += plain(decoder, *column, join, index == 0);
                }
                held = match held {
                    Some((low, high)) if joined => Some((low.min(top), high.max(bottom))),
                    // What a line of unknown place was joined to may reach anywhere.
                    None if joined && index == 0 && floats => None,
                    _ => Some((top, bottom)),
                };
            }
        }
        tally
    }
}

/// Height of a row in lines: that of its highest cell; of its labels, when they cover no other row.
fn height(decoder: &Decoder<'_>, row: &FoundRow, alone: bool) -> f32 {
    let floating = labels(decoder, &row.pieces);
    let fixed = row.pieces.iter().filter(|piece| alone || !floating.contains(&piece.column));
    fixed.map(|piece| printed_lines(decoder, piece).len()).max().unwrap_or(1) as f32
}

/// Whether a row stands on one page, so that the places of its lines are known.
fn whole(decoder: &Decoder<'_>, row: &FoundRow) -> bool {
    !row.pieces.iter().any(|piece| piece.start == Start::Rest) && !pages(decoder, &row.pieces)
}

/// Whether a row goes over a page break.
fn pages(decoder: &Decoder<'_>, row: &[Piece]) -> bool {
    let page = |at: usize| decoder.run.segments[at].page;
    match (row.first(), row.last()) {
        (Some(first), Some(last)) => page(first.from) != page(last.to - 1),
        _ => false,
    }
}

/// The columns of labels that have a cell in the row: these may span several rows. The number of a label goes with it.
fn labels(decoder: &Decoder<'_>, row: &[Piece]) -> Vec<usize> {
    let kind = |column: usize| decoder.columns.get(column).map(|column| column.kind);
    let mut columns: Vec<usize> = row
        .iter()
        .map(|piece| piece.column)
        .filter(|column| {
            kind(*column) == Some(Kind::Label)
                || kind(*column) == Some(Kind::Number) && kind(*column + 1) == Some(Kind::Label)
        })
        .collect();
    columns.dedup();
    columns
}

/// The printed lines of a cell.
fn printed_lines(decoder: &Decoder<'_>, piece: &Piece) -> Vec<PrintedLine> {
    let segments: &[Segment] = decoder.run.segments;
    let mut lines: Vec<PrintedLine> = Vec::new();
    let mut width = 0.0;
    for (at, here) in segments.iter().enumerate().take(piece.to).skip(piece.from) {
        match lines.last_mut() {
            Some(line) if decoder.same_line(width, here, piece.column) => {
                line.1 = at + 1;
                width += here.width + here.gap;
            }
            _ => {
                lines.push((at, at + 1));
                width = here.width;
            }
        }
    }
    lines
}

/// What the plain odds give a break before the first or another line of a cell.
fn plain(decoder: &Decoder<'_>, column: usize, join: Join, first: bool) -> f32 {
    let blanks = &decoder.blanks;
    let number = decoder.columns[column].kind == Kind::Number;
    match (join, first) {
        (Join::Newline, true) => blanks.end_newline,
        (Join::Blank | Join::SoftBlank, true) => blanks.end,
        (Join::Newline, false) if !number => blanks.inside_newline,
        (Join::Blank, false) if !number => blanks.inside,
        _ => 0.0,
    }
}
