use crate::detect::detect;
use crate::model::Engine;
use crate::picture::{Picture, Plane};
use crate::prepare::{flattened, skew, straightened};
use crate::recognize::recognize;
use crate::rules::{Stroke, erase, find_rules};
use crate::{Bounds, Error};

/// A character as recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Char {
    /// The character.
    pub c: char,
    /// Its box.
    pub bounds: Bounds,
    /// How sure the recogniser is, 0 to 1.
    pub confidence: f32,
}

/// A printed line, or a part of one that stands apart.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    /// Its characters from left to right.
    pub chars: Vec<Char>,
    /// Its box as detected.
    pub bounds: Bounds,
}

/// What was read on a page. Boxes are in pixels of the page after it was straightened.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Width of the page in pixels.
    pub width: usize,
    /// Height of the page in pixels.
    pub height: usize,
    /// Pixels an inch.
    pub dpi: f32,
    /// Degrees by which the page was straightened.
    pub skew: f32,
    /// The lines, from the top, then from the left.
    pub lines: Vec<TextLine>,
    /// The ruled lines.
    pub rules: Vec<Stroke>,
}

impl Reading {
    /// Mean confidence of the characters; 1 for an empty page.
    pub fn confidence(&self) -> f32 {
        let (sum, count) = self
            .lines
            .iter()
            .flat_map(|line| &line.chars)
            .fold((0.0, 0usize), |(sum, count), c| (sum + c.confidence, count + 1));
        if count == 0 { 1.0 } else { sum / count as f32 }
    }
}

impl Engine {
    /// Reads a page.
    ///
    /// # Errors
    /// [`Error::Network`] when a network fails to run.
    pub fn read(&self, picture: &Picture) -> Result<Reading, Error> {
        let upright = flattened(picture);
        let angle = skew(&upright);
        let mut page = if angle == 0.0 { upright } else { straightened(&upright, angle) };
        let rules = find_rules(&page, picture.dpi());
        erase(&mut page, &rules);
        let lines = self.read_lines(&page, picture.dpi(), &rules)?;
        Ok(Reading { width: page.width, height: page.height, dpi: picture.dpi(), skew: angle, lines, rules })
    }

    fn read_lines(&self, page: &Plane, dpi: f32, rules: &[Stroke]) -> Result<Vec<TextLine>, Error> {
        let mut boxes = detect(&self.detector, page, dpi, rules)?;
        boxes.sort_by(|a, b| (a.y0, a.x0).partial_cmp(&(b.y0, b.x0)).unwrap_or(std::cmp::Ordering::Equal));
        let mut lines = Vec::with_capacity(boxes.len());
        for bounds in boxes {
            let chars = recognize(&self.recognizer, &self.alphabet, page, bounds)?;
            if !chars.is_empty() {
                lines.push(TextLine { chars, bounds });
            }
        }
        Ok(lines)
    }
}
