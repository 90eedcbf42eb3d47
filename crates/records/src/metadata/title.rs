//! The title of a document (GB/T 9704: 发文机关, 事由, 文种), found among the lines it opens with.

use super::signature::{LEADS, agency_name, issuer_of_title, trailing_date};
use super::{FRONT, despatch, head_value, is_head_line};
use crate::outline::{is_annex_mark, is_title_line};
use crate::rows;
use fenjie_layout::{Block, Marker};
use fenjie_lexicon::reference;
use fenjie_text::{Text, WordList, chars};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// The number that stands in brackets behind the title, in one line with it.
pub(super) fn own_number(line: &Text) -> Option<Text> {
    let (title, number) = numbered(line.as_str())?;
    is_whole(title).then(|| line.slice(number).tidied())
}

/// A line that closes with a 发文字号 in brackets: what stands before the brackets, and where the number stands.
fn numbered(line: &str) -> Option<(&str, Range<usize>)> {
    let closed = line.trim_end_matches(chars::is_blank).strip_suffix(['）', ')'])?;
    let open = closed.rfind(['（', '('])?;
    let inner = open + closed[open..].chars().next().map_or(0, char::len_utf8);
    reference::is_number(&closed[inner..])
        .then(|| (line[..open].trim_end_matches(chars::is_blank), inner..closed.len()))
}

#[derive(Deserialize, Default)]
pub(super) struct Words {
    genres: WordList,
    rare_genres: WordList,
    notices: WordList,
    pub(super) explaining: WordList,
    pub(super) reporting: WordList,
    pub(super) reports: WordList,
    status: WordList,
    pub(super) plans: WordList,
    pub(super) plan_ends: WordList,
    pub(super) inspections: WordList,
    pub(super) head_labels: WordList,
    pub(super) common_head_labels: WordList,
    letterheads: WordList,
    sites: WordList,
    pub(super) despatch_labels: WordList,
    pub(super) despatch_values: WordList,
}

pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/titles.toml")).unwrap_or_default());

/// How many paragraphs stand before the first table of tasks: what comes after it is no title of the whole.
pub(super) fn before_tasks(blocks: &[Block]) -> usize {
    let before = blocks.iter().take_while(|block| !matches!(block, Block::Table(table) if rows::orders_tasks(table)));
    before.filter(|block| matches!(block, Block::Heading { .. } | Block::Paragraph(_))).count()
}

/// The title that the first table of tasks is printed with.
pub(super) fn of_table(blocks: &[Block]) -> Option<Text> {
    let mut tables = blocks.iter().filter_map(|block| match block {
        Block::Table(table) if rows::orders_tasks(table) => Some(table),
        _ => None,
    });
    tables.next()?.title.as_ref().filter(|title| is_whole(title.as_str())).map(without_status)
}

/// The first line, or run of broken lines, that reads as the title of a notice; else of a plan or table.
pub(super) fn title(lines: &[Text]) -> Option<Text> {
    // Annexes without their notice: the title of one of them is not the document's.
    let annexes = lines.iter().filter(|line| is_annex_mark(line.as_str())).count();
    if annexes > 1 && lines.first().is_some_and(|line| is_annex_mark(line.as_str())) {
        return None;
    }
    let front = &lines[..lines.len().min(FRONT)];
    if let Some(named) =
        front.iter().find_map(|line| head_value(line, &["标题", "名称"])).filter(|title| is_whole(title.as_str()))
    {
        return Some(without_status(&named));
    }
    // What is titled below the text, where the text has a title above it, is a link to something else.
    let text = front.iter().position(is_sentence).unwrap_or(front.len());
    let above = || (0..text).any(|at| titled(front, at).is_some()) || cover(&front[..text]).is_some();
    let end = if text < front.len() && above() { text } else { front.len() };
    let candidates = (0..end).filter_map(|at| titled(front, at));
    let mut best: Option<(i32, Text)> = None;
    for candidate in candidates {
        let score = title_score(candidate.as_str());
        if score > 0 && best.as_ref().is_none_or(|(least, _)| score > *least) {
            best = Some((score, candidate));
        }
    }
    best.map_or_else(|| cover(front), |(_, title)| Some(without_status(&title)))
}

