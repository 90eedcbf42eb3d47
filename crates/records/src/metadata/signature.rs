//! Who signed a document and when: 发文机关 and 成文日期.

use super::own_number;
use fenjie_lexicon::{region, time};
use fenjie_text::{Text, chars};
use std::ops::Range;

/// Who signed and when.
pub(crate) struct Signature {
    pub(super) issuers: Vec<String>,
    pub(super) date: String,
    /// The lines that it takes up.
    pub(crate) lines: Range<usize>,
}

/// The first line that is nothing but a date, and the name that stands on the line before it (or, on one line, before
/// the date). Lines that name the day of printing (印发) are none.
pub(crate) fn signature(lines: &[Text]) -> Option<Signature> {
    // A day beside the number, or in figures, that no name stands with.
    let mut unsigned = None;
    for (at, line) in lines.iter().enumerate() {
        let words = line.as_str();
        if words.chars().count() > 60 || words.contains("印发") {
            continue;
        }
        let Some((before, date)) = trailing_date(words) else { continue };
        let own = agency_name(before);
        if !before.is_empty() && own.is_none() {
            if own_number(line).is_some() && !names_posting(before) {
                unsigned.get_or_insert(Signature { issuers: Vec::new(), date, lines: at..at });
            }
            continue;
        }
        let above = if own.is_some() { 0 } else { signer_lines(&lines[..at]) };
        // A day in figures that nobody signed may be that of posting.
        if own.is_none() && above == 0 && words.is_ascii() {
            unsigned.get_or_insert(Signature { issuers: Vec::new(), date, lines: at..at });
            continue;
        }
        let issuers = match own {
            Some(own) => vec![own],
            None => lines[at - above..at].iter().flat_map(signers).collect(),
        };
        return Some(Signature { issuers, date, lines: at - above..at + 1 });
    }
    unsigned
}

/// Whether words end with the label of the day on which a site put the document up: 发布日期：.
fn names_posting(words: &str) -> bool {
    const LABELS: [&str; 5] = ["发布日期", "发布时间", "公开日期", "公开时间", "发布于"];
    let label = words.trim_end_matches(|c| chars::is_blank(c) || matches!(c, '：' | ':' | '】' | ']'));
    LABELS.iter().any(|posting| label.ends_with(posting))
}

/// The date that a line ends with, ISO 8601, and what stands before it.
pub(super) fn trailing_date(words: &str) -> Option<(&str, String)> {
    let words = words.trim_matches(|c| chars::is_blank(c) || "（）()".contains(c));
    // 2019-10-16, alone on its line.
    if words.len() <= "2019-10-16".len() && words.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/')) {
        return Some(("", time::date(words)?));
    }
    if let Some(date) = misread(words) {
        return Some(("", date));
    }
    words.ends_with('日').then_some(())?;
    let is_date = |c: char| {
        fenjie_text::numeral::digit(c).is_some()
            || fenjie_text::numeral::is_han_numeral(c)
            || "年月日".contains(c)
            || chars::is_blank(c)
    };
    let start = words.char_indices().rev().take_while(|(_, c)| is_date(*c)).last()?.0;
    Some((words[..start].trim_matches(chars::is_blank), time::date(&words[start..])?))
}

/// The day of a line that is nothing else, in figures as recognisers misread them: 二o一o年, 二〇-〇年, 十二曰.
fn misread(words: &str) -> Option<String> {
    const LONGEST: usize = 16;
    let compact = chars::without_blanks(words);
    let before = |at: usize| compact[..at].chars().next_back();
    let read = |(at, c): (usize, char)| match c {
        'o' | '∩' | '０' if before(at).is_some_and(is_figure) => '〇',
        '-' | '—' | '―' | 'l' | 'I' | '|' if before(at).is_some_and(is_figure) => '一',
        '曰' => '日',
        other => other,
    };
    let is_short = compact.chars().nth(LONGEST).is_none() && compact.ends_with(['日', '曰']) && compact.contains('年');
    let mended: String = compact.char_indices().map(read).collect();
    let is_day = |c: char| {
        fenjie_text::numeral::digit(c).is_some() || fenjie_text::numeral::is_han_numeral(c) || "年月日".contains(c)
    };
    (is_short && mended != *compact && mended.chars().all(is_day)).then(|| time::date(&mended)).flatten()
}

