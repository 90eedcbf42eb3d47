use crate::agency::{KINDS, ends_as_agency};
use crate::region::opening_place;
use crate::units::level_word;
use fenjie_text::WordList;
use fenjie_text::chars::without_blanks;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Longest name of a unit, in characters.
const LONGEST_NAME: usize = 24;

/// Longest name of a body of several units, in characters: it holds what the body was formed for.
const LONGEST_JOINT: usize = 40;

/// Whether a name is that of a body that several units form: …工作领导小组各成员单位, …联席会议办公室.
fn is_joint_body(name: &str) -> bool {
    [
        "领导小组",
        "领导小组办公室",
        "领导小组成员单位",
        "各成员单位",
        "联席会议",
        "联席会议办公室",
        "指挥部",
        "指挥部办公室",
    ]
    .iter()
    .any(|ending| name.ends_with(ending))
}

/// How much a string looks like a list of units, 0 to 1: the mean over its parts of how much each looks like a name. Blanks and
/// line breaks do not count.
///
/// ```
/// use fenjie_lexicon::unit_plausibility;
/// assert!(unit_plausibility("市财政局、市发改委") > 0.9);
/// assert!(unit_plausibility("各县（市、区）人民政府") > 0.9);
/// assert!(unit_plausibility("加强组织领导") < 0.1);
/// assert!(unit_plausibility("成立工作委员会") < 0.5);
/// assert!(unit_plausibility("本方案自发布之日起施行") < 0.1);
/// ```
pub fn unit_plausibility(s: &str) -> f32 {
    let s = without_levels(without_blanks(s));
    let (mut sum, mut parts) = (0.0, 0);
    for part in parts_of(&s) {
        sum += name_likeness(part);
        parts += 1;
    }
    if parts == 0 { 0.0 } else { sum / parts as f32 }
}

/// How sure it is that a line opens the name of a unit, 0 to 1; the name may break off at the end of the line.
///
/// ```
/// use fenjie_lexicon::unit_starts;
/// assert!(unit_starts("省知识产") > 0.8);
/// assert!(unit_starts("通过门户网站进行公示") < 0.3);
/// ```
pub fn unit_starts(line: &str) -> f32 {
    let line = without_blanks(line);
    let Some(first) = parts_of(&line).next() else { return 0.0 };
    let whole = name_likeness(first);
    if first.starts_with('各') {
        const MANY: [&str; 12] =
            ["各有关", "各相关", "各市", "各县", "各区", "各镇", "各乡", "各地", "各级", "各部门", "各单位", "各成员"];
        return if MANY.iter().any(|word| first.starts_with(word)) { whole.max(0.8) } else { whole };
    }
    let rest = level_word(first).map(|level| &first[level.len()..]);
    let place = opening_place(first).map(|end| &first[end..]);
    match rest.or(place) {
        Some(rest) if KINDS.opens_name(rest) => {
            whole.max(if first.chars().count() <= LONGEST_NAME { 0.9 } else { 0.4 })
        }
        Some(_) => whole.max(0.3),
        None => whole,
    }
}

/// How sure it is that a line ends with a whole name of a unit, 0 to 1.
///
/// ```
/// use fenjie_lexicon::complete_unit;
/// assert_eq!(complete_unit("省知识产权局"), 1.0);
/// assert!(complete_unit("省知识产权") < 0.2);
/// ```
pub fn complete_unit(line: &str) -> f32 {
    let line = without_levels(without_blanks(line));
    if line.ends_with(['、', '，', ',', '；', ';']) {
        return 0.0;
    }
    parts_of(&line).last().map_or(0.0, name_likeness)
}

/// Without the brackets that list further levels, whose marks part no names: 各县（市、区）人民政府.
fn without_levels(s: Cow<'_, str>) -> Cow<'_, str> {
    const OPEN: [char; 2] = ['（', '('];
    if !s.contains(OPEN) {
        return s;
    }
    let mut kept = String::with_capacity(s.len());
    let mut rest = &*s;
    while let Some((before, inner)) = rest.split_once(OPEN) {
        kept.push_str(before);
        let levels = level_list(inner);
        if levels.is_none() {
            kept.push_str(&rest[before.len()..rest.len() - inner.len()]);
        }
        rest = &inner[levels.unwrap_or_default()..];
    }
    kept.push_str(rest);
    kept.into()
}

/// Length of the levels that `inner` opens with, with the bracket that closes them.
fn level_list(inner: &str) -> Option<usize> {
    const LEVELS: &str = "省市县区旗州盟乡镇街道场、，";
    let close = inner.find(|c| !LEVELS.contains(c)).filter(|close| *close > 0)?;
    let mark = inner[close..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
    Some(close + mark.len_utf8())
}

fn parts_of(s: &str) -> impl Iterator<Item = &str> {
    s.split(['、', '，', ',', '；', ';']).filter(|part| !part.is_empty())
}

/// How much one part of a list looks like the name of a unit.
fn name_likeness(part: &str) -> f32 {
    let name = without_etc(part);
    if name.is_empty() {
        return 0.0;
    }
    if KINDS.knows(name) {
        return 1.0;
    }
    let fits = |longest: usize| name.len() <= longest * '局'.len_utf8();
    if !ends_as_agency(name) || !(fits(LONGEST_NAME) || fits(LONGEST_JOINT) && is_joint_body(name)) {
        return 0.0;
    }
    let rest = level_word(name).map(|level| &name[level.len()..]);
    let behind_place = || opening_place(name).map(|end| &name[end..]);
    match rest.or_else(behind_place) {
        Some(rest) if !rest.is_empty() => 1.0,
        _ if WHOLE.opens(name) => 1.0,
        // The end of a name that a line break has cut: 疫局, 商局.
        _ if name.chars().nth(2).is_none() && name.ends_with(['局', '厅', '部', '院', '处', '室']) => 0.3,
        // A sentence that happens to end as a name does: 成立工作委员会.
        _ if opens_sentence(name) => 0.1,
        _ => 0.9,
    }
}

/// What opens the names of bodies that stand for themselves, without a level or a place.
static WHOLE: LazyLock<WordList> =
    LazyLock::new(|| ["各", "有关", "相关", "国家", "国务院", "中国", "中央", "全市", "全省"].into_iter().collect());

fn without_etc(part: &str) -> &str {
    ["等单位", "等部门", "等相关部门", "等有关部门", "等相关单位", "等有关单位", "等"]
        .iter()
        .find_map(|etc| part.strip_suffix(etc))
        .unwrap_or(part)
}

fn opens_sentence(name: &str) -> bool {
    SENTENCE_VERBS.opens(name)
}

/// Verbs that open a sentence of what is to be done.
static SENTENCE_VERBS: LazyLock<WordList> = LazyLock::new(|| {
    let verbs = [
        "加强", "加快", "推进", "推动", "推广", "建立", "建设", "建成", "完善", "开展", "组织", "落实", "制定", "实施",
        "做好", "健全", "召开", "成立", "引导", "支持", "鼓励", "指导", "配合", "协助", "协调", "提高", "提升", "深化",
        "强化", "优化", "打造", "培育", "依托", "通过", "发挥", "编制", "出台", "举办", "会同", "联合", "督促", "负责",
        "对接", "利用", "迭代", "实现", "构建", "创新", "探索", "发布", "打通", "搭建", "改造", "升级", "扩大", "研发",
        "聚焦", "围绕",
    ];
    verbs.into_iter().collect()
});
