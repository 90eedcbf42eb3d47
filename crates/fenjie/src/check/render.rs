//! Differences as a person reads them.

use super::{Change, ChangeKind, Compared, Comparison, TaskName};
use crate::Language;
use serde_json::Value;
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::fmt::Write as _;

/// Characters of a long value that are shown around what has changed, and of a task's words that name it.
const CONTEXT: usize = 16;
/// Longer values are compared by their common ends alone.
const DIFF_CHARACTERS: usize = 20_000;

/// How old and new are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// `[-old-]` and `{+new+}`.
    Plain,
    /// Red and green, for terminals.
    Colour,
}

/// A comparison as text: documents, under each the kinds of change, under each the changes. Empty when nothing changed.
pub fn render(comparison: &Comparison, paint: Paint, language: Language) -> String {
    comparison.changed().fold(String::new(), |mut out, document| {
        out.push_str(&render_document(document, paint, language));
        out
    })
}

/// The lines of one document.
pub(crate) fn render_document(document: &Compared, paint: Paint, language: Language) -> String {
    let painter = Painter { paint, language };
    let mut out = format!("{}\n", painter.bold(&document.path));
    for group in document.changes.chunk_by(|a, b| a.kind == b.kind) {
        let kind = group[0].kind;
        if group.len() == 1 && group[0].task.is_none() && group[0].field.is_empty() {
            let message = group[0].after.as_ref().map(|message| format!(": {}", plain(message)));
            let _ = writeln!(out, "  {kind}{}", message.unwrap_or_default());
            continue;
        }
        let _ = writeln!(out, "  {kind} ({})", group.len());
        for change in group {
            let _ = writeln!(out, "    {}", painter.change(change));
        }
    }
    out
}

struct Painter {
    paint: Paint,
    language: Language,
}

impl Painter {
    fn change(&self, change: &Change) -> String {
        let name = change.task.as_ref().map(name).unwrap_or_default();
        match (change.kind, &change.before, &change.after) {
            (ChangeKind::TaskRemoved, ..) => self.was(&name),
            (ChangeKind::TaskAdded, ..) => self.is(&name),
            (ChangeKind::TaskMoved, Some(before), Some(after)) => {
                format!("{name}: from place {before} to place {after}")
            }
            (ChangeKind::EvidenceChanged, ..) => name,
            (_, before, after) => {
                let field = self.language.field(&change.field);
                let values = self.values(before.as_ref(), after.as_ref());
                if name.is_empty() { format!("{field}: {values}") } else { format!("{name} {field}: {values}") }
            }
        }
    }

    fn values(&self, before: Option<&Value>, after: Option<&Value>) -> String {
        match (before, after) {
            (Some(Value::String(before)), Some(Value::String(after))) => self.texts(before, after),
            (before, after) => {
                let parts = [before.map(|value| self.was(&plain(value))), after.map(|value| self.is(&plain(value)))];
                parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Two texts in one, with what is common cut down to what is needed to find the place.
    fn texts(&self, before: &str, after: &str) -> String {
        let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
        if old.len().max(new.len()) > DIFF_CHARACTERS {
            return self.ends(&old, &new);
        }
        let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
        let last = operations.len().saturating_sub(1);
        let mut out = String::new();
        for (at, operation) in operations.iter().enumerate() {
            let (was, is) = (&old[operation.old_range()], &new[operation.new_range()]);
            if operation.tag() == DiffTag::Equal {
                out.push_str(&unchanged(was, at == 0, at == last));
            } else {
                out.push_str(&self.replaced(was, is));
            }
        }
        out
    }

    fn ends(&self, old: &[char], new: &[char]) -> String {
        let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let (old, new) = (&old[start..], &new[start..]);
        let end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        format!("…{}…", self.replaced(&old[..old.len() - end], &new[..new.len() - end]))
    }

    fn replaced(&self, old: &[char], new: &[char]) -> String {
        let mark = |chars: &[char], mark: fn(&Self, &str) -> String| {
            if chars.is_empty() { String::new() } else { mark(self, &chars.iter().collect::<String>()) }
        };
        mark(old, Self::was) + &mark(new, Self::is)
    }

    fn was(&self, text: &str) -> String {
        match self.paint {
            Paint::Plain => format!("[-{}-]", visible(text)),
            Paint::Colour => format!("\u{1b}[31m{}\u{1b}[0m", visible(text)),
        }
    }

    fn is(&self, text: &str) -> String {
        match self.paint {
            Paint::Plain => format!("{{+{}+}}", visible(text)),
            Paint::Colour => format!("\u{1b}[32m{}\u{1b}[0m", visible(text)),
        }
    }

    fn bold(&self, text: &str) -> String {
        match self.paint {
            Paint::Plain => visible(text),
            Paint::Colour => format!("\u{1b}[1m{}\u{1b}[0m", visible(text)),
        }
    }
}

/// `3. 推进知识产权…`
fn name(task: &TaskName) -> String {
    let words: Vec<char> = task.text.as_deref().unwrap_or("(no text)").chars().collect();
    format!("{}. {}", task.ordinal, head(&words))
}

/// Unchanged text: before the first change its end matters, after the last its start, between two both.
fn unchanged(text: &[char], first: bool, last: bool) -> String {
    match (first, last) {
        (true, false) => tail(text),
        (false, true) => head(text),
        _ if text.len() > 2 * CONTEXT => format!("{}{}", head(text), tail(text).trim_start_matches('…')),
        _ => written(text),
    }
}

fn head(text: &[char]) -> String {
    if text.len() > CONTEXT { format!("{}…", written(&text[..CONTEXT])) } else { written(text) }
}

fn tail(text: &[char]) -> String {
    if text.len() > CONTEXT { format!("…{}", written(&text[text.len() - CONTEXT..])) } else { written(text) }
}

fn written(text: &[char]) -> String {
    visible(&text.iter().collect::<String>())
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Control characters as escapes: a terminal obeys nothing from a document.
fn visible(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if c.is_control() {
            let _ = write!(out, "{}", c.escape_default());
        } else {
            out.push(c);
        }
        out
    })
}
