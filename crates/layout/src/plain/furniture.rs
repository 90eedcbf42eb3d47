//! Lines of a page or a site that are no part of the notice.

use super::running;
use crate::{FurnitureKind, page_number};
use fenjie_lexicon::ColumnRole;
use fenjie_source::Line;
use fenjie_text::{WordList, chars};
use regex::RegexSet;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize, Default)]
struct Phrases {
    starts: WordList,
    foot: WordList,
    foot_signs: WordList,
    exact: WordList,
    holds: WordList,
    places: WordList,
    patterns: Vec<String>,
    pattern_signs: WordList,
    measures: Vec<String>,
    running: Vec<String>,
    running_signs: WordList,
}

static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/furniture.toml")).unwrap_or_default());

static PATTERNS: LazyLock<RegexSet> = LazyLock::new(|| RegexSet::new(&PHRASES.patterns).unwrap_or_default());

static MEASURES: LazyLock<RegexSet> = LazyLock::new(|| RegexSet::new(&PHRASES.measures).unwrap_or_default());

static RUNNING: LazyLock<RegexSet> = LazyLock::new(|| RegexSet::new(&PHRASES.running).unwrap_or_default());

/// How many lines away from a line that only the foot of a site holds its other lines stand.
const NEAR: usize = 3;

/// How many lines the head of a site takes up at most.
const HEAD: usize = 12;

/// What each line is, where it is furniture.
pub(crate) struct Furniture(Vec<Option<FurnitureKind>>);

impl Furniture {
    /// Classifies lines that stand in document order.
    pub(crate) fn of(lines: &[&Line]) -> Self {
        let near_foot = |at: usize| {
            lines[at.saturating_sub(NEAR)..lines.len().min(at + NEAR + 1)]
                .iter()
                .any(|line| is_foot(line.text.as_str()))
        };
        let before =
            |at: usize| lines[..at].iter().rev().find(|line| !line.text.is_blank()).map(|line| line.text.as_str());
        let own_kind = |(at, line): (usize, &&Line)| {
            let words = line.text.as_str();
            kind(words, || near_foot(at)).filter(|kind| {
                *kind != FurnitureKind::Navigation || !before(at).is_some_and(|before| is_amid_words(before, words))
            })
        };
        let mut kinds: Vec<_> = lines.iter().enumerate().map(own_kind).collect();
        for at in 0..lines.len().min(HEAD) {
            if kinds[at].is_none() && is_at_head(lines[at].text.as_str()) {
                kinds[at] = Some(FurnitureKind::Navigation);
            }
        }
        for at in contents(lines) {
            kinds[at] = Some(FurnitureKind::Navigation);
        }
        for at in running::lines(lines, &kinds) {
            kinds[at] = Some(FurnitureKind::Running);
        }
        for at in 1..lines.len() {
            if kinds[at - 1].is_some() && continues_address(lines[at - 1].text.as_str(), lines[at].text.as_str()) {
                kinds[at] = kinds[at - 1];
            }
        }
        Self(kinds)
    }

    /// What the line is, if furniture.
    pub(crate) fn kind(&self, line: usize) -> Option<FurnitureKind> {
        self.0.get(line).copied().flatten()
    }
}

/// The lines of a table of contents: those that close with leaders and a page number (一、总体要求……3), and the rest of such
/// a line on lines of its own.
fn contents(lines: &[&Line]) -> Vec<usize> {
    // A single one is an ellipsis.
    const FEWEST: usize = 3;
    let leaders: Vec<Option<usize>> = lines.iter().map(|line| leaders(line.text.as_str())).collect();
    let is_rest = |at: usize| {
        lines.get(at).is_some_and(|line| leaders[at].is_some() && !line.text.as_str().contains(chars::is_han))
    };
    let is_entry = |at: usize| {
        leaders[at].is_some_and(|count| count >= LONG_LEADER) || is_rest(at) || leaders[at].is_some() && is_rest(at + 1)
    };
    let entries: Vec<usize> = (0..lines.len()).filter(|&at| is_entry(at)).collect();
    if entries.len() >= FEWEST { entries } else { Vec::new() }
}

