//! Scanned pages as pictures to look at: what was read, the way it was read.

use super::render::Document;
use super::{View, decode, workers};
use crate::{Error, Format, Limits, Page, Source, Turned};
use fenjie_ocr::Picture;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ExtendedColorType, GrayImage};

/// Resolution of a view in pixels an inch: enough to check a figure by eye.
const RESOLUTION: f32 = 96.0;
/// JPEG quality of a view.
const QUALITY: u8 = 50;

pub(super) fn views(bytes: &[u8], source: &Source, limits: &Limits, most: usize) -> Result<Vec<View>, Error> {
    let mut wanted: Vec<(&Page, Turned)> =
        source.pages.iter().filter_map(|page| Some((page, page.turned?))).take(most).collect();
    // The two pages of a sheet have one number.
    wanted.dedup_by_key(|(page, _)| page.number);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let pictures = if source.format == Format::Image { decode::pictures(bytes, limits)? } else { Vec::new() };
    let document = match source.format {
        Format::Image => None,
        format => Some(Document::open(bytes, format, limits)?),
    };
    let made = workers::each(wanted.len(), 0, |at| {
        let (page, turned) = wanted[at];
        let index = page.number.saturating_sub(1) as usize;
        let size = page.size.unwrap_or_default();
        match &document {
            Some(document) => view(&document.render(index)?.picture, page.number, size, turned),
            None => pictures.get(index).map_or_else(
                || Err(Error::Damaged { format: "picture", reason: format!("page {} is missing", page.number) }),
                |picture| view(picture, page.number, size, turned),
            ),
        }
    });
    made.into_iter().collect()
}

fn view(picture: &Picture, number: u32, size: (f32, f32), turned: Turned) -> Result<View, Error> {
    let damaged = |reason: String| Error::Damaged { format: "picture", reason };
    let (width, height, gray) = picture.upright(turned.quarters, turned.skew);
    let gray = GrayImage::from_raw(width as u32, height as u32, gray)
        .ok_or_else(|| damaged("the pixels do not fill the picture".to_owned()))?;
    let scale = (RESOLUTION / picture.dpi()).min(1.0);
    let side = |pixels: u32| ((pixels as f32 * scale) as u32).max(1);
    let small = imageops::resize(&gray, side(gray.width()), side(gray.height()), FilterType::Triangle);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(&small, small.width(), small.height(), ExtendedColorType::L8)
        .map_err(|error| damaged(error.to_string()))?;
    Ok(View { number, size, jpeg })
}
