//! What a word processor's file or a workbook holds, before it is laid out in one text: paragraphs and tables.

use crate::{Error, Format, Item, Limits, Line, LineRole, MarkupCell, MarkupTable, Page, Source};
use fenjie_model::Diagnostic;
use fenjie_text::{Span, Text};

/// A paragraph or a table.
#[derive(Clone, Debug)]
pub(crate) enum Flow {
    Paragraph(Paragraph),
    Table(FlowTable),
}

/// A paragraph; a newline in it is a break that the writer set inside the paragraph.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paragraph {
    pub text: String,
    pub role: LineRole,
}

/// A table, spans not resolved.
#[derive(Clone, Debug, Default)]
pub(crate) struct FlowTable {
    pub rows: Vec<Vec<FlowCell>>,
}

/// A cell, which may hold tables.
#[derive(Clone, Debug)]
pub(crate) struct FlowCell {
    pub content: Vec<Flow>,
    pub rowspan: u32,
    pub colspan: u32,
    pub header: bool,
}

impl Default for FlowCell {
    fn default() -> Self {
        Self { content: Vec::new(), rowspan: 1, colspan: 1, header: false }
    }
}

impl FlowCell {
    /// How many cells it and the tables in it have, and how many bytes of text.
    pub fn size(&self) -> (usize, usize) {
        let add = |(cells, bytes): (usize, usize), (more, text): (usize, usize)| (cells + more, bytes + text);
        let of_item = |item: &Flow| match item {
            Flow::Paragraph(paragraph) => (0, paragraph.text.len()),
            Flow::Table(table) => table.rows.iter().flatten().map(Self::size).fold((0, 0), add),
        };
        self.content.iter().map(of_item).fold((1, 0), add)
    }
}

/// A cell of a format that says of each cell whether it goes on with the one above (Word, RTF).
#[derive(Clone, Debug, Default)]
pub(crate) struct PlacedCell {
    pub content: Vec<Flow>,
    /// First column that it covers.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Whether it goes on with the cell above.
    pub continues: bool,
    pub header: bool,
}

impl Flow {
    /// A paragraph without a role.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Paragraph(Paragraph { text: text.into(), role: LineRole::Plain })
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Paragraph(paragraph) => paragraph.text.chars().all(fenjie_text::chars::is_blank),
            Self::Table(table) => table.rows.iter().flatten().all(FlowCell::is_blank),
        }
    }
}

impl FlowCell {
    fn is_blank(&self) -> bool {
        self.content.iter().all(Flow::is_blank)
    }

    fn holds_table(&self) -> bool {
        self.content.iter().any(|flow| matches!(flow, Flow::Table(_)) && !flow.is_blank())
    }
}

/// What a built-in style of Word makes of a paragraph, by the style's name in lower case; WPS writes the same names.
pub(crate) fn role_of_style(name: &str) -> Option<LineRole> {
    if name.starts_with("toc ") || matches!(name, "header" | "footer") {
        return Some(LineRole::Furniture);
    }
    if name == "title" {
        return Some(LineRole::Heading(1));
    }
    let level = name.strip_prefix("heading ").or_else(|| name.strip_prefix("标题 "))?;
    level.trim().parse().ok().map(LineRole::Heading)
}

/// Joins cells that go on with the one above, and fills gaps at the sides with empty cells.
pub(crate) fn join_vertically(rows: Vec<Vec<PlacedCell>>) -> FlowTable {
    let mut table = FlowTable::default();
    let mut above: Vec<Covered> = Vec::new();
    for (r, placed) in rows.into_iter().enumerate() {
        let mut row: Vec<FlowCell> = Vec::new();
        let mut here = Vec::new();
        let mut column = 0;
        for cell in placed {
            let origin = if cell.continues { covering(&above, cell.start) } else { None };
            let filled = if origin.is_some() { cell.start } else { column };
            if cell.start > filled {
                row.push(FlowCell { colspan: cell.start - filled, ..FlowCell::default() });
            }
            column = cell.end.max(cell.start + 1);
            if let Some((.., from, at)) = origin
                && let Some(upper) = table.rows.get_mut(from).and_then(|row: &mut Vec<FlowCell>| row.get_mut(at))
            {
                upper.rowspan = (r - from + 1) as u32;
                upper.content.extend(cell.content.into_iter().filter(|flow| !flow.is_blank()));
                here.push((cell.start, column, from, at));
                continue;
            }
            here.push((cell.start, column, r, row.len()));
            row.push(FlowCell { content: cell.content, rowspan: 1, colspan: column - cell.start, header: cell.header });
        }
        table.rows.push(row);
        above = here;
    }
    table
}

