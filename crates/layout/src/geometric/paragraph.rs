//! Paragraphs out of printed lines.
//!
//! A paragraph ends where its last line had room for what comes next, where the next line is indented, or where the
//! size of the letters or the distance changes. Blank space alone decides little, and page ends nothing: GB/T 9704 sets
//! paragraphs justified, with two characters of indentation.

use super::line::{TextLine, join};
use crate::marker::{begins_paragraph, has_open_bracket};
use crate::{Block, Marker, grid};
use fenjie_lexicon::{reference, statement};
use fenjie_text::chars::is_blank;
use fenjie_text::numeral;

/// The text column of a page.
#[derive(Clone, Copy, Debug)]
struct Margins {
    left: f32,
    right: f32,
}

/// What prose looks like in a document.
pub(super) struct Style {
    /// Size of the body text.
    body: f32,
    /// Sizes that sentences are set in: the letter before an annex in smaller print has its own.
    sentences: Vec<f32>,
    /// Text columns, page by page.
    margins: Vec<Margins>,
    /// Distance of lines, in ems.
    pitch: f32,
}

impl Style {
    /// Measures the prose lines of all pages.
    pub(super) fn measure(pages: &[Vec<TextLine>], source: &str) -> Self {
        let all = || pages.iter().flatten();
        let body = weighted_mode(all().map(|line| (line.size, line.glyphs.len())), 0.5).unwrap_or(12.0);
        let of_body = |line: &&TextLine| (line.size - body).abs() <= 0.15 * body;
        let edges = |lines: &[&TextLine]| -> Option<Margins> {
            let left = common_edge(lines.iter().map(|line| line.bbox.x0), body, false)?;
            let right = common_edge(lines.iter().map(|line| line.bbox.x1), body, true)?;
            Some(Margins { left, right })
        };
        let whole = edges(&all().filter(of_body).collect::<Vec<_>>()).unwrap_or(Margins { left: 0.0, right: 0.0 });
        let width = whole.right - whole.left;
        let own = |lines: &Vec<TextLine>| {
            const ENOUGH: usize = 8;
            let lines: Vec<&TextLine> = lines.iter().filter(of_body).collect();
            let own = edges(&lines).filter(|_| lines.len() >= ENOUGH)?;
            // A page shifted for binding keeps its width; a page that differs has no full lines.
            ((own.right - own.left - width).abs() <= 1.5 * body).then_some(own)
        };
        let margins = pages.iter().map(|lines| own(lines).unwrap_or(whole)).collect();
        let steps =
            pages.iter().flat_map(|lines| lines.windows(2)).map(|pair| (pair[1].middle() - pair[0].middle()) / body);
        let pitch = weighted_mode(steps.filter(|step| (0.8..4.0).contains(step)).map(|step| (step, 1)), 0.05);
        let sentences = sentence_sizes(all(), source);
        Self { body, sentences, margins, pitch: pitch.unwrap_or(1.6) }
    }

    fn margins(&self, line: &TextLine) -> Margins {
        self.margins.get(line.page).copied().unwrap_or(Margins { left: line.bbox.x0, right: line.bbox.x1 })
    }

    fn indent(&self, line: &TextLine) -> f32 {
        (line.bbox.x0 - self.margins(line).left) / line.size
    }

    fn is_centred(&self, line: &TextLine) -> bool {
        let Margins { left, right } = self.margins(line);
        let (before, after) = (line.bbox.x0 - left, right - line.bbox.x1);
        (before - after).abs() <= 1.5 * line.size && before > 1.0 * line.size
    }

    /// Large centred letters are a title, unless sentences are set as large.
    fn is_title(&self, line: &TextLine) -> bool {
        const LARGE: f32 = 1.15;
        line.size >= LARGE * self.body
            && !self.sentences.iter().any(|size| is_same_size(*size, line.size))
            && (self.is_centred(line) || self.indent(line) > -0.5)
    }

    /// Whether a line leaves as much free on its left as on its right, perhaps nothing.
    fn is_symmetric(&self, line: &TextLine) -> bool {
        let Margins { left, right } = self.margins(line);
        ((line.bbox.x0 - left) - (right - line.bbox.x1)).abs() <= 1.2 * line.size
    }

    /// Whether `next` is the centred rest of a title in body letters, whose first line is `last`.
    fn is_rest_of_title(&self, last: &TextLine, next: &TextLine, source: &str) -> bool {
        const LEAST_INDENT: f32 = 2.5;
        let closed = last.last_char(source).is_some_and(|c| "。：:；;！？".contains(c));
        let full = self.margins(last).right - last.bbox.x1 < LEAST_INDENT * last.size;
        self.is_symmetric(last) && self.is_centred(next) && self.indent(next) > LEAST_INDENT && full && !closed
    }

