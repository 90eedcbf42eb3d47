//! Finding the files under the inputs, in one order on every machine.

use super::{
    archive::{self, ArchiveKind},
    manifest::{Failure, FailureKind, Skipped},
    names::{self, Named},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// The input that stands for standard input.
pub(crate) const STDIN: &str = "-";

/// One thing to read.
#[derive(Debug)]
pub(crate) struct Leaf {
    /// Which input it was found under.
    pub input: usize,
    /// Path relative to the input, with `/`.
    pub path: String,
    /// Where it is.
    pub file: PathBuf,
    /// What it is.
    pub kind: LeafKind,
    /// Its document's name in the output folder; an archive's folder there.
    pub output: String,
}

#[derive(Debug)]
pub(crate) enum LeafKind {
    File,
    Stdin,
    Archive(ArchiveKind),
    Unreadable(Failure),
}

/// All that stands under the inputs.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub leaves: Vec<Leaf>,
    pub skipped: Vec<Skipped>,
}

/// Walks the inputs in their order, each folder by name. `out`, which may stand inside an input, is left out.
pub(crate) fn walk(inputs: &[PathBuf], out: Option<&Path>) -> Walk {
    let mut walk = Walk::default();
    let out = out.and_then(|path| fs::canonicalize(path).ok());
    for (number, input) in inputs.iter().enumerate() {
        if input.as_os_str() == STDIN {
            walk.push(number, STDIN.to_owned(), input.clone(), LeafKind::Stdin);
        } else if input.is_dir() {
            walk.folder(number, input, out.as_deref());
        } else {
            walk.single(number, input);
        }
    }
    walk.name_outputs();
    walk
}

impl Walk {
    fn push(&mut self, input: usize, path: String, file: PathBuf, kind: LeafKind) {
        self.leaves.push(Leaf { input, path, file, kind, output: String::new() });
    }

    fn single(&mut self, input: usize, file: &Path) {
        let path = names::relative(Path::new(file.file_name().unwrap_or(file.as_os_str())));
        let kind = match fs::metadata(file) {
            Ok(_) => leaf_kind(file),
            Err(error) => unreadable(file, &error),
        };
        self.push(input, path, file.to_owned(), kind);
    }

    fn folder(&mut self, input: usize, root: &Path, out: Option<&Path>) {
        let mut entries = WalkDir::new(root).follow_links(true).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    let path = names::relative(entry.path().strip_prefix(root).unwrap_or(entry.path()));
                    let skip = self.entry(input, &entry, path, out);
                    if skip && entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Err(error) => self.walk_error(input, root, &error),
            }
        }
    }

    /// Takes up one entry; whether it is to be left out, with all in it.
    fn entry(&mut self, input: usize, entry: &DirEntry, path: String, out: Option<&Path>) -> bool {
        let kind = entry.file_type();
        if names::is_bookkeeping(&path) {
            self.skipped.push(Skipped::new(path, "hidden or bookkeeping"));
            return true;
        }
        if kind.is_dir() {
            let own = out.is_some_and(|out| fs::canonicalize(entry.path()).is_ok_and(|folder| folder == out));
            if own {
                self.skipped.push(Skipped::new(path, "the output folder"));
            }
            return own;
        }
        if kind.is_file() {
            self.push(input, path, entry.path().to_owned(), leaf_kind(entry.path()));
        } else {
            self.skipped.push(Skipped::new(path, "not a regular file"));
        }
        false
    }

    fn walk_error(&mut self, input: usize, root: &Path, error: &walkdir::Error) {
        let file = error.path().unwrap_or(root);
        let path = names::relative(file.strip_prefix(root).unwrap_or(file));
        if error.loop_ancestor().is_some() {
            self.skipped.push(Skipped::new(path, "a link that leads back to a folder it stands in"));
            return;
        }
        let cause = error.io_error().map_or_else(|| io::Error::other(error.to_string()), copy_of);
        self.push(input, path, file.to_owned(), unreadable(file, &cause));
    }

    fn name_outputs(&mut self) {
        let named: Vec<Named> = self.leaves.iter().map(Leaf::named).collect();
        let outputs = names::assign(&named);
        for (leaf, output) in self.leaves.iter_mut().zip(outputs) {
            leaf.output = output;
        }
    }
}

impl Leaf {
    fn named(&self) -> Named<'_> {
        match self.kind {
            LeafKind::Archive(_) => Named::Folder(&self.path),
            _ => Named::Document(&self.path),
        }
    }
}

/// What the system said, which says of a link to nothing that the link is not there.
fn unreadable(file: &Path, error: &io::Error) -> LeafKind {
    LeafKind::Unreadable(match fs::read_link(file) {
        Ok(target) if error.kind() == io::ErrorKind::NotFound => {
            Failure::new(FailureKind::Unreadable, format!("a link to {}, which is not there", target.display()))
        }
        _ => Failure::unreadable(error),
    })
}

fn leaf_kind(file: &Path) -> LeafKind {
    match archive::sniff(file) {
        Ok(Some(kind)) => LeafKind::Archive(kind),
        Ok(None) => LeafKind::File,
        Err(error) => LeafKind::Unreadable(Failure::new(FailureKind::Unreadable, &error)),
    }
}

/// The system's error again: `std::io::Error` cannot be cloned.
fn copy_of(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}
