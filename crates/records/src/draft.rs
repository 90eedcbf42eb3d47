//! A task before it is written: every field still knows its place in the source.

use fenjie_model::Note;
use fenjie_text::Text;

/// A heading that tasks stand under.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heading {
    pub(crate) ordinal: Option<u32>,
    pub(crate) label: Text,
}

/// A unit as printed, and with a shared prefix written out.
#[derive(Clone, Debug)]
pub(crate) struct NamedUnit {
    pub(crate) raw: Text,
    pub(crate) name: String,
}

/// A task whose fields are still pieces of the source.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// Index of the part of the document it stands in.
    pub(crate) part: usize,
    pub(crate) category: Option<Heading>,
    /// The printed number; its value as printed in ASCII digits is made when the record is written.
    pub(crate) sequence: Option<(u32, Text)>,
    pub(crate) title: Option<Text>,
    pub(crate) text: Option<Text>,
    pub(crate) deliverable: Option<Text>,
    pub(crate) lead: Vec<NamedUnit>,
    pub(crate) support: Vec<NamedUnit>,
    pub(crate) deadline: Option<Text>,
    /// Source text that belongs to the task without being a field: brackets, labels, separators.
    pub(crate) other: Vec<Text>,
    pub(crate) confidence: f64,
    pub(crate) notes: Vec<Note>,
    /// Whether it is a row of a table.
    pub(crate) is_row: bool,
}

impl Draft {
    pub(crate) fn note(&mut self, code: &str, message: &str) {
        if self.notes.iter().all(|note| note.code != code) {
            self.notes.push(Note { code: code.to_owned(), message: message.to_owned() });
        }
    }

    /// Whether it has no unit.
    pub(crate) fn names_nobody(&self) -> bool {
        self.lead.is_empty() && self.support.is_empty()
    }

    /// The words that tell what the task is about.
    pub(crate) fn words(&self) -> String {
        let parts = [self.title.as_ref(), self.text.as_ref(), self.deliverable.as_ref()];
        parts.into_iter().flatten().map(Text::as_str).collect::<Vec<_>>().join("\n")
    }
}
