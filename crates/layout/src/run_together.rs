//! Documents whose paragraphs all stand on one line, as sites and databases print them: taken apart at the numbers that go
//! on in order, and what stands before the first of them at the habits of a notice's front.

use crate::{Block, Marker, MarkerStyle};
use fenjie_lexicon::{reference, statement, unit_plausibility, unit_starts};
use fenjie_text::{CharSet, Text, chars, numeral};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A document of no more paragraphs than these has lost its line breaks.
const ONE_LINE: usize = 2;

/// Takes apart the paragraphs that hold a whole document, or a whole chapter of one.
pub(crate) fn take_apart(blocks: Vec<Block>) -> Vec<Block> {
    let is_one_line = blocks.iter().filter(|block| matches!(block, Block::Paragraph(_))).count() <= ONE_LINE;
    let parts = |block: Block| match block {
        Block::Paragraph(text) => split(&text, is_one_line).into_iter().map(Block::Paragraph).collect(),
        other => vec![other],
    };
    blocks.into_iter().flat_map(parts).collect()
}

/// Shorter paragraphs are taken as they are.
const SHORTEST: usize = 3000;
/// Fewest numbers that go on in order.
const FEWEST: usize = 4;
/// The same where the paragraph is the whole document.
const FEWEST_ALONE: usize = 2;

fn split(paragraph: &Text, is_one_line: bool) -> Vec<Text> {
    if paragraph.len() < SHORTEST && !is_one_line {
        return vec![paragraph.clone()];
    }
    let annexes = if is_one_line { annexes(paragraph.as_str()) } else { Vec::new() };
    let firsts = std::iter::once(0).chain(annexes.iter().copied());
    let ends = annexes.iter().copied().chain([paragraph.len()]);
    let documents = firsts.zip(ends).filter(|(start, end)| start < end);
    let fewest = match (is_one_line, annexes.is_empty()) {
        (false, _) => FEWEST,
        (true, true) => FEWEST_ALONE,
        // A letter numbers nothing.
        (true, false) => 0,
    };
    documents.flat_map(|(start, end)| split_document(&paragraph.slice(start..end), is_one_line, fewest)).collect()
}

/// Takes apart a notice or an annex of one, where no fewer numbers than `fewest` go on in order.
fn split_document(paragraph: &Text, is_one_line: bool, fewest: usize) -> Vec<Text> {
    let starts = starts(paragraph.as_str());
    if starts.len() < fewest {
        return vec![paragraph.clone()];
    }
    let before = starts.first().copied().unwrap_or(paragraph.len());
    let mut cuts = if is_one_line { front(&paragraph.as_str()[..before]) } else { Vec::new() };
    cuts.extend(&starts);
    cuts.extend(signature(paragraph.as_str()).filter(|_| is_one_line).into_iter().flatten());
    cuts.sort_unstable();
    cuts.dedup();
    let ends = cuts.iter().copied().chain([paragraph.len()]);
    let firsts = std::iter::once(0).chain(cuts.iter().copied());
    firsts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| paragraph.slice(start..end)).collect()
}

