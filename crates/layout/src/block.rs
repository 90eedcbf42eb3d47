use crate::Table;
use fenjie_text::Text;

/// A piece of the document in reading order.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading that the format marks or the print shows (font, centring); its level is a hint, not to be trusted.
    Heading {
        /// Level from 1.
        level: u8,
        /// Words with their printed number.
        text: Text,
    },
    /// A paragraph, joined over lines and pages.
    Paragraph(Text),
    /// A table.
    Table(Table),
    /// What belongs to the page or the site, not to the notice.
    Furniture(FurnitureKind, Text),
}

/// What kind of furniture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FurnitureKind {
    /// A page number.
    PageNumber,
    /// A header or footer repeated on pages.
    Running,
    /// Site navigation, database marks, sharing links, footers of a site.
    Navigation,
    /// A table header repeated on a later page.
    RepeatedHeader,
    /// Rules made of characters, stray marks.
    Ornament,
}