/// How many leaders stand before a number that a line ends with, or at its end; `None` where there are hardly any.
fn leaders(line: &str) -> Option<usize> {
    const FEWEST: usize = 3;
    const LEADERS: [char; 9] = ['.', '．', '…', '‥', '·', '・', '•', '_', '⋯'];
    let is_number = |c: char| c.is_ascii_digit() || chars::is_blank(c) || matches!(c, '-' | '—' | '－');
    let head = line.trim_end_matches(is_number);
    let bare = head.trim_end_matches(|c| LEADERS.contains(&c) || chars::is_blank(c));
    let count: usize = head[bare.len()..]
        .chars()
        .map(|c| match c {
            '…' | '⋯' => FEWEST,
            c if chars::is_blank(c) => 0,
            _ => 1,
        })
        .sum();
    let numbered = line[head.len()..].contains(|c: char| c.is_ascii_digit());
    match count {
        0 => None,
        _ if bare.is_empty() => Some(count),
        // A leader of middle dots goes on in the lines below.
        1..FEWEST if head.ends_with(['·', '・', '•', '⋯']) && !numbered => Some(count),
        1..FEWEST => None,
        _ => Some(if numbered { count.max(LONG_LEADER) } else { count }),
    }
}

/// So many leaders, or fewer before a page number, are none of an ellipsis.
const LONG_LEADER: usize = 7;

/// Whether a line near the beginning is the head of a site: its menu, or the way to the page (某市人民政府 > 政务公开 > 政策文件).
fn is_at_head(line: &str) -> bool {
    const LONGEST: usize = 80;
    let steps = || line.split(['>', '»', '›', '＞']).filter(|step| !step.trim_matches(chars::is_blank).is_empty());
    let is_step = |step: &str| {
        let whole = step.matches('《').count() == step.matches('》').count();
        step.trim_matches(chars::is_blank).starts_with(chars::is_han) && !step.contains(['。', '，', '；']) && whole
    };
    let tells_way = line.chars().nth(LONGEST).is_none() && steps().nth(1).is_some() && steps().all(is_step);
    tells_way || is_menu(line)
}

/// Whether a line is the menu of a site: several short words that head no columns.
fn is_menu(line: &str) -> bool {
    const FEWEST: usize = 5;
    const LENGTHS: std::ops::RangeInclusive<usize> = 2..=10;
    let words = || line.split(|c: char| chars::is_blank(c) || matches!(c, '|' | '｜')).filter(|word| !word.is_empty());
    let is_entry = |word: &str| LENGTHS.contains(&word.chars().count()) && word.chars().all(chars::is_han);
    let heads_column = |word: &str| !matches!(ColumnRole::of_header(word), None | Some(ColumnRole::Other));
    words().nth(FEWEST - 1).is_some() && words().all(is_entry) && !words().any(heads_column)
}

/// Whether a line goes on with a sentence that the full line before breaks off in: the words of a site may stand in a text.
pub(crate) fn is_amid_words(before: &str, line: &str) -> bool {
    const SHORTEST: f32 = 16.0;
    const SHORTER: f32 = 4.0;
    let (before, line) = (before.trim_matches(chars::is_blank), line.trim_matches(chars::is_blank));
    let breaks_off = before.ends_with(|c: char| chars::is_han(c) || matches!(c, '，' | '、'));
    let label = line.find(['：', ':', '|', '/', '>']).unwrap_or(line.len());
    let is_prose = line[..label].contains(['，', '、', '。', '；']);
    let (width, least) = (chars::str_width(before), chars::str_width(line) - SHORTER);
    breaks_off && is_prose && width >= SHORTEST.max(least)
}

/// Whether an address was broken over two lines.
fn continues_address(before: &str, line: &str) -> bool {
    let line = line.trim_matches(chars::is_blank);
    before.contains("://") && !line.is_empty() && line.chars().all(|c| c.is_ascii_graphic())
}

/// Whether a line is the rule that Markdown draws between pages: `---`, `***`, `___`, perhaps with blanks between.
pub(crate) fn is_page_rule(line: &str) -> bool {
    const FEWEST: usize = 3;
    let marks = chars::without_blanks(line);
    let is_of = |mark: char| marks.len() >= FEWEST && marks.chars().all(|c| c == mark);
    ['-', '*', '_'].into_iter().any(is_of)
}

/// Whether a line can only stand at the foot of a site.
pub(crate) fn is_foot(line: &str) -> bool {
    PHRASES.foot_signs.occurs_in(line)
}

/// Whether a line tells where in a site its page stands: 当前位置：首页 > 政务公开.
pub(crate) fn tells_place(line: &str) -> bool {
    const LONGEST: usize = 80;
    let is_short = line.chars().filter(|c| !chars::is_blank(*c)).nth(LONGEST).is_none();
    is_short && PHRASES.places.occurs_in(&chars::without_blanks(line))
}

