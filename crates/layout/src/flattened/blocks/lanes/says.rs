//! What a cell says on the column that it is given to, and whether its lines break where the column does.

use super::super::super::run;
use super::super::super::segment::Segment;
use super::super::super::weights::Kind;
use super::super::content::{broken_number, is_part_of_time};
use super::super::page::{Body, Fragment};
use super::super::wrap;
use fenjie_lexicon::ColumnRole;
use fenjie_lexicon::units::Role as UnitRole;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

/// Marks after which a list goes on.
const GOES_ON: [char; 3] = ['、', '，', ','];

/// The ends of a cell that a page may have cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cut {
    /// It may go on from the page before.
    pub head: bool,
    /// It may go on on the next page.
    pub tail: bool,
}

/// What a cell was asked: its fragments, its column, where it may be cut.
type Question = (Vec<usize>, ColumnRole, Cut);

/// What cells and borders say, found once.
pub struct Says<'a> {
    body: &'a Body,
    words: &'a [String],
    /// The words of each fragment without the labels of units: 牵头单位：.
    names: Vec<String>,
    /// Whether tasks end as sentences do.
    sentences: bool,
    cells: RefCell<HashMap<Question, f32>>,
    runs: RefCell<HashMap<(usize, usize, ColumnRole, Cut), f32>>,
    joined: RefCell<HashMap<(usize, usize), f32>>,
    /// The characters that names of units begin with.
    openings: BTreeSet<char>,
}

impl<'a> Says<'a> {
    /// Prepares the fragments of a body, whose words are `words`.
    pub fn new(body: &'a Body, words: &'a [String], lines: &[&str]) -> Self {
        let names = body.fragments.iter().map(|fragment| names(&body.segments[fragment.segments.clone()], lines));
        let names: Vec<String> = names.collect();
        Self {
            body,
            words,
            openings: openings(body, &names),
            names,
            sentences: super::super::content::has_sentences(body),
            cells: RefCell::default(),
            runs: RefCell::default(),
            joined: RefCell::default(),
        }
    }

    fn fragment(&self, at: usize) -> &Fragment {
        &self.body.fragments[at]
    }

    /// What it costs that a fragment is wider than its column.
    pub fn wide(&self, at: usize, width: f32) -> f32 {
        const FREE: f32 = 0.6;
        const WIDE: f32 = -1.5;
        const TOO_WIDE: f32 = -2.5;
        let over = self.fragment(at).width - width;
        if over > FREE { WIDE + (over - 1.6).max(0.0) * TOO_WIDE } else { 0.0 }
    }

    /// Evidence that fragment `here` goes on with the cell of the one `before`.
    pub fn goes_on(&self, before: usize, here: usize, role: ColumnRole, width: f32) -> f32 {
        const BESIDE: f32 = -6.0;
        const SOFT: f32 = -0.3;
        const FLOWS: f32 = 0.6;
        let (last, first) = (self.fragment(before), self.fragment(here));
        if last.line == first.line {
            return if first.soft { SOFT } else { BESIDE };
        }
        let score = wrap::goes_on(last, first, width);
        match (Kind::of(role), self.label(here)) {
            (Kind::Unit, Some(UnitRole::Lead)) => -LABELLED,
            (Kind::Unit, Some(_)) => FLOWS,
            (Kind::Unit, None) => score + self.joins_names(before, here).min(FLOWS),
            (Kind::Text | Kind::Label, _) => score - self.parts_sentences(before, here),
            (Kind::Date, _) => score + self.joins_times(before, here),
            _ => score,
        }
    }

