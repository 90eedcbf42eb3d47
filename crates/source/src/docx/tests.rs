use crate::testing::{outline, package};
use crate::{Error, Limits};

const NUMBERING: &str = r#"<numbering>
    <abstractNum abstractNumId="0">
      <lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="%1、"/></lvl>
      <lvl ilvl="1"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="（%2）"/></lvl>
      <lvl ilvl="2"><start val="1"/><numFmt val="decimal"/><lvlText val="%3."/></lvl>
      <lvl ilvl="3"><start val="1"/><isLgl/><numFmt val="decimal"/><lvlText val="%1.%4"/></lvl>
    </abstractNum>
    <abstractNum abstractNumId="1"><lvl ilvl="0"><start val="1"/><numFmt val="bullet"/><lvlText val="&#xf06c;"/></lvl></abstractNum>
    <abstractNum abstractNumId="2"><lvl ilvl="0"><start val="1"/><numFmt val="decimal"/><pStyle val="Item"/><lvlText val="%1"/></lvl></abstractNum>
    <num numId="1"><abstractNumId val="0"/></num>
    <num numId="2"><abstractNumId val="1"/></num>
    <num numId="3"><abstractNumId val="2"/></num>
    <num numId="4"><abstractNumId val="0"/><lvlOverride ilvl="0"><startOverride val="1"/></lvlOverride></num>
  </numbering>"#;

const STYLES: &str = r#"<styles>
    <style type="paragraph" styleId="1"><name val="heading 1"/><pPr><numPr><numId val="1"/></numPr></pPr></style>
    <style type="paragraph" styleId="2"><name val="custom"/><basedOn val="1"/></style>
    <style type="paragraph" styleId="Item"><name val="item"/></style>
    <style type="paragraph" styleId="round"><name val="a"/><basedOn val="round"/></style>
  </styles>"#;

fn document(body: &str) -> Vec<u8> {
    let main = format!("<w:document><w:body>{body}</w:body></w:document>");
    let links = "<Relationships>\
        <Relationship Id='1' Type='x/styles' Target='styles.xml'/>\
        <Relationship Id='2' Type='x/numbering' Target='/word/numbering.xml'/>\
        <Relationship Id='3' Type='x/header' Target='../../word/header1.xml'/>\
        <Relationship Id='4' Type='x/footnotes' Target='footnotes.xml'/></Relationships>";
    package(&[
        ("word/document.xml", &main),
        ("word/_rels/document.xml.rels", links),
        ("word/styles.xml", STYLES),
        ("word/numbering.xml", NUMBERING),
        ("word/header1.xml", "<hdr><p><r><t>内部资料</t></r></p></hdr>"),
        (
            "word/footnotes.xml",
            "<footnotes><footnote type='separator'><p/></footnote><footnote id='1'><p><r><t>注一</t></r></p></footnote></footnotes>",
        ),
    ])
}

/// The outline of a document with this body, without the header and the note that all have.
fn read(body: &str) -> String {
    let source = super::read(&document(body), &Limits::default()).unwrap();
    let outline = outline(&source);
    outline.strip_prefix("~ 内部资料\n").and_then(|rest| rest.strip_suffix("~ 注一\n")).unwrap().to_owned()
}

fn paragraph(text: &str) -> String {
    format!("<p><r><t>{text}</t></r></p>")
}

fn item(list: u32, level: u32, text: &str) -> String {
    format!("<p><pPr><numPr><ilvl val='{level}'/><numId val='{list}'/></numPr></pPr><r><t>{text}</t></r></p>")
}

#[test]
fn automatic_numbers_become_text() {
    let body = [
        item(1, 0, "总体要求"),
        item(1, 1, "指导思想"),
        item(1, 2, "坚持"),
        item(1, 2, "推进"),
        item(2, 0, "圆点"),
        item(1, 0, "重点任务"),
        item(1, 1, "改革"),
        item(1, 2, "放宽"),
        item(1, 3, "细则"),
        item(4, 0, "另起"),
        "<p><pPr><pStyle val='Item'/></pPr><r><t>样式</t></r></p>".to_owned(),
    ];
    assert_eq!(
        read(&body.concat()),
        "一、总体要求\n（一）指导思想\n1. 坚持\n2. 推进\n圆点\n二、重点任务\n（一）改革\n1. 放宽\n2.1 细则\n一、另起\n1 样式\n"
    );
}

#[test]
fn a_style_gives_its_paragraphs_level_and_number() {
    let styled = |style| format!("<p><pPr><pStyle val='{style}'/></pPr><r><t>总则</t></r></p>");
    let plain = "<p><pPr><pStyle val='1'/><numPr><numId val='0'/></numPr></pPr><r><t>附则</t></r></p>";
    let outlined = "<p><pPr><outlineLvl val='1'/></pPr><r><t>范围</t></r></p>";
    let body = [styled("1"), styled("2"), styled("round"), plain.to_owned(), outlined.to_owned()];
    assert_eq!(read(&body.concat()), "# 一、总则\n# 二、总则\n总则\n# 附则\n## 范围\n");
}

