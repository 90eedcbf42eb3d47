//! Scans and pictures: pages rendered, read by [`fenjie_ocr`], and laid out as pages of glyphs and rules in points, as a
//! PDF with a text layer gives them.
//!
//! [`read`] stands before [`crate::read`]: it hands everything to it, then reads by their looks the pages that have no
//! sound text layer. Which those are is a matter of [`Mode`]; how the others are told from them, of [`plausibility`].
//! Boxes of a page that was scanned askew are those of the page set straight.

#[cfg(feature = "ocr")]
mod decode;
#[cfg(feature = "ocr")]
mod page;
#[cfg(feature = "ocr")]
mod pages;
mod plausibility;
#[cfg(feature = "ocr")]
mod recognition;
#[cfg(feature = "ocr")]
mod render;
#[cfg(feature = "ocr")]
mod row_numbers;
#[cfg(feature = "ocr")]
mod view;
#[cfg(feature = "ocr")]
mod workers;

use crate::{Error, Limits, Source};
use std::path::PathBuf;

pub use plausibility::plausibility;

/// When pages are read by their looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// Never: pages without text stay empty and are reported.
    Never,
    /// Where the text layer is missing, is garbage, or reads worse than the picture behind it.
    #[default]
    Auto,
    /// Every page of every PDF, whatever its text layer says.
    Always,
}

/// How scans are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Options {
    /// When.
    pub mode: Mode,
    /// Folder of the installed models; [`fenjie_ocr::default_folder`] when not given.
    pub models: Option<PathBuf>,
    /// Name of the model; when not given, the tiny one (installed, else compiled in), and pages that it is unsure of are
    /// read again by the small one where that is installed.
    pub model: Option<String>,
    /// Most pages read at once; one a core when 0.
    pub threads: usize,
}

/// Looks on while scanned pages are read, from any of the reader's threads. A page is about a second of work, so a long
/// file is worth telling of, ending early and taking up again.
pub trait Observer: Sync {
    /// `done` of the `of` pages that are read by their looks are read.
    fn page_read(&self, done: usize, of: usize) {
        let _ = (done, of);
    }

    /// What [`Observer::keep`] was given for the page of this number (from 1) in an earlier reading of the same bytes with
    /// the same options.
    fn kept(&self, page: u32) -> Option<Vec<u8>> {
        let _ = page;
        None
    }

    /// Takes what was read on a page, in a form of the reader's own.
    fn keep(&self, page: u32, reading: &[u8]) {
        let _ = (page, reading);
    }

    /// Whether the reading is to end, once the pages in hand are read, with [`Error::Stopped`].
    fn stops(&self) -> bool {
        false
    }
}

/// Nobody looks on.
impl Observer for () {}

/// Reads a file of any supported format, pages without a sound text layer by their looks.
///
/// # Errors
/// As [`crate::read`]; [`Error::Missing`] when the file cannot be read without a model and none is installed, or when
/// recognition was asked for by [`Mode::Always`] and is not built in.
pub fn read(bytes: &[u8], name: Option<&str>, limits: &Limits, options: &Options) -> Result<Source, Error> {
    read_observed(bytes, name, limits, options, &())
}

/// As [`read`], while `observer` looks on.
///
/// # Errors
/// As [`read`]; [`Error::Stopped`] when the observer ended the reading.
pub fn read_observed(
    bytes: &[u8],
    name: Option<&str>,
    limits: &Limits,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Source, Error> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Error::TooLarge { what: "the file", limit: limits.file_bytes });
    }
    #[cfg(not(feature = "ocr"))]
    let _ = observer;
    match options.mode {
        Mode::Never => crate::read(bytes, name, limits),
        #[cfg(feature = "ocr")]
        Mode::Auto | Mode::Always => recognition::read(bytes, name, limits, options, observer),
        #[cfg(not(feature = "ocr"))]
        Mode::Auto => crate::read(bytes, name, limits),
        #[cfg(not(feature = "ocr"))]
        Mode::Always => Err(Error::Missing("this fenjie was built without OCR (cargo feature `ocr`)".to_owned())),
    }
}

/// A scanned page as a picture, turned as its boxes are.
#[derive(Clone, Debug)]
pub struct View {
    /// Number of the page in the file, from 1.
    pub number: u32,
    /// Its width and height in points, as those of [`Page::size`](crate::Page::size).
    pub size: (f32, f32),
    /// The picture, a gray JPEG.
    pub jpeg: Vec<u8>,
}

/// The first `most` pages of `source` that were read by their looks, as pictures; `bytes` is the file it was read from.
///
/// # Errors
/// As [`read`].
pub fn views(bytes: &[u8], source: &Source, limits: &Limits, most: usize) -> Result<Vec<View>, Error> {
    #[cfg(feature = "ocr")]
    return view::views(bytes, source, limits, most);
    #[cfg(not(feature = "ocr"))]
    {
        let _ = (bytes, source, limits, most);
        Ok(Vec::new())
    }
}
