use super::lists::Lists;
use super::styles::{Properties, Styles, switch};
use super::table;
use crate::LineRole;
use crate::flow::{Flow, Paragraph};
use crate::numbering::numbered;
use crate::xml::{Element, Node};
use fenjie_model::Diagnostic;

/// Walks through the text of a docx file in reading order.
pub(super) struct Body<'a> {
    styles: &'a Styles,
    lists: Lists,
    fields: Fields,
    /// The start of a paragraph whose end was deleted: it goes on in the next one.
    carried: String,
    /// How many table cells enclose what is being read.
    cells: usize,
    comments: usize,
    unknown_symbols: usize,
}

/// The fields that are open; a field is its instruction, then its result.
#[derive(Default)]
struct Fields {
    open: Vec<Field>,
}

#[derive(Default)]
struct Field {
    instruction: String,
    shows_result: bool,
}

/// What the runs of one paragraph give.
#[derive(Default)]
struct Runs {
    text: String,
    /// Text boxes anchored in it, which are read after it.
    boxes: Vec<Flow>,
    /// Whether some of it is a table of contents.
    contents: bool,
}

impl<'a> Body<'a> {
    pub fn new(styles: &'a Styles, lists: Lists) -> Self {
        let fields = Fields::default();
        Self { styles, lists, fields, carried: String::new(), cells: 0, comments: 0, unknown_symbols: 0 }
    }

    /// What was left out or could not be told.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let found = |count: usize, code: &str, message: &str| {
            (count > 0).then(|| Diagnostic::info(code, format!("{count} {message}"), None))
        };
        let comments =
            found(self.comments, "comments_skipped", "comments are no part of the notice and were left out.");
        let symbols = found(
            self.unknown_symbols,
            "symbols_unknown",
            "characters of a symbol font have no counterpart in Unicode; look them up in the file.",
        );
        comments.into_iter().chain(symbols).collect()
    }

    /// Headers, footers, notes: their paragraphs, all as furniture.
    pub fn furniture(&mut self, element: &Element) -> Vec<Flow> {
        let fields = std::mem::take(&mut self.fields);
        let mut flow = self.flow(element);
        self.fields = fields;
        for part in &mut flow {
            if let Flow::Paragraph(paragraph) = part {
                paragraph.role = LineRole::Furniture;
            }
        }
        flow
    }

    /// The paragraphs and tables in an element, whatever wraps them.
    pub fn flow(&mut self, element: &Element) -> Vec<Flow> {
        let mut flow = Vec::new();
        for child in element.elements() {
            match &*child.name {
                "p" => self.paragraph(child, &mut flow),
                "tbl" => {
                    self.cells += 1;
                    let table = table::read(child, |cell| self.flow(cell));
                    self.cells -= 1;
                    flow.push(Flow::Table(table));
                }
                "AlternateContent" => flow.extend(chosen(child).map(|choice| self.flow(choice)).unwrap_or_default()),
                "del" | "moveFrom" | "sectPr" | "tcPr" => {}
                _ => flow.extend(self.flow(child)),
            }
        }
        flow
    }

    fn paragraph(&mut self, element: &Element, flow: &mut Vec<Flow>) {
        let properties = element.child("pPr");
        let style = properties.and_then(|p| p.child("pStyle")).and_then(|style| style.attribute("val"));
        let mut runs = Runs { text: std::mem::take(&mut self.carried), ..Runs::default() };
        self.runs(element, &mut runs);
        let mark = properties.and_then(|p| p.child("rPr"));
        if mark.is_some_and(|mark| mark.child("del").is_some() || mark.child("moveFrom").is_some()) {
            self.carried = runs.text;
            flow.extend(runs.boxes);
            return;
        }
        let own = self.styles.properties(style, Properties::read(properties));
        let role = if runs.contents { LineRole::Furniture } else { self.styles.role(style, own.outline) };
        let text = match self.number(&own, style, &runs.text) {
            // A column of numbers that Word counts holds nothing else.
            Some(number) if runs.text.trim().is_empty() => number.trim().to_owned(),
            Some(number) => numbered(&number, &runs.text),
            None => runs.text,
        };
        flow.push(Flow::Paragraph(Paragraph { text, role }));
        flow.extend(runs.boxes);
    }

    /// The automatic number. An empty paragraph in a list is numbered too, and so counts.
    fn number(&mut self, own: &Properties, style: Option<&str>, text: &str) -> Option<String> {
        let (list, level) = match &own.list {
            Some(list) => (list.clone(), own.level),
            None => self.lists.of_style(self.styles.ids(style)).map(|(list, level)| (list, Some(level)))?,
        };
        let by_style = || self.lists.of_style(self.styles.ids(style)).map(|(_, level)| level);
        let level = level.or_else(by_style).unwrap_or(0);
        // Word does not number a paragraph that holds nothing but a section's end or a picture; an empty one it does.
        let number = self.lists.advance(&list, level);
        (!text.trim().is_empty() || self.cells > 0).then_some(number)
    }

    /// Collects the text of runs, whatever wraps them.
    fn runs(&mut self, element: &Element, runs: &mut Runs) {
        for child in element.elements() {
            match &*child.name {
                "r" => self.run(child, runs),
                "pPr" | "del" | "moveFrom" | "rt" | "rubyPr" | "sdtPr" => {}
                "commentRangeStart" => self.comments += 1,
                "AlternateContent" => {
                    if let Some(choice) = chosen(child) {
                        self.runs(choice, runs);
                    }
                }
                "txbxContent" => {
                    let content = self.flow(child);
                    runs.boxes.extend(content);
                }
                _ => self.runs(child, runs),
            }
        }
    }

    fn run(&mut self, run: &Element, runs: &mut Runs) {
        let hidden = switch(run.child("rPr"), "vanish");
        for child in run.elements() {
            match &*child.name {
                "fldChar" => self.fields.mark(child.attribute("fldCharType").unwrap_or_default()),
                "instrText" => self.fields.instruct(&child.text()),
                _ if hidden || !self.fields.shows() => {}
                "t" => {
                    runs.text.push_str(&plain(child));
                    runs.contents |= self.fields.in_contents();
                }
                "tab" | "ptab" => runs.text.push('\t'),
                "br" | "cr" => runs.text.push('\n'),
                "noBreakHyphen" => runs.text.push('-'),
                "sym" => {
                    let symbol = symbol(child);
                    self.unknown_symbols += usize::from(symbol == char::REPLACEMENT_CHARACTER);
                    runs.text.push(symbol);
                }
                "drawing" | "pict" | "object" | "AlternateContent" | "ruby" => self.drawn(child, runs),
                _ => {}
            }
        }
    }

    /// What stands in a picture's text boxes, or under the reading aid of a ruby.
    fn drawn(&mut self, element: &Element, runs: &mut Runs) {
        match &*element.name {
            "AlternateContent" => {
                if let Some(choice) = chosen(element) {
                    choice.elements().for_each(|child| self.drawn(child, runs));
                }
            }
            "txbxContent" => {
                let fields = std::mem::take(&mut self.fields);
                runs.boxes.extend(self.flow(element));
                self.fields = fields;
            }
            "rubyBase" => self.runs(element, runs),
            "rt" | "rubyPr" => {}
            _ => element.elements().for_each(|child| self.drawn(child, runs)),
        }
    }
}

