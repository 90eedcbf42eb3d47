//! The reading of one run, shared by its threads.

use super::{
    Event, Run, caught,
    files::{self, Content, Found, Slot},
    manifest::{
        Counts, Failure, FailureKind, FileEntry, MANIFEST_SCHEMA, Manifest, Skipped, TimeClass, Timing, Totals,
    },
    pages::Pages,
    store::{Done, Past, Stamp, Store},
    walk::Leaf,
};
use crate::{
    extract::{extract_observed, sha256},
    json::json_bytes,
    model::Document,
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, HashMap, hash_map},
    io,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

/// What all threads of a run share.
pub(crate) struct Work<'a> {
    run: &'a Run,
    store: &'a Store,
    past: Past,
    observe: &'a (dyn Fn(Event<'_>) + Sync),
    /// Which file a content is read for; the others of the same content copy its document.
    owners: Mutex<HashMap<ContentKey, Slot>>,
    copies: Mutex<Vec<Duplicate>>,
    done: Mutex<BTreeMap<Slot, Finished>>,
    skipped: Mutex<BTreeMap<Slot, Skipped>>,
    /// Whether a file was left unread because the run was to end.
    cut: AtomicBool,
    /// Why no more can be written.
    full: Mutex<Option<io::Error>>,
}

/// SHA-256 and extension: the extension is a hint at the format.
type ContentKey = (String, String);

/// A file without its content.
struct File {
    slot: Slot,
    input: usize,
    path: String,
    output: String,
}

struct Duplicate {
    file: File,
    bytes: u64,
    key: ContentKey,
}

struct Finished {
    done: Done,
    resumed: bool,
}

