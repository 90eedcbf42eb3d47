//! How the tables of notices are read, whatever they are kept in: each habit on the smallest table that shows it.

use fenjie_layout::{Watch, blocks};
use fenjie_model::Task;
use fenjie_records::{Names, read};

/// Category with its number, number, title and first unit of every task.
fn rows(text: &str) -> Vec<String> {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    let reading = read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default());
    let row = |task: &Task| {
        let category = task.category.as_ref().map(|category| {
            let ordinal = category.ordinal.map(|ordinal| ordinal.to_string()).unwrap_or_default();
            ordinal + category.label.as_deref().unwrap_or_default()
        });
        let sequence = task.sequence.as_deref().unwrap_or_default();
        let title = task.title.as_deref().unwrap_or_default();
        let unit = task.lead.first().map(|unit| unit.name.as_str()).unwrap_or_default();
        format!("{}|{sequence}|{title}|{unit}", category.unwrap_or_default())
    };
    reading.tasks.iter().map(row).collect()
}

const TASK: &str = "建立工作机制，完善平台功能，推进数据归集共享和业务协同应用，提升服务能力和治理水平";

/// Rows below labels over the whole width, cells parted by `separator`, lines opened and closed by `edge`.
fn with_bands(edge: &str, separator: &str) -> String {
    let line = |cells: &[&str]| format!("{edge}{}{edge}\n", cells.join(separator));
    let header = line(&["序号", "具体措施", "牵头单位", "配合单位"]);
    let rule = if edge == "|" { "|---|---|---|---|\n" } else { "" };
    let row = |number: &str, unit: &str| line(&[number, TASK, unit, "市财政局"]);
    format!(
        "某市2020年重点工作任务分解表\n{header}{rule}一、推进政务服务改革\n{}{}二、推进数据开放\n{}{}",
        row("1", "市大数据局"),
        row("2", "市教育局"),
        row("3", "市统计局"),
        row("4", "市卫生健康委"),
    )
}

#[test]
fn labels_over_the_whole_width_head_the_rows_below_them() {
    let expected = [
        "1推进政务服务改革|1||市大数据局",
        "1推进政务服务改革|2||市教育局",
        "2推进数据开放|3||市统计局",
        "2推进数据开放|4||市卫生健康委",
    ];
    assert_eq!(rows(&with_bands("", "\t")), expected);
    assert_eq!(rows(&with_bands("|", "|")), expected);
    assert_eq!(rows(&with_bands("", "\n")), expected);
}

#[test]
fn members_of_a_group_answer_for_their_duties() {
    let text = "成员单位\t职责分工\n县应急局\t负责组织抢险救援。\n县水利局\t负责水情监测预警。\n";
    assert_eq!(rows(text), ["|||县应急局", "|||县水利局"]);
}

#[test]
fn numbers_before_the_texts_beside_a_title_are_those_of_the_rows() {
    let header = "工作任务\t具体举措\t责任站所\n";
    let text = format!(
        "{header}农村道路\t1.硬化道路4公里。\t镇村建办\n\t2.安装路灯150盏。\t镇村建办\n农村供水\t1.更换管道6公里。\t镇水利站\n"
    );
    assert_eq!(rows(&text), ["|1|农村道路|镇村建办", "|2|农村道路|镇村建办", "|1|农村供水|镇水利站"]);
}

#[test]
fn a_label_printed_once_covers_the_rows_below_it_with_its_number() {
    let table = |separator: &str| {
        let line = |cells: [&str; 4]| cells.join(separator) + "\n";
        line(["工作类别", "序号", "具体任务", "责任单位"])
            + &line(["一、推进政务服务改革", "1", TASK, "市大数据局"])
            + &line(["", "2", TASK, "市教育局"])
            + &line(["二、推进数据开放", "3", TASK, "市统计局"])
    };
    let expected = ["1推进政务服务改革|1||市大数据局", "1推进政务服务改革|2||市教育局", "2推进数据开放|3||市统计局"];
    assert_eq!(rows(&table("\t")), expected);
    let html = table("</td><td>").trim_end().replace('\n', "</td></tr><tr><td>");
    assert_eq!(rows(&format!("<html><body><table><tr><td>{html}</td></tr></table></body></html>")), expected);
}

#[test]
fn rows_of_one_title_share_its_number() {
    let line = |cells: [&str; 4]| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
    let table = line(["序号", "重点工作", "具体措施", "责任单位"])
        + &line(["1", "数据开放", TASK, "市大数据局"])
        + &line(["", "", TASK, "市教育局"])
        + &line(["2", "数据共享", TASK, "市统计局"]);
    let expected = ["|1|数据开放|市大数据局", "|1|数据开放|市教育局", "|2|数据共享|市统计局"];
    assert_eq!(rows(&format!("<html><body><table>{table}</table></body></html>")), expected);
}

/// An HTML table of these rows; `-2` after a cell's words lets it cover two columns, `|2` two rows.
fn html(rows: &[&[&str]]) -> String {
    let cell = |words: &&str| {
        let (words, spans) = match (words.strip_suffix("-2"), words.strip_suffix("-3"), words.strip_suffix("|2")) {
            (Some(words), ..) => (words, " colspan=2"),
            (_, Some(words), _) => (words, " colspan=3"),
            (.., Some(words)) => (words, " rowspan=2"),
            _ => (*words, ""),
        };
        format!("<td{spans}>{words}</td>")
    };
    let row = |cells: &&[&str]| format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>());
    format!("<html><body><table>{}</table></body></html>", rows.iter().map(row).collect::<String>())
}

fn tasks(text: &str) -> Vec<Task> {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default()).tasks
}

