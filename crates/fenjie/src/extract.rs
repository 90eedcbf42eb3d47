//! One document: bytes in, record out.

use fenjie_layout::Watch;
use fenjie_lexicon::Agencies;
use fenjie_lexicon::tags::Taxonomy;
use fenjie_model::{Document, SCHEMA, Source};
use fenjie_records::Names;
use fenjie_source::{Limits, scan};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Largest file that is read unless [`Options::max_bytes`] says otherwise: 64 MiB.
pub const MAX_BYTES: u64 = 64 << 20;

/// Longest that one file may take unless [`Options::time_limit`] says otherwise: ten minutes, a few hundred scanned pages.
pub const TIME_LIMIT: Duration = Duration::from_mins(10);

/// How a document is to be read.
///
/// ```
/// let options = fenjie::Options::new().path("notices/4.txt").max_bytes(1 << 20);
/// ```
#[derive(Clone, Debug)]
pub struct Options {
    path: String,
    max_bytes: u64,
    time_limit: Duration,
    password: Option<String>,
    units: Option<PathBuf>,
    taxonomy: Option<PathBuf>,
    scans: scan::Options,
    names: OwnNames,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// What the command does when no flag is given.
    pub fn new() -> Self {
        Self {
            path: String::new(),
            max_bytes: MAX_BYTES,
            time_limit: TIME_LIMIT,
            password: None,
            units: None,
            taxonomy: None,
            scans: scan::Options::default(),
            names: OwnNames::default(),
        }
    }

    /// The name that [`fenjie_model::Source::path`] states; its extension is a hint at the format.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Refuse input larger than this many bytes.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Give up a file that takes longer than this. Readers look at the clock before every page, what comes after them at every
    /// table and page and again within large ones.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Opens encrypted PDFs; the empty password is always tried.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// The user's own agency names.
    #[must_use]
    pub fn units(mut self, file: impl Into<PathBuf>) -> Self {
        self.units = Some(file.into());
        self.names = OwnNames::default();
        self
    }

    /// The user's own tags.
    #[must_use]
    pub fn taxonomy(mut self, file: impl Into<PathBuf>) -> Self {
        self.taxonomy = Some(file.into());
        self.names = OwnNames::default();
        self
    }

    /// How scanned pages and pictures are read.
    #[must_use]
    pub fn scans(mut self, scans: scan::Options) -> Self {
        self.scans = scans;
        self
    }

    /// The size limit in bytes.
    pub fn limit(&self) -> u64 {
        self.max_bytes
    }

    /// Reads the files of the user's agency names and tags, so that what is wrong with them is known before the first document
    /// is read. Whoever does not ask is told with every document.
    ///
    /// # Errors
    /// [`Error::Names`] when one of them cannot be used.
    pub fn check(&self) -> Result<(), Error> {
        self.names().map(|_| ())
    }

    /// SHA-256 of everything here, beside the path, that decides what a document's record says. A run that is taken up
    /// again reads a file anew when this has changed.
    pub(crate) fn fingerprint(&self) -> Result<String, Error> {
        let mut settings = format!("{} {:?} {:?}", self.max_bytes, self.password, self.scans);
        for (flag, file) in [(UNITS, &self.units), (TAXONOMY, &self.taxonomy)] {
            if let Some(file) = file {
                settings.push_str(&own_file(flag, file)?);
            }
        }
        Ok(sha256(settings.as_bytes()))
    }

    fn names(&self) -> Result<&Names, Error> {
        let names = self.names.0.get_or_init(|| read_names(self.units.as_deref(), self.taxonomy.as_deref()));
        names.as_ref().map_err(Clone::clone)
    }
}

/// The flags that name the user's files.
const UNITS: &str = "--units";
const TAXONOMY: &str = "--taxonomy";

/// The names that documents are read with; the user's files are read once, when they are first asked for.
#[derive(Clone, Default)]
struct OwnNames(Arc<OnceLock<Result<Names, Error>>>);

impl fmt::Debug for OwnNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.get().is_some() { "read" } else { "not read yet" })
    }
}

/// The built-in names, with those of the user's files above them.
fn read_names(units: Option<&Path>, taxonomy: Option<&Path>) -> Result<Names, Error> {
    let mut names = Names::default();
    if let Some(file) = units {
        names.agencies = Agencies::with_file(&own_file(UNITS, file)?).map_err(|e| refused(UNITS, file, &e))?;
    }
    if let Some(file) = taxonomy {
        let taxonomy = Taxonomy::from_toml(&own_file(TAXONOMY, file)?).map_err(|e| refused(TAXONOMY, file, &e))?;
        names.taxonomy = Some(taxonomy);
    }
    Ok(names)
}

