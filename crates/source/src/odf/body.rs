use super::lists::{Lists, OUTLINE};
use super::styles::Styles;
use crate::flow::{Flow, FlowCell, FlowTable, Paragraph};
use crate::numbering::numbered;
use crate::xml::{Element, Node};
use crate::{Error, Limits, LineRole};

/// Walks through the text of an odt file in reading order.
pub(super) struct Body<'a> {
    styles: &'a Styles<'a>,
    lists: Lists,
    limits: &'a Limits,
    cells: usize,
    in_cell: bool,
    notes: Vec<Flow>,
    furniture: bool,
}

/// The list that a paragraph stands in.
#[derive(Clone, Copy, Default)]
struct Place<'a> {
    list: Option<&'a str>,
    /// From 0; the level of the list that is open.
    level: usize,
    /// Whether the next paragraph begins an item.
    begins: bool,
    /// The number that the item sets.
    start: Option<u32>,
}

/// What stands in a paragraph.
#[derive(Default)]
struct Content {
    text: String,
    boxes: Vec<Flow>,
}

impl<'a> Body<'a> {
    pub fn new(styles: &'a Styles<'a>, lists: Lists, limits: &'a Limits) -> Self {
        Self { styles, lists, limits, cells: 0, in_cell: false, notes: Vec::new(), furniture: false }
    }

    /// The paragraphs and tables in an element.
    pub fn flow(&mut self, element: &'a Element) -> Result<Vec<Flow>, Error> {
        let mut flow = Vec::new();
        self.block(element, &mut Place::default(), &mut flow)?;
        Ok(flow)
    }

    /// The same, all of it furniture.
    pub fn furniture(&mut self, element: &'a Element) -> Result<Vec<Flow>, Error> {
        let outer = std::mem::replace(&mut self.furniture, true);
        let flow = self.flow(element);
        self.furniture = outer;
        flow
    }

    /// The notes met so far.
    pub fn take_notes(&mut self) -> Vec<Flow> {
        std::mem::take(&mut self.notes)
    }

    fn block(&mut self, element: &'a Element, place: &mut Place<'a>, flow: &mut Vec<Flow>) -> Result<(), Error> {
        for child in element.elements() {
            match &*child.name {
                "p" | "h" => self.paragraph(child, place, flow)?,
                "list" => self.list(child, *place, flow)?,
                "table" => flow.push(Flow::Table(self.table(child)?)),
                "table-of-content" | "alphabetical-index" | "illustration-index" | "table-index" => {
                    flow.extend(self.furniture(child)?);
                }
                // Kept for undoing, or a pattern that an index is made by.
                "tracked-changes" | "sequence-decls" | "forms" | "annotation" => {}
                name if name.ends_with("-source") => {}
                _ => self.block(child, place, flow)?,
            }
        }
        Ok(())
    }

    fn list(&mut self, list: &'a Element, outer: Place<'a>, flow: &mut Vec<Flow>) -> Result<(), Error> {
        let level = if outer.list.is_some() { outer.level + 1 } else { 0 };
        let style = list.attribute("style-name").or(outer.list);
        let goes_on = list.attribute("continue-numbering") == Some("true") || list.attribute("continue-list").is_some();
        if let Some(style) = style
            && level == 0
            && !goes_on
        {
            self.lists.restart(style);
        }
        for item in list.elements() {
            let (begins, start) = (&*item.name == "list-item", item.number("start-value"));
            let mut place = Place { list: style.or(Some("")), level, begins, start };
            self.block(item, &mut place, flow)?;
        }
        Ok(())
    }

    fn paragraph(&mut self, element: &'a Element, place: &mut Place<'a>, flow: &mut Vec<Flow>) -> Result<(), Error> {
        let mut content = Content::default();
        self.inline(element, &mut content)?;
        let style = element.attribute("style-name").unwrap_or_default();
        let heading = if &*element.name == "h" { element.number::<u8>("outline-level").or(Some(1)) } else { None };
        let role = match heading {
            _ if self.furniture => LineRole::Furniture,
            Some(level) => LineRole::Heading(level.clamp(1, 10)),
            None => self.styles.role(style),
        };
        let number = match (std::mem::take(&mut place.begins), heading) {
            (true, _) => {
                let list = place.list.filter(|list| !list.is_empty()).or_else(|| self.styles.list(style));
                list.map(|list| self.lists.advance(list, place.level, place.start))
            }
            (false, Some(level)) if place.list.is_none() && element.attribute("is-list-header") != Some("true") => {
                Some(self.lists.advance(OUTLINE, usize::from(level.max(1)) - 1, None))
            }
            _ => None,
        };
        let text = match number {
            // A column of numbers that the office counts holds nothing else.
            Some(number) if self.in_cell && content.text.trim().is_empty() => number.trim().to_owned(),
            Some(number) => numbered(&number, &content.text),
            None => content.text,
        };
        flow.push(Flow::Paragraph(Paragraph { text, role }));
        flow.extend(content.boxes);
        Ok(())
    }

