//! The widths at which the columns break their lines: those with which the pages read best.

use super::super::page::Body;
use super::Lane;
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
    const ALL: usize = 12;
    let candidates = Candidates::new(body, words);
    let mut lanes = candidates.start(roles);
    let mut best = score(&lanes);
    for _ in 0..ROUNDS {
        let before = best;
        for group in groups(&lanes) {
            let few = (1..=MOST).rev().find(|few| few.pow(group.len() as u32) <= MOST).unwrap_or(1);
            let widths: Vec<Vec<f32>> =
                group.iter().map(|column| candidates.of_kind(lanes[*column].kind, few)).collect();
            for chosen in choices(&widths) {
                let mut changed = lanes.clone();
                for (column, width) in group.iter().zip(chosen) {
                    changed[*column].width = width;
                }
                try_lanes(changed, score, &mut best, &mut lanes);
            }
        }
        for column in 0..lanes.len() {
            if lanes[column].kind == Kind::Number {
                continue;
            }
            for width in candidates.of_kind(lanes[column].kind, ALL) {
                let mut changed = lanes.clone();
                changed[column].width = width;
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

/// All ways to choose one of each.
fn choices(widths: &[Vec<f32>]) -> Vec<Vec<f32>> {
    widths.iter().fold(vec![Vec::new()], |chosen: Vec<Vec<f32>>, widths| {
        let more = |known: &Vec<f32>| {
            let known = known.clone();
            widths.iter().map(move |width| known.iter().copied().chain([*width]).collect())
        };
        chosen.iter().flat_map(more).collect()
    })
}

/// Widths that columns of each kind may have.
struct Candidates {
    unit: Counts,
    date: Counts,
    label: Counts,
    text: Counts,
}

impl Candidates {
    /// The widths of lines, by what their blocks say. Labels stand in narrow blocks.
    fn new(body: &Body, words: &[String]) -> Self {
        const LIKELY: f32 = 0.8;
        const NARROW: f32 = 0.6;
        let mut found = Self {
            unit: Counts::default(),
            date: Counts::default(),
            label: Counts::default(),
            text: Counts::default(),
        };
        let all = body.fragments.iter().map(|fragment| fragment.width);
        let widest = all.fold(0.0, f32::max).min(WIDEST);
        for flow in &body.flows {
            let fragments = flow.fragments();
            let said: String = fragments.clone().map(|at| words[at].as_str()).collect();
            let of_units = run::units_likeness(&said) > LIKELY;
            let narrow = fragments.clone().all(|at| body.fragments[at].width <= widest * NARROW);
            for at in fragments.clone() {
                let fragment = &body.fragments[at];
                let followed = at + 1 < fragments.end;
                if fragment.number.is_some() {
                    continue;
                }
                if run::is_time(&words[at]) || run::is_time(&said) {
                    found.date.add(fragment.width, followed);
                } else if of_units || run::units_likeness(&words[at]) > LIKELY {
                    found.unit.add(fragment.width, followed);
                } else {
                    found.text.add(fragment.width, followed);
                    if narrow {
                        found.label.add(fragment.width, followed);
                    }
                }
            }
        }
        found
    }

    fn of(&self, kind: Kind) -> &Counts {
        match kind {
            Kind::Date => &self.date,
            Kind::Unit => &self.unit,
            Kind::Label => &self.label,
            Kind::Text | Kind::Number => &self.text,
        }
    }

    /// Widths that a column of a kind may have, at most so many. Labels may be as wide as other words.
    fn of_kind(&self, kind: Kind, count: usize) -> Vec<f32> {
        let mut widths = self.of(kind).crowded(if kind == Kind::Label { count.div_ceil(2) } else { count });
        if kind == Kind::Label {
            widths.extend(self.text.crowded(count / 2));
            widths.sort_by(f32::total_cmp);
            widths.dedup();
        }
        widths
    }

    /// Widths to begin with: the widest lines are the tasks', labels are narrow.
    fn start(&self, roles: &[ColumnRole]) -> Vec<Lane> {
        const UNKNOWN: f32 = 8.0;
        const NOTE: f32 = 4.0;
        let widest = |role: ColumnRole| self.of(Kind::of(role)).crowded(1).last().copied().unwrap_or(UNKNOWN);
        let width = |role: ColumnRole| match role {
            ColumnRole::Sequence | ColumnRole::CategoryNumber => 3.0,
            ColumnRole::Remark | ColumnRole::Other | ColumnRole::Deliverable => NOTE,
            ColumnRole::Category | ColumnRole::Title => widest(role) / 2.0,
            _ => widest(role),
        };
        roles.iter().map(|role| Lane { role: *role, kind: Kind::of(*role), width: width(*role) }).collect()
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
        let near =
            |slot: usize| self.0[slot.saturating_sub(1)..(slot + 2).min(self.0.len())].iter().map(|c| c.1).sum::<u32>();
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
