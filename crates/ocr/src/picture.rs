use crate::limits::MAX_PIXELS;
use crate::prepare::{luma, straightened};
use crate::{Bounds, Error};

/// A page as pixels: eight bits each of red, green and blue, rows from the top.
#[derive(Clone, Debug)]
pub struct Picture {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
    dpi: f32,
}

impl Picture {
    /// A picture of `width` × `height` pixels at `dpi` pixels an inch.
    ///
    /// # Errors
    /// [`Error::Picture`] when `rgb` does not hold three bytes a pixel, the picture is empty or larger than
    /// [`MAX_PIXELS`](crate::limits::MAX_PIXELS), or `dpi` is not a positive number.
    pub fn from_rgb(width: usize, height: usize, rgb: Vec<u8>, dpi: f32) -> Result<Self, Error> {
        let pixels = width.checked_mul(height).filter(|n| (1..=MAX_PIXELS).contains(n));
        match pixels {
            Some(pixels) if rgb.len() == pixels * 3 && dpi.is_finite() && dpi > 0.0 => {
                Ok(Self { width, height, rgb, dpi })
            }
            _ => Err(Error::Picture { width, height, bytes: rgb.len() }),
        }
    }

    /// Pixels an inch.
    pub fn dpi(&self) -> f32 {
        self.dpi
    }

    /// Width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// Width, height and grays of the picture as boxes of a [`Reading`](crate::Reading) see it: turned clockwise by
    /// `quarters`, then set straight by `skew` degrees.
    pub fn upright(&self, quarters: u8, skew: f32) -> (usize, usize, Vec<u8>) {
        let data = self.pixels().map(|[r, g, b]| luma(r, g, b)).collect();
        let turned = Plane { width: self.width, height: self.height, data }.turned(quarters);
        let straight = if skew == 0.0 { turned } else { straightened(&turned, skew) };
        (straight.width, straight.height, straight.data)
    }

    /// Red, green and blue of each pixel, rows from the top.
    pub(crate) fn pixels(&self) -> impl Iterator<Item = [u8; 3]> + '_ {
        self.rgb.as_chunks::<3>().0.iter().copied()
    }

    /// Red, green and blue at a place; white outside.
    pub(crate) fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        self.rgb.as_chunks::<3>().0.get(y * self.width + x).copied().unwrap_or([255; 3])
    }
}

/// One value a pixel: 0 black, 255 white.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plane {
    pub width: usize,
    pub height: usize,
    pub data: Vec<u8>,
}

impl Plane {
    pub fn filled(width: usize, height: usize, value: u8) -> Self {
        Self { width, height, data: vec![value; width * height] }
    }

    pub fn get(&self, x: usize, y: usize) -> u8 {
        self.data.get(y * self.width + x).copied().unwrap_or(255)
    }

    pub fn row(&self, y: usize) -> &[u8] {
        &self.data[y * self.width..(y + 1) * self.width]
    }

    pub fn row_mut(&mut self, y: usize) -> &mut [u8] {
        &mut self.data[y * self.width..(y + 1) * self.width]
    }

    /// How dark the page's print is: as dark as the darkest hundredth of its pixels.
    pub fn print(&self) -> u8 {
        const STEP: usize = 7;
        let mut histogram = [0usize; 256];
        self.data.iter().step_by(STEP).for_each(|value| histogram[usize::from(*value)] += 1);
        let mut left = self.data.len() / STEP / 100;
        for (value, count) in histogram.iter().enumerate() {
            if *count > left {
                return value as u8;
            }
            left -= count;
        }
        255
    }

    /// Darker than this is ink: half way between the page's print and its paper, so that thin strokes of faint print count.
    pub fn ink(&self) -> u8 {
        self.print().midpoint(255)
    }

    pub fn bounds(&self) -> Bounds {
        Bounds { x0: 0.0, y0: 0.0, x1: self.width as f32, y1: self.height as f32 }
    }

    /// Turned clockwise by `quarters` of a full turn.
    pub fn turned(&self, quarters: u8) -> Self {
        let (width, height) = (self.width, self.height);
        match quarters % 4 {
            1 => {
                let mut out = self.transposed();
                out.data.chunks_exact_mut(height.max(1)).for_each(<[u8]>::reverse);
                out
            }
            2 => Self { width, height, data: self.data.iter().rev().copied().collect() },
            3 => {
                let out = self.transposed();
                let data = out.data.chunks_exact(height.max(1)).rev().flatten().copied().collect();
                Self { data, ..out }
            }
            _ => self.clone(),
        }
    }