/// Whether a line is a paragraph of running text, or an item of sentences.
fn is_sentence(line: &Text) -> bool {
    const SHORTEST: usize = 40;
    let line = line.as_str();
    line.ends_with('。') && line.chars().nth(SHORTEST).is_some() || Marker::parse(line).is_some() && line.contains('。')
}

/// The line that a document opens with, where it ends with a kind of document that is no sure sign in the middle of a
/// text, or with the year that a plan reaches to: …战略2035.
fn cover(front: &[Text]) -> Option<Text> {
    const FIRST: usize = 2;
    let is_year = |c: char| c.is_ascii_digit() || chars::is_blank(c) || matches!(c, '年' | '—' | '-');
    let is_cover = |line: &&Text| {
        let bare = bare_title(line.as_str()).trim_end_matches(is_year);
        is_title_line(line.as_str())
            && Marker::parse(line.as_str()).is_none()
            && (WORDS.rare_genres.closes(bare) || WORDS.genres.closes(bare))
    };
    front.iter().take(FIRST).find(is_cover).map(Text::tidied)
}

/// What opens the sentence that tells what a notice is issued for, and no title.
const GROUNDS: [&str; 9] = ["为贯彻", "为落实", "为深入", "为全面", "为进一步", "为加快", "为认真", "根据《", "按照《"];

/// The title that begins on a line, joined with the lines that it is broken over.
fn titled(front: &[Text], at: usize) -> Option<Text> {
    const MOST_LINES: usize = 4;
    // What is left of a site's page head (the name of an icon, of a menu) is shorter than any line of a title.
    const SHORTEST_LINE: usize = 6;
    let first = &behind_status(&front[at]);
    let opens_otherwise = ["附件", "联系人", "抄送", "（", "(", "【", "["].iter().chain(&GROUNDS);
    let opens_otherwise = opens_otherwise.into_iter().any(|word| first.as_str().starts_with(word));
    if first.as_str().chars().count() < SHORTEST_LINE
        || opens_otherwise
        || opens_with_label(first.as_str())
        || is_head_line(first.as_str())
        || is_letterhead(first.as_str())
        || is_site_head(first.as_str())
        || despatch(first.as_str()).is_some()
        || (!is_title_line(first.as_str()) && !is_long_title(first.as_str()))
    {
        return None;
    }
    let below = &front[at + 1..];
    if below.first().is_some_and(|next| stands_above(first.as_str(), next.as_str())) || names_page(first, below) {
        return None;
    }
    let mut title = first.clone();
    let is_own_line = |line: &Text| {
        super::own_number(line).is_some() || is_letterhead(line.as_str()) || trailing_date(line.as_str()).is_some()
    };
    for (next, lines) in front[at + 1..].iter().zip(1..) {
        let whole = is_whole(title.as_str()) && !goes_on(title.as_str(), next.as_str());
        if whole && (is_edition(next.as_str()) || is_rest_of_notice(next.as_str())) {
            title.push(next);
        }
        // The last character alone may stand on the last line: …的通 / 知.
        let is_line = is_title_line(next.as_str()) || next.as_str().chars().count() == 1;
        if whole || !is_line || lines == MOST_LINES || is_own_line(&title) || is_own_line(next) {
            break;
        }
        if is_site_head(next.as_str()) {
            return None;
        }
        if is_menu_word(next.as_str(), SHORTEST_LINE) && lines < below.len() {
            return None;
        }
        title.push(next);
    }
    is_whole(title.as_str()).then(|| title.tidied())
}

