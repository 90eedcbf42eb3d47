//! Outline documents: which headings and items are tasks, and what their fields are.

mod choice;
mod closing;
mod duties;
mod entry;
mod foot;
mod headed;
mod titles;
mod words;

use crate::draft::{Draft, Heading};
use crate::outline::{self, Node, Part};
use crate::statement::{self, Habits, Line, Piece};
use crate::{metadata, title};
use closing::{close, paragraph_heading, push_paragraph, rest};
use entry::Entry;
use fenjie_layout::MarkerStyle;
use fenjie_text::{Text, chars};
pub(crate) use foot::drop_foot;
use titles::Titling;
pub(crate) use words::{
    HEADING_WORDS, calls_or_rules, names_form, names_listing, opens_with_order, orders_by_number, orders_work,
};

/// What one part of a document says.
#[derive(Default)]
pub(crate) struct PlanReading {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) headings: Vec<Text>,
    pub(crate) prose: Vec<Text>,
    /// The drafts before this one have the units of a statement for all above.
    named: usize,
}

/// A node cut into words and statements.
pub(crate) struct Content {
    pub(crate) pieces: Vec<Piece>,
    has_statement: bool,
    /// Whether the heading names a meeting or contest.
    names_event: bool,
    /// Whether it says that background, goals or the occasion are given.
    explains: bool,
    /// Lines of the site's foot behind it.
    foot: Vec<Text>,
    /// The node with all that stands below it, when it says everything under labels.
    entry: Option<Entry>,
}

impl Content {
    /// The words before the first statement.
    fn opening(&self) -> Option<&Text> {
        match self.pieces.first()? {
            Piece::Words(words) => Some(words),
            Piece::Statement(_) => None,
        }
    }
}

/// Every node of a part, cut into words and statements.
pub(crate) fn contents(part: &Part<'_>, habits: Habits) -> Vec<Content> {
    let mut contents: Vec<Content> = part.nodes.iter().map(|node| content(node, habits)).collect();
    let mut node = 0;
    while node < contents.len() {
        let found = entry::read(part, node, habits);
        let next = found.as_ref().map_or(node, |entry| entry.last) + 1;
        contents[node].entry = found;
        node = next;
    }
    duties::assign(part, &mut contents);
    contents
}

