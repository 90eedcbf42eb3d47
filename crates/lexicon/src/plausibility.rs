use fenjie_text::chars::is_blank;

/// How much a string looks like a list of units, 0 to 1: the share of its parts that end as names of agencies do.
/// Blanks and line breaks do not count.
///
/// ```
/// assert!(fenjie_lexicon::unit_plausibility("市财政局、市发改委") > 0.9);
/// assert!(fenjie_lexicon::unit_plausibility("加强组织领导") < 0.1);
/// ```
pub fn unit_plausibility(s: &str) -> f32 {
    const ENDINGS: [&str; 34] = [
        "局",
        "委",
        "办",
        "厅",
        "部",
        "署",
        "院",
        "府",
        "会",
        "处",
        "室",
        "社",
        "站",
        "所",
        "行",
        "公司",
        "中心",
        "海关",
        "法院",
        "检察院",
        "大学",
        "学校",
        "单位",
        "部门",
        "地区",
        "镇街",
        "机构",
        "集团",
        "企业",
        "银行",
        "总队",
        "支队",
        "协会",
        "分署",
    ];
    let s: String = s.chars().filter(|c| !is_blank(*c)).collect();
    let parts: Vec<&str> = s.split(['、', '，', ',', '；', ';']).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return 0.0;
    }
    let ends_well = |part: &&&str| {
        let part = part.trim_end_matches('等').trim_end_matches(['）', ')']);
        part.chars().count() <= 24 && ENDINGS.iter().any(|ending| part.ends_with(ending))
    };
    parts.iter().filter(ends_well).count() as f32 / parts.len() as f32
}
