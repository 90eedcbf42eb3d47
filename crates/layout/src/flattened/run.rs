//! What is known of the segments of a table before they are cut into cells.

use super::blanks::Blanks;
use super::cohesion::Cohesion;
use super::fit;
use super::header::HeaderColumn;
use super::name_lines;
use super::segment::{Join, Segment};
use crate::{Marker, MarkerStyle, Watch};
use fenjie_lexicon::units::Role;
use fenjie_lexicon::{ColumnRole, statement, unit_plausibility};
use fenjie_text::chars::is_han;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Most segments of a cell that may be a list of units or a time, and of which what it says is kept.
const LONGEST_SHORT: usize = 14;
/// Most segments of such a cell when its lines are letter-spaced, every character a segment.
const LONGEST_SPACED: usize = 72;

/// What is known of a run of segments before it is cut.
pub struct Run<'a> {
    /// The segments.
    pub segments: &'a [Segment],
    /// The lines that they point into.
    pub lines: &'a [&'a str],
    /// Cohesion of the characters on both sides of the border before each segment.
    pub border: Vec<f32>,
    /// Whether each bare number follows an earlier one.
    pub follows: Vec<bool>,
    /// Whether each segment is the end of a time that the line before it breaks off in (2020年11月 / 底前).
    pub ends_time: Vec<bool>,
    /// Whether each segment begins a name that may go on with a list of units that has one on every line.
    pub names: Vec<bool>,
    /// Whether each line is the head of a label that counts on from those before: 一、…, 二、….
    pub heads: Vec<bool>,
    /// Whether the label of units that a segment begins with opens a cell or goes on with one.
    pub labels: Vec<Option<InCell>>,
    /// First segment of the next page, for each segment.
    pub page_end: Vec<usize>,
    /// Width of the widest printed lines, but for a few that stand alone.
    pub widest: f32,
    /// How the extractor seems to join lines, before anything is cut.
    pub blanks: Blanks,
    /// For each segment, how far a cell may reach that begins with it and is a list of units or a time.
    listed: Vec<usize>,
    /// Characters before each segment.
    characters: Vec<usize>,
    /// Printed lines, letter-spaced or not, that begin before each segment.
    starts: Vec<usize>,
    /// Columns of units.
    unit_columns: usize,
    /// Whether the units are offices of one body, told by their last character alone: 科, 股, 室, 处.
    offices: bool,
    /// Tells when time is up.
    pub watch: &'a Watch,
    /// What candidate cells say: found once, since it hangs on no width.
    known: Rc<Known>,
}

/// Where in a cell a label of units stands: 牵头单位：… above 配合单位：….
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InCell {
    /// It opens the cell.
    First,
    /// It goes on with it.
    Later,
}

/// What candidate cells say, as far as it was asked for.
#[derive(Default)]
struct Known {
    /// By first segment and length.
    facts: RefCell<Vec<Option<Facts>>>,
    unit_starts: RefCell<HashMap<(usize, usize), f32>>,
    joined: RefCell<HashMap<[usize; 4], Facts>>,
}

