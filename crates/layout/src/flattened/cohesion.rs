//! Which characters stand together inside the lines of this document: whether a border cuts a word.

use super::segment::Segment;

const SLOTS: usize = 1 << 16;

/// Counts of pairs of neighbours inside lines, hashed.
pub struct Cohesion {
    pairs: Vec<u8>,
    singles: Vec<u8>,
}

fn slot(a: char, b: char) -> usize {
    let key = (a as u32).wrapping_mul(0x9e37_79b1) ^ (b as u32).wrapping_mul(0x85eb_ca6b);
    (key ^ key >> 15) as usize % SLOTS
}

impl Cohesion {
    /// Counts over all segments.
    pub fn of(segments: &[Segment], lines: &[&str]) -> Self {
        let mut cohesion = Self { pairs: vec![0; SLOTS], singles: vec![0; SLOTS] };
        for segment in segments {
            let mut before = None;
            for c in lines[segment.line][segment.start..segment.end].chars() {
                if let Some(a) = before {
                    let pair = &mut cohesion.pairs[slot(a, c)];
                    *pair = pair.saturating_add(1);
                    let single = &mut cohesion.singles[slot(a, '\0')];
                    *single = single.saturating_add(1);
                }
                before = Some(c);
            }
        }
        cohesion
    }

    /// How much the pair belongs together: 1 when it occurs inside lines, -1 when it never does though both
    /// characters are common, 0 when nothing is known.
    pub fn between(&self, a: char, b: char) -> f32 {
        const COMMON: u8 = 4;
        match (self.pairs[slot(a, b)], self.singles[slot(a, '\0')]) {
            (0, n) if n >= COMMON => -1.0,
            (0, _) => 0.0,
            (1, _) => 0.6,
            _ => 1.0,
        }
    }
}
