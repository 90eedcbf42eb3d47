use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// How a stated number binds: 以上 is `>=`, 以内 `<=`, a bare number `=`, 左右 `~`, a—b `range`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Operator {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Exactly.
    #[serde(rename = "=")]
    Equal,
    /// About.
    #[serde(rename = "~")]
    About,
    /// Between two values.
    #[serde(rename = "range")]
    Range,
}

/// A number, or the two ends of a range, in the printed unit.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Amount {
    /// One number.
    One(f64),
    /// Lower and upper end.
    Range([f64; 2]),
}

impl Serialize for Amount {
    /// Whole numbers are written without a fraction: `16`, not `16.0`.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(value) => number(*value).serialize(serializer),
            Self::Range(ends) => ends.map(number).serialize(serializer),
        }
    }
}

fn number(value: f64) -> serde_json::Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT { (value as i64).into() } else { value.into() }
}
