//! Where one name of a list ends and the next begins with no mark between them: joined by 及, 和, or by nothing at all.

use super::levels::joins_leadership;
use super::{bare, etc_at, is_separator, level_word};
use crate::agency::{KINDS, Share, ends_as_agency};
use crate::printed::{Bracketed, Printed};
use crate::region::opening_place;
use std::ops::Range;

/// What joins two names.
pub(super) const CONJUNCTIONS: [&str; 6] = ["以及", "会同", "及", "和", "与", "并"];

/// Whether a conjunction can begin with `c`.
fn opens_conjunction(c: char) -> bool {
    matches!(c, '以' | '会' | '及' | '和' | '与' | '并')
}

/// Cuts a piece where two names are joined by 及, 和 or nothing at all. Gives each name with what joins it to the one before.
pub(super) fn split_conjunctions<'a>(printed: &'a Printed<'_>, piece: Range<usize>) -> Vec<(Range<usize>, &'a str)> {
    let mut names = Vec::new();
    let mut rest = piece;
    let mut joined_by = "";
    while let Some((end, next)) = first_end(printed, rest.clone()) {
        names.push((rest.start..end, joined_by));
        joined_by = &printed.as_str()[end..next];
        rest = next..rest.end;
    }
    names.push((rest, joined_by));
    names
}

/// Where the first name of `range` ends and the next begins, when there are two.
fn first_end(printed: &Printed<'_>, range: Range<usize>) -> Option<(usize, usize)> {
    /// What stands further off, in bytes, is no part of the two.
    const FURTHEST: usize = 1500;
    let text = &printed.as_str()[range.clone()];
    let text = &text[..text.floor_char_boundary(FURTHEST)];
    if KINDS.knows(bare(text)) {
        return None;
    }
    let inside = Bracketed::of(text);
    if let Some((at, end)) = etc_at(text)
        && end < text.len()
        && !inside.holds(at)
    {
        let word = CONJUNCTIONS.iter().find(|word| text[end..].starts_with(**word)).map_or(0, |word| word.len());
        return Some((range.start + at, range.start + end + word));
    }
    for (at, c) in text.char_indices().skip(2).filter(|(at, _)| !inside.holds(*at)) {
        let before = &text[..at];
        if opens_conjunction(c)
            && let Some(word) = CONJUNCTIONS.iter().find(|word| text[at..].starts_with(**word))
            && parts_names(before, &text[at + word.len()..], word)
        {
            return Some((range.start + at, range.start + at + word.len()));
        }
        if run_together(before, &text[at..], printed.gap_before(range.start + at)) {
            return Some((range.start + at, range.start + at));
        }
    }
    None
}

/// Whether the conjunction between two strings parts two names, rather than standing inside one (工业和信息化局).
fn parts_names(before: &str, after: &str, word: &str) -> bool {
    // 各处室及直属单位, 各区编委办及相关部门 are said in one breath.
    let general = ["直属", "所属", "下属", "其"].iter().any(|general| after.starts_with(general));
    let others = after.starts_with("相关") || after.starts_with("有关");
    let whole = is_complete(before) || others && before.chars().count() >= 3 && ends_as_agency(before);
    if general || !whole || (others && before.starts_with('各')) || joins_leadership(before, after) {
        return false;
    }
    let opens = others
        || word == "会同"
        || after.starts_with('各')
        || level_word(after).is_some()
        || opening_place(after).is_some()
        || after.ends_with("管委会")
        || KINDS.knows(after);
    opens && (ends_as_agency(after) || word == "会同" || first_end_is_agency(after))
}

fn first_end_is_agency(after: &str) -> bool {
    after.split(|c| is_separator(c) || c == '及' || c == '和').next().is_some_and(ends_as_agency)
}

/// Whether `before` is a whole name: known, or with a level word and the ending of one.
fn is_complete(before: &str) -> bool {
    #[rustfmt::skip] // a word a line would say no more
    const STRONG: [&str; 22] = [
        "局", "委", "厅", "署", "办", "政府", "管委会", "部门", "单位", "法院", "检察院", "海关", "中心", "公司", "总队", "集团", "大学",
        "银行", "支行", "专班", "小组", "会",
    ];
    KINDS.knows(bare(before)) || (before.chars().count() >= 3 && STRONG.iter().any(|ending| before.ends_with(ending)))
}