impl Fields {
    fn mark(&mut self, kind: &str) {
        match kind {
            "begin" => self.open.push(Field::default()),
            "separate" => {
                if let Some(field) = self.open.last_mut() {
                    field.shows_result = true;
                }
            }
            "end" => {
                self.open.pop();
            }
            _ => {}
        }
    }

    fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut() {
            field.instruction.push_str(text);
        }
    }

    /// Whether text is printed here: not inside an instruction.
    fn shows(&self) -> bool {
        self.open.iter().all(|field| field.shows_result)
    }

    /// Whether a table of contents is being printed.
    fn in_contents(&self) -> bool {
        self.open.iter().any(|field| field.instruction.trim_start().starts_with("TOC"))
    }
}

/// The branch that is read of alternatives for newer and older programs.
fn chosen(alternatives: &Element) -> Option<&Element> {
    alternatives.child("Choice").or_else(|| alternatives.child("Fallback"))
}

/// The text of a run; line breaks of the file itself are white space.
fn plain(element: &Element) -> String {
    let pieces = element.nodes.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.as_str()),
        Node::Element(_) => None,
    });
    pieces.map(|text| text.replace(['\n', '\r'], " ")).collect()
}

/// A character of a symbol font, by what the fonts on every Windows draw there.
fn symbol(element: &Element) -> char {
    let font = element.attribute("font").unwrap_or_default();
    let code = element.attribute("char").and_then(|code| u32::from_str_radix(code, 16).ok()).unwrap_or(0);
    let place = if code >= 0xf000 { code - 0xf000 } else { code };
    match (font, place) {
        ("Wingdings", 0x6c) | ("Symbol", 0xb7) => '●',
        ("Wingdings", 0x6e) => '■',
        ("Wingdings", 0x6f | 0x70 | 0x71 | 0xa8) | ("Wingdings 2", 0x2a | 0xa3) => '□',
        ("Wingdings", 0x75) => '◆',
        ("Wingdings", 0xd8) => '➢',
        ("Wingdings", 0xa1) => '○',
        ("Wingdings", 0xfc) | ("Wingdings 2", 0x50) => '√',
        ("Wingdings", 0xfb) | ("Wingdings 2", 0x4f) => '×',
        ("Wingdings", 0xfe) | ("Wingdings 2", 0x52) => '☑',
        ("Wingdings", 0xfd) | ("Wingdings 2", 0x51 | 0x54) => '☒',
        ("Wingdings", 0x81..=0x8a) => char::from_u32(0x2460 + place - 0x81).unwrap_or('○'),
        _ if code < 0xe000 => char::from_u32(code).filter(|c| !c.is_control()).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    }
}
