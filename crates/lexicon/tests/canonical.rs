//! Canonical names against pairs checked by hand.

use fenjie_lexicon::{Agencies, Context, region};

#[test]
fn names_that_were_checked_by_hand() {
    let agencies = Agencies::builtin();
    let (mut pairs, mut wrong) = (0, Vec::new());
    for line in include_str!("canonical.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [code, year, name, due] = columns[..] else { panic!("not four columns: {line}") };
        let context = Context { region: region::by_code(code), year: year.parse().ok(), ..Context::default() };
        let found = agencies.canonical(name, &context);
        pairs += 1;
        assert!(due != "-" || found.is_none(), "{name} ({code}, {year}) is given {found:?}, though none is due");
        if found.as_deref().unwrap_or("-") != due {
            wrong.push(format!("{name} ({code}, {year}): {found:?}, not {due}"));
        }
    }
    assert!(pairs >= 150, "{pairs}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_users_file_goes_before_the_gazetteer() {
    let file = "[[unit]]\nnames = [\"市知识产权局\"]\ncanonical = \"广州市市场监督管理局\"\nregion = \"440100\"\nfrom = 2019\n";
    let agencies = Agencies::with_file(file).unwrap();
    let context = |code, year| Context { region: region::by_code(code), year: Some(year), ..Context::default() };
    let name = |code, year| agencies.canonical("市知识产权局", &context(code, year)).unwrap();
    assert_eq!(name("440100", 2020), "广州市市场监督管理局");
    assert_eq!(name("440100", 2017), "广州市知识产权局");
    assert_eq!(name("441900", 2020), "东莞市知识产权局");
    assert!(Agencies::with_file("[[unit]]\nnames = [\"甲\"]\ncanonical = \"乙\"\nregion = \"999999\"\n").is_err());
}
