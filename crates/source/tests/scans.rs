//! Scans made from a notice with a text layer must read as that layer does. Tests that recognise need the tiny model
//! (`scripts/fetch-models.py`) and are skipped with a message where it is not installed.
#![cfg(feature = "ocr")]
#![allow(clippy::print_stderr)]

use fenjie_source::scan::{Mode, Options};
use fenjie_source::{Error, Format, Limits, Source, scan};
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbImage, imageops};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, dictionary};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;

const NOTICE: &str = "../../corpus/2022-sanming-forest-carbon.pdf";
const DPI: f32 = 200.0;

fn notice() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(NOTICE)).unwrap()
}

fn has_model() -> bool {
    let installed = fenjie_ocr::default_folder().is_some_and(|folder| !fenjie_ocr::installed(&folder).is_empty());
    if !installed {
        eprintln!("skipped: no recognition model is installed (scripts/fetch-models.py)");
    }
    installed
}

fn read(bytes: &[u8], mode: Mode) -> Source {
    scan::read(bytes, None, &Limits::default(), &Options { mode, ..Options::default() }).unwrap()
}

/// The page of that index, from 0, as a scanner would see it.
fn rendered(pdf: &[u8], index: usize) -> GrayImage {
    let pdf = Pdf::new(pdf.to_vec()).unwrap();
    let pixmap = hayro::render(
        &pdf.pages()[index],
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: DPI / 72.0, y_scale: DPI / 72.0, bg_color: WHITE },
    );
    let rgb = pixmap.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    let image = RgbImage::from_raw(u32::from(pixmap.width()), u32::from(pixmap.height()), rgb).unwrap();
    DynamicImage::ImageRgb8(image).into_luma8()
}