/// Columns from and to, and where the cell that covers them begins: row, and place in that row.
type Covered = (u32, u32, usize, usize);

/// What covers a column, of spans in the order of their columns.
fn covering(row: &[Covered], column: u32) -> Option<Covered> {
    let at = row.partition_point(|(start, ..)| *start <= column).checked_sub(1)?;
    row.get(at).filter(|(_, end, ..)| column < *end).copied()
}

/// Lays the flow out in one text: a line each paragraph, a line each paragraph of a cell.
pub(crate) fn lay_out(
    flow: Vec<Flow>,
    format: Format,
    diagnostics: Vec<Diagnostic>,
    limits: &Limits,
) -> Result<Source, Error> {
    let mut writer = Writer { text: String::new(), items: Vec::new(), cells: 0, limits };
    writer.flow(flow)?;
    let page = Page { number: 1, items: writer.items, ..Page::default() };
    Ok(Source { text: writer.text, format, encoding: None, pages: vec![page], paged: false, diagnostics })
}

struct Writer<'a> {
    text: String,
    items: Vec<Item>,
    cells: usize,
    limits: &'a Limits,
}

impl Writer<'_> {
    fn flow(&mut self, flow: Vec<Flow>) -> Result<(), Error> {
        for part in flow {
            match part {
                Flow::Paragraph(paragraph) => {
                    for text in self.lines(&paragraph.text)? {
                        self.items.push(Item::Line(Line { text, bbox: None, role: paragraph.role, whole: true }));
                    }
                }
                Flow::Table(table) => self.table(table)?,
            }
        }
        Ok(())
    }

    /// Writes a table. A row whose only filled cell holds tables is a frame around them, drawn for looks: what is in
    /// it stands for itself.
    fn table(&mut self, table: FlowTable) -> Result<(), Error> {
        let mut rows = Vec::new();
        for mut row in table.rows {
            let mut filled = row.iter_mut().filter(|cell| !cell.is_blank());
            match (filled.next(), filled.next()) {
                (Some(frame), None) if frame.holds_table() => {
                    let content = std::mem::take(&mut frame.content);
                    self.end_table(&mut rows);
                    self.flow(content)?;
                }
                _ => {
                    let row = self.row(row)?;
                    rows.push(row);
                }
            }
        }
        self.end_table(&mut rows);
        Ok(())
    }

    fn end_table(&mut self, rows: &mut Vec<Vec<MarkupCell>>) {
        let rows = std::mem::take(rows);
        if rows.iter().flatten().any(|cell| !cell.lines.is_empty()) {
            self.items.push(Item::Table(MarkupTable { rows }));
        }
    }

    fn row(&mut self, row: Vec<FlowCell>) -> Result<Vec<MarkupCell>, Error> {
        self.cells += row.len();
        Limits::check("number of cells", self.cells, self.limits.cells)?;
        row.into_iter().map(|cell| self.cell(&cell)).collect()
    }

    fn cell(&mut self, cell: &FlowCell) -> Result<MarkupCell, Error> {
        Limits::check("number of columns a cell covers", cell.colspan as usize, self.limits.columns)?;
        let mut lines = Vec::new();
        self.cell_lines(&cell.content, &mut lines)?;
        Ok(MarkupCell { lines, rowspan: cell.rowspan.max(1), colspan: cell.colspan.max(1), header: cell.header })
    }

    fn cell_lines(&mut self, content: &[Flow], lines: &mut Vec<Text>) -> Result<(), Error> {
        for flow in content {
            match flow {
                Flow::Paragraph(paragraph) => lines.extend(self.lines(&paragraph.text)?),
                Flow::Table(table) => {
                    for cell in table.rows.iter().flatten() {
                        self.cell_lines(&cell.content, lines)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes one paragraph, a line each part between its breaks; blank parts leave nothing.
    fn lines(&mut self, paragraph: &str) -> Result<Vec<Text>, Error> {
        Limits::check("the extracted text", self.text.len() + paragraph.len(), self.limits.text_bytes)?;
        let parts = paragraph.split(['\n', '\r', '\u{b}', '\u{c}', '\u{2028}', '\u{2029}']);
        let filled = parts.filter(|part| !part.chars().all(fenjie_text::chars::is_blank));
        Ok(filled.map(|part| self.line(part)).collect())
    }

    fn line(&mut self, part: &str) -> Text {
        let start = self.text.len();
        self.text.extend(part.trim_end().chars().filter(|c| *c == '\t' || !c.is_control()));
        let text = Text::from_source(&self.text, Span::new(start, self.text.len()));
        self.text.push('\n');
        text
    }
}
