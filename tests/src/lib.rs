//! What the tests of this workspace share: the corpus, its accepted records, and what must hold of every record.

use fenjie::model::{Document, Task};
use std::path::{Path, PathBuf};

/// The top of the repository.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Every source in `corpus/`, in order of name.
///
/// # Panics
/// When the folder cannot be read.
pub fn corpus() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("corpus")).expect("corpus/ is there");
    let mut sources: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    sources.sort();
    sources
}

/// A source's name, as its record states it.
pub fn name(source: &Path) -> String {
    source.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads one source.
///
/// # Panics
/// When the source cannot be read.
pub fn extract(source: &Path) -> Document {
    let bytes = std::fs::read(source).expect("the source is there");
    fenjie::extract(&bytes, &options(source)).unwrap_or_else(|error| panic!("{}: {error}", source.display()))
}

/// The options that a run over `corpus/` reads a source with.
pub fn options(source: &Path) -> fenjie::Options {
    fenjie::Options::new().path(name(source))
}

/// The fields of a task that its evidence must spell, with their names.
pub fn fields(task: &Task) -> Vec<(String, &str)> {
    let mut fields = Vec::new();
    let plain = [("title", &task.title), ("text", &task.text), ("deliverable", &task.deliverable)];
    fields.extend(plain.into_iter().filter_map(|(name, field)| Some((name.to_owned(), field.as_deref()?))));
    let label = task.category.as_ref().and_then(|category| category.label.as_deref());
    fields.extend(label.map(|label| ("category.label".to_owned(), label)));
    for (name, units) in [("lead", &task.lead), ("support", &task.support)] {
        fields.extend(units.iter().enumerate().map(|(at, unit)| (format!("{name}[{at}].raw"), unit.raw.as_str())));
    }
    fields.extend(task.deadline.as_ref().map(|deadline| ("deadline.raw".to_owned(), deadline.raw.as_str())));
    fields
}

/// Text as it is compared with its evidence: without blanks, literal entities decoded.
pub fn compact(text: &str) -> String {
    let compact: String = text.chars().filter(|c| !fenjie_text::chars::is_blank(*c)).collect();
    [("&quot;", "\""), ("&nbsp;", ""), ("&amp;", "&")].iter().fold(compact, |text, (entity, c)| text.replace(entity, c))
}

/// Fails when a field's evidence does not spell the field, a span breaks a character, or the account does not add up.
///
/// # Panics
/// That is how it fails.
pub fn assert_sound(document: &Document, text: &str) {
    let name = &document.source.path;
    for task in &document.tasks {
        for (field, value) in fields(task) {
            let places = task.evidence.iter().filter(|evidence| evidence.field == field);
            let spelled: String = places
                .map(|place| text.get(place.span[0]..place.span[1]).expect("a span lies on character boundaries"))
                .collect();
            assert_eq!(compact(&spelled), compact(value), "{name}: evidence of {field} of task {}", task.ordinal);
        }
    }
    let account = &document.accounting;
    let characters = text.chars().filter(|c| !fenjie_text::chars::is_blank(*c)).count();
    let classes = [account.tasks, account.headings, account.prose, account.furniture, account.unclaimed];
    assert_eq!(account.characters, characters, "{name}: every character is counted");
    assert_eq!(classes.iter().sum::<usize>(), characters, "{name}: the classes add up");
    let unclaimed: usize = account
        .unclaimed_spans
        .iter()
        .map(|span| text[span[0]..span[1]].chars().filter(|c| !fenjie_text::chars::is_blank(*c)).count())
        .sum();
    assert_eq!(unclaimed, account.unclaimed, "{name}: the unclaimed spans hold what is unclaimed");
}
