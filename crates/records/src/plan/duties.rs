//! Lists that name the duties of bodies, each item opening with the one whose it is: （二）市农业农村局：负责….

use super::Content;
use crate::outline::Part;
use crate::statement::{Piece, Responsibility, SURE, named_unit};
use fenjie_lexicon::{unit_plausibility, units};
use fenjie_text::{Text, chars};

/// Gives the items of such lists a statement of who they open with: most items of a list do, three at least.
pub(super) fn assign(part: &Part<'_>, contents: &mut [Content]) {
    const FEWEST: usize = 3;
    let outermost: Vec<usize> = (0..part.nodes.len()).filter(|&node| part.nodes[node].parent.is_none()).collect();
    let lists = part.nodes.iter().map(|node| &node.children).chain([&outermost]);
    for list in lists {
        let items = || list.iter().filter(|&&child| part.nodes[child].marker.is_some());
        let opened: Vec<(usize, Text, Text)> = items().filter_map(|&child| opening(&contents[child], child)).collect();
        if opened.len() < FEWEST || opened.len() * 3 < items().count() * 2 {
            continue;
        }
        for (child, unit, rest) in opened {
            let content = &mut contents[child];
            let list = units::parse(unit.as_str());
            let lead = list.units.into_iter().map(|name| named_unit(&unit, name)).collect();
            content.pieces[0] = Piece::Words(rest);
            let whole = unit.clone();
            content.pieces.push(Piece::Statement(Responsibility {
                whole,
                lead,
                plausibility: 1.0,
                ..Responsibility::default()
            }));
            content.has_statement = true;
        }
    }
}

/// The unit that an item without a statement opens with, and what it is to do.
fn opening(content: &Content, node: usize) -> Option<(usize, Text, Text)> {
    const LONGEST: usize = 40;
    let words = content.opening().filter(|_| !content.has_statement)?;
    let (at, mark) =
        words.as_str().char_indices().take(LONGEST).find(|(_, c)| matches!(*c, '：' | ':' | '。' | '，'))?;
    let (name, rest) = (&words.as_str()[..at], &words.as_str()[at + mark.len_utf8()..]);
    // 某条例（起草单位：某局）
    let is_cut = name.matches(['（', '(']).count() > name.matches(['）', ')']).count();
    let is_unit = mark != '，' && !is_cut && unit_plausibility(name) >= SURE;
    (is_unit && !rest.chars().all(chars::is_blank))
        .then(|| (node, words.slice(0..at).tidied(), words.slice_from(at + mark.len_utf8())))
}
