//! The objects of a page: characters, paths, pictures.

use crate::package::{folder, normalize};
use crate::pdf::interpret::{Mark, hull};
use crate::pdf::matrix::Matrix;
use crate::pdf::path::Path;
use crate::xml::Element;
use crate::{Error, Limits, Rect, Rule};
use fenjie_text::chars;
use hayro_cmap::BfString;
use std::collections::{BTreeMap, BTreeSet};

/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Width of a path's line where none is given, in millimetres (GB/T 33190, table 49).
const LINE_WIDTH: f64 = 0.353;
/// A page without an area is A4.
const A4: [f64; 4] = [0.0, 0.0, 210.0, 297.0];

/// Fonts, drawing parameters and composite units by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Resources {
    bold_fonts: BTreeSet<String>,
    line_widths: BTreeMap<String, f64>,
    units: BTreeMap<String, Element>,
    /// The part that holds a picture.
    pictures: BTreeMap<String, String>,
}

impl Resources {
    /// Adds what the resource file `part` names; it was parsed as `root`.
    pub fn add(&mut self, root: &Element, part: &str) {
        let base = normalize(folder(part), root.attribute("BaseLoc").unwrap_or_default());
        root.walk(&mut |element| {
            let Some(id) = element.attribute("ID").map(str::to_owned) else { return };
            match &*element.name {
                "Font" if is_bold(element) => {
                    self.bold_fonts.insert(id);
                }
                "DrawParam" => {
                    if let Some(width) = element.number("LineWidth") {
                        self.line_widths.insert(id, width);
                    }
                }
                "CompositeGraphicUnit" | "CompositeGraphicsUnit" => {
                    self.units.insert(id, element.clone());
                }
                "MultiMedia" if element.attribute("Type") != Some("Audio") => {
                    if let Some(file) = element.child("MediaFile") {
                        self.pictures.insert(id, normalize(&base, file.text().trim()));
                    }
                }
                _ => {}
            }
        });
    }
}

/// By the font's own word or its name; 黑体 is set for headings like a bold face.
fn is_bold(font: &Element) -> bool {
    let name = ["FontName", "FamilyName"].iter().find_map(|key| font.attribute(key)).unwrap_or_default().to_lowercase();
    font.attribute("Bold") == Some("true") || ["bold", "黑体", "simhei"].iter().any(|word| name.contains(word))
}

/// What a page shows.
pub(super) struct Content {
    /// Width and height in points.
    pub size: (f32, f32),
    pub marks: Vec<Mark>,
    /// The characters of annotations.
    pub notes: Vec<Mark>,
    pub rules: Vec<Rule>,
    pub pictures: Vec<Picture>,
}

/// A picture on a page.
#[derive(Clone, Debug)]
#[cfg_attr(not(feature = "ocr"), expect(dead_code, reason = "only recognition looks into pictures"))]
pub(crate) struct Picture {
    /// The part that holds it; empty when the file names none.
    pub part: String,
    /// Where it is drawn, in points.
    pub bbox: Rect,
}

/// A page as it is drawn, object by object.
pub(super) struct Drawing<'a> {
    resources: [&'a Resources; 2],
    limits: &'a Limits,
    /// From the page's millimetres to points from its top left corner.
    base: Matrix,
    content: Content,
    in_annotation: bool,
    /// Composite units being drawn: one may name itself.
    units: usize,
    /// Objects drawn so far: units in units multiply.
    objects: usize,
}

