//! The numbers of rows, of their texts and of their categories.

use crate::draft::Draft;
use fenjie_layout::{Marker, MarkerStyle};
use fenjie_text::{Text, chars, numeral};

/// Whether a cell holds nothing but a number in Chinese: 一, （三）, 十二、.
pub(super) fn is_han_number(words: &str) -> bool {
    let bare = words.trim_matches(|c| chars::is_blank(c) || "（）()、．.".contains(c));
    !bare.is_empty() && bare.chars().all(numeral::is_han_numeral)
}

/// The value of a printed number: 12, 12., 十二、, （三）, 二（续）.
pub(super) fn sequence(printed: &str) -> Option<u32> {
    if let Some('\u{2460}'..='\u{249b}') = printed.trim().chars().next() {
        return Marker::parse(printed).map(|marker| marker.ordinal);
    }
    let bare = printed.trim_start_matches(|c| chars::is_blank(c) || "（(第".contains(c));
    numeral::leading_ordinal(bare).map(|(ordinal, _)| ordinal)
}

/// A row without a number column may print its number at the head of its title or text.
pub(super) fn take_number(draft: &mut Draft) {
    if draft.sequence.is_some() {
        without_title_number(draft);
        return;
    }
    let field = if draft.title.is_some() { &mut draft.title } else { &mut draft.text };
    let Some(text) = field else { return };
    let Some(marker) = Marker::parse(text.as_str()).filter(|marker| marker.style <= MarkerStyle::DigitBracket) else {
        return;
    };
    let is_list = Marker::parse(text.as_str()).is_some() && holds_next(text, marker);
    if !is_list {
        draft.sequence = Some((marker.ordinal, text.slice(0..marker.len)));
        *field = Some(text.slice_from(marker.len));
    }
}

/// The number of a label (1.实施…) is no part of the title, even where the row has a number of its own.
fn without_title_number(draft: &mut Draft) {
    let Some(title) = &mut draft.title else { return };
    let marker = Marker::parse(title.as_str()).filter(|marker| marker.style <= MarkerStyle::DigitBracket);
    if let Some(marker) = marker.filter(|marker| marker.len < title.len()) {
        draft.other.push(title.slice(0..marker.len));
        *title = title.slice_from(marker.len);
    }
}

/// Where texts run （1）, （2）… from row to row, the marks are no part of them: beside another number, that of the measure they
/// belong to, they are dropped; beside a title they number the rows.
pub(super) fn take_item_numbers(drafts: &mut [Draft]) {
    let marker_of = |draft: &Draft| {
        let text = draft.text.as_ref().filter(|_| draft.sequence.is_some() || draft.title.is_some())?;
        Marker::parse(text.as_str()).filter(|marker| !holds_next(text, *marker))
    };
    let markers: Vec<Option<Marker>> = drafts.iter().map(marker_of).collect();
    let goes_on = |pair: &[Option<Marker>]| match (pair[0], pair[1]) {
        (Some(before), Some(marker)) => {
            before.style == marker.style && [1, before.ordinal + 1].contains(&marker.ordinal)
        }
        _ => false,
    };
    if drafts.len() < 2 || !markers.windows(2).all(goes_on) {
        return;
    }
    for (draft, marker) in drafts.iter_mut().zip(markers) {
        if let (Some(text), Some(marker)) = (&mut draft.text, marker) {
            let number = text.slice(0..marker.len);
            match &draft.sequence {
                Some(_) => draft.other.push(number),
                None => draft.sequence = Some((marker.ordinal, number)),
            }
            *text = text.slice_from(marker.len);
        }
    }
}

/// Whether the text holds the next number too: then it is a list, and its first number is not the row's.
fn holds_next(text: &Text, marker: Marker) -> bool {
    text.as_str().char_indices().skip(1).any(|(at, c)| {
        (numeral::digit(c).is_some() || "（(".contains(c) || numeral::is_han_numeral(c))
            && Marker::parse(&text.as_str()[at..])
                .is_some_and(|next| next.style == marker.style && next.ordinal == marker.ordinal + 1)
    })
}

/// A label printed without its number takes the number that the order leaves free.
pub(super) fn number_categories(drafts: &mut [Draft]) {
    let labels: Vec<(String, Option<u32>)> = drafts
        .iter()
        .filter_map(|draft| draft.category.as_ref())
        .map(|category| (category.label.to_string(), category.ordinal))
        .collect();
    let mut runs: Vec<(String, Option<u32>)> = Vec::new();
    for (label, ordinal) in labels {
        match runs.last_mut() {
            Some((last, known)) if *last == label => *known = known.or(ordinal),
            _ => runs.push((label, ordinal)),
        }
    }
    if runs.iter().all(|(_, ordinal)| ordinal.is_none()) {
        return;
    }
    for at in 0..runs.len() {
        if runs[at].1.is_none() {
            let before = at.checked_sub(1).map_or(Some(0), |before| runs[before].1);
            let after = runs.get(at + 1).and_then(|next| next.1);
            let free = before.map(|n| n + 1).filter(|n| after.is_none_or(|after| after == n + 1));
            runs[at].1 = free;
        }
    }
    for draft in drafts {
        if let Some(category) = draft.category.as_mut().filter(|category| category.ordinal.is_none()) {
            category.ordinal = runs.iter().find(|(label, _)| *label == category.label.as_str()).and_then(|run| run.1);
        }
    }
}
