//! Who answers for a task, in the forms that notices print it: habits, each on the smallest text that shows it.

use fenjie_layout::{Watch, blocks};
use fenjie_model::{Kind, Task};
use fenjie_records::{Names, Reading, read};

fn reading(text: &str) -> Reading {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default())
}

const TITLE: &str = "某市城市建设实施方案\n\n";

/// What three items are to do.
const WORK: [&str; 3] =
    ["新建供水管网20公里，改造泵站3座。", "清淤河道15公里，建成生态护岸。", "改造主干道5条，新增停车位800个。"];

/// A plan of three items, `item` made of the number and the work of each.
fn plan(item: impl Fn(usize, &str) -> String) -> Reading {
    let items: String = WORK.iter().enumerate().map(|(at, work)| item(at, work)).collect();
    reading(&format!("{TITLE}{items}"))
}

/// Leading and supporting units, joined, and the time.
fn who_and_when(task: &Task) -> (String, String, &str) {
    let joined =
        |units: &[fenjie_model::Unit]| units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、");
    (joined(&task.lead), joined(&task.support), task.deadline.as_ref().map_or("", |deadline| deadline.raw.as_str()))
}

fn texts(reading: &Reading) -> Vec<&str> {
    reading.tasks.iter().filter_map(|task| task.text.as_deref()).collect()
}

#[test]
fn a_statement_is_told_from_the_work_in_every_form() {
    let forms = [
        "由市住建局牵头，市财政局配合，6月底前完成。",
        "此项工作由市住建局负责，市财政局协助，6月底前完成。",
        "责任单位：市住建局　　责任人：李某某　　配合单位：市财政局　　完成时限：6月底前",
        "（市住建局牵头办理，市财政局配合实施，6月底前完成）",
        "（市住建局会同市财政局负责，6月底前完成）",
        "【责任单位】市住建局；【配合单位】市财政局；【完成时限】6月底前",
        "——责任单位：市住建局，配合单位：市财政局，完成时限：6月底前",
        "\n责任领导：李某某；责任单位：市住建局；配合单位：市财政局；完成时限：6月底前",
        "\n责任领导：李某某，责任单位：市住建局，配合单位：市财政局，完成时限：6月底前",
        "\n牵头领导：李某某  责任单位：市住建局  配合单位：市财政局  完成时限：6月底前",
        "\n责任人：李某某、王某\n责任单位：市住建局\n配合单位：市财政局\n时限：6月底前",
        "\n责任单位：市住建局\n配合单位：市财政局\n时间：6月底前",
        "\n6月底前完成，责任单位：市住建局，配合单位：市财政局",
        "（市住建局[牵头]、市财政局，6月底前完成）",
        "\n★责任单位：市住建局\n★配合单位：市财政局\n★完成时限：6月底前",
        "\n责任单位：市住建局\n督导单位：市政府督查室\n配合单位：市财政局\n资金来源：市级财政\n完成时限：6月底前",
        "\n市住建局牵头，市财政局配合，6月底前完成",
        "\n请市住建局牵头，市财政局配合，6月底前完成。",
        "\n——市住建局牵头，市财政局配合，6月底前完成",
        "\n市住建局牵头\n市财政局配合，6月底前完成",
        "\n（1）责任单位：市住建局\n（2）配合单位：市财政局\n（3）完成时限：6月底前",
    ];
    for form in forms {
        let reading = plan(|at, work| format!("{}．{work}{form}\n", at + 1));
        assert_eq!(texts(&reading), WORK, "{form}");
        for task in &reading.tasks {
            let (lead, support, due) = who_and_when(task);
            let due = due.trim_end_matches("完成");
            assert_eq!((lead.as_str(), support.as_str(), due), ("市住建局", "市财政局", "6月底前"), "{form}");
        }
    }
}