fn encoded(image: GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageLuma8(image).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The image turned clockwise about its middle by a small angle, with gray specks, as a careless scan.
fn careless(image: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (cx, cy) = (image.width() as f32 / 2.0, image.height() as f32 / 2.0);
    let mut seed = 7u32;
    GrayImage::from_fn(image.width(), image.height(), |x, y| {
        let (dx, dy) = (x as f32 - cx, y as f32 - cy);
        let (sx, sy) = (cx + dx * cos + dy * sin, cy - dx * sin + dy * cos);
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (seed >> 28) as u8;
        Luma([imageops::interpolate_bilinear(image, sx, sy).map_or(235, |p| p.0[0].min(235).saturating_sub(noise))])
    })
}

/// Share of characters that one of the two texts holds more often than the other.
fn difference(read: &str, layer: &str) -> f32 {
    let mut counts: BTreeMap<char, i32> = BTreeMap::new();
    let words = |text: &str| text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect::<Vec<_>>();
    for c in words(layer) {
        *counts.entry(c).or_default() += 1;
    }
    for c in words(read) {
        *counts.entry(c).or_default() -= 1;
    }
    counts.values().map(|n| n.unsigned_abs()).sum::<u32>() as f32 / words(layer).len().max(1) as f32
}

fn layer(index: usize) -> String {
    let source = read(&notice(), Mode::Never);
    source.pages[index].glyphs.iter().map(|glyph| &source.text[glyph.span.range()]).collect()
}

#[test]
fn pictures_of_a_page_read_as_its_text_layer_level_or_askew() {
    if !has_model() {
        return;
    }
    let page = rendered(&notice(), 1);
    let layer = layer(1);
    let scans = [
        ("level", page.clone()),
        ("askew", careless(&page, 1.4)),
        ("leaning the other way", careless(&page, -2.7)),
        ("on its side", imageops::rotate90(&page)),
        ("on its head", imageops::rotate180(&page)),
        ("on its other side", imageops::rotate270(&careless(&page, 0.6))),
    ];
    for (name, image) in scans {
        let source = read(&encoded(image, ImageFormat::Png), Mode::Auto);
        assert_eq!((source.format, source.pages.len()), (Format::Image, 1));
        let wrong = difference(&source.text, &layer);
        assert!(wrong < 0.01, "{name}: {:.2} % wrong:\n{}", wrong * 100.0, source.text);
        let (width, height) = source.pages[0].size.unwrap();
        assert!((width - 595.0).abs() < 3.0 && (height - 842.0).abs() < 3.0, "{name}: {width} × {height}");
    }
}

#[test]
fn every_glyph_stands_where_its_text_says_and_inside_the_page() {
    if !has_model() {
        return;
    }
    let source = read(&encoded(rendered(&notice(), 1), ImageFormat::Jpeg), Mode::Auto);
    let page = &source.pages[0];
    let (width, height) = page.size.unwrap();
    assert!(page.glyphs.len() > 200);
    for (glyph, next) in page.glyphs.iter().zip(&page.glyphs[1..]) {
        assert!(glyph.span.end <= next.span.start);
        assert_eq!(source.text[glyph.span.range()].chars().count(), 1);
        assert!(glyph.bbox.x0 >= -1.0 && glyph.bbox.x1 <= width + 1.0 && glyph.bbox.y1 <= height + 1.0);
        assert!((0.0..=1.0).contains(&glyph.confidence));
    }
}

/// A sheet with a seal's ring over its text: red where it was scanned in colour, else gray.
fn sealed(page: &GrayImage, color: [u8; 3]) -> RgbImage {
    let (cx, cy, radius, stroke) = (page.width() as f32 * 0.4, page.height() as f32 * 0.35, 160.0, 9.0);
    RgbImage::from_fn(page.width(), page.height(), |x, y| {
        let paper = page.get_pixel(x, y).0[0];
        let away = ((x as f32 - cx).hypot(y as f32 - cy) - radius).abs();
        let through = |ink: u8| (u16::from(paper) * u16::from(ink) / 255) as u8;
        image::Rgb(if away < stroke / 2.0 { color.map(through) } else { [paper; 3] })
    })
}

#[test]
fn print_under_a_seal_is_read() {
    if !has_model() {
        return;
    }
    let (page, layer) = (rendered(&notice(), 1), layer(1));
    for (name, color) in [("red", [215, 45, 55]), ("gray", [120; 3])] {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(sealed(&page, color)).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let source = read(&bytes.into_inner(), Mode::Auto);
        let wrong = difference(&source.text, &layer);
        assert!(wrong < 0.01, "{name}: {:.2} % wrong:\n{}", wrong * 100.0, source.text);
    }
}

/// An OFD file of one A4 page that is a scan in two strips.
fn scanned_ofd(page: &GrayImage) -> Vec<u8> {
    let (width, height) = page.dimensions();
    let strip = |top: u32, bottom: u32| {
        encoded(imageops::crop_imm(page, 0, top, width, bottom - top).to_image(), ImageFormat::Png)
    };
    let cut = height / 2;
    let cut_at = 297.0 * f64::from(cut) / f64::from(height);
    let document = "<Document><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea>\
                    <DocumentRes>Res.xml</DocumentRes></CommonData><Pages><Page ID='1' BaseLoc='Page.xml'/></Pages></Document>";
    let resources = "<Res BaseLoc='Res'><MultiMedias><MultiMedia ID='2' Type='Image'><MediaFile>a.png</MediaFile></MultiMedia>\
                     <MultiMedia ID='3' Type='Image'><MediaFile>b.png</MediaFile></MultiMedia></MultiMedias></Res>";
    let objects = format!(
        "<Page><Content><Layer><ImageObject ResourceID='2' Boundary='0 0 210 {cut_at}' CTM='210 0 0 {cut_at} 0 0'/>\
         <ImageObject ResourceID='3' Boundary='0 {cut_at} 210 {rest}'/></Layer></Content></Page>",
        rest = 297.0 - cut_at
    );
    let head = "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>";
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("OFD.xml", head.as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/Res.xml", resources.as_bytes()),
        ("Doc_0/Page.xml", objects.as_bytes()),
        ("Doc_0/Res/a.png", &strip(0, cut)),
        ("Doc_0/Res/b.png", &strip(cut, height)),
    ] {
        package.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        package.write_all(content).unwrap();
    }
    package.finish().unwrap().into_inner()
}

#[test]
fn an_ofd_of_pictures_reads_as_its_pictures() {
    if !has_model() {
        return;
    }
    let source = read(&scanned_ofd(&rendered(&notice(), 1)), Mode::Auto);
    assert_eq!((source.format, source.pages.len()), (Format::Ofd, 1));
    let wrong = difference(&source.text, &layer(1));
    assert!(wrong < 0.01, "{:.2} % wrong:\n{}", wrong * 100.0, source.text);
    assert!(
        source.pages[0].size.is_some_and(|(width, height)| (width - 595.3).abs() < 1.0 && (height - 841.9).abs() < 1.0)
    );
    assert!(source.diagnostics.iter().all(|found| found.code != "no_text_layer"));
}

/// The notice's first page as it is, and its second as a picture.
fn half_scanned() -> Vec<u8> {
    scanned_over("")
}

/// The same, with `layer` written invisibly over the picture, as programs do that make scans searchable.
fn scanned_over(layer: &str) -> Vec<u8> {
    let scan = rendered(&notice(), 1);
    let (width, height) = scan.dimensions();
    let jpeg = encoded(scan, ImageFormat::Jpeg);
    let mut document = Document::load_mem(&notice()).unwrap();
    let picture = document.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => i64::from(width), "Height" => i64::from(height),
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
        },
        jpeg,
    ));
    let place = [595.0, 0.0, 0.0, 842.0, 0.0, 0.0].map(Object::Real).to_vec();
    let drawn = Content {
        operations: vec![
            Operation::new("q", vec![]),
            Operation::new("cm", place),
            Operation::new("Do", vec![Object::Name(b"Scan".to_vec())]),
            Operation::new("Q", vec![]),
            Operation::new("BT", vec![]),
            Operation::new("Tr", vec![3.into()]),
            Operation::new("Tf", vec![Object::Name(b"Text".to_vec()), 12.into()]),
            Operation::new("Td", vec![90.into(), 700.into()]),
            Operation::new("Tj", vec![Object::string_literal(layer)]),
            Operation::new("ET", vec![]),
        ],
    };
    let content = document.add_object(Stream::new(dictionary! {}, drawn.encode().unwrap()));
    let pages: Vec<_> = document.get_pages().into_values().collect();
    let page = document.get_object_mut(pages[1]).unwrap().as_dict_mut().unwrap();
    page.set("Contents", content);
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    page.set(
        "Resources",
        dictionary! { "XObject" => dictionary! { "Scan" => picture }, "Font" => dictionary! { "Text" => font } },
    );
    document.delete_pages(&(3..=pages.len() as u32).collect::<Vec<_>>());
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_mixed_file_keeps_its_text_layer_and_gains_the_scanned_page() {
    if !has_model() {
        return;
    }
    let bytes = half_scanned();
    let plain = read(&bytes, Mode::Never);
    assert!(plain.pages[1].glyphs.is_empty() && plain.pages[1].scanned);
    let source = read(&bytes, Mode::Auto);
    assert_eq!(source.pages.len(), 2);
    assert!(source.pages[0].glyphs.iter().all(|glyph| glyph.confidence >= 1.0));
    assert_eq!(source.pages[0].glyphs.len(), plain.pages[0].glyphs.len());
    let page = |index: usize| -> String {
        source.pages[index].glyphs.iter().map(|glyph| &source.text[glyph.span.range()]).collect()
    };
    assert_eq!(page(0), layer(0));
    assert!(difference(&page(1), &layer(1)) < 0.01);
    assert!(source.diagnostics.iter().all(|found| found.code != "no_text_layer"));
}

