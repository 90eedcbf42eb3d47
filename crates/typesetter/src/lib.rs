//! Development only: typesets tables of tasks and flattens them as text extractors do, with the exact truth.
//!
//! [`content`] draws the rows of a table, [`lines`] breaks their words by the Chinese rules for line breaks, [`flatten`]
//! places the printed lines on pages and writes them out in the order and with the joins of an extractor family, [`places`]
//! as those do that keep the places of the print. All is
//! drawn from a seed and the same on every machine. The command `learn` fits the weights of
//! `crates/layout/data/flattened.toml` to such tables.

pub mod content;
pub mod flatten;
pub mod lines;
pub mod places;
pub mod random;

use content::Plan;
use flatten::{Flattened, Join, Layout};
use random::Random;

/// The flattened table of a seed.
pub fn typeset(plan: Plan, join: Join, seed: u64) -> Flattened {
    let mut random = Random::new(seed);
    let rows = random.range(12, 40);
    let content = content::draw(plan, rows, &mut random);
    let layout = Layout::draw(&content, join, &mut random);
    flatten::flatten(&content, &layout)
}
