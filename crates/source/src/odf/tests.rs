use crate::testing::{outline, package};
use crate::{Error, Limits};

const STYLES: &str = "<document-styles><styles>\
  <style family='paragraph' name='Title'/><style family='paragraph' name='P1' parent-style-name='Title'/>\
  <style family='paragraph' name='round' parent-style-name='round'/>\
  <outline-style><outline-level-style level='1' num-format='一, 二, 三, ...' num-suffix='、'/>\
  <outline-level-style level='2' num-format='一' num-prefix='（' num-suffix='）'/></outline-style></styles>\
  <master-styles><master-page><header><p>内部</p></header><footer><p>第<page-number>3</page-number>页</p></footer></master-page></master-styles>\
  </document-styles>";

const LISTS: &str = "<automatic-styles><list-style name='L1'>\
  <list-level-style-number level='1' num-format='1' num-suffix='.'/>\
  <list-level-style-number level='2' num-format='1' display-levels='2' num-suffix=''/>\
  <list-level-style-number level='3' num-list-format='（%3%）' num-format='一'/></list-style>\
  <list-style name='L2'><list-level-style-bullet level='1' bullet-char='●'/></list-style>\
  <style family='table' name='hidden'><table-properties display='false'/></style></automatic-styles>";

fn file(body: &str) -> Vec<u8> {
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("styles.xml", STYLES),
        ("content.xml", &format!("<document-content>{LISTS}<body>{body}</body></document-content>")),
    ])
}

fn read(text: &str) -> String {
    let source = super::read_text(&file(&format!("<text>{text}</text>")), &Limits::default()).unwrap();
    let outline = outline(&source);
    outline.strip_prefix("~ 内部\n").and_then(|rest| rest.strip_suffix("~ 第3页\n")).unwrap().to_owned()
}

#[test]
fn lists_and_headings_are_numbered() {
    assert_eq!(
        read(
            "<h outline-level='1'>总则</h><h outline-level='2'>目标</h><h outline-level='1'>任务</h><h outline-level='2'>改革</h>\
             <list style-name='L1'><list-item><p>甲</p><p>续</p><list><list-item><p>乙</p><list><list-item><p>丙</p></list-item></list></list-item></list></list-item></list>\
             <p>中断</p><list style-name='L1' continue-numbering='true'><list-item><p>丁</p></list-item><list-item start-value='9'><p>戊</p></list-item></list>\
             <list style-name='L1'><list-item><p>己</p></list-item></list><list style-name='L2'><list-item><p>点</p></list-item></list>"
        ),
        "# 一、总则\n## （一）目标\n# 二、任务\n## （一）改革\n1. 甲\n续\n1.1 乙\n（一）丙\n中断\n2. 丁\n9. 戊\n1. 己\n点\n"
    );
}

#[test]
fn text_as_shown() {
    assert_eq!(
        read(
            "<tracked-changes><deletion><p>删去</p></deletion></tracked-changes><p style-name='P1'>关于<line-break/>通知</p>\
             <p>一<s c='2'/>二<span>三</span><annotation><p>批注</p></annotation><note><note-citation>1</note-citation><note-body><p>脚注</p></note-body></note></p>\
             <p style-name='round'>前<frame><text-box><p>框</p></text-box></frame>后</p><table-of-content><index-body><p>目录</p></index-body></table-of-content>"
        ),
        "# 关于\n# 通知\n一  二三\n前后\n框\n~ 目录\n~ 脚注\n"
    );
}

#[test]
fn tables_keep_their_spans() {
    assert_eq!(
        read(
            "<table><table-header-rows><table-row><table-cell number-columns-spanned='2'><p>任务</p></table-cell><covered-table-cell/></table-row></table-header-rows>\
             <table-row><table-cell number-rows-spanned='2'><p>一</p></table-cell><table-cell><p>甲</p><p>乙</p></table-cell></table-row>\
             <table-row><covered-table-cell/><table-cell><p>丙</p></table-cell></table-row></table>"
        ),
        "|任务>2!|\n|一^2|甲/乙|\n|丙|\n"
    );
}

#[test]
fn a_workbook_shows_its_cells_as_displayed() {
    let sheet = "<spreadsheet><table name='表'>\
        <table-row><table-cell number-columns-spanned='2'><p>分解表</p></table-cell><covered-table-cell/></table-row>\
        <table-row><table-cell><p>序号</p></table-cell><table-cell><p>时限</p></table-cell></table-row>\
        <table-row visibility='collapse'><table-cell value='1' number-rows-spanned='2'><p>1</p></table-cell><table-cell date-value='2017-06-01'><p>2017年6月</p></table-cell></table-row>\
        <table-row><covered-table-cell/><table-cell><p>长期</p></table-cell></table-row>\
        <table-row number-rows-repeated='1048570'><table-cell number-columns-repeated='16384'/></table-row></table>\
        <table name='隐' style-name='hidden'><table-row><table-cell><p>不见</p></table-cell></table-row></table></spreadsheet>";
    let source = super::read_workbook(&file(sheet), &Limits::default()).unwrap();
    assert_eq!(outline(&source), "分解表\n|序号|时限|\n|1^2|2017年6月|\n|长期|\n");
    let codes: Vec<_> = source.diagnostics.iter().map(|d| d.code.as_str()).collect();
    assert_eq!(codes, ["hidden_sheet", "hidden_rows"]);
}

#[test]
fn repeated_cells_are_limited() {
    let limits = Limits { cells: 1000, ..Limits::default() };
    let wide = "<text><table><table-row number-rows-repeated='4000000000'><table-cell><p>啊</p></table-cell></table-row></table></text>";
    assert!(matches!(super::read_text(&file(wide), &limits), Err(Error::TooLarge { .. })));
    let nested = "<table><table-row number-rows-repeated='900'><table-cell><p>啊</p></table-cell></table-row></table>";
    let nested = format!(
        "<text><table><table-row><table-cell number-columns-repeated='900'>{nested}</table-cell></table-row></table></text>"
    );
    assert!(matches!(super::read_text(&file(&nested), &limits), Err(Error::TooLarge { .. })));
    let sheet = "<spreadsheet><table name='a'><table-row number-rows-repeated='4000000000'><table-cell><p>啊</p></table-cell></table-row></table></spreadsheet>";
    assert!(matches!(super::read_workbook(&file(sheet), &limits), Err(Error::TooLarge { .. })));
}

#[test]
fn an_encrypted_file_is_named_so() {
    let manifest = "<manifest><file-entry full-path='content.xml'><encryption-data/></file-entry></manifest>";
    let file = package(&[("META-INF/manifest.xml", manifest), ("content.xml", "\u{1}\u{2}")]);
    assert!(matches!(super::read_text(&file, &Limits::default()), Err(Error::Encrypted(_))));
}
