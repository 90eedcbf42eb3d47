//! The widths at which the columns break their lines, inferred from the crowded widths of the lines.

use super::super::cohesion::Cohesion;
use super::super::decode::Script;
use super::super::run;
use super::super::weights::Kind;
use super::cells::{Decoder, Model};
use super::content::{Content, has_sentences};
use super::loose;
use super::page::{Body, Flow};
use crate::Watch;
use fenjie_lexicon::ColumnRole;

/// Most widths tried for a column.
const CANDIDATES: usize = 10;
/// Blocks that the widths are fitted to.
const SAMPLE: usize = 110;
/// Lines that the widths are fitted to.
const SAMPLE_LINES: usize = 300;
/// What it costs that a block holds several columns side by side, before the extractor is known.
const ASIDE: f32 = -0.6;
/// Hypotheses kept while widths are fitted.
const NARROW: usize = 5;
/// The same where the columns of a page go on by themselves.
const LOOSE: usize = 12;
/// Rounds over all columns.
const ROUNDS: usize = 3;
/// Widest column.
const WIDEST: f32 = 60.0;
/// Step of the widths, in Han characters.
const STEP: f32 = 0.5;

/// The columns with the widths that read the blocks best.
pub fn fit(
    body: &Body,
    words: &[String],
    roles: &[ColumnRole],
    (content, cohesion, watch): (&Content, &Cohesion, &Watch),
    loose: bool,
) -> Vec<Model> {
    const CLEARLY: f32 = 12.0;
    let peaks = peaks(body, words, loose);
    let sample = if loose { loose_sample(body) } else { sample(body) };
    let score = |columns: &[Model]| -> f32 {
        let decoder = decoder(body, words, columns, (content, cohesion, watch), loose);
        sample.iter().map(|flow| decoder.decode(flow, None).1).sum::<f32>() + usual(columns)
    };
    let mut best: Option<(f32, Vec<Model>)> = None;
    for start in starts(&Pools::of(body, words, loose), roles, &peaks) {
        let value = score(&start);
        if best.as_ref().is_none_or(|(before, _)| value > *before) {
            best = Some((value, start));
        }
    }
    let Some((mut value, mut columns)) = best else { return models(roles, &[]) };
    for _ in 0..ROUNDS {
        let before = value;
        for column in 0..columns.len() {
            if columns[column].kind == Kind::Number {
                continue;
            }
            for width in &peaks {
                let mut changed = columns.clone();
                changed[column].width = *width;
                try_columns(changed, &score, &mut value, &mut columns);
            }
            for other in column + 1..columns.len() {
                if columns[other].kind != Kind::Number {
                    let mut changed = columns.clone();
                    let width = changed[column].width;
                    changed[column].width = changed[other].width;
                    changed[other].width = width;
                    try_columns(changed, &score, &mut value, &mut columns);
                }
            }
        }
        if value <= before + 0.5 {
            break;
        }
    }
    let mut ordered = columns.clone();
    order_labels(body, words, (content, cohesion, watch), &mut ordered, loose);
    // Where the blocks show clearly which column is which, that holds.
    if score(&ordered) > value - CLEARLY { ordered } else { columns }
}

/// What reads blocks as cells of such columns.
fn decoder<'a>(
    body: &'a Body,
    words: &'a [String],
    columns: &'a [Model],
    (content, cohesion, watch): (&'a Content, &'a Cohesion, &'a Watch),
    loose: bool,
) -> Decoder<'a> {
    Decoder {
        fragments: &body.fragments,
        words,
        sentences: loose && has_sentences(body),
        columns,
        content,
        cohesion,
        beam: if loose { LOOSE } else { NARROW },
        aside: ASIDE,
        rows: !loose,
        watch,
    }
}

