//! What texts without places hold beside their words: what page breaks leave, broken headers, cells one a line.

use fenjie_layout::{Block, FurnitureKind, Row, Table, Watch, blocks, flattened};
use fenjie_lexicon::ColumnRole::{self, Category, Deadline, Lead, Sequence, Support, Task};
use fenjie_source::{Item, Limits};
use fenjie_text::Text;

fn read(text: &str) -> Vec<Block> {
    blocks(&fenjie_source::read(text.as_bytes(), Some("a.txt"), &Limits::default()).unwrap(), &Watch::default())
}

fn table(text: &str) -> Table {
    let table = read(text).into_iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    table.expect("a table")
}

fn prose(text: &str) -> Vec<String> {
    let words = |block| match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => Some(text.to_string()),
        _ => None,
    };
    read(text).into_iter().filter_map(words).collect()
}

#[test]
fn text_goes_on_over_the_rules_between_pages() {
    for rule in ["---", "***", "— 3 —\n\n---", "http://www.example.cn/a.html 1/2"] {
        let text = format!("建设教师中心（牵头单位：东山区\n\n{rule}\n\n政府，配合单位：市教育局）。\n");
        assert_eq!(prose(&text), ["建设教师中心（牵头单位：东山区政府，配合单位：市教育局）。"], "{rule}");
    }
}

#[test]
fn what_heads_the_pages_of_gazettes_and_prints_is_furniture() {
    for line in [
        "2012年第14期",
        "某省人民政府公报",
        "某省人民政府公报 2012年第14期",
        "https://www.example.gov.cn/a/b.shtml",
        "2024/4/22 15:06",
        "11/22/26, 6:06 PM 某页",
    ] {
        let blocks = read(&format!("第一段。\n{line}\n第二段。\n"));
        let kind = |block: &Block| match block {
            Block::Furniture(kind, _) => Some(*kind),
            _ => None,
        };
        let kinds: Vec<_> = blocks.iter().filter_map(kind).collect();
        assert!(matches!(kinds[..], [FurnitureKind::Running | FurnitureKind::PageNumber]), "{line}: {kinds:?}");
    }
    for line in ["2023年国民经济和社会发展统计公报", "2012年第14期培训班", "2024/4/22前完成"] {
        assert!(prose(&format!("第一段。\n{line}\n")).iter().any(|words| words == line), "{line}");
    }
}

const ROWS: [[&str; 4]; 3] = [
    ["整治河道、湖泊等12处重点水体，清淤不少于30万立方米。", "区水务局", "区城管局、区财政局", "11月底前"],
    ["新增口袋公园9个，绿道里程达到40公里。", "区园林局", "区住建局、各街道", "10月底前"],
    ["改造老旧小区21个，惠及居民3500户。", "区住建局", "区民政局", "9月底前"],
];

/// The rows with their numbers, one below the other, cells parted by `mark`.
fn numbered(mark: &str) -> String {
    let rows: Vec<String> = ROWS.iter().zip(1..).map(|(row, n)| format!("{n}{mark}{}", row.join(mark))).collect();
    rows.join("\n")
}

#[test]
fn whole_cells_are_never_cut() {
    let header = "工作任务\n牵头单位\n配合单位\n完成时限\n";
    let rows = ROWS.concat().join("\n");
    let table = table(&format!("某区重点工作任务分解表\n{header}{rows}\n"));
    let read: Vec<Vec<&str>> =
        table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
    assert_eq!(read, ROWS);
}

#[test]
fn a_header_word_broken_over_lines_is_whole() {
    let rows = numbered("\n");
    let table = table(&format!("任务分解表\n序\n号\n工作任务\n牵头\n单位\n配合单位\n完成时限\n{rows}\n"));
    let headers: Vec<&str> = table.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"]);
    assert_eq!(table.rows.len(), 3);
}

#[test]
fn the_lower_row_of_a_header_tells_the_columns() {
    let header = "序号\t工作任务\t责任单位\t\t完成时限\n\t\t牵头单位\t配合单位\t\n";
    let rows = numbered("\t");
    let roles: Vec<ColumnRole> = table(&format!("{header}{rows}")).columns.iter().map(|column| column.role).collect();
    assert_eq!(roles, [Sequence, Task, Lead, Support, Deadline]);
}

