//! Administrative regions of GB/T 2260 to county level, with the years in which each was listed.
//!
//! ```
//! use fenjie_lexicon::region::{self, Evidence};
//! let evidence = Evidence { number: Some("穗府〔2017〕4号"), ..Evidence::default() };
//! assert_eq!(region::of_document(&evidence).unwrap().code, "440100");
//! ```

use crate::name_index::NameIndex;
use fenjie_text::chars::without_blanks;
use std::sync::LazyLock;

/// A region of GB/T 2260.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Six-digit code.
    pub code: &'static str,
    /// Full name.
    pub name: &'static str,
    from: u16,
    to: u16,
}

/// The level of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 省, 自治区, 直辖市, 特别行政区.
    Province,
    /// 地级市, 地区, 自治州, 盟.
    Prefecture,
    /// 县, 区, 县级市, 旗.
    County,
}

impl Region {
    /// Its level, by the zeros of its code.
    pub fn level(&self) -> Level {
        if self.code.ends_with("0000") {
            Level::Province
        } else if self.code.ends_with("00") {
            Level::Prefecture
        } else {
            Level::County
        }
    }

    /// Whether it is one of the four municipalities that rank as provinces.
    pub fn is_municipality(&self) -> bool {
        matches!(self.code, "110000" | "120000" | "310000" | "500000")
    }

    /// The region it lies in; `None` for a province.
    pub fn parent(&self) -> Option<Region> {
        match self.level() {
            Level::Province => None,
            Level::Prefecture => by_code(&format!("{}0000", &self.code[..2])),
            Level::County => {
                by_code(&format!("{}00", &self.code[..4])).or_else(|| by_code(&format!("{}0000", &self.code[..2])))
            }
        }
    }

    /// Whether it is `other` or lies in it.
    pub fn is_within(&self, other: &Region) -> bool {
        let stem = match other.level() {
            Level::Province => &other.code[..2],
            Level::Prefecture => &other.code[..4],
            Level::County => other.code,
        };
        self.code.starts_with(stem)
    }

    fn listed_in(&self, year: i32) -> bool {
        // The last revision with years is of 2019; what it still held may have gone on for a year or two.
        const LAST_REVISION: u16 = 2019;
        i32::from(self.from) <= year + 1 && (year <= i32::from(self.to) + 1 || self.to >= LAST_REVISION)
    }
}

/// The file that the tables are made of, and that names are parts of.
const TSV: &str = include_str!("../data/regions.tsv");

include!(concat!(env!("OUT_DIR"), "/regions.rs"));

/// The names, each with its rows.
static INDEX: LazyLock<NameIndex> = LazyLock::new(|| {
    let spelled = |row: u16, length: u8| at(row.into())?.name.get(..length.into());
    NameIndex::of_sorted(NAMES.iter().filter_map(|(row, length)| Some((spelled(*row, *length)?, u32::from(*row)))))
});

/// The region of a row.
fn at(row: usize) -> Option<Region> {
    const CODE: usize = 6;
    let (line, length, from, to) = *ROWS.get(row)?;
    let (code, rest) = TSV.get(line as usize..)?.split_at_checked(CODE)?;
    Some(Region { code, name: rest.get(1..1 + usize::from(length))?, from, to })
}

/// Length in bytes of the name of a region that opens `s`, the longest that does: full names of every level, short names
/// of provinces and prefectures (广州海关).
pub(crate) fn opening_place(s: &str) -> Option<usize> {
    INDEX.longest_opening(s)
}

/// Whether `name` is that of a region, full or (provinces and prefectures) short.
pub(crate) fn is_region(name: &str) -> bool {
    INDEX.contains(name)
}

/// The region with a code; its name of today.
pub fn by_code(code: &str) -> Option<Region> {
    // A code that changed its name has several rows: the last is today's.
    let end =
        ROWS.partition_point(|(line, ..)| TSV.get(*line as usize..).is_some_and(|rest| rest.get(..6) <= Some(code)));
    at(end.checked_sub(1)?).filter(|region| region.code == code)
}

/// Every region of a name, full or (provinces and prefectures) short.
pub fn by_name(name: &str) -> impl Iterator<Item = Region> {
    INDEX.rows(name).iter().filter_map(|row| at(*row as usize))
}

