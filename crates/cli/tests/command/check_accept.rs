//! `check` and `accept`: each kind of difference is shown as what it is.

use crate::sample;
use fenjie::{ChangeKind, Language, Paint, compare, model::Document, render};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

const FENJIE: &str = env!("CARGO_BIN_EXE_fenjie");

fn accepted() -> Document {
    sample::document("a.txt", "知识产权", 6)
}

/// Kind and field of every difference, and the text a person reads.
fn differences(change: impl FnOnce(&mut Document)) -> (Vec<(ChangeKind, String)>, String) {
    let mut current = accepted();
    change(&mut current);
    let mut changes = compare(&accepted(), &current);
    changes.sort_by_key(|change| change.kind);
    let kinds = changes.iter().map(|change| (change.kind, change.field.clone())).collect();
    let compared = fenjie::Compared { path: "a.txt".to_owned(), changes };
    let text = render(&fenjie::Comparison { documents: vec![compared] }, Paint::Plain, Language::Chinese);
    (kinds, text)
}

#[test]
fn equal_records_have_no_difference() {
    assert_eq!(compare(&accepted(), &accepted()), []);
}

#[test]
fn a_changed_character_is_shown_in_its_place() {
    let (kinds, text) = differences(|document| {
        let words = document.tasks[2].text.as_mut().unwrap();
        *words = words.replace("专利", "专科");
    });
    assert_eq!(kinds, [(ChangeKind::Changed, "text".to_owned())]);
    assert!(text.contains("任务内容: …"), "{text}");
    assert!(text.contains("专[-利-]{+科+}申请量"), "{text}");
}

#[test]
fn a_moved_task_is_moved_and_nothing_else() {
    let (kinds, text) = differences(|document| {
        let task = document.tasks.remove(0);
        document.tasks.insert(4, task);
        for (task, ordinal) in document.tasks.iter_mut().zip(1..) {
            task.ordinal = ordinal;
        }
    });
    assert_eq!(kinds, [(ChangeKind::TaskMoved, String::new())]);
    assert!(text.contains("from place 1 to place 5"), "{text}");
}

#[test]
fn a_task_that_is_gone_does_not_make_the_rest_look_changed() {
    let (kinds, text) = differences(|document| {
        document.tasks.remove(1);
        for (task, ordinal) in document.tasks.iter_mut().zip(1..) {
            task.ordinal = ordinal;
        }
    });
    assert_eq!(kinds, [(ChangeKind::TaskRemoved, String::new())]);
    assert!(text.contains("[-2. 推进知识产权第2项工作"), "{text}");
}

#[test]
fn a_new_task_is_added() {
    let (kinds, _) = differences(|document| document.tasks.push(sample::task("另一件事", 7)));
    assert_eq!(kinds, [(ChangeKind::TaskAdded, String::new())]);
}

#[test]
fn units_are_told_apart_one_by_one() {
    let (kinds, text) = differences(|document| {
        document.tasks[0].support.reverse();
        document.tasks[1].lead[0].canonical = None;
        document.tasks[3].support.push(sample::unit("财政局", None));
    });
    let expected = [
        (ChangeKind::Reordered, "support"),
        (ChangeKind::Changed, "lead[0].canonical"),
        (ChangeKind::Changed, "support[2]"),
    ];
    assert_eq!(kinds, expected.map(|(kind, field)| (kind, field.to_owned())));
    assert!(text.contains("牵头单位[0].全称"), "{text}");
    assert!(text.contains("市财政局"), "{text}");
}

#[test]
fn fields_of_the_document_count_too() {
    let (kinds, text) = differences(|document| {
        document.document.issued_on = None;
        document.accounting.unclaimed = 3;
        document.tasks[4].evidence[0].span[1] += 1;
    });
    let expected = [
        (ChangeKind::Changed, "document.issued_on"),
        (ChangeKind::Changed, "accounting.unclaimed"),
        (ChangeKind::EvidenceChanged, "evidence"),
    ];
    assert_eq!(kinds, expected.map(|(kind, field)| (kind, field.to_owned())));
    assert!(text.contains("[-2017-01-27-] {+null+}"), "{text}");
}

