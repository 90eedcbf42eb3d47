//! What a task is about: tags of a taxonomy, scored by the words of the task.
//!
//! [`Taxonomy::intellectual_property`] is built in, with learned weights; [`Taxonomy::digital_government`] shows one set by
//! hand; [`Taxonomy::from_toml`] reads the user's own.
//!
//! ```
//! use fenjie_lexicon::tags::{Taxonomy, Wording};
//! let taxonomy = Taxonomy::intellectual_property();
//! let task = Wording { text: "开展打击侵犯知识产权专项行动，查处假冒专利案件", ..Wording::default() };
//! assert_eq!(taxonomy.tags(&task), ["protection"]);
//! assert!(taxonomy.fits("关于推进数字经济发展的通知", "加快5G基站建设……") < 0.5);
//! ```

mod words;

use fenjie_text::WordList;
use fenjie_text::chars::without_blanks;
use memchr::memmem;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use words::{Words, wording};

/// The words that a task is judged by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wording<'a> {
    /// The task itself.
    pub text: &'a str,
    /// Its heading; empty when it has none.
    pub title: &'a str,
    /// The heading that it stands under; empty when there is none.
    pub category: &'a str,
}

/// A tag of a taxonomy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The name that records carry.
    pub name: String,
    /// What people call it.
    pub label: String,
}

/// A set of tags with the words that speak for each.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    name: String,
    tags: Vec<Tag>,
    words: Words,
    bias: Vec<f32>,
    /// Learned weights count against the length of the task; weights set by hand are added up.
    learned: bool,
    /// The words of its field.
    fits: WordList,
    fits_per_thousand: f32,
    main: f32,
    further: f32,
    title: f32,
    category: f32,
}

