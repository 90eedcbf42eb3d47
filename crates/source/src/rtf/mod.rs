//! Rich Text Format, version 1.9.1 and older, as Word, WPS, `LibreOffice` and document management systems write it.
//!
//! `token` cuts the file into control words and text, `reader` keeps the state of the groups, `story` gathers
//! paragraphs and tables. Numbers of lists are taken as their writer spelled them out (`\listtext`).

mod charset;
mod reader;
mod story;
#[cfg(test)]
mod tests;
mod token;

use crate::flow::lay_out;
use crate::{Error, Format, Limits, Source};

const FORMAT: &str = "RTF file";

/// Reads an RTF file.
///
/// # Errors
/// [`Error::Damaged`] when it does not begin as RTF, [`Error::TooLarge`] when it crosses one of `limits`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let start = memchr::memmem::find(&bytes[..bytes.len().min(64)], b"{\\rtf");
    let Some(start) = start else {
        return Err(Error::Damaged { format: FORMAT, reason: "it does not begin with {\\rtf".to_owned() });
    };
    let flow = reader::Reader::new(limits).read(&bytes[start..])?;
    lay_out(flow, Format::Rtf, Vec::new(), limits)
}
