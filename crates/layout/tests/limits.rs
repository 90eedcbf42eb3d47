//! What is cut short is said, and what is not too large is not cut.

use fenjie_layout::{Block, Table, Watch, blocks};
use fenjie_source::{Limits, Source};
use std::time::Instant;

fn source(text: &str) -> Source {
    fenjie_source::read(text.as_bytes(), Some("a.txt"), &Limits::default()).unwrap()
}

fn tables(text: &str, watch: &Watch) -> Vec<Table> {
    let table = |block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    };
    blocks(&source(text), watch).into_iter().filter_map(table).collect()
}

const FLATTENED: &str = "序号 工作任务 责任单位 完成时限\n1 建设全市数据共享平台。 市大数据局 2021年底前\n\
                         2 改造老旧泵站十二座。 市城管局 2022年底前\n";

#[test]
fn a_header_of_too_many_columns_is_said() {
    let header = "序号 类别 工作项目 工作任务 工作目标 牵头单位 配合单位 责任人 完成时限 进度安排 工作成果 联系人 备注";
    let watch = Watch::default();
    assert!(tables(&format!("{header}\n1 建设平台。 市大数据局 2021年底前\n"), &watch).is_empty());
    let said = watch.diagnostics();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].message.contains("more than 12 columns") && said[0].span.is_some(), "{said:?}");

    let watch = Watch::default();
    assert_eq!(tables(FLATTENED, &watch).len(), 1);
    assert_eq!(watch.diagnostics(), []);
}

#[test]
fn nothing_is_put_together_once_time_is_up() {
    let over = Watch::new(&Limits { stop_at: Some(Instant::now()), ..Limits::default() });
    for text in [FLATTENED, "序号\t任务\t责任单位\n1\t建设平台\t市大数据局\n"] {
        assert_eq!(tables(text, &Watch::default()).len(), 1);
        assert!(tables(text, &over).is_empty());
    }
}

#[test]
fn a_page_may_have_more_rows_than_forty() {
    // As pdf2txt dumps a table of one-line rows: column after column.
    let column = |cell: &dyn Fn(usize) -> String| (1..=45).map(cell).collect::<Vec<_>>().join("\n\n");
    let dump = format!(
        "序号\n\n工作任务\n\n牵头单位\n\n完成时限\n\n{}\n\n{}\n\n{}\n\n{}\n\n\u{c}",
        column(&|row| row.to_string()),
        column(&|row| format!("推进第{row}号片区供水管网改造工程建设。")),
        column(&|_| "市水务局".to_owned()),
        column(&|row| format!("{}年底前", 2000 + row)),
    );
    let watch = Watch::default();
    let tables = tables(&dump, &watch);
    let rows: Vec<String> = tables[0]
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|"))
        .collect();
    let expected: Vec<String> = (1..=45)
        .map(|row| format!("{row}|推进第{row}号片区供水管网改造工程建设。|市水务局|{}年底前", 2000 + row))
        .collect();
    assert_eq!(rows, expected);
    assert_eq!(watch.diagnostics(), []);
}
