//! Puts the outline together, block by block.

use super::lines::{can_name_annex, glued_heading, heads_annex_list, opens_list};
use super::{Node, Part, is_annex_mark, is_box_caption, is_title_line};
use crate::groups::{self, Group};
use crate::metadata::{is_letterhead, names_file};
use crate::plan::{HEADING_WORDS, opens_with_order};
use crate::statement::is_bare_line;
use crate::surroundings::{closes_notice, foot_of_site, opens_foot, table_of_contents};
use crate::{broken_items, rows, title, unit_headings};
use fenjie_layout::{Block, Marker, MarkerStyle, Table};
use fenjie_lexicon::statement::{self, Labelled};
use fenjie_text::{Text, chars};
use std::ops::Range;

/// The parts of a document. `signature` are the places of its date and signers among the blocks of prose.
pub(crate) fn parts<'a>(blocks: &'a [Block], signature: &Range<usize>) -> Vec<Part<'a>> {
    let mut builder = Builder { parts: vec![Part::new()], ..Builder::default() };
    let contents = table_of_contents(blocks);
    let groups = groups::find(blocks);
    let foot = foot_of_site(blocks);
    let mut prose = 0;
    for (at, block) in blocks.iter().enumerate() {
        let signs = signature.contains(&prose);
        prose += usize::from(matches!(block, Block::Heading { .. } | Block::Paragraph(_)));
        builder.next = blocks.get(at + 1);
        match block {
            _ if contents.contains(&at) => {}
            _ if groups.contains_key(&at) && !signs => builder.group(&groups[&at]),
            Block::Heading { text, .. } | Block::Paragraph(text) if heads_annex_list(text, builder.next) => {
                builder.in_annex_list = true;
                builder.part().marks.push(text.clone());
            }
            Block::Heading { .. } | Block::Paragraph(_) if signs => builder.close(),
            Block::Heading { text, .. } => builder.paragraph(text, true),
            Block::Paragraph(text) => builder.with_glued_heading(text),
            Block::Table(table) => builder.table(table),
            // What a site lists to be downloaded.
            Block::Furniture(_, text) => {
                builder.in_annex_list |= text.as_str().contains("附件");
                if foot == Some(at) {
                    builder.end_items();
                }
            }
        }
    }
    builder.parts.iter_mut().for_each(release_last_words);
    builder.parts.iter_mut().for_each(broken_items::join);
    builder.parts
}

/// What closes a plan is no part of its last item, where the items beside it have as many paragraphs as it has without:
/// 各部门要抓好落实…. Further sentences that open with no order close it whatever they say: 省林业局将适时组织督查.
fn release_last_words(part: &mut Part<'_>) {
    const FEWEST_BESIDE: usize = 2;
    const MOST_PARAGRAPHS: usize = 2;
    let behind = part.nodes.iter().rposition(|node| !node.is_tail).map_or(0, |last| last + 1);
    let (items, tails) = part.nodes.split_at_mut(behind);
    let Some((last, others)) = items.split_last_mut() else { return };
    let is_text = |words: &&Text| statement::label(words.as_str()).is_none() && !is_bare_line(words);
    let texts = |node: &Node| node.paragraphs.iter().filter(is_text).count();
    let beside = || others.iter().filter(|node| node.parent == last.parent && node.style() == last.style());
    let usual = beside().map(texts).max().unwrap_or_default();
    let is_alone = last.marker.is_some()
        && (1..=MOST_PARAGRAPHS).contains(&usual)
        && beside().count() >= FEWEST_BESIDE
        && beside().all(|node| texts(node) == usual);
    if !is_alone {
        return;
    }
    let is_sentence =
        |at: usize| last.paragraphs[at].as_str().trim_end_matches(chars::is_blank).ends_with(['。', '！']);
    let closes = |at: &usize| {
        let words = last.paragraphs[*at].as_str().trim_start_matches(chars::is_blank);
        let is_further = || (at - 1..last.paragraphs.len()).all(is_sentence) && !opens_with_order(words);
        HEADING_WORDS.last_words.opens(words) || Marker::parse(words).is_none() && is_further()
    };
    let further = (0..last.paragraphs.len()).filter(|at| is_text(&&last.paragraphs[*at])).skip(usual);
    let Some(at) = further.into_iter().find(closes) else { return };
    let paragraphs = last.paragraphs.split_off(at);
    match tails.first_mut() {
        Some(tail) => drop(tail.paragraphs.splice(..0, paragraphs)),
        None => part.nodes.push(Node { is_tail: true, paragraphs, ..Node::default() }),
    }
}