#[test]
fn deletions_go_and_insertions_stay() {
    let body = "<p><r><t>请</t></r><del><r><delText>立即</delText></r></del><ins><r><t>认真</t></r></ins><r><t>执行</t></r></p>\
        <p><pPr><rPr><del/></rPr></pPr><r><t>一段</t></r></p><p><r><t>话</t></r></p>\
        <tbl><tr><trPr><del/></trPr><tc><p><r><t>删去的行</t></r></p></tc></tr><tr><tc><p><r><t>留下的行</t></r></p></tc></tr></tbl>";
    assert_eq!(read(body), "请认真执行\n一段话\n|留下的行|\n");
}

#[test]
fn fields_show_their_result_and_contents_are_furniture() {
    let field = |code: &str, result: &str| {
        format!(
            "<r><fldChar fldCharType='begin'/></r><r><instrText>{code}</instrText></r>\
             <r><fldChar fldCharType='separate'/></r>{result}<r><fldChar fldCharType='end'/></r>"
        )
    };
    let page = field("PAGEREF _1", "<r><t>3</t></r>");
    let body = format!(
        "<p>{}</p><p><r><t>截至</t></r>{}</p>",
        field(" TOC \\o ", &format!("<r><t>一、总则</t><tab/></r>{page}")),
        field(" DATE ", "<r><t>2017年</t></r>")
    );
    assert_eq!(read(&body), "~ 一、总则\t3\n截至2017年\n");
}

#[test]
fn merged_cells_become_spans() {
    let cell = |properties: &str, text: &str| format!("<tc><tcPr>{properties}</tcPr>{}</tc>", paragraph(text));
    let rows = [
        format!("<trPr><tblHeader/></trPr>{}{}", cell("<gridSpan val='2'/>", "任务"), cell("", "单位")),
        cell("<vMerge val='restart'/>", "一") + &cell("", "甲") + &cell("<vMerge val='restart'/>", "市政府"),
        cell("<vMerge/>", "") + &cell("", "乙") + &cell("<vMerge val='continue'/>", ""),
        format!(
            "<trPr><gridBefore val='1'/></trPr>{}<sdt><sdtContent>{}</sdtContent></sdt>",
            cell("", "丙"),
            cell("", "市法院")
        ),
    ];
    let body = format!("<tr>{}</tr>", rows.join("</tr><tr>"));
    assert_eq!(read(&format!("<tbl>{body}</tbl>")), "|任务>2!|单位!|\n|一^2|甲|市政府^2|\n|乙|\n||丙|市法院|\n");
}

#[test]
fn a_frame_around_a_table_is_not_a_table() {
    let inner = format!("<tbl><tr><tc>{}</tc><tc>{}</tc></tr></tbl>", paragraph("序号"), paragraph("任务"));
    let body = format!("<tbl><tr><tc>{}{inner}</tc></tr></tbl>", paragraph("任务分解表"));
    assert_eq!(read(&body), "任务分解表\n|序号|任务|\n");
    let beside = format!("<tbl><tr><tc>{}</tc><tc>{inner}</tc></tr></tbl>", paragraph("附"));
    assert_eq!(read(&beside), "|附|序号/任务|\n");
}

#[test]
fn text_boxes_are_read_once_and_after_their_paragraph() {
    let content = format!("<txbxContent>{}</txbxContent>", paragraph("框内"));
    let body = format!(
        "<p><r><t>段落</t></r><r><AlternateContent><Choice><drawing><a><wsp><txbx>{content}</txbx></wsp></a></drawing></Choice>\
         <Fallback><pict><textbox>{content}</textbox></pict></Fallback></AlternateContent></r><r><t>结尾</t></r></p>"
    );
    assert_eq!(read(&body), "段落结尾\n框内\n");
}

#[test]
fn breaks_symbols_and_hidden_text() {
    let body = "<p><r><t>关于印发</t><br/><t>方案的通知</t></r><r><rPr><vanish/></rPr><t>隐藏</t></r></p>\
        <p><r><sym font='Wingdings' char='F0FE'/><t>同意</t></r><r><ruby><rt><r><t>pin</t></r></rt><rubyBase><r><t>拼</t></r></rubyBase></ruby></r></p>";
    assert_eq!(read(body), "关于印发\n方案的通知\n☑同意拼\n");
}

#[test]
fn hostile_files_are_refused_within_limits() {
    let wide = "<tbl><tr><tc><tcPr><gridSpan val='4000000000'/></tcPr></tc></tr></tbl>";
    assert!(matches!(super::read(&document(wide), &Limits::default()), Err(Error::TooLarge { .. })));
    let deep = "<tbl><tr><tc>".repeat(1000) + &"</tc></tr></tbl>".repeat(1000);
    assert!(matches!(super::read(&document(&deep), &Limits::default()), Err(Error::TooLarge { .. })));
    let long = paragraph(&"啊".repeat(1000));
    let limits = Limits { text_bytes: 100, ..Limits::default() };
    assert!(matches!(super::read(&document(&long), &limits), Err(Error::TooLarge { .. })));
    let limits = Limits { part_bytes: 100, ..Limits::default() };
    assert!(matches!(super::read(&document(&long), &limits), Err(Error::TooLarge { .. })));
    let file = document(&long);
    assert!(matches!(super::read(&file[..file.len() / 2], &Limits::default()), Err(Error::Damaged { .. })));
}
