//! Prints the text of a PDF: `cargo run --example pdf_text FILE [PASSWORD]`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use fenjie_source::{Limits, pdf::read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give the path of a PDF")?;
    let source = read(&std::fs::read(path)?, &Limits { password: arguments.next(), ..Limits::default() })?;
    print!("{}", source.text);
    for diagnostic in &source.diagnostics {
        eprintln!("{:?} {}: {}", diagnostic.severity, diagnostic.code, diagnostic.message);
    }
    Ok(())
}
