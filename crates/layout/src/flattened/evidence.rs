//! What speaks for and against a cell: its lines, its words, its end.

use super::decode::{Decoder, Piece, Script, Start};
use super::run::{InCell, Run};
use super::segment::{Join, Segment};
use super::weights::{Feature, Kind};

/// What it costs that a cell begins within a time.
const WITHIN_TIME: f32 = -12.0;

/// What it is worth that a cell of units begins with the label that opens cells, and what it costs that it begins with
/// another, goes on with that, or that a label stands in a cell of another kind.
const OPENS_LABELLED: f32 = 1.5;
const BEGINS_LATER: f32 = -4.0;
const OPENS_INSIDE: f32 = -6.0;
const LABEL_ELSEWHERE: f32 = -5.0;
/// What it costs that a label with the next number of a series begins in no column of outer labels, or within a cell.
const HEAD_ELSEWHERE: f32 = -5.0;

/// What it costs that a name goes on with a list of those who lead, of one name a line, in a table that has a column of others as well.
const ONE_MORE_LEADS: f32 = -2.0;
/// What it costs that a row cut by the page has a number on both.
pub const NUMBER_TWICE: f32 = -8.0;

/// Stands for an item whose number is not known.
pub const ANY_ITEM: u32 = u32::MAX;
/// A cell is not followed further when its inside costs more than this.
pub const HOPELESS: f32 = -12.0;

/// A line is full when what follows lacks this much room; widths are known to half a character.
const FULL: f32 = -0.2;

/// A cell while it grows.
pub struct Inside {
    /// Width of its last printed line.
    pub line: f32,
    /// What it is worth so far.
    pub score: f32,
    /// Open brackets.
    pub depth: i32,
    /// Last item number.
    pub item: Option<u32>,
}

/// A border between two segments at which a cell may go on or end.
pub(super) struct Border<'a> {
    /// The end of the line above.
    pub before: &'a Segment,
    /// The beginning of the next.
    pub here: &'a Segment,
    /// How well their characters stand together, in log odds.
    pub cohesion: f32,
    /// The last item of the cell so far.
    pub item: Option<u32>,
    /// How the two are joined.
    pub join: Join,
    /// Where in a cell the label of units stands that follows.
    pub label: Option<InCell>,
    /// Whether a label follows that has the next number of a series.
    pub head: bool,
    /// Whether a name follows that may go on with a list of one name a line.
    pub name: bool,
}

impl<'a> Border<'a> {
    /// The border between two pages.
    pub fn of_page(
        before: &'a Segment,
        here: &'a Segment,
        item: Option<u32>,
        label: Option<InCell>,
        head: bool,
    ) -> Self {
        Self { before, here, cohesion: 0.0, item, join: Join::Newline, label, head, name: false }
    }
}

