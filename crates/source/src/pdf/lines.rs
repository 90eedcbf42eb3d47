//! From the characters of a page to its text: overprints dropped, lines found, blanks set, characters folded.

use super::interpret::Mark;
use crate::unified::unified_ideograph;
use crate::{Glyph, Rect};
use fenjie_text::Span;
use fenjie_text::chars::{is_blank, is_wide};
use hayro_cmap::BfString;

/// The text of one page; spans run over `text`.
#[derive(Default)]
pub(crate) struct PageText {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<Glyph>,
    /// Lines in reading order: span without the newline, box, and whether they run askew (watermarks, stamps).
    pub(crate) lines: Vec<(Span, Rect, bool)>,
    /// Width and height, swapped when the page is read turned.
    pub(crate) size: (f32, f32),
    /// How the page was turned to read it, in quarters clockwise.
    pub(crate) quarters: u8,
    /// Characters without a meaning, by font.
    pub(crate) unmapped: Vec<(usize, usize)>,
    /// Characters of the private use area, by font.
    pub(crate) private: Vec<(usize, usize)>,
    /// How many radicals and compatibility ideographs were folded.
    pub(crate) folded: usize,
    /// Characters that lie outside the page.
    pub(crate) outside: usize,
}

/// The direction of a line of writing: a quarter turn clockwise from left-to-right, or askew.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Direction {
    Quarter(u8),
    Askew(i16),
}

impl Direction {
    fn of(mark: &Mark) -> Self {
        const TOLERANCE: f32 = 3.0;
        let degrees = mark.direction.1.atan2(mark.direction.0).to_degrees().rem_euclid(360.0);
        let quarter = (degrees / 90.0).round();
        if (degrees - quarter * 90.0).abs() <= TOLERANCE {
            Self::Quarter(quarter as u8 % 4)
        } else {
            Self::Askew(degrees.round() as i16)
        }
    }
}

/// Makes the text of a page from its characters.
pub(crate) fn page_text(mut marks: Vec<Mark>, size: (f32, f32)) -> PageText {
    let mut page = PageText { size, ..PageText::default() };
    let shown = marks.len();
    marks.retain(|mark| on_page(mark, size));
    page.outside = shown - marks.len();
    page.quarters = main_quarter(&marks);
    for mark in &mut marks {
        turn(mark, page.quarters, size);
    }
    if page.quarters % 2 == 1 {
        page.size = (size.1, size.0);
    }
    let mut groups: Vec<(Direction, Vec<Mark>)> = Vec::new();
    for mark in marks {
        let direction = Direction::of(&mark);
        match groups.iter_mut().find(|(other, _)| *other == direction) {
            Some((_, group)) => group.push(mark),
            None => groups.push((direction, vec![mark])),
        }
    }
    groups.sort_by_key(|(direction, _)| *direction);
    for (direction, group) in groups {
        for line in lines(group) {
            page.push_line(&line, matches!(direction, Direction::Askew(_)));
        }
    }
    page
}

fn on_page(mark: &Mark, (width, height): (f32, f32)) -> bool {
    let (x, y) = mark.bbox.center();
    (0.0..=width).contains(&x) && (0.0..=height).contains(&y)
}

/// The quarter turn that most characters are written in: a landscape table may be printed on a portrait page.
fn main_quarter(marks: &[Mark]) -> u8 {
    let mut count = [0usize; 4];
    for mark in marks {
        if let Direction::Quarter(quarter) = Direction::of(mark) {
            count[usize::from(quarter % 4)] += 1;
        }
    }
    (0..4).rev().max_by_key(|quarter| count[usize::from(*quarter)]).unwrap_or(0)
}

/// Turns a point back by quarters, so that what ran that way runs from left to right.
pub(crate) fn turned((x, y): (f32, f32), quarters: u8, (width, height): (f32, f32)) -> (f32, f32) {
    match quarters {
        1 => (y, width - x),
        2 => (width - x, height - y),
        3 => (height - y, x),
        _ => (x, y),
    }
}

