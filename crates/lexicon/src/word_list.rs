use fenjie_text::CharSet;
use serde::Deserialize;

/// Words that strings are asked to open or close with. Most strings hold none of them: they are refused at their first or
/// last character, before any word is compared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct WordList {
    words: Vec<String>,
    edges: Option<Box<Edges>>,
}

/// The first and the last characters of the words.
#[derive(Clone, Debug)]
struct Edges {
    first: CharSet,
    last: CharSet,
}

impl<S: Into<String>> FromIterator<S> for WordList {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let mut words: Vec<String> = words.into_iter().map(Into::into).filter(|word| !word.is_empty()).collect();
        // The longest that fits is found first.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let first = words.iter().filter_map(|word| word.chars().next()).collect();
        let last = words.iter().filter_map(|word| word.chars().next_back()).collect();
        Self { words, edges: Some(Box::new(Edges { first, last })) }
    }
}

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        words.into_iter().collect()
    }
}

impl WordList {
    /// The words, longest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Whether `s` is one of the words.
    pub(crate) fn holds(&self, s: &str) -> bool {
        self.opening(s).is_some_and(|word| word.len() == s.len())
    }

    /// The longest word that `s` begins with.
    pub(crate) fn opening(&self, s: &str) -> Option<&str> {
        let first = s.chars().next()?;
        let possible = self.edges.as_ref().is_some_and(|edges| edges.first.contains(first));
        if possible { self.iter().find(|word| s.starts_with(word)) } else { None }
    }

    /// The longest word that `s` ends with.
    pub(crate) fn closing(&self, s: &str) -> Option<&str> {
        let last = s.chars().next_back()?;
        let possible = self.edges.as_ref().is_some_and(|edges| edges.last.contains(last));
        if possible { self.iter().find(|word| s.ends_with(word)) } else { None }
    }

    /// Whether `s` begins with a word.
    pub(crate) fn opens(&self, s: &str) -> bool {
        self.opening(s).is_some()
    }

    /// Whether `s` ends with a word.
    pub(crate) fn closes(&self, s: &str) -> bool {
        self.closing(s).is_some()
    }

    /// Whether a word stands anywhere in `s`.
    pub(crate) fn occurs_in(&self, s: &str) -> bool {
        self.words.iter().any(|word| s.contains(word.as_str()))
    }
}