    /// Evidence that a cell ends with the fragment `before` and the next of its column begins with `here`, on the next line.
    pub fn parts(&self, before: usize, here: usize, role: ColumnRole, width: f32) -> f32 {
        let (last, first) = (self.fragment(before), self.fragment(here));
        if Kind::of(role) == Kind::Number {
            return 0.0;
        }
        let mut score = match wrap::room(last, first, width) {
            room if room > 0.9 => 0.4,
            room if room > 0.1 => -0.2,
            _ => -1.2,
        };
        if fenjie_text::chars::may_not_open_line(first.first) {
            score -= 3.0;
        }
        if GOES_ON.contains(&last.last) {
            score -= 3.0;
        }
        if first.item.is_some_and(|item| item > 1) && Kind::of(role) == Kind::Text {
            score -= 1.5;
        }
        match (Kind::of(role), self.label(here)) {
            (Kind::Unit, Some(UnitRole::Lead)) => LABELLED,
            (Kind::Unit, Some(_)) => -LABELLED,
            (Kind::Unit, None) => score - self.joins_names(before, here).clamp(-1.5, 1.5),
            (Kind::Text | Kind::Label, _) => score + self.parts_sentences(before, here),
            (Kind::Date, _) => score - self.joins_times(before, here),
            _ => score,
        }
    }

    /// How much the words tell that one sentence ends and the next begins.
    fn parts_sentences(&self, before: usize, here: usize) -> f32 {
        const SHARE: f32 = 0.3;
        const MOST: f32 = 1.0;
        const FIRST_ITEM: f32 = 2.0;
        const STOP: f32 = 0.7;
        if self.fragment(here).item == Some(1) {
            return FIRST_ITEM;
        }
        let stops = self.sentences && self.fragment(before).last == '。';
        let segment = |fragment: usize, last: bool| {
            let run = &self.body.segments[self.fragment(fragment).segments.clone()];
            if last { run.last() } else { run.first() }
        };
        let closing = segment(before, true).map_or(0.0, |segment| segment.closing);
        let opening = segment(here, false).map_or(0.0, |segment| segment.opening);
        ((closing + opening) * SHARE).clamp(-MOST, MOST) + if stops { STOP } else { 0.0 }
    }

    /// What the units do whose label a fragment begins with.
    fn label(&self, fragment: usize) -> Option<UnitRole> {
        self.body.segments[self.fragment(fragment).segments.start].label.map(|label| label.role)
    }

    /// Evidence that a list of units goes on between two lines in the middle of a name.
    fn joins_names(&self, before: usize, here: usize) -> f32 {
        const WHOLE: f32 = 0.75;
        if let Some(known) = self.joined.borrow().get(&(before, here)) {
            return *known;
        }
        let (first, second) = (self.names[before].as_str(), self.names[here].as_str());
        let score = if first.ends_with(GOES_ON) {
            1.5
        } else {
            let last = first.rsplit(GOES_ON).next().unwrap_or_default();
            let head = second.split(GOES_ON).next().unwrap_or_default();
            let likeness = fenjie_lexicon::unit_plausibility;
            let (before, after) = (likeness(last), likeness(head));
            let joined = likeness(&format!("{last}{head}"));
            let opens = head.chars().next().is_some_and(|first| self.openings.contains(&first));
            match before > WHOLE && after > WHOLE {
                true if opens || self.openings.is_empty() => -2.0,
                true => 1.5,
                false => 3.0 * (joined - before.min(after)) - 0.5,
            }
        };
        self.joined.borrow_mut().insert((before, here), score);
        score
    }

    /// Evidence that a time goes on between two lines: 2021年 | 6月底 | 前.
    fn joins_times(&self, before: usize, here: usize) -> f32 {
        const SURE: f32 = 1.5;
        let (before, here) = (self.words[before].as_str(), self.words[here].as_str());
        let figures = here.chars().take_while(char::is_ascii_digit).count();
        let goes_on = before.ends_with('年') && (1..=2).contains(&figures) || is_part_of_time(here);
        let begins = figures == 4;
        if goes_on {
            SURE
        } else if begins {
            -SURE
        } else {
            0.0
        }
    }

    /// The words of a cell.
    pub fn said(&self, fragments: &[usize]) -> String {
        fragments.iter().map(|at| self.words[*at].as_str()).collect()
    }

