//! The order in which poppler's `pdftotext` puts out the words of a page.
//!
//! Words that stand close are one block, whatever columns they belong to; the lines of a block come in the order of
//! their height. Blocks are sorted topologically: the higher of two that overlap sideways first, else the left one,
//! with special regard for four blocks that stand like the cells of a table.

use super::Rect;
use std::ops::Range;

// As poppler has them, in multiples of the font size.
/// Between the lines of a block.
const LINE_SPACE: f32 = 1.5;
/// Between baselines of one line.
const SAME_LINE: f32 = 0.5;
/// Between words of one line, and how far one may overlap another.
const WORD_SPACE: f32 = 1.5;
const OVERLAP: f32 = -0.5;
/// Between columns of a block.
const COLUMN_SPACE: f32 = 0.7;
/// To a few words beside a block.
const ASIDE_SPACE: f32 = 1.0;
const FEW_ASIDE: usize = 3;
/// Between the blocks of a flow.
const BLOCK_SPACE: f32 = 2.5;
/// Words are kept by height in strips of four points, at the usual font size.
const STRIP: f32 = 4.0 / 10.5;
/// Strips that are looked at for the leftmost word.
const STRIPS: i32 = 4;

/// The words of a page: flows, their lines, and the numbers of the words of each line.
pub type Flows = Vec<Vec<Vec<usize>>>;

/// The words in poppler's order.
pub fn order(words: &[super::Word]) -> Flows {
    let words: Vec<Word> = words.iter().map(Word::of).collect();
    let blocks = blocks(&words);
    let lines: Vec<Vec<Vec<usize>>> = blocks.iter().map(|block| lines(&words, &block.words)).collect();
    let rects: Vec<Rect> = blocks.iter().map(|block| block.rect).collect();
    let sorted = Sorter::new(&rects).sorted();
    let sides: Vec<(f32, f32)> = (0..rects.len()).map(|block| sides(&rects, block)).collect();
    let mut flows: Flows = Vec::new();
    let mut room = (0.0, 0.0);
    for (at, block) in sorted.iter().enumerate() {
        let rect = &rects[*block];
        let goes_on = at > 0 && {
            let (before, free) = (&rects[sorted[at - 1]], sides[sorted[at - 1]]);
            let within = |(left, right): (f32, f32)| rect.x0 >= left && rect.x1 <= right;
            rect.y0 - before.y1 <= BLOCK_SPACE && within(free) && rect.y0 > before.y0 && within(room)
        };
        if !goes_on {
            flows.push(Vec::new());
            room = sides[*block];
        }
        if let Some(flow) = flows.last_mut() {
            flow.extend(lines[*block].iter().cloned());
        }
    }
    flows
}

/// A word with the strip that it is kept in.
struct Word {
    x0: f32,
    x1: f32,
    y: f32,
    strip: i32,
    rect: Rect,
}

impl Word {
    fn of(word: &super::Word) -> Self {
        Self { x0: word.x0, x1: word.x1, y: word.y, strip: strip(word.y), rect: word.rect() }
    }
}

/// A block while it grows.
struct Block {
    words: Vec<usize>,
    rect: Rect,
}

impl Block {
    fn add(&mut self, words: &[Word], word: usize) {
        self.words.push(word);
        self.rect = self.rect.with(&words[word].rect);
    }
}

fn strip(y: f32) -> i32 {
    let strips = y / STRIP;
    let whole = strips as i32;
    whole - i32::from(whole as f32 > strips)
}

/// The words in strips from the top, each from the left.
fn pool(words: &[Word], of: &mut [usize]) {
    of.sort_by(|a, b| words[*a].strip.cmp(&words[*b].strip).then(words[*a].x0.total_cmp(&words[*b].x0)).then(a.cmp(b)));
}

/// The place in `pool` of the leftmost word of the first strips.
fn leftmost(words: &[Word], pool: &[usize]) -> usize {
    let first = pool.first().map_or(0, |word| words[*word].strip);
    let mut best = 0;
    for at in 1..pool.len() {
        let here = words[pool[at]].strip;
        if here >= first + STRIPS {
            break;
        }
        let heads = here != words[pool[at - 1]].strip;
        if heads && words[pool[at]].x0 < words[pool[best]].x0 {
            best = at;
        }
    }
    best
}

