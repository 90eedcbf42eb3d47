//! Plain text: what was pulled out of a PDF, the output of OCR, text copied from a site, Markdown.

use crate::{Error, Format, Item, Limits, Line, LineRole, Source, entity, html, unpaged};
use fenjie_text::{Span, Text, chars};
use memchr::memmem;

/// Reads a text file in any encoding. A text is a text because it decodes as one, whatever its first bytes look like.
///
/// # Errors
/// [`Error::TooLarge`] when the decoded text is over the limit.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    unpaged::read(bytes, Format::Text, limits, |text| Ok(items(text, limits)))
}

/// The lines of a text, with the HTML tables that OCR writes into Markdown read as tables.
fn items(text: &str, limits: &Limits) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    for table in html_tables(text) {
        push_lines(text, Span::new(at, table.start), &mut items);
        items.extend(html::fragment(text, table, limits));
        at = table.end;
    }
    push_lines(text, Span::new(at, text.len()), &mut items);
    items
}

/// The spans of complete `<table>…</table>` elements.
fn html_tables(text: &str) -> Vec<Span> {
    let mut tables = Vec::new();
    let mut at = 0;
    while let Some(start) = memmem::find(&text.as_bytes()[at..], b"<table").map(|found| at + found) {
        let Some(end) = text[start..].find("</table>").map(|found| start + found + "</table>".len()) else { break };
        tables.push(Span::new(start, end));
        at = end;
    }
    tables
}

fn push_lines(text: &str, span: Span, items: &mut Vec<Item>) {
    let mut at = span.start;
    while let Some((end, mark)) = line_end(&text[at..span.end]) {
        items.push(Item::Line(markdown_line(text, Span::new(at, at + end))));
        at += end + mark;
    }
    items.push(Item::Line(markdown_line(text, Span::new(at, span.end))));
}

/// Where the first line of `text` ends, and how many bytes the character takes up that ends it; `None` where none does.
fn line_end(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let rest = &text.as_bytes()[from..];
        let at = rest.iter().position(|byte| matches!(byte, b'\n'..=b'\r' | 0xc2 | 0xe2))?;
        match &rest[at..] {
            [b'\n'..=b'\r', ..] => return Some((from + at, 1)),
            // U+0085.
            [0xc2, 0x85, ..] => return Some((from + at, 2)),
            // U+2028, U+2029.
            [0xe2, 0x80, 0xa8 | 0xa9, ..] => return Some((from + at, 3)),
            _ => from += at + 1,
        }
    }
}

/// One line without its Markdown: marks of headings, quotes and lists, emphasis, escapes, entities.
fn markdown_line(source: &str, span: Span) -> Line {
    let raw = &source[span.range()];
    let words = without_list_mark(raw.trim_start());
    let marks = words.bytes().take_while(|b| *b == b'#').count();
    let is_heading = (1..=6).contains(&marks) && words[marks..].starts_with(' ');
    let is_marked = words.len() < raw.trim_start().len();
    let start = match (is_heading, is_marked) {
        (true, _) => span.end - words.len() + marks,
        (false, true) => span.end - words.len(),
        (false, false) => span.start,
    };
    let span = Span::new(start, span.end);
    let role = if is_heading { LineRole::Heading(marks as u8) } else { LineRole::Plain };
    let is_rule = words.chars().all(|c| c == '*' || chars::is_blank(c));
    let is_plain = is_rule || !is_heading && memchr::memchr3(b'&', b'*', b'\\', raw.as_bytes()).is_none();
    let text = if is_plain { Text::from_source(source, span) } else { without_markup(source, span) };
    Line { text, role, ..Line::default() }
}

/// A line without the marks of quotes (`> `) and of list items (`- `) that open it. A mark stands before words: — 5 — is
/// a page number, and - - - a rule.
fn without_list_mark(line: &str) -> &str {
    const DEEPEST: usize = 8;
    let mut line = line;
    for _ in 0..DEEPEST {
        let words = line.strip_prefix('>').map_or("", |rest| rest.trim_start_matches(' '));
        if words.is_empty() {
            break;
        }
        line = words;
    }
    let rest = line.strip_prefix(['-', '*', '+']).unwrap_or(line);
    let words = rest.trim_start_matches(' ');
    let opens_words = words.trim_start_matches(['*', '_', '#']).trim_start().starts_with(chars::is_han);
    let is_item = words.len() < rest.len() && rest.len() < line.len() && (opens_words || opens_with_number(words));
    if is_item { words } else { line }
}