#[test]
fn cells_in_quotes_go_on_over_lines() {
    let text = "序号\t工作任务\t牵头单位\t配合单位\n1\t\"巡查校园周边，\n整改隐患。\"\t区公安局\t\"区教育局、\n区城管局\"\n2\t新建岗亭。\t区住建局\t\n";
    let table = table(text);
    assert_eq!(table.rows.len(), 2);
    let cell = |column: usize| table.rows[0].cells[column].text.as_str();
    assert_eq!((cell(1), cell(3)), ("巡查校园周边，整改隐患。", "区教育局、区城管局"));
}

/// The cells of all rows of a table, a row a line.
fn joined_rows(text: &str) -> Vec<String> {
    let cells = |row: &Row| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|");
    table(text).rows.iter().map(cells).collect()
}

#[test]
fn a_numbered_list_inside_a_cell_is_whole() {
    let header = "序号\t整改措施\t责任科室\t整改时限\n";
    let row = "1\t（1）修订制度。\n（2）建立台账。\n（3）开展调研。\t办公室\t8月底前\n2\t开展清查。\t财务科\t9月底前\n";
    let expected = ["1|（1）修订制度。（2）建立台账。（3）开展调研。|办公室|8月底前", "2|开展清查。|财务科|9月底前"];
    assert_eq!(joined_rows(&format!("{header}{row}")), expected);
}

#[test]
fn a_row_of_markdown_broken_inside_its_cells_is_whole() {
    let header = "| 工作任务 | 牵头单位 | 配合单位 |\n|---|---|---|\n";
    let rows = "| 整治农贸市场，规范\n经营秩序。 | 县商务局 | 县公安局 |\n| 改造小区。 | 县住建局 | 各乡镇、县\n直有关部门 |\n| 新建公园。 | 县城管局 | 各街道 |\n";
    let expected = [
        "整治农贸市场，规范经营秩序。|县商务局|县公安局",
        "改造小区。|县住建局|各乡镇、县直有关部门",
        "新建公园。|县城管局|各街道",
    ];
    assert_eq!(joined_rows(&format!("{header}{rows}")), expected);
}

#[test]
fn a_time_in_words_of_its_own_stays_in_its_column() {
    let header = "序号\t重点工作\t牵头部门\t完成时限\t备注\n";
    let rows = "1\t签订防火责任书。\t区林业局\t6月底前\t\n2\t组织护林员培训。\t区应急局\t第8周\t\n3\t清理林缘可燃物。\t区林业局\t春节期间\t\n";
    let times = column_of(&table(&format!("{header}{rows}")), Deadline);
    assert_eq!(times, ["6月底前", "第8周", "春节期间"]);
}

#[test]
fn a_table_without_numbers_below_one_with_numbers_is_another() {
    let first = "表1　改革清单\n序号\t改革任务\t责任单位\t完成时限\n1\t开展联合报装。\t市城管局\t9月底前\n";
    let second = "表2　服务清单\n承诺事项\t工作措施\t责任单位\n政务服务\t差评有人联系。\t市审批局\n惠企资金\t按时拨付到位。\t市财政局\n";
    let tables = read(&format!("{first}{second}")).into_iter().filter(|block| matches!(block, Block::Table(_)));
    assert_eq!(tables.count(), 2);
}

#[test]
fn chapters_before_the_number_are_categories_where_rows_lack_their_cell() {
    let rows = [
        "一、援企稳岗\t1\t发放稳岗资金。\t市人社局",
        "2\t降低保险费率。\t市税务局",
        "3\t发放扩岗补助。\t市人社局",
        "二、职业培训\t4\t开展技能培训。\t市人社局",
        "5\t举办技能大赛。\t市总工会",
    ];
    let table = table(&format!("重点任务\t序号\t具体举措\t牵头单位\n{}\n", rows.join("\n")));
    let labels = column_of(&table, Category);
    assert_eq!(labels, ["一、援企稳岗", "一、援企稳岗", "一、援企稳岗", "二、职业培训", "二、职业培训"]);
}

