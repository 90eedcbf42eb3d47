//! PDF: every character with its place, and every ruled line.
//!
//! [`read`] opens the file with lopdf (broken cross-references rebuilt, an empty password tried), runs the content
//! streams of each page, and turns what they show into lines from top to bottom. The text is cut into lines by
//! baselines alone; tables and paragraphs are the business of later stages, which see glyphs and rules. A page written
//! sideways is turned: its size and boxes are those of the sheet held so that the writing is upright.
//!
//! Pages are read in parallel, and a page that fails costs that page only.

mod bounds;
mod font;
pub(crate) mod interpret;
mod lexer;
pub(crate) mod lines;
mod marked;
pub(crate) mod matrix;
mod object;
pub(crate) mod path;

use crate::{Error, Format, Item, Limits, Line, LineRole, Page, Rect, Rule, Source};
use bounds::Bounds;
use fenjie_model::Diagnostic;
use fenjie_text::{Span, Text};
use interpret::{FontCache, Interpreter};
use lines::PageText;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use matrix::Matrix;
use object::Objects;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashSet};

/// Reads a PDF.
///
/// Pages that show pictures but no text have [`Page::scanned`] set.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::TooSlow`], [`Error::Encrypted`] when no password opens it, [`Error::Damaged`] when no page is left.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let document = open(bytes, limits)?;
    let objects = Objects(&document);
    let ids = page_ids(&document, limits.pages);
    if ids.is_empty() {
        return Err(damaged(&"no pages"));
    }
    let cache = FontCache::default();
    let read = |id| {
        limits.check_time()?;
        Ok(read_page(objects, id, &cache, limits.part_bytes))
    };
    let pages = ids.par_iter().map(|id| read(*id)).collect::<Result<Vec<PageResult>, Error>>()?;
    assemble(pages, limits)
}

fn damaged(reason: &impl ToString) -> Error {
    Error::Damaged { format: "PDF", reason: reason.to_string() }
}

fn open(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Error::TooLarge { what: "the file", limit: limits.file_bytes });
    }
    let load = LoadOptions {
        password: limits.password.clone(),
        max_decompressed_size: Some(Bounds::STRUCTURE_BYTES.min(limits.part_bytes)),
        ..LoadOptions::default()
    };
    let locked = || {
        let given = if limits.password.is_some() {
            "the password given does not open it"
        } else {
            "it needs a password; give it with --password"
        };
        Error::Encrypted(given.to_owned())
    };
    let document = match Document::load_mem_with_options(bytes, load.clone()) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => return Err(locked()),
        Err(_) => Document::load_mem_with_options(bytes, LoadOptions { force_reconstruct: true, ..load })
            .map_err(|error| damaged(&error))?,
    };
    // With a wrong password lopdf loads without an error and shows no pages.
    if document.is_encrypted() {
        return Err(locked());
    }
    // lopdf looks for the encryption dictionary among the objects alone.
    if document.trailer.has(b"Encrypt") {
        return Err(Error::Encrypted(
            "save it without encryption: what it prints of it in its trailer is not read".to_owned(),
        ));
    }
    Ok(document)
}

/// The pages in order; when the page tree leads nowhere, every page object in the order of their numbers.
fn page_ids(document: &Document, most: usize) -> Vec<ObjectId> {
    // A page tree that runs in a circle yields its pages again and again.
    let mut seen = HashSet::new();
    let ids: Vec<ObjectId> = document.page_iter().filter(|id| seen.insert(*id)).take(most).collect();
    if !ids.is_empty() {
        return ids;
    }
    let is_page = |object: &Object| object.as_dict().is_ok_and(|dict| dict.has_type(b"Page"));
    document.objects.iter().filter(|(_, object)| is_page(object)).map(|(id, _)| *id).take(most).collect()
}

/// What became of one page.
#[derive(Default)]
struct PageResult {
    text: PageText,
    rules: Vec<Rule>,
    fonts: Vec<String>,
    largest_picture: f32,
    hit: Vec<Bounds>,
}

