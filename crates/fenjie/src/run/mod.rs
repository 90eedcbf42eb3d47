//! The batch run: every file under the inputs to a document in the output folder.
//!
//! A run walks its inputs in one order ([`walk`]), reads files and archives as they come ([`files`], [`archive`]), extracts
//! on all threads, and puts each document in its place in one step ([`store`]). What is done is noted in a journal, and the
//! pages of a long scan are kept one by one ([`pages`]), so that a run killed at any moment can be taken up again. Ledgers are written last, from the documents, in the order of the
//! walk; so memory does not grow with the number of files, and the outputs do not depend on the number of threads.

mod archive;
mod documents;
pub(crate) mod files;
mod manifest;
pub(crate) mod names;
mod pages;
mod store;
pub(crate) mod walk;
mod work;

pub use documents::{Documents, documents};
pub use manifest::{
    Counts, Failure, FailureKind, FileEntry, MANIFEST_SCHEMA, Manifest, Skipped, TimeClass, Timing, Totals,
};

use crate::{
    Error, Options,
    ledger::{Context, LedgerError, LedgerOptions, OutputFormat},
    limits::WORKER_STACK,
    model::Document,
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Instant,
};
use store::{Stamp, Store};
pub(crate) use store::{write_whole, write_whole_with};
use work::Work;

/// Reads one document. What [`Run::reader`] takes.
pub type Reader = dyn Fn(&[u8], &Options) -> Result<Document, Error> + Send + Sync;

/// A batch run: what to read, how, and where to.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let (notices, out) = (folder.path().join("notices"), folder.path().join("out"));
/// # std::fs::create_dir(&notices).unwrap();
/// std::fs::write(notices.join("a.txt"), "一、总体要求").unwrap();
/// let manifest = fenjie::Run::new(out.clone()).input(&notices).execute(&|_| ())?;
/// assert_eq!(manifest.totals.read, 1);
/// assert!(out.join("a.txt.json").exists());
/// # Ok::<(), fenjie::RunError>(())
/// ```
#[derive(Clone)]
pub struct Run {
    inputs: Vec<PathBuf>,
    out: PathBuf,
    options: Options,
    formats: Vec<OutputFormat>,
    ledgers: LedgerOptions,
    jobs: usize,
    resume: bool,
    stop: Arc<AtomicBool>,
    reader: Option<Arc<Reader>>,
}