impl<'a> Run<'a> {
    /// Prepares `segments`.
    pub fn new(segments: &'a [Segment], lines: &'a [&'a str], watch: &'a Watch) -> Self {
        let cohesion = Cohesion::of(segments, lines);
        let border = (0..segments.len())
            .map(|i| if i == 0 { 0.0 } else { cohesion.between(segments[i - 1].last, segments[i].first) })
            .collect();
        let mut page_end = vec![segments.len(); segments.len()];
        for i in (0..segments.len().saturating_sub(1)).rev() {
            page_end[i] = if segments[i].page == segments[i + 1].page { page_end[i + 1] } else { i + 1 };
        }
        let facts = RefCell::new(vec![None; segments.len() * LONGEST_SHORT]);
        let known = Rc::new(Known { facts, ..Known::default() });
        let blanks = Blanks::guess(segments, lines);
        let words = |segment: &Segment| &lines[segment.line][segment.start..segment.end];
        let mut listed = vec![segments.len(); segments.len() + 1];
        for (i, segment) in segments.iter().enumerate().rev() {
            let label = segment.label.map_or(0, |label| label.value);
            listed[i] = match marks(&words(segment)[label..]) {
                Marks::Inside => i,
                Marks::AtEnd => i + 1,
                Marks::None => listed[i + 1],
            };
        }
        let mut characters = vec![0];
        for segment in segments {
            characters.push(characters.last().copied().unwrap_or(0) + words(segment).chars().count());
        }
        let mut starts = vec![0];
        for segment in segments {
            let begins = usize::from(segment.join != Join::SoftBlank);
            starts.push(starts.last().copied().unwrap_or(0) + begins);
        }
        let (follows, widest) = (follows(segments), fit::widest(segments));
        let ends_time = vec![false; segments.len()];
        Self {
            segments,
            lines,
            border,
            follows,
            ends_time,
            names: vec![false; segments.len()],
            heads: heads(segments, lines),
            labels: labels(segments),
            page_end,
            widest,
            blanks,
            listed,
            characters,
            starts,
            unit_columns: 0,
            offices: false,
            watch,
            known,
        }
    }

    /// The same run, of a table whose headers are `columns`.
    pub fn headed(self, columns: &[HeaderColumn]) -> Self {
        let is_unit = |column: &&HeaderColumn| matches!(column.role, ColumnRole::Lead | ColumnRole::Support);
        let offices = columns.iter().filter(is_unit).any(|column| column.words.contains(['科', '股', '室']));
        let unit_columns = columns.iter().filter(is_unit).count();
        Self { offices, unit_columns, ..self }
    }

    /// The same run as one whose lines came out of a stream of cells: where a time is broken over lines, no border is, and
    /// a list of units may have a line for every name.
    pub fn of_stream(self) -> Self {
        let ends_time = (0..self.segments.len()).map(|at| ends_time(self.segments, self.lines, at)).collect();
        let names = name_lines::goes_on(self.segments, self.lines, self.unit_columns);
        Self { ends_time, names, ..self }
    }

    /// The same run, or the beginning of it, with other widths.
    pub fn resized(&self, segments: &'a [Segment]) -> Self {
        Self {
            segments,
            lines: self.lines,
            border: self.border.clone(),
            follows: self.follows.clone(),
            ends_time: self.ends_time.clone(),
            names: self.names.clone(),
            heads: self.heads.clone(),
            labels: self.labels.clone(),
            page_end: self.page_end.clone(),
            widest: fit::widest(segments),
            blanks: self.blanks,
            listed: self.listed.clone(),
            characters: self.characters.clone(),
            starts: self.starts.clone(),
            unit_columns: self.unit_columns,
            offices: self.offices,
            watch: self.watch,
            known: Rc::clone(&self.known),
        }
    }

    /// What the cell `from..to` says.
    pub(super) fn facts(&self, from: usize, to: usize) -> Facts {
        let length = to - from;
        if !self.may_list(from, to) {
            let characters = (self.characters[to] - self.characters[from]).min(99) as u16;
            return Facts { characters, ..Facts::default() };
        }
        if length > LONGEST_SHORT {
            return self.facts_of(&self.unlabelled(from, to));
        }
        let slot = from * LONGEST_SHORT + length - 1;
        if let Some(facts) = self.known.facts.borrow().get(slot).copied().flatten() {
            return facts;
        }
        let facts = self.facts_of(&self.unlabelled(from, to));
        if let Some(kept) = self.known.facts.borrow_mut().get_mut(slot) {
            *kept = Some(facts);
        }
        facts
    }

    /// Whether the cell `from..to` is short enough for a list of units or a time, and has no mark that neither has.
    fn may_list(&self, from: usize, to: usize) -> bool {
        let short = to - from <= LONGEST_SPACED && self.starts[to] - self.starts[from] <= LONGEST_SHORT;
        short && to <= self.listed[from]
    }

    /// How sure it is that the cell `from..to` opens a list of units and may break off in it.
    pub(super) fn unit_starts(&self, from: usize, to: usize) -> f32 {
        if !self.may_list(from, to) {
            return 0.0;
        }
        let mut known = self.known.unit_starts.borrow_mut();
        *known.entry((from, to)).or_insert_with(|| fenjie_lexicon::unit_starts(&self.unlabelled(from, to)))
    }

    /// What a cell says that a page cuts in two.
    pub(super) fn joined_facts(&self, first: (usize, usize), rest: (usize, usize)) -> Facts {
        let lines = |cell: (usize, usize)| self.starts[cell.1] - self.starts[cell.0];
        let fits = lines(first) + lines(rest) <= LONGEST_SHORT + 1;
        if !fits || first.1 - first.0 + rest.1 - rest.0 > LONGEST_SPACED {
            return Facts { characters: 99, ..Facts::default() };
        }
        let mut known = self.known.joined.borrow_mut();
        let words = || self.unlabelled(first.0, first.1) + &self.unlabelled(rest.0, rest.1);
        *known.entry([first.0, first.1, rest.0, rest.1]).or_insert_with(|| self.facts_of(&words()))
    }

    /// What `words` say.
    fn facts_of(&self, words: &str) -> Facts {
        let facts = Facts::of(words);
        if self.offices && are_offices(words) { Facts { units: facts.units.max(OFFICES), ..facts } } else { facts }
    }

    /// The words of the segments `from..to` as one list, without the labels that part it.
    fn unlabelled(&self, from: usize, to: usize) -> String {
        let mut words = String::new();
        for (segment, is_name) in self.segments[from..to].iter().zip(&self.names[from..to]) {
            let value = segment.label.map_or(0, |label| label.value);
            if (value > 0 || *is_name) && !words.is_empty() && !words.ends_with(['、', '；']) {
                words.push('、');
            }
            words.push_str(&self.lines[segment.line][segment.start + value..segment.end]);
        }
        words
    }

    /// The words of the segments `from..to`, without anything between them.
    pub fn words(&self, from: usize, to: usize) -> String {
        self.segments[from..to].iter().map(|s| &self.lines[s.line][s.start..s.end]).collect()
    }
}

/// The lines, short as those of labels, that begin with 一、, 二、, … one after the other.
fn heads(segments: &[Segment], lines: &[&str]) -> Vec<bool> {
    const LONGEST: f32 = 10.0;
    let ordinal = |segment: &Segment| {
        let begins = segment.join == Join::Newline && segment.width <= LONGEST && segment.number.is_none();
        let words = &lines[segment.line][segment.start..segment.end];
        Marker::parse(words).filter(|marker| begins && marker.style == MarkerStyle::Han).map(|marker| marker.ordinal)
    };
    let mut last = 0;
    let mut counts = |ordinal: u32| {
        let counts = ordinal == last + 1;
        last += u32::from(counts);
        counts
    };
    let found: Vec<bool> = segments.iter().map(|segment| ordinal(segment).is_some_and(&mut counts)).collect();
    // A single one is no series.
    if last > 1 { found } else { vec![false; segments.len()] }
}

/// Where in their cells the labels of units stand: those of whoever leads, where any does, open them.
pub fn labels(segments: &[Segment]) -> Vec<Option<InCell>> {
    let rank = |role: Role| match role {
        Role::Lead => 0,
        Role::Responsible => 1,
        Role::Support => 2,
    };
    let ranks = || segments.iter().map(|segment| segment.label.map(|label| rank(label.role)));
    let first = ranks().flatten().min();
    let place = |rank: Option<u8>| rank.map(|rank| if Some(rank) == first { InCell::First } else { InCell::Later });
    ranks().map(place).collect()
}

/// Marks the bare numbers of the longest chain 1, 2, 3, …
pub fn follows(segments: &[Segment]) -> Vec<bool> {
    let mut chain: Vec<(usize, usize, u32)> = Vec::new(); // segment, index of predecessor + 1, length
    let mut last: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    let mut best: Option<usize> = None;
    for (index, segment) in segments.iter().enumerate() {
        let Some(number) = segment.number else { continue };
        let before = number.checked_sub(1).and_then(|n| last.get(&n)).copied();
        let length = before.map_or(1, |b| chain[b].2 + 1);
        chain.push((index, before.map_or(0, |b| b + 1), length));
        let here = chain.len() - 1;
        let keep = last.get(&number).is_some_and(|old| chain[*old].2 > length);
        if !keep {
            last.insert(number, here);
        }
        if best.is_none_or(|b| chain[b].2 < length) {
            best = Some(here);
        }
    }
    let mut marked = vec![false; segments.len()];
    let mut at = best.filter(|b| chain[*b].2 > 1);
    while let Some(here) = at {
        marked[chain[here].0] = true;
        at = chain[here].1.checked_sub(1);
    }
    marked
}

/// Whether a line begins, at segment `at`, with the end of a time that the line before it breaks off in: 2020年11月 / 底前,
/// 2012年 / 12月. Two whole times one below the other are two cells.
fn ends_time(segments: &[Segment], lines: &[&str], at: usize) -> bool {
    const ENDS: [&str; 17] = [
        "月",
        "日",
        "年",
        "底",
        "前",
        "底前",
        "月底",
        "月前",
        "月底前",
        "年底",
        "年底前",
        "日前",
        "末",
        "年前",
        "度",
        "季度",
        "度末",
    ];
    let words = |segment: &Segment| &lines[segment.line][segment.start..segment.end];
    let here = &segments[at];
    let Some(before) = at.checked_sub(1).map(|before| &segments[before]) else { return false };
    if here.join == Join::SoftBlank {
        return goes_on_time(words(before), words(here));
    }
    if here.join != Join::Newline || before.page != here.page {
        return false;
    }
    let goes_on = |segment: &&Segment| segment.line == here.line && segment.join == Join::SoftBlank;
    let own = std::iter::once(here).chain(segments[at + 1..].iter().take_while(goes_on));
    let line: String = own.map(words).collect();
    let line = line.trim_end_matches(['，', '、', '；', '。']).to_owned();
    let is_end = ENDS.contains(&line.as_str());
    let number = || line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_counted =
        || number().len() < line.len() && words(before).ends_with(['年', '月']) && ENDS.contains(&number());
    let is_open = |before: &str| before.ends_with(|c: char| "年月日底季".contains(c) || c.is_ascii_digit());
    let first = segments[..at].iter().rev().take_while(|segment| segment.line == before.line).count();
    let joined: String = segments[at - first..at].iter().map(words).collect::<String>() + &line;
    let in_time = || {
        (0..joined.len() - line.len())
            .filter(|from| joined.is_char_boundary(*from))
            .any(|from| is_time(&joined[from..]))
    };
    (is_end || is_counted()) && is_open(words(before)) && in_time()
}

/// Whether a blank within a line parts the figures of a time from their words: 12 月底前, 2025 年, 9 月 30.
fn goes_on_time(before: &str, here: &str) -> bool {
    let is_figure = |words: &str| words.chars().all(|c| c.is_ascii_digit());
    is_figure(before) && here.starts_with(['年', '月']) || before.ends_with(['年', '月']) && is_figure(here)
}

/// What a candidate cell says.
#[derive(Clone, Copy, Default)]
pub struct Facts {
    /// How much it looks like a list of units, 0 to 1.
    pub units: f32,
    /// Whether it is a time.
    pub date: bool,
    /// Characters, at most 99.
    pub characters: u16,
}

impl Facts {
    fn of(words: &str) -> Self {
        Self { units: units_likeness(words), date: is_time(words), characters: words.chars().take(99).count() as u16 }
    }
}

/// Marks that no list of units and no time has inside.
enum Marks {
    None,
    AtEnd,
    Inside,
}

fn marks(words: &str) -> Marks {
    const NO_LIST: [char; 5] = ['。', '《', '“', '；', '：'];
    let bare = words.trim_end_matches(['、', '，', ',', '。', '；']);
    if bare.contains(NO_LIST) {
        Marks::Inside
    } else if words.contains(NO_LIST) {
        Marks::AtEnd
    } else {
        Marks::None
    }
}

/// How much a whole cell looks like a list of units.
pub(super) fn units_likeness(words: &str) -> f32 {
    const LONGEST_NAME: usize = 34;
    const LONGEST_UNKNOWN: usize = 8;
    const UNLIKE: f32 = 0.2;
    const RUN_ON: f32 = 0.3;
    const VERBAL: f32 = 0.85;
    // A cell says that nobody helps.
    if words == "无" {
        return OFFICES;
    }
    let words = words.trim_end_matches(['、', '，', ',', '。', '；']);
    if words.contains(['。', '《', '“', '；', '：']) {
        return 0.0;
    }
    let longest = words.split(['、', '，', ',', '；']).map(|part| part.chars().count()).max().unwrap_or(0);
    // A name of one character is the end of one that the border has cut.
    let torn = words.split(['、', '，', ',', '；']).any(|part| part.chars().nth(1).is_none());
    if longest > LONGEST_NAME || torn {
        return 0.0;
    }
    let by_verbs = likeness_by_verbs(words);
    if by_verbs >= VERBAL {
        return by_verbs;
    }
    // A list that runs on into a sentence is no list, however many names it begins with.
    let runs_on = |part: &str| part.chars().count() > LONGEST_UNKNOWN && unit_plausibility(part) < UNLIKE;
    let likeness = unit_plausibility(words);
    if words.split(['、', '，', ',', '；']).any(runs_on) { likeness * RUN_ON } else { likeness }
}

/// How much a cell that tells roles by verbs (甲局牵头，乙局参与) looks like a list of units.
fn likeness_by_verbs(words: &str) -> f32 {
    const VERBS: [&str; 6] = ["牵头", "负责", "参与", "配合", "协办", "落实"];
    let closes = VERBS.iter().any(|verb| words.ends_with(verb));
    if closes { statement::parse(words).plausibility } else { 0.0 }
}

/// How sure it is that names which end like offices are those of units.
const OFFICES: f32 = 0.9;

/// Whether a list is one of offices: 基础教育科、教研室.
fn are_offices(words: &str) -> bool {
    const LONGEST: usize = 10;
    let is_office = |part: &str| {
        let length = part.chars().count();
        (3..=LONGEST).contains(&length) && part.ends_with(['科', '股', '室', '处']) && part.chars().all(is_han)
    };
    words.split(['、', '，', '；']).all(is_office)
}

/// Whether a whole cell is a time: "2017年6月底前", "长期", "持续推进", "第三季度".
pub fn is_time(words: &str) -> bool {
    const LONGEST: usize = 24;
    const WORDS: [&str; 17] = [
        "长期",
        "全年",
        "持续",
        "常年",
        "按月",
        "按季",
        "每年",
        "每月",
        "每季",
        "每周",
        "每学期",
        "每半年",
        "即时",
        "立即",
        "适时",
        "立行立改",
        "贯穿全年",
    ];
    if words.chars().count() > LONGEST {
        return false;
    }
    if crate::fit::is_dotted(words) {
        return true;
    }
    let digits = words.chars().any(|c| c.is_ascii_digit() || fenjie_text::numeral::is_han_numeral(c));
    let dated = words
        .chars()
        .filter(|c| {
            "年月日季度旬底前末初上下半完成至起长期持续坚推进并取得阶段性成果效启动实施见，-—~、0123456789一二三四五六七八九十.第内到"
                .contains(*c)
        })
        .count();
    let named =
        || ["年底", "年末", "年内", "年中", "上半年", "下半年", "季末"].iter().any(|time| words.starts_with(time));
    (digits || named()) && words.contains(['年', '月', '季', '日']) && dated == words.chars().count()
        || WORDS.iter().any(|word| words.starts_with(word))
            && words.chars().count() <= 10
            // The name of a unit behind it is another cell.
            && !words.contains(['市', '县', '省', '局', '委', '厅'])
}

#[cfg(test)]
mod tests {
    use super::{is_time, units_likeness};

    #[test]
    fn what_verbs_tell_of_units_is_a_list_of_them() {
        for units in ["县林业局、县人力资源社会保障局牵头，县融媒体中心参与", "县林业局负责", "无"]
        {
            assert!(units_likeness(units) > 0.8, "{units}");
        }
        assert!(units_likeness("明确任务并抓好落实") < 0.5);
    }

    #[test]
    fn times_in_two_steps_are_times_and_sentences_with_a_date_are_none() {
        let times = ["4月底前启动，11月底前完成", "9月底前取得阶段性成效，长期坚持", "2017年6月底前", "长期坚持"];
        assert!(times.iter().all(|time| is_time(time)));
        assert!(["2026.12", "2026.06.30", "立即启动，长期坚持"].iter().all(|time| is_time(time)));
        assert!(["年底前", "每季度末", "上半年", "年内"].iter().all(|time| is_time(time)));
        assert!(!is_time("底前") && !is_time("年度计划"));
        assert!(!is_time("6月底前建成平台") && !is_time("推进实施") && !is_time("完成3项"));
    }
}
