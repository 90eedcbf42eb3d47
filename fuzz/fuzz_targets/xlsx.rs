#![no_main]

use fenjie_fuzz::{check, libraries_may_panic, limits, package};
use libfuzzer_sys::fuzz_target;

const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fuzz_target!(|data: &[u8]| {
    libraries_may_panic();
    let links = |kind: &[(&str, &str)]| {
        let link = |(kind, target): &(&str, &str)| {
            format!("<Relationship Id=\"{kind}\" Type=\"{TYPE}/{kind}\" Target=\"{target}\"/>")
        };
        format!("<Relationships>{}</Relationships>", kind.iter().map(link).collect::<String>())
    };
    let root = links(&[("officeDocument", "xl/workbook.xml")]);
    let parts =
        links(&[("worksheet", "worksheets/s.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]);
    let book = format!(
        "<workbook xmlns:r=\"{TYPE}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"worksheet\"/></sheets></workbook>"
    );
    let fixed = [("_rels/.rels", root.as_str()), ("xl/workbook.xml", &book), ("xl/_rels/workbook.xml.rels", &parts)];
    let file = package(&fixed, &["xl/worksheets/s.xml", "xl/styles.xml", "xl/sharedStrings.xml"], data);
    check(fenjie_source::workbook::read_xlsx(&file, &limits()));
});
