//! Drafts become tasks: strings are made of the pieces of the source, and every piece is named as evidence.

use crate::certainty;
use crate::draft::{Draft, NamedUnit};
use fenjie_lexicon::{Passage, target, time};
use fenjie_model::{Category, Deadline, DeadlineKind, Evidence, Milestone, Note, Target, Task, Unit};
use fenjie_source::Source;
use fenjie_text::{Text, chars, numeral};

/// What all tasks of a document share.
pub(crate) struct Context<'a> {
    pub(crate) source: &'a Source,
    /// Name that ids begin with.
    pub(crate) id_prefix: &'a str,
    /// Year of the document, for months without one.
    pub(crate) year: Option<i32>,
}

impl Context<'_> {
    /// The id of the task of this order.
    pub(crate) fn id(&self, ordinal: usize) -> String {
        format!("{}-{ordinal}", self.id_prefix)
    }

    /// Writes one task.
    pub(crate) fn task(&self, draft: &Draft, ordinal: usize, section: Option<String>) -> Task {
        let mut evidence = Vec::new();
        let mut field = |name: &str, text: &Option<Text>| {
            self.evidence(name, text.as_ref()?, &mut evidence);
            text.as_ref().map(Text::to_string)
        };
        let printed = |text: &Option<Text>| text.as_ref().map(Text::printed);
        let (words, yields) = (printed(&draft.text), printed(&draft.deliverable));
        let title = field("title", &printed(&draft.title));
        let text = field("text", &words);
        let deliverable = field("deliverable", &yields);
        let label = draft.category.as_ref().filter(|category| !category.label.is_blank());
        let label = field("category.label", &label.map(|category| category.label.printed()));
        let category = draft.category.as_ref().map(|category| Category { ordinal: category.ordinal, label });
        let lead = self.units("lead", &draft.lead, &mut evidence);
        let support = self.units("support", &draft.support, &mut evidence);
        let deadline = draft.deadline.as_ref().map(|text| self.deadline(text, &mut evidence));
        let (certainty, doubts) = certainty::weigh(self.source, draft);
        let doubts = doubts.into_iter().map(|(code, message)| Note { code: code.to_owned(), message });
        let (milestones, targets) = settings(words.as_ref(), yields.as_ref(), self.year);
        Task {
            id: self.id(ordinal),
            ordinal: ordinal as u32,
            section,
            category,
            sequence: draft.sequence.as_ref().map(|(number, printed)| sequence(*number, printed.as_str())),
            title,
            text,
            deliverable,
            lead,
            support,
            deadline,
            milestones,
            targets,
            tags: Vec::new(),
            related: Vec::new(),
            evidence,
            confidence: (draft.confidence.clamp(0.0, 1.0) * certainty * 100.0).round() / 100.0,
            notes: draft.notes.iter().cloned().chain(doubts).collect(),
        }
    }

    fn units(&self, field: &str, units: &[NamedUnit], evidence: &mut Vec<Evidence>) -> Vec<Unit> {
        let written = units.iter().enumerate().map(|(at, unit)| {
            let raw = unit.raw.printed();
            self.evidence(&format!("{field}[{at}].raw"), &raw, evidence);
            Unit { raw: raw.as_str().to_owned(), name: unit.name.clone(), canonical: None }
        });
        written.collect()
    }

    fn deadline(&self, text: &Text, evidence: &mut Vec<Evidence>) -> Deadline {
        let text = text.printed();
        self.evidence("deadline.raw", &text, evidence);
        let (kind, until) = time::parse(text.as_str(), self.year)
            .map_or((DeadlineKind::Standing, None), |time| (time.kind, time.until));
        Deadline { raw: chars::without_blanks(text.as_str()).into_owned(), kind, until }
    }

    fn evidence(&self, field: &str, text: &Text, evidence: &mut Vec<Evidence>) {
        for span in text.spans() {
            let places = self.source.places(span);
            if places.is_empty() {
                let page = None;
                evidence.push(Evidence { field: field.to_owned(), page, span: [span.start, span.end], bbox: None });
            }
            for (page, part, rect) in places {
                evidence.push(Evidence {
                    field: field.to_owned(),
                    page: Some(page),
                    span: [part.start, part.end],
                    bbox: Some([rect.x0, rect.y0, rect.x1, rect.y1].map(|v| (v * 10.0).round() / 10.0)),
                });
            }
        }
    }
}

/// The number of a task in ASCII digits: 3 for （三）, 1.2 for 1.2.
fn sequence(value: u32, printed: &str) -> String {
    let figures = printed.trim_start_matches(chars::is_blank).chars().map_while(|c| match c {
        '.' | '．' => Some('.'),
        _ => numeral::digit(c).and_then(|digit| char::from_digit(digit, 10)),
    });
    let figures: String = figures.collect();
    let levels = figures.trim_end_matches('.');
    if levels.contains('.') { levels.to_owned() } else { value.to_string() }
}

/// The times that a task sets in its own words, and its goals: those too of what it is to yield, one said in both once.
fn settings(text: Option<&Text>, deliverable: Option<&Text>, year: Option<i32>) -> (Vec<Milestone>, Vec<Target>) {
    let passage = text.map(|text| (text, Passage::of(text.as_str())));
    let milestones = passage
        .iter()
        .flat_map(|(text, passage)| passage.times(year).into_iter().filter_map(|time| milestone(text, time)));
    let mut goals: Vec<Target> =
        passage.iter().flat_map(|(text, passage)| passage.goals().into_iter().map(|found| goal(text, found))).collect();
    let own = goals.len();
    let yields =
        deliverable.into_iter().flat_map(|text| target::find(text.as_str()).into_iter().map(|found| goal(text, found)));
    for mut goal in yields {
        if let Some(what) = text.and_then(|text| indicator(text.as_str(), &goal.what)) {
            goal.what = what;
        }
        if !goals[..own].iter().any(|known| known.value == goal.value && known.unit == goal.unit) {
            goals.push(goal);
        }
    }
    (milestones.collect(), goals)
}

/// What a goal is of that says no more than how it goes (增长 of 增长6%), beside the short words of an indicator.
fn indicator(text: &str, what: &str) -> Option<String> {
    const LONGEST: usize = 20;
    let goes = ["增长", "下降", "降低", "提高", "提升", "增加", "减少"].contains(&what);
    let says_nothing = goes || what.is_empty() || ["达到", "达", "控制在", "保持在", "超过"].contains(&what);
    let is_name = text.chars().nth(LONGEST).is_none() && !text.contains(['，', '。', '；', '：']);
    (says_nothing && is_name).then(|| format!("{}{}", chars::without_blanks(text), if goes { what } else { "" }))
}

fn milestone(text: &Text, found: time::Found) -> Option<Milestone> {
    let raw = text.slice(found.range);
    let span = raw.span()?;
    let raw = chars::without_blanks(raw.as_str()).into_owned();
    Some(Milestone { raw, kind: found.time.kind, until: found.time.until, span: [span.start, span.end] })
}

fn goal(words: &Text, found: target::Target) -> Target {
    let raw = words.slice(found.range).as_str().to_owned();
    Target { what: found.what, op: found.op, value: found.value, unit: found.unit, raw }
}
