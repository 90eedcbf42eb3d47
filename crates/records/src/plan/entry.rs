//! Items that say everything under labels (栏目式条目): 责任单位：…, 整改时限：…, 整改目标：…, 整改措施：…, in any order. The plans
//! that answer an inspection (整改方案) print a problem so, lists of projects a project, and plans of action the groups that
//! are formed for them (工作组). Such an item is a row of a table printed as lines, and its labels are the words of headers.

use crate::outline::{Node, Part};
use crate::statement::{self, Habits, Line, Piece, Responsibility};
use crate::title;
use fenjie_lexicon::ColumnRole;
use fenjie_text::{Text, chars};
use std::collections::BTreeSet;

/// An item read by its labels.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// The last node that belongs to it.
    pub(super) last: usize,
    pub(super) title: Option<Text>,
    pub(super) text: Option<Text>,
    pub(super) deliverable: Option<Text>,
    pub(super) responsibility: Responsibility,
    /// Labels, and lines that fill no field.
    pub(super) other: Vec<Text>,
    /// Whether it tells what has been done: it orders nothing.
    pub(super) reports: bool,
}

/// Reads a node with all that stands below it as such an item: a label of its own says what is to be done or reached,
/// another who is to do it, and none stands twice.
pub(super) fn read(part: &Part<'_>, node: usize, habits: Habits) -> Option<Entry> {
    let own = &part.nodes[node];
    own.marker?;
    let has_labels = own.lines().skip(1).chain(first_lines_below(part, own)).any(|line| label(line).is_some());
    if !has_labels {
        return None;
    }
    let last = last_below(part, node);
    let mut reader = Reader { entry: Entry { last, ..Entry::default() }, ..Reader::default() };
    for (at, below) in part.nodes.iter().enumerate().take(last + 1).skip(node) {
        let mut number = below.number().filter(|_| at > node);
        for line in below.words() {
            let closes_itself = label(line.as_str()).is_none_or(|(field, _)| field != Field::Statement)
                && statement::pieces(&line, habits).iter().any(|piece| matches!(piece, Piece::Statement(_)));
            if closes_itself {
                return None;
            }
            reader.line(number.take(), &line)?;
        }
    }
    reader.finish(habits)
}

fn first_lines_below<'a>(part: &'a Part<'_>, node: &'a Node) -> impl Iterator<Item = &'a str> {
    node.children.iter().filter_map(|&child| part.nodes[child].lines().next())
}

/// The last node that stands below `node`, or itself.
fn last_below(part: &Part<'_>, node: usize) -> usize {
    let mut last = node;
    while let Some(&child) = part.nodes[last].children.last() {
        last = child;
    }
    last
}

/// What a line opens with the label of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    Task,
    Deliverable,
    /// Units, persons and times, read as a statement.
    Statement,
    /// Remarks, what has been done.
    Remark,
}

/// The label that a line opens with: its field and where its value begins.
fn label(line: &str) -> Option<(Field, usize)> {
    match Line::of(line) {
        Line::Labelled | Line::Label | Line::Persons => return Some((Field::Statement, 0)),
        Line::Words => {}
    }
    let (colon, mark) = line.char_indices().find(|(_, c)| matches!(c, '：' | ':' | '。' | '，'))?;
    let field = match ColumnRole::of_header(&line[..colon]).filter(|_| matches!(mark, '：' | ':'))? {
        ColumnRole::Title => Field::Title,
        ColumnRole::Task => Field::Task,
        ColumnRole::Deliverable => Field::Deliverable,
        ColumnRole::Remark => Field::Remark,
        _ => return None,
    };
    Some((field, colon + mark.len_utf8()))
}

/// Whether a label announces what has been done.
fn reports(line: &str) -> bool {
    const WORDS: [&str; 6] = ["进展", "完成情况", "落实情况", "整改情况", "整改成效", "整改结果"];
    let label = line.split(['：', ':']).next().unwrap_or_default();
    WORDS.iter().any(|word| label.contains(word))
}

