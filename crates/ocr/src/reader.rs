use crate::detect::detect;
use crate::model::Engine;
use crate::overlooked::overlooked;
use crate::picture::{Picture, Plane};
use crate::prepare::{darken, flattened, remove_edges, skew, straightened};
use crate::recognize::{EM, recognize};
use crate::repair::{is_one_below_a_number, lone_numerals, repair};
use crate::rules::{Stroke, erase, find_rules};
use crate::sheet;
use crate::stamp::{remove_gray_seals, remove_red_seals};
use crate::{Bounds, Error};
use fenjie_text::chars::is_han;
use serde::{Deserialize, Serialize};

/// A character as recognised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Char {
    /// The character.
    pub c: char,
    /// Its box.
    pub bounds: Bounds,
    /// How sure the recogniser is, 0 to 1.
    pub confidence: f32,
    /// What the recogniser itself read in its place, where the print around it proved that wrong: another character, or
    /// several where one is printed.
    pub raw: Option<String>,
}

impl Char {
    /// Sets the character right; what was recognised stays with it.
    pub(crate) fn correct(&mut self, right: char) {
        let read = self.c;
        self.raw.get_or_insert_with(|| read.to_string());
        self.c = right;
    }

    /// What was recognised in its place.
    pub fn as_read(&self) -> String {
        self.raw.clone().unwrap_or_else(|| self.c.to_string())
    }
}

/// A printed line, or a part of one that stands apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextLine {
    /// Its characters from left to right.
    pub chars: Vec<Char>,
    /// Its box as detected.
    pub bounds: Bounds,
    /// Size of its print in pixels.
    pub size: f32,
    /// What was recognised in the whole line, where the lines around it proved that wrong.
    pub raw: Option<String>,
}

/// What was read on a page. Boxes are in pixels of the page after it was turned upright and set straight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// What was read as a mark or two and not believed: specks, left out of the lines.
    #[serde(default)]
    pub specks: Vec<TextLine>,
    /// The ruled lines.
    pub rules: Vec<Stroke>,
    /// The share of the page that ink other than rules covers.
    #[serde(default)]
    pub inked: f32,
}

impl Reading {
    /// Mean confidence of the characters; 1 for an empty page.
    pub fn confidence(&self) -> f32 {
        let chars = self.lines.iter().flat_map(|line| &line.chars);
        let (sum, count) = chars.fold((0.0, 0usize), |(sum, count), c| (sum + c.confidence, count + 1));
        if count == 0 { 1.0 } else { sum / count as f32 }
    }
}

/// A sample read with this mean confidence lies upright: print on its side or head stays far below.
const UPRIGHT: f32 = 0.75;
/// How much surer a sample must read after a turn than before.
const SURER: f32 = 0.1;
/// Lines of a sample, and their widths in line heights: short ones cost little and long enough ones cannot be guessed.
const SAMPLE: usize = 6;
const SAMPLE_WIDTHS: (f32, f32) = (3.0, 14.0);

impl Engine {
    /// Reads a page, or the two pages of a sheet, from the left.
    ///
    /// # Errors
    /// [`Error::Network`] when a network fails to run.
    pub fn read(&self, picture: &Picture) -> Result<Vec<Reading>, Error> {
        let mut page = flattened(picture);
        remove_red_seals(picture, &mut page);
        remove_edges(&mut page, picture.dpi());
        remove_gray_seals(&mut page, picture.dpi());
        darken(&mut page);
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
        let mut best = self.find(page, dpi, 0)?;
        let as_scanned = self.sample(&best)?;
        let mut surest = as_scanned;
        if as_scanned < UPRIGHT {
            let original = best.original.clone();
            let turns = if sheet::lies_on_its_side(&best.detected) { [1, 3, 2] } else { [2, 1, 3] };
            for quarters in turns {
                let other = self.find(original.turned(quarters), dpi, quarters)?;
                let sure = self.sample(&other)?;
                if sure > surest.max(as_scanned + SURER) {
                    (best, surest) = (other, sure);
                }
                if surest >= UPRIGHT {
                    break;
                }
            }
        }
        self.read_lines(&mut best)?;
        Ok(best)
    }

