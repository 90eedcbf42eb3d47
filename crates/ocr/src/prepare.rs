//! From a picture as scanned to an even, straight plane of grays.

use crate::picture::{Picture, Plane};

/// Tiles in which the paper's brightness is measured, in inches.
const TILE: f32 = 0.3;
/// The share of a tile's pixels that are darker than its paper.
const PAPER: f32 = 0.8;
/// Paper darker than this is print in white on black or a picture; it is left as it is.
const DARKEST_PAPER: u8 = 90;

/// The picture in grays, the paper made white everywhere: shadows, yellowed paper and gray backgrounds go.
pub(crate) fn flattened(picture: &Picture) -> Plane {
    let data = picture.pixels().map(|[r, g, b]| luma(r, g, b)).collect();
    let mut plane = Plane { width: picture.width(), height: picture.height(), data };
    let tile = ((picture.dpi() * TILE) as usize).clamp(8, 400);
    let paper = Paper::measure(&plane, tile);
    for y in 0..plane.height {
        let (upper, lower, down) = paper.rows_at(y);
        let mut bright = vec![0.0f32; paper.columns];
        for (value, (a, b)) in bright.iter_mut().zip(upper.iter().zip(lower)) {
            *value = a + (b - a) * down;
        }
        let row = plane.row_mut(y);
        for (x, pixel) in row.iter_mut().enumerate() {
            let at = (x as f32 / tile as f32 - 0.5).max(0.0);
            let left = (at as usize).min(bright.len() - 1);
            let right = (left + 1).min(bright.len() - 1);
            let white = bright[left] + (bright[right] - bright[left]) * (at - left as f32).min(1.0);
            *pixel = (f32::from(*pixel) * 255.0 / white).min(255.0) as u8;
        }
    }
    plane
}

pub(crate) fn luma(r: u8, g: u8, b: u8) -> u8 {
    ((u32::from(r) * 77 + u32::from(g) * 151 + u32::from(b) * 28) >> 8) as u8
}

/// Makes faint print dark: copies of copies and stamped old paper hold no ink darker than a middle gray.
pub(crate) fn darken(page: &mut Plane) {
    /// Print between these is faint: darker print needs nothing, and lighter is none.
    const FAINT: (u8, u8) = (140, 215);
    /// As dark as print is made.
    const DARK: f32 = 30.0;
    let print = page.print();
    if !(FAINT.0..FAINT.1).contains(&print) {
        return;
    }
    let gain = (255.0 - DARK) / (255.0 - f32::from(print));
    page.data.iter_mut().for_each(|value| *value = (255.0 - (255.0 - f32::from(*value)) * gain).max(0.0) as u8);
}

/// Brightness of the paper, one value a tile.
struct Paper {
    columns: usize,
    rows: usize,
    tile: usize,
    values: Vec<f32>,
}

impl Paper {
    fn measure(plane: &Plane, tile: usize) -> Self {
        let (columns, rows) = (plane.width.div_ceil(tile).max(1), plane.height.div_ceil(tile).max(1));
        let mut values = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                values.push(tile_paper(plane, column * tile, row * tile, tile));
            }
        }
        Self { columns, rows, tile, values }.smoothed()
    }

    /// A tile full of ink takes the paper of its brightest neighbour.
    fn smoothed(self) -> Self {
        let at = |column: i64, row: i64| {
            let column = column.clamp(0, self.columns as i64 - 1) as usize;
            let row = row.clamp(0, self.rows as i64 - 1) as usize;
            self.values[row * self.columns + column]
        };
        let mut values = Vec::with_capacity(self.values.len());
        for row in 0..self.rows as i64 {
            for column in 0..self.columns as i64 {
                let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (column + dx, row + dy)));
                values.push(around.map(|(x, y)| at(x, y)).fold(1.0, f32::max));
            }
        }
        Self { values, ..self }
    }

    /// The rows of tiles above and below the middle of pixel row `y`, and how far it lies between them.
    fn rows_at(&self, y: usize) -> (&[f32], &[f32], f32) {
        let at = (y as f32 / self.tile as f32 - 0.5).max(0.0);
        let upper = (at as usize).min(self.rows - 1);
        let lower = (upper + 1).min(self.rows - 1);
        let row = |row: usize| &self.values[row * self.columns..(row + 1) * self.columns];
        (row(upper), row(lower), (at - upper as f32).min(1.0))
    }
}

/// The brightness that [`PAPER`] of the tile's pixels do not exceed; every second pixel of every second row is enough.
fn tile_paper(plane: &Plane, x: usize, y: usize, tile: usize) -> f32 {
    let mut histogram = [0usize; 256];
    let mut count = 0;
    for row in (y..(y + tile).min(plane.height)).step_by(2) {
        for value in plane.row(row)[x..(x + tile).min(plane.width)].iter().step_by(2) {
            histogram[usize::from(*value)] += 1;
            count += 1;
        }
    }
    let white = percentile(&histogram, count, PAPER);
    if white < DARKEST_PAPER { 255.0 } else { f32::from(white) }
}