/// Why a taxonomy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TaxonomyError {
    /// Not the TOML of a taxonomy.
    #[error("the taxonomy is not valid: {0}; see data/taxonomies/digital-government.toml for the form")]
    Toml(#[from] toml::de::Error),
    /// A taxonomy without tags.
    #[error("the taxonomy has no [[tag]]; give at least one, with name, label and words")]
    Empty,
    /// Two tags of one name.
    #[error("the taxonomy has two tags named {0:?}; give each its own name")]
    Twice(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    fits: Vec<String>,
    fits_per_thousand: f32,
    main: f32,
    further: f32,
    #[serde(default = "half")]
    title: f32,
    #[serde(default = "half")]
    category: f32,
    #[serde(default, rename = "tag")]
    tags: Vec<TagFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TagFile {
    name: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    words: BTreeMap<String, f32>,
}

fn half() -> f32 {
    0.5
}

/// Most tags a task is given (TRUTH.md: one to three).
const MOST_TAGS: usize = 3;

/// The field of intellectual property, without its weights: enough to tell whether a document is of it.
static FIELD: LazyLock<Taxonomy> = LazyLock::new(|| {
    Taxonomy::from_toml(include_str!("../../data/taxonomies/intellectual-property.toml"))
        .unwrap_or_else(|_| Taxonomy::empty())
});

/// The file that the weights were made of, and that their words are parts of.
const LEARNED_TSV: &str = include_str!("../../data/taxonomies/intellectual-property.tsv");

include!(concat!(env!("OUT_DIR"), "/learned.rs"));

static INTELLECTUAL_PROPERTY: LazyLock<Taxonomy> = LazyLock::new(|| {
    let word = |at: u32, length: u8| LEARNED_TSV.get(at as usize..at as usize + usize::from(length));
    let rows = LEARNED.iter().filter_map(|(at, length, weights)| Some((word(*at, *length)?, &weights[..])));
    FIELD.clone().with_rows(rows)
});

static DIGITAL_GOVERNMENT: LazyLock<Taxonomy> = LazyLock::new(|| {
    Taxonomy::from_toml(include_str!("../../data/taxonomies/digital-government.toml"))
        .unwrap_or_else(|_| Taxonomy::empty())
});

impl Taxonomy {
    /// How well a document fits the built-in taxonomy, as [`Taxonomy::fits`] says; its weights are not loaded for it.
    pub fn fits_intellectual_property(title: &str, text: &str) -> f32 {
        FIELD.fits(title, text)
    }

    /// The built-in taxonomy for notices on intellectual property.
    pub fn intellectual_property() -> &'static Self {
        &INTELLECTUAL_PROPERTY
    }

    /// A taxonomy for notices on digital government and the digital economy.
    pub fn digital_government() -> &'static Self {
        &DIGITAL_GOVERNMENT
    }

    /// Reads a taxonomy from TOML of the form of `data/taxonomies/digital-government.toml`.
    ///
    /// # Errors
    /// When the text is not such TOML, names no tag, or one twice.
    pub fn from_toml(toml: &str) -> Result<Self, TaxonomyError> {
        let file: File = toml::from_str(toml)?;
        if file.tags.is_empty() {
            return Err(TaxonomyError::Empty);
        }
        let mut taxonomy = Self {
            name: file.name,
            fits: file.fits.into(),
            fits_per_thousand: file.fits_per_thousand,
            main: file.main,
            further: file.further,
            title: file.title,
            category: file.category,
            bias: vec![0.0; file.tags.len()],
            words: Words::of_tags(file.tags.len()),
            ..Self::empty()
        };
        for (index, tag) in file.tags.into_iter().enumerate() {
            if taxonomy.tags.iter().any(|other| other.name == tag.name) {
                return Err(TaxonomyError::Twice(tag.name));
            }
            for (word, weight) in &tag.words {
                taxonomy.words.add(word, index, *weight);
            }
            taxonomy.tags.push(Tag { name: tag.name, label: tag.label });
        }
        Ok(taxonomy)
    }

    fn empty() -> Self {
        Self {
            name: String::new(),
            tags: Vec::new(),
            words: Words::default(),
            bias: Vec::new(),
            learned: false,
            fits: WordList::default(),
            fits_per_thousand: f32::INFINITY,
            main: 0.0,
            further: 0.0,
            title: 0.0,
            category: 0.0,
        }
    }

    /// The same taxonomy with learned weights: lines of a word and its weight for each tag, tab-separated; the line of the empty
    /// word holds the biases. Lines that do not have a weight for every tag are left out.
    #[must_use]
    pub fn with_learned(self, weights: &str) -> Self {
        let row = |line: &'_ str| {
            let (word, columns) = line.split_once('\t').unwrap_or((line, ""));
            let weights: Vec<f32> = columns.split('\t').filter_map(|column| column.parse().ok()).collect();
            (word.to_owned(), weights)
        };
        let rows: Vec<_> = weights.lines().filter(|line| !line.starts_with('#')).map(row).collect();
        self.with_rows(rows.iter().map(|(word, weights)| (word.as_str(), &weights[..])))
    }

    /// The same taxonomy with learned weights: words, each with its weight for every tag; those of the empty word are the
    /// biases.
    fn with_rows<'w>(mut self, rows: impl Iterator<Item = (&'w str, &'w [f32])>) -> Self {
        let tags = self.tags.len();
        let (biases, words): (Vec<_>, Vec<_>) =
            rows.filter(|(_, weights)| weights.len() == tags).partition(|(word, _)| word.is_empty());
        if let Some((_, bias)) = biases.last() {
            self.bias = bias.to_vec();
        }
        self.words.set_all(&words);
        self.learned = true;
        self
    }

    /// The same taxonomy without any weights, to learn others.
    #[must_use]
    pub fn without_weights(mut self) -> Self {
        self.words = Words::of_tags(self.tags.len());
        self
    }

    /// The name of the taxonomy.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its tags, in its own order.
    pub fn all(&self) -> &[Tag] {
        &self.tags
    }

    /// How well a document fits the taxonomy, 0 to 1; from 0.5 on its tasks are to be tagged. A word of the field in the title
    /// settles it; else the words of the field in the text are counted.
    pub fn fits(&self, title: &str, text: &str) -> f32 {
        const BY_TITLE: f32 = 0.75;
        let (in_title, _) = self.words_of_field(title);
        let (hits, length) = self.words_of_field(text);
        let (hits, length) = (hits as f32, length as f32);
        let density = if length > 0.0 { hits * 1000.0 / length } else { 0.0 };
        let by_text = (density / self.fits_per_thousand * 0.5).min(1.0);
        if in_title > 0 { by_text.max(if length == 0.0 || by_text > 0.1 { BY_TITLE } else { 0.0 }) } else { by_text }
    }

    /// How often words of the field stand in a text, and how many characters it has without spaces.
    fn words_of_field(&self, text: &str) -> (usize, usize) {
        /// From one space in so many characters on, words are looked for without blanks: a few words broken over lines change
        /// no share, letter-spaced ones do.
        const LETTER_SPACED: usize = 12;
        let narrow = text.bytes().filter(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xc)).count();
        let spaces = narrow + memmem::find_iter(text.as_bytes(), "\u{3000}").count();
        let length = text.chars().count() - spaces;
        let is_spaced = spaces * LETTER_SPACED > length;
        let hits = if is_spaced { self.fits.count_in(&without_blanks(text)) } else { self.fits.count_in(text) };
        (hits, length)
    }

    /// The tags of a task, the main one first; none when nothing fits.
    pub fn tags(&self, task: &Wording<'_>) -> Vec<&str> {
        let scores = self.scores(task);
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        let mut tags = Vec::new();
        for index in order.into_iter().take(MOST_TAGS) {
            let least = if tags.is_empty() { self.main } else { self.further };
            if scores[index] < least {
                break;
            }
            tags.push(self.tags[index].name.as_str());
        }
        tags
    }

    /// The score of every tag, in the order of [`Taxonomy::all`]; all at negative infinity when no known word occurs.
    pub fn scores(&self, task: &Wording<'_>) -> Vec<f32> {
        let found = wording(&self.words, &[(task.text, 1.0), (task.title, self.title), (task.category, self.category)]);
        if found.is_empty() {
            return vec![f32::NEG_INFINITY; self.tags.len()];
        }
        let norm = if self.learned { found.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt() } else { 1.0 };
        let mut scores = self.bias.clone();
        for (row, weight) in &found {
            for (score, of_word) in scores.iter_mut().zip(self.words.row(*row)) {
                *score += of_word * weight / norm;
            }
        }
        scores
    }
}
