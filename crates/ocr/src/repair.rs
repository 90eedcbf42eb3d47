//! Chinese print set right where the page itself gives the evidence. The raw reading of every changed character stays
//! with it.

use crate::Bounds;
use crate::picture::Plane;
use crate::reader::{Char, TextLine};
use fenjie_text::chars::{is_han, width};
use fenjie_text::numeral::is_han_numeral;

/// A mark with more room than this, in ems, is set full-width; half-width marks have half an em.
const FULL_WIDTH: f32 = 0.75;
/// The ink of 。 and 、 is lower than this, in ems; figures and letters are higher.
const LOW_INK: f32 = 0.45;
/// Darker than this is ink.
const INK: u8 = 150;

/// Corrects the characters of one line; `size` is the size of its print in pixels.
pub(crate) fn repair(chars: &mut Vec<Char>, size: f32, page: &Plane) {
    for i in 0..chars.len() {
        let Some(line) = Context::at(chars, i, size) else { continue };
        let now = line
            .full_stop(page)
            .or_else(|| line.ten())
            .or_else(|| line.plus())
            .or_else(|| line.day())
            .or_else(|| line.comma())
            .or_else(|| line.middle_dot(page))
            .or_else(|| line.full_width());
        if let Some(now) = now {
            chars[i].correct(now);
        }
    }
    page_number(chars);
}

/// A character among its neighbours.
struct Context<'a> {
    own: &'a Char,
    before: Option<&'a Char>,
    after: Option<&'a Char>,
    size: f32,
}

impl<'a> Context<'a> {
    fn at(chars: &'a [Char], i: usize, size: f32) -> Option<Self> {
        let before = i.checked_sub(1).and_then(|i| chars.get(i));
        Some(Self { own: chars.get(i)?, before, after: chars.get(i + 1), size })
    }

    /// The room of the character in ems: from neighbour to neighbour, less what these take themselves.
    fn room(&self) -> Option<f32> {
        let (before, after) = (self.before?, self.after?);
        let middle = |c: &Char| f32::midpoint(c.bounds.x0, c.bounds.x1);
        Some((middle(after) - middle(before)) / self.size.max(1.0) - f32::midpoint(width(before.c), width(after.c)))
    }

    fn beside_han(&self) -> bool {
        [self.before, self.after].into_iter().flatten().any(|other| is_han(other.c))
    }

    /// A half-width mark that takes a whole em between Chinese characters.
    fn full_width(&self) -> Option<char> {
        let full = match self.own.c {
            '(' => '（',
            ')' => '）',
            ':' => '：',
            ';' => '；',
            ',' => '，',
            '?' => '？',
            '!' => '！',
            _ => return None,
        };
        let wide = match self.room() {
            Some(room) => room > FULL_WIDTH,
            // At the end of a line nothing bounds its room; the marks of Chinese prose are full-width.
            None => self.before.is_some_and(|before| is_han(before.c)),
        };
        (wide && self.beside_han()).then_some(full)
    }

    /// A small ring at the foot of the line that was taken for a nought: 40%。 read as 40%0.
    fn full_stop(&self, page: &Plane) -> Option<char> {
        let looks_like = matches!(self.own.c, '0' | 'O' | 'o' | '○' | '〇');
        let ends =
            self.before.is_some_and(|before| is_han(before.c) || matches!(before.c, '%' | '％' | '）' | '”' | '》'))
                && self.after.is_none_or(|after| is_han(after.c) || matches!(after.c, '”' | '）' | '（'));
        let (top, bottom) = (looks_like && ends).then(|| self.ink(page))??;
        let foot = bottom > 0.5 * (self.own.bounds.y0 + self.own.bounds.y1);
        (foot && (bottom - top) < LOW_INK * self.size).then_some('。')
    }

    /// The first and last row with ink in the character's box.
    fn ink(&self, page: &Plane) -> Option<(f32, f32)> {
        let b = self.own.bounds;
        let (x0, x1) = (b.x0.max(0.0) as usize, (b.x1.max(0.0) as usize).min(page.width));
        let (y0, y1) = (b.y0.max(0.0) as usize, (b.y1.max(0.0) as usize).min(page.height));
        let inked = |y: &usize| page.row(*y)[x0.min(x1)..x1].iter().filter(|value| **value < INK).count() > 0;
        let top = (y0..y1).find(inked)?;
        let bottom = (y0..y1).rev().find(inked)?;
        Some((top as f32, bottom as f32 + 1.0))
    }

    /// A plus sign of a whole em where a Chinese number stands: 二+一 for 二十一, （+） for （十）, 第+条.
    fn ten(&self) -> Option<char> {
        let numeral = |c: Option<&Char>| c.is_some_and(|c| is_han_numeral(c.c));
        let opens = self.before.is_none_or(|before| matches!(before.c, '（' | '(' | '第'));
        let closes = self.after.is_some_and(|after| matches!(after.c, '、' | '）' | ')' | '条' | '项' | '章'));
        let placed =
            numeral(self.before) && (numeral(self.after) || closes) || opens && (numeral(self.after) || closes);
        (matches!(self.own.c, '+' | '＋') && placed).then_some('十')
    }

