//! The output folder: whole files or none, and the journal that a killed run is taken up from.

use super::manifest::{FileEntry, Manifest, TimeClass};
use crate::extract::sha256;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    fs::{self, File, TryLockError},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// The folder inside the output folder that holds what is needed to take a run up again.
pub(crate) const STATE: &str = ".fenjie";
/// The record of a run.
pub(crate) const MANIFEST: &str = "manifest.json";

/// A file that is done: one line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Done {
    /// The document's name.
    pub document: String,
    /// SHA-256 of the document; `None` for a failure.
    pub document_sha256: Option<String>,
    /// How long it took.
    pub class: TimeClass,
    /// What the manifest will say.
    pub entry: FileEntry,
}

/// What the records of one run have in common: when this differs, nothing of an earlier run is taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    pub program: String,
    pub settings: String,
}

impl Stamp {
    /// A name for what is kept under this stamp alone.
    fn name(&self) -> String {
        sha256(format!("{} {}", self.program, self.settings).as_bytes())[..16].to_owned()
    }
}

/// The output folder, held by one run at a time.
pub(crate) struct Store {
    root: PathBuf,
    documents: PathBuf,
    /// Pages of scans that are not read to their end.
    pages: PathBuf,
    journal: Mutex<File>,
    next: AtomicU64,
    lock: File,
}

/// What an earlier run left, by the name of its document.
pub(crate) type Past = HashMap<String, Done>;

impl Store {
    /// Makes the folder where there is none and takes hold of it. With `resume`, also returns what an earlier run of the
    /// same `stamp` left. `keeps_documents` says whether the documents are an output or only passed through.
    pub fn open(root: &Path, stamp: &Stamp, resume: bool, keeps_documents: bool) -> io::Result<(Self, Past)> {
        let state = root.join(STATE);
        fs::create_dir_all(&state)?;
        let lock = File::create(state.join("lock"))?;
        lock_or_explain(&lock)?;
        let scratch = state.join("tmp");
        if scratch.exists() {
            fs::remove_dir_all(&scratch)?;
        }
        fs::create_dir_all(&scratch)?;
        let documents = if keeps_documents { root.to_owned() } else { state.join("documents") };
        let journal = state.join("journal.jsonl");
        let past = if resume { past(root, &journal, stamp) } else { Past::default() };
        let pages = state.join("pages").join(stamp.name());
        if !resume && pages.exists() {
            fs::remove_dir_all(&pages)?;
        }
        let journal = Mutex::new(begin_journal(&journal, stamp, &past)?);
        Ok((Self { root: root.to_owned(), documents, pages, journal, next: AtomicU64::new(0), lock }, past))
    }

    /// A file of its own in the scratch folder, on the same file system as the outputs.
    pub fn scratch(&self) -> PathBuf {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.root.join(STATE).join("tmp").join(number.to_string())
    }

    /// Puts a finished scratch file in its place in one step.
    pub fn publish(&self, scratch: &Path, name: &str) -> io::Result<()> {
        fs::rename(scratch, self.root.join(name))
    }

    /// Writes a document whole or not at all.
    pub fn write_document(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write(&self.documents.join(name), bytes, false)
    }

    /// The document's bytes as they stand.
    pub fn read_document(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.documents.join(name))
    }

    /// Keeps what was read of a page of the file of that hash. A page that cannot be kept is read again, no more.
    pub fn write_page(&self, sha: &str, page: u32, reading: &[u8]) {
        let _ = self.write(&self.page(sha, page), reading, false);
    }

    /// What an interrupted run of the same stamp kept of a page.
    pub fn read_page(&self, sha: &str, page: u32) -> Option<Vec<u8>> {
        fs::read(self.page(sha, page)).ok()
    }

    /// Lets go of the pages of a file.
    pub fn forget_pages(&self, sha: &str) {
        let _ = fs::remove_dir_all(self.pages.join(sha));
        // Only an empty folder goes.
        let _ = fs::remove_dir(&self.pages);
    }

    fn page(&self, sha: &str, page: u32) -> PathBuf {
        self.pages.join(sha).join(format!("{page}.json"))
    }

    /// Whether the document stands there as it was written.
    pub fn holds(&self, done: &Done) -> bool {
        self.read_document(&done.document).is_ok_and(|bytes| Some(sha256(&bytes)) == done.document_sha256)
    }

    /// Notes that a file is done.
    pub fn note(&self, done: &Done) -> io::Result<()> {
        let mut line = serde_json::to_vec(done)?;
        line.push(b'\n');
        self.journal.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }

    /// Writes the manifest, down to the disk.
    pub fn write_manifest(&self, manifest: &Manifest) -> io::Result<()> {
        let mut bytes = serde_json::to_vec_pretty(manifest)?;
        bytes.push(b'\n');
        self.write(&self.root.join(MANIFEST), &bytes, true)
    }

    /// Lets go of the folder. `finished` says that nothing is left to take up again, but for the pages of scans that ran
    /// out of time.
    pub fn close(self, finished: bool) -> io::Result<()> {
        let state = self.root.join(STATE);
        let removed = fs::remove_dir_all(if finished && !self.pages.exists() { state } else { state.join("tmp") });
        // A process that another thread is just starting holds the file as well; this lets go of it for both.
        let _ = self.lock.unlock();
        removed
    }

    fn write(&self, path: &Path, bytes: &[u8], to_disk: bool) -> io::Result<()> {
        let scratch = self.scratch();
        let written = write_file(&scratch, bytes, to_disk).and_then(|()| {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(&scratch, path)
        });
        if written.is_err() {
            // The folder is emptied by the next run in any case; a full disk should not stay full of halves.
            let _ = fs::remove_file(&scratch);
        }
        written
    }
}

