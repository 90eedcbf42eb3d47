//! Picture files as pictures: PNG, JPEG, TIFF (all its pages), BMP.

use crate::{Error, Limits};
use fenjie_ocr::Picture;
use fenjie_ocr::limits::MAX_PIXELS;
use image::imageops::FilterType;
use image::{DynamicImage, ImageReader, RgbImage};
use std::io::Cursor;
use tiff::ColorType;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;

/// Longest and shortest long side of a sheet of paper that is believed, in inches.
const SHEET: (f32, f32) = (5.0, 34.0);
/// The long side of A4 in inches, for a picture that does not say how large it is.
const A4: f32 = 11.69;
/// Pictures finer than this are brought down to [`ENOUGH`] pixels an inch: more costs time and reads no better.
const FINEST: f32 = 225.0;
const ENOUGH: f32 = 200.0;

/// The pictures of a file, one a page.
pub(super) fn pictures(bytes: &[u8], limits: &Limits) -> Result<Vec<Picture>, Error> {
    if is_tiff(bytes) {
        return tiff_pages(bytes, limits);
    }
    Ok(vec![picture(decoded(bytes)?, stated_resolution(bytes))?])
}

/// The pixels of a file's first picture.
pub(super) fn pixels(bytes: &[u8]) -> Result<RgbImage, Error> {
    if is_tiff(bytes) {
        return Ok(tiff_page(&mut tiff_decoder(bytes)?)?.0);
    }
    Ok(on_white(decoded(bytes)?))
}

fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

fn decoded(bytes: &[u8]) -> Result<DynamicImage, Error> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(damaged)?;
    reader.limits(image_limits());
    reader.decode().map_err(damaged)
}

#[expect(clippy::needless_pass_by_value, reason = "passed to map_err")]
fn damaged(reason: impl ToString) -> Error {
    Error::Damaged { format: "picture", reason: reason.to_string() }
}

fn image_limits() -> image::Limits {
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MAX_PIXELS as u64 * 4);
    limits
}

/// The picture at a resolution that is enough to read it.
fn picture(image: DynamicImage, stated: Option<f32>) -> Result<Picture, Error> {
    let longest = image.width().max(image.height()) as f32;
    let believed = stated.filter(|dpi| (SHEET.0..SHEET.1).contains(&(longest / dpi)));
    let dpi = believed.unwrap_or(longest / A4).max(1.0);
    let (image, dpi) = if dpi > FINEST {
        let scaled = |side: u32| ((side as f32 * ENOUGH / dpi) as u32).max(1);
        (image.resize_exact(scaled(image.width()), scaled(image.height()), FilterType::Triangle), ENOUGH)
    } else {
        (image, dpi)
    };
    let rgb = on_white(image);
    Picture::from_rgb(rgb.width() as usize, rgb.height() as usize, rgb.into_raw(), dpi).map_err(damaged)
}

/// What shows through is paper.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, alpha] = rgba.get_pixel(x, y).0;
        let over = |value: u8| ((u16::from(value) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255) as u8;
        image::Rgb([over(r), over(g), over(b)])
    })
}

/// Pixels an inch as a PNG (`pHYs`) or JPEG (JFIF density) states them.
fn stated_resolution(bytes: &[u8]) -> Option<f32> {
    let word = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    if bytes.starts_with(b"\x89PNG") {
        let mut at = 8;
        loop {
            let (length, kind) = (word(at)? as usize, bytes.get(at + 4..at + 8)?);
            if kind == b"pHYs" && bytes.get(at + 16) == Some(&1) {
                return Some(word(at + 8)? as f32 * 0.0254);
            }
            if kind == b"IDAT" {
                return None;
            }
            at = at.checked_add(length)?.checked_add(12)?;
        }
    }
    if bytes.starts_with(b"\xff\xd8\xff\xe0") && bytes.get(6..11) == Some(b"JFIF\0") {
        let density = f32::from(u16::from_be_bytes([*bytes.get(14)?, *bytes.get(15)?]));
        return match bytes.get(13)? {
            1 => Some(density),
            2 => Some(density * 2.54),
            _ => None,
        };
    }
    None
}

