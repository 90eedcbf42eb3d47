//! Literal HTML entities: databases and saved pages leave them in plain text.

use std::borrow::Cow;

/// Longest entity looked for, `&` and `;` included.
const LONGEST: usize = 12;

/// Names of entities that occur in notices; all others stay as they stand.
const NAMED: [(&str, &str); 24] = [
    ("quot", "\""),
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("ensp", "\u{2002}"),
    ("emsp", "\u{2003}"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("middot", "·"),
    ("hellip", "…"),
    ("times", "×"),
    ("bull", "•"),
    ("deg", "°"),
    ("permil", "‰"),
    ("yen", "¥"),
    ("le", "≤"),
    ("ge", "≥"),
    ("plusmn", "±"),
];

/// The entity that `s` opens with: its length in bytes and what it stands for.
pub(crate) fn decode(s: &str) -> Option<(usize, Cow<'static, str>)> {
    let body = s.strip_prefix('&')?;
    let end = body.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = body.get(..end)?;
    let decoded = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            Cow::Owned(char::from_u32(code)?.to_string())
        }
        None => Cow::Borrowed(NAMED.iter().find(|(known, _)| *known == name)?.1),
    };
    Some((end + 2, decoded))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn named_and_numbered_entities() {
        assert_eq!(decode("&quot;系统"), Some((6, "\"".into())));
        assert_eq!(decode("&#x4e00;"), Some((8, "一".into())));
        assert_eq!(decode("AT&T"), None);
        assert_eq!(decode("&无"), None);
        assert_eq!(decode("&#1114112;"), None);
    }
}