/// Leading and supporting units and the time of every task.
fn who_and_when(text: &str) -> Vec<String> {
    let names =
        |units: &[fenjie_model::Unit]| units.iter().map(|unit| unit.name.clone()).collect::<Vec<_>>().join("、");
    let by_when = |task: &Task| task.deadline.as_ref().map(|deadline| deadline.raw.clone()).unwrap_or_default();
    tasks(text).iter().map(|task| format!("{}|{}|{}", names(&task.lead), names(&task.support), by_when(task))).collect()
}

#[test]
fn the_lower_of_two_rows_of_headers_tells_what_a_column_holds() {
    let table = html(&[
        &["序号|2", "工作任务|2", "责任分工-3", "完成时限|2"],
        &["分管领导", "牵头部门", "协办部门"],
        &["1", TASK, "李明", "教务处", "各学院", "6月底前"],
    ]);
    assert_eq!(who_and_when(&table), ["教务处|各学院|6月底前"]);
    let vague = html(&[
        &["序号|2", "工作任务|2", "牵头-2", "配合|2"],
        &["单位", "负责人"],
        &["1", TASK, "市财政局", "李明", "市教育局"],
    ]);
    assert_eq!(who_and_when(&vague), ["市财政局|市教育局|"]);
}

#[test]
fn what_is_said_of_a_table_beside_its_title_is_no_header_and_no_form() {
    let table = html(&[
        &["填报单位：督查室", "", "", "2023年5月31日"],
        &["序号", "工作任务", "牵头单位", "完成时限"],
        &["1", TASK, "市教育局", "6月底前"],
        &["填表人：张三", "", "审核人：李四", "2023年5月31日"],
    ]);
    assert_eq!(who_and_when(&table), ["市教育局||6月底前"]);
}

#[test]
fn of_several_columns_of_times_the_last_day_counts() {
    let table = html(&[
        &["序号", "交办时间", "交办事项", "承办单位", "会办单位", "要求完成时间", "二季度进度"],
        &["1", "2023年3月2日", TASK, "市城管局", "市水务局", "4月底前", "完成8家"],
    ]);
    assert_eq!(who_and_when(&table), ["市城管局|市水务局|4月底前"]);
}

#[test]
fn rows_numbered_in_chinese_head_the_rows_numbered_in_figures() {
    let table = html(&[
        &["序号", "工作任务", "责任单位", "完成时限"],
        &["一", "经济发展", "", ""],
        &["1", TASK, "市商务局", "6月底"],
        &["（二）", "社会事业-3"],
        &["2", TASK, "市民政局", "年底"],
        &["合计（2项）", "", "", ""],
    ]);
    assert_eq!(rows(&table), ["1经济发展|1||市商务局", "2社会事业|2||市民政局"]);
}

#[test]
fn the_outer_of_two_labels_is_the_category_and_numbers_are_no_part_of_titles() {
    let table = html(&[
        &["重点工作", "序号", "任务名称", "主要内容", "责任单位"],
        &["一、办好教育|2", "1", "1.增加学位", TASK, "市教育局"],
        &["2", "2.改善校舍", TASK, "市住建局"],
        &["二、发展文旅", "3", "3.建设景区", TASK, "市文旅局"],
    ]);
    assert_eq!(
        rows(&table),
        ["1办好教育|1|增加学位|市教育局", "1办好教育|2|改善校舍|市住建局", "2发展文旅|3|建设景区|市文旅局"]
    );
}

#[test]
fn a_note_says_that_the_first_of_several_units_leads_and_ditto_repeats_the_row_above() {
    let table = html(&[
        &["序号", "工作任务", "责任单位（排在第一位的为牵头单位）", "完成时限"],
        &["1", TASK, "市教育局、市财政局", "6月底"],
        &["2", TASK, "同上", "〃"],
    ]);
    assert_eq!(who_and_when(&table), ["市教育局|市财政局|6月底"; 2]);
}

#[test]
fn a_caption_above_a_table_says_that_the_first_of_several_units_leads() {
    let table = html(&[
        &["序号", "工作任务", "责任单位", "完成时限"],
        &["1", TASK, "市教育局、市财政局", "6月底"],
        &["2", TASK, "市教育局、市财政局", "6月底"],
    ]);
    let said = table.replace("<table>", "<p>说明：责任单位中排在第一位的为牵头单位，其余为配合单位。</p><table>");
    assert_eq!(who_and_when(&said), ["市教育局|市财政局|6月底"; 2]);
    assert_eq!(who_and_when(&table), ["市教育局、市财政局||6月底"; 2]);
}

#[test]
fn tables_that_make_known_order_nothing() {
    let powers = html(&[
        &["序号", "事项名称", "设定依据", "实施机关", "办理时限"],
        &["1", "户外广告设置许可", "城市市容条例", "市城管局", "20个工作日"],
    ]);
    assert_eq!(who_and_when(&powers), [""; 0]);
}

#[test]
fn tasks_stand_under_the_name_of_who_is_to_do_them() {
    let table = |unit: &str, number: &str| format!("{unit}\n序号\t目标任务\t完成时限\n{number}\t{TASK}\t年底前\n");
    let tables = format!("{}{}", table("一、市教育局（1项）", "1"), table("二、市民政局、市财政局（1项）", "1"));
    assert_eq!(who_and_when(&tables), ["市教育局||年底前", "市民政局、市财政局||年底前"]);
    let band = html(&[
        &["序号", "工作任务", "完成时限"],
        &["责任单位：市教育局-3"],
        &["1", TASK, "年底前"],
        &["责任单位：市民政局-3"],
        &["2", TASK, "年底前"],
    ]);
    assert_eq!(who_and_when(&band), ["市教育局||年底前", "市民政局||年底前"]);
}

#[test]
fn faults_listed_without_measures_are_texts_and_no_titles() {
    let faults = html(&[
        &["序号", "存在问题", "责任单位", "整改时限"],
        &["1", "办事指南不完整", "县政务局", "5月底前"],
        &["2", "数据共享不充分", "县数据局", "8月底前"],
    ]);
    let read = tasks(&faults);
    assert_eq!(read[0].text.as_deref(), Some("办事指南不完整"));
    assert!(read.iter().all(|task| task.title.is_none()));
}

