//! A text scanned once for the times and the goals that it sets.

use crate::printed::Printed;
use crate::target::{self, Target};
use crate::time::{self, Found, Stretch};

/// A text whose times and goals are asked for: both need to know where its dates stand.
///
/// ```
/// use fenjie_lexicon::Passage;
/// let passage = Passage::of("2020年底前新建充电站50座");
/// assert_eq!(passage.times(None)[0].time.until.as_deref(), Some("2020-12-31"));
/// assert_eq!(passage.goals()[0].unit.as_deref(), Some("座"));
/// ```
pub struct Passage<'a> {
    printed: Printed<'a>,
    times: Vec<Stretch>,
}

impl<'a> Passage<'a> {
    /// Scans a text.
    pub fn of(text: &'a str) -> Self {
        let printed = Printed::new(text);
        let times = time::scan(printed.as_str());
        Self { printed, times }
    }

    /// The times that it sets, as [`time::find`] gives them.
    pub fn times(&self, own_year: Option<i32>) -> Vec<Found> {
        time::set_by(&self.printed, &self.times, own_year)
    }

    /// The goals that it sets, as [`target::find`] gives them.
    pub fn goals(&self) -> Vec<Target> {
        target::set_by(&self.printed, &self.times)
    }
}
