//! Learns the weights of the built-in taxonomy from `data/training/` and measures them.
//!
//!     cargo run --release -p fenjie-lexicon --example learn_tags -- crates/lexicon/data            (writes the weights)
//!     cargo run --release -p fenjie-lexicon --example learn_tags -- crates/lexicon/data --measure  (leaves one document out in turn)
//!
//! One logistic regression a tag, by gradient descent with momentum; the same data give the same weights. The vocabulary is the
//! words that jieba cuts the training texts into, and every pair of Chinese characters, that stand in at least two texts.
#![expect(clippy::print_stdout, reason = "a development tool that prints its figures")]

use fenjie_lexicon::tags::{Taxonomy, Wording};
use fenjie_text::chars::is_han;
use jieba_rs::Jieba;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Inverse strength of the penalty on weights.
const FIT: f64 = 30.0;
/// Weight of an example for a tag that is not its main one, and of a disputed example.
const FURTHER: f64 = 0.3;
const DISPUTED: f64 = 0.5;
/// Weight of title and category words beside those of the text; the same as in the taxonomy.
const ASIDE: f64 = 0.5;
const ROUNDS: usize = 1500;
/// A word must stand in so many texts.
const LEAST_TEXTS: usize = 2;
/// Weights below this, for every tag, are left out.
const LEAST_WEIGHT: f64 = 0.05;
const LONGEST_WORD: usize = 8;

#[derive(Clone, Default)]
struct Example {
    document: String,
    tags: Vec<String>,
    disputed: bool,
    category: String,
    title: String,
    text: String,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(data) = arguments.first().map(Path::new) else {
        println!("usage: learn_tags crates/lexicon/data [--measure]");
        return;
    };
    let examples = examples(data);
    let tags: Vec<String> = Taxonomy::intellectual_property().all().iter().map(|tag| tag.name.clone()).collect();
    let jieba = Jieba::new();
    if arguments.iter().any(|argument| argument == "--measure") {
        measure(&examples, &tags, &jieba);
        return;
    }
    let weights = learn(&examples, &tags, &jieba);
    let file = data.join("taxonomies/intellectual-property.tsv");
    match std::fs::write(&file, &weights) {
        Ok(()) => println!("{} words written to {}", weights.lines().count(), file.display()),
        Err(error) => println!("cannot write {}: {error}", file.display()),
    }
}

fn examples(data: &Path) -> Vec<Example> {
    let lines = |name: &str| {
        let text = std::fs::read_to_string(data.join("training").join(name)).unwrap_or_default();
        text.lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').map(str::to_owned).collect())
            .collect()
    };
    let tags = |column: &str| column.split(' ').map(str::to_owned).collect();
    let tasks: Vec<Vec<String>> = lines("ip-tasks.tsv");
    let phrases: Vec<Vec<String>> = lines("ip-phrases.tsv");
    let of_task = |columns: &Vec<String>| match &columns[..] {
        [document, names, disputed, category, title, text] => Some(Example {
            document: document.clone(),
            tags: tags(names),
            disputed: disputed == "y",
            category: category.clone(),
            title: title.clone(),
            text: text.clone(),
        }),
        _ => None,
    };
    let of_phrase = |columns: &Vec<String>| match &columns[..] {
        [names, text] => Some(Example { tags: tags(names), text: text.clone(), ..Example::default() }),
        _ => None,
    };
    tasks.iter().filter_map(of_task).chain(phrases.iter().filter_map(of_phrase)).collect()
}

fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_han(c) && !c.is_ascii_alphanumeric() && !matches!(c, '+' | '＋'))
        .filter(|run| !run.is_empty())
}

fn vocabulary(examples: &[Example], jieba: &Jieba) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in examples.iter().flat_map(|example| [&example.text, &example.title, &example.category]) {
        let mut words: BTreeSet<String> = BTreeSet::new();
        for run in runs(text) {
            let chars: Vec<char> = run.chars().collect();
            words.extend(
                chars.windows(2).filter(|pair| pair.iter().all(|c| is_han(*c))).map(|pair| pair.iter().collect()),
            );
            let cut = jieba.cut(run, false).into_iter().map(|token| token.word.to_owned());
            words.extend(cut.filter(|word| {
                (2..=LONGEST_WORD).contains(&word.chars().count()) && !word.bytes().all(|b| b.is_ascii_digit())
            }));
        }
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
    }
    let kept = counts.into_iter().filter(|(_, count)| *count >= LEAST_TEXTS).map(|(word, _)| word);
    kept.enumerate().map(|(index, word)| (word, index)).collect()
}

/// Words of an example with their weights, scaled to length one.
fn features(example: &Example, vocabulary: &BTreeMap<String, usize>) -> Vec<(usize, f64)> {
    let mut found: BTreeMap<usize, f64> = BTreeMap::new();
    for (part, weight) in [(&example.text, 1.0), (&example.title, ASIDE), (&example.category, ASIDE)] {
        for run in runs(part) {
            let chars: Vec<(usize, char)> = run.char_indices().collect();
            for first in 0..chars.len() {
                for (last, c) in &chars[first + 1..(first + LONGEST_WORD).min(chars.len()).max(first + 1)] {
                    if let Some(index) = vocabulary.get(&run[chars[first].0..last + c.len_utf8()]) {
                        let slot = found.entry(*index).or_default();
                        *slot = slot.max(weight);
                    }
                }
            }
        }
    }
    let norm = found.values().map(|weight| weight * weight).sum::<f64>().sqrt();
    found.into_iter().map(|(index, weight)| (index, weight / norm)).collect()
}

