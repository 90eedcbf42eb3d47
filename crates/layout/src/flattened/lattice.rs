//! The rows that may be part of a good cut, and the best sequence of them.
//!
//! The dynamic program of [`decode`](super::decode) looks at one cell at a time. What only a whole row shows, the places
//! that its cells take up on the page ([`geometry`](super::geometry)), is weighed here: of all cells those are kept
//! that lie on a cut nearly as good as the best; the rows that they can make are built, weighed again, and put together
//! to the best sequence. By how much a row beats whatever else could stand in its place tells how sure it is.

use super::decode::{CUT, Decoder, Edge, Piece, REST, Start};
use super::geometry::Geometry;

/// How much worse than the best a cut may be for its cells to be looked at.
const SPAN: f64 = 7.0;
/// The same for the cells that end at one place, while the best cut is still being looked for.
const BEAM: f64 = 16.0;
/// Rows that are built from one place, the best first.
const WIDTH: usize = 200;
/// Segments between two looks at the time.
const WINDOW: usize = 64;
/// Margin of a row that nothing else could take the place of.
const CERTAIN: f64 = 20.0;

/// A row of the best cut.
#[derive(Clone, Debug)]
pub struct FoundRow {
    /// Its cells.
    pub pieces: Vec<Piece>,
    /// By how much the best cut beats the best one without this row.
    pub margin: f32,
    /// Columns whose cells are different in that one.
    pub doubtful: Vec<usize>,
}

struct Candidate {
    from: usize,
    to: usize,
    pieces: Vec<Piece>,
    score: f64,
}

/// The best rows of the whole run.
pub fn rows(decoder: &Decoder<'_>, geometry: Option<&Geometry>) -> Vec<FoundRow> {
    let length = decoder.run.segments.len();
    let lattice = Lattice::build(decoder);
    let mut candidates = Vec::new();
    for from in 0..length {
        if from % WINDOW == 0 && decoder.run.watch.is_over() {
            break;
        }
        lattice.rows_from(from, &mut candidates);
    }
    for candidate in &mut candidates {
        if let Some(geometry) = geometry {
            candidate.score += f64::from(geometry.gain(decoder, &candidate.pieces));
        }
    }
    best_sequence(&candidates, length)
}

/// The cells that lie on a nearly best cut, in order of their beginning.
struct Lattice<'a> {
    decoder: &'a Decoder<'a>,
    edges: Vec<Edge>,
    /// What the rest of the table is worth after each edge.
    backward: Vec<f64>,
    /// First edge that begins at each place.
    first: Vec<usize>,
    /// The best cut into whole rows up to each place, and from each place on.
    before: Vec<f64>,
    after: Vec<f64>,
    /// What the best cuts that hold each segment are worth, less [`SPAN`]. They should all be worth the same; but what
    /// follows a row that the page cuts is known for the best of its beginnings only.
    least: Vec<f64>,
}

impl<'a> Lattice<'a> {
    fn build(decoder: &'a Decoder<'a>) -> Self {
        let length = decoder.run.segments.len();
        let mut edges: Vec<Edge> = Vec::new();
        let mut best = vec![f64::NEG_INFINITY; length + 1];
        decoder.forward(length, |edge| {
            let best = &mut best[edge.to as usize];
            *best = best.max(edge.forward);
            if edge.forward >= *best - BEAM {
                edges.push(edge);
            }
        });
        edges.retain(|edge| edge.forward >= best[edge.to as usize] - BEAM);
        let mut lattice = Self {
            decoder,
            backward: vec![f64::NEG_INFINITY; edges.len()],
            edges,
            first: Vec::new(),
            before: Vec::new(),
            after: vec![f64::NEG_INFINITY; length + 1],
            least: Vec::new(),
        };
        lattice.index(length);
        lattice.look_back(length);
        lattice.prune();
        lattice.index(length);
        lattice
    }

    fn index(&mut self, length: usize) {
        self.first = vec![0; length + 2];
        for edge in &self.edges {
            self.first[edge.from as usize + 1] += 1;
        }
        for place in 0..=length {
            self.first[place + 1] += self.first[place];
        }
    }

