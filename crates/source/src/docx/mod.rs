//! Word (docx): paragraphs with their automatic numbers, tables with merged cells, text boxes, notes, headers and
//! footers, as ECMA-376 lays them down and as Word, WPS and `LibreOffice` write them.
//!
//! `styles` and `lists` know what a paragraph inherits, `body` walks through the text, `table` resolves merged
//! cells. What was deleted under tracked changes is left out, what was inserted is kept.

mod body;
mod lists;
mod styles;
mod table;
#[cfg(test)]
mod tests;

use crate::flow::{Flow, lay_out};
use crate::package::{Package, folder, normalize};
use crate::xml::Element;
use crate::{Error, Format, Limits, Source};
use body::Body;
use lists::Lists;
use styles::Styles;

const FORMAT: &str = "Word file (docx)";

/// Reads a docx file.
///
/// # Errors
/// [`Error::Damaged`] when it is no ZIP package or a part that it needs is missing or broken, [`Error::TooLarge`] when
/// it crosses one of `limits`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let package = Package::open(bytes, FORMAT, limits)?;
    let main = main_part(&package)?;
    let links = Links::of(&package, &main)?;
    let styles = links.xml(&package, "styles")?.map(|root| Styles::read(&root)).unwrap_or_default();
    let lists = links.xml(&package, "numbering")?.map(|root| Lists::read(&root, &styles)).unwrap_or_default();
    let mut body = Body::new(&styles, lists);

    let mut flow = Vec::new();
    for header in links.all_xml(&package, "header")? {
        flow.extend(body.furniture(&header));
    }
    let document = package.required(&main)?;
    let content = document.child("body").ok_or_else(|| damaged("the document has no body"))?;
    flow.extend(body.flow(content));
    for notes in ["footnotes", "endnotes"] {
        for part in links.all_xml(&package, notes)? {
            flow.extend(notes_of(&mut body, &part));
        }
    }
    for footer in links.all_xml(&package, "footer")? {
        flow.extend(body.furniture(&footer));
    }
    lay_out(flow, Format::Docx, body.diagnostics(), limits)
}

fn damaged(reason: &str) -> Error {
    Error::Damaged { format: FORMAT, reason: reason.to_owned() }
}

/// The main part's name, by the package's own links, else by custom.
fn main_part(package: &Package<'_>) -> Result<String, Error> {
    let root = package.xml("_rels/.rels")?;
    let links = root.iter().flat_map(Element::elements);
    let mut main = links.filter(|link| link.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument")));
    let target = main.next().and_then(|link| link.attribute("Target")).map(|target| normalize("", target));
    Ok(target.filter(|name| package.has(name)).unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// Footnotes and endnotes: beside the notice's own text, so furniture. Separators have a type and no words.
fn notes_of(body: &mut Body<'_>, part: &Element) -> Vec<Flow> {
    part.elements().filter(|note| note.attribute("type").is_none()).flat_map(|note| body.furniture(note)).collect()
}

/// The parts that the main part links to, in order of their names.
struct Links {
    targets: Vec<(String, String)>,
}

impl Links {
    fn of(package: &Package<'_>, main: &str) -> Result<Self, Error> {
        let (base, name) = (folder(main), main.rsplit('/').next().unwrap_or(main));
        let root = package.xml(&format!("{base}/_rels/{name}.rels"))?;
        let links = root.iter().flat_map(Element::elements);
        let links = links.filter(|link| link.attribute("TargetMode") != Some("External"));
        let mut targets: Vec<_> = links
            .filter_map(|link| {
                let kind = link.attribute("Type")?.rsplit('/').next()?.to_owned();
                Some((kind, normalize(base, link.attribute("Target")?)))
            })
            .collect();
        targets.sort();
        targets.dedup();
        Ok(Self { targets })
    }

    fn xml(&self, package: &Package<'_>, kind: &str) -> Result<Option<Element>, Error> {
        let target = self.targets.iter().find(|(k, _)| k == kind);
        target.map_or(Ok(None), |(_, name)| package.xml(name))
    }

    fn all_xml(&self, package: &Package<'_>, kind: &str) -> Result<Vec<Element>, Error> {
        let targets = self.targets.iter().filter(|(k, _)| k == kind);
        targets.filter_map(|(_, name)| package.xml(name).transpose()).collect()
    }
}
