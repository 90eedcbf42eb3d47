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