#[test]
fn a_value_is_read_with_the_unit_of_measure_in_the_column_beside_it() {
    let rows: [&[&str]; 5] = [
        &["序号", "指标名称", "单位", "2023年目标", "责任单位"],
        &["1", "地区生产总值增速", "%", "6.5", "市发展改革委"],
        &["2", "固定资产投资增速", "%", "10左右", "市发展改革委"],
        &["3", "城镇新增就业", "万人", "3", "市人社局"],
        &["4", "粮食产量", "亿斤", "稳定", "市农业农村局"],
    ];
    let tabs = rows.map(|row| row.join("\t") + "\n").concat();
    for source in [html(&rows), tabs] {
        let read = tasks(&source);
        let yields: Vec<_> = read.iter().filter_map(|task| task.deliverable.as_deref()).collect();
        assert_eq!(yields, ["6.5%", "10%左右", "3万人", "稳定"], "{source}");
        let goals: Vec<_> = read.iter().flat_map(|task| &task.targets).map(|goal| goal.unit.as_deref()).collect();
        assert_eq!(goals, [Some("%"), Some("%"), Some("万人")]);
    }
}

#[test]
fn breaks_in_a_cell_part_names_that_are_whole() {
    let header = ["序号", "工作任务", "牵头单位", "配合单位"];
    let units = ["县财政局|柳河镇|供电公司", "团县委|县融媒体|中心|各街道", "县政府|办公室|县残联、|县妇联"];
    let expected = ["县财政局、柳河镇、供电公司", "团县委、县融媒体中心、各街道", "县政府办公室、县残联、县妇联"];
    let table = |row: &dyn Fn(&[&str]) -> String, line_end: &str| {
        let body = (1..)
            .zip(units)
            .map(|(n, units)| row(&[&n.to_string(), "推进便民服务", "县住建局", &units.replace('|', line_end)]));
        format!("{}{}", row(&header), body.collect::<String>())
    };
    let html = |cells: &[&str]| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
    let tabs = |cells: &[&str]| {
        let quoted = |cell: &&str| if cell.contains('\n') { format!("\"{cell}\"") } else { (*cell).to_owned() };
        format!("{}\n", cells.iter().map(quoted).collect::<Vec<_>>().join("\t"))
    };
    let pipes = |cells: &[&str]| format!("| {} |\n", cells.join(" | "));
    for source in [
        format!("<html><body><table>{}</table></body></html>", table(&html, "<br>")),
        format!("<html><body><table>{}</table></body></html>", table(&html, "</p><p>")),
        table(&tabs, "\n"),
        table(&pipes, "<br>"),
    ] {
        let support = tasks(&source)
            .into_iter()
            .map(|task| task.support.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join("、"));
        assert_eq!(support.collect::<Vec<_>>(), expected, "{source}");
    }
}

#[test]
fn breaks_and_pipes_of_markdown_are_no_part_of_a_cell() {
    let markdown = "|序号|工作任务|责任单位|\n|---|:--:|---|\n|1|建立工作机制，<br>完善平台<br/>功能。|市教育局|\n";
    let found = tasks(markdown);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text.as_deref(), Some("建立工作机制，完善平台功能。"));
}

#[test]
fn lists_side_by_side_in_one_row_are_a_task_each() {
    let table = html(&[
        &["序号", "工作任务", "责任单位", "完成时限"],
        &["1", "1.制定实施方案。<br>2.新增学位300个。", "1.市教育局<br>2.市财政局", "1.6月底<br>2.全年"],
        &["2", "1.修订办法；2.开展检查。", "市司法局", "年底"],
    ]);
    assert_eq!(who_and_when(&table), ["市教育局||6月底", "市财政局||全年", "市司法局||年底"]);
}

#[test]
fn labels_before_the_task_are_told_by_their_cells_whatever_their_header_says() {
    let table = html(&[
        &["战役", "要点", "创建标准", "责任单位"],
        &["蓝天|2", "扬尘", TASK, "市住建局"],
        &["锅炉", TASK, "市生态环境局"],
        &["碧水|2", "河道", TASK, "市水利局"],
        &["管网", TASK, "市城管局"],
    ]);
    assert_eq!(
        rows(&table),
        ["蓝天||扬尘|市住建局", "蓝天||锅炉|市生态环境局", "碧水||河道|市水利局", "碧水||管网|市城管局"]
    );
}

#[test]
fn where_a_task_comes_from_and_whom_it_concerns_are_no_units() {
    let table = html(&[
        &["序号", "议题来源", "督办事项", "检查对象", "主责单位", "完成时限"],
        &["1", "市政府常务会", TASK, "市供水公司", "市住建局", "6月底前"],
        &["2", "市委常委会", TASK, "市供热公司", "市城管局", "9月底前"],
    ]);
    assert_eq!(who_and_when(&table), ["市住建局||6月底前", "市城管局||9月底前"]);
    assert_eq!(rows(&table), ["|1||市住建局", "|2||市城管局"]);
}

#[test]
fn short_sentences_that_open_the_texts_of_a_table_are_titles() {
    let text = |heading: &str| format!("{heading}。{TASK}。");
    let texts = ["推进工业绿色升级", "加快农业绿色发展", "打造绿色物流"].map(text);
    let table = html(&[
        &["序号", "重点任务", "责任单位"],
        &["1", &texts[0], "市工信局"],
        &["2", &texts[1], "市农业农村局"],
        &["3", &texts[2], "市交通运输局"],
    ]);
    assert_eq!(
        rows(&table),
        ["|1|推进工业绿色升级|市工信局", "|2|加快农业绿色发展|市农业农村局", "|3|打造绿色物流|市交通运输局"]
    );
}