/// Whether words open with the number of an item: 1. or （一）.
fn opens_with_number(words: &str) -> bool {
    let digits = words.trim_start_matches(|c: char| c.is_ascii_digit());
    words.starts_with(['（', '(', '“', '《', '【'])
        || digits.len() < words.len() && digits.starts_with(['.', '、', '．'])
}

/// Whether `rest` begins with a mark of Markdown that sets a bracket in italics, at either of its ends: *（责任单位：…）*.
fn is_emphasis(before: &str, rest: &str) -> bool {
    /// Longest bracket that is looked over, in bytes.
    const LONGEST: usize = 1000;
    const BRACKETS: [(char, char); 3] = [('（', '）'), ('(', ')'), ('【', '】')];
    let Some(behind) = rest.strip_prefix(['*', '_']) else { return false };
    let behind = &behind[..behind.floor_char_boundary(LONGEST)];
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST))..];
    BRACKETS.iter().any(|(open, close)| {
        let closes_behind =
            || behind.match_indices(*close).any(|(at, _)| behind[at + close.len_utf8()..].starts_with(['*', '_']));
        let opens_before = || before.match_indices(*open).any(|(at, _)| before[..at].ends_with(['*', '_']));
        behind.starts_with(*open) && closes_behind() || before.ends_with(*close) && opens_before()
    })
}

/// Length of the escape that opens `text`: a backslash before a mark that would be Markdown.
fn escape(text: &str) -> Option<usize> {
    let escaped = text.strip_prefix('\\')?.starts_with(['.', '-', '*', '_', '#', '+', '!', '~', '>', '`']);
    escaped.then_some(1)
}

/// The text of a span without `**` and escapes, with entities decoded.
fn without_markup(source: &str, span: Span) -> Text {
    let mut text = Text::new();
    let mut kept = span.start;
    let mut at = span.start;
    while at < span.end {
        let rest = &source[at..span.end];
        let (length, stands_for) = if rest.starts_with("**") {
            (2, None)
        } else if is_emphasis(&source[span.start..at], rest) {
            (1, None)
        } else if let Some(length) = escape(rest) {
            text.push_source(source, Span::new(kept, at));
            kept = at + length;
            at = kept + 1;
            continue;
        } else if let Some((length, decoded)) = entity::decode(rest) {
            (length, Some(decoded))
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        text.push_source(source, Span::new(kept, at));
        if let Some(decoded) = stands_for {
            text.push_replaced(&decoded, Span::new(at, at + length));
        }
        at += length;
        kept = at;
    }
    text.push_source(source, Span::new(kept, span.end));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(String, LineRole)> {
        let source = read(text.as_bytes(), &Limits::default()).unwrap();
        let lines = source.pages.into_iter().flat_map(|page| page.items).filter_map(|item| match item {
            Item::Line(line) => Some((line.text.as_str().to_owned(), line.role)),
            Item::Table(_) => None,
        });
        lines.collect()
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        let words: Vec<String> = lines("甲\r\n乙\r丙\n丁\u{2028}戊\u{c}己").into_iter().map(|line| line.0).collect();
        assert_eq!(words.concat(), "甲乙丙丁戊己");
        assert_eq!(words.iter().filter(|word| !word.is_empty()).count(), 6);
    }

    #[test]
    fn markdown_is_left_out_and_entities_are_decoded() {
        assert_eq!(lines("## 一、**总体**要求"), [(" 一、总体要求".into(), LineRole::Heading(2))]);
        assert_eq!(lines("“数字&quot;、#1"), [("“数字\"、#1".into(), LineRole::Plain)]);
    }

    #[test]
    fn marks_of_lists_and_quotes_and_escapes_are_left_out() {
        let words = |text: &str| lines(text).remove(0).0;
        assert_eq!(words(r"1\. 推广使用。"), "1. 推广使用。");
        assert_eq!(words("   - 牵头单位：市政府"), "牵头单位：市政府");
        assert_eq!(words("> **牵头单位**：市政府"), "牵头单位：市政府");
        assert_eq!(words("推广使用。*（市科技局负责）*"), "推广使用。（市科技局负责）");
        assert_eq!(words("面积3*4米"), "面积3*4米");
        for kept in ["- 5 -", "---", "***", "* * *", "-- 推广", r"$25\%$"] {
            assert_eq!(words(kept), kept);
        }
    }

    #[test]
    fn lost_characters_are_reported_in_place() {
        let source = read("工作\u{fffd}\u{fffd}要点".as_bytes(), &Limits::default()).unwrap();
        assert_eq!(source.diagnostics.len(), 1);
        assert_eq!(source.diagnostics[0].span, Some([6, 12]));
    }
}
