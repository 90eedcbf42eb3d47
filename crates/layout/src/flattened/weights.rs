//! The weights of the evidence, from `data/flattened.toml`.

use fenjie_lexicon::ColumnRole;
use serde::Deserialize;
use std::sync::LazyLock;

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $key:literal,)*) => {
        /// A kind of evidence for or against a way to cut lines into cells. What each means and weighs stands in
        /// `data/flattened.toml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Feature { $($(#[$doc])* $name,)* }

        impl Feature {
            /// All features, in the order of the data file.
            pub const ALL: &[(Self, &str)] = &[$((Self::$name, $key),)*];
        }
    };
}

features! {
    /// A new row begins.
    NewRow = "new_row",
    /// A category has a number and no label, or the other way round.
    Unnumbered = "unnumbered",
    /// A row is cut by the page end.
    CutRow = "cut_row",
    /// A cell cut by the page goes on.
    RestPiece = "rest_piece",
    /// A cell of a row cut by the page begins only after it.
    RestNew = "rest_new",
    /// Wider than the column by up to a character and a half.
    Wide = "wide",
    /// Wider by more, for each character.
    TooWide = "too_wide",
    /// Goes on though two characters or more would have fitted.
    ShortFar = "short_far",
    /// Goes on though one to two would have fitted.
    ShortNear = "short_near",
    /// Goes on though up to one would have fitted.
    ShortEdge = "short_edge",
    /// Goes on from a full line.
    Full = "full",
    /// Goes on with the next numbered item.
    Item = "item",
    /// Goes on with a number that does not follow.
    ItemJump = "item_jump",
    /// Goes on with a bare number.
    NumberInside = "number_inside",
    /// Opens a numbered list after words that do not announce it.
    ItemOpens = "item_opens",
    /// Goes on in the same printed line over a blank between wide characters.
    BlankInLine = "blank_in_line",
    /// The same inside brackets or quotes.
    BlankOpen = "blank_open",
    /// The same before an opening mark, whose glyph has a blank half.
    BlankMark = "blank_mark",
    /// Goes on over a glued border.
    Glued = "glued",
    /// Goes on after 。
    Stop = "stop",
    /// Goes on with a mark that may not begin a cell.
    Closing = "closing",
    /// Goes on inside brackets or quotes.
    Open = "open",
    /// The two characters at the border occur together inside lines.
    Cohesive = "cohesive",
    /// They never do.
    Strange = "strange",
    /// A cell ends on a full line.
    EndFull = "end_full",
    /// A cell ends where up to one character would have fitted.
    EndEdge = "end_edge",
    /// A cell ends clearly short.
    EndShort = "end_short",
    /// A cell ends inside brackets.
    EndOpen = "end_open",
    /// A cell ends with a comma.
    EndComma = "end_comma",
    /// A cell of text ends with 。
    EndStop = "end_stop",
    /// A label or a list of units ends with 。
    EndStopLabel = "end_stop_label",
    /// The two characters at the border occur together inside lines.
    EndCohesive = "end_cohesive",
    /// A number ends before a blank.
    EndBlank = "end_blank",
    /// A cell ends where lines are glued.
    EndGlued = "end_glued",
    /// A cell ends at a blank beside Latin or digits.
    EndSoft = "end_soft",
    /// A cell ends inside a line that holds several cells without a blank.
    EndInside = "end_inside",
    /// A cell begins with a mark that may not.
    StartClosing = "start_closing",
    /// A cell begins with item 1.
    StartFirst = "start_first",
    /// A cell begins with a later item.
    StartLater = "start_later",
    /// A text or a label begins with a number that counts something.
    StartCount = "start_count",
    /// A text or a label begins with words that open sentences, for each unit of their log odds.
    StartWord = "start_word",
    /// A text or a label ends with words that close sentences, for each unit of their log odds.
    EndWord = "end_word",
    /// A unit column holds units.
    Unit = "unit",
    /// A unit column holds something else.
    NoUnit = "no_unit",
    /// Another column holds units.
    UnitElsewhere = "unit_elsewhere",
    /// A time column holds a time.
    Date = "date",
    /// A time column holds something else.
    NoDate = "no_date",
    /// Another column holds a time.
    DateElsewhere = "date_elsewhere",
    /// A number column holds a number.
    Number = "number",
    /// A number column holds something else.
    NoNumber = "no_number",
    /// Another column holds a bare number.
    NumberElsewhere = "number_elsewhere",
    /// The number is one more than an earlier one.
    Next = "next",
    /// A label is longer than labels are, for each line beyond.
    LongLabel = "long_label",
    /// A cell of text of fewer than six characters.
    ShortText = "short_text",
}

/// How many features there are.
pub const COUNT: usize = Feature::ALL.len();

/// What each kind of evidence weighs, in natural log odds.
#[derive(Clone, Debug)]
pub struct Weights {
    values: [f32; COUNT],
    absent: [f32; 5],
    places: [f32; PLACES],
}

/// How many kinds of evidence the confidence of a row is drawn from whose lines keep their places.
pub const PLACES: usize = PLACES_KEYS.len();