    /// What a cell says on a column of this role.
    pub fn content(&self, fragments: &[usize], role: ColumnRole, cut: Cut) -> f32 {
        let question = (fragments.to_vec(), role, cut);
        if let Some(known) = self.cells.borrow().get(&question) {
            return *known;
        }
        let score = self.content_score(fragments, role, cut);
        self.cells.borrow_mut().insert(question, score);
        score
    }

    /// The same of fragments that follow one another but for numbers of rows.
    pub fn run(&self, fragments: &[usize], role: ColumnRole, cut: Cut) -> f32 {
        let question = (fragments.first().copied().unwrap_or_default(), fragments.len(), role, cut);
        if let Some(known) = self.runs.borrow().get(&question) {
            return *known;
        }
        let score = self.content_score(fragments, role, cut);
        self.runs.borrow_mut().insert(question, score);
        score
    }

    fn content_score(&self, fragments: &[usize], role: ColumnRole, cut: Cut) -> f32 {
        const NUMBER: f32 = -7.0;
        const TIME: f32 = -5.0;
        const OPEN: f32 = -2.5;
        let [first, ..] = fragments else { return 0.0 };
        let words = self.said(fragments);
        let kind = Kind::of(role);
        let number = match fragments {
            [one] => self.fragment(*one).number,
            _ => broken_number(&words),
        };
        if kind == Kind::Number {
            return if number.is_some() && fragments.len() == 1 { 0.0 } else { -9.0 * fragments.len() as f32 };
        }
        let is_time = run::is_time(&words) || recurs(&words);
        let is_part = cut.head && is_part_of_time(&words) || cut.tail && self.fragment(*first).first.is_ascii_digit();
        if kind == Kind::Date {
            return match (is_time, is_part && words.chars().count() < 8) {
                (true, _) => SECOND_TIME * self.more_times(fragments) as f32,
                (_, true) => -1.0,
                _ => -7.0 * fragments.len() as f32,
            };
        }
        let mut score = if number.is_some() { NUMBER } else { 0.0 };
        score += if is_time || is_part_of_time(&words) { TIME } else { 0.0 };
        let depth = fragments.iter().fold(0, |depth, at| depth + self.fragment(*at).opens);
        score += if depth > 0 && !cut.tail || depth < 0 && !cut.head { OPEN } else { 0.0 };
        score += if !cut.tail && words.ends_with(GOES_ON) { OPEN } else { 0.0 };
        score + self.by_role(fragments, &words, role, cut)
    }

    fn by_role(&self, fragments: &[usize], words: &str, role: ColumnRole, cut: Cut) -> f32 {
        const UNITS: f32 = -7.0;
        const UNFINISHED: f32 = -2.5;
        const SENTENCE: f32 = -2.5;
        const MOST_NAMES: usize = 30;
        let length = words.chars().count();
        let lines = fragments.len() as f32;
        if Kind::of(role) == Kind::Unit {
            return (self.units(fragments, cut) - 1.0) * 5.0 * (lines / 3.0).max(1.0);
        }
        let labelled = fragments.iter().any(|at| self.label(*at).is_some());
        let units = if length > MOST_NAMES && !labelled { 0.0 } else { self.units(fragments, cut) };
        let units = UNITS * (units - 0.5).max(0.0) * (lines / 3.0).max(1.0);
        match role {
            ColumnRole::Task => {
                let ends = words.ends_with(['。', '；', '！', '”']);
                let short = if length < 6 { -3.0 } else { 0.0 };
                let torn = if self.sentences && !ends && !cut.tail { UNFINISHED } else { 0.0 };
                units + short + torn
            }
            ColumnRole::Deliverable => units + if length < 3 { -2.0 } else { 0.0 },
            ColumnRole::Category | ColumnRole::Title => {
                const LONG: usize = 24;
                let stops = if words.contains('。') { SENTENCE * lines } else { 0.0 };
                let long = -0.2 * length.saturating_sub(LONG) as f32;
                let short = if length <= 1 {
                    -2.5
                } else if length <= 3 {
                    -1.0
                } else {
                    0.0
                };
                units + stops + long + short
            }
            _ => {
                const LONG: usize = 12;
                const SELDOM: f32 = -1.0;
                const NAME: usize = 3;
                if length <= NAME && fragments.len() <= 2 && words.chars().all(fenjie_text::chars::is_han) {
                    return units / 2.0;
                }
                let stops = if words.contains('。') { SENTENCE * lines } else { 0.0 };
                SELDOM + units / 2.0 + stops - 0.2 * length.saturating_sub(LONG) as f32
            }
        }
    }

