//! The content stream interpreter: operators to characters and ruled lines, in page space (points, origin top left).
//! Text is taken whatever its rendering mode: invisible text over a scan is its text layer.

use super::Bounds;
use super::font::{Font, Shown};
use super::lexer::{Lexer, Token};
use super::marked::Marked;
use super::matrix::Matrix;
use super::object::Objects;
use super::path::Path;
use crate::{Rect, Rule};
use hayro_cmap::BfString;
use lopdf::{Dictionary, ObjectId, Stream};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

/// A character as shown, before lines are made.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// What it reads as; `None` when nothing says.
    pub(crate) text: Option<BfString>,
    /// Box on the page.
    pub(crate) bbox: Rect,
    /// Start of its baseline (in vertical writing: of its centre line).
    pub(crate) origin: (f32, f32),
    /// Unit vector along the line of writing.
    pub(crate) direction: (f32, f32),
    /// Font size in points.
    pub(crate) size: f32,
    /// Whether its font is bold.
    pub(crate) bold: bool,
    /// Index into [`Content::fonts`].
    pub(crate) font: usize,
}

/// What a page shows.
#[derive(Default)]
pub(super) struct Content {
    pub(super) marks: Vec<Mark>,
    pub(super) rules: Vec<Rule>,
    /// Names of the fonts used.
    pub(super) fonts: Vec<String>,
    /// The area of the largest picture in square points; 0 where none of some size is painted.
    pub(super) largest_picture: f32,
    /// Bounds that were hit.
    pub(super) hit: Vec<Bounds>,
}

/// Fonts by the object they are; shared by all pages.
#[derive(Default)]
pub(super) struct FontCache<'d>(Mutex<HashMap<ObjectId, SharedFont<'d>>>);

type SharedFont<'d> = Arc<OnceLock<Arc<Font<'d>>>>;

impl<'d> FontCache<'d> {
    fn get(&self, id: ObjectId, load: impl FnOnce() -> Font<'d>) -> Arc<Font<'d>> {
        let cell = match self.0.lock() {
            Ok(mut fonts) => Arc::clone(fonts.entry(id).or_default()),
            Err(_) => return Arc::new(load()),
        };
        Arc::clone(cell.get_or_init(|| Arc::new(load())))
    }
}

/// The text state and the graphics state that matter here.
#[derive(Clone)]
struct State<'d> {
    ctm: Matrix,
    clip: Rect,
    line_width: f64,
    font: Option<(Arc<Font<'d>>, usize)>,
    size: f64,
    character_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// Runs content streams of one page.
pub(super) struct Interpreter<'d, 'c> {
    objects: Objects<'d>,
    cache: &'c FontCache<'d>,
    part_bytes: usize,
    state: State<'d>,
    stack: Vec<State<'d>>,
    text_matrix: Matrix,
    line_matrix: Matrix,
    path: Path,
    clip_pending: bool,
    operators: usize,
    /// Marked content that is open.
    marked: Vec<Marked>,
    content: Content,
}

/// Operands of one operator: tokens since the last one, arrays flat.
type Operands<'a> = Vec<Token<'a>>;

fn number(operands: &[Token], at: usize) -> f64 {
    match operands.get(at) {
        Some(Token::Number(value)) => *value,
        _ => 0.0,
    }
}

/// The last `N` operands as numbers; `None` when there are fewer.
fn numbers<const N: usize>(operands: &[Token]) -> Option<[f64; N]> {
    let first = operands.len().checked_sub(N)?;
    let mut values = [0.0; N];
    for (value, token) in values.iter_mut().zip(operands.get(first..)?) {
        let Token::Number(number) = token else { return None };
        *value = *number;
    }
    Some(values)
}

fn name<'t>(operands: &'t [Token]) -> Option<&'t [u8]> {
    match operands.first()? {
        Token::Name(name) => Some(name),
        _ => None,
    }
}

