//! From a folder of Chinese government notices to validated task records.
//!
//! [`extract`] reads one document and returns its [`Document`](fenjie_model::Document); [`documents`] does so for all files
//! under some folders, one after the other. [`Run`] is the batch: all files on all cores to JSON and ledgers in an output
//! folder, with a [`Manifest`] of what was done, able to be killed and taken up again. [`Check`] compares what is read today
//! with accepted records, [`Report`] writes the page on which a person checks records against their sources.
//!
//! Nothing here keeps global state, prints or exits; every type can be sent between threads and shared by them. The public
//! interface is what this page lists, and versions follow it: a name that is gone or means something else is a new major
//! version, as is a key of the record ([`model`]) or of the manifest.
//!
//! ```
//! let document = fenjie::extract("一、总体要求".as_bytes(), &fenjie::Options::new().path("a.txt"))?;
//! assert_eq!(document.source.path, "a.txt");
//! # Ok::<(), fenjie::Error>(())
//! ```

mod check;
mod extract;
mod json;
mod language;
mod ledger;
pub mod limits;
mod report;
mod run;

pub use check::{
    Change, ChangeKind, Check, CheckError, Compared, Comparison, Paint, Proposal, TaskName, compare, junit, render,
};
pub use extract::{Error, MAX_BYTES, Options, TIME_LIMIT, extract, extract_observed, read_text};
pub use fenjie_model as model;
#[cfg(feature = "ocr")]
pub use fenjie_ocr as ocr;
pub use fenjie_source::scan;
pub use json::to_json;
pub use language::Language;
pub use ledger::{Column, LedgerError, LedgerOptions, OutputFormat, columns};
pub use report::{Report, ReportError, ReportSummary};
pub use run::{
    Counts, Documents, Event, Failure, FailureKind, FileEntry, MANIFEST_SCHEMA, Manifest, Reader, Run, RunError,
    Skipped, TimeClass, Timing, Totals, documents,
};

#[cfg(test)]
mod tests {
    fn shared<T: Send + Sync>() {}

    #[test]
    fn everything_can_be_shared_between_threads() {
        shared::<crate::Options>();
        shared::<crate::Run>();
        shared::<crate::Check>();
        shared::<crate::Report>();
        shared::<crate::Error>();
        shared::<crate::Failure>();
        shared::<crate::RunError>();
        shared::<crate::model::Document>();
    }
}
