//! Pages set in two columns (gazettes, newspapers): the right column is read below the left one.
//!
//! A gutter in the middle of the page that no glyph crosses over many lines, with full lines on both of its sides, parts
//! two columns. Lines that cross it (a title, a page number) cut the page into bands, each of which is read by itself.
//! Where one page shows the columns, a few lines that keep to them are enough on the others.

use super::line::{self, TextLine};
use fenjie_source::{Glyph, Page};

/// Fewest lines of a left column, and of a right one, that show that there are columns.
const FEWEST_LINES: (usize, usize) = (8, 4);
/// Width of a gutter, in ems, at least.
const GUTTER: f32 = 1.2;
/// The gutter lies in this share of the width of the text, around its middle.
const MIDDLE: f32 = 0.2;
/// The columns are of one width, but for this share of it.
const UNEVEN: f32 = 0.12;
/// A line is full when it ends this near the edge of its column, in ems.
const FULL: f32 = 1.5;

/// Where the two columns of a document stand, as the first page shows that has them.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    left: (f32, f32),
    right: (f32, f32),
}

impl Setting {
    /// The columns of the first page that shows them.
    pub(super) fn of(pages: &[Page]) -> Option<Self> {
        pages.iter().enumerate().find_map(|(at, page)| {
            let lines = line::lines(page.glyphs.iter().copied(), at);
            let gutter = gutter(&lines)?;
            let columns = bands(&lines, gutter).into_iter().filter_map(|band| Columns::of(band, gutter, at));
            let columns = columns.into_iter().find(Columns::show_a_setting)?;
            Some(Self { left: extent(&columns.left), right: extent(&columns.right) })
        })
    }

    /// The middle of what is free between the columns: marks may hang over their edges.
    fn gutter(self) -> Gutter {
        let quarter = 0.25 * (self.right.0 - self.left.1);
        Gutter { x0: self.left.1 + quarter, x1: self.right.0 - quarter }
    }

    /// Whether columns keep to these, and one of their lines at least is full.
    fn holds(self, columns: &Columns) -> bool {
        let is_within = |lines: &[TextLine], place: (f32, f32)| {
            let slack = lines.first().map_or(0.0, |line| FULL * line.size);
            let (x0, x1) = extent(lines);
            (x0 - place.0).abs() <= slack && x1 <= place.1 + slack
        };
        let is_full = |line: &TextLine| self.left.1 - line.bbox.x1 <= FULL * line.size;
        is_within(&columns.left, self.left) && is_within(&columns.right, self.right) && columns.left.iter().any(is_full)
    }
}

/// The glyphs of a page with every right column moved below its left one, and by how much the page became longer.
pub(super) fn unfolded(glyphs: Vec<Glyph>, page: usize, setting: Setting) -> (Vec<Glyph>, f32) {
    let lines = line::lines(glyphs.iter().copied(), page);
    let gutter = setting.gutter();
    let mut moved = Vec::with_capacity(glyphs.len());
    let mut added = 0.0;
    for band in bands(&lines, gutter) {
        let crosses = band.first().is_some_and(|line| gutter.is_crossed_by(line));
        match Columns::of(band, gutter, page).filter(|columns| !crosses && setting.holds(columns)) {
            Some(columns) => {
                moved.extend(shifted(&columns.left, 0.0, added));
                let (across, down) = columns.way();
                moved.extend(shifted(&columns.right, across, down + added));
                added += columns.growth(down);
            }
            None => moved.extend(shifted(band, 0.0, added)),
        }
    }
    if added == 0.0 { (glyphs, 0.0) } else { (moved, added) }
}

fn shifted(lines: &[TextLine], across: f32, down: f32) -> impl Iterator<Item = Glyph> + '_ {
    lines.iter().flat_map(|line| &line.glyphs).map(move |glyph| {
        let mut glyph = *glyph;
        glyph.bbox.x0 += across;
        glyph.bbox.x1 += across;
        glyph.bbox.y0 += down;
        glyph.bbox.y1 += down;
        glyph
    })
}

/// A strip from top to bottom.
#[derive(Clone, Copy)]
struct Gutter {
    x0: f32,
    x1: f32,
}

impl Gutter {
    fn is_crossed_by(self, line: &TextLine) -> bool {
        line.glyphs.iter().any(|glyph| glyph.bbox.x0 < self.x1 && glyph.bbox.x1 > self.x0)
    }
}

