//! Counts how sentences of notices open and close and prints `crates/layout/data/borders.tsv`:
//! `cargo run --release -p fenjie-typesetter --bin borders -- FOLDER`, where the folder holds notices as UTF-8 text. The same
//! notices give the same file.

use fenjie_text::chars::{is_blank, is_han};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Seen less often than this, two characters together tell no more than the one.
const LEAST: u32 = 6;
/// Smaller differences from what one character tells are not kept.
const CLEAR: f32 = 0.3;
/// What is known of one character counts as much as this many sentences.
const PRIOR: f32 = 2.0;
/// Shorter sentences are headings, names, cells of tables.
const SHORTEST: usize = 8;

/// How often each one or two characters stand at the border of a sentence, and how often inside.
#[derive(Default)]
struct Counts {
    border: BTreeMap<String, u32>,
    inside: BTreeMap<String, u32>,
}

impl Counts {
    /// Log odds of each, those of two characters drawn to those of the `one` that stands at the border.
    fn odds(&self, one: impl Fn(&str) -> String) -> BTreeMap<String, f32> {
        let single = |words: &&String| words.chars().nth(1).is_none();
        let total = |counts: &BTreeMap<String, u32>| -> f32 {
            counts.iter().filter(|(words, _)| single(words)).map(|(_, count)| *count as f32).sum::<f32>().max(1.0)
        };
        let (border, inside) = (total(&self.border), total(&self.inside));
        let count = |counts: &BTreeMap<String, u32>, words: &str| counts.get(words).copied().unwrap_or(0);
        let mut odds: BTreeMap<String, f32> = BTreeMap::new();
        let shrunk = |words: &str, expected: f32| {
            let at_border = count(&self.border, words) as f32 + PRIOR * expected;
            let within = count(&self.inside, words) as f32 + PRIOR * inside / border;
            ((at_border / border) / (within / inside)).ln()
        };
        for words in self.border.keys().chain(self.inside.keys()).filter(single) {
            odds.insert(words.clone(), shrunk(words, 1.0));
        }
        let pairs = self.border.keys().chain(self.inside.keys()).filter(|words| !single(words));
        let pairs: Vec<(String, f32)> = pairs
            .filter(|words| count(&self.border, words) + count(&self.inside, words) >= LEAST)
            .filter_map(|words| {
                let known = odds.get(&one(words)).copied().unwrap_or(0.0);
                let both = shrunk(words, known.exp());
                ((both - known).abs() >= CLEAR).then(|| (words.clone(), both))
            })
            .collect();
        odds.extend(pairs);
        odds.retain(|words, value| value.abs() >= CLEAR || words.chars().nth(1).is_some());
        odds
    }
}

fn main() -> std::io::Result<()> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in std::env::args().skip(1) {
        for entry in std::fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
    }
    paths.sort();
    let (mut opening, mut closing) = (Counts::default(), Counts::default());
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for sentence in sentences(&text) {
            count(&sentence, &mut opening, &mut closing);
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "# How sentences of notices open and close: log odds that one or two characters stand at the border of a"
    )?;
    writeln!(
        out,
        "# sentence and not inside one. Counted by `cargo run --release -p fenjie-typesetter --bin borders -- FOLDER`"
    )?;
    writeln!(out, "# over a folder of public notices as text.")?;
    let first = |words: &str| words.chars().take(1).collect();
    let last = |words: &str| words.chars().skip(1).collect();
    for (name, odds) in [("open", opening.odds(first)), ("close", closing.odds(last))] {
        for (words, value) in odds {
            writeln!(out, "{name}\t{words}\t{value:.1}")?;
        }
    }
    Ok(())
}

/// The sentences of a text whose lines are broken anywhere, numbers at their heads left out.
fn sentences(text: &str) -> Vec<Vec<char>> {
    let mut joined = String::new();
    for line in text.lines() {
        let line: String = line.chars().filter(|c| !is_blank(*c)).collect();
        let goes_on = joined.ends_with(|c: char| is_han(c) || "，、".contains(c)) && line.starts_with(is_han);
        if !goes_on {
            joined.push('\n');
        }
        joined.push_str(&line);
    }
    let number = |c: char| c.is_ascii_digit() || "（()）、.．一二三四五六七八九十".contains(c);
    joined
        .split(['。', '；', '\n', '！', '：'])
        .map(|sentence| sentence.trim_start_matches(number).chars().collect::<Vec<char>>())
        .filter(|sentence| sentence.len() >= SHORTEST && !lists_units(sentence))
        .collect()
}

/// Lists of units are told by the names in them.
fn lists_units(sentence: &[char]) -> bool {
    const LIKELY: f32 = 0.5;
    let words: String = sentence.iter().collect();
    fenjie_lexicon::unit_plausibility(&words) > LIKELY
        || words.split(['、', '，']).next().is_some_and(|first| fenjie_lexicon::unit_plausibility(first) > LIKELY)
}

fn count(sentence: &[char], opening: &mut Counts, closing: &mut Counts) {
    let add = |counts: &mut BTreeMap<String, u32>, words: &[char]| {
        if words.iter().all(|c| is_han(*c)) {
            *counts.entry(words.iter().collect()).or_default() += 1;
        }
    };
    let end = sentence.len();
    add(&mut opening.border, &sentence[..1]);
    add(&mut opening.border, &sentence[..2]);
    add(&mut closing.border, &sentence[end - 1..]);
    add(&mut closing.border, &sentence[end - 2..]);
    // A line of a cell may break between any two of these.
    for at in 1..end - 1 {
        if is_han(sentence[at - 1]) && is_han(sentence[at]) {
            add(&mut opening.inside, &sentence[at..=at]);
            add(&mut opening.inside, &sentence[at..at + 2]);
        }
        if is_han(sentence[at]) && is_han(sentence[at + 1]) {
            add(&mut closing.inside, &sentence[at..=at]);
            add(&mut closing.inside, &sentence[at - 1..=at]);
        }
    }
}