impl<'d, 'c> Interpreter<'d, 'c> {
    /// Starts a page; `ctm` maps its user space to page space, `page` is its visible box there.
    pub(super) fn new(
        objects: Objects<'d>,
        cache: &'c FontCache<'d>,
        part_bytes: usize,
        ctm: Matrix,
        page: Rect,
    ) -> Self {
        let state = State {
            ctm,
            clip: page,
            line_width: 1.0,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        Self {
            objects,
            cache,
            part_bytes,
            state,
            stack: Vec::new(),
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            path: Path::default(),
            clip_pending: false,
            operators: 0,
            marked: Vec::new(),
            content: Content::default(),
        }
    }

    pub(super) fn finish(self) -> Content {
        self.content
    }

    /// Notes that a bound was hit.
    pub(super) fn hit(&mut self, bound: Bounds) {
        if !self.content.hit.contains(&bound) {
            self.content.hit.push(bound);
        }
    }

    /// Runs one content stream; `depth` counts the forms around it.
    pub(super) fn run(&mut self, data: &[u8], resources: Option<&'d Dictionary>, depth: usize) {
        let mut lexer = Lexer::new(data);
        let mut operands: Operands = Vec::new();
        while let Some(token) = lexer.next() {
            let Token::Keyword(operator) = token else {
                if operands.len() < Bounds::OPERANDS {
                    operands.push(token);
                }
                continue;
            };
            self.operators += 1;
            if self.operators > Bounds::OPERATORS {
                self.hit(Bounds::Operators);
                return;
            }
            match operator {
                b"BI" => {}
                b"ID" => {
                    lexer.skip_inline_image();
                    self.paint_image();
                }
                b"BDC" | b"BMC" => self.open_marked(&operands, resources),
                b"EMC" => {
                    if let Some(marked) = self.marked.pop() {
                        marked.close(&mut self.content.marks);
                    }
                }
                b"Do" => self.paint_object(&operands, resources, depth),
                b"Tf" => self.set_font(&operands, resources),
                b"gs" => self.set_graphics_state(&operands, resources),
                _ => {
                    if !self.graphics_operator(operator, &operands) {
                        self.text_operator(operator, &operands);
                    }
                }
            }
            operands.clear();
        }
    }

    /// Graphics state, paths and painting; false when the operator is none of these.
    fn graphics_operator(&mut self, operator: &[u8], operands: &[Token]) -> bool {
        match operator {
            b"q" => self.save(),
            b"Q" => {
                if let Some(state) = self.stack.pop() {
                    self.state = state;
                }
            }
            b"cm" => {
                if let Some(matrix) = numbers(operands) {
                    self.state.ctm = Matrix(matrix).then(&self.state.ctm);
                }
            }
            b"w" => self.state.line_width = number(operands, 0),
            b"m" => {
                if let Some([x, y]) = numbers(operands) {
                    self.path.move_to(self.state.ctm.apply(x, y));
                }
            }
            b"l" => {
                if let Some([x, y]) = numbers(operands) {
                    self.path.line_to(self.state.ctm.apply(x, y));
                }
            }
            b"c" | b"v" | b"y" => {
                if let Some([x, y]) = numbers(operands) {
                    self.path.curve_to(self.state.ctm.apply(x, y));
                }
            }
            b"re" => {
                if let Some([x, y, w, h]) = numbers(operands) {
                    let ctm = &self.state.ctm;
                    self.path.rectangle([(x, y), (x + w, y), (x + w, y + h), (x, y + h)].map(|(x, y)| ctm.apply(x, y)));
                }
            }
            b"h" => self.path.close(),
            b"S" => self.paint(true, false),
            b"s" => {
                self.path.close();
                self.paint(true, false);
            }
            b"f" | b"F" | b"f*" => self.paint(false, true),
            b"B" | b"B*" => self.paint(true, true),
            b"b" | b"b*" => {
                self.path.close();
                self.paint(true, true);
            }
            b"n" => self.paint(false, false),
            b"W" | b"W*" => self.clip_pending = true,
            _ => return false,
        }
        true
    }

    fn open_marked(&mut self, operands: &[Token], resources: Option<&Dictionary>) {
        if self.marked.len() < Bounds::STATES {
            self.marked.push(Marked::open(operands, resources, self.objects, self.content.marks.len()));
        } else {
            self.hit(Bounds::States);
        }
    }

    fn save(&mut self) {
        if self.stack.len() < Bounds::STATES {
            self.stack.push(self.state.clone());
        } else {
            self.hit(Bounds::States);
        }
    }

    fn paint(&mut self, stroke: bool, fill: bool) {
        let path = std::mem::take(&mut self.path);
        if self.content.rules.len() >= Bounds::RULES {
            self.hit(Bounds::Rules);
        } else if stroke {
            path.stroked(self.state.line_width * self.state.ctm.scale(), self.state.clip, &mut self.content.rules);
        } else if fill {
            path.filled(self.state.clip, &mut self.content.rules);
        }
        if std::mem::take(&mut self.clip_pending)
            && let Some(bounds) = path.bounds()
        {
            self.state.clip = intersect(self.state.clip, bounds);
        }
    }

    fn text_operator(&mut self, operator: &[u8], operands: &[Token]) {
        match operator {
            b"BT" => {
                self.text_matrix = Matrix::IDENTITY;
                self.line_matrix = Matrix::IDENTITY;
            }
            b"Tc" => self.state.character_space = number(operands, 0),
            b"Tw" => self.state.word_space = number(operands, 0),
            b"Tz" => self.state.stretch = number(operands, 0) / 100.0,
            b"TL" => self.state.leading = number(operands, 0),
            b"Ts" => self.state.rise = number(operands, 0),
            b"Td" => self.next_line(number(operands, 0), number(operands, 1)),
            b"TD" => {
                self.state.leading = -number(operands, 1);
                self.next_line(number(operands, 0), number(operands, 1));
            }
            b"Tm" => {
                if let Some(matrix) = numbers(operands) {
                    self.text_matrix = Matrix(matrix);
                    self.line_matrix = Matrix(matrix);
                }
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tj" | b"TJ" => self.show(operands),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show(operands);
            }
            b"\"" => {
                self.state.word_space = number(operands, 0);
                self.state.character_space = number(operands, 1);
                self.next_line(0.0, -self.state.leading);
                self.show(operands.get(2..).unwrap_or_default());
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix::translation(x, y).then(&self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    fn set_font(&mut self, operands: &[Token], resources: Option<&'d Dictionary>) {
        self.state.size = number(operands, 1);
        let objects = self.objects;
        let entry = resources
            .and_then(|resources| objects.dict(resources, b"Font"))
            .and_then(|fonts| objects.get_with_id(fonts, name(operands)?));
        self.state.font = entry.and_then(|(id, object)| Some(self.load_font(id, object.as_dict().ok()?)));
    }

    fn set_graphics_state(&mut self, operands: &[Token], resources: Option<&'d Dictionary>) {
        let objects = self.objects;
        let state = resources
            .and_then(|resources| objects.dict(resources, b"ExtGState"))
            .and_then(|states| objects.dict(states, name(operands)?));
        let Some(state) = state else { return };
        if let Some(width) = objects.number(state, b"LW") {
            self.state.line_width = width;
        }
        if let Some([font, size]) = objects.array(state, b"Font") {
            self.state.size = objects.as_number(size).unwrap_or(self.state.size);
            let entry = objects.0.dereference(font).ok();
            self.state.font = entry.and_then(|(id, object)| Some(self.load_font(id, object.as_dict().ok()?)));
        }
    }

    fn load_font(&mut self, id: Option<ObjectId>, dict: &'d Dictionary) -> (Arc<Font<'d>>, usize) {
        let load = || Font::load(self.objects, dict, self.part_bytes);
        let font = match id {
            Some(id) => self.cache.get(id, load),
            None => Arc::new(load()),
        };
        let known = self.content.fonts.iter().position(|name| *name == font.name);
        let index = known.unwrap_or_else(|| {
            self.content.fonts.push(font.name.clone());
            self.content.fonts.len() - 1
        });
        (font, index)
    }

    fn show(&mut self, operands: &[Token]) {
        let Some((font, index)) = self.state.font.clone() else { return };
        for token in operands {
            match token {
                Token::String(bytes) => font.decode(bytes, |shown| self.show_one(&font, index, shown)),
                Token::Number(adjustment) => {
                    let shift = -adjustment / 1000.0 * self.state.size;
                    self.advance(&font, shift, self.state.stretch);
                }
                _ => {}
            }
        }
    }

    fn show_one(&mut self, font: &Font, index: usize, shown: Shown) {
        let state = &self.state;
        let space = state.character_space + if shown.word_space { state.word_space } else { 0.0 };
        let step = if font.vertical { space - shown.advance * state.size } else { shown.advance * state.size + space };
        if self.content.marks.len() < Bounds::MARKS {
            if let Some(mark) = self.mark(font, index, shown) {
                self.content.marks.push(mark);
            }
        } else {
            self.hit(Bounds::Marks);
        }
        self.advance(font, step, self.state.stretch);
    }

    fn advance(&mut self, font: &Font, step: f64, stretch: f64) {
        let (x, y) = if font.vertical { (0.0, step) } else { (step * stretch, 0.0) };
        self.text_matrix = Matrix::translation(x, y).then(&self.text_matrix);
    }

    fn mark(&self, font: &Font, index: usize, shown: Shown) -> Option<Mark> {
        // An em box hangs this far below the baseline, as CJK fonts are designed.
        const DESCENT: f64 = 0.14;
        const VERTICAL_ORIGIN: f64 = 0.88;
        let state = &self.state;
        let scale = Matrix([state.size * state.stretch, 0.0, 0.0, state.size, 0.0, state.rise]);
        let matrix = scale.then(&self.text_matrix).then(&state.ctm);
        let (x0, bottom) =
            if font.vertical { (-shown.width / 2.0, -VERTICAL_ORIGIN - DESCENT + 0.02) } else { (0.0, -DESCENT) };
        let corners = [(x0, bottom), (x0 + shown.width, bottom), (x0 + shown.width, bottom + 1.0), (x0, bottom + 1.0)]
            .map(|(x, y)| matrix.apply(x, y));
        let along = if font.vertical { matrix.apply_vector(0.0, -1.0) } else { matrix.apply_vector(1.0, 0.0) };
        let up = matrix.apply_vector(0.0, 1.0);
        let (length, size) = (along.0.hypot(along.1), up.0.hypot(up.1));
        let origin = matrix.apply(0.0, 0.0);
        let finite = [length, size, origin.0, origin.1].iter().all(|value| value.is_finite() && value.abs() < 1e6);
        if !finite || length <= 0.0 || size <= 0.0 {
            return None;
        }
        Some(Mark {
            text: shown.text,
            bbox: hull(&corners),
            origin: (origin.0 as f32, origin.1 as f32),
            direction: ((along.0 / length) as f32, (along.1 / length) as f32),
            size: size as f32,
            bold: font.bold,
            font: index,
        })
    }

    fn paint_object(&mut self, operands: &[Token], resources: Option<&'d Dictionary>, depth: usize) {
        let objects = self.objects;
        let stream = resources
            .and_then(|resources| objects.dict(resources, b"XObject"))
            .and_then(|xobjects| objects.stream(xobjects, name(operands)?));
        let Some(stream) = stream else { return };
        match objects.name(&stream.dict, b"Subtype") {
            Some(b"Image") => self.paint_image(),
            _ if depth >= Bounds::FORMS => self.hit(Bounds::Forms),
            _ => self.paint_form(stream, resources, depth),
        }
    }

    fn paint_form(&mut self, form: &'d Stream, resources: Option<&'d Dictionary>, depth: usize) {
        let Ok(data) = form.decompressed_content_with_limit(self.part_bytes) else {
            self.hit(Bounds::Part);
            return;
        };
        let saved = self.state.clone();
        let (text_matrix, line_matrix) = (self.text_matrix, self.line_matrix);
        let height = self.stack.len();
        if let Some(matrix) = self.objects.matrix(&form.dict, b"Matrix") {
            self.state.ctm = matrix.then(&self.state.ctm);
        }
        if let Some([x0, y0, x1, y1]) = self.objects.numbers(&form.dict, b"BBox") {
            let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(|(x, y)| self.state.ctm.apply(x, y));
            self.state.clip = intersect(self.state.clip, hull(&corners));
        }
        let own = self.objects.dict(&form.dict, b"Resources");
        self.run(&data, own.or(resources), depth + 1);
        self.stack.truncate(height);
        self.state = saved;
        (self.text_matrix, self.line_matrix) = (text_matrix, line_matrix);
    }

    /// A picture: a thin one is a ruled line, a large one may be a scan.
    fn paint_image(&mut self) {
        const LARGE: f32 = 50.0;
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| self.state.ctm.apply(x, y));
        let bounds = hull(&corners);
        if bounds.width() > LARGE && bounds.height() > LARGE {
            let area = self.state.ctm.determinant().abs() as f32;
            self.content.largest_picture = self.content.largest_picture.max(area);
        }
        let mut path = Path::default();
        path.rectangle(corners);
        path.filled(self.state.clip, &mut self.content.rules);
    }
}

/// The box around points.
pub(crate) fn hull(points: &[(f64, f64)]) -> Rect {
    let mut boxes = points.iter().map(|(x, y)| Rect::new(*x as f32, *y as f32, *x as f32, *y as f32));
    let first = boxes.next().unwrap_or_default();
    boxes.fold(first, Rect::hull)
}

/// What two boxes share; an empty box where they do not meet.
fn intersect(a: Rect, b: Rect) -> Rect {
    let (x0, y0) = (a.x0.max(b.x0), a.y0.max(b.y0));
    Rect { x0, y0, x1: a.x1.min(b.x1).max(x0), y1: a.y1.min(b.y1).max(y0) }
}
