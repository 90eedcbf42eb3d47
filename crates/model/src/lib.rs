//! The record that fenjie writes: plain data, its JSON form and its JSON Schema.
//!
//! A [`Document`] holds what one source says: where it came from ([`Source`]), what it is ([`Metadata`]), the [`Task`]s
//! it orders, the figures a report states ([`Indicator`]), where every character went ([`Accounting`]) and what the
//! program was unsure of ([`Diagnostic`]). Keys are written in the order of the fields here, always all of them.
//!
//! ```
//! use fenjie_model::{Deadline, DeadlineKind};
//! let deadline = Deadline { raw: "2017年".into(), kind: DeadlineKind::Year, until: Some("2017-12-31".into()) };
//! assert_eq!(serde_json::to_string(&deadline).unwrap(), r#"{"raw":"2017年","kind":"year","until":"2017-12-31"}"#);
//! ```

mod amount;
mod diagnostic;
mod document;
mod task;

pub use amount::{Amount, Operator};
pub use diagnostic::{Diagnostic, Severity};
pub use document::{Accounting, Document, Indicator, Kind, Metadata, Reference, Region, Source, Status};
pub use task::{Category, Deadline, DeadlineKind, Evidence, Milestone, Note, Target, Task, Unit};

/// The value of [`Document::schema`]: format name and major version.
pub const SCHEMA: &str = "fenjie/1";

/// The JSON Schema (draft 2020-12) of [`Document`].
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Document)
}
