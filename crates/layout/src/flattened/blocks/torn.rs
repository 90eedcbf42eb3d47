//! Cells that a line of several cells tore apart, and blocks of text that more than one column fits.

use super::super::weights::Kind;
use super::align::{Aligner, Item};
use super::page::Fragment;
use super::{content, wrap};

impl Aligner<'_> {
    /// Tells apart blocks of text that two columns fit: rows have both, so the columns keep step.
    pub(super) fn settle_texts(&self, items: &mut [Item]) -> f32 {
        const MOST: i32 = 5;
        const STEP: f32 = 0.35;
        const BEHIND: f32 = -1.0;
        let texts: Vec<usize> = (0..self.columns()).filter(|c| self.decoder.columns[*c].kind == Kind::Text).collect();
        let [_, _] = texts[..] else { return 0.0 };
        let other = if texts[0] == self.task { texts[1] } else { texts[0] };
        let task = self.task;
        let states = (2 * MOST + 1) as usize;
        let involved: Vec<usize> = (0..items.len()).filter(|i| items[*i].has(task) || items[*i].has(other)).collect();
        let mut best = vec![f32::NEG_INFINITY; states];
        best[MOST as usize] = 0.0;
        let mut back: Vec<Vec<(usize, u8)>> = Vec::new();
        for index in &involved {
            let item = &items[*index];
            let mut next = vec![f32::NEG_INFINITY; states];
            let mut from = vec![(0usize, 0u8); states];
            // 0: the task's, 1: the other's, 2: both.
            let options: Vec<(u8, i32, f32)> = match (&item.fits, item.has(task), item.has(other)) {
                (_, true, true) => vec![(2, 0, 0.0)],
                (Some(fits), ..) => vec![(0, 1, fits[task]), (1, -1, fits[other])],
                (None, true, _) => vec![(0, 1, 0.0)],
                (None, ..) => vec![(1, -1, 0.0)],
            };
            for (state, before) in best.iter().enumerate() {
                for (choice, step, score) in &options {
                    let to = (state as i32 + step).clamp(0, 2 * MOST) as usize;
                    // The left one of a row comes first.
                    let lead = (to as i32 - MOST) * if task < other { 1 } else { -1 };
                    let value = before + score - STEP * lead.abs() as f32 + if lead < 0 { BEHIND } else { 0.0 };
                    if value > next[to] {
                        next[to] = value;
                        from[to] = (state, *choice);
                    }
                }
            }
            best = next;
            back.push(from);
        }
        let mut state = (0..states).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(0);
        let total = best[state];
        for (index, from) in involved.iter().zip(&back).rev() {
            let (before, choice) = from[state];
            state = before;
            let item = &mut items[*index];
            if item.fits.is_some() && choice < 2 {
                let (to, at) = if choice == 0 { (task, other) } else { (other, task) };
                if item.has(at) {
                    let cell = std::mem::take(&mut item.cells[at]);
                    item.cells[to] = cell;
                }
            }
        }
        total
    }

    /// Joins the cells of the task that a line of two cells tore off their first line.
    pub(super) fn join_torn(&self, items: &mut Vec<Item>) {
        const TORN: f32 = -0.9;
        let all = &self.body.fragments;
        let shared = |fragment: usize| {
            all.get(fragment + 1).is_some_and(|next| next.line == all[fragment].line)
                || fragment > 0 && all[fragment - 1].line == all[fragment].line
        };
        for column in 0..self.columns() {
            let width = self.decoder.columns[column].width;
            let mut last: Option<usize> = None;
            for index in 0..items.len() {
                // A block that two columns of text fit may be the rest of either.
                let twin = (0..self.columns()).find(|c| {
                    *c != column
                        && items[index].fits.is_some()
                        && items[index].has(*c)
                        && self.decoder.columns[*c].kind == Kind::Text
                        && self.decoder.columns[column].kind == Kind::Text
                });
                let own = if items[index].has(column) { column } else { twin.unwrap_or(column) };
                if !items[index].has(own) {
                    continue;
                }
                let torn = last.filter(|last| {
                    let (before, here) = (&items[*last], &items[index]);
                    let (Some(end), Some(start)) = (before.cells[column].last(), here.cells[own].first()) else {
                        return false;
                    };
                    let alone = (0..here.cells.len()).all(|c| c == own || !here.has(c));
                    let one_line = self.lines(&before.cells[column]) == 1 || self.lines(&here.cells[own]) == 1;
                    here.number.is_none()
                        && alone
                        && one_line
                        && before.flow != here.flow
                        && (shared(*end) || shared(*start))
                        && wrap::goes_on(&self.last_line(&before.cells[column]), &all[*start], width) > TORN
                        && self.one(&before.cells[column], &here.cells[own], column)
                });
                match torn {
                    Some(last) => {
                        let cell = std::mem::take(&mut items[index].cells[own]);
                        items[last].cells[column].extend(cell);
                    }
                    None if own == column => last = Some(index),
                    None => {}
                }
            }
        }
        self.join_early_ends(items, &shared);
        items.retain(|item| item.cells.iter().any(|cell| !cell.is_empty()));
    }

    /// Joins the end of a time with the torn beginning that follows it in the stream.
    fn join_early_ends(&self, items: &mut [Item], shared: &dyn Fn(usize) -> bool) {
        const NEAR: usize = 12;
        for column in (0..self.columns()).filter(|c| self.decoder.columns[*c].kind == Kind::Date) {
            for index in 0..items.len() {
                if !items[index].has(column) || !content::is_part_of_time(&self.said(&items[index].cells[column])) {
                    continue;
                }
                let torn = (index + 1..items.len().min(index + NEAR)).find(|later| {
                    let cell = &items[*later].cells[column];
                    cell.len() == 1 && shared(cell[0]) && self.one(cell, &items[index].cells[column], column)
                });
                if let Some(torn) = torn {
                    let end = std::mem::take(&mut items[index].cells[column]);
                    items[torn].cells[column].extend(end);
                }
            }
        }
    }

    /// Lines of a cell.
    fn lines(&self, cell: &[usize]) -> usize {
        let line = |fragment: usize| self.body.fragments[fragment].line;
        1 + cell.windows(2).filter(|pair| line(pair[0]) != line(pair[1])).count()
    }

    /// The last line of a cell as one fragment.
    pub(super) fn last_line(&self, cell: &[usize]) -> Fragment {
        let all = &self.body.fragments;
        let Some(end) = cell.last().map(|end| &all[*end]) else { return Fragment::default() };
        let width = cell.iter().map(|f| &all[*f]).filter(|f| f.line == end.line).map(|f| f.width).sum();
        Fragment { width, ..end.clone() }
    }

    /// Whether two parts say more on their column joined than apart.
    fn one(&self, first: &[usize], second: &[usize], column: usize) -> bool {
        let joined: Vec<usize> = first.iter().chain(second).copied().collect();
        match self.decoder.columns[column].kind {
            Kind::Text => {
                let open = first.iter().fold(0, |depth, f| (depth + self.body.fragments[*f].opens).max(0)) > 0;
                let mut depth = 0;
                let closes = second.iter().any(|f| {
                    depth += self.body.fragments[*f].opens;
                    depth < 0
                });
                return open == closes && self.body.fragments[first[first.len() - 1]].last != '。';
            }
            Kind::Unit => return self.joins_names(first, second) > 0.0,
            Kind::Date => {
                return content::is_part_of_time(&self.said(second)) && !self.said(first).ends_with(['前', '底']);
            }
            _ => {}
        }
        self.decoder.content(&joined, column) + 0.5
            >= self.decoder.content(first, column) + self.decoder.content(second, column)
    }

    /// The words of a cell.
    fn said(&self, cell: &[usize]) -> String {
        cell.iter().map(|fragment| self.decoder.words[*fragment].as_str()).collect()
    }

    /// Evidence that two parts on both sides of a page end are one cell.
    pub(super) fn joins(&self, first: &[usize], second: &[usize], column: usize) -> f32 {
        const MOST: f32 = 4.0;
        if self.decoder.columns[column].kind == Kind::Unit {
            return self.joins_names(first, second);
        }
        let joined: Vec<usize> = first.iter().chain(second).copied().collect();
        let content = |cell: &[usize]| self.decoder.content(cell, column);
        (content(&joined) - content(first).min(content(second)) - 0.5).clamp(-MOST, MOST)
    }

    /// Evidence that a list of units goes on in the middle of a name, or after a mark that another name follows.
    pub(super) fn joins_names(&self, first: &[usize], second: &[usize]) -> f32 {
        const WHOLE: f32 = 0.75;
        let (first, second) = (self.said(first), self.said(second));
        if first.ends_with(['、', '，', ',']) || second.starts_with(['、', '，', ',']) {
            return 3.0;
        }
        let last = first.rsplit('、').next().unwrap_or_default();
        let head = second.split('、').next().unwrap_or_default();
        let likeness = fenjie_lexicon::unit_plausibility;
        let (before, after) = (likeness(last), likeness(head));
        let joined = likeness(&format!("{last}{head}"));
        if before > WHOLE && after > WHOLE { -3.0 } else { 4.0 * (joined - before.min(after)) - 0.5 }
    }
}
