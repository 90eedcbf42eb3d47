//! Where the lines of a reading are printed.

use super::super::super::weights::Kind;
use super::{Extractor, Reading, Sheet, Table, Word};
use fenjie_text::chars::str_width;
use std::ops::Range;

/// The measures of a table, in multiples of the font size.
#[derive(Clone, Debug)]
pub struct Geometry {
    /// From line to line.
    pitch: f32,
    /// What a row is higher than its lines.
    pad: f32,
    /// From the full line of each column to the next column.
    gaps: Vec<f32>,
    /// Which columns have their lines in the middle.
    centred: Vec<bool>,
    /// Whether cells stand at the top of their rows.
    top: bool,
    /// Whether merged cells that go on over the page do.
    cut_at_top: bool,
}

/// A merged cell as far as it is printed on a page.
struct Merged {
    column: usize,
    /// Its rows on the page.
    covered: Range<usize>,
    /// The fragments of each line.
    lines: Vec<Vec<usize>>,
    /// Whether it goes on over the page.
    goes_on: bool,
}

impl Geometry {
    /// The measures with which the pages played again are most like the dump, and how like, of 1.
    pub fn fit(table: &Table<'_>, extractor: Extractor, reading: &Reading, sheets: &[&Sheet]) -> (Self, f32) {
        /// First by wide steps, then by fine ones.
        const SCALES: [f32; 2] = [1.0, 0.4];
        let columns = table.columns.len();
        let narrow = |column: usize| matches!(table.columns[column].kind, Kind::Number | Kind::Label);
        let start = Self {
            pitch: 1.3,
            pad: 0.45,
            gaps: vec![0.95; columns],
            centred: (0..columns).map(narrow).collect(),
            top: false,
            cut_at_top: true,
        };
        let value = |geometry: &Self| {
            let (kept, all) = sheets.iter().fold((0.0, 0.0), |(kept, all), sheet| {
                let here = table.agreement(extractor, reading, sheet, geometry);
                (kept + here.0, all + here.1)
            });
            if all > 0.0 { kept / all } else { 0.0 }
        };
        let even = |gap: f32| Self { gaps: vec![gap; columns], ..start.clone() };
        let high = |gap: f32| Self { pitch: 1.75, ..even(gap) };
        let mut best = (f32::NEG_INFINITY, start.clone());
        for start in [0.95, 0.75, 0.55, 1.25].map(even).into_iter().chain([0.75, 1.25].map(high)) {
            let like = value(&start);
            if like > best.0 {
                best = (like, start);
            }
        }
        for scale in SCALES {
            let before = best.0;
            best = Self::climb(best, scale, &value);
            if best.0 <= before {
                break;
            }
        }
        (best.1, best.0)
    }

    /// Changes one measure after the other where that makes the pages more alike; the steps are multiplied by `scale`.
    fn climb(start: (f32, Self), scale: f32, value: &dyn Fn(&Self) -> f32) -> (f32, Self) {
        const PITCH: [f32; 5] = [-0.15, -0.07, 0.1, 0.25, 0.5];
        const PAD: [f32; 5] = [-0.3, -0.15, 0.2, 0.45, 0.9];
        const GAP: [f32; 6] = [-0.65, -0.45, -0.2, 0.25, 0.55, 0.95];
        let (mut score, mut best) = start;
        let mut attempt = |changed: Self, best: &mut Self| {
            let new = value(&changed);
            if new > score {
                score = new;
                *best = changed;
            }
        };
        let base = best.clone();
        for step in PITCH {
            attempt(Self { pitch: base.pitch + step * scale, ..best.clone() }, &mut best);
        }
        for step in PAD {
            attempt(Self { pad: base.pad + step * scale, ..best.clone() }, &mut best);
        }
        attempt(Self { top: !best.top, ..best.clone() }, &mut best);
        attempt(Self { cut_at_top: !best.cut_at_top, ..best.clone() }, &mut best);
        for column in 0..base.gaps.len() {
            for step in GAP {
                let mut changed = best.clone();
                changed.gaps[column] = base.gaps[column] + step * scale;
                attempt(changed, &mut best);
            }
            let mut changed = best.clone();
            changed.centred[column] = !changed.centred[column];
            attempt(changed, &mut best);
        }
        (score, best)
    }

    /// Measures a little off these.
    pub fn near(&self) -> Vec<Self> {
        const PITCH: f32 = 0.05;
        const PAD: f32 = 0.12;
        const GAP: f32 = 0.15;
        let wider = |by: f32| self.gaps.iter().map(|gap| gap + by).collect::<Vec<f32>>();
        vec![
            Self { pitch: self.pitch + PITCH, ..self.clone() },
            Self { pitch: self.pitch - PITCH, ..self.clone() },
            Self { pad: self.pad + PAD, ..self.clone() },
            Self { pad: self.pad - PAD, ..self.clone() },
            Self { gaps: wider(GAP), ..self.clone() },
            Self { gaps: wider(-GAP), ..self.clone() },
        ]
    }

