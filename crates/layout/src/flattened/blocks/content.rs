//! What a cell of a block says on the column that it is given to: a number, a time, units, a label, a text.

use super::super::decode::Script;
use super::super::run;
use super::super::weights::Kind;
use super::cells::Decoder;
use super::page::Body;
use fenjie_lexicon::ColumnRole;
use std::cell::RefCell;
use std::collections::HashMap;

/// What cells say, found once for each column and for whether its cells end sentences.
#[derive(Default)]
pub struct Content(RefCell<HashMap<(usize, bool), Scores>>);

/// What cells say, by their fragments.
type Scores = HashMap<Vec<usize>, f32>;

impl Decoder<'_> {
    /// What a cell says on its column.
    pub fn content(&self, cell: &[usize], column: usize) -> f32 {
        if cell.is_empty() {
            return 0.0;
        }
        let reader = (column, self.ends_sentence(column));
        if let Some(score) = self.content.0.borrow().get(&reader).and_then(|known| known.get(cell)) {
            return *score;
        }
        let score = self.content_score(cell, column);
        self.content.0.borrow_mut().entry(reader).or_default().insert(cell.to_vec(), score);
        score
    }

    /// Whether the cells of a column end as sentences do.
    fn ends_sentence(&self, column: usize) -> bool {
        !self.rows && self.sentences && self.columns[column].role == ColumnRole::Task
    }

    fn content_score(&self, cell: &[usize], column: usize) -> f32 {
        const LABEL_LINES: usize = 8;
        const UNIT_LINES: f32 = 3.0;
        const UNFINISHED: f32 = -2.5;
        const SECOND_TIME: f32 = -5.0;
        const OPENS: f32 = 0.75;
        const COLLECTIVE: f32 = -1.0;
        const MOST_NAMES: usize = 30;
        const SENTENCE: f32 = -6.0;
        const NAMES_STOP: f32 = -1.0;
        // What is left of a name that the page has cut.
        const ENDS: [char; 10] = ['局', '委', '办', '厅', '府', '院', '室', '处', '司', '队'];
        let model = &self.columns[column];
        let words: String = cell.iter().map(|fragment| self.words[*fragment].as_str()).collect();
        let first = &self.fragments[cell[0]];
        let number = if cell.len() == 1 { first.number } else { broken_number(&words) };
        if model.kind == Kind::Number {
            return match number {
                Some(_) if fits_script(&words, model.script) => 0.0,
                Some(_) => -6.0,
                None => -9.0 * cell.len() as f32,
            };
        }
        let mut score = if number.is_some() { -7.0 } else { 0.0 };
        let is_time = run::is_time(&words);
        let part_of_time = is_part_of_time(&words);
        if model.kind == Kind::Date {
            score += self.times(cell) as f32 * SECOND_TIME;
            return score
                + if is_time {
                    0.0
                } else if part_of_time {
                    -1.0
                } else {
                    -7.0 * cell.len() as f32
                };
        }
        if is_time || part_of_time {
            score -= 5.0;
        }
        let supported = self.columns.iter().any(|column| column.role == ColumnRole::Support);
        if model.role == ColumnRole::Lead && supported && is_collective(&words) {
            score += COLLECTIVE;
        }
        let length = words.chars().count();
        // A long text is no list of units.
        let units = if model.kind == Kind::Text && length > MOST_NAMES { 0.0 } else { self.units(cell, &words) };
        let end = &self.fragments[cell[cell.len() - 1]];
        if !end.edge.bottom {
            let depth = cell.iter().fold(0, |depth, fragment| (depth + self.fragments[*fragment].opens).max(0));
            score += if depth > 0 { UNFINISHED } else { 0.0 };
            score += if matches!(end.last, '、' | '，' | ',') { UNFINISHED } else { 0.0 };
        }
        if self.ends_sentence(column) && end.last != '。' && !end.edge.bottom {
            score += UNFINISHED;
        }
        if model.kind != Kind::Text && words.contains('。') {
            // Names end no sentence.
            score += if units > OPENS { NAMES_STOP } else { SENTENCE };
        }
        let marked = words.contains(['。', '《', '》', '“', '”', '；', '：']);
        score += match model.kind {
            Kind::Unit if !marked && fenjie_lexicon::unit_starts(&words) > OPENS => ((units - 1.0) * 5.0).max(-2.0),
            Kind::Unit if first.edge.top && length <= 3 && words.ends_with(ENDS) => -0.5,
            Kind::Unit => (units - 1.0) * 5.0 * (cell.len() as f32 / UNIT_LINES).max(1.0),
            Kind::Text if length <= 12 && fenjie_lexicon::unit_starts(&words) > OPENS => -2.5,
            Kind::Label | Kind::Text if units > 0.5 => -7.0 * (units - 0.5),
            Kind::Label if words.contains('。') => -2.5 * cell.len() as f32,
            Kind::Label if length <= 2 => -2.5,
            Kind::Label if cell.len() > LABEL_LINES => -0.5 * (cell.len() - LABEL_LINES) as f32,
            Kind::Text if length < 6 => -3.0,
            _ => 0.0,
        };
        score
    }

    /// How many whole times follow a whole time in one cell, other than the end of a range.
    fn times(&self, cell: &[usize]) -> usize {
        let mut said = String::new();
        let mut more = 0;
        for fragment in cell {
            let words = self.words[*fragment].as_str();
            let whole = !said.is_empty() && run::is_time(&said) && run::is_time(words);
            if whole && !said.ends_with(['-', '—', '－', '–', '~', '～', '至', '、', '，']) {
                more += 1;
            }
            said.push_str(words);
        }
        more
    }

    /// How much a cell looks like a list of units, of which the page may have cut the first or the last.
    fn units(&self, cell: &[usize], words: &str) -> f32 {
        const CUT: f32 = 0.1;
        let whole = run::units_likeness(words);
        let (first, last) = (&self.fragments[cell[0]], &self.fragments[cell[cell.len() - 1]]);
        let after = words.split_once('、').map(|(_, rest)| rest).filter(|_| first.edge.top);
        let before = words.rsplit_once('、').map(|(rest, _)| rest).filter(|_| last.edge.bottom);
        let part = |part: Option<&str>| part.map_or(0.0, |part| run::units_likeness(part) - CUT);
        whole.max(part(after)).max(part(before))
    }
}

