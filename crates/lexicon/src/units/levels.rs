//! Phrases of many places, whose 、 part no names: 各区、县级市人民政府.

use super::borders::{CONJUNCTIONS, rest_name};
use super::is_separator;
use crate::labels::LABELS;

/// Words for levels, longest first.
const LEVELS: [&str; 32] = [
    "神农架林区",
    "行政公署",
    "行署",
    "地区",
    "省直管县",
    "省直管市",
    "直管市",
    "设区的市",
    "设区市",
    "县级市",
    "地级市",
    "副省级",
    "自治区",
    "自治州",
    "自治县",
    "直辖市",
    "高新区",
    "经开区",
    "开发区",
    "街道",
    "乡镇",
    "镇街",
    "师市",
    "省",
    "市",
    "州",
    "区",
    "县",
    "旗",
    "盟",
    "镇",
    "乡",
];

/// Whether the 、 between `before` and `after` only parts levels of one phrase (各区、县级市政府; 市、区机管局), or the Party
/// committee and the government of one place, or what governs each of many.
pub(super) fn joins_levels(before: &str, after: &str) -> bool {
    joins_leadership(before, after) || joins_governments(before, after) || joins_level_words(before, after)
}

/// The phrase of many places that a piece ends with: 相关市 in 省财政厅和相关市, 各市 in 沿海各市; else all of it.
fn general_phrase(s: &str) -> &str {
    if let Some(each) = s.rfind('各') {
        return &s[each..];
    }
    let cut = CONJUNCTIONS.iter().filter_map(|word| {
        let at = s.rfind(word)? + word.len();
        GENERAL.iter().any(|opening| s[at..].starts_with(opening)).then_some(at)
    });
    &s[cut.max().unwrap_or(0)..]
}

/// What opens a phrase of many places.
const GENERAL: [&str; 6] = ["各", "有关", "相关", "沿线", "流域", "沿江"];

fn joins_level_words(before: &str, after: &str) -> bool {
    const ENDS: [char; 17] =
        ['省', '市', '州', '县', '区', '旗', '盟', '级', '道', '镇', '街', '乡', '署', '）', ')', '〕', '﹞'];
    if !before.ends_with(ENDS) {
        return false;
    }
    let before = general_phrase(before);
    let mut levels = before;
    while let Some(rest) = GENERAL.iter().find_map(|word| levels.strip_prefix(word)) {
        levels = rest;
    }
    let each = levels.len() < before.len();
    if levels.is_empty() || !only_levels(levels) {
        return false;
    }
    let Some(level) = LEVELS.iter().find(|level| after.starts_with(**level)) else { return false };
    let rest = &after[level.len()..];
    let rest_name = rest.split(is_separator).next().unwrap_or(rest);
    // 各县区、市财政局: the 市 opens the name of an agency, it is not one more level below 市.
    let opens_agency = *level == "市" || *level == "省" || *level == "县" || *level == "区";
    let general = rest_name.is_empty()
        || rest_name.starts_with(['（', '(', '、', '﹝', '〔'])
        || rest_name.starts_with("人民政府")
        || rest_name.starts_with("政府")
        || LEVELS.iter().any(|level| rest_name.starts_with(level));
    // 各区、高新区管委会: a zone has a name of its own, which ends there.
    if level.ends_with("新区") || level.ends_with("开区") || level.ends_with("发区") {
        return general && !rest_name.is_empty();
    }
    let above = levels.ends_with("市") || levels.ends_with("省") || levels.ends_with("州") || levels.ends_with("盟");
    if each { general || !opens_agency || (above && *level != "市") } else { !rest_name.is_empty() || above }
}

/// Whether two pieces are the committee and the government of one place, which notices name in one breath: 各县市党委、政府;
/// 县委、县政府; 高新区党工委、管委会.
pub(super) fn joins_leadership(before: &str, after: &str) -> bool {
    let Some(place) = before.strip_suffix('委') else { return false };
    let next = next_name(after);
    let next = next.split(['（', '(']).next().unwrap_or(next);
    if place.ends_with("党工") {
        return matches!(next, "管委会" | "办事处");
    }
    if let Some(many) = place.strip_suffix('党') {
        return !many.is_empty() && matches!(next, "政府" | "人民政府");
    }
    let Some(level) = place.chars().next_back().filter(|c| "省市州县区旗盟）)".contains(*c)) else {
        return false;
    };
    let next = next.strip_prefix(level).unwrap_or(next);
    matches!(next, "政府" | "人民政府")
}

/// Whether what governs zones beside many places follows without their name (各区、县（市）政府、管委会): the 各 before stands for
/// both.
fn joins_governments(before: &str, after: &str) -> bool {
    let places = before.strip_suffix("政府").map(|places| places.strip_suffix("人民").unwrap_or(places));
    let levels = places.and_then(|places| places.rsplit_once('各')).map(|(_, levels)| levels);
    let goes_on = matches!(next_name(after), "管委会" | "管理委员会");
    goes_on && levels.is_some_and(|levels| !levels.is_empty() && only_levels(levels))
}

/// The name that `after` opens with, without the verb that closes its clause.
fn next_name(after: &str) -> &str {
    let next = rest_name(after);
    LABELS.closing_verb(next).map_or(next, |(_, length)| &next[..next.len() - length])
}

/// Whether `s` is made of level words and brackets alone.
fn only_levels(mut s: &str) -> bool {
    while !s.is_empty() {
        if let Some(level) = LEVELS.iter().find(|level| s.starts_with(**level)) {
            s = &s[level.len()..];
        } else if s.starts_with(['（', '(', '﹝', '〔'])
            && let Some(close) = s.find(['）', ')', '﹞', '〕'])
        {
            s = &s[close + s[close..].chars().next().map_or(1, char::len_utf8)..];
        } else if let Some(rest) = s.strip_prefix(['、', '及', '和']) {
            s = rest;
        } else {
            return false;
        }
    }
    true
}