/// The one region that a name means: listed in `year`, inside `within` where there are several of one name. `None` when that
/// leaves none or more than one.
pub fn resolve(name: &str, within: Option<&Region>, year: Option<i32>) -> Option<Region> {
    let mut candidates: Vec<Region> =
        by_name(name).filter(|region| year.is_none_or(|year| region.listed_in(year))).collect();
    // One body under codes that changed: today's.
    if candidates.iter().any(|region| region.to == u16::MAX) {
        candidates.retain(|region| region.to == u16::MAX);
    }
    if candidates.len() > 1
        && let Some(within) = within
    {
        let wider = [Some(*within), within.parent(), within.parent().and_then(|parent| parent.parent())];
        for scope in wider.into_iter().flatten() {
            let inside: Vec<Region> = candidates.iter().filter(|region| region.is_within(&scope)).copied().collect();
            if !inside.is_empty() {
                candidates = inside;
                break;
            }
        }
    }
    // 海南 is a province and a 州, 吉林 a province and a city: the higher is meant by the short name.
    let highest = candidates.iter().map(Region::level).min()?;
    candidates.retain(|region| region.level() == highest);
    let newest = candidates.iter().copied().max_by_key(|region| region.from)?;
    let one = candidates.iter().all(|region| region.name == newest.name && region.code[..4] == newest.code[..4]);
    one.then_some(newest)
}

/// The place that opens a string, followed down (广东省广州市天河区), and the bytes it takes.
pub fn opening(s: &str, within: Option<&Region>, year: Option<i32>) -> Option<(Region, usize)> {
    let mut end = opening_place(s)?;
    let mut region = resolve(&s[..end], within, year)?;
    while let Some(length) =
        opening_place(&s[end..]).filter(|length| s[end..end + length].ends_with(['市', '区', '县', '旗', '州', '盟']))
    {
        let Some(inner) =
            by_name(&s[end..end + length]).find(|inner| inner.is_within(&region) && inner.code != region.code)
        else {
            break;
        };
        region = inner;
        end += length;
    }
    Some((region, end))
}

/// What tells the region of a document; each may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// 发文机关.
    pub issuer: Option<&'a str>,
    /// 发文字号.
    pub number: Option<&'a str>,
    /// Title.
    pub title: Option<&'a str>,
    /// The text, or the part of it that is to be asked last.
    pub text: Option<&'a str>,
    /// Year of the document.
    pub year: Option<i32>,
}

/// The region whose authority issued a document: the issuer's, else the one that the title opens with or names, else that of the
/// 机关代字, else the one that the text names again and again. `None` for organs of the state and when nothing is sure.
pub fn of_document(evidence: &Evidence<'_>) -> Option<Region> {
    let (issuer, title) = (evidence.issuer.map(without_blanks), evidence.title.map(without_blanks));
    let by_number = evidence.number.map(of_number).unwrap_or_default();
    let wide = by_number.first().filter(|_| by_number.len() == 1);
    if let Some(issuer) = &issuer {
        if is_of_the_state(issuer) {
            return None;
        }
        if let Some((region, _)) = opening(issuer.trim_start_matches("中共"), wide, evidence.year) {
            return Some(region);
        }
    }
    if let Some(title) = &title {
        if is_of_the_state(title) {
            return None;
        }
        if let Some(region) = named_in(title, wide, evidence.year) {
            return Some(region);
        }
    }
    if let [region] = by_number[..] {
        return Some(region);
    }
    evidence.text.and_then(|text| mostly_named(text, &by_number, evidence.year))
}

fn is_of_the_state(name: &str) -> bool {
    ["国务院", "中共中央", "中央", "国家", "全国", "中华人民共和国"].iter().any(|word| name.starts_with(word))
}

/// The first region that a title names in full, or by the short name it opens with.
fn named_in(title: &str, within: Option<&Region>, year: Option<i32>) -> Option<Region> {
    if let Some((region, _)) = opening(title, within, year) {
        return Some(region);
    }
    let is_full = |name: &str| name.ends_with(['省', '市', '县', '区', '州', '旗', '盟']);
    title.char_indices().skip(1).find_map(|(at, _)| {
        let length = opening_place(&title[at..]).filter(|length| is_full(&title[at..at + length]))?;
        let plain = title[at..at + length].chars().count() > 2;
        plain.then(|| opening(&title[at..], within, year)).flatten().map(|(region, _)| region)
    })
}

