//! From a folder of Chinese government notices to validated task records.
//!
//! [`extract`] reads one document and returns its [`Document`](fenjie_model::Document); [`documents`] does so for all files
//! under some folders, one after the other. [`Run`] is the batch: all files on all cores to JSON and ledgers in an output
//! folder, with a [`Manifest`] of what was done, able to be killed and taken up again.
//!
//! ```
//! let document = fenjie::extract("一、总体要求".as_bytes(), &fenjie::Options::new().path("a.txt"))?;
//! assert_eq!(document.source.path, "a.txt");
//! # Ok::<(), fenjie::Error>(())
//! ```

mod extract;
mod json;
mod language;
mod ledger;
pub mod limits;
mod run;

pub use extract::{Error, MAX_BYTES, Options, extract, read_text};
pub use fenjie_model as model;
#[cfg(feature = "ocr")]
pub use fenjie_ocr as ocr;
pub use fenjie_source::scan;
pub use json::to_json;
pub use language::Language;
pub use ledger::{Column, LedgerError, LedgerOptions, OutputFormat, columns};
pub use run::{
    Counts, Documents, Event, Failure, FailureKind, FileEntry, MANIFEST_SCHEMA, Manifest, Reader, Run, RunError, Skipped,
    TimeClass, Timing, Totals, documents,
};