/// Where annexes begin (附件2某市行动方案), behind the end of what stands before them.
fn annexes(words: &str) -> Vec<usize> {
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

/// Where the numbers stand that go on in order.
fn starts(words: &str) -> Vec<usize> {
    let mut order = Order::default();
    let mut starts = Vec::new();
    let mut before = '。';
    // The number that no sentence has ended after: what follows it may be a heading without a closing mark.
    let mut heading: Option<(usize, Marker)> = None;
    // No number begins within one: 一） of （十一）.
    let mut within = 0;
    for (at, c) in words.char_indices() {
        if at >= within
            && may_open_number(c)
            && let Some(marker) = Marker::parse(&words[at..])
            && order.accepts(
                marker,
                is_boundary(before) || ends_label(&words[..at]) || is_behind_title(marker, &words[..at]),
                heading.is_some_and(|(start, above)| {
                    marker.style > above.style && is_heading(words.get(start + above.len..at).unwrap_or_default())
                }),
            )
        {
            starts.push(at);
            within = at + marker.len;
            heading = Some((at, marker));
        }
        if matches!(c, '。' | '；') {
            heading = None;
        }
        if !chars::is_blank(c) {
            before = c;
        }
    }
    starts
}

/// Whether 一、 stands behind a title, which no mark closes; before the title the signature of the letter may stand.
fn is_behind_title(marker: Marker, words: &str) -> bool {
    const LONGEST: usize = 90;
    const GENRES: [&str; 10] = ["要点", "方案", "计划", "清单", "措施", "意见", "安排", "分工", "分解", "表"];
    let first = marker.style == MarkerStyle::Han && marker.ordinal == 1;
    let last = words.rfind(['。', '；']).map_or(words, |at| &words[at..]);
    first && last.chars().nth(LONGEST).is_none() && GENRES.iter().any(|genre| words.ends_with(genre))
}

/// Whether words end with the value of a label (完成时限：10月底前): a line ended there.
fn ends_label(words: &str) -> bool {
    const LONGEST_VALUE: usize = 300;
    const LENGTHS: Range<usize> = 2..7;
    let from = (words.len().saturating_sub(LONGEST_VALUE)..=words.len()).find(|at| words.is_char_boundary(*at));
    let tail = &words[from.unwrap_or_default()..];
    let Some((before, value)) = tail.rsplit_once(['：', ':']) else { return false };
    let label =
        |length: usize| before.char_indices().rev().nth(length - 1).map(|(at, _)| format!("{}：", &before[at..]));
    !value.contains(['。', '；']) && LENGTHS.filter_map(label).any(|label| statement::label(&label).is_some())
}

/// Whether the words between two numbers are a heading that lost the end of its line.
fn is_heading(words: &str) -> bool {
    const LONGEST: usize = 60;
    (2..=LONGEST).contains(&words.chars().count())
}

fn may_open_number(c: char) -> bool {
    static OPENING: CharSet = CharSet::new(&[
        '（', '(', '-', '—', '－', '●', '■', '◆', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十',
    ]);
    OPENING.contains(c) || numeral::digit(c).is_some() || ('①'..='⑳').contains(&c)
}

fn is_boundary(c: char) -> bool {
    "。；：）)]〕】！？;:".contains(c)
}

/// The last number of each style.
#[derive(Default)]
struct Order {
    han: u32,
    bracket: u32,
    digit: u32,
    inner: u32,
    circled: u32,
}

impl Order {
    /// Whether the marker goes on, or begins a list below the one above it. `below_heading`: nothing but a heading
    /// stands between it and the number above.
    fn accepts(&mut self, marker: Marker, at_boundary: bool, below_heading: bool) -> bool {
        let goes_on = |last: u32| marker.ordinal == last + 1;
        let begins = marker.ordinal == 1 && (at_boundary || below_heading);
        match marker.style {
            MarkerStyle::Han if at_boundary && goes_on(self.han) => {
                self.han = marker.ordinal;
                true
            }
            // （一） and 1. may number through or begin again.
            MarkerStyle::HanBracket if goes_on(self.bracket) || begins => {
                self.bracket = marker.ordinal;
                true
            }
            MarkerStyle::Digit if begins || goes_on(self.digit) && (at_boundary || below_heading) => {
                self.digit = marker.ordinal;
                true
            }
            MarkerStyle::DigitBracket if at_boundary || below_heading => {
                let accepted = marker.ordinal == 1 || goes_on(self.inner);
                self.inner = if accepted { marker.ordinal } else { self.inner };
                accepted
            }
            MarkerStyle::Circled if at_boundary && (marker.ordinal == 1 || goes_on(self.circled)) => {
                self.circled = marker.ordinal;
                true
            }
            MarkerStyle::Bullet => at_boundary || below_heading,
            _ => false,
        }
    }
}

/// Where the lines of a notice's front begin: title, 发文字号, addressee, what it sends, date, and the plan that it brings along.
fn front(words: &str) -> Vec<usize> {
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

/// 某市人民政府关于印发…的通知, up to the words for the kind of document and what stands in brackets behind it.
fn title(words: &str) -> Option<usize> {
    const LONGEST: usize = 130;
    let head = phrase(words, LONGEST);
    let subject = head.find("关于")?;
    let notice = || {
        let ends = NOTICES.iter().filter_map(|genre| head[subject..].find(genre).map(|at| subject + at + genre.len()));
        ends.min()
    };
    let end = before_number(head, subject).or_else(notice).or_else(|| before_addressee(words, head, subject))?;
    Some(end + edition(&words[end..]))
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
    let addresses =
        |rest: &str| addressee(rest).is_some() && unit_starts(rest.split('：').next().unwrap_or(rest)) >= SURE;
    let ends = PLANS.iter().filter_map(|genre| head[subject..].find(genre).map(|at| subject + at + genre.len()));
    ends.filter(|end| addresses(&words[end + edition(&words[*end..])..])).min()
}

/// Without （试行） and the like at its end.
fn without_edition(title: &str) -> &str {
    let open = title.strip_suffix('）').and_then(|inner| inner.rfind('（'));
    open.filter(|open| edition(&title[*open..]) == title.len() - open).map_or(title, |open| &title[..open])
}

/// Kinds of plans that a notice may be by itself.
const PLANS: [&str; 10] = ["意见", "方案", "措施", "计划", "规划", "要点", "办法", "细则", "清单", "纲要"];

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
fn signature(words: &str) -> Option<[usize; 2]> {
    const LONGEST: usize = 20;
    let date = dates(words).last()?;
    let rest = words[date.end..].trim_matches(chars::is_blank);
    let remark = rest.strip_prefix(['（', '(']).and_then(|rest| rest.strip_suffix(['）', ')']));
    let is_remark = |inner: &str| inner.chars().all(chars::is_han) && inner.chars().nth(LONGEST).is_none();
    let closes = rest.is_empty() || remark.is_some_and(is_remark);
    closes.then(|| signer_before(words, 0, date.start)).flatten().map(|signer| [signer, date.end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_text::Span;

    #[test]
    fn a_date_inside_a_sentence_is_no_signature() {
        let words = "某市高度重视改革。2021年5月6日，会议在某市召开，部署工作。现制定如下方案。";
        assert!(front(words).is_empty());
    }

    #[test]
    fn a_notice_on_one_line_gets_its_lines_back() {
        let source = "甲市人民政府关于印发方案的通知甲政发〔2020〕3号各县区人民政府：现将方案印发给你们。2020年4月3日甲市方案为进一步推进改革，制定本方案。\
            一、重点任务（一）推进产业发展1.建设平台。建好平台。（市财政局负责）2.建设基地。建好基地。（二）加强监管3.完善制度。订好制度。二、保障措施（一）加强领导。";
        let text = Text::from_source(source, Span::new(0, source.len()));
        let lines: Vec<_> =
            split(&text, true).iter().map(|line| line.as_str().chars().take(9).collect::<String>()).collect();
        assert_eq!(
            lines,
            [
                "甲市人民政府关于印",
                "甲政发〔2020〕",
                "各县区人民政府：",
                "现将方案印发给你们",
                "2020年4月3日",
                "甲市方案",
                "为进一步推进改革，",
                "一、重点任务",
                "（一）推进产业发展",
                "1.建设平台。建好",
                "2.建设基地。建好",
                "（二）加强监管",
                "3.完善制度。订好",
                "二、保障措施",
                "（一）加强领导。",
            ]
        );
    }

    #[test]
    fn the_title_of_a_plan_behind_its_letter_needs_no_preamble() {
        let line = "关于印发某县行动方案的通知各镇：现将方案印发给你们，请认真落实。某县人民政府办公室2021年3月5日\
                    某县行动方案一、重点任务（一）夯实底座。建设基站。（二）优化服务。推广应用。二、保障措施加强领导。";
        let parts = split(&Text::from_source(line, Span::new(0, line.len())), true);
        let lines: Vec<_> = parts.iter().map(Text::as_str).collect();
        assert_eq!(lines[3..5], ["某县行动方案", "一、重点任务"], "{lines:?}");
        assert_eq!(lines.last(), Some(&"二、保障措施加强领导。"));
    }

    #[test]
    fn the_red_head_the_number_and_a_day_in_chinese_figures_are_lines() {
        let line = "某县人民政府文件某政发〔2011〕3号某县人民政府关于印发方案的通知各镇：现将方案印发给你们。二〇一一年二月二十五日\
                    某县方案一、重点任务（一）夯实底座。建设基站。（二）优化服务。推广应用。";
        let parts = split(&Text::from_source(line, Span::new(0, line.len())), true);
        let lines: Vec<_> = parts.iter().map(Text::as_str).collect();
        assert_eq!(lines[..3], ["某县人民政府文件", "某政发〔2011〕3号", "某县人民政府关于印发方案的通知"]);
        assert_eq!(lines[4..6], ["二〇一一年二月二十五日", "某县方案"]);
    }

    #[test]
    fn a_plan_that_is_the_notice_itself_is_titled_number_or_none() {
        let body = "为推进改革，提出如下意见。一、重点任务（一）夯实底座。建设基站。（二）优化服务。推广应用。某省人民政府2021年12月15日（此件公开发布）";
        for genre in ["的实施意见", "若干措施（试行）", "行动方案"] {
            for number in ["某政发〔2021〕33号", "（某政发〔2021〕33号）", ""] {
                let title = format!("某省人民政府关于加快改革{genre}");
                let line = format!("{title}{number}各市人民政府，省政府直属各单位：{body}");
                let parts = split(&Text::from_source(&line, Span::new(0, line.len())), true);
                let lines: Vec<_> = parts.iter().map(Text::as_str).collect();
                assert_eq!(lines[0], title, "{line}");
                assert_eq!(lines[lines.len() - 2..], ["某省人民政府2021年12月15日", "（此件公开发布）"]);
                assert!(lines.contains(&"各市人民政府，省政府直属各单位："), "{lines:?}");
            }
        }
    }

    #[test]
    fn the_signature_below_the_title_of_a_plan_is_a_line() {
        let line = "某市农业实施方案某市农业农村局2022年4月20日为提高水平，制定本方案。一、重点任务（一）落实面积。（二）新增机具。";
        let parts = split(&Text::from_source(line, Span::new(0, line.len())), true);
        let lines: Vec<_> = parts.iter().map(Text::as_str).collect();
        assert_eq!(lines[..2], ["某市农业实施方案", "某市农业农村局2022年4月20日"]);
    }

    #[test]
    fn an_annex_on_the_line_of_its_notice_begins_anew() {
        let source = "甲市人民政府关于印发方案的通知各县区人民政府：现将方案印发给你们。甲市人民政府2020年4月3日附件1甲市产业行动方案为推进发展，制定本方案。\
            一、重点任务（一）建好平台。完善制度。（市财政局负责）附件2甲市数字行动方案（试行）一、工作目标力争领先。二、重点任务（一）建好网络。铺设光缆。";
        let text = Text::from_source(source, Span::new(0, source.len()));
        let lines: Vec<_> =
            split(&text, true).iter().map(|line| line.as_str().chars().take(8).collect::<String>()).collect();
        assert_eq!(
            lines,
            [
                "甲市人民政府关于",
                "各县区人民政府：",
                "现将方案印发给你",
                "甲市人民政府20",
                "附件1",
                "甲市产业行动方案",
                "为推进发展，制定",
                "一、重点任务",
                "（一）建好平台。",
                "附件2",
                "甲市数字行动方案",
                "一、工作目标力争",
                "二、重点任务",
                "（一）建好网络。",
            ]
        );
    }

    #[test]
    fn a_number_above_ten_is_not_cut_in_two() {
        let item = |number: &str| format!("（{number}）建好平台。建立台账。（牵头单位：市财政局）");
        let numbers = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
        let source: String = numbers.iter().map(|number| item(number)).collect();
        let text = Text::from_source(&source, Span::new(0, source.len()));
        let lines = split(&text, true);
        assert_eq!(lines.len(), numbers.len());
        assert!(lines[10].as_str().starts_with("（十一）"));
    }
}
