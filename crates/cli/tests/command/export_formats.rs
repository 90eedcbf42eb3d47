//! The ledgers, read back by readers that fenjie does not write with.

use crate::sample;
use arrow_array::{Array, Float64Array, ListArray, StringArray, StructArray, cast::AsArray};
use calamine::{Data, Reader, Xlsx, open_workbook};
use fenjie::{
    Failure, Language, LedgerOptions, Manifest, Options, OutputFormat, Run,
    model::{Document, Task},
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use rusqlite::Connection;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A run over files that hold finished records: what is tested here comes after extraction.
struct Ledgers {
    folder: TempDir,
    manifest: Manifest,
}

impl Ledgers {
    fn of(documents: &[Document], options: LedgerOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        fs::create_dir(&input).unwrap();
        for document in documents {
            fs::write(input.join(&document.source.path), serde_json::to_vec(document).unwrap()).unwrap();
        }
        fs::write(input.join("z.txt"), "x".repeat(100_000)).unwrap();
        let reader = |bytes: &[u8], _: &Options| -> Result<Document, fenjie::Error> {
            Ok(serde_json::from_slice(bytes).unwrap())
        };
        let run = Run::new(folder.path().join("out")).input(input).reader(reader).ledgers(options);
        let run = OutputFormat::ALL.iter().fold(run, |run, &format| run.format(format));
        let manifest = run.options(Options::new().max_bytes(90_000)).execute(&|_| ()).unwrap();
        Self { folder, manifest }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }
}

/// Two documents and one whose words would be commands in a spreadsheet.
fn documents() -> Vec<Document> {
    let mut dangerous = sample::document("c.txt", "丙", 5);
    let texts = ["=1+1", "+86", "-1", "@SUM(A1)", "\t=cmd|' /C calc'!A0"];
    for (task, text) in dangerous.tasks.iter_mut().zip(texts) {
        task.text = Some(text.to_owned());
    }
    dangerous.tasks[0].text = Some("=1+1,\"甲\"\n乙".to_owned());
    vec![sample::document("a.txt", "甲", 40), sample::document("b.txt", "乙", 2), dangerous]
}

fn tasks(documents: &[Document]) -> Vec<(&Document, &Task)> {
    documents.iter().flat_map(|document| document.tasks.iter().map(move |task| (document, task))).collect()
}

#[test]
fn json_lines_hold_the_whole_task() {
    let documents = documents();
    let ledgers = Ledgers::of(&documents, LedgerOptions::default());
    let lines = fs::read_to_string(ledgers.path("tasks.jsonl")).unwrap();
    let all = tasks(&documents);
    assert_eq!(lines.lines().count(), all.len());
    for (line, (document, task)) in lines.lines().zip(all) {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["source"], document.source.path.as_str());
        assert_eq!(value["document"]["number"], "某府〔2017〕4号");
        assert_eq!(serde_json::from_value::<Task>(value).unwrap(), *task);
    }
}

#[test]
fn csv_comes_back_cell_by_cell_and_runs_nothing() {
    let documents = documents();
    let ledgers = Ledgers::of(&documents, LedgerOptions { bom: true, language: Language::Chinese });
    let bytes = fs::read(ledgers.path("tasks.csv")).unwrap();
    let rest = bytes.strip_prefix("\u{feff}".as_bytes()).expect("the mark that Excel asks for");
    let mut reader = csv::Reader::from_reader(rest);
    let header = reader.headers().unwrap().clone();
    let text_at = header.iter().position(|name| name == "任务内容").unwrap();
    let lead_at = header.iter().position(|name| name == "牵头单位").unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let all = tasks(&documents);
    assert_eq!(rows.len(), all.len());
    for (row, (_, task)) in rows.iter().zip(all) {
        let text = task.text.as_deref().unwrap();
        assert!(row[text_at] == *text || row[text_at] == format!("'{text}"), "{:?}", &row[text_at]);
        assert_eq!(&row[lead_at], "市知识产权局");
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t'])), "{row:?}");
    }
    let plain = Ledgers::of(&documents, LedgerOptions::default());
    assert!(fs::read(plain.path("tasks.csv")).unwrap().starts_with(b"source,document_title,"));
}