fn blocks(words: &[Word]) -> Vec<Block> {
    let mut pool_: Vec<usize> = (0..words.len()).collect();
    pool(words, &mut pool_);
    let mut blocks = Vec::new();
    while !pool_.is_empty() {
        let first = pool_.remove(leftmost(words, &pool_));
        let mut block = Block { words: vec![first], rect: words[first].rect };
        let (mut top, mut bottom) = (words[first].y, words[first].y);
        while grow(words, &mut pool_, &mut block, &mut top, &mut bottom) {}
        blocks.push(block);
    }
    blocks
}

/// Takes words from the pool into the block; whether there were any.
fn grow(words: &[Word], pool: &mut Vec<usize>, block: &mut Block, top: &mut f32, bottom: &mut f32) -> bool {
    let above = grow_up(words, pool, block, top);
    let below = grow_down(words, pool, block, bottom);
    let within = grow_sideways(words, pool, block, (*top, *bottom));
    above || below || within || grow_aside(words, pool, block, top, bottom)
}

/// Whether a word overlaps a block sideways, or is nearer than `space`.
fn is_over(block: &Block, word: &Word, space: f32) -> bool {
    word.x0 < block.rect.x1 + space && word.x1 > block.rect.x0 - space
}

/// Whether a word is on a line of a block.
fn is_beside(word: &Word, top: f32, bottom: f32) -> bool {
    word.y >= top - SAME_LINE && word.y <= bottom + SAME_LINE
}

/// The words of the pool in the strips from one height to another.
fn within(words: &[Word], pool: &[usize], top: f32, bottom: f32) -> Range<usize> {
    let (first, last) = (strip(top), strip(bottom));
    pool.partition_point(|word| words[*word].strip < first)..pool.partition_point(|word| words[*word].strip <= last)
}

/// Takes from the pool the words between two heights that are wanted, asked one after the other.
fn take(words: &[Word], pool: &mut Vec<usize>, (top, bottom): (f32, f32), wants: &mut dyn FnMut(usize) -> bool) {
    let range = within(words, pool, top, bottom);
    let mut kept = range.start;
    for at in range.clone() {
        let word = pool[at];
        if !wants(word) {
            pool[kept] = word;
            kept += 1;
        }
    }
    pool.drain(kept..range.end);
}

/// Takes the words above, from the lowest strip up.
fn grow_up(words: &[Word], pool: &mut Vec<usize>, block: &mut Block, top: &mut f32) -> bool {
    let near = |word: &usize| words[*word].y < *top && words[*word].y >= *top - LINE_SPACE;
    let mut above: Vec<usize> =
        pool[within(words, pool, *top - LINE_SPACE, *top)].iter().copied().filter(near).collect();
    above.sort_by_key(|word| -words[*word].strip);
    let mut found = false;
    let mut edge = *top;
    for word in above {
        if is_over(block, &words[word], 0.0) {
            block.add(words, word);
            edge = words[word].y;
            pool.retain(|w| *w != word);
            found = true;
        }
    }
    *top = edge;
    found
}

/// Takes the words below.
fn grow_down(words: &[Word], pool: &mut Vec<usize>, block: &mut Block, bottom: &mut f32) -> bool {
    let mut found = false;
    let (low, mut edge) = (*bottom, *bottom);
    take(words, pool, (low, low + LINE_SPACE), &mut |word| {
        let here = &words[word];
        let takes = here.y > low && here.y <= low + LINE_SPACE && is_over(block, here, 0.0);
        if takes {
            block.add(words, word);
            edge = here.y;
            found = true;
        }
        takes
    });
    *bottom = edge;
    found
}

