//! How sure each row is: by how much the best cut beats the best one in which something else stands in its place.

use super::lattice::FoundRow;
use super::weights::{self, Weights};

/// The doubt on one row.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// 0 to 1.
    pub confidence: f32,
    /// Columns whose cells another cut, nearly as good, has otherwise.
    pub columns: Vec<usize>,
}

/// Below this confidence the doubtful cells are named.
const DOUBTFUL: f32 = 0.9;
/// Margin at which a row is as likely right as wrong, and how fast that changes; fitted to typeset tables.
const EVEN: f32 = 0.5;
const SLOPE: f32 = 0.6;

/// The doubt on a row.
pub fn doubt(row: &FoundRow) -> Doubt {
    let confidence = 1.0 / (1.0 + (-(row.margin - EVEN) * SLOPE).exp());
    let columns = if confidence < DOUBTFUL { row.doubtful.clone() } else { Vec::new() };
    Doubt { confidence, columns }
}

/// What speaks for a row of a dump in blocks.
#[derive(Clone, Copy, Debug)]
pub struct Played {
    /// How like the dump its page is when the extractor is played again, of 1.
    pub like: f32,
    /// Whether the table has labels that may span rows.
    pub labelled: bool,
    /// Whether a cell may be another row's.
    pub doubtful: bool,
}

impl Played {
    /// How sure the row is, 0 to 1; fitted to tables printed by a browser and an office suite. No page tells all: rows may
    /// change places and the order stay, so none is very sure.
    pub fn confidence(self) -> f32 {
        const LIKE: f32 = 11.0;
        const PERFECT: f32 = 1.9;
        const LABELLED: f32 = -0.5;
        const DOUBTFUL: f32 = -1.0;
        let odds = PERFECT
            + LIKE * (self.like - 1.0)
            + if self.labelled { LABELLED } else { 0.0 }
            + if self.doubtful { DOUBTFUL } else { 0.0 };
        1.0 / (1.0 + (-odds).exp())
    }
}

/// What speaks for and against a row whose lines keep their places.
#[derive(Clone, Copy, Debug, Default)]
pub struct Places {
    /// By how much its lines as one row beat what else could stand in its place.
    pub rows: f32,
    /// By how much its labels beat those beside them; high where there are none.
    pub labels: f32,
    /// What it cost to give the worst of its lines to the columns.
    pub cost: f32,
    /// Whether it goes over a page break.
    pub cut: bool,
    /// Whether the table has labels that may span rows.
    pub labelled: bool,
}

impl Places {
    /// A margin above this says no more.
    const PLENTY: f32 = 8.0;
    /// A cost above this neither.
    const MOST_COST: f32 = 20.0;

    /// The evidence in the order of the weights in `data/flattened.toml`.
    pub fn evidence(&self) -> [f32; weights::PLACES] {
        [
            1.0,
            self.rows.min(Self::PLENTY),
            self.labels.min(Self::PLENTY),
            self.cost.min(Self::MOST_COST),
            f32::from(u8::from(self.cut)),
            f32::from(u8::from(self.labelled)),
        ]
    }

    /// How sure the row is, 0 to 1.
    pub fn confidence(&self, weights: &Weights) -> f32 {
        let odds: f32 = self.evidence().iter().zip(weights.places()).map(|(evidence, weight)| evidence * weight).sum();
        1.0 / (1.0 + (-odds).exp())
    }

    /// What doubt there is most of all on: below [`DOUBTFUL`] the cells in doubt are named.
    pub fn doubted(&self, confidence: f32) -> Option<Doubted> {
        const LIKELY_COST: f32 = 6.0;
        if confidence >= DOUBTFUL {
            return None;
        }
        let costly = (self.cost - LIKELY_COST).max(0.0);
        let margins =
            [(self.labels, Doubted::Labels), (self.rows, Doubted::Rows), (Self::PLENTY - costly, Doubted::Columns)];
        margins.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map(|least| least.1)
    }
}

/// What a doubt is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubted {
    /// Which label covers the row.
    Labels,
    /// Which lines are of the row.
    Rows,
    /// Which columns a line stands in.
    Columns,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_page_less_like_the_dump_are_less_sure_and_none_is_very_sure() {
        let of = |like: f32| Played { like, labelled: false, doubtful: false }.confidence();
        assert!(of(1.0) < DOUBTFUL);
        assert!(of(1.0) > 0.8 && of(0.9) < of(1.0) && of(0.5) < 0.1);
        assert!(Played { like: 1.0, labelled: true, doubtful: false }.confidence() < of(1.0));
    }
}