#[test]
fn tables_drawn_with_characters_are_tables() {
    let drawn = "\
某市2005年工作任务分解表
┌────┬──┬──────────┬──────┐
│工作重点│序号│工作内容　　　　　　│牵头单位　　│
├────┼──┼──────────┼──────┤
│一、普法│１　│编印手册，发放到各镇│市司法局　　│
│宣传　　│　　│街、社区。　　　　　│　　　　　　│
│　　　　├──┼──────────┼──────┤
│　　　　│２　│举办讲座。　　　　　│市文化局　　│
├────┼──┼──────────┼──────┤
│二、执法│３　│开展检查。　　　　　│市工商局　　│
└────┴──┴──────────┴──────┘
";
    assert_eq!(rows(drawn), ["1普法宣传|1||市司法局", "1普法宣传|2||市文化局", "2执法|3||市工商局"]);
    let grid = "\
某市工作任务分解表

+------+----------------+----------+
| 序号 | 工作任务       | 牵头单位 |
+======+================+==========+
| 1    | 编印手册，发放 | 市司法局 |
|      | 到社区。       |          |
+------+----------------+----------+
| 2    | 举办讲座。     | 市文化局 |
+------+----------------+----------+
";
    assert_eq!(rows(grid), ["|1||市司法局", "|2||市文化局"]);
}

#[test]
fn pipes_may_stand_between_the_cells_alone() {
    let table = |rule: &str| {
        format!(
            "工作任务分解表\n\n序号| 工作任务| 牵头单位| 完成时间\n{rule}1| 编印手册| 市司法局| 6月底\n2| 举办讲座| 市文化局| 年底\n3| 开展检查| 市工商局| 年底\n"
        )
    };
    for rule in ["---|---|---|---\n", ""] {
        assert_eq!(rows(&table(rule)), ["|1||市司法局", "|2||市文化局", "|3||市工商局"]);
    }
}

#[test]
fn a_label_over_all_columns_is_no_header_though_it_holds_a_word_of_one() {
    let row =
        |number: u8, unit: &str| format!("<tr><td>{number}</td><td>{TASK}。</td><td>{unit}</td><td>年底</td></tr>");
    let band = |label: &str| format!("<tr><td colspan=4>{label}</td></tr>");
    let html = format!(
        "<html><body><table><tr><td>序号</td><td>工作任务</td><td>牵头单位</td><td>完成时限</td></tr>{}{}{}{}{}</table></body></html>",
        band("重点领域改革"),
        row(1, "市发改委"),
        band("强化保障措施"),
        row(2, "市财政局"),
        row(3, "市人社局"),
    );
    assert_eq!(rows(&html), ["重点领域改革|1||市发改委", "强化保障措施|2||市财政局", "强化保障措施|3||市人社局"]);
}

#[test]
fn cells_broken_over_several_lines_are_whole() {
    let text = "2020年工作任务分解表\n序号\t工作任务\t牵头单位\t完成时间\n1\t修订办法，\n简化流程，\n扩大\n范围。\t市科技局\t6月底前\n\
                2\t举办论坛。\t市文化局、\n市旅游局\t4月\n底前\n3\t开展检查。\t市工商局\t11月底前\n";
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    let found = read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default());
    let said: Vec<_> = found.tasks.iter().filter_map(|task| task.text.as_deref()).collect();
    assert_eq!(said, ["修订办法，简化流程，扩大范围。", "举办论坛。", "开展检查。"]);
    let (units, deadline) = (&found.tasks[1].lead, &found.tasks[1].deadline);
    assert_eq!((units.len(), deadline.as_ref().map(|time| time.raw.as_str())), (2, Some("4月底前")));
}

#[test]
fn a_header_in_two_rows_is_read_from_its_lines() {
    let rows_of = |header: &str| {
        let body = "1\n编印手册，发放到各镇街和社区。\n市司法局\n市文化局\n6月底前\n2\n举办讲座，组织志愿者参加。\n市文化局\n市教育局\n年底前\n\
                    3\n开展检查，公布检查结果。\n市工商局\n市公安局\n年底前\n4\n建立台账，按月更新。\n市统计局\n市财政局\n年底前\n";
        rows(&format!("任务分解表\n{}\n{body}", header.replace(' ', "\n")))
    };
    let expected = ["|1||市司法局", "|2||市文化局", "|3||市工商局", "|4||市统计局"];
    assert_eq!(rows_of("序号 工作任务 责任单位 完成时限 牵头单位 配合单位"), expected);
    assert_eq!(rows_of("序号 工作任务 责任单位 牵头单位 配合单位 完成时限"), expected);
}

#[test]
fn labels_and_two_header_rows_are_read_where_lines_keep_their_places() {
    let text = "\
                2015年重点工作任务分工
                                            责任单位
序号              工作任务                                         完成时限
                                      牵头单位         配合单位
                       一、鼓励发明创造
     修订《专利资助办法》，调整资助结构，加大对发明专利
1                                  市科技局         市财政局         6月底前
     申请的资助力度。
     开展“消除零专利”行动，引导规模以上企业申请专利，
2    扩大覆盖面，提升企业创新能力，健全激励机制和服务     市科技局         市工信局         12月底前
     体系。
                       二、强化保护服务
     开展专项执法，查处假冒行为，公布典型案例，畅通投诉
3                                  市工商局         市公安局         全年
     渠道。
     建设维权援助站点，完善服务流程，组织业务培训，方便
4                                  市司法局         各区政府         9月底前
     企业维权。
";
    assert_eq!(
        rows(text),
        [
            "1鼓励发明创造|1||市科技局",
            "1鼓励发明创造|2||市科技局",
            "2强化保护服务|3||市工商局",
            "2强化保护服务|4||市司法局"
        ]
    );
}

