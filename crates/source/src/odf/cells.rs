use super::body::push_collapsed;
use super::styles::Styles;
use crate::workbook::{Merge, Sheet};
use crate::xml::{Element, Node};
use crate::{Error, Limits};
use fenjie_model::Diagnostic;

/// Reads the visible sheets of a workbook.
pub(super) fn read(
    book: &Element,
    styles: &Styles<'_>,
    limits: &Limits,
) -> Result<(Vec<Sheet>, Vec<Diagnostic>), Error> {
    let mut diagnostics = Vec::new();
    let mut sheets = Vec::new();
    let mut hidden_rows = 0;
    for table in book.all("table") {
        let name = table.attribute("name").unwrap_or_default();
        if !table.attribute("style-name").is_none_or(|style| styles.shows_table(style)) {
            let message = format!("the hidden sheet {name} was left out; show it in the workbook if it counts.");
            diagnostics.push(Diagnostic::warning("hidden_sheet", message, None));
            continue;
        }
        let mut reader = SheetReader::new(name, limits);
        reader.rows(table)?;
        hidden_rows += reader.hidden_rows;
        sheets.push(reader.finish());
    }
    if hidden_rows > 0 {
        let message = format!("{hidden_rows} hidden rows were read like the others; check whether they count.");
        diagnostics.push(Diagnostic::info("hidden_rows", message, None));
    }
    Ok((sheets, diagnostics))
}

struct SheetReader<'a> {
    sheet: Sheet,
    merges: Vec<Merge>,
    row: u32,
    hidden_rows: u32,
    /// Bytes of text in the cells.
    bytes: usize,
    limits: &'a Limits,
}

impl<'a> SheetReader<'a> {
    fn new(name: &str, limits: &'a Limits) -> Self {
        Self { sheet: Sheet::new(name.to_owned()), merges: Vec::new(), row: 0, hidden_rows: 0, bytes: 0, limits }
    }

    fn rows(&mut self, group: &Element) -> Result<(), Error> {
        for child in group.elements() {
            match &*child.name {
                "table-row" => {
                    let copies = repeated(child, "number-rows-repeated");
                    let filled = self.row(child)?;
                    if filled && matches!(child.attribute("visibility"), Some("collapse" | "filter")) {
                        self.hidden_rows = self.hidden_rows.saturating_add(copies);
                    }
                    // Every further row copies filled cells, which are counted; empty rows are only passed over.
                    for _ in 1..if filled { copies } else { 1 } {
                        self.row += 1;
                        self.row(child)?;
                    }
                    self.row = self.row.saturating_add(if filled { 1 } else { copies });
                }
                "table-header-rows" | "table-rows" | "table-row-group" => self.rows(child)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads the cells of one row; returns whether any is filled.
    fn row(&mut self, row: &Element) -> Result<bool, Error> {
        let mut column = 0u32;
        let before = self.sheet.len();
        for cell in row.elements() {
            let copies = repeated(cell, "number-columns-repeated");
            let text = if &*cell.name == "table-cell" { displayed(cell) } else { String::new() };
            if !text.trim().is_empty() {
                Limits::check("number of columns", copies as usize, self.limits.columns)?;
                self.bytes = self.bytes.saturating_add(text.len().saturating_mul(copies as usize));
                Limits::check("text of repeated cells", self.bytes, self.limits.text_bytes)?;
                for copy in 0..copies {
                    Limits::check("number of cells", self.sheet.len(), self.limits.cells)?;
                    self.sheet.set(self.row, column.saturating_add(copy), text.clone());
                }
            }
            self.merge(cell, column);
            column = column.saturating_add(copies);
        }
        Ok(self.sheet.len() > before)
    }

    fn merge(&mut self, cell: &Element, column: u32) {
        let span = |name| cell.number::<u32>(name).unwrap_or(1).max(1) - 1;
        let (down, across) = (span("number-rows-spanned"), span("number-columns-spanned"));
        if down > 0 || across > 0 {
            let (bottom, right) = (self.row.saturating_add(down), column.saturating_add(across));
            self.merges.push(Merge { top: self.row, left: column, bottom, right });
        }
    }

    fn finish(mut self) -> Sheet {
        self.sheet.merge(self.merges.into_iter());
        self.sheet
    }
}

fn repeated(element: &Element, name: &str) -> u32 {
    element.number(name).unwrap_or(1).max(1)
}

/// The paragraphs of a cell as displayed.
fn displayed(cell: &Element) -> String {
    let paragraphs = cell.all("p").map(|paragraph| {
        let mut text = String::new();
        collect(paragraph, &mut text);
        text
    });
    paragraphs.collect::<Vec<_>>().join("\n")
}

fn collect(element: &Element, text: &mut String) {
    for node in &element.nodes {
        match node {
            Node::Text(piece) => push_collapsed(text, piece),
            Node::Element(child) => match &*child.name {
                "s" => text.push(' '),
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "annotation" | "ruby-text" => {}
                _ => collect(child, text),
            },
        }
    }
}