    /// Mean confidence of a few lines; 0 when there are none, and when the text runs from top to bottom: strokes of
    /// turned characters read as dashes beyond doubt.
    fn sample(&self, sheet: &Sheet) -> Result<f32, Error> {
        if sheet::lies_on_its_side(&sheet.detected) {
            return Ok(0.0);
        }
        let fits = |b: &&Bounds| (SAMPLE_WIDTHS.0..SAMPLE_WIDTHS.1).contains(&(b.width() / b.height().max(1.0)));
        let mut lines: Vec<&Bounds> = sheet.boxes.iter().filter(fits).collect();
        lines.sort_by(|a, b| b.width().total_cmp(&a.width()));
        let (mut sum, mut count) = (0.0, 0usize);
        for bounds in lines.into_iter().take(SAMPLE) {
            for c in recognize(&self.recognizer, &self.alphabet, &sheet.page, *bounds)? {
                sum += c.confidence;
                count += 1;
            }
        }
        Ok(if count == 0 { 0.0 } else { sum / count as f32 })
    }

    /// Sets the page straight and finds its rules and lines of text.
    fn find(&self, original: Plane, dpi: f32, quarters: u8) -> Result<Sheet, Error> {
        let skew = skew(&original);
        let mut page = if skew == 0.0 { original.clone() } else { straightened(&original, skew) };
        let rules = find_rules(&page, dpi);
        erase(&mut page, &rules);
        let detected = detect(&self.detector, &page, dpi, &rules)?;
        let mut boxes: Vec<Bounds> = detected.iter().flat_map(|b| sheet::unstacked(&page, *b)).collect();
        boxes.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
        Ok(Sheet { original, page, dpi, quarters, skew, rules, detected, boxes, lines: Vec::new(), specks: Vec::new() })
    }

    /// Reads the sheet's lines, then single characters that the detector overlooked.
    fn read_lines(&self, sheet: &mut Sheet) -> Result<(), Error> {
        for bounds in sheet.boxes.clone() {
            let line = self.read_line(sheet, bounds)?;
            let lines = if is_dirt(&line.chars) { &mut sheet.specks } else { &mut sheet.lines };
            lines.push(line);
        }
        sheet.specks.retain(|speck| !speck.chars.is_empty());
        let mut sizes: Vec<f32> = sheet.lines.iter().map(|line| line.size).collect();
        sizes.sort_by(f32::total_cmp);
        if let Some(em) = sizes.get(sizes.len() / 2) {
            for bounds in overlooked(&sheet.page, &sheet.detected, &sheet.rules, *em) {
                let one = is_one_below_a_number(&sheet.lines, bounds, &sheet.page, *em);
                let line = self.read_line(sheet, bounds)?;
                if is_character(&line.chars) || one && line.chars.len() == 1 {
                    sheet.lines.push(line);
                }
            }
        }
        sheet.lines.sort_by(|a, b| a.bounds.y0.total_cmp(&b.bounds.y0).then(a.bounds.x0.total_cmp(&b.bounds.x0)));
        lone_numerals(&mut sheet.lines, &sheet.page);
        Ok(())
    }

    fn read_line(&self, sheet: &Sheet, bounds: Bounds) -> Result<TextLine, Error> {
        let mut chars = recognize(&self.recognizer, &self.alphabet, &sheet.page, bounds)?;
        let size = print_size(&chars, bounds);
        repair(&mut chars, size, &sheet.page);
        Ok(TextLine { chars, bounds, size, raw: None })
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
    /// Boxes as detected,
    detected: Vec<Bounds>,
    /// and with characters that stand below each other cut apart.
    boxes: Vec<Bounds>,
    lines: Vec<TextLine>,
    specks: Vec<TextLine>,
}

impl Sheet {
    /// What stands in the part of the sheet that `inside` tells.
    fn reading(&self, inside: impl Fn(Bounds) -> bool) -> Reading {
        let within = |lines: &[TextLine]| lines.iter().filter(|line| inside(line.bounds)).cloned().collect();
        Reading {
            width: self.page.width,
            height: self.page.height,
            dpi: self.dpi,
            quarters: self.quarters,
            skew: self.skew,
            lines: within(&self.lines),
            specks: within(&self.specks),
            rules: self.rules.iter().filter(|rule| inside(rule.bounds)).copied().collect(),
            inked: self.inked(),
        }
    }
}

impl Sheet {
    fn inked(&self) -> f32 {
        const INK: u8 = 140;
        let ink = self.page.data.iter().filter(|value| **value < INK).count();
        ink as f32 / self.page.data.len().max(1) as f32
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

/// Ink that no line holds is print when one character is read there. A lone stroke is never read with great certainty.
fn is_character(chars: &[Char]) -> bool {
    const BELIEF: f32 = 0.4;
    matches!(chars, [only] if only.confidence >= BELIEF && (is_han(only.c) || only.c.is_ascii_digit() || "+-—".contains(only.c)))
}