/// Other ways to give the widths to columns that hold the same kind of thing: only their places in rows tell which
/// is right.
pub fn variants(body: &Body, words: &[String], columns: &[Model], loose: bool) -> Vec<Vec<Model>> {
    const WIDTHS: usize = 3;
    let pools = Pools::of(body, words, loose);
    let text = pools.text.crowded(0.0, f32::MAX);
    let widest = text.first().copied().unwrap_or(0.0);
    let text: Vec<f32> = text.into_iter().filter(|width| *width > widest * 0.6).take(WIDTHS).collect();
    let units: Vec<f32> = pools.unit.crowded(0.0, f32::MAX).into_iter().take(WIDTHS).collect();
    let of = |role: ColumnRole| columns.iter().position(|column| column.role == role);
    let mut variants = vec![columns.to_vec()];
    let pairs = [
        (of(ColumnRole::Task), of(ColumnRole::Deliverable), text),
        (of(ColumnRole::Lead), of(ColumnRole::Support), units),
    ];
    for (first, second, mut widths) in pairs {
        let (Some(first), Some(second)) = (first, second) else { continue };
        widths.extend([columns[first].width, columns[second].width]);
        widths.sort_by(f32::total_cmp);
        widths.dedup();
        for left in &widths {
            for right in &widths {
                let mut changed = columns.to_vec();
                changed[first].width = *left;
                changed[second].width = *right;
                variants.push(changed);
            }
        }
    }
    if loose {
        // Where cells are no blocks, only whole rows tell.
        for column in (0..columns.len()).filter(|column| columns[*column].kind != Kind::Number) {
            for width in peaks(body, words, loose) {
                let mut changed = columns.to_vec();
                changed[column].width = width;
                variants.push(changed);
            }
        }
    }
    variants
}

/// Of two columns of labels the outer one has fewer; labels are fewer than tasks.
fn order_labels(
    body: &Body,
    words: &[String],
    (content, cohesion, watch): (&Content, &Cohesion, &Watch),
    columns: &mut [Model],
    loose: bool,
) {
    let labels: Vec<usize> = (0..columns.len()).filter(|column| columns[*column].kind == Kind::Label).collect();
    let count = {
        let decoder = decoder(body, words, columns, (content, cohesion, watch), loose);
        let mut count = vec![0usize; columns.len()];
        let pages = if loose { loose::pages(body) } else { Vec::new() };
        let flows = if loose { &pages } else { &body.flows };
        for cell in flows.iter().flat_map(|flow| decoder.decode(flow, None).0) {
            count[cell.column] += 1;
        }
        count
    };
    let task = columns.iter().position(|column| column.role == ColumnRole::Task);
    let mut swap = |outer: usize, inner: usize| {
        if count[outer] > count[inner] {
            let width = columns[outer].width;
            columns[outer].width = columns[inner].width;
            columns[inner].width = width;
        }
    };
    match (labels.as_slice(), task) {
        ([outer, inner], _) => swap(*outer, *inner),
        ([label], Some(task)) => swap(*label, task),
        _ => {}
    }
}

fn try_columns(changed: Vec<Model>, score: &dyn Fn(&[Model]) -> f32, value: &mut f32, columns: &mut Vec<Model>) {
    let new = score(&changed);
    if new > *value + 0.01 {
        *value = new;
        *columns = changed;
    }
}

/// Blocks from all over the table: of more than one line, and some of one, which only need room.
fn sample(body: &Body) -> Vec<Flow> {
    const TALLEST: usize = 24;
    const SINGLE: usize = 60;
    let alone = |flow: &Flow| flow.fragments().len() == 1 && body.fragments[flow.fragments().start].number.is_none();
    let single: Vec<&Flow> = body.flows.iter().filter(|flow| alone(flow)).collect();
    let step = (single.len() / SINGLE).max(1);
    let mut sample: Vec<Flow> = single.into_iter().step_by(step).take(SINGLE).cloned().collect();
    let telling: Vec<&Flow> = body.flows.iter().filter(|flow| flow.fragments().len() > 1).collect();
    // A step that no period of the rows divides.
    let step = (telling.len() / SAMPLE).max(1);
    let chosen = (0..telling.len()).step_by(step).take(SAMPLE * 2).map(|at| telling[at]);
    let mut lines = 0;
    let tall = chosen
        .map(|flow| Flow { page: flow.page, lines: flow.lines.iter().take(TALLEST).cloned().collect() })
        .take_while(|flow| {
            lines += flow.lines.len();
            lines < SAMPLE_LINES + flow.lines.len()
        });
    sample.extend(tall);
    sample
}

/// The first lines of pages from all over a loose table.
fn loose_sample(body: &Body) -> Vec<Flow> {
    const PAGES: usize = 4;
    let pages = loose::pages(body);
    let step = pages.len().div_ceil(PAGES).max(1);
    pages
        .into_iter()
        .step_by(step)
        .map(|mut page| {
            page.lines.truncate(SAMPLE_LINES / PAGES);
            page
        })
        .collect()
}

