//! JSON Lines: every task a line, with the file and the particulars of the document it is from.

use super::{Ledger, LedgerError};
use crate::model::{Document, Metadata, Task};
use serde::Serialize;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

/// One line: the task's own keys after two of the document.
#[derive(Serialize)]
struct Line<'a> {
    /// [`crate::model::Source::path`].
    source: &'a str,
    /// The document's particulars.
    document: &'a Metadata,
    /// The task.
    #[serde(flatten)]
    task: &'a Task,
}

pub(crate) struct Lines {
    out: BufWriter<File>,
}

impl Lines {
    pub fn create(path: &Path) -> Result<Self, LedgerError> {
        Ok(Self { out: BufWriter::new(File::create_new(path)?) })
    }
}

impl Ledger for Lines {
    fn add(&mut self, _file: usize, document: &Document) -> Result<(), LedgerError> {
        for task in &document.tasks {
            let line = Line { source: &document.source.path, document: &document.document, task };
            serde_json::to_writer(&mut self.out, &line)?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), LedgerError> {
        Ok(self.out.flush()?)
    }
}
