//! Which accepted task is which of today's.

use crate::model::Task;
use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet, VecDeque},
};

/// How alike two texts must be, as the Dice coefficient of their character pairs, to be taken for one that changed.
const ALIKE: f64 = 0.5;
/// Most pairs of leftover tasks that are compared with each other; beyond it, a document has changed altogether.
const COMPARISONS: usize = 250_000;

/// The outcome: places in the two lists.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Alignment {
    /// Tasks that stand in both, in accepted order.
    pub pairs: Vec<(usize, usize)>,
    /// Accepted tasks that are gone.
    pub removed: Vec<usize>,
    /// Tasks that were not accepted yet.
    pub added: Vec<usize>,
    /// Those of `pairs` that left the order of the others: the fewest whose removal leaves both lists in one order.
    pub moved: Vec<(usize, usize)>,
}

/// Pairs equal tasks first, then those with one id, then those that are alike.
pub(crate) fn align(accepted: &[Task], current: &[Task]) -> Alignment {
    let mut open = Open { left: (0..accepted.len()).collect(), right: (0..current.len()).collect(), pairs: Vec::new() };
    open.pair_by(|task| accepted_key(&accepted[task]), |task| accepted_key(&current[task]));
    open.pair_by(|task| accepted[task].text.as_deref(), |task| current[task].text.as_deref());
    open.pair_by(|task| &accepted[task].id, |task| &current[task].id);
    open.pair_alike(accepted, current);
    open.pairs.sort_unstable();
    let moved = out_of_order(&open.pairs);
    Alignment { pairs: open.pairs, removed: open.left, added: open.right, moved }
}

fn accepted_key(task: &Task) -> (Option<&str>, Option<&str>, Option<&str>) {
    (task.section.as_deref(), task.sequence.as_deref(), task.text.as_deref())
}

/// What is not paired yet, in order.
struct Open {
    left: Vec<usize>,
    right: Vec<usize>,
    pairs: Vec<(usize, usize)>,
}

impl Open {
    /// Pairs those with the same key, the first with the first.
    fn pair_by<K: std::hash::Hash + Eq>(&mut self, left: impl Fn(usize) -> K, right: impl Fn(usize) -> K) {
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
        for &task in &self.right {
            waiting.entry(right(task)).or_default().push_back(task);
        }
        let found: Vec<(usize, usize)> =
            (self.left.iter()).filter_map(|&task| Some((task, waiting.get_mut(&left(task))?.pop_front()?))).collect();
        self.close(&found);
    }

    /// Pairs the most alike first.
    fn pair_alike(&mut self, accepted: &[Task], current: &[Task]) {
        if self.left.len().saturating_mul(self.right.len()) > COMPARISONS {
            return;
        }
        let profiles = |tasks: &[Task], open: &[usize]| -> Vec<HashSet<(char, char)>> {
            open.iter().map(|&task| profile(&tasks[task])).collect()
        };
        let (lefts, rights) = (profiles(accepted, &self.left), profiles(current, &self.right));
        let mut scored = Vec::new();
        for (left, of_left) in self.left.iter().zip(&lefts) {
            for (right, of_right) in self.right.iter().zip(&rights) {
                let score = dice(of_left, of_right);
                if score >= ALIKE {
                    scored.push((score, *left, *right));
                }
            }
        }
        scored.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal).then((a.1, a.2).cmp(&(b.1, b.2))));
        let (mut lefts, mut rights) = (HashSet::new(), HashSet::new());
        let mut found = Vec::new();
        for (_, left, right) in scored {
            if !lefts.contains(&left) && !rights.contains(&right) {
                lefts.insert(left);
                rights.insert(right);
                found.push((left, right));
            }
        }
        self.close(&found);
    }

    fn close(&mut self, found: &[(usize, usize)]) {
        let (lefts, rights): (HashSet<usize>, HashSet<usize>) = found.iter().copied().unzip();
        self.left.retain(|task| !lefts.contains(task));
        self.right.retain(|task| !rights.contains(task));
        self.pairs.extend(found);
    }
}

/// Pairs of neighbouring characters of title and text.
fn profile(task: &Task) -> HashSet<(char, char)> {
    let words: Vec<char> = [&task.title, &task.text].into_iter().flatten().flat_map(|text| text.chars()).collect();
    words.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

fn dice(a: &HashSet<(char, char)>, b: &HashSet<(char, char)>) -> f64 {
    let all = a.len() + b.len();
    if all == 0 { 0.0 } else { 2.0 * a.intersection(b).count() as f64 / all as f64 }
}

/// The pairs outside the longest run that rises in both lists.
fn out_of_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // Patience sorting: `ends[n]` is the pair that ends the best rising run of length n + 1 so far.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let kept: HashSet<usize> = std::iter::successors(ends.last().copied(), |&at| before[at]).collect();
    pairs.iter().enumerate().filter(|(at, _)| !kept.contains(at)).map(|(_, pair)| *pair).collect()
}

#[cfg(test)]
mod tests {
    use super::out_of_order;

    #[test]
    fn the_fewest_are_called_moved() {
        assert_eq!(out_of_order(&[(0, 3), (1, 0), (2, 1), (3, 2)]), [(0, 3)]);
        assert_eq!(out_of_order(&[(0, 0), (1, 2), (2, 5)]), []);
        assert_eq!(out_of_order(&[]), []);
    }
}
