//! The fragments of a block given to the columns, and cut into cells and rows: a beam search from the top of the block.
//!
//! The lines of a block stand in the order of their height on the page, whatever columns they belong to. Rows do not
//! overlap, so a block is a run of rows; in each, every column's lines are one cell. The evidence is the width at which
//! a column breaks its lines, what a cell says, and where it stands in its row.

use super::super::cohesion::Cohesion;
use super::super::decode::Script;
use super::super::run;
use super::super::weights::Kind;
use super::content::{Content, broken_number, is_part_of_time};
use super::page::{Flow, Fragment};
use super::wrap::goes_on;
use crate::Watch;
use fenjie_lexicon::ColumnRole;
use std::collections::BTreeMap;

/// Most columns of a table.
const MOST: usize = crate::limits::HEADER_COLUMNS;
/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// A column as the search sees it.
#[derive(Clone, Debug)]
pub struct Model {
    /// What it holds.
    pub role: ColumnRole,
    /// The kind of its cells.
    pub kind: Kind,
    /// Width at which its lines break.
    pub width: f32,
    /// Which of two number columns.
    pub script: Option<Script>,
}

/// A cell, or what of it stands in one block.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its column.
    pub column: usize,
    /// Its fragments.
    pub fragments: Vec<usize>,
    /// The row of its block, counted from 0; labels have none.
    pub row: Option<usize>,
}

/// How cells stand in their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alignment {
    /// In the middle.
    Middle,
    /// At the top.
    Top,
}

/// A fragment in the place that a hypothesis gives it.
#[derive(Clone, Copy)]
pub(super) struct Node {
    pub(super) fragment: u32,
    column: u8,
    new_row: bool,
    /// The node before in the same cell.
    pub(super) in_cell: u32,
    /// The node before in the block.
    before: u32,
    /// The line on which the cell begins.
    top: u32,
    /// Lines of the cell so far.
    lines: u16,
    /// Brackets open.
    pub(super) depth: i16,
    /// Width of the last line so far.
    pub(super) width: f32,
    /// What the score has in advance of what the cell says.
    advance: f32,
}

#[derive(Clone)]
struct Hypothesis {
    score: f32,
    /// The last node of the cell that is open in each column.
    open: [u32; MOST],
    /// The last fragment of each column before the open cell, for the test whether it had room.
    closed: [u32; MOST],
    last: u32,
    /// Column of the fragment before on the same line.
    on_line: Option<u8>,
    /// Whether a row began on this line.
    began: bool,
}

/// What is decoded.
pub struct Decoder<'a> {
    /// The fragments.
    pub fragments: &'a [Fragment],
    /// The words of each fragment.
    pub words: &'a [String],
    /// The columns.
    pub columns: &'a [Model],
    /// Cells' scores by what they say, kept from one search to the next.
    pub content: &'a Content,
    /// How many hypotheses are kept.
    pub beam: usize,
    /// Which characters stand together inside lines.
    pub cohesion: &'a Cohesion,
    /// What it costs that a block holds more than one column though no line of it does.
    pub aside: f32,
    /// Whether tasks end as sentences do.
    pub sentences: bool,
    /// Tells when time is up.
    pub watch: &'a Watch,
    /// Whether the rows of a block stand one below the other; else each column's cells follow one another by themselves.
    pub rows: bool,
}