impl<'a> Drawing<'a> {
    pub fn new(area: Option<[f64; 4]>, resources: [&'a Resources; 2], limits: &'a Limits) -> Self {
        let [left, top, width, height] = area.unwrap_or(A4);
        let size = ((width * POINTS) as f32, (height * POINTS) as f32);
        Self {
            resources,
            limits,
            base: Matrix::translation(-left, -top).then(&Matrix([POINTS, 0.0, 0.0, POINTS, 0.0, 0.0])),
            content: Content { size, marks: Vec::new(), notes: Vec::new(), rules: Vec::new(), pictures: Vec::new() },
            in_annotation: false,
            units: 0,
            objects: 0,
        }
    }

    pub fn finish(self) -> Content {
        self.content
    }

    /// Draws the layers of a page or template.
    pub fn layers(&mut self, root: &Element) -> Result<(), Error> {
        let base = self.base;
        root.all("Content").flat_map(|content| content.all("Layer")).try_for_each(|layer| self.objects(layer, &base))
    }

    /// Draws what annotations show.
    pub fn annotations(&mut self, root: &Element) -> Result<(), Error> {
        self.in_annotation = true;
        for note in root.all("Annot").filter(|note| note.attribute("Visible") != Some("false")) {
            for appearance in note.all("Appearance") {
                let origin =
                    boundary(appearance).map_or(self.base, |[x, y, ..]| Matrix::translation(x, y).then(&self.base));
                self.objects(appearance, &origin)?;
            }
        }
        self.in_annotation = false;
        Ok(())
    }

    fn objects(&mut self, parent: &Element, base: &Matrix) -> Result<(), Error> {
        for object in parent.elements().filter(|object| object.attribute("Visible") != Some("false")) {
            self.objects += 1;
            Limits::check("number of objects on a page", self.objects, self.limits.glyphs)?;
            match &*object.name {
                "TextObject" => self.text(object, base)?,
                "PathObject" if !self.in_annotation => self.path(object, base),
                "ImageObject" if !self.in_annotation => self.picture(object, base),
                "CompositeObject" => self.composite(object, base)?,
                "PageBlock" | "Layer" | "Content" => self.objects(object, base)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn picture(&mut self, object: &Element, base: &Matrix) {
        let id = object.attribute("ResourceID").unwrap_or_default();
        let part = self.resources.iter().find_map(|resources| resources.pictures.get(id)).cloned();
        // The matrix maps the unit square; without one the picture fills its boundary.
        let corners = if let (None, Some([x, y, width, height])) = (object.attribute("CTM"), boundary(object)) {
            [(x, y), (x + width, y), (x, y + height), (x + width, y + height)].map(|(x, y)| base.apply(x, y))
        } else {
            let matrix = placed(object, base);
            [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| matrix.apply(x, y))
        };
        let bbox = hull(&corners);
        self.content.pictures.push(Picture { part: part.unwrap_or_default(), bbox });
    }

    fn composite(&mut self, object: &Element, base: &Matrix) -> Result<(), Error> {
        Limits::check("nesting of composite objects", self.units, self.limits.depth / 8)?;
        let resources = self.resources;
        let id = object.attribute("ResourceID").unwrap_or_default();
        let Some(unit) = resources.iter().find_map(|resources| resources.units.get(id)) else { return Ok(()) };
        let matrix = placed(object, base);
        self.units += 1;
        let drawn = unit.all("Content").try_for_each(|content| self.objects(content, &matrix));
        self.units -= 1;
        drawn
    }

    fn text(&mut self, object: &Element, base: &Matrix) -> Result<(), Error> {
        let matrix = placed(object, base);
        let size: f64 = object.number("Size").unwrap_or(0.0);
        let stretch: f64 = object.number("HScale").unwrap_or(1.0);
        let font = object.attribute("Font").unwrap_or_default();
        let heavy = object.number::<u32>("Weight").is_some_and(|weight| weight >= 600);
        let bold = heavy || self.resources.iter().any(|resources| resources.bold_fonts.contains(font));
        let mut pen = (0.0, 0.0);
        for code in object.all("TextCode") {
            // A run without a place goes on from the place of the one before.
            pen = (code.number("X").unwrap_or(pen.0), code.number("Y").unwrap_or(pen.1));
            let text = code.text();
            let text = if text.contains('\n') { text.trim() } else { &text };
            let (across, down) = (deltas(code.attribute("DeltaX")), deltas(code.attribute("DeltaY")));
            let run = Run { matrix, size, stretch, bold, upright: is_column(&across, &down) };
            let marks = run.marks(text, pen, &across, &down);
            let target = if self.in_annotation { &mut self.content.notes } else { &mut self.content.marks };
            Limits::check("number of characters", target.len() + marks.len(), self.limits.glyphs)?;
            target.extend(marks);
        }
        Ok(())
    }

    fn path(&mut self, object: &Element, base: &Matrix) {
        let matrix = placed(object, base);
        let Some(data) = object.child("AbbreviatedData") else { return };
        let path = read_path(&data.text(), &matrix);
        let clip = boundary(object).map_or_else(
            || Rect::new(0.0, 0.0, self.content.size.0, self.content.size.1),
            |[x, y, width, height]| {
                hull(&[
                    base.apply(x, y),
                    base.apply(x + width, y),
                    base.apply(x, y + height),
                    base.apply(x + width, y + height),
                ])
            },
        );
        let on = |key: &str, default: bool| object.attribute(key).map_or(default, |value| value.trim() != "false");
        if on("Stroke", true) && !is_white(object.child("StrokeColor")) {
            let parameter = object.attribute("DrawParam");
            let shared = || self.resources.iter().find_map(|r| r.line_widths.get(parameter?).copied());
            let width = object.number("LineWidth").or_else(shared).unwrap_or(LINE_WIDTH);
            path.stroked(width * matrix.scale(), clip, &mut self.content.rules);
        }
        if on("Fill", false) && !is_white(object.child("FillColor")) {
            path.filled(clip, &mut self.content.rules);
        }
    }
}

/// Whether a colour cannot be seen on paper.
fn is_white(colour: Option<&Element>) -> bool {
    let Some(colour) = colour else { return false };
    let value = numbers(colour.attribute("Value").unwrap_or_default());
    colour.attribute("Alpha") == Some("0") || (value.len() == 3 && value.iter().all(|part| *part >= 250.0))
}

/// A run of characters in one font.
struct Run {
    matrix: Matrix,
    size: f64,
    stretch: f64,
    bold: bool,
    /// Whether the characters stand below one another.
    upright: bool,
}

impl Run {
    fn marks(&self, text: &str, pen: (f64, f64), across: &[f64], down: &[f64]) -> Vec<Mark> {
        let mut marks = Vec::new();
        let (mut x, mut y) = pen;
        for (i, c) in text.chars().enumerate() {
            let own = f64::from(chars::width(c)).max(0.25) * self.size * self.stretch;
            let (dx, dy) = (across.get(i).copied(), down.get(i).copied());
            // The next character may stand closer than a character is wide.
            let width = dx.filter(|dx| *dx > 0.0 && dy.is_none_or(|dy| dy == 0.0)).map_or(own, |dx| own.min(dx));
            marks.extend(self.mark(c, (x, y), width));
            x += dx.unwrap_or(if down.is_empty() { own } else { 0.0 });
            y += dy.unwrap_or(0.0);
        }
        marks
    }

    fn mark(&self, c: char, (x, y): (f64, f64), width: f64) -> Option<Mark> {
        // An em box hangs this far below the baseline, as CJK fonts are designed.
        const DESCENT: f64 = 0.14;
        let (top, bottom) = (y - (1.0 - DESCENT) * self.size, y + DESCENT * self.size);
        let corners = [(x, top), (x + width, top), (x, bottom), (x + width, bottom)];
        let along = if self.upright { self.matrix.apply_vector(0.0, 1.0) } else { self.matrix.apply_vector(1.0, 0.0) };
        let (length, size) = (along.0.hypot(along.1), self.size * self.matrix.scale());
        let origin = self.matrix.apply(x, y);
        let finite = [length, size, origin.0, origin.1].iter().all(|value| value.is_finite() && value.abs() < 1e6);
        (finite && length > 0.0 && size > 0.0 && !c.is_control()).then(|| Mark {
            text: Some(BfString::Char(c)),
            bbox: hull(&corners.map(|(x, y)| self.matrix.apply(x, y))),
            origin: (origin.0 as f32, origin.1 as f32),
            direction: ((along.0 / length) as f32, (along.1 / length) as f32),
            size: size as f32,
            bold: self.bold,
            font: 0,
        })
    }
}

/// Whether a run is written from top to bottom.
fn is_column(across: &[f64], down: &[f64]) -> bool {
    down.iter().any(|step| *step > 0.0) && across.iter().all(|step| *step == 0.0)
}

/// The matrix of an object: its own, then its place on the page.
fn placed(object: &Element, base: &Matrix) -> Matrix {
    let own: Option<[f64; 6]> = object.attribute("CTM").and_then(|ctm| numbers(ctm).try_into().ok());
    let (x, y) = boundary(object).map_or((0.0, 0.0), |[x, y, ..]| (x, y));
    Matrix(own.unwrap_or(Matrix::IDENTITY.0)).then(&Matrix::translation(x, y)).then(base)
}

fn boundary(object: &Element) -> Option<[f64; 4]> {
    numbers(object.attribute("Boundary")?).try_into().ok()
}

/// The finite numbers of a list divided by blanks (or commas, against the standard).
pub(super) fn numbers(list: &str) -> Vec<f64> {
    let words = list.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    words.filter_map(|word| word.parse().ok()).filter(|number: &f64| number.is_finite()).collect()
}

/// Steps from each character to the next; `g n s` repeats the step s n times.
fn deltas(list: Option<&str>) -> Vec<f64> {
    /// No run of one object is longer.
    const LONGEST: usize = 100_000;
    let mut steps = Vec::new();
    let mut words = list.unwrap_or_default().split_whitespace();
    while let Some(word) = words.next() {
        let (count, step) = if word.eq_ignore_ascii_case("g") {
            (words.next().and_then(|count| count.parse::<f64>().ok()).unwrap_or(0.0) as usize, words.next())
        } else {
            (1, Some(word))
        };
        let step = step.and_then(|step| step.parse().ok()).filter(|step: &f64| step.is_finite()).unwrap_or(0.0);
        let room = LONGEST - steps.len();
        steps.extend(std::iter::repeat_n(step, count.min(room)));
    }
    steps
}

/// Reads path data (GB/T 33190, 9.1): `S M L Q B A C` and their points.
fn read_path(data: &str, matrix: &Matrix) -> Path {
    let mut path = Path::default();
    let mut words = data.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).peekable();
    let mut operator = "";
    while let Some(word) = words.peek() {
        if word.starts_with(|c: char| c.is_ascii_alphabetic()) {
            operator = words.next().unwrap_or_default();
        }
        let wanted = match operator {
            "S" | "M" | "L" => 2,
            "Q" => 4,
            "B" => 6,
            "A" => 7,
            _ => 0,
        };
        let mut operands = Vec::with_capacity(wanted);
        while operands.len() < wanted
            && let Some(number) = words.next_if(|word| word.parse::<f64>().is_ok_and(f64::is_finite))
        {
            operands.push(number.parse::<f64>().unwrap_or_default());
        }
        match (operator, &operands[..]) {
            ("S" | "M", [x, y]) => path.move_to(matrix.apply(*x, *y)),
            ("L", [x, y]) => path.line_to(matrix.apply(*x, *y)),
            ("Q" | "B" | "A", [.., x, y]) if operands.len() == wanted => path.curve_to(matrix.apply(*x, *y)),
            ("C", _) => path.close(),
            // What is no operator and no operand is passed over.
            _ => {
                words.next_if(|word| !word.starts_with(|c: char| c.is_ascii_alphabetic()));
            }
        }
        if operator == "C" {
            operator = "";
        }
    }
    path
}
