#![no_main]

use fenjie::{Options, extract, read_text};
use libfuzzer_sys::fuzz_target;

// A whole extraction of a text: every span of the records stands in the text, and every character is accounted for once.
fuzz_target!(|data: &[u8]| {
    let options = Options::new().path("notice.txt");
    let (Ok(document), Ok(text)) = (extract(data, &options), read_text(data, &options)) else { return };
    for evidence in document.tasks.iter().flat_map(|task| &task.evidence) {
        assert!(text.get(evidence.span[0]..evidence.span[1]).is_some());
    }
    let account = &document.accounting;
    let placed = account.tasks + account.headings + account.prose + account.furniture + account.unclaimed;
    assert_eq!(account.characters, placed);
});