    /// Whether a line that is indented ends at the right border, as lines set flush right do.
    fn is_flush_right(&self, line: &TextLine) -> bool {
        const LEAST_INDENT: f32 = 1.0;
        self.indent(line) > LEAST_INDENT && self.margins(line).right - line.bbox.x1 < 0.5 * line.size
    }

    /// Whether `next` is the rest, set flush right, of a responsibility statement set so: a bracket is still open, or the
    /// value of a label breaks off at the end of a line that takes up the whole width.
    fn is_rest_at_right(&self, so_far: &[TextLine], next: &TextLine, source: &str) -> bool {
        let (Some(first), Some(last)) = (so_far.first(), so_far.last()) else { return false };
        let words = next.string(source);
        if !self.is_flush_right(next) || Marker::parse(&words).is_some() {
            return false;
        }
        let Margins { left, right } = self.margins(last);
        let is_full = right - left - last.bbox.width() < next.first_cluster(source) + 0.25 * next.size;
        let closed = last.last_char(source).is_some_and(|c| "。；：！？）)］]〕】".contains(c));
        let is_label = |line: &str| statement::label(line).is_some();
        let is_value = || is_full && !closed && is_label(&first.string(source)) && !is_label(&words);
        ends_in_open_bracket(so_far, source) || is_value()
    }

    /// Whether `next` stands below the words of a numbered line that broke off at the right border, as in lists with hanging
    /// lines: those of annexes are set so.
    fn hangs(&self, so_far: &[TextLine], next: &TextLine, source: &str) -> bool {
        const SLACK: f32 = 0.35;
        let (Some(first), Some(last)) = (so_far.first(), so_far.last()) else { return false };
        let words = first.string(source);
        let Some(number) = Marker::parse(words.trim_start_matches("附件：")) else { return false };
        let number = number.len + words.len() - words.trim_start_matches("附件：").len();
        let mut length = 0;
        let opening = first.glyphs.iter().find(|glyph| {
            length += glyph.span.len();
            length > number
        });
        let is_below = opening.is_some_and(|glyph| (glyph.bbox.x0 - next.bbox.x0).abs() <= SLACK * next.size);
        let is_full = self.margins(last).right - last.bbox.x1 < next.first_cluster(source) + 0.25 * next.size;
        let broken = last.last_char(source).is_some_and(|c| !"。；：！？）)".contains(c));
        is_below && is_full && broken && Marker::parse(&next.string(source)).is_none()
    }

    /// Whether `next` goes on with the paragraph of the lines `so_far`.
    fn goes_on(&self, so_far: &[TextLine], next: &TextLine, source: &str) -> bool {
        const SAME_SIZE: f32 = 0.2;
        let Some(last) = so_far.last() else { return false };
        if (next.size - last.size).abs() > SAME_SIZE * next.size.max(last.size) {
            return false;
        }
        if last.page == next.page && next.middle() - last.middle() > 1.6 * self.pitch * self.body.max(next.size) {
            return false;
        }
        if is_leader(last, source) {
            return false;
        }
        if self.is_title(last) && self.is_title(next) {
            return last.page == next.page && !is_month(&next.string(source));
        }
        if is_below_title(so_far, next, source) {
            return false;
        }
        if stands_alone(&next.string(source)) || so_far.len() == 1 && stands_alone(&last.string(source)) {
            return false;
        }
        if so_far.len() == 1 && last.page == next.page && self.is_rest_of_title(last, next, source) {
            return true;
        }
        if self.is_rest_at_right(so_far, next, source) || self.hangs(so_far, next, source) {
            return true;
        }
        if self.indent(next) > 0.9 {
            return false;
        }
        let room = self.margins(last).right - last.bbox.x1;
        let words = next.string(source);
        let fills = room < next.first_cluster(source) + 0.25 * next.size;
        fills && !begins_paragraph(&last.string(source), &words)
            || Marker::parse(&words).is_none() && ends_in_open_bracket(so_far, source)
    }
}

/// The sizes of lines that end as sentences and salutations do, of each at least two.
fn sentence_sizes<'l>(lines: impl Iterator<Item = &'l TextLine>, source: &str) -> Vec<f32> {
    let ends = |line: &&TextLine| line.last_char(source).is_some_and(|c| "。；：".contains(c));
    let mut sizes: Vec<f32> = lines.filter(ends).map(|line| line.size).collect();
    sizes.sort_by(f32::total_cmp);
    let pairs = sizes.windows(2).filter(|pair| is_same_size(pair[0], pair[1]));
    let mut sizes: Vec<f32> = pairs.map(|pair| pair[1]).collect();
    sizes.dedup();
    sizes
}

fn is_same_size(a: f32, b: f32) -> bool {
    const SLACK: f32 = 0.05;
    (a - b).abs() <= SLACK * a.max(b)
}

