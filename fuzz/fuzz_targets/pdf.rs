#![no_main]

use fenjie_fuzz::{check, limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| check(fenjie_source::pdf::read(data, &limits())));