fn tiff_decoder(bytes: &[u8]) -> Result<Decoder<Cursor<&[u8]>>, Error> {
    let mut budget = tiff::decoder::Limits::default();
    budget.decoding_buffer_size = MAX_PIXELS * 4;
    Ok(Decoder::new(Cursor::new(bytes)).map_err(damaged)?.with_limits(budget))
}

fn tiff_pages(bytes: &[u8], limits: &Limits) -> Result<Vec<Picture>, Error> {
    let mut decoder = tiff_decoder(bytes)?;
    let mut pages = Vec::new();
    loop {
        let (image, stated) = tiff_page(&mut decoder)?;
        pages.push(picture(DynamicImage::ImageRgb8(image), stated)?);
        if pages.len() >= limits.pages || !decoder.more_images() || decoder.next_image().is_err() {
            return Ok(pages);
        }
    }
}

/// The pixels of the page that the decoder stands at, and the resolution that it states.
fn tiff_page(decoder: &mut Decoder<Cursor<&[u8]>>) -> Result<(RgbImage, Option<f32>), Error> {
    let (width, height) = decoder.dimensions().map_err(damaged)?;
    if width as usize * height as usize > MAX_PIXELS {
        return Err(Error::TooLarge { what: "the picture", limit: MAX_PIXELS as u64 });
    }
    let unit = decoder.find_tag_unsigned::<u16>(Tag::ResolutionUnit).ok().flatten().unwrap_or(2);
    let density = decoder.find_tag(Tag::XResolution).ok().flatten().and_then(|value| value.into_f32().ok());
    let stated = density.map(|density| if unit == 3 { density * 2.54 } else { density });
    let color = decoder.colortype().map_err(damaged)?;
    let DecodingResult::U8(data) = decoder.read_image().map_err(damaged)? else {
        return Err(damaged("only TIFF of up to eight bits a channel is read"));
    };
    let rgb = tiff_rgb(color, width as usize, data)?;
    let image = RgbImage::from_raw(width, height, rgb).ok_or_else(|| damaged("the pixels do not fill the picture"))?;
    Ok((image, stated))
}

fn tiff_rgb(color: ColorType, width: usize, data: Vec<u8>) -> Result<Vec<u8>, Error> {
    Ok(match color {
        ColorType::RGB(8) => data,
        ColorType::RGBA(8) => data.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect(),
        ColorType::Gray(8) => data.into_iter().flat_map(|v| [v; 3]).collect(),
        ColorType::GrayA(8) => data.chunks_exact(2).flat_map(|p| [p[0]; 3]).collect(),
        ColorType::Gray(1) => {
            let row = width.div_ceil(8);
            let bit = |bytes: &[u8], x: usize| if bytes[x / 8] >> (7 - x % 8) & 1 == 1 { 255 } else { 0 };
            data.chunks_exact(row).flat_map(|bytes| (0..width).flat_map(move |x| [bit(bytes, x); 3])).collect()
        }
        other => return Err(damaged(format!("TIFF of {other:?} is not read"))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, ImageFormat, Luma};

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let image = GrayImage::from_fn(400, 560, |x, _| Luma([if x < 200 { 0 } else { 255 }]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(image).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_format_gives_the_same_sheet() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Tiff, ImageFormat::Bmp] {
            let bytes = encoded(format);
            let pictures = pictures(&bytes, &Limits::default()).unwrap();
            assert_eq!(pictures.len(), 1);
            assert_eq!((pictures[0].width(), pictures[0].height()), (400, 560), "{format:?}");
        }
    }

    #[test]
    fn a_cut_picture_is_an_error() {
        for format in [ImageFormat::Png, ImageFormat::Tiff] {
            let bytes = encoded(format);
            assert!(pictures(&bytes[..bytes.len() / 2], &Limits::default()).is_err(), "{format:?}");
        }
    }
}
