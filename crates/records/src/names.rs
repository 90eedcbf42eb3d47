//! What a finished record is named with: the document's region, the agencies' full names, the tags.

use crate::Names;
use fenjie_lexicon::tags::{Taxonomy, Wording};
use fenjie_lexicon::{Context, region};
use fenjie_model::{Kind, Metadata, Region, Task};
use std::collections::HashMap;

/// From this fit on a document belongs to the field of the built-in taxonomy.
const FITS: f32 = 0.5;

/// Gives the document its region and its tasks their canonical units and tags.
pub(crate) fn name(tasks: &mut [Task], metadata: &mut Metadata, text: &str, year: Option<i32>, names: &Names) {
    let region = region::of_document(&region::Evidence {
        issuer: metadata.issuer.as_deref(),
        number: metadata.number.as_deref(),
        title: metadata.title.as_deref(),
        text: (metadata.kind != Kind::Other).then_some(text),
        year,
    });
    let state = region.is_none()
        && region::of_document(&region::Evidence { text: Some(text), year, ..Default::default() }).is_none();
    let document = Context { region, state, year };
    metadata.region = region.map(|region| Region { code: region.code.to_owned(), name: region.name.to_owned() });
    canonize(tasks, document, names);
    if let Some(taxonomy) = taxonomy(names, metadata, text) {
        for task in tasks {
            tag(task, taxonomy);
        }
    }
}

/// Gives every unit its full name. A notice names the same few agencies in task after task: each is looked up once.
fn canonize(tasks: &mut [Task], document: Context, names: &Names) {
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    let mut context = document;
    let mut section = None;
    for task in tasks {
        if task.section != section {
            section.clone_from(&task.section);
            context = section_context(section.as_deref(), document);
            known.clear();
        }
        for unit in task.lead.iter_mut().chain(&mut task.support) {
            if let Some(canonical) = known.get(&unit.name) {
                unit.canonical.clone_from(canonical);
                continue;
            }
            unit.canonical = names.agencies.canonical(&unit.name, &context);
            known.insert(unit.name.clone(), unit.canonical.clone());
        }
    }
}

/// A section whose title opens with a region (广东省2017年工作要点 in a table of provinces) has its own.
fn section_context(section: Option<&str>, document: Context) -> Context {
    let opened = |section: &str| region::opening(section, document.region.as_ref(), document.year);
    match section.and_then(opened) {
        Some((region, _)) => Context { region: Some(region), state: false, ..document },
        None => document,
    }
}

/// The user's taxonomy for every document, the built-in one for documents of its field.
fn taxonomy<'a>(names: &'a Names, metadata: &Metadata, text: &str) -> Option<&'a Taxonomy> {
    if let Some(own) = &names.taxonomy {
        return Some(own);
    }
    let fits = Taxonomy::fits_intellectual_property(metadata.title.as_deref().unwrap_or_default(), text);
    (fits >= FITS).then(Taxonomy::intellectual_property)
}

fn tag(task: &mut Task, taxonomy: &Taxonomy) {
    let label = task.category.as_ref().and_then(|category| category.label.as_deref());
    let wording = Wording {
        text: task.text.as_deref().unwrap_or_default(),
        title: task.title.as_deref().unwrap_or_default(),
        category: label.unwrap_or_default(),
    };
    task.tags = taxonomy.tags(&wording).into_iter().map(str::to_owned).collect();
}
