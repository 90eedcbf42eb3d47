//! Ledgers: the tasks of all documents in one file, for people and programs that work with tables.

#[cfg(feature = "parquet")]
mod columnar;
mod columns;
#[cfg(feature = "sqlite")]
mod database;
mod delimited;
mod lines;
#[cfg(feature = "xlsx")]
mod workbook;

pub use columns::{Column, columns};

use crate::{Language, Manifest, model::Document};
use std::{fmt, io, path::Path, str::FromStr};

/// A form that a run writes its results in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputFormat {
    /// One JSON file a document.
    Json,
    /// One JSON object a line and task.
    Jsonl,
    /// Comma-separated values, one line a task.
    Csv,
    /// An Excel workbook.
    #[cfg(feature = "xlsx")]
    Xlsx,
    /// Apache Parquet with nested units.
    #[cfg(feature = "parquet")]
    Parquet,
    /// An `SQLite` database with full-text search.
    #[cfg(feature = "sqlite")]
    Sqlite,
}

impl OutputFormat {
    /// Every format that this build writes.
    pub const ALL: &[Self] = &[
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        #[cfg(feature = "xlsx")]
        Self::Xlsx,
        #[cfg(feature = "parquet")]
        Self::Parquet,
        #[cfg(feature = "sqlite")]
        Self::Sqlite,
    ];

    /// The name that the command line knows it by.
    pub fn name(self) -> &'static str {
        self.ledger().map_or("json", |file| file.trim_start_matches("tasks."))
    }

    /// The file it is written to in the output folder; `None` for [`OutputFormat::Json`], which writes one a document.
    pub fn ledger(self) -> Option<&'static str> {
        match self {
            Self::Json => None,
            Self::Jsonl => Some("tasks.jsonl"),
            Self::Csv => Some("tasks.csv"),
            #[cfg(feature = "xlsx")]
            Self::Xlsx => Some("tasks.xlsx"),
            #[cfg(feature = "parquet")]
            Self::Parquet => Some("tasks.parquet"),
            #[cfg(feature = "sqlite")]
            Self::Sqlite => Some("tasks.sqlite"),
        }
    }

    /// Begins a ledger at `path`; `None` for [`OutputFormat::Json`].
    pub(crate) fn create<'a>(self, path: &Path, run: Context<'a>) -> Result<Option<Box<dyn Ledger + 'a>>, LedgerError> {
        Ok(Some(match self {
            Self::Json => return Ok(None),
            Self::Jsonl => Box::new(lines::Lines::create(path)?),
            Self::Csv => Box::new(delimited::Delimited::create(path, run.options)?),
            #[cfg(feature = "xlsx")]
            Self::Xlsx => Box::new(workbook::Workbook::create(path, run)?),
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(columnar::Columnar::create(path)?),
            #[cfg(feature = "sqlite")]
            Self::Sqlite => Box::new(database::Database::create(path)?),
        }))
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for OutputFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|format| format.name() == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(|format| format.name()).collect();
            format!("no such format; choose among {}", names.join(", "))
        })
    }
}

/// How ledgers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerOptions {
    /// Whether CSV begins with a byte order mark, by which Excel knows it as UTF-8.
    pub bom: bool,
    /// The language of the CSV header.
    pub language: Language,
}

/// Why a ledger could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The system's error.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A document of the run cannot be read back.
    #[error("a document in the output folder is not what was written there: {0}")]
    Document(#[from] serde_json::Error),
    /// The writer of the format.
    #[error("{0}")]
    Writer(Box<dyn std::error::Error + Send + Sync>),
}

impl LedgerError {
    /// An error of a format's own library.
    fn writer(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Writer(Box::new(error))
    }
}

/// What a ledger may say of the run beside its documents.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "xlsx"), allow(dead_code, reason = "only the workbook names files and links to them"))]
pub(crate) struct Context<'a> {
    /// All files, also those without a document.
    pub manifest: &'a Manifest,
    /// The output folder.
    pub out: &'a Path,
    /// How it is to be written.
    pub options: LedgerOptions,
}

/// A ledger in the making: documents are added in the order of the manifest, then it is finished.
pub(crate) trait Ledger {
    /// Takes up the tasks of the document of the manifest's `file`th file.
    fn add(&mut self, file: usize, document: &Document) -> Result<(), LedgerError>;

    /// Writes what remains.
    fn finish(self: Box<Self>) -> Result<(), LedgerError>;
}

/// The word that the JSON form has for a value that is one of several words.
#[cfg(any(feature = "parquet", feature = "sqlite"))]
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
