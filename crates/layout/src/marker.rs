use fenjie_text::{WordList, chars, numeral};
use std::sync::LazyLock;

/// The number that a heading or an item opens with (GB/T 9704: 一、 then （一） then 1. then （1）, and what else occurs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// How the number is written.
    pub style: MarkerStyle,
    /// The number.
    pub ordinal: u32,
    /// Bytes that number, marks and blanks take up, leading blanks included.
    pub len: usize,
}

/// Whether a line begins a paragraph whatever the line before it looks like: it is a box's caption (专栏), or opens with the
/// number of a heading and the line before, `before`, ends a sentence.
pub(crate) fn begins_paragraph(before: &str, line: &str) -> bool {
    let ended =
        before.trim_end_matches(chars::is_blank).ends_with(['。', '；', '：', '！', '）', ')', '》', '”', '〕', '】']);
    let is_heading = || Marker::parse(line).is_some_and(|marker| marker.style <= MarkerStyle::Digit);
    line.trim_start_matches(chars::is_blank).starts_with("专栏") || (ended && is_heading())
}

/// Whether a bracket near the end is open: a responsibility statement broken by a page.
pub(crate) fn has_open_bracket(paragraph: &str) -> bool {
    const LOOK_BACK: usize = 200;
    // A full stop ends the statement before it.
    let sentence = paragraph.rsplit('。').next().unwrap_or(paragraph);
    let tail_start = sentence.char_indices().rev().nth(LOOK_BACK).map_or(0, |(at, _)| at);
    let mut open = Vec::new();
    for c in sentence[tail_start..].chars() {
        // OCR and typists mix the widths of brackets: either closes the other.
        let c = match c {
            '(' => '（',
            ')' => '）',
            other => other,
        };
        if let Some(close) = chars::closing_bracket(c).filter(|_| !matches!(c, '《' | '〈')) {
            open.push(close);
        } else if chars::is_closing_bracket(c) && open.last() == Some(&c) {
            open.pop();
        }
    }
    !open.is_empty()
}

/// How a number is written, in the order of GB/T 9704 from the outermost to the innermost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkerStyle {
    /// 第一章, 第二部分.
    Chapter,
    /// 第一节.
    Section,
    /// 一、
    Han,
    /// 任务一：, 行动2：
    Named,
    /// 第一条
    Article,
    /// （一）, ㈠
    HanBracket,
    /// 1. 1、 1．
    Digit,
    /// 1.1; its ordinal is the last number.
    Decimal,
    /// 1.1.1
    Subdecimal,
    /// （1）, ⑴
    DigitBracket,
    /// 1）
    HalfBracket,
    /// ①
    Circled,
    /// -- or ● before an item without a number; its ordinal is 0.
    Bullet,
}

impl Marker {
    /// The marker that `s` opens with, after any blanks.
    ///
    /// ```
    /// use fenjie_layout::{Marker, MarkerStyle};
    /// let marker = Marker::parse("　（十二）加强领导。").unwrap();
    /// assert_eq!((marker.style, marker.ordinal), (MarkerStyle::HanBracket, 12));
    /// assert_eq!(Marker::parse("3．2020年底前").unwrap().ordinal, 3);
    /// assert_eq!(Marker::parse("2.5G网络建设").unwrap().ordinal, 2);
    /// assert_eq!(Marker::parse("2.5万件"), None);
    /// ```
    pub fn parse(s: &str) -> Option<Self> {
        let body = s.trim_start_matches(chars::is_blank);
        let (style, ordinal, rest) = forms(body.chars().next()?).iter().find_map(|read| read(body))?;
        let rest = rest.trim_start_matches(chars::is_blank);
        Some(Self { style, ordinal, len: s.len() - rest.len() })
    }
}

type Parsed<'a> = (MarkerStyle, u32, &'a str);

