//! Which pages are read by their looks, by which model, and the document put together from them and the others.

use super::page::{Sheet, append_page, lay_out};
use super::pages::{PageReading, Pass};
use super::render::Document;
use super::{Mode, Observer, Options, decode, plausibility};
use crate::detect::detect_within;
use crate::{Error, Format, Limits, Page, Source};
use fenjie_model::{Diagnostic, Severity};
use fenjie_ocr::{Engine, Picture, Reading};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A text layer less plausible than this is garbage: a font without a usable character map, a broken conversion.
const GARBAGE: f32 = 0.6;
/// The share of a page that a scan takes at least.
pub(super) const SCANNED: f32 = 0.6;
/// How much more plausible the picture must read than the text layer to win.
const BETTER: f32 = 0.03;
/// A page read with less mean confidence than this is read again by the better model.
const UNSURE: f32 = 0.93;
/// A page read with less mean confidence than this is reported.
const DOUBTFUL: f32 = 0.85;

/// Whether a page is inked as a full one is, but hardly a character was found on it.
fn holds_unread_print(reading: &Reading) -> bool {
    const FEWEST: usize = 50;
    const INKED: f32 = 0.02;
    reading.inked > INKED && reading.lines.iter().map(|line| line.chars.len()).sum::<usize>() < FEWEST
}

/// What [`super::read`] does where recognition is built in and not switched off.
pub(super) fn read(
    bytes: &[u8],
    name: Option<&str>,
    limits: &Limits,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Source, Error> {
    let format = detect_within(bytes, name, limits)?;
    if format == Format::Image {
        return read_picture(bytes, limits, options, observer);
    }
    let source = crate::read_as(format, bytes, limits)?;
    match source.format {
        Format::Pdf | Format::Ofd => complete(source, bytes, limits, options, observer),
        _ => Ok(source),
    }
}

fn read_picture(bytes: &[u8], limits: &Limits, options: &Options, observer: &dyn Observer) -> Result<Source, Error> {
    let pictures = decode::pictures(bytes, limits)?;
    let readers = Readers::shared(options)?;
    let numbers: Vec<u32> = (1..).take(pictures.len()).collect();
    let pass = Pass { models: &readers.names(), threads: options.threads, limits, observer };
    let readings = pass.over(&numbers, |at| Ok(PageReading { parts: readers.read(&pictures[at])?, size: None }))?;
    let mut assembly = Assembly::new(Format::Image);
    for (number, reading) in numbers.into_iter().zip(readings) {
        match reading {
            Ok(reading) => assembly.add_reading(number, &reading),
            Err(error) => assembly.add_failure(number, &error),
        }
    }
    Ok(assembly.finish())
}

/// What is known of a page of a PDF or OFD file before it is read by its looks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Need {
    /// It holds nothing to read.
    No,
    /// Its text layer is hardly Chinese, or may have been laid over a scan by a program that read it worse.
    Compare,
    /// It has no text that means anything.
    Yes,
}

