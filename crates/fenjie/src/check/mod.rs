//! The regression check: today's records against accepted ones.

mod align;
mod compare;
mod junit;
mod render;

pub use compare::{Change, ChangeKind, TaskName, compare};
pub use junit::junit;
pub use render::{Paint, render};

use crate::{
    Error, Failure, Options, extract,
    model::Document,
    run::{caught, files, names, walk, worker_pool, write_whole},
    to_json,
};
use files::{Content, Found, Slot};
use rayon::prelude::*;
use serde::Serialize;
use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use walkdir::WalkDir;

/// A comparison of what is read today with the accepted records in a folder.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let (notices, fixtures) = (folder.path().join("notices"), folder.path().join("fixtures"));
/// # std::fs::create_dir(&notices).unwrap();
/// # std::fs::create_dir(&fixtures).unwrap();
/// # std::fs::write(notices.join("a.txt"), "一、总体要求").unwrap();
/// let check = fenjie::Check::new(&fixtures).input(&notices);
/// assert_eq!(check.compare()?.changed().count(), 1); // not accepted yet
/// assert!(check.propose()?.accept().is_empty()); // nothing went wrong
/// assert_eq!(check.compare()?.changed().count(), 0);
/// # Ok::<(), fenjie::CheckError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Check {
    fixtures: PathBuf,
    inputs: Vec<PathBuf>,
    options: Options,
    jobs: usize,
}

/// Why a check as a whole could not be done.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The system has no threads to give.
    #[error("cannot start the worker threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// A file that the options name cannot be used.
    #[error(transparent)]
    Settings(#[from] Error),
    /// There are no accepted records to compare with.
    #[error("{folder} is no folder of accepted records: `fenjie accept` makes one", folder = .0.display())]
    Fixtures(PathBuf),
    /// One of the inputs is not there.
    #[error("{input}: {source}", input = .input.display())]
    Input {
        /// The input.
        input: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Every document, in the order of the inputs, also those without a change; last, accepted records without a source.
    pub documents: Vec<Compared>,
}

/// One document of a check.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Path relative to its input.
    pub path: String,
    /// What has changed, by kind.
    pub changes: Vec<Change>,
}

/// A comparison with the records that would take the place of the accepted ones.
#[derive(Debug)]
pub struct Proposal {
    /// What differs.
    pub comparison: Comparison,
    records: BTreeMap<PathBuf, String>,
}

impl Proposal {
    /// Makes today's records the accepted ones, each written whole or not at all. Returns those that could not be written.
    pub fn accept(self) -> Vec<(PathBuf, io::Error)> {
        let written = self.records.into_iter().map(|(path, json)| (write_whole(&path, json.as_bytes()), path));
        written.filter_map(|(result, path)| Some((path, result.err()?))).collect()
    }

    /// How many records [`Proposal::accept`] writes.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is nothing to accept.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }
}

impl Comparison {
    /// The documents with a change.
    pub fn changed(&self) -> impl Iterator<Item = &Compared> {
        self.documents.iter().filter(|document| !document.changes.is_empty())
    }

    /// Whether a file could not be read.
    pub fn has_failures(&self) -> bool {
        self.changed().flat_map(|document| &document.changes).any(|change| change.kind == ChangeKind::Failed)
    }
}

impl Check {
    /// A check against the records in this folder: `a/b.txt` is compared with `a/b.txt.json` there.
    pub fn new(fixtures: impl Into<PathBuf>) -> Self {
        Self { fixtures: fixtures.into(), inputs: Vec::new(), options: Options::new(), jobs: 0 }
    }

    /// One more file or folder to read.
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

    /// Number of worker threads; 0 is one a core.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Reads every input and says what differs from the accepted records.
    ///
    /// # Errors
    /// Only when the check cannot begin; files that fail are changes.
    pub fn compare(&self) -> Result<Comparison, CheckError> {
        if !self.fixtures.is_dir() {
            return Err(CheckError::Fixtures(self.fixtures.clone()));
        }
        self.each(&|_, _| ())
    }