/// Whether a document closes its tasks with statements: a fair share of its items holds one. One among many is an
/// accident of wording.
pub(crate) fn closes_by_statement(parts: &[Part<'_>], contents: &[Vec<Content>]) -> bool {
    const SHARE: usize = 5;
    let statements = contents.iter().flatten().filter(|content| content.has_statement).count();
    let by_number = parts.iter().zip(contents).enumerate().map(|(index, (part, contents))| {
        let reader = Reader::new(part, index, contents);
        reader.tasks_by_number().into_iter().filter(|is_task| *is_task).count()
    });
    statements > 0 && statements * SHARE >= by_number.sum::<usize>()
}

fn content(node: &Node, habits: Habits) -> Content {
    /// A longer heading says more than what stands below it.
    const LONGEST_HEADING: usize = 20;
    let mut paragraphs = node.words();
    for words in &mut paragraphs {
        if let Some(unboxed) = statement::unboxed(words) {
            *words = unboxed;
        }
    }
    let is_letter = node.is_tail || is_letter(node, &paragraphs);
    let kind = |words: &Text| if is_letter { Line::Words } else { Line::of(words.as_str()) };
    let kinds: Vec<Line> = paragraphs.iter().map(kind).collect();
    let mut pieces = Vec::new();
    let mut labelled: Vec<Text> = Vec::new();
    let mut awaits_value = false;
    for (at, words) in paragraphs.iter().enumerate() {
        // A colon announces a value whatever it looks like, but for the line that heads a chapter.
        let announces = words.as_str().ends_with(['：', ':']) && (at > 0 || node.marker.is_none());
        let belongs = match kinds[at] {
            Line::Label => paragraphs.get(at + 1).is_some_and(|next| announces || statement::is_value(next)),
            Line::Labelled => true,
            Line::Persons => !labelled.is_empty() || matches!(kinds.get(at + 1), Some(Line::Label | Line::Labelled)),
            // A line of another label between those of a statement: 资金来源：….
            Line::Words => {
                let goes_on = matches!(kinds.get(at + 1), Some(Line::Label | Line::Labelled | Line::Persons));
                let ends_statement =
                    || labelled.last().is_some_and(|last| statement::goes_on(last.as_str(), words.as_str()));
                awaits_value
                    || ends_statement()
                    || (!labelled.is_empty() && goes_on && statement::is_foreign(words.as_str()))
            }
        };
        awaits_value = belongs && kinds[at] == Line::Label;
        // 主办：… below 责任单位：… may be the foot of the site; 承办 and 协办 go on below 牵头.
        let opens_foot = |words: &Text| foot::names_owner(words.as_str());
        if belongs && opens_foot(words) && labelled.first().is_some_and(|first| !opens_foot(first)) {
            end_labelled(&mut labelled, &mut pieces, habits);
        }
        if belongs {
            labelled.push(words.clone());
            continue;
        }
        end_labelled(&mut labelled, &mut pieces, habits);
        match kinds[at] {
            Line::Label => pieces.push(Piece::Words(words.clone())),
            _ if is_letter && Line::of(words.as_str()) != Line::Words => pieces.push(Piece::Words(words.clone())),
            _ => {
                let follows = matches!(pieces.last(), Some(Piece::Statement(_)));
                let bare = statement::bare_line(words, follows, habits).filter(|_| at > 0 && !is_letter);
                pieces.extend(
                    bare.map_or_else(|| statement::pieces(words, habits), |found| vec![Piece::Statement(found)]),
                );
            }
        }
    }
    end_labelled(&mut labelled, &mut pieces, habits);
    let has_statement = pieces.iter().any(|piece| matches!(piece, Piece::Statement(_)));
    let heading = match pieces.first() {
        Some(Piece::Words(words)) => title::opening_words(words),
        _ => "",
    };
    let names_event = HEADING_WORDS.events.occurs_in(heading);
    let is_short = heading.chars().nth(LONGEST_HEADING).is_none();
    // A line without a number may be the plan's own title (…年度工作目标任务).
    let is_title = node.marker.is_none() && metadata::names_plan(heading);
    let explains = is_short && !is_title && (names_event || words::gives_background(heading));
    Content { pieces, has_statement, names_event, explains, foot: Vec::new(), entry: None }
}

/// Whether what a part begins with is a letter and its head: labels there (主办：…, 责任编辑：…) tell who made the page. Where
/// paragraphs without numbers are tasks, several have such labels.
fn is_letter(node: &Node, paragraphs: &[Text]) -> bool {
    const FEWEST: usize = 3;
    let labelled = || paragraphs.iter().filter(|words| Line::of(words.as_str()) == Line::Labelled).count();
    let addresses = |words: &Text| {
        words.as_str().trim_end_matches(chars::is_blank).ends_with(['：', ':']) || words.as_str().contains("关于")
    };
    !node.is_headed && paragraphs.iter().any(addresses) && labelled() < FEWEST
}

/// Labelled lines become one statement. A time alone closes no task, but belongs to the statement before it; beside the
/// persons who answer for the work it does.
fn end_labelled(lines: &mut Vec<Text>, pieces: &mut Vec<Piece>, habits: Habits) {
    if lines.is_empty() {
        return;
    }
    let found = statement::joined(lines, habits);
    let names_units = !found.lead.is_empty() || !found.support.is_empty();
    let names_persons = || found.deadline.is_some() && lines.iter().any(|line| statement::names_persons(line.as_str()));
    if names_units || names_persons() || matches!(pieces.last(), Some(Piece::Statement(_))) {
        pieces.push(Piece::Statement(found));
    } else {
        pieces.extend(lines.iter().cloned().map(Piece::Words));
    }
    lines.clear();
}

/// Reads a part. `by_statement` tells whether the document closes its tasks with statements; where it does not, each
/// numbered item is a task.
pub(crate) fn read(part: &Part<'_>, index: usize, contents: &[Content], by_statement: bool) -> PlanReading {
    Reader::new(part, index, contents).read(by_statement)
}

struct Reader<'a> {
    part: &'a Part<'a>,
    index: usize,
    contents: &'a [Content],
    /// Whether the heading of a node, or one above it, says that background, goals or the occasion are given.
    is_background: Vec<bool>,
    is_task: Vec<bool>,
    /// Whether a node is a heading with a statement in it.
    heads: Vec<bool>,
    /// The heading sentences that tasks open with.
    titles: Vec<Option<title::Title>>,
    /// How the items beside a node, itself among them, open.
    titled: Vec<Titling>,
    /// Whether the further paragraphs of items do.
    paragraphs_titled: bool,
    /// Whether the paragraphs below the heading of a chapter are items with headings.
    chapters_head_paragraphs: bool,
}