/// Labels are set narrower than what they head; a column has room for a short name, and is no wider than its lines need;
/// those who lead and those who support have about the same room.
pub fn usual(columns: &[Model]) -> f32 {
    const UNUSUAL: f32 = -20.0;
    const SHARE: f32 = 0.8;
    const WIDE: f32 = -0.05;
    const NARROWEST_LABEL: f32 = 3.0;
    const NARROWEST_NAME: f32 = 4.5;
    const UNLIKE: f32 = 3.0;
    const UNLIKELY: f32 = -3.0;
    let is_text = |column: &&Model| matches!(column.role, ColumnRole::Task | ColumnRole::Deliverable);
    let widest = columns.iter().filter(is_text).map(|column| column.width).fold(f32::MAX, f32::min);
    let is_odd = |column: &&Model| match column.kind {
        Kind::Label => column.width > widest * SHARE || column.width < NARROWEST_LABEL,
        Kind::Unit => column.width < NARROWEST_NAME,
        _ => false,
    };
    let odd = columns.iter().filter(is_odd).count();
    let wide: f32 = columns.iter().map(|column| column.width).sum();
    let of = |role: ColumnRole| columns.iter().find(|column| column.role == role).map(|column| column.width);
    let unlike = match (of(ColumnRole::Lead), of(ColumnRole::Support)) {
        (Some(lead), Some(support)) => ((lead - support).abs() - UNLIKE).max(0.0),
        _ => 0.0,
    };
    odd as f32 * UNUSUAL + wide * WIDE + unlike * UNLIKELY
}

/// The columns at given widths, one for each that has a width to find.
fn models(roles: &[ColumnRole], widths: &[f32]) -> Vec<Model> {
    const UNKNOWN: f32 = 10.0;
    let numbers: Vec<usize> = (0..roles.len()).filter(|index| Kind::of(roles[*index]) == Kind::Number).collect();
    let mut widths = widths.iter();
    roles
        .iter()
        .enumerate()
        .map(|(index, role)| {
            let kind = Kind::of(*role);
            let width = if kind == Kind::Number { 3.0 } else { widths.next().copied().unwrap_or(UNKNOWN) };
            let script = match numbers.as_slice() {
                [outer, _] if *outer == index => Some(Script::Han),
                [_, inner] if *inner == index => Some(Script::Arabic),
                _ => None,
            };
            Model { role: *role, kind, width, script }
        })
        .collect()
}

/// Widths to begin with: what blocks of one column show of lists of units, of text and of labels.
fn starts(pools: &Pools, roles: &[ColumnRole], peaks: &[f32]) -> Vec<Vec<Model>> {
    let mut texts = pools.text.crowded(0.0, f32::MAX);
    if let Some(widest) = pools.text.roomiest() {
        texts.retain(|width| (width - widest).abs() > STEP / 2.0);
        texts.insert(0, widest);
    }
    let text = texts.first().copied().unwrap_or_else(|| quantile(peaks, 1.0));
    let labels = pools.text.crowded(0.0, text * 0.7);
    let units = pools.unit.crowded(0.0, f32::MAX);
    let dates = pools.date.crowded(0.0, f32::MAX);
    let pick = |pool: &[f32], share: [f32; 2]| -> Vec<f32> {
        let mut widths: Vec<f32> = pool.iter().copied().take(2).collect();
        for share in share {
            if widths.len() < 2 {
                widths.push(quantile(peaks, share));
            }
        }
        widths
    };
    let mut starts: Vec<Vec<f32>> = vec![Vec::new()];
    for role in roles {
        let widths = match Kind::of(*role) {
            Kind::Number => continue,
            Kind::Label => pick(&labels, [0.1, 0.4]),
            Kind::Text => pick(&texts, [0.9, 0.7]),
            Kind::Unit => pick(&units, [0.15, 0.4]),
            Kind::Date => vec![dates.first().copied().unwrap_or_else(|| quantile(peaks, 0.0))],
        };
        starts = starts
            .iter()
            .flat_map(|start| widths.iter().map(|width| start.iter().copied().chain([*width]).collect()))
            .collect();
    }
    starts.iter().map(|widths| models(roles, widths)).collect()
}

fn quantile(peaks: &[f32], share: f32) -> f32 {
    const UNKNOWN: f32 = 10.0;
    let index = (share * peaks.len().saturating_sub(1) as f32).round() as usize;
    peaks.get(index).copied().unwrap_or(UNKNOWN)
}

/// The widest lines of blocks of one column, by what the block says.
struct Pools {
    unit: Pool,
    text: Pool,
    date: Pool,
}

/// Counts of widths in steps, and how much room their lines take up.
struct Pool(Vec<u32>, Vec<usize>);