fn read_page<'d>(objects: Objects<'d>, id: ObjectId, cache: &FontCache<'d>, part_bytes: usize) -> PageResult {
    let Ok(dict) = objects.0.get_dictionary(id) else { return PageResult::default() };
    let (base, size) = page_space(objects, dict);
    let page = Rect::new(0.0, 0.0, size.0, size.1);
    let mut interpreter = Interpreter::new(objects, cache, part_bytes, base, page);
    let mut data = Vec::new();
    let mut whole = true;
    if let Ok(contents) = dict.get(b"Contents") {
        whole = append_contents(objects, contents, part_bytes, 0, &mut data);
    }
    if !whole {
        interpreter.hit(Bounds::Part);
    }
    let resources = inherited(objects, dict, b"Resources").and_then(|object| object.as_dict().ok());
    interpreter.run(&data, resources, 0);
    let content = interpreter.finish();
    let text = lines::page_text(content.marks, size);
    let turned = |rule: Rule| Rule { rect: lines::turned_box(rule.rect, text.quarters, size), ..rule };
    let rules = content.rules.into_iter().map(turned).collect();
    let largest_picture = content.largest_picture;
    PageResult { text, rules, fonts: content.fonts, largest_picture, hit: content.hit }
}

/// Joins the content streams of a page; false when one is left out.
fn append_contents<'d>(
    objects: Objects<'d>,
    contents: &'d Object,
    most: usize,
    depth: usize,
    data: &mut Vec<u8>,
) -> bool {
    match objects.resolve(contents) {
        Some(Object::Array(parts)) if depth < Bounds::DEPTH => {
            let mut whole = true;
            for part in parts {
                whole &= append_contents(objects, part, most, depth + 1, data);
            }
            whole
        }
        Some(Object::Stream(stream)) => {
            let room = most.saturating_sub(data.len());
            let Ok(part) = stream.decompressed_content_with_limit(room) else { return false };
            data.extend_from_slice(&part);
            data.push(b'\n');
            true
        }
        _ => true,
    }
}

/// A page attribute, looked up in the page and then in its ancestors.
fn inherited<'d>(objects: Objects<'d>, page: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut node = page;
    for _ in 0..Bounds::DEPTH {
        if let Some(value) = objects.get(node, key) {
            return Some(value);
        }
        node = objects.dict(node, b"Parent")?;
    }
    None
}

/// The matrix from a page's user space to page space, and the size of the page: its crop box, turned by its rotation.
fn page_space<'d>(objects: Objects<'d>, page: &'d Dictionary) -> (Matrix, (f32, f32)) {
    const A4: [f64; 4] = [0.0, 0.0, 595.276, 841.89];
    let numbers = |object: &'d Object| -> Option<[f64; 4]> {
        let list = object.as_array().ok()?;
        let numbers: Option<Vec<f64>> = list.iter().map(|number| objects.as_number(number)).collect();
        numbers?.try_into().ok()
    };
    let area = |[xa, ya, xb, yb]: [f64; 4]| [xa.min(xb), ya.min(yb), xa.max(xb), ya.max(yb)];
    let read = |key: &[u8]| inherited(objects, page, key).and_then(numbers).map(area);
    let usable = |[x0, y0, x1, y1]: &[f64; 4]| x1 - x0 >= 1.0 && y1 - y0 >= 1.0 && (x1 - x0).max(y1 - y0) < 1e6;
    let media = read(b"MediaBox").filter(usable).unwrap_or(A4);
    let crop = read(b"CropBox")
        .map(|[x0, y0, x1, y1]| [x0.max(media[0]), y0.max(media[1]), x1.min(media[2]), y1.min(media[3])]);
    let [x0, y0, x1, y1] = crop.filter(usable).unwrap_or(media);
    let (width, height) = (x1 - x0, y1 - y0);
    let rotation = inherited(objects, page, b"Rotate").and_then(|object| objects.as_number(object)).unwrap_or(0.0);
    match (rotation / 90.0).round().rem_euclid(4.0) as u8 {
        1 => (Matrix([0.0, 1.0, 1.0, 0.0, -y0, -x0]), (height as f32, width as f32)),
        2 => (Matrix([-1.0, 0.0, 0.0, 1.0, x1, -y0]), (width as f32, height as f32)),
        3 => (Matrix([0.0, -1.0, -1.0, 0.0, y1, x1]), (height as f32, width as f32)),
        _ => (Matrix([1.0, 0.0, 0.0, -1.0, -x0, y1]), (width as f32, height as f32)),
    }
}

