//! The ledger as an Excel workbook that can be printed and handed on: sheets 任务, 单位汇总, 存疑, 文件.
//!
//! Rows go to the disk as they come, so memory grows with the number of units alone.

use super::{
    Column, Context, Ledger, LedgerError,
    columns::{Value, columns},
};
use crate::{
    FileEntry, Manifest,
    model::{Document, Severity, Task, Unit},
};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook as Book, Worksheet, XlsxError,
};
use std::{
    cmp::Reverse,
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

/// Most characters that Excel holds in a cell.
const CELL_CHARACTERS: usize = 32_767;
/// Most rows that Excel holds in a sheet.
const SHEET_ROWS: u32 = 1_048_576;
/// Most links that Excel holds in a sheet; cells after that have the text alone.
const SHEET_LINKS: u32 = 65_530;

/// Columns of 任务 that are printed, in their order, with their widths in characters. The others follow to the right.
const PRINTED: [(&str, f64); 10] = [
    ("sequence", 7.0),
    ("category", 16.0),
    ("text", 60.0),
    ("deliverable", 14.0),
    ("lead", 20.0),
    ("support", 24.0),
    ("deadline", 13.0),
    ("document_title", 24.0),
    ("source", 24.0),
    ("notes", 18.0),
];
/// Width of the columns that are not printed.
const OTHER_WIDTH: f64 = 14.0;

const UNIT_HEADER: [(&str, f64); 5] =
    [("单位", 36.0), ("牵头任务数", 12.0), ("配合任务数", 12.0), ("有完成时限", 12.0), ("存疑", 10.0)];
const DOUBT_HEADER: [(&str, f64); 6] =
    [("来源文件", 30.0), ("序号", 8.0), ("任务内容", 60.0), ("类型", 24.0), ("说明", 60.0), ("置信度", 9.0)];
const FILE_HEADER: [(&str, f64); 12] = [
    ("来源文件", 36.0),
    ("文件标题", 40.0),
    ("发文字号", 18.0),
    ("发文机关", 20.0),
    ("成文日期", 12.0),
    ("任务数", 9.0),
    ("存疑任务", 9.0),
    ("字数", 9.0),
    ("未归类字数", 11.0),
    ("与此文件相同", 30.0),
    ("失败原因", 40.0),
    ("SHA-256", 20.0),
];

const TASKS: &str = "任务";
const UNITS: &str = "单位汇总";
const DOUBTS: &str = "存疑";
const FILES: &str = "文件";

pub(crate) struct Workbook<'a> {
    book: Book,
    path: PathBuf,
    run: Context<'a>,
    tasks: Sheet,
    doubts: Sheet,
    files: Sheet,
    columns: Vec<&'static Column>,
    units: BTreeMap<String, Tally>,
    next_file: usize,
}

/// What one unit has to do.
#[derive(Default)]
struct Tally {
    lead: u32,
    support: u32,
    dated: u32,
    doubtful: u32,
}

impl<'a> Workbook<'a> {
    pub fn create(path: &Path, run: Context<'a>) -> Result<Self, LedgerError> {
        let columns = sheet_columns();
        let header: Vec<(&str, f64)> = columns.iter().map(|column| (column.label, width(column))).collect();
        let mut book = Book::new();
        let (tasks, doubts, files) = begin(&mut book, path, &header).map_err(LedgerError::writer)?;
        Ok(Self {
            book,
            path: path.to_owned(),
            run,
            tasks,
            doubts,
            files,
            columns,
            units: BTreeMap::new(),
            next_file: 0,
        })
    }

    fn document(&mut self, file: usize, document: &Document) -> Result<(), XlsxError> {
        self.files_before(file)?;
        let row = self.file(file, Some(document))?;
        for task in &document.tasks {
            self.task(document, task, row)?;
            self.tally(task);
        }
        for found in document.diagnostics.iter().filter(|found| found.severity != Severity::Info) {
            self.doubt(&document.source.path, None, &found.code, &found.message)?;
        }
        Ok(())
    }

    fn task(&mut self, document: &Document, task: &Task, file_row: u32) -> Result<(), XlsxError> {
        for (column, place) in self.columns.iter().zip(0..) {
            if column.name == "source" {
                let link = format!("internal:'{FILES}'!A{}", file_row + 1);
                self.tasks.link(&mut self.book, place, &link, &document.source.path)?;
                continue;
            }
            match column.value(document, task) {
                Value::Text(text) => self.tasks.text(&mut self.book, place, &text)?,
                Value::Number(number) => self.tasks.number(&mut self.book, place, number)?,
                Value::Empty => self.tasks.text(&mut self.book, place, "")?,
            }
        }
        self.tasks.next_row()?;
        for note in &task.notes {
            self.doubt(&document.source.path, Some(task), &note.code, &note.message)?;
        }
        Ok(())
    }