    /// Rows become columns.
    pub fn transposed(&self) -> Self {
        const BLOCK: usize = 32;
        let mut out = Self::filled(self.height, self.width, 255);
        for top in (0..self.height).step_by(BLOCK) {
            for left in (0..self.width).step_by(BLOCK) {
                for y in top..(top + BLOCK).min(self.height) {
                    for x in left..(left + BLOCK).min(self.width) {
                        out.data[x * self.height + y] = self.data[y * self.width + x];
                    }
                }
            }
        }
        out
    }

    /// Each pixel of a smaller plane is the mean of a block of `factor` × `factor`.
    pub fn shrunk(&self, factor: usize) -> Self {
        let (width, height) = (self.width / factor, self.height / factor);
        let mut data = Vec::with_capacity(width * height);
        let mut sums = vec![0u32; width];
        for y in 0..height {
            sums.fill(0);
            for inner in 0..factor {
                let row = self.row(y * factor + inner);
                for (sum, block) in sums.iter_mut().zip(row.chunks_exact(factor)) {
                    *sum += block.iter().map(|v| u32::from(*v)).sum::<u32>();
                }
            }
            let area = (factor * factor) as u32;
            data.extend(sums.iter().map(|sum| (sum / area) as u8));
        }
        Self { width, height, data }
    }

    /// The part inside `bounds`, scaled to `width` × `height` with the mean over each target pixel where it shrinks and
    /// linear interpolation where it grows.
    pub fn scaled(&self, bounds: Bounds, width: usize, height: usize) -> Vec<f32> {
        let columns = weights(bounds.x0, bounds.x1, width, self.width);
        let rows = weights(bounds.y0, bounds.y1, height, self.height);
        let mut out = vec![0.0f32; width * height];
        let mut narrowed: Vec<(usize, Vec<f32>)> = Vec::new();
        for (target, taps) in rows.iter().enumerate() {
            let line = &mut out[target * width..(target + 1) * width];
            for &(y, weight) in taps {
                if !narrowed.iter().any(|(row, _)| *row == y) {
                    narrowed.retain(|(row, _)| *row >= taps[0].0);
                    narrowed.push((y, narrow(self.row(y), &columns)));
                }
                if let Some((_, source)) = narrowed.iter().find(|(row, _)| *row == y) {
                    for (pixel, value) in line.iter_mut().zip(source) {
                        *pixel += weight * value;
                    }
                }
            }
        }
        out
    }
}

fn narrow(row: &[u8], columns: &[Vec<(usize, f32)>]) -> Vec<f32> {
    columns.iter().map(|taps| taps.iter().map(|&(x, weight)| weight * f32::from(row[x])).sum()).collect()
}

/// For each of `count` target pixels over `from..to`: the source pixels it takes and how much of each. Positions
/// outside the plane repeat its edge.
fn weights(from: f32, to: f32, count: usize, limit: usize) -> Vec<Vec<(usize, f32)>> {
    let step = (to - from) / count.max(1) as f32;
    let reach = step.max(1.0);
    (0..count)
        .map(|target| {
            let center = from + (target as f32 + 0.5) * step - 0.5;
            let (first, last) = ((center - reach).ceil() as i64, (center + reach).floor() as i64);
            let mut taps: Vec<(usize, f32)> = Vec::with_capacity((last - first + 1).max(1) as usize);
            for x in first..=last {
                let weight = 1.0 - (x as f32 - center).abs() / reach;
                if weight > 0.0 {
                    taps.push((x.clamp(0, limit as i64 - 1) as usize, weight));
                }
            }
            let total: f32 = taps.iter().map(|(_, weight)| weight).sum();
            for (_, weight) in &mut taps {
                *weight /= total.max(f32::EPSILON);
            }
            taps
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_keeps_a_plain_plane_plain() {
        let plane = Plane::filled(50, 40, 200);
        for (width, height) in [(7, 5), (50, 40), (111, 96)] {
            let scaled = plane.scaled(plane.bounds(), width, height);
            assert_eq!(scaled.len(), width * height);
            assert!(scaled.iter().all(|v| (v - 200.0).abs() < 0.01));
        }
    }

    #[test]
    fn four_quarter_turns_are_none() {
        let plane = Plane { width: 3, height: 2, data: vec![1, 2, 3, 4, 5, 6] };
        assert_eq!(plane.turned(1), Plane { width: 2, height: 3, data: vec![4, 1, 5, 2, 6, 3] });
        assert_eq!(plane.turned(1).turned(1), plane.turned(2));
        assert_eq!(plane.turned(2).turned(1), plane.turned(3));
        assert_eq!(plane.turned(3).turned(1), plane);
    }

    #[test]
    fn a_picture_of_the_wrong_length_is_refused() {
        assert!(Picture::from_rgb(2, 2, vec![0; 11], 200.0).is_err());
        assert!(Picture::from_rgb(2, 2, vec![0; 12], f32::NAN).is_err());
        assert!(Picture::from_rgb(2, 2, vec![0; 12], 200.0).is_ok());
    }
}