#[test]
fn a_garbage_layer_loses_to_the_picture_behind_it() {
    if !has_model() {
        return;
    }
    let bytes = scanned_over("fiW)tTJX #zh{s5A*&] =IBS,D $EK%o^ bgj~ LuRQ+Vmp<Yz");
    let page = |mode: Mode| -> String {
        let source = read(&bytes, mode);
        source.pages[1].glyphs.iter().map(|glyph| &source.text[glyph.span.range()]).collect()
    };
    assert!(page(Mode::Never).contains("fiW"));
    assert!(difference(&page(Mode::Auto), &layer(1)) < 0.01);
}

#[test]
fn without_a_model_a_scan_is_an_error_that_says_what_to_do() {
    let nowhere = Options { models: Some("no-such-folder".into()), model: Some("tiny".into()), ..Options::default() };
    let picture = encoded(GrayImage::from_pixel(300, 400, Luma([255])), ImageFormat::Png);
    let error = scan::read(&picture, None, &Limits::default(), &nowhere).unwrap_err();
    assert!(matches!(&error, Error::Missing(message) if message.contains("models install")), "{error}");
    // Pages that can be read without a model are read, and the others are named.
    let source = scan::read(&half_scanned(), None, &Limits::default(), &nowhere).unwrap();
    assert!(!source.pages[0].glyphs.is_empty());
    assert!(source.diagnostics.iter().any(|found| found.code == "page_not_read" && found.message.contains('2')));
}

#[test]
fn a_text_layer_without_a_scan_behind_it_needs_no_model() {
    let nowhere = Options { models: Some("no-such-folder".into()), model: Some("tiny".into()), ..Options::default() };
    let source = scan::read(&notice(), None, &Limits::default(), &nowhere).unwrap();
    assert_eq!(source.text, read(&notice(), Mode::Never).text);
}
