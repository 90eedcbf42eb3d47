#![no_main]

use fenjie_fuzz::{check, libraries_may_panic, limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    libraries_may_panic();
    check(fenjie_source::workbook::read_xls(data, &limits()));
});
