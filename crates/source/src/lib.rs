//! Reading: bytes of any supported format become [`Source`]: one text, and [`Page`]s of [`Line`]s, [`MarkupTable`]s,
//! [`Glyph`]s and [`Rule`]s that point into it. One module a format; none knows what a task is.
//!
//! Every span of every later stage is a byte range of [`Source::text`]. For a text file that is the file's content
//! decoded to UTF-8, radicals and other look-alikes folded where that keeps its length (⼯ is read as 工); for every other
//! format it is the text that the reader extracted, in reading order.
//!
//! ```
//! use fenjie_source::{Item, Limits};
//! let source = fenjie_source::read("一、总体要求\n".as_bytes(), Some("a.txt"), &Limits::default())?;
//! let Item::Line(line) = &source.pages[0].items[0] else { panic!("a line") };
//! assert_eq!(line.text.as_str(), "一、总体要求");
//! # Ok::<(), fenjie_source::Error>(())
//! ```

pub mod delimited;
mod detect;
pub mod docx;
mod encoding;
mod entity;
mod error;
mod flow;
mod format;
mod geometry;
pub mod html;
pub mod legacy_word;
mod limits;
pub mod mime;
mod numbering;
pub mod odf;
pub mod ofd;
mod package;
pub mod pdf;
pub mod plain;
#[cfg(test)]
mod produced;
pub mod rtf;
pub mod scan;
mod source;
#[cfg(test)]
mod testing;
mod unified;
mod unpaged;
pub mod workbook;
mod xml;

pub use detect::detect;
pub use error::Error;
pub use format::Format;
pub use geometry::{Glyph, Rect, Rule};
pub use limits::Limits;
pub use source::{Item, Line, LineRole, MarkupCell, MarkupTable, Page, Source, Turned};

/// Reads a file of any supported format. The content decides what it is; `name` only where the content leaves it open.
///
/// # Errors
/// Says why the bytes are no document that fenjie reads, or which limit they break.
pub fn read(bytes: &[u8], name: Option<&str>, limits: &Limits) -> Result<Source, Error> {
    read_as(detect::detect_within(bytes, name, limits)?, bytes, limits)
}

/// Reads a file of a format that is known.
fn read_as(format: Format, bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    match format {
        Format::Text => plain::read(bytes, limits),
        Format::Html => html::read(bytes, limits),
        Format::Pdf => pdf::read(bytes, limits),
        Format::Docx => docx::read(bytes, limits),
        Format::Xlsx => workbook::read_xlsx(bytes, limits),
        Format::Xls => workbook::read_xls(bytes, limits),
        Format::Odt => odf::read_text(bytes, limits),
        Format::Ods => odf::read_workbook(bytes, limits),
        Format::Rtf => rtf::read(bytes, limits),
        Format::Doc => legacy_word::read(bytes, limits),
        Format::Ofd => ofd::read(bytes, limits),
        Format::Csv => delimited::read(bytes, limits),
        Format::Mime => mime::read(bytes, limits),
        Format::Image => Err(Error::Missing("a picture: read it with OCR".to_owned())),
    }
}