/// The weights as the lines of a data file.
fn learn(examples: &[Example], tags: &[String], jieba: &Jieba) -> String {
    let vocabulary = vocabulary(examples, jieba);
    let rows: Vec<Vec<(usize, f64)>> = examples.iter().map(|example| features(example, &vocabulary)).collect();
    let models: Vec<(Vec<f64>, f64)> =
        tags.iter().map(|tag| regression(examples, &rows, vocabulary.len(), tag)).collect();
    let mut out = String::from(
        "# Learned by the example learn_tags from data/training. Columns: word (empty: the biases), the weight for each tag of intellectual-property.toml.\n",
    );
    let mut line = |word: &str, weights: &mut dyn Iterator<Item = f64>| {
        out.push_str(word);
        for weight in weights {
            let _ = write!(out, "\t{weight:.2}");
        }
        out.push('\n');
    };
    line("", &mut models.iter().map(|(_, bias)| *bias));
    for (word, index) in &vocabulary {
        if models.iter().any(|(weights, _)| weights[*index].abs() >= LEAST_WEIGHT) {
            line(word, &mut models.iter().map(|(weights, _)| weights[*index]));
        }
    }
    out
}

fn regression(examples: &[Example], rows: &[Vec<(usize, f64)>], words: usize, tag: &str) -> (Vec<f64>, f64) {
    let truth: Vec<f64> =
        examples.iter().map(|example| f64::from(u8::from(example.tags.iter().any(|name| name == tag)))).collect();
    let importance: Vec<f64> = examples
        .iter()
        .zip(&truth)
        .map(|(example, truth)| {
            let main = example.tags.first().is_some_and(|name| name == tag);
            FIT * if example.disputed { DISPUTED } else { 1.0 } * if *truth > 0.5 && !main { FURTHER } else { 1.0 }
        })
        .collect();
    // The loss curves by at most a quarter of the weights of all examples (rows have length one; one more for the bias).
    let step = 1.0 / (1.0 + 0.25 * importance.iter().sum::<f64>() * 0.5);
    let (mut weights, mut bias) = (vec![0.0; words], 0.0);
    let (mut last_weights, mut last_bias) = (weights.clone(), bias);
    for round in 0..ROUNDS {
        let momentum = round as f64 / (round as f64 + 3.0);
        let ahead: Vec<f64> =
            weights.iter().zip(&last_weights).map(|(now, last)| now + momentum * (now - last)).collect();
        let ahead_bias = bias + momentum * (bias - last_bias);
        let (mut gradient, mut bias_gradient) = (ahead.clone(), 0.0);
        for ((row, truth), importance) in rows.iter().zip(&truth).zip(&importance) {
            let score = ahead_bias + row.iter().map(|(index, value)| ahead[*index] * value).sum::<f64>();
            let error = importance * (1.0 / (1.0 + (-score).exp()) - truth);
            for (index, value) in row {
                gradient[*index] += error * value;
            }
            bias_gradient += error;
        }
        last_weights = weights;
        last_bias = bias;
        weights = ahead.iter().zip(&gradient).map(|(ahead, gradient)| ahead - step * gradient).collect();
        bias = ahead_bias - step * bias_gradient;
    }
    (weights, bias)
}

/// Learns without each document in turn and tags it; examples that no document holds (phrases) are always learned from.
fn measure(examples: &[Example], tags: &[String], jieba: &Jieba) {
    let documents: BTreeSet<&str> =
        examples.iter().map(|example| example.document.as_str()).filter(|name| !name.is_empty()).collect();
    let mut total = Figures::default();
    for document in &documents {
        let others: Vec<Example> = examples.iter().filter(|example| example.document != *document).cloned().collect();
        let own: Vec<&Example> = examples.iter().filter(|example| example.document == *document).collect();
        let one = figures(&own, &learn(&others, tags, jieba));
        println!("{document:<40} {one}");
        total.add(&one);
    }
    println!("{:<40} {total}", "each left out in turn");
    let all: Vec<&Example> = examples.iter().filter(|example| !example.document.is_empty()).collect();
    println!("{:<40} {}", "all learned from", figures(&all, &learn(examples, tags, jieba)));
}

#[derive(Default)]
struct Figures {
    tasks: usize,
    main: usize,
    hit: usize,
    truth: usize,
    found: usize,
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.tasks += other.tasks;
        self.main += other.main;
        self.hit += other.hit;
        self.truth += other.truth;
        self.found += other.found;
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        write!(
            f,
            "main {:.3}  tags F1 {:.3}  ({} tasks)",
            share(self.main, self.tasks),
            share(2 * self.hit, self.truth + self.found),
            self.tasks
        )
    }
}

fn figures(examples: &[&Example], weights: &str) -> Figures {
    let taxonomy = Taxonomy::intellectual_property().clone().without_weights().with_learned(weights);
    let mut figures = Figures::default();
    for example in examples.iter().filter(|example| !example.disputed) {
        let found = taxonomy.tags(&Wording { text: &example.text, title: &example.title, category: &example.category });
        figures.tasks += 1;
        figures.main += usize::from(found.first().copied() == example.tags.first().map(String::as_str));
        figures.hit += example.tags.iter().filter(|tag| found.contains(&tag.as_str())).count();
        figures.truth += example.tags.len();
        figures.found += found.len();
    }
    figures
}
