//! Names that a misread character keeps from being known.

use crate::agency::KINDS;
use crate::units::level_word;

/// The one known name of an agency that differs from `name` in a single character, its level word kept; `None` when the
/// name itself is known, or when no name or more than one is that near.
///
/// ```
/// use fenjie_lexicon::near_agency;
/// assert_eq!(near_agency("市发展改苹委").as_deref(), Some("市发展改革委"));
/// assert_eq!(near_agency("市发展改革委"), None);
/// assert_eq!(near_agency("某某公司"), None);
/// ```
pub fn near_agency(name: &str) -> Option<String> {
    // Short names are too near to each other: 教育局 and 体育局.
    const SHORTEST: usize = 4;
    let level = level_word(name).unwrap_or_default();
    let bare = &name[level.len()..];
    if KINDS.knows(bare) || KINDS.knows(name) || bare.chars().count() < SHORTEST {
        return None;
    }
    let mut near = KINDS.names().filter(|known| differs_by_one(bare, known));
    let only = near.next()?;
    near.next().is_none().then(|| format!("{level}{only}"))
}

/// Whether two strings are of one length and differ in one character.
fn differs_by_one(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.chars().count() == b.chars().count()
        && a.chars().zip(b.chars()).filter(|(a, b)| a != b).count() == 1
}
