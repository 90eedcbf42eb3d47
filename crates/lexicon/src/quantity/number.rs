use fenjie_text::CharSet;
use fenjie_text::numeral::{DIGITS, digit, han_digit, parse_han};
use std::sync::LazyLock;

/// A printed number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number<'a> {
    pub(super) value: f64,
    /// Length in bytes, with the unit where the number brings its own.
    pub(super) length: usize,
    /// The unit that the form of the number implies: 百分之二十, 翻一番, 一半; empty for a bare fraction or ratio.
    pub(super) unit: Option<&'a str>,
    pub(super) han: bool,
}

/// The characters that a number can begin with.
pub(super) static OPENINGS: LazyLock<CharSet> =
    LazyLock::new(|| DIGITS.chars().chain("十百千万亿翻半".chars()).collect());

/// The number that stands at byte `at`; `None` where none begins (inside a word of Latin letters, after 第).
pub(super) fn number_at(text: &str, at: usize) -> Option<Number<'_>> {
    let before = text[..at].chars().next_back();
    let s = &text[at..];
    if before.is_some_and(|c| {
        c == '第' || c == '.' || c == '．' || c == '×' || c.is_ascii_alphabetic() || digit(c).is_some()
    }) {
        return None;
    }
    if let Some(special) = special(s, &text[..at]) {
        return Some(special);
    }
    let first = s.chars().next()?;
    if digit(first).is_some() {
        return one_to(s, &text[..at]).or_else(|| arabic(s));
    }
    if before.is_some_and(|c| han_digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万' | '亿' | '几' | '数'))
    {
        return None;
    }
    han(s)
}

/// Length of the digits, with point and separators, that open `s`.
pub(super) fn digits(s: &str) -> Option<usize> {
    let length = s
        .char_indices()
        .take_while(|(_, c)| digit(*c).is_some() || matches!(c, '.' | '．'))
        .last()
        .map(|(at, c)| at + c.len_utf8())?;
    s.chars().next().and_then(digit).map(|_| length)
}

fn arabic(s: &str) -> Option<Number<'_>> {
    // Longer runs are telephone numbers and codes.
    const LONGEST: usize = 10;
    let mut ascii = String::new();
    let mut length = 0;
    let mut rest = s.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if let Some(value) = digit(c) {
            ascii.push(char::from_digit(value, 10)?);
            length = at + c.len_utf8();
        } else if matches!(c, '.' | '．')
            && !ascii.contains('.')
            && rest.peek().is_some_and(|(_, next)| digit(*next).is_some())
        {
            ascii.push('.');
        } else if c == ',' && thousands(&s[at + 1..]) && !ascii.contains('.') {
        } else {
            break;
        }
        if ascii.len() > LONGEST {
            return None;
        }
    }
    let after = s[length..].chars().next();
    let ratio = after.is_some_and(|c| matches!(c, ':' | '：' | '∶')) && s[length..].chars().nth(1) == Some('1');
    let value = ascii.parse().ok()?;
    if ratio {
        let mark = after.map_or(0, char::len_utf8);
        let alone = s[length + mark + 1..].chars().next().is_none_or(|c| digit(c).is_none() && c != '.');
        return alone.then_some(Number { value, length: length + mark + 1, unit: Some("：1"), han: false });
    }
    Some(Number { value, length, unit: None, han: false })
}

/// A ratio of one to more (桩车比达到1：8), which nothing but what it is of tells from a time of the day or a scale.
fn one_to<'a>(s: &'a str, before: &str) -> Option<Number<'a>> {
    const LONGEST: usize = 2;
    let rest = s.strip_prefix('1')?;
    let whole = rest.strip_prefix([':', '：', '∶'])?;
    let length = digits(whole).filter(|length| *length <= LONGEST && !whole.starts_with('0'))?;
    let clause = before.rsplit(['，', '。', '；']).next().unwrap_or(before);
    let is_ratio = clause.contains('比') && !clause.ends_with("比例尺");
    let end = s.len() - whole.len() + length;
    is_ratio.then_some(Number { value: 1.0, length: end, unit: Some(&s[1..end]), han: false })
}