#[derive(Default)]
struct Builder<'a> {
    parts: Vec<Part<'a>>,
    /// Open nodes of the last part, outermost first.
    stack: Vec<usize>,
    /// Whether the lines of an annex's title are being read.
    in_title: bool,
    /// Whether the names of annexes are being read, at the foot of a notice.
    in_annex_list: bool,
    /// Whether the lines behind its last item are being read: who gets a copy, whom to ask.
    in_foot: bool,
    /// The block behind the one that is being read.
    next: Option<&'a Block>,
    /// How the items of the open group below a heading without a number are numbered, and how many nodes were open around it.
    group: Option<(MarkerStyle, usize)>,
    /// While a box (专栏) is being read: the nodes that were open before it.
    around_box: Option<Vec<usize>>,
}

impl<'a> Builder<'a> {
    /// A paragraph that the next heading was printed behind (…建设。二、主要目标) is taken apart.
    fn with_glued_heading(&mut self, text: &Text) {
        match glued_heading(text.as_str()) {
            Some((at, marker)) if self.expects(marker, Marker::parse(text.as_str())) => {
                self.paragraph(&text.slice(0..at), false);
                self.paragraph(&text.slice_from(at), false);
            }
            _ => self.paragraph(text, false),
        }
    }

    /// Whether `marker` goes on in the numbers of its style, the last of which `before` may be.
    fn expects(&self, marker: Marker, before: Option<Marker>) -> bool {
        let nodes = self.parts.last().map_or(&[][..], |part| &part.nodes);
        let markers = nodes.iter().filter_map(|node| node.marker).chain(before);
        let last = markers.rev().find(|other| other.style <= marker.style);
        match last {
            Some(last) if last.style == marker.style => last.ordinal.checked_add(1) == Some(marker.ordinal),
            Some(_) => marker.ordinal == 1,
            None => false,
        }
    }

    /// The notice ends here: what follows belongs to no item before.
    fn close(&mut self) {
        self.in_title = false;
        self.in_annex_list = false;
        self.end_items();
    }

    /// What follows belongs to no item before.
    fn end_items(&mut self) {
        self.group = None;
        self.around_box = None;
        self.stack.clear();
        let Some(part) = self.parts.last_mut() else { return };
        if part.nodes.last().is_some_and(|node| node.marker.is_some() || !node.paragraphs.is_empty()) {
            part.nodes.push(Node { is_tail: true, ..Node::default() });
            self.stack.push(part.nodes.len() - 1);
        }
    }

    fn paragraph(&mut self, text: &Text, is_heading: bool) {
        if is_annex_mark(text.as_str()) {
            self.begin_part(None);
            self.part().is_annex = true;
            self.part().marks.push(text.clone());
            self.in_title = true;
            return;
        }
        let marker = Marker::parse(text.as_str());
        if self.is_annex_name(text.as_str(), marker) || marker.is_some() && names_file(text.as_str()) {
            self.part().marks.push(text.clone());
            return;
        }
        if self.in_title && marker.is_none() && is_title_line(text.as_str()) {
            let title = self.part().title.get_or_insert_with(Text::new);
            title.push(text);
            return;
        }
        self.in_title = false;
        self.in_foot &= marker.is_none() && !is_heading;
        match marker {
            Some(marker) if self.closes_open_item(marker, text) => {
                self.part().marks.push(text.slice(0..marker.len));
                self.append(&text.slice_from(marker.len));
            }
            Some(marker) => self.numbered(marker, text),
            None if closes_notice(text.as_str()) => self.in_foot |= opens_foot(text.as_str()),
            None if self.in_foot && !is_heading => {}
            None if is_letterhead(text.as_str()) => self.part().marks.push(text.clone()),
            None if is_box_caption(text.as_str()) => self.open_box(text),
            None if is_heading && is_title_line(text.as_str()) => self.unnumbered_heading(text),
            None if self.heads_list(text.as_str()) => self.unnumbered_heading(text),
            None => self.append(text),
        }
    }

    /// Whether a line is the name of who is to do the numbered items that begin below it.
    fn heads_list(&self, line: &str) -> bool {
        self.next.is_some_and(opens_list) && unit_headings::is_line(line)
    }

    /// Whether a number or bullet opens a line of the statement for the open item, and no item beside it: 1.责任单位：市财政局,
    /// ——市财政局牵头.
    fn closes_open_item(&self, marker: Marker, line: &Text) -> bool {
        let words = &line.as_str()[marker.len..];
        let open = self.stack.last().zip(self.parts.last()).and_then(|(&open, part)| part.nodes[open].marker);
        let is_below = open.is_some_and(|open| open.style != marker.style || marker.style == MarkerStyle::Bullet);
        let is_labelled = |found: Labelled| !words[found.value..].chars().all(chars::is_blank);
        let is_bare = || marker.style == MarkerStyle::Bullet && is_bare_line(&line.slice_from(marker.len));
        is_below && (statement::label(words).is_some_and(is_labelled) || is_bare())
    }

