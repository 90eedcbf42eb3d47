//! Names: what the words of a notice mean. Works on plain strings and gives byte ranges into them; knows nothing of pages or tables.
//!
//! [`statement::parse`] reads who answers for a task and by when, [`units::parse`] a printed list of units, [`time`] deadlines,
//! milestones and dates, [`target`] and [`indicator`] numbers, [`mod@reference`] citations. [`region`] finds the region of a document,
//! [`Agencies`] gives a unit its full name, [`tags::Taxonomy`] says what a task is about. For the stages that put tables
//! together, [`ColumnRole`] reads headers and [`unit_plausibility`], [`unit_starts`] and [`complete_unit`] weigh lines.
//!
//! What they know lies in `data/`, each file with its columns explained at its head: `agencies.tsv` (kinds of agency and their
//! names by year), `regional-offices.tsv` (offices that bodies of the state have in the regions), `agency-endings.txt`,
//! `regions.tsv` (GB/T 2260; made by `tools/regions.py`, licences in `regions.LICENSE`), `issuer-codes.tsv` (机关代字),
//! `labels.toml`, `bodies.toml`, `quantities.toml`, `columns.toml`, and `taxonomies/` with the weights that the example
//! `learn_tags` learns from `training/`. The example `measure` compares the readers with readings done by hand.
//!
//! ```
//! use fenjie_lexicon::{Agencies, Context, region, statement};
//! let read = statement::parse("牵头单位：市财政局；配合单位：市教育局、科技局");
//! let context = Context { region: region::by_code("440100"), year: Some(2017), ..Context::default() };
//! let full = Agencies::builtin().canonical(&read.support[1].name, &context);
//! assert_eq!(full.as_deref(), Some("广州市科学技术局"));
//! ```

mod agency;
mod bodies;
mod canonical;
mod column;
mod continuation;
pub mod indicator;
mod labels;
mod name_index;
mod near;
mod passage;
mod plausibility;
mod printed;
mod quantity;
pub mod reference;
pub mod region;
pub mod statement;
pub mod tags;
pub mod target;
pub mod time;
pub mod units;
pub mod words;

pub use agency::ends_as_agency;
pub use canonical::{Agencies, AgenciesError, Context};
pub use column::ColumnRole;
pub use continuation::{continuation_mark, opens_continuation_mark};
pub use near::near_agency;
pub use passage::Passage;
pub use plausibility::{complete_unit, unit_plausibility, unit_starts};
pub use quantity::counts;
pub use units::persons::is_surname;