/// Puts the pages behind each other.
fn assemble(results: Vec<PageResult>, limits: &Limits) -> Result<Source, Error> {
    let length: usize = results.iter().map(|page| page.text.text.len()).sum();
    if length > limits.text_bytes {
        return Err(Error::TooLarge { what: "the text", limit: limits.text_bytes as u64 });
    }
    let mut findings = Findings::default();
    let mut text = String::with_capacity(length);
    let mut starts = Vec::with_capacity(results.len());
    for (number, result) in (1u32..).zip(&results) {
        findings.note(number, result);
        starts.push(text.len());
        text.push_str(&result.text.text);
    }
    let pages: Vec<Page> =
        (1u32..).zip(results).zip(starts).map(|((number, result), start)| page(&text, start, number, result)).collect();
    let diagnostics = findings.diagnostics(&pages);
    Ok(Source { text, format: Format::Pdf, encoding: None, pages, paged: true, diagnostics })
}

fn page(text: &str, start: usize, number: u32, result: PageResult) -> Page {
    let shifted = |span: Span| Span::new(span.start + start, span.end + start);
    let PageResult { text: content, rules, largest_picture, .. } = result;
    let items = content
        .lines
        .iter()
        .map(|(span, bbox, askew)| {
            let role = if *askew { LineRole::Furniture } else { LineRole::Plain };
            let text = Text::from_source(text, shifted(*span));
            Item::Line(Line { text, bbox: Some(*bbox), role, whole: false })
        })
        .collect();
    let mut glyphs = content.glyphs;
    for glyph in &mut glyphs {
        glyph.span = shifted(glyph.span);
    }
    let scanned = glyphs.is_empty() && largest_picture > 0.0;
    let (width, height) = content.size;
    let pictured = (largest_picture / (width * height)).min(1.0);
    Page { number, size: Some(content.size), items, scanned, pictured, glyphs, rules, ..Page::default() }
}

/// What is to be reported, gathered over the pages.
#[derive(Default)]
struct Findings {
    /// By font name: how often, and the first page.
    unmapped: BTreeMap<String, (usize, u32)>,
    private: BTreeMap<String, (usize, u32)>,
    folded: usize,
    outside: usize,
    hit: Vec<(u32, Bounds)>,
}

impl Findings {
    fn note(&mut self, number: u32, page: &PageResult) {
        let add = |counts: &[(usize, usize)], found: &mut BTreeMap<String, (usize, u32)>| {
            for (font, count) in counts {
                let name = page.fonts.get(*font).cloned().unwrap_or_default();
                found.entry(name).or_insert((0, number)).0 += count;
            }
        };
        add(&page.text.unmapped, &mut self.unmapped);
        add(&page.text.private, &mut self.private);
        self.folded += page.text.folded;
        self.outside += page.text.outside;
        self.hit.extend(page.hit.iter().map(|bound| (number, *bound)));
    }

    fn diagnostics(self, pages: &[Page]) -> Vec<Diagnostic> {
        let mut list = Vec::new();
        let scanned = pages.iter().filter(|page| page.scanned).count();
        if scanned > 0 {
            let message = format!("scanned: {scanned} pages without text layer; read them with OCR");
            list.push(Diagnostic::warning("no_text_layer", message, None));
        }
        for (font, (count, page)) in self.unmapped {
            let message = format!(
                "{count} characters of font {font} have no known meaning, first on page {page}: shown as U+FFFD"
            );
            list.push(Diagnostic::warning("unmapped_characters", message, None));
        }
        for (font, (count, page)) in self.private {
            let message = format!(
                "{count} private-use characters of font {font}, first on page {page}: only that font knows them"
            );
            list.push(Diagnostic::info("private_use_characters", message, None));
        }
        if self.folded > 0 {
            let message =
                format!("{} radicals or compatibility ideographs read as the characters they look like", self.folded);
            list.push(Diagnostic::info("folded_ideographs", message, None));
        }
        if self.outside > 0 {
            let message = format!("{} characters lie outside their page and are left out", self.outside);
            list.push(Diagnostic::info("outside_page", message, None));
        }
        for (page, bound) in self.hit {
            list.push(Diagnostic::warning("limit_reached", format!("page {page}: {}", bound.describe()), None));
        }
        list
    }
}
