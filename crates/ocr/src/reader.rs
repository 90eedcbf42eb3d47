use crate::detect::detect;
use crate::model::Engine;
use crate::picture::{Picture, Plane};
use crate::prepare::{flattened, remove_edges, skew, straightened};
use crate::recognize::{EM, recognize};
use crate::repair::repair;
use crate::rules::{Stroke, erase, find_rules};
use crate::sheet;
use crate::stamp::remove_stamps;
use crate::{Bounds, Error};
use fenjie_text::chars::is_han;

/// A character as recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Char {
    /// The character.
    pub c: char,
    /// Its box.
    pub bounds: Bounds,
    /// How sure the recogniser is, 0 to 1.
    pub confidence: f32,
    /// What the recogniser itself read, where the print around it proved that wrong.
    pub raw: Option<char>,
}

/// A printed line, or a part of one that stands apart.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    /// Its characters from left to right.
    pub chars: Vec<Char>,
    /// Its box as detected.
    pub bounds: Bounds,
    /// Size of its print in pixels.
    pub size: f32,
}

/// What was read on a page. Boxes are in pixels of the page after it was turned upright and set straight.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Width of the page in pixels.
    pub width: usize,
    /// Height of the page in pixels.
    pub height: usize,
    /// Pixels an inch.
    pub dpi: f32,
    /// Quarters of a turn, clockwise, by which the page was set upright.
    pub quarters: u8,
    /// Degrees by which the lines fell to the right before the page was set straight.
    pub skew: f32,
    /// The lines, from the top, then from the left.
    pub lines: Vec<TextLine>,
    /// The ruled lines.
    pub rules: Vec<Stroke>,
}

impl Reading {
    /// Mean confidence of the characters; 1 for an empty page.
    pub fn confidence(&self) -> f32 {
        confidence(&self.lines)
    }
}

fn confidence(lines: &[TextLine]) -> f32 {
    let chars = lines.iter().flat_map(|line| &line.chars);
    let (sum, count) = chars.fold((0.0, 0usize), |(sum, count), c| (sum + c.confidence, count + 1));
    if count == 0 { 1.0 } else { sum / count as f32 }
}

/// A page read with less mean confidence than this may lie upside down.
const UPSIDE_DOWN: f32 = 0.8;
/// How much surer the page must read the other way up.
const SURER: f32 = 0.1;
/// Lines read to find out.
const SAMPLE: usize = 8;

impl Engine {
    /// Reads a page, or the two pages of a sheet, from the left.
    ///
    /// # Errors
    /// [`Error::Network`] when a network fails to run.
    pub fn read(&self, picture: &Picture) -> Result<Vec<Reading>, Error> {
        let mut page = flattened(picture);
        remove_stamps(picture, &mut page);
        remove_edges(&mut page, picture.dpi());
        let upright = self.upright(page, picture.dpi())?;
        let gutter = sheet::gutter(&upright.page, &upright.boxes, &upright.rules);
        Ok(match gutter {
            None => vec![upright.reading(|_| true)],
            Some(middle) => vec![
                upright.reading(|bounds| f32::midpoint(bounds.x0, bounds.x1) < middle),
                upright.reading(|bounds| f32::midpoint(bounds.x0, bounds.x1) >= middle),
            ],
        })
    }

    /// The page turned so that its lines run from left to right, and read.
    fn upright(&self, page: Plane, dpi: f32) -> Result<Sheet, Error> {
        let mut sheet = self.find(page, dpi, 0)?;
        if sheet::lies_on_its_side(&sheet.boxes) {
            let turned = self.find(sheet.original.turned(1), dpi, 1)?;
            if !sheet::lies_on_its_side(&turned.boxes) {
                sheet = turned;
            }
        }
        self.read_lines(&mut sheet, usize::MAX)?;
        if confidence(&sheet.lines) < UPSIDE_DOWN {
            let mut other = self.find(sheet.original.turned(2), dpi, sheet.quarters + 2)?;
            self.read_lines(&mut other, SAMPLE)?;
            if confidence(&other.lines) > confidence(&sheet.lines) + SURER {
                self.read_lines(&mut other, usize::MAX)?;
                return Ok(other);
            }
        }
        Ok(sheet)
    }