/// Takes the words on the block's lines that overlap it or are near.
fn grow_sideways(words: &[Word], pool: &mut Vec<usize>, block: &mut Block, (top, bottom): (f32, f32)) -> bool {
    let mut found = false;
    take(words, pool, (top - SAME_LINE, bottom + SAME_LINE), &mut |word| {
        let here = &words[word];
        let takes = is_beside(here, top, bottom) && is_over(block, here, COLUMN_SPACE);
        if takes {
            block.add(words, word);
            found = true;
        }
        takes
    });
    found
}

/// Takes a few words that stand on the left or the right of the block, one of each strip.
fn grow_aside(words: &[Word], pool: &mut Vec<usize>, block: &mut Block, top: &mut f32, bottom: &mut f32) -> bool {
    let mut found = false;
    for left in [true, false] {
        let near = |block: &Block, word: &Word| {
            let gap = if left { block.rect.x0 - word.x1 } else { word.x0 - block.rect.x1 };
            (0.0..ASIDE_SPACE).contains(&gap)
        };
        let mut aside: Vec<usize> = Vec::new();
        for word in &pool[within(words, pool, *top - SAME_LINE, *bottom + SAME_LINE)] {
            let new = aside.last().is_none_or(|last| words[*last].strip != words[*word].strip);
            if new && is_beside(&words[*word], *top, *bottom) && near(block, &words[*word]) {
                aside.push(*word);
            }
        }
        if aside.len() > FEW_ASIDE {
            continue;
        }
        for word in aside {
            if near(block, &words[word]) && is_beside(&words[word], *top, *bottom) {
                block.add(words, word);
                *top = top.min(words[word].y);
                *bottom = bottom.max(words[word].y);
                pool.retain(|w| *w != word);
                found = true;
            }
        }
    }
    found
}

/// The lines of a block, from the top.
fn lines(words: &[Word], of: &[usize]) -> Vec<Vec<usize>> {
    let mut pool_ = of.to_vec();
    pool(words, &mut pool_);
    let mut lines: Vec<Vec<usize>> = Vec::new();
    while !pool_.is_empty() {
        let mut line = vec![pool_.remove(leftmost(words, &pool_))];
        let base = words[line[0]].y;
        let mut last = line[0];
        while let Some(at) = next_word(words, &pool_, base, last) {
            last = pool_.remove(at);
            line.push(last);
        }
        lines.push(line);
    }
    lines.sort_by(|a, b| {
        let (a, b) = (&words[a[0]], &words[b[0]]);
        a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0))
    });
    lines
}

/// The place of the word that follows `last` on its line.
fn next_word(words: &[Word], pool: &[usize], base: f32, last: usize) -> Option<usize> {
    let mut best: Option<usize> = None;
    let mut seen: Option<i32> = None;
    for (at, word) in pool.iter().enumerate() {
        let here = &words[*word];
        if (here.y - base).abs() > SAME_LINE || seen == Some(here.strip) {
            continue;
        }
        seen = Some(here.strip);
        let gap = here.x0 - words[last].x1;
        if gap < OVERLAP {
            return None;
        }
        if gap < WORD_SPACE && best.is_none_or(|best| here.x0 < words[pool[best]].x0) {
            best = Some(at);
        }
    }
    best
}

/// The room that its neighbours leave a block on its left and right.
fn sides(rects: &[Rect], block: usize) -> (f32, f32) {
    let own = &rects[block];
    let (mut left, mut right) = (f32::MIN, f32::MAX);
    for (_, other) in rects.iter().enumerate().filter(|(at, _)| *at != block) {
        if other.y0 < own.y1 && other.y1 > own.y0 {
            if other.x0 < own.x0 {
                left = left.max(other.x1.min(own.x0));
            }
            if other.x1 > own.x1 {
                right = right.min(other.x0.max(own.x1));
            }
        }
    }
    (left, right)
}

/// Sorts blocks into reading order.
struct Sorter<'a> {
    rects: &'a [Rect],
    /// Which table each block belongs to.
    tables: Vec<Option<usize>>,
    /// The rectangles to which blocks extend, those of a table to the whole table.
    extended: Vec<Rect>,
    /// Which blocks are above each, and which each is above, a bit for each block.
    above: Vec<Vec<u64>>,
    below: Vec<Vec<u64>>,
}

