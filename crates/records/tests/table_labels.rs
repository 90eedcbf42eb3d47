//! Labels, notes and headers of tables in the forms that word processors, spreadsheets and extractors give them.

use fenjie_layout::{Watch, blocks};
use fenjie_model::{Task, Unit};
use fenjie_records::{Names, read};

fn tasks(text: &str) -> Vec<Task> {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default()).tasks
}

/// Category, number, text, who leads and who helps of every task.
fn rows(text: &str) -> Vec<String> {
    let names = |units: &[Unit]| units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、");
    let row = |task: &Task| {
        let category = task.category.as_ref().and_then(|category| category.label.clone()).unwrap_or_default();
        let (number, text) = (task.sequence.as_deref().unwrap_or_default(), task.text.as_deref().unwrap_or_default());
        format!("{category}|{number}|{text}|{}|{}", names(&task.lead), names(&task.support))
    };
    tasks(text).iter().map(row).collect()
}

const TITLE: &str = "青石县2025年重点工作分工表\n";

/// The rows with tabs between their cells, as Markdown, as marked-up cells.
fn forms(rows: &[&str]) -> [String; 3] {
    let cells =
        |row: &str, open: &str, between: &str, close: &str| format!("{open}{}{close}", row.replace('|', between));
    let lines = |open: &str, between: &str, close: &str| -> Vec<String> {
        rows.iter().map(|row| cells(row, open, between, close)).collect()
    };
    let mut piped = lines("| ", " | ", " |");
    piped.insert(1, format!("|{}", "---|".repeat(rows[0].split('|').count())));
    let markup = lines("<tr><td>", "</td><td>", "</td></tr>").concat();
    [
        format!("{TITLE}{}\n", lines("", "\t", "").join("\n")),
        format!("{TITLE}{}\n", piped.join("\n")),
        format!("<html><body><h1>{}</h1><table>{markup}</table></body></html>", TITLE.trim_end()),
    ]
}

#[test]
fn words_in_the_cell_of_the_number_head_the_rows_below_them() {
    let expected = [
        "稳增长|1|培育规上企业12家|县工信局|",
        "稳增长|2|举办展销会5场|县商务局|",
        "惠民生|3|改造老旧小区6个|县住建局|",
        "惠民生|4|新增养老床位80张|县民政局|",
    ];
    for labels in [["稳增长", "惠民生"], ["一、稳增长", "二、惠民生"]] {
        let [first, second] = labels.map(|label| format!("{label}|||"));
        let table = [
            "序号|工作任务|牵头单位|完成时限",
            &first,
            "1|培育规上企业12家|县工信局|6月底",
            "2|举办展销会5场|县商务局|10月底",
            &second,
            "3|改造老旧小区6个|县住建局|11月底",
            "4|新增养老床位80张|县民政局|12月底",
        ];
        for form in forms(&table) {
            assert_eq!(rows(&form), expected, "{form}");
        }
        // The blank cells behind a label may be cut off.
        let [tabbed, ..] = forms(&table);
        assert_eq!(rows(&tabbed.replace("\t\t\t", "")), expected);
    }
}

#[test]
fn a_label_that_holds_words_of_headers_is_none() {
    let table = [
        "序号|工作任务|牵头单位|完成时限",
        "一、主要预期目标|||",
        "1|培育规上企业12家|县工信局|6月底",
        "2|举办展销会5场|县商务局|10月底",
        "3|改造老旧小区6个|县住建局|11月底",
    ];
    for form in forms(&table) {
        assert_eq!(rows(&form)[0], "主要预期目标|1|培育规上企业12家|县工信局|", "{form}");
    }
}

#[test]
fn one_line_above_a_row_is_no_label_where_it_is_the_only_one() {
    let table = format!(
        "{TITLE}序号\t工作任务\t牵头单位\t完成时限\n1\t培育规上企业12家\t县工信局\t6月底\n青石县人民政府办公室\n\
         2\t举办展销会5场\t县商务局\t10月底\n3\t改造老旧小区6个\t县住建局\t11月底\n"
    );
    let found = tasks(&table);
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|task| task.category.is_none()));
}

#[test]
fn who_filled_in_a_table_is_no_part_of_its_last_row() {
    let table = [
        "序号|工作任务|牵头单位|完成时限",
        "1|培育规上企业12家|县工信局|6月底",
        "2|举办展销会5场|县商务局|10月底",
        "审核人：王平||填表人：李安|",
    ];
    for form in forms(&table) {
        assert_eq!(rows(&form), ["|1|培育规上企业12家|县工信局|", "|2|举办展销会5场|县商务局|"], "{form}");
    }
}

#[test]
fn the_second_row_of_a_header_parts_the_units_with_blanks_or_repeated_words() {
    let expected = ["|1|培育规上企业12家|县工信局|县商务局", "|2|举办展销会5场|县商务局|县财政局"];
    for upper in ["序号|工作任务|责任分工||完成时限", "序号|工作任务|责任分工|责任分工|完成时限"]
    {
        for lower in ["||牵头单位|配合单位|", "序号|工作任务|牵头单位|配合单位|完成时限"] {
            let rows_below = ["1|培育规上企业12家|县工信局|县商务局|6月底", "2|举办展销会5场|县商务局|县财政局|10月底"];
            for form in forms(&[upper, lower, rows_below[0], rows_below[1]]) {
                assert_eq!(rows(&form), expected, "{form}");
            }
        }
    }
}

