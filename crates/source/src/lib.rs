//! Reading: bytes of any supported format become [`Source`]: one text, and [`Page`]s of [`Line`]s, [`MarkupTable`]s,
//! [`Glyph`]s and [`Rule`]s that point into it. One module a format; none knows what a task is.
//!
//! Every span of every later stage is a byte range of [`Source::text`]. For a text file that is the file's content
//! decoded to UTF-8; for every other format it is the text that the reader extracted, in reading order.

pub mod docx;
mod encoding;
mod entity;
mod error;
mod flow;
mod format;
mod geometry;
pub mod html;
mod limits;
mod numbering;
pub mod odf;
pub mod ofd;
mod package;
pub mod pdf;
pub mod plain;
pub mod rtf;
pub mod scan;
mod source;
#[cfg(test)]
mod testing;
mod unified;
pub mod workbook;
mod xml;

pub use error::Error;
pub use format::Format;
pub use geometry::{Glyph, Rect, Rule};
pub use limits::Limits;
pub use source::{Item, Line, LineRole, MarkupCell, MarkupTable, Page, Source};

/// Reads a file of any supported format. The content decides what it is; `name` only where the content leaves it open.
///
/// # Errors
/// Says why the bytes are no document that fenjie reads, or which limit they break.
pub fn read(bytes: &[u8], name: Option<&str>, limits: &Limits) -> Result<Source, Error> {
    let _ = name;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Error::TooLarge { what: "the file", limit: limits.file_bytes });
    }
    if scan::is_picture(bytes) {
        return Err(Error::Missing("a picture: it is read by OCR, which is switched off or not built in".to_owned()));
    }
    if bytes.starts_with(b"%PDF") {
        return pdf::read(bytes, &pdf::Options { limits: limits.clone(), password: None });
    }
    if bytes.starts_with(b"PK") {
        return docx::read(bytes, limits);
    }
    let head = encoding::decode(&bytes[..bytes.len().min(8192)]).text;
    if html::looks_like_html(&head) { html::read(bytes, limits) } else { plain::read(bytes, limits) }
}
