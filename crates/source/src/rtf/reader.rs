use super::charset::Charsets;
use super::story::{CellDefinition, RowDefinition, Story};
use super::token::{Token, Tokens};
use crate::flow::{Flow, Paragraph, role_of_style};
use crate::{Error, Limits, LineRole};
use std::collections::{BTreeMap, BTreeSet};

/// What the text of a group is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Destination {
    #[default]
    Text,
    /// Nothing that is read.
    Skip,
    FontTable,
    StyleSheet,
    /// The number of a list's item, spelled out.
    ListText,
    /// A shape: only what is in its text box counts.
    Shape,
}

/// What holds inside a group, and ends with it.
#[derive(Clone, Debug, Default)]
struct State {
    destination: Destination,
    /// The story that this group is; it ends with the group.
    story: Option<StoryKind>,
    font: Option<i32>,
    /// The font for East Asian text.
    east_asian_font: Option<i32>,
    script: Script,
    /// How many bytes stand for a Unicode character in programs that know none.
    fallback: usize,
    hidden: bool,
    paragraph: ParagraphState,
    /// Whether row definitions are those of a table in a table (`\nesttableprops`).
    nested_row: bool,
    /// Whether groups in this one are skipped unless they say otherwise (`\upr`).
    alternatives: bool,
}

/// Which of a run's fonts the text is set in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Script {
    #[default]
    Latin,
    EastAsian,
}

/// What `\pard` sets back.
#[derive(Clone, Copy, Debug, Default)]
struct ParagraphState {
    in_table: bool,
    /// How many tables it stands in.
    depth: usize,
    style: i32,
    outline: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StoryKind {
    Header,
    Footer,
    Note,
    Box,
}

/// Reads tokens into stories.
pub(super) struct Reader<'a> {
    limits: &'a Limits,
    groups: Vec<State>,
    state: State,
    stories: Vec<Story>,
    charsets: Charsets,
    styles: BTreeMap<i32, (String, Option<u8>)>,
    /// Text of a font or style entry, or of a list's number.
    aside: String,
    /// Bytes that wait to be decoded together, and the number of those to pass over.
    bytes: Vec<u8>,
    pass_over: usize,
    surrogate: Option<u16>,
    /// A `\*` was read: the next word is skipped with its group if unknown.
    optional: bool,
    row: RowDefinition,
    nested_row: RowDefinition,
    cell: CellDefinition,
    row_open: bool,
    headers: Running,
    footers: Running,
    notes: Vec<Flow>,
}

