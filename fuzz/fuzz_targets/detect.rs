#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // What matters is that it ends.
    let _ = fenjie_source::detect(data, None);
});
