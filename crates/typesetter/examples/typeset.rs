//! Prints a flattened table: `cargo run -p fenjie-typesetter --example typeset -- ROWS SEED [JOIN [PLAN]]`, where JOIN is
//! 0 to 3 for `Never`, `SameHeight`, `Overlap`, `Places`, and PLAN 0 to 3 for `WorkPoints`, `Breakdown`, `Measures`,
//! `Simple`.

use fenjie_typesetter::content::{Plan, draw};
use fenjie_typesetter::flatten::{Join, Layout, flatten};
use fenjie_typesetter::random::Random;
use std::io::Write;

fn main() -> std::io::Result<()> {
    let number = |n: usize| std::env::args().nth(n).and_then(|word| word.parse::<usize>().ok());
    let (rows, seed) = (number(1).unwrap_or(20), number(2).unwrap_or(1));
    let join = number(3).and_then(|n| Join::ALL.get(n).copied()).unwrap_or(Join::SameHeight);
    let plan = number(4).and_then(|n| Plan::ALL.get(n).copied()).unwrap_or(Plan::WorkPoints);
    let mut random = Random::new(seed as u64);
    let content = draw(plan, rows, &mut random);
    let layout = Layout::draw(&content, join, &mut random);
    std::io::stdout().lock().write_all(flatten(&content, &layout).text.as_bytes())
}