#[test]
fn persons_and_a_time_close_an_item_and_persons_are_no_units() {
    let forms = [
        "\n责任人：李某某\n完成时间：6月底",
        "（责任人：李某某；完成时间：6月底）",
        "（整改责任人：李某某；整改期限：6月底）",
    ];
    for form in forms {
        let reading = plan(|at, work| format!("{}．{work}{form}\n", at + 1));
        assert_eq!(texts(&reading), WORK, "{form}");
        for task in &reading.tasks {
            assert_eq!(who_and_when(task), (String::new(), String::new(), "6月底"), "{form}");
        }
    }
}

#[test]
fn bodies_of_any_kind_answer_for_work() {
    let forms = [
        "（牵头学院：理学院；配合系部：体育部；完成时限：6月底）",
        "\n牵头学院：理学院\n配合系部：体育部\n完成时限：6月底",
    ];
    for form in forms {
        let reading = plan(|at, work| format!("{}．{work}{form}\n", at + 1));
        assert_eq!(texts(&reading), WORK, "{form}");
        for task in &reading.tasks {
            assert_eq!(who_and_when(task), ("理学院".to_owned(), "体育部".to_owned(), "6月底"), "{form}");
        }
    }
}

#[test]
fn of_two_labels_for_the_work_the_first_heads_it() {
    for (name, what) in [("督查事项", "工作要求"), ("任务名称", "任务内容"), ("改革事项", "改革内容")]
    {
        let reading = plan(|at, work| {
            format!("{}．{name}：管网改造\n{what}：{work}\n牵头单位：市住建局\n完成时限：6月底前\n", at + 1)
        });
        assert_eq!(texts(&reading), WORK, "{name}");
        assert!(reading.tasks.iter().all(|task| task.title.as_deref() == Some("管网改造")), "{name}");
    }
}

#[test]
fn a_line_that_names_no_leader_above_which_no_statement_stands_is_work() {
    let reading = plan(|at, work| format!("{}．{work}\n各有关部门要密切配合\n（责任单位：市住建局）\n", at + 1));
    let first = texts(&reading)[0];
    assert!(first.ends_with("密切配合"), "{first}");
    assert_eq!(who_and_when(&reading.tasks[0]).0, "市住建局");
}

#[test]
fn a_closing_paragraph_is_none_of_the_task_whose_statement_has_a_line_of_its_own() {
    let items = |at: usize, work: &str| format!("{}．{work}\n市住建局牵头，市财政局配合\n", at + 1);
    let text: String = WORK.iter().enumerate().map(|(at, work)| items(at, work)).collect();
    let reading = reading(&format!("{TITLE}{text}各部门要加强组织领导，细化工作分工，确保各项任务按期完成。\n"));
    assert_eq!(texts(&reading), WORK);
    assert_eq!(who_and_when(&reading.tasks[2]), ("市住建局".to_owned(), "市财政局".to_owned(), ""));
}

#[test]
fn a_statement_may_stand_before_the_work() {
    let reading = plan(|at, work| format!("{}．由市住建局牵头，市财政局配合，{work}\n", at + 1));
    assert_eq!(texts(&reading), WORK);
    assert_eq!(who_and_when(&reading.tasks[2]), ("市住建局".to_owned(), "市财政局".to_owned(), ""));
}

#[test]
fn names_in_brackets_are_statements_where_most_items_close_so() {
    let reading = plan(|at, work| format!("{}．{work}（教务处、{}）\n", at + 1, ["科研院", "团委", "各学院"][at]));
    assert_eq!(texts(&reading), WORK);
    assert_eq!(who_and_when(&reading.tasks[1]).0, "教务处、团委");
    let once = reading_of_one_remark();
    assert!(once.tasks.iter().all(|task| task.lead.is_empty()), "a remark is no statement");
}

fn reading_of_one_remark() -> Reading {
    plan(|at, work| format!("{}．{work}{}\n", at + 1, if at == 1 { "（不含支流）" } else { "" }))
}

