use crate::limits::MAX_BOXES;
use crate::model::Network;
use crate::picture::Plane;
use crate::rules::Stroke;
use crate::{Bounds, Error};
use rten_tensor::{AsView, Layout, NdTensor};

/// The resolution at which the detector sees the page, in pixels an inch. From 70 to 110 finds the lines of body text
/// and of small print (9 points) equally well; time grows with its square.
const RESOLUTION: f32 = 76.0;
/// Least and greatest length of the long side as the detector sees it, in pixels.
const LONG_SIDE: (f32, f32) = (640.0, 1920.0);
/// Darker than this is ink, where the detector looks.
const INK: u8 = 170;
/// Darker than this is the ink of a mark that ends a line.
const MARK: u8 = 130;
/// The network's input sides are multiples of this.
const STRIDE: usize = 32;
/// Mean and deviation of each channel that PP-OCR's detectors were trained with.
const MEAN: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATION: [f32; 3] = [0.229, 0.224, 0.225];
/// From the models' own settings (PP-OCRv6 `inference.yml`): a pixel is text from here on,
const TEXT: f32 = 0.2;
/// a box is kept when its text pixels hold this on the mean,
const BOX: f32 = 0.4;
/// and grows by this share of its area over its girth, as the network was taught shrunken boxes.
const GROWTH: f32 = 1.4;

/// Boxes of printed lines (or of the parts of a line that stand apart) on a straightened page.
pub(crate) fn detect(network: &Network, page: &Plane, dpi: f32, rules: &[Stroke]) -> Result<Vec<Bounds>, Error> {
    let Some(inked) = page.inked(dpi) else { return Ok(Vec::new()) };
    let mut map = probability(network, page, inked, dpi)?;
    cut_along(&mut map, rules);
    let grown = |component: &Component| map.grown(component).map(|bounds| bounds.intersection(page.bounds()));
    let mut boxes: Vec<Bounds> = map.components().iter().filter_map(grown).take(MAX_BOXES).collect();
    for bounds in &mut boxes {
        keep_off(bounds, rules);
    }
    boxes.retain(|bounds| bounds.width() >= 4.0 && bounds.height() >= 4.0);
    reach_marks(page, &mut boxes, rules);
    Ok(boxes)
}

/// Draws the right side of a line out to the mark that ends it: the network often leaves a comma at the foot outside.
fn reach_marks(page: &Plane, boxes: &mut [Bounds], rules: &[Stroke]) {
    for i in 0..boxes.len() {
        let own = boxes[i];
        let height = own.height();
        if own.width() < 1.5 * height {
            continue;
        }
        let beside = Bounds::new(own.x1, own.y0 + 0.25 * height, own.x1 + 0.8 * height, own.y1);
        let blocked = |other: Bounds| {
            let common = beside.intersection(other);
            common.width() > 0.0 && common.height() > 0.0
        };
        let others = boxes.iter().enumerate().filter(|(other, _)| *other != i).map(|(_, bounds)| *bounds);
        let nearest = others
            .chain(rules.iter().map(|rule| rule.bounds))
            .filter(|other| blocked(*other))
            .map(|other| other.x0 - 1.0)
            .fold(beside.x1, f32::min);
        let Some(ink) = page.ink_within(Bounds { x1: nearest, ..beside }.intersection(page.bounds()), MARK) else {
            continue;
        };
        let mark = (2.0..0.5 * height).contains(&ink.width()) && (2.0..0.6 * height).contains(&ink.height());
        if mark {
            boxes[i].x1 = (ink.x1 + 0.15 * height).min(nearest.max(ink.x1));
        }
    }
}

/// How likely each pixel belongs to text, where its first pixel lies on the page, and the scale from its pixels to the
/// page's.
struct ProbabilityMap {
    width: usize,
    height: usize,
    data: Vec<f32>,
    origin: (f32, f32),
    scale: (f32, f32),
}

