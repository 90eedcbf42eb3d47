//! The widths at which the columns break their lines: those with which the pages read best.

use super::Lane;
use super::super::page::Body;
use crate::flattened::run;
use crate::flattened::weights::Kind;
use fenjie_lexicon::ColumnRole;

/// Step of the widths, in Han characters.
const STEP: f32 = 0.5;
/// Widest column.
const WIDEST: f32 = 60.0;

/// The columns with the widths that `score` likes best.
///
/// Columns of one kind may hold one another's cells, so their widths are looked for together.
pub fn fit(body: &Body, words: &[String], roles: &[ColumnRole], score: &dyn Fn(&[Lane]) -> f32) -> Vec<Lane> {
    const ROUNDS: usize = 2;
    // Ways to give widths to columns at once.
    const MOST: usize = 130;
    let candidates = Candidates::of(body, words);
    let mut lanes = candidates.start(roles);
    let mut best = score(&lanes);
    for _ in 0..ROUNDS {
        let before = best;
        for group in groups(&lanes) {
            let widths = candidates.of_kind(lanes[group[0]].kind);
            let few = (1..=widths.len()).rev().find(|few| few.pow(group.len() as u32) <= MOST).unwrap_or(1);
            for chosen in choices(&candidates.crowded(lanes[group[0]].kind, few), group.len()) {
                let mut changed = lanes.clone();
                for (column, width) in group.iter().zip(chosen) {
                    changed[*column].width = width;
                }
                try_lanes(changed, score, &mut best, &mut lanes);
            }
        }
        for column in 0..lanes.len() {
            for width in candidates.of_kind(lanes[column].kind) {
                let mut changed = lanes.clone();
                changed[column].width = *width;
                try_lanes(changed, score, &mut best, &mut lanes);
            }
        }
        if best <= before + 0.5 {
            break;
        }
    }
    lanes
}

fn try_lanes(changed: Vec<Lane>, score: &dyn Fn(&[Lane]) -> f32, best: &mut f32, lanes: &mut Vec<Lane>) {
    let value = score(&changed);
    if value > *best + 0.01 {
        *best = value;
        *lanes = changed;
    }
}

/// Columns that may hold one another's cells: those of units, those of words other than notes.
fn groups(lanes: &[Lane]) -> Vec<Vec<usize>> {
    const MOST: usize = 3;
    let is_words = |lane: &Lane| {
        use ColumnRole::{Category, Deliverable, Task, Title};
        matches!(lane.role, Category | Title | Task | Deliverable)
    };
    let of = |fits: &dyn Fn(&Lane) -> bool| -> Vec<usize> {
        (0..lanes.len()).filter(|column| fits(&lanes[*column])).collect()
    };
    let groups = [of(&is_words), of(&|lane| lane.kind == Kind::Unit)];
    groups.into_iter().filter(|group| (2..=MOST).contains(&group.len())).collect()
}

/// All ways to choose `count` of some widths, each as often as one likes.
fn choices(widths: &[f32], count: usize) -> Vec<Vec<f32>> {
    let mut chosen: Vec<Vec<f32>> = vec![Vec::new()];
    for _ in 0..count {
        let more = |known: &Vec<f32>| {
            let known = known.clone();
            widths.iter().map(move |width| known.iter().copied().chain([*width]).collect())
        };
        chosen = chosen.iter().flat_map(more).collect();
    }
    chosen
}

/// Widths that columns of each kind may have.
struct Candidates {
    unit: Vec<f32>,
    date: Vec<f32>,
    text: Vec<f32>,
    units: Counts,
    dates: Counts,
    texts: Counts,
}

impl Candidates {
    /// Widths of lines that something follows in their block, and of the widest.
    fn of(body: &Body, words: &[String]) -> Self {
        const LIKELY: f32 = 0.8;
        const MOST: usize = 12;
        let mut unit = Counts::default();
        let mut date = Counts::default();
        let mut text = Counts::default();
        for flow in &body.flows {
            let fragments = flow.fragments();
            let said: String = fragments.clone().map(|at| words[at].as_str()).collect();
            let of_units = run::units_likeness(&said) > LIKELY;
            for at in fragments.clone() {
                let fragment = &body.fragments[at];
                if fragment.number.is_some() {
                    continue;
                }
                let counts = if run::is_time(&words[at]) || run::is_time(&said) {
                    &mut date
                } else if of_units || run::units_likeness(&words[at]) > LIKELY {
                    &mut unit
                } else {
                    &mut text
                };
                counts.add(fragment.width, at + 1 < fragments.end);
            }
        }
        Self {
            unit: unit.crowded(MOST),
            date: date.crowded(MOST),
            text: text.crowded(MOST),
            units: unit,
            dates: date,
            texts: text,
        }
    }

    fn of_kind(&self, kind: Kind) -> &[f32] {
        match kind {
            Kind::Number => &[],
            Kind::Date => &self.date,
            Kind::Unit => &self.unit,
            Kind::Label | Kind::Text => &self.text,
        }
    }

    /// The most crowded widths of a kind, and the widest.
    fn crowded(&self, kind: Kind, count: usize) -> Vec<f32> {
        match kind {
            Kind::Number => Vec::new(),
            Kind::Date => self.dates.crowded(count),
            Kind::Unit => self.units.crowded(count),
            Kind::Label | Kind::Text => self.texts.crowded(count),
        }
    }

    /// Widths to begin with: the widest lines are the tasks', labels are narrow.
    fn start(&self, roles: &[ColumnRole]) -> Vec<Lane> {
        const UNKNOWN: f32 = 8.0;
        let at = |widths: &[f32], share: f32| {
            let index = (share * widths.len().saturating_sub(1) as f32).round() as usize;
            widths.get(index).copied().unwrap_or(UNKNOWN)
        };
        let width = |role: &ColumnRole| match role {
            ColumnRole::Sequence | ColumnRole::CategoryNumber => 3.0,
            ColumnRole::Task => at(&self.text, 1.0),
            ColumnRole::Lead | ColumnRole::Support => at(&self.unit, 1.0),
            ColumnRole::Deadline => at(&self.date, 1.0),
            _ => at(&self.text, 0.2),
        };
        roles.iter().map(|role| Lane { role: *role, kind: Kind::of(*role), width: width(role) }).collect()
    }
}

/// How many lines have each width.
struct Counts(Vec<(u32, u32)>);

impl Default for Counts {
    fn default() -> Self {
        Self(vec![(0, 0); (WIDEST / STEP) as usize + 2])
    }
}

impl Counts {
    fn add(&mut self, width: f32, followed: bool) {
        let slot = (width.min(WIDEST) / STEP).round() as usize;
        self.0[slot].0 += 1;
        self.0[slot].1 += u32::from(followed);
    }

    /// The most crowded widths and the widest, in rising order.
    fn crowded(&self, count: usize) -> Vec<f32> {
        // Lines of one width are not all found so.
        let near = |slot: usize| self.0[slot.saturating_sub(1)..(slot + 2).min(self.0.len())].iter().map(|c| c.1).sum::<u32>();
        let mut slots: Vec<usize> = (0..self.0.len()).filter(|slot| self.0[*slot].1 > 0).collect();
        slots.sort_by_key(|slot| (std::cmp::Reverse((self.0[*slot].1, near(*slot))), *slot));
        let widest = (0..self.0.len()).rev().find(|slot| self.0[*slot].0 > 0);
        slots.retain(|slot| Some(*slot) != widest);
        slots.truncate(count.saturating_sub(1));
        slots.extend(widest);
        slots.sort_unstable();
        slots.into_iter().map(|slot| slot as f32 * STEP).collect()
    }
}
