//! The JSON form of a document.

use crate::model::Document;

/// A document as fenjie writes it: two-space indent, line feeds, a final newline; the same bytes on every machine.
///
/// ```
/// let document = fenjie::extract("一、总体要求".as_bytes(), &fenjie::Options::new())?;
/// assert!(fenjie::to_json(&document).starts_with("{\n  \"schema\": \"fenjie/1\",\n"));
/// # Ok::<(), fenjie::Error>(())
/// ```
pub fn to_json(document: &Document) -> String {
    // Plain data of strings, numbers and lists: writing it to memory has no way to fail.
    let mut json = serde_json::to_string_pretty(document).unwrap_or_default();
    json.push('\n');
    json
}