impl<'a> Work<'a> {
    pub fn new(run: &'a Run, store: &'a Store, past: Past, observe: &'a (dyn Fn(Event<'_>) + Sync)) -> Self {
        Self {
            run,
            store,
            past,
            observe,
            owners: Mutex::default(),
            copies: Mutex::default(),
            done: Mutex::default(),
            skipped: Mutex::default(),
            cut: AtomicBool::new(false),
            full: Mutex::default(),
        }
    }

    /// Reads everything, on all threads of the pool that this is called in.
    pub fn read_all(&self, leaves: Vec<Leaf>) {
        let found = files::stream(leaves, self.run.options.limit());
        found.into_iter().take_while(|_| self.goes_on()).par_bridge().for_each(|found| self.file(found));
    }

    /// Writes the documents of files whose content was read for another.
    pub fn copy_duplicates(&self) {
        let copies = std::mem::take(&mut *lock(&self.copies));
        copies.into_par_iter().for_each(|copy| {
            if self.goes_on() {
                self.copy(copy);
            }
        });
    }

    fn goes_on(&self) -> bool {
        let goes_on = !self.run.stop.load(Ordering::Relaxed) && lock(&self.full).is_none();
        if !goes_on {
            self.cut.store(true, Ordering::Relaxed);
        }
        goes_on
    }

    fn file(&self, found: Found) {
        let start = Instant::now();
        let Found { slot, input, path, output, content } = found;
        let file = File { slot, input, path, output };
        if matches!(content, Content::Skipped) {
            let skipped = Skipped::new(file.path, "hidden or bookkeeping");
            (self.observe)(Event::Skipped(&skipped));
            lock(&self.skipped).insert(slot, skipped);
            return;
        }
        match content.read(self.run.options.limit()) {
            Ok(bytes) => self.content(file, &bytes, start),
            Err(failure) => self.fail(file, None, 0, failure, start),
        }
    }

    fn content(&self, file: File, bytes: &[u8], start: Instant) {
        let sha = sha256(bytes);
        let key = (sha, extension(&file.path));
        if let Some(done) = self.unchanged(&file, &key.0) {
            lock(&self.owners).entry(key).or_insert(file.slot);
            return self.finish(file.slot, done, true);
        }
        let size = bytes.len() as u64;
        let owner = match lock(&self.owners).entry(key.clone()) {
            hash_map::Entry::Occupied(_) => false,
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(file.slot);
                true
            }
        };
        if !owner {
            return lock(&self.copies).push(Duplicate { file, bytes: size, key });
        }
        let pages = Pages::new(self.run, self.store, self.observe, &file.path, &key.0);
        let read = self.read(bytes, &file.path, &pages);
        match &read {
            Err(Failure { kind: FailureKind::Interrupted, .. }) => return self.cut.store(true, Ordering::Relaxed),
            // More time, or another run, goes on where this one had to end.
            Err(Failure { kind: FailureKind::TooSlow, .. }) => {}
            _ => pages.forget(),
        }
        match read {
            Ok(document) => self.keep(file, key.0, size, &document, start),
            Err(failure) => self.fail(file, Some(key.0), size, failure, start),
        }
    }

    fn read(&self, bytes: &[u8], path: &str, pages: &Pages<'_>) -> Result<Document, Failure> {
        let options = self.run.options.clone().path(path);
        caught(|| match &self.run.reader {
            Some(reader) => reader(bytes, &options),
            None => extract_observed(bytes, &options, pages),
        })
    }

    /// The file as an earlier run left it, when neither it nor its document has changed since.
    fn unchanged(&self, file: &File, sha: &str) -> Option<Done> {
        let done = self.past.get(&file.output)?;
        let same = done.entry.path == file.path && done.entry.sha256.as_deref() == Some(sha) && self.store.holds(done);
        same.then(|| {
            let mut done = done.clone();
            done.entry.input = file.input;
            done.entry.duplicate_of = None;
            self.name_output(&mut done);
            done
        })
    }

    fn copy(&self, copy: Duplicate) {
        let start = Instant::now();
        let Duplicate { file, bytes, key } = copy;
        let owner = lock(&self.owners).get(&key).copied();
        let Some((name, failure)) = owner.and_then(|slot| {
            lock(&self.done).get(&slot).map(|f| (f.done.document.clone(), f.done.entry.failure.clone()))
        }) else {
            // The other's document could not be written for want of room.
            return self.cut.store(true, Ordering::Relaxed);
        };
        if let Some(failure) = failure {
            return self.fail(file, Some(key.0), bytes, failure, start);
        }
        match self.store.read_document(&name).and_then(|json| Ok(serde_json::from_slice::<Document>(&json)?)) {
            Ok(mut document) => {
                document.source.path.clone_from(&file.path);
                self.keep(file, key.0, bytes, &document, start);
            }
            Err(error) => self.fail(file, Some(key.0), bytes, Failure::new(FailureKind::Unwritable, error), start),
        }
    }

    /// Writes a document and notes it as done.
    fn keep(&self, file: File, sha: String, size: u64, document: &Document, start: Instant) {
        let json = json_bytes(document);
        match self.store.write_document(&file.output, &json) {
            Ok(()) => {}
            Err(error) if is_full(&error) => return self.out_of_room(error),
            Err(error) => return self.fail(file, Some(sha), size, Failure::new(FailureKind::Unwritable, error), start),
        }
        let entry = FileEntry {
            sha256: Some(sha),
            bytes: size,
            media_type: Some(document.source.media_type.clone()),
            counts: Counts::of(document),
            ..file.entry()
        };
        let class = TimeClass::of(start.elapsed());
        let mut done = Done { document: file.output, document_sha256: Some(sha256(&json)), class, entry };
        self.name_output(&mut done);
        match self.store.note(&done) {
            Ok(()) => self.finish(file.slot, done, false),
            Err(error) => self.out_of_room(error),
        }
    }

    /// Says in the manifest where the document is, when it is an output of this run.
    fn name_output(&self, done: &mut Done) {
        let kept = self.run.keeps_documents();
        done.entry.output = kept.then(|| done.document.clone());
        done.entry.output_sha256 = done.document_sha256.clone().filter(|_| kept);
    }

    fn fail(&self, file: File, sha: Option<String>, bytes: u64, failure: Failure, start: Instant) {
        let entry = FileEntry { sha256: sha, bytes, failure: Some(failure), ..file.entry() };
        let class = TimeClass::of(start.elapsed());
        self.finish(file.slot, Done { document: file.output, document_sha256: None, class, entry }, false);
    }

    fn finish(&self, slot: Slot, done: Done, resumed: bool) {
        (self.observe)(Event::File { entry: &done.entry, resumed });
        lock(&self.done).insert(slot, Finished { done, resumed });
    }

    fn out_of_room(&self, error: io::Error) {
        lock(&self.full).get_or_insert(error);
        self.cut.store(true, Ordering::Relaxed);
    }

    /// The manifest of what was done, the name of each file's document, and why no more could be written.
    pub fn into_manifest(self, stamp: Stamp, mut skipped: Vec<Skipped>) -> (Manifest, Vec<String>, Option<io::Error>) {
        let finished = unlock(self.done);
        skipped.extend(unlock(self.skipped).into_values());
        let resumed = finished.values().filter(|file| file.resumed).count();
        let timing = Timing {
            extracted: finished.len() - resumed,
            resumed,
            classes: finished.values().map(|file| file.done.class).collect(),
            ..Timing::default()
        };
        let (mut files, names): (Vec<FileEntry>, Vec<String>) =
            finished.into_values().map(|file| (file.done.entry, file.done.document)).unzip();
        mark_duplicates(&mut files);
        let manifest = Manifest {
            schema: MANIFEST_SCHEMA.to_owned(),
            program: stamp.program,
            settings: stamp.settings,
            inputs: self.run.inputs.iter().map(|input| input.to_string_lossy().into_owned()).collect(),
            complete: !self.cut.into_inner(),
            totals: Totals::of(&files),
            files,
            skipped,
            ledgers: Vec::new(),
            timing,
        };
        (manifest, names, unlock(self.full))
    }
}

impl File {
    /// What a manifest says of a file before anything is known of it.
    fn entry(&self) -> FileEntry {
        FileEntry {
            input: self.input,
            path: self.path.clone(),
            sha256: None,
            bytes: 0,
            media_type: None,
            output: None,
            output_sha256: None,
            duplicate_of: None,
            counts: Counts::default(),
            failure: None,
        }
    }
}

/// The first file of a content, in the order of the walk, is the original, whichever was read first.
fn mark_duplicates(files: &mut [FileEntry]) {
    let mut originals: HashMap<ContentKey, String> = HashMap::new();
    for file in files {
        let Some(sha) = file.sha256.clone() else { continue };
        match originals.entry((sha, extension(&file.path))) {
            hash_map::Entry::Occupied(original) => file.duplicate_of = Some(original.get().clone()),
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(file.path.clone());
            }
        }
    }
}

fn extension(path: &str) -> String {
    Path::new(path).extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// Errors after which the next write would fail as well.
fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem)
}

/// A panic elsewhere leaves these lists whole: every change is one insertion.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unlock<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
