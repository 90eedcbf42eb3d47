//! HTML as saved from a site, and the HTML tables that OCR writes into Markdown.
//!
//! The tree comes from html5ever; spans are those of the file. The parser does not say where a text node stood, so each
//! run of text is given its own offset before parsing, between two marks, and gives it back afterwards.

mod lists;

use crate::{Error, Format, Item, Limits, Line, LineRole, MarkupCell, MarkupTable, Source, entity, unpaged};
use ego_tree::{NodeRef, iter::Edge};
use fenjie_text::{Span, Text, chars};
use lists::Lists;
use scraper::{Html, Node, node::Element};
use std::borrow::Cow;

/// A private-use character that encloses an offset. One that the file itself holds reads as any other character.
const MARK: char = '\u{10fffd}';

/// Elements whose text is never shown.
const HIDDEN: [&str; 8] = ["script", "style", "template", "noscript", "head", "iframe", "object", "svg"];
/// Elements that hold the site's own furniture.
const FURNITURE: [&str; 6] = ["nav", "footer", "aside", "button", "select", "form"];
/// Elements that stay inside a line.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark", "q", "s", "small",
    "span", "strong", "sub", "sup", "u", "del", "strike", "tt", "nobr", "wbr",
];

/// Whether an element stays inside a line. Word's own (`o:p`, `st1:place`) do.
fn is_inline(name: &str) -> bool {
    INLINE.contains(&name) || name.starts_with("o:") || name.starts_with("st1:")
}

/// Reads an HTML file in any encoding.
///
/// # Errors
/// [`Error::TooLarge`] when the decoded text is over the limit.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    unpaged::read(bytes, Format::Html, limits, |text| Ok(fragment(text, Span::new(0, text.len()), limits)))
}

/// The lines and tables of the HTML in `span`.
pub(crate) fn fragment(source: &str, span: Span, limits: &Limits) -> Vec<Item> {
    let tree = Html::parse_document(&with_offsets(source, span));
    let leaves_out = if shows_by_script(&tree) { is_never_shown } else { is_hidden };
    let mut walk = Walk::new(source, limits);
    let mut hidden = 0usize;
    for edge in tree.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) if leaves_out(element) => hidden += 1,
                Node::Element(element) if hidden == 0 => walk.open(node, element),
                Node::Text(text) if hidden == 0 => walk.text(text),
                _ => {}
            },
            Edge::Close(node) => match node.value() {
                Node::Element(element) if leaves_out(element) => hidden = hidden.saturating_sub(1),
                Node::Element(element) if hidden == 0 => walk.close(node, element),
                _ => {}
            },
        }
    }
    walk.finish()
}

fn is_never_shown(element: &Element) -> bool {
    HIDDEN.contains(&element.name())
}

/// Whether a reader of the page sees nothing of an element: its twin for print or for small screens, a menu.
fn is_hidden(element: &Element) -> bool {
    let hides = |style: &str| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
        style.split(';').any(|rule| {
            let rule = rule.trim_end_matches("!important");
            matches!(rule, "display:none" | "visibility:hidden")
        })
    };
    is_never_shown(element) || element.attr("hidden").is_some() || element.attr("style").is_some_and(hides)
}

/// Whether more of the page is hidden than shown: then it is a script that shows the text.
fn shows_by_script(tree: &Html) -> bool {
    let (mut never, mut depth, mut shown, mut hidden) = (0usize, 0usize, 0usize, 0usize);
    for edge in tree.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    never += usize::from(is_never_shown(element));
                    depth += usize::from(is_hidden(element));
                }
                Node::Text(text) if never == 0 => {
                    let length = text.trim().len();
                    if depth == 0 { shown += length } else { hidden += length }
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Node::Element(element) = node.value() {
                    never = never.saturating_sub(usize::from(is_never_shown(element)));
                    depth = depth.saturating_sub(usize::from(is_hidden(element)));
                }
            }
        }
    }
    hidden > 2 * shown
}

/// The HTML with the offset of every run of text before it. Runs of blanks get none: inside a table, anything but
/// blanks between the rows would be moved out of it by the parser.
fn with_offsets(source: &str, span: Span) -> String {
    let html = &source[span.range()];
    let mut marked = String::with_capacity(html.len() + html.len() / 2);
    let mut at = 0;
    while at < html.len() {
        let text_end = html[at..].find('<').map_or(html.len(), |found| at + found);
        let text = &html[at..text_end];
        if !text.trim().is_empty() {
            marked.extend([MARK.to_string(), (span.start + at).to_string(), MARK.to_string()]);
        }
        marked.push_str(text);
        let tag_end = html[text_end..].find('>').map_or(html.len(), |found| text_end + found + 1);
        marked.push_str(&html[text_end..tag_end]);
        at = tag_end;
    }
    marked
}

