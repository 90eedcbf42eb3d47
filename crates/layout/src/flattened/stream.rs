//! Tables whose cells came out one after the other, in the order of the page's stream.

use super::blanks::Blanks;
use super::decode::{ColumnModel, Decoder, Piece, Start};
use super::fit::Fit;
use super::geometry::Geometry;
use super::header::Header;
use super::labels::{Group, Placing};
use super::lattice::FoundRow;
use super::run::Run;
use super::segment::{Marks, Segment};
use super::weights::{Kind, Weights};
use super::{
    Body, FlattenedRegion, Frame, OpenRows, Region, confidence, fit, groups, labels, lattice, number_of_category, rows,
    segment, table_of,
};
use crate::Row;
use fenjie_lexicon::ColumnRole;
use fenjie_text::Text;
use std::ops::Range;

/// Puts the table of `region` together.
pub(super) fn recover(
    texts: &[&Text],
    lines: &[&str],
    region: &Region<'_>,
    header: &Header,
    body: Body,
) -> Option<FlattenedRegion> {
    let kinds: Vec<Kind> = header.columns.iter().map(|column| Kind::of(column.role)).collect();
    let task = header.columns.iter().position(|column| column.role == ColumnRole::Task).unwrap_or(0);
    let widest = fit::widest(&body.segments);
    let segments = segment::part_numbers(&segment::part_wide(body.segments, lines, widest), lines);
    let segments = segment::part_names(&segments, lines);
    let prints = Marks::ALL.map(|marks| segment::measured(&segments, lines, marks));
    let (run, columns) = fit_print(&prints, lines, &kinds, task);
    let (found, geometry) = cut(&run, &columns);
    let pieces: Vec<Piece> = found.iter().flat_map(|row| row.pieces.iter().copied()).collect();
    let mut raw = rows::rows(&run, &pieces, &kinds);
    if raw.is_empty() {
        return None;
    }
    let mut roles: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
    number_of_category(&mut roles, &raw);
    let groups = groups(&roles);
    labels::join_cut(&mut raw, &groups, run.segments);
    labels::join_numbers(&mut raw, &groups, run.segments);
    let frame = Frame { texts, lines, header, furniture: &body.furniture, continued: body.continued };
    let mut table = table_of(&frame, &run, &raw, &roles, false);
    let (placing, sure) = labels::placing(&raw, &groups, body.continued);
    doubt(&mut table.rows, &found, &groups, sure);
    let count = table.rows.len() as f32;
    table.score = table.rows.iter().map(|row| row.confidence).sum::<f32>() / count.max(1.0);
    let decoder = Decoder::new(&run, &columns, Weights::shipped(), run.blanks);
    let fits = |group: &Group, rows: &Range<usize>| -> Vec<f32> {
        let fit = |first| geometry.map_or(0.0, |geometry| geometry.label_fit(&decoder, &found, group, first, rows.end));
        rows.clone().chain([rows.end]).map(fit).collect()
    };
    let open_rows = |group: &Group| -> Vec<OpenRows> {
        let all = labels::open_rows(&raw, group).into_iter();
        all.map(|rows| OpenRows { fits: fits(group, &rows), group: group.clone(), rows }).collect()
    };
    // Inner labels first: an outer one ends where an inner one does.
    let open = groups.iter().rev().filter(|_| placing == Placing::Last).flat_map(open_rows).collect();
    Some(FlattenedRegion { lines: region.lines.clone(), table, open })
}

/// The columns fitted to the lines, and the lines measured as that one of the `prints` has them with which they can be
/// cut best.
fn fit_print<'a>(
    prints: &'a [Vec<Segment>; Marks::ALL.len()],
    lines: &'a [&'a str],
    kinds: &[Kind],
    task: usize,
) -> (Run<'a>, Vec<ColumnModel>) {
    let weights = Weights::shipped();
    let [plain, others @ ..] = prints;
    let plain = Run::new(plain, lines);
    let fit = Fit::new(&plain, task, weights);
    let columns = fit.columns(kinds);
    let (mut worth, mut best) = fit.refit(columns.clone());
    let mut run = plain.resized(plain.segments);
    for print in others {
        let other = plain.resized(print);
        let (worth_here, columns) = Fit::new(&other, task, weights).refit(columns.clone());
        if worth_here > worth {
            (worth, best, run) = (worth_here, columns, other);
        }
    }
    let best = Fit::new(&run, task, weights).polish((worth, best));
    (run, best)
}

/// The best cut: first with the plain odds of blanks and newlines, then with what the places of the lines say.
fn cut(run: &Run<'_>, columns: &[ColumnModel]) -> (Vec<FoundRow>, Option<Geometry>) {
    let weights = Weights::shipped();
    let first = in_rows(Decoder::new(run, columns, weights, run.blanks).decode(run.segments.len()).0);
    let pieces: Vec<Piece> = first.iter().flatten().copied().collect();
    let decoder = Decoder::new(run, columns, weights, Blanks::of(run, &pieces));
    let geometry = Geometry::of(&decoder, &first);
    let rows = lattice::rows(&decoder, geometry.as_ref());
    let covers = |pieces: &mut dyn Iterator<Item = &Piece>| pieces.map(|piece| piece.to - piece.from).sum::<usize>();
    if covers(&mut rows.iter().flat_map(|row| &row.pieces)) == covers(&mut pieces.iter()) {
        return (rows, geometry);
    }
    // No sequence of the rows that were built holds every line: the plain cut does.
    let unsure = |pieces: Vec<Piece>| FoundRow { margin: 0.0, doubtful: Vec::new(), pieces };
    (first.into_iter().map(unsure).collect(), None)
}

/// The pieces of each row.
fn in_rows(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if piece.start != Start::NewRow => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    rows
}

/// Writes into the rows how sure they are; where labels stand is known with certainty `placed`.
fn doubt(rows: &mut [Row], found: &[FoundRow], groups: &[Group], placed: f32) {
    for (row, found) in rows.iter_mut().zip(found) {
        let doubt = confidence::doubt(found);
        row.confidence = doubt.confidence;
        row.doubtful = doubt.columns;
        let inherited: Vec<usize> = groups.iter().flat_map(Clone::clone).filter(|c| row.cells[*c].inherited).collect();
        if placed < 1.0 && !inherited.is_empty() {
            row.confidence *= placed;
            row.doubtful.extend(inherited);
            row.doubtful.sort_unstable();
            row.doubtful.dedup();
        }
    }
}