/// The strip near the middle of the text that the most lines leave free, when enough do.
fn gutter(lines: &[TextLine]) -> Option<Gutter> {
    const STEPS: u8 = 40;
    let left = lines.iter().map(|line| line.bbox.x0).reduce(f32::min)?;
    let right = lines.iter().map(|line| line.bbox.x1).reduce(f32::max)?;
    let (width, em) = (right - left, em(lines)?);
    let at = |step: u8| left + width * (0.5 - MIDDLE / 2.0 + MIDDLE * f32::from(step) / f32::from(STEPS));
    let strip = |x: f32| Gutter { x0: x - GUTTER / 2.0 * em, x1: x + GUTTER / 2.0 * em };
    let free = |gutter: Gutter| lines.iter().filter(|line| !gutter.is_crossed_by(line)).count();
    let best = (0..=STEPS).map(|step| strip(at(step))).max_by_key(|gutter| free(*gutter))?;
    (free(best) >= FEWEST_LINES.0).then_some(best)
}

fn em(lines: &[TextLine]) -> Option<f32> {
    median(lines.iter().map(|line| line.size).collect())
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The lines in runs that all cross the gutter, or none; a line set far off the others of its run is a run of its own.
fn bands(lines: &[TextLine], gutter: Gutter) -> Vec<&[TextLine]> {
    const FAR: f32 = 1.8;
    let steps = lines.windows(2).map(|pair| pair[1].middle() - pair[0].middle()).collect();
    let pitch = median(steps).unwrap_or(f32::MAX);
    let together = |a: &TextLine, b: &TextLine| {
        let near = b.middle() - a.middle() <= FAR * pitch.max(a.size.max(b.size));
        near && gutter.is_crossed_by(a) == gutter.is_crossed_by(b)
    };
    lines.chunk_by(|a, b| together(a, b)).collect()
}

/// The two columns of a band.
struct Columns {
    left: Vec<TextLine>,
    right: Vec<TextLine>,
}

impl Columns {
    /// Parts a band at the gutter; `None` where one of its sides is empty.
    fn of(band: &[TextLine], gutter: Gutter, page: usize) -> Option<Self> {
        let middle = f32::midpoint(gutter.x0, gutter.x1);
        let glyphs = band.iter().flat_map(|line| &line.glyphs).copied();
        let (left, right): (Vec<Glyph>, Vec<Glyph>) = glyphs.partition(|glyph| glyph.bbox.center().0 < middle);
        let columns = Self { left: line::lines(left, page), right: line::lines(right, page) };
        (!columns.left.is_empty() && !columns.right.is_empty()).then_some(columns)
    }

    /// Whether both sides are full of lines, unlike those of a table, a signature, a list.
    fn show_a_setting(&self) -> bool {
        let is_long = self.left.len() >= FEWEST_LINES.0 && self.right.len() >= FEWEST_LINES.1;
        let (a, b) = (width(&self.left), width(&self.right));
        let is_even = (a - b).abs() <= UNEVEN * a.max(b);
        is_long && is_even && is_prose(&self.left) && is_prose(&self.right)
    }

    /// How far the right column goes to stand below the left one, as if they were one: to the right, and down.
    fn way(&self) -> (f32, f32) {
        let steps = self.left.windows(2).map(|pair| pair[1].middle() - pair[0].middle()).collect();
        let pitch = median(steps).unwrap_or_default();
        let last = self.left.last().map_or(0.0, TextLine::middle);
        let first = self.right.first().map_or(0.0, TextLine::middle);
        (extent(&self.left).0 - extent(&self.right).0, last + pitch - first)
    }

    /// By how much the band is longer when the right column has gone `down`.
    fn growth(&self, down: f32) -> f32 {
        let end = |lines: &[TextLine]| lines.last().map_or(0.0, |line| line.bbox.y1);
        (end(&self.right) + down - end(&self.left).max(end(&self.right))).max(0.0)
    }
}

/// Where lines begin and end, from left to right.
fn extent(lines: &[TextLine]) -> (f32, f32) {
    let left = lines.iter().map(|line| line.bbox.x0).reduce(f32::min);
    let right = lines.iter().map(|line| line.bbox.x1).reduce(f32::max);
    (left.unwrap_or_default(), right.unwrap_or_default())
}

fn width(lines: &[TextLine]) -> f32 {
    let (left, right) = extent(lines);
    right - left
}

/// Whether the lines are those of paragraphs: half of them reach the right edge, and hardly one is torn.
fn is_prose(lines: &[TextLine]) -> bool {
    let (_, edge) = extent(lines);
    let full = lines.iter().filter(|line| edge - line.bbox.x1 <= FULL * line.size).count();
    let torn = lines.iter().filter(|line| is_torn(line)).count();
    full * 2 >= lines.len() && torn * 8 <= lines.len()
}

/// Whether there is a gap in the line as between the cells of a table.
fn is_torn(line: &TextLine) -> bool {
    line.glyphs.windows(2).any(|pair| pair[1].bbox.x0 - pair[0].bbox.x1 > GUTTER * line.size)
}