/// The tables being read and the line being filled.
struct Walk<'a> {
    source: &'a str,
    limits: &'a Limits,
    items: Vec<Item>,
    line: Text,
    /// The links of the line so far, and where in it the words of links stand.
    links: Links,
    lists: Lists,
    heading: Option<u8>,
    furniture: usize,
    table: Option<MarkupTable>,
    cell: Option<MarkupCell>,
    cells: usize,
}

impl<'a> Walk<'a> {
    fn new(source: &'a str, limits: &'a Limits) -> Self {
        let (items, line, table, cell) = (Vec::new(), Text::new(), None, None);
        let (links, lists) = (Links::default(), Lists::default());
        Self { source, limits, items, line, links, lists, heading: None, furniture: 0, table, cell, cells: 0 }
    }

    fn open(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let name = element.name();
        if is_inline(name) {
            // Word's bookmarks are anchors too, but lead nowhere.
            self.links.is_open |= name == "a" && element.attr("href").is_some_and(|href| !href.starts_with('#'));
            return;
        }
        self.end_line();
        self.lists.open(element);
        match name {
            "table" if self.table.is_none() && is_data_table(node) => self.table = Some(MarkupTable::default()),
            "tr" => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            "td" | "th" if self.table.is_some() => self.cell = Some(empty_cell(element)),
            _ if FURNITURE.contains(&name) => self.furniture += 1,
            _ => self.heading = heading_level(name).or(self.heading),
        }
    }

    fn close(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let name = element.name();
        if is_inline(name) {
            if name == "a" {
                self.links.close();
            }
            return;
        }
        self.end_line();
        self.lists.close(name);
        match name {
            "table" if is_data_table(node) => self.items.extend(self.table.take().map(Item::Table)),
            "td" | "th" => self.end_cell(),
            _ if FURNITURE.contains(&name) => self.furniture = self.furniture.saturating_sub(1),
            _ if heading_level(name).is_some() => self.heading = None,
            _ => {}
        }
    }

    /// Adds a text node, each marked run of it with its own place.
    fn text(&mut self, text: &str) {
        let mut parts = text.split(MARK);
        parts.next();
        while let (Some(offset), Some(run)) = (parts.next(), parts.next()) {
            if let Ok(offset) = offset.parse() {
                self.run(run, offset);
            }
        }
    }

    /// Adds decoded text that stands in the source from `at` on, possibly as entities, some of which stand there as text:
    /// `&amp;quot;`.
    fn run(&mut self, run: &str, mut at: usize) {
        self.links.read(run);
        let mut read = 0;
        while let Some(c) = run[read..].chars().next() {
            let Some(rest) = self.source.get(at..) else { return };
            if let Some((length, spelled, decoded)) = twice_encoded(&run[read..], rest) {
                self.line.push_replaced(&decoded, Span::new(at, at + spelled));
                at += spelled;
                read += length;
                continue;
            }
            let decoded = &run[read..read + c.len_utf8()];
            read += c.len_utf8();
            if rest.starts_with(decoded) && !(c == '&' && entity::decode(rest).is_some()) {
                self.line.push_source(self.source, Span::new(at, at + decoded.len()));
                at += decoded.len();
            } else if let Some(length) = rest.starts_with('&').then(|| entity_length(rest)) {
                self.line.push_replaced(decoded, Span::new(at, at + length));
                at += length;
            } else if c == '\n' && rest.starts_with("\r\n") {
                at += "\r\n".len();
            } else {
                // A character that the parser replaced.
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.line).tidied();
        let line = self.links.end_line();
        if text.is_empty() {
            return;
        }
        let only_links = line.leads_elsewhere();
        let text = if line.is_link() { text } else { self.lists.numbered(text) };
        if let Some(cell) = &mut self.cell {
            cell.lines.push(text);
            return;
        }
        let role = match self.heading {
            _ if self.furniture > 0 || only_links => LineRole::Furniture,
            Some(level) => LineRole::Heading(level),
            None => LineRole::Plain,
        };
        self.items.push(Item::Line(Line { text, role, whole: true, bbox: None }));
    }

    fn end_cell(&mut self) {
        let (Some(cell), Some(table)) = (self.cell.take(), &mut self.table) else { return };
        self.cells += cell.rowspan as usize * cell.colspan as usize;
        if self.cells > self.limits.cells {
            return;
        }
        if table.rows.is_empty() {
            table.rows.push(Vec::new());
        }
        if let Some(row) = table.rows.last_mut() {
            row.push(cell);
        }
    }

    fn finish(mut self) -> Vec<Item> {
        self.end_line();
        self.items
    }
}

/// How much of a line is words of links: a line of nothing but several links leads elsewhere.
#[derive(Default)]
struct Links {
    is_open: bool,
    count: usize,
    /// Letters and characters inside links, and outside.
    inside: usize,
    outside: usize,
}

impl Links {
    fn read(&mut self, run: &str) {
        let words = run.chars().filter(|c| c.is_alphanumeric()).count();
        if self.is_open { self.inside += words } else { self.outside += words }
    }

