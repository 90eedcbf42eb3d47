//! Tables whose column of work is called by the name of what they list (项目, 课题, 行动), which no list of words has whole:
//! they order work, and tables of persons, members and figures, which look much the same, order none.

use fenjie_layout::{Watch, blocks};
use fenjie_records::{Names, read};

/// Text, first leading unit and time of every task.
fn tasks(text: &str) -> Vec<String> {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    let reading = read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default());
    let row = |task: &fenjie_model::Task| {
        let unit = task.lead.first().map(|unit| unit.name.as_str()).unwrap_or_default();
        let time = task.deadline.as_ref().map(|deadline| deadline.raw.as_str()).unwrap_or_default();
        format!("{}|{unit}|{time}", task.text.as_deref().unwrap_or_default())
    };
    reading.tasks.iter().map(row).collect()
}

/// The same table in the ways that a table comes as text.
fn ways(rows: &[&[&str]]) -> [String; 4] {
    let lines = |separator: &str| rows.iter().map(|row| row.join(separator) + "\n").collect::<String>();
    let rule = "|---".repeat(rows[0].len());
    let bars: Vec<String> = rows.iter().map(|row| format!("|{}|\n", row.join("|"))).collect();
    let markup = lines("</td><td>").trim_end().replace('\n', "</td></tr><tr><td>");
    [
        lines("\t"),
        lines("\n"),
        format!("{}{rule}|\n{}", bars[0], bars[1..].concat()),
        format!("<html><body><table><tr><td>{markup}</td></tr></table></body></html>"),
    ]
}

#[test]
fn the_column_left_beside_numbers_units_and_times_is_the_work() {
    for header in ["项目", "工程名称", "民生项目", "课题名称", "行动", "规章名称", "名称"] {
        let table: [&[&str]; 4] = [
            &["序号", header, "责任单位", "完成时限"],
            &["1", "河东泵站", "县水利局", "2031年6月"],
            &["2", "体育中心游泳馆", "县教育局", "2031年9月"],
            &["3", "养老院二期", "县民政局", "2031年8月"],
        ];
        for text in ways(&table) {
            let expected =
                ["河东泵站|县水利局|2031年6月", "体育中心游泳馆|县教育局|2031年9月", "养老院二期|县民政局|2031年8月"];
            assert_eq!(tasks(&text), expected, "{text}");
        }
    }
}

#[test]
fn amounts_and_goals_beside_the_work_are_not_taken_for_it() {
    let amounts: [&[&str]; 3] = [
        &["序号", "重点工程", "里程", "总投资", "责任单位"],
        &["1", "110千伏变电站", "3公里", "8000万元", "县发改局"],
        &["2", "环城东路", "12公里", "3亿元", "县交通局"],
    ];
    let goals: [&[&str]; 3] = [
        &["序号", "考核指标", "目标值", "责任单位"],
        &["1", "新增绿地", "20公顷", "县园林局"],
        &["2", "污水处理率", "95%", "县住建局"],
    ];
    for text in ways(&amounts) {
        assert_eq!(tasks(&text), ["110千伏变电站|县发改局|", "环城东路|县交通局|"], "{text}");
    }
    for text in ways(&goals) {
        assert_eq!(tasks(&text), ["新增绿地|县园林局|", "污水处理率|县住建局|"], "{text}");
    }
}

#[test]
fn tables_of_persons_members_and_figures_order_no_work() {
    let members: [&[&str]; 3] = [
        &["序号", "姓名", "单位", "职务"],
        &["1", "王小明", "县水利局", "局长"],
        &["2", "李大海", "县教育局", "副局长"],
    ];
    let contacts: [&[&str]; 3] = [
        &["序号", "成员单位", "联系同志", "联系电话"],
        &["1", "县水利局", "王小明", "5550101"],
        &["2", "县教育局", "李大海", "5550102"],
    ];
    let persons: [&[&str]; 3] = [
        &["序号", "河长", "责任单位", "任期"],
        &["1", "王小明", "县水利局", "2031年"],
        &["2", "李大海", "县教育局", "2031年"],
    ];
    let figures: [&[&str]; 3] = [
        &["序号", "单位", "指标", "上年"],
        &["1", "县水利局", "灌溉面积", "3万亩"],
        &["2", "县教育局", "在校学生", "2万人"],
    ];
    let owners: [&[&str]; 3] = [
        &["序号", "课题", "承担单位", "经费"],
        &["1", "湖泊水质", "市环境科学院", "20万元"],
        &["2", "湿地鸟类", "市林业科学院", "15万元"],
    ];
    for table in [members, contacts, persons, figures, owners] {
        for text in ways(&table) {
            assert_eq!(tasks(&text), [""; 0], "{text}");
        }
    }
}
