//! Every source in `corpus/` reads as its accepted record in `fixtures/` says.

use fenjie_tests::{assert_sound, corpus, extract, name, options, root};

#[test]
fn every_source_reads_as_accepted() {
    let mut changed = Vec::new();
    for source in corpus() {
        let name = name(&source);
        let accepted =
            std::fs::read_to_string(root().join("fixtures").join(format!("{name}.json"))).unwrap_or_default();
        if fenjie::to_json(&extract(&source)) != accepted {
            changed.push(name);
        }
    }
    let how =
        "see `fenjie check corpus --fixtures fixtures`; read the change against the source before `fenjie accept`";
    assert!(changed.is_empty(), "{changed:?} changed: {how}");
}

#[test]
fn every_fixture_has_its_source() {
    let sources: Vec<String> = corpus().iter().map(|source| format!("{}.json", name(source))).collect();
    for entry in std::fs::read_dir(root().join("fixtures")).unwrap() {
        let file = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(sources.contains(&file), "fixtures/{file} has no source in corpus/");
    }
}

#[test]
fn evidence_spells_every_field_and_the_account_adds_up() {
    for source in corpus() {
        let bytes = std::fs::read(&source).unwrap();
        let text = fenjie::read_text(&bytes, &options(&source)).unwrap();
        let document = extract(&source);
        assert_sound(&document, &text);
        let account = &document.accounting;
        assert!(account.unclaimed * 100 <= account.characters, "{}: {} unclaimed", name(&source), account.unclaimed);
    }
}

#[test]
fn a_report_orders_nothing_and_states_figures() {
    let report = extract(&root().join("corpus/2007-guangzhou-work-report.txt"));
    assert!(report.tasks.is_empty());
    assert!(report.indicators.len() > 20);
}
