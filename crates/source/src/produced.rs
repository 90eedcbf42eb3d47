//! The readers on files as office suites write them: `testdata/office`, made by `make.py` there. One notice and one
//! ledger, saved in every format; what is read does not depend on the format.

use crate::testing::outline;
use crate::{Error, Format, Limits, detect, read};

macro_rules! file {
    ($name:literal) => {
        (include_bytes!(concat!("../testdata/office/", $name)).as_slice(), $name)
    };
}

const NOTICE: &str = "\
关于做好绿化工作的通知
# 一、总体要求
（一）目标
1. 种树
2. 养护
# 二、任务安排
（一）分工
1. 种树
|序号|任务>2|
|1^2|种树/浇水|市园林局|
|巡查/东片/西片|市城管局|
按季报送进展。
~ 内部资料
";

const LEDGER: &str = "\
绿化任务分解表
|序号^2|任务^2|单位>2|占比^2|时限^2|
|牵头|配合|
|1^2|种树|市园林局||16.50%|2017年6月1日|
|养护/浇水|市园林局|市水务局|2.5|2017年12月31日|
注：占比为年度数。
";

fn seen((bytes, name): (&[u8], &str), format: Format) -> String {
    assert_eq!(detect(bytes, Some("name-that-lies.txt")), Ok(format), "{name}");
    let source = read(bytes, Some(name), &Limits::default()).unwrap();
    assert_eq!(source.format, format);
    outline(&source)
}

#[test]
fn a_notice_reads_alike_in_every_format() {
    assert_eq!(seen(file!("notice.docx"), Format::Docx), NOTICE);
    assert_eq!(seen(file!("notice.odt"), Format::Odt), NOTICE);
    assert_eq!(seen(file!("notice.rtf"), Format::Rtf), NOTICE);
}

#[test]
fn a_binary_notice_reads_alike_or_says_what_is_missing() {
    let (bytes, name) = file!("notice.doc");
    assert_eq!(detect(bytes, Some(name)), Ok(Format::Doc));
    match read(bytes, Some(name), &Limits::default()) {
        Ok(source) => assert_eq!(outline(&source), NOTICE),
        Err(Error::Missing(how)) => assert!(how.contains("LibreOffice")),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_ledger_reads_alike_in_every_format() {
    assert_eq!(seen(file!("ledger.xlsx"), Format::Xlsx), LEDGER);
    assert_eq!(seen(file!("ledger.ods"), Format::Ods), LEDGER);
    // How a number is displayed is not told of xls files.
    assert_eq!(seen(file!("ledger.xls"), Format::Xls), LEDGER.replace("16.50%", "0.165"));
}

#[test]
fn files_that_are_cut_off_or_changed_are_refused_or_read() {
    let files =
        [file!("notice.docx"), file!("notice.odt"), file!("notice.rtf"), file!("ledger.xlsx"), file!("ledger.xls")];
    for (bytes, name) in files {
        for cut in (0..bytes.len()).step_by(bytes.len() / 40) {
            // What matters is that it ends without a panic.
            let _ = read(&bytes[..cut], Some(name), &Limits::default());
            let mut changed = bytes.to_vec();
            changed[cut] ^= 0x55;
            let _ = read(&changed, Some(name), &Limits::default());
        }
    }
}