impl<'a> Reader<'a> {
    fn new(part: &'a Part<'a>, index: usize, contents: &'a [Content]) -> Self {
        Self {
            part,
            index,
            contents,
            is_background: background(part, contents),
            is_task: Vec::new(),
            heads: Vec::new(),
            titles: Vec::new(),
            titled: Vec::new(),
            paragraphs_titled: false,
            chapters_head_paragraphs: false,
        }
    }

    fn read(mut self, by_statement: bool) -> PlanReading {
        let nodes = self.part.nodes.iter().zip(self.contents);
        self.heads = nodes.clone().map(|(node, content)| headed::holds_statement(node, content)).collect();
        self.is_task = if by_statement { self.tasks_by_statement() } else { self.tasks_by_number() };
        let opening = |((node, content), is_task): ((&Node, &Content), &bool)| {
            is_task.then(|| title::split(node, &content.pieces)).flatten()
        };
        self.titles = nodes.zip(&self.is_task).map(opening).collect();
        self.titled = self.titlings();
        self.paragraphs_titled = self.titled_paragraphs();
        self.chapters_head_paragraphs = (0..self.part.nodes.len()).any(|node| self.heads_paragraphs(node));
        let mut reading = PlanReading::default();
        let mut done = vec![false; self.part.nodes.len()];
        for node in 0..self.part.nodes.len() {
            reading.prose.extend(self.contents[node].foot.iter().cloned());
            if done[node] {
                continue;
            }
            let orders = !self.is_background[node] && !self.is_event(node);
            if let Some(entry) = self.contents[node].entry.as_ref().filter(|_| orders) {
                done[node..=entry.last].fill(true);
                self.entry(node, entry, &mut reading);
            } else if let Some(last) = self.spelled_out(node) {
                done[node..=last].fill(true);
                self.headed_item(node, last, &mut reading);
            } else if let Some(last) =
                self.closing_child(node).or_else(|| self.last_point(node).filter(|_| self.is_task[node]))
            {
                done[node..=last].fill(true);
                self.whole_item(node, last, &mut reading);
            } else if self.is_task[node] {
                self.item(node, &mut reading);
            } else {
                self.heading_or_prose(node, &mut reading);
            }
        }
        reading
    }

    /// An item that says everything under labels.
    fn entry(&self, node: usize, entry: &Entry, reading: &mut PlanReading) {
        let heading =
            entry.text.as_ref().filter(|_| entry.title.is_none()).and_then(|text| self.entry_heading(node, text));
        let (title, mark, text) = match heading {
            Some((title, mark, text)) => (Some(title), Some(mark), Some(text)),
            None => (entry.title.clone(), None, entry.text.clone()),
        };
        let mut draft = Draft {
            part: self.index,
            category: self.category(node),
            sequence: self.sequence(node),
            title,
            text,
            deliverable: entry.deliverable.clone(),
            lead: entry.responsibility.lead.clone(),
            support: entry.responsibility.support.clone(),
            deadline: entry.responsibility.deadline.clone(),
            other: entry.other.clone(),
            confidence: f64::from(0.7 + 0.3 * entry.responsibility.plausibility),
            ..Draft::default()
        };
        draft.other.extend(self.part.nodes[node].number().into_iter().chain(mark));
        draft.other.push(entry.responsibility.whole.clone());
        if entry.reports {
            let fields = [draft.title, draft.text, draft.deliverable];
            reading.prose.extend(fields.into_iter().flatten().chain(draft.other));
        } else {
            reading.drafts.push(draft);
        }
    }

