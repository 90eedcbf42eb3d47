//! Headings without numbers above numbered items: departments, regions, projects.

use fenjie_layout::{Watch, blocks};
use fenjie_records::{Names, Reading, read};

fn reading(text: &str) -> Reading {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default())
}

/// Where each task stands, and what it says: section, category, number, title or text.
fn tasks(text: &str) -> Vec<[String; 4]> {
    let or_none = |field: Option<&str>| field.unwrap_or("-").to_owned();
    let reading = reading(text);
    let rows = reading.tasks.iter().map(|task| {
        let category = task.category.as_ref().and_then(|category| category.label.as_deref());
        let words = task.title.as_deref().or(task.text.as_deref());
        [task.section.as_deref(), category, task.sequence.as_deref(), words].map(or_none)
    });
    rows.collect()
}

const TITLE: &str = "某市2023年绿化工作要点及任务分工\n\n";

#[test]
fn departments_head_the_items_that_begin_anew_below_them_and_answer_for_them() {
    for (open, close) in [("", ""), ("【", "】"), ("\n", "\n")] {
        let text = format!(
            "{TITLE}{open}市教育局{close}\n1.开展校园植树活动，建设绿色校园。\n2.推进校园绿地改造。\n{open}团市委{close}\n\
             1.组织青年志愿者植树。\n"
        );
        let expected = [
            ["-", "市教育局", "1", "开展校园植树活动，建设绿色校园。"],
            ["-", "市教育局", "2", "推进校园绿地改造。"],
            ["-", "团市委", "1", "组织青年志愿者植树。"],
        ];
        assert_eq!(tasks(&text), expected, "{open}");
        assert_eq!(reading(&text).tasks[2].lead[0].name, "团市委");
    }
}

#[test]
fn projects_head_items_that_are_numbered_on() {
    let text = format!(
        "{TITLE}公园扩绿工程\n1.新建公园6处。（责任单位：市园林局）\n2.改造绿地9处。（责任单位：市园林局）\n街巷增绿工程\n\
         3.改造街巷20条。（责任单位：市住建局）\n4.新增花箱500个。（责任单位：市住建局）\n"
    );
    let places: Vec<[String; 2]> =
        tasks(&text).into_iter().map(|[_, category, number, _]| [category, number]).collect();
    assert_eq!(places, [["公园扩绿工程", "1"], ["公园扩绿工程", "2"], ["街巷增绿工程", "3"], ["街巷增绿工程", "4"]]);
}

#[test]
fn regions_head_lists_of_their_own_with_chapters_or_without() {
    let chapters = format!(
        "{TITLE}江苏省\n\n一、扩大绿地\n1.建设公园100个。\n2.开展植树活动。\n二、保护古树\n3.挂牌保护古树2000株。\n\n\
         浙江省\n\n一、扩大绿地\n1.建设绿道500公里。\n"
    );
    let sections = |text: &str| -> Vec<[String; 2]> {
        tasks(text).into_iter().map(|[section, category, ..]| [section, category]).collect()
    };
    let expected = [["江苏省", "扩大绿地"], ["江苏省", "扩大绿地"], ["江苏省", "保护古树"], ["浙江省", "扩大绿地"]];
    assert_eq!(sections(&chapters), expected);
    let items = format!("{TITLE}江苏省\n1.建设公园100个。\n2.开展植树活动。\n浙江省\n1.建设绿道500公里。\n");
    assert_eq!(sections(&items), [["江苏省", "-"], ["江苏省", "-"], ["浙江省", "-"]]);
}

#[test]
fn a_group_ends_where_a_chapter_begins() {
    let text = format!(
        "{TITLE}一、任务分工\n市教育局\n1.开展校园植树活动，建设绿色校园。\n2.推进校园绿地改造。\n市水利局\n1.营造护岸林10公里。\n\
         2.绿化水库周边。\n二、保障措施\n（一）落实资金。安排专项资金，加强监管。\n（二）强化督导。开展检查，通报结果。\n"
    );
    let categories: Vec<String> = tasks(&text).into_iter().map(|[_, category, ..]| category).collect();
    assert_eq!(categories, ["市教育局", "市教育局", "市水利局", "市水利局", "保障措施", "保障措施"]);
}

#[test]
fn a_unit_below_each_item_is_no_heading() {
    let text = format!(
        "{TITLE}1.建设公园10个，改造绿地9处。\n市园林局\n2.开展植树活动，种植乔木5万株。\n市林业局\n3.挂牌保护古树，建立档案。\n\
         市住建局\n"
    );
    assert!(tasks(&text).iter().all(|[_, category, ..]| category == "-"));
}
