//! Documents whose paragraphs all stand on one line, as sites and databases print them: taken apart at the numbers that go
//! on in order, and what stands before the first of them at the habits of a notice's front.

mod front;

use crate::{Block, Marker, MarkerStyle};
use fenjie_lexicon::statement;
use fenjie_text::{CharSet, Text, chars, numeral};
pub(crate) use front::title_before_number;
use front::{annexes, front, signature};
use std::ops::Range;

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
    fn a_title_printed_twice_is_two_lines_and_one_without_a_number_ends_before_its_addressees() {
        let body = "为推进改革，提出如下意见。一、重点任务（一）夯实底座。建设基站。（二）优化服务。推广应用。";
        let first_lines = |head: &str| {
            let line = format!("{head}{body}");
            let parts = split(&Text::from_source(&line, Span::new(0, line.len())), true);
            parts.iter().take(2).map(|part| part.as_str().to_owned()).collect::<Vec<_>>()
        };
        let title = "某市人民政府关于印发某市行动计划（2019—2021年）的通知";
        let again = "某市人民政府关于印发某市行动计划(2019-2021年)的通知";
        assert_eq!(first_lines(&format!("{title}{again}（某政发〔2019〕2号）各县区：")), [title, again]);
        assert_eq!(
            first_lines("某镇2024年乡村振兴工作安排各村（社区），镇直各单位：")[0],
            "某镇2024年乡村振兴工作安排"
        );
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
