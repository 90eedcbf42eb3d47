//! Tables whose cells came out one after the other, in the order of the page's stream.

use super::blanks::Blanks;
use super::decode::{ColumnModel, Decoder, Piece, Start};
use super::fit::Fit;
use super::geometry::Geometry;
use super::labels::{Group, Placing};
use super::lattice::FoundRow;
use super::rows::RawRow;
use super::run::Run;
use super::segment::{Join, Marks, Segment};
use super::weights::{Kind, Weights};
use super::{
    FlattenedRegion, Frame, OpenRows, Region, bands, confidence, fit, groups, labels, lattice, mend,
    number_of_category, rows, segment, table_of,
};
use crate::Row;
use crate::limits::{CELL_SEGMENTS, CUT_ROW_SEGMENTS, Limit};
use fenjie_lexicon::ColumnRole;
use std::ops::Range;

/// Puts the table of `region` together.
pub(super) fn recover(frame: &Frame<'_>, region: &Region<'_>, segments: Vec<Segment>) -> Option<FlattenedRegion> {
    let Frame { lines, header, continued, watch, .. } = *frame;
    let given: Vec<ColumnRole> = header.columns.iter().map(|column| column.role).collect();
    let kinds = Kind::of_all(&given);
    let (segments, labels_between) = bands::take(segments, lines, &given, bands::Lines::Streamed);
    let task = header.columns.iter().position(|column| column.role == ColumnRole::Task).unwrap_or(0);
    let widest = fit::widest(&segments);
    let segments = mend::part_numbers(&mend::part_wide(segments, lines, widest), lines);
    let segments = mend::part_names(&segments, lines);
    let segments = mend::join_marks(segments);
    let segments =
        if header.is_answered_by_persons() { mend::part_persons(&segments, lines, Join::Blank) } else { segments };
    let segments = if header.names_persons() { mend::join_persons(segments) } else { segments };
    let plain = segment::measured(&segments, lines, Marks::AsWritten);
    let plain = Run::new(&plain, lines, watch).headed(&header.columns).of_stream();
    let (marks, found) = fit_marks(&plain, &segments, &kinds, task);
    let print = segment::measured(&segments, lines, marks);
    let run = plain.resized(&print);
    let columns = Fit::new(&run, task, Weights::shipped()).polish(found);
    let (found, geometry) = cut(&run, &columns);
    let pieces: Vec<Piece> = found.iter().flat_map(|row| row.pieces.iter().copied()).collect();
    let mut raw = rows::rows(&run, &pieces, &kinds);
    if raw.is_empty() || watch.is_over() {
        return None;
    }
    let mut roles = given;
    number_of_category(&mut roles, &raw);
    let groups = groups(&roles);
    labels::join_cut(&mut raw, &groups, run.segments);
    labels::join_numbers(&mut raw, &groups, run.segments);
    note_limits(&run, &found);
    let mut table = table_of(frame, &run, &raw, &roles, false);
    let (placing, sure) = labels::placing(&raw, &groups, continued);
    doubt(&mut table.rows, &found, &groups, sure);
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
    let first = |row: &RawRow| row.cells.iter().flatten().map(|(from, _)| run.segments[*from].line).min();
    let starts = raw.iter().map(|row| first(row).unwrap_or_default()).collect();
    Some(FlattenedRegion { lines: region.lines.clone(), table, open, bands: labels_between, starts })
}

/// Notes cells and rows that may only end where they do because no longer ones are looked for.
fn note_limits(run: &Run<'_>, rows: &[FoundRow]) {
    if rows.iter().flat_map(|row| &row.pieces).any(|piece| piece.to - piece.from >= CELL_SEGMENTS) {
        run.watch.hit(Limit::CellSegments);
    }
    let ends_page = |row: &FoundRow| {
        let (Some(first), Some(last)) = (row.pieces.first(), row.pieces.last()) else { return false };
        last.to - first.from > CUT_ROW_SEGMENTS
            && last.to < run.segments.len()
            && run.page_end.get(first.from) == Some(&last.to)
    };
    if rows.iter().any(ends_page) {
        run.watch.hit(Limit::CutRowSegments);
    }
}

