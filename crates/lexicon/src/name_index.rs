use fenjie_text::CharSet;
use fst::raw::{Fst, Node};
use std::collections::BTreeMap;

/// Names, each with the rows of a table that it stands for. An automaton: a string that is no name is refused at its first
/// wrong byte, and the longest name that opens a string is found in one walk.
pub(crate) struct NameIndex {
    automaton: Option<Fst<Vec<u8>>>,
    rows: Vec<Vec<u32>>,
    /// The characters that open a name: most strings are refused here.
    openings: Box<CharSet>,
}

impl NameIndex {
    pub(crate) fn new<'a>(names: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut sorted: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (name, row) in names {
            let rows = sorted.entry(name).or_default();
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        let automaton = Fst::from_iter_map(sorted.keys().zip(0..)).ok();
        let openings = Box::new(sorted.keys().filter_map(|name| name.chars().next()).collect());
        Self { automaton, rows: sorted.into_values().collect(), openings }
    }

    fn may_open(&self, s: &str) -> bool {
        s.chars().next().is_some_and(|c| self.openings.contains(c))
    }

    /// The rows of a name; none when it is not listed.
    pub(crate) fn rows(&self, name: &str) -> &[u32] {
        let automaton = self.automaton.as_ref().filter(|_| self.may_open(name));
        let place = automaton.and_then(|automaton| automaton.get(name));
        place.and_then(|place| self.rows.get(place.value() as usize)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.may_open(name) && self.automaton.as_ref().is_some_and(|automaton| automaton.contains_key(name))
    }

    /// Whether a name begins with `head`.
    pub(crate) fn has_opening(&self, head: &str) -> bool {
        self.walk(head).count() == head.len()
    }

    /// Length in bytes of the longest name that opens `s`.
    pub(crate) fn longest_opening(&self, s: &str) -> Option<usize> {
        self.walk(s).zip(1..).filter(|(node, _)| node.is_final()).last().map(|(_, length)| length)
    }

    /// The states that the bytes of `s` lead through, as far as a name goes on with them.
    fn walk<'a>(&'a self, s: &'a str) -> impl Iterator<Item = Node<'a>> + 'a {
        let mut at =
            self.automaton.as_ref().filter(|_| self.may_open(s)).map(|automaton| (automaton, automaton.root()));
        s.bytes().map_while(move |byte| {
            let (automaton, node) = at?;
            let next = automaton.node(node.transition(node.find_input(byte)?).addr);
            at = Some((automaton, next));
            Some(next)
        })
    }
}
