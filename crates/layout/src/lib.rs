//! Putting together: the pages of a [`Source`](fenjie_source::Source) become [`Block`]s in reading order: headings,
//! paragraphs joined over lines and pages, tables put together again, and furniture.
//!
//! There is one [`Table`] type. Each recoverer (ruled, aligned, delimited, markup, one cell a line, flattened) yields
//! one with a score, and the best wins.

mod block;
pub mod flattened;
mod table;

pub use block::{Block, FurnitureKind};
pub use table::{Cell, Column, Recoverer, Row, Table};