/// How wide the marks are in the print with which the lines can be cut best, and the columns fitted to it, with what the
/// best cut is worth.
fn fit_marks(plain: &Run<'_>, segments: &[Segment], kinds: &[Kind], task: usize) -> (Marks, (f32, Vec<ColumnModel>)) {
    let weights = Weights::shipped();
    let fit = Fit::new(plain, task, weights);
    let columns = fit.columns(kinds);
    let mut best = (Marks::AsWritten, fit.refit(columns.clone()));
    let sample = &segments[..fit::LOOKED_AT.min(segments.len())];
    for marks in Marks::ALL.into_iter().filter(|marks| *marks != Marks::AsWritten) {
        let print = segment::measured(sample, plain.lines, marks);
        let found = Fit::new(&plain.resized(&print), task, weights).refit(columns.clone());
        if found.0 > best.1.0 {
            best = (marks, found);
        }
    }
    best
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

#[cfg(test)]
mod tests {
    use crate::Watch;
    use fenjie_text::{Span, Text};

    /// The rows of the tables of a dump, cells parted by `|`.
    fn rows(dump: &str) -> Vec<String> {
        let (mut lines, mut at) = (Vec::new(), 0);
        for line in dump.split('\n') {
            lines.push(Text::from_source(dump, Span::new(at, at + line.len())));
            at += line.len() + 1;
        }
        let found = super::super::recover(&lines.iter().collect::<Vec<_>>(), &[], &Watch::default());
        let cells = |row: &crate::Row| row.cells.iter().map(|cell| cell.text.as_str().to_owned()).collect::<Vec<_>>();
        found.iter().flat_map(|region| &region.table.rows).map(|row| cells(row).join("|")).collect()
    }

    #[test]
    fn offices_and_spaced_out_persons_stand_in_columns_of_their_own() {
        let dump = "序号 工作内容\n完成\n时间\n责任科室\n责任\n人\n\
                    1\n开展课后服务质量评估，公布评估结果，\n评选示范学校。\n4月 基础教育科 王 梅\n\
                    2\n每学期组织校园周边环境整治，消除安全\n隐患。\n每学\n期\n校园安全科 李 强\n\
                    3\n举办青少年科技创新大赛，推荐优秀作品\n参赛。\n9月 教学研究室 赵 敏\n\
                    4\n完成教师公开招聘，补充乡村学校紧缺学\n科教师。\n6月 人事师资科 王 梅\n";
        let expected = ["4月|基础教育科|王梅", "每学期|校园安全科|李强", "9月|教学研究室|赵敏", "6月|人事师资科|王梅"];
        let found: Vec<String> =
            rows(dump).iter().map(|row| row.split('|').skip(2).collect::<Vec<_>>().join("|")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_on_lines_of_their_own_are_one_list_and_few_lead() {
        let dump = "序号 工作事项 牵头单位 配合单位 完成时限\n\
                    1\n建立健全隐患排查治理台账，实行销号管\n理。\n县应急管理局\n县教育局\n县水利局\n各乡镇\n年底前\n\
                    2\n开展高层建筑消防设施检测，督促整改隐\n患。\n县消防救援大队\n县住建局\n县公安局\n2025年6\n月底前\n\
                    3\n组织危险化学品企业开展自查自纠，报送\n情况。\n县应急管理局\n县公安局\n县生态环境局\n各乡镇\n2025年10月\n31日前\n";
        let found: Vec<String> =
            rows(dump).iter().map(|row| row.split('|').skip(2).collect::<Vec<_>>().join("|")).collect();
        assert_eq!(
            found,
            [
                "县应急管理局|县教育局县水利局各乡镇|年底前",
                "县消防救援大队|县住建局县公安局|2025年6月底前",
                "县应急管理局|县公安局县生态环境局各乡镇|2025年10月31日前",
            ]
        );
    }
}