    /// 附件：1.任务分工表, and the numbered names below it.
    fn is_annex_name(&mut self, line: &str, marker: Option<Marker>) -> bool {
        let is_name = can_name_annex(line);
        let opens =
            is_name && ["附件：", "附件:", "附：", "附:"].iter().any(|word| line.trim_start().starts_with(word));
        let goes_on = self.in_annex_list && is_name && marker.is_some_and(|marker| marker.style == MarkerStyle::Digit);
        self.in_annex_list = opens || goes_on;
        self.in_annex_list
    }

    /// A heading without a number above numbered items: that of a region opens a list of its own.
    fn group(&mut self, group: &Group) {
        self.in_title = false;
        self.in_annex_list = false;
        self.in_foot = false;
        self.leave_group();
        if group.name == groups::Name::Region {
            self.begin_part(Some(group.label.clone()));
            return;
        }
        let nodes = self.parts.last().map_or(&[][..], |part| &part.nodes);
        let around =
            self.stack.iter().take_while(|&&open| nodes[open].style().is_some_and(|style| style < group.style));
        let depth = around.count();
        self.stack.truncate(depth);
        self.open_node(None, &group.label);
        self.group = Some((group.style, depth));
    }

    fn leave_group(&mut self) {
        if let Some((_, depth)) = self.group.take() {
            self.stack.truncate(depth);
        }
    }

    fn numbered(&mut self, marker: Marker, text: &Text) {
        if self.group.is_some_and(|(style, _)| marker.style < style) {
            self.leave_group();
        }
        self.leave_box_for(marker);
        let is_first = marker.style == MarkerStyle::Han && marker.ordinal == 1;
        let restarts = is_first && self.has_passed(MarkerStyle::Han) && !self.opens_chapter();
        let follows_table = self.parts.last().is_some_and(|part| {
            !part.is_annex && part.nodes.len() == 1 && part.tables.iter().any(|table| rows::orders_tasks(table))
        });
        if restarts || follows_table {
            let title = self.take_title();
            self.begin_part(title);
        }
        self.push_node(Some(marker), text);
    }

    /// Whether the running part has come beyond the first heading of a style.
    fn has_passed(&self, style: MarkerStyle) -> bool {
        let nodes = self.parts.last().map_or(&[][..], |part| &part.nodes);
        nodes.iter().filter_map(|node| node.marker).any(|marker| marker.style == style && marker.ordinal > 1)
    }

    /// Whether a chapter or section has begun since the last heading 一、: numbers begin anew in each.
    fn opens_chapter(&self) -> bool {
        let nodes = self.parts.last().map_or(&[][..], |part| &part.nodes);
        let outer = nodes.iter().rev().filter_map(Node::style).find(|style| *style <= MarkerStyle::Han);
        outer.is_some_and(|style| style < MarkerStyle::Han)
    }

    /// A box (专栏) in the text: its items are its own, and what was open before it goes on after it.
    fn open_box(&mut self, caption: &Text) {
        let open = std::mem::take(&mut self.stack);
        self.around_box.get_or_insert(open);
        self.push_node(None, caption);
    }

    /// Headings end a box, and so does the number that goes on before it rather than in it.
    fn leave_box_for(&mut self, marker: Marker) {
        let Some(around) = &self.around_box else { return };
        let nodes = self.parts.last().map_or(&[][..], |part| &part.nodes);
        let next_of = |open: &[usize]| {
            let of_style = |&node: &usize| nodes.get(node)?.marker.filter(|other| other.style == marker.style);
            open.iter().find_map(of_style).map(|other| other.ordinal.saturating_add(1))
        };
        let goes_on_around = next_of(around) == Some(marker.ordinal) && marker.ordinal != 1;
        let goes_on_inside = next_of(&self.stack) == Some(marker.ordinal);
        let is_bullet_again = marker.style == MarkerStyle::Bullet
            && next_of(around).is_some()
            && self.stack.last().is_some_and(|&open| nodes[open].paragraphs.len() > 1);
        if marker.style <= MarkerStyle::HanBracket || (goes_on_around && !goes_on_inside) || is_bullet_again {
            self.stack = self.around_box.take().unwrap_or_default();
        }
    }

    /// A heading without a number stands above all numbered ones.
    fn unnumbered_heading(&mut self, text: &Text) {
        self.group = None;
        self.stack.clear();
        self.push_node(None, text);
    }

    fn push_node(&mut self, marker: Option<Marker>, text: &Text) {
        let rank = |node: &Node| node.style();
        let style = marker.map(|marker| marker.style);
        let (stack, Some(part)) = (&mut self.stack, self.parts.last_mut()) else { return };
        while stack.last().is_some_and(|&open| rank(&part.nodes[open]) >= style) {
            stack.pop();
        }
        self.open_node(marker, text);
    }

