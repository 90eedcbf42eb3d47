//! Prints a flattened table: `cargo run -p fenjie-typesetter --example typeset -- ROWS SEED`.

use fenjie_typesetter::content::{Plan, draw};
use fenjie_typesetter::flatten::{Join, Layout, flatten};
use fenjie_typesetter::random::Random;
use std::io::Write;

fn main() -> std::io::Result<()> {
    let number = |n: usize| std::env::args().nth(n).and_then(|word| word.parse().ok());
    let (rows, seed) = (number(1).unwrap_or(20), number(2).unwrap_or(1));
    let mut random = Random::new(seed as u64);
    let content = draw(Plan::WorkPoints, rows, &mut random);
    let layout = Layout::draw(&content, Join::SameHeight, &mut random);
    std::io::stdout().lock().write_all(flatten(&content, &layout).text.as_bytes())
}
