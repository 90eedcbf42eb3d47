use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::sync::OnceLock;

/// Words that strings are asked to open or close with. A string is compared with those words alone that share its first or
/// last character; most strings, sharing none, are refused at one look.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct WordList {
    words: Vec<String>,
    edges: Option<Box<Edges>>,
    /// Counts the words in whole documents; made for the first, since hardly a list is asked for it.
    counter: OnceLock<Option<AhoCorasick>>,
}

/// The words by their first and by their last characters.
#[derive(Clone, Debug)]
struct Edges {
    first: ByCharacter,
    last: ByCharacter,
}

/// Places in the list of words, those of one character side by side, in the order of the list.
#[derive(Clone, Debug)]
struct ByCharacter {
    /// A bit for each value of a character's last ten bits: most characters that open or close no word are refused by it.
    last_bits: [u64; 16],
    places: Vec<(char, usize)>,
}

impl ByCharacter {
    fn of(words: &[String], character: impl Fn(&str) -> Option<char>) -> Self {
        let mut places: Vec<_> = words.iter().zip(0..).filter_map(|(word, at)| Some((character(word)?, at))).collect();
        places.sort_unstable();
        let mut last_bits = [0; 16];
        for (slot, bit) in places.iter().map(|(c, _)| last_bits_of(*c)) {
            last_bits[slot] |= bit;
        }
        Self { last_bits, places }
    }

    /// Whether a word may have `character` here; false for most characters that none has.
    fn may_hold(&self, character: char) -> bool {
        let (slot, bit) = last_bits_of(character);
        self.last_bits[slot] & bit != 0
    }

    fn places(&self, character: char) -> impl Iterator<Item = usize> + '_ {
        let first = if self.may_hold(character) {
            self.places.partition_point(|(c, _)| *c < character)
        } else {
            self.places.len()
        };
        self.places[first..].iter().take_while(move |(c, _)| *c == character).map(|(_, at)| *at)
    }
}

/// Where the bit of a character's last bits lies.
fn last_bits_of(c: char) -> (usize, u64) {
    let last = c as u32 as usize & 0x3ff;
    (last / 64, 1 << (last % 64))
}

impl<S: Into<String>> FromIterator<S> for WordList {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let mut words: Vec<String> = words.into_iter().map(Into::into).filter(|word| !word.is_empty()).collect();
        // The longest that fits is found first.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        let first = ByCharacter::of(&words, |word| word.chars().next());
        let last = ByCharacter::of(&words, |word| word.chars().next_back());
        Self { words, edges: Some(Box::new(Edges { first, last })), counter: OnceLock::new() }
    }
}

impl From<Vec<String>> for WordList {
    fn from(words: Vec<String>) -> Self {
        words.into_iter().collect()
    }
}

impl WordList {
    /// The words of a data file: parted by blanks, lines that begin with `#` left out.
    pub fn from_lines(file: &str) -> Self {
        file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
    }

    /// The words, longest first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Whether `s` is one of the words.
    pub fn holds(&self, s: &str) -> bool {
        self.opening(s).is_some_and(|word| word.len() == s.len())
    }

    /// The longest word that `s` begins with.
    pub fn opening(&self, s: &str) -> Option<&str> {
        let places = self.edges.as_ref()?.first.places(s.chars().next()?);
        places.map(|at| self.words[at].as_str()).find(|word| s.starts_with(word))
    }

    /// The longest word that `s` ends with.
    pub fn closing(&self, s: &str) -> Option<&str> {
        let places = self.edges.as_ref()?.last.places(s.chars().next_back()?);
        places.map(|at| self.words[at].as_str()).find(|word| s.ends_with(word))
    }

    /// Whether `s` begins with a word.
    pub fn opens(&self, s: &str) -> bool {
        self.opening(s).is_some()
    }

    /// Whether `s` ends with a word.
    pub fn closes(&self, s: &str) -> bool {
        self.closing(s).is_some()
    }

    /// How many words stand in `s`, none of which holds a part of another.
    ///
    /// ```
    /// let words: fenjie_text::WordList = ["专利", "专利权", "商标"].into_iter().collect();
    /// assert_eq!(words.count_in("专利权和商标，专利"), 3);
    /// ```
    pub fn count_in(&self, s: &str) -> usize {
        self.counter().map_or(0, |counter| counter.find_iter(s).count())
    }

    /// Whether a word stands anywhere in `s`.
    pub fn occurs_in(&self, s: &str) -> bool {
        let Some(edges) = &self.edges else { return false };
        let mut starts = s.char_indices().filter(|(_, c)| edges.first.may_hold(*c));
        starts.any(|(at, _)| self.opens(&s[at..]))
    }

    /// `None` for more words than an automaton holds (gigabytes).
    fn counter(&self) -> Option<&AhoCorasick> {
        let mut builder = AhoCorasick::builder();
        // The quickest to make: hardly a place of a text is looked at twice.
        builder.kind(Some(AhoCorasickKind::NoncontiguousNFA)).match_kind(MatchKind::LeftmostLongest);
        self.counter.get_or_init(|| builder.build(&self.words).ok()).as_ref()
    }
}
