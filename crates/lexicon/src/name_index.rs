use fenjie_text::CharSet;
use std::ops::Range;

/// Names, each with the rows of a table that it stands for. They lie in order, so that those that begin with a string lie
/// side by side; a string whose first character opens no name, as most strings are, is refused before any is looked at.
pub(crate) struct NameIndex {
    names: Vec<Name>,
    rows: Vec<u32>,
    openings: Box<CharSet>,
    /// Each character that opens names, and the first of them.
    firsts: Vec<(char, usize)>,
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
        Self::of_sorted(pairs.into_iter())
    }

    /// The index of names that come in order, each with each of its rows once.
    pub(crate) fn of_sorted(pairs: impl Iterator<Item = (&'static str, u32)>) -> Self {
        let (mut names, mut rows): (Vec<Name>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut firsts: Vec<(char, usize)> = Vec::new();
        for (spelled, row) in pairs {
            let Some(first) = spelled.chars().next() else { continue };
            let at = rows.len() as u32;
            rows.push(row);
            match names.last_mut() {
                Some(last) if last.spelled == spelled => last.rows.end = at + 1,
                _ => {
                    if firsts.last().is_none_or(|(last, _)| *last != first) {
                        firsts.push((first, names.len()));
                    }
                    names.push(Name { spelled, rows: at..at + 1 });
                }
            }
        }
        let openings = Box::new(firsts.iter().map(|(first, _)| *first).collect());
        Self { names, rows, openings, firsts }
    }

    /// Every name, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.names.iter().map(|name| name.spelled)
    }

    /// The rows of a name; none when it is not listed.
    pub(crate) fn rows(&self, name: &str) -> &[u32] {
        let among = self.sharing_first(name);
        let found = self.names[among.clone()].binary_search_by(|known| known.spelled.cmp(name)).ok();
        let name = found.and_then(|at| self.names.get(among.start + at));
        name.and_then(|name| self.rows.get(name.rows.start as usize..name.rows.end as usize)).unwrap_or_default()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        !self.rows(name).is_empty()
    }

    /// Whether a name begins with `head`.
    pub(crate) fn has_opening(&self, head: &str) -> bool {
        self.beginning_with(head, self.sharing_first(head)).is_some()
    }

    /// Length in bytes of the longest name that opens `s`.
    pub(crate) fn longest_opening(&self, s: &str) -> Option<usize> {
        let mut among = self.sharing_first(s);
        let mut longest = None;
        for (at, c) in s.char_indices() {
            let head = &s[..at + c.len_utf8()];
            let Some(found) = self.beginning_with(head, among) else { break };
            longest = self.exactly(head, &found).map(|_| head.len()).or(longest);
            among = found;
        }
        longest
    }

    /// The names that begin with the first character of `s`.
    fn sharing_first(&self, s: &str) -> Range<usize> {
        let first = s.chars().next().filter(|c| self.openings.contains(*c));
        let at = first.and_then(|first| self.firsts.binary_search_by_key(&first, |(c, _)| *c).ok());
        let start = |at: usize| self.firsts.get(at).map_or(self.names.len(), |(_, start)| *start);
        at.map_or(0..0, |at| start(at)..start(at + 1))
    }

    /// Those of the names `among` that begin with `head`; `None` when there are none.
    fn beginning_with(&self, head: &str, among: Range<usize>) -> Option<Range<usize>> {
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
