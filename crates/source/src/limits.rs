use crate::Error;
use std::time::{Duration, Instant};

/// What a reader is given beside the bytes: bounds on what it may use up, every one reported when it is hit, and the password
/// of locked files.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Opens encrypted files that the empty password does not open.
    pub password: Option<String>,
    /// Largest file read, in bytes.
    pub file_bytes: u64,
    /// Largest text that one file may yield, in bytes: what a bomb unpacks to counts, not what it weighs.
    pub text_bytes: usize,
    /// Largest part of a packed file (ZIP entry, PDF stream), unpacked, in bytes.
    pub part_bytes: usize,
    /// All parts of one packed file together, unpacked, in bytes.
    pub package_bytes: usize,
    /// Most elements and texts of one XML part.
    pub xml_nodes: usize,
    /// Most columns of one table.
    pub columns: usize,
    /// Most characters and rules drawn in one file.
    pub glyphs: usize,
    /// Longest that an outside converter may run.
    pub converter_time: Duration,
    /// When reading is to end though the file is not read to its end.
    pub stop_at: Option<Instant>,
    /// Most pages read of one file.
    pub pages: usize,
    /// Deepest nesting of elements, objects or archives.
    pub depth: usize,
    /// Most cells of one table, spans written out.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            password: None,
            file_bytes: 64 << 20,
            text_bytes: 256 << 20,
            part_bytes: 256 << 20,
            package_bytes: 512 << 20,
            xml_nodes: 6_000_000,
            columns: 1024,
            glyphs: 20_000_000,
            converter_time: Duration::from_mins(2),
            stop_at: None,
            pages: 20_000,
            depth: 256,
            cells: 4_000_000,
        }
    }
}

impl Limits {
    /// Whether `wanted` stays within `limit`.
    ///
    /// # Errors
    /// [`Error::TooLarge`], naming `what`, when it does not.
    pub fn check(what: &'static str, wanted: usize, limit: usize) -> Result<(), Error> {
        if wanted <= limit { Ok(()) } else { Err(Error::TooLarge { what, limit: limit as u64 }) }
    }

    /// Whether there is time left; readers ask it before every page.
    ///
    /// # Errors
    /// [`Error::TooSlow`] from [`Limits::stop_at`] on.
    pub fn check_time(&self) -> Result<(), Error> {
        if self.stop_at.is_some_and(|end| Instant::now() >= end) { Err(Error::TooSlow) } else { Ok(()) }
    }
}
