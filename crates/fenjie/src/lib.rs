//! From a folder of Chinese government notices to validated task records.
//!
//! [`extract`] reads one document and returns its [`Document`](fenjie_model::Document).
//!
//! ```
//! let document = fenjie::extract("一、总体要求".as_bytes(), &fenjie::Options::new().path("a.txt"))?;
//! assert_eq!(document.source.path, "a.txt");
//! # Ok::<(), fenjie::Error>(())
//! ```

mod extract;

pub use extract::{Error, MAX_BYTES, Options, extract, read_text};
pub use fenjie_model as model;