#[test]
fn what_stands_in_the_way_behind_the_units_heads_no_row() {
    let header = ["序号", "主要任务", "牵头单位", "完成时限", "进展情况", "存在问题"];
    let table = html(&[
        &header,
        &["1", TASK, "市大数据局", "6月底前", "推进中", "资金不足"],
        &["2", TASK, "市教育局", "7月底前", "已完成", "无"],
    ]);
    assert_eq!(rows(&table), ["|1||市大数据局", "|2||市教育局"]);
    let before = html(&[
        &["序号", "存在问题", "整改措施", "责任单位"],
        &["1", "档案不全", TASK, "市档案局"],
        &["2", "制度不全", TASK, "市财政局"],
    ]);
    assert_eq!(rows(&before), ["|1|档案不全|市档案局", "|2|制度不全|市财政局"]);
}

#[test]
fn persons_beside_their_agencies_and_who_leads_beside_who_is_responsible() {
    let table = html(&[
        &["序号", "主要任务", "主责单位及责任人", "责任单位", "完成时限"],
        &["1", TASK, "市大数据局<br>张伟", "市公安局", "6月底前"],
        &["2", TASK, "市教育局<br>刘 洋", "市财政局", "7月底前"],
    ]);
    assert_eq!(who_and_when(&table), ["市大数据局|市公安局|6月底前", "市教育局|市财政局|7月底前"]);
}

#[test]
fn a_bureau_for_persons_is_whole_before_a_label_on_the_next_line() {
    let table = html(&[
        &["序号", "主要任务", "责任单位", "完成时限"],
        &["1", TASK, "牵头单位：县人社局<br>配合单位：县总工会", "6月底前"],
        &["2", TASK, "牵头单位：县教育局<br>配合单位：县财政局", "7月底前"],
    ]);
    assert_eq!(who_and_when(&table), ["县人社局|县总工会|6月底前", "县教育局|县财政局|7月底前"]);
}

#[test]
fn a_remark_below_a_heading_leaves_its_table_under_it() {
    let table = html(&[&["序号", "主要任务", "牵头单位"], &["1", TASK, "市大数据局"], &["2", TASK, "市教育局"]]);
    let text = format!("<p>二、法治环境</p><p>以下任务由牵头单位制定方案，报市政府备案。</p>{table}");
    assert_eq!(rows(&text), ["2法治环境|1||市大数据局", "2法治环境|2||市教育局"]);
}

#[test]
fn a_header_right_below_the_last_row_of_a_page_goes_on_with_no_cell() {
    let header = "类号\t项目分类\t序号\t工作内容\t负责单位\t参与单位\n";
    let row = |number: &str, unit: &str| format!("\t\t{number}\t{TASK}。\t{unit}\n");
    let text = format!(
        "某市2020年工作分解表\n{header}一\t完善机制\t1\t{TASK}。\t市教育局\t市法院\n{}{header}{}{}",
        row("2", "市财政局"),
        row("3", "市统计局"),
        row("4", "市卫生健康委")
    );
    let expected =
        ["1完善机制|1||市教育局", "1完善机制|2||市财政局", "1完善机制|3||市统计局", "1完善机制|4||市卫生健康委"];
    assert_eq!(rows(&text), expected);
}

#[test]
fn a_column_that_no_known_word_heads_costs_no_table() {
    let widths = [6, 40, 16, 16, 12];
    let line = |cells: [&str; 5]| -> String {
        let pad = |(cell, width): (&str, usize)| {
            let size = cell.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
            format!("{cell}{}", " ".repeat(width.saturating_sub(size).max(2)))
        };
        cells.into_iter().zip(widths).map(pad).collect::<String>() + "\n"
    };
    let table = |of: &dyn Fn([&str; 5]) -> String| {
        [
            ["序号", "主要任务", "责任单位", "完成时限", "风险等级"],
            ["1", "编制政务数据资源目录。", "市大数据局", "2022年6月底", "高"],
            ["2", "建设数据共享平台。", "市公安局", "2022年9月底", "低"],
            ["3", "推进电子证照应用。", "市教育局", "2022年12月底", "低"],
        ]
        .map(of)
        .concat()
    };
    let expected = ["|1||市大数据局", "|2||市公安局", "|3||市教育局"];
    assert_eq!(rows(&format!("某市2022年任务分解表\n\n{}", table(&line))), expected);
    let one_a_line = |cells: [&str; 5]| cells.join("\n") + "\n";
    assert_eq!(rows(&format!("某市2022年任务分解表\n{}", table(&one_a_line))), expected);
}

/// The lines of the cells of a table of tasks, broken as a print breaks them.
const DUMPED: [[&[&str]; 5]; 6] = [
    [
        &["1"],
        &["建设数据共享交换平台，完成与省平台的级联", "对接，共享数据达到五百万条。"],
        &["市大数据局"],
        &["市财政局"],
        &["2022年6月", "底前"],
    ],
    [&["2"], &["推进电子证照归集应用。"], &["市教育局"], &["市公安局、市民政局", "、市统计局"], &["2022年", "12月"]],
    [
        &["3"],
        &["推行“一件事一次办”，梳理公布服务事项，", "减少申请材料，压缩办理时间，降低企业办事", "成本。"],
        &["市统计局"],
        &["市人社局、市医保局", "、市住房城乡建设局"],
        &["长期"],
    ],
    [&["4"], &["开展营商环境满意度评价。"], &["市卫生健康委"], &["市财政局"], &["2022年8月", "底前"]],
    [
        &["5"],
        &["制定信用分级分类监管办法，对守信主体减少", "检查频次，对失信主体增加检查频次。"],
        &["市工商局"],
        &["市司法局"],
        &["每季度"],
    ],
    [
        &["6"],
        &["整治违规涉企收费，公布收费目录清单，建立", "举报投诉处理机制。"],
        &["市发展改革委"],
        &["市财政局"],
        &["2022年5月", "底前"],
    ],
];

