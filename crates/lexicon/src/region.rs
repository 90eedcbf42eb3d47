//! Administrative regions of GB/T 2260 to county level, with the years in which each was listed.

use std::collections::HashMap;
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

    fn listed_in(&self, year: i32) -> bool {
        // The last revision with years is of 2019; what it still held may have gone on for a year or two.
        const LAST_REVISION: u16 = 2019;
        i32::from(self.from) <= year && (year <= i32::from(self.to) || self.to >= LAST_REVISION)
    }
}

struct Table {
    regions: Vec<Region>,
    /// Full names, and the short names of provinces and prefectures, to indices of `regions`.
    names: HashMap<&'static str, Vec<u32>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { regions: Vec::with_capacity(4300), names: HashMap::with_capacity(4300) };
    for line in include_str!("../data/regions.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(code), Some(name)) = (columns.next(), columns.next()) else { continue };
        let mut year = || columns.next().and_then(|year| year.parse().ok());
        let (from, to) = (year().unwrap_or(0), year().unwrap_or(u16::MAX));
        let index = table.regions.len() as u32;
        let region = Region { code, name, from, to };
        table.names.entry(name).or_default().push(index);
        if region.level() != Level::County
            && let Some(short) = short_name(name)
        {
            table.names.entry(short).or_default().push(index);
        }
        table.regions.push(region);
    }
    table
});

/// 广州 for 广州市, 广西 for 广西壮族自治区, 延边 for 延边朝鲜族自治州; `None` when too little is left.
fn short_name(name: &str) -> Option<&str> {
    const PEOPLES: [&str; 22] = [
        "朝鲜族",
        "土家族",
        "苗族",
        "藏族",
        "羌族",
        "彝族",
        "布依族",
        "侗族",
        "哈尼族",
        "壮族",
        "傣族",
        "白族",
        "景颇族",
        "傈僳族",
        "回族",
        "蒙古族",
        "哈萨克族",
        "哈萨克",
        "蒙古",
        "柯尔克孜",
        "维吾尔",
        "满族",
    ];
    let mut short = ["特别行政区", "自治区", "自治州", "自治县", "地区", "省", "市", "盟", "县", "区"]
        .iter()
        .find_map(|level| name.strip_suffix(level))?;
    while name.contains("自治")
        && let Some(rest) = PEOPLES.iter().find_map(|people| short.strip_suffix(people))
        && rest.chars().count() >= 2
    {
        short = rest;
    }
    (short.chars().count() >= 2).then_some(short)
}

/// Length in bytes of the name of a region that opens `s`, the longest that does: full names of every level, short names
/// of provinces and prefectures (广州海关).
pub(crate) fn opening_place(s: &str) -> Option<usize> {
    const LONGEST: usize = 16;
    let mut longest = None;
    for (at, c) in s.char_indices().skip(1).take(LONGEST) {
        let end = at + c.len_utf8();
        if TABLE.names.contains_key(&s[..end]) {
            longest = Some(end);
        }
    }
    longest
}
