//! Numbers and dates as a cell displays them: number format codes of ECMA-376 part 1, 18.8.31, as far as tables of
//! notices use them (fixed decimals, grouping, percent, text around, dates, Chinese numerals by `[DBNum1]`).

use crate::numbering::NumberStyle;

/// What `value` looks like under the format `code`. Built-in formats go by their number: those of a Chinese Excel
/// (27–36, 50–58) are written in the file without their code.
pub(super) fn display(value: f64, code: &str, id: Option<u32>, date_1904: bool) -> String {
    let code = id.and_then(built_in).unwrap_or(code);
    if code.is_empty() || code.eq_ignore_ascii_case("general") {
        return general(value);
    }
    let (section, value) = section_of(code, value);
    let tokens = tokens(section);
    if tokens.iter().any(|token| matches!(token, Token::Date(..))) {
        Moment::new(value, date_1904).map_or_else(|| general(value), |moment| moment.write(&tokens))
    } else {
        write_number(value, &tokens)
    }
}

/// A number without a format: as many digits as needed, at most eleven that count, no trailing zeros.
pub(super) fn general(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let magnitude = value.abs().log10().floor().clamp(-4.0, 11.0) as i32;
    let decimals = (10 - magnitude).clamp(0, 15) as usize;
    let digits = format!("{value:.decimals$}");
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.').to_owned() } else { digits }
}

fn built_in(id: u32) -> Option<&'static str> {
    Some(match id {
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 52 | 57 => "yyyy\"年\"m\"月\"",
        28 | 29 | 51 | 53 | 54 | 58 => "m\"月\"d\"日\"",
        30 => "m-d-yy",
        31 => "yyyy\"年\"m\"月\"d\"日\"",
        32 => "h\"时\"mm\"分\"",
        33 => "h\"时\"mm\"分\"ss\"秒\"",
        34 | 55 => "上午/下午h\"时\"mm\"分\"",
        35 | 56 => "上午/下午h\"时\"mm\"分\"ss\"秒\"",
        _ => return None,
    })
}

/// The section for the value's sign. Where negative numbers have their own, it prints the sign itself.
fn section_of(code: &str, value: f64) -> (&str, f64) {
    let sections = split_sections(code);
    match sections[..] {
        [_, negative, ..] if value < 0.0 => (negative, value.abs()),
        [_, _, zero, ..] if value == 0.0 => (zero, value),
        [first, ..] => (first, value),
        [] => (code, value),
    }
}