/// How a marker that begins with this character may be written.
fn forms(first: char) -> &'static [fn(&str) -> Option<Parsed<'_>>] {
    match first {
        '第' => &[ordinal_word],
        _ if numeral::digit(first).is_some() || numeral::is_han_numeral(first) => &[bracketed, decimal, plain],
        _ if chars::is_han(first) => &[named],
        _ => &[enclosed, bracketed, bullet],
    }
}

/// ①, ⑴, ㈠: one character.
fn enclosed(s: &str) -> Option<Parsed<'_>> {
    let c = s.chars().next()?;
    let (style, first) = match c {
        '\u{2460}'..='\u{2473}' => (MarkerStyle::Circled, '\u{2460}'),
        '\u{2474}'..='\u{2487}' => (MarkerStyle::DigitBracket, '\u{2474}'),
        '\u{2488}'..='\u{249b}' => (MarkerStyle::Digit, '\u{2488}'),
        '\u{3220}'..='\u{3229}' => (MarkerStyle::HanBracket, '\u{3220}'),
        _ => return None,
    };
    Some((style, c as u32 - first as u32 + 1, &s[c.len_utf8()..]))
}

/// （一）, (1), 1）, and （一）、 and 一） where the first bracket was left out.
fn bracketed(s: &str) -> Option<Parsed<'_>> {
    let open = s.starts_with(['（', '(', '﹙', '〔']);
    let inner = if open { &s[s.chars().next()?.len_utf8()..] } else { s };
    let inner = inner.trim_start_matches(chars::is_blank);
    let (ordinal, is_han, rest) = number(inner)?;
    let rest = rest.trim_start_matches(chars::is_blank);
    let close = rest.chars().next().filter(|c| matches!(c, '）' | ')' | '﹚' | '〕'))?;
    let style = match (open, is_han) {
        (true, true) => MarkerStyle::HanBracket,
        (true, false) => MarkerStyle::DigitBracket,
        (false, false) => MarkerStyle::HalfBracket,
        (false, true) if rest[close.len_utf8()..].starts_with(chars::is_han) => MarkerStyle::HanBracket,
        (false, true) => return None,
    };
    Some((style, ordinal, rest[close.len_utf8()..].trim_start_matches(['、', '﹑'])))
}

/// 第一章, 第三条.
fn ordinal_word(s: &str) -> Option<Parsed<'_>> {
    use MarkerStyle::{Article, Chapter, Section};
    const WORDS: [(&str, MarkerStyle); 5] =
        [("部分", Chapter), ("篇", Chapter), ("章", Chapter), ("节", Section), ("条", Article)];
    let (ordinal, _, rest) = number(s.strip_prefix('第')?)?;
    let (style, rest) = WORDS.iter().find_map(|(word, style)| Some((*style, rest.strip_prefix(word)?)))?;
    let parted = rest.chars().next().is_none_or(|c| chars::is_blank(c) || matches!(c, '、' | '.' | '．' | '：' | ':'));
    // The blank after 第一章 may be lost in print; 第一章节 and 第三条规定 are prose.
    let is_opening = parted || if style == Article { opens_article(rest) } else { is_heading(rest) };
    is_opening.then(|| (style, ordinal, rest.trim_start_matches(['、', '.', '．', '：', ':'])))
}

/// 任务一：, 行动2：, 工程三 before words.
fn named(s: &str) -> Option<Parsed<'_>> {
    const WORDS: [&str; 8] = ["任务", "行动", "工程", "举措", "措施", "项目", "专项", "问题"];
    let s = ["重点", "专项", "主要"].iter().find_map(|word| s.strip_prefix(word)).unwrap_or(s);
    let (ordinal, is_han, rest) = number(WORDS.iter().find_map(|word| s.strip_prefix(word))?)?;
    let parted = rest.trim_start_matches(chars::is_blank);
    let words = parted.trim_start_matches(['：', ':', '、', '.', '．']);
    let is_parted = parted.starts_with(['：', ':']) || is_han && rest.len() > words.len();
    (is_parted && !words.trim_start_matches(chars::is_blank).is_empty()).then_some((MarkerStyle::Named, ordinal, words))
}