/// Whether a line is all of its paragraph, however far it reaches: a 发文字号, the day of a signature, the mark of an annex.
fn stands_alone(line: &str) -> bool {
    const LONGEST_MARK: usize = 5;
    let is_mark = |rest: &str| rest.chars().all(|c| numeral::digit(c).is_some() || matches!(c, '：' | ':'));
    let annex = || line.strip_prefix("附件").is_some_and(|rest| line.chars().count() <= LONGEST_MARK && is_mark(rest));
    reference::is_number(line) || is_day(line) || annex()
}

/// Whether a line is nothing but a day: 2022年4月29日.
fn is_day(line: &str) -> bool {
    let is_part = |part: &str| {
        let is_digit = |c: char| numeral::digit(c).is_some() || numeral::is_han_numeral(c) || "○〇Ｏ".contains(c);
        (1..=4).contains(&part.chars().count()) && part.chars().all(is_digit)
    };
    let parts = line.strip_suffix('日').and_then(|rest| rest.split_once('年'));
    parts
        .and_then(|(year, rest)| Some((year, rest.split_once('月')?)))
        .is_some_and(|(year, (month, day))| year.chars().count() == 4 && [year, month, day].into_iter().all(is_part))
}

/// Whether `next` says who filled in the table (填报单位：…) whose title the lines `so_far` may be. Behind an open bracket it is
/// the rest of a word: 〔责任 / 单位：….
fn is_below_title(so_far: &[TextLine], next: &TextLine, source: &str) -> bool {
    const MOST_LINES: usize = 2;
    so_far.len() <= MOST_LINES
        && !so_far.iter().any(|line| line.string(source).contains(['。', '，']))
        && grid::is_caption(&next.string(source))
        && !ends_in_open_bracket(so_far, source)
}

/// Whether a line is nothing but the month on the cover of a booklet: 2022年3月, 二〇二二年三月.
fn is_month(line: &str) -> bool {
    line.ends_with('月') && is_day(&format!("{line}1日"))
}

/// Whether a bracket is open at the end of a paragraph's lines.
fn ends_in_open_bracket(lines: &[TextLine], source: &str) -> bool {
    has_open_bracket(&lines.iter().map(|line| line.string(source)).collect::<String>())
}

/// A line of a table of contents: dots, then a page number.
fn is_leader(line: &TextLine, source: &str) -> bool {
    let words = line.string(source);
    let head = words.trim_end_matches(|c: char| c.is_ascii_digit() || is_blank(c) || matches!(c, '-' | '—' | '－'));
    head.len() < words.len() && (head.ends_with("...") || head.ends_with('…') || head.ends_with("···"))
}

/// The value most of the weight lies at, values within `step` of each other taken together.
fn weighted_mode(values: impl Iterator<Item = (f32, usize)>, step: f32) -> Option<f32> {
    let mut values: Vec<(f32, usize)> = values.filter(|(value, _)| value.is_finite()).collect();
    values.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let weight_near = |value: f32| -> usize {
        let near = values.partition_point(|(other, _)| *other < value - step);
        values[near..].iter().take_while(|(other, _)| *other <= value + step).map(|(_, weight)| weight).sum()
    };
    values
        .iter()
        .map(|(value, _)| (*value, weight_near(*value)))
        .max_by(|(a, x), (b, y)| x.cmp(y).then(b.total_cmp(a)))
        .map(|(value, _)| value)
}

/// The outermost place that several lines reach: the left or right border of a text column.
fn common_edge(values: impl Iterator<Item = f32>, body: f32, rightmost: bool) -> Option<f32> {
    const SHARE: usize = 10;
    let mut values: Vec<f32> = values.map(|value| if rightmost { -value } else { value }).collect();
    values.sort_by(f32::total_cmp);
    let least = (values.len() / SHARE).max(2).min(values.len());
    let near = |value: f32| values.iter().filter(|other| (**other - value).abs() <= 0.5 * body).count();
    let edge = values.iter().copied().find(|value| near(*value) >= least).or(values.first().copied())?;
    Some(if rightmost { -edge } else { edge })
}

/// The paragraphs and headings of consecutive lines.
pub(super) fn paragraphs(lines: &[TextLine], style: &Style, source: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let joined = (1..rest.len()).take_while(|&at| style.goes_on(&rest[..at], &rest[at], source)).count();
        let (paragraph, tail) = rest.split_at(joined + 1);
        let text = join(paragraph, source);
        let title = paragraph.first().is_some_and(|line| style.is_title(line) && style.is_centred(line));
        blocks.push(if title { Block::Heading { level: 1, text } } else { Block::Paragraph(text) });
        rest = tail;
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::stands_alone;

    #[test]
    fn lines_that_are_a_paragraph_of_their_own() {
        for line in ["2022年4月29日", "二〇二二年十二月三日", "某政办发〔2022〕9号", "附件1", "附件："]
        {
            assert!(stands_alone(line), "{line}");
        }
        for line in ["2022年4月29日印发", "到2022年", "附件1的内容", "某政办发〔2022〕9号精神"] {
            assert!(!stands_alone(line), "{line}");
        }
    }
}