/// What a run tells while it goes, from any of its threads.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// The walk is done: so many files and archives were found.
    Found(usize),
    /// Something was seen and not read on purpose.
    Skipped(&'a Skipped),
    /// A file was read, or failed, or was found unchanged (`resumed`).
    File {
        /// What became of it.
        entry: &'a FileEntry,
        /// Whether an earlier run had read it.
        resumed: bool,
    },
    /// A scanned page of a file was read, or taken over from an interrupted run.
    Page {
        /// Path of the file, as in [`FileEntry::path`].
        path: &'a str,
        /// How many of its scanned pages are read.
        done: usize,
        /// How many it has.
        of: usize,
    },
    /// A ledger is being written.
    Ledger(&'a str),
}

/// Why a run as a whole could not be done. Single files that fail do not fail the run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The output folder cannot be used.
    #[error("cannot write to {folder}: {source}", folder = .folder.display())]
    Folder {
        /// The output folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk filled up, or became read-only, during the run. What was done is kept.
    #[error("{folder}: {source}; make room and run the same command again with --resume", folder = .folder.display())]
    Full {
        /// The output folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file that the options name cannot be used.
    #[error(transparent)]
    Settings(#[from] Error),
    /// The system has no threads to give.
    #[error("cannot start the worker threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A ledger could not be written.
    #[error("cannot write {name}: {source}")]
    Ledger {
        /// Its name.
        name: String,
        /// What went wrong.
        source: LedgerError,
    },
}

impl Run {
    /// A run that writes to this folder: JSON, one thread a core, nothing read yet.
    pub fn new(out: impl Into<PathBuf>) -> Self {
        Self {
            inputs: Vec::new(),
            out: out.into(),
            options: Options::new(),
            formats: Vec::new(),
            ledgers: LedgerOptions::default(),
            jobs: 0,
            resume: false,
            stop: Arc::default(),
            reader: None,
        }
    }

    /// One more file or folder to read; `-` is standard input.
    #[must_use]
    pub fn input(mut self, input: impl Into<PathBuf>) -> Self {
        self.inputs.push(input.into());
        self
    }

    /// How documents are read.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// One more output; [`OutputFormat::Json`] when none is named.
    #[must_use]
    pub fn format(mut self, format: OutputFormat) -> Self {
        if !self.formats.contains(&format) {
            self.formats.push(format);
        }
        self
    }

    /// How the ledgers are written.
    #[must_use]
    pub fn ledgers(mut self, options: LedgerOptions) -> Self {
        self.ledgers = options;
        self
    }

    /// Number of worker threads; 0 is one a core.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Whether files that an earlier run of the same program and settings has read, and that have not changed, are taken
    /// over from it.
    #[must_use]
    pub fn resume(mut self, resume: bool) -> Self {
        self.resume = resume;
        self
    }

    /// A flag that ends the run early when it is set: files in hand are finished, scans but for the pages in hand, and the
    /// manifest is written.
    #[must_use]
    pub fn stop(mut self, stop: Arc<AtomicBool>) -> Self {
        self.stop = stop;
        self
    }

    /// Reads documents with something other than [`crate::extract`]: a wrapper that measures, a reader for a format of the
    /// caller's own. It may panic; that fails the file.
    #[must_use]
    pub fn reader(
        mut self,
        reader: impl Fn(&[u8], &Options) -> Result<Document, Error> + Send + Sync + 'static,
    ) -> Self {
        self.reader = Some(Arc::new(reader));
        self
    }

    /// Does the run and returns its manifest, which also stands in the output folder.
    ///
    /// # Errors
    /// When the output folder cannot be written to or a file that the options name cannot be used. Files that fail are named
    /// in the manifest.
    pub fn execute(&self, observe: &(dyn Fn(Event<'_>) + Sync)) -> Result<Manifest, RunError> {
        let start = Instant::now();
        self.options.check()?;
        let pool = worker_pool(self.jobs)?;
        let stamp = Stamp { program: program(), settings: self.options.fingerprint()? };
        let (store, past) =
            Store::open(&self.out, &stamp, self.resume, self.keeps_documents()).map_err(|e| self.folder_error(e))?;
        let walk = walk::walk(&self.inputs, Some(&self.out));
        observe(Event::Found(walk.leaves.len()));
        walk.skipped.iter().for_each(|skipped| observe(Event::Skipped(skipped)));
        let work = Work::new(self, &store, past, observe);
        pool.install(|| {
            work.read_all(walk.leaves);
            work.copy_duplicates();
        });
        let (mut manifest, names, full) = work.into_manifest(stamp, walk.skipped);
        if manifest.complete {
            manifest.ledgers = self.write_ledgers(&manifest, &names, &store, observe)?;
        }
        manifest.timing.jobs = pool.current_num_threads();
        manifest.timing.seconds = start.elapsed().as_secs_f64();
        let written = store.write_manifest(&manifest);
        if let Some(source) = full {
            return Err(RunError::Full { folder: self.out.clone(), source });
        }
        written.map_err(|e| self.folder_error(e))?;
        let finished = manifest.complete && (self.keeps_documents() || !self.resume);
        store.close(finished).map_err(|e| self.folder_error(e))?;
        Ok(manifest)
    }

    /// Whether the documents are an output, or only what the ledgers are made from.
    fn keeps_documents(&self) -> bool {
        self.formats.is_empty() || self.formats.contains(&OutputFormat::Json)
    }

    /// Writes all ledgers in one pass over the documents, whose names stand in the order of the manifest's files.
    fn write_ledgers(
        &self,
        manifest: &Manifest,
        names: &[String],
        store: &Store,
        observe: &(dyn Fn(Event<'_>) + Sync),
    ) -> Result<Vec<String>, RunError> {
        let context = Context { manifest, out: &self.out, options: self.ledgers };
        let mut open = Vec::new();
        for format in &self.formats {
            let (scratch, name) = (store.scratch(), format.name());
            if let Some(ledger) = format.create(&scratch, context).map_err(|e| ledger_error(name, e))? {
                observe(Event::Ledger(name));
                open.push((format.ledger().unwrap_or(name), scratch, ledger));
            }
        }
        if open.is_empty() {
            return Ok(Vec::new());
        }
        for (number, (file, name)) in manifest.files.iter().zip(names).enumerate() {
            if file.failure.is_some() || file.duplicate_of.is_some() {
                continue;
            }
            let json = store.read_document(name).map_err(|e| ledger_error(name, e.into()))?;
            let document: Document = serde_json::from_slice(&json).map_err(|e| ledger_error(name, e.into()))?;
            for (name, _, ledger) in &mut open {
                ledger.add(number, &document).map_err(|e| ledger_error(name, e))?;
            }
        }
        let mut written = Vec::new();
        for (name, scratch, ledger) in open {
            ledger.finish().map_err(|e| ledger_error(name, e))?;
            store.publish(&scratch, name).map_err(|e| ledger_error(name, e.into()))?;
            written.push(name.to_owned());
        }
        Ok(written)
    }

    fn folder_error(&self, source: io::Error) -> RunError {
        RunError::Folder { folder: self.out.clone(), source }
    }
}

/// Most threads for each core: more wait for each other longer than they work.
const MOST_THREADS_A_CORE: usize = 4;

/// Threads with room for deeply nested sources, no more than a core can feed; 0 is one a core.
pub(crate) fn worker_pool(jobs: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.min(cores * MOST_THREADS_A_CORE))
        .stack_size(WORKER_STACK)
        .thread_name(|number| format!("fenjie-worker-{number}"))
        .build()
}

/// Reads a document. A panic is a fault of the program, but only this file pays for it.
pub(crate) fn caught(read: impl FnOnce() -> Result<Document, Error>) -> Result<Document, Failure> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(document)) => Ok(document),
        Ok(Err(error)) => Err(Failure::new(failure_kind(&error), error)),
        Err(payload) => {
            let text = payload.downcast_ref::<&str>().copied();
            let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
            let message = format!("the program failed on this file ({text}); please report it");
            Err(Failure::new(FailureKind::Panic, message))
        }
    }
}

fn failure_kind(error: &Error) -> FailureKind {
    match error {
        Error::Source(fenjie_source::Error::TooSlow) => FailureKind::TooSlow,
        Error::Source(fenjie_source::Error::Stopped) => FailureKind::Interrupted,
        Error::TooLarge { .. } | Error::Source(fenjie_source::Error::TooLarge { .. }) => FailureKind::TooLarge,
        Error::Names { .. } | Error::Source(_) => FailureKind::Unsupported,
    }
}

fn program() -> String {
    format!("fenjie {}", env!("CARGO_PKG_VERSION"))
}

fn ledger_error(name: &str, source: LedgerError) -> RunError {
    RunError::Ledger { name: name.to_owned(), source }
}