/// The evidence on a row whose lines keep their places; each is explained at `confidence::Places`.
pub const PLACES_KEYS: [&str; 6] = ["always", "rows", "labels", "cost", "cut", "labelled"];

/// Kinds of columns that behave alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Numbers.
    Number,
    /// Labels that may span rows.
    Label,
    /// Running text.
    Text,
    /// Lists of units.
    Unit,
    /// Times.
    Date,
}

impl Kind {
    /// The kind of a role.
    pub fn of(role: ColumnRole) -> Self {
        match role {
            ColumnRole::Sequence | ColumnRole::CategoryNumber => Self::Number,
            ColumnRole::Category | ColumnRole::Title => Self::Label,
            ColumnRole::Task | ColumnRole::Deliverable | ColumnRole::Remark | ColumnRole::Other => Self::Text,
            ColumnRole::Lead | ColumnRole::Support => Self::Unit,
            ColumnRole::Deadline => Self::Date,
        }
    }

    /// The kinds of all columns of a table, where units that lead its rows are labels of them.
    pub fn of_all(roles: &[ColumnRole]) -> Vec<Self> {
        let kind = |at: usize| if leads_rows(roles, at) { Self::Label } else { Self::of(roles[at]) };
        (0..roles.len()).map(kind).collect()
    }
}

/// Whether the units of a column stand before the numbers of the rows: such a table is sorted by them (按牵头单位分列), and each
/// is printed once for all of its rows.
pub fn leads_rows(roles: &[ColumnRole], column: usize) -> bool {
    roles[column] == ColumnRole::Lead && roles.get(column + 1) == Some(&ColumnRole::Sequence)
}

/// The kinds as the data file names them.
const KINDS: [&str; 5] = ["number", "label", "text", "unit", "date"];

const DATA: &str = include_str!("../../data/flattened.toml");

#[derive(Deserialize)]
struct File {
    prior: std::collections::BTreeMap<String, f32>,
    weights: std::collections::BTreeMap<String, f32>,
    absent: std::collections::BTreeMap<String, f32>,
    places: std::collections::BTreeMap<String, f32>,
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let file: Option<File> = toml::from_str(DATA).ok();
    let mut weights = Weights { values: [0.0; COUNT], absent: [-1.0; 5], places: [0.0; PLACES] };
    if let Some(file) = file {
        for (feature, key) in Feature::ALL {
            weights.values[*feature as usize] = file.weights.get(*key).copied().unwrap_or(0.0);
        }
        for (index, key) in KINDS.iter().enumerate() {
            weights.absent[index] = file.absent.get(*key).copied().unwrap_or(-1.0);
        }
        for (weight, key) in weights.places.iter_mut().zip(PLACES_KEYS) {
            *weight = file.places.get(key).copied().unwrap_or(0.0);
        }
    }
    weights
});

impl Weights {
    /// The weights of the data file.
    pub fn shipped() -> &'static Self {
        &WEIGHTS
    }

    /// What the evidence weighs before anything is learned: where learning begins.
    pub fn prior() -> Self {
        let file: Option<File> = toml::from_str(DATA).ok();
        let mut values = [0.0; COUNT];
        for (feature, key) in Feature::ALL {
            values[*feature as usize] = file.as_ref().and_then(|file| file.prior.get(*key).copied()).unwrap_or(0.0);
        }
        WEIGHTS.with_values(values)
    }

    /// Weights that count one feature and nothing else.
    pub fn counting(feature: Feature) -> Self {
        let mut values = [0.0; COUNT];
        values[feature as usize] = 1.0;
        WEIGHTS.with_values(values)
    }

    /// The same weights with other values, in the order of [`Feature::ALL`].
    pub fn with_values(&self, values: [f32; COUNT]) -> Self {
        Self { values, ..self.clone() }
    }

    /// The values in the order of [`Feature::ALL`].
    pub fn values(&self) -> [f32; COUNT] {
        self.values
    }

    /// Weight of one feature.
    #[inline]
    pub fn get(&self, feature: Feature) -> f32 {
        self.values[feature as usize]
    }

    /// What the evidence weighs for the confidence of a row whose lines keep their places.
    pub fn places(&self) -> &[f32; PLACES] {
        &self.places
    }

    /// How often a row has no cell in a column of this kind, before the table is seen.
    pub fn absent_share(&self, kind: Kind) -> f32 {
        let odds = self.absent[kind as usize].exp();
        odds / (1.0 + odds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key that is missing would silently weigh nothing, one too many would never count.
    #[test]
    fn the_data_file_weighs_every_feature_and_nothing_else() {
        let file: File = toml::from_str(DATA).unwrap();
        let sorted = |mut keys: Vec<&'static str>| {
            keys.sort_unstable();
            keys
        };
        let features = sorted(Feature::ALL.iter().map(|(_, key)| *key).collect());
        for section in [&file.prior, &file.weights] {
            assert_eq!(section.keys().map(String::as_str).collect::<Vec<_>>(), features);
        }
        assert_eq!(file.absent.keys().map(String::as_str).collect::<Vec<_>>(), sorted(KINDS.to_vec()));
        assert_eq!(file.places.keys().map(String::as_str).collect::<Vec<_>>(), sorted(PLACES_KEYS.to_vec()));
    }
}
