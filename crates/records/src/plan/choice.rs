//! Which nodes of an outline are tasks.

use super::Reader;
use super::words::heads_work;
use crate::statement::Piece;
use crate::title;
use fenjie_layout::MarkerStyle;
use fenjie_text::{Text, chars};
use std::collections::BTreeSet;

impl Reader<'_> {
    /// Nodes with a statement, and those without one that stand in a list whose other items have one.
    pub(super) fn tasks_by_statement(&self) -> Vec<bool> {
        let nodes = &self.part.nodes;
        let chapters: Vec<usize> = (0..nodes.len()).map(|node| self.chapter(node)).collect();
        let closed = (0..nodes.len()).filter(|n| self.contents[*n].has_statement);
        let closed: BTreeSet<_> = closed.map(|n| (chapters[n], nodes[n].style())).collect();
        let in_closed_run = self.in_closed_runs();
        (0..nodes.len())
            .map(|n| {
                let node = &nodes[n];
                let is_item = node.marker.is_some() && node.children.is_empty() && node.parent.is_some();
                (self.contents[n].has_statement && !self.is_event(n) && !self.leads_items(n))
                    || (is_item
                        && !self.is_background[n]
                        && (in_closed_run[n] || closed.contains(&(chapters[n], node.style())))
                        && !self.below_task(n))
            })
            .collect()
    }

    /// Whether figures number a node on from others, through all chapters, a few of which have a statement: where most do,
    /// a chapter without any orders nothing.
    pub(super) fn in_closed_runs(&self) -> Vec<bool> {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut last = 0;
        for (n, node) in self.part.nodes.iter().enumerate() {
            let Some(marker) = node.marker.filter(|marker| marker.style == MarkerStyle::Digit) else { continue };
            match runs.last_mut().filter(|_| last + 1 == marker.ordinal) {
                Some(run) => run.push(n),
                None => runs.push(vec![n]),
            }
            last = marker.ordinal;
        }
        let mut found = vec![false; self.part.nodes.len()];
        for run in runs {
            let closed = run.iter().filter(|&&n| self.contents[n].has_statement).count();
            for &n in &run {
                found[n] = closed > 0 && closed * 2 <= run.len();
            }
        }
        found
    }

    /// In a document without statements: the numbered items without items below them, unless they give background. Chapters
    /// beside others that hold items are tasks where their heading orders work.
    pub(super) fn tasks_by_number(&self) -> Vec<bool> {
        let nodes = &self.part.nodes;
        let has_lists = nodes.iter().any(|node| node.style() > Some(MarkerStyle::Han));
        let has_points: Vec<bool> = (0..nodes.len()).map(|node| self.last_point(node).is_some()).collect();
        (0..nodes.len())
            .map(|n| {
                let node = &nodes[n];
                let is_leaf = node.marker.is_some() && node.children.is_empty();
                // 一、 heads a chapter, but inside 第一节 it is an item.
                let in_chapter = self.ancestors(n).any(|above| nodes[above].style() < Some(MarkerStyle::Han));
                let is_chapter =
                    node.style() < Some(MarkerStyle::Han) || (node.style() == Some(MarkerStyle::Han) && !in_chapter);
                let is_point = node.parent.is_some_and(|parent| has_points[parent]);
                let is_item = is_leaf && !is_point || has_points[n];
                is_item && !self.is_background[n] && !(is_chapter && has_lists && !self.is_chapter_of_work(n))
            })
            .collect()
    }

    /// The last of the points (——, ●) below an item that says itself what is to be done: they are its paragraphs. Below a
    /// mere heading they are items.
    pub(super) fn last_point(&self, node: usize) -> Option<usize> {
        let nodes = &self.part.nodes;
        let is_point =
            |&child: &usize| nodes[child].style() == Some(MarkerStyle::Bullet) && nodes[child].children.is_empty();
        let children = &nodes[node].children;
        let last = children.last().copied()?;
        let is_item = (Some(MarkerStyle::Han)..Some(MarkerStyle::Bullet)).contains(&nodes[node].style());
        (is_item && children.iter().all(is_point) && self.says_what_to_do(node)).then_some(last)
    }

    /// Whether a sentence stands behind the heading of an item; one that announces what follows says nothing.
    fn says_what_to_do(&self, node: usize) -> bool {
        let [Piece::Words(words), rest @ ..] = &self.contents[node].pieces[..] else { return false };
        let (_, behind) = title::first_sentence(words);
        let is_sentence = |text: &Text| text.as_str().trim_end_matches(chars::is_blank).ends_with('。');
        let last = match rest {
            [.., Piece::Words(text)] => text,
            _ => &behind,
        };
        title::is_text(last) && is_sentence(last)
    }

    /// Whether a chapter says itself what is to be done: its heading orders work, and a text follows.
    fn is_chapter_of_work(&self, node: usize) -> bool {
        let [Piece::Words(words), rest @ ..] = &self.contents[node].pieces[..] else { return false };
        let (heading, behind) = title::first_sentence(words);
        let holds_text = title::is_text(&behind) || matches!(rest, [Piece::Words(text), ..] if title::is_text(text));
        holds_text && title::is_heading_length(&heading) && heads_work(heading.as_str())
    }

    /// The outermost numbered heading above a node.
    pub(super) fn chapter(&self, node: usize) -> usize {
        let numbered = |n: &usize| self.part.nodes[*n].marker.is_some();
        self.ancestors(node).filter(numbered).last().unwrap_or(node)
    }

    /// Whether a node above holds a statement: then this one spells out its parts.
    pub(super) fn below_task(&self, node: usize) -> bool {
        self.ancestors(node).any(|above| self.contents[above].has_statement && !self.leads_items(above))
    }

    /// Whether a heading above, or its own, announces a meeting or contest: those who hold it (主办, 承办) answer for no task.
    pub(super) fn is_event(&self, node: usize) -> bool {
        std::iter::once(node).chain(self.ancestors(node)).any(|n| self.contents[n].names_event)
    }
}