impl<'a> Sorter<'a> {
    fn new(rects: &'a [Rect]) -> Self {
        let mut sorter = Self {
            rects,
            tables: vec![None; rects.len()],
            extended: rects.to_vec(),
            above: Vec::new(),
            below: Vec::new(),
        };
        let count = sorter.find_tables();
        for table in 0..count {
            let of: Vec<usize> = (0..rects.len()).filter(|block| sorter.tables[*block] == Some(table)).collect();
            let whole = of.iter().map(|block| rects[*block]).reduce(|whole, rect| whole.with(&rect));
            for block in of {
                sorter.extended[block] = whole.unwrap_or_default();
            }
        }
        for block in (0..rects.len()).filter(|block| sorter.tables[*block].is_none()).collect::<Vec<_>>() {
            sorter.extend(block);
        }
        sorter.compare();
        sorter
    }

    /// Finds which blocks are above which.
    fn compare(&mut self) {
        const BITS: usize = u64::BITS as usize;
        let count = self.rects.len();
        let mut above = vec![vec![0; count.div_ceil(BITS)]; count];
        let mut below = above.clone();
        for a in 0..count {
            for b in (0..count).filter(|b| self.is_above(a, *b)) {
                above[b][a / BITS] |= 1 << (a % BITS);
                below[a][b / BITS] |= 1 << (b % BITS);
            }
        }
        (self.above, self.below) = (above, below);
    }

    /// Finds blocks with a neighbour on the right, one below, and one below on the right, aligned as cells are.
    fn find_tables(&mut self) -> usize {
        let mut count = 0;
        for block in 0..self.rects.len() {
            let Some(four) = self.four(block).filter(|four| self.aligned(*four)) else { continue };
            let known = four.iter().filter_map(|block| self.tables[*block]).max();
            let table = known.unwrap_or_else(|| {
                count += 1;
                count - 1
            });
            for block in four {
                self.tables[block] = Some(table);
            }
        }
        count
    }

    fn four(&self, block: usize) -> Option<[usize; 4]> {
        let own = &self.rects[block];
        let (mut right, mut below, mut across) = (None, None, None);
        let (mut right_x, mut below_y, mut across_x, mut across_y) = (f32::MAX, f32::MAX, f32::MAX, f32::MAX);
        for (at, other) in self.rects.iter().enumerate().filter(|(at, _)| *at != block) {
            if other.y0 <= own.y1 && other.y1 >= own.y0 && other.x0 > own.x1 && other.x0 < right_x {
                right_x = other.x0;
                right = Some(at);
            } else if other.x0 <= own.x1 && other.x1 >= own.x0 && other.y0 > own.y1 && other.y0 < below_y {
                below_y = other.y0;
                below = Some(at);
            } else if other.x0 > own.x1 && other.x0 < across_x && other.y0 > own.y1 && other.y0 < across_y {
                across_x = other.x0;
                across_y = other.y0;
                across = Some(at);
            }
        }
        let (right, below, across) = (right?, below?, across?);
        let sideways =
            |a: usize, b: usize| self.rects[a].x0 <= self.rects[b].x1 && self.rects[a].x1 >= self.rects[b].x0;
        let level = |a: usize, b: usize| self.rects[a].y0 <= self.rects[b].y1 && self.rects[a].y1 >= self.rects[b].y0;
        let apart =
            !sideways(below, across) && !level(right, across) && !sideways(right, below) && !level(right, below);
        (apart && sideways(across, right) && level(across, below)).then_some([block, right, below, across])
    }