impl Pool {
    fn new() -> Self {
        Self(vec![0; (WIDEST / STEP) as usize + 2], vec![0; (WIDEST / STEP) as usize + 2])
    }

    fn add(&mut self, width: f32, lines: usize) {
        let step = (width.min(WIDEST) / STEP).round() as usize;
        self.0[step] += 1;
        self.1[step] += step * lines;
    }

    /// The width whose lines take up most room.
    fn roomiest(&self) -> Option<f32> {
        let most = (0..self.1.len()).filter(|i| self.1[*i] > 0).max_by_key(|i| self.1[*i]);
        most.map(|i| i as f32 * STEP)
    }

    /// The widths between two bounds that occur most, the most frequent first.
    fn crowded(&self, above: f32, below: f32) -> Vec<f32> {
        let mut found: Vec<(u32, usize)> = (0..self.0.len())
            .filter(|i| self.0[*i] > 0 && (above..below).contains(&(*i as f32 * STEP)))
            .map(|i| (self.0[i], i))
            .collect();
        found.sort_by(|a, b| b.cmp(a));
        found.into_iter().map(|(_, i)| i as f32 * STEP).collect()
    }
}

impl Pools {
    fn of(body: &Body, words: &[String], loose: bool) -> Self {
        const LIKELY: f32 = 0.8;
        let mut pools = Self { unit: Pool::new(), text: Pool::new(), date: Pool::new() };
        for flow in &body.flows {
            if flow.lines.len() < 2 && !loose || flow.lines.iter().any(|line| line.len() > 1) {
                continue;
            }
            let fragments = flow.lines.iter().map(|line| &body.fragments[line.start]);
            let widest = fragments.map(|fragment| fragment.width).fold(0.0, f32::max);
            let said: String = flow.lines.iter().map(|line| words[line.start].as_str()).collect();
            if run::is_time(&said) {
                pools.date.add(widest, flow.lines.len());
            } else if run::units_likeness(&said) > LIKELY {
                pools.unit.add(widest, flow.lines.len());
            } else {
                pools.text.add(widest, flow.lines.len());
            }
        }
        pools
    }
}

/// The crowded widths of lines that something follows in their block, in rising order.
fn peaks(body: &Body, words: &[String], loose: bool) -> Vec<f32> {
    const FEW: usize = 80;
    let least = if body.fragments.len() <= FEW { 1 } else { 3 };
    let mut counts = vec![0u32; (WIDEST / STEP) as usize + 3];
    let mut all = counts.clone();
    for flow in &body.flows {
        for (at, line) in flow.lines.iter().enumerate() {
            for fragment in &body.fragments[line.clone()] {
                let slot = (fragment.width.min(WIDEST) / STEP).round() as usize;
                all[slot] += 1;
                if (loose || at + 1 < flow.lines.len()) && fragment.number.is_none() {
                    counts[slot] += 1;
                }
            }
        }
    }
    let mut found: Vec<(u32, usize)> = (4..counts.len() - 2)
        .filter(|i| counts[*i] >= least && counts[*i] >= counts[i - 1] && counts[*i] >= counts[i + 1])
        .map(|i| (counts[i], i))
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.truncate(CANDIDATES);
    let mut widths: Vec<usize> = found.into_iter().map(|(_, i)| i).collect();
    if let Some(widest) = (0..all.len() - 1).rev().find(|i| all[i.saturating_sub(2)..=*i].iter().sum::<u32>() >= least)
    {
        widths.push(widest);
    }
    for pool in widest_of_kinds(body, words) {
        widths.extend(pool);
    }
    widths.sort_unstable();
    widths.dedup();
    widths.into_iter().map(|i| i as f32 * STEP).collect()
}

/// The widest line of units and the widest of times, in steps, but for a few odd ones.
fn widest_of_kinds(body: &Body, words: &[String]) -> [Option<usize>; 2] {
    const LIKELY: f32 = 0.8;
    const ODD: usize = 20; // One of so many.
    let mut kinds: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
    for line in body.flows.iter().flat_map(|flow| &flow.lines) {
        let [fragment] = line.clone().collect::<Vec<usize>>()[..] else { continue };
        let kind = if run::is_time(&words[fragment]) {
            1
        } else if run::units_likeness(&words[fragment]) > LIKELY {
            0
        } else {
            continue;
        };
        kinds[kind].push((body.fragments[fragment].width.min(WIDEST) / STEP).round() as usize);
    }
    kinds.map(|mut widths| {
        widths.sort_unstable();
        widths.len().checked_sub(1 + widths.len() / ODD).map(|at| widths[at])
    })
}