fn is_figure(c: char) -> bool {
    fenjie_text::numeral::is_han_numeral(c) || "○〇Ｏ０o∩-—―".contains(c)
}

/// How many lines just before the date hold names only.
fn signer_lines(before: &[Text]) -> usize {
    const MOST: usize = 12;
    before.iter().rev().take(MOST).take_while(|line| !signers(line).is_empty()).count()
}

/// The names of a line that holds nothing else; two may stand side by side.
fn signers(line: &Text) -> Vec<String> {
    const SHORTEST: usize = 4;
    let names: Vec<Option<String>> = line.parts().iter().map(|part| agency_name(part.as_str())).collect();
    // Markup parts one name as well: …人民政府 / 办公厅, …工作部 / 际联席会议办公室.
    let is_name = |name: &String| name.chars().count() >= SHORTEST && opens_name(name);
    if names.len() > 1 && names.iter().all(|name| name.as_ref().is_some_and(is_name)) {
        return names.into_iter().flatten().collect();
    }
    rejoined(&line.parts()).unwrap_or_else(|| agency_name(line.as_str()).into_iter().collect())
}

/// Whether words open as the whole name of a body does: with a place, or as national ones do.
fn opens_name(words: &str) -> bool {
    const OPENINGS: [&str; 8] = ["中共", "中国", "国家", "国务院", "全国", "最高", "中央", "共青团"];
    const LEVELS: [&str; 6] = ["省", "市", "县", "区", "州", "自治区"];
    let ministry = || words.ends_with('部') || words.ends_with("总局") || words.ends_with("总署");
    OPENINGS.iter().chain(&LEVELS).any(|opening| words.starts_with(opening))
        || region::opening(words, None, None).is_some()
        || ministry()
}

/// Names side by side of which the line has broken one; letter-spaced ones are one name.
fn rejoined(parts: &[Text]) -> Option<Vec<String>> {
    const SHORTEST: usize = 4;
    let mut names = Vec::new();
    let mut name = String::new();
    for part in parts {
        name.push_str(part.as_str());
        if let Some(whole) = agency_name(&name).filter(|name| name.chars().count() >= SHORTEST) {
            names.push(whole);
            name.clear();
        }
    }
    let is_spaced = parts.iter().any(|part| part.as_str().chars().nth(1).is_none());
    (name.is_empty() && names.len() > 1 && !is_spaced).then_some(names)
}

/// Who issued a document that nobody signs: the name on its cover above the month, or in the colophon at its end.
pub(super) fn unsigned_issuer(lines: &[Text]) -> Option<String> {
    on_cover(lines).or_else(|| in_colophon(lines))
}

/// The name that stands on the first lines, below the title, with the month of the booklet below it.
fn on_cover(lines: &[Text]) -> Option<String> {
    const COVER: usize = 10;
    let cover = &lines[..lines.len().min(COVER)];
    let pair = cover.windows(2).skip(1).find(|pair| is_month(pair[1].as_str()))?;
    agency_name(pair[0].as_str())
}

/// Whether a line is nothing but a month: 2022年3月, 二〇二二年三月.
fn is_month(line: &str) -> bool {
    let line = chars::without_blanks(line);
    let is_number = |part: &str, most: usize| {
        let is_figure = |c: char| fenjie_text::numeral::digit(c).is_some() || is_figure(c);
        (1..=most).contains(&part.chars().count()) && part.chars().all(is_figure)
    };
    let parts = line.strip_suffix('月').and_then(|rest| rest.split_once('年'));
    parts.is_some_and(|(year, month)| year.chars().count() == 4 && is_number(year, 4) && is_number(month, 2))
}

