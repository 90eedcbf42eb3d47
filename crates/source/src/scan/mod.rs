//! Scans and pictures: pages rendered, read by `fenjie_ocr`, and laid out as pages of glyphs and rules in points, as a
//! PDF with a text layer gives them.

mod page;
mod render;

use crate::{Error, Format, Limits, Source};
use fenjie_ocr::Engine;
use render::Document;

/// Reads a PDF by its looks alone: every page rendered and recognised.
///
/// # Errors
/// [`Error::Damaged`] when the pages cannot be rendered, [`Error::Missing`] when the recogniser fails.
pub fn read_pdf(bytes: &[u8], engine: &Engine, limits: &Limits) -> Result<Source, Error> {
    let document = Document::open(bytes)?;
    let mut source = Source {
        text: String::new(),
        format: Format::Pdf,
        encoding: None,
        pages: Vec::new(),
        paged: true,
        diagnostics: Vec::new(),
    };
    for index in 0..document.pages().min(limits.pages) {
        let rendered = document.render(index)?;
        let reading = engine.read(&rendered.picture).map_err(|error| Error::Missing(error.to_string()))?;
        let page = page::lay_out(&reading, index as u32 + 1, &mut source.text);
        source.pages.push(page);
    }
    Ok(source)
}
