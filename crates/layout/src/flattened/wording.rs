//! How the words at a border tell whether a sentence opens or closes there: 推动 opens many sentences, 造 closes some and
//! opens none. The odds are counted over public notices (`data/borders.tsv`).

use fenjie_text::chars::is_han;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One or two characters; of one, the second is `\0`.
type Key = (char, char);

#[derive(Default)]
struct Odds {
    open: HashMap<Key, f32>,
    close: HashMap<Key, f32>,
}

static ODDS: LazyLock<Odds> = LazyLock::new(|| {
    let mut odds = Odds::default();
    for (side, key, value) in lines().filter_map(entry) {
        let table = if side == "open" { &mut odds.open } else { &mut odds.close };
        table.insert(key, value);
    }
    odds
});

fn lines() -> impl Iterator<Item = &'static str> {
    include_str!("../../data/borders.tsv").lines().filter(|line| !line.starts_with('#'))
}

/// Side (`open` or `close`), words and log odds.
fn entry(line: &str) -> Option<(&str, Key, f32)> {
    let mut fields = line.split('\t');
    let (side, mut words) = (fields.next()?, fields.next()?.chars());
    let value = fields.next()?.parse().ok()?;
    Some((side, (words.next()?, words.next().unwrap_or('\0')), value))
}

/// Log odds that a sentence opens or closes with one character that a mark parts from the others: 势，发挥.
const SINGLE: f32 = -3.0;

fn parts(c: char) -> bool {
    "，、；。：,;:".contains(c)
}

/// Log odds that a sentence opens with `words` and does not go on with them; 0 when nothing is known.
pub fn opens(words: &str) -> f32 {
    let mut chars = words.chars();
    let Some(first) = chars.next().filter(|c| is_han(*c)) else { return 0.0 };
    let second = chars.next();
    if second.is_some_and(parts) {
        return SINGLE;
    }
    let pair = second.filter(|c| is_han(*c)).and_then(|second| ODDS.open.get(&(first, second)));
    pair.or_else(|| ODDS.open.get(&(first, '\0'))).copied().unwrap_or(0.0)
}

/// Log odds that a sentence closes with `words` and does not go on after them; 0 when nothing is known.
pub fn closes(words: &str) -> f32 {
    let mut chars = words.chars().rev();
    let Some(last) = chars.next().filter(|c| is_han(*c)) else { return 0.0 };
    let before = chars.next();
    if before.is_some_and(parts) {
        return SINGLE;
    }
    let pair = before.filter(|c| is_han(*c)).and_then(|before| ODDS.close.get(&(before, last)));
    pair.or_else(|| ODDS.close.get(&(last, '\0'))).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_open_sentences_and_halves_of_words_do_not() {
        assert!(opens("推动建立") > 1.0);
        assert!(opens("造运用") < -1.0);
        assert!(closes("促进知识产权创") < -1.0);
        assert!(opens("势，发挥作用") < -1.0);
        assert!(opens("2017").abs() < f32::EPSILON);
    }
}