    /// The heading sentence that the words of such an item open with, its mark and the rest, where its list has headings.
    fn entry_heading(&self, node: usize, text: &Text) -> Option<(Text, Text, Text)> {
        let (heading, rest) = title::first_sentence(text);
        let is_heading = self.titled[node] == Titling::Sentences && title::is_short(&heading) && title::is_text(&rest);
        is_heading.then(|| {
            let mark = text.slice(title::heading_end(text, &heading)..text.len() - rest.len());
            (heading, mark, rest)
        })
    }

    fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.part.nodes[node].parent, |&n| self.part.nodes[n].parent)
    }

    fn item(&self, node: usize, reading: &mut PlanReading) {
        let pieces = &self.contents[node].pieces;
        let first = reading.drafts.len();
        self.tasks(node, pieces, self.usual(node, pieces, self.titles[node].clone()), reading);
        self.for_all_above(node, first, reading);
        let above = self.ancestors(node).find_map(|above| self.of_heading(above));
        let Some(above) = above.filter(|above| !above.lead.is_empty()) else { return };
        for draft in reading.drafts[first..].iter_mut().filter(|draft| draft.names_nobody()) {
            draft.lead.clone_from(&above.lead);
            draft.support.clone_from(&above.support);
            draft.notes.retain(|note| note.code != "no_responsible_unit");
        }
    }

    /// The tasks of one item: each statement closes the words before it.
    fn tasks(&self, node: usize, pieces: &[Piece], title: Option<title::Title>, reading: &mut PlanReading) {
        let mut pieces = pieces.to_vec();
        let mut other: Vec<Text> = self.part.nodes[node].number().into_iter().collect();
        if let Some(title) = &title {
            title.take_from(&mut pieces);
            other.extend(title.mark.clone());
        }
        let mut base = Draft {
            part: self.index,
            category: self.category(node),
            sequence: self.sequence(node),
            title: title.map(|title| title.words),
            confidence: 1.0,
            ..Draft::default()
        };
        let heads_items = base.category.is_none() && self.heads_titled_paragraphs(node, &pieces);
        if heads_items && let Some(label) = base.title.take() {
            let ordinal = base.sequence.take().map(|(ordinal, _)| ordinal);
            base.category = Some(Heading { ordinal, label });
        }
        let first = reading.drafts.len();
        let mut words = Text::new();
        for piece in pieces {
            match piece {
                Piece::Words(more) => push_paragraph(&mut words, &more),
                Piece::Statement(found) => {
                    let text = std::mem::take(&mut words);
                    let opens = heads_items || self.paragraphs_titled && reading.drafts.len() > first;
                    let heading = if opens { own_heading(&text) } else { None };
                    match heading {
                        Some((title, mark, rest)) => {
                            let own = Draft { title: Some(title), other: vec![mark], ..base.clone() };
                            close(&own, &rest, found, first, reading);
                        }
                        None => close(&base, &text, found, first, reading),
                    }
                }
            }
        }
        rest(&base, &words, first, reading);
        if let Some(draft) = reading.drafts.get_mut(first) {
            draft.other.extend(other);
        }
    }

    /// Whether a node is a chapter with several such paragraphs below its heading.
    fn heads_paragraphs(&self, node: usize) -> bool {
        let Some(title) = self.titles[node].as_ref().filter(|_| self.category(node).is_none()) else { return false };
        let mut pieces = self.contents[node].pieces.clone();
        title.take_from(&mut pieces);
        self.heads_titled_paragraphs(node, &pieces)
    }

    /// Whether the paragraphs below the heading of a chapter are items: several, or one where those below other chapters are.
    fn heads_titled_paragraphs(&self, node: usize, pieces: &[Piece]) -> bool {
        const SEVERAL: usize = 2;
        let count = titled_paragraphs(pieces);
        count >= SEVERAL || count > 0 && self.chapters_head_paragraphs && self.part.nodes[node].lines().nth(1).is_some()
    }

    /// The printed number of an item; a bullet is none.
    fn sequence(&self, node: usize) -> Option<(u32, Text)> {
        let marker = self.part.nodes[node].marker.filter(|marker| marker.style != MarkerStyle::Bullet)?;
        Some((marker.ordinal, self.part.nodes[node].number()?))
    }

    /// The nearest heading above that is no task itself.
    fn category(&self, node: usize) -> Option<Heading> {
        let above = self.ancestors(node).find(|&above| !self.is_task[above] && self.part.nodes[above].is_headed)?;
        let words = self.contents[above].opening()?;
        if let Some((ordinal, length)) = outline::box_number(words.as_str()) {
            return Some(Heading { ordinal: Some(ordinal), label: title::opening(&words.slice_from(length)) });
        }
        let ordinal = self.part.nodes[above].marker.map(|marker| marker.ordinal);
        Some(Heading { ordinal, label: title::without_persons(title::opening(words)) })
    }

    fn heading_or_prose(&self, node: usize, reading: &mut PlanReading) {
        let is_heading = self.part.nodes[node].marker.is_some() || node != 0;
        let is_sentence = |words: &Text| self.part.nodes[node].is_tail && words.as_str().ends_with('。');
        let number = self.part.nodes[node].number();
        for (at, piece) in self.contents[node].pieces.iter().enumerate() {
            match piece {
                Piece::Words(words) if at == 0 && is_heading && !is_sentence(words) => {
                    let (heading, rest) = title::first_sentence(words);
                    let is_short = title::is_heading_length(&heading);
                    let class = if is_short { &mut reading.headings } else { &mut reading.prose };
                    class.extend(number.clone());
                    class.push(heading);
                    reading.prose.push(rest);
                }
                Piece::Words(words) => reading.prose.push(words.clone()),
                Piece::Statement(found) => reading.prose.push(found.whole.clone()),
            }
        }
    }
}