    /// The sign of 互联网＋ taken for a number.
    fn plus(&self) -> Option<char> {
        let behind = self.before.is_some_and(|before| before.c == '网');
        let counts = self.after.is_some_and(|after| is_han_numeral(after.c));
        (self.own.c == '十' && behind && !counts).then_some('＋')
    }

    /// 曰 after a figure is the day of a date.
    fn day(&self) -> Option<char> {
        let counted = self.before.is_some_and(|before| before.c.is_ascii_digit() || is_han_numeral(before.c));
        (self.own.c == '曰' && counted).then_some('日')
    }

    /// A dash or point between words whose ink is a dot at half the height of the line: 报·周刊, 4·26.
    fn middle_dot(&self, page: &Plane) -> Option<char> {
        const DOT: f32 = 0.28;
        let words = |c: Option<&Char>| c.is_some_and(|c| is_han(c.c) || c.c.is_ascii_digit());
        if !matches!(self.own.c, '-' | '.' | '•' | '—') || !words(self.before) || !words(self.after) {
            return None;
        }
        let b = self.own.bounds;
        let (middle, reach) = (f32::midpoint(b.x0, b.x1), 0.3 * self.size);
        let ink = page.ink_within(Bounds { x0: middle - reach, x1: middle + reach, ..b }, page.ink())?;
        let off = f32::midpoint(ink.y0, ink.y1) - f32::midpoint(b.y0, b.y1);
        let small = ink.width().max(ink.height()) < DOT * self.size;
        (small && off.abs() < 0.15 * self.size).then_some('·')
    }

    /// The stroke 丶 stands in no notice; the mark 、 looks the same.
    fn comma(&self) -> Option<char> {
        (self.own.c == '丶').then_some('、')
    }
}

/// The dashes on both sides of a page number (GB/T 9704: — 1 —), read as 一, 二 or -, or twice because they are long.
fn page_number(chars: &mut Vec<Char>) {
    let dash = |c: &Char| matches!(c.c, '一' | '二' | '-' | '—' | '–' | '_' | '－' | '−');
    let figure = |c: &Char| c.c.is_ascii_digit() || c.c == ' ';
    let opening = chars.iter().take_while(|c| dash(c)).count();
    let figures = chars[opening..].iter().take_while(|c| figure(c)).count();
    let closing = chars[opening + figures..].iter().take_while(|c| dash(c)).count();
    if opening * figures * closing == 0 || opening + figures + closing < chars.len() {
        return;
    }
    for range in [opening + figures..chars.len(), 0..opening] {
        let read: String = chars[range.clone()].iter().map(Char::as_read).collect();
        let twice = chars[range.clone()].iter().map(|c| c.bounds).reduce(Bounds::hull);
        let (Some(bounds), Some(mark)) = (twice, chars.get_mut(range.start)) else { continue };
        mark.bounds = bounds;
        mark.c = '—';
        mark.raw = Some(read).filter(|read| read != "—");
        chars.drain(range.start + 1..range.end);
    }
}

/// Ink of a lone stroke or cross at least this wide, in ems, is a Chinese numeral: 十 and 一 fill four fifths of their em,
/// + and - hardly more than half.
const WIDE_INK: f32 = 0.68;

/// Numbers alone in their cell, as the number columns of tables hold them: a cross as wide as the print is 十, and a level
/// stroke of that width right below a Chinese number is 一 (十一 set from top to bottom).
pub(crate) fn lone_numerals(lines: &mut [TextLine], page: &Plane) {
    let mut sizes: Vec<f32> = lines.iter().filter(|line| line.chars.len() > 1).map(|line| line.size).collect();
    sizes.sort_by(f32::total_cmp);
    let Some(em) = sizes.get(sizes.len() / 2).copied() else { return };
    for i in 0..lines.len() {
        let [lone] = lines[i].chars.as_slice() else { continue };
        let bounds = lines[i].bounds;
        let cross = || page.ink_within(bounds, page.ink()).is_some_and(|ink| ink.width() > WIDE_INK * em);
        let now = match lone.c {
            '一' => continue,
            '+' | '＋' if cross() => '十',
            _ if is_one_below_a_number(lines, bounds, page, em) => '一',
            _ => continue,
        };
        lines[i].chars[0].correct(now);
    }
}

/// Whether the ink in a box is a level stroke as wide as the print, right below a Chinese number.
pub(crate) fn is_one_below_a_number(lines: &[TextLine], bounds: Bounds, page: &Plane, em: f32) -> bool {
    let level = |ink: Bounds| ink.width() > WIDE_INK * em && ink.height() < 0.3 * em;
    lines.iter().any(|line| counts_above(line, bounds, em)) && page.ink_within(bounds, page.ink()).is_some_and(level)
}

