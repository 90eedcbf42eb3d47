use fenjie_text::CharSet;
use std::ops::Range;

/// Names, each with the rows of a table that it stands for. They lie in order, so that those that begin with a string lie
/// side by side; a string whose first character opens no name, as most strings are, is refused before any is looked at.
pub(crate) struct NameIndex {
    names: Vec<Name>,
    rows: Vec<u32>,
    openings: Box<CharSet>,
}

struct Name {
    spelled: &'static str,
    /// Its rows, in `NameIndex::rows`.
    rows: Range<u32>,
}

impl NameIndex {
    pub(crate) fn new(names: impl Iterator<Item = (&'static str, u32)>) -> Self {
        let mut pairs: Vec<(&str, u32)> = names.collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut index = Self {
            names: Vec::with_capacity(pairs.len()),
            rows: pairs.iter().map(|(_, row)| *row).collect(),
            openings: Box::new(pairs.iter().filter_map(|(name, _)| name.chars().next()).collect()),
        };
        for (at, (spelled, _)) in (0..).zip(pairs) {
            match index.names.last_mut() {
                Some(last) if last.spelled == spelled => last.rows.end = at + 1,
                _ => index.names.push(Name { spelled, rows: at..at + 1 }),
            }
        }
        index
    }

    /// The rows of a name; none when it is not listed.
    pub(crate) fn rows(&self, name: &str) -> &[u32] {
        let name = self.beginning_with(name, 0..self.names.len()).and_then(|found| self.exactly(name, &found));
        name.and_then(|name| self.rows.get(name.rows.start as usize..name.rows.end as usize)).unwrap_or_default()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        !self.rows(name).is_empty()
    }

    /// Whether a name begins with `head`.
    pub(crate) fn has_opening(&self, head: &str) -> bool {
        self.beginning_with(head, 0..self.names.len()).is_some()
    }

    /// Length in bytes of the longest name that opens `s`.
    pub(crate) fn longest_opening(&self, s: &str) -> Option<usize> {
        let mut among = 0..self.names.len();
        let mut longest = None;
        for (at, c) in s.char_indices() {
            let head = &s[..at + c.len_utf8()];
            let Some(found) = self.beginning_with(head, among) else { break };
            longest = self.exactly(head, &found).map(|_| head.len()).or(longest);
            among = found;
        }
        longest
    }

    /// Those of the names `among` that begin with `head`; `None` when there are none.
    fn beginning_with(&self, head: &str, among: Range<usize>) -> Option<Range<usize>> {
        if !head.chars().next().is_some_and(|c| self.openings.contains(c)) {
            return None;
        }
        let names = &self.names[among.clone()];
        let start = names.partition_point(|name| name.spelled < head);
        let length = names[start..].partition_point(|name| name.spelled.starts_with(head));
        (length > 0).then_some(among.start + start..among.start + start + length)
    }

    /// The name itself among those that begin with it: the first.
    fn exactly(&self, name: &str, found: &Range<usize>) -> Option<&Name> {
        self.names.get(found.start).filter(|first| first.spelled == name)
    }
}
