//! The files of a walk one after the other, archives unpacked on the way.

use super::{
    archive::{self, Entry, over_limit},
    manifest::{Failure, FailureKind},
    names::Named,
    walk::{Leaf, LeafKind},
};
use std::{
    collections::HashSet,
    fs::File,
    io::{self, Read},
    ops::ControlFlow,
    path::PathBuf,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

/// Unpacked files that wait for a worker.
const WAITING: usize = 4;

/// Place in the order of the walk: number of the leaf, number in the archive.
pub(crate) type Slot = (usize, usize);

/// One file to read.
pub(crate) struct Found {
    pub slot: Slot,
    pub input: usize,
    pub path: String,
    /// Its document's name.
    pub output: String,
    pub content: Content,
}

/// Where a file's bytes are.
pub(crate) enum Content {
    File(PathBuf),
    Stdin,
    Unpacked(Vec<u8>),
    Failed(Failure),
    /// No document, and left out on purpose.
    Skipped,
}

impl Content {
    /// The bytes, no more than `limit`.
    pub fn read(self, limit: u64) -> Result<Vec<u8>, Failure> {
        let read = match self {
            Self::File(file) => File::open(file).and_then(|file| read_within(file, limit)),
            Self::Stdin => read_within(io::stdin().lock(), limit),
            Self::Unpacked(bytes) => Ok(Some(bytes)),
            Self::Failed(failure) => return Err(failure),
            Self::Skipped => Ok(Some(Vec::new())),
        };
        read.map_err(|error| Failure::unreadable(&error))?
            .ok_or_else(|| Failure::new(FailureKind::TooLarge, over_limit(limit)))
    }
}

fn read_within(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Hands on the files of `leaves` from a thread of its own, no more than a few unpacked ones ahead.
pub(crate) fn stream(leaves: Vec<Leaf>, limit: u64) -> Receiver<Found> {
    let (sender, receiver) = sync_channel(WAITING);
    thread::spawn(move || {
        for (number, leaf) in leaves.into_iter().enumerate() {
            if send(number, leaf, limit, &sender).is_break() {
                break;
            }
        }
    });
    receiver
}

fn send(number: usize, leaf: Leaf, limit: u64, sender: &SyncSender<Found>) -> ControlFlow<()> {
    let content = match leaf.kind {
        LeafKind::File => Content::File(leaf.file),
        LeafKind::Stdin => Content::Stdin,
        LeafKind::Unreadable(failure) => Content::Failed(failure),
        LeafKind::Archive(kind) => {
            let mut unpacked =
                Unpacked { number, input: leaf.input, folder: &leaf, count: 0, taken: HashSet::new(), sender };
            let read = archive::read(&leaf.file, kind, limit, &mut |entry| unpacked.entry(entry));
            return match read {
                Ok(()) => ControlFlow::Continue(()),
                Err(failure) => unpacked.whole(failure),
            };
        }
    };
    hand_over(sender, Found { slot: (number, 0), input: leaf.input, path: leaf.path, output: leaf.output, content })
}

fn hand_over(sender: &SyncSender<Found>, found: Found) -> ControlFlow<()> {
    if sender.send(found).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

/// The entries of one archive on their way.
struct Unpacked<'a> {
    number: usize,
    input: usize,
    folder: &'a Leaf,
    count: usize,
    taken: HashSet<String>,
    sender: &'a SyncSender<Found>,
}

impl Unpacked<'_> {
    fn entry(&mut self, entry: Entry) -> ControlFlow<()> {
        let content = match entry.content {
            Ok(Some(bytes)) => Content::Unpacked(bytes),
            Ok(None) => Content::Skipped,
            Err(failure) => Content::Failed(failure),
        };
        self.count += 1;
        let output = format!("{}/{}", self.folder.output, self.free_name(&entry.path));
        self.found(format!("{}/{}", self.folder.path, entry.path), output, content)
    }

    /// An archive that could not be read to its end is a failure under its own name.
    fn whole(&mut self, failure: Failure) -> ControlFlow<()> {
        self.count += 1;
        self.found(self.folder.path.clone(), format!("{}.json", self.folder.output), Content::Failed(failure))
    }

    fn found(&self, path: String, output: String, content: Content) -> ControlFlow<()> {
        hand_over(self.sender, Found { slot: (self.number, self.count), input: self.input, path, output, content })
    }

    /// Archives may hold the same name twice.
    fn free_name(&mut self, path: &str) -> String {
        let mut n = 1;
        loop {
            let name = Named::Document(path).output(n);
            if self.taken.insert(name.clone()) {
                return name;
            }
            n += 1;
        }
    }
}
