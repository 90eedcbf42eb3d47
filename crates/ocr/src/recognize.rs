use crate::limits::MAX_LINE_WIDTH;
use crate::model::{Alphabet, Network};
use crate::picture::Plane;
use crate::{Bounds, Char, Error};
use fenjie_text::chars::{is_han, width};
use rten_tensor::{AsView, Layout, NdTensor, NdTensorView};

/// Height of a line as the recogniser sees it.
const HEIGHT: usize = 48;
/// Widths are rounded up to this, the network's own step.
const STEP: usize = 8;
/// Blank margin after the line, in its pixels: the last character needs room.
const TAIL: usize = 16;
/// A character less sure than this is noise, not print.
const LEAST: f32 = 0.1;

/// Reads the line inside `bounds`: its characters from left to right.
pub(crate) fn recognize(
    network: &Network,
    alphabet: &Alphabet,
    page: &Plane,
    bounds: Bounds,
) -> Result<Vec<Char>, Error> {
    let ideal = bounds.width() * HEIGHT as f32 / bounds.height().max(1.0);
    let parts = (ideal / MAX_LINE_WIDTH as f32).ceil().max(1.0) as usize;
    if parts > 1 {
        return recognize_parts(network, alphabet, page, bounds, parts);
    }
    let drawn = (ideal.round() as usize).clamp(STEP, MAX_LINE_WIDTH);
    let padded = (drawn + TAIL).next_multiple_of(STEP);
    let gray = page.scaled(bounds, drawn, HEIGHT);
    let mut plane = vec![1.0f32; padded * HEIGHT];
    for (target, source) in plane.chunks_exact_mut(padded).zip(gray.chunks_exact(drawn)) {
        for (pixel, value) in target.iter_mut().zip(source) {
            *pixel = value / 127.5 - 1.0;
        }
    }
    let input = NdTensor::from_data([1, 3, HEIGHT, padded], plane.repeat(3));
    let output: NdTensor<f32, 3> = network.run(input)?;
    let steps = output.shape()[1].max(1);
    let pixels_a_step = padded as f32 / steps as f32 * bounds.width() / drawn as f32;
    Ok(decode(output.slice(0), alphabet, bounds, pixels_a_step))
}

fn recognize_parts(
    network: &Network,
    alphabet: &Alphabet,
    page: &Plane,
    bounds: Bounds,
    parts: usize,
) -> Result<Vec<Char>, Error> {
    let mut chars = Vec::new();
    let mut left = bounds.x0;
    for part in 1..=parts {
        let ideal = bounds.x0 + bounds.width() * part as f32 / parts as f32;
        let right = if part == parts { bounds.x1 } else { page.gap_near(bounds, ideal) };
        chars.extend(recognize(network, alphabet, page, Bounds { x0: left, x1: right, ..bounds })?);
        left = right;
    }
    Ok(chars)
}

impl Plane {
    /// The lightest column of a line within one line height of `x`.
    fn gap_near(&self, line: Bounds, x: f32) -> f32 {
        let reach = line.height();
        let (y0, y1) = (line.y0.max(0.0) as usize, (line.y1.max(0.0) as usize).min(self.height));
        let columns = (x - reach).max(0.0) as usize..((x + reach) as usize).min(self.width);
        let light = |column: usize| (y0..y1).map(|y| u32::from(self.get(column, y))).sum::<u32>();
        columns.max_by_key(|column| light(*column)).map_or(x, |column| column as f32)
    }
}

/// Greedy CTC: the best class of each step, repeats joined, blanks dropped.
fn decode(steps: NdTensorView<f32, 2>, alphabet: &Alphabet, bounds: Bounds, pixels_a_step: f32) -> Vec<Char> {
    let mut peaks: Vec<Peak> = Vec::new();
    let mut last = 0;
    for step in 0..steps.size(0) {
        let row = steps.slice(step);
        let (class, score) = best(&row.to_slice());
        if class != 0 && class == last {
            if let Some(peak) = peaks.last_mut() {
                peak.add(step, score);
            }
        } else if class != 0 {
            peaks.push(Peak { class, score, first: step, last: step });
        }
        last = class;
    }
    let at = |peak: &Peak| bounds.x0 + (f32::midpoint(peak.first as f32, peak.last as f32) + 0.5) * pixels_a_step;
    let found = peaks.iter().filter(|peak| peak.score >= LEAST);
    let placed = found.filter_map(|peak| {
        Some(Placed { c: alphabet.get(peak.class)?, x: at(peak), confidence: peak.score, raw: None })
    });
    let mut placed: Vec<Placed> = placed.collect();
    drop_halves(&mut placed, bounds.height() * EM);
    place(placed, bounds)
}

