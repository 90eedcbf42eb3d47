//! Every limit that a run keeps to, in one place. Each is reported where it is hit.

/// Files that are read out of one archive, those of archives inside it included.
pub const ARCHIVE_ENTRIES: usize = 100_000;

/// Archives inside archives: 1 is an archive in a folder.
pub const ARCHIVE_DEPTH: usize = 3;

/// How many times larger than the archive the files unpacked from it may be together. Notices as text pack to a quarter
/// or a tenth; a thousandfold is an attack.
pub const ARCHIVE_RATIO: u64 = 200;

/// Bytes that may be unpacked from an archive of any size, however well it packs: small archives of very even text pack
/// better than [`ARCHIVE_RATIO`].
pub const ARCHIVE_ALLOWANCE: u64 = 16 << 20;

/// Longest name of an output file or folder before `.json`, in bytes. File systems hold names of 255.
pub const NAME_BYTES: usize = 240;

/// Stack of a worker thread, in bytes; room for deeply nested sources.
pub const WORKER_STACK: usize = 16 << 20;

/// Pictures of scanned pages in one report; about 60 KB each.
pub const REPORT_PICTURES: usize = 400;
