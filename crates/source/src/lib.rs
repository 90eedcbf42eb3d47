//! Reading: bytes of any supported format become [`Source`]: one text, and [`Page`]s of [`Line`]s, [`MarkupTable`]s,
//! [`Glyph`]s and [`Rule`]s that point into it. One module a format; none knows what a task is.
//!
//! Every span of every later stage is a byte range of [`Source::text`]. For a text file that is the file's content
//! decoded to UTF-8; for every other format it is the text that the reader extracted, in reading order.

pub mod docx;
mod error;
mod flow;
mod format;
mod geometry;
mod limits;
mod numbering;
mod package;
mod source;
#[cfg(test)]
mod testing;
pub mod workbook;
mod xml;

pub use error::Error;
pub use format::Format;
pub use geometry::{Glyph, Rect, Rule};
pub use limits::Limits;
pub use source::{Item, Line, LineRole, MarkupCell, MarkupTable, Page, Source};
