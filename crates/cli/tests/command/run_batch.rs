//! The batch run: what it writes, what it survives, what it says.

use crate::sample;
use fenjie::{Event, FailureKind, Manifest, Options, Run, RunError, model::Document};
use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Mutex,
    thread,
    time::Duration,
};
use tempfile::TempDir;

const FENJIE: &str = env!("CARGO_BIN_EXE_fenjie");

/// A folder for one test with `in` and, once written, `out`.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// `count` notices, in two folders.
    fn fill(&self, count: usize) {
        for number in 0..count {
            self.write(
                &format!("{}/{number:04}.txt", number % 2),
                format!("一、第{number}项\n做好第{number}项工作。\n"),
            );
        }
    }

    fn run(&self) -> Run {
        Run::new(self.path("out")).input(self.path("in"))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(FENJIE);
        command.arg("extract").arg(self.path("in")).arg("--out").arg(self.path("out"));
        command
    }
}

fn quiet(_: Event<'_>) {}

/// Every file under a folder with its content; of the manifest, all but the timing.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(root).unwrap().to_owned();
            let content = fs::read(entry.path()).unwrap();
            let content = if name == Path::new("manifest.json") { without_timing(&content) } else { content };
            (name, content)
        })
        .collect()
}

fn without_timing(manifest: &[u8]) -> Vec<u8> {
    let mut manifest: serde_json::Value = serde_json::from_slice(manifest).unwrap();
    manifest.as_object_mut().unwrap().remove("timing").unwrap();
    serde_json::to_vec(&manifest).unwrap()
}

