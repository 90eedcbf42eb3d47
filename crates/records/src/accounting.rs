//! Where every character of the source went.

use fenjie_model::Accounting;
use fenjie_source::{Item, Source};
use fenjie_text::{Span, Text, chars};

/// The classes of characters, in the order in which a claim beats another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Tasks,
    Headings,
    Furniture,
    Prose,
}

impl Class {
    /// How many there are.
    const ALL: usize = Class::Prose as usize + 1;
}

/// The class of every byte of the document's text. The first claim on a byte stands, so nothing is claimed twice.
pub(crate) struct Claims(Vec<Option<Class>>);

impl Claims {
    pub(crate) fn new(source: &Source) -> Self {
        Self(vec![None; source.text.len()])
    }

    pub(crate) fn claim(&mut self, text: &Text, class: Class) {
        text.sources().for_each(|span| self.claim_span(span, class));
    }

    fn claim_span(&mut self, span: Span, class: Class) {
        let Some(bytes) = self.0.get_mut(span.range()) else { return };
        for byte in bytes {
            *byte = Some(byte.unwrap_or(class));
        }
    }

    /// Counts the characters. What the reader left out as markup is furniture.
    pub(crate) fn accounting(mut self, source: &Source) -> Accounting {
        self.claim_markup(source);
        let mut counts = [0; Class::ALL];
        let mut unclaimed = 0;
        let mut unclaimed_spans = Vec::new();
        for (at, c) in source.text.char_indices() {
            match self.0[at] {
                _ if chars::is_blank(c) => {}
                Some(class) => counts[class as usize] += 1,
                None => {
                    unclaimed += 1;
                    extend(&mut unclaimed_spans, source, Span::new(at, at + c.len_utf8()));
                }
            }
        }
        let [tasks, headings, furniture, prose] = counts;
        let characters = tasks + headings + furniture + prose + unclaimed;
        Accounting { characters, tasks, headings, furniture, prose, unclaimed, unclaimed_spans }
    }

    fn claim_markup(&mut self, source: &Source) {
        let mut read: Vec<Span> = source.pages.iter().flat_map(|page| &page.items).flat_map(spans).collect();
        read.sort_unstable();
        let mut at = 0;
        for span in read.into_iter().chain([Span::new(source.text.len(), source.text.len())]) {
            self.claim_span(Span::new(at, span.start.max(at)), Class::Furniture);
            at = at.max(span.end);
        }
    }
}

fn spans(item: &Item) -> Vec<Span> {
    match item {
        Item::Line(line) => line.text.spans(),
        Item::Table(table) => table.rows.iter().flatten().flat_map(|cell| &cell.lines).flat_map(Text::spans).collect(),
    }
}

/// Joins spans that only blanks part.
fn extend(spans: &mut Vec<[usize; 2]>, source: &Source, span: Span) {
    match spans.last_mut() {
        Some(last) if source.text[last[1]..span.start].chars().all(chars::is_blank) => last[1] = span.end,
        _ => spans.push([span.start, span.end]),
    }
}