/// Whether exactly three digits follow: 2,000.
fn thousands(s: &str) -> bool {
    s.chars().take(4).map(|c| digit(c).is_some()).collect::<Vec<_>>().iter().take_while(|is| **is).count() == 3
}

fn han(s: &str) -> Option<Number<'_>> {
    const LONGEST: usize = 8;
    let numeral = |c: char| han_digit(c).is_some_and(|_| c != 'O' && c != 'О') || matches!(c, '十' | '百' | '千');
    let length =
        s.char_indices().take(LONGEST).take_while(|(_, c)| numeral(*c)).last().map(|(at, c)| at + c.len_utf8())?;
    if let Some(fraction) = fraction(s, length) {
        return Some(fraction);
    }
    let first = s.chars().next()?;
    // 百, 千 alone are of names and slogans (千企百校).
    if matches!(first, '百' | '千') {
        return None;
    }
    let value = parse_han(&s[..length])? as f64;
    Some(Number { value, length, unit: None, han: true })
}

/// 三分之一, 百分之二十.
fn fraction(s: &str, length: usize) -> Option<Number<'_>> {
    const OF: &str = "分之";
    const DIGITS: f64 = 10_000.0;
    let rest = s[length..].strip_prefix(OF)?;
    let numeral = |c: char| han_digit(c).is_some() || matches!(c, '十' | '百' | '点');
    let end = rest.char_indices().take_while(|(_, c)| numeral(*c)).last().map(|(at, c)| at + c.len_utf8())?;
    let part = parse_han(&rest[..end])? as f64;
    let length_all = length + OF.len() + end;
    if &s[..length] == "百" {
        return Some(Number { value: part, length: length_all, unit: Some("%"), han: false });
    }
    let whole = parse_han(&s[..length])? as f64;
    (whole > 0.0).then(|| Number {
        value: (part / whole * DIGITS).round() / DIGITS,
        length: length_all,
        unit: Some(""),
        han: false,
    })
}

/// Numbers that are words: 翻一番, 翻番, 一半, 半个月, 过万亿.
fn special(s: &str, before: &str) -> Option<Number<'static>> {
    match s.chars().next()? {
        '翻' => multiplied(s),
        '一' => halved(s, before),
        '半' if s.starts_with("半个月") => {
            Some(Number { value: 0.5, length: '半'.len_utf8(), unit: None, han: false })
        }
        '百' | '千' | '万' | '亿' => exceeded(s, before),
        _ => None,
    }
}

/// 翻一番, 翻番.
fn multiplied(s: &str) -> Option<Number<'static>> {
    for (word, value) in [("翻一番", 2.0), ("翻两番", 4.0), ("翻1番", 2.0), ("翻番", 2.0), ("翻了一番", 2.0)]
    {
        if s.starts_with(word) {
            return Some(Number { value, length: word.len(), unit: Some("倍"), han: false });
        }
    }
    None
}

/// 减少一半.
fn halved(s: &str, before: &str) -> Option<Number<'static>> {
    let halved =
        ["压缩", "减少", "缩减", "降低", "压减", "缩短", "精简", "减"].iter().any(|verb| before.ends_with(verb));
    (halved && s.starts_with("一半")).then_some(Number {
        value: 50.0,
        length: "一半".len(),
        unit: Some("%"),
        han: false,
    })
}

/// 过万亿, 突破千家: a multiple alone, behind the word for what is more.
fn exceeded(s: &str, before: &str) -> Option<Number<'static>> {
    if ["超过", "突破", "过", "超", "破"].iter().any(|verb| before.ends_with(verb)) {
        for (word, unit) in [
            ("万亿元", "万亿元"),
            ("千亿元", "千亿元"),
            ("百亿元", "百亿元"),
            ("亿元", "亿元"),
            ("万亿", "万亿"),
            ("千亿", "千亿"),
            ("百亿", "百亿"),
            ("万家", "万家"),
            ("万件", "万件"),
            ("万人", "万人"),
            ("万户", "万户"),
            ("千家", "千家"),
            ("百家", "百家"),
        ] {
            if s.starts_with(word) && !s[word.len()..].starts_with('级') {
                return Some(Number { value: 1.0, length: word.len(), unit: Some(unit), han: false });
            }
        }
    }
    None
}
