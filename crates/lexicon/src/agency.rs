//! The gazetteer of agencies: what notices print for each kind of agency, and its full name.

use crate::name_index::NameIndex;
use fenjie_text::WordList;
use std::sync::LazyLock;

/// One row of `data/agencies.tsv`.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    /// Full name; `{}` stands for the region; `None` when there is no single full name.
    pub(crate) full: Option<&'static str>,
    /// Levels at which it exists, letters of `npcd`.
    pub(crate) levels: &'static str,
    pub(crate) from: u16,
    pub(crate) to: u16,
    pub(crate) share: Share,
}

/// Whether a name takes the level word that opens its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// It does: 市科技局、知识产权局.
    Level,
    /// A department of the Party committee: 市委宣传部、组织部.
    Party,
    /// It is whole by itself.
    No,
}

pub(crate) struct Kinds {
    rows: Vec<Kind>,
    names: NameIndex,
}

/// The built-in table.
pub(crate) static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let mut rows = Vec::with_capacity(500);
    let mut names = Vec::with_capacity(1200);
    for line in include_str!("../data/agencies.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [printed, full, levels, from, to, share] = columns[..] else { continue };
        let index = rows.len() as u32;
        let full = (full != "-").then_some(full);
        let share = match share {
            "y" => Share::Level,
            "p" => Share::Party,
            _ => Share::No,
        };
        let (from, to) = (from.parse().unwrap_or(0), to.parse().unwrap_or(u16::MAX));
        rows.push(Kind { full, levels, from, to, share });
        let itself = full.filter(|full| !full.contains("{}"));
        names.extend(printed.split('/').chain(itself).map(|name| (name, index)));
    }
    Kinds { rows, names: NameIndex::new(names.into_iter()) }
});

impl Kinds {
    /// The rows that print `name`, without its level word.
    pub(crate) fn of<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Kind> + 'a {
        self.names.rows(name).iter().filter_map(|index| self.rows.get(*index as usize))
    }

    /// Whether the first two characters of `s` open the name of an agency.
    pub(crate) fn opens_name(&self, s: &str) -> bool {
        head(s).is_some_and(|head| self.names.has_opening(head))
    }

    /// Everything that is printed for an agency.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.names.names()
    }

    /// The longest name of an agency that opens `s`.
    pub(crate) fn opening<'s>(&self, s: &'s str) -> Option<&'s str> {
        self.names.longest_opening(s).and_then(|length| s.get(..length))
    }

    pub(crate) fn knows(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

fn head(name: &str) -> Option<&str> {
    name.char_indices().nth(1).map(|(at, c)| &name[..at + c.len_utf8()])
}

/// What names of agencies end with …
static ENDINGS: LazyLock<WordList> = LazyLock::new(|| WordList::from_lines(include_str!("../data/agency-endings.txt")));
/// … and what ends so and is no name.
static LOOKALIKES: LazyLock<WordList> =
    LazyLock::new(|| WordList::from_lines(include_str!("../data/agency-lookalikes.txt")));

/// Whether a name without blanks ends as names of agencies do.
pub fn ends_as_agency(name: &str) -> bool {
    let name = without_closing_bracket(name);
    ENDINGS.closes(name) && !LOOKALIKES.closes(name)
}

/// `各县（市、区）`, `公安局（交警支队）`: what stands before the brackets decides.
pub(crate) fn without_closing_bracket(name: &str) -> &str {
    let open = |name: &str| name.rfind(['（', '(', '〔', '﹝', '[']).filter(|open| *open > 0);
    match name.chars().next_back() {
        Some('）' | ')' | '〕' | '﹞' | ']') => open(name).map_or(name, |at| &name[..at]),
        _ => name,
    }
}