/// The office that had the document printed: 某市人民政府办公室 2022年3月9日印发.
fn in_colophon(lines: &[Text]) -> Option<String> {
    lines.iter().rev().find_map(|line| {
        let printed = line.as_str().trim_end_matches(chars::is_blank).strip_suffix("印发")?;
        let (name, _) = trailing_date(printed)?;
        agency_name(name)
    })
}

/// Who issued the document: of the names above the date those that the title names too, since a list may end there;
/// where it names none, all of them; without any, the name that the title opens with.
pub(super) fn issuer(signers: &[String], title: &str) -> Option<String> {
    let named: Vec<&String> = signers.iter().filter(|name| title.contains(name.as_str())).collect();
    let names = if named.is_empty() { signers.iter().collect() } else { named };
    let joined = names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("、");
    let full = issuer_of_title(title);
    if joined.is_empty() || full.as_ref().is_some_and(|full| is_short_for(&joined, full)) { full } else { Some(joined) }
}

/// Whether a name leaves characters of another out: 省政府办公厅 for 湖北省人民政府办公厅.
fn is_short_for(short: &str, full: &str) -> bool {
    let mut rest = full.chars();
    let end = |name: &str| name.chars().rev().take(2).collect::<String>();
    short.len() < full.len() && end(short) == end(full) && short.chars().all(|c| rest.any(|other| other == c))
}

/// A line that is nothing but the name of an agency.
pub(super) fn agency_name(line: &str) -> Option<String> {
    const LONGEST: usize = 40;
    const SURE: f32 = 0.85;
    let name = chars::without_blanks(line).into_owned();
    let seal = ["（代）", "（印章）", "（章）", "（代章）", "（盖章）", "（公章）", "(章)", "(代章)"]
        .iter()
        .find_map(|seal| name.strip_suffix(seal));
    let name = seal.map_or(name.clone(), str::to_owned);
    let is_name = (3..=LONGEST).contains(&name.chars().count())
        && !name.contains(['，', '。', '：', ':', '；', '《'])
        && fenjie_lexicon::unit_plausibility(&name) >= SURE;
    is_name.then_some(name)
}

/// What stands behind the issuer in titles of notices.
pub(super) const LEADS: [&str; 6] = ["关于", "贯彻", "印发", "转发", "批转", "落实"];

/// 某市人民政府 of 某市人民政府关于印发…的通知, 某市财政局 of 某市财政局2020年工作总结.
pub(super) fn issuer_of_title(title: &str) -> Option<String> {
    let lead = LEADS.iter().filter_map(|word| title.find(word)).min();
    let end = lead.or_else(|| title.find(|c: char| fenjie_text::numeral::digit(c).is_some() || "二○〇".contains(c)))?;
    agency_name(&title[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(words: &[&str]) -> Vec<Text> {
        let line = |words: &&str| Text::from_source(words, fenjie_text::Span::new(0, words.len()));
        words.iter().map(line).collect()
    }

    #[test]
    fn a_booklet_names_its_issuer_above_the_month() {
        let booklet = lines(&["云泽市水安全保障规划", "云泽市水利局", "二〇二二年三月", "前言"]);
        assert_eq!(unsigned_issuer(&booklet).as_deref(), Some("云泽市水利局"));
        assert_eq!(unsigned_issuer(&lines(&["云泽市水利局", "2022年3月以前的工作"])), None);
    }

    #[test]
    fn the_colophon_names_who_had_it_printed() {
        let notice = lines(&["推进各项工作。", "云泽市人民政府办公室　2022年3月9日印发"]);
        assert_eq!(unsigned_issuer(&notice).as_deref(), Some("云泽市人民政府办公室"));
    }
}