/// A connected patch of text pixels, in the map's pixels, ends exclusive.
struct Component {
    x: (usize, usize),
    y: (usize, usize),
    sum: f32,
    count: usize,
}

fn probability(network: &Network, page: &Plane, part: Bounds, dpi: f32) -> Result<ProbabilityMap, Error> {
    let longest = part.width().max(part.height());
    let seen = (longest * RESOLUTION / dpi).clamp(LONG_SIDE.0, LONG_SIDE.1).min(longest);
    let side = |pixels: f32| ((pixels * seen / longest / STRIDE as f32).round() as usize).max(1) * STRIDE;
    let (width, height) = (side(part.width()), side(part.height()));
    let gray = page.scaled(part, width, height);
    let mut input = Vec::with_capacity(3 * gray.len());
    for (mean, deviation) in MEAN.iter().zip(DEVIATION) {
        input.extend(gray.iter().map(|v| (v / 255.0 - mean) / deviation));
    }
    let output: NdTensor<f32, 4> = network.run(NdTensor::from_data([1, 3, height, width], input))?;
    let shape = output.shape();
    let scale = (part.width() / shape[3].max(1) as f32, part.height() / shape[2].max(1) as f32);
    let origin = (part.x0, part.y0);
    Ok(ProbabilityMap { width: shape[3], height: shape[2], data: output.to_vec(), origin, scale })
}

impl Plane {
    /// The box around the pixels darker than `limit` inside a part of the page.
    pub fn ink_within(&self, part: Bounds, limit: u8) -> Option<Bounds> {
        let mut ink: Option<Bounds> = None;
        let columns = part.x0.max(0.0) as usize..(part.x1.max(0.0) as usize).min(self.width);
        for y in part.y0.max(0.0) as usize..(part.y1.max(0.0) as usize).min(self.height) {
            let row = &self.row(y)[columns.start.min(columns.end)..columns.end];
            let dark = |value: &u8| *value < limit;
            if let (Some(first), Some(last)) = (row.iter().position(dark), row.iter().rposition(dark)) {
                let (x0, x1) = ((columns.start + first) as f32, (columns.start + last + 1) as f32);
                let own = Bounds::new(x0, y as f32, x1, y as f32 + 1.0);
                ink = Some(ink.map_or(own, |ink| ink.hull(own)));
            }
        }
        ink
    }

    /// The part of the page that holds ink, with a margin; margins of paper cost the detector as much time as text.
    fn inked(&self, dpi: f32) -> Option<Bounds> {
        let row_has_ink = |y: usize| self.row(y).iter().filter(|v| **v < INK).count() > 2;
        let y0 = (0..self.height).find(|y| row_has_ink(*y))?;
        let y1 = (0..self.height).rev().find(|y| row_has_ink(*y))? + 1;
        let mut column = vec![0u16; self.width];
        for y in y0..y1 {
            for (count, value) in column.iter_mut().zip(self.row(y)) {
                *count = count.saturating_add(u16::from(*value < INK));
            }
        }
        let x0 = column.iter().position(|count| *count > 2)?;
        let x1 = column.iter().rposition(|count| *count > 2)? + 1;
        let margin = dpi / 8.0;
        let grown = Bounds::new(x0 as f32 - margin, y0 as f32 - margin, x1 as f32 + margin, y1 as f32 + margin);
        Some(grown.intersection(self.bounds()))
    }
}

/// Text on both sides of a ruled line is never one line.
fn cut_along(map: &mut ProbabilityMap, rules: &[Stroke]) {
    for rule in rules {
        let across = |x: f32| (x - map.origin.0) / map.scale.0;
        let down = |y: f32| (y - map.origin.1) / map.scale.1;
        let columns = pixels(across(rule.bounds.x0), across(rule.bounds.x1), map.width);
        for y in pixels(down(rule.bounds.y0), down(rule.bounds.y1), map.height) {
            map.data[y * map.width..][columns.clone()].fill(0.0);
        }
    }
}