#[test]
fn what_an_item_says_under_labels_fills_its_fields() {
    let number = ["一", "二", "三"];
    let orders = [
        "责任单位：市住建局\n督导单位：省住建厅\n整改时限：2023年底\n整改目标：管网漏损率降到10%。\n整改措施：\n（一）{work}\n（二）加强监管。\n",
        "整改目标：管网漏损率降到10%。\n整改措施：\n（一）{work}\n（二）加强监管。\n整改时限：2023年底\n责任单位：市住建局\n",
    ];
    for order in orders {
        let reading =
            plan(|at, work| format!("{}、管网老化严重，漏损率高。\n{}", number[at], order.replace("{work}", work)));
        assert_eq!(reading.tasks.len(), 3, "{order}");
        let task = &reading.tasks[0];
        assert_eq!(task.title.as_deref(), Some("管网老化严重，漏损率高"));
        assert_eq!(task.text.as_deref(), Some(format!("（一）{}（二）加强监管。", WORK[0]).as_str()));
        assert_eq!(task.deliverable.as_deref(), Some("管网漏损率降到10%。"));
        assert_eq!(who_and_when(task), ("市住建局".to_owned(), String::new(), "2023年底"));
    }
}

#[test]
fn what_has_been_done_is_no_task() {
    let done = plan(|at, work| format!("{}．管网老化。\n整改情况：{work}\n责任单位：市住建局\n", at + 1));
    assert!(done.tasks.is_empty());
    let explained = reading(&format!(
        "《某市城市建设实施方案》政策解读\n\n一、出台背景\n为提升品质。\n二、主要内容\n（一）管网。{}由市住建局负责。\n",
        WORK[0]
    ));
    assert_eq!((explained.tasks.len(), explained.metadata.kind), (0, Kind::Other));
}

#[test]
fn a_heading_with_units_leads_its_items() {
    let text = format!(
        "{TITLE}一、管网改造（牵头领导：李某某　牵头单位：市住建局）\n1．{}（责任单位：市水务局）\n2．{}\n3．{}（责任单位：市财政局）\n",
        WORK[0], WORK[1], WORK[2]
    );
    let reading = reading(&text);
    assert_eq!(texts(&reading), WORK);
    let leads: Vec<_> = reading.tasks.iter().map(|task| who_and_when(task).0).collect();
    assert_eq!(leads, ["市水务局", "市住建局", "市财政局"]);
    let labels: Vec<_> = reading.tasks.iter().filter_map(|task| task.category.as_ref()?.label.as_deref()).collect();
    assert_eq!(labels, ["管网改造"; 3]);
}

#[test]
fn duties_belong_to_the_body_that_an_item_opens_with() {
    let names = ["市住建局", "市水务局", "各乡镇（街道）"];
    let item = |at: usize| format!("（{}）{}：负责{}\n", ["一", "二", "三"][at], names[at], WORK[at]);
    let items = [item(0), item(1), item(2)].concat();
    let reading = reading(&format!("{TITLE}一、职责分工\n{items}"));
    let leads: Vec<_> = reading.tasks.iter().map(|task| who_and_when(task).0).collect();
    assert_eq!(leads, names);
    assert_eq!(reading.tasks[1].text.as_deref(), Some(format!("负责{}", WORK[1]).as_str()));
}

#[test]
fn duties_may_be_the_chapters_of_a_plan_and_close_the_name_with_a_full_stop() {
    let names = ["市住建局", "市水务局", "各县（市、区）人民政府"];
    let item = |at: usize| format!("{}、{}。{}\n", ["一", "二", "三"][at], names[at], WORK[at]);
    let reading = reading(&format!("{TITLE}{}", [item(0), item(1), item(2)].concat()));
    let leads: Vec<_> = reading.tasks.iter().map(|task| who_and_when(task).0).collect();
    assert_eq!(leads, names);
    assert!(reading.tasks.iter().all(|task| task.title.is_none()));
}

