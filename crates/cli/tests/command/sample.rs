//! Hand-made records, for tests of what comes after extraction.

use fenjie::model::{
    Accounting, Amount, Category, Deadline, DeadlineKind, Document, Evidence, Kind, Metadata, Milestone, Note,
    Operator, Reference, Region, SCHEMA, Source, Target, Task, Unit,
};

/// A document of `tasks` tasks whose words contain `seed`. Its text would be `text_of` each task, one a line.
pub fn document(path: &str, seed: &str, tasks: u32) -> Document {
    let tasks: Vec<Task> = (1..=tasks).map(|ordinal| task(seed, ordinal)).collect();
    let characters = tasks.iter().filter_map(|task| task.text.as_ref()).map(|text| text.chars().count()).sum();
    Document {
        schema: SCHEMA.to_owned(),
        source: Source {
            path: path.to_owned(),
            sha256: "0".repeat(64),
            bytes: 1_000,
            media_type: "text/plain".to_owned(),
            encoding: Some("utf-8".to_owned()),
            pages: None,
        },
        document: Metadata {
            kind: Kind::TaskTable,
            title: Some(format!("{seed}重点工作任务分工方案")),
            number: Some("某府〔2017〕4号".to_owned()),
            issuer: Some("某市人民政府".to_owned()),
            issued_on: Some("2017-01-27".to_owned()),
            status: None,
            region: Some(Region { code: "440100".to_owned(), name: "广州市".to_owned() }),
            references: vec![Reference { title: None, number: "国发〔2015〕71号".to_owned() }],
        },
        tasks,
        indicators: Vec::new(),
        accounting: Accounting { characters, tasks: characters, ..Accounting::default() },
        diagnostics: Vec::new(),
    }
}

/// The words of a task of [`document`].
pub fn text_of(seed: &str, ordinal: u32) -> String {
    format!("推进{seed}第{ordinal}项工作，到2017年底专利申请量增长16%以上。")
}

/// One task with every field filled; every third has a note.
pub fn task(seed: &str, ordinal: u32) -> Task {
    let text = text_of(seed, ordinal);
    let start = text.len() * (ordinal as usize - 1);
    let evidence = Evidence { field: "text".to_owned(), page: None, span: [start, start + text.len()], bbox: None };
    let note = Note { code: "unit_doubtful".to_owned(), message: "请核对责任单位".to_owned() };
    Task {
        id: format!("{seed}-{ordinal}"),
        ordinal,
        section: Some("任务分解表".to_owned()),
        category: Some(Category { ordinal: Some(1), label: Some("创造".to_owned()) }),
        sequence: Some(ordinal.to_string()),
        title: None,
        text: Some(text),
        deliverable: Some("工作方案".to_owned()),
        lead: vec![unit("知识产权局", Some("广州市知识产权局"))],
        support: vec![unit("教育局", None), unit("科技局", None)],
        deadline: Some(Deadline {
            raw: "2017年".to_owned(),
            kind: DeadlineKind::Year,
            until: Some("2017-12-31".to_owned()),
        }),
        milestones: vec![Milestone {
            raw: "到2017年底".to_owned(),
            kind: DeadlineKind::Year,
            until: Some("2017-12-31".to_owned()),
            span: [start, start + 3],
        }],
        targets: vec![Target {
            what: "专利申请量增长".to_owned(),
            op: Operator::AtLeast,
            value: Amount::One(16.0),
            unit: Some("%".to_owned()),
            raw: "增长16%以上".to_owned(),
        }],
        tags: vec!["creation".to_owned()],
        related: Vec::new(),
        evidence: vec![evidence],
        confidence: 0.97,
        notes: if ordinal.is_multiple_of(3) { vec![note] } else { Vec::new() },
    }
}

/// A unit of the city.
pub fn unit(raw: &str, canonical: Option<&str>) -> Unit {
    Unit { raw: raw.to_owned(), name: format!("市{raw}"), canonical: canonical.map(str::to_owned) }
}
