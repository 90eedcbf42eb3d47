//! The JSON Schema in `schemas/` is the one that the types make, and every output keeps it.

use fenjie_tests::{corpus, extract, root};
use serde_json::Value;

fn stored() -> String {
    std::fs::read_to_string(root().join("schemas/document.schema.json")).unwrap_or_default()
}

fn current() -> String {
    let mut schema = serde_json::to_string_pretty(&fenjie::model::schema()).unwrap();
    schema.push('\n');
    schema
}

#[test]
fn the_stored_schema_is_current() {
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(root().join("schemas/document.schema.json"), current()).unwrap();
    }
    assert_eq!(stored(), current(), "run the tests once with UPDATE_SCHEMA=1 and commit schemas/");
}

#[test]
fn every_record_of_the_corpus_keeps_the_schema() {
    let schema: Value = serde_json::from_str(&stored()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for source in corpus() {
        let record = serde_json::to_value(extract(&source)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&record).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", source.display());
    }
}

#[test]
fn the_schema_refuses_what_is_no_record() {
    let schema: Value = serde_json::from_str(&stored()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut record = serde_json::to_value(extract(&corpus()[0])).unwrap();
    record["tasks"][0]["lead"] = "市财政局".into();
    assert!(!validator.is_valid(&record));
}
