//! The scanned pages of one file of a run: told of, kept in the output folder until the file's document stands there.

use super::{Event, Run, store::Store};
use crate::scan::Observer;
use std::sync::atomic::Ordering;

/// Looks on while one file is read.
pub(crate) struct Pages<'a> {
    run: &'a Run,
    store: &'a Store,
    observe: &'a (dyn Fn(Event<'_>) + Sync),
    path: &'a str,
    /// SHA-256 of the file: its pages are kept under it, wherever the file lies.
    sha: &'a str,
}

impl<'a> Pages<'a> {
    pub fn new(
        run: &'a Run,
        store: &'a Store,
        observe: &'a (dyn Fn(Event<'_>) + Sync),
        path: &'a str,
        sha: &'a str,
    ) -> Self {
        Self { run, store, observe, path, sha }
    }

    /// Lets go of what was kept.
    pub fn forget(&self) {
        self.store.forget_pages(self.sha);
    }
}

impl Observer for Pages<'_> {
    fn page_read(&self, done: usize, of: usize) {
        (self.observe)(Event::Page { path: self.path, done, of });
    }

    fn kept(&self, page: u32) -> Option<Vec<u8>> {
        self.store.read_page(self.sha, page)
    }

    fn keep(&self, page: u32, reading: &[u8]) {
        self.store.write_page(self.sha, page, reading);
    }

    fn stops(&self) -> bool {
        self.run.stop.load(Ordering::Relaxed)
    }
}