    /// Sets the page straight and finds its rules and lines of text.
    fn find(&self, original: Plane, dpi: f32, quarters: u8) -> Result<Sheet, Error> {
        let skew = skew(&original);
        let mut page = if skew == 0.0 { original.clone() } else { straightened(&original, skew) };
        let rules = find_rules(&page, dpi);
        erase(&mut page, &rules);
        let mut boxes: Vec<Bounds> =
            detect(&self.detector, &page, dpi, &rules)?.into_iter().flat_map(|b| sheet::unstacked(&page, b)).collect();
        boxes.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
        Ok(Sheet { original, page, dpi, quarters: quarters % 4, skew, rules, boxes, lines: Vec::new() })
    }

    /// Reads the widest `most` of the sheet's lines.
    fn read_lines(&self, sheet: &mut Sheet, most: usize) -> Result<(), Error> {
        let mut wanted: Vec<usize> = (0..sheet.boxes.len()).collect();
        wanted.sort_by(|a, b| sheet.boxes[*b].width().total_cmp(&sheet.boxes[*a].width()));
        wanted.truncate(most);
        wanted.sort_unstable();
        sheet.lines.clear();
        for index in wanted {
            let bounds = sheet.boxes[index];
            let mut chars = recognize(&self.recognizer, &self.alphabet, &sheet.page, bounds)?;
            let size = print_size(&chars, bounds);
            repair(&mut chars, size, &sheet.page);
            if !is_dirt(&chars) {
                sheet.lines.push(TextLine { chars, bounds, size });
            }
        }
        Ok(())
    }
}

/// A page in work.
struct Sheet {
    /// Upright, but as askew as it was scanned.
    original: Plane,
    /// Straight, without its rules.
    page: Plane,
    dpi: f32,
    quarters: u8,
    skew: f32,
    rules: Vec<Stroke>,
    boxes: Vec<Bounds>,
    lines: Vec<TextLine>,
}

impl Sheet {
    /// What stands in the part of the sheet that `inside` tells.
    fn reading(&self, inside: impl Fn(Bounds) -> bool) -> Reading {
        Reading {
            width: self.page.width,
            height: self.page.height,
            dpi: self.dpi,
            quarters: self.quarters,
            skew: self.skew,
            lines: self.lines.iter().filter(|line| inside(line.bounds)).cloned().collect(),
            rules: self.rules.iter().filter(|rule| inside(rule.bounds)).copied().collect(),
        }
    }
}

/// The distance of neighbouring Chinese characters is the size of the print; without two of them, the box tells it.
fn print_size(chars: &[Char], bounds: Bounds) -> f32 {
    let middle = |c: &Char| f32::midpoint(c.bounds.x0, c.bounds.x1);
    let pairs = chars.windows(2).filter(|pair| is_han(pair[0].c) && is_han(pair[1].c));
    let mut pitches: Vec<f32> = pairs.map(|pair| middle(&pair[1]) - middle(&pair[0])).collect();
    pitches.sort_by(f32::total_cmp);
    let by_height = bounds.height() * EM;
    // Print may be set wide or tight, but not by more than this.
    pitches.get(pitches.len() / 2).map_or(by_height, |pitch| pitch.clamp(0.75 * by_height, 1.2 * by_height))
}

/// Specks are read as one or two marks or letters that the recogniser itself does not believe.
fn is_dirt(chars: &[Char]) -> bool {
    const BELIEF: f32 = 0.7;
    let mean = chars.iter().map(|c| c.confidence).sum::<f32>() / chars.len().max(1) as f32;
    chars.is_empty() || (chars.len() <= 2 && mean < BELIEF && !chars.iter().any(|c| is_han(c.c)))
}