/// How many items without numbers stand below a chapter's heading: paragraphs that open with a heading of their own, each closed
/// by a statement. None where one opens otherwise; what follows the last statement closes the plan.
fn titled_paragraphs(pieces: &[Piece]) -> usize {
    let is_statement = |piece: &Piece| matches!(piece, Piece::Statement(_));
    let end = pieces.iter().rposition(is_statement).map_or(0, |last| last + 1);
    let is_titled = |piece: &Piece| match piece {
        Piece::Words(words) => !title::is_text(words) || paragraph_heading(words).is_some(),
        Piece::Statement(_) => true,
    };
    let items = &pieces[..end];
    if items.iter().all(is_titled) { items.iter().filter(|piece| is_statement(piece)).count() } else { 0 }
}

/// The heading that a paragraph inside an item opens with, its mark, and what follows.
fn own_heading(words: &Text) -> Option<(Text, Text, Text)> {
    let (heading, rest) = paragraph_heading(words)?;
    let mark = words.slice(title::heading_end(words, &heading)..words.len() - rest.len());
    Some((heading, mark, rest))
}

/// For each node whether its heading, one above it, or the title of the part says that background, goals or the occasion
/// are given.
fn background(part: &Part<'_>, contents: &[Content]) -> Vec<bool> {
    let explains = |title: &Text| HEADING_WORDS.explaining.closes(title.as_str());
    if part.title.as_ref().is_some_and(explains) {
        return vec![true; part.nodes.len()];
    }
    let mut found: Vec<bool> = Vec::with_capacity(part.nodes.len());
    for (node, content) in part.nodes.iter().zip(contents) {
        let above = node.parent.and_then(|parent| found.get(parent)).is_some_and(|found| *found);
        found.push(above || content.explains);
    }
    found
}