fn percentile(histogram: &[usize; 256], count: usize, share: f32) -> u8 {
    let mut left = (count as f32 * share) as usize;
    for (value, n) in histogram.iter().enumerate() {
        if *n > left {
            return value as u8;
        }
        left -= n;
    }
    255
}

/// Side of the blocks in which a scanner's black edge is looked for, in inches: rules and print are thinner.
const EDGE_BLOCK: f32 = 0.06;
/// A block darker than this on the mean is part of the edge.
const EDGE: u8 = 90;
/// Greatest share of the page that an edge may cover; beyond that it is no edge but a dark page.
const EDGE_SHARE: f32 = 0.4;

/// Whitens the black edges that a scanner leaves around a sheet: dark blocks that hang together with the page's rim.
pub(crate) fn remove_edges(page: &mut Plane, dpi: f32) {
    let block = ((dpi * EDGE_BLOCK) as usize).max(4);
    let small = page.shrunk(block);
    let (columns, rows) = (small.width, small.height);
    let dark = |at: usize| small.data.get(at).is_some_and(|value| *value < EDGE);
    let rim = (0..columns * rows).filter(|at| {
        let (x, y) = (at % columns, at / columns);
        x == 0 || y == 0 || x + 1 == columns || y + 1 == rows
    });
    let mut edge = vec![false; columns * rows];
    let mut pending: Vec<usize> = rim.filter(|at| dark(*at)).collect();
    for at in &pending {
        edge[*at] = true;
    }
    let mut count = pending.len();
    while let Some(at) = pending.pop() {
        let (x, y) = (at % columns, at / columns);
        let sides = [
            (x > 0, at.wrapping_sub(1)),
            (x + 1 < columns, at + 1),
            (y > 0, at.wrapping_sub(columns)),
            (y + 1 < rows, at + columns),
        ];
        for (inside, next) in sides {
            if inside && !edge[next] && dark(next) {
                edge[next] = true;
                count += 1;
                pending.push(next);
            }
        }
    }
    if count == 0 || count as f32 > EDGE_SHARE * (columns * rows) as f32 {
        return;
    }
    for at in (0..edge.len()).filter(|at| edge[*at]) {
        let (left, top) = ((at % columns) * block, (at / columns) * block);
        for y in top.saturating_sub(block)..(top + 2 * block).min(page.height) {
            let right = (left + 2 * block).min(page.width);
            page.row_mut(y)[left.saturating_sub(block)..right].fill(255);
        }
    }
}

/// Greatest skew of flatbed and feeder scans, in degrees,
const MAX_SKEW: f32 = 3.5;
/// and of sheets fed by hand or photographed,
const FAR_SKEW: f32 = 10.0;
/// whose lines must be this much sharper than those seen at the best of the smaller angles.
const SHARPER: f64 = 1.3;
/// A skew below this moves a page-wide line by less than two pixels at 200 dpi.
const LEAST_SKEW: f32 = 0.04;
/// Darker than this is ink, when the angle is measured.
const INK: u8 = 140;

/// The angle in degrees by which lines of text and rules fall to the right (negative: rise), by the sharpest projection
/// profile.
pub(crate) fn skew(plane: &Plane) -> f32 {
    let factor = (plane.width.max(plane.height) / 1100).max(1);
    let small = plane.shrunk(factor);
    let points: Vec<(f32, f32)> = (0..small.height)
        .flat_map(|y| (0..small.width).map(move |x| (x, y)))
        .filter(|(x, y)| small.get(*x, *y) < INK)
        .map(|(x, y)| (x as f32, y as f32))
        .collect();
    if points.len() < 200 {
        return 0.0;
    }
    let coarse = sharpest(&points, &small, (-MAX_SKEW, MAX_SKEW), 0.2);
    let (coarse, most) = match far_skew(&points, &small, coarse) {
        Some(far) => (far, FAR_SKEW),
        None => (coarse, MAX_SKEW),
    };
    let fine = sharpest(&points, &small, (coarse - 0.2, coarse + 0.2), 0.02);
    if fine.abs() < LEAST_SKEW || fine.abs() > most - 0.05 { 0.0 } else { fine }
}

/// An angle beyond [`MAX_SKEW`], where lines are clearly sharper than at the best angle below it.
fn far_skew(points: &[(f32, f32)], plane: &Plane, near: f32) -> Option<f32> {
    // A part of the ink is enough to tell lines from none.
    const PART: usize = 3;
    /// On a page with less ink than this, specks look like lines.
    const FEWEST: usize = 3000;
    if points.len() < FEWEST {
        return None;
    }
    let part: Vec<(f32, f32)> = points.iter().step_by(PART).copied().collect();
    let sides = [(-FAR_SKEW, -MAX_SKEW), (MAX_SKEW, FAR_SKEW)];
    let best = |range| {
        let angle = sharpest(&part, plane, range, 0.4);
        (angle, sharpness(&part, plane, angle))
    };
    let (far, sharp) = sides.map(best).into_iter().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    (sharp > SHARPER * sharpness(&part, plane, near)).then(|| sharpest(points, plane, (far - 0.4, far + 0.4), 0.2))
}