/// Whether a line is too short for one inside a title: a word of the site's menu (政务公开) above the notice's own title.
fn is_menu_word(line: &str, shortest: usize) -> bool {
    let is_part = WORDS.genres.closes(bare_title(line)) || LEADS.iter().any(|lead| line.contains(lead));
    (2..shortest).contains(&line.chars().count()) && line.chars().all(chars::is_han) && !is_part
}

/// Whether a line is the name that a page has in its browser: a title that stands again below, and the name of the site
/// (`关于…的通知_某市人民政府`).
fn names_page(line: &Text, below: &[Text]) -> bool {
    const NEAR: usize = 20;
    let names = |title: &Text| {
        let rest = line.as_str().strip_prefix(title.as_str()).unwrap_or_default();
        rest.trim_start_matches(chars::is_blank).starts_with(['_', '-', '—', '|', '－', '＿'])
    };
    below.iter().take(NEAR).any(names)
}

/// A line without the mark of its status that it opens with: 【已失效】关于….
fn behind_status(line: &Text) -> Text {
    let mark = WORDS.status.opening(line.as_str()).map_or(0, str::len);
    line.slice_from(mark).trimmed()
}

/// Whether a line belongs to the head of the site that a title stands below: the name of the site, or whatever stands above a
/// title that opens with its issuer.
fn stands_above(line: &str, next: &str) -> bool {
    let opens_title = || !next.starts_with("关于") && !next.contains(['，', '。']) && issuer_of_title(next).is_some();
    names_site(line) || !LEADS.iter().any(|lead| line.contains(lead)) && opens_title()
}

/// What a site prints at the head of its pages beside its name: its address, the day.
fn is_site_head(line: &str) -> bool {
    line.contains("www.") || line.contains(".gov.cn") || line.starts_with("今天是")
}

/// The name of a site: 某市知识产权局网站, 国家政务服务平台.
fn names_site(line: &str) -> bool {
    const LONGEST: usize = 20;
    let line = line.trim_matches(chars::is_blank);
    line.chars().nth(LONGEST).is_none() && !line.contains("关于") && WORDS.sites.closes(line)
}

/// Whether a line is a label and its value, as sites print them around a notice: 主办：某局, 责任编辑：某某.
fn opens_with_label(line: &str) -> bool {
    const LONGEST: usize = 8;
    let colon = line.char_indices().take(LONGEST + 1).find(|(_, c)| matches!(c, '：' | ':'));
    colon.is_some_and(|(at, c)| !line[at + c.len_utf8()..].chars().all(chars::is_blank))
}

/// Whether the title of a notice goes on in the next line though its own line ends with a kind of document: what it is
/// about is one too (关于落实《…报告》 / 重点工作分工的意见).
fn goes_on(title: &str, next: &str) -> bool {
    let closes = |line: &str| WORDS.genres.closing(bare_title(line)).is_some_and(|genre| ends_notice(line, genre));
    let is_notice = ["关于", "印发", "转发"].iter().any(|word| title.contains(word));
    let joined = || next.starts_with(['和', '及', '与', '、']) && next.chars().nth(1).is_some();
    let divides = names_list(next)
        || names_report(title) && ["方案", "意见", "计划"].iter().any(|plan| bare_title(next).ends_with(plan));
    if !is_notice && !names_list(title) && divides && !next.starts_with(|c: char| c.is_ascii_digit()) {
        return is_title_line(next) && Marker::parse(next).is_none();
    }
    is_notice && !closes(title) && is_title_line(next) && !next.contains("关于") && (closes(next) || joined())
}

/// Whether a line ends as the title of a list of tasks does, which may name first the plan that it divides:
/// …三年行动计划 / 任务分解表.
fn names_list(line: &str) -> bool {
    let bare = bare_title(line);
    ["分解表", "分工表", "任务表", "清单", "任务分解", "任务分工", "责任分解", "责任分工"]
        .iter()
        .any(|list| bare.ends_with(list))
}

