//! Automatic numbers as they are printed: the number formats of Word and `OpenDocument`.

/// How a counter is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NumberStyle {
    #[default]
    Decimal,
    /// 01, 02 … 10.
    DecimalZero,
    /// １ ２ ３.
    FullWidth,
    /// ① ② ③.
    Circled,
    /// ⑴ ⑵ ⑶.
    Parenthesized,
    /// ⒈ ⒉ ⒊.
    FullStop,
    /// 一 二 … 十一 … 一百零一.
    Chinese,
    /// 一 二 … 一〇 一一.
    ChineseDigits,
    /// 壹 贰 叁.
    ChineseLegal,
    /// ㈠ ㈡ ㈢.
    ChineseParenthesized,
    /// 甲 乙 丙.
    HeavenlyStem,
    /// 子 丑 寅.
    EarthlyBranch,
    UpperLetter,
    LowerLetter,
    UpperRoman,
    LowerRoman,
    /// A mark that is no number.
    Bullet,
    /// Nothing.
    None,
}

/// Levels that a list can have in every format.
pub(crate) const LEVELS: usize = 10;

/// A level of a list.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub style: NumberStyle,
    /// What is printed, `%1` … `%9` standing for the numbers of the levels.
    pub pattern: String,
    pub start: u32,
    /// Whether the numbers of all levels are printed in Arabic digits.
    pub legal: bool,
    /// The level, from 1, whose numbers set this one back; 0 never, `None` every level above.
    pub restart: Option<usize>,
}

impl Default for Level {
    fn default() -> Self {
        Self { style: NumberStyle::Decimal, pattern: String::new(), start: 1, legal: false, restart: None }
    }
}

/// How far a list has counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counter {
    counts: [Option<u32>; LEVELS],
}

impl Counter {
    /// Counts one paragraph of `level` (from 0) on and returns its number as printed.
    pub fn advance(&mut self, levels: &[Level], level: usize) -> String {
        let level = level.min(LEVELS - 1);
        let start = |at: usize| levels.get(at).map_or(1, |level| level.start);
        self.counts[level] = Some(self.counts[level].map_or(start(level), |count| count.saturating_add(1)));
        for below in level + 1..LEVELS {
            let restart = levels.get(below).and_then(|level| level.restart);
            if restart.is_none_or(|by| level < by) {
                self.counts[below] = None;
            }
        }
        let Some(own) = levels.get(level) else { return String::new() };
        if own.style == NumberStyle::Bullet {
            return String::new();
        }
        expand(&own.pattern, |at| {
            let style = levels.get(at).map_or(NumberStyle::Decimal, |level| level.style);
            let style = if own.legal && style != NumberStyle::None { NumberStyle::Decimal } else { style };
            style.write(self.counts.get(at).copied().flatten().unwrap_or_else(|| start(at)))
        })
    }

    /// Sets the number that a level gives next.
    pub fn set_next(&mut self, level: usize, number: u32) {
        if let Some(count) = self.counts.get_mut(level.min(LEVELS - 1)) {
            *count = number.checked_sub(1);
        }
    }

    /// Sets a level back, so that its next number is its first.
    pub fn restart(&mut self, level: usize) {
        if let Some(count) = self.counts.get_mut(level) {
            *count = None;
        }
    }
}

/// The pattern with each `%n` replaced by what `number` gives for level n - 1.
fn expand(pattern: &str, number: impl Fn(usize) -> String) -> String {
    let mut printed = String::new();
    let mut characters = pattern.chars().peekable();
    while let Some(c) = characters.next() {
        match characters.peek().and_then(|next| next.to_digit(10)) {
            Some(level @ 1..) if c == '%' => {
                characters.next();
                printed.push_str(&number(level as usize - 1));
            }
            _ => printed.push(c),
        }
    }
    printed
}

/// The paragraph after its number: a blank between them unless the number ends in a mark as wide as a character.
pub(crate) fn numbered(number: &str, text: &str) -> String {
    let number = number.trim();
    if number.is_empty() || text.trim().is_empty() {
        return text.to_owned();
    }
    let blank = number.chars().next_back().is_some_and(|last| !fenjie_text::chars::is_wide(last));
    format!("{number}{}{text}", if blank { " " } else { "" })
}

const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const LEGAL_DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const UNITS: [&str; 4] = ["", "十", "百", "千"];
const LEGAL_UNITS: [&str; 4] = ["", "拾", "佰", "仟"];

impl NumberStyle {
    /// By the name in `w:numFmt` (ECMA-376 part 1, 17.18.59).
    pub fn from_word(name: &str) -> Self {
        match name {
            "decimalZero" => Self::DecimalZero,
            "decimalFullWidth" | "decimalFullWidth2" => Self::FullWidth,
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Self::Circled,
            "decimalEnclosedParen" => Self::Parenthesized,
            "decimalEnclosedFullstop" => Self::FullStop,
            "chineseCounting"
            | "chineseCountingThousand"
            | "japaneseCounting"
            | "taiwaneseCounting"
            | "taiwaneseCountingThousand"
            | "koreanCounting" => Self::Chinese,
            "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => Self::ChineseDigits,
            "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => Self::ChineseLegal,
            "ideographEnclosedCircle" => Self::ChineseParenthesized,
            "ideographTraditional" => Self::HeavenlyStem,
            "ideographZodiac" => Self::EarthlyBranch,
            "upperLetter" => Self::UpperLetter,
            "lowerLetter" => Self::LowerLetter,
            "upperRoman" => Self::UpperRoman,
            "lowerRoman" => Self::LowerRoman,
            "bullet" => Self::Bullet,
            "none" => Self::None,
            _ => Self::Decimal,
        }
    }