fn sharpest(points: &[(f32, f32)], plane: &Plane, range: (f32, f32), step: f32) -> f32 {
    let count = ((range.1 - range.0) / step).round() as usize;
    let angles = (0..=count).map(|i| range.0 + i as f32 * step);
    let scored = angles.map(|angle| (angle, sharpness(points, plane, angle)));
    // The angle nearest to none wins among equals.
    scored.fold((0.0, f64::MIN), |best, next| if next.1 > best.1 { next } else { best }).0
}

/// How much ink changes from one row to the next, seen along lines that fall by `angle`.
fn sharpness(points: &[(f32, f32)], plane: &Plane, angle: f32) -> f64 {
    let slope = angle.to_radians().tan();
    let shift = plane.width as f32 * slope.abs() + 2.0;
    let mut rows = vec![0u32; plane.height + 2 * shift as usize + 4];
    for (x, y) in points {
        let row = (y - x * slope + shift) as usize;
        if let Some(count) = rows.get_mut(row) {
            *count += 1;
        }
    }
    rows.windows(2).map(|pair| (f64::from(pair[0]) - f64::from(pair[1])).powi(2)).sum()
}

/// The plane turned about its middle so that lines that fell by `angle` degrees run level; what comes in is white.
pub(crate) fn straightened(plane: &Plane, angle: f32) -> Plane {
    let (sin, cos) = angle.to_radians().sin_cos();
    let (cx, cy) = (plane.width as f32 / 2.0, plane.height as f32 / 2.0);
    let mut out = Plane::filled(plane.width, plane.height, 255);
    for y in 0..plane.height {
        let dy = y as f32 - cy;
        let row = &mut out.data[y * plane.width..(y + 1) * plane.width];
        let (mut sx, mut sy) = (cx - cx * cos - dy * sin, cy - cx * sin + dy * cos);
        for pixel in row {
            *pixel = plane.between(sx, sy);
            sx += cos;
            sy += sin;
        }
    }
    out
}

impl Plane {
    /// The value at a point between pixels; white outside.
    fn between(&self, x: f32, y: f32) -> u8 {
        if x < 0.0 || y < 0.0 {
            return 255;
        }
        let (left, top) = (x as usize, y as usize);
        if left + 1 >= self.width || top + 1 >= self.height {
            return 255;
        }
        let (fx, fy) = (x - left as f32, y - top as f32);
        let at = top * self.width + left;
        let value = |index: usize| f32::from(self.data[index]);
        let upper = value(at) + (value(at + 1) - value(at)) * fx;
        let lower = value(at + self.width) + (value(at + self.width + 1) - value(at + self.width)) * fx;
        (upper + (lower - upper) * fy + 0.5) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dark bars that fall by `angle` degrees on a white page.
    fn bars(angle: f32) -> Plane {
        let mut plane = Plane::filled(900, 1200, 255);
        let slope = angle.to_radians().tan();
        for y in 0..1200 {
            for x in 100..800 {
                let level = y as f32 - x as f32 * slope;
                if (level.rem_euclid(40.0) as i32) < 14 && (120..1080).contains(&y) {
                    plane.data[y * 900 + x] = 20;
                }
            }
        }
        plane
    }

    #[test]
    fn the_skew_of_a_page_is_found_and_undone() {
        for angle in [-6.2f32, -2.6, -0.7, 0.0, 0.3, 1.9, 4.1] {
            let page = bars(angle);
            let found = skew(&page);
            assert!((found - angle).abs() < 0.1, "{angle} found as {found}");
            assert!(skew(&straightened(&page, found)).abs() < 0.1, "{angle} not undone");
        }
    }

    #[test]
    fn faint_print_turns_dark_and_dark_print_stays() {
        for (print, dark) in [(150u8, 30u8), (60, 60)] {
            let mut page = Plane::filled(200, 200, 255);
            (90..110).for_each(|y| page.row_mut(y)[20..180].fill(print));
            darken(&mut page);
            assert!(page.get(100, 100).abs_diff(dark) <= 1, "{print} became {}", page.get(100, 100));
            assert_eq!(page.get(10, 10), 255);
        }
    }

    #[test]
    fn gray_paper_turns_white_and_ink_stays_dark() {
        let mut rgb = vec![170u8; 300 * 300 * 3];
        for y in 140..150 {
            for x in 50..250 {
                rgb[(y * 300 + x) * 3..][..3].fill(40);
            }
        }
        let picture = Picture::from_rgb(300, 300, rgb, 200.0).unwrap();
        let plane = flattened(&picture);
        assert!(plane.get(20, 20) >= 250);
        assert!(plane.get(100, 145) < 90);
    }
}
