//! Prints the tables recovered from text files, their headers and a row a line, tab-separated: file, table, confidence,
//! doubtful columns, then `ROLE=words` for each cell. `cargo run -p fenjie-typesetter --example show -- FILE…`

use fenjie_layout::Watch;
use fenjie_layout::flattened::{self, training::lines_of};
use fenjie_text::Text;
use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for name in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&name)?;
        let (lines, starts) = lines_of(&text);
        let lines: Vec<&Text> = lines.iter().collect();
        let begun = std::time::Instant::now();
        let regions = flattened::recover(&lines, &starts, &Watch::default());
        writeln!(std::io::stderr(), "{name}: {} bytes, {:.0} ms", text.len(), begun.elapsed().as_secs_f64() * 1e3)?;
        for (number, region) in regions.iter().enumerate() {
            let heads =
                region.table.columns.iter().map(|column| format!("{:?}={}", column.role, column.header.as_str()));
            writeln!(out, "{name}\t{number}\theader\t{}", heads.collect::<Vec<_>>().join("\t"))?;
            for row in &region.table.rows {
                write!(out, "{name}\t{number}\t{:.3}\t{:?}", row.confidence, row.doubtful)?;
                for (column, cell) in region.table.columns.iter().zip(&row.cells) {
                    write!(out, "\t{:?}={}", column.role, cell.text.as_str().replace(['\n', '\t'], " "))?;
                }
                writeln!(out)?;
            }
        }
    }
    Ok(())
}
