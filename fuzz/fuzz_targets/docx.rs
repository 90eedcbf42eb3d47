#![no_main]

use fenjie_fuzz::{check, limits, package};
use libfuzzer_sys::fuzz_target;

/// Links to the parts that are fuzzed.
const LINKS: &str = "<Relationships><Relationship Id=\"1\" Type=\"/styles\" Target=\"styles.xml\"/>\
    <Relationship Id=\"2\" Type=\"/numbering\" Target=\"numbering.xml\"/></Relationships>";

fuzz_target!(|data: &[u8]| {
    let names = ["word/document.xml", "word/numbering.xml", "word/styles.xml"];
    let file = package(&[("word/_rels/document.xml.rels", LINKS)], &names, data);
    check(fenjie_source::docx::read(&file, &limits()));
});
