//! The report: one HTML file with each record beside the text it was read from. It asks nothing of the network.
//!
//! The page is `page.html`, `page.css` and `page.js` beside this file. Into it go an index of all documents and, each in a
//! script element of its own that the page parses when the document is opened, the records with their text. The text is
//! read again from the inputs that the manifest names (or from other folders with the same files): a file counts as the
//! source of a record when its SHA-256 is the one that the record states.

mod offsets;

use crate::{
    Failure, Language, Manifest, Options,
    extract::{read_views, sha256},
    limits::REPORT_PICTURES,
    model::{Document, Task},
    run::{files, walk, write_whole_with},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use fenjie_source::scan::View;
use offsets::Offsets;
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A report over an output folder of a [`Run`](crate::Run).
#[derive(Clone, Debug)]
pub struct Report {
    out: PathBuf,
    sources: Vec<PathBuf>,
    options: Options,
    language: Language,
    pictures: bool,
}

/// What a report holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportSummary {
    /// Documents.
    pub documents: usize,
    /// Tasks of all documents.
    pub tasks: usize,
    /// Documents whose source was not found, or has changed since, so that their text is missing.
    pub without_text: usize,
    /// Scanned documents whose pages are shown in part or not at all, because the report holds
    /// [`REPORT_PICTURES`](crate::limits::REPORT_PICTURES) pictures.
    pub without_pictures: usize,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The folder holds no manifest.
    #[error("{path} cannot be read: {source}; name a folder that `fenjie extract --out` wrote", path = .path.display())]
    Manifest {
        /// Where the manifest should be.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The run wrote ledgers alone.
    #[error("the run wrote no JSON documents; run it again with --format json")]
    NoDocuments,
    /// The page could not be written.
    #[error("cannot write the report: {0}")]
    Write(#[from] io::Error),
    /// The page could not be written to its file.
    #[error("cannot write {file}: {source}", file = .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Report {
    /// A report over the folder that a run wrote to.
    pub fn new(out: impl Into<PathBuf>) -> Self {
        Self {
            out: out.into(),
            sources: Vec::new(),
            options: Options::new(),
            language: Language::default(),
            pictures: true,
        }
    }

    /// A file or folder where the sources are, instead of the inputs that the manifest names.
    #[must_use]
    pub fn sources(mut self, folder: impl Into<PathBuf>) -> Self {
        self.sources.push(folder.into());
        self
    }

    /// How the sources are read: as when they were extracted.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Whether scanned pages are shown as pictures with the places of the records on them; they are unless switched off.
    #[must_use]
    pub fn pictures(mut self, pictures: bool) -> Self {
        self.pictures = pictures;
        self
    }

    /// The language of the page's labels.
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// Writes the page.
    ///
    /// # Errors
    /// When the folder holds no finished run with JSON documents, or the page cannot be written.
    pub fn write(&self, page: &mut impl Write) -> Result<ReportSummary, ReportError> {
        let manifest = self.manifest()?;
        if manifest.files.iter().all(|file| file.output.is_none()) && manifest.totals.read > 0 {
            return Err(ReportError::NoDocuments);
        }
        let mut texts = self.texts(&manifest);
        let mut index = Index::default();
        let mut summary = ReportSummary::default();
        let [before, after] = self.frame(&manifest);
        page.write_all(before.as_bytes())?;
        for file in manifest.files.iter().filter(|file| file.duplicate_of.is_none()) {
            if let Some(failure) = &file.failure {
                index.failed(&file.path, failure);
                continue;
            }
            let Some(document) = file.output.as_ref().and_then(|name| self.document(name)) else { continue };
            let text = texts.remove(&document.source.sha256);
            summary.documents += 1;
            summary.tasks += document.tasks.len();
            summary.without_text += usize::from(text.is_none());
            summary.without_pictures += usize::from(text.as_ref().is_some_and(|found| found.cut));
            let id = format!("document-{}", index.documents.len());
            write_data(page, &id, &page_data(&document, text.as_ref()))?;
            index.document(&document);
        }
        write_data(page, "index", &index.finish(self.language))?;
        page.write_all(after.as_bytes())?;
        Ok(summary)
    }

    /// Writes the page to a file, whole or not at all.
    ///
    /// # Errors
    /// As [`Report::write`].
    pub fn write_file(&self, file: &Path) -> Result<ReportSummary, ReportError> {
        let mut summary = Ok(ReportSummary::default());
        let written = write_whole_with(file, |page| {
            summary = self.write(page);
            // A page that cannot be made leaves the old file as it was.
            summary.as_ref().map(|_| ()).map_err(|error| io::Error::other(error.to_string()))
        });
        match (summary, written) {
            (Ok(_), Err(source)) | (Err(ReportError::Write(source)), _) => {
                Err(ReportError::File { file: file.to_owned(), source })
            }
            (summary, _) => summary,
        }
    }

    fn manifest(&self) -> Result<Manifest, ReportError> {
        let path = self.out.join("manifest.json");
        let read = fs::read(&path).and_then(|json| Ok(serde_json::from_slice(&json)?));
        read.map_err(|source| ReportError::Manifest { path, source })
    }

    /// A document that has gone since is left out: the manifest is not the place to find that out.
    fn document(&self, name: &str) -> Option<Document> {
        serde_json::from_slice(&fs::read(self.out.join(name)).ok()?).ok()
    }

    /// The text and the scanned pages of every source that is found, by its SHA-256.
    fn texts(&self, manifest: &Manifest) -> HashMap<String, Found> {
        let inputs: Vec<PathBuf> = if self.sources.is_empty() {
            manifest.inputs.iter().filter(|input| *input != walk::STDIN).map(PathBuf::from).collect()
        } else {
            self.sources.clone()
        };
        let mut wanted: HashMap<&str, &str> = HashMap::new();
        for file in manifest.files.iter().filter(|file| file.failure.is_none()) {
            if let Some(sha) = &file.sha256 {
                wanted.entry(sha).or_insert(&file.path);
            }
        }
        let mut texts = HashMap::new();
        let mut left = if self.pictures { REPORT_PICTURES } else { 0 };
        for found in files::stream(walk::walk(&inputs, Some(&self.out)).leaves, self.options.limit()) {
            let Ok(bytes) = found.content.read(self.options.limit()) else { continue };
            let sha = sha256(&bytes);
            if let Some(path) = wanted.remove(&*sha)
                && let Ok((text, pages)) = read_views(&bytes, &self.options.clone().path(path), left)
            {
                left -= pages.len();
                let cut = self.pictures && left == 0;
                texts.insert(sha, Found { text, pages, cut });
            }
        }
        texts
    }

    /// The page before and after its data.
    fn frame(&self, manifest: &Manifest) -> [String; 2] {
        let inputs: Vec<String> = manifest.inputs.iter().map(|input| last_name(input)).collect();
        let head = include_str!("page.html")
            .replace("{{style}}", include_str!("page.css"))
            .replace("{{lang}}", if self.language == Language::Chinese { "zh-CN" } else { "en" })
            .replace("{{title}}", &escaped(&format!("fenjie · {}", inputs.join(", "))));
        [head, format!("<script>\n{}</script>\n</body>\n</html>\n", include_str!("page.js"))]
    }
}

/// A source that was found again.
struct Found {
    text: String,
    pages: Vec<View>,
    /// Whether it had no room for pictures of all its pages.
    cut: bool,
}

fn last_name(input: &str) -> String {
    Path::new(input).file_name().map_or_else(|| input.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// JSON in a script element: `<` as an escape, so that nothing in a document can end it.
fn write_data(page: &mut impl Write, id: &str, data: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string(data)?.replace('<', "\\u003c");
    writeln!(page, "<script type=\"application/json\" id=\"{id}\">{json}</script>")
}

/// A document as the page takes it: places as UTF-16 offsets, which is what scripts count in.
fn page_data(document: &Document, found: Option<&Found>) -> Value {
    let text = found.map(|found| found.text.as_str());
    let mut tasks = document.tasks.clone();
    let mut unclaimed = document.accounting.unclaimed_spans.clone();
    if let Some(text) = text {
        let evidence = tasks.iter_mut().flat_map(|task| {
            let milestones = task.milestones.iter_mut().map(|milestone| &mut milestone.span);
            task.evidence.iter_mut().map(|evidence| &mut evidence.span).chain(milestones)
        });
        Offsets::of(text).convert(evidence.chain(&mut unclaimed));
    }
    let pages: Vec<Value> = found.into_iter().flat_map(|found| &found.pages).map(picture).collect();
    json!({ "text": text, "pages": pages, "tasks": tasks, "unclaimed": unclaimed, "diagnostics": document.diagnostics })
}

fn picture(view: &View) -> Value {
    let source = format!("data:image/jpeg;base64,{}", STANDARD.encode(&view.jpeg));
    json!({ "number": view.number, "size": [view.size.0, view.size.1], "picture": source })
}

/// What the page knows of all documents before one is opened.
#[derive(Default)]
struct Index {
    documents: Vec<Value>,
    units: Numbered<[usize; 2]>,
    tags: Numbered<()>,
    tasks: usize,
}

/// Names with a number each, in the order they came, and something counted for each.
#[derive(Default)]
struct Numbered<T> {
    numbers: BTreeMap<String, usize>,
    names: Vec<(String, T)>,
}

impl<T: Default> Numbered<T> {
    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len();
        self.numbers.insert(name.to_owned(), number);
        self.names.push((name.to_owned(), T::default()));
        number
    }
}

impl Index {
    fn failed(&mut self, path: &str, failure: &Failure) {
        self.documents.push(json!({ "path": path, "failure": failure.message }));
    }

    fn document(&mut self, document: &Document) {
        let tasks: Vec<Value> = document.tasks.iter().map(|task| self.task(task)).collect();
        self.tasks += tasks.len();
        self.documents.push(json!({
            "path": document.source.path,
            "title": document.document.title,
            "doubtful": document.tasks.iter().filter(|task| !task.notes.is_empty()).count(),
            "unclaimed": document.accounting.unclaimed,
            "tasks": tasks,
        }));
    }

    /// What filters look at.
    fn task(&mut self, task: &Task) -> Value {
        let mut units = Vec::new();
        for (role, of_role) in [&task.lead, &task.support].into_iter().enumerate() {
            for unit in of_role {
                let number = self.units.number(unit.canonical.as_ref().unwrap_or(&unit.name));
                self.units.names[number].1[role] += 1;
                units.push(number);
            }
        }
        let tags: Vec<usize> = task.tags.iter().map(|tag| self.tags.number(tag)).collect();
        json!([units, tags, task.confidence, !task.notes.is_empty()])
    }

    fn finish(self, language: Language) -> Value {
        const FIELDS: [&str; 16] = [
            "section",
            "category",
            "sequence",
            "title",
            "text",
            "deliverable",
            "lead",
            "support",
            "deadline",
            "milestones",
            "targets",
            "tags",
            "notes",
            "confidence",
            "tasks",
            "unclaimed",
        ];
        let strings = strings(language);
        let documents = self.documents.len();
        let totals = format!("{documents} {} · {} {}", strings["documents"], self.tasks, strings["tasks"]);
        let labels: BTreeMap<&str, String> = FIELDS.iter().map(|&field| (field, language.field(field))).collect();
        let units: Vec<Value> =
            self.units.names.into_iter().map(|(name, [lead, support])| json!([name, lead, support])).collect();
        let tags: Vec<String> = self.tags.names.into_iter().map(|(name, ())| name).collect();
        json!({
            "strings": strings, "labels": labels, "totals": totals, "units": units, "tags": tags, "documents": self.documents,
        })
    }
}

/// The words of the page itself.
fn strings(language: Language) -> BTreeMap<&'static str, &'static str> {
    const WORDS: [(&str, &str, &str); 17] = [
        ("documents", "documents", "份文件"),
        ("tasks", "tasks", "项任务"),
        ("doubtful", "in doubt", "项存疑"),
        ("characters_unclaimed", "characters unclaimed", "字未归类"),
        ("unclaimed", "unclaimed: the program could not place this", "未归类：程序未能确定归属"),
        ("source", "Source text", "原文"),
        ("page", "Page", "页"),
        ("records", "Records", "任务记录"),
        ("unit", "Unit", "单位"),
        ("tag", "Tag", "主题"),
        ("confidence", "Confidence up to", "置信度不高于"),
        ("chart", "Tasks per unit", "各单位任务数"),
        ("reset", "Show all", "全部显示"),
        ("all", "all", "全部"),
        ("no_tasks", "No task matches.", "没有符合条件的任务。"),
        (
            "no_source",
            "The source file was not found, or has changed since: run the report where the run was made, or name its folder with --sources.",
            "未找到原文件，或原文件已改动：请在原运行目录生成，或用 --sources 指明其所在文件夹。",
        ),
        ("only_doubtful", "only in doubt", "仅看存疑"),
    ];
    WORDS
        .iter()
        .map(|&(name, english, chinese)| (name, if language == Language::Chinese { chinese } else { english }))
        .collect()
}
