//! Tables of one cell a line: rows that leave no doubt by their cells, headers with words of their own, broken names and times.

use fenjie_layout::{Block, Table, Watch, blocks};
use fenjie_lexicon::ColumnRole::{self, Deadline, Lead, Task};
use fenjie_source::Limits;

fn table(text: &str) -> Table {
    let source = fenjie_source::read(text.as_bytes(), Some("a.txt"), &Limits::default()).unwrap();
    let mut blocks = blocks(&source, &Watch::default()).into_iter();
    let table = blocks.find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    table.expect("a table")
}

fn column(table: &Table, role: ColumnRole) -> Vec<&str> {
    let column = table.columns.iter().position(|column| column.role == role).expect("the column");
    table.rows.iter().map(|row| row.cells[column].text.as_str()).collect()
}

#[test]
fn rows_of_whole_cells_leave_no_doubt_though_units_and_paragraphs_have_their_own_lines() {
    let text = "行动名称\n主要内容\n推进时间\n责任单位\n\
        河道清理行动\n（1）清理河面漂浮物。\n（2）拆除围网。\n春、秋季汛期前\n市水务局\n市城管局\n\
        岸线绿化行动\n补种护岸林木。\n每半年\n市林业局\n\
        巡河行动\n排查沿河排口。\n全学年\n市生态环境局\n各镇街\n";
    let table = table(text);
    assert_eq!(column(&table, Task), ["（1）清理河面漂浮物。（2）拆除围网。", "补种护岸林木。", "排查沿河排口。"]);
    assert_eq!(column(&table, Lead), ["市水务局、市城管局", "市林业局", "市生态环境局、各镇街"]);
    assert_eq!(column(&table, Deadline), ["春、秋季汛期前", "每半年", "全学年"]);
}

#[test]
fn numbers_of_such_rows_need_not_follow_each_other() {
    let text = "编号\n建议标题\n主办单位\n答复期限\n\
        012\n关于增设夜间公交的建议\n市交通运输局\n6月20日\n\
        035\n关于修缮古桥的建议\n市文物局\n5月31日\n\
        103\n关于扩建图书馆的建议\n市文化和旅游局\n7月10日\n";
    let table = table(text);
    assert_eq!(column(&table, Task), ["关于增设夜间公交的建议", "关于修缮古桥的建议", "关于扩建图书馆的建议"]);
    assert_eq!(column(&table, Deadline), ["6月20日", "5月31日", "7月10日"]);
}

#[test]
fn words_above_a_header_head_columns_too_where_the_first_row_has_their_cells() {
    let text = "帮扶企业服务工作表\n结对商户\n当前难点\n帮扶举措\n帮办单位\n办结期限\n\
        东街粮油店\n仓库漏水\n协调维修屋面，完成防水处理。\n区商务局\n8月15日\n\
        南门五金行\n招工困难\n组织专场招聘会1场。\n区人社局\n9月30日\n\
        西桥茶庄\n销路不畅\n对接电商平台，开设网店。\n区供销社\n10月底\n";
    let table = table(text);
    let first: Vec<&str> = table.rows.iter().map(|row| row.cells[0].text.as_str()).collect();
    assert_eq!(first, ["东街粮油店", "南门五金行", "西桥茶庄"]);
    assert_eq!(column(&table, Lead), ["区商务局", "区人社局", "区供销社"]);
}

#[test]
fn a_list_of_duties_has_two_columns() {
    let text = "成员单位\n职责分工\n\
        县教育局\n负责组织学生参加植树。\n\
        县林业局\n（1）提供苗木；\n（2）指导栽种。\n\
        县水利局\n负责灌溉用水。\n";
    let table = table(text);
    assert_eq!(column(&table, Task), ["负责组织学生参加植树。", "（1）提供苗木；（2）指导栽种。", "负责灌溉用水。"]);
}

#[test]
fn names_times_and_header_words_broken_over_two_lines_are_whole() {
    let text = "序号\n工作任务\n牵头单位\n配合单位\n完成时\n限\n\
        1\n整修灯塔，更换灯具。\n县市场\n监管局\n县财政局\n10月底\n前\n\
        2\n疏浚航道3公里。\n县水利局\n县自然\n资源局\n2025年12\n月\n\
        3\n加固码头护栏。\n县住建局\n各街道\n6月底前\n";
    let table = table(text);
    assert_eq!(column(&table, Task), ["整修灯塔，更换灯具。", "疏浚航道3公里。", "加固码头护栏。"]);
    assert_eq!(column(&table, Lead), ["县市场监管局", "县水利局", "县住建局"]);
    assert_eq!(column(&table, ColumnRole::Support), ["县财政局", "县自然资源局", "各街道"]);
    assert_eq!(column(&table, Deadline), ["10月底前", "2025年12月", "6月底前"]);
}