    /// Compares, and holds today's records where they differ, so that they can be accepted once the differences have been
    /// seen. Files that fail keep their accepted record.
    ///
    /// # Errors
    /// Only when the check cannot begin; files that fail are changes.
    pub fn propose(&self) -> Result<Proposal, CheckError> {
        let records: Mutex<BTreeMap<PathBuf, String>> = Mutex::default();
        let comparison = self.each(&|fixture, document| {
            records.lock().unwrap_or_else(PoisonError::into_inner).insert(fixture, to_json(document));
        })?;
        Ok(Proposal { comparison, records: records.into_inner().unwrap_or_else(PoisonError::into_inner) })
    }

    /// Compares every file; `differs` is told of each record that differs and where its accepted form stands.
    fn each(&self, differs: &(dyn Fn(PathBuf, &Document) + Sync)) -> Result<Comparison, CheckError> {
        self.options.check()?;
        for input in &self.inputs {
            fs::metadata(input).map_err(|source| CheckError::Input { input: input.clone(), source })?;
        }
        let pool = worker_pool(self.jobs)?;
        let leaves = walk::walk(&self.inputs, Some(&self.fixtures)).leaves;
        let done: Mutex<BTreeMap<Slot, (String, Compared)>> = Mutex::default();
        pool.install(|| {
            files::stream(leaves, self.options.limit()).into_iter().par_bridge().for_each(|found| {
                if !matches!(found.content, Content::Skipped) {
                    let (slot, output) = (found.slot, found.output.clone());
                    let compared = self.file(found, differs);
                    done.lock().unwrap_or_else(PoisonError::into_inner).insert(slot, (output, compared));
                }
            });
        });
        let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (seen, mut documents): (HashSet<String>, Vec<Compared>) = done.into_values().unzip();
        documents.extend(self.without_source(&seen));
        Ok(Comparison { documents })
    }

    fn file(&self, found: Found, differs: &(dyn Fn(PathBuf, &Document) + Sync)) -> Compared {
        let fixture = self.fixtures.join(&found.output);
        let path = found.path;
        let changes = match self.read(found.content, &path) {
            Ok(document) => {
                let mut changes = against(&fixture, &document);
                changes.sort_by_key(|change| change.kind);
                if !changes.is_empty() {
                    differs(fixture, &document);
                }
                changes
            }
            Err(failure) => vec![whole(ChangeKind::Failed, Some(&failure.message))],
        };
        Compared { path, changes }
    }

    fn read(&self, content: Content, path: &str) -> Result<Document, Failure> {
        let bytes = content.read(self.options.limit())?;
        let options = self.options.clone().path(path);
        caught(|| extract(&bytes, &options))
    }

    /// Accepted records that no file was read for. Only where whole folders are checked: who names single files does not
    /// ask for the others.
    fn without_source(&self, seen: &HashSet<String>) -> Vec<Compared> {
        if !self.inputs.iter().all(|input| input.is_dir()) {
            return Vec::new();
        }
        let records = WalkDir::new(&self.fixtures).sort_by_file_name().into_iter().flatten();
        let names = records
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| names::relative(entry.path().strip_prefix(&self.fixtures).unwrap_or(entry.path())));
        names
            .filter(|name| name != "manifest.json" && !seen.contains(name))
            .filter_map(|name| {
                let path = name.strip_suffix(".json")?.to_owned();
                Some(Compared { path, changes: vec![whole(ChangeKind::SourceMissing, None)] })
            })
            .collect()
    }
}

fn against(fixture: &Path, document: &Document) -> Vec<Change> {
    match fs::read(fixture) {
        Ok(json) => match serde_json::from_slice(&json) {
            Ok(accepted) => compare(&accepted, document),
            Err(error) => vec![whole(ChangeKind::FixtureDamaged, Some(&error.to_string()))],
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => vec![whole(ChangeKind::NotAccepted, None)],
        Err(error) => vec![whole(ChangeKind::FixtureDamaged, Some(&error.to_string()))],
    }
}

fn whole(kind: ChangeKind, message: Option<&str>) -> Change {
    Change { kind, task: None, field: String::new(), before: None, after: message.map(Into::into) }
}
