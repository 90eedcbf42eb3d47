//! Items whose statement stands in the heading above the work, or closes the last of several: what it holds for.

use super::{Content, HEADING_WORDS, PlanReading, Reader};
use crate::draft::Draft;
use crate::outline::Node;
use crate::statement::{Piece, Responsibility};
use crate::title;
use fenjie_layout::MarkerStyle;
use fenjie_text::{Text, chars};

/// Whether a node is a heading with a statement in it: （一）提升效能（牵头单位：甲）.
pub(super) fn holds_statement(node: &Node, content: &Content) -> bool {
    let [Piece::Words(heading), Piece::Statement(_), rest @ ..] = &content.pieces[..] else { return false };
    let rest_is_words = rest.iter().all(|piece| matches!(piece, Piece::Words(_)));
    if node.marker.is_none() || !rest_is_words {
        return false;
    }
    let (first, behind) = title::first_sentence(heading);
    // A sentence that a full stop closes before the statement, or that states amounts, is the task itself.
    let is_sentence = || {
        heading.as_str().trim_end_matches(chars::is_blank).ends_with('。')
            && (first.as_str().contains('，') || title::states_amount(first.as_str()))
    };
    behind.is_blank() && title::is_short(&first) && !is_sentence()
}

impl Reader<'_> {
    /// An item whose sub-items have one statement for all, at the end of the last: the whole is one task.
    pub(super) fn closing_child(&self, node: usize) -> Option<usize> {
        let children = &self.part.nodes[node].children;
        let (&last, others) = children.split_last()?;
        let is_item = self.part.nodes[node].style() >= Some(MarkerStyle::HanBracket);
        let only_last = self.contents[last].has_statement
            && !self.contents[node].has_statement
            && !others.is_empty()
            && others.iter().all(|&child| !self.contents[child].has_statement && !self.is_elided(child));
        let are_leaves = children.iter().all(|&child| self.part.nodes[child].children.is_empty());
        let closes = matches!(self.contents[last].pieces.last(), Some(Piece::Statement(_)));
        (is_item && only_last && are_leaves && closes).then_some(last)
    }

    /// Whether an item stands for words that were not published: …工程。（略）
    pub(super) fn is_elided(&self, node: usize) -> bool {
        let last = self.part.nodes[node].paragraphs.last();
        last.is_some_and(|text| text.as_str().trim_end_matches(['。', '；']).ends_with("略）"))
    }

    /// The statement in the heading of an item, where the work stands below: （一）提升效能（牵头单位：甲）, then paragraphs or items.
    pub(super) fn of_heading(&self, node: usize) -> Option<&Responsibility> {
        match &self.contents[node].pieces[..] {
            [_, Piece::Statement(found), ..] if self.heads.get(node) == Some(&true) => Some(found),
            _ => None,
        }
    }

    /// Whether such a heading stands over items that have statements of their own: it is a category, and its units answer
    /// for the items that name none.
    pub(super) fn leads_items(&self, node: usize) -> bool {
        let closes = |&child: &usize| self.contents[child].has_statement || self.contents[child].entry.is_some();
        self.of_heading(node).is_some() && self.part.nodes[node].children.iter().any(closes)
    }

    /// An item with its statement in the heading, and no other below: its last node.
    pub(super) fn spelled_out(&self, node: usize) -> Option<usize> {
        self.of_heading(node)?;
        let rest = &self.contents[node].pieces[2..];
        // What closes the whole plan (各部门要抓好落实) is no work of its last item.
        let closes_plan = |words: &Text| {
            node + 1 == self.part.nodes.len()
                && HEADING_WORDS.last_words.opens(words.as_str().trim_start_matches(chars::is_blank))
        };
        let is_work =
            |words: &Text| title::is_text(words) && words.as_str().contains(['。', '；', '，']) && !closes_plan(words);
        let holds_words = rest.iter().any(|piece| matches!(piece, Piece::Words(words) if is_work(words)));
        let children = &self.part.nodes[node].children;
        let silent = |&child: &usize| !self.contents[child].has_statement && self.part.nodes[child].children.is_empty();
        let spelled = holds_words || !children.is_empty();
        let last = children.last().copied().unwrap_or(node);
        (spelled && children.iter().all(silent)).then_some(last)
    }

    /// Reads such an item as if the statement closed it.
    pub(super) fn headed_item(&self, node: usize, last: usize, reading: &mut PlanReading) {
        let mut pieces = self.pieces_through(node, last);
        let statement = pieces.remove(1);
        pieces.push(statement);
        let title = title::whole(&pieces);
        self.tasks(node, &pieces, title, reading);
    }

    pub(super) fn whole_item(&self, node: usize, last: usize, reading: &mut PlanReading) {
        let pieces = self.pieces_through(node, last);
        let title = title::split(&self.part.nodes[node], &pieces);
        self.tasks(node, &pieces, self.usual(node, &pieces, title), reading);
    }

    /// The pieces of the nodes from `node` to `last`, the printed numbers of those below it among the words.
    pub(super) fn pieces_through(&self, node: usize, last: usize) -> Vec<Piece> {
        let mut pieces = self.contents[node].pieces.clone();
        for child in node + 1..=last {
            pieces.extend(self.part.nodes[child].number().map(Piece::Words));
            pieces.extend(self.contents[child].pieces.iter().cloned());
        }
        pieces
    }

    /// A statement for the items before as well (以上工作由市住建局牵头) holds for those of its list that name nobody.
    pub(super) fn for_all_above(&self, node: usize, first: usize, reading: &mut PlanReading) {
        const OPENINGS: [&str; 2] = ["以上", "上述"];
        let says_so = self.contents[node].pieces.iter().any(|piece| match piece {
            Piece::Statement(found) => {
                OPENINGS.iter().any(|word| found.whole.as_str().trim_start_matches(['（', '(', '【']).starts_with(word))
            }
            Piece::Words(_) => false,
        });
        let (before, own) = reading.drafts.split_at_mut(first);
        let Some(own) = own.last().filter(|_| says_so) else { return };
        let label = |draft: &Draft| draft.category.as_ref().map(|category| category.label.as_str().to_owned());
        let list = label(own);
        let unnamed = before[reading.named.min(first)..].iter_mut().rev();
        let of_list = unnamed.take_while(|draft| draft.part == own.part && label(draft) == list);
        for draft in of_list.filter(|draft| draft.names_nobody()) {
            draft.lead.clone_from(&own.lead);
            draft.support.clone_from(&own.support);
            draft.deadline.clone_from(&own.deadline);
            draft.notes.retain(|note| note.code != "no_responsible_unit");
        }
        if !own.names_nobody() {
            reading.named = first;
        }
    }
}
