//! Pages of a PDF as pictures.

use crate::Error;
use fenjie_ocr::Picture;
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::kurbo::{BezPath, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

/// Resolutions at which pages are rendered, in pixels an inch: a scan's own between the first two, the third for a scan
/// finer than that and for a page without one. 200 is what the recogniser needs for small print.
const COARSEST: f32 = 110.0;
const FINEST: f32 = 225.0;
const USUAL: f32 = 200.0;
/// Longest side of a rendered page in pixels; a larger page (a plan, a poster) is rendered more coarsely.
const LONGEST_SIDE: f32 = 8_000.0;

/// A PDF opened for rendering.
pub(crate) struct Document {
    pdf: Pdf,
}

/// A rendered page.
pub(crate) struct Rendered {
    /// Its pixels.
    pub picture: Picture,
    /// Width and height in points.
    pub size: (f32, f32),
}

impl Document {
    pub fn open(bytes: &[u8]) -> Result<Self, Error> {
        let damaged = |_| Error::Damaged { format: "PDF", reason: "its pages cannot be rendered".to_owned() };
        Ok(Self { pdf: Pdf::new(bytes.to_vec()).map_err(damaged)? })
    }

    /// Whether a picture covers most of the page of that index, from 0.
    pub fn shows_scan(&self, index: usize) -> bool {
        self.pdf.pages().get(index).is_some_and(|page| {
            let (width, height) = page.render_dimensions();
            Survey::of(page).covered > f64::from(width * height) * MOST
        })
    }

    /// Renders the page of that index, from 0.
    pub fn render(&self, index: usize) -> Result<Rendered, Error> {
        let damaged = |reason: &str| Error::Damaged { format: "PDF", reason: format!("page {}: {reason}", index + 1) };
        let page = self.pdf.pages().get(index).ok_or_else(|| damaged("missing"))?;
        let size = page.render_dimensions();
        let longest = size.0.max(size.1);
        if !(longest > 0.0 && longest.is_finite()) {
            return Err(damaged("it has no size"));
        }
        let dpi = resolution(page).min(LONGEST_SIDE * 72.0 / longest);
        let scale = dpi / 72.0;
        let pixmap = hayro::render(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
        );
        let (width, height) = (usize::from(pixmap.width()), usize::from(pixmap.height()));
        let rgb = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        let picture = Picture::from_rgb(width, height, rgb, dpi).map_err(|error| damaged(&error.to_string()))?;
        Ok(Rendered { picture, size })
    }
}

/// The share of a page that its scan covers at least.
const MOST: f64 = 0.6;

/// The resolution of the page's largest image where it covers much of the page, else the usual one.
fn resolution(page: &Page<'_>) -> f32 {
    let (width, height) = page.render_dimensions();
    let survey = Survey::of(page);
    let own = survey.resolution;
    if survey.covered < f64::from(width * height) * MOST || own < COARSEST || own > FINEST { USUAL } else { own }
}

/// Looks at the images of a page without drawing anything.
#[derive(Default)]
struct Survey {
    /// Area of the largest image in square points.
    covered: f64,
    /// Its pixels an inch.
    resolution: f32,
}

impl Survey {
    fn of(page: &Page<'_>) -> Self {
        let (width, height) = page.render_dimensions();
        let cache = InterpreterCache::new();
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        let mut survey = Self::default();
        interpret_page(page, &mut context, &mut survey);
        survey
    }
}

impl<'a> Device<'a> for Survey {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let area = props.transform.determinant().abs() * f64::from(image.width()) * f64::from(image.height());
        if area > self.covered {
            let [a, b, ..] = props.transform.as_coeffs();
            self.covered = area;
            self.resolution = (72.0 / a.hypot(b)) as f32;
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