/// Writes a file whole or not at all, by way of a hidden one beside it.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_whole_with(path, |file| file.write_all(bytes))
}

/// As [`write_whole`], for what is not made in memory.
pub(crate) fn write_whole_with(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let name = sha256(path.as_os_str().as_encoded_bytes());
    let scratch = folder.join(format!(".fenjie-{}", &name[..16]));
    let mut file = BufWriter::new(File::create(&scratch)?);
    let written = write(&mut file).and_then(|()| file.flush()).and_then(|()| fs::rename(&scratch, path));
    if written.is_err() {
        let _ = fs::remove_file(&scratch);
    }
    written
}

fn write_file(path: &Path, bytes: &[u8], to_disk: bool) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    if to_disk { file.sync_all() } else { Ok(()) }
}

fn lock_or_explain(lock: &File) -> io::Result<()> {
    match lock.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "another run is writing to it; wait for it or choose another folder",
        )),
        // File systems without locks exist (some network mounts); a run there is on its own trust.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// What a finished run's manifest and an unfinished one's journal say is done, where `stamp` is the same.
fn past(root: &Path, journal: &Path, stamp: &Stamp) -> Past {
    let mut past = manifest_past(root, stamp).unwrap_or_default();
    past.extend(journal_past(journal, stamp).unwrap_or_default());
    past
}

fn manifest_past(root: &Path, stamp: &Stamp) -> Option<Past> {
    let manifest: Manifest = serde_json::from_slice(&fs::read(root.join(MANIFEST)).ok()?).ok()?;
    if manifest.program != stamp.program || manifest.settings != stamp.settings {
        return None;
    }
    let classes = manifest.timing.classes.into_iter().chain(std::iter::repeat(TimeClass::default()));
    let done = manifest.files.into_iter().zip(classes).filter_map(|(entry, class)| {
        let document = entry.output.clone()?;
        Some((document.clone(), Done { document, document_sha256: entry.output_sha256.clone(), class, entry }))
    });
    Some(done.collect())
}

/// A journal may end in half a line: the run was killed while it wrote it.
fn journal_past(journal: &Path, stamp: &Stamp) -> Option<Past> {
    let content = fs::read(journal).ok()?;
    let mut lines = content.split(|&byte| byte == b'\n');
    if serde_json::from_slice::<Stamp>(lines.next()?).ok()? != *stamp {
        return None;
    }
    let done = lines.filter_map(|line| serde_json::from_slice::<Done>(line).ok());
    Some(done.map(|done| (done.document.clone(), done)).collect())
}

/// The journal of this run: stamp first, then what it takes over. Replaces the old one in one step, so that a kill here
/// loses nothing.
fn begin_journal(path: &Path, stamp: &Stamp, past: &Past) -> io::Result<File> {
    let fresh = path.with_extension("new");
    let mut lines: Vec<&Done> = past.values().collect();
    lines.sort_by(|a, b| a.document.cmp(&b.document));
    let mut content = BufWriter::new(File::create(&fresh)?);
    serde_json::to_writer(&mut content, stamp)?;
    content.write_all(b"\n")?;
    for done in lines {
        serde_json::to_writer(&mut content, done)?;
        content.write_all(b"\n")?;
    }
    content.into_inner()?;
    fs::rename(&fresh, path)?;
    File::options().append(true).open(path)
}
