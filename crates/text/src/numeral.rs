//! Numbers as notices print them: 12, １２, 十二, 二十一, 二○一七, 一百, 1.2, 1,200.

/// Every character that is a digit by itself, decimal ([`digit`]) or Chinese ([`han_digit`]).
pub const DIGITS: &str = "0123456789０１２３４５６７８９零〇○ＯOО◯一壹二贰两三叁四肆五伍六陆七柒八捌九玖";

/// The value of one decimal digit, ASCII or full-width.
#[inline]
pub fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// The value of one Chinese digit; zero in every shape that notices use (零 〇 ○ Ｏ О O).
#[inline]
pub fn han_digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' | '○' | 'Ｏ' | 'O' | 'О' | '◯' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn han_unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

/// Whether `c` can stand in a Chinese numeral.
#[inline]
pub fn is_han_numeral(c: char) -> bool {
    han_digit(c).is_some() || han_unit(c).is_some()
}

/// Reads a whole Chinese numeral, positional (二〇一七) or with units (一百二十三); `None` when it is neither.
pub fn parse_han(s: &str) -> Option<u64> {
    if s.is_empty() {
        return None;
    }
    if s.chars().all(|c| han_digit(c).is_some()) {
        return s.chars().try_fold(0u64, |n, c| n.checked_mul(10)?.checked_add(u64::from(han_digit(c)?)));
    }
    let (mut total, mut section, mut pending) = (0u64, 0u64, None::<u64>);
    for c in s.chars() {
        if let Some(d) = han_digit(c) {
            if pending.is_some_and(|p| p != 0) {
                return None;
            }
            pending = Some(u64::from(d));
        } else {
            let unit = han_unit(c)?;
            if unit >= 10_000 {
                let part = section + pending.take().unwrap_or(0);
                total = total.checked_add(part)?.checked_mul(unit)?;
                section = 0;
            } else {
                section = section.checked_add(pending.take().unwrap_or(1).checked_mul(unit)?)?;
            }
        }
    }
    total.checked_add(section)?.checked_add(pending.unwrap_or(0))
}

/// Reads a whole number in ASCII, full-width or Chinese digits.
pub fn parse_integer(s: &str) -> Option<u64> {
    if !s.is_empty() && s.chars().all(|c| digit(c).is_some()) {
        return s.chars().try_fold(0u64, |n, c| n.checked_mul(10)?.checked_add(u64::from(digit(c)?)));
    }
    parse_han(s)
}

/// The ordinal that the whole of `s` is in Chinese numerals (二十一); `None` where it is none or above `u32::MAX`.
pub fn parse_han_ordinal(s: &str) -> Option<u32> {
    parse_han(s).and_then(|value| u32::try_from(value).ok())
}

/// The ordinal that the whole of `s` is, in any script; `None` where it is none or above `u32::MAX`.
pub fn parse_ordinal(s: &str) -> Option<u32> {
    parse_integer(s).and_then(|value| u32::try_from(value).ok())
}

/// The ordinal that `s` opens with, and where its figures end, in bytes: the 三 of 三加强, the 12 of 12、.
pub fn leading_ordinal(s: &str) -> Option<(u32, usize)> {
    let is_part = |c: char| digit(c).is_some() || is_han_numeral(c);
    let end = s.find(|c| !is_part(c)).unwrap_or(s.len());
    parse_ordinal(&s[..end]).map(|ordinal| (ordinal, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_listed() {
        let is_digit = |c: &char| digit(*c).is_some() || han_digit(*c).is_some();
        let mut listed: Vec<char> = DIGITS.chars().collect();
        listed.sort_unstable();
        assert_eq!(listed, ('\0'..=char::MAX).filter(is_digit).collect::<Vec<char>>());
    }

    #[test]
    fn numerals_in_every_script() {
        for (printed, value) in [
            ("12", 12),
            ("１２", 12),
            ("十二", 12),
            ("二十一", 21),
            ("二○一七", 2017),
            ("一百", 100),
            ("一千二百", 1200),
            ("三万五千", 35000),
            ("一百零五", 105),
        ] {
            assert_eq!(parse_integer(printed), Some(value), "{printed}");
        }
        assert_eq!(leading_ordinal("十二、加强"), Some((12, "十二".len())));
        assert_eq!(leading_ordinal("加强"), None);
        assert_eq!((parse_han_ordinal("二十一"), parse_han_ordinal("21")), (Some(21), None));
        for none in ["", "十x", "二三十", "知识"] {
            assert_eq!(parse_integer(none), None, "{none}");
        }
    }
}
