//! Workbooks (xlsx, xls): every visible sheet becomes the lines above its tables and the tables, values as displayed.
//!
//! `calamine` reads the files; `number_format` writes numbers and dates as their cells display them; `sheet` tells
//! titles and notes from tables and resolves merged cells. `OpenDocument` workbooks (ods) share `sheet`.

mod biff;
mod number_format;
mod sheet;
#[cfg(test)]
mod tests;

pub(crate) use sheet::{Merge, Sheet, flow_of};

use crate::flow::lay_out;
use crate::package::Package;
use crate::{Error, Format, Limits, Source};
use calamine::{Data, DataRef, Dimensions, Reader, SheetVisible, Xls, Xlsx};
use fenjie_model::Diagnostic;
use number_format::{display, general};
use std::io::Cursor;

const XLSX: &str = "workbook (xlsx)";
const XLS: &str = "workbook (xls)";

/// Reads an xlsx workbook.
///
/// # Errors
/// [`Error::Damaged`] when it is no workbook or broken, [`Error::Encrypted`] when it asks for a password,
/// [`Error::TooLarge`] when it crosses one of `limits`.
pub fn read_xlsx(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    guarded(XLSX, || xlsx(bytes, limits))
}

/// Runs calamine, which panics on some damaged files: for the caller those are damaged files like any other.
fn guarded(format: &'static str, read: impl FnOnce() -> Result<Source, Error>) -> Result<Source, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(damaged(format, &"its structure contradicts itself")))
}

fn xlsx(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let package = Package::open(bytes, XLSX, limits)?;
    package.check_size()?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(XLSX, &error))?;
    let mut diagnostics = Vec::new();
    let mut sheets = Vec::new();
    for name in visible_sheets(&workbook, &mut diagnostics) {
        sheets.push(xlsx_sheet(&mut workbook, &name, limits)?);
    }
    note_hidden_rows(&package, &mut diagnostics)?;
    lay_out(flow_of(sheets, limits)?, Format::Xlsx, diagnostics, limits)
}

/// Reads an xls workbook.
///
/// # Errors
/// As [`read_xlsx`].
pub fn read_xls(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    guarded(XLS, || xls(bytes, limits))
}

fn xls(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    biff::check_size(bytes, limits)?;
    let mut workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => Error::Encrypted("save the workbook without a password".to_owned()),
        error => damaged(XLS, &error),
    })?;
    let mut diagnostics = Vec::new();
    let mut sheets = Vec::new();
    for name in visible_sheets(&workbook, &mut diagnostics) {
        let range = workbook.worksheet_range(&name).map_err(|error| damaged(XLS, &error))?;
        let merges = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut sheet = Sheet::new(name);
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            Limits::check("number of cells", sheet.len(), limits.cells)?;
            sheet.set(top + row as u32, left + column as u32, xls_value(value));
        }
        sheet.merge(merges.iter().map(merge_of));
        sheets.push(sheet);
    }
    lay_out(flow_of(sheets, limits)?, Format::Xls, diagnostics, limits)
}

fn damaged(format: &'static str, error: &impl ToString) -> Error {
    Error::Damaged { format, reason: error.to_string() }
}

/// Names of the sheets that a user sees; a hidden one is named in a diagnostic.
fn visible_sheets<R: Reader<Cursor<B>>, B: AsRef<[u8]>>(
    workbook: &R,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let (visible, hidden): (Vec<_>, Vec<_>) =
        workbook.sheets_metadata().iter().partition(|sheet| sheet.visible == SheetVisible::Visible);
    for sheet in hidden {
        let message = format!("the hidden sheet {} was left out; show it in the workbook if it counts.", sheet.name);
        diagnostics.push(Diagnostic::warning("hidden_sheet", message, None));
    }
    visible.into_iter().map(|sheet| sheet.name.clone()).collect()
}

fn xlsx_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, limits: &Limits) -> Result<Sheet, Error> {
    let mut sheet = Sheet::new(name.to_owned());
    let date_1904 = workbook.has_1904_epoch();
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A chart or macro sheet holds no cells.
        Err(calamine::XlsxError::NotAWorksheet(_) | calamine::XlsxError::WorksheetNotFound(_)) => return Ok(sheet),
        Err(error) => return Err(damaged(XLSX, &error)),
    };
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| damaged(XLSX, &error))? {
        let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
        let format = format.map_or(("", None), |format| (format.format_code.as_str(), format.format_id));
        let value = xlsx_value(cell.get_value(), format, date_1904);
        Limits::check("number of cells", sheet.len(), limits.cells)?;
        let (row, column) = cell.get_position();
        sheet.set(row, column, value);
    }
    drop(cells);
    let merges = workbook.merge_cells_by_sheet_name(name).unwrap_or_default();
    sheet.merge(merges.iter().map(merge_of));
    Ok(sheet)
}

fn merge_of(range: &Dimensions) -> Merge {
    Merge { top: range.start.0, left: range.start.1, bottom: range.end.0, right: range.end.1 }
}

fn xlsx_value(value: &DataRef<'_>, (code, id): (&str, Option<u32>), date_1904: bool) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => display(*number as f64, code, id, date_1904),
        DataRef::Float(number) => display(*number, code, id, date_1904),
        DataRef::DateTime(date) => display(date.as_f64(), code, id, date_1904),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(value) => value.to_string().to_uppercase(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A value of an xls file. Its reader does not tell how a date is displayed, so a date is written in full.
fn xls_value(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => general(*number),
        Data::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let clock = format!("{hour:02}:{minute:02}:{second:02}");
            match (date.is_duration() || date.as_f64() < 1.0, clock.as_str()) {
                (true, _) => clock,
                (false, "00:00:00") => format!("{year}年{month}月{day}日"),
                (false, _) => format!("{year}年{month}月{day}日 {clock}"),
            }
        }
        Data::Bool(value) => value.to_string().to_uppercase(),
        Data::Error(_) | Data::Empty => String::new(),
    }
}

/// Hidden rows are read like others, since a filter hides rows too; that there are some is worth knowing.
fn note_hidden_rows(package: &Package<'_>, diagnostics: &mut Vec<Diagnostic>) -> Result<(), Error> {
    let mut hidden = 0;
    for name in package.names().filter(|name| name.contains("/worksheets/")) {
        hidden += package.part(name)?.map_or(0, |part| hidden_rows(&part));
    }
    if hidden > 0 {
        let message = format!("{hidden} hidden rows were read like the others; check whether they count.");
        diagnostics.push(Diagnostic::info("hidden_rows", message, None));
    }
    Ok(())
}

/// Rows with `hidden` set. Only the start tags are looked at, so the part need not be kept as a tree.
fn hidden_rows(part: &[u8]) -> usize {
    let rows = memchr::memmem::find_iter(part, b"<row ").filter_map(|at| {
        let rest = &part[at..];
        rest.get(..memchr::memchr(b'>', rest)?)
    });
    rows.filter(|tag| {
        [&b" hidden=\"1\""[..], b" hidden=\"true\""].iter().any(|on| memchr::memmem::find(tag, on).is_some())
    })
    .count()
}