/// A character of which only the middle is known.
struct Placed {
    c: char,
    x: f32,
    confidence: f32,
    /// What was read in its place, where that was more than this character.
    raw: Option<String>,
}

/// Two characters cannot stand in the room of half a one: a part of a Chinese character was read beside the whole (片
/// before 牌), or a stroke or speck as a figure. The surer one stays, and what was read stays with it. Marks are as narrow
/// as their font likes.
fn drop_halves(chars: &mut Vec<Placed>, by_height: f32) {
    const CLOSEST: f32 = 0.45;
    let mut pitches: Vec<f32> = chars
        .windows(2)
        .filter(|pair| is_han(pair[0].c) && is_han(pair[1].c))
        .map(|pair| pair[1].x - pair[0].x)
        .collect();
    pitches.sort_by(f32::total_cmp);
    let em = pitches.get(pitches.len() / 2).map_or(by_height, |pitch| pitch.min(by_height));
    let solid = |c: char| is_han(c) || c.is_ascii_alphanumeric();
    // One mark read twice, once full-width and once half-width.
    let twins = |a: char, b: char| {
        a != b
            && [('；', ';'), ('，', ','), ('：', ':'), ('（', '('), ('）', ')')]
                .iter()
                .any(|(w, n)| (a == *w || a == *n) && (b == *w || b == *n))
    };
    let mut i = 1;
    while i < chars.len() {
        let (a, b) = (&chars[i - 1], &chars[i]);
        let room = f32::midpoint(width(a.c), width(b.c)) * em;
        let halves = (is_han(a.c) || is_han(b.c)) && solid(a.c) && solid(b.c) && b.x - a.x < CLOSEST * room;
        if halves || twins(a.c, b.c) && b.x - a.x < CLOSEST * em {
            let both = [a, b].map(|one| one.raw.clone().unwrap_or_else(|| one.c.to_string())).concat();
            let kept = if a.confidence < b.confidence { i } else { i - 1 };
            chars[kept].raw = Some(both);
            chars.remove(2 * i - 1 - kept);
        } else {
            i += 1;
        }
    }
}

struct Peak {
    class: usize,
    score: f32,
    first: usize,
    last: usize,
}

impl Peak {
    fn add(&mut self, step: usize, score: f32) {
        self.last = step;
        self.score = self.score.max(score);
    }
}

/// The first of the greatest scores. There are thousands a step: several at a time, as processors like it.
fn best(scores: &[f32]) -> (usize, f32) {
    const LANES: usize = 16;
    let greater = |a: f32, b: f32| if b > a { b } else { a };
    let (chunks, rest) = scores.as_chunks::<LANES>();
    let lanes =
        chunks.iter().fold([f32::MIN; LANES], |lanes, chunk| std::array::from_fn(|i| greater(lanes[i], chunk[i])));
    let greatest = lanes.into_iter().chain(rest.iter().copied()).fold(f32::MIN, greater);
    (scores.iter().position(|score| *score >= greatest).unwrap_or(0), greatest)
}

/// Boxes around characters of which only the middles are known: as wide as their kind, no further than half way to
/// the neighbours.
fn place(chars: Vec<Placed>, line: Bounds) -> Vec<Char> {
    let em = line.height() * EM;
    let half = |c: char| width(c) * em / 2.0;
    let middles: Vec<f32> = chars.iter().map(|placed| placed.x).collect();
    let between = |i: usize| Some(f32::midpoint(*middles.get(i)?, *middles.get(i + 1)?));
    let placed = chars.into_iter().enumerate().map(|(i, Placed { c, x, confidence, raw })| {
        let left = i.checked_sub(1).and_then(between).unwrap_or(line.x0);
        let right = between(i).unwrap_or(line.x1);
        let bounds = Bounds { x0: left.max(x - half(c)), x1: right.min(x + half(c)), ..line };
        Char { c, bounds, confidence, raw }
    });
    placed.collect()
}

/// Size of the print over the height of its detected box.
pub(crate) const EM: f32 = 0.78;
