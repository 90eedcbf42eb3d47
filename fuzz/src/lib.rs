//! What the fuzz targets share: tight limits, packages around fuzzed parts, and what must hold of every result.

use fenjie_source::{Error, Item, Limits, Source};
use std::io::{Cursor, Write};
use std::sync::Once;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Limits small enough that crossing them is cheap.
pub fn limits() -> Limits {
    Limits {
        text_bytes: 1 << 20,
        part_bytes: 1 << 20,
        package_bytes: 4 << 20,
        xml_nodes: 20_000,
        pages: 50,
        cells: 20_000,
        glyphs: 50_000,
        ..Limits::default()
    }
}

/// Lets the readers catch what a library of theirs panics on, as they do in the product; a panic that nobody catches is a
/// finding all the same.
pub fn libraries_may_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| {})));
}

/// A package of these parts and, under the other names, the pieces of `data` between its zero bytes.
pub fn package(fixed: &[(&str, &str)], names: &[&str], data: &[u8]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let fixed = fixed.iter().map(|(name, content)| (*name, content.as_bytes()));
    for (name, content) in fixed.chain(names.iter().copied().zip(data.split(|byte| *byte == 0))) {
        writer.start_file(name, options).expect("names differ");
        writer.write_all(content).expect("memory does not fail");
    }
    writer.finish().expect("memory does not fail").into_inner()
}

/// Every text of a result stands where its spans say; an error has words.
pub fn check(result: Result<Source, Error>) {
    let source = match result {
        Ok(source) => source,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    for item in source.pages.iter().flat_map(|page| &page.items) {
        let texts: Vec<_> = match item {
            Item::Line(line) => vec![&line.text],
            Item::Table(table) => table.rows.iter().flatten().flat_map(|cell| &cell.lines).collect(),
        };
        for span in texts.into_iter().flat_map(|text| text.spans()) {
            assert!(source.text.get(span.range()).is_some());
        }
    }
    for glyph in source.pages.iter().flat_map(|page| &page.glyphs) {
        assert!(source.text.get(glyph.span.range()).is_some());
    }
}
