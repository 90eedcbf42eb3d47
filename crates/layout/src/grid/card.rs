//! A card: one task a table, each cell behind the word that says what it holds (工作任务｜…, 牵头单位｜… 完成时限｜…).

use super::Cell;
use fenjie_lexicon::ColumnRole;

/// The grid of a card, its words as the header and what stands behind them as the one row below it; titles above the card
/// stay above. `None` for any other grid.
pub(super) fn unfolded(grid: &[Vec<Cell>]) -> Option<Vec<Vec<Cell>>> {
    let above = grid.iter().take_while(|row| own(row).count() == 1).count();
    let pairs: Vec<(&Cell, &Cell)> = grid[above..].iter().map(|row| pairs(row)).collect::<Option<Vec<_>>>()?.concat();
    if !is_card(&pairs) {
        return None;
    }
    let titles = grid[..above].iter().map(|row| {
        let mut cells: Vec<Cell> = own(row).cloned().collect();
        cells.resize(pairs.len(), Cell::default());
        cells
    });
    let (words, values) = pairs.iter().map(|(word, value)| ((*word).clone(), (*value).clone())).unzip();
    Some(titles.chain([words, values]).collect())
}

/// Whether nearly all the words are those of headers, among them one for what is to be done and one for who does it.
fn is_card(pairs: &[(&Cell, &Cell)]) -> bool {
    const FEWEST: usize = 3;
    let roles: Vec<ColumnRole> =
        pairs.iter().filter_map(|(word, _)| ColumnRole::of_header(word.text.as_str())).collect();
    let has = |among: &[ColumnRole]| roles.iter().any(|role| among.contains(role));
    let values_are_words =
        pairs.iter().filter(|(_, value)| ColumnRole::of_header(value.text.as_str()).is_some()).count() * 3
            > pairs.len();
    roles.len() >= FEWEST
        && roles.len() * 5 >= pairs.len() * 4
        && !values_are_words
        && has(&[ColumnRole::Task, ColumnRole::Title])
        && has(&[ColumnRole::Lead, ColumnRole::Support])
}

/// A row of words and what stands behind each.
fn pairs(row: &[Cell]) -> Option<Vec<(&Cell, &Cell)>> {
    let cells: Vec<&Cell> = row.iter().filter(|cell| !cell.inherited).collect();
    let is_even = !cells.is_empty() && cells.len().is_multiple_of(2);
    let named = cells.chunks_exact(2).all(|pair| !pair[0].text.is_blank());
    (is_even && named).then(|| cells.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
}

/// The cells that the row prints itself.
fn own(row: &[Cell]) -> impl Iterator<Item = &Cell> {
    row.iter().filter(|cell| !cell.inherited && !cell.text.is_blank())
}
