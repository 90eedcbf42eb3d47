//! Compiles data files into tables that need no reading: of `data/regions.tsv`, where in the file each region's name stands,
//! and every name, full or short, in order; of `data/taxonomies/intellectual-property.tsv`, where each word stands and what
//! it weighs.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=data/regions.tsv");
    println!("cargo::rerun-if-changed={LEARNED}");
    let tsv = fs::read_to_string("data/regions.tsv")?;
    let regions: Vec<Row<'_>> = rows(&tsv).collect();
    assert!(regions.is_sorted_by_key(|row| row.code), "data/regions.tsv: the codes are not in order");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("regions.rs"), tables(&regions))?;
    fs::write(Path::new(&out).join("learned.rs"), learned(&fs::read_to_string(LEARNED)?))
}

/// The learned weights of the built-in taxonomy.
const LEARNED: &str = "data/taxonomies/intellectual-property.tsv";

/// The table of learned weights: lines of a word and its weight for each tag, the line of the empty word first.
fn learned(tsv: &str) -> String {
    let mut tags = 0;
    let mut at = 0;
    let mut entries = Vec::new();
    for line in tsv.split_inclusive('\n') {
        let mut columns = line.trim_end_matches('\n').split('\t');
        let word = columns.next().unwrap_or_default();
        if !line.starts_with('#') {
            let weights: Vec<f32> = columns.filter_map(|weight| weight.parse().ok()).collect();
            tags = if entries.is_empty() { weights.len() } else { tags };
            assert_eq!(weights.len(), tags, "{LEARNED}: {word:?} does not have a weight for every tag");
            entries.push(format!("({at}, {}, {weights:?})", word.len()));
        }
        at += line.len();
    }
    let documentation = "/// Every word: where it stands in the file, its length in bytes, its weight for each tag.\n";
    documentation.to_owned() + &table("LEARNED", &format!("(u32, u8, [f32; {tags}])"), &entries)
}

/// A line of the file.
struct Row<'a> {
    /// Where it begins in the file.
    at: usize,
    code: &'a str,
    name: &'a str,
    /// The years in which it was listed.
    from: u16,
    to: u16,
}

fn rows(tsv: &str) -> impl Iterator<Item = Row<'_>> {
    let lines = tsv.split_inclusive('\n').scan(0, |end, line| {
        *end += line.len();
        Some((*end - line.len(), line.trim_end()))
    });
    lines.filter(|(_, line)| !line.starts_with('#')).filter_map(|(at, line)| {
        let mut columns = line.split('\t');
        let (code, name) = (columns.next().filter(|code| code.len() == CODE)?, columns.next()?);
        let mut year = || columns.next().and_then(|year| year.parse().ok());
        Some(Row { at, code, name, from: year().unwrap_or(0), to: year().unwrap_or(u16::MAX) })
    })
}

/// Length of a code.
const CODE: usize = 6;
fn tables(regions: &[Row<'_>]) -> String {
    let rows = regions.iter().map(|Row { at, name, from, to, .. }| format!("({at}, {}, {from}, {to})", name.len()));
    let names = names(regions).into_iter().map(|(name, row)| format!("({row}, {})", name.len()));
    [
        "/// Every region: where its line begins in the file, length of its name, years.".to_owned(),
        table("ROWS", "(u32, u8, u16, u16)", &rows.collect::<Vec<_>>()),
        "/// Every name in order: its row, and how many bytes of the full name it has.".to_owned(),
        table("NAMES", "(u16, u8)", &names.collect::<Vec<_>>()),
    ]
    .join("\n")
}

fn table(name: &str, entry: &str, entries: &[String]) -> String {
    let allowed = r#"#[allow(clippy::unreadable_literal, clippy::approx_constant, reason = "made by build.rs")]"#;
    format!("{allowed}\nstatic {name}: [{entry}; {}] = [\n    {}\n];", entries.len(), entries.join(",\n    "))
}

/// Full names, and the short names of provinces and prefectures, with the rows that they stand for.
fn names<'a>(regions: &[Row<'a>]) -> Vec<(&'a str, usize)> {
    let mut names = Vec::new();
    for (row, Row { code, name, .. }) in regions.iter().enumerate() {
        // 市 and 县 alone are listed for parts of a municipality, and mean no place in print.
        if name.chars().count() >= 2 {
            names.push((*name, row));
        }
        names.extend(short_name(name).filter(|_| code.ends_with("00")).map(|short| (short, row)));
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// 广州 for 广州市, 广西 for 广西壮族自治区, 延边 for 延边朝鲜族自治州; `None` when too little is left.
fn short_name(name: &str) -> Option<&str> {
    const LEVELS: [&str; 10] = ["特别行政区", "自治区", "自治州", "自治县", "地区", "省", "市", "盟", "县", "区"];
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
    let mut short = LEVELS.iter().find_map(|level| name.strip_suffix(level))?;
    while name.contains("自治")
        && let Some(rest) = PEOPLES.iter().find_map(|people| short.strip_suffix(people))
        && rest.chars().count() >= 2
    {
        short = rest;
    }
    (short.chars().count() >= 2).then_some(short)
}