fn split_sections(code: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                sections.push(&code[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&code[start..]);
    sections
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Literal(String),
    /// One of `y m d h s`, how often it is repeated, and whether it counts on without end (`[h]`).
    Date(char, usize, bool),
    /// `AM/PM` or 上午/下午.
    HalfDay(&'static str, &'static str),
    /// A digit place `0 # ?`, a point, a grouping comma, a percent sign, an exponent.
    Place(char),
    General,
    /// `[DBNum1]`, `[DBNum2]`: Chinese numerals.
    Chinese(NumberStyle),
}

fn tokens(section: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = section;
    while let Some(c) = rest.chars().next() {
        let lower = c.to_ascii_lowercase();
        let mut taken = c.len_utf8();
        let after = &rest[taken..];
        match lower {
            '"' => {
                let end = after.find('"').unwrap_or(after.len());
                tokens.push(Token::Literal(after[..end].to_owned()));
                taken += (end + 1).min(after.len());
            }
            '\\' | '!' => {
                let literal = after.chars().next();
                tokens.extend(literal.map(|c| Token::Literal(c.to_string())));
                taken += literal.map_or(0, char::len_utf8);
            }
            // A blank as wide as the next character; a character repeated to fill the cell.
            '_' | '*' => taken += after.chars().next().map_or(0, char::len_utf8),
            '[' => {
                let end = after.find(']').unwrap_or(after.len());
                tokens.extend(bracketed(&after[..end]));
                taken += (end + 1).min(after.len());
            }
            _ if starts_with(rest, "am/pm") => {
                tokens.push(Token::HalfDay("AM", "PM"));
                taken = 5;
            }
            _ if rest.starts_with("上午/下午") => {
                tokens.push(Token::HalfDay("上午", "下午"));
                taken = "上午/下午".len();
            }
            _ if starts_with(rest, "general") || rest.starts_with("G/通用格式") => {
                tokens.push(Token::General);
                taken = if starts_with(rest, "general") { 7 } else { "G/通用格式".len() };
            }
            'y' | 'm' | 'd' | 'h' | 's' => {
                let count = rest.chars().take_while(|next| next.to_ascii_lowercase() == lower).count();
                tokens.push(Token::Date(lower, count, false));
                taken = count;
            }
            '0' | '#' | '?' | '.' | ',' | '%' => tokens.push(Token::Place(c)),
            'e' if after.starts_with(['+', '-']) => {
                tokens.push(Token::Place('E'));
                taken += 1;
            }
            '@' => tokens.push(Token::General),
            _ => tokens.push(Token::Literal(c.to_string())),
        }
        rest = &rest[taken.min(rest.len())..];
    }
    tokens
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// What stands in brackets: a duration, numerals, a currency sign; colours, conditions and languages print nothing.
fn bracketed(inside: &str) -> Option<Token> {
    let lower = inside.to_ascii_lowercase();
    match lower.as_str() {
        "h" | "hh" => Some(Token::Date('h', lower.len(), true)),
        "m" | "mm" => Some(Token::Date('m', lower.len(), true)),
        "s" | "ss" => Some(Token::Date('s', lower.len(), true)),
        "dbnum1" => Some(Token::Chinese(NumberStyle::Chinese)),
        "dbnum2" => Some(Token::Chinese(NumberStyle::ChineseLegal)),
        _ => {
            let sign = inside.strip_prefix('$')?.split('-').next().filter(|sign| !sign.is_empty())?;
            Some(Token::Literal(sign.to_owned()))
        }
    }
}

fn numerals(tokens: &[Token]) -> Option<NumberStyle> {
    tokens.iter().find_map(|token| if let Token::Chinese(style) = token { Some(*style) } else { None })
}

/// A point in time by the workbook's calendar.
struct Moment {
    days: f64,
    year: i64,
    month: i64,
    day: i64,
    seconds: i64,
}

impl Moment {
    /// `None` before the calendar begins or after year 9999.
    fn new(value: f64, date_1904: bool) -> Option<Self> {
        if !(0.0..2_958_466.0).contains(&value) {
            return None;
        }
        let total = (value * 86400.0).round() as i64;
        let serial = total.div_euclid(86400) + if date_1904 { 1462 } else { 0 };
        // Day 60 is the 29 February 1900 that never was; the days before it are one off.
        let since_1900 = if serial < 60 { serial } else { serial - 1 };
        let (year, month, day) = civil(since_1900 - 1 - 25567);
        Some(Self { days: value, year, month, day, seconds: total.rem_euclid(86400) })
    }

    fn write(&self, tokens: &[Token]) -> String {
        let half_day = tokens.iter().any(|token| matches!(token, Token::HalfDay(..)));
        let mut written = String::new();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Literal(text) => written.push_str(text),
                Token::Date(unit, width, endless) => {
                    let minute = *unit == 'm' && is_minute(tokens, at);
                    written.push_str(&self.part(*unit, *width, *endless, minute, half_day, numerals(tokens)));
                }
                Token::HalfDay(am, pm) => written.push_str(if self.seconds < 43200 { am } else { pm }),
                Token::Place(c @ ('.' | ',' | '%')) => written.push(*c),
                // Fractions of a second.
                Token::Place(_) => written.push('0'),
                Token::General | Token::Chinese(_) => {}
            }
        }
        written
    }

    fn part(
        &self,
        unit: char,
        width: usize,
        endless: bool,
        minute: bool,
        half_day: bool,
        numerals: Option<NumberStyle>,
    ) -> String {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        const DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
        let hour = self.seconds / 3600;
        let number = match unit {
            'h' if endless => (self.days * 24.0).floor() as i64,
            'm' if endless => (self.days * 1440.0).floor() as i64,
            's' if endless => (self.days * 86400.0).round() as i64,
            'y' if width <= 2 => self.year % 100,
            'y' => self.year,
            'm' if minute => self.seconds / 60 % 60,
            'm' if (3..=5).contains(&width) => {
                return MONTHS.get(self.month as usize - 1).map_or_else(String::new, |name| (*name).to_owned());
            }
            'm' => self.month,
            'd' if width >= 3 => {
                let weekday = (self.days.floor() as usize + 6) % 7;
                return format!("{}{}", if width > 3 { "星期" } else { "周" }, DAYS[weekday]);
            }
            'd' => self.day,
            'h' if half_day => (hour + 11) % 12 + 1,
            'h' => hour,
            _ => self.seconds % 60,
        };
        match numerals {
            Some(_) if unit == 'y' => NumberStyle::ChineseDigits.write(number as u32),
            Some(style) => style.write(number as u32),
            None if width == 2 || (unit == 'y' && width < 2) => format!("{number:02}"),
            None => number.to_string(),
        }
    }
}

