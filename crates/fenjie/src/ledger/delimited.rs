//! Comma-separated values, made so that a spreadsheet program can open them without harm.

use super::{
    Ledger, LedgerError, LedgerOptions,
    columns::{Value, columns},
};
use crate::model::Document;
use std::{
    borrow::Cow,
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

pub(crate) struct Delimited {
    out: csv::Writer<BufWriter<File>>,
}

impl Delimited {
    pub fn create(path: &Path, options: LedgerOptions) -> Result<Self, LedgerError> {
        let mut out = BufWriter::new(File::create_new(path)?);
        if options.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        out.write_record(columns().iter().map(|column| column.heading(options.language)))
            .map_err(LedgerError::writer)?;
        Ok(Self { out })
    }
}

impl Ledger for Delimited {
    fn add(&mut self, _file: usize, document: &Document) -> Result<(), LedgerError> {
        for task in &document.tasks {
            let row = columns().iter().map(|column| match column.value(document, task) {
                Value::Text(text) => harmless(text).into_owned(),
                Value::Number(number) => number.to_string(),
                Value::Empty => String::new(),
            });
            self.out.write_record(row).map_err(LedgerError::writer)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), LedgerError> {
        Ok(self.out.flush()?)
    }
}

/// Spreadsheet programs run a cell that begins with one of these as a formula (the full-width forms too, in East Asian
/// settings). An apostrophe in front makes it text.
fn harmless(text: Cow<str>) -> Cow<str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        return format!("'{text}").into();
    }
    text
}