/// Turns a box back by quarters.
pub(crate) fn turned_box(rect: Rect, quarters: u8, size: (f32, f32)) -> Rect {
    let ((xa, ya), (xb, yb)) = (turned((rect.x0, rect.y0), quarters, size), turned((rect.x1, rect.y1), quarters, size));
    Rect::new(xa, ya, xb, yb)
}

fn turn(mark: &mut Mark, quarters: u8, size: (f32, f32)) {
    if quarters == 0 {
        return;
    }
    mark.bbox = turned_box(mark.bbox, quarters, size);
    mark.origin = turned(mark.origin, quarters, size);
    let (x, y) = mark.direction;
    mark.direction = match quarters {
        1 => (y, -x),
        2 => (-x, -y),
        _ => (-y, x),
    };
}

/// Characters of one direction, cut into lines: from the first line to the last, each in the order of writing.
fn lines(marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    const SAME_LINE: f32 = 0.3;
    let Some((dx, dy)) = marks.first().map(|mark| mark.direction) else { return Vec::new() };
    let along = |mark: &Mark| mark.origin.0 * dx + mark.origin.1 * dy;
    let across = |mark: &Mark| mark.origin.1 * dx - mark.origin.0 * dy;
    let mut placed: Vec<(f32, Mark)> = marks.into_iter().map(|mark| (across(&mark), mark)).collect();
    placed.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut lines: Vec<Vec<Mark>> = Vec::new();
    let (mut baseline, mut size) = (f32::NEG_INFINITY, 0.0f32);
    for (position, mark) in placed {
        let fits = position - baseline <= SAME_LINE * mark.size.max(size);
        if !fits {
            size = 0.0;
        }
        // A superscript comes first, but the full letters hold the line.
        if mark.size > 1.15 * size {
            (baseline, size) = (position, mark.size);
        }
        match lines.last_mut().filter(|_| fits) {
            Some(line) => line.push(mark),
            None => lines.push(vec![mark]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| along(a).total_cmp(&along(b)));
        drop_overprints(line, along);
    }
    lines
}

/// A character printed twice at one place, a little shifted, is a bold one.
fn drop_overprints(line: &mut Vec<Mark>, along: impl Fn(&Mark) -> f32) {
    const SHIFT: f32 = 0.2;
    let mut kept: Vec<Mark> = Vec::with_capacity(line.len());
    for mark in line.drain(..) {
        let reach = mark.size * SHIFT;
        let is_first = |first: &&mut Mark| {
            matches!(mark.text, Some(BfString::Char(_)))
                && first.text == mark.text
                && (first.origin.0 - mark.origin.0).abs() <= reach
                && (first.origin.1 - mark.origin.1).abs() <= reach
        };
        let mut near = kept.iter_mut().rev().take_while(|other| along(&mark) - along(other) <= 2.0 * reach);
        match near.find(is_first) {
            Some(first) => first.bold = true,
            None => kept.push(mark),
        }
    }
    *line = kept;
}

impl PageText {
    fn push_line(&mut self, marks: &[Mark], askew: bool) {
        let start = self.text.len();
        let mut bounds: Option<Rect> = None;
        let mut last: Option<&Mark> = None;
        let mut blank = false;
        for mark in marks {
            if is_blank_mark(mark) {
                blank = true;
                continue;
            }
            let before = self.text[start..].chars().next_back();
            if last.is_some_and(|last| blank || is_apart(last, mark)) {
                self.text.push(' ');
            }
            blank = false;
            match chinese_mark(mark, before) {
                Some(c) => self.push_glyph(&Mark { text: Some(BfString::Char(c)), ..mark.clone() }),
                None => self.push_glyph(mark),
            }
            bounds = Some(bounds.map_or(mark.bbox, |bounds| bounds.hull(mark.bbox)));
            last = Some(mark);
        }
        if let Some(bounds) = bounds {
            self.lines.push((Span::new(start, self.text.len()), bounds, askew));
            self.text.push('\n');
        }
    }

    fn push_glyph(&mut self, mark: &Mark) {
        let start = self.text.len();
        match &mark.text {
            Some(BfString::Char(c)) => self.push_character(*c, mark.font),
            Some(BfString::String(s)) => s.chars().for_each(|c| self.push_character(c, mark.font)),
            None => {
                self.text.push(char::REPLACEMENT_CHARACTER);
                count(&mut self.unmapped, mark.font);
            }
        }
        let span = Span::new(start, self.text.len());
        self.glyphs.push(Glyph { span, bbox: mark.bbox, size: mark.size, bold: mark.bold, confidence: 1.0 });
    }

    fn push_character(&mut self, c: char, font: usize) {
        if matches!(c, '\u{e000}'..='\u{f8ff}') {
            count(&mut self.private, font);
        }
        let folded = unified_ideograph(c);
        self.folded += usize::from(folded.is_some());
        let c = folded.unwrap_or(c);
        if !matches!(c, '\n' | '\r') {
            self.text.push(c);
        }
    }
}

/// The Chinese mark that is printed where the text layer has a Latin one: it takes up a whole em. 1.0 set in full width is
/// still a number, and so is 1,000.
fn chinese_mark(mark: &Mark, before: Option<char>) -> Option<char> {
    const EM: f32 = 0.9;
    let Some(BfString::Char(c)) = &mark.text else { return None };
    let (dx, dy) = mark.direction;
    let width = if dx.abs() > dy.abs() { mark.bbox.x1 - mark.bbox.x0 } else { mark.bbox.y1 - mark.bbox.y0 };
    let behind_words = before.is_some_and(|c| is_wide(c) || matches!(c, ')' | '%' | '\"'));
    let chinese = match c {
        '.' if behind_words => '。',
        ',' if behind_words => '，',
        '«' => '《',
        '»' => '》',
        _ => return None,
    };
    (width >= EM * mark.size).then_some(chinese)
}

fn count(counts: &mut Vec<(usize, usize)>, font: usize) {
    match counts.iter_mut().find(|(other, _)| *other == font) {
        Some((_, number)) => *number += 1,
        None => counts.push((font, 1)),
    }
}

fn is_blank_mark(mark: &Mark) -> bool {
    match &mark.text {
        Some(BfString::Char(c)) => is_blank(*c),
        Some(BfString::String(s)) => s.chars().all(is_blank),
        None => false,
    }
}

/// Whether the gap between two neighbours on a line is a blank: a fifth of an em between Latin letters, more beside
/// Chinese characters, which justified lines spread.
fn is_apart(last: &Mark, next: &Mark) -> bool {
    let wide = |mark: &Mark| match &mark.text {
        Some(BfString::Char(c)) => is_wide(*c),
        Some(BfString::String(s)) => s.chars().any(is_wide),
        None => true,
    };
    let (dx, dy) = next.direction;
    let gap = if dx.abs() > dy.abs() {
        if dx > 0.0 { next.bbox.x0 - last.bbox.x1 } else { last.bbox.x0 - next.bbox.x1 }
    } else if dy > 0.0 {
        next.bbox.y0 - last.bbox.y1
    } else {
        last.bbox.y0 - next.bbox.y1
    };
    let least = if wide(last) || wide(next) { 0.6 } else { 0.2 };
    gap > least * next.size.max(last.size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str, ems: f32) -> String {
        const SIZE: f32 = 10.0;
        let mark = |(at, c): (usize, char)| {
            let x0 = at as f32 * SIZE;
            let width = if is_wide(c) { SIZE } else { ems * SIZE };
            Mark {
                text: Some(BfString::Char(c)),
                bbox: Rect { x0, y0: 0.0, x1: x0 + width, y1: SIZE },
                origin: (x0, SIZE),
                direction: (1.0, 0.0),
                size: SIZE,
                bold: false,
                font: 0,
            }
        };
        page_text(words.chars().enumerate().map(mark).collect(), (600.0, 800.0)).text
    }

    #[test]
    fn latin_marks_printed_a_whole_em_wide_are_chinese_ones() {
        assert_eq!(read("更新管网.落实«条例»,", 1.0), "更新管网。落实《条例》，\n");
        assert_eq!(read("提高2.5倍", 1.0), "提高2.5倍\n");
        assert!(read("更新管网.落实", 0.5).contains('.'));
    }
}
