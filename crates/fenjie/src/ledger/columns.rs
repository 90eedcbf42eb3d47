//! The columns of a ledger that is a plain table: one row a task.

use crate::{
    Language,
    model::{Amount, Document, Operator, Target, Task, Unit},
};
use std::borrow::Cow;

/// Between the members of a list in one cell.
const SEPARATOR: &str = "；";

/// One column.
pub struct Column {
    /// Stable name.
    pub name: &'static str,
    /// What a Chinese reader calls it.
    pub label: &'static str,
    value: for<'a> fn(&'a Document, &'a Task) -> Value<'a>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Empty,
}

impl Column {
    /// The heading in a language.
    pub fn heading(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.name,
            Language::Chinese => self.label,
        }
    }

    pub(crate) fn value<'a>(&self, document: &'a Document, task: &'a Task) -> Value<'a> {
        (self.value)(document, task)
    }
}

/// The columns in their order.
pub fn columns() -> &'static [Column] {
    COLUMNS
}

const COLUMNS: &[Column] = &[
    column("source", "来源文件", |document, _| text(&document.source.path)),
    column("document_title", "文件标题", |document, _| optional(document.document.title.as_ref())),
    column("document_number", "发文字号", |document, _| optional(document.document.number.as_ref())),
    column("issuer", "发文机关", |document, _| optional(document.document.issuer.as_ref())),
    column("issued_on", "成文日期", |document, _| optional(document.document.issued_on.as_ref())),
    column("ordinal", "顺序", |_, task| Value::Number(task.ordinal.into())),
    column("section", "所属部分", |_, task| optional(task.section.as_ref())),
    column("category_ordinal", "类别序号", |_, task| {
        number(task.category.as_ref().and_then(|category| category.ordinal))
    }),
    column("category", "类别", |_, task| {
        optional(task.category.as_ref().and_then(|category| category.label.as_ref()))
    }),
    column("sequence", "序号", |_, task| optional(task.sequence.as_ref())),
    column("title", "标题", |_, task| optional(task.title.as_ref())),
    column("text", "任务内容", |_, task| optional(task.text.as_ref())),
    column("deliverable", "成果形式", |_, task| optional(task.deliverable.as_ref())),
    column("lead", "牵头单位", |_, task| units(&task.lead, |unit| Some(&unit.name))),
    column("support", "配合单位", |_, task| units(&task.support, |unit| Some(&unit.name))),
    column("deadline", "完成时限", |_, task| optional(task.deadline.as_ref().map(|deadline| &deadline.raw))),
    column("deadline_until", "截止日期", |_, task| {
        optional(task.deadline.as_ref().and_then(|deadline| deadline.until.as_ref()))
    }),
    column("milestones", "时间节点", |_, task| {
        list(task.milestones.iter().map(|milestone| milestone.raw.as_str()))
    }),
    column("targets", "量化目标", |_, task| list(task.targets.iter().map(spell))),
    column("tags", "主题", |_, task| list(task.tags.iter().map(String::as_str))),
    column("lead_canonical", "牵头单位全称", |_, task| units(&task.lead, |unit| unit.canonical.as_ref())),
    column("support_canonical", "配合单位全称", |_, task| units(&task.support, |unit| unit.canonical.as_ref())),
    column("confidence", "置信度", |_, task| Value::Number(task.confidence)),
    column("notes", "存疑", |_, task| list(task.notes.iter().map(|note| note.message.as_str()))),
    column("page", "页码", |_, task| number(place(task).and_then(|(page, _)| page))),
    column("span_start", "原文起点", |_, task| {
        place(task).map_or(Value::Empty, |(_, span)| Value::Number(span[0] as f64))
    }),
    column("span_end", "原文终点", |_, task| {
        place(task).map_or(Value::Empty, |(_, span)| Value::Number(span[1] as f64))
    }),
    column("related", "相关任务", |_, task| list(task.related.iter().map(String::as_str))),
    column("id", "任务编号", |_, task| text(&task.id)),
];

const fn column(
    name: &'static str,
    label: &'static str,
    value: for<'a> fn(&'a Document, &'a Task) -> Value<'a>,
) -> Column {
    Column { name, label, value }
}

fn text(value: &str) -> Value<'_> {
    Value::Text(value.into())
}

fn optional(value: Option<&String>) -> Value<'_> {
    value.map_or(Value::Empty, |value| text(value))
}

fn number(value: Option<u32>) -> Value<'static> {
    value.map_or(Value::Empty, |value| Value::Number(value.into()))
}

fn units(units: &[Unit], name: impl Fn(&Unit) -> Option<&String>) -> Value<'_> {
    list(units.iter().filter_map(name).map(String::as_str))
}

fn list<'a, S: AsRef<str>>(items: impl Iterator<Item = S>) -> Value<'a> {
    let joined = items.fold(String::new(), |mut joined, item| {
        if !joined.is_empty() {
            joined.push_str(SEPARATOR);
        }
        joined + item.as_ref()
    });
    if joined.is_empty() { Value::Empty } else { Value::Text(joined.into()) }
}

/// `全市专利申请量 ≥ 16%`.
fn spell(target: &Target) -> String {
    let unit = target.unit.as_deref().unwrap_or_default();
    match (target.op, target.value) {
        (_, Amount::Range([low, high])) => format!("{} {low}–{high}{unit}", target.what),
        (op, Amount::One(value)) => format!("{} {}{value}{unit}", target.what, sign(op)),
    }
}

fn sign(op: Operator) -> &'static str {
    match op {
        Operator::AtLeast => "≥",
        Operator::AtMost => "≤",
        Operator::Equal | Operator::Range => "=",
        Operator::About => "≈",
    }
}

/// Page and byte range that the task's text stands in, else whatever evidence there is.
pub(crate) fn place(task: &Task) -> Option<(Option<u32>, [usize; 2])> {
    let of_text = task.evidence.iter().filter(|evidence| evidence.field == "text");
    let chosen: Vec<_> =
        if of_text.clone().next().is_some() { of_text.collect() } else { task.evidence.iter().collect() };
    let start = chosen.iter().map(|evidence| evidence.span[0]).min()?;
    let end = chosen.iter().map(|evidence| evidence.span[1]).max()?;
    Some((chosen.iter().find_map(|evidence| evidence.page), [start, end]))
}
