//! Differences as `JUnit` XML, which continuous integration services show.

use super::{Comparison, Paint, render::render_document};
use crate::Language;
use std::fmt::Write as _;

/// One test case a document; the differences of a document are its failure.
pub fn junit(comparison: &Comparison) -> String {
    let failures = comparison.changed().count();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        xml,
        "<testsuites><testsuite name=\"fenjie\" tests=\"{}\" failures=\"{failures}\">",
        comparison.documents.len()
    );
    for document in &comparison.documents {
        let name = escaped(&document.path);
        if document.changes.is_empty() {
            let _ = writeln!(xml, "<testcase classname=\"fenjie\" name=\"{name}\"/>");
            continue;
        }
        let details = escaped(&render_document(document, Paint::Plain, Language::English));
        let _ = writeln!(
            xml,
            "<testcase classname=\"fenjie\" name=\"{name}\"><failure message=\"{} differences\">{details}</failure></testcase>",
            document.changes.len()
        );
    }
    xml.push_str("</testsuite></testsuites>\n");
    xml
}

/// XML has no way to write most control characters; they are left out.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
        out
    })
}