/// Whether a line is a Chinese number right above `below`.
fn counts_above(line: &TextLine, below: Bounds, em: f32) -> bool {
    let middle = |b: Bounds| (f32::midpoint(b.x0, b.x1), f32::midpoint(b.y0, b.y1));
    let ((x, y), (x_below, y_below)) = (middle(line.bounds), middle(below));
    let beneath = (x_below - x).abs() < 0.4 * em && (0.6 * em..2.2 * em).contains(&(y_below - y));
    beneath && line.chars.iter().all(|c| is_han_numeral(c.c))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Characters set from the left, each with its width in ems, 40 pixels the em.
    fn line(chars: &[(char, f32)]) -> Vec<Char> {
        let mut x = 0.0;
        let mut placed = Vec::new();
        for (c, ems) in chars {
            let bounds = Bounds::new(x, 0.0, x + ems * 40.0, 40.0);
            placed.push(Char { c: *c, bounds, confidence: 0.9, raw: None });
            x += ems * 40.0;
        }
        placed
    }

    fn read(chars: &[Char]) -> String {
        chars.iter().map(|c| c.c).collect()
    }

    #[test]
    fn marks_are_as_wide_as_their_room() {
        let page = Plane::filled(400, 40, 255);
        let mut wide = line(&[('市', 1.0), ('(', 1.0), ('区', 1.0), (')', 1.0), ('县', 1.0)]);
        repair(&mut wide, 40.0, &page);
        assert_eq!(read(&wide), "市（区）县");
        assert_eq!(wide[1].raw.as_deref(), Some("("));
        let mut narrow = line(&[('市', 1.0), ('(', 0.5), ('区', 1.0), (')', 0.5), ('县', 1.0)]);
        repair(&mut narrow, 40.0, &page);
        assert_eq!(read(&narrow), "市(区)县");
    }

    #[test]
    fn a_small_ring_at_the_foot_is_a_full_stop_and_a_nought_stays() {
        let mut page = Plane::filled(400, 40, 255);
        let mut print = |x: usize, y0: usize, y1: usize| {
            for y in y0..y1 {
                page.row_mut(y)[x + 3..x + 12].fill(0);
            }
        };
        print(60, 26, 36);
        print(160, 4, 36);
        let mut stop = line(&[('4', 0.5), ('0', 0.5), ('%', 0.5), ('0', 1.0)]);
        repair(&mut stop, 40.0, &page);
        assert_eq!(read(&stop), "40%。");
        assert_eq!(stop[3].raw.as_deref(), Some("0"));
        let mut nought = line(&[('共', 1.0), ('有', 1.0), ('两', 1.0), ('项', 1.0), ('0', 1.0)]);
        repair(&mut nought, 40.0, &page);
        assert_eq!(read(&nought), "共有两项0");
    }

    #[test]
    fn numerals_and_page_numbers_are_read_in_their_place() {
        let page = Plane::filled(400, 40, 255);
        for (raw, right) in [
            ("二+一、", "二十一、"),
            ("（+）", "（十）"),
            ("互联网+政务", "互联网+政务"),
            ("5月6曰", "5月6日"),
            ("一12一", "—12—"),
            ("二1-", "—1—"),
            ("—7—一", "—7—"),
        ] {
            let mut chars = line(&raw.chars().map(|c| (c, width(c))).collect::<Vec<_>>());
            repair(&mut chars, 40.0, &page);
            assert_eq!(read(&chars), right);
            assert_eq!(chars.iter().map(Char::as_read).collect::<String>(), raw, "nothing read is lost");
        }
    }

    #[test]
    fn a_cross_alone_is_ten_and_a_stroke_below_it_one() {
        let mut page = Plane::filled(400, 300, 255);
        let mut stroke = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            y.for_each(|y| page.row_mut(y)[x.clone()].fill(0));
        };
        stroke(103..136, 58..62);
        stroke(118..122, 43..77);
        stroke(103..136, 108..112);
        stroke(303..323, 58..62);
        let alone = |c: char, x: f32, y: f32| {
            let bounds = Bounds::new(x, y, x + 40.0, y + 40.0);
            TextLine { chars: vec![Char { c, bounds, confidence: 0.9, raw: None }], bounds, size: 40.0, raw: None }
        };
        let print =
            TextLine { chars: line(&[('市', 1.0), ('区', 1.0)]), bounds: Bounds::default(), size: 40.0, raw: None };
        let mut lines = vec![print, alone('+', 100.0, 40.0), alone('-', 100.0, 90.0), alone('-', 300.0, 40.0)];
        lone_numerals(&mut lines, &page);
        assert_eq!(lines.iter().skip(1).map(|line| line.chars[0].c).collect::<String>(), "十一-");
        assert_eq!(lines[1].chars[0].raw.as_deref(), Some("+"));
    }
}
