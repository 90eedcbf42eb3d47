//! The lines of a notice's front, told by their habits where all stand on one line: titles, 发文字号, addressee, signature, annexes.

use super::is_boundary;
use fenjie_lexicon::{reference, unit_plausibility, unit_starts};
use fenjie_text::{chars, numeral};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Where the lines of a notice's front begin: title, 发文字号, addressee, what it sends, date, and the plan that it brings along.
pub(super) fn front(words: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut at = 0;
    let blanks = |at: usize| words[at..].len() - words[at..].trim_start_matches(chars::is_blank).len();
    at += blanks(at);
    while let Some(length) = opening_line(&words[at..]) {
        at += length;
        cuts.push(at);
        at += blanks(at);
    }
    // What the notice says ends with its date, before which the signer may stand; a plan follows.
    if let Some((signer, end)) = dates(&words[at..]).find_map(|date| signed(words, at, at + date.start..at + date.end))
    {
        cuts.extend([signer, end]);
        cuts.extend(PREAMBLE.as_ref().and_then(|opens| opens.find(&words[end..])).map(|opens| end + opens.start()));
    }
    cuts
}

/// Length of the line that a notice opens with: its title, its number, whom it addresses, or the mark of an annex.
fn opening_line(words: &str) -> Option<usize> {
    let found = letterhead(words).or_else(|| own_number(words)).or_else(|| title(words)).or_else(|| addressee(words));
    found.or_else(|| annex_mark(words)).or_else(|| genre_title(words))
}

/// The red head, which the number of the notice follows: 某市人民政府文件某政发〔2023〕3号.
fn letterhead(words: &str) -> Option<usize> {
    const LONGEST: usize = 40;
    const SURE: f32 = 0.85;
    const HEAD: &str = "文件";
    let end = phrase(words, LONGEST).find(HEAD)?;
    let behind = end + HEAD.len();
    let is_head = own_number(&words[behind..]).is_some() && unit_plausibility(&words[..end]) >= SURE;
    is_head.then_some(behind)
}

/// 某市人民政府关于印发…的通知, up to the words for the kind of document and what stands in brackets behind it; printed twice,
/// once. Without a subject that 关于 opens, a plan's whose addressees follow it: 某镇2024年工作安排各村：.
fn title(words: &str) -> Option<usize> {
    const LONGEST: usize = 260;
    let head = phrase(words, LONGEST);
    let Some(subject) = head.find("关于") else { return before_addressee(words, head, 0) };
    let notice = || {
        let ends = NOTICES.iter().filter_map(|genre| head[subject..].find(genre).map(|at| subject + at + genre.len()));
        ends.min()
    };
    let end = before_number(head, subject).or_else(notice).or_else(|| before_addressee(words, head, subject))?;
    let end = half_of_twice(&head[..end]).unwrap_or(end);
    let is_long = head[..end].chars().nth(LONGEST_TITLE).is_some();
    (!is_long).then(|| end + edition(&words[end..]))
}

/// Longest title on the line of its document, in characters.
const LONGEST_TITLE: usize = 130;

/// Where the first of two titles ends that are the same but for the form of their marks: databases print the title of a page
/// above that of the notice.
fn half_of_twice(titles: &str) -> Option<usize> {
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut ends =
        NOTICES.iter().chain(&PLANS).flat_map(|genre| titles.match_indices(genre).map(|(at, _)| at + genre.len()));
    ends.find(|end| *end < titles.len() && letters(&titles[..*end]) == letters(&titles[*end..]))
}

/// Where a title ends that its number follows, whatever kind of document it names: …的实施意见某政发〔2021〕3号.
fn before_number(head: &str, subject: usize) -> Option<usize> {
    let number = reference::number(head).filter(|number| number.start > subject)?;
    let title = head[..number.start].trim_end_matches(|c| chars::is_blank(c) || matches!(c, '（' | '('));
    let bare = without_edition(title);
    NOTICES.iter().chain(&PLANS).any(|genre| bare.ends_with(genre)).then_some(bare.len())
}

