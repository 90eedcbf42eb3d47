//! What all files that are text have in common: they are decoded, and have one page without places.

use crate::{Error, Format, Item, Limits, Page, Source, encoding, unified};
use fenjie_model::Diagnostic;
use fenjie_text::Span;
use memchr::memmem;

/// Decodes a file and reads its text.
pub(crate) fn read(
    bytes: &[u8],
    format: Format,
    limits: &Limits,
    items: impl FnOnce(&str) -> Result<Vec<Item>, Error>,
) -> Result<Source, Error> {
    let decoded = encoding::decode(bytes);
    let mut text = decoded.text;
    Limits::check("the decoded text", text.len(), limits.text_bytes)?;
    let mut diagnostics = Vec::new();
    if decoded.damaged {
        let name = decoded.encoding.name();
        let message = format!("some bytes are no {name} and were read as U+FFFD; the file may be damaged");
        diagnostics.push(Diagnostic::warning("invalid_bytes", message, None));
    }
    diagnostics.extend(replacement_characters(&text));
    if let Some((folded, count)) = unified::folded(&text) {
        let message = format!("{count} radicals or compatibility ideographs read as the characters they look like");
        diagnostics.push(Diagnostic::info("folded_ideographs", message, None));
        text = folded;
    }
    let pages = vec![Page { number: 1, items: items(&text)?, ..Page::default() }];
    let encoding = Some(decoded.encoding.name().to_ascii_lowercase());
    Ok(Source { text, format, encoding, pages, paged: false, diagnostics })
}

/// Reports each run of characters that an earlier conversion had already lost.
fn replacement_characters(text: &str) -> Vec<Diagnostic> {
    const MOST_REPORTED: usize = 100;
    const LOST: &str = "\u{fffd}";
    let mut runs: Vec<Span> = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), LOST) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += LOST.len(),
            _ => runs.push(Span::new(at, at + LOST.len())),
        }
    }
    runs.iter()
        .take(MOST_REPORTED)
        .map(|run| {
            let message = "characters lost before the file came here (U+FFFD), kept as they stand";
            Diagnostic::warning("replacement_character", message, Some([run.start, run.end]))
        })
        .collect()
}
