use crate::{Amount, Diagnostic, Operator, Task};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that one source document says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Format name and major version: [`SCHEMA`](crate::SCHEMA).
    pub schema: String,
    /// The file it was read from.
    pub source: Source,
    /// What the document is.
    pub document: Metadata,
    /// The tasks it orders, in document order.
    pub tasks: Vec<Task>,
    /// The figures that a report states.
    pub indicators: Vec<Indicator>,
    /// Where every character of the source went.
    pub accounting: Accounting,
    /// What could not be read or is in doubt.
    pub diagnostics: Vec<Diagnostic>,
}

/// The file a document was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Path relative to the input it was found under, with `/`.
    pub path: String,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Media type found from the content.
    pub media_type: String,
    /// Character encoding of a text file, as the WHATWG label in lower case; `null` for binary formats.
    pub encoding: Option<String>,
    /// Number of pages, where the format has pages.
    pub pages: Option<u32>,
}

/// What kind of notice a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 工作分解表, 任务分工表: the document is a table of tasks.
    TaskTable,
    /// 实施方案, 行动计划, 工作要点: prose that orders tasks, perhaps with a table as annex.
    ActionPlan,
    /// 工作总结, 情况报告: what was done.
    WorkReport,
    /// Anything else.
    Other,
}

/// Whether a document still holds, as the source itself says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 已失效, 废止.
    Expired,
}

/// The document's own particulars (GB/T 9704 elements).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Metadata {
    /// Kind of notice.
    pub kind: Kind,
    /// 标题: the notice's own title, else the plan's or table's.
    pub title: Option<String>,
    /// 发文字号 of this document, as printed.
    pub number: Option<String>,
    /// 发文机关, as printed.
    pub issuer: Option<String>,
    /// 成文日期, ISO 8601.
    pub issued_on: Option<String>,
    /// Only when the source says so.
    pub status: Option<Status>,
    /// The region whose authority issued it.
    pub region: Option<Region>,
    /// Other documents cited with a number, each once.
    pub references: Vec<Reference>,
}

/// An administrative region of GB/T 2260.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Region {
    /// Six-digit code.
    pub code: String,
    /// Full name.
    pub name: String,
}

/// A document cited with its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reference {
    /// Title as printed between 《》, when printed.
    pub title: Option<String>,
    /// 发文字号 as printed.
    pub number: String,
}

/// A figure that a report states as reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indicator {
    /// What was counted.
    pub what: String,
    /// How the number binds.
    pub op: Operator,
    /// The number, in the printed unit.
    pub value: Amount,
    /// Printed unit; `null` for a bare number.
    pub unit: Option<String>,
    /// The time it was counted over, as an ISO year, month or range; `null` when not said.
    pub period: Option<String>,
    /// Where it stands in the document's text.
    pub span: [usize; 2],
}

/// Every non-blank character of the source, in exactly one class; the five classes sum to `characters`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accounting {
    /// Non-blank characters of the document's text.
    pub characters: usize,
    /// In a field of a task, its number, or its responsibility statement.
    pub tasks: usize,
    /// In titles and headings.
    pub headings: usize,
    /// In prose that orders no task.
    pub prose: usize,
    /// Page numbers, repeated headers, navigation, footers.
    pub furniture: usize,
    /// What the program could not place.
    pub unclaimed: usize,
    /// Where the unclaimed characters stand.
    pub unclaimed_spans: Vec<[usize; 2]>,
}