impl Decoder<'_> {
    /// What the words of a cell cut by the page say when they are joined, less what its parts say.
    pub(super) fn joined_content(&self, first: (usize, usize), rest: (usize, usize), column: usize) -> f32 {
        let w = |feature| self.weights.get(feature);
        let facts = self.run.joined_facts(first, rest);
        let joined = match self.columns[column].kind {
            Kind::Unit => facts.units * w(Feature::Unit) + (1.0 - facts.units) * w(Feature::NoUnit),
            Kind::Date if facts.date => w(Feature::Date),
            Kind::Date => w(Feature::NoDate),
            _ => return 0.0,
        };
        joined - self.cut_content(first.0, first.1, column) - self.content_score(rest.0, rest.1, column)
    }

    /// Evidence of what the part of a cell says that stands before a page break: a name may break off there.
    pub(super) fn cut_content(&self, from: usize, to: usize, column: usize) -> f32 {
        self.cut_content_of(self.content_score(from, to, column), from, to, column)
    }

    /// The same where what the part says as a `whole` is known.
    pub(super) fn cut_content_of(&self, whole: f32, from: usize, to: usize, column: usize) -> f32 {
        if self.columns[column].kind == Kind::Unit && whole < 0.0 {
            whole * (1.0 - self.run.unit_starts(from, to))
        } else {
            whole
        }
    }

    /// Evidence on the end, before segment `to`, of a cell that the page cuts.
    pub(super) fn cut_score(&self, to: usize, column: usize, line: f32) -> f32 {
        let Some(next) = self.run.segments.get(to).filter(|next| next.join == Join::Inside) else { return 0.0 };
        // The page cuts full lines.
        let room = self.columns[column].width - line - next.cluster;
        self.weights.get(Feature::EndInside) + if room > FULL { self.weights.get(Feature::ShortNear) } else { 0.0 }
    }

    /// A cell of `column` that begins with segment `i`; a `resting` one may go on with any item.
    pub(super) fn begin(&self, i: usize, column: usize, resting: bool) -> Inside {
        let first = &self.run.segments[i];
        Inside {
            line: first.width,
            score: self.width_score(first.width, column),
            depth: i32::from(first.opens),
            item: if resting { first.item.or(Some(ANY_ITEM)) } else { first.item },
        }
    }

    /// Whether segment `here` stands in the printed line of which `line` is taken already.
    pub(super) fn same_line(&self, line: f32, here: &Segment, column: usize) -> bool {
        let room = self.columns[column].width - line - here.width;
        match here.join {
            Join::SoftBlank => room >= -1.0,
            // The glyph of an opening mark has a blank half that lines are squeezed by.
            Join::Blank if fenjie_text::chars::may_not_close_line(here.first) => room >= -1.0,
            Join::Blank => room >= 0.0,
            Join::Glued | Join::Inside => true,
            Join::Newline => false,
        }
    }

    /// The outermost column of labels.
    fn outer_labels(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.kind == Kind::Label)
    }

    /// Lets segment `at` go on with the cell before it.
    pub(super) fn grow(&self, inside: &mut Inside, at: usize, column: usize) {
        let run = self.run;
        let (before, here) = (&run.segments[at - 1], &run.segments[at]);
        let room = self.columns[column].width - inside.line - here.width;
        if self.same_line(inside.line, here, column) {
            inside.line += here.width + here.gap;
            inside.score += match here.join {
                Join::Glued => self.weights.get(Feature::Glued),
                Join::Inside if room < -0.6 => HOPELESS,
                Join::Blank if inside.depth > i32::from(here.closes) => self.weights.get(Feature::BlankOpen),
                Join::Blank if here.number.is_some() && !here.counts => {
                    self.weights.get(Feature::BlankInLine) + self.weights.get(Feature::NumberInside)
                }
                Join::Blank if fenjie_text::chars::may_not_close_line(here.first) => {
                    self.weights.get(Feature::BlankMark)
                }
                Join::Blank => self.weights.get(Feature::BlankInLine),
                Join::SoftBlank if here.gap > 0.0 => self.blanks.inside_soft,
                _ => 0.0,
            };
        } else {
            let border = Border {
                before,
                here,
                cohesion: run.border[at],
                item: inside.item,
                join: here.join,
                label: run.labels[at],
                head: run.heads[at],
                name: run.names[at],
            };
            let goes_on = self.goes_on(inside.line, &border, column);
            // A time is broken where an author pressed the key, not only where the column ends.
            inside.score += if run.ends_time[at] { goes_on.max(0.0) } else { goes_on };
            inside.line = here.width;
            inside.score += self.width_score(inside.line, column);
            if inside.depth > i32::from(here.closes) {
                inside.score += self.weights.get(Feature::Open);
            }
        }
        inside.depth = (inside.depth - i32::from(here.closes)).max(0) + i32::from(here.opens);
        inside.item = here.item.or(inside.item);
    }

    /// Evidence that a cell goes on over a border at the end of a printed line of width `line`.
    pub(super) fn goes_on(&self, line: f32, border: &Border<'_>, column: usize) -> f32 {
        let Border { before, here, cohesion, item, join, label, head, name } = *border;
        let kind = self.columns[column].kind;
        if kind == Kind::Number {
            return 0.0;
        }
        let w = |feature| self.weights.get(feature);
        let room = self.columns[column].width - line - here.cluster;
        let mut score = 0.0;
        let next_label = kind == Kind::Unit && label == Some(InCell::Later);
        if label.is_some() && !next_label {
            score += OPENS_INSIDE;
        }
        if head && self.outer_labels().is_some() {
            score += HEAD_ELSEWHERE;
        }
        let next_item = here.item.is_some_and(|n| item == Some(ANY_ITEM) || n == item.unwrap_or(0) + 1);
        let after_stop = matches!(before.last, '。' | '；' | ';' | '：');
        if next_label {
            score += w(Feature::Item);
        } else if name && kind == Kind::Unit {
            // Few lead.
            let leads = self.columns[column + 1..].iter().any(|column| column.kind == Kind::Unit);
            score += w(Feature::Item) + if leads { ONE_MORE_LEADS } else { 0.0 };
        } else if next_item {
            score += w(if item.is_none() && before.last != '：' { Feature::ItemOpens } else { Feature::Item });
        } else {
            if here.item.is_some() && here.number.is_none() {
                score += w(Feature::ItemJump);
            }
            score += match room {
                r if r > 1.9 => w(Feature::ShortFar),
                r if r > 0.9 => w(Feature::ShortNear),
                r if r > FULL => w(Feature::ShortEdge),
                _ => w(Feature::Full),
            };
            if after_stop {
                score += w(Feature::Stop);
            } else if cohesion > 0.0 {
                score += cohesion * w(Feature::Cohesive);
            } else if cohesion < 0.0 {
                score += w(Feature::Strange);
            }
        }
        if here.number.is_some() && !here.counts {
            score += w(Feature::NumberInside);
        }
        if join == Join::Blank {
            score += self.blanks.inside;
        } else if join == Join::Newline {
            score += self.blanks.inside_newline;
        }
        if here.closes > 0 && here.first != '“' || fenjie_text::chars::may_not_open_line(here.first) {
            score += w(Feature::Closing);
        }
        score
    }

    pub(super) fn width_score(&self, line: f32, column: usize) -> f32 {
        let over = line - self.columns[column].width;
        if over <= 0.6 {
            0.0
        } else if over <= 1.6 {
            self.weights.get(Feature::Wide)
        } else {
            // One line that belongs to no column must not outweigh all others.
            const MOST: f32 = 3.0;
            self.weights.get(Feature::Wide) + (over - 1.6).min(MOST) * self.weights.get(Feature::TooWide)
        }
    }

    pub(super) fn start_score(&self, i: usize, column: usize) -> f32 {
        let first = &self.run.segments[i];
        let mut score = 0.0;
        if matches!(self.columns[column].kind, Kind::Text | Kind::Label) {
            score += first.opening * self.weights.get(Feature::StartWord);
            if first.counts {
                score += self.weights.get(Feature::StartCount);
            }
        }
        if fenjie_text::chars::may_not_open_line(first.first) || first.closes > 0 {
            score += self.weights.get(Feature::StartClosing);
        }
        if self.run.ends_time[i] {
            score += WITHIN_TIME;
        }
        score += match (self.columns[column].kind, self.run.labels[i]) {
            (_, None) => 0.0,
            (Kind::Unit, Some(InCell::First)) => OPENS_LABELLED,
            (Kind::Unit, Some(InCell::Later)) => BEGINS_LATER,
            _ => LABEL_ELSEWHERE,
        };
        if self.run.heads[i] && self.outer_labels().is_some_and(|outer| outer != column) {
            score += HEAD_ELSEWHERE;
        }
        match first.item {
            Some(1) if first.number.is_none() => score += self.weights.get(Feature::StartFirst),
            Some(n) if n > 1 && first.number.is_none() => score += self.weights.get(Feature::StartLater),
            _ => {}
        }
        score
    }

    /// Width of the last printed line of the cell `from..to`.
    pub(super) fn line_width(&self, from: usize, to: usize) -> f32 {
        let segments = &self.run.segments[from..to];
        let mut line = 0.0;
        for segment in segments.iter().rev() {
            line += segment.width + segment.gap;
            if !matches!(segment.join, Join::SoftBlank | Join::Glued | Join::Inside) {
                break;
            }
        }
        line
    }

    pub(super) fn end_score(&self, from: usize, to: usize, column: usize) -> f32 {
        let mut depth = 0;
        for segment in &self.run.segments[from..to] {
            depth = (depth - i32::from(segment.closes)).max(0) + i32::from(segment.opens);
        }
        self.end_score_open(from, to, column, depth, self.line_width(from, to))
    }

    /// Evidence that a cell ends before segment `to`.
    pub(super) fn end_score_open(&self, from: usize, to: usize, column: usize, depth: i32, line: f32) -> f32 {
        let w = |feature| self.weights.get(feature);
        let run = self.run;
        let last = &run.segments[to - 1];
        let kind = self.columns[column].kind;
        let mut score = 0.0;
        if depth > 0 {
            score += w(Feature::EndOpen);
        }
        match last.last {
            '，' | ',' | '、' => score += w(Feature::EndComma),
            '。' => score += w(if kind == Kind::Text { Feature::EndStop } else { Feature::EndStopLabel }),
            _ => {}
        }
        if matches!(kind, Kind::Text | Kind::Label) {
            score += last.closing * w(Feature::EndWord);
        }
        let Some(next) = run.segments.get(to) else { return score };
        match next.join {
            Join::Newline => score += self.blanks.end_newline,
            Join::Blank => score += self.blanks.end,
            Join::SoftBlank if last.number.is_some() && to - from == 1 => score += w(Feature::EndBlank),
            Join::SoftBlank => score += w(Feature::EndSoft) + self.blanks.end,
            Join::Glued => score += w(Feature::EndGlued),
            Join::Inside => score += w(Feature::EndInside),
        }
        if kind == Kind::Number {
            return score;
        }
        let room = self.columns[column].width - line - next.cluster;
        score += match room {
            r if r > 0.9 => w(Feature::EndShort),
            r if r > FULL => w(Feature::EndEdge),
            _ => w(Feature::EndFull),
        };
        if run.border[to] > 0.0 && last.last != '。' {
            score += run.border[to] * w(Feature::EndCohesive);
        }
        score
    }

    /// Evidence of what the whole cell says on the column it stands in.
    pub(super) fn content_score(&self, from: usize, to: usize, column: usize) -> f32 {
        const LABEL_LINES: usize = 6;
        let w = |feature| self.weights.get(feature);
        let kind = self.columns[column].kind;
        let run = self.run;
        let first = &run.segments[from];
        let single = to - from == 1;
        let number = if single { first.number } else { self.broken_numeral(from, to) };
        let mut score = 0.0;
        if kind == Kind::Number {
            score += match number {
                Some(_) if !self.fits_script(from, column) => w(Feature::NoNumber),
                Some(_) => w(Feature::Number) + if run.follows[from] { w(Feature::Next) } else { 0.0 },
                None => w(Feature::NoNumber) * (to - from) as f32,
            };
            return score;
        }
        if number.is_some() {
            score += w(Feature::NumberElsewhere);
        }
        let facts = run.facts(from, to);
        if kind == Kind::Date {
            score += if facts.date { w(Feature::Date) } else { w(Feature::NoDate) };
            return score;
        }
        if facts.date {
            score += w(Feature::DateElsewhere);
        }
        match kind {
            Kind::Unit => score += facts.units * w(Feature::Unit) + (1.0 - facts.units) * w(Feature::NoUnit),
            _ if facts.units > 0.9 => score += w(Feature::UnitElsewhere),
            _ => {}
        }
        if kind == Kind::Label && to - from > LABEL_LINES {
            score += (to - from - LABEL_LINES) as f32 * w(Feature::LongLabel);
        }
        if kind == Kind::Text && facts.characters < 6 {
            score += w(Feature::ShortText);
        }
        score
    }

    /// A Chinese numeral broken over lines: 十 | 一.
    pub(super) fn broken_numeral(&self, from: usize, to: usize) -> Option<u32> {
        let segments = &self.run.segments[from..to];
        if segments.len() > 3 || segments.iter().any(|segment| segment.number.is_none() || segment.width > 2.0) {
            return None;
        }
        let words = self.run.words(from, to);
        if !words.contains('十') {
            return None;
        }
        fenjie_text::numeral::parse_ordinal(&words)
    }

    pub(super) fn rest_score(&self, piece: &Piece, row: &[(usize, usize, usize)]) -> f32 {
        let Some(&(_, from, to)) = row.iter().rev().find(|(column, ..)| *column == piece.column) else {
            return self.rest_new(piece.from, piece.column);
        };
        if self.columns[piece.column].kind == Kind::Number {
            return self.weights.get(Feature::RestPiece) + NUMBER_TWICE;
        }
        let (before, here) = (&self.run.segments[to - 1], &self.run.segments[piece.from]);
        let line = self.line_width(from, to);
        self.weights.get(Feature::RestPiece)
            + self.joined_content((from, to), (piece.from, piece.to), piece.column)
            + self.goes_on(
                line,
                &Border::of_page(
                    before,
                    here,
                    item_of(self.run, from, to),
                    self.run.labels[piece.from],
                    self.run.heads[piece.from],
                ),
                piece.column,
            )
    }

    /// Evidence that a cell of a row cut by the page begins only after it.
    pub(super) fn rest_new(&self, i: usize, column: usize) -> f32 {
        // Labels stand where their rows begin.
        let label = self.columns[column].kind == Kind::Label;
        self.weights.get(Feature::RestNew)
            + self.start_score(i, column)
            + if label { self.weights.get(Feature::RestNew) } else { 0.0 }
    }

    /// Evidence on the borders inside a cell.
    pub(super) fn inside_score(&self, piece: &Piece) -> f32 {
        let resting = piece.from > 0 && self.run.segments[piece.from].page != self.run.segments[piece.from - 1].page
            || piece.start == Start::Rest;
        let mut inside = self.begin(piece.from, piece.column, resting);
        for at in piece.from + 1..piece.to {
            self.grow(&mut inside, at, piece.column);
        }
        inside.score
    }

    pub(super) fn fits_script(&self, at: usize, column: usize) -> bool {
        let arabic = self.run.segments[at].first.is_ascii_digit() || self.run.segments[at].last.is_ascii_digit();
        match self.columns[column].script {
            None => true,
            Some(Script::Han) => !arabic,
            Some(Script::Arabic) => arabic,
            Some(Script::Rows) => self.run.follows[at],
            Some(Script::Others) => !self.run.follows[at],
        }
    }
}

pub fn item_of(run: &Run<'_>, from: usize, to: usize) -> Option<u32> {
    run.segments[from..to].iter().rev().find_map(|segment| segment.item)
}
