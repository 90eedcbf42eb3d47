//! The documents of folders, one after the other.

use super::{
    caught,
    files::{self, Content, Found},
    manifest::Failure,
    walk,
};
use crate::{Options, extract, model::Document};
use std::{path::PathBuf, sync::mpsc};

/// The documents under some files and folders, in the order of a [`Run`](super::Run), read one by one on the caller's
/// thread. Each comes with its path relative to its input.
pub struct Documents {
    found: mpsc::IntoIter<Found>,
    options: Options,
}

/// Reads every document under `inputs`: files, folders with all in them, archives.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # std::fs::write(folder.path().join("a.txt"), "一、总体要求").unwrap();
/// for (path, document) in fenjie::documents([folder.path()], fenjie::Options::new()) {
///     println!("{path}: {} tasks", document?.tasks.len());
/// }
/// # Ok::<(), fenjie::Failure>(())
/// ```
pub fn documents(inputs: impl IntoIterator<Item = impl Into<PathBuf>>, options: Options) -> Documents {
    let inputs: Vec<PathBuf> = inputs.into_iter().map(Into::into).collect();
    let leaves = walk::walk(&inputs, None).leaves;
    Documents { found: files::stream(leaves, options.limit()).into_iter(), options }
}

impl Iterator for Documents {
    type Item = (String, Result<Document, Failure>);

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.found.by_ref().find(|found| !matches!(found.content, Content::Skipped))?;
        let options = self.options.clone().path(&found.path);
        let document = found.content.read(options.limit()).and_then(|bytes| caught(|| extract(&bytes, &options)));
        Some((found.path, document))
    }
}
