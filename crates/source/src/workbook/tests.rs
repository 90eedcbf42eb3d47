use crate::Limits;
use crate::testing::{outline, package};
use std::fmt::Write as _;

const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
  <numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;;@"/></numFmts>
  <fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
  <cellStyleXfs count="1"><xf/></cellStyleXfs>
  <cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="176" applyNumberFormat="1"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs>
</styleSheet>"#;

/// A workbook of sheets, each a name, a state and its XML below `worksheet`.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut list = String::new();
    let mut links = format!("<Relationship Id='s' Type='{office}/styles' Target='styles.xml'/>");
    let mut parts = vec![("xl/styles.xml".to_owned(), STYLES.to_owned())];
    for (i, (name, state, content)) in sheets.iter().enumerate() {
        write!(list, "<sheet name='{name}' sheetId='{}' state='{state}' r:id='r{i}'/>", i + 1).unwrap();
        write!(links, "<Relationship Id='r{i}' Type='{office}/worksheet' Target='worksheets/s{i}.xml'/>").unwrap();
        parts.push((format!("xl/worksheets/s{i}.xml"), format!("<worksheet xmlns='{main}'>{content}</worksheet>")));
    }
    let relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook xmlns='{main}' xmlns:r='{office}'><sheets>{list}</sheets></workbook>"),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships xmlns='{relations}'>{links}</Relationships>"),
    ));
    parts.push(("[Content_Types].xml".to_owned(), "<Types/>".to_owned()));
    parts.push((
        "_rels/.rels".to_owned(),
        format!("<Relationships xmlns='{relations}'><Relationship Id='1' Type='{office}/officeDocument' Target='xl/workbook.xml'/></Relationships>"),
    ));
    let parts: Vec<_> = parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect();
    package(&parts)
}

/// Rows of cells by their address, `=` before a number.
fn rows(rows: &[&[(&str, &str)]]) -> String {
    let mut xml = String::new();
    for row in rows {
        let number = row[0].0.trim_start_matches(|c: char| c.is_alphabetic());
        write!(xml, "<row r='{number}'>").unwrap();
        for (address, value) in *row {
            let cell = match value.strip_prefix('=').map(|value| value.split_once('/').unwrap_or((value, "0"))) {
                Some((number, style)) => format!("<c r='{address}' s='{style}'><v>{number}</v></c>"),
                None => format!("<c r='{address}' t='inlineStr'><is><t>{value}</t></is></c>"),
            };
            xml += &cell;
        }
        xml += "</row>";
    }
    format!("<sheetData>{xml}</sheetData>")
}

fn read(sheets: &[(&str, &str, &str)]) -> String {
    outline(&super::read_xlsx(&workbook(sheets), &Limits::default()).unwrap())
}

#[test]
fn titles_stand_above_the_table_and_merged_cells_span() {
    let cells = rows(&[
        &[("A1", "附件")],
        &[("A2", "任务分解表")],
        &[("A3", "填报单位：市政府"), ("D3", "日期：2017年")],
        &[("A4", "序号"), ("B4", "任务"), ("C4", "单位")],
        &[("C5", "牵头"), ("D5", "配合")],
        &[("A6", "=1"), ("B6", "改革"), ("C6", "=42887/1"), ("D6", "=0.165/2")],
        &[("A7", "=2"), ("B7", "第一行\n第二行"), ("C7", "市法院"), ("D7", "市检察院")],
        &[("A8", "注：以上为准")],
    ]);
    let merges = "<mergeCells><mergeCell ref='A2:D2'/><mergeCell ref='A4:A5'/><mergeCell ref='B4:B5'/><mergeCell ref='C4:D4'/></mergeCells>";
    assert_eq!(
        read(&[("Sheet1", "visible", &(cells + merges))]),
        "附件\n任务分解表\n填报单位：市政府\n日期：2017年\n\
         |序号^2|任务^2|单位>2|\n|牵头|配合|\n|1|改革|2017年6月|16.50%|\n|2|第一行/第二行|市法院|市检察院|\n注：以上为准\n"
    );
}

#[test]
fn several_tables_on_a_sheet_and_several_sheets() {
    let two = rows(&[
        &[("A1", "表一")],
        &[("A2", "序号"), ("B2", "任务")],
        &[("A3", "=1"), ("B3", "甲")],
        &[("A5", "表二")],
        &[("A6", "序号"), ("B6", "任务")],
        &[("A7", "=1"), ("B7", "乙")],
    ]);
    let bare = rows(&[&[("B2", "序号"), ("E2", "任务")], &[("B4", "=1"), ("E4", "丙")]]);
    let source = super::read_xlsx(
        &workbook(&[("Sheet1", "visible", &two), ("保障措施", "visible", &bare), ("选项", "hidden", &bare)]),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(
        outline(&source),
        "表一\n|序号|任务|\n|1|甲|\n表二\n|序号|任务|\n|1|乙|\n# 保障措施\n|序号|任务|\n|1|丙|\n"
    );
    assert_eq!(source.diagnostics[0].code, "hidden_sheet");
    assert!(source.diagnostics[0].message.contains("选项"));
}

#[test]
fn far_corners_and_wild_merges_cost_nothing() {
    let cells = rows(&[&[("A1", "甲"), ("B1", "乙")], &[("A1048576", "丙"), ("XFD1048576", "丁")]]);
    let merges = "<mergeCells><mergeCell ref='A1:XFD1048575'/><mergeCell ref='B1:B1048576'/></mergeCells>";
    assert_eq!(read(&[("Sheet1", "visible", &cells)]), "|甲|乙||\n|丙||丁|\n");
    assert_eq!(read(&[("Sheet1", "visible", &(cells + merges))]), "甲\n|丙|丁|\n");
}

#[test]
fn hidden_rows_are_read_and_noted() {
    let cells = rows(&[&[("A1", "甲"), ("B1", "乙")]]).replace("<row ", "<row hidden=\"1\" ");
    let source = super::read_xlsx(&workbook(&[("Sheet1", "visible", &cells)]), &Limits::default()).unwrap();
    assert_eq!(outline(&source), "|甲|乙|\n");
    assert_eq!(source.diagnostics[0].code, "hidden_rows");
}

#[test]
fn a_label_below_an_empty_row_ends_no_table_that_goes_on() {
    let cells = rows(&[
        &[("A1", "序号"), ("B1", "任务"), ("C1", "单位")],
        &[("A2", "一、教育工程")],
        &[("A3", "=1"), ("B3", "建学校"), ("C3", "市教育局")],
        &[("A5", "二、健康工程")],
        &[("A6", "=2"), ("B6", "建医院"), ("C6", "市卫生局")],
        &[("A8", "附件2")],
        &[("A9", "单位"), ("B9", "电话"), ("C9", "备注")],
        &[("A10", "市教育局"), ("B10", "=1"), ("C10", "无")],
    ]);
    assert_eq!(
        read(&[("Sheet1", "visible", &cells)]),
        "|序号|任务|单位|\n|一、教育工程|||\n|1|建学校|市教育局|\n|二、健康工程|||\n|2|建医院|市卫生局|\n\
         附件2\n|单位|电话|备注|\n|市教育局|1|无|\n"
    );
}