/// The region that more than half of the full names of regions in a text are of, when there are enough of them.
fn mostly_named(text: &str, among: &[Region], year: Option<i32>) -> Option<Region> {
    const LONGEST: usize = 6_000;
    const LONGEST_NAME: usize = 12;
    const LEAST: usize = 3;
    let mut counts: std::collections::BTreeMap<&str, (usize, Region)> = std::collections::BTreeMap::new();
    let mut last = 0;
    for (at, c) in text.char_indices().take(LONGEST).filter(|(_, c)| matches!(c, '省' | '市' | '县')) {
        let end = at + c.len_utf8();
        let before = text[last..at].char_indices().rev().take(LONGEST_NAME).map(|(start, _)| last + start);
        // 沿海城市 is not 海城市, and a name has three characters.
        let is_named = |start: &usize| {
            at - start >= 2 * c.len_utf8()
                && opening_place(&text[*start..]) == Some(end - start)
                && !text[..*start].ends_with(['沿', '临'])
        };
        let longest = before.filter(is_named).last();
        if let Some(region) = longest.and_then(|start| resolve(&text[start..end], None, year)) {
            last = end;
            counts.entry(region.code).or_insert((0, region)).0 += 1;
        }
    }
    let total: usize = counts.values().map(|(count, _)| count).sum();
    let (count, region) = counts.into_values().max_by_key(|(count, _)| *count)?;
    let listed = among.is_empty() || among.iter().any(|other| other.code == region.code);
    (count >= LEAST && count * 2 > total && listed).then_some(region)
}

static ISSUER_CODES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("../data/issuer-codes.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// The regions that use the 机关代字 of a 发文字号 (穗府 → 广州市), those of the longest opening that fits; empty when it is not known.
pub fn of_number(number: &str) -> Vec<Region> {
    let number = without_blanks(number);
    let fitting = || ISSUER_CODES.iter().filter(|(opening, _)| number.starts_with(opening));
    let longest = fitting().map(|(opening, _)| opening.len()).max().unwrap_or_default();
    fitting().filter(|(opening, _)| opening.len() == longest).filter_map(|(_, code)| by_code(code)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_of_a_document() {
        let cases = [
            (Some("广州市人民政府"), None, None, Some("440100")),
            (Some("东莞市人民政府办公室"), Some("东府办〔2011〕114号"), None, Some("441900")),
            (Some("浙江省教育厅办公室"), Some("浙教办函〔2020〕109号"), None, Some("330000")),
            (None, Some("穗府〔2017〕4号"), None, Some("440100")),
            (None, None, Some("2007 年广州市创建国家知识产权示范城市工作分解表"), Some("440100")),
            (None, Some("明政办规〔2022〕2号"), None, Some("350400")),
            (Some("广州市天河区人民政府"), None, None, Some("440106")),
            (Some("国务院办公厅"), Some("国办函〔2020〕1号"), None, None),
            (None, None, Some("内蒙古自治区人民政府关于推进数字经济发展的意见"), Some("150000")),
            (None, None, Some("通辽市推进数字经济发展重点任务分工方案"), Some("150500")),
            (None, Some("宁政发〔2019〕1号"), None, None),
            (Some("德清县人民政府"), None, None, Some("330521")),
            (Some("大化瑶族自治县人民政府办公室"), Some("大政办发[2019]83号"), None, Some("451229")),
            (None, None, Some("深化放管服改革重点任务分工方案"), None),
        ];
        for (issuer, number, title, code) in cases {
            let evidence = Evidence { issuer, number, title, ..Evidence::default() };
            assert_eq!(of_document(&evidence).map(|region| region.code), code, "{issuer:?} {number:?} {title:?}");
        }
    }

    #[test]
    fn regions_have_levels_and_parents() {
        let tianhe = resolve("天河区", None, Some(2020)).unwrap();
        assert_eq!((tianhe.level(), tianhe.parent().unwrap().name), (Level::County, "广州市"));
        assert_eq!(resolve("沙县", None, Some(2010)).unwrap().code, "350427");
        assert_eq!(resolve("朝阳区", None, None), None);
        let changchun = by_code("220100").unwrap();
        assert_eq!(resolve("朝阳区", Some(&changchun), None).unwrap().code, "220104");
    }
}