/// Whether an `m` means minutes: it follows an hour or comes before a second.
fn is_minute(tokens: &[Token], at: usize) -> bool {
    let unit = |token: &Token| if let Token::Date(unit, ..) = token { Some(*unit) } else { None };
    let before = tokens[..at].iter().rev().find_map(unit);
    let after = tokens[at + 1..].iter().find_map(unit);
    before == Some('h') || after == Some('s')
}

/// Year, month and day of a number of days since 1970-01-01 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * m + 2) / 5 + 1)
}

fn write_number(value: f64, tokens: &[Token]) -> String {
    let places = || tokens.iter().enumerate().filter(|(_, token)| matches!(token, Token::Place(_)));
    let (Some((first, _)), Some((last, _))) = (
        places().find(|(_, token)| is_digit(token)),
        places().rfind(|(_, token)| is_digit(token) || matches!(token, Token::Place('.'))),
    ) else {
        return literals(tokens, || general(value));
    };
    let percent = places().filter(|(_, token)| matches!(token, Token::Place('%'))).count() as i32;
    // Commas right behind the last digit scale by a thousand each, those between digits group.
    let scaling = tokens[last + 1..].iter().take_while(|token| matches!(token, Token::Place(','))).count() as i32;
    let scaled = value * 100f64.powi(percent) / 1000f64.powi(scaling);
    let body = number_body(scaled, &tokens[first..=last], numerals(tokens));
    let mut written = String::new();
    if value < 0.0 {
        written.push('-');
    }
    written.push_str(&literals(&tokens[..first], String::new));
    written.push_str(&body);
    written.push_str(&literals(&tokens[last + 1 + scaling as usize..], String::new));
    written
}

fn is_digit(token: &Token) -> bool {
    matches!(token, Token::Place('0' | '#' | '?'))
}

/// Text around the number.
fn literals(tokens: &[Token], general: impl Fn() -> String) -> String {
    let mut written = String::new();
    for token in tokens {
        match token {
            Token::Literal(text) => written.push_str(text),
            Token::Place('%') => written.push('%'),
            Token::General => written.push_str(&general()),
            _ => {}
        }
    }
    written
}