/// Whether there are about as many sentence ends at the ends of lines as rows with a number.
pub(super) fn has_sentences(body: &Body) -> bool {
    let ends = body.fragments.iter().filter(|fragment| fragment.last == '。').count();
    let rows = body.fragments.iter().filter(|fragment| fragment.number.is_some()).count();
    ends * 10 > rows * 8
}

/// A Chinese numeral or a mark of continuation broken over lines: 十 | 一, 七 | （ | 续 | ）.
pub(super) fn broken_number(words: &str) -> Option<u32> {
    fenjie_text::numeral::parse_han_ordinal(words.split(['（', '(']).next().unwrap_or(words))
}

fn fits_script(words: &str, script: Option<Script>) -> bool {
    let arabic = words.starts_with(|c: char| c.is_ascii_digit());
    match script {
        Some(Script::Han) => !arabic,
        Some(Script::Arabic) => arabic,
        _ => true,
    }
}

/// Whether words are the end of a time that a line has cut: 底前, 季度.
pub(super) fn is_part_of_time(words: &str) -> bool {
    const TIME: &str = "年月日季度底前末初上下半旬";
    words.chars().all(|c| TIME.contains(c))
}

/// Whether a list of units begins with bodies that no name tells: such follow others, and seldom lead.
pub(super) fn is_collective(words: &str) -> bool {
    words.starts_with('各') || words.starts_with("有关") || words.starts_with("相关")
}