    /// Finds what follows each edge at best, from the end.
    fn look_back(&mut self, length: usize) {
        self.after[length] = 0.0;
        for place in (0..length).rev() {
            let mut after = f64::NEG_INFINITY;
            for index in self.first[place]..self.first[place + 1] {
                let edge = self.edges[index];
                let backward = self.follow(&edge);
                self.backward[index] = backward;
                let start = self.decoder.row_start(place, edge.column as usize, edge.mode as usize);
                after = after.max(f64::from(start + edge.own) + backward);
            }
            self.after[place] = after;
        }
        self.before = vec![f64::NEG_INFINITY; length + 1];
        self.before[0] = 0.0;
        for edge in &self.edges {
            let row_end = self.decoder.row_end(edge.column as usize, edge.mode as usize);
            let score = edge.forward + f64::from(row_end);
            let before = &mut self.before[edge.to as usize];
            *before = before.max(score);
        }
        self.least = vec![f64::NEG_INFINITY; length + 1];
        for (edge, backward) in self.edges.iter().zip(&self.backward) {
            for least in &mut self.least[edge.from as usize..edge.to as usize] {
                *least = least.max(edge.forward + backward - SPAN);
            }
        }
    }

    fn follow(&self, edge: &Edge) -> f64 {
        let place = edge.to as usize;
        let row_end = self.decoder.row_end(edge.column as usize, edge.mode as usize);
        let mut best = f64::from(row_end) + self.after[place];
        if place + 1 < self.first.len() {
            for index in self.first[place]..self.first[place + 1] {
                let next = &self.edges[index];
                best = best.max(f64::from(self.goes_on(edge, next) + next.own) + self.backward[index]);
            }
        }
        best
    }

    /// What it is worth that `next` follows `edge` in its row.
    fn goes_on(&self, edge: &Edge, next: &Edge) -> f32 {
        let (place, last, mode) = (edge.to as usize, edge.column as usize, edge.mode as usize);
        let column = next.column as usize;
        if next.mode as usize == REST {
            if !self.decoder.may_rest(place, last, mode, column) {
                return f32::NEG_INFINITY;
            }
            return next.joined;
        }
        if next.mode == edge.mode { self.decoder.same_row(place, last, column, mode) } else { f32::NEG_INFINITY }
    }

    fn prune(&mut self) {
        let keep: Vec<bool> = self
            .edges
            .iter()
            .zip(&self.backward)
            .map(|(edge, backward)| edge.forward + backward >= self.least[edge.from as usize])
            .collect();
        let mut kept = keep.iter();
        self.edges.retain(|_| kept.next().copied().unwrap_or(false));
        let mut kept = keep.iter();
        self.backward.retain(|_| kept.next().copied().unwrap_or(false));
    }

    /// Builds the rows that begin at `from`.
    fn rows_from(&self, from: usize, out: &mut Vec<Candidate>) {
        let full = out.len() + WIDTH;
        let mut path: Vec<Piece> = Vec::new();
        let starts = (self.first[from]..self.first[from + 1]).map(|index| {
            let edge = &self.edges[index];
            let start = self.decoder.row_start(from, edge.column as usize, edge.mode as usize);
            let score = f64::from(start + edge.own);
            (self.before[from] + score + self.backward[index], index, score)
        });
        for (index, score) in self.promising(starts.collect(), from) {
            path.push(piece(&self.edges[index], Start::NewRow));
            self.grow(&mut path, index, score, full, out);
            path.pop();
        }
    }

    /// The steps that may still be part of a good cut, best first; each with its bound, edge and score.
    fn promising(&self, mut steps: Vec<(f64, usize, f64)>, from: usize) -> Vec<(usize, f64)> {
        steps.retain(|(bound, ..)| *bound >= self.least[from]);
        steps.sort_by(|a, b| b.0.total_cmp(&a.0));
        steps.into_iter().map(|(_, index, score)| (index, score)).collect()
    }

    fn grow(&self, path: &mut Vec<Piece>, index: usize, score: f64, full: usize, out: &mut Vec<Candidate>) {
        if out.len() >= full {
            return;
        }
        let edge = &self.edges[index];
        let (from, place) = (path[0].from, edge.to as usize);
        let (last, mode) = (edge.column as usize, edge.mode as usize);
        let ended = score + f64::from(self.decoder.row_end(last, mode));
        if mode != CUT && self.before[from] + ended + self.after[place] >= self.least[from] {
            out.push(Candidate { from, to: place, pieces: path.clone(), score: ended });
        }
        let steps = (self.first[place]..self.first[place + 1]).map(|index| {
            let next = &self.edges[index];
            let score = score + f64::from(self.step(path, edge, next) + next.own);
            (self.before[from] + score + self.backward[index], index, score)
        });
        for (index, score) in self.promising(steps.collect(), from) {
            let next = &self.edges[index];
            path.push(piece(next, if next.mode as usize == REST { Start::Rest } else { Start::SameRow }));
            self.grow(path, index, score, full, out);
            path.pop();
        }
    }

