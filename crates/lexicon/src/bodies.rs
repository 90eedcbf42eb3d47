//! Words for the bodies that answer for work: what headers of columns and labels end with.

use fenjie_text::WordList;
use serde::Deserialize;
use std::sync::LazyLock;

/// The words of `data/bodies.toml`.
#[derive(Default, Deserialize)]
pub(crate) struct Bodies {
    /// Words that hold for any body: 单位, 部门.
    pub(crate) general: WordList,
    /// Words for bodies of one kind: 学院, 班组.
    pub(crate) particular: WordList,
}

pub(crate) static BODIES: LazyLock<Bodies> =
    LazyLock::new(|| toml::from_str(include_str!("../data/bodies.toml")).unwrap_or_default());

impl Bodies {
    /// All words.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.general.iter().chain(self.particular.iter())
    }
}