    /// Adds a node below the innermost open one.
    fn open_node(&mut self, marker: Option<Marker>, text: &Text) {
        let (stack, Some(part)) = (&mut self.stack, self.parts.last_mut()) else { return };
        let parent = stack.last().copied();
        let index = part.nodes.len();
        part.nodes.push(Node { marker, is_headed: true, paragraphs: vec![text.clone()], parent, ..Node::default() });
        if let Some(parent) = parent {
            part.nodes[parent].children.push(index);
        }
        stack.push(index);
    }

    fn append(&mut self, text: &Text) {
        let open = self.stack.last().copied().unwrap_or(0);
        self.part().nodes[open].paragraphs.push(text.clone());
    }

    fn table(&mut self, table: &'a Table) {
        let is_open_annex = self.parts.last().is_some_and(|part| part.is_annex && part.nodes.len() == 1);
        if !rows::orders_tasks(table) && !is_open_annex {
            self.figure_table(table);
            return;
        }
        let goes_on = self.parts.last().is_some_and(|part| {
            !part.tables.is_empty() && part.nodes.len() == 1 && part.nodes[0].paragraphs.is_empty()
        });
        if !goes_on {
            let is_open =
                self.parts.last().is_some_and(|part| part.is_annex && part.nodes.len() == 1 && part.tables.is_empty());
            if !is_open {
                let heading = self.open_heading();
                let title = self.take_title();
                let is_named = title.is_some() || table.title.is_some();
                let heading = heading.or_else(|| self.remarked_heading().filter(|_| !is_named));
                self.begin_part(title);
                self.part().heading = heading;
            }
        }
        if self.part().title.is_none() {
            self.part().title.clone_from(&table.title);
        }
        self.part().tables.push(table);
        self.in_title = false;
    }

    /// The numbered heading that nothing has followed yet.
    fn open_heading(&self) -> Option<Text> {
        let part = self.parts.last()?;
        let node = part.nodes.get(*self.stack.last()?).filter(|node| node.marker.is_some())?;
        let [heading] = &node.paragraphs[..] else { return None };
        title::is_heading_length(heading).then(|| heading.clone())
    }

    /// The numbered heading that nothing but a remark has followed: 二、重点任务 / 以下任务由牵头单位制定具体方案。
    fn remarked_heading(&self) -> Option<Text> {
        const LONGEST: usize = 120;
        let part = self.parts.last()?;
        let node = part.nodes.get(*self.stack.last()?)?;
        let is_chapter = node.style().is_some_and(|style| style <= MarkerStyle::HanBracket);
        let (heading, remarks) = node.paragraphs.split_first().filter(|_| is_chapter)?;
        let is_heading = title::is_heading_length(heading) && !heading.as_str().contains(['。', '：', '；']);
        let length: usize = remarks.iter().map(|remark| remark.as_str().chars().count()).sum();
        let is_remark = length <= LONGEST && remarks.iter().all(|remark| statement::label(remark.as_str()).is_none());
        (is_heading && is_remark).then(|| heading.clone())
    }

    /// A table that orders nothing stands inside the text, with its caption before it.
    fn figure_table(&mut self, table: &'a Table) {
        if let Some(caption) = self.take_title() {
            self.part().marks.push(caption);
        }
        self.part().tables.push(table);
    }

    fn begin_part(&mut self, title: Option<Text>) {
        self.in_foot = false;
        self.stack.clear();
        self.around_box = None;
        self.group = None;
        self.parts.push(Part { title, ..Part::new() });
    }

    /// Takes the title lines that stand just before a new part out of the running one.
    fn take_title(&mut self) -> Option<Text> {
        let open = self.stack.last().copied().unwrap_or(0);
        let part = self.parts.last_mut()?;
        let node = &mut part.nodes[open];
        let kept = usize::from(node.marker.is_some());
        let first = node.paragraphs.iter().rposition(|text| !is_title_line(text.as_str())).map_or(0, |at| at + 1);
        let mut title = Text::new();
        for line in node.paragraphs.drain(first.max(kept).min(node.paragraphs.len())..) {
            title.push(&line);
        }
        if open != 0 && node.marker.is_none() && node.paragraphs.is_empty() && open + 1 == part.nodes.len() {
            part.nodes.truncate(open);
            self.stack = self.around_box.take().unwrap_or_default();
        }
        (!title.is_empty()).then_some(title)
    }

    fn part(&mut self) -> &mut Part<'a> {
        if self.parts.is_empty() {
            self.parts.push(Part::new());
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last]
    }
}