    /// What it is worth that `next` follows `edge`, the last cell of `path`, in its row.
    fn step(&self, path: &[Piece], edge: &Edge, next: &Edge) -> f32 {
        let (place, column) = (edge.to as usize, next.column as usize);
        if next.mode as usize != REST {
            return self.goes_on(edge, next);
        }
        if !self.decoder.may_rest(place, edge.column as usize, edge.mode as usize, column) {
            return f32::NEG_INFINITY;
        }
        let first = path.iter().rev().find(|piece| piece.column == column).map(|piece| (piece.from, piece.to));
        let rest = (next.from as usize, next.to as usize);
        self.decoder.join_rest(first, place, column)
            + first.map_or(0.0, |first| self.decoder.joined_content(first, rest, column))
    }
}

fn piece(edge: &Edge, start: Start) -> Piece {
    Piece { from: edge.from as usize, to: edge.to as usize, column: edge.column as usize, start }
}

/// The rows that together are worth most.
fn best_sequence(candidates: &[Candidate], length: usize) -> Vec<FoundRow> {
    let mut forward = vec![(f64::NEG_INFINITY, usize::MAX); length + 1];
    forward[0].0 = 0.0;
    for (index, row) in candidates.iter().enumerate() {
        let score = forward[row.from].0 + row.score;
        if score > forward[row.to].0 {
            forward[row.to] = (score, index);
        }
    }
    let mut backward = vec![f64::NEG_INFINITY; length + 1];
    backward[length] = 0.0;
    for row in candidates.iter().rev() {
        backward[row.from] = backward[row.from].max(row.score + backward[row.to]);
    }
    let mut chosen = Vec::new();
    let mut at = length;
    while let Some(row) = candidates.get(forward[at].1).filter(|_| at > 0) {
        chosen.push(forward[at].1);
        at = row.from;
    }
    chosen.reverse();
    let marginal = |row: &Candidate| forward[row.from].0 + row.score + backward[row.to];
    let rivals = rivals(candidates, &chosen, length, marginal);
    let rows = chosen.iter().zip(rivals).map(|(index, rival)| {
        let row = &candidates[*index];
        let Some(rival) = rival.map(|rival| &candidates[rival]) else {
            return FoundRow { pieces: row.pieces.clone(), margin: CERTAIN as f32, doubtful: Vec::new() };
        };
        let same = |a: &Piece, b: &Piece| (a.from, a.to, a.column) == (b.from, b.to, b.column);
        let mut doubtful: Vec<usize> = row
            .pieces
            .iter()
            .filter(|piece| !rival.pieces.iter().any(|other| same(piece, other)))
            .map(|piece| piece.column)
            .collect();
        doubtful.sort_unstable();
        doubtful.dedup();
        let margin = (forward[length].0 - marginal(rival)).min(CERTAIN) as f32;
        FoundRow { pieces: row.pieces.clone(), margin, doubtful }
    });
    rows.collect()
}

/// For each chosen row the best other row that takes up a part of its place.
fn rivals(
    candidates: &[Candidate],
    chosen: &[usize],
    length: usize,
    marginal: impl Fn(&Candidate) -> f64,
) -> Vec<Option<usize>> {
    let mut owner = vec![usize::MAX; length];
    for (number, index) in chosen.iter().enumerate() {
        owner[candidates[*index].from..candidates[*index].to].fill(number);
    }
    let mut best: Vec<Option<(f64, usize)>> = vec![None; chosen.len()];
    for (index, row) in candidates.iter().enumerate() {
        let score = marginal(row);
        let mut last = usize::MAX;
        for &number in &owner[row.from..row.to] {
            if number == last || number == usize::MAX || chosen[number] == index {
                continue;
            }
            last = number;
            if best[number].is_none_or(|(other, _)| score > other) {
                best[number] = Some((score, index));
            }
        }
    }
    best.into_iter().map(|rival| rival.filter(|(score, _)| score.is_finite()).map(|(_, index)| index)).collect()
}