    /// By the sample in `style:num-format` (`OpenDocument` 1.3 part 3, 20.317).
    pub fn from_sample(sample: &str) -> Self {
        match sample.split(',').next().unwrap_or_default().trim() {
            "" => Self::None,
            "A" => Self::UpperLetter,
            "a" => Self::LowerLetter,
            "I" => Self::UpperRoman,
            "i" => Self::LowerRoman,
            "一" => Self::Chinese,
            "壹" => Self::ChineseLegal,
            "①" => Self::Circled,
            "１" => Self::FullWidth,
            "甲" => Self::HeavenlyStem,
            "子" => Self::EarthlyBranch,
            "01" => Self::DecimalZero,
            _ => Self::Decimal,
        }
    }

    /// The number as printed; marks that are no numbers give nothing.
    pub fn write(self, number: u32) -> String {
        match self {
            Self::Decimal => number.to_string(),
            Self::DecimalZero => format!("{number:02}"),
            Self::FullWidth => number.to_string().chars().map(|c| from_code(0xff10, c as u32 - '0' as u32)).collect(),
            Self::Circled => enclosed(number, &[(1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32b1)]),
            Self::Parenthesized => enclosed(number, &[(1, 20, 0x2474)]),
            Self::FullStop => enclosed(number, &[(1, 20, 0x2488)]),
            Self::ChineseParenthesized => enclosed(number, &[(1, 10, 0x3220)]),
            Self::Chinese => chinese(number, &DIGITS, &UNITS, true),
            Self::ChineseLegal => chinese(number, &LEGAL_DIGITS, &LEGAL_UNITS, false),
            Self::ChineseDigits => number.to_string().bytes().map(digit).collect(),
            Self::HeavenlyStem => cyclic(number, STEMS),
            Self::EarthlyBranch => cyclic(number, BRANCHES),
            Self::UpperLetter => letters(number, 'A'),
            Self::LowerLetter => letters(number, 'a'),
            Self::UpperRoman => roman(number),
            Self::LowerRoman => roman(number).to_lowercase(),
            Self::Bullet | Self::None => String::new(),
        }
    }
}

fn from_code(base: u32, offset: u32) -> char {
    char::from_u32(base + offset).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// A character of one of the ranges (first number, last number, code of the first), else plain digits.
fn enclosed(number: u32, ranges: &[(u32, u32, u32)]) -> String {
    let range = ranges.iter().find(|(first, last, _)| (*first..=*last).contains(&number));
    range.map_or_else(|| number.to_string(), |(first, _, code)| from_code(*code, number - first).to_string())
}

fn digit(ascii: u8) -> &'static str {
    match ascii {
        b'0' => "〇",
        _ => DIGITS[usize::from(ascii - b'0') % DIGITS.len()],
    }
}

/// Number words up to 9999 (no list is longer); `short` writes 十 for 一十 at the start.
fn chinese(number: u32, digits: &[&str; 10], units: &[&str; 4], short: bool) -> String {
    if number == 0 || number > 9999 {
        return if number == 0 { digits[0].to_owned() } else { number.to_string() };
    }
    let mut words = String::new();
    let mut gap = false;
    for place in (0..4).rev() {
        let value = (number / 10u32.pow(place)) % 10;
        if value == 0 {
            gap = !words.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            words.push_str(digits[0]);
        }
        if !(short && words.is_empty() && place == 1 && value == 1) {
            words.push_str(digits[value as usize]);
        }
        words.push_str(units[place as usize]);
    }
    words
}

fn cyclic(number: u32, signs: &str) -> String {
    let count = signs.chars().count() as u32;
    signs.chars().nth(((number.max(1) - 1) % count) as usize).map_or_else(String::new, String::from)
}

/// A … Z, AA, BB … as Word counts.
fn letters(number: u32, first: char) -> String {
    let index = number.max(1) - 1;
    let letter = from_code(first as u32, index % 26);
    std::iter::repeat_n(letter, (index / 26 + 1).min(16) as usize).collect()
}

fn roman(number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 9999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut numeral = String::new();
    for (value, sign) in VALUES {
        while rest >= value {
            numeral.push_str(sign);
            rest -= value;
        }
    }
    numeral
}

#[cfg(test)]
mod tests {
    use super::NumberStyle as S;

    #[test]
    fn numbers_as_notices_print_them() {
        for (style, number, printed) in [
            (S::Chinese, 1, "一"),
            (S::Chinese, 10, "十"),
            (S::Chinese, 11, "十一"),
            (S::Chinese, 20, "二十"),
            (S::Chinese, 101, "一百零一"),
            (S::Chinese, 110, "一百一十"),
            (S::Chinese, 1001, "一千零一"),
            (S::ChineseDigits, 10, "一〇"),
            (S::ChineseLegal, 12, "壹拾贰"),
            (S::Circled, 1, "①"),
            (S::Circled, 21, "㉑"),
            (S::Circled, 99, "99"),
            (S::FullWidth, 12, "１２"),
            (S::Parenthesized, 2, "⑵"),
            (S::HeavenlyStem, 11, "甲"),
            (S::LowerLetter, 27, "aa"),
            (S::UpperRoman, 1994, "MCMXCIV"),
            (S::DecimalZero, 3, "03"),
            (S::Bullet, 3, ""),
        ] {
            assert_eq!(style.write(number), printed);
        }
    }
}
