//! Pages of a PDF or OFD file as pictures.

use super::decode;
use super::recognition::SCANNED;
use crate::package::Package;
use crate::{Error, Format, Limits, Rect, ofd};
use fenjie_ocr::Picture;
use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::kurbo::BezPath;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::RgbImage;
use image::imageops::{self, FilterType};

/// Resolutions at which pages are rendered, in pixels an inch: a scan's own between the first two, the third for a scan
/// finer than that and for a page without one. 200 is what the recogniser needs for small print.
const COARSEST: f32 = 110.0;
const FINEST: f32 = 225.0;
const USUAL: f32 = 200.0;
/// Longest side of a rendered page in pixels; a larger page (a plan, a poster) is rendered more coarsely.
const LONGEST_SIDE: f32 = 8_000.0;

/// A file opened for rendering.
pub(super) enum Document<'a> {
    /// A PDF, rendered whole.
    Pdf(Pdf),
    /// An OFD file, of which only the pictures are drawn.
    Ofd { bytes: &'a [u8], limits: &'a Limits, pages: Vec<ofd::Pictures> },
}

/// A rendered page.
pub(super) struct Rendered {
    /// Its pixels.
    pub picture: Picture,
    /// Width and height in points.
    pub size: (f32, f32),
}

impl<'a> Document<'a> {
    pub fn open(bytes: &'a [u8], format: Format, limits: &'a Limits) -> Result<Self, Error> {
        if format == Format::Ofd {
            return Ok(Self::Ofd { bytes, limits, pages: ofd::pictures(bytes, limits)? });
        }
        let damaged = |_| Error::Damaged { format: "PDF", reason: "its pages cannot be rendered".to_owned() };
        Ok(Self::Pdf(Pdf::new(bytes.to_vec()).map_err(damaged)?))
    }

    /// Renders the page of that index, from 0.
    pub fn render(&self, index: usize) -> Result<Rendered, Error> {
        match self {
            Self::Pdf(pdf) => render_pdf(pdf, index),
            Self::Ofd { bytes, limits, pages } => {
                let missing = || damaged("OFD file", index, "missing");
                let package = Package::open(bytes, "OFD file", limits)?;
                draw_pictures(&package, pages.get(index).ok_or_else(missing)?, index)
            }
        }
    }
}

fn damaged(format: &'static str, index: usize, reason: &str) -> Error {
    Error::Damaged { format, reason: format!("page {}: {reason}", index + 1) }
}

fn render_pdf(pdf: &Pdf, index: usize) -> Result<Rendered, Error> {
    let damaged = |reason: &str| damaged("PDF", index, reason);
    let page = pdf.pages().get(index).ok_or_else(|| damaged("missing"))?;
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

/// Draws the pictures of a page where they stand; a scan may be cut into strips.
fn draw_pictures(package: &Package<'_>, page: &ofd::Pictures, index: usize) -> Result<Rendered, Error> {
    let damaged = |reason: &str| damaged("OFD file", index, reason);
    let longest = page.size.0.max(page.size.1);
    let mut drawn: Vec<(RgbImage, Rect)> = Vec::new();
    for picture in &page.pictures {
        if let Some(bytes) = package.part(&picture.part)? {
            drawn.push((decode::pixels(&bytes)?, picture.bbox));
        }
    }
    let own = |(image, bbox): &(RgbImage, Rect)| image.width() as f32 * 72.0 / bbox.width().max(1.0);
    let Some(finest) = drawn.iter().map(own).reduce(f32::max).filter(|_| longest > 0.0 && longest.is_finite()) else {
        return Err(damaged("it holds no picture that can be read"));
    };
    let dpi = if (COARSEST..=FINEST).contains(&finest) { finest } else { USUAL };
    let dpi = dpi.min(LONGEST_SIDE * 72.0 / longest);
    let pixels = |points: f32| (points * dpi / 72.0).round();
    let side = |points: f32| pixels(points).max(1.0) as u32;
    let mut canvas = RgbImage::from_pixel(side(page.size.0), side(page.size.1), image::Rgb([255; 3]));
    for (image, bbox) in drawn {
        let (width, height) = (side(bbox.width().min(longest)), side(bbox.height().min(longest)));
        let fits = image.dimensions() == (width, height);
        let image = if fits { image } else { imageops::resize(&image, width, height, FilterType::Triangle) };
        imageops::replace(&mut canvas, &image, pixels(bbox.x0) as i64, pixels(bbox.y0) as i64);
    }
    let (width, height) = (canvas.width() as usize, canvas.height() as usize);
    let picture = Picture::from_rgb(width, height, canvas.into_raw(), dpi).map_err(|e| damaged(&e.to_string()))?;
    Ok(Rendered { picture, size: page.size })
}

/// The resolution of the page's largest image where it covers much of the page, else the usual one.
fn resolution(page: &Page<'_>) -> f32 {
    let (width, height) = page.render_dimensions();
    let survey = Survey::of(page);
    let own = survey.resolution;
    if survey.covered < f64::from(width * height * SCANNED) || !(COARSEST..=FINEST).contains(&own) {
        USUAL
    } else {
        own
    }
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
            hayro::kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
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