    fn tally(&mut self, task: &Task) {
        let lead: fn(&mut Tally) -> &mut u32 = |tally| &mut tally.lead;
        let support: fn(&mut Tally) -> &mut u32 = |tally| &mut tally.support;
        for (units, count) in [(&task.lead, lead), (&task.support, support)] {
            for unit in units {
                let tally = self.units.entry(full_name(unit).to_owned()).or_default();
                *count(tally) += 1;
                tally.dated += u32::from(task.deadline.is_some());
                tally.doubtful += u32::from(!task.notes.is_empty());
            }
        }
    }

    fn doubt(&mut self, source: &str, task: Option<&Task>, code: &str, message: &str) -> Result<(), XlsxError> {
        let (book, sheet) = (&mut self.book, &mut self.doubts);
        sheet.text(book, 0, source)?;
        sheet.text(book, 1, task.and_then(|task| task.sequence.as_deref()).unwrap_or_default())?;
        sheet.text(book, 2, task.and_then(|task| task.text.as_deref()).unwrap_or_default())?;
        sheet.text(book, 3, code)?;
        sheet.text(book, 4, message)?;
        if let Some(task) = task {
            sheet.number(book, 5, task.confidence)?;
        }
        sheet.next_row()
    }

    /// The files without a document of their own that stand before this one.
    fn files_before(&mut self, file: usize) -> Result<(), XlsxError> {
        while self.next_file < file {
            self.file(self.next_file, None)?;
        }
        Ok(())
    }

    /// One row of 文件; returns its number in the sheet, from 0.
    fn file(&mut self, number: usize, document: Option<&Document>) -> Result<u32, XlsxError> {
        self.next_file = number + 1;
        let manifest: &Manifest = self.run.manifest;
        let Some(entry) = manifest.files.get(number) else { return Ok(0) };
        let about = document.map(|document| &document.document);
        let texts = [
            about.and_then(|about| about.title.as_deref()),
            about.and_then(|about| about.number.as_deref()),
            about.and_then(|about| about.issuer.as_deref()),
            about.and_then(|about| about.issued_on.as_deref()),
        ];
        let counts = [entry.counts.tasks, entry.counts.doubtful, entry.counts.characters, entry.counts.unclaimed];
        let ends = [
            entry.duplicate_of.as_deref(),
            entry.failure.as_ref().map(|failure| failure.message.as_str()),
            entry.sha256.as_deref(),
        ];
        let (book, sheet) = (&mut self.book, &mut self.files);
        match source_link(manifest, entry, self.run.out) {
            Some(link) => sheet.link(book, 0, &link, &entry.path)?,
            None => sheet.text(book, 0, &entry.path)?,
        }
        for (text, place) in texts.into_iter().zip(1..) {
            sheet.text(book, place, text.unwrap_or_default())?;
        }
        for (count, place) in counts.into_iter().zip(5..) {
            sheet.number(book, place, count as f64)?;
        }
        for (text, place) in ends.into_iter().zip(9..) {
            sheet.text(book, place, text.unwrap_or_default())?;
        }
        let row = sheet.row;
        sheet.next_row()?;
        if let Some(failure) = &entry.failure {
            self.doubt(&entry.path, None, "file_failed", &failure.message)?;
        }
        Ok(row)
    }

    /// 单位汇总: who leads most first.
    fn unit_totals(&mut self) -> Result<(), XlsxError> {
        let mut units: Vec<(String, Tally)> = std::mem::take(&mut self.units).into_iter().collect();
        units.sort_by_key(|(_, tally)| Reverse((tally.lead, tally.support)));
        let mut sheet = Sheet::at(1);
        for (name, tally) in units {
            sheet.text(&mut self.book, 0, &name)?;
            for (count, place) in [tally.lead, tally.support, tally.dated, tally.doubtful].into_iter().zip(1..) {
                sheet.number(&mut self.book, place, count.into())?;
            }
            sheet.next_row()?;
        }
        sheet.end(&mut self.book, UNIT_HEADER.len())
    }

    fn end(mut self) -> Result<(), XlsxError> {
        self.files_before(self.run.manifest.files.len())?;
        self.unit_totals()?;
        self.tasks.end(&mut self.book, self.columns.len())?;
        self.doubts.end(&mut self.book, DOUBT_HEADER.len())?;
        self.files.end(&mut self.book, FILE_HEADER.len())?;
        self.book.save(&self.path)
    }
}

impl Ledger for Workbook<'_> {
    fn add(&mut self, file: usize, document: &Document) -> Result<(), LedgerError> {
        self.document(file, document).map_err(LedgerError::writer)
    }

    fn finish(self: Box<Self>) -> Result<(), LedgerError> {
        (*self).end().map_err(LedgerError::writer)
    }
}

/// The four sheets with their headers.
fn begin(book: &mut Book, path: &Path, tasks: &[(&str, f64)]) -> Result<(Sheet, Sheet, Sheet), XlsxError> {
    if let Some(folder) = path.parent() {
        book.set_tempdir(folder)?;
    }
    // The time of writing would make two runs differ.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_author("fenjie").set_creation_datetime(&fixed));
    let sheets: [(&str, &[(&str, f64)]); 4] =
        [(TASKS, tasks), (UNITS, &UNIT_HEADER), (DOUBTS, &DOUBT_HEADER), (FILES, &FILE_HEADER)];
    for (name, header) in sheets {
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        page_setup(sheet, header)?;
    }
    let printed = PRINTED.len() as u16 - 1;
    book.worksheet_from_index(0)?.set_print_area(0, 0, SHEET_ROWS - 1, printed)?;
    Ok((Sheet::at(0), Sheet::at(2), Sheet::at(3)))
}

