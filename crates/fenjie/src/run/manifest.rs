//! What a run did, file by file: `manifest.json`.

use crate::model::{Document, Severity};
use serde::{Deserialize, Serialize};
use std::{io, time::Duration};

/// The value of [`Manifest::schema`].
pub const MANIFEST_SCHEMA: &str = "fenjie-manifest/1";

/// The record of a run. All but [`Manifest::timing`] is the same, byte for byte, for the same inputs and settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Format name and major version: [`MANIFEST_SCHEMA`].
    pub schema: String,
    /// Name and version of the program.
    pub program: String,
    /// SHA-256 of the settings that decide what a record says.
    pub settings: String,
    /// The inputs as they were given.
    pub inputs: Vec<String>,
    /// Whether every file was come to; `false` after Ctrl-C or a full disk.
    pub complete: bool,
    /// Sums over `files`.
    pub totals: Totals,
    /// Every file, in the order of the inputs, each folder by name.
    pub files: Vec<FileEntry>,
    /// What was seen and not read on purpose.
    pub skipped: Vec<Skipped>,
    /// The ledgers that were written beside the documents.
    pub ledgers: Vec<String>,
    /// The part that differs from run to run.
    pub timing: Timing,
}

/// Sums over the files of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Files come to.
    pub files: usize,
    /// Files whose record was written.
    pub read: usize,
    /// Files that failed.
    pub failed: usize,
    /// Files whose bytes are those of an earlier one; their tasks stand once in the ledgers.
    pub duplicates: usize,
    /// Bytes of all files.
    pub bytes: u64,
    /// Sums of what the documents hold, duplicates left out.
    pub counts: Counts,
}

/// What one document holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Tasks.
    pub tasks: usize,
    /// Tasks that carry a note.
    pub doubtful: usize,
    /// Indicators.
    pub indicators: usize,
    /// Non-blank characters.
    pub characters: usize,
    /// Characters that the program could not place.
    pub unclaimed: usize,
    /// Diagnostics that are warnings or errors.
    pub warnings: usize,
}

impl Counts {
    /// Counts of one document.
    pub fn of(document: &Document) -> Self {
        Self {
            tasks: document.tasks.len(),
            doubtful: document.tasks.iter().filter(|task| !task.notes.is_empty()).count(),
            indicators: document.indicators.len(),
            characters: document.accounting.characters,
            unclaimed: document.accounting.unclaimed,
            warnings: document.diagnostics.iter().filter(|found| found.severity != Severity::Info).count(),
        }
    }

    fn add(&mut self, other: &Self) {
        self.tasks += other.tasks;
        self.doubtful += other.doubtful;
        self.indicators += other.indicators;
        self.characters += other.characters;
        self.unclaimed += other.unclaimed;
        self.warnings += other.warnings;
    }
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Which of [`Manifest::inputs`] it was found under, from 0.
    pub input: usize,
    /// Path relative to that input, with `/`; inside an archive, the archive's path first.
    pub path: String,
    /// SHA-256 of its bytes; `null` when they could not be read.
    pub sha256: Option<String>,
    /// Size in bytes, where it was read.
    pub bytes: u64,
    /// Media type found from the content.
    pub media_type: Option<String>,
    /// The document written for it, relative to the output folder; `null` when none was asked for or it failed.
    pub output: Option<String>,
    /// SHA-256 of that document.
    pub output_sha256: Option<String>,
    /// Path of the first file with the same bytes, when that is another.
    pub duplicate_of: Option<String>,
    /// What the document holds.
    pub counts: Counts,
    /// Why there is no document.
    pub failure: Option<Failure>,
}

/// Why a file has no document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// One English sentence.
    pub message: String,
}

/// Kinds of failure of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The system would not let it be read, or it was gone.
    Unreadable,
    /// It is larger than the limit.
    TooLarge,
    /// It took longer than the limit.
    TooSlow,
    /// It is in no format that fenjie reads, or damaged.
    Unsupported,
    /// An archive, or an entry of one, cannot be unpacked.
    Archive,
    /// The program has a fault that this file brings out.
    Panic,
    /// Its document could not be written.
    Unwritable,
    /// The run was ended while it was read; no manifest names it.
    Interrupted,
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, message: impl std::fmt::Display) -> Self {
        Self { kind, message: message.to_string() }
    }

    pub(crate) fn unreadable(error: &io::Error) -> Self {
        Self::new(FailureKind::Unreadable, error)
    }
}

/// Something that was seen and not read on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Path relative to its input.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Skipped {
    pub(crate) fn new(path: String, reason: &str) -> Self {
        Self { path, reason: reason.to_owned() }
    }
}

/// How long things took. The only part of a manifest that differs between runs over the same files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// Seconds from start to end.
    pub seconds: f64,
    /// Worker threads.
    pub jobs: usize,
    /// Files read in this run.
    pub extracted: usize,
    /// Files that an earlier run had read and that have not changed.
    pub resumed: usize,
    /// Class of each file, in the order of `files`.
    pub classes: Vec<TimeClass>,
}

/// How long a file took to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimeClass {
    /// Below 10 ms.
    #[default]
    #[serde(rename = "<10ms")]
    Instant,
    /// Below 100 ms.
    #[serde(rename = "<100ms")]
    Fast,
    /// Below 1 s.
    #[serde(rename = "<1s")]
    Moderate,
    /// Below 10 s.
    #[serde(rename = "<10s")]
    Slow,
    /// 10 s and more.
    #[serde(rename = ">=10s")]
    VerySlow,
}

impl TimeClass {
    /// The class of a duration.
    pub fn of(time: Duration) -> Self {
        match time.as_millis() {
            0..10 => Self::Instant,
            10..100 => Self::Fast,
            100..1_000 => Self::Moderate,
            1_000..10_000 => Self::Slow,
            _ => Self::VerySlow,
        }
    }
}

impl Totals {
    pub(crate) fn of(files: &[FileEntry]) -> Self {
        let mut totals = Self { files: files.len(), ..Self::default() };
        for file in files {
            totals.bytes += file.bytes;
            totals.failed += usize::from(file.failure.is_some());
            totals.read += usize::from(file.failure.is_none());
            totals.duplicates += usize::from(file.duplicate_of.is_some());
            if file.duplicate_of.is_none() {
                totals.counts.add(&file.counts);
            }
        }
        totals
    }
}