    fn close(&mut self) {
        self.count += usize::from(std::mem::take(&mut self.is_open));
    }

    /// The links of the line that ends here.
    fn end_line(&mut self) -> Self {
        std::mem::replace(self, Self { is_open: self.is_open, ..Self::default() })
    }

    /// Whether the line is nothing but links.
    fn is_link(&self) -> bool {
        self.inside > 0 && self.outside == 0
    }

    /// Whether the line is nothing but several links.
    fn leads_elsewhere(&self) -> bool {
        const FEWEST: usize = 2;
        self.count >= FEWEST && self.is_link()
    }
}

/// A table that holds data, not the layout of the page: no table inside, a row of at least two cells, and no cell that
/// holds the page.
fn is_data_table(node: NodeRef<'_, Node>) -> bool {
    let named = |node: NodeRef<'_, Node>, names: &[&str]| matches!(node.value(), Node::Element(element) if names.contains(&element.name()));
    let mut inside = node.descendants().skip(1);
    if inside.any(|inner| named(inner, &["table"])) {
        return false;
    }
    let rows = || node.descendants().filter(|inner| named(*inner, &["tr"]));
    let cells = |row: NodeRef<'_, Node>| row.children().filter(|cell| named(*cell, &["td", "th"])).count();
    rows().any(|row| cells(row) > 1) && !(rows().count() <= MOST_LAYOUT_ROWS && holds_page(node))
}

/// Most rows of a table that lays out a page.
const MOST_LAYOUT_ROWS: usize = 3;

/// Whether one cell of a table holds nearly all its words, in several lines, and hardly any other cell holds some.
fn holds_page(table: NodeRef<'_, Node>) -> bool {
    const FEWEST_LINES: usize = 3;
    const MOST_BESIDE: usize = 2;
    let is = |node: &NodeRef<'_, Node>, names: &[&str]| matches!(node.value(), Node::Element(element) if names.contains(&element.name()));
    let words = |node: NodeRef<'_, Node>| {
        let texts = node.descendants().filter_map(|inner| inner.value().as_text().map(|text| text.trim().len()));
        texts.sum::<usize>()
    };
    let lines =
        |node: NodeRef<'_, Node>| node.descendants().filter(|inner| is(inner, &["p", "div", "br", "li"])).count();
    let all = words(table);
    let rows = || table.descendants().filter(|inner| is(inner, &["tr"]));
    let cells = || rows().flat_map(|row| row.children()).filter(|cell| is(cell, &["td", "th"]));
    let filled = cells().filter(|cell| words(*cell) > 0).count();
    filled <= 1 + MOST_BESIDE && cells().any(|cell| words(cell) * 10 >= all * 8 && lines(cell) >= FEWEST_LINES)
}

fn empty_cell(element: &Element) -> MarkupCell {
    /// The most rows or columns that one cell may cover: what browsers allow.
    const MOST_SPANNED: u32 = 1000;
    let span = |name: &str| element.attr(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1);
    MarkupCell {
        lines: Vec::new(),
        rowspan: span("rowspan").clamp(1, MOST_SPANNED),
        colspan: span("colspan").clamp(1, MOST_SPANNED),
        header: element.name() == "th",
    }
}

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

/// The entity that decoded text opens with where its `&` stands in the source as an entity: its length in the text and in the
/// source, and what it stands for.
fn twice_encoded(run: &str, source: &str) -> Option<(usize, usize, Cow<'static, str>)> {
    let (length, decoded) = entity::decode(run)?;
    let mark = entity::decode(source).filter(|(_, mark)| mark == "&").map(|(length, _)| length)?;
    let is_rest = source[mark..].starts_with(&run[1..length]);
    is_rest.then(|| (length, mark + length - 1, decoded))
}

