//! A card: each cell behind the word that says what it holds (工作任务｜…, 牵头单位｜… 完成时限｜…), one card a task.

use super::Cell;
use fenjie_lexicon::ColumnRole;

/// Rows above the cards that may hold a title.
const TITLE_ROWS: usize = 6;
/// Most words of a card.
const MOST_WORDS: usize = 24;

/// A word of a card and what stands behind it.
type Pair<'a> = (&'a Cell, &'a Cell);

/// The grid of cards: their words as the header, what stands behind them as a row a card; titles above them stay above.
/// `None` for any other grid.
pub(super) fn unfolded(grid: &[Vec<Cell>]) -> Option<Vec<Vec<Cell>>> {
    let above = grid.iter().take_while(|row| own(row).count() == 1).count();
    let pairs: Vec<Pair<'_>> = grid[above..].iter().map(|row| pairs(row)).collect::<Option<Vec<_>>>()?.concat();
    let first = word(pairs.first()?);
    let cards: Vec<&[Pair<'_>]> = pairs.chunk_by(|_, next| word(next) != first).collect();
    let same_words = |card: &&[Pair<'_>]| card.iter().map(word).eq(cards[0].iter().map(word));
    if above > TITLE_ROWS || !is_card(cards[0]) || !cards.iter().all(same_words) {
        return None;
    }
    let titles = grid[..above].iter().map(|row| {
        let mut cells: Vec<Cell> = own(row).cloned().collect();
        cells.resize(cards[0].len(), Cell::default());
        cells
    });
    let words = cards[0].iter().map(|(word, _)| (*word).clone()).collect();
    let rows = cards.iter().map(|card| card.iter().map(|(_, value)| (*value).clone()).collect());
    Some(titles.chain([words]).chain(rows).collect())
}

fn word<'a>(pair: &Pair<'a>) -> &'a str {
    pair.0.text.as_str()
}

/// Whether nearly all the words are those of headers, among them one for what is to be done and one for who does it.
fn is_card(pairs: &[Pair<'_>]) -> bool {
    const FEWEST: usize = 3;
    let roles: Vec<ColumnRole> = pairs.iter().filter_map(|pair| ColumnRole::of_header(word(pair))).collect();
    let has = |among: &[ColumnRole]| roles.iter().any(|role| among.contains(role));
    let named = pairs.iter().filter(|(_, value)| ColumnRole::of_header(value.text.as_str()).is_some()).count();
    (FEWEST..=MOST_WORDS).contains(&roles.len())
        && roles.len() * 5 >= pairs.len() * 4
        && named * 3 <= pairs.len()
        && has(&[ColumnRole::Task, ColumnRole::Title])
        && has(&[ColumnRole::Lead, ColumnRole::Support])
}

/// A row of words and what stands behind each.
fn pairs(row: &[Cell]) -> Option<Vec<Pair<'_>>> {
    let cells: Vec<&Cell> = row.iter().filter(|cell| !cell.inherited).collect();
    let is_even = !cells.is_empty() && cells.len().is_multiple_of(2);
    let named = cells.chunks_exact(2).all(|pair| !pair[0].text.is_blank());
    (is_even && named).then(|| cells.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
}

/// The cells that the row prints itself.
fn own(row: &[Cell]) -> impl Iterator<Item = &Cell> {
    row.iter().filter(|cell| !cell.inherited && !cell.text.is_blank())
}
