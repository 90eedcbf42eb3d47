use crate::{Amount, Operator};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One task that a notice orders: the text that one responsibility statement closes, or one numbered item or row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// Stable name: the same source bytes give the same id.
    pub id: String,
    /// Order in the document, from 1.
    pub ordinal: u32,
    /// Which plan, list, table or province, when the document holds several.
    pub section: Option<String>,
    /// The heading the task stands under.
    pub category: Option<Category>,
    /// The printed number of the row or item, in ASCII digits.
    pub sequence: Option<String>,
    /// The item's own heading, where it has one beside the text.
    pub title: Option<String>,
    /// The task itself; `null` only when the source lost it.
    pub text: Option<String>,
    /// 成果形式: what is to be handed in.
    pub deliverable: Option<String>,
    /// 牵头, 负责, 责任 units.
    pub lead: Vec<Unit>,
    /// 配合, 参与, 协办 units.
    pub support: Vec<Unit>,
    /// The time that the statement or the column sets.
    pub deadline: Option<Deadline>,
    /// The times that the text itself sets.
    pub milestones: Vec<Milestone>,
    /// The quantified goals that the text itself sets.
    pub targets: Vec<Target>,
    /// What the task is about, the main tag first.
    pub tags: Vec<String>,
    /// Ids of the same task in another list of this document.
    pub related: Vec<String>,
    /// Where each field stands in the source.
    pub evidence: Vec<Evidence>,
    /// How sure the reading is, 0 to 1.
    pub confidence: f64,
    /// What a careful reader should check.
    pub notes: Vec<Note>,
}

/// 类别, 工作重点 or heading that a task stands under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Category {
    /// Its number; `null` when it has none.
    pub ordinal: Option<u32>,
    /// Its words, without number and （续）.
    pub label: Option<String>,
}

/// One responsible unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unit {
    /// As printed.
    pub raw: String,
    /// With a shared prefix written out.
    pub name: String,
    /// Region and full name of the agency in the year of the document; `null` rather than a guess.
    pub canonical: Option<String>,
}

/// What kind of time a deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeadlineKind {
    /// One day.
    Date,
    /// A month, or its end.
    Month,
    /// A quarter.
    Quarter,
    /// A year, or its end.
    Year,
    /// From one time to another.
    Range,
    /// Every year, month, quarter.
    Recurring,
    /// 长期, 持续推进, 全年.
    Standing,
}

/// The time by which a task is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deadline {
    /// As printed, without blanks.
    pub raw: String,
    /// What kind of time it is.
    pub kind: DeadlineKind,
    /// Last day, ISO 8601; `null` when open.
    pub until: Option<String>,
}

/// A time that the text of a task sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Milestone {
    /// As printed, without blanks.
    pub raw: String,
    /// What kind of time it is.
    pub kind: DeadlineKind,
    /// Last day, ISO 8601; `null` when open.
    pub until: Option<String>,
    /// Where it stands in the document's text.
    pub span: [usize; 2],
}

/// A quantified goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// What is measured.
    pub what: String,
    /// How the number binds.
    pub op: Operator,
    /// The number, in the printed unit.
    pub value: Amount,
    /// Printed unit; `null` for a bare number.
    pub unit: Option<String>,
    /// The printed words of the number.
    pub raw: String,
}

/// One place that a field was read from; the places of a field, in order, spell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// Path of the field: `text`, `category.label`, `lead[0].raw`, `deadline.raw`, …
    pub field: String,
    /// Page, from 1; `null` where the format has no pages.
    pub page: Option<u32>,
    /// Half-open byte range of the document's text.
    pub span: [usize; 2],
    /// [x0, y0, x1, y1] in points, origin top left; `null` where the format has no places.
    pub bbox: Option<[f32; 4]>,
}

/// What a careful reader should check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// Stable name of the kind of note, in `snake_case`.
    pub code: String,
    /// One English sentence.
    pub message: String,
}