/// Length of whatever entity `rest` opens with, known to this crate or only to the parser.
fn entity_length(rest: &str) -> usize {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    let body = rest[1..].find(|c| !name(c)).map_or(rest.len(), |end| end + 1);
    if rest[body..].starts_with(';') { body + 1 } else { body }
}

/// Whether decoded text is HTML: a tag that only HTML has stands near its beginning.
pub fn looks_like_html(text: &str) -> bool {
    const SAMPLE: usize = 4096;
    const TAGS: [&str; 10] =
        ["<!doctype html", "<html", "<body", "<head", "<div", "<meta", "</p>", "<br", "<table", "</span>"];
    let trimmed = text.trim_start_matches(chars::is_blank);
    if !trimmed.starts_with('<') {
        return false;
    }
    let sample: String = trimmed.chars().take(SAMPLE).map(|c| c.to_ascii_lowercase()).collect();
    TAGS.iter().any(|tag| sample.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_str(html: &str) -> Source {
        read(html.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn text_keeps_its_place_in_the_file() {
        let html = "<html><head><title>网站</title></head><body><div><p>一、<b>总&ldquo;体&rdquo;</b>要求\n</p><script>x</script></div></body></html>";
        let source = read_str(html);
        let [Item::Line(line)] = &source.pages[0].items[..] else { panic!("{:?}", source.pages[0].items) };
        assert_eq!(line.text.as_str(), "一、总“体”要求");
        let spelled: String = line.text.spans().iter().map(|span| &html[span.range()]).collect();
        assert_eq!(spelled, "一、总&ldquo;体&rdquo;要求");
    }

    #[test]
    fn entities_that_a_site_encoded_twice_are_decoded_twice() {
        let html = "<p>打造&amp;quot;云上&#38;ldquo;城市&amp;无，AT&amp;T</p>";
        let source = read_str(html);
        let [Item::Line(line)] = &source.pages[0].items[..] else { panic!("{:?}", source.pages[0].items) };
        assert_eq!(line.text.as_str(), "打造\"云上“城市&无，AT&T");
        let spelled: String = line.text.spans().iter().map(|span| &html[span.range()]).collect();
        assert_eq!(spelled, &html[3..html.len() - 4]);
    }

    #[test]
    fn what_is_hidden_is_left_out_unless_a_script_shows_the_text() {
        let lines = |html: &str| -> Vec<String> {
            let words = |item: &Item| if let Item::Line(line) = item { line.text.to_string() } else { String::new() };
            read_str(html).pages[0].items.iter().map(words).collect()
        };
        let twins =
            "<p>一、建设平台。</p><div style='color:red; DISPLAY: none'><p>一、建设平台。</p></div><p hidden>二、</p>";
        assert_eq!(lines(twins), ["一、建设平台。"]);
        let by_script = "<p>正文</p><div style='display:none'><p>一、建设平台。</p><p>二、举办招聘会。</p></div>";
        assert_eq!(lines(by_script).len(), 3);
    }

    #[test]
    fn items_of_lists_have_the_numbers_that_a_browser_shows() {
        let lines = |html: &str| -> Vec<String> {
            let words = |item: &Item| if let Item::Line(line) = item { line.text.to_string() } else { String::new() };
            read_str(html).pages[0].items.iter().map(words).collect()
        };
        assert_eq!(
            lines(
                "<ol start=3><li>修路。<ol type=a><li>选线。</li></ol></li><li value=7>架桥。</li></ol><ul><li>植树。</li></ul>"
            ),
            ["3. 修路。", "a. 选线。", "7. 架桥。", "植树。"]
        );
        let own = "<ol><li>一、修路。</li></ol><ol style='list-style: none'><li>架桥。</li></ol><ol><li><a href='x'>首页</a></li></ol>";
        assert_eq!(lines(own), ["一、修路。", "架桥。", "首页"]);
    }

    #[test]
    fn a_table_keeps_its_spans_and_a_layout_table_is_none() {
        let html = "<table><tr><td><table><tr><th>序号</th><th>任务</th></tr>\n<tr><td rowspan=2>1</td><td>甲<br>乙</td></tr></table></td></tr></table>";
        let source = read_str(html);
        let [Item::Table(table)] = &source.pages[0].items[..] else { panic!("{:?}", source.pages[0].items) };
        assert_eq!(table.rows.len(), 2);
        assert!(table.rows[0][0].header);
        assert_eq!(table.rows[1][0].rowspan, 2);
        let lines: Vec<&str> = table.rows[1][1].lines.iter().map(Text::as_str).collect();
        assert_eq!(lines, ["甲", "乙"]);
    }
}
