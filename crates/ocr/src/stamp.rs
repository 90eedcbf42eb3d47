//! Seals over print: red ones by their colour, gray copies of them by ink that is lighter than print.

use crate::Bounds;
use crate::picture::{Picture, Plane};

/// Red over the other colours by this much is the ink of a seal, not of the print.
const RED: u8 = 45;
/// Side of the blocks in which a seal's ink is gathered, in inches,
const BLOCK: f32 = 0.05;
/// and the share of a block's pixels that must be such ink.
const SHARE: f32 = 0.08;
/// Sides of a seal in inches: official round seals are 38 to 58 mm wide, personal and paging seals smaller.
const SIDES: (f32, f32) = (0.4, 2.8);
/// Greatest ratio of its sides: a red letterhead is a line of text, far wider than high.
const RATIO: f32 = 2.2;
/// How far around a seal's strokes their soft edges reach, in inches.
const EDGE: f32 = 0.013;

/// Takes red seals off the gray page where they lie, so that the black print under them stays; red letterheads stay.
pub(crate) fn remove_red_seals(picture: &Picture, page: &mut Plane) {
    /// Red light as bright as this is a seal's edge; print is darker.
    const SOFTEST: f32 = 165.0;
    const DARKEST: f32 = 50.0;
    let ink: Vec<bool> = picture.pixels().map(|[r, g, b]| r.saturating_sub(g.max(b)) > RED).collect();
    if !ink.contains(&true) {
        return;
    }
    let seals = Seals { ink: &ink, width: picture.width(), dpi: picture.dpi() };
    for seal in seals.find() {
        // The seal's ink is nearly as bright as paper in red light; black print is dark in any.
        seals.wash(page, seal, |x, y, _| (f32::from(picture.pixel(x, y)[0]) - DARKEST) / (SOFTEST - DARKEST) * 255.0);
    }
}

/// Takes gray seals off the page: their strokes are even, and lighter than the print.
pub(crate) fn remove_gray_seals(page: &mut Plane, dpi: f32) {
    /// Lighter than the print by this share of its contrast, and darker than the paper.
    const BETWEEN: (f32, f32) = (0.22, 0.8);
    /// Print lighter than this is too near to the seal's ink, and to the paper's.
    const FAINTEST: f32 = 160.0;
    /// Greatest difference between neighbouring pixels of one stroke: the noise of a scanner.
    const EVEN: u8 = 24;
    let print = f32::from(page.print());
    if print > FAINTEST {
        return;
    }
    let level = |share: f32| (print + share * (255.0 - print)) as u8;
    let (darkest, lightest) = (level(BETWEEN.0), level(BETWEEN.1));
    let mut ink = vec![false; page.data.len()];
    for y in 1..page.height.saturating_sub(1) {
        let (above, row, below) = (page.row(y - 1), page.row(y), page.row(y + 1));
        for x in 1..page.width.saturating_sub(1) {
            let own = row[x];
            ink[y * page.width + x] = (darkest..lightest).contains(&own)
                && [row[x - 1], row[x + 1], above[x], below[x]].iter().all(|other| other.abs_diff(own) < EVEN);
        }
    }
    let seals = Seals { ink: &ink, width: page.width, dpi };
    for seal in seals.find() {
        let mut values: Vec<u8> = seals.within(seal).map(|index| page.data[index]).collect();
        values.sort_unstable();
        let Some(own) = values.get(values.len() / 2).map(|value| f32::from(*value)) else { continue };
        let softest = own - 0.25 * (own - print);
        seals.wash(page, seal, |_, _, value| (f32::from(value) - print) / (softest - print) * 255.0);
    }
}

/// The pixels that may be a seal's.
struct Seals<'a> {
    ink: &'a [bool],
    width: usize,
    dpi: f32,
}

