//! Headings without numbers above the numbered items of a group: the names of departments (省教育厅, and 1. 2. 3. below it), of
//! regions, of projects (文化惠民工程). Nothing marks such a line but where it stands: behind what ended the group before, above
//! an item, and not alone of its kind.

use crate::outline::{is_box_caption, is_title_line};
use crate::{metadata, statement};
use fenjie_layout::{Block, Marker, MarkerStyle};
use fenjie_lexicon::{region, unit_plausibility};
use fenjie_text::{Text, chars};
use std::collections::{BTreeMap, BTreeSet};

/// What a heading without a number names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// A region: what stands below is a list of its own.
    Region,
    /// Who is to do the items.
    Unit,
    /// What the items are about.
    Work,
}

/// A heading without a number.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) name: Name,
    /// Its words, without the brackets around them.
    pub(crate) label: Text,
    /// How its items are numbered.
    pub(crate) style: MarkerStyle,
}

/// The headings without numbers of a document, by the places of their blocks.
pub(crate) fn find(blocks: &[Block]) -> BTreeMap<usize, Group> {
    let mut families: BTreeMap<(Name, MarkerStyle), Vec<(usize, Group)>> = BTreeMap::new();
    for at in 0..blocks.len() {
        if let Some(group) = candidate(blocks, at) {
            families.entry((group.name, group.style)).or_default().push((at, group));
        }
    }
    let told = families.into_values().filter(|family| are_headings(blocks, family));
    told.flatten().collect()
}

/// The line at a place, when it could be such a heading.
fn candidate(blocks: &[Block], at: usize) -> Option<Group> {
    const LONGEST: usize = 20;
    let label = bare(words(&blocks[at])?);
    let marker = Marker::parse(words(blocks.get(at + 1)?)?.as_str())?;
    let line = label.as_str();
    let is_line = line.chars().nth(LONGEST).is_none()
        && is_title_line(line)
        && !is_box_caption(line)
        && line.chars().all(|c| chars::is_han(c) || c.is_ascii_alphanumeric() || "、“”（）".contains(c));
    if !is_line || metadata::names_plan(line) || statement::is_bare_line(&label) || !follows_end(blocks, at) {
        return None;
    }
    let name = match () {
        () if region::by_name(line).next().is_some() => Name::Region,
        () if unit_plausibility(line) >= statement::SURE => Name::Unit,
        () => Name::Work,
    };
    // A line above 一、 may as well be the title of what follows.
    let fits = name != Name::Work || marker.style >= MarkerStyle::HanBracket;
    (fits && marker.style != MarkerStyle::Bullet).then_some(Group { name, label, style: marker.style })
}

fn words(block: &Block) -> Option<&Text> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => Some(text),
        Block::Table(_) | Block::Furniture(..) => None,
    }
}

/// A line without the brackets around all of it: 【省教育厅】.
fn bare(line: &Text) -> Text {
    let line = line.trimmed();
    let inner = line.as_str().strip_prefix(['【', '［', '[']).and_then(|rest| rest.strip_suffix(['】', '］', ']']));
    match inner.and_then(|inner| line.as_str().find(inner).map(|at| at..at + inner.len())) {
        Some(range) => line.slice(range).tidied(),
        None => line.tidied(),
    }
}

/// Whether what stands before a line has come to its end: a sentence, a statement, a title, nothing.
fn follows_end(blocks: &[Block], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| words(&blocks[before])) else { return true };
    let line = before.as_str().trim_end_matches(chars::is_blank);
    line.ends_with(['。', '；', ';', '！', '）', ')', '】', ']'])
        || Marker::parse(line).is_none_or(|marker| marker.style <= MarkerStyle::Han)
        || statement::is_bare_line(before)
}

/// Whether several lines of one kind are headings: the items begin anew below each, or from the first on go on below fewer
/// headings than there are items.
fn are_headings(blocks: &[Block], family: &[(usize, Group)]) -> bool {
    const FEWEST: usize = 2;
    let Some((first, group)) = family.first() else { return false };
    let markers = blocks[*first..].iter().filter_map(words).filter_map(|line| Marker::parse(line.as_str()));
    let items = markers.filter(|marker| marker.style == group.style).count();
    let item = |at: usize| words(blocks.get(at + 1)?).and_then(|line| Marker::parse(line.as_str()));
    let begins = |at: usize| item(at).is_some_and(|marker| marker.ordinal == 1);
    let distinct: BTreeSet<&str> = family.iter().map(|(_, group)| group.label.as_str()).collect();
    let begin_anew = family.iter().all(|(at, _)| begins(*at));
    let go_on = begins(*first) && items >= FEWEST * family.len();
    distinct.len() >= FEWEST && (begin_anew || go_on)
}
