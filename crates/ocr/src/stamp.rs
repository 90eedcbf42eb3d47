//! Red seals over print.

use crate::Bounds;
use crate::picture::{Picture, Plane};

/// Red over the other colours by this much is the ink of a seal, not of the print.
const RED: u8 = 45;
/// Side of the blocks in which red is gathered, in inches,
const BLOCK: f32 = 0.05;
/// and the share of a block's pixels that must be red.
const SHARE: f32 = 0.08;
/// Sides of a seal in inches: official round seals are 38 to 58 mm wide, personal and paging seals smaller.
const SIDES: (f32, f32) = (0.4, 2.8);
/// Greatest ratio of its sides: a red letterhead is a line of text, far wider than high.
const RATIO: f32 = 2.2;

/// Takes red seals off the gray page where they lie, so that the black print under them stays; red letterheads stay.
pub(crate) fn remove_stamps(picture: &Picture, page: &mut Plane) {
    for stamp in stamps(picture) {
        let (x0, x1) = (stamp.x0 as usize, (stamp.x1 as usize).min(page.width));
        for y in stamp.y0 as usize..(stamp.y1 as usize).min(page.height) {
            for x in x0..x1 {
                let [red, _, _] = picture.pixel(x, y);
                // The seal's ink is nearly as bright as paper in red light; black print is dark in any.
                page.row_mut(y)[x] = (f32::from(red) * 1.35).min(255.0) as u8;
            }
        }
    }
}

fn stamps(picture: &Picture) -> Vec<Bounds> {
    let block = ((picture.dpi() * BLOCK) as usize).max(2);
    let (columns, rows) = (picture.width() / block, picture.height() / block);
    if columns == 0 || rows == 0 {
        return Vec::new();
    }
    let mut red = vec![0u32; columns * rows];
    for (index, [r, g, b]) in picture.pixels().enumerate() {
        if r.saturating_sub(g.max(b)) > RED {
            let (x, y) = (index % picture.width() / block, index / picture.width() / block);
            if x < columns && y < rows {
                red[y * columns + x] += 1;
            }
        }
    }
    let least = (SHARE * (block * block) as f32) as u32;
    let mut marked: Vec<bool> = red.iter().map(|count| *count > least).collect();
    let mut found = Vec::new();
    for start in 0..marked.len() {
        if !marked[start] {
            continue;
        }
        let patch = take_patch(&mut marked, columns, start).scaled(block as f32);
        let (long, short) = (patch.width().max(patch.height()), patch.width().min(patch.height()));
        let inches = (short / picture.dpi(), long / picture.dpi());
        if inches.0 >= SIDES.0 && inches.1 <= SIDES.1 && long <= RATIO * short {
            let margin = block as f32;
            let grown = Bounds::new(patch.x0 - margin, patch.y0 - margin, patch.x1 + margin, patch.y1 + margin);
            found.push(grown.intersection(Bounds::new(0.0, 0.0, picture.width() as f32, picture.height() as f32)));
        }
    }
    found
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
        remove_stamps(&picture, &mut page);
        assert!(page.get(400, 455) > 200, "the ring is gone");
        assert!(page.get(400, 605) < 60, "the print under it is there");
        assert!(page.get(120, 120) < 140, "the letterhead is there");
    }
}