/// That table as an extractor of streams writes it, and as one that keeps the places of the print: the labels of `bands` over
/// its whole width stand above rows 1 and 4.
fn dumps_with_bands(bands: [&str; 2]) -> [String; 2] {
    const STARTS: [usize; 5] = [0, 5, 29, 39, 52];
    let header = ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"];
    let label = |at: usize| if at.is_multiple_of(3) { format!("{}\n", bands[at / 3]) } else { String::new() };
    let mut stream = format!("某市重点工作任务分解表\n{}\n", header.join("\n"));
    let place = |cells: &[&str]| {
        let mut line = String::new();
        for (cell, start) in cells.iter().zip(STARTS).filter(|(cell, _)| !cell.is_empty()) {
            let gap = start.saturating_sub(line.chars().count());
            line.push_str(&" ".repeat(gap));
            line.push_str(cell);
        }
        line + "\n"
    };
    let mut placed = format!("          某市重点工作任务分解表\n\n{}", place(&header));
    for (at, row) in DUMPED.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| cell.join("\n")).collect();
        stream.extend([label(at), cells.join("\n"), "\n".to_owned()]);
        placed += &label(at);
        // Cells stand in the middle of their row: every second line is half a line further down.
        let height = row.iter().map(|cell| cell.len()).max().unwrap_or(0);
        for half in 0..2 * height {
            let line = |cell: &&[&'static str]| {
                let from = height - cell.len();
                half.checked_sub(from)
                    .filter(|down| down % 2 == 0)
                    .and_then(|down| cell.get(down / 2))
                    .copied()
                    .unwrap_or("")
            };
            let cells: Vec<&str> = row.iter().map(line).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                placed += &place(&cells);
            }
        }
    }
    [stream, placed]
}

#[test]
fn labels_between_the_rows_of_a_dump_head_the_rows_below_them() {
    let expected = |numbered: bool| -> Vec<String> {
        let labels = if numbered {
            ["1夯实数据基础", "2提升服务水平"]
        } else {
            ["夯实数据基础", "提升服务水平"]
        };
        let row = |at: usize| format!("{}|{}||{}", labels[at / 3], DUMPED[at][0][0], DUMPED[at][2][0]);
        (0..6).map(row).collect()
    };
    for bands in [
        ["一、夯实数据基础", "二、提升服务水平"],
        ["（一）夯实数据基础", "（二）提升服务水平"],
        ["一    夯实数据基础", "二    提升服务水平"],
    ] {
        for dump in dumps_with_bands(bands) {
            assert_eq!(rows(&dump), expected(true), "{dump}");
        }
    }
    for dump in dumps_with_bands(["夯实数据基础", "提升服务水平"]) {
        assert_eq!(rows(&dump), expected(false), "{dump}");
    }
}

#[test]
fn times_broken_over_lines_of_a_dump_are_whole() {
    for dump in dumps_with_bands(["一、夯实数据基础", "二、提升服务水平"]) {
        let times: Vec<String> =
            who_and_when(&dump).iter().map(|row| row.rsplit('|').next().unwrap_or_default().to_owned()).collect();
        assert_eq!(
            times,
            ["2022年6月底前", "2022年12月", "长期", "2022年8月底前", "每季度", "2022年5月底前"],
            "{dump}"
        );
    }
}

#[test]
fn what_stands_below_the_table_of_a_dump_is_no_row() {
    let tails = [
        "备注：1.各责任单位每月25日前报送进展情况。\n",
        "抄送：市委各部门，市人大常委会办公室。\n某市人民政府办公室          2022年3月6日印发\n",
        "附件2\n某市工作领导小组成员名单\n组  长：李德刚\n成  员：张斌\n",
    ];
    for dump in dumps_with_bands(["一、夯实数据基础", "二、提升服务水平"]) {
        for tail in tails {
            let tasks = tasks(&format!("{dump}{tail}"));
            let last = tasks.last().and_then(|task| task.text.as_deref());
            assert_eq!((tasks.len(), last), (6, Some(DUMPED[5][1].concat().as_str())), "{dump}{tail}");
        }
    }
}

#[test]
fn a_line_that_heads_every_page_of_a_dump_is_no_label() {
    let header = "任务类别 序号 主要任务 牵头单位 配合单位 完成时限\n";
    let rows_of = |from: usize, label: &str| -> String {
        let row = |row: &[&[&str]; 5]| row.iter().map(|cell| cell.join("\n")).collect::<Vec<_>>().join("\n") + "\n";
        format!("{label}\n{}", DUMPED[from..from + 3].iter().map(row).collect::<String>())
    };
    let head = "某市人民政府办公室文件\n";
    let dump = format!(
        "{head}某市重点工作任务分解表\n{header}{}— 1 —\n{head}{header}{}— 2 —\n",
        rows_of(0, "夯实基础"),
        rows_of(3, "提升服务")
    );
    assert!(rows(&dump).iter().all(|row| !row.contains("办公室文件")), "{:?}", rows(&dump));
}

