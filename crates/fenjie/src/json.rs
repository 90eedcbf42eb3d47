//! The JSON form of a document.

use crate::model::Document;
use serde::Serialize;
use serde_json::ser::Formatter;
use std::io;

/// A document as fenjie writes it: two-space indent, line feeds, a final newline; the same bytes on every machine.
///
/// ```
/// let document = fenjie::extract("一、总体要求".as_bytes(), &fenjie::Options::new())?;
/// assert!(fenjie::to_json(&document).starts_with("{\n  \"schema\": \"fenjie/1\",\n"));
/// # Ok::<(), fenjie::Error>(())
/// ```
pub fn to_json(document: &Document) -> String {
    String::from_utf8(json_bytes(document)).unwrap_or_default()
}

/// The same as bytes, which need not be looked through again before they are written to a file.
pub(crate) fn json_bytes(document: &Document) -> Vec<u8> {
    /// Bytes that a record takes up for each character of its source, in a notice that is all tasks.
    const BYTES_A_CHARACTER: usize = 24;
    let mut json = Vec::with_capacity(document.accounting.characters * BYTES_A_CHARACTER);
    let mut writer = serde_json::Serializer::with_formatter(&mut json, Indented::default());
    // Plain data of strings, numbers and lists: writing it to memory has no way to fail.
    let _ = document.serialize(&mut writer);
    json.push(b'\n');
    json
}

/// Each key and each item on a line of its own. As [`serde_json::ser::PrettyFormatter`], but with one write a line for the
/// mark that ends the line before, the line feed and the indent.
#[derive(Default)]
struct Indented {
    depth: usize,
    /// Whether the list or object that is open holds something.
    has_value: bool,
}

impl Indented {
    fn open<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(&[bracket])
    }

    fn close<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.new_line(writer, true)?;
        }
        writer.write_all(&[bracket])
    }

    /// Begins a line, behind a comma unless it is the first of its list.
    fn new_line<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        /// As deep as documents are nested.
        const LINE: &[u8] = b",\n                ";
        let start = usize::from(first);
        let indent = 2 * self.depth;
        writer.write_all(&LINE[start..LINE.len().min(2 + indent)])?;
        for _ in LINE.len()..2 + indent {
            writer.write_all(b" ")?;
        }
        Ok(())
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b'[')
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b']')
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.new_line(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b'{')
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b'}')
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.new_line(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_written_as_pretty_json_is() {
        let notice = "一、重点任务\n（一）建设“一网”平台。完善平台（牵头单位：市大数据局）。\n其他";
        let document = crate::extract(notice.as_bytes(), &crate::Options::new()).unwrap();
        assert!(!document.tasks.is_empty() && document.indicators.is_empty());
        assert_eq!(to_json(&document), serde_json::to_string_pretty(&document).unwrap() + "\n");
    }

    #[test]
    fn what_is_nested_deeper_than_documents_are_is_indented_too() {
        let nested =
            (0..20).fold(serde_json::json!({}), |inner, depth| serde_json::json!({ "in": [inner, depth, []] }));
        let mut json = Vec::new();
        nested.serialize(&mut serde_json::Serializer::with_formatter(&mut json, Indented::default())).unwrap();
        assert_eq!(String::from_utf8(json).unwrap(), serde_json::to_string_pretty(&nested).unwrap());
    }
}
