//! What the foot of a site leaves behind the last item of a document.

use super::Content;
use crate::outline::Part;
use crate::statement::{Line, Piece};
use fenjie_text::chars;

/// Takes lines of a site's foot off the last item: those without a mark behind its closing sentence or its statement (打印 收藏,
/// 重点任务分工表.doc), and a line of labels (主办：某局) of which no other item has the like.
pub(crate) fn drop_foot(parts: &[Part<'_>], contents: &mut [Vec<Content>]) {
    const FEWEST_ITEMS: usize = 3;
    let items = parts.iter().flat_map(|part| &part.nodes).filter(|node| node.marker.is_some()).count();
    if items < FEWEST_ITEMS {
        return;
    }
    let labels: Vec<String> = contents.iter().flatten().flat_map(|content| &content.pieces).filter_map(label).collect();
    let Some(last) = contents.iter_mut().rev().find_map(|contents| contents.last_mut()) else { return };
    drop_unmarked(last);
    drop_labels(last, &labels);
}

/// Lines behind what closes the item that close with no mark themselves.
fn drop_unmarked(last: &mut Content) {
    let from = (1..last.pieces.len()).rev().take_while(|at| is_unmarked(&last.pieces[*at])).last();
    if let Some(from) = from.filter(|from| closes(&last.pieces[from - 1])) {
        let lines = last.pieces.drain(from..).filter_map(|piece| match piece {
            Piece::Words(words) => Some(words),
            Piece::Statement(_) => None,
        });
        last.foot.extend(lines);
    }
}

fn is_unmarked(piece: &Piece) -> bool {
    const LONGEST: usize = 40;
    let Piece::Words(words) = piece else { return false };
    let words = words.as_str();
    words.chars().nth(LONGEST).is_none() && !words.contains(['。', '；', '，'])
}

fn closes(piece: &Piece) -> bool {
    match piece {
        Piece::Words(words) => words.as_str().trim_end_matches(chars::is_blank).ends_with(['。', '；', '！']),
        Piece::Statement(_) => true,
    }
}

/// The label that opens a statement of labels: 主办 of 主办：某局.
fn label(piece: &Piece) -> Option<String> {
    let Piece::Statement(found) = piece else { return None };
    let whole = found.whole.as_str();
    let (label, _) = whole.split_once(['：', ':']).filter(|_| Line::of(whole) == Line::Labelled)?;
    Some(chars::without_blanks(label).into_owned())
}

/// Whether a line opens with the label of whose a site is: 主办：某局.
pub(super) fn names_owner(line: &str) -> bool {
    opens_with(line, &["主办", "主管"])
}

fn opens_with(line: &str, labels: &[&str]) -> bool {
    labels.iter().any(|label| line.trim_start_matches(chars::is_blank).starts_with(label))
}

/// A line of labels without a time, when the document has no other, or none that opens with its label and the item has been
/// closed before it. The tasks of a document that closes them with such lines have several.
fn drop_labels(last: &mut Content, labels: &[String]) {
    let (Some(Piece::Statement(found)), Some(own)) = (last.pieces.last(), last.pieces.last().and_then(label)) else {
        return;
    };
    let is_only = labels.len() == 1;
    let of_site = opens_with(&own, &["主办", "主管", "承办", "协办", "运维", "维护"]);
    let closed_before = last.pieces.iter().filter(|piece| matches!(piece, Piece::Statement(_))).count() > 1;
    let is_foot = is_only || closed_before && labels.iter().filter(|other| **other == own).count() == 1;
    if found.deadline.is_none() && of_site && is_foot {
        last.foot.push(found.whole.clone());
        last.pieces.pop();
        last.has_statement = last.pieces.iter().any(|piece| matches!(piece, Piece::Statement(_)));
    }
}
