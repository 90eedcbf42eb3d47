//! The language of labels.

use std::str::FromStr;

/// The language that fields are named in for a reader. Data and messages do not depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// The names of the record: `lead`, `deadline`.
    #[default]
    English,
    /// 牵头单位, 完成时限.
    Chinese,
}

impl FromStr for Language {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "en" => Ok(Self::English),
            "zh" => Ok(Self::Chinese),
            _ => Err("choose en or zh".to_owned()),
        }
    }
}
