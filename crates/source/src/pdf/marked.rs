//! Marked content that says what it reads as (`/ActualText`). Browsers print characters that share a glyph with the code of
//! one of them, which is not always the one that was written, and say here which it was.

use super::interpret::Mark;
use super::lexer::Token;
use super::object::Objects;
use fenjie_text::chars::is_blank;
use hayro_cmap::BfString;
use lopdf::Dictionary;

/// Marked content that is open: its text, where it says one, and how many characters the page showed before it.
pub(super) struct Marked {
    text: Option<Vec<char>>,
    first: usize,
}

impl Marked {
    /// Opens marked content with the operands of `BDC` or `BMC`; `shown` characters stand before it.
    pub(super) fn open(operands: &[Token], resources: Option<&Dictionary>, objects: Objects<'_>, shown: usize) -> Self {
        let text = of_operands(operands).or_else(|| of_resources(operands, resources?, objects));
        Self { text: text.as_deref().and_then(decoded), first: shown }
    }

    /// Closes it: its characters read as it says, where there are as many.
    pub(super) fn close(self, marks: &mut [Mark]) {
        let (Some(text), Some(shown)) = (self.text, marks.get_mut(self.first..)) else { return };
        if text.len() == shown.len() && text.iter().all(|c| is_readable(*c)) {
            for (mark, c) in shown.iter_mut().zip(text) {
                mark.text = Some(BfString::Char(c));
            }
        }
    }
}

/// Whether a character is one that a reader sees: no blank, no hyphen that only may be printed, none of private use.
fn is_readable(c: char) -> bool {
    !is_blank(c) && !c.is_control() && !matches!(c, '\u{ad}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}')
}

/// `/ActualText` of a dictionary that stands in the content itself.
fn of_operands(operands: &[Token]) -> Option<Vec<u8>> {
    operands.windows(2).find_map(|pair| match pair {
        [Token::Name(name), Token::String(text)] if **name == *b"ActualText" => Some(text.to_vec()),
        _ => None,
    })
}

/// `/ActualText` of the dictionary that the last operand names.
fn of_resources(operands: &[Token], resources: &Dictionary, objects: Objects<'_>) -> Option<Vec<u8>> {
    let [_, Token::Name(name)] = operands else { return None };
    let find = |dict: &Dictionary, key: &[u8]| objects.0.dereference(dict.get(key).ok()?).ok().map(|(_, o)| o.clone());
    let lists = find(resources, b"Properties")?;
    let properties = find(lists.as_dict().ok()?, name)?;
    let text = find(properties.as_dict().ok()?, b"ActualText")?;
    text.as_str().ok().map(<[u8]>::to_vec)
}

/// A text string in UTF-16 or UTF-8, both of which begin with a mark; in other encodings it says nothing about Chinese.
fn decoded(bytes: &[u8]) -> Option<Vec<char>> {
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<Result<_, _>>().ok()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(std::str::from_utf8(rest).ok()?.chars().collect()),
        _ => None,
    }
}