/// Whether two names stand side by side with nothing between them: 市科委市财政局 (both open with one level word), 各部门各市县,
/// 财政局教育局 (both known), or a gap in print between two whole names.
fn run_together(before: &str, after: &str, gap: bool) -> bool {
    const INNER: [&str; 6] = ["支队", "大队", "分局", "办公室", "总队", "处"];
    // Parts of a body, which name it before them: 市政务服务中心各进驻单位, 省政府各执法部门.
    const DEPARTMENTS: [&str; 3] = ["部门", "部委", "部门单位"];
    const SEATS: [&str; 8] = ["政府", "国务院", "党委", "省委", "市委", "州委", "县委", "区委"];
    const MEMBERS: [&str; 8] = ["各成员", "各处", "各科", "各进驻", "各直属", "各内设", "各下属", "各所属"];
    if !ends_as_agency(before) || before.chars().count() < 2 {
        return false;
    }
    if after.starts_with('各') {
        let each_member = MEMBERS.iter().any(|member| after.starts_with(member))
            || SEATS.iter().any(|seat| before.ends_with(seat))
                && DEPARTMENTS.iter().any(|department| rest_name(after).ends_with(department));
        return !each_member && !before.starts_with("各级") && is_complete(before);
    }
    let name = rest_name(after);
    if let Some(level) = level_word(after) {
        let rest = &after[level.len()..];
        let same = before.starts_with(level) && before.len() > level.len() && is_complete(before);
        // 市委市直机关工委 and 市委市政府督查室 are one body each.
        let office = rest.starts_with("政府") && rest.chars().count() > 2;
        let one_body = before.ends_with('委') && (rest.starts_with('直') || office);
        return (same || (gap && is_complete(before))) && !one_body && ends_as_agency(name);
    }
    if gap && is_complete(before) && opens_whole_name(before, name)
        || level_word(before).is_some() && is_complete(before) && stands_for_itself(name)
    {
        return true;
    }
    let both_known = KINDS.knows(bare(before)) && KINDS.knows(name) && before.chars().count() >= 3;
    let inner = INNER.iter().any(|inner| name.ends_with(inner))
        || before.ends_with("政府")
        || before == "国务院"
        || before.ends_with('委') && (name.ends_with('室') || KINDS.of(name).any(|kind| kind.share == Share::Party));
    both_known && !inner
}

/// Whether a name behind an agency's can be no part of it: the government of a county, a branch of the central bank.
fn stands_for_itself(name: &str) -> bool {
    let behind_place = opening_place(name).map(|end| name.split_at(end));
    let governs = |(place, rest): (&str, &str)| {
        place.ends_with(['区', '县', '旗', '市'])
            && place.chars().nth(2).is_some()
            && matches!(rest, "政府" | "人民政府" | "管委会")
    };
    behind_place.is_some_and(governs) || name.starts_with("人行") && ends_as_agency(name)
}

/// Whether a name that stands on a line of its own below `before` is another: one that opens as those of national bodies do,
/// or, below an agency, a place's. A branch may be the rest of the name above it.
fn opens_whole_name(before: &str, name: &str) -> bool {
    const NATIONAL: [&str; 8] = ["国网", "国铁", "国能", "中国", "中铁", "中石油", "中石化", "国家"];
    const BRANCHES: [&str; 9] = ["分局", "支局", "分公司", "支公司", "分行", "支行", "支队", "大队", "办事处"];
    let agency = || level_word(before).is_some() && KINDS.knows(bare(before));
    let placed = || agency() && opening_place(name).is_some_and(|end| end < name.len());
    let national = NATIONAL.iter().any(|opening| name.starts_with(opening)) && !before.starts_with("国家");
    let governs = || agency() && name.chars().count() >= 4 && (name.ends_with("管委会") || name.ends_with("政府"));
    (national || placed() || governs()) && ends_as_agency(name) && !BRANCHES.iter().any(|branch| name.ends_with(branch))
}

/// The name that `after` opens with, up to the first separator outside brackets.
pub(super) fn rest_name(after: &str) -> &str {
    let name = after.split(is_separator).next().unwrap_or(after);
    if !name.contains(['（', '(']) {
        return name;
    }
    let inside = Bracketed::of(after);
    let end = after.char_indices().find(|(at, c)| is_separator(*c) && !inside.holds(*at));
    end.map_or(after, |(at, _)| &after[..at])
}