/// A folder with notices, accepted as they are read today.
struct Accepted {
    folder: TempDir,
}

impl Accepted {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("in/sub")).unwrap();
        fs::write(folder.path().join("in/a.txt"), "一、总体要求").unwrap();
        fs::write(folder.path().join("in/sub/b.txt"), "二、主要任务").unwrap();
        let accepted = Self { folder };
        let output = accepted.run(&["accept"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(stdout(&output).contains("not accepted yet"), "what changes is shown first");
        accepted
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(FENJIE);
        command.args(&arguments[..1]).arg("in").args(["--fixtures", "accepted"]).args(&arguments[1..]);
        command.current_dir(self.folder.path()).output().unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn fixture(&self, name: &str, change: impl FnOnce(&mut Document)) {
        let path = self.path("accepted").join(name);
        let mut document = read(&path);
        change(&mut document);
        fs::write(path, fenjie::to_json(&document)).unwrap();
    }
}

fn read(path: &Path) -> Document {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn what_was_accepted_does_not_differ() {
    let accepted = Accepted::new();
    assert!(accepted.path("accepted/sub/b.txt.json").exists());
    let output = accepted.run(&["check"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_difference_is_printed_and_the_exit_status_is_one() {
    let accepted = Accepted::new();
    accepted.fixture("a.txt.json", |document| document.document.title = Some("旧标题".to_owned()));
    let output = accepted.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.starts_with("a.txt\n  fields changed (1)\n"), "{text}");
    assert!(text.contains("document.title: ") && text.contains("旧标题"), "{text}");
    assert!(!text.contains("b.txt") && !text.contains('\u{1b}'), "{text}");
    assert_eq!(accepted.run(&["accept"]).status.code(), Some(0));
    assert_eq!(accepted.run(&["check"]).status.code(), Some(0));
}

#[test]
fn files_without_a_record_and_records_without_a_file_are_differences() {
    let accepted = Accepted::new();
    fs::rename(accepted.path("in/a.txt"), accepted.path("in/c.txt")).unwrap();
    let output = accepted.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.contains("c.txt\n  not accepted yet"), "{text}");
    assert!(text.contains("a.txt\n  accepted, but the source is gone"), "{text}");
}

#[test]
fn a_damaged_record_is_said_and_can_be_replaced() {
    let accepted = Accepted::new();
    fs::write(accepted.path("accepted/a.txt.json"), "{\"schema\":").unwrap();
    let output = accepted.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("accepted record cannot be read"), "{}", stdout(&output));
    accepted.run(&["accept"]);
    assert_eq!(accepted.run(&["check"]).status.code(), Some(0));
}

#[test]
fn machines_get_json_and_junit() {
    let accepted = Accepted::new();
    accepted.fixture("a.txt.json", |document| document.document.title = Some("<旧>&\u{1}".to_owned()));
    let output = accepted.run(&["check", "--json", "--junit", "out.xml"]);
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["documents"][0]["path"], "a.txt");
    assert_eq!(value["documents"][0]["changes"][0]["kind"], "changed");
    assert_eq!(value["documents"][0]["changes"][0]["field"], "document.title");
    assert_eq!(value["documents"][1]["changes"], serde_json::json!([]));
    let xml = fs::read_to_string(accepted.path("out.xml")).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut cases, mut failures) = (0, 0);
    loop {
        match reader.read_event().expect("well-formed") {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                cases += usize::from(tag.name().as_ref() == "testcase");
                failures += usize::from(tag.name().as_ref() == "failure");
            }
            _ => {}
        }
    }
    assert_eq!((cases, failures), (2, 1));
}
