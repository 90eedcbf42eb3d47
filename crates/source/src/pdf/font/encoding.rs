//! Encodings of simple fonts and the names of glyphs.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use std::sync::LazyLock;

/// Names and characters, sorted by name.
static GLYPH_NAMES: LazyLock<Vec<(&str, char)>> = LazyLock::new(|| {
    include_str!("../../../data/glyph-names.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(name, code)| Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?)))
        .collect()
});

/// The character of a glyph name, after the Adobe Glyph List specification: a listed name, `uni4E00` or `u4E00`, with
/// any suffix after a dot; of several components only a single one.
pub(super) fn glyph_name_character(name: &str) -> Option<char> {
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    if let Ok(at) = GLYPH_NAMES.binary_search_by_key(&name, |(name, _)| name) {
        return GLYPH_NAMES.get(at).map(|(_, c)| *c);
    }
    let hex = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
    match (name.strip_prefix("uni"), name.strip_prefix('u')) {
        (Some(digits), _) if digits.len() == 4 => hex(digits),
        (_, Some(digits)) if (4..=6).contains(&digits.len()) => hex(digits),
        _ => None,
    }
}

/// A base encoding of PDF.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BaseEncoding {
    Standard,
    WinAnsi,
    MacRoman,
}

impl BaseEncoding {
    pub(super) fn from_name(name: &[u8]) -> Option<Self> {
        match name {
            b"StandardEncoding" => Some(Self::Standard),
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            b"MacRomanEncoding" => Some(Self::MacRoman),
            _ => None,
        }
    }

    pub(super) fn character(self, code: u8) -> Option<char> {
        let decode = |encoding: &'static Encoding| {
            let bytes = [code];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            text.chars().next().filter(|c| !c.is_control() && *c != '\u{fffd}')
        };
        match self {
            Self::WinAnsi => decode(WINDOWS_1252),
            Self::MacRoman => decode(MACINTOSH),
            Self::Standard => standard_character(code),
        }
    }
}

/// Adobe's `StandardEncoding`: ASCII but for the quotes, and a sparse upper half.
fn standard_character(code: u8) -> Option<char> {
    const UPPER: [(u8, &str); 6] = [
        (0xa1, "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ"),
        (0xb1, "–†‡·"),
        (0xb6, "¶•‚„”»…‰"),
        (0xc1, "`´ˆ˜¯˘˙¨"),
        (0xca, "˚¸"),
        (0xcd, "˝˛ˇ—"),
    ];
    const SINGLE: [(u8, char); 12] = [
        (0xbf, '¿'),
        (0xe1, 'Æ'),
        (0xe3, 'ª'),
        (0xe8, 'Ł'),
        (0xe9, 'Ø'),
        (0xea, 'Œ'),
        (0xeb, 'º'),
        (0xf1, 'æ'),
        (0xf5, 'ı'),
        (0xf8, 'ł'),
        (0xf9, 'ø'),
        (0xfa, 'œ'),
    ];
    match code {
        0x27 => Some('’'),
        0x60 => Some('‘'),
        0x20..=0x7e => Some(char::from(code)),
        0xfb => Some('ß'),
        _ => {
            let run = UPPER.iter().find_map(|(first, run)| run.chars().nth(usize::from(code.checked_sub(*first)?)));
            run.or_else(|| SINGLE.iter().find(|(at, _)| *at == code).map(|(_, c)| *c))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs() {
        for (name, c) in [("A", 'A'), ("quotedblleft", '“'), ("uni4E2D", '中'), ("u20000", '𠀀'), ("one.oldstyle", '1')]
        {
            assert_eq!(glyph_name_character(name), Some(c), "{name}");
        }
        assert_eq!(glyph_name_character("g123"), None);
        assert_eq!(glyph_name_character(".notdef"), None);
    }

    #[test]
    fn the_upper_half_of_the_standard_encoding() {
        for (code, c) in [(0xa1, '¡'), (0xaf, 'ﬂ'), (0xb4, '·'), (0xd0, '—'), (0xfb, 'ß'), (0xc7, '˙')] {
            assert_eq!(BaseEncoding::Standard.character(code), Some(c), "{code:x}");
        }
        assert_eq!(BaseEncoding::Standard.character(0xb5), None);
    }
}