#[test]
fn the_workbook_has_its_four_sheets() {
    let documents = documents();
    let ledgers = Ledgers::of(&documents, LedgerOptions::default());
    let mut book: Xlsx<_> = open_workbook(ledgers.path("tasks.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["任务", "单位汇总", "存疑", "文件"]);
    let sheet = book.worksheet_range("任务").unwrap();
    let header: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let at = |name: &str| header.iter().position(|label| label == name).unwrap();
    let all = tasks(&documents);
    assert_eq!(sheet.height(), all.len() + 1);
    for (row, (document, task)) in sheet.rows().skip(1).zip(all) {
        assert_eq!(row[at("任务内容")], Data::String(task.text.clone().unwrap()));
        assert_eq!(row[at("来源文件")], Data::String(document.source.path.clone()));
        assert_eq!(row[at("牵头单位")], Data::String("市知识产权局".to_owned()));
        assert_eq!(row[at("配合单位")], Data::String("市教育局；市科技局".to_owned()));
        assert_eq!(row[at("置信度")], Data::Float(0.97));
    }
    let units = book.worksheet_range("单位汇总").unwrap();
    let first: Vec<String> = units.rows().nth(1).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(first, ["广州市知识产权局", "47", "0", "47", "14"]);
    let doubts = book.worksheet_range("存疑").unwrap();
    assert_eq!(doubts.height(), 1 + 14 + 1, "one a note, one for the file that failed");
    let files = book.worksheet_range("文件").unwrap();
    assert_eq!(files.height(), 1 + 4);
    assert!(files.rows().nth(4).unwrap()[10].to_string().contains("larger than the limit"));
}

/// What a reader of cells does not tell: frozen header, filter, links, print titles.
#[test]
fn the_workbook_is_ready_to_be_printed() {
    let ledgers = Ledgers::of(&documents(), LedgerOptions::default());
    let mut zip = zip::ZipArchive::new(File::open(ledgers.path("tasks.xlsx")).unwrap()).unwrap();
    let mut part = |name: &str| std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
    let sheet = part("xl/worksheets/sheet1.xml");
    for mark in [
        "state=\"frozen\"",
        "<autoFilter ref=\"A1:AC48\"/>",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "location=\"文件!A2\"",
    ] {
        assert!(sheet.contains(mark) || sheet.replace('\'', "").contains(mark), "{mark} in {}", &sheet[..1_500]);
    }
    assert!(part("xl/styles.xml").contains("wrapText=\"1\""));
    assert!(part("xl/workbook.xml").contains("_xlnm.Print_Titles"));
    let links = part("xl/worksheets/_rels/sheet4.xml.rels");
    assert!(links.contains("in/a.txt"), "{links}");
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_nothing_fails() {
    let mut document = sample::document("a.txt", "甲", 1);
    document.tasks[0].text = Some("长".repeat(29_000) + &"a".repeat(10_000));
    let ledgers = Ledgers::of(&[document], LedgerOptions::default());
    assert_eq!(ledgers.manifest.totals.failed, 2, "the record itself is over this test's limit");
    let mut document = sample::document("a.txt", "甲", 1);
    document.tasks[0].text = Some("a".repeat(40_000));
    let ledgers = Ledgers::of(&[document], LedgerOptions::default());
    let mut book: Xlsx<_> = open_workbook(ledgers.path("tasks.xlsx")).unwrap();
    let sheet = book.worksheet_range("任务").unwrap();
    let longest = sheet.rows().nth(1).unwrap().iter().map(|cell| cell.to_string().chars().count()).max().unwrap();
    assert_eq!(longest, 32_767);
}

#[test]
fn parquet_keeps_the_nesting() {
    let documents = documents();
    let ledgers = Ledgers::of(&documents, LedgerOptions::default());
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(ledgers.path("tasks.parquet")).unwrap()).unwrap();
    let batches: Vec<_> = reader.with_batch_size(10_000).build().unwrap().map(Result::unwrap).collect();
    assert_eq!(batches.len(), 1);
    let batch = &batches[0];
    let all = tasks(&documents);
    assert_eq!(batch.num_rows(), all.len());
    let text: &StringArray = batch.column_by_name("text").unwrap().as_string();
    let support: &ListArray = batch.column_by_name("support").unwrap().as_list();
    let targets: &ListArray = batch.column_by_name("targets").unwrap().as_list();
    let deadline: &StructArray = batch.column_by_name("deadline").unwrap().as_struct();
    for (row, (_, task)) in all.into_iter().enumerate() {
        assert_eq!(text.value(row), task.text.as_deref().unwrap());
        let units = support.value(row);
        let names: &StringArray = units.as_struct().column_by_name("name").unwrap().as_string();
        assert_eq!(names.iter().flatten().collect::<Vec<_>>(), ["市教育局", "市科技局"]);
        assert!(units.as_struct().column_by_name("canonical").unwrap().is_null(0));
        let goals = targets.value(row);
        let low: &Float64Array = goals.as_struct().column_by_name("low").unwrap().as_any().downcast_ref().unwrap();
        assert_eq!(low.value(0).to_bits(), 16.0_f64.to_bits());
        let until: &StringArray = deadline.column_by_name("until").unwrap().as_string();
        assert_eq!(until.value(row), "2017-12-31");
    }
}

#[test]
fn parquet_without_tasks_has_its_columns() {
    let ledgers = Ledgers::of(&[sample::document("a.txt", "甲", 0)], LedgerOptions::default());
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(ledgers.path("tasks.parquet")).unwrap()).unwrap();
    assert!(reader.schema().field_with_name("lead").is_ok());
}

#[test]
fn sqlite_answers_questions() {
    let documents = documents();
    let ledgers = Ledgers::of(&documents, LedgerOptions::default());
    let base = Connection::open(ledgers.path("tasks.sqlite")).unwrap();
    let one = |query: &str| base.query_row(query, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM documents"), 3);
    assert_eq!(one("SELECT count(*) FROM tasks"), 47);
    assert_eq!(one("SELECT count(*) FROM units"), 3, "a unit is one row however often it is named");
    assert_eq!(one("SELECT count(*) FROM task_units WHERE role = 'support'"), 94);
    assert_eq!(one("SELECT count(*) FROM targets WHERE op = '>=' AND low = 16 AND unit = '%'"), 47);
    assert_eq!(one("SELECT count(*) FROM search WHERE search MATCH '推进甲'"), 40);
    assert_eq!(one("SELECT count(*) FROM search WHERE search MATCH '专利申请量'"), 42);
    assert_eq!(one("SELECT count(*) FROM search WHERE text LIKE '%专利%'"), 42, "words of two characters");
    let check: String = base.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

/// The queries of the README, as they are printed there.
#[test]
fn the_documented_queries_answer() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).unwrap();
    let queries: Vec<&str> = page.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let ledgers = Ledgers::of(&documents(), LedgerOptions::default());
    let base = Connection::open(ledgers.path("tasks.sqlite")).unwrap();
    let rows: Vec<usize> = queries
        .iter()
        .map(|query| base.prepare(query).unwrap().query_map([], |_| Ok(())).unwrap().map(Result::unwrap).count())
        .collect();
    assert_eq!(rows, [0, 3, 42, 47, 14]);
}

#[test]
fn the_manifest_counts_what_was_written() {
    let ledgers = Ledgers::of(&documents(), LedgerOptions::default());
    let totals = ledgers.manifest.totals;
    assert_eq!((totals.files, totals.read, totals.failed), (4, 3, 1));
    assert_eq!((totals.counts.tasks, totals.counts.doubtful), (47, 14));
    let names = ["tasks.jsonl", "tasks.csv", "tasks.xlsx", "tasks.parquet", "tasks.sqlite"];
    assert_eq!(ledgers.manifest.ledgers, names);
    let written: Manifest = read(&ledgers.path("manifest.json"));
    assert_eq!(written, ledgers.manifest);
    let failure: Option<&Failure> = written.files.iter().find_map(|file| file.failure.as_ref());
    assert!(failure.is_some());
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}