    /// Where each fragment of the page is printed, from its first fragment on; nothing for those of no cell.
    pub fn place(&self, table: &Table<'_>, reading: &Reading, sheet: &Sheet) -> Vec<Option<Word>> {
        let first = table.first(sheet);
        let count = sheet.flows.clone().map(|flow| table.body.flows[flow].fragments().len()).sum();
        let mut placed: Vec<Option<Word>> = vec![None; count];
        let rows = rows_of(table, reading, sheet);
        let on_page = |cell: &[usize]| -> Vec<usize> {
            cell.iter().copied().filter(|f| (first..first + count).contains(f)).collect()
        };
        let lines: Vec<Vec<Vec<Vec<usize>>>> = rows
            .clone()
            .map(|row| reading.rows[row].cells.iter().map(|cell| lines_of(table, &on_page(cell))).collect())
            .collect();
        let mut heights: Vec<f32> = lines.iter().map(|row| self.height(row.iter().map(Vec::len).max())).collect();
        let merged = self.merged(reading, &rows, &mut heights, &|cell| lines_of(table, &on_page(cell)));
        let tops: Vec<f32> = heights
            .iter()
            .scan(0.0, |sum, height| {
                let top = *sum;
                *sum += height;
                Some(top)
            })
            .collect();
        let mut put = |column: usize, lines: &[Vec<usize>], top: f32, height: f32, at_top: bool| {
            let free = if at_top { 0.0 } else { height - self.pad - lines.len() as f32 * self.pitch };
            for (index, line) in lines.iter().enumerate() {
                let y = top + (self.pad + free + self.pitch) / 2.0 + index as f32 * self.pitch;
                self.put_line(table, column, line, y, &mut |fragment, word| placed[fragment - first] = Some(word));
            }
        };
        for (index, row) in lines.iter().enumerate() {
            let cut = self.top || is_cut(table, reading, rows.start + index);
            for (column, lines) in row.iter().enumerate() {
                put(column, lines, tops[index], heights[index], cut);
            }
        }
        for Merged { column, covered, lines, goes_on } in merged {
            let (from, to) = (covered.start - rows.start, covered.end - rows.start);
            let height: f32 = heights[from..to].iter().sum();
            put(column, &lines, tops[from], height, goes_on && self.cut_at_top);
        }
        placed
    }

    /// The merged cells printed on the page. Rows that are too low for them are made higher.
    fn merged(
        &self,
        reading: &Reading,
        rows: &Range<usize>,
        heights: &mut [f32],
        lines: &dyn Fn(&[usize]) -> Vec<Vec<usize>>,
    ) -> Vec<Merged> {
        let mut merged = Vec::new();
        for (column, (_, spans)) in reading.spans.iter().enumerate() {
            for (index, span) in spans.iter().enumerate() {
                let all = reading.covered(column, index);
                let covered = all.start.max(rows.start)..all.end.min(rows.end);
                if covered.is_empty() {
                    continue;
                }
                for (column, cell) in &span.cells {
                    let lines = lines(cell);
                    if lines.is_empty() {
                        continue;
                    }
                    let (from, to) = (covered.start - rows.start, covered.end - rows.start);
                    let missing = self.height(Some(lines.len())) - heights[from..to].iter().sum::<f32>();
                    heights[to - 1] += missing.max(0.0);
                    let goes_on = all.end > rows.end;
                    merged.push(Merged { column: *column, covered: covered.clone(), lines, goes_on });
                }
            }
        }
        merged
    }

    fn height(&self, lines: Option<usize>) -> f32 {
        lines.unwrap_or(1).max(1) as f32 * self.pitch + self.pad
    }

    fn put_line(&self, table: &Table<'_>, column: usize, line: &[usize], y: f32, put: &mut dyn FnMut(usize, Word)) {
        let all = &table.body.fragments;
        let room = width(table, column);
        let size = |f: usize| if all[f].spaced { all[f].width.max(room) } else { all[f].width };
        let whole: f32 = line.iter().map(|f| size(*f)).sum();
        let mut x = self.left(table, column) + if self.centred[column] { (room - whole).max(0.0) / 2.0 } else { 0.0 };
        for fragment in line {
            let size = size(*fragment);
            put(*fragment, Word { x0: x, x1: x + size, y });
            x += size;
        }
    }

    /// The left side of a column.
    fn left(&self, table: &Table<'_>, column: usize) -> f32 {
        (0..column).map(|before| width(table, before) + self.gaps[before]).sum()
    }

    /// Where the word of a column's header is printed.
    pub fn header_word(&self, table: &Table<'_>, column: usize) -> Word {
        let size = table.header.get(column).map_or(2.0, |(word, _)| str_width(word));
        let x0 = self.left(table, column) + (width(table, column) - size).max(0.0) / 2.0;
        Word { x0, x1: x0 + size, y: -(self.pitch + self.pad) / 2.0 }
    }
}

/// The width of a column.
fn width(table: &Table<'_>, column: usize) -> f32 {
    const NUMBER: f32 = 2.0;
    let model = &table.columns[column];
    if model.kind == Kind::Number { NUMBER } else { model.width }
}

/// The rows of a page, with the one that goes on from the page before.
pub fn rows_of(table: &Table<'_>, reading: &Reading, sheet: &Sheet) -> Range<usize> {
    let from = reading.rows.partition_point(|row| row.page < sheet.page);
    let to = reading.rows.partition_point(|row| row.page <= sheet.page);
    let goes_on = from > 0
        && reading.rows[from - 1].cells.iter().flatten().any(|fragment| table.page_of(*fragment) == sheet.page);
    from - usize::from(goes_on)..to
}

/// Whether a page end cuts a row.
fn is_cut(table: &Table<'_>, reading: &Reading, row: usize) -> bool {
    let row = &reading.rows[row];
    row.cells.iter().flatten().any(|fragment| table.page_of(*fragment) != row.page)
}

/// A cell's fragments by line.
pub fn lines_of(table: &Table<'_>, cell: &[usize]) -> Vec<Vec<usize>> {
    let line = |fragment: usize| table.body.fragments[fragment].line;
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for fragment in cell {
        match lines.last_mut().filter(|last| last.last().is_some_and(|before| line(*before) == line(*fragment))) {
            Some(last) => last.push(*fragment),
            None => lines.push(vec![*fragment]),
        }
    }
    lines
}
