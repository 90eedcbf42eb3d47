//! How the tables of notices are read, whatever they are kept in: each habit on the smallest table that shows it.

use fenjie_model::Task;
use fenjie_records::{Names, read};

/// Category with its number, number, title and first unit of every task.
fn rows(text: &str) -> Vec<String> {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    let reading = read(&source, &fenjie_layout::blocks(&source), "test", &Names::default());
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
