//! Ruled lines, snapped and joined: double rules become one, broken and dashed ones whole.

use fenjie_source::Rule;

/// A horizontal or vertical line: where it lies across its direction, and from where to where it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Edge {
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
}

/// The ruled lines of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    pub(super) horizontal: Vec<Edge>,
    pub(super) vertical: Vec<Edge>,
}

/// Lines nearer than this, in points, are one: a double rule, the two sides of a thick one. No row is as low.
pub(super) const SNAP: f32 = 3.0;
/// Gaps up to this, in points, are breaks in one line.
const GAP: f32 = 4.0;
/// Lines shorter than this after joining are marks, not rules.
const SHORTEST: f32 = 6.0;

/// Snaps and joins.
pub(super) fn edges(rules: &[Rule]) -> Edges {
    let (horizontal, vertical): (Vec<&Rule>, Vec<&Rule>) = rules.iter().partition(|rule| rule.is_horizontal());
    let across = |rule: &&Rule| Edge { at: rule.rect.center().1, from: rule.rect.x0, to: rule.rect.x1 };
    let down = |rule: &&Rule| Edge { at: rule.rect.center().0, from: rule.rect.y0, to: rule.rect.y1 };
    Edges {
        horizontal: merge(horizontal.iter().map(across).collect()),
        vertical: merge(vertical.iter().map(down).collect()),
    }
}

fn merge(mut edges: Vec<Edge>) -> Vec<Edge> {
    edges.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    let mut merged = Vec::new();
    let mut rest = edges.as_slice();
    while let Some(first) = rest.first() {
        let end = rest.iter().position(|edge| edge.at - first.at > SNAP).unwrap_or(rest.len());
        let (cluster, tail) = rest.split_at(end);
        merged.extend(join_pieces(cluster));
        rest = tail;
    }
    merged.retain(|edge| edge.to - edge.from >= SHORTEST);
    merged
}

/// Pieces at one place: those that touch or nearly touch become one, which lies where the longest of them does.
fn join_pieces(cluster: &[Edge]) -> Vec<Edge> {
    let mut pieces = cluster.to_vec();
    pieces.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut joined: Vec<(Edge, f32)> = Vec::new();
    for piece in pieces {
        let length = piece.to - piece.from;
        match joined.last_mut() {
            Some((last, longest)) if piece.from - last.to <= GAP => {
                last.to = last.to.max(piece.to);
                if length > *longest {
                    (last.at, *longest) = (piece.at, length);
                }
            }
            _ => joined.push((piece, length)),
        }
    }
    joined.into_iter().map(|(edge, _)| edge).collect()
}

/// The places that edges lie at, ascending, near ones taken together.
pub(super) fn places(values: impl IntoIterator<Item = f32>) -> Vec<f32> {
    let mut values: Vec<f32> = values.into_iter().collect();
    values.sort_by(f32::total_cmp);
    let mut places: Vec<f32> = Vec::new();
    for value in values {
        if places.last().is_none_or(|last| value - last > SNAP) {
            places.push(value);
        }
    }
    places
}

/// The share of `from..to` at place `at` that edges cover.
pub(super) fn coverage(edges: &[Edge], at: f32, from: f32, to: f32) -> f32 {
    let shared = |edge: &Edge| (edge.to.min(to) - edge.from.max(from)).max(0.0);
    let covered: f32 = edges.iter().filter(|edge| (edge.at - at).abs() <= SNAP).map(shared).sum();
    covered / (to - from).max(f32::EPSILON)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fenjie_source::Rect;

    fn rule(x0: f32, y0: f32, x1: f32, y1: f32) -> Rule {
        Rule { rect: Rect::new(x0, y0, x1, y1), width: 0.5 }
    }

    #[test]
    fn double_and_broken_rules_are_one() {
        let rules = [rule(0.0, 10.0, 40.0, 10.0), rule(42.0, 10.4, 90.0, 10.4), rule(0.0, 12.0, 90.0, 12.0)];
        let edges = edges(&rules);
        assert_eq!(edges.horizontal.len(), 1);
        assert_eq!((edges.horizontal[0].from, edges.horizontal[0].to), (0.0, 90.0));
        assert!(edges.vertical.is_empty());
    }
}