#[test]
fn units_on_a_line_of_their_own_close_the_item_above() {
    let text = format!(
        "{TITLE}（某府发〔2019〕4号）\n一、主要任务\n1．{}\n（市住建局、水务局）\n2．{}（市财政局、住建局）\n3．{}（市水务局）\n",
        WORK[0], WORK[1], WORK[2]
    );
    let reading = reading(&text);
    let leads: Vec<_> = reading.tasks.iter().map(|task| who_and_when(task).0).collect();
    assert_eq!(leads, ["市住建局、市水务局", "市财政局、市住建局", "市水务局"]);
    assert_eq!(reading.tasks[0].text.as_deref(), Some(WORK[0]));
}

#[test]
fn a_statement_for_all_above_reaches_the_items_that_name_nobody() {
    let text = format!(
        "{TITLE}一、管网改造\n1．{}\n2．{}\n（以上工作由市住建局牵头，市财政局配合，10月底前完成）\n二、道路提升\n1．{}（市交通局负责）\n",
        WORK[0], WORK[1], WORK[2]
    );
    let reading = reading(&text);
    let all: Vec<_> = reading.tasks.iter().map(who_and_when).collect();
    let above = ("市住建局".to_owned(), "市财政局".to_owned(), "10月底前");
    assert_eq!(all, [above.clone(), above, ("市交通局".to_owned(), String::new(), "")]);
}

/// Who leads, who helps and when it is due: of each item of a small plan.
fn items(items: &str) -> Vec<(Vec<String>, Vec<String>, Option<String>)> {
    let plan = format!(
        "某市改革实施方案\n一、主要任务\n（一）推进改革。组织试点。（牵头单位：市教育局；配合单位：市科技局）\n\
         （二）强化执法。开展检查。（牵头单位：市公安局）\n{items}"
    );
    let names = |units: &[fenjie_model::Unit]| units.iter().map(|unit| unit.name.clone()).collect::<Vec<_>>();
    let of =
        |task: &Task| (names(&task.lead), names(&task.support), task.deadline.as_ref().map(|time| time.raw.clone()));
    reading(&plan).tasks.iter().skip(2).map(of).collect()
}

#[test]
fn statements_whose_marks_were_lost() {
    let one = |statement: &str| items(&format!("（三）完善机制。建立台账{statement}\n")).remove(0);
    let both = (vec!["市财政局".to_owned()], vec!["市统计局".to_owned()], None);
    for statement in [
        "（牵头单位：市财政局；配合单位：市统计局。",
        "（牵头单位市财政局；配合单位：市统计局）",
        "（牵头单位 市财政局；配合单位：市统计局）。",
        "。牵头单位：市财政局/配合单位：市统计局",
        "。\n牵头单位：市财政局；配合单位：\n市统计局",
        "。\n牵头单位：市财政局；配合单位：市统\n\n计局",
    ] {
        assert_eq!(one(statement), both, "{statement}");
    }
}

#[test]
fn a_time_in_a_bracket_behind_the_statement() {
    for statement in ["（牵头单位：市财政局）（完成时限：2018年12月底前）", "（市财政局负责）（2018年12月底前完成）。"]
    {
        let found = items(&format!("（三）完善机制。建立台账{statement}\n"));
        assert_eq!(found, [(vec!["市财政局".to_owned()], vec![], Some("2018年12月底前".to_owned()))], "{statement}");
    }
}

#[test]
fn units_in_brackets_may_close_the_heading_that_an_item_opens_with() {
    let headings = ["改善水环境", "守住底线", "改善土壤环境"];
    let item =
        |(at, heading): (usize, &&str)| format!("{}.{heading}（市住建局、市财政局）。完成改造{}处。\n", at + 1, at + 2);
    let reading = reading(&format!("{TITLE}{}", headings.iter().enumerate().map(item).collect::<String>()));
    assert_eq!(reading.tasks.len(), headings.len());
    for (task, heading) in reading.tasks.iter().zip(headings) {
        assert_eq!(task.lead.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), ["市住建局", "市财政局"]);
        assert_eq!(task.title.as_deref(), Some(heading));
        assert!(task.text.as_deref().is_some_and(|text| text.starts_with("完成改造")));
    }
}
