/// Why a file could not be read. The caller names the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No reader knows these bytes.
    #[error("not a document fenjie reads: {0}")]
    UnknownFormat(String),
    /// The file holds several documents.
    #[error(
        "an archive ({0}), not a document: files named .zip, .tar, .tar.gz or .tgz are read as folders, others are to be \
             unpacked first"
    )]
    Archive(&'static str),
    /// The bytes do not hold together.
    #[error("damaged {format}: {reason}")]
    Damaged {
        /// Name of the format.
        format: &'static str,
        /// What is wrong, and where.
        reason: String,
    },
    /// A bound of [`Limits`](crate::Limits) was hit.
    #[error("{what} is over the limit of {limit}; raise it if the file is trusted")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// Reading took longer than [`Limits::stop_at`](crate::Limits::stop_at) allows.
    #[error("it takes longer than the time limit; raise it with --time-limit")]
    TooSlow,
    /// An [`Observer`](crate::scan::Observer) ended the reading.
    #[error("the reading was ended before its last page")]
    Stopped,
    /// The file is encrypted.
    #[error("encrypted: {0}")]
    Encrypted(String),
    /// The file needs a program or model that is not here.
    #[error("{0}")]
    Missing(String),
}
