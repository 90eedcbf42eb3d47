//! How sure each row is: by how much the best cut beats the best one in which something else stands in its place.

use super::lattice::FoundRow;

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

/// How sure a row is whose lines keep their places, by what it cost to give the worst of them to the columns, and
/// whether there are `labels`, of whose spans the middle is all that is seen.
pub fn of_places(cost: f32, labels: bool) -> f32 {
    const SPANS: f32 = 0.9;
    const EVEN: f32 = 7.0;
    const SLOPE: f32 = 0.5;
    let sure = 1.0 / (1.0 + ((cost - EVEN) * SLOPE).exp());
    if labels { sure * SPANS } else { sure }
}