/// Whether a line ends with the name of a report, which what stands below may be drawn from: 《政府工作报告》 / 重点任务分解方案.
fn names_report(line: &str) -> bool {
    bare_title(line).trim_end_matches('》').ends_with("报告")
}

/// Whether a line ends as the title of a notice does: 的通知, 的意见.
fn ends_notice(line: &str, genre: &str) -> bool {
    let bare = bare_title(line);
    !line.trim_end_matches(chars::is_blank).ends_with('》') && bare[..bare.len() - genre.len()].ends_with('的')
}

/// （试行）的通知: the end of a title whose line before could have been whole.
fn is_rest_of_notice(line: &str) -> bool {
    const LONGEST: usize = 24;
    line.starts_with(['（', '(', '的']) && line.ends_with("的通知") && line.chars().count() <= LONGEST
}

/// （试行）, （2021—2025年）, （征求意见稿）: what a title ends with, on a line of its own.
fn is_edition(line: &str) -> bool {
    const LONGEST: usize = 14;
    let inner =
        line.trim_matches(chars::is_blank).strip_prefix(['（', '(']).and_then(|rest| rest.strip_suffix(['）', ')']));
    inner.is_some_and(|inner| {
        inner.chars().count() <= LONGEST && (inner.ends_with(['年', '稿']) || matches!(inner, "试行" | "暂行" | "修订"))
    })
}

/// The red head of a notice: 某市人民政府文件, 某市人民政府办公室明传电报.
pub(crate) fn is_letterhead(line: &str) -> bool {
    let line = line.trim_matches(chars::is_blank);
    WORDS.letterheads.closing(line).is_some_and(|word| agency_name(&line[..line.len() - word.len()]).is_some())
}

/// Titles of joint notices run long.
fn is_long_title(line: &str) -> bool {
    const LONGEST: usize = 160;
    line.contains("关于") && line.chars().count() <= LONGEST && !line.contains('。') && Marker::parse(line).is_none()
}

/// Whether a title is complete: its brackets are closed and it ends with a kind of document.
fn is_whole(title: &str) -> bool {
    let bare = bare_title(title);
    let balanced = title.matches('《').count() == title.matches('》').count()
        && title.matches(['（', '(']).count() == title.matches(['）', ')']).count();
    balanced && WORDS.genres.closes(bare)
}

/// Without status, remarks in brackets and closing marks at its end.
pub(super) fn bare_title(title: &str) -> &str {
    let mut bare = title.trim_end_matches(chars::is_blank);
    while let Some(mark) = WORDS.status.closing(bare) {
        bare = bare[..bare.len() - mark.len()].trim_end_matches(chars::is_blank);
    }
    while let Some(open) = bare.ends_with(['）', ')']).then(|| bare.rfind(['（', '('])).flatten() {
        bare = bare[..open].trim_end_matches(chars::is_blank);
    }
    bare.trim_end_matches(['》', '”'])
}

fn title_score(title: &str) -> i32 {
    let bare = bare_title(title);
    let is_notice = title.contains("关于") || title.starts_with("印发");
    let length = title.chars().count() as i32;
    if length < 5 {
        return 0;
    }
    let short = if length < 8 { -10 } else { 0 };
    match (is_notice, WORDS.notices.closes(bare)) {
        (true, true) => 100 + short,
        (true, false) => 60 + short,
        (false, true) => 40 + short,
        (false, false) if bare.ends_with('表') => 30 + short,
        (false, false) => 35 + short,
    }
}

/// Without its number and the marks of its status.
fn without_status(title: &Text) -> Text {
    if let Some((before, _)) = numbered(title.as_str()) {
        return without_status(&title.slice(0..before.len()));
    }
    for mark in WORDS.status.iter() {
        if let Some(at) = title.as_str().find(mark) {
            let before = title.slice(0..at).tidied();
            return if before.is_empty() { title.slice_from(at + mark.len()).tidied() } else { before };
        }
    }
    title.clone()
}