/// The pixels that the stretch touches.
fn pixels(from: f32, to: f32, limit: usize) -> std::ops::Range<usize> {
    let first = (from.max(0.0) as usize).min(limit);
    first..(to.max(0.0).ceil() as usize).clamp(first, limit)
}

impl ProbabilityMap {
    /// Connected patches of text pixels, by their first pixel from the top left.
    fn components(&self) -> Vec<Component> {
        let mut seen: Vec<bool> = self.data.iter().map(|value| *value < TEXT).collect();
        let mut components = Vec::new();
        let mut pending = Vec::new();
        for start in 0..seen.len() {
            if seen[start] {
                continue;
            }
            let (x, y) = (start % self.width, start / self.width);
            let mut component = Component { x: (x, x + 1), y: (y, y + 1), sum: 0.0, count: 0 };
            seen[start] = true;
            pending.push(start);
            while let Some(at) = pending.pop() {
                component.add(at % self.width, at / self.width, self.data[at]);
                for next in self.neighbours(at) {
                    if !seen[next] {
                        seen[next] = true;
                        pending.push(next);
                    }
                }
            }
            components.push(component);
        }
        components
    }

    fn neighbours(&self, at: usize) -> impl Iterator<Item = usize> + use<> {
        let (x, width, len) = (at % self.width, self.width, self.data.len());
        let left = (x > 0).then(|| at - 1);
        let right = (x + 1 < width).then(|| at + 1);
        let up = at.checked_sub(width);
        let down = (at + width < len).then(|| at + width);
        [left, right, up, down].into_iter().flatten()
    }

    /// The page box of a patch, grown to what the network was taught to shrink; `None` for a weak or tiny one.
    fn grown(&self, component: &Component) -> Option<Bounds> {
        let (width, height) = ((component.x.1 - component.x.0) as f32, (component.y.1 - component.y.0) as f32);
        let mean = component.sum / component.count as f32;
        if mean < BOX || width.min(height) < 3.0 || component.count < 8 {
            return None;
        }
        Some(self.on_page(component, width * height * GROWTH / (2.0 * (width + height))))
    }

    /// The page box of a patch with a margin in the map's pixels.
    fn on_page(&self, component: &Component, margin: f32) -> Bounds {
        Bounds::new(
            self.origin.0 + (component.x.0 as f32 - margin) * self.scale.0,
            self.origin.1 + (component.y.0 as f32 - margin) * self.scale.1,
            self.origin.0 + (component.x.1 as f32 + margin) * self.scale.0,
            self.origin.1 + (component.y.1 as f32 + margin) * self.scale.1,
        )
    }
}

impl Component {
    fn add(&mut self, x: usize, y: usize, value: f32) {
        self.x = (self.x.0.min(x), self.x.1.max(x + 1));
        self.y = (self.y.0.min(y), self.y.1.max(y + 1));
        self.sum += value;
        self.count += 1;
    }
}

/// Draws the sides of a grown box back to the rules that stand in its margin.
fn keep_off(bounds: &mut Bounds, rules: &[Stroke]) {
    let (cx, cy) = (f32::midpoint(bounds.x0, bounds.x1), f32::midpoint(bounds.y0, bounds.y1));
    for rule in rules {
        let r = rule.bounds;
        if rule.horizontal && r.x0 < cx && cx < r.x1 {
            if r.y1 > bounds.y0 && r.y1 < cy {
                bounds.y0 = r.y1;
            } else if r.y0 < bounds.y1 && r.y0 > cy {
                bounds.y1 = r.y0;
            }
        } else if !rule.horizontal && r.y0 < cy && cy < r.y1 {
            if r.x1 > bounds.x0 && r.x1 < cx {
                bounds.x0 = r.x1;
            } else if r.x0 < bounds.x1 && r.x0 > cx {
                bounds.x1 = r.x0;
            }
        }
    }
}