#[test]
fn a_header_may_have_words_of_its_own_beside_work_and_units() {
    let header = "包联企业\t存在困难\t帮扶举措\t帮办单位\t帮办专员\t办结期限\n";
    let rows = "甲公司\t资金紧张\t落实贴息政策。\t县农牧局\t李某\t7月底\n乙公司\t道路破损\t修复厂外道路。\t县交通局\t王某\t8月底\n";
    let table = table(&format!("{header}{rows}"));
    assert_eq!(
        (table.rows.len(), column_of(&table, Task)),
        (2, vec!["落实贴息政策。".into(), "修复厂外道路。".into()])
    );
}

#[test]
fn items_under_marked_headings_are_broken_at_the_width_of_the_text() {
    let item = |n: usize| {
        format!("{n}.健全巡查制度，完善工作台账，定期通报进展情况，研究解决存在\n问题。（责任单位：市文物局）\n")
    };
    let chapter = |n: usize| format!("## {n}、巩固成果\n{}{}", item(1), item(2));
    let words = prose(&(1..5).map(chapter).collect::<String>());
    assert_eq!(words.iter().filter(|words| words.ends_with('）')).count(), 8, "{words:?}");
    assert!(words.iter().all(|words| !words.starts_with("问题")), "{words:?}");
}

#[test]
fn an_item_marked_as_a_heading_goes_on_inside_its_brackets() {
    let words =
        prose("## 一、完善网络\n### （三）推进中心建设，改造市场设施。（商务\n部牵头，财政部按职责分工负责）\n");
    assert_eq!(
        words.last().map(String::as_str),
        Some("（三）推进中心建设，改造市场设施。（商务部牵头，财政部按职责分工负责）")
    );
}

#[test]
fn a_few_long_lines_do_not_hide_where_lines_are_broken() {
    let item = "加强统筹协调，健全工作机制，完善政策措施，抓好任务落实推\n进各项改革，优化服务流程，压减办理时间，方便企业和群众办\n事创业，定期通报进展情况，研究解决困难问题，总结推广好的\n经验。\n";
    let long = "网站首页政务公开政务服务互动交流数据开放走进本地长者模式无障碍浏览登录注册个人中心";
    let words = prose(&format!("{}{long}\n", item.repeat(5)));
    assert_eq!(words.len(), 6, "{words:?}");
}

#[test]
fn headings_that_lost_their_numbers_are_headings() {
    let task = "改造校舍。年内完成改造面积三万平方米，全部投入使用。（责任单位：市教育局、市财政局）";
    let blocks = read(&format!("改善办学条件\n{task}\n加强队伍建设\n{task}\n"));
    let headings = blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).count();
    assert_eq!(headings, 2);
}

#[test]
fn leaders_that_go_on_below_their_entry_belong_to_the_table_of_contents() {
    let entry = |title: &str| format!("{title}··\n···\n···\n··7\n");
    let contents = ["（一）更新供水管网", "（二）改造沿河步道", "（三）开办便民站点"].map(entry).concat();
    let text = format!("目录\n{contents}（一）更新供水管网。年底前完成改造。\n");
    assert_eq!(prose(&text).last().map(String::as_str), Some("（一）更新供水管网。年底前完成改造。"));
    assert!(!prose(&text).concat().contains("沿河步道"));
}

fn column_of(table: &Table, role: ColumnRole) -> Vec<String> {
    let column = table.columns.iter().position(|column| column.role == role).expect("the column");
    table.rows.iter().map(|row| row.cells[column].text.to_string()).collect()
}

#[test]
fn units_left_of_the_number_head_the_rows_below_them_and_others_stay_blank() {
    let text = "牵头单位\t序号\t工作任务\t配合单位\t完成时限\n\
                市水利局\t1\t新建泵站两座。\t市财政局\t6月底前\n\
                \t2\t疏浚河道三条。\t\t8月底前\n\
                市林业局\t3\t补植行道树五百株。\t各镇人民政府\t9月底前\n";
    let table = table(text);
    assert_eq!(column_of(&table, Lead), ["市水利局", "市水利局", "市林业局"]);
    assert_eq!(column_of(&table, Support), ["市财政局", "", "各镇人民政府"]);
}