impl<'a> Reader<'a> {
    pub fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            groups: Vec::new(),
            state: State { fallback: 1, ..State::default() },
            stories: vec![Story::default()],
            charsets: Charsets::default(),
            styles: BTreeMap::new(),
            aside: String::new(),
            bytes: Vec::new(),
            pass_over: 0,
            surrogate: None,
            optional: false,
            row: RowDefinition::default(),
            nested_row: RowDefinition::default(),
            cell: CellDefinition::default(),
            row_open: false,
            headers: Running::default(),
            footers: Running::default(),
            notes: Vec::new(),
        }
    }

    /// Headers, text, notes and footers in this order. A file that is cut off gives what is there.
    pub fn read(mut self, bytes: &[u8]) -> Result<Vec<Flow>, Error> {
        for token in Tokens::new(bytes) {
            match token {
                Token::Open => self.open()?,
                Token::Close => self.close(),
                Token::Word(name, number) => {
                    if name != "u" {
                        self.flush();
                    }
                    self.word(name, number);
                }
                Token::Symbol(symbol) => self.symbol(symbol),
                Token::Byte(byte) => self.byte(byte),
            }
        }
        while !self.groups.is_empty() {
            self.close();
        }
        self.flush();
        let role = self.role();
        let text = self.stories.pop().map(|story| story.finish(role)).unwrap_or_default();
        Ok([self.headers.flow, text, self.notes, self.footers.flow].concat())
    }

    fn open(&mut self) -> Result<(), Error> {
        self.flush();
        self.pass_over = 0;
        Limits::check("nesting of RTF groups", self.groups.len(), self.limits.depth)?;
        self.groups.push(self.state.clone());
        self.state.story = None;
        if std::mem::take(&mut self.state.alternatives) {
            self.state.destination = Destination::Skip;
        }
        Ok(())
    }

    fn close(&mut self) {
        self.flush();
        self.pass_over = 0;
        self.optional = false;
        let Some(outer) = self.groups.pop() else { return };
        let inner = std::mem::replace(&mut self.state, outer);
        if let Some(kind) = inner.story {
            self.end_story(kind);
        }
        if inner.destination == Destination::ListText && self.state.destination == Destination::Text {
            let number = number_of_list(&std::mem::take(&mut self.aside));
            self.text(&number);
        }
    }

    fn end_story(&mut self, kind: StoryKind) {
        let role = if kind == StoryKind::Box { self.role() } else { LineRole::Furniture };
        let Some(flow) = self.stories.pop().map(|story| story.finish(role)) else { return };
        match kind {
            StoryKind::Header => self.headers.add(flow),
            StoryKind::Footer => self.footers.add(flow),
            StoryKind::Note => self.notes.extend(flow),
            StoryKind::Box => {
                let depth = self.depth();
                if let Some(story) = self.stories.last_mut() {
                    story.insert(flow, depth);
                }
            }
        }
    }

    fn begin_story(&mut self, kind: StoryKind) {
        if self.state.destination == Destination::Skip || self.state.story.is_some() {
            return;
        }
        self.stories.push(Story::default());
        let fallback = self.state.fallback;
        let font = self.state.font;
        self.state = State { story: Some(kind), fallback, font, ..State::default() };
    }

    fn skip_to(&mut self, destination: Destination) {
        if self.state.destination != Destination::Skip {
            self.state.destination = destination;
        }
    }

    fn word(&mut self, name: &str, number: Option<i32>) {
        let optional = std::mem::take(&mut self.optional);
        let on = number != Some(0);
        if self.destination_word(name) || self.table_word(name, number) {
            return;
        }
        match name {
            "ansicpg" => self.charsets.set_file(number.unwrap_or(0)),
            "f" => self.state.font = number,
            "af" if self.state.script == Script::EastAsian => self.state.east_asian_font = number,
            "fcharset" => self.set_charset(number.unwrap_or(0)),
            "loch" | "hich" => self.state.script = Script::Latin,
            "dbch" => self.state.script = Script::EastAsian,
            "uc" => self.state.fallback = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1),
            "u" => self.unicode(number.unwrap_or(0)),
            "v" | "deleted" => self.state.hidden = on,
            "plain" => {
                self.state.hidden = false;
                self.state.font = None;
            }
            "pard" => self.state.paragraph = ParagraphState::default(),
            "s" => self.state.paragraph.style = number.unwrap_or(0),
            "outlinelevel" => self.state.paragraph.outline = number.and_then(|level| u8::try_from(level).ok()),
            "intbl" => self.state.paragraph.in_table = on,
            "itap" => self.state.paragraph.depth = number.and_then(|depth| usize::try_from(depth).ok()).unwrap_or(0),
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" | "lbr" => self.text("\n"),
            _ => match character(name) {
                Some(text) => self.text(text),
                None if optional => self.state.destination = Destination::Skip,
                None => {}
            },
        }
    }

    /// Words that say what a group is for; false for others.
    fn destination_word(&mut self, name: &str) -> bool {
        match name {
            "fonttbl" => self.skip_to(Destination::FontTable),
            "stylesheet" => self.skip_to(Destination::StyleSheet),
            "listtext" | "pntext" => {
                self.aside.clear();
                self.skip_to(Destination::ListText);
            }
            "shp" | "shpinst" => self.skip_to(Destination::Shape),
            "shptxt" => self.begin_story(StoryKind::Box),
            "header" | "headerl" | "headerr" | "headerf" => self.begin_story(StoryKind::Header),
            "footer" | "footerl" | "footerr" | "footerf" => self.begin_story(StoryKind::Footer),
            "footnote" => self.begin_story(StoryKind::Note),
            "upr" => self.state.alternatives = true,
            "ud" if self.groups.last().is_some_and(|outer| outer.destination != Destination::Skip) => {
                self.state.destination = Destination::Text;
            }
            "nesttableprops" => self.state.nested_row = true,
            "shppict" | "fldrslt" | "result" => {}
            "colortbl" | "info" | "pict" | "fldinst" | "listtable" | "listoverridetable" | "objdata" | "shprslt"
            | "nonshppict" | "nonesttables" | "sp" | "annotation" | "bkmkstart" | "bkmkend" | "themedata"
            | "datastore" | "xmlnstbl" | "pgdsctbl" | "ftnsep" | "aftnsep" | "ftnsepc" | "aftnsepc" | "tc" | "xe"
            | "fontemb" | "fontfile" | "pntxta" | "pntxtb" => self.state.destination = Destination::Skip,
            _ => return false,
        }
        true
    }

    fn table_word(&mut self, name: &str, number: Option<i32>) -> bool {
        if self.state.destination == Destination::Skip {
            return false;
        }
        match name {
            "trowd" => {
                *self.definition() = RowDefinition::default();
                self.cell = CellDefinition::default();
                self.row_open |= !self.state.nested_row;
            }
            "trleft" => self.definition().left = number.unwrap_or(0),
            "trhdr" => self.definition().header = true,
            "clvmrg" => self.cell.continues_down = true,
            "clmrg" => self.cell.continues_right = true,
            "cellx" => {
                self.cell.right = number.unwrap_or(0);
                let cell = std::mem::take(&mut self.cell);
                self.definition().cells.push(cell);
            }
            "cell" => self.end_cell(1),
            "nestcell" => self.end_cell(self.depth().max(2)),
            "row" => self.end_row(1),
            "nestrow" => self.end_row(self.depth().max(2)),
            _ => return false,
        }
        true
    }

    fn end_cell(&mut self, depth: usize) {
        let role = self.role();
        let depth = depth.min(self.limits.depth);
        if let Some(story) = self.stories.last_mut() {
            story.end_cell(depth, role);
        }
    }

    fn end_row(&mut self, depth: usize) {
        let depth = depth.min(self.limits.depth);
        let nested = depth > 1;
        self.row_open &= nested;
        if let Some(story) = self.stories.last_mut() {
            story.end_row(depth, if nested { &self.nested_row } else { &self.row });
        }
    }

    /// The row definition that is being written.
    fn definition(&mut self) -> &mut RowDefinition {
        if self.state.nested_row { &mut self.nested_row } else { &mut self.row }
    }

    fn end_paragraph(&mut self) {
        if self.state.destination != Destination::Text {
            return;
        }
        let (depth, role) = (self.depth(), self.role());
        if let Some(story) = self.stories.last_mut() {
            story.end_paragraph(depth, role);
        }
    }

    /// How many tables the paragraph stands in. Some writers forget to say that it stands in one.
    fn depth(&self) -> usize {
        let least = usize::from(self.state.paragraph.in_table || self.row_open);
        self.state.paragraph.depth.max(least).min(self.limits.depth)
    }

    fn role(&self) -> LineRole {
        let style = self.styles.get(&self.state.paragraph.style);
        let by_name = style.and_then(|(name, _)| role_of_style(name));
        let outline = self.state.paragraph.outline.or_else(|| style.and_then(|(_, outline)| *outline));
        by_name
            .or_else(|| outline.filter(|level| *level < 9).map(|level| LineRole::Heading(level + 1)))
            .unwrap_or_default()
    }

    fn set_charset(&mut self, charset: i32) {
        if let (Destination::FontTable, Some(font)) = (self.state.destination, self.state.font) {
            self.charsets.set_font(font, charset);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        if symbol != b'*' {
            self.flush();
        }
        match symbol {
            b'*' => self.optional = true,
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("-"),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'\r' | b'\n' => self.end_paragraph(),
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.pass_over > 0 {
            self.pass_over -= 1;
        } else if self.state.destination != Destination::Skip {
            self.bytes.push(byte);
        }
    }

    fn unicode(&mut self, code: i32) {
        self.flush();
        self.pass_over = self.state.fallback;
        let unit = code as u16;
        let first = self.surrogate.take();
        if (0xd800..0xdc00).contains(&unit) {
            self.surrogate = Some(unit);
            return;
        }
        let units = first.into_iter().chain([unit]);
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.text(&text);
    }

    /// Decodes the bytes that have come together.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let east_asian = self.state.east_asian_font.filter(|_| self.state.script == Script::EastAsian);
        let encoding = self.charsets.encoding([east_asian, self.state.font]);
        let text = encoding.decode_without_bom_handling(&bytes).0;
        self.text(&text);
    }

    fn text(&mut self, text: &str) {
        match self.state.destination {
            Destination::Text if !self.state.hidden => {
                if let Some(story) = self.stories.last_mut() {
                    story.text.push_str(text);
                }
            }
            Destination::ListText => self.aside.push_str(text),
            Destination::StyleSheet => self.style_name(text),
            _ => {}
        }
    }

    /// A style's entry is its properties and then its name, which a semicolon ends.
    fn style_name(&mut self, text: &str) {
        self.aside.push_str(text);
        if let Some(name) = self.aside.strip_suffix(';') {
            let entry = (name.trim().to_lowercase(), self.state.paragraph.outline);
            self.styles.insert(self.state.paragraph.style, entry);
            self.aside.clear();
        }
    }
}

/// Words for single characters.
fn character(name: &str) -> Option<&'static str> {
    Some(match name {
        "tab" => "\t",
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}

/// The number in front of an item; a bullet is no number.
fn number_of_list(text: &str) -> String {
    let number = text.trim();
    let counts = number.chars().any(|c| c.is_alphanumeric() && !('\u{e000}'..='\u{f8ff}').contains(&c));
    match (counts, number.chars().next_back().is_some_and(fenjie_text::chars::is_wide)) {
        (false, _) => String::new(),
        (true, true) => number.to_owned(),
        (true, false) => format!("{number} "),
    }
}

/// Headers or footers; sections repeat them.
#[derive(Default)]
struct Running {
    flow: Vec<Flow>,
    seen: BTreeSet<String>,
}

impl Running {
    /// Adds the paragraphs that no other section had.
    fn add(&mut self, flow: Vec<Flow>) {
        for part in flow {
            let Flow::Paragraph(paragraph) = part else {
                self.flow.push(part);
                continue;
            };
            if self.seen.insert(paragraph.text.clone()) {
                self.flow.push(Flow::Paragraph(Paragraph { role: LineRole::Furniture, ..paragraph }));
            }
        }
    }
}