#[test]
fn a_note_in_the_last_row_tells_who_leads() {
    let with = |units: &str, note: &str| {
        let first = format!("1|改造老旧小区6个|{units}|11月底");
        let note = format!("{note}|||");
        forms(&["序号|工作任务|责任单位|完成时限", &first, "2|举办展销会5场|县商务局|10月底", &note])
    };
    let expected = ["|1|改造老旧小区6个|县住建局|县财政局、县水务局", "|2|举办展销会5场|县商务局|"];
    for form in with("县住建局、县财政局、县水务局", "注：责任单位中排第一位的为牵头单位。")
    {
        assert_eq!(rows(&form), expected, "{form}");
    }
    for form in with("县财政局、★县住建局、县水务局", "注：标★的为牵头单位。") {
        assert_eq!(rows(&form), expected, "{form}");
    }
}

#[test]
fn two_rows_of_whole_cells_one_a_line_are_not_cut() {
    let lines = [
        "序号",
        "工作任务",
        "牵头单位",
        "配合单位",
        "完成时限",
        "1",
        "排查自建房安全隐患，建立问题台账",
        "县住建局",
        "各乡镇",
        "6月底",
        "2",
        "逐户制定危房整治方案",
        "县住建局",
        "县自然资源局、各乡镇",
        "9月底",
    ];
    assert_eq!(
        rows(&format!("{TITLE}{}\n", lines.join("\n"))),
        [
            "|1|排查自建房安全隐患，建立问题台账|县住建局|各乡镇",
            "|2|逐户制定危房整治方案|县住建局|县自然资源局、各乡镇"
        ]
    );
}

#[test]
fn numbers_and_words_of_labels_on_two_lines_are_one_label() {
    let lines = [
        "序号",
        "工作任务",
        "牵头单位",
        "完成时限",
        "一",
        "稳增长（2项）",
        "1",
        "实施重点项目60个，完成投资30亿元",
        "县发改局",
        "12月底",
        "2",
        "培育规上企业12家",
        "县工信局",
        "6月底",
        "二",
        "惠民生（2项）",
        "3",
        "新建学校2所",
        "县教体局",
        "8月底",
        "4",
        "新增养老床位80张",
        "县民政局",
        "10月底",
    ];
    assert_eq!(
        rows(&format!("{TITLE}{}\n", lines.join("\n"))),
        [
            "稳增长（2项）|1|实施重点项目60个，完成投资30亿元|县发改局|",
            "稳增长（2项）|2|培育规上企业12家|县工信局|",
            "惠民生（2项）|3|新建学校2所|县教体局|",
            "惠民生（2项）|4|新增养老床位80张|县民政局|",
        ]
    );
}

#[test]
fn lists_of_names_and_who_holds_them_order_nothing() {
    for header in ["序号|项目名称|保护单位", "序号|项目名称|承担单位", "序号|项目名称|实施单位"]
    {
        let table = [header, "1|青石花灯|青石镇文化站", "2|竹篾编织|县文化馆", "3|古法酿醋|县非遗中心"];
        for form in forms(&table) {
            assert!(rows(&form).is_empty(), "{form}");
        }
    }
    let ordered = [
        "序号|项目名称|责任单位|完成时限",
        "1|新建县图书馆|县文广旅局|6月底",
        "2|改造县文化馆|县文化馆|9月底",
        "3|新建公租房|县住建局|12月底",
    ];
    assert_eq!(forms(&ordered).map(|form| rows(&form).len()), [3, 3, 3]);
}

#[test]
fn cells_over_several_rows_may_be_repeated_in_each() {
    let table = [
        "工作任务|重点事项|具体措施|责任单位|完成时限",
        "一、优化环境|（一）减轻负担|办理增值税留抵退税|县税务局|6月底",
        "一、优化环境|（一）减轻负担|减免小微企业行政收费|县税务局|9月底",
        "一、优化环境|（二）简化审批|压减审批事项承诺时限|县行政审批局|9月底",
        "二、改善民生|（三）扩大就业|举办专场招聘活动|县人社局|12月底",
        "二、改善民生|（三）扩大就业|组织职业技能培训|县人社局|12月底",
        "二、改善民生|（四）办好教育|新建改建中小学校舍|县教体局|8月底",
    ];
    for form in forms(&table) {
        let found: Vec<String> = tasks(&form).iter().map(|task| task.title.clone().unwrap_or_default()).collect();
        assert_eq!(found, ["减轻负担", "减轻负担", "简化审批", "扩大就业", "扩大就业", "办好教育"], "{form}");
        let labels: Vec<String> =
            rows(&form).iter().map(|row| row.split('|').next().unwrap_or_default().to_owned()).collect();
        assert_eq!([&labels[..3], &labels[3..]], [["优化环境"; 3], ["改善民生"; 3]], "{form}");
        assert_eq!(tasks(&form)[4].text.as_deref(), Some("组织职业技能培训"));
    }
}

#[test]
fn a_heading_repeated_beside_numbers_that_run_on_is_the_title_of_each_row() {
    let table = [
        "序号|重点工作|具体任务|牵头单位|完成时间",
        "1|做强产业|培育规上企业12家|县工信局|6月底",
        "2|做强产业|实施技改项目30个|县发改局|9月底",
        "3|优化服务|举办展销会5场|县商务局|10月底",
        "4|优化服务|开展助企走访80次|县工商联|11月底",
        "5|优化服务|建成服务大厅1座|县行政审批局|12月底",
    ];
    for form in forms(&table) {
        let titles: Vec<String> = tasks(&form).iter().map(|task| task.title.clone().unwrap_or_default()).collect();
        assert_eq!(titles, ["做强产业", "做强产业", "优化服务", "优化服务", "优化服务"], "{form}");
    }
}
