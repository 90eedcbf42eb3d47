//! Which items open with a heading, by the habit of their list.

use super::Reader;
use super::closing::paragraph_heading;
use crate::statement::Piece;
use crate::title::{self, Title};

/// How the items of a list open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Titling {
    /// With their text.
    Without,
    /// With a heading sentence.
    Sentences,
    /// With a phrase that nothing but a blank parts from the text: （一）普及健康知识　建立….
    BlankParted,
}

/// How an item opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// With a heading sentence that is a short phrase.
    Phrase,
    /// With a longer heading sentence.
    Heading,
    /// With its text.
    Untitled,
}

impl Opening {
    fn of(title: Option<&Title>) -> Self {
        const LONGEST_PHRASE: usize = 18;
        let is_phrase = |words: &str| !words.contains(['，', ',', '；']) && words.chars().count() <= LONGEST_PHRASE;
        match title {
            Some(title) if is_phrase(title.words.as_str()) => Self::Phrase,
            Some(_) => Self::Heading,
            None => Self::Untitled,
        }
    }
}

impl Reader<'_> {
    /// For each node how the items of its list open: most of them with a short heading sentence before they go on, or all
    /// with a phrase and a blank. Short lists follow the habit of the whole part, but where all their items open with a phrase.
    pub(super) fn titlings(&self) -> Vec<Titling> {
        let nodes = &self.part.nodes;
        let openings: Vec<Option<Opening>> = (0..nodes.len()).map(|node| self.opening(node)).collect();
        let by_sentence = are_mostly_titled(openings.iter().copied().flatten());
        let of_part = if by_sentence { Titling::Sentences } else { Titling::Without };
        let of_list = |parent: usize| {
            let items = &nodes[parent].children;
            let list: Vec<Opening> = items.iter().filter_map(|&item| openings[item]).collect();
            match titling(&list, of_part) {
                Titling::Without if self.are_parted_by_blanks(items) => Titling::BlankParted,
                titling => titling,
            }
        };
        let lists: Vec<Titling> = (0..nodes.len()).map(of_list).collect();
        nodes.iter().map(|node| node.parent.map_or(of_part, |parent| lists[parent])).collect()
    }

    /// How a task opens; `None` for a node that is none.
    fn opening(&self, node: usize) -> Option<Opening> {
        if let Some(last) = self.closing_child(node) {
            let whole = title::split(&self.part.nodes[node], &self.pieces_through(node, last));
            return Some(Opening::of(whole.as_ref()));
        }
        self.is_task[node].then(|| Opening::of(self.titles[node].as_ref()))
    }

    /// Whether all tasks of a list, of which there are several, open with a phrase that a blank parts from the text.
    fn are_parted_by_blanks(&self, items: &[usize]) -> bool {
        const FEWEST: usize = 2;
        let tasks = || items.iter().filter(|&&item| self.is_task[item]);
        let parts = |item: &usize| title::before_blank(&self.contents[*item].pieces).is_some();
        tasks().count() >= FEWEST && tasks().all(parts)
    }

    /// The heading of an item whose words open with the heading sentence `title`, where its list has such or it stands on a
    /// line of its own.
    pub(super) fn usual(&self, node: usize, pieces: &[Piece], title: Option<Title>) -> Option<Title> {
        if self.titled[node] == Titling::BlankParted {
            return title::before_blank(pieces);
        }
        title.filter(|_| self.titled[node] == Titling::Sentences || self.opens_on_own_line(node))
    }

    /// Lines of its own that head an item are its title whatever other items do.
    fn opens_on_own_line(&self, node: usize) -> bool {
        self.part.nodes[node].lines().nth(1).is_some()
    }

    /// Whether the paragraphs that follow a closed one inside an item open with headings: most of them do.
    pub(super) fn titled_paragraphs(&self) -> bool {
        const FEWEST: usize = 3;
        let further = self.contents.iter().flat_map(|content| {
            let after_first = content.pieces.iter().skip_while(|piece| matches!(piece, Piece::Words(_)));
            after_first.filter_map(|piece| match piece {
                Piece::Words(words) if title::is_text(words) => Some(paragraph_heading(words).is_some()),
                _ => None,
            })
        });
        let (titled, all) = further.fold((0, 0), |(titled, all), is| (titled + usize::from(is), all + 1));
        titled >= FEWEST && titled * 2 > all
    }
}

/// Whether most items open with a heading sentence.
fn are_mostly_titled(openings: impl Iterator<Item = Opening>) -> bool {
    let count = |(titled, all), opening| (titled + usize::from(opening != Opening::Untitled), all + 1);
    let (titled, all) = openings.fold((0, 0), count);
    titled * 5 >= all * 3
}

/// How the items of a list open, in a part whose items open as `of_part` says.
fn titling(list: &[Opening], of_part: Titling) -> Titling {
    const SHORT: usize = 3;
    let are_phrases = || list.len() > 1 && list.iter().all(|opening| *opening == Opening::Phrase);
    match () {
        () if list.len() > SHORT && are_mostly_titled(list.iter().copied()) => Titling::Sentences,
        () if list.len() > SHORT => Titling::Without,
        () if are_phrases() => Titling::Sentences,
        () => of_part,
    }
}
