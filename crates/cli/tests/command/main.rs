//! The command from outside, and what the library does for it: the batch run, the ledgers, the regression check, the report.

#![allow(clippy::print_stderr, reason = "a test that is left out for want of a browser or a model says so")]

mod check_accept;
mod export_formats;
mod failures;
mod report_page;
mod run_archives;
mod run_batch;
mod sample;
#[cfg(feature = "ocr")]
mod scanned_pages;
