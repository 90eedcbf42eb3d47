//! Reads a scanned PDF and prints what was read, page by page.
use std::time::Instant;
fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().unwrap();
    let model = args.next().unwrap_or("tiny".into());
    let bytes = std::fs::read(path).unwrap();
    let start = Instant::now();
    let source = fenjie_source::scan::read(
        &bytes,
        None,
        &fenjie_source::Limits::default(),
        &fenjie_source::scan::Options {
            mode: if args.next().is_some() {
                fenjie_source::scan::Mode::Always
            } else {
                fenjie_source::scan::Mode::Auto
            },
            model: (model != "auto").then_some(model),
            ..Default::default()
        },
    )
    .unwrap();
    let time = start.elapsed();
    print!("{}", source.text);
    let rules: Vec<_> = source
        .pages
        .iter()
        .map(|p| {
            (
                p.rules.iter().filter(|r| r.is_horizontal()).count(),
                p.rules.iter().filter(|r| !r.is_horizontal()).count(),
            )
        })
        .collect();
    let n: usize = source.pages.iter().map(|p| p.glyphs.len()).sum();
    let c: f32 = source.pages.iter().flat_map(|p| &p.glyphs).map(|g| g.confidence).sum::<f32>() / n as f32;
    eprintln!(
        "{:.2} s a page, {n} glyphs, mean confidence {c:.4}, rules {rules:?}",
        time.as_secs_f32() / source.pages.len() as f32
    );
}
