#![no_main]

use fenjie_fuzz::{check, limits, package};
use libfuzzer_sys::fuzz_target;

const ROOT: &str = "<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>";
const DOCUMENT: &str = "<Document><CommonData><TemplatePage ID=\"2\" BaseLoc=\"T.xml\"/><PublicRes>R.xml</PublicRes>\
    </CommonData><Pages><Page ID=\"1\" BaseLoc=\"P.xml\"/></Pages></Document>";

fuzz_target!(|data: &[u8]| {
    let fixed = [("OFD.xml", ROOT), ("D/Document.xml", DOCUMENT)];
    let file = package(&fixed, &["D/P.xml", "D/T.xml", "D/R.xml"], data);
    check(fenjie_source::ofd::read(&file, &limits()));
});