#[test]
fn a_label_reaches_over_the_cut_between_two_parts_of_a_table() {
    let row = |cells: [&str; 4]| format!("<tr><td>{}</td></tr>", cells.join("</td><td>"));
    let head = row(["类别", "序号", "工作任务", "责任单位"]);
    let first = row(["供水保障", "1", "更换老旧水表。", "市水务局"]);
    let next = row(["", "2", "抢修漏点。", "市城管局"]);
    let last = row(["供气保障", "3", "巡检燃气管线。", "市住建局"]);
    for (between, again) in [("<p>&nbsp;</p>", ""), ("<p>续表</p>", head.as_str()), ("<p>（续表）</p>", "")] {
        let html = format!(
            "<html><body><table>{head}{first}</table>{between}<table>{again}{next}{last}</table></body></html>"
        );
        assert_eq!(column_of(&table(&html), Category), ["供水保障", "供水保障", "供气保障"], "{between}");
    }
}

#[test]
fn who_filled_in_a_table_is_no_paragraph_above_it() {
    let html = "<html><body><p>重点任务分解</p><p>编制单位：市督查室</p><table><tr><td>序号</td><td>工作任务</td><td>责任单位</td></tr>\
                <tr><td>1</td><td>建成停车场。</td><td>市城管局</td></tr></table></body></html>";
    assert_eq!(prose(html), ["重点任务分解"]);
}

#[test]
fn rows_with_one_cell_a_line_may_be_numbered_in_chinese_or_name_sections() {
    let text = "序号\n反馈问题\n整改措施\n责任单位\n完成时限\n一\n护栏破损。\n修复护栏两百米。\n县交通局\n3月底前\n\
                二\n路灯不亮。\n更换路灯三十盏。\n县城管局\n4月底前\n三\n井盖缺失。\n补装井盖十五个。\n县住建局\n5月底前\n";
    assert_eq!(column_of(&table(text), Lead), ["县交通局", "县城管局", "县住建局"]);
    let text = "类别\n工作任务\n完成时间\n责任科室\n师资\n组织新教师岗前培训两期，覆盖全部新聘人员。\n4月\n人事科\n\
                举办骨干教师研修班，遴选学员四十名。\n6月\n教研室\n安全\n排查校车安全隐患，建立问题清单。\n3月\n安全保卫科\n";
    assert_eq!(column_of(&table(text), Lead), ["人事科", "教研室", "安全保卫科"]);
}

#[test]
fn the_characters_of_a_watermark_are_no_part_of_the_text() {
    let page = |words: &str| {
        format!("{words}\n             阅\n\n中小学课后服务质量评\n            内\n\n估。\n          供\n")
    };
    let text = format!("{}\u{c}{}", page("（一）开展"), page("（二）改进"));
    assert_eq!(prose(&text).concat(), "（一）开展中小学课后服务质量评估。（二）改进中小学课后服务质量评估。");
    // On one page only, they are the ends of lines.
    assert!(prose(&page("（一）开展")).concat().contains('阅'));
}

/// The cells of the rows of the first table in a text.
fn cells(text: &str) -> Vec<Vec<String>> {
    table(text).rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.to_string()).collect()).collect()
}

#[test]
fn two_rows_of_a_line_each_are_read_along_their_lines() {
    let text = "分工表\n序号 工作任务 牵头单位 配合单位 完成时限\n\
                1 疏浚东门河，清淤3万立方米。 区水务局 区财政局 5月底前\n\
                2 改造泵站，排涝能力提高20%。 区住建局 区城管局、各街道 全年\n\
                区政府办公室\n2030年1月5日\n";
    let expected = [
        ["1", "疏浚东门河，清淤3万立方米。", "区水务局", "区财政局", "5月底前"],
        ["2", "改造泵站，排涝能力提高20%。", "区住建局", "区城管局、各街道", "全年"],
    ];
    assert_eq!(cells(text), expected);
    assert_eq!(prose(text).last().map(String::as_str), Some("2030年1月5日"));
}

