use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Something may be missing or wrong.
    Warning,
    /// Something is missing.
    Error,
}

/// What the program could not read or was unsure of, with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Stable name of the kind of finding, in `snake_case`.
    pub code: String,
    /// One English sentence that says what was found and what to do.
    pub message: String,
    /// Where: a half-open byte range of the document's text; `null` when it concerns the whole.
    pub span: Option<[usize; 2]>,
}

impl Diagnostic {
    /// A warning.
    pub fn warning(code: &str, message: impl Into<String>, span: Option<[usize; 2]>) -> Self {
        Self { severity: Severity::Warning, code: code.to_owned(), message: message.into(), span }
    }

    /// A piece of information.
    pub fn info(code: &str, message: impl Into<String>, span: Option<[usize; 2]>) -> Self {
        Self { severity: Severity::Info, code: code.to_owned(), message: message.into(), span }
    }
}