    fn inline(&mut self, element: &'a Element, content: &mut Content) -> Result<(), Error> {
        for node in &element.nodes {
            match node {
                Node::Text(text) => push_collapsed(&mut content.text, text),
                Node::Element(child) => match &*child.name {
                    "s" => {
                        let count = child.number::<usize>("c").unwrap_or(1).min(256);
                        content.text.extend(std::iter::repeat_n(' ', count));
                    }
                    "tab" => content.text.push('\t'),
                    "line-break" => content.text.push('\n'),
                    "note" => {
                        if let Some(body) = child.child("note-body") {
                            let note = self.furniture(body)?;
                            self.notes.extend(note);
                        }
                    }
                    "text-box" | "custom-shape" | "rect" => {
                        let boxed = self.flow(child)?;
                        content.boxes.extend(boxed);
                    }
                    "annotation" | "annotation-end" | "ruby-text" | "title" | "desc" | "event-listeners" => {}
                    _ => self.inline(child, content)?,
                },
            }
        }
        Ok(())
    }

    fn table(&mut self, table: &'a Element) -> Result<FlowTable, Error> {
        let mut rows = Vec::new();
        self.rows(table, false, &mut rows)?;
        Ok(FlowTable { rows })
    }

    fn rows(&mut self, group: &'a Element, header: bool, rows: &mut Vec<Vec<FlowCell>>) -> Result<(), Error> {
        for child in group.elements() {
            match &*child.name {
                "table-row" => {
                    let row = self.row(child, header)?;
                    let copies = child.number::<usize>("number-rows-repeated").unwrap_or(1).max(1);
                    self.count(&row, copies)?;
                    rows.extend(std::iter::repeat_n(row, copies));
                }
                "table-header-rows" => self.rows(child, true, rows)?,
                "table-rows" | "table-row-group" => self.rows(child, header, rows)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn row(&mut self, row: &'a Element, header: bool) -> Result<Vec<FlowCell>, Error> {
        let mut cells = Vec::new();
        for cell in row.all("table-cell") {
            let copies = cell.number::<usize>("number-columns-repeated").unwrap_or(1).max(1);
            Limits::check("number of columns", copies, self.limits.columns)?;
            let span = |name| cell.number::<u32>(name).unwrap_or(1);
            let outer = std::mem::replace(&mut self.in_cell, true);
            let content = self.flow(cell);
            self.in_cell = outer;
            let read = FlowCell {
                content: content?,
                rowspan: span("number-rows-spanned"),
                colspan: span("number-columns-spanned"),
                header,
            };
            if copies > 1 {
                self.count(std::slice::from_ref(&read), copies)?;
            }
            cells.extend(std::iter::repeat_n(read, copies));
        }
        Ok(cells)
    }

    /// Counts cells that stand so many times, with the tables and the text in them.
    fn count(&mut self, cells: &[FlowCell], copies: usize) -> Result<(), Error> {
        let sizes = || cells.iter().map(FlowCell::size);
        let all: usize = sizes().map(|(cells, _)| cells).sum();
        let bytes: usize = sizes().map(|(_, bytes)| bytes).sum();
        Limits::check("text of repeated cells", bytes.saturating_mul(copies), self.limits.text_bytes)?;
        self.cells = self.cells.saturating_add(all.max(1).saturating_mul(copies));
        Limits::check("number of cells", self.cells, self.limits.cells)
    }
}

/// Appends text as the standard reads it: any run of white space is one blank, none at the start of a paragraph.
pub(super) fn push_collapsed(text: &mut String, piece: &str) {
    for c in piece.chars() {
        if !matches!(c, ' ' | '\t' | '\n' | '\r') {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
    }
}