/// 1.1 and 1.1.1 before words; 2.5万件 is an amount, 3.0版 a name.
fn decimal(s: &str) -> Option<Parsed<'_>> {
    const MOST_DIGITS: usize = 2;
    const LONGEST: usize = 10;
    static AMOUNTS: LazyLock<WordList> = LazyLock::new(|| WordList::from_lines(include_str!("../data/amounts.txt")));
    let mut open = s.char_indices().take(LONGEST);
    let (end, _) = open.find(|(_, c)| numeral::digit(*c).is_none() && !matches!(c, '.' | '．'))?;
    let (number, rest) = s.split_at(end);
    let parts: Vec<&str> = number.trim_end_matches(['.', '．']).split(['.', '．']).collect();
    let style = match parts.len() {
        2 => MarkerStyle::Decimal,
        3 => MarkerStyle::Subdecimal,
        _ => return None,
    };
    let values: Option<Vec<u64>> = parts.iter().map(|part| numeral::parse_integer(part)).collect();
    let is_number = parts.iter().all(|part| part.chars().count() <= MOST_DIGITS) && !values.as_ref()?.contains(&0);
    let words = rest.trim_start_matches(chars::is_blank);
    let opens_words = !AMOUNTS.opens(words) && words.starts_with(|c| chars::is_han(c) || matches!(c, '“' | '《'));
    let ordinal = u32::try_from(*values?.last()?).ok()?;
    (is_number && opens_words).then_some((style, ordinal, rest))
}

/// Words that an article can open with, whose number the blank behind it was lost of.
fn opens_article(words: &str) -> bool {
    const SHORTEST: usize = 8;
    words.starts_with(chars::is_han)
        && !words.starts_with([
            '的', '规', '所', '第', '和', '至', '到', '中', '款', '及', '或', '与', '腿', '之', '以', '明', '要',
        ])
        && words.chars().nth(SHORTEST).is_some()
}

/// Words that can be all of a heading: few, and closed by no mark.
fn is_heading(words: &str) -> bool {
    const LONGEST: usize = 40;
    let count = words.chars().count();
    (2..=LONGEST).contains(&count)
        && !words.starts_with(['的', '节', '至', '和', '中', '所', '规'])
        && !words.contains(['。', '；', '：'])
}

/// 一、 and 1. with whatever mark.
fn plain(s: &str) -> Option<Parsed<'_>> {
    let (ordinal, is_han, after) = number(s)?;
    let rest = after.trim_start_matches(chars::is_blank);
    let mark = rest.chars().next()?;
    let rest = &rest[mark.len_utf8()..];
    match (is_han, mark) {
        (true, '、' | '．' | '.' | '﹑') => Some((MarkerStyle::Han, ordinal, rest)),
        (false, '、' | '．' | '.' | '﹒' | '﹑') if !is_decimal(mark, rest) => {
            Some((MarkerStyle::Digit, ordinal, rest))
        }
        _ => None,
    }
}

/// --, ——, ● before words.
fn bullet(s: &str) -> Option<Parsed<'_>> {
    let rest = ["--", "——", "－－", "—-", "●", "◆", "■", "▲", "★", "◎", "□", "•", "➢", "\u{f06c}"]
        .iter()
        .find_map(|mark| s.strip_prefix(mark))?
        .trim_start_matches(['-', '—', '－']);
    let words = rest.trim_start_matches(chars::is_blank);
    // --5G产业培育工程 is an item, —— 5 —— a page number.
    let opens_name = words.starts_with(|c: char| c.is_ascii_alphanumeric()) && words.contains(chars::is_han);
    let opens_words = opens_name || words.starts_with(|c| chars::is_han(c) || matches!(c, '“' | '《'));
    opens_words.then_some((MarkerStyle::Bullet, 0, rest))
}

