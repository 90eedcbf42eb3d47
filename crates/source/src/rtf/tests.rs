use crate::testing::outline;
use crate::{Error, Limits};

fn read(body: &str) -> String {
    let file = format!(
        "{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0\\fcharset134 SimSun;}}{{\\f1\\fcharset0 Arial;}}}}{body}}}"
    );
    let (bytes, ..) = encoding_rs::GBK.encode(&file);
    outline(&super::read(&bytes, &Limits::default()).unwrap())
}

#[test]
fn bytes_and_unicode_become_text() {
    assert_eq!(read("\\f0\\'cd\\'a8\\'d6\\'aa\\par"), "通知\n");
    assert_eq!(read("\\f1\\'cd\\'a8\\'d6\\'aa"), "通知\n", "a Latin font does not change the file's code page");
    assert_eq!(read("\\uc1\\u36890\\'3f\\u30693?\\uc2\\u26399 ab\\uc0\\u-10179\\u-8704 x"), "通知期😀x\n");
    assert_eq!(read("a\\line b\\tab c\\~d\\{\\}\\ldblquote e\\rdblquote"), "a\nb\tc\u{a0}d{}“e”\n");
}

#[test]
fn what_is_not_text_is_left_out() {
    let body = "{\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}{\\s2\\outlinelevel1 \\'d2\\'bb;}}{\\info{\\title x}}{\\*\\generator y;}\
        {\\pict\\bin4 {{{{ffd8}{\\header \\pard\\'c4\\'da\\par}{\\header \\pard\\'c4\\'da\\par}\\pard\\s1 A\\par\\pard\\s2 B\\par\\pard C{\\footnote\\pard D}{\\v E}{\\deleted F}\\par\
        {\\field{\\*\\fldinst DATE}{\\fldrslt 2017}}{\\upr{x}{\\*\\ud{y}}}{\\*\\unknown z}";
    assert_eq!(read(body), "~ 内\n# A\n## B\nC\n2017y\n~ D\n");
}

#[test]
fn numbers_of_lists_are_kept_and_bullets_dropped() {
    let item = |mark: &str, text: &str| format!("{{\\listtext\\pard\\plain {mark}\\tab}}\\ls1 {text}\\par");
    let body = item("\\'d2\\'bb\\'a1\\'a2", "A") + &item("1.", "B") + &item("\\'b7", "C");
    assert_eq!(read(&body), "一、A\n1. B\nC\n");
}

#[test]
fn tables_by_their_edges() {
    let row = |cells: &[(&str, i32)], texts: &[&str]| {
        let mut row = String::from("\\trowd\\trleft-10");
        for (flags, right) in cells {
            row = row + flags + "\\cellx" + &right.to_string();
        }
        for text in texts {
            row = row + "\\pard\\intbl " + text + "\\cell";
        }
        row + "\\row"
    };
    let body = "before\\par".to_owned()
        + &row(&[("\\trhdr", 200), ("", 300)], &["head", "unit"])
        + &row(&[("\\clvmgf", 100), ("", 205), ("", 300)], &["1", "a\\par b", "x"])
        + &row(&[("\\clvmrg", 100), ("\\clmgf", 200), ("\\clmrg", 300)], &["", "c", ""])
        + "\\pard after\\par";
    assert_eq!(read(&body), "before\n|head>2!|unit!|\n|1^2|a/b|x|\n|c>2|\nafter\n");
}

#[test]
fn nested_tables_and_text_boxes() {
    let body = "\\trowd\\cellx100\\cellx200\\pard\\intbl A\\cell\\pard\\intbl\\itap2 x\\nestcell y\\nestcell\
        {\\*\\nesttableprops\\trowd\\cellx50\\cellx90\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 B\\cell\\row\
        \\pard C{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt\\pard D\\par}}{\\shprslt E}}\\par";
    assert_eq!(read(body), "|A|x/y/B|\nD\nC\n");
}

#[test]
fn broken_files_end_well() {
    assert!(matches!(super::read(b"plain", &Limits::default()), Err(Error::Damaged { .. })));
    let deep = format!("{{\\rtf1 {}", "{".repeat(100_000));
    assert!(matches!(super::read(deep.as_bytes(), &Limits::default()), Err(Error::TooLarge { .. })));
    for body in [
        "\\",
        "\\'",
        "\\'g",
        "\\u",
        "\\bin999999 x",
        "}}}}x",
        "\\cell\\row\\nestrow",
        "\\itap2000000000 x\\par",
        "{\\*",
    ] {
        super::read(format!("{{\\rtf1 ok\\par {body}").as_bytes(), &Limits::default()).unwrap();
    }
}