fn complete(
    source: Source,
    bytes: &[u8],
    limits: &Limits,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Source, Error> {
    let needs: Vec<Need> = source.pages.iter().map(|page| need(page, &source.text, options.mode)).collect();
    if needs.iter().all(|need| *need == Need::No) {
        return Ok(source);
    }
    let document = Document::open(bytes, source.format, limits)?;
    let wanted: Vec<usize> = (0..needs.len()).filter(|index| needs[*index] != Need::No).collect();
    let readers = match Readers::shared(options) {
        Ok(readers) => readers,
        // Some pages can be read without a model, and a text layer that may be poor is better than none.
        Err(error) if needs.iter().any(|need| *need != Need::Yes) => return Ok(unread(source, &needs, &error)),
        Err(error) => return Err(error),
    };
    let numbers: Vec<u32> = wanted.iter().map(|index| source.pages[*index].number).collect();
    let pass = Pass { models: &readers.names(), threads: options.threads, limits, observer };
    let readings = pass.over(&numbers, |at| {
        let rendered = document.render(wanted[at])?;
        Ok(PageReading { parts: readers.read(&rendered.picture)?, size: Some(rendered.size) })
    })?;
    let mut readings: BTreeMap<usize, _> = wanted.into_iter().zip(readings).collect();
    let mut assembly = Assembly::new(source.format);
    assembly.diagnostics.extend(source.diagnostics.iter().filter(|found| found.code != "no_text_layer").cloned());
    for (index, page) in source.pages.iter().enumerate() {
        match readings.remove(&index) {
            Some(Ok(reading)) if needs[index] != Need::Compare || reads_better(&reading.parts, page, &source.text) => {
                assembly.add_reading(page.number, &reading);
            }
            Some(Err(error)) => {
                assembly.add_failure(page.number, &error);
                append_page(&mut assembly.pages, &mut assembly.text, page, &source.text);
            }
            _ => append_page(&mut assembly.pages, &mut assembly.text, page, &source.text),
        }
    }
    Ok(assembly.finish())
}

fn need(page: &Page, text: &str, mode: Mode) -> Need {
    if mode == Mode::Always || page.scanned {
        return Need::Yes;
    }
    let own = page_text(page, text);
    if own.is_empty() {
        Need::No
    } else if page.pictured > SCANNED || plausibility(&own) < GARBAGE {
        Need::Compare
    } else {
        Need::No
    }
}

fn page_text(page: &Page, text: &str) -> String {
    page.glyphs.iter().filter_map(|glyph| text.get(glyph.span.range())).collect()
}

fn reads_better(reading: &[Reading], page: &Page, text: &str) -> bool {
    let read: String = reading.iter().flat_map(|part| &part.lines).flat_map(|line| &line.chars).map(|c| c.c).collect();
    !read.is_empty() && plausibility(&read) > plausibility(&page_text(page, text)) + BETTER
}

fn unread(mut source: Source, needs: &[Need], error: &Error) -> Source {
    let pages: Vec<String> =
        (1..).zip(needs).filter(|(_, need)| **need != Need::No).map(|(n, _): (usize, _)| n.to_string()).collect();
    if !pages.is_empty() {
        let message = format!("pages {} were not read: {error}", pages.join(", "));
        source
            .diagnostics
            .push(Diagnostic { severity: Severity::Error, ..Diagnostic::warning("page_not_read", message, None) });
    }
    source
}

/// A source in the making, page by page.
struct Assembly {
    format: Format,
    text: String,
    pages: Vec<Page>,
    diagnostics: Vec<Diagnostic>,
}

impl Assembly {
    fn new(format: Format) -> Self {
        Self { format, text: String::new(), pages: Vec::new(), diagnostics: Vec::new() }
    }

    /// A page read by its looks. A sheet of two pages becomes two pages of one number.
    fn add_reading(&mut self, number: u32, reading: &PageReading) {
        for part in &reading.parts {
            let sheet = Sheet { number, size: reading.size };
            let page = lay_out(part, sheet, &mut self.text, &mut self.diagnostics);
            self.pages.push(page);
            let confidence = part.confidence();
            if confidence < DOUBTFUL {
                let message = format!(
                    "page {number} is hard to read (mean confidence {confidence:.2}): check it against the scan"
                );
                self.diagnostics.push(Diagnostic::warning("poor_scan", message, None));
            } else if holds_unread_print(part) {
                let message = format!(
                    "page {number}: hardly any text was found in much print; it is a picture, or its lines are bent or far from level: check it against the scan"
                );
                self.diagnostics.push(Diagnostic::warning("poor_scan", message, None));
            }
        }
    }

    fn add_failure(&mut self, number: u32, error: &Error) {
        let message = format!("page {number} was not read: {error}");
        self.diagnostics
            .push(Diagnostic { severity: Severity::Error, ..Diagnostic::warning("page_not_read", message, None) });
    }

    fn finish(self) -> Source {
        let Self { format, text, pages, diagnostics } = self;
        Source { text, format, encoding: None, pages, paged: true, diagnostics }
    }
}

/// The models in use.
struct Readers {
    usual: Engine,
    /// Reads again what the usual one is unsure of.
    better: Option<Engine>,
}

impl Readers {
    /// The models that `options` name, loaded once a process.
    fn shared(options: &Options) -> Result<Arc<Self>, Error> {
        type Loaded = BTreeMap<(Option<PathBuf>, Option<String>), Arc<Readers>>;
        static LOADED: Mutex<Loaded> = Mutex::new(BTreeMap::new());
        let key = (options.models.clone().or_else(fenjie_ocr::default_folder), options.model.clone());
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(readers) = loaded.get(&key) {
            return Ok(Arc::clone(readers));
        }
        let readers = Arc::new(Self::load(key.0.clone(), key.1.as_deref())?);
        loaded.insert(key, Arc::clone(&readers));
        Ok(readers)
    }

    fn load(folder: Option<PathBuf>, model: Option<&str>) -> Result<Self, Error> {
        let missing = |error: fenjie_ocr::Error| Error::Missing(error.to_string());
        let folder = folder.unwrap_or_default();
        let load = |name: &str| Engine::load(&folder, name).map_err(missing);
        if let Some(name) = model {
            return Ok(Self { usual: load(name)?, better: None });
        }
        let installed = fenjie_ocr::installed(&folder);
        let has = |name: &str| installed.iter().any(|other| other == name);
        let usual = match Engine::embedded() {
            Some(engine) if !has(TINY) => engine.map_err(missing)?,
            _ if !has(TINY) && has(SMALL) => return Ok(Self { usual: load(SMALL)?, better: None }),
            _ => load(TINY)?,
        };
        let better = if has(SMALL) { Some(load(SMALL)?) } else { None };
        Ok(Self { usual, better })
    }

    /// What the models are called together.
    fn names(&self) -> String {
        let better = self.better.iter().map(Engine::name);
        [self.usual.name()].into_iter().chain(better).collect::<Vec<_>>().join(", ")
    }

    fn read(&self, picture: &Picture) -> Result<Vec<Reading>, Error> {
        let failed = |error: fenjie_ocr::Error| Error::Missing(error.to_string());
        let reading = self.usual.read(picture).map_err(failed)?;
        let sure = |reading: &[Reading]| reading.iter().map(Reading::confidence).fold(1.0, f32::min);
        match &self.better {
            Some(better) if sure(&reading) < UNSURE => {
                let again = better.read(picture).map_err(failed)?;
                Ok(if sure(&again) > sure(&reading) { again } else { reading })
            }
            _ => Ok(reading),
        }
    }
}

/// Names of the models in the catalogue of `fenjie_ocr`.
const TINY: &str = "tiny";
const SMALL: &str = "small";
