//! What is different between an accepted document and today's, field by field.

use super::align::align;
use crate::model::{Document, Task};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What kind of difference.
    pub kind: ChangeKind,
    /// The task it concerns; `None` for the document as a whole.
    pub task: Option<TaskName>,
    /// Path of the field, as in [`crate::model::Evidence::field`]; empty for the task or the document as a whole.
    pub field: String,
    /// The accepted value.
    pub before: Option<Value>,
    /// Today's value.
    pub after: Option<Value>,
}

/// Kinds of difference, in the order they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The file cannot be read today.
    Failed,
    /// There is no accepted record for the file.
    NotAccepted,
    /// There is an accepted record and no file.
    SourceMissing,
    /// The accepted record cannot be read.
    FixtureDamaged,
    /// An accepted task is gone.
    TaskRemoved,
    /// A task was not there before.
    TaskAdded,
    /// A task stands at another place among the others; the values are the ordinals.
    TaskMoved,
    /// The members of a list are the same in another order.
    Reordered,
    /// A value is another.
    Changed,
    /// Only the places in the source that a field was read from are others.
    EvidenceChanged,
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Failed => "cannot be read",
            Self::NotAccepted => "not accepted yet",
            Self::SourceMissing => "accepted, but the source is gone",
            Self::FixtureDamaged => "accepted record cannot be read",
            Self::TaskRemoved => "tasks removed",
            Self::TaskAdded => "tasks added",
            Self::TaskMoved => "tasks moved",
            Self::Reordered => "lists in another order",
            Self::Changed => "fields changed",
            Self::EvidenceChanged => "evidence changed",
        })
    }
}

/// How a task is named to a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaskName {
    /// Its ordinal today, or, for one that is gone, as accepted.
    pub ordinal: u32,
    /// Its printed number.
    pub sequence: Option<String>,
    /// Its words.
    pub text: Option<String>,
}

impl TaskName {
    fn of(task: &Task) -> Self {
        let text = task.text.clone().or_else(|| task.title.clone());
        Self { ordinal: task.ordinal, sequence: task.sequence.clone(), text }
    }
}

/// Every difference between two records of one document; none when they are equal.
pub fn compare(accepted: &Document, current: &Document) -> Vec<Change> {
    let mut changes = Vec::new();
    compare_tasks(accepted, current, &mut changes);
    let (mut before, mut after) = (object(accepted), object(current));
    before.remove("tasks");
    after.remove("tasks");
    Differences { task: None, changes: &mut changes }.objects("", &before, &after);
    changes
}

fn compare_tasks(accepted: &Document, current: &Document, changes: &mut Vec<Change>) {
    let alignment = align(&accepted.tasks, &current.tasks);
    let whole = |kind, task: &Task, before, after| Change {
        kind,
        task: Some(TaskName::of(task)),
        field: String::new(),
        before,
        after,
    };
    for gone in alignment.removed.iter().filter_map(|&at| accepted.tasks.get(at)) {
        changes.push(whole(ChangeKind::TaskRemoved, gone, Some(object(gone).into()), None));
    }
    for new in alignment.added.iter().filter_map(|&at| current.tasks.get(at)) {
        changes.push(whole(ChangeKind::TaskAdded, new, None, Some(object(new).into())));
    }
    for (before, after) in alignment.moved {
        let (before, after) = (&accepted.tasks[before], &current.tasks[after]);
        changes.push(whole(ChangeKind::TaskMoved, after, Some(before.ordinal.into()), Some(after.ordinal.into())));
    }
    for (before, after) in alignment.pairs {
        compare_task(&accepted.tasks[before], &current.tasks[after], changes);
    }
}

fn compare_task(accepted: &Task, current: &Task, changes: &mut Vec<Change>) {
    let (mut before, mut after) = (object(accepted), object(current));
    for fields in [&mut before, &mut after] {
        // Where a task stands is told by added, removed and moved tasks.
        fields.remove("ordinal");
    }
    let evidence = [before.remove("evidence"), after.remove("evidence")];
    let known = changes.len();
    Differences { task: Some(TaskName::of(current)), changes }.objects("", &before, &after);
    let [before, after] = evidence;
    // Evidence follows the field: where the field itself has changed, its places say nothing new.
    if changes.len() == known && before != after {
        let task = Some(TaskName::of(current));
        changes.push(Change { kind: ChangeKind::EvidenceChanged, task, field: "evidence".to_owned(), before, after });
    }
}

/// Compares values and notes what differs.
struct Differences<'a> {
    task: Option<TaskName>,
    changes: &'a mut Vec<Change>,
}

impl Differences<'_> {
    fn values(&mut self, field: &str, before: &Value, after: &Value) {
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => self.objects(field, before, after),
            (Value::Array(before), Value::Array(after)) => self.arrays(field, before, after),
            _ if before == after => {}
            _ => self.note(ChangeKind::Changed, field, Some(before), Some(after)),
        }
    }

    fn objects(&mut self, field: &str, before: &Map<String, Value>, after: &Map<String, Value>) {
        let path = |key: &str| if field.is_empty() { key.to_owned() } else { format!("{field}.{key}") };
        for (key, value) in before {
            match after.get(key) {
                Some(other) => self.values(&path(key), value, other),
                None => self.note(ChangeKind::Changed, &path(key), Some(value), None),
            }
        }
        for (key, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            self.note(ChangeKind::Changed, &path(key), None, Some(value));
        }
    }

    fn arrays(&mut self, field: &str, before: &[Value], after: &[Value]) {
        if before == after {
            return;
        }
        let (gone, new) = (missing_from(before, after), missing_from(after, before));
        if gone.is_empty() && new.is_empty() {
            let (before, after) = (Value::from(before.to_vec()), Value::from(after.to_vec()));
            self.note(ChangeKind::Reordered, field, Some(&before), Some(&after));
        } else if gone.len() == new.len() && before.len() == after.len() {
            for ((_, before), (at, after)) in gone.into_iter().zip(new) {
                self.values(&format!("{field}[{at}]"), before, after);
            }
        } else {
            for (at, value) in gone {
                self.note(ChangeKind::Changed, &format!("{field}[{at}]"), Some(value), None);
            }
            for (at, value) in new {
                self.note(ChangeKind::Changed, &format!("{field}[{at}]"), None, Some(value));
            }
        }
    }

    fn note(&mut self, kind: ChangeKind, field: &str, before: Option<&Value>, after: Option<&Value>) {
        let (before, after) = (before.cloned(), after.cloned());
        self.changes.push(Change { kind, task: self.task.clone(), field: field.to_owned(), before, after });
    }
}

/// The values of `list` that `other` has not, each counted as often as it stands there.
fn missing_from<'a>(list: &'a [Value], other: &[Value]) -> Vec<(usize, &'a Value)> {
    let mut unmatched: Vec<&Value> = other.iter().collect();
    let mut missing = Vec::new();
    for (at, value) in list.iter().enumerate() {
        match unmatched.iter().position(|candidate| *candidate == value) {
            Some(found) => {
                unmatched.swap_remove(found);
            }
            None => missing.push((at, value)),
        }
    }
    missing
}

fn object(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}
