//! Labels that run out of their table: a cell that covers rows of two pages is cut at the page's end, and what did not fit
//! into the part above the cut is printed below the last row.

use super::Sheet;
use super::fragment::Fragment;
use super::line::TextLine;

/// Most lines that stand below the last row.
const MOST_LINES: usize = 6;

/// Puts such lines back into the cells that they ran out of.
pub(super) fn put_back(sheets: &mut [Sheet]) {
    for at in 1..sheets.len() {
        let (before, after) = sheets.split_at_mut(at);
        if let (Some(sheet), Some(next)) = (before.last_mut(), after.first()) {
            put_back_on(sheet, next);
        }
    }
}

fn put_back_on(sheet: &mut Sheet, next: &Sheet) {
    let Some(table) = sheet.fragments.iter_mut().max_by(|a, b| a.bbox.y1.total_cmp(&b.bbox.y1)) else { return };
    let Some(rest) = next.fragments.iter().min_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0)) else { return };
    let is_below = |line: &TextLine| line.middle() > table.bbox.y1;
    let is_above = |line: &TextLine| line.middle() < rest.bbox.y0;
    let below: Vec<&TextLine> = sheet.lines.iter().filter(|line| is_below(line)).collect();
    if below.is_empty() || below.len() > MOST_LINES || next.lines.iter().any(is_above) || !table.same_columns(rest) {
        return;
    }
    let cells: Option<Vec<usize>> =
        below.iter().enumerate().map(|(at, line)| cut_cell(table, line, &below[..at])).collect();
    let Some(cells) = cells else { return };
    let bottom = table.bbox.y1;
    let (lines, kept): (Vec<TextLine>, Vec<TextLine>) =
        std::mem::take(&mut sheet.lines).into_iter().partition(|line| line.middle() > bottom);
    sheet.lines = kept;
    for (line, cell) in lines.into_iter().zip(cells) {
        if let Some(cell) = table.cells.get_mut(cell) {
            cell.lines.push(line);
        }
    }
}

/// The cell at the table's foot that a line below it goes on in: it stands within its column, in letters as large and at the
/// distance of lines from its last one, or from those that ran out `before`.
fn cut_cell(table: &Fragment, line: &TextLine, before: &[&TextLine]) -> Option<usize> {
    const PITCH: f32 = 1.8;
    const SAME_SIZE: f32 = 0.1;
    let column_of = |line: &TextLine| {
        table.columns.windows(2).position(|sides| sides[0] <= line.bbox.x0 && line.bbox.x1 <= sides[1])
    };
    let column = column_of(line)?;
    let id = *table.places.last()?.get(column)?;
    let ran_out = before.iter().rev().copied().find(|other| column_of(other) == Some(column));
    let last = ran_out.or_else(|| table.cells.get(id)?.lines.last())?;
    let is_next = line.middle() - last.middle() <= PITCH * line.size;
    (is_next && (last.size - line.size).abs() <= SAME_SIZE * line.size).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::super::fragment::FragmentCell;
    use super::*;
    use fenjie_source::{Glyph, Rect};
    use fenjie_text::Span;

    const SIZE: f32 = 10.0;

    fn line(source: &str, words: &str, x: f32, y: f32) -> TextLine {
        let start = source.find(words).expect("words of the source");
        let glyph = |(at, c): (usize, char)| {
            let x0 = x + words[..at].chars().count() as f32 * SIZE;
            let bbox = Rect { x0, y0: y, x1: x0 + SIZE, y1: y + SIZE };
            Glyph {
                span: Span::new(start + at, start + at + c.len_utf8()),
                bbox,
                size: SIZE,
                bold: false,
                confidence: 1.0,
            }
        };
        TextLine::new(words.char_indices().map(glyph).collect(), 0).expect("a line")
    }

    fn table(lines: Vec<TextLine>) -> Fragment {
        let cell = |lines| FragmentCell { lines, rows: 0..1 };
        Fragment {
            bbox: Rect { x0: 0.0, y0: 0.0, x1: 200.0, y1: 40.0 },
            columns: vec![0.0, 60.0, 200.0],
            places: vec![vec![0, 1]],
            cells: vec![cell(lines), cell(Vec::new())],
            open_below: false,
            ruled: true,
            inferred: false,
        }
    }

    fn label_after(y: f32, words: &str) -> (String, usize) {
        let source = "老旧小区更新行动备注";
        let label = line(source, "老旧小区", 5.0, 26.0);
        let below = line(source, words, 5.0, y);
        let first = Sheet { fragments: vec![table(vec![label])], lines: vec![below], ..Sheet::default() };
        let mut sheets = [first, Sheet { fragments: vec![table(Vec::new())], ..Sheet::default() }];
        put_back(&mut sheets);
        (sheets[0].fragments[0].cells[0].text(source).to_string(), sheets[0].lines.len())
    }

    #[test]
    fn a_label_that_runs_out_of_its_cell_is_whole_and_a_remark_further_down_stays() {
        assert_eq!(label_after(41.0, "更新行动"), ("老旧小区更新行动".to_owned(), 0));
        assert_eq!(label_after(60.0, "备注"), ("老旧小区".to_owned(), 1));
    }
}