/// Where a title ends that those follow whom it addresses: …的若干措施各县人民政府，….
fn before_addressee(words: &str, head: &str, subject: usize) -> Option<usize> {
    const SURE: f32 = 0.8;
    let opens_unit =
        |rest: &str| rest.starts_with('各') || unit_starts(rest.split('：').next().unwrap_or(rest)) >= SURE;
    let addresses = |rest: &str| addressee(rest).is_some() && opens_unit(rest);
    let ends = PLANS.iter().filter_map(|genre| head[subject..].find(genre).map(|at| subject + at + genre.len()));
    ends.filter(|end| addresses(&words[end + edition(&words[*end..])..])).min()
}

/// Without （试行） and the like at its end.
fn without_edition(title: &str) -> &str {
    let open = title.strip_suffix('）').and_then(|inner| inner.rfind('（'));
    open.filter(|open| edition(&title[*open..]) == title.len() - open).map_or(title, |open| &title[..open])
}

/// Kinds of plans that a notice may be by itself.
const PLANS: [&str; 12] =
    ["意见", "方案", "措施", "计划", "规划", "要点", "办法", "细则", "清单", "纲要", "工作安排", "任务分解"];

/// What titles of notices end with.
const NOTICES: [&str; 8] = ["的通知", "的意见", "的决定", "的函", "的通告", "的公告", "的批复", "的通报"];

/// Where a title ends that the 发文字号 follows on its line: …的通知某府办〔2018〕21号.
pub(crate) fn title_before_number(line: &str) -> Option<usize> {
    const LONGEST: usize = 160;
    let line = line.trim_end_matches(chars::is_blank);
    if !line.ends_with('号') || line.chars().nth(LONGEST).is_some() {
        return None;
    }
    let number = reference::number(line).filter(|number| number.end == line.len())?;
    let title = line[..number.start].trim_end_matches(chars::is_blank);
    (title.contains("关于") && NOTICES.iter().any(|genre| title.ends_with(genre))).then_some(number.start)
}

/// Length of （试行） and the like behind a title.
fn edition(words: &str) -> usize {
    let inner = words.strip_prefix('（').and_then(|rest| rest.split_once('）')).map(|(inner, _)| inner);
    let edition = inner.filter(|inner| inner.len() <= LONGEST_EDITION && !inner.ends_with('号'));
    edition.map_or(0, |inner| inner.len() + 2 * '（'.len_utf8())
}

/// Longest （试行） and the like behind a title, in bytes, without its brackets.
const LONGEST_EDITION: usize = 36;

/// The number of the notice, perhaps in brackets.
fn own_number(words: &str) -> Option<usize> {
    let number = reference::number(words).filter(|number| number.start <= '（'.len_utf8())?;
    let closing = words[number.end..].chars().next().filter(|c| matches!(c, '）' | ')'));
    Some(number.end + closing.map_or(0, char::len_utf8))
}

/// 各市、县人民政府，…：
fn addressee(words: &str) -> Option<usize> {
    const LONGEST: usize = 160;
    let head = phrase(words, LONGEST);
    (head.chars().count() >= 4 && words[head.len()..].starts_with('：')).then(|| head.len() + '：'.len_utf8())
}

/// What `words` open with before the first mark that ends a sentence or an address, at most so many characters.
fn phrase(words: &str, longest: usize) -> &str {
    let end = words.char_indices().take(longest).find(|(_, c)| matches!(c, '。' | '；' | '！' | '？' | '：'));
    let limit = words.char_indices().nth(longest).map_or(words.len(), |(at, _)| at);
    &words[..end.map_or(limit, |(at, _)| at)]
}

/// A date that follows the end of a sentence or a name, and that no word goes on with.
static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let figures = "[一二三四五六七八九十]{1,3}";
    let year = "(?:[12][0-9]{3}|[一二][〇○ＯO零一二三四五六七八九]{3})";
    Regex::new(&format!("{year}年(?:[0-9]{{1,2}}|{figures})月(?:[0-9]{{1,2}}|{figures})日")).ok()
});

/// The words that the first paragraph of a plan opens with.
static PREAMBLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("为(了|进一步|深入|贯彻|全面|加快|推动|切实|充分|落实)").ok());

