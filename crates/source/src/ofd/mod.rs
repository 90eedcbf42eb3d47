//! OFD (GB/T 33190-2016): every character with its place, and every ruled line.
//!
//! `document` finds the pages, their templates and resources, however the file's paths and namespaces break the
//! standard; `content` runs through the objects of a page; lines and rules are then found as on the pages of a PDF.
//! Annotations (stamps, watermarks) are furniture. Signatures are not looked at.

mod content;
mod document;
#[cfg(test)]
mod tests;

use crate::package::Package;
use crate::pdf::lines::{PageText, page_text, turned_box};
use crate::{Error, Format, Item, Limits, Line, LineRole, Page, Rule, Source};
use content::Content;
#[cfg(feature = "ocr")]
pub(crate) use content::Picture;
use document::{Document, documents};
use fenjie_model::Diagnostic;
use fenjie_text::{Span, Text};

const FORMAT: &str = "OFD file";

/// Reads an OFD file.
///
/// # Errors
/// [`Error::Damaged`] when it is no ZIP package or no page of it can be read, [`Error::Encrypted`] when it is locked,
/// [`Error::TooLarge`] when it crosses one of `limits`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let package = Package::open(bytes, FORMAT, limits)?;
    let mut writer = Writer::new(limits);
    for document in documents(&package)? {
        writer.document(&package, &document)?;
    }
    writer.finish()
}

/// What a page shows beside its text: its width and height in points, and its pictures.
#[cfg(feature = "ocr")]
pub(crate) struct Pictures {
    pub size: (f32, f32),
    pub pictures: Vec<Picture>,
}

/// The pictures of every page, for pages that can be read only by their looks; a page that cannot be read has none.
#[cfg(feature = "ocr")]
pub(crate) fn pictures(bytes: &[u8], limits: &Limits) -> Result<Vec<Pictures>, Error> {
    let package = Package::open(bytes, FORMAT, limits)?;
    let mut pages = Vec::new();
    for document in documents(&package)? {
        for page in &document.pages {
            let content = document.page_content(&package, page).ok();
            let (size, pictures) = content.map(|content| (content.size, content.pictures)).unwrap_or_default();
            pages.push(Pictures { size, pictures });
        }
    }
    Ok(pages)
}

fn damaged(reason: impl Into<String>) -> Error {
    Error::Damaged { format: FORMAT, reason: reason.into() }
}

/// Puts the pages behind each other.
struct Writer<'a> {
    limits: &'a Limits,
    text: String,
    pages: Vec<Page>,
    /// Characters and rules so far.
    drawn: usize,
    unreadable: Vec<String>,
    outside: usize,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Writer<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            text: String::new(),
            pages: Vec::new(),
            drawn: 0,
            unreadable: Vec::new(),
            outside: 0,
            diagnostics: Vec::new(),
        }
    }

    fn document(&mut self, package: &Package<'_>, document: &Document) -> Result<(), Error> {
        for page in &document.pages {
            Limits::check("number of pages", self.pages.len() + 1, self.limits.pages)?;
            self.limits.check_time()?;
            match document.page_content(package, page) {
                Ok(content) => self.page(content)?,
                Err(error @ Error::TooLarge { .. }) => return Err(error),
                Err(error) => {
                    self.unreadable.push(error.to_string());
                    self.pages.push(Page { number: self.pages.len() as u32 + 1, ..Page::default() });
                }
            }
        }
        if !document.attachments.is_empty() {
            let message = format!("attached and not read: {}; save them as files.", document.attachments.join(", "));
            self.diagnostics.push(Diagnostic::info("attachments", message, None));
        }
        Ok(())
    }

    fn page(&mut self, content: Content) -> Result<(), Error> {
        self.drawn += content.marks.len() + content.notes.len() + content.rules.len();
        Limits::check("number of characters and rules", self.drawn, self.limits.glyphs)?;
        let size = content.size;
        let scanned = content.marks.is_empty() && !content.pictures.is_empty();
        let main = page_text(content.marks, size);
        let notes = page_text(content.notes, size);
        let turned = |rule: Rule| Rule { rect: turned_box(rule.rect, main.quarters, size), ..rule };
        let mut page = Page {
            number: self.pages.len() as u32 + 1,
            size: Some(main.size),
            rules: content.rules.into_iter().map(turned).collect(),
            scanned,
            ..Page::default()
        };
        self.lines(&mut page, main, false)?;
        self.lines(&mut page, notes, true)?;
        self.pages.push(page);
        Ok(())
    }

    fn lines(&mut self, page: &mut Page, content: PageText, furniture: bool) -> Result<(), Error> {
        let start = self.text.len();
        self.text.push_str(&content.text);
        Limits::check("the extracted text", self.text.len(), self.limits.text_bytes)?;
        let shifted = |span: Span| Span::new(span.start + start, span.end + start);
        page.items.extend(content.lines.iter().map(|(span, bbox, askew)| {
            let role = if furniture || *askew { LineRole::Furniture } else { LineRole::Plain };
            let text = Text::from_source(&self.text, shifted(*span));
            Item::Line(Line { text, bbox: Some(*bbox), role, whole: false })
        }));
        page.glyphs.extend(content.glyphs.into_iter().map(|mut glyph| {
            glyph.span = shifted(glyph.span);
            glyph
        }));
        self.outside += content.outside;
        Ok(())
    }

    fn finish(mut self) -> Result<Source, Error> {
        if self.unreadable.len() == self.pages.len() {
            return Err(damaged(self.unreadable.pop().unwrap_or_else(|| "no pages".to_owned())));
        }
        for reason in &self.unreadable {
            self.diagnostics.push(Diagnostic::warning(
                "page_unreadable",
                format!("a page was left out: {reason}"),
                None,
            ));
        }
        let scanned = self.pages.iter().filter(|page| page.scanned).count();
        if scanned > 0 {
            let message = format!("scanned: {scanned} pages without text layer; read them with OCR");
            self.diagnostics.push(Diagnostic::warning("no_text_layer", message, None));
        }
        if self.text.is_empty() && scanned == 0 {
            let message = "no page holds characters or pictures, only lines and areas; where a viewer shows text, it is drawn \
                           as outlines: print the file to PDF and read that";
            self.diagnostics.push(Diagnostic::warning("no_text_layer", message, None));
        }
        if self.outside > 0 {
            let message = format!("{} characters lie outside their page and are left out", self.outside);
            self.diagnostics.push(Diagnostic::info("outside_page", message, None));
        }
        Ok(Source {
            text: self.text,
            format: Format::Ofd,
            encoding: None,
            pages: self.pages,
            paged: true,
            diagnostics: self.diagnostics,
        })
    }
}
