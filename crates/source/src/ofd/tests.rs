use crate::testing::{outline, package};
use crate::{Error, Limits, Source};

const HEAD: &str = "<ofd:OFD xmlns:ofd='http://www.ofdspec.org'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>";

/// A file of one page, 100 by 100 mm, with one template behind it and one annotation.
fn file(page: &str, template: &str) -> Vec<u8> {
    let page = format!("<Page><Template TemplateID='2'/><Content><Layer>{page}</Layer></Content></Page>");
    let template = format!("<Page><Content><Layer>{template}</Layer></Content></Page>");
    package(&[
        ("OFD.xml", HEAD),
        (
            "Doc_0/Document.xml",
            "<Document><CommonData><PageArea><PhysicalBox>0 0 100 100</PhysicalBox></PageArea>\
             <TemplatePage ID='2' BaseLoc='/Doc_0/Tpls/T.xml'/><PublicRes>../Doc_0/Res.xml</PublicRes></CommonData>\
             <Pages><Page ID='7' BaseLoc='Doc_0\\Pages/./Page.xml'/></Pages>\
             <Annotations>Annotations.xml</Annotations><Attachments>Attachments.xml</Attachments></Document>",
        ),
        ("Doc_0/Pages/page.xml", &page),
        ("Doc_0/Tpls/T.xml", &template),
        ("Doc_0/Annotations.xml", "<Annotations><Page PageID='7'><FileLoc>Annot.xml</FileLoc></Page></Annotations>"),
        (
            "Doc_0/Annot.xml",
            "<PageAnnot><Annot Type='Watermark'><Appearance Boundary='10 80 50 10'><TextObject Boundary='0 0 50 10' Size='4'>\
             <TextCode X='0' Y='4'>样本</TextCode></TextObject></Appearance></Annot></PageAnnot>",
        ),
        ("Doc_0/Attachments.xml", "<Attachments><Attachment Name='原稿.docx'/></Attachments>"),
        (
            "Doc_0/Res.xml",
            "<Res><Fonts><Font ID='5' FontName='黑体'/></Fonts><CompositeGraphicUnits><CompositeGraphicUnit ID='9'>\
             <Content><TextObject Boundary='0 0 9 9' Size='4'><TextCode X='0' Y='4'>印</TextCode></TextObject>\
             <CompositeObject ResourceID='9' Boundary='0 0 9 9'/></Content></CompositeGraphicUnit></CompositeGraphicUnits></Res>",
        ),
    ])
}

fn read(page: &str, template: &str) -> Source {
    super::read(&file(page, template), &Limits::default()).unwrap()
}

fn text(boundary: &str, attributes: &str, code: &str) -> String {
    format!("<TextObject Boundary='{boundary}' Size='4' {attributes}>{code}</TextObject>")
}

#[test]
fn characters_have_their_places() {
    let page = text("10 10 50 5", "Font='5'", "<TextCode X='0' Y='4' DeltaX='g 2 4 8'>工作任务</TextCode>")
        + &text(
            "10 20 50 5",
            "CTM='0.5 0 0 0.5 2 0'",
            "<TextCode X='0' Y='8'>AB</TextCode><TextCode X='4'>C</TextCode>",
        );
    let source = read(&page, &text("10 30 50 5", "", "<TextCode X='0' Y='4'>表头</TextCode>"));
    assert_eq!(outline(&source), "工作任 务\nABC\n表头\n~ 样本\n");
    let glyphs = &source.pages[0].glyphs;
    let point = |mm: f32| mm * 72.0 / 25.4;
    let near = |a: f32, b: f32| (a - b).abs() < 0.01;
    assert!(
        near(glyphs[0].bbox.x0, point(10.0))
            && near(glyphs[1].bbox.x0, point(14.0))
            && near(glyphs[3].bbox.x0, point(26.0))
    );
    assert!(near(glyphs[0].size, point(4.0)) && glyphs[0].bold);
    assert!(
        near(glyphs[4].bbox.x0, point(12.0))
            && near(glyphs[5].bbox.x0, point(13.0))
            && near(glyphs[4].size, point(2.0))
    );
    assert!(!glyphs[4].bold);
    assert_eq!(source.diagnostics[0].code, "attachments");
    assert!(source.diagnostics[0].message.contains("原稿.docx"));
}

#[test]
fn writing_from_top_to_bottom_is_a_line() {
    let column = text("80 10 5 50", "", "<TextCode X='0' Y='4' DeltaY='5 5'>购买方</TextCode>");
    let row = text("10 10 50 5", "", "<TextCode X='0' Y='4'>名称金额</TextCode>");
    assert_eq!(outline(&read(&(column + &row), "")), "名称金额\n购买方\n~ 样本\n");
}

#[test]
fn drawn_lines_become_rules() {
    let path = |attributes: &str, data: &str| {
        format!("<PathObject {attributes}><AbbreviatedData>{data}</AbbreviatedData></PathObject>")
    };
    let page = path("Boundary='10 10 80 80' LineWidth='0.5'", "M 0 0 L 80 0 L 80 40 L 0 40 C")
        + &path("Boundary='10 30 80 0.3' Stroke='false' Fill='true'", "M 0 0 L 80 0 L 80 0.3 L 0 0.3 C")
        + &path("Boundary='10 50 80 20'", "M 0 0 B 1 1 2 2 30 10")
        + "<PathObject Boundary='10 60 80 20'><StrokeColor Value='255 255 255'/><AbbreviatedData>M 0 0 L 80 0</AbbreviatedData></PathObject>";
    let source = read(&page, "");
    let rules = &source.pages[0].rules;
    assert_eq!(rules.iter().filter(|rule| rule.is_horizontal()).count(), 3);
    assert_eq!(rules.iter().filter(|rule| !rule.is_horizontal()).count(), 2);
}

#[test]
fn a_page_of_pictures_is_a_scan() {
    let source = read("<ImageObject Boundary='0 0 100 100' ResourceID='1'/>", "");
    assert!(source.pages[0].scanned);
    assert!(source.diagnostics.iter().any(|d| d.code == "no_text_layer"));
}

#[test]
fn hostile_files_are_refused() {
    let composite = "<CompositeObject ResourceID='9' Boundary='0 0 9 9'/>";
    assert!(matches!(super::read(&file(composite, ""), &Limits::default()), Err(Error::TooLarge { .. })));
    let missing = package(&[
        ("OFD.xml", HEAD),
        ("Doc_0/Document.xml", "<Document><Pages><Page BaseLoc='../../../x.xml'/></Pages></Document>"),
    ]);
    assert!(matches!(super::read(&missing, &Limits::default()), Err(Error::Damaged { .. })));
    let long = text("0 0 1 1", "", "<TextCode X='1e308' Y='nan' DeltaX='g 99999999999 1e300 g'>长</TextCode>");
    assert_eq!(outline(&read(&long, "")), "~ 样本\n");
}
