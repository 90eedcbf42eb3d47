//! `OpenDocument` texts (odt) and workbooks (ods), as OASIS ODF 1.3 lays them down.
//!
//! `styles` knows what a paragraph's style makes of it, `lists` counts, `body` walks through the text,
//! `cells` through the sheets. Cells of a workbook carry their text as displayed, so nothing needs formatting.

mod body;
mod cells;
mod lists;
mod styles;
#[cfg(test)]
mod tests;

use crate::flow::lay_out;
use crate::package::Package;
use crate::xml::Element;
use crate::{Error, Format, Limits, Source, workbook};
use body::Body;
use lists::Lists;
use styles::Styles;

const ODT: &str = "OpenDocument text (odt)";
const ODS: &str = "OpenDocument workbook (ods)";

/// Reads an odt file.
///
/// # Errors
/// [`Error::Damaged`] when it is no ZIP package or a part that it needs is missing or broken, [`Error::Encrypted`] when
/// it asks for a password, [`Error::TooLarge`] when it crosses one of `limits`.
pub fn read_text(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let package = open(bytes, ODT, limits)?;
    let shared = package.xml("styles.xml")?;
    let content = package.required("content.xml")?;
    let roots: Vec<&Element> = shared.iter().chain([&content]).collect();
    let styles = Styles::read(&roots);
    let mut body = Body::new(&styles, Lists::read(&roots), limits);

    let pages = shared.iter().filter_map(|root| root.child("master-styles")).flat_map(Element::elements);
    let (mut headers, mut footers) = (Vec::new(), Vec::new());
    for part in pages.flat_map(Element::elements) {
        match &*part.name {
            "header" | "header-left" | "header-first" => headers.extend(body.furniture(part)?),
            "footer" | "footer-left" | "footer-first" => footers.extend(body.furniture(part)?),
            _ => {}
        }
    }
    let text = content.at(&["body", "text"]).ok_or_else(|| damaged(ODT, "the document has no text"))?;
    let mut flow = headers;
    flow.extend(body.flow(text)?);
    flow.extend(body.take_notes());
    flow.extend(footers);
    lay_out(flow, Format::Odt, Vec::new(), limits)
}

/// Reads an ods workbook.
///
/// # Errors
/// As [`read_text`].
pub fn read_workbook(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let package = open(bytes, ODS, limits)?;
    let content = package.required("content.xml")?;
    let styles = Styles::read(&[&content]);
    let book = content.at(&["body", "spreadsheet"]).ok_or_else(|| damaged(ODS, "the workbook has no sheets"))?;
    let (sheets, diagnostics) = cells::read(book, &styles, limits)?;
    lay_out(workbook::flow_of(sheets, limits)?, Format::Ods, diagnostics, limits)
}

fn damaged(format: &'static str, reason: &str) -> Error {
    Error::Damaged { format, reason: reason.to_owned() }
}

fn open<'a>(bytes: &'a [u8], format: &'static str, limits: &'a Limits) -> Result<Package<'a>, Error> {
    let package = Package::open(bytes, format, limits)?;
    let mut encrypted = false;
    if let Some(manifest) = package.xml("META-INF/manifest.xml")? {
        manifest.walk(&mut |element| encrypted |= &*element.name == "encryption-data");
    }
    if encrypted {
        return Err(Error::Encrypted("save the document without a password".to_owned()));
    }
    Ok(package)
}
