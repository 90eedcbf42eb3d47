//! Tokens of content streams and of `CMaps`. Never fails: what cannot be read is skipped.

use std::borrow::Cow;

/// A token; arrays and dictionaries come as their brackets and what stands between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A number, integer or real.
    Number(f64),
    /// A name, without its slash.
    Name(Cow<'a, [u8]>),
    /// A string, decoded.
    String(Cow<'a, [u8]>),
    /// `[`, `]`, `<<`, `>>`, `{` or `}`: its first byte, `(` for `<<` and `)` for `>>`.
    Bracket(u8),
    /// An operator or another bare word.
    Keyword(&'a [u8]),
}

/// Reads tokens from bytes.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The bytes up to the next space or delimiter.
    fn word(&mut self) -> &'a [u8] {
        let start = self.at;
        while self.peek().is_some_and(|byte| !is_space(byte) && !is_delimiter(byte)) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn name(&mut self) -> Cow<'a, [u8]> {
        let raw = self.word();
        if !raw.contains(&b'#') {
            return Cow::Borrowed(raw);
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            match (byte, tail) {
                (b'#', [high, low, tail @ ..]) if hex_digit(*high).is_some() && hex_digit(*low).is_some() => {
                    name.push(hex_digit(*high).unwrap_or(0) << 4 | hex_digit(*low).unwrap_or(0));
                    rest = tail;
                }
                _ => name.push(byte),
            }
        }
        Cow::Owned(name)
    }

    fn literal_string(&mut self) -> Cow<'a, [u8]> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        if let Some(end) = rest.iter().position(|byte| matches!(byte, b'(' | b')' | b'\\' | b'\r'))
            && rest.get(end) == Some(&b')')
        {
            self.at = start + end + 1;
            return Cow::Borrowed(&rest[..end]);
        }
        let mut string = Vec::new();
        let mut depth = 0usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => break,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape(&mut string);
                    continue;
                }
                b'\r' => {
                    self.skip_if(b'\n');
                    string.push(b'\n');
                    continue;
                }
                _ => {}
            }
            string.push(byte);
        }
        Cow::Owned(string)
    }

    fn skip_if(&mut self, byte: u8) {
        if self.peek() == Some(byte) {
            self.at += 1;
        }
    }

    fn escape(&mut self, string: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => string.push(b'\n'),
            b'r' => string.push(b'\r'),
            b't' => string.push(b'\t'),
            b'b' => string.push(8),
            b'f' => string.push(12),
            b'\n' => {}
            b'\r' => self.skip_if(b'\n'),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.peek() {
                        Some(digit @ b'0'..=b'7') => code = code << 3 | u32::from(digit - b'0'),
                        _ => break,
                    }
                    self.at += 1;
                }
                string.push(code as u8);
            }
            other => string.push(other),
        }
    }

    fn hex_string(&mut self) -> Cow<'a, [u8]> {
        let mut string = Vec::new();
        let mut high = None;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(digit) = hex_digit(byte) else { continue };
            match high.take() {
                Some(first) => string.push(first << 4 | digit),
                None => high = Some(digit),
            }
        }
        if let Some(first) = high {
            string.push(first << 4);
        }
        Cow::Owned(string)
    }

    /// Skips the data of an inline image, from behind `ID` to behind `EI`.
    pub(super) fn skip_inline_image(&mut self) {
        const LOOK_AHEAD: usize = 12;
        while let Some(rest) = self.bytes.get(self.at..) {
            let Some(found) = rest.windows(2).position(|pair| pair == b"EI") else {
                self.at = self.bytes.len();
                return;
            };
            let (before, after) = (found.checked_sub(1).and_then(|at| rest.get(at)), &rest[found + 2..]);
            self.at += found + 2;
            let ends = after.first().is_none_or(|byte| is_space(*byte));
            // Pixels may spell EI by chance, but what follows the real one is readable.
            let readable =
                after.iter().take(LOOK_AHEAD).all(|byte| is_space(*byte) && *byte != 0 || (32..127).contains(byte));
            if before.is_none_or(|byte| is_space(*byte)) && ends && readable {
                return;
            }
        }
    }
}

/// A number as PDF writers put it, faulty ones included: `--5`, `0.-3`, `1.2.3`.
fn number(word: &[u8]) -> Option<f64> {
    let (mut value, mut scale, mut digits) = (0.0f64, 0.0f64, 0usize);
    for (at, byte) in word.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                let digit = f64::from(byte - b'0');
                if scale == 0.0 {
                    value = value * 10.0 + digit;
                } else {
                    value += digit * scale;
                    scale /= 10.0;
                }
            }
            b'+' | b'-' if digits == 0 => {}
            b'-' | b'.' if scale != 0.0 || at > 0 && *byte == b'-' => break,
            b'.' => scale = 0.1,
            _ => return None,
        }
    }
    let signed = if word.first() == Some(&b'-') { -value } else { value };
    (digits > 0 || word == b"." || word == b"-").then_some(signed)
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_space();
        let byte = self.peek()?;
        if !is_delimiter(byte) {
            let word = self.word();
            let numeric = matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.');
            return Some(match number(word) {
                Some(value) if numeric => Token::Number(value),
                _ => Token::Keyword(word),
            });
        }
        self.at += 1;
        Some(match byte {
            b'/' => Token::Name(self.name()),
            b'(' => Token::String(self.literal_string()),
            b'<' if self.peek() == Some(b'<') => {
                self.at += 1;
                Token::Bracket(b'(')
            }
            b'<' => Token::String(self.hex_string()),
            b'>' => {
                self.skip_if(b'>');
                Token::Bracket(b')')
            }
            other => Token::Bracket(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_every_kind() {
        let tokens: Vec<Token> = Lexer::new(b"/F#31 12.5 Tf [(a\\)(b)\\101)-.5<4e0>]TJ % end\n--3 T*").collect();
        let string = |s: &'static [u8]| Token::String(Cow::Borrowed(s));
        assert_eq!(
            tokens,
            [
                Token::Name(Cow::Borrowed(b"F1")),
                Token::Number(12.5),
                Token::Keyword(b"Tf"),
                Token::Bracket(b'['),
                string(b"a)(b)A"),
                Token::Number(-0.5),
                string(b"N\0"),
                Token::Bracket(b']'),
                Token::Keyword(b"TJ"),
                Token::Number(-3.0),
                Token::Keyword(b"T*"),
            ]
        );
    }

    #[test]
    fn an_inline_image_ends_at_its_own_end_mark() {
        let mut lexer = Lexer::new(b"\xff EI\x01\x02 EI Q");
        lexer.skip_inline_image();
        assert_eq!(lexer.next(), Some(Token::Keyword(b"Q")));
    }
}
