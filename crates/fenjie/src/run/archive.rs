//! Archives of notices, read as folders: ZIP, tar and tar.gz, bounded in entries, size and nesting.

use super::{
    manifest::{Failure, FailureKind},
    names,
};
use crate::limits::{ARCHIVE_ALLOWANCE, ARCHIVE_DEPTH, ARCHIVE_ENTRIES, ARCHIVE_RATIO};
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek},
    ops::ControlFlow,
    path::Path,
};

/// A packing that is read as a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArchiveKind {
    Zip,
    Tar,
    TarGz,
}

impl ArchiveKind {
    /// By the name alone.
    fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let endings = [(".zip", Self::Zip), (".tar", Self::Tar), (".tar.gz", Self::TarGz), (".tgz", Self::TarGz)];
        endings.into_iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, kind)| kind)
    }
}

/// Whether `file` is an archive of notices. Office and OFD documents are ZIP files too; a `.zip` that holds the parts of
/// one is a document.
pub(crate) fn sniff(file: &Path) -> io::Result<Option<ArchiveKind>> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    match ArchiveKind::named(&name) {
        Some(ArchiveKind::Zip) => {
            let is_document =
                zip::ZipArchive::new(BufReader::new(File::open(file)?)).is_ok_and(|zip| holds_document(&zip));
            Ok((!is_document).then_some(ArchiveKind::Zip))
        }
        kind => Ok(kind),
    }
}

fn holds_document<R: Read + Seek>(zip: &zip::ZipArchive<R>) -> bool {
    const PARTS: [&str; 3] = ["[Content_Types].xml", "mimetype", "OFD.xml"];
    zip.file_names().any(|name| name.is_ok_and(|name| PARTS.contains(&&*name)))
}

/// What stood in an archive.
pub(crate) struct Entry {
    /// Path inside it, with `/`.
    pub path: String,
    /// Its bytes, why they could not be had, or `None` when it is no document.
    pub content: Result<Option<Vec<u8>>, Failure>,
}

/// Where entries go; `Break` ends the reading.
pub(crate) type Sink<'a> = dyn FnMut(Entry) -> ControlFlow<()> + 'a;

/// Hands every file of an archive to `sink`, in the archive's order, archives inside it unpacked in place.
///
/// # Errors
/// When the archive as a whole cannot be read on or a limit is reached.
pub(crate) fn read(file: &Path, kind: ArchiveKind, max_bytes: u64, sink: &mut Sink) -> Result<(), Failure> {
    let open = || File::open(file).and_then(|open| Ok((open.metadata()?.len(), open)));
    let (packed, open) = open().map_err(|error| Failure::unreadable(&error))?;
    let budget = packed.saturating_mul(ARCHIVE_RATIO).max(ARCHIVE_ALLOWANCE);
    let mut unpacking = Unpacking { sink, max_bytes, budget, entries: 0, prefix: String::new(), depth: 1 };
    unpacking.read(BufReader::new(open), kind)
}

struct Unpacking<'a, 'b> {
    sink: &'a mut Sink<'b>,
    max_bytes: u64,
    budget: u64,
    entries: usize,
    prefix: String,
    depth: usize,
}

impl Unpacking<'_, '_> {
    fn read(&mut self, reader: impl Read + Seek, kind: ArchiveKind) -> Result<(), Failure> {
        match kind {
            ArchiveKind::Zip => self.zip(reader),
            ArchiveKind::Tar => self.tar(reader),
            ArchiveKind::TarGz => self.tar(MultiGzDecoder::new(reader)),
        }
    }

