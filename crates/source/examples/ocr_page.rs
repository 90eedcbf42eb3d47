//! Writes a page of a scanned PDF as a picture with what was read drawn over it: PDF PAGE OUT.png
use image::{Rgb, RgbImage};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let bytes = std::fs::read(&args[1]).unwrap();
    let source = fenjie_source::scan::read(
        &bytes,
        None,
        &fenjie_source::Limits::default(),
        &fenjie_source::scan::Options::default(),
    )
    .unwrap();
    let page = &source.pages[args[2].parse::<usize>().unwrap() - 1];
    let (w, h) = page.size.unwrap();
    let s = 1.6;
    let mut im = RgbImage::from_pixel((w * s) as u32, (h * s) as u32, Rgb([255, 255, 255]));
    let mut frame = |r: fenjie_source::Rect, c: [u8; 3]| {
        for x in (r.x0 * s) as u32..=(r.x1 * s) as u32 {
            for y in [r.y0, r.y1] {
                if x < im.width() && ((y * s) as u32) < im.height() {
                    im.put_pixel(x, (y * s) as u32, Rgb(c));
                }
            }
        }
        for y in (r.y0 * s) as u32..=(r.y1 * s) as u32 {
            for x in [r.x0, r.x1] {
                if y < im.height() && ((x * s) as u32) < im.width() {
                    im.put_pixel((x * s) as u32, y, Rgb(c));
                }
            }
        }
    };
    for g in &page.glyphs {
        frame(g.bbox, [120, 160, 255]);
    }
    for r in &page.rules {
        frame(r.rect, if r.is_horizontal() { [255, 0, 0] } else { [0, 150, 0] });
        println!(
            "{} {:.1} {:.1} {:.1} {:.1} w {:.1}",
            if r.is_horizontal() { "H" } else { "V" },
            r.rect.x0,
            r.rect.y0,
            r.rect.x1,
            r.rect.y1,
            r.width
        );
    }
    im.save(&args[3]).unwrap();
}
