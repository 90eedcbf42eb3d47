#![no_main]

use fenjie_fuzz::{check, limits, package};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let file = package(&[], &["content.xml", "styles.xml"], data);
    check(fenjie_source::odf::read_text(&file, &limits()));
    check(fenjie_source::odf::read_workbook(&file, &limits()));
});