    /// How much a cell looks like a list of units, of which the page may have cut the first or the last.
    fn units(&self, fragments: &[usize], cut: Cut) -> f32 {
        const PART: f32 = 0.1;
        let names: String = fragments.iter().map(|at| self.names[*at].as_str()).collect();
        let names = names.trim_start_matches('、');
        let whole = run::units_likeness(names);
        let after = names.split_once('、').map(|(_, rest)| rest).filter(|_| cut.head);
        let before = names.rsplit_once('、').map(|(rest, _)| rest).filter(|_| cut.tail);
        let part = |part: Option<&str>| part.map_or(0.0, |part| run::units_likeness(part) - PART);
        let opens = if cut.tail { fenjie_lexicon::unit_starts(names) - PART } else { 0.0 };
        let ends = ['局', '委', '办', '厅', '府', '院', '室', '处', '司', '队', '心', '位', '会'];
        let closes = if cut.head && names.chars().count() <= 4 && names.ends_with(ends) { 1.0 - PART } else { 0.0 };
        whole.max(part(after)).max(part(before)).max(opens).max(closes)
    }

    /// How many whole times follow a whole time in one cell, other than the end of a range.
    fn more_times(&self, fragments: &[usize]) -> usize {
        let mut said = String::new();
        let mut more = 0;
        for at in fragments {
            let words = self.words[*at].as_str();
            let whole = !said.is_empty() && run::is_time(&said) && run::is_time(words);
            more += usize::from(whole && !said.ends_with(['-', '—', '－', '–', '~', '～', '至', '、', '，', '年']));
            said.push_str(words);
        }
        more
    }
}

/// How sure it is that the label of those who lead opens a cell, and that another does not.
const LABELLED: f32 = 4.0;
/// What it costs that a cell holds one more time.
const SECOND_TIME: f32 = -4.0;

/// Whether words tell a time that recurs: 每学期, 每两月.
fn recurs(words: &str) -> bool {
    const LONGEST: usize = 5;
    words.starts_with('每') && words.chars().count() <= LONGEST && words.chars().all(fenjie_text::chars::is_han)
}

/// The characters that names begin with behind a mark and at the beginning of blocks; none where there are too few to tell.
fn openings(body: &Body, names: &[String]) -> BTreeSet<char> {
    const LEAST: usize = 6;
    const LIKELY: f32 = 0.7;
    let mut openings = BTreeSet::new();
    let mut seen = 0;
    for flow in &body.flows {
        for at in flow.fragments() {
            let first = at == flow.fragments().start;
            let whole = names[at].split(['、', '，']).enumerate();
            for (_, name) in whole.filter(|(index, name)| (first || *index > 0) && run::units_likeness(name) > LIKELY) {
                openings.extend(name.chars().next());
                seen += 1;
            }
        }
    }
    if seen < LEAST { BTreeSet::new() } else { openings }
}

/// The words of a fragment as names: a label of units parts names.
fn names(segments: &[Segment], lines: &[&str]) -> String {
    let mut names = String::new();
    for segment in segments {
        let words = &lines[segment.line][segment.start..segment.end];
        match &segment.label {
            Some(label) => {
                names.push('、');
                names.push_str(words.get(label.value..).unwrap_or_default());
            }
            None => names.push_str(words),
        }
    }
    names
}