#[derive(Default)]
struct Reader {
    entry: Entry,
    /// Lines before the first label.
    opening: Vec<Text>,
    statement: Vec<Text>,
    open: Option<Field>,
    labels: BTreeSet<String>,
}

impl Reader {
    /// Takes a line in; `None` when its label has stood before, as it does where several items stand below.
    fn line(&mut self, number: Option<Text>, line: &Text) -> Option<()> {
        let Some((field, value)) = label(line.as_str()) else {
            self.goes_on(number, line);
            return Some(());
        };
        let spelled = line.as_str().split(['：', ':']).next().unwrap_or_default();
        if !self.labels.insert(chars::without_blanks(spelled).into_owned()) {
            return None;
        }
        self.open = Some(field);
        if field == Field::Task {
            self.title_above();
        }
        self.entry.other.extend(number);
        self.entry.reports |= reports(line.as_str());
        if field == Field::Statement {
            self.statement.push(line.clone());
        } else {
            self.entry.other.push(line.slice(0..value));
            self.goes_on(None, &line.slice_from(value));
        }
        Some(())
    }

    /// Of two labels for the work the first names it and the second says what it is: 督查事项：… above 工作要求：….
    fn title_above(&mut self) {
        let names = |text: &mut Text| title::is_short(text) && !text.as_str().ends_with(['。', '；', ';']);
        if self.entry.title.is_none() && self.opening.is_empty() {
            self.entry.title = self.entry.text.take_if(names);
        }
    }

    /// A line without a label belongs to the field that is open.
    fn goes_on(&mut self, number: Option<Text>, line: &Text) {
        let slot = match self.open {
            Some(Field::Title) => &mut self.entry.title,
            Some(Field::Task) => &mut self.entry.text,
            Some(Field::Deliverable) => &mut self.entry.deliverable,
            Some(Field::Statement) if self.statement.last().is_some_and(is_bare) => {
                self.statement.push(line.clone());
                return;
            }
            Some(Field::Statement | Field::Remark) => {
                self.entry.other.extend(number);
                self.entry.other.push(line.clone());
                return;
            }
            None => {
                self.opening.extend(number);
                self.opening.push(line.clone());
                return;
            }
        };
        let words = slot.get_or_insert_with(Text::new);
        if let Some(number) = &number {
            words.push(number);
        }
        super::push_paragraph(words, line);
    }

    fn finish(mut self, habits: Habits) -> Option<Entry> {
        let names_units = |found: &Responsibility| !found.lead.is_empty() || !found.support.is_empty();
        self.entry.responsibility = statement::joined(&self.statement, habits);
        let says_what = self.entry.text.is_some() || self.entry.deliverable.is_some() || self.entry.reports;
        if !says_what || !names_units(&self.entry.responsibility) {
            return None;
        }
        let mut opening = std::mem::take(&mut self.opening).into_iter();
        let Some(opened) = opening.next() else {
            return self.entry.text.is_some().then(|| self.entry.tidied());
        };
        if self.entry.text.is_some() {
            let (heading, rest) = title::first_sentence(&opened);
            match self.entry.title {
                Some(_) => self.entry.other.push(heading),
                None => self.entry.title = Some(heading),
            }
            self.entry.other.push(rest);
            self.entry.other.extend(opening);
        } else if opening.len() == 0 && title::is_short(&opened) && !opened.as_str().trim_end().ends_with(['。', '；'])
        {
            // A heading with what is to be reached for it.
            self.entry.title = Some(opened);
            self.entry.text = self.entry.deliverable.take();
        } else {
            // No label says what is to be done: the item itself does.
            let words = self.entry.text.insert(opened);
            opening.for_each(|line| super::push_paragraph(words, &line));
        }
        Some(self.entry.tidied())
    }
}

impl Entry {
    fn tidied(mut self) -> Self {
        let fields = [&mut self.title, &mut self.text, &mut self.deliverable];
        for field in fields {
            *field = field.take().map(|words| words.tidied());
        }
        self
    }
}

/// Whether a label has no value on its line.
fn is_bare(label: &Text) -> bool {
    Line::of(label.as_str()) == Line::Label
}
