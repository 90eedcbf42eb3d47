//! Names: what the words of a notice mean. Regions, agencies, unit lists, dates, amounts, references and tags, read
//! with data files that lie in `data/`. Works on plain strings and gives byte ranges into them; knows nothing of pages or tables.

mod agency;
mod column;
pub mod indicator;
mod labels;
mod plausibility;
mod printed;
mod quantity;
pub mod reference;
pub mod region;
pub mod statement;
pub mod target;
pub mod time;
pub mod units;

pub use column::ColumnRole;
pub use plausibility::unit_plausibility;
