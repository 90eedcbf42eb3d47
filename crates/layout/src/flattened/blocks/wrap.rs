//! Whether a line goes on with the cell of the line before: whether what it begins with would have fitted there.

use super::super::weights::Kind;
use super::cells::{Decoder, HOPELESS, NONE, Node};
use super::page::Fragment;

impl Decoder<'_> {
    /// Evidence that `fragment` goes on with the cell whose last node is `open`.
    pub(super) fn goes_on(&self, open: u32, fragment: usize, column: usize, same_line: bool, nodes: &[Node]) -> f32 {
        const SOFT: f32 = -0.3;
        const HARD: f32 = -3.5;
        const HARD_OPEN: f32 = -0.3;
        const NUMBERED: f32 = -2.0;
        const COHESION: f32 = 0.8;
        let node = &nodes[open as usize];
        let (before, here) = (&self.fragments[node.fragment as usize], &self.fragments[fragment]);
        let kind = self.columns[column].kind;
        if kind == Kind::Number {
            let narrow = |f: &Fragment| f.width <= 1.6 && !f.first.is_ascii_digit();
            return if narrow(before) && narrow(here) && !same_line { 0.3 } else { HOPELESS };
        }
        let line = node.width;
        if same_line && node.in_cell == NONE && before.number.is_some() {
            return NUMBERED;
        }
        if same_line {
            let depth = node.depth;
            let joined = self.width_score(line + here.width, column);
            return joined
                + if here.soft {
                    SOFT
                } else if depth > 0 {
                    HARD_OPEN
                } else {
                    HARD
                };
        }
        let cohesive = COHESION * self.cohesion.between(before.last, here.first);
        let full = Fragment { width: line, ..before.clone() };
        goes_on(&full, here, self.columns[column].width)
            + cohesive
            + self.width_score(here.width, column)
            + if node.depth > 0 { 1.0 } else { 0.0 }
    }

    /// Evidence that the cell whose last node is `open` ends before `fragment`, which begins the next of its column.
    pub(super) fn ends(&self, open: u32, fragment: usize, column: usize, nodes: &[Node]) -> f32 {
        let before = &self.fragments[nodes[open as usize].fragment as usize];
        let here = &self.fragments[fragment];
        if self.columns[column].kind == Kind::Number {
            return 0.0;
        }
        let mut score = match room(before, here, self.columns[column].width) {
            room if room > 0.9 => 0.8,
            room if room > 0.1 => -0.2,
            _ => -1.6,
        };
        if fenjie_text::chars::may_not_open_line(here.first) {
            score -= 3.0;
        }
        if nodes[open as usize].depth > 0 {
            score -= 4.0;
        }
        if matches!(before.last, '，' | ',' | '、') {
            score -= 3.0;
        }
        if here.item.is_some_and(|n| n > 1) && self.columns[column].kind == Kind::Text {
            score -= 1.5;
        }
        score
    }

    pub(super) fn width_score(&self, width: f32, column: usize) -> f32 {
        const FREE: f32 = 0.6;
        const WIDE: f32 = -1.5;
        const TOO_WIDE: f32 = -2.5;
        let over = width - self.columns[column].width;
        if over <= FREE { 0.0 } else { (WIDE + (over - 1.6).max(0.0) * TOO_WIDE).max(-12.0) }
    }
}

/// The room that the line `before` had for the beginning of `here`.
pub fn room(before: &Fragment, here: &Fragment, width: f32) -> f32 {
    const NARROW: f32 = 0.12;
    if before.spaced { 0.0 } else { width - before.width - here.cluster - before.narrow * NARROW }
}

/// Evidence that the line `here` goes on with the cell of the line `before`, in a column that breaks at `width`.
pub fn goes_on(before: &Fragment, here: &Fragment, width: f32) -> f32 {
    const MARK: f32 = 3.0;
    let follows = here.item.is_some_and(|n| n > 1);
    let mut score = match room(before, here, width) {
        _ if follows => -0.3,
        room if room > 1.9 => -6.0,
        room if room > 0.9 => -3.5,
        room if room > 0.1 => -0.8,
        // It would have fitted to a hair.
        room if room > -0.1 && before.narrow + here.narrow == 0.0 => -0.4,
        _ => 0.3,
    };
    if before.last == '。' && !follows {
        score -= 0.7;
    }
    if matches!(before.last, '，' | '、' | ',') && score < 0.0 {
        score = (score + MARK).min(0.0);
    }
    if fenjie_text::chars::may_not_open_line(here.first) {
        score += 2.0;
    }
    score
}