/// The dates of a text.
fn dates(words: &str) -> impl Iterator<Item = Range<usize>> {
    DATE.as_ref().into_iter().flat_map(|date| date.find_iter(words)).map(|date| date.range())
}

/// Where the signature begins that a date closes, and where it ends; `None` for a date that a sentence goes on with. The lines
/// that the document opens with end at `front`.
fn signed(words: &str, front: usize, date: Range<usize>) -> Option<(usize, usize)> {
    let rest = words[date.end..].trim_start_matches(chars::is_blank);
    let goes_on = rest.starts_with(['，', ',', '、', '。', '；', '在', '前', '起', '以', '至']);
    let signer = signer_before(words, front, date.start).filter(|_| !goes_on)?;
    Some((signer, date.end))
}

/// Where the name of the signer begins that ends at `end`, behind the end of a sentence or the lines that the document opens with.
fn signer_before(words: &str, front: usize, end: usize) -> Option<usize> {
    const SURE: f32 = 0.85;
    const LONGEST: usize = 40;
    let sentence = words[..end].rfind(['。', '）', '；']).map(|at| at + '。'.len_utf8());
    let start = sentence.max(Some(front).filter(|front| *front > 0))?;
    let name = &words[start..end];
    (name.chars().count() <= LONGEST && (name.is_empty() || unit_plausibility(name) >= SURE)).then_some(start)
}

/// Where the signature begins that a document closes with, and where it ends; a remark in brackets may stand below it
/// (此件公开发布).
pub(super) fn signature(words: &str) -> Option<[usize; 2]> {
    const LONGEST: usize = 20;
    let date = dates(words).last()?;
    let rest = words[date.end..].trim_matches(chars::is_blank);
    let remark = rest.strip_prefix(['（', '(']).and_then(|rest| rest.strip_suffix(['）', ')']));
    let is_remark = |inner: &str| inner.chars().all(chars::is_han) && inner.chars().nth(LONGEST).is_none();
    let closes = rest.is_empty() || remark.is_some_and(is_remark);
    closes.then(|| signer_before(words, 0, date.start)).flatten().map(|signer| [signer, date.end])
}

/// Where annexes begin (附件2某市行动方案), behind the end of what stands before them.
pub(super) fn annexes(words: &str) -> Vec<usize> {
    let begins =
        |at: &usize| words[..*at].ends_with(|c| is_boundary(c) || c == '日') && annex_mark(&words[*at..]).is_some();
    words.match_indices("附件").map(|(at, _)| at).filter(begins).collect()
}

/// Length of the mark of an annex whose title follows: 附件2.
fn annex_mark(words: &str) -> Option<usize> {
    let number = words.strip_prefix("附件")?.trim_start_matches(chars::is_blank);
    let rest = number.trim_start_matches(|c| numeral::digit(c).is_some() || numeral::is_han_numeral(c));
    let title = rest.trim_start_matches(|c| chars::is_blank(c) || matches!(c, '：' | ':'));
    (rest.len() < number.len() && genre_title(title).is_some()).then(|| words.len() - title.len())
}

/// Length of the title that words open with, up to the word for the kind of document: 某市2008年工作总结.
fn genre_title(words: &str) -> Option<usize> {
    const LONGEST: usize = 50;
    const GENRES: [&str; 15] = [
        "工作总结",
        "情况总结",
        "总结报告",
        "工作报告",
        "情况报告",
        "要点",
        "方案",
        "计划",
        "清单",
        "措施",
        "意见",
        "分工表",
        "任务分解",
        "任务分工",
        "责任分解",
    ];
    const NO_TITLE: [&str; 7] = ["根据", "按照", "依据", "为", "现将", "关于", "结合"];
    let head = &phrase(words, LONGEST);
    let head = head.split(['，', ',', '、']).next().unwrap_or(head);
    let ends = GENRES.iter().filter_map(|genre| head.find(genre).map(|at| at + genre.len()));
    let end = ends.min().filter(|_| !NO_TITLE.iter().any(|word| head.starts_with(word)))?;
    let goes_on = ["的", "和", "与", "及", "》", "”", "中"].iter().any(|word| words[end..].starts_with(word));
    (!goes_on).then(|| end + edition(&words[end..]))
}
