//! The parts of an OFD file: documents, pages, templates, resources, annotations.

use super::content::{Content, Drawing, Resources};
use super::damaged;
use crate::Error;
use crate::package::{Package, folder, normalize};
use crate::xml::Element;
use std::collections::BTreeMap;

/// A document of the file: an OFD file may hold several.
pub(super) struct Document {
    folder: String,
    /// Identifier and part of each page, in order.
    pub pages: Vec<PageLink>,
    /// The part of each template page.
    templates: BTreeMap<String, String>,
    /// The parts of annotations by the page's identifier.
    annotations: BTreeMap<String, Vec<String>>,
    area: Option<[f64; 4]>,
    resources: Resources,
    /// Names of attached files.
    pub attachments: Vec<String>,
}

pub(super) struct PageLink {
    id: String,
    part: String,
}

/// The documents of a file, by `OFD.xml`; where that is missing, by custom.
pub(super) fn documents(package: &Package<'_>) -> Result<Vec<Document>, Error> {
    if !package.has("OFD.xml") && package.names().any(|name| name.contains("encrypt")) {
        return Err(Error::Encrypted("the OFD file is locked; save it without protection".to_owned()));
    }
    let root = package.xml("OFD.xml")?;
    let bodies = root.iter().flat_map(|root| root.all("DocBody"));
    let mut roots: Vec<String> =
        bodies.filter_map(|body| body.child("DocRoot")).map(|link| locate(package, "", &link.text())).collect();
    if roots.is_empty() {
        roots.extend(package.names().filter(|name| name.ends_with("/document.xml")).map(str::to_owned));
    }
    if roots.is_empty() {
        return Err(damaged("OFD.xml names no document"));
    }
    roots.iter().map(|root| Document::read(package, root)).collect()
}

/// The part that a link in a part of `folder` means. Some writers start at the root without saying so.
fn locate(package: &Package<'_>, folder: &str, link: &str) -> String {
    let link = link.trim();
    let usual = normalize(folder, link);
    let from_root = normalize("", link);
    if !package.has(&usual) && package.has(&from_root) { from_root } else { usual }
}

impl Document {
    fn read(package: &Package<'_>, part: &str) -> Result<Self, Error> {
        let root = package.required(part)?;
        let base = folder(part).to_owned();
        let common = root.child("CommonData");
        let link = |element: &Element| Some(locate(package, &base, element.attribute("BaseLoc")?));
        let id = |element: &Element| element.attribute("ID").unwrap_or_default().to_owned();
        let templates = common.iter().flat_map(|common| common.all("TemplatePage"));
        let pages = root.child("Pages").into_iter().flat_map(|pages| pages.all("Page"));
        Ok(Self {
            pages: pages.filter_map(|page| Some(PageLink { id: id(page), part: link(page)? })).collect(),
            templates: templates.filter_map(|template| Some((id(template), link(template)?))).collect(),
            annotations: annotations(package, &root, &base)?,
            area: common.and_then(|common| common.child("PageArea")).and_then(area),
            resources: resources(package, common, &base),
            attachments: attachments(package, &root, &base)?,
            folder: base,
        })
    }

    /// What a page shows: the templates behind it, itself, the templates before it, its annotations.
    pub fn page_content(&self, package: &Package<'_>, page: &PageLink) -> Result<Content, Error> {
        let root = package.required(&page.part)?;
        let (behind, before): (Vec<_>, Vec<_>) =
            root.all("Template").partition(|template| template.attribute("ZOrder") != Some("Foreground"));
        let parts = |links: Vec<&Element>| -> Result<Vec<Element>, Error> {
            let ids = links.into_iter().filter_map(|link| link.attribute("TemplateID"));
            ids.filter_map(|id| self.templates.get(id)).filter_map(|part| package.xml(part).transpose()).collect()
        };
        let (behind, before) = (parts(behind)?, parts(before)?);
        let own_area = |root: &Element| root.child("Area").and_then(area);
        let area = own_area(&root).or_else(|| behind.iter().find_map(own_area)).or(self.area);
        // Resources of the page itself come with their own identifiers.
        let own = self.page_resources(package, &root, &page.part)?;
        let mut drawing = Drawing::new(area, [&own, &self.resources], package.limits());
        for part in behind.iter().chain([&root]).chain(&before) {
            drawing.layers(part)?;
        }
        for part in self.annotations.get(&page.id).into_iter().flatten() {
            if let Some(root) = package.xml(part)? {
                drawing.annotations(&root)?;
            }
        }
        Ok(drawing.finish())
    }

    fn page_resources(&self, package: &Package<'_>, root: &Element, part: &str) -> Result<Resources, Error> {
        let mut resources = Resources::default();
        for link in root.all("PageRes") {
            let beside = locate(package, folder(part), &link.text());
            let part = if package.has(&beside) { beside } else { locate(package, &self.folder, &link.text()) };
            if let Some(root) = package.xml(&part)? {
                resources.add(&root, &part);
            }
        }
        Ok(resources)
    }
}

fn resources(package: &Package<'_>, common: Option<&Element>, base: &str) -> Resources {
    let mut resources = Resources::default();
    let links = common.iter().flat_map(|common| common.elements());
    for link in links.filter(|link| matches!(&*link.name, "PublicRes" | "DocumentRes")) {
        // A resource that cannot be read costs fonts' names, not text.
        let part = locate(package, base, &link.text());
        if let Ok(Some(root)) = package.xml(&part) {
            resources.add(&root, &part);
        }
    }
    resources
}

/// The parts of each page's annotations.
fn annotations(package: &Package<'_>, root: &Element, base: &str) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for link in root.all("Annotations") {
        let part = locate(package, base, &link.text());
        let Some(list) = package.xml(&part)? else { continue };
        for page in list.all("Page") {
            let (Some(id), Some(file)) = (page.attribute("PageID"), page.child("FileLoc")) else { continue };
            let beside = locate(package, folder(&part), &file.text());
            let file = if package.has(&beside) { beside } else { locate(package, base, &file.text()) };
            parts.entry(id.to_owned()).or_default().push(file);
        }
    }
    Ok(parts)
}

/// Names of the attached files.
fn attachments(package: &Package<'_>, root: &Element, base: &str) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for link in root.all("Attachments") {
        let Some(list) = package.xml(&locate(package, base, &link.text()))? else { continue };
        let named = list.all("Attachment").filter_map(|attachment| attachment.attribute("Name"));
        names.extend(named.map(str::to_owned));
    }
    Ok(names)
}

/// The physical box of an area, in millimetres.
fn area(element: &Element) -> Option<[f64; 4]> {
    let area = super::content::numbers(&element.child("PhysicalBox")?.text());
    let area: [f64; 4] = area.try_into().ok()?;
    (area[2] > 0.0 && area[3] > 0.0 && area.iter().all(|side| side.abs() < 1e5)).then_some(area)
}