fn own_file(flag: &'static str, file: &Path) -> Result<String, Error> {
    std::fs::read_to_string(file).map_err(|error| refused(flag, file, &error))
}

fn refused(flag: &'static str, file: &Path, reason: &impl ToString) -> Error {
    Error::Names { flag, file: file.to_owned(), reason: reason.to_string() }
}

/// Why a document could not be read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The input is larger than [`Options::max_bytes`].
    #[error("{bytes} bytes is over the limit of {limit}; raise it with --max-bytes")]
    TooLarge {
        /// Size of the input.
        bytes: u64,
        /// The limit that was set.
        limit: u64,
    },
    /// The user's file of agency names or tags cannot be used.
    #[error("{flag} {file}: {reason}", file = .file.display())]
    Names {
        /// The flag of the command that names such files.
        flag: &'static str,
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The bytes cannot be read.
    #[error(transparent)]
    Source(#[from] fenjie_source::Error),
}

/// Read one document.
///
/// # Errors
/// When the bytes cannot be read as any supported format; see [`Error`].
pub fn extract(bytes: &[u8], options: &Options) -> Result<Document, Error> {
    extract_observed(bytes, options, &())
}

/// As [`extract`], while `observer` looks on at the reading of scanned pages.
///
/// # Errors
/// As [`extract`], and when the observer ends the reading.
pub fn extract_observed(bytes: &[u8], options: &Options, observer: &dyn scan::Observer) -> Result<Document, Error> {
    let limits = limits(options);
    let source = read_source(bytes, options, &limits, observer)?;
    let watch = Watch::new(&limits);
    let blocks = fenjie_layout::blocks(&source, &watch);
    limits.check_time()?;
    let sha256 = sha256(bytes);
    let reading = fenjie_records::read(&source, &blocks, &sha256[..ID_PREFIX], options.names()?, &watch);
    limits.check_time()?;
    let mut diagnostics = source.diagnostics;
    diagnostics.extend(watch.diagnostics());
    Ok(Document {
        schema: SCHEMA.to_owned(),
        source: Source {
            path: options.path.clone(),
            sha256,
            bytes: bytes.len() as u64,
            media_type: source.format.media_type().to_owned(),
            encoding: source.encoding,
            pages: source.paged.then_some(source.pages.len() as u32),
        },
        document: reading.metadata,
        tasks: reading.tasks,
        indicators: reading.indicators,
        accounting: reading.accounting,
        diagnostics,
    })
}

/// Digits of the content's hash that the ids of its tasks begin with.
const ID_PREFIX: usize = 8;

/// The bounds for one document, the time counted from now on.
fn limits(options: &Options) -> Limits {
    Limits {
        file_bytes: options.max_bytes,
        password: options.password.clone(),
        stop_at: Instant::now().checked_add(options.time_limit),
        converter_time: Limits::default().converter_time.min(options.time_limit),
        ..Limits::default()
    }
}

fn read_source(
    bytes: &[u8],
    options: &Options,
    limits: &Limits,
    observer: &dyn scan::Observer,
) -> Result<fenjie_source::Source, Error> {
    check_size(bytes, options)?;
    let name = (!options.path.is_empty()).then_some(options.path.as_str());
    Ok(scan::read_observed(bytes, name, limits, &options.scans, observer)?)
}

/// The text of a document: what the spans of its record run over.
///
/// # Errors
/// As [`extract`].
pub fn read_text(bytes: &[u8], options: &Options) -> Result<String, Error> {
    Ok(read_source(bytes, options, &limits(options), &())?.text)
}

/// The text of a document, and the pages that were read by their looks as pictures, `most` at most.
pub(crate) fn read_views(bytes: &[u8], options: &Options, most: usize) -> Result<(String, Vec<scan::View>), Error> {
    let limits = limits(options);
    let source = read_source(bytes, options, &limits, &())?;
    let views = scan::views(bytes, &source, &limits, most)?;
    Ok((source.text, views))
}

fn check_size(bytes: &[u8], options: &Options) -> Result<(), Error> {
    let bytes = bytes.len() as u64;
    if bytes > options.max_bytes { Err(Error::TooLarge { bytes, limit: options.max_bytes }) } else { Ok(()) }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