#[test]
fn cells_and_header_words_that_narrow_columns_break_are_whole_again() {
    let text = "序\n号\n工作任务\n牵头单\n位\n配合单位\n完成时\n限\n\
                1\n疏浚东门河，清淤3万立\n方米。\n区水\n务局\n区财政局、区城管\n局\n10月底\n前\n\
                2\n改造泵站。\n区住建局\n各街道\n2030年6\n月\n";
    let expected = [
        ["1", "疏浚东门河，清淤3万立方米。", "区水务局", "区财政局、区城管局", "10月底前"],
        ["2", "改造泵站。", "区住建局", "各街道", "2030年6月"],
    ];
    assert_eq!(cells(text), expected);
}

#[test]
fn persons_right_before_units_are_parted_from_them() {
    let text = "序号\n工作任务\n责任领导\n牵头单位\n配合单位\n完成时限\n\
                1\n疏浚东门河。\n李　敏区水务局\n区财政局\n5月\n\
                2\n改造泵站。\n赵立新区住建\n局\n各街道\n全年\n";
    let rows = cells(text);
    let of = |row: &[String]| row[2..4].to_vec();
    assert_eq!(rows.iter().map(|row| of(row)).collect::<Vec<_>>(), [["李敏", "区水务局"], ["赵立新", "区住建局"]]);
}

/// The tables in a text whose rows leave no doubt.
fn certain(text: &str) -> Vec<Table> {
    let source = fenjie_source::read(text.as_bytes(), Some("a.txt"), &Limits::default()).unwrap();
    let line = |item: &Item| match item {
        Item::Line(line) => Some(line.text.clone()),
        Item::Table(_) => None,
    };
    let lines: Vec<Text> = source.pages.iter().flat_map(|page| &page.items).filter_map(line).collect();
    let lines: Vec<&Text> = lines.iter().collect();
    let found = flattened::recover_certain(&lines, &[], &Watch::default());
    found.into_iter().map(|region| region.table).collect()
}

#[test]
fn rows_whose_labels_are_broken_over_lines_leave_doubt() {
    // The end of the label would read like the first paragraph of the text.
    let text = "序号\n存在问题\n整改措施\n责任单位\n整改时限\n\
                1\n闲置土地处置不\n力。\n逐宗制定方案。\n区住建局\n5月底前\n\
                2\n窗口排队时间\n长。\n增设窗口。\n区政务局\n6月底前\n";
    assert!(certain(text).is_empty());
    let whole = text.replace("不\n力。", "不力。").replace("间\n长。", "间长。");
    assert_eq!(certain(&whole)[0].rows.len(), 2);
}

#[test]
fn the_end_of_a_broken_list_is_no_unit_that_leads() {
    let rows = [
        ["盘活存量闲置房产", "市国资委", "市财政局、各县\n（市、区）人民\n政府", "6月底前"],
        ["组织银企对接会", "市金融局", "人行青松市中心\n支行、青松银保\n监分局", "9月底前"],
        ["推进智慧城管", "市城管局", "市公安局、市大数据\n管理局", "12月底前"],
    ];
    let lines = ["序号", "主要任务", "牵头单位", "配合单位", "完成时限"];
    let numbered = ["1", "2", "3"].iter().zip(&rows).flat_map(|(number, cells)| [&[*number][..], cells].concat());
    let found =
        certain(&format!("某市工作分工表\n{}\n", lines.into_iter().chain(numbered).collect::<Vec<_>>().join("\n")));
    let cells =
        |column: usize| found[0].rows.iter().map(move |row| row.cells[column].text.as_str()).collect::<Vec<_>>();
    assert_eq!(cells(2), ["市国资委", "市金融局", "市城管局"]);
    let support =
        ["市财政局、各县（市、区）人民政府", "人行青松市中心支行、青松银保监分局", "市公安局、市大数据管理局"];
    assert_eq!(cells(3), support);
}
