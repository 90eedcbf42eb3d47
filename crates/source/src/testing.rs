//! Test files made on the spot, and what a reader saw in them as one readable string.

use crate::{Item, LineRole, MarkupCell, Source};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::{SimpleFileOptions, ZipWriter};

/// A ZIP package of parts by name.
pub(crate) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<_> = parts.iter().map(|(name, content)| (*name, content.as_bytes())).collect();
    package_of_bytes(&parts)
}

/// A ZIP package of binary parts by name.
pub(crate) fn package_of_bytes(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What was read: a line each line (`# ` a heading, each # a level; `~ ` furniture) and each row (cells between bars,
/// the lines of a cell divided by `/`, its spans behind it: `^2` rows, `>2` columns; a header cell ends in `!`).
///
/// Checks on the way that every text is what its spans hold.
pub(crate) fn outline(source: &Source) -> String {
    let mut outline = String::new();
    for item in source.pages.iter().flat_map(|page| &page.items) {
        match item {
            Item::Line(line) => {
                check(source, &line.text);
                let mark = match line.role {
                    LineRole::Plain => String::new(),
                    LineRole::Heading(level) => format!("{} ", "#".repeat(level.into())),
                    LineRole::Furniture => "~ ".to_owned(),
                };
                writeln!(outline, "{mark}{}", line.text).unwrap();
            }
            Item::Table(table) => {
                for row in &table.rows {
                    let cells: Vec<_> = row.iter().map(|cell| outline_cell(source, cell)).collect();
                    writeln!(outline, "|{}|", cells.join("|")).unwrap();
                }
            }
        }
    }
    outline
}

fn outline_cell(source: &Source, cell: &MarkupCell) -> String {
    cell.lines.iter().for_each(|line| check(source, line));
    let lines: Vec<_> = cell.lines.iter().map(fenjie_text::Text::as_str).collect();
    let span = |sign: &str, count: u32| if count > 1 { format!("{sign}{count}") } else { String::new() };
    let header = if cell.header { "!" } else { "" };
    format!("{}{}{}{header}", lines.join("/"), span("^", cell.rowspan), span(">", cell.colspan))
}

fn check(source: &Source, text: &fenjie_text::Text) {
    let spelled: String = text.spans().iter().map(|span| &source.text[span.range()]).collect();
    assert_eq!(spelled, text.as_str());
}