    fn zip(&mut self, reader: impl Read + Seek) -> Result<(), Failure> {
        let mut zip = zip::ZipArchive::new(reader).map_err(|error| damaged(&error))?;
        for index in 0..zip.len() {
            let raw = zip.by_index_raw(index).map_err(|error| damaged(&error))?;
            let (name, is_file) = (zip_name(raw.name_raw()), raw.is_file());
            drop(raw);
            if !is_file {
                continue;
            }
            let flow = match zip.by_index(index) {
                Ok(mut entry) => self.entry(&name, &mut entry)?,
                Err(error) => self.hand_on(&name, Err(damaged(&error)))?,
            };
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn tar(&mut self, reader: impl Read) -> Result<(), Failure> {
        let mut tar = tar::Archive::new(reader);
        for entry in tar.entries().map_err(|error| damaged(&error))? {
            let mut entry = entry.map_err(|error| damaged(&error))?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let name = zip_name(&entry.path_bytes());
            if self.entry(&name, &mut entry)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Reads one file within the limits and hands it on, or goes into it when it is an archive itself.
    fn entry(&mut self, name: &str, reader: &mut dyn Read) -> Result<ControlFlow<()>, Failure> {
        let Some(path) = names::enclosed(name) else {
            let path = name.replace(['/', '\\', ':', '\0'], "_");
            let failure =
                Failure::new(FailureKind::Archive, "its name would leave the output folder; unpack it by hand");
            return self.hand_on(&path, Err(failure));
        };
        if path.split('/').any(names::is_bookkeeping) {
            return self.hand_on(&path, Ok(None));
        }
        let bytes = match self.bytes(reader)? {
            Ok(bytes) => bytes,
            Err(failure) => return self.hand_on(&path, Err(failure)),
        };
        match ArchiveKind::named(&path).filter(|kind| !is_zipped_document(*kind, &bytes)) {
            Some(kind) => self.nested(&path, kind, bytes),
            None => self.hand_on(&path, Ok(Some(bytes))),
        }
    }

    /// The outer error ends the archive, the inner one concerns this entry alone.
    fn bytes(&mut self, reader: &mut dyn Read) -> Result<Result<Vec<u8>, Failure>, Failure> {
        let mut bytes = Vec::new();
        let most = self.max_bytes.min(self.budget).saturating_add(1);
        if let Err(error) = reader.take(most).read_to_end(&mut bytes) {
            return Ok(Err(damaged(&error)));
        }
        let size = bytes.len() as u64;
        if size > self.budget {
            self.budget = 0;
            let message = format!(
                "unpacks to more than {ARCHIVE_RATIO} times its size; nothing after this entry was read; unpack it by hand if \
                 you trust it"
            );
            return Err(Failure::new(FailureKind::Archive, message));
        }
        self.budget -= size;
        if size > self.max_bytes {
            return Ok(Err(Failure::new(FailureKind::TooLarge, over_limit(self.max_bytes))));
        }
        Ok(Ok(bytes))
    }

    fn nested(&mut self, path: &str, kind: ArchiveKind, bytes: Vec<u8>) -> Result<ControlFlow<()>, Failure> {
        if self.depth == ARCHIVE_DEPTH {
            let message = format!("an archive inside {ARCHIVE_DEPTH} others; unpack it by hand");
            return self.hand_on(path, Err(Failure::new(FailureKind::Archive, message)));
        }
        let outer = self.prefix.len();
        self.prefix.push_str(path);
        self.prefix.push('/');
        self.depth += 1;
        let result = self.read(Cursor::new(bytes), kind);
        self.depth -= 1;
        self.prefix.truncate(outer);
        match result {
            // A limit on the whole holds for the outer archive too; a damaged inner archive is one failed entry.
            Err(failure) if self.budget == 0 || self.entries >= ARCHIVE_ENTRIES => Err(failure),
            Err(failure) => self.hand_on(path, Err(failure)),
            Ok(()) => Ok(ControlFlow::Continue(())),
        }
    }

    fn hand_on(&mut self, path: &str, content: Result<Option<Vec<u8>>, Failure>) -> Result<ControlFlow<()>, Failure> {
        if self.entries == ARCHIVE_ENTRIES {
            let message = format!("holds more than {ARCHIVE_ENTRIES} files; the rest was not read");
            return Err(Failure::new(FailureKind::Archive, message));
        }
        self.entries += 1;
        Ok((self.sink)(Entry { path: format!("{}{path}", self.prefix), content }))
    }
}

pub(crate) fn over_limit(limit: u64) -> String {
    format!("larger than the limit of {limit} bytes; raise it with --max-bytes")
}

fn is_zipped_document(kind: ArchiveKind, bytes: &[u8]) -> bool {
    kind == ArchiveKind::Zip && zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|zip| holds_document(&zip))
}

/// Windows archivers write names in the system's code page without saying so; in China that is GBK. Some words in GBK
/// are UTF-8 by chance, of letters between U+0080 and U+07FF, which names of Chinese files do not have.
fn zip_name(raw: &[u8]) -> String {
    let by_chance = |name: &str| !name.is_ascii() && name.chars().all(|c| c <= '\u{7ff}');
    let (gbk, _, errors) = encoding_rs::GB18030.decode(raw);
    match std::str::from_utf8(raw) {
        Ok(name) if errors || !by_chance(name) => name.to_owned(),
        _ => gbk.into_owned(),
    }
}

fn damaged(error: &dyn std::error::Error) -> Failure {
    Failure::new(FailureKind::Archive, format!("the archive cannot be read here: {error}"))
}
