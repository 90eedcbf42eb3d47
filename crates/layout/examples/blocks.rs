//! Prints the blocks that a document is put together to: `cargo run -p fenjie-layout --example blocks FILE`.
#![allow(clippy::print_stdout)]

use fenjie_layout::{Block, Table, blocks};
use fenjie_source::{Limits, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give the path of a document")?;
    let source = read(&std::fs::read(&path)?, Some(&path), &Limits::default())?;
    for block in blocks(&source) {
        match block {
            Block::Heading { level, text } => println!("# {level} {text}"),
            Block::Paragraph(text) => println!("P {text}"),
            Block::Furniture(kind, text) => println!("~ {kind:?} {text}"),
            Block::Table(table) => print_table(&table),
        }
    }
    Ok(())
}

fn print_table(table: &Table) {
    let headers: Vec<String> =
        table.columns.iter().map(|column| format!("{}:{:?}", column.header, column.role)).collect();
    println!("T {:?} {:?} {}", table.recoverer, table.title.as_ref().map(ToString::to_string), headers.join(" | "));
    for row in &table.rows {
        let cells = row.cells.iter().map(|cell| format!("{}{}", if cell.inherited { "^" } else { "" }, cell.text));
        println!("  {}", cells.collect::<Vec<_>>().join(" | "));
    }
    for text in &table.furniture {
        println!("  ~ {text}");
    }
}
