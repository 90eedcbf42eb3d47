//! Pixels to characters and rules.

mod catalogue;
mod detect;
mod error;
mod follow;
mod geometry;
pub mod limits;
mod model;
mod overlooked;
mod picture;
mod prepare;
mod reader;
mod recognize;
mod repair;
mod rules;
mod sheet;
mod stamp;

pub use catalogue::{Catalogue, ModelEntry, ModelFile, ModelFiles, default_folder, install, installed};
pub use error::Error;
pub use geometry::Bounds;
pub use model::Engine;
pub use picture::Picture;
pub use reader::{Char, Reading, TextLine};
pub use rules::Stroke;