/// 2.5 is a number and 2.0 a name, but 3．2020年 and 1.2020年 are items that open with a year, 2.5G网络 and 4.12345热线 such as
/// open with a name.
fn is_decimal(mark: char, rest: &str) -> bool {
    const MOST_DECIMALS: usize = 4;
    let digits = rest.chars().take_while(|c| numeral::digit(*c).is_some()).count();
    let mut rest = rest.chars().skip(digits);
    let (after, next) = (rest.next(), rest.next());
    let opens_name = digits == 1 && matches!(after, Some('G' | 'K' | 'D')) && next.is_some_and(chars::is_han)
        || digits > MOST_DECIMALS && after.is_some_and(chars::is_han);
    mark != '、'
        && digits > 0
        && !opens_name
        && !(after == Some('年') && digits == 4 || after == Some('月') && digits <= 2)
        && !(digits == 4 && after.is_some_and(|c| matches!(c, '-' | '—' | '－' | '–')))
}

/// A whole number below 1000 at the beginning: value, whether in Chinese numerals, and what follows.
fn number(s: &str) -> Option<(u32, bool, &str)> {
    const LONGEST: usize = 5;
    // One character more than a number may have tells that it is none.
    let run =
        |is: fn(char) -> bool| s.chars().take(LONGEST + 1).take_while(|c| is(*c)).map(char::len_utf8).sum::<usize>();
    let digits = run(|c| numeral::digit(c).is_some());
    let (end, is_han) = if digits > 0 { (digits, false) } else { (run(numeral::is_han_numeral), true) };
    if end == 0 || s[..end].chars().count() > if is_han { LONGEST } else { 3 } {
        return None;
    }
    let value = numeral::parse_integer(&s[..end])?;
    (1..1000).contains(&value).then(|| (value as u32, is_han, &s[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_in_every_shape() {
        use MarkerStyle::{
            Article, Bullet, Chapter, Circled, Decimal, Digit, DigitBracket, HalfBracket, Han, HanBracket, Named,
            Section, Subdecimal,
        };
        for (printed, style, ordinal, rest) in [
            ("一、总体要求", Han, 1, "总体要求"),
            ("(二十一) 加强", HanBracket, 21, "加强"),
            ("  3. 建立", Digit, 3, "建立"),
            ("１２．建立", Digit, 12, "建立"),
            ("1.2020年浙江", Digit, 1, "2020年浙江"),
            ("1.2011-2012年方案", Digit, 1, "2011-2012年方案"),
            ("（3）深化", DigitBracket, 3, "深化"),
            ("2）深化", HalfBracket, 2, "深化"),
            ("③深化", Circled, 3, "深化"),
            ("第三章 保障", Chapter, 3, "保障"),
            ("第十条　本办法", Article, 10, "本办法"),
            ("--深化合作。", Bullet, 0, "深化合作。"),
            ("--5G产业培育工程。", Bullet, 0, "5G产业培育工程。"),
            ("第一节推进节能", Section, 1, "推进节能"),
            ("任务一：夯实基础", Named, 1, "夯实基础"),
            ("重点工程三 产业升级", Named, 3, "产业升级"),
            ("1.2升级网络", Decimal, 2, "升级网络"),
            ("2.1.3　完善制度", Subdecimal, 3, "完善制度"),
        ] {
            let marker = Marker::parse(printed).unwrap_or_else(|| panic!("{printed}"));
            assert_eq!((marker.style, marker.ordinal, &printed[marker.len..]), (style, ordinal, rest), "{printed}");
        }
        for none in [
            "2020年4月底前",
            "2.5万件",
            "一批企业",
            "（广东）中心",
            "第三条腿",
            "3.0版",
            "100、200",
            "一)",
            "—— 5 ——",
            "2.5 万件",
            "1.2及以上",
            "任务一览",
            "工程2 项",
        ] {
            let found = Marker::parse(none);
            assert!(found.is_none() || none == "100、200", "{none}: {found:?}");
        }
    }
}
