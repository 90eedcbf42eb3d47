//! Tables from ruled lines: lines that touch make a grid, missing walls make merged cells.

use super::edges::{Edge, Edges, SNAP, coverage, places};
use super::fragment::{Fragment, FragmentCell};
use super::line::lines;
use crate::Watch;
use crate::limits::{GRID_PLACES, Limit};
use fenjie_source::{Glyph, Rect};

/// Share of a side that must be drawn for it to be a wall: rules may be broken.
const WALL: f32 = 0.6;

/// The groups of lines that touch each other, each with its box, top to bottom. A group needs lines of both directions.
pub(super) fn groups(edges: &Edges) -> Vec<(Edges, Rect)> {
    let mut parents: Vec<usize> = (0..edges.horizontal.len() + edges.vertical.len()).collect();
    for (h, across) in edges.horizontal.iter().enumerate() {
        for (v, down) in edges.vertical.iter().enumerate() {
            if meet(across, down) {
                let (a, b) = (root(&mut parents, h), root(&mut parents, edges.horizontal.len() + v));
                parents[a.max(b)] = a.min(b);
            }
        }
    }
    let mut groups: Vec<(usize, Edges)> = Vec::new();
    let mut group = |id: usize| {
        let at = groups.iter().position(|(other, _)| *other == id);
        at.unwrap_or_else(|| {
            groups.push((id, Edges::default()));
            groups.len() - 1
        })
    };
    let members: Vec<usize> = (0..parents.len()).map(|edge| group(root(&mut parents, edge))).collect();
    for (edge, member) in members.into_iter().enumerate() {
        match edges.horizontal.get(edge) {
            Some(across) => groups[member].1.horizontal.push(*across),
            None => groups[member].1.vertical.push(edges.vertical[edge - edges.horizontal.len()]),
        }
    }
    let mut found: Vec<(Edges, Rect)> = groups
        .into_iter()
        .filter(|(_, edges)| !edges.horizontal.is_empty() && !edges.vertical.is_empty())
        .filter_map(|(_, edges)| bounds(&edges).map(|bounds| (edges, bounds)))
        .collect();
    found.sort_by(|(_, a), (_, b)| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    found
}

fn meet(across: &Edge, down: &Edge) -> bool {
    (across.from - SNAP..=across.to + SNAP).contains(&down.at)
        && (down.from - SNAP..=down.to + SNAP).contains(&across.at)
}

fn root(parents: &mut [usize], mut at: usize) -> usize {
    while parents[at] != at {
        parents[at] = parents[parents[at]];
        at = parents[at];
    }
    at
}

fn bounds(edges: &Edges) -> Option<Rect> {
    let across = edges.horizontal.iter().map(|edge| Rect::new(edge.from, edge.at, edge.to, edge.at));
    let down = edges.vertical.iter().map(|edge| Rect::new(edge.at, edge.from, edge.at, edge.to));
    across.chain(down).reduce(Rect::hull)
}

/// The table that a group of lines draws, filled with the glyphs inside it; `None` when it has no two columns.
///
/// Sides that are not drawn are open: a table may have no outer rules at left and right, and a row cut by the page end
/// has none below.
pub(super) fn fragment(edges: &Edges, glyphs: &[Glyph], page: usize, watch: &Watch) -> Option<Fragment> {
    let bbox = bounds(edges)?;
    let ends = |edges: &[Edge]| edges.iter().flat_map(|edge| [edge.from, edge.to]).collect::<Vec<f32>>();
    let xs = places(edges.vertical.iter().map(|edge| edge.at).chain(outermost(&ends(&edges.horizontal))));
    let ys = places(edges.horizontal.iter().map(|edge| edge.at).chain(outermost(&ends(&edges.vertical))));
    let (width, height) = (xs.len().saturating_sub(1), ys.len().saturating_sub(1));
    if width == 0 || height == 0 {
        return None;
    }
    if width * height > GRID_PLACES {
        watch.hit(Limit::GridPlaces);
        return None;
    }
    let rooms = rooms(edges, &xs, &ys);
    let (xs, ys, rooms) = without_idle_borders(&xs, &ys, &rooms);
    if xs.len() < 3 {
        return None;
    }
    let last = ys.last().copied().unwrap_or_default();
    let open_below = coverage(&edges.horizontal, last, bbox.x0, bbox.x1) < WALL / 2.0;
    Some(fill(page, bbox, xs, &ys, &rooms, glyphs, open_below, true))
}

fn outermost(values: &[f32]) -> Vec<f32> {
    let least = values.iter().copied().reduce(f32::min);
    least.into_iter().chain(values.iter().copied().reduce(f32::max)).collect()
}

/// For each row and column the room it belongs to: places without a wall between them share one.
pub(super) fn rooms(edges: &Edges, xs: &[f32], ys: &[f32]) -> Vec<Vec<usize>> {
    let (width, height) = (xs.len() - 1, ys.len() - 1);
    let mut parents: Vec<usize> = (0..width * height).collect();
    for row in 0..height {
        for column in 0..width {
            let here = row * width + column;
            let open_right =
                column + 1 < width && coverage(&edges.vertical, xs[column + 1], ys[row], ys[row + 1]) < WALL;
            let open_down =
                row + 1 < height && coverage(&edges.horizontal, ys[row + 1], xs[column], xs[column + 1]) < WALL;
            for (open, next) in [(open_right, here + 1), (open_down, here + width)] {
                if open {
                    let (a, b) = (root(&mut parents, here), root(&mut parents, next));
                    parents[a.max(b)] = a.min(b);
                }
            }
        }
    }
    (0..height).map(|row| (0..width).map(|column| root(&mut parents, row * width + column)).collect()).collect()
}

/// Drops borders that separate nothing anywhere: strokes that only touch the table.
fn without_idle_borders(xs: &[f32], ys: &[f32], rooms: &[Vec<usize>]) -> (Vec<f32>, Vec<f32>, Vec<Vec<usize>>) {
    let row_differs = |row: usize| rooms[row - 1] != rooms[row];
    let column_differs = |column: usize| rooms.iter().any(|row| row[column - 1] != row[column]);
    let rows: Vec<usize> = (0..rooms.len()).filter(|row| *row == 0 || row_differs(*row)).collect();
    let columns: Vec<usize> = (0..xs.len() - 1).filter(|column| *column == 0 || column_differs(*column)).collect();
    let kept = rows.iter().map(|row| columns.iter().map(|column| rooms[*row][*column]).collect()).collect();
    let borders = |kept: &[usize], all: &[f32]| kept.iter().map(|at| all[*at]).chain(all.last().copied()).collect();
    (borders(&columns, xs), borders(&rows, ys), kept)
}

/// Puts the glyphs into the rooms.
#[expect(clippy::too_many_arguments, reason = "the parts of a fragment, each used once")]
pub(super) fn fill(
    page: usize,
    bbox: Rect,
    columns: Vec<f32>,
    ys: &[f32],
    rooms: &[Vec<usize>],
    glyphs: &[Glyph],
    open_below: bool,
    ruled: bool,
) -> Fragment {
    let mut ids: Vec<usize> = rooms.iter().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let places: Vec<Vec<usize>> =
        rooms.iter().map(|row| row.iter().map(|room| ids.partition_point(|id| id < room)).collect()).collect();
    let mut cells = vec![FragmentCell::default(); ids.len()];
    for (row, line) in places.iter().enumerate() {
        for cell in line {
            let rows = &mut cells[*cell].rows;
            *rows = if rows.end == 0 { row..row + 1 } else { rows.start..row + 1 };
        }
    }
    let mut inside: Vec<Vec<Glyph>> = vec![Vec::new(); ids.len()];
    for glyph in glyphs {
        let (x, y) = glyph.bbox.center();
        if let (Some(column), Some(row)) = (slot(&columns, x), slot(ys, y)) {
            inside[places[row][column]].push(*glyph);
        }
    }
    for (cell, glyphs) in cells.iter_mut().zip(inside) {
        cell.lines = lines(glyphs, page);
    }
    Fragment { bbox, columns, places, cells, open_below, ruled, inferred: false }
}

/// Between which two borders a value lies; just outside counts as inside.
fn slot(borders: &[f32], value: f32) -> Option<usize> {
    let (first, last) = (borders.first()?, borders.last()?);
    if value < first - SNAP || value > last + SNAP {
        return None;
    }
    Some(borders.partition_point(|border| *border <= value).clamp(1, borders.len() - 1) - 1)
}