    fn aligned(&self, [first, right, below, across]: [usize; 4]) -> bool {
        let near = |a: usize, b: usize, edge: &dyn Fn(&Rect) -> f32, most: f32| {
            (edge(&self.rects[a]) - edge(&self.rects[b])).abs() <= most
        };
        let columns: [&dyn Fn(&Rect) -> f32; 3] = [&|r| f32::midpoint(r.x0, r.x1), &|r| r.x0, &|r| r.x1];
        let rows: [&dyn Fn(&Rect) -> f32; 3] = [&|r| f32::midpoint(r.y0, r.y1), &|r| r.y0, &|r| r.y1];
        columns.iter().any(|e| near(first, below, *e, COLUMN_SPACE) && near(right, across, *e, COLUMN_SPACE))
            && rows.iter().any(|e| near(first, right, *e, SAME_LINE) && near(below, across, *e, SAME_LINE))
    }

    /// Extends a block of no table sideways as far as blocks below it reach and none beside it stops it.
    fn extend(&mut self, block: usize) {
        let own = self.rects[block];
        let (mut left, mut right) = (0.0_f32, f32::MAX);
        for (_, other) in self.rects.iter().enumerate().filter(|(at, _)| *at != block) {
            if own.y0 <= other.y1 && own.y1 >= other.y0 {
                if other.x0 > own.x1 {
                    right = right.min(other.x0);
                }
                if other.x1 < own.x0 {
                    left = left.max(other.x1);
                }
            }
        }
        let mut extended = own;
        for (_, other) in self.rects.iter().enumerate().filter(|(at, o)| *at != block && o.y0 >= own.y1) {
            if other.x1 > extended.x1 && other.x1 <= right {
                extended.x1 = other.x1;
            }
            if other.x0 < extended.x0 && other.x0 >= left {
                extended.x0 = other.x0;
            }
        }
        self.extended[block] = extended;
    }

    fn sorted(&self) -> Vec<usize> {
        let mut visited = vec![false; self.rects.len()];
        let mut sorted = Vec::with_capacity(self.rects.len());
        for block in 0..self.rects.len() {
            // Depth first: each block with the next one to be asked whether it comes before.
            if visited[block] {
                continue;
            }
            visited[block] = true;
            let mut open = vec![(block, 0)];
            while let Some((here, next)) = open.last().copied() {
                let before = (next..self.rects.len()).find(|other| !visited[*other] && self.is_before(*other, here));
                if let (Some(other), Some(top)) = (before, open.last_mut()) {
                    top.1 = other + 1;
                    visited[other] = true;
                    open.push((other, 0));
                } else {
                    sorted.push(here);
                    open.pop();
                }
            }
        }
        sorted
    }

    fn is_before(&self, other: usize, here: usize) -> bool {
        if self.tables[here].is_some() && self.tables[here] == self.tables[other] {
            let (a, b) = (&self.rects[other], &self.rects[here]);
            return a.x1 <= b.x0 && a.y0 <= b.y1 && a.y1 >= b.y0 || a.y1 <= b.y0;
        }
        if self.is_above(other, here) {
            return true;
        }
        // Nothing between that is below this and above the other.
        self.extended[other].x1 <= self.extended[here].x0
            && self.below[here].iter().zip(&self.above[other]).all(|(below, above)| below & above == 0)
    }

    fn is_above(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.extended[a], &self.extended[b]);
        (a.x0 <= b.x0 && b.x0 <= a.x1 || b.x0 <= a.x0 && a.x0 <= b.x1) && a.y0 < b.y0
    }
}

#[cfg(test)]
mod tests {
    use super::super::Word as Printed;
    use super::order;

    fn word(x0: f32, x1: f32, y: f32) -> Printed {
        Printed { x0, x1, y }
    }

    #[test]
    fn lines_of_close_columns_come_in_the_order_of_their_height() {
        let words = [word(0.0, 8.0, 0.0), word(0.0, 3.0, 1.4), word(8.6, 12.0, 0.7)];
        assert_eq!(order(&words), vec![vec![vec![0], vec![2], vec![1]]]);
    }

    #[test]
    fn columns_far_apart_are_flows_of_their_own() {
        let words = [word(0.0, 8.0, 0.0), word(0.0, 3.0, 1.4), word(11.0, 14.0, 0.7)];
        assert_eq!(order(&words), vec![vec![vec![0], vec![1]], vec![vec![2]]]);
    }
}
