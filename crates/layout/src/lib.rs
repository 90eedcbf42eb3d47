//! Putting together: the pages of a [`Source`] become [`Block`]s in reading order: headings,
//! paragraphs joined over lines and pages, tables put together again, and furniture.
//!
//! There is one [`Table`] type. Each recoverer (ruled, aligned, delimited, markup, one cell a line, flattened) yields
//! one with a score, and the best wins.
//!
//! ```
//! use fenjie_layout::{Block, Watch};
//! let text = "序号\t任务\t责任单位\n1\t建设平台\t市大数据局\n";
//! let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default())?;
//! let blocks = fenjie_layout::blocks(&source, &Watch::default());
//! let Some(Block::Table(table)) = blocks.last() else { panic!("a table") };
//! assert_eq!(table.rows[0].cells[2].text.as_str(), "市大数据局");
//! # Ok::<(), fenjie_source::Error>(())
//! ```

mod below_table;
mod block;
mod fit;
pub mod flattened;
mod geometric;
pub mod grid;
mod labels;
pub mod limits;
mod marker;
mod page_number;
mod plain;
mod run_together;
mod spanned;
mod table;

pub use block::{Block, FurnitureKind};
pub use fit::{fit, looks_like_time};
pub use grid::is_caption;
pub use limits::Watch;
pub use marker::{Marker, MarkerStyle};
pub use table::{Cell, Column, Recoverer, Row, Table};

use fenjie_source::Source;

/// The blocks of a source, in reading order. Cut short when `watch` is over; the limits that were hit are noted with it.
pub fn blocks(source: &Source, watch: &Watch) -> Vec<Block> {
    let has_places = source.pages.iter().any(|page| !page.glyphs.is_empty());
    run_together::take_apart(if has_places { geometric::blocks(source, watch) } else { plain::blocks(source, watch) })
}