fn page_setup(sheet: &mut Worksheet, header: &[(&str, f64)]) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_header("&C&A")
        .set_footer("&C第 &P 页，共 &N 页");
    sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
    for ((_, width), column) in header.iter().zip(0..) {
        sheet.set_column_width(column, *width)?;
    }
    let bold = cell_format().set_bold().set_background_color(Color::RGB(0x00D9_E2F3)).set_align(FormatAlign::Center);
    for ((label, _), column) in header.iter().zip(0..) {
        sheet.write_string_with_format(0, column, *label, &bold)?;
    }
    Ok(())
}

fn cell_format() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin)
}

/// A sheet that is filled row by row.
struct Sheet {
    index: usize,
    row: u32,
    links: u32,
    cell: Format,
    link: Format,
}

impl Sheet {
    /// After its header.
    fn at(index: usize) -> Self {
        let link = cell_format().set_font_color(Color::RGB(0x0005_63C1));
        Self { index, row: 1, links: 0, cell: cell_format(), link }
    }

    fn text(&self, book: &mut Book, column: u16, text: &str) -> Result<(), XlsxError> {
        book.worksheet_from_index(self.index)?.write_string_with_format(self.row, column, fitting(text), &self.cell)?;
        Ok(())
    }

    fn number(&self, book: &mut Book, column: u16, number: f64) -> Result<(), XlsxError> {
        book.worksheet_from_index(self.index)?.write_number_with_format(self.row, column, number, &self.cell)?;
        Ok(())
    }

    fn link(&mut self, book: &mut Book, column: u16, link: &str, text: &str) -> Result<(), XlsxError> {
        const LINK_CHARACTERS: usize = 2_000;
        if self.links == SHEET_LINKS || link.chars().count() > LINK_CHARACTERS {
            return self.text(book, column, text);
        }
        self.links += 1;
        let url = Url::new(link).set_text(fitting(text));
        book.worksheet_from_index(self.index)?.write_url_with_format(self.row, column, url, &self.link)?;
        Ok(())
    }

    fn next_row(&mut self) -> Result<(), XlsxError> {
        self.row += 1;
        if self.row == SHEET_ROWS {
            return Err(XlsxError::ParameterError(format!(
                "Excel holds no more than {SHEET_ROWS} rows in a sheet; write csv, parquet or sqlite instead"
            )));
        }
        Ok(())
    }

    fn end(self, book: &mut Book, columns: usize) -> Result<(), XlsxError> {
        book.worksheet_from_index(self.index)?.autofilter(0, 0, self.row - 1, columns as u16 - 1)?;
        Ok(())
    }
}

/// Printed columns first.
fn sheet_columns() -> Vec<&'static Column> {
    let printed = |column: &&Column| PRINTED.iter().any(|(name, _)| *name == column.name);
    let first = PRINTED.iter().filter_map(|(name, _)| columns().iter().find(|column| column.name == *name));
    first.chain(columns().iter().filter(|column| !printed(column))).collect()
}

fn width(column: &Column) -> f64 {
    PRINTED.iter().find(|(name, _)| *name == column.name).map_or(OTHER_WIDTH, |(_, width)| *width)
}

fn full_name(unit: &Unit) -> &str {
    unit.canonical.as_deref().unwrap_or(&unit.name)
}

/// As much of a text as a cell holds; the JSON has the whole.
fn fitting(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARACTERS - 1) {
        Some((end, _)) if text.chars().count() > CELL_CHARACTERS => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

/// The source file as seen from the workbook, which stands in `out`. Entries of archives lead to the archive.
fn source_link(manifest: &Manifest, entry: &FileEntry, out: &Path) -> Option<String> {
    let input = Path::new(manifest.inputs.get(entry.input)?);
    if input.as_os_str() == "-" {
        return None;
    }
    let mut file = PathBuf::new();
    if input.is_relative() {
        // Without knowing where the command ran, the way from the workbook is known only between two relative paths.
        let upwards = out.components().any(|part| part == Component::ParentDir);
        if out.is_absolute() || upwards {
            return None;
        }
        file.extend(out.components().filter(|part| matches!(part, Component::Normal(_))).map(|_| ".."));
    }
    file.push(input);
    if input.is_dir() {
        for part in entry.path.split('/') {
            file.push(part);
            if file.is_file() {
                break;
            }
        }
    }
    let path: Vec<_> = file.to_string_lossy().split('/').map(encoded).collect();
    Some(format!("file:///{}", path.join("/").trim_start_matches('/')))
}

/// Characters that would end the path of a link.
fn encoded(part: &str) -> String {
    part.replace('%', "%25").replace('#', "%23").replace(' ', "%20")
}