impl Decoder<'_> {
    /// The best reading of a block, and its score; `only` keeps all in one column.
    pub fn decode(&self, flow: &Flow, only: Option<usize>) -> (Vec<Cell>, f32) {
        let mut nodes: Vec<Node> = Vec::new();
        let mut beam = vec![Hypothesis {
            score: 0.0,
            open: [NONE; MOST],
            closed: [NONE; MOST],
            last: NONE,
            on_line: None,
            began: false,
        }];
        for range in &flow.lines {
            if self.watch.is_over() {
                break;
            }
            for hypothesis in &mut beam {
                hypothesis.on_line = None;
                hypothesis.began = false;
            }
            for fragment in range.clone() {
                let mut next = Vec::with_capacity(beam.len() * self.columns.len());
                for hypothesis in &beam {
                    for column in 0..self.columns.len() {
                        if only.is_none_or(|only| only == column) {
                            self.offer(hypothesis, (fragment, column), flow, &mut nodes, &mut next);
                        }
                    }
                }
                next.sort_by(|a, b| b.score.total_cmp(&a.score));
                next.truncate(self.beam);
                if next.is_empty() {
                    // No column can take it: it is left out.
                    for hypothesis in &mut beam {
                        hypothesis.score += LEFT_OUT;
                    }
                } else {
                    beam = next;
                }
            }
        }
        for hypothesis in &mut beam {
            hypothesis.score += self.close_row(hypothesis, &nodes, flow);
            for column in 0..self.columns.len() {
                if !self.in_rows(column) {
                    hypothesis.score += self.close(hypothesis.open[column], &nodes);
                }
            }
        }
        let best = beam.into_iter().reduce(|best, next| if next.score > best.score { next } else { best });
        best.map_or_else(|| (Vec::new(), f32::NEG_INFINITY), |best| (self.cells(best.last, &nodes), best.score))
    }

    /// Whether the cells of a column stand in rows of their own; labels span several.
    fn in_rows(&self, column: usize) -> bool {
        self.rows && !matches!(self.columns[column].kind, Kind::Label | Kind::Number)
    }

    /// Offers the ways to put `fragment` into `column`.
    fn offer(
        &self,
        from: &Hypothesis,
        (fragment, column): (usize, usize),
        flow: &Flow,
        nodes: &mut Vec<Node>,
        out: &mut Vec<Hypothesis>,
    ) {
        const NEW_ROW: f32 = -2.5;
        const NEW_LABEL: f32 = -2.0;
        if from.on_line.is_some_and(|last| usize::from(last) > column) {
            return;
        }
        let mut add = |score: f32, in_cell: u32, new_row: bool, mut next: Hypothesis, nodes: &mut Vec<Node>| {
            let new = self.node(fragment, column, new_row, in_cell, from.last, nodes);
            next.score += score + if in_cell == NONE { new.advance } else { 0.0 };
            nodes.push(new);
            let node = nodes.len() as u32 - 1;
            next.open[column] = node;
            next.last = node;
            next.on_line = Some(column as u8);
            out.push(next);
        };
        let open = from.open[column];
        if open != NONE {
            let same_line = from.on_line == Some(column as u8);
            let stray = if self.rows { 0.0 } else { self.stray(fragment, column) };
            let score = self.goes_on(open, fragment, column, same_line, nodes)
                + stray
                + if same_line { 0.0 } else { self.out_of_order(from, column, nodes) };
            if score > HOPELESS {
                add(score, open, false, from.clone(), nodes);
            }
        }
        if from.on_line == Some(column as u8) {
            return;
        }
        let width = self.width_score(self.fragments[fragment].width, column);
        if !self.in_rows(column) {
            const LABEL_ASIDE: f32 = -1.5;
            let mut next = from.clone();
            let mut score = width;
            let beside = (0..self.columns.len()).any(|c| self.in_rows(c) && from.open[c] != NONE);
            if beside && self.columns[column].kind == Kind::Label {
                score += LABEL_ASIDE;
            }
            if !self.rows {
                score += self.begins(column);
            }
            if open != NONE {
                score += self.close(open, nodes) + self.ends(open, fragment, column, nodes);
                if self.rows && self.columns[column].kind == Kind::Label {
                    score += NEW_LABEL;
                }
                next.closed[column] = open;
            }
            add(score, NONE, false, next, nodes);
            return;
        }
        let in_row = (0..self.columns.len()).any(|c| self.in_rows(c) && from.open[c] != NONE);
        if open == NONE {
            let after = from.closed[column];
            let end = if after == NONE { 0.0 } else { self.ends(after, fragment, column, nodes) };
            let mut next = from.clone();
            if !in_row {
                next.began = true;
            }
            add(width + end, NONE, !in_row, next, nodes);
        }
        let held = from.on_line.is_some_and(|last| {
            (0..=usize::from(last)).any(|c| self.in_rows(c) && on_line(from.open[c], nodes, self.fragments, fragment))
        });
        if in_row && !from.began && !held {
            let mut next = from.clone();
            let mut score = width + NEW_ROW + self.close_row(from, nodes, flow);
            for c in 0..self.columns.len() {
                if self.in_rows(c) && next.open[c] != NONE {
                    next.closed[c] = next.open[c];
                    next.open[c] = NONE;
                }
            }
            let after = next.closed[column];
            if after != NONE {
                score += self.ends(after, fragment, column, nodes);
            }
            next.began = true;
            add(score, NONE, true, next, nodes);
        }
    }

    /// What a cell says on a column, by its words and by its lines.
    pub fn whole(&self, cell: &[usize], column: usize) -> f32 {
        const FREE: f32 = 0.6;
        let kind = self.columns[column].kind;
        let mut score = self.content(cell, column);
        if kind == Kind::Number {
            return score;
        }
        let width = self.columns[column].width;
        for (index, fragment) in cell.iter().enumerate() {
            let here = &self.fragments[*fragment];
            let over = here.width - width;
            score -= if over > FREE { 1.5 + (over - 1.6).max(0.0) * 2.5 } else { 0.0 };
            if let Some(next) = cell.get(index + 1) {
                let next = &self.fragments[*next];
                if next.line != here.line {
                    score += goes_on(here, next, width);
                }
            } else if kind == Kind::Text && !here.edge.bottom {
                score += if here.last != '。' && self.sentences { UNFINISHED } else { 0.0 };
                score += if here.width + 1.0 > width && here.last != '。' { UNFINISHED } else { 0.0 };
            }
        }
        score
    }

    /// What a further cell of a column costs where the columns go on by themselves.
    fn begins(&self, column: usize) -> f32 {
        match self.columns[column].kind {
            Kind::Number => 0.0,
            Kind::Text | Kind::Label => -2.5,
            Kind::Unit | Kind::Date => -1.0,
        }
    }

    /// What it costs that a line goes on with a cell though it says what another column holds.
    fn stray(&self, fragment: usize, column: usize) -> f32 {
        const NUMBER: f32 = -4.0;
        const UNITS: f32 = -3.0;
        const SENTENCE: f32 = -5.0;
        const LIKELY: f32 = 0.85;
        let words = self.words[fragment].as_str();
        let kind = self.columns[column].kind;
        if self.fragments[fragment].number.is_some() && kind != Kind::Number && !self.fragments[fragment].edge.top {
            return NUMBER;
        }
        if kind != Kind::Text && words.contains(['。', '，']) && self.sentences {
            return SENTENCE;
        }
        let other = match kind {
            Kind::Text | Kind::Label => run::is_time(words) || run::units_likeness(words) > LIKELY,
            Kind::Unit => run::is_time(words),
            _ => false,
        };
        if other { UNITS } else { 0.0 }
    }

    /// Cells that begin on one line have their further lines at equal heights, printed from left to right.
    fn out_of_order(&self, from: &Hypothesis, column: usize, nodes: &[Node]) -> f32 {
        const COST: f32 = -1.5;
        if !self.in_rows(column) {
            return 0.0;
        }
        let Some(own) = nodes.get(from.open[column] as usize) else { return 0.0 };
        let ahead = (column + 1..self.columns.len())
            .filter(|other| self.in_rows(*other))
            .filter_map(|other| nodes.get(from.open[other] as usize))
            .any(|other| other.top == own.top && other.lines > own.lines);
        if ahead { COST } else { 0.0 }
    }

    /// Whether a line fills its column.
    pub(super) fn is_full(&self, fragment: usize, column: usize) -> bool {
        self.fragments[fragment].width + 1.0 > self.columns[column].width
    }

    fn node(&self, fragment: usize, column: usize, new_row: bool, in_cell: u32, before: u32, nodes: &[Node]) -> Node {
        let here = &self.fragments[fragment];
        let mut node = Node {
            fragment: fragment as u32,
            column: column as u8,
            new_row,
            in_cell,
            before,
            top: here.line as u32,
            lines: 1,
            depth: here.opens.clamp(0, 99) as i16,
            width: here.width,
            advance: 0.0,
        };
        if let Some(last) = nodes.get(in_cell as usize) {
            let same_line = self.fragments[last.fragment as usize].line == here.line;
            node.advance = last.advance;
            node.top = last.top;
            node.lines = last.lines + u16::from(!same_line);
            node.depth = (last.depth + here.opens.clamp(-99, 99) as i16).max(0);
            node.width = if same_line { last.width + here.width } else { here.width };
        } else {
            node.advance = self.advance(fragment, column);
        }
        node
    }

    /// What the first line of a cell says already, so that the search does not put off what it must pay.
    fn advance(&self, fragment: usize, column: usize) -> f32 {
        const WRONG: f32 = -5.0;
        let words = &self.words[fragment];
        let is_number = self.fragments[fragment].number.is_some();
        let wrong = match self.columns[column].kind {
            Kind::Number => !is_number && broken_number(words).is_none() && words.chars().count() > 1,
            Kind::Date => {
                !run::is_time(words) && !is_part_of_time(words) && !words.starts_with(|c: char| c.is_ascii_digit())
            }
            Kind::Unit | Kind::Label => run::is_time(words) || words.contains('。'),
            Kind::Text => run::is_time(words),
        };
        if wrong { WRONG } else { 0.0 }
    }

    /// The fragments of the cell that ends with node `open`.
    fn walk(open: u32, nodes: &[Node]) -> Vec<usize> {
        let mut fragments = Vec::new();
        let mut at = open;
        while let Some(node) = nodes.get(at as usize) {
            fragments.push(node.fragment as usize);
            at = node.in_cell;
        }
        fragments.reverse();
        fragments
    }

    /// What it is worth that the row ends here.
    fn close_row(&self, from: &Hypothesis, nodes: &[Node], flow: &Flow) -> f32 {
        const LEADERLESS: f32 = -1.2;
        let mut score = 0.0;
        let mut members: Vec<(usize, Vec<usize>)> = Vec::new();
        let held =
            |role: ColumnRole| (0..self.columns.len()).any(|c| self.columns[c].role == role && from.open[c] != NONE);
        if held(ColumnRole::Task) && held(ColumnRole::Support) && !held(ColumnRole::Lead) {
            score += LEADERLESS;
        }
        let cells = (0..self.columns.len()).filter(|c| self.in_rows(*c) && from.open[*c] != NONE).count();
        if cells > 1 && flow.lines.iter().all(|line| line.len() == 1) {
            score += (cells - 1) as f32 * self.aside;
        }
        for column in (0..self.columns.len()).filter(|column| self.in_rows(*column)) {
            let open = from.open[column];
            if open == NONE {
                continue;
            }
            score += self.close(open, nodes);
            members.push((column, Self::walk(open, nodes)));
        }
        score + self.misplaced(&members, Alignment::Middle).max(self.misplaced(&members, Alignment::Top))
    }

    /// What it costs that lines of a row are not printed in the order of their heights: `cells` by column, each cell in
    /// the middle or at the top of the row, lines at even distances.
    fn misplaced(&self, cells: &[(usize, Vec<usize>)], alignment: Alignment) -> f32 {
        const SAME: f32 = 0.4;
        // Side by side without room between them, and yet on two lines.
        const APART: f32 = 0.5;
        const COST: f32 = -2.0;
        const MOST_COST: f32 = -8.0;
        if cells.len() < 2 {
            return 0.0;
        }
        let mut heights: Vec<(usize, usize, f32)> = Vec::new(); // fragment, column, height
        for (column, cell) in cells {
            let mut line = 0usize;
            let from = heights.len();
            for (index, fragment) in cell.iter().enumerate() {
                if index > 0 && self.fragments[*fragment].line != self.fragments[cell[index - 1]].line {
                    line += 1;
                }
                heights.push((*fragment, *column, line as f32));
            }
            if alignment == Alignment::Middle {
                heights[from..].iter_mut().for_each(|height| height.2 -= line as f32 / 2.0);
            }
        }
        heights.sort_unstable_by_key(|height| height.0);
        let cost: f32 = heights
            .windows(2)
            .map(|pair| {
                let ((a, left, high), (b, right, low)) = (pair[0], pair[1]);
                if left == right {
                    0.0
                } else if self.fragments[a].line == self.fragments[b].line {
                    ((high - low).abs() - SAME).max(0.0)
                } else if right == left + 1 && (high - low).abs() < SAME / 2.0 && self.is_full(a, left) {
                    APART
                } else if right < left {
                    (high - low + SAME).max(0.0)
                } else {
                    (high - low).max(0.0)
                }
            })
            .sum();
        (cost * COST).max(MOST_COST)
    }

    /// What the cell that ends with node `open` says on its column.
    fn close(&self, open: u32, nodes: &[Node]) -> f32 {
        let Some(node) = nodes.get(open as usize) else { return 0.0 };
        let cell = Self::walk(open, nodes);
        self.content(&cell, usize::from(node.column)) - node.advance
    }

    /// The cells of the hypothesis that ends with node `last`.
    fn cells(&self, last: u32, nodes: &[Node]) -> Vec<Cell> {
        let mut path: Vec<u32> = Vec::new();
        let mut at = last;
        while let Some(node) = nodes.get(at as usize) {
            path.push(at);
            at = node.before;
        }
        path.reverse();
        let mut cells: Vec<Cell> = Vec::new();
        let mut cell_of: BTreeMap<u32, usize> = BTreeMap::new();
        let mut row: Option<usize> = None;
        for id in path {
            let node = &nodes[id as usize];
            if node.new_row {
                row = Some(row.map_or(0, |row| row + 1));
            }
            let column = usize::from(node.column);
            let index = cell_of.get(&node.in_cell).copied().filter(|_| node.in_cell != NONE).unwrap_or_else(|| {
                cells.push(Cell { column, fragments: Vec::new(), row: row.filter(|_| self.in_rows(column)) });
                cells.len() - 1
            });
            cells[index].fragments.push(node.fragment as usize);
            cell_of.insert(id, index);
        }
        cells
    }
}

/// What it costs that a text does not end as sentences do.
const UNFINISHED: f32 = -2.5;
/// What it costs that no column takes a fragment.
const LEFT_OUT: f32 = -15.0;
/// A cell is not followed further when a border inside costs more than this.
pub(super) const HOPELESS: f32 = -9.0;

/// Whether the node `open` stands on the line of `fragment`.
fn on_line(open: u32, nodes: &[Node], fragments: &[Fragment], fragment: usize) -> bool {
    nodes.get(open as usize).is_some_and(|node| fragments[node.fragment as usize].line == fragments[fragment].line)
}