/// The digits, with as many decimals as there are places.
fn number_body(value: f64, tokens: &[Token], numerals: Option<NumberStyle>) -> String {
    let point = tokens.iter().position(|token| matches!(token, Token::Place('.'))).unwrap_or(tokens.len());
    let (whole, fraction) = tokens.split_at(point);
    let digits = |part: &[Token], kinds: &[char]| {
        part.iter().filter(|token| matches!(token, Token::Place(c) if kinds.contains(c))).count()
    };
    if tokens.iter().any(|token| matches!(token, Token::Place('E'))) {
        return general(value.abs());
    }
    let (most, least) = (digits(fraction, &['0', '#', '?']).min(30), digits(fraction, &['0']).min(30));
    let printed = format!("{:.most$}", value.abs());
    let (integer, decimals) = printed.split_once('.').unwrap_or((&printed, ""));
    if let (Some(style), true) = (numerals, decimals.is_empty()) {
        return integer.parse().map_or_else(|_| integer.to_owned(), |number| style.write(number));
    }
    let minimum = digits(whole, &['0']).min(30);
    let mut integer = if integer == "0" && minimum == 0 { String::new() } else { format!("{integer:0>minimum$}") };
    if whole.iter().any(|token| matches!(token, Token::Place(','))) {
        integer = grouped(&integer);
    }
    let kept = decimals.trim_end_matches('0').len().max(least);
    match &decimals[..kept.min(decimals.len())] {
        "" if integer.is_empty() => "0".to_owned(),
        "" => integer,
        decimals => format!("{integer}.{decimals}"),
    }
}

fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_displayed() {
        for (value, code, shown) in [
            (3.0, "General", "3"),
            (0.1 + 0.2, "General", "0.3"),
            (1234.5, "General", "1234.5"),
            (3.0, "0", "3"),
            (0.165, "0.0%", "16.5%"),
            (0.16, "0%", "16%"),
            (1_234_567.891, "#,##0.00", "1,234,567.89"),
            (-5.0, "0.00", "-5.00"),
            (-5.0, "0;(0)", "(5)"),
            (7.0, "000", "007"),
            (12.0, "0\"家\"", "12家"),
            (12345.0, "0.0,\"千\"", "12.3千"),
            (0.5, "#.##", ".5"),
            (3.0, "[DBNum1][$-804]General", "3"),
            (12.0, "[DBNum1][$-804]0", "十二"),
            (1.0, "@", "1"),
            (5.0, "_ * #,##0_ ;_ * -#,##0_ ", "5"),
        ] {
            assert_eq!(display(value, code, None, false), shown, "{code}");
        }
    }

    #[test]
    fn dates_as_displayed() {
        for (value, code, id, shown) in [
            (42887.0, "yyyy\"年\"m\"月\"", None, "2017年6月"),
            (42887.0, "yyyy\"年\"m\"月\"d\"日\";@", None, "2017年6月1日"),
            (42887.0, "[$-804]yyyy\\年m\\月", None, "2017年6月"),
            (42887.0, "", Some(57), "2017年6月"),
            (42887.0, "", Some(14), "2017/6/1"),
            (42887.0, "yyyy-mm-dd", None, "2017-06-01"),
            (42887.0, "[DBNum1][$-804]yyyy\"年\"m\"月\"", None, "二〇一七年六月"),
            (42887.75, "yyyy/m/d h:mm", None, "2017/6/1 18:00"),
            (42887.75, "上午/下午h\"时\"mm\"分\"", None, "下午6时00分"),
            (1.5, "[h]:mm", None, "36:00"),
            (1.0, "yyyy-m-d", None, "1900-1-1"),
            (61.0, "yyyy-m-d", None, "1900-3-1"),
            (42887.0, "yyyy\"年\"mm\"月\"dddd", None, "2017年06月星期四"),
        ] {
            assert_eq!(display(value, code, id, false), shown, "{code} {id:?}");
        }
        assert_eq!(display(41425.0, "yyyy-m-d", None, true), "2017-6-1");
    }

    #[test]
    fn odd_formats_do_not_break() {
        for code in ["\"", "[", "\\", "_", "*", ";;;", "0.", ".", "E+", "[$", "%", ",", "m", "年"] {
            for value in [0.0, -1.5, 1e300, f64::NAN, 42887.3] {
                display(value, code, None, false);
            }
        }
    }
}