/// What a line is by its own words, if furniture. Some words are furniture only at the foot of a site.
pub(crate) fn kind(line: &str, at_foot: impl Fn() -> bool) -> Option<FurnitureKind> {
    let line = line.trim_matches(chars::is_blank);
    if line.is_empty() {
        return None;
    }
    if page_number::is_alone(line) || page_number::is_dashed(line) {
        return Some(FurnitureKind::PageNumber);
    }
    let closes = |c: char| matches!(c, '）' | ')' | '〕' | ']' | '】' | '》' | '”' | '。' | '；' | '，' | '、');
    // The rest of an amount that broke off at its figures: 下降10 / %。
    let is_rest = line.starts_with(['%', '％', '‰']) && line.ends_with(closes);
    if !is_rest && line.chars().all(|c| !c.is_alphanumeric()) && !line.chars().all(closes) {
        return Some(FurnitureKind::Ornament);
    }
    if is_running(line) {
        return Some(FurnitureKind::Running);
    }
    is_navigation(line, &at_foot).then_some(FurnitureKind::Navigation)
}

/// Whether a line is by its own words one that repeats at the head or foot of printed pages.
pub(crate) fn is_running(line: &str) -> bool {
    let line = line.trim_matches(chars::is_blank);
    PHRASES.running_signs.occurs_in(line) && RUNNING.is_match(line)
}

/// Whether a short line is furniture by its pattern: a counter of a site, the measure of a table's figures.
fn has_pattern(line: &str) -> bool {
    let gives_measure = line.trim_start_matches(['（', '(']).starts_with("单位") && MEASURES.is_match(line);
    gives_measure || PHRASES.pattern_signs.occurs_in(line) && PATTERNS.is_match(line)
}

/// Longest line that is furniture for how it begins, in characters: a longer one is a text that lost its line breaks.
const LONGEST_NAVIGATION: usize = 200;

/// Bytes that the head of a site takes up on the one line of a text that lost its line breaks: up to the end of the
/// address it closes with. `None` where a line holds nothing else.
pub(crate) fn site_head(line: &str) -> Option<usize> {
    let body = line.trim_start_matches(chars::is_blank);
    if !PHRASES.starts.opens(body) {
        return None;
    }
    let (limit, _) = body.char_indices().nth(LONGEST_NAVIGATION)?;
    let address = body[..limit].rfind("://")?;
    let length = body[address..].find(|c: char| !c.is_ascii_graphic())?;
    Some(line.len() - body.len() + address + length)
}

fn is_navigation(line: &str, at_foot: &dyn Fn() -> bool) -> bool {
    const LONGEST_HOLDER: usize = 60;
    let phrases = &*PHRASES;
    let opens = || line.chars().nth(LONGEST_NAVIGATION).is_none() && phrases.starts.opens(&chars::without_blanks(line));
    opens()
        || (phrases.foot.opens(line) && at_foot())
        || phrases.exact.opens(line)
            && line.split(chars::is_blank).filter(|word| !word.is_empty()).all(|word| phrases.exact.holds(word))
        || (line.chars().nth(LONGEST_HOLDER).is_none() && (phrases.holds.occurs_in(line) || has_pattern(line)))
        || tells_place(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_looked_for() {
        let nowhere = || false;
        for line in [
            "来源：某局 2021-03-04 10:20",
            "阅读量：35",
            "上一页 关于某事的通知",
            "主办：甲科 督办：乙科",
            "[某网](某页)",
            "*本文由某某网站发布*",
            "（单位：万元）",
            "单位：亿元，%",
        ] {
            assert_eq!(kind(line, nowhere), Some(FurnitureKind::Navigation), "{line}");
        }
        for line in [
            "某省人民政府公报",
            "某省人民政府公报 2020年第3期",
            "2020年 第3期（总第45期）",
            "https://www.example.com/a 1/3",
            "2021/3/4 上午10:20 某省某某方案",
            "3/4/21, 10:20 AM",
        ] {
            assert_eq!(kind(line, nowhere), Some(FurnitureKind::Running), "{line}");
        }
        assert_eq!(kind("牵头单位：某局", nowhere), None);
    }

    #[test]
    fn words_of_a_site_in_the_middle_of_a_sentence_are_text() {
        let before = "（一）推进建设。遴选一批具备为企业提供全方位的";
        assert!(is_amid_words(before, "技术支持、专业化培训和解决方案的中心，"));
        assert!(!is_amid_words(before, "技术支持：某公司"));
        assert!(!is_amid_words("某市人民政府关于印发某某行动计划的通知", "信息来源：某局，发布日期：2021年"));
        assert!(!is_amid_words("（此件公开发布）", "上一篇、下一篇"));
        assert!(!is_at_head("关于印发某实施方案>的通知》（某发〔2021〕7号）要求"));
    }
}
