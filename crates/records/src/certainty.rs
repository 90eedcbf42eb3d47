//! How sure a record is of its characters. A reader of pictures says of every character how sure it is; a record is as
//! sure as the field that was read worst, and its notes name the figures and words that a person should look up.

use crate::draft::Draft;
use fenjie_lexicon::near_agency;
use fenjie_source::{Glyph, Source};
use fenjie_text::Text;

/// A figure read with less confidence than this is named: one wrong digit changes a goal or a date.
const SURE_FIGURE: f32 = 0.8;
/// Any other character read with less confidence than this is named.
const SURE_CHARACTER: f32 = 0.5;
/// Most places that one note names.
const MOST_NAMED: usize = 8;

/// The share of the characters of the draft's worst field that were read right, as far as the reader can tell, 0 to 1;
/// notes on the draft's doubtful characters. 1 and none for what was not read from pictures.
pub(crate) fn weigh(source: &Source, draft: &Draft) -> (f64, Vec<(&'static str, String)>) {
    if !source.pages.iter().any(|page| page.scanned) {
        return (1.0, Vec::new());
    }
    let mut worst = 1.0f64;
    let (mut figures, mut characters) = (Vec::new(), Vec::new());
    for field in fields(draft) {
        let read: Vec<(char, f32)> = field
            .as_str()
            .char_indices()
            .filter_map(|(at, c)| Some((c, glyph(source, field.source_at(at)?)?.confidence)))
            .collect();
        let sum: f64 = read.iter().map(|(_, sure)| f64::from(*sure)).sum();
        worst = worst.min(if read.is_empty() { 1.0 } else { sum / read.len() as f64 });
        figures.extend(doubtful_figures(&read));
        characters.extend(doubtful_characters(&read));
    }
    let units = draft.lead.iter().chain(&draft.support);
    let near = units.filter_map(|unit| Some(format!("{} → {}?", unit.name, near_agency(&unit.name)?))).collect();
    let named = [
        ("unit_proposal", "names that are one character from a known one, left as they were read", near),
        ("doubtful_figures", "figures that the scan shows unclearly", figures),
        ("doubtful_characters", "characters that the scan shows unclearly", characters),
    ];
    let notes = named.into_iter().filter(|(_, _, places)| !places.is_empty());
    (worst, notes.map(|(code, what, places)| (code, message(what, &places))).collect())
}

fn message(what: &str, places: &[String]) -> String {
    let rest = places.len().saturating_sub(MOST_NAMED);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{what}: {}{more}", places[..places.len().min(MOST_NAMED)].join("、"))
}

/// The texts that the record is made of.
fn fields(draft: &Draft) -> impl Iterator<Item = &Text> {
    let own = [&draft.title, &draft.text, &draft.deliverable, &draft.deadline].into_iter().flatten();
    let units = draft.lead.iter().chain(&draft.support).map(|unit| &unit.raw);
    let label = draft.category.as_ref().map(|category| &category.label);
    own.chain(units).chain(label).chain(draft.sequence.as_ref().map(|(_, printed)| printed))
}

/// The glyph drawn for the character at a place of the source.
fn glyph(source: &Source, at: usize) -> Option<&Glyph> {
    source.pages.iter().find_map(|page| {
        let first = page.glyphs.partition_point(|glyph| glyph.span.end <= at);
        page.glyphs.get(first).filter(|glyph| glyph.span.start <= at)
    })
}

/// Whole numbers that hold a doubtful digit.
fn doubtful_figures(read: &[(char, f32)]) -> Vec<String> {
    let is_figure = |c: &char| c.is_ascii_digit() || matches!(c, '.' | '%');
    let numbers = read.chunk_by(|(a, _), (b, _)| is_figure(a) && is_figure(b));
    let doubtful = numbers.filter(|number| number.iter().any(|(c, sure)| c.is_ascii_digit() && *sure < SURE_FIGURE));
    doubtful.map(|number| number.iter().map(|(c, _)| c).collect()).collect()
}

/// Doubtful characters, each with its neighbours.
fn doubtful_characters(read: &[(char, f32)]) -> Vec<String> {
    const AROUND: usize = 2;
    let doubtful = |at: &usize| read[*at].1 < SURE_CHARACTER && !read[*at].0.is_ascii_digit();
    let context = |at: usize| -> String {
        let (before, after) = (&read[at.saturating_sub(AROUND)..at], &read[at + 1..(at + 1 + AROUND).min(read.len())]);
        let words = |part: &[(char, f32)]| part.iter().map(|(c, _)| *c).collect::<String>();
        format!("{}[{}]{}", words(before), read[at].0, words(after))
    };
    (0..read.len()).filter(doubtful).map(context).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_source::{Format, Page, Rect};
    use fenjie_text::Span;

    /// A page read from a picture, and a draft of all its text.
    fn scanned(read: &[(&str, f32)]) -> (Source, Draft) {
        let mut page = Page { number: 1, scanned: true, ..Page::default() };
        let mut text = String::new();
        for (part, confidence) in read {
            for c in part.chars() {
                let span = Span::new(text.len(), text.len() + c.len_utf8());
                text.push(c);
                let (bbox, confidence) = (Rect::default(), *confidence);
                page.glyphs.push(Glyph { span, bbox, size: 10.0, bold: false, confidence });
            }
        }
        let draft = Draft { text: Some(Text::from_source(&text, Span::new(0, text.len()))), ..Draft::default() };
        let pages = vec![page];
        (Source { text, format: Format::Image, encoding: None, pages, paged: true, diagnostics: Vec::new() }, draft)
    }

    #[test]
    fn a_record_is_as_sure_as_its_characters_and_names_the_doubtful_ones() {
        let (source, draft) = scanned(&[("增长", 1.0), ("1", 1.0), ("6", 0.5), ("%以", 1.0), ("土", 0.4), ("。", 1.0)]);
        let (sure, notes) = weigh(&source, &draft);
        assert!((sure - 6.9 / 8.0).abs() < 1e-3, "{sure}");
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[0].0 == "doubtful_figures" && notes[0].1.ends_with("16%"), "{notes:?}");
        assert!(notes[1].0 == "doubtful_characters" && notes[1].1.ends_with("%以[土]。"), "{notes:?}");
    }

    #[test]
    fn a_known_name_one_character_away_is_proposed() {
        let (source, mut draft) = scanned(&[("市发展改苹委", 0.9)]);
        let raw = draft.text.take().unwrap();
        draft.lead.push(crate::draft::NamedUnit { raw, name: "市发展改苹委".to_owned() });
        let (_, notes) = weigh(&source, &draft);
        assert!(notes[0].0 == "unit_proposal" && notes[0].1.contains("市发展改革委"), "{notes:?}");
    }

    #[test]
    fn what_was_not_read_from_a_picture_is_certain() {
        let (mut source, draft) = scanned(&[("增长16%", 0.3)]);
        source.pages[0].scanned = false;
        assert_eq!(weigh(&source, &draft), (1.0, Vec::new()));
    }
}
