//! What holds for any string.

use fenjie_lexicon::{
    Agencies, ColumnRole, Context, complete_unit, indicator, reference, region, statement, tags, target, time,
    unit_plausibility, unit_starts, units,
};
use proptest::prelude::*;
use std::ops::Range;

/// Strings made of what the readers look for, so that their branches are reached.
fn printed() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "市",
        "省",
        "各",
        "区",
        "县",
        "县级市",
        "财政局",
        "知识产权局",
        "人民政府",
        "委",
        "、",
        "，",
        "；",
        "：",
        "（",
        "）",
        "(",
        ")",
        "〔",
        "〕",
        "[",
        "]",
        "《",
        "》",
        "“",
        "”",
        "等",
        "有关部门",
        "及",
        "和",
        "牵头",
        "配合",
        "负责",
        "按职责分工",
        "单位",
        "责任单位：",
        "2017",
        "年",
        "12",
        "月",
        "底前",
        "第",
        "号",
        "季度",
        "每",
        "至",
        "—",
        "5",
        ".",
        "%",
        "万",
        "件",
        "以上",
        "不少于",
        "翻一番",
        "三分之一",
        "二○一七",
        "国发",
        "广州",
        "海关",
        " ",
        "\n",
        "\u{3000}",
        "完成",
        "“十四五”",
        "半个月",
        "4：1",
        "局",
        "下同",
        "排名第一的为牵头单位",
    ]);
    prop_oneof![prop::collection::vec(words, 0..30).prop_map(|words| words.concat()), ".{0,60}"]
}

fn on_boundaries(s: &str, ranges: &[Range<usize>]) -> bool {
    ranges.iter().all(|range| s.get(range.clone()).is_some_and(|part| !part.is_empty()))
}

proptest! {
    #[test]
    fn units_and_what_stands_between_them_give_the_list_back(s in printed()) {
        let ranges: Vec<Range<usize>> = units::parse(&s).units.into_iter().flat_map(|unit| unit.ranges).collect();
        prop_assert!(on_boundaries(&s, &ranges));
        let mut joined = String::new();
        let mut at = 0;
        for range in ranges {
            prop_assert!(range.start >= at);
            joined.push_str(&s[at..range.start]);
            joined.push_str(&s[range.clone()]);
            at = range.end;
        }
        joined.push_str(&s[at..]);
        prop_assert_eq!(joined, s);
    }

    #[test]
    fn statements_lie_inside_their_string(s in printed()) {
        let read = statement::parse(&s);
        let units = read.lead.iter().chain(&read.support).flat_map(|unit| unit.ranges.clone());
        let ranges: Vec<_> = units.chain(read.deadline).collect();
        prop_assert!(on_boundaries(&s, &ranges));
        prop_assert!((0.0..=1.0).contains(&read.plausibility));
        if let Some(label) = statement::label(&s) {
            prop_assert!(s.is_char_boundary(label.value) && label.value <= s.len());
        }
    }

    #[test]
    fn every_reader_takes_any_string(s in printed()) {
        let ranges: Vec<_> = target::find(&s).into_iter().map(|target| target.range)
            .chain(indicator::find(&s, Some(2017)).into_iter().map(|indicator| indicator.range))
            .chain(time::find(&s, Some(2017)).into_iter().map(|found| found.range))
            .chain(reference::find(&s).into_iter().map(|reference| reference.number))
            .chain(reference::number(&s))
            .collect();
        prop_assert!(on_boundaries(&s, &ranges));
        let _ = (time::parse(&s, None), time::date(&s), reference::is_number(&s), ColumnRole::of_header(&s));
        for score in [unit_plausibility(&s), unit_starts(&s), complete_unit(&s)] {
            prop_assert!((0.0..=1.0).contains(&score));
        }
        let taxonomy = tags::Taxonomy::intellectual_property();
        let tagged = taxonomy.tags(&tags::Wording { text: &s, ..tags::Wording::default() }).len();
        prop_assert!(tagged <= 3);
        let evidence = region::Evidence { issuer: Some(&s), number: Some(&s), title: Some(&s), text: Some(&s), year: None };
        let context = Context { region: region::of_document(&evidence), ..Context::default() };
        let _ = Agencies::builtin().canonical(&s, &context);
    }
}