fn manifest(out: &Path) -> Manifest {
    serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

fn names(out: &Path) -> Vec<String> {
    tree(out).into_keys().map(|name| name.to_string_lossy().replace('\\', "/")).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let place = Place::new();
    place.fill(60);
    place.write("copy.txt", "一、第1项\n做好第1项工作。\n");
    place.write("big.bin", vec![0xff; 3_000]);
    let run = |jobs: usize, out: &str| {
        let run = Run::new(place.path(out)).input(place.path("in")).jobs(jobs).options(Options::new().max_bytes(2_000));
        let run = fenjie::OutputFormat::ALL.iter().fold(run, |run, &format| run.format(format));
        run.execute(&quiet).unwrap();
        tree(&place.path(out))
    };
    let (one, eight) = (run(1, "one"), run(8, "eight"));
    assert_eq!(
        one.len(),
        61 + 1 + fenjie::OutputFormat::ALL.len() - 1,
        "documents, manifest, ledgers: {:?}",
        one.keys()
    );
    for (name, content) in &one {
        assert_eq!(Some(content), eight.get(name), "{}", name.display());
    }
}

#[test]
fn a_panic_fails_its_file_alone() {
    let place = Place::new();
    place.fill(10);
    let reader = |bytes: &[u8], options: &Options| {
        assert!(!String::from_utf8_lossy(bytes).contains("第3项"), "cannot read the third");
        fenjie::extract(bytes, options)
    };
    let manifest = place.run().reader(reader).execute(&quiet).unwrap();
    assert_eq!((manifest.totals.read, manifest.totals.failed), (9, 1));
    let failed: Vec<_> = manifest.files.iter().filter(|file| file.failure.is_some()).collect();
    assert_eq!(failed[0].path, "1/0003.txt");
    let failure = failed[0].failure.as_ref().unwrap();
    assert_eq!(failure.kind, FailureKind::Panic);
    assert!(failure.message.contains("cannot read the third"), "{}", failure.message);
    assert!(!place.path("out/1/0003.txt.json").exists());
}

#[test]
fn files_that_fail_are_named_and_the_rest_is_written() {
    let place = Place::new();
    place.fill(3);
    place.write("big.txt", "大".repeat(1_000));
    let output = place.command().args(["--max-bytes", "500", "missing.txt"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.is_empty());
    let said = said(&output);
    assert!(said.contains("big.txt: larger than the limit of 500 bytes"), "{said}");
    assert!(said.contains("missing.txt: "), "{said}");
    let manifest = manifest(&place.path("out"));
    assert!(manifest.complete);
    assert_eq!((manifest.totals.read, manifest.totals.failed), (3, 2));
    assert!(place.path("out/1/0001.txt.json").exists());
}

#[test]
fn a_file_that_takes_too_long_is_given_up() {
    let place = Place::new();
    place.fill(2);
    let output = place.command().args(["--time-limit", "0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("longer than the time limit"), "{}", said(&output));
    let manifest = manifest(&place.path("out"));
    assert!(manifest.files.iter().all(|file| file.failure.as_ref().unwrap().kind == FailureKind::TooSlow));
}

#[test]
fn a_file_that_vanishes_during_the_run_is_a_failure_of_its_own() {
    let place = Place::new();
    place.fill(40);
    let last = place.path("in/1/0039.txt");
    let reader = move |bytes: &[u8], options: &Options| {
        let _ = fs::remove_file(&last);
        fenjie::extract(bytes, options)
    };
    let manifest = place.run().jobs(1).reader(reader).execute(&quiet).unwrap();
    assert_eq!((manifest.totals.read, manifest.totals.failed), (39, 1));
    assert_eq!(manifest.files.last().unwrap().failure.as_ref().unwrap().kind, FailureKind::Unreadable);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_at_once() {
    let place = Place::new();
    place.fill(1);
    fs::write(place.path("out"), "a file").unwrap();
    let output = place.command().output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("cannot write to"), "{}", said(&output));
    assert_eq!(fs::read(place.path("out")).unwrap(), b"a file");
}

#[test]
fn a_document_that_cannot_be_written_fails_alone() {
    let place = Place::new();
    place.fill(4);
    // A folder in the way of the document.
    fs::create_dir_all(place.path("out/0/0002.txt.json/kept")).unwrap();
    let manifest = place.run().execute(&quiet).unwrap();
    assert_eq!((manifest.totals.read, manifest.totals.failed), (3, 1));
    let failed = manifest.files.iter().find(|file| file.failure.is_some()).unwrap();
    assert_eq!(failed.failure.as_ref().unwrap().kind, FailureKind::Unwritable);
    assert!(place.path("out/0/0002.txt.json/kept").exists());
}

#[test]
fn two_runs_do_not_write_to_one_folder() {
    let place = Place::new();
    place.fill(1);
    let out = place.path("out");
    let inner = Mutex::new(None);
    let reader = |bytes: &[u8], options: &Options| fenjie::extract(bytes, options);
    place
        .run()
        .reader(reader)
        .execute(&|event| {
            if matches!(event, Event::Found(_)) {
                *inner.lock().unwrap() = Some(Run::new(out.clone()).input(place.path("in")).execute(&quiet));
            }
        })
        .unwrap();
    let second = inner.into_inner().unwrap().unwrap();
    assert!(matches!(second, Err(RunError::Folder { .. })));
}

#[test]
fn equal_names_are_told_apart() {
    let place = Place::new();
    for (folder, text) in [("a", "甲"), ("b", "乙"), ("c", "丙")] {
        place.write(&format!("{folder}/notice.txt"), text);
    }
    let inputs = ["a", "b", "c"].map(|folder| place.path("in").join(folder));
    let manifest = inputs.iter().fold(Run::new(place.path("out")), Run::input).execute(&quiet).unwrap();
    let outputs: Vec<_> = manifest.files.iter().map(|file| file.output.clone().unwrap()).collect();
    assert_eq!(outputs, ["notice.txt.json", "notice.txt~2.json", "notice.txt~3.json"]);
    let shas: Vec<_> = outputs.iter().map(|name| read(&place.path("out").join(name)).source.sha256).collect();
    assert!(shas[0] != shas[1] && shas[1] != shas[2], "each keeps its own content");
}

fn read(path: &Path) -> Document {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn copies_are_read_once_and_reported() {
    let place = Place::new();
    for name in ["a.txt", "b/c.txt", "d.txt"] {
        place.write(name, "一、同一份文件");
    }
    place.write("e.txt", "一、另一份文件");
    let reads = std::sync::Arc::new(Mutex::new(0));
    let counter = std::sync::Arc::clone(&reads);
    let reader = move |bytes: &[u8], options: &Options| {
        *counter.lock().unwrap() += 1;
        fenjie::extract(bytes, options)
    };
    let manifest = place.run().jobs(4).reader(reader).execute(&quiet).unwrap();
    assert_eq!(*reads.lock().unwrap(), 2);
    assert_eq!(manifest.totals.duplicates, 2);
    let of: Vec<_> = manifest.files.iter().map(|file| file.duplicate_of.as_deref()).collect();
    assert_eq!(of, [None, Some("a.txt"), Some("a.txt"), None]);
    assert_eq!(read(&place.path("out/b/c.txt.json")).source.path, "b/c.txt");
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_are_not_followed() {
    let place = Place::new();
    place.fill(2);
    std::os::unix::fs::symlink(place.path("in"), place.path("in/0/loop")).unwrap();
    let output = place.command().arg("-v").output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(said(&output).contains("0/loop: left out: a link that leads back"), "{}", said(&output));
    assert_eq!(manifest(&place.path("out")).totals.files, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_kept_apart() {
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    for (name, text) in [(&b"\xc4\xea.txt"[..], "甲"), (&b"\xc4\xeb.txt"[..], "乙")] {
        fs::write(place.path("in").join(std::ffi::OsStr::from_bytes(name)), text).unwrap();
    }
    assert_eq!(place.run().execute(&quiet).unwrap().totals.read, 2);
    assert_eq!(names(&place.path("out")), ["%C4%EA.txt.json", "%C4%EB.txt.json", "manifest.json"]);
}

#[test]
fn an_output_folder_inside_the_input_is_not_read() {
    let place = Place::new();
    place.fill(3);
    let run = Run::new(place.path("in/out")).input(place.path("in"));
    run.execute(&quiet).unwrap();
    assert_eq!(run.execute(&quiet).unwrap().totals.files, 3);
}

#[test]
fn bookkeeping_files_are_left_out_and_said() {
    let place = Place::new();
    place.fill(1);
    for name in [".DS_Store", "~$a.docx", "Thumbs.db", ".git/config"] {
        place.write(name, "x");
    }
    let manifest = place.run().execute(&quiet).unwrap();
    assert_eq!(manifest.totals.files, 1);
    let skipped: Vec<_> = manifest.skipped.iter().map(|skipped| skipped.path.as_str()).collect();
    assert_eq!(skipped, [".DS_Store", ".git", "Thumbs.db", "~$a.docx"]);
}

#[test]
fn a_second_run_reads_only_what_has_changed() {
    let place = Place::new();
    place.fill(20);
    let run = place.run().resume(true);
    run.execute(&quiet).unwrap();
    let whole = tree(&place.path("out"));
    let again = run.execute(&quiet).unwrap();
    assert_eq!((again.timing.extracted, again.timing.resumed), (0, 20));
    assert_eq!(tree(&place.path("out")), whole);

    place.write("0/0004.txt", "一、改过了");
    fs::write(place.path("out/1/0005.txt.json"), "{}").unwrap();
    fs::remove_file(place.path("out/1/0007.txt.json")).unwrap();
    let again = run.execute(&quiet).unwrap();
    assert_eq!((again.timing.extracted, again.timing.resumed), (3, 17));
    assert_eq!(tree(&place.path("out"))[Path::new("1/0005.txt.json")], whole[Path::new("1/0005.txt.json")]);

    let other = run.clone().options(Options::new().max_bytes(1 << 10)).execute(&quiet).unwrap();
    assert_eq!(other.timing.resumed, 0, "other settings may read otherwise");
}

#[test]
fn ledgers_alone_are_resumed_too() {
    let place = Place::new();
    place.fill(8);
    let run = place.run().resume(true).format(fenjie::OutputFormat::Csv);
    run.execute(&quiet).unwrap();
    let first = fs::read(place.path("out/tasks.csv")).unwrap();
    let again = run.execute(&quiet).unwrap();
    assert_eq!((again.timing.extracted, again.timing.resumed), (0, 8));
    assert_eq!(fs::read(place.path("out/tasks.csv")).unwrap(), first);
    place.run().format(fenjie::OutputFormat::Csv).execute(&quiet).unwrap();
    assert_eq!(names(&place.path("out")), ["manifest.json", "tasks.csv"], "nothing is left lying about");
}

/// Kills the real command at moments all through its run, takes it up again each time, and compares the end with a run that
/// nothing disturbed.
#[test]
fn a_run_killed_at_any_moment_can_be_taken_up_again() {
    let place = Place::new();
    place.fill(600);
    place.write("copy.txt", "一、第1项\n做好第1项工作。\n");
    let undisturbed = place.path("undisturbed");
    let formats = ["--format", "json,jsonl,csv", "--quiet"];
    let status =
        Command::new(FENJIE).arg("extract").arg(place.path("in")).arg("--out").arg(&undisturbed).args(formats).status();
    assert!(status.unwrap().success());
    let mut killed = 0;
    for moment in [1, 3, 6, 9, 14, 20, 27, 35, 44, 54, 65, 77, 90, 110] {
        let mut child = place.command().args(formats).arg("--resume").spawn().unwrap();
        thread::sleep(Duration::from_millis(moment));
        child.kill().unwrap();
        killed += usize::from(!child.wait().unwrap().success());
    }
    assert!(killed > 0, "no run was cut short");
    assert!(place.command().args(formats).arg("--resume").status().unwrap().success());
    assert_eq!(tree(&place.path("out")), tree(&undisturbed));
}

/// The first file is standard input, which stays open: the run cannot be over when the signal comes.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_a_valid_manifest() {
    let place = Place::new();
    place.fill(50);
    let mut command = Command::new(FENJIE);
    command.args(["extract", "-"]).arg(place.path("in")).arg("--out").arg(place.path("out")).args(["--jobs", "1"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all("一、总体要求".as_bytes()).unwrap();
    while !place.path("out/.fenjie/journal.jsonl").exists() {
        thread::sleep(Duration::from_millis(5));
    }
    thread::sleep(Duration::from_millis(100));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    thread::sleep(Duration::from_millis(200));
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    let cut = manifest(&place.path("out"));
    assert!(!cut.complete);
    assert_eq!(
        cut.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
        ["-"],
        "the file in hand was finished"
    );
    assert!(place.path("out/-.json").exists());
    assert!(place.command().arg("--resume").status().unwrap().success());
    assert_eq!(manifest(&place.path("out")).totals.read, 50);
}

/// On a file system of 300 KB, which only a system that lets users make namespaces gives to a test.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_run_with_one_clear_line_and_what_was_done_is_kept() {
    let place = Place::new();
    place.fill(400);
    let out = place.path("small");
    fs::create_dir(&out).unwrap();
    let script = "mount -t tmpfs -o size=300k tmpfs \"$2\" || exit 99
        \"$0\" extract \"$1\" --out \"$2\"; code=$?
        find \"$2\" -name '*.txt.json' -size 0 | wc -l; find \"$2\" -name '*.txt.json' | wc -l
        mount -o remount,size=30m \"$2\"; \"$0\" extract \"$1\" --out \"$2\" --resume --quiet || exit 98
        find \"$2\" -name '*.txt.json' | wc -l
        exit $code";
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, FENJIE])
        .args([place.path("in"), out])
        .output();
    let Ok(output) = output else { return };
    let said = said(&output);
    if said.contains("unshare") || output.status.code() == Some(99) {
        return;
    }
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert_eq!(said.lines().filter(|line| line.contains("No space left")).count(), 1, "{said}");
    assert!(said.contains("--resume"), "{said}");
    let counts: Vec<usize> =
        String::from_utf8_lossy(&output.stdout).lines().map(|line| line.trim().parse().unwrap()).collect();
    assert_eq!(counts[0], 0, "no half document");
    assert!(counts[1] < 400, "the disk was full");
    assert_eq!(counts[2], 400, "taken up again");
}

#[test]
fn standard_output_carries_the_one_document_and_nothing_else() {
    let place = Place::new();
    place.write("a.txt", "一、总体要求");
    let file = place.path("in/a.txt");
    let output = Command::new(FENJIE).arg("extract").arg(&file).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let expected = fenjie::extract(&fs::read(&file).unwrap(), &Options::new().path("a.txt")).unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), fenjie::to_json(&expected));

    let mut child =
        Command::new(FENJIE).args(["extract", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("一、总体要求".as_bytes()).unwrap();
    let document: Document = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(document.source.sha256, expected.source.sha256);
}

#[test]
fn usage_that_makes_no_sense_is_said() {
    let place = Place::new();
    place.fill(2);
    for arguments in
        [vec!["extract"], vec!["extract", "a", "b"], vec!["extract", "in"], vec!["extract", "-", "--format", "csv"]]
    {
        let output = Command::new(FENJIE).args(&arguments).current_dir(place.folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn quiet_is_quiet_and_a_pipe_gets_plain_lines() {
    let place = Place::new();
    place.fill(2);
    assert!(place.command().arg("--quiet").output().unwrap().stderr.is_empty());
    let said = said(&place.command().output().unwrap());
    assert!(said.contains("2 files read"), "{said}");
    assert!(!said.contains('\u{1b}'), "{said:?}");
}

#[test]
fn a_name_cannot_command_the_terminal() {
    let place = Place::new();
    place.write("a\u{1b}[2J.txt", "一");
    let said = said(&place.command().arg("-v").output().unwrap());
    assert!(!said.contains('\u{1b}') && said.contains("\\u{1b}[2J.txt"), "{said:?}");
}

#[test]
fn the_documents_of_a_folder_come_one_by_one() {
    let place = Place::new();
    place.fill(3);
    let paths: Vec<String> = fenjie::documents([place.path("in")], Options::new())
        .map(|(path, document)| {
            assert_eq!(document.unwrap().source.path, path);
            path
        })
        .collect();
    assert_eq!(paths, ["0/0000.txt", "0/0002.txt", "1/0001.txt"]);
}

/// Peak memory must not follow the number of files: what a run keeps of each is a few hundred bytes.
#[cfg(target_os = "linux")]
#[test]
fn memory_stays_flat() {
    let place = Place::new();
    let long = "做好各项工作。".repeat(2_000);
    for number in 0..2_000 {
        place.write(&format!("{number}.txt"), format!("{number}{long}"));
    }
    let reader = |_: &[u8], _: &Options| Ok(sample::document("", "内存", 40));
    let before = resident();
    let run = place.run().reader(reader);
    fenjie::OutputFormat::ALL.iter().fold(run, |run, &format| run.format(format)).execute(&quiet).unwrap();
    let grown = resident().saturating_sub(before);
    assert!(grown < 150_000, "{grown} KB more than before, of 84 MB of text and 80,000 tasks");
}

/// Most memory this process has held, in KB.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