#[test]
fn the_second_of_two_tables_of_a_dump_stands_below_its_own_heading() {
    let [stream, _] = dumps_with_bands(["", ""]);
    let table = stream.replace("\n\n", "\n").replace("某市重点工作任务分解表\n", "");
    let dump = format!("某市重点工作任务分解表\n一、数据共享\n{table}二、审批服务\n{table}");
    let labels: Vec<String> =
        rows(&dump).iter().map(|row| row.split('|').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(labels, [["1数据共享"; 6], ["2审批服务"; 6]].concat());
}

#[test]
fn the_rows_of_a_header_that_an_extractor_ran_together_are_parted() {
    let body = "1 建设平台，完成级联对接。 市大数据局 市财政局 2022年6月底前\n2 归集电子证照。 市教育局 市民政局 2022年12月底前\n                3 开展满意度评价。 市统计局 市人社局 2022年8月底前\n4 公布收费目录。 市司法局 市工商局 2022年5月底前\n";
    let dump = format!("任务分工表\n序号 工作任务 责任单位 完成时限牵头单位 配合单位\n{body}");
    assert_eq!(who_and_when(&dump)[0], "市大数据局|市财政局|2022年6月底前");
}

/// Lines of cells parted by tabs.
fn tabbed(rows: &[&[&str]]) -> String {
    rows.iter().map(|cells| cells.join("\t") + "\n").collect()
}

#[test]
fn a_header_over_measure_and_work_leaves_both_to_the_row() {
    let body: [&[&str]; 4] = [
        &["1. 健全协调机制", "每半年召开一次联席会议", "市科技局", "市工商局、文化局", "长期"],
        &["", "健全县（区）知识产权管理和执法机构", "各县区人民政府", "", "2019年"],
        &["2. 加强执法保护", "开展专项行动", "市公安局", "市工商局", "长期"],
        &["", "公开行政处罚案件信息", "市司法局", "", "2018年"],
    ];
    let spread: &[&str] = &["具体任务内容", "", "牵头单位", "配合单位", "完成时间"];
    let short: &[&str] = &["具体任务内容", "牵头单位", "配合单位", "完成时间"];
    let expected = [
        "|1|健全协调机制|市科技局",
        "|1|健全协调机制|各县区人民政府",
        "|2|加强执法保护|市公安局",
        "|2|加强执法保护|市司法局",
    ];
    for header in [spread, short] {
        let table = tabbed(&[&[header], &body[..]].concat());
        assert_eq!(rows(&table), expected);
        assert_eq!(tasks(&table)[1].text.as_deref(), Some("健全县（区）知识产权管理和执法机构"));
    }
}

#[test]
fn units_that_share_the_last_cell_with_a_time_do_not_hide_a_column_that_the_header_lacks() {
    let table = tabbed(&[
        &["具体任务内容", "牵头单位", "配合单位", "完成时间"],
        &["1. 开展改革试点", "建设改革试验区", "高新区管委会", "2017 年"],
        &["", "推进改革创新工作", "东山区政府", "市司法局 2017 年"],
        &["2. 建设协作中心", "做好协作中心服务", "市科技局", "高新区管委会 长期"],
    ]);
    let expected = ["|1|开展改革试点|高新区管委会", "|1|开展改革试点|东山区政府", "|2|建设协作中心|市科技局"];
    assert_eq!(rows(&table), expected);
    assert_eq!(tasks(&table)[2].support[0].name, "高新区管委会");
}

#[test]
fn numbers_in_chinese_before_the_running_number_make_categories_whatever_the_header_says() {
    let body: [&[&str]; 5] = [
        &["一", "开展农产品整顿", "1", TASK, "市农业局", "市质监局"],
        &["", "", "2", TASK, "市林业局", ""],
        &["二", "开展流通环节整顿", "3", TASK, "市工商局", "市教育局"],
        &["", "", "4", TASK, "市商务局", ""],
        &["", "三 健全长效机制", "5", TASK, "市监察局", ""],
    ];
    let expected = [
        "1开展农产品整顿|1||市农业局",
        "1开展农产品整顿|2||市林业局",
        "2开展流通环节整顿|3||市工商局",
        "2开展流通环节整顿|4||市商务局",
        "3健全长效机制|5||市监察局",
    ];
    for words in
        [["序号", "整顿项目", "编号"], ["类别", "项目", "序号"], ["大项", "工作重点", "小项"], ["", "项目分类", "序号"]]
    {
        let header = [&words[..], &["工作任务", "牵头单位", "配合单位"]].concat();
        assert_eq!(rows(&tabbed(&[&[&header[..]], &body[..]].concat())), expected, "{words:?}");
    }
}

#[test]
fn rows_that_name_work_and_units_of_their_own_share_the_number_above() {
    let table = tabbed(&[
        &["序号", "工作任务", "责任单位", "完成时限"],
        &["1", "完善会议制度", "市科技局", "2018年"],
        &["", "定期研究问题", "市财政局", "长期"],
        &["2", "建立评议制度，", "市统计局、", "2019年"],
        &["", "防范各类风险", "市司法局", ""],
        &["3", "加强宣传培训", "市教育局", "长期"],
    ]);
    assert_eq!(rows(&table), ["|1||市科技局", "|1||市财政局", "|2||市统计局", "|3||市教育局"]);
}

/// The number of the category of each of the rows 1, 2, 3, … below; `/` begins a page, `n:` labels the row with number n
/// in a cell of its own, `n.` in one with the label, `-n` the line after it; `+` says （续）.
fn categories(pages: &str) -> String {
    let header = "类号\t项目分类\t序号\t工作内容\t负责单位\t参与单位\n";
    let han = ["", "一", "二", "三", "四", "五", "六"];
    let mut text = String::from("某市工作分解表\n");
    let mut row = 0;
    for page in pages.split('/') {
        text += header;
        for mark in page.split_whitespace() {
            let number = mark.find(|c: char| c.is_ascii_digit()).map_or("", |at| &mark[at..=at]);
            let number = han[number.parse().unwrap_or(0)].to_owned() + if mark.contains('+') { " (续)" } else { "" };
            let [own, shared] = match mark.chars().find(|c| ":.-".contains(*c)) {
                Some(':') => [number.clone(), "加强甲类工作".to_owned()],
                Some('.') => [String::new(), format!("{number} 加强甲类工作")],
                _ => [String::new(), String::new()],
            };
            row += 1;
            let number_of_row = row.to_string();
            text += &tabbed(&[&[&own, &shared, &number_of_row, TASK, "市科技局", ""]]);
            if mark.starts_with('-') {
                text += &tabbed(&[&["", &(number + " 加强甲类工作"), "", "", "", ""]]);
            }
        }
    }
    rows(&text).iter().map(|row| row.chars().next().unwrap_or('?')).collect()
}

#[test]
fn where_labels_stand_among_their_rows_is_told_by_those_that_leave_no_doubt() {
    // On their first rows.
    assert_eq!(categories("1: _ _ 2: / 2+: _ 3: _"), "11122233");
    // On their last.
    assert_eq!(categories("_ _ 1: _ 2: / _ 2+: _ _ _ 3:"), "11122223333");
    // On the line after.
    assert_eq!(categories("_ _ -1 _ -2 / _ -2+ _ _ _ -3"), "11122223333");
    // In the middle, but on the first row where the number has a cell of its own.
    assert_eq!(categories("1: _ _ 2: _ / 2+: _ _ 3: _ / 3+: _ _ 4. _"), "111222223333444");
}

#[test]
fn labels_of_a_dump_that_span_rows_with_their_numbers_are_categories() {
    let row = |label: &str, task: &str, unit: &str| format!("{label}{task}\n2021年12月\n{unit}\n");
    let dump = [
        "某市教育改革任务清单\n序号\n工作任务\n具体指标\n完成时间\n责任处室（单位）\n".to_owned(),
        row("1\n组织领导\n", "成立市教育局数字化改革工\n作专班，制定改革方案。", "办公室"),
        row("", "召开数字化改革推进会，部\n署年度任务。", "办公室"),
        row("2\n平台建设\n", "建成教育数据仓，归集学籍\n数据。", "教育技术中心"),
        row("", "开发学生成长档案应用，覆\n盖全市中小学。", "教育技术中心"),
        row("3\n保障措施\n", "安排专项资金，纳入年度预\n算。", "计财处"),
        row("", "组织教师数字素养培训，全\n员轮训。", "人事处"),
    ];
    let expected = [
        "1组织领导|||办公室",
        "1组织领导|||办公室",
        "2平台建设|||教育技术中心",
        "2平台建设|||教育技术中心",
        "3保障措施|||计财处",
        "3保障措施|||人事处",
    ];
    assert_eq!(rows(&dump.concat()), expected);
}

#[test]
fn labels_that_count_on_are_the_outer_ones_of_a_dump() {
    // As a browser's print is dumped in the order of its commands: the number of the page comes first on each.
    let row = |number: usize, tail: &str, unit: &str| {
        format!("{number} 建立部门会商和信息共享的工作机制，按月通报进展情\n况并{tail}。 {unit} 市财政局 全年\n")
    };
    let first = [row(1, "落实责任", "市数据局"), row(2, "抓好整改", "市教育局")];
    let second = [row(3, "完善台账", "市民政局"), row(4, "加强考核", "市水务局"), row(5, "总结经验", "市体育局")];
    let dump = format!(
        "第1页\n某市重点任务分解表\n重点领域 主要任务 序号 具体措施 牵头单位 配合单位 完成时限\n\
         一、夯实数\n字底座\n算力网络\n{}数据平台\n{}\u{c}第2页\n\
         二、推进数\n据资源开发\n园区建设\n{}{}便民应用\n{}",
        first[0], first[1], second[0], second[1], second[2]
    );
    let expected = [
        "1夯实数字底座|1|算力网络|市数据局",
        "1夯实数字底座|2|数据平台|市教育局",
        "2推进数据资源开发|3|园区建设|市民政局",
        "2推进数据资源开发|4|园区建设|市水务局",
        "2推进数据资源开发|5|便民应用|市体育局",
    ];
    assert_eq!(rows(&dump), expected);
}

#[test]
fn halves_of_header_words_head_no_columns_of_their_own() {
    let row =
        |number: usize, unit: &str| format!("{number} {TASK}。 {unit}\n市财政局、市人力资源\n社会保障局\n10月底前\n");
    let dump = format!(
        "某市重点任务分解表\n序号 重点任务 牵头\n部门\n参与\n单位\n完成\n时限\n{}{}{}",
        row(1, "市教育局"),
        row(2, "市水务局"),
        row(3, "市林业局")
    );
    assert_eq!(rows(&dump), ["|1||市教育局", "|2||市水务局", "|3||市林业局"]);
}

#[test]
fn two_tables_one_below_the_other_are_read_by_their_own_headers() {
    let text = "某县重点工作安排\n\n附件1\n重点项目表\n序号\t项目名称\t年度投资\t责任单位\t完成时限\n1\t县中医院迁建\t5000万元\t县卫健局\t12月底\n\
                2\t城区道路改造\t3000万元\t县住建局\t10月底\n合计\t\t8000\t\t\n附件2\n改革清单\n序号\t改革任务\t牵头单位\t配合单位\t完成时限\n\
                1\t完成公司制改制\t县财政局\t县人社局\t6月\n2\t推进户籍制度改革\t县公安局\t县发改局\t9月\n";
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    let tasks = read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default()).tasks;
    let found: Vec<_> =
        tasks.iter().map(|task| (task.text.as_deref(), task.section.as_deref(), task.support.len())).collect();
    assert_eq!(
        found,
        [
            (Some("县中医院迁建"), Some("重点项目表"), 0),
            (Some("城区道路改造"), Some("重点项目表"), 0),
            (Some("完成公司制改制"), Some("改革清单"), 1),
            (Some("推进户籍制度改革"), Some("改革清单"), 1),
        ]
    );
}

#[test]
fn marks_that_single_out_a_unit_are_no_part_of_its_name() {
    let table = html(&[
        &["序号", "工作任务", "责任单位", "完成时限"],
        &["1", "修缮文化广场。", "★市文旅局、市城管局", "5月底前"],
        &["2", "举办书画展两场。", "①市文旅局②市教育局", "6月底前"],
    ]);
    let leads: Vec<Vec<String>> =
        tasks(&table).iter().map(|task| task.lead.iter().map(|unit| unit.name.clone()).collect()).collect();
    assert_eq!(leads, [["市文旅局", "市城管局"], ["市文旅局", "市教育局"]]);
}