impl Seals<'_> {
    fn height(&self) -> usize {
        self.ink.len() / self.width.max(1)
    }

    /// The boxes of what is as large as a seal.
    fn find(&self) -> Vec<Bounds> {
        let block = ((self.dpi * BLOCK) as usize).max(2);
        let (columns, rows) = (self.width / block, self.height() / block);
        let mut counts = vec![0u32; columns * rows];
        for (y, row) in self.ink.chunks_exact(self.width.max(1)).take(rows * block).enumerate() {
            for (x, _) in row.iter().take(columns * block).enumerate().filter(|(_, ink)| **ink) {
                counts[y / block * columns + x / block] += 1;
            }
        }
        let least = (SHARE * (block * block) as f32) as u32;
        let mut marked: Vec<bool> = counts.iter().map(|count| *count > least).collect();
        let page = Bounds::new(0.0, 0.0, self.width as f32, self.height() as f32);
        let mut found = Vec::new();
        for start in 0..marked.len() {
            if !marked[start] {
                continue;
            }
            let patch = take_patch(&mut marked, columns, start).scaled(block as f32);
            let (long, short) = (patch.width().max(patch.height()), patch.width().min(patch.height()));
            if short / self.dpi >= SIDES.0 && long / self.dpi <= SIDES.1 && long <= RATIO * short {
                let margin = block as f32;
                let grown = Bounds::new(patch.x0 - margin, patch.y0 - margin, patch.x1 + margin, patch.y1 + margin);
                found.push(grown.intersection(page));
            }
        }
        found
    }

    /// The seal's pixels inside its box.
    fn within(&self, seal: Bounds) -> impl Iterator<Item = usize> {
        let columns = seal.x0 as usize..seal.x1 as usize;
        (seal.y0 as usize..seal.y1 as usize)
            .flat_map(move |y| columns.clone().map(move |x| y * self.width + x))
            .filter(|index| self.ink[*index])
    }

    /// Sets the pixels on and beside the seal's strokes to what `print` sees there.
    fn wash(&self, page: &mut Plane, seal: Bounds, print: impl Fn(usize, usize, u8) -> f32) {
        let reach = ((EDGE * self.dpi) as usize).max(2);
        let mut touched = vec![false; self.ink.len()];
        for index in self.within(seal) {
            let (x, y) = (index % self.width, index / self.width);
            for row in y.saturating_sub(reach)..(y + reach + 1).min(page.height) {
                let columns = x.saturating_sub(reach)..(x + reach + 1).min(page.width);
                touched[row * self.width + columns.start..row * self.width + columns.end].fill(true);
            }
        }
        for index in (0..touched.len()).filter(|index| touched[*index]) {
            let (x, y) = (index % self.width, index / self.width);
            let value = &mut page.data[index];
            *value = print(x, y, *value).clamp(0.0, 255.0) as u8;
        }
    }
}

/// The box around the marked blocks that hang together with `start`, gaps of two blocks bridged; unmarks them.
fn take_patch(marked: &mut [bool], columns: usize, start: usize) -> Bounds {
    const BRIDGE: usize = 3;
    let rows = marked.len() / columns;
    let mut pending = vec![start];
    let mut bounds = Bounds::new(f32::MAX, f32::MAX, 0.0, 0.0);
    marked[start] = false;
    while let Some(at) = pending.pop() {
        let (x, y) = (at % columns, at / columns);
        bounds = bounds.hull(Bounds::new(x as f32, y as f32, (x + 1) as f32, (y + 1) as f32));
        for ny in y.saturating_sub(BRIDGE)..(y + BRIDGE + 1).min(rows) {
            for nx in x.saturating_sub(BRIDGE)..(x + BRIDGE + 1).min(columns) {
                let next = ny * columns + nx;
                if marked[next] {
                    marked[next] = false;
                    pending.push(next);
                }
            }
        }
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::flattened;

    #[test]
    fn a_seal_goes_and_the_print_under_it_and_a_red_letterhead_stay() {
        let (width, height) = (800usize, 900usize);
        let mut rgb = vec![255u8; width * height * 3];
        let mut dot = |x: usize, y: usize, color: [u8; 3]| rgb[(y * width + x) * 3..][..3].copy_from_slice(&color);
        for degree in 0..3600 {
            let (sin, cos) = (degree as f32 / 10.0).to_radians().sin_cos();
            for radius in 140..150 {
                dot((400.0 + radius as f32 * cos) as usize, (600.0 + radius as f32 * sin) as usize, [210, 40, 50]);
            }
        }
        for y in 590..620 {
            (300..500).for_each(|x| dot(x, y, [20, 20, 20]));
        }
        for y in 100..150 {
            (100..700).filter(|x| x % 60 < 45).for_each(|x| dot(x, y, [210, 30, 30]));
        }
        let picture = Picture::from_rgb(width, height, rgb, 200.0).unwrap();
        let mut page = flattened(&picture);
        remove_red_seals(&picture, &mut page);
        assert!(page.get(400, 455) > 200, "the ring is gone");
        assert!(page.get(400, 605) < 60, "the print under it is there");
        assert!(page.get(120, 120) < 140, "the letterhead is there");
    }

    #[test]
    fn a_gray_copy_of_a_seal_goes_and_print_of_one_darkness_stays() {
        let mut page = Plane::filled(800, 900, 255);
        for degree in 0..3600 {
            let (sin, cos) = (degree as f32 / 10.0).to_radians().sin_cos();
            for radius in 140..150 {
                let (x, y) = (400.0 + radius as f32 * cos, 600.0 + radius as f32 * sin);
                page.row_mut(y as usize)[x as usize] = 110;
            }
        }
        for y in (100..880).step_by(40) {
            (y..y + 12).for_each(|y| page.row_mut(y)[100..700].fill(25));
        }
        let mut washed = page.clone();
        remove_gray_seals(&mut washed, 200.0);
        assert!(washed.get(545, 592) > 240, "the ring is gone");
        assert!((100..700).all(|x| washed.get(x, 586) < 60), "the print under it is there");
        let mut plain = page.clone();
        plain.data.iter_mut().filter(|value| **value == 110).for_each(|value| *value = 255);
        let before = plain.clone();
        remove_gray_seals(&mut plain, 200.0);
        assert_eq!(plain, before);
    }
}
