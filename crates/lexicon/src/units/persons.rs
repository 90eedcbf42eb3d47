//! Persons that cells of units print behind the agency they answer for: 市教育局　李四, 市发改委：张三.

use super::{bare, is_separator};
use crate::agency::{KINDS, ends_as_agency};
use crate::printed::Printed;
use crate::statement::is_colon;
use fenjie_text::CharSet;
use fenjie_text::chars::is_han;
use std::sync::LazyLock;

/// The hundred and more commonest surnames, which nine in ten bear (公安部's yearly lists); those that are more often a place
/// or a word in names of agencies (市, 海) are not among them.
static SURNAMES: LazyLock<CharSet> = LazyLock::new(|| {
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石\
     姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
        .chars()
        .filter(|c| is_han(*c))
        .collect()
});

/// Whether a character is a common surname that is hardly ever the first of a place or an agency.
///
/// ```
/// assert!(fenjie_lexicon::is_surname('刘') && !fenjie_lexicon::is_surname('县'));
/// ```
pub fn is_surname(c: char) -> bool {
    SURNAMES.contains(c)
}

/// Where the name of a person ends that stands at byte `at` of a list, behind a colon or a gap behind the known agency that
/// began at `start`; `None` where none stands.
pub(super) fn behind(printed: &Printed<'_>, start: usize, at: usize, end: usize) -> Option<usize> {
    let text = printed.as_str().get(..end)?;
    let mark = text[at..].chars().next()?;
    let first = if is_colon(mark) { at + mark.len_utf8() } else { at };
    if first == at && !printed.gap_before(at) || !text[first..].starts_with(is_surname) {
        return None;
    }
    let length = name_length(printed, first, end)?;
    let agency = text.get(start..at)?;
    (KINDS.knows(bare(agency)) && !ends_as_agency(&text[first..first + length])).then_some(first + length)
}

/// Bytes of the two or three characters that stand by themselves from `first` on. A name of two is often spaced out.
fn name_length(printed: &Printed<'_>, first: usize, end: usize) -> Option<usize> {
    const LONGEST: usize = 3;
    let text = printed.as_str().get(first..end)?;
    let mut count = 0;
    for (at, c) in text.char_indices() {
        let goes_on = count < 2 || !printed.gap_before(first + at);
        if !is_han(c) || is_separator(c) || !goes_on {
            return (2..=LONGEST).contains(&count).then_some(at);
        }
        count += 1;
        if count > LONGEST {
            return None;
        }
    }
    (2..=LONGEST).contains(&count).then_some(text.len())
}
