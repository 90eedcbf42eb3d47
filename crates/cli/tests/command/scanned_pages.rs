//! Pages read by their looks: a long scan can be left and taken up again. The tests need a recognition model
//! (`scripts/fetch-models.py`) and are skipped with a message where none is installed.

use fenjie::{
    Event, Options, Run,
    scan::{self, Mode},
};
use std::{
    fmt::Write as _,
    fs,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use walkdir::WalkDir;

/// Whether recognition can be tested here.
pub fn has_model() -> bool {
    let installed = fenjie::ocr::default_folder().is_some_and(|folder| !fenjie::ocr::installed(&folder).is_empty());
    if !installed {
        eprintln!("skipped: no recognition model is installed (scripts/fetch-models.py)");
    }
    installed
}

/// Reads every page by its looks, one at a time.
pub fn by_looks() -> Options {
    Options::new().scans(scan::Options { mode: Mode::Always, threads: 1, ..scan::Options::default() })
}

/// A PDF of so many pages of 300 by 200 points, each with a line of large figures at (40, 80) from the top left.
pub fn pdf(pages: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {pages}>>", kids.join(" ")),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    for page in 0..pages {
        let content = format!("BT /F1 24 Tf 40 100 Td (2017 {}) Tj ET", 1204 + 1111 * page);
        let resources = "<</Font<</F1 3 0 R>>>>";
        let place = 5 + 2 * page;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources{resources}/Contents {place} 0 R>>"
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        offsets.push(file.len());
        let _ = writeln!(file, "{number} 0 obj\n{object}\nendobj");
    }
    let start = file.len();
    let _ = writeln!(file, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let _ = writeln!(file, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1);
    file.into_bytes()
}

fn pages_kept(out: &Path) -> usize {
    let files = WalkDir::new(out.join(".fenjie/pages")).into_iter().flatten();
    files.filter(|entry| entry.file_type().is_file()).count()
}

#[test]
fn a_scan_that_is_left_in_the_middle_is_taken_up_where_it_was_left() {
    if !has_model() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("in")).unwrap();
    fs::write(at("in/scan.pdf"), pdf(5)).unwrap();
    let run = |out: &str| Run::new(at(out)).input(at("in")).options(by_looks()).resume(true);

    run("whole").execute(&|_| ()).unwrap();

    let stop = Arc::new(AtomicBool::new(false));
    let left = run("out").stop(Arc::clone(&stop)).execute(&|event| {
        if matches!(event, Event::Page { path: "scan.pdf", done: 2, of: 5 }) {
            stop.store(true, Ordering::SeqCst);
        }
    });
    let manifest = left.unwrap();
    assert!(!manifest.complete && manifest.files.is_empty(), "a file left in the middle has not failed");
    assert_eq!(pages_kept(&at("out")), 2);

    let told = Mutex::new(Vec::new());
    let manifest = run("out").execute(&|event| {
        if let Event::Page { done, of, .. } = event {
            told.lock().unwrap().push((done, of));
        }
    });
    assert!(manifest.unwrap().complete);
    assert_eq!(*told.lock().unwrap(), [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]);
    let document = |out: &str| fs::read_to_string(at(out).join("scan.pdf.json")).unwrap();
    assert_eq!(document("out"), document("whole"));
    assert!(document("out").contains("\"pages\": 5"));
    assert!(!at("out/.fenjie").exists(), "nothing is left to take up again");
}

#[test]
fn without_resume_every_page_is_read_anew() {
    if !has_model() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("scan.pdf"), pdf(3)).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let run = Run::new(at("out")).input(at("scan.pdf")).options(by_looks());
    let left = run.clone().stop(Arc::clone(&stop)).execute(&|event| {
        if matches!(event, Event::Page { .. }) {
            stop.store(true, Ordering::SeqCst);
        }
    });
    assert!(!left.unwrap().complete);
    assert_eq!(pages_kept(&at("out")), 1);
    let kept = Mutex::new(None);
    run.execute(&|event| {
        if let Event::Found(_) = event {
            *kept.lock().unwrap() = Some(pages_kept(&at("out")));
        }
    })
    .unwrap();
    assert_eq!(*kept.lock().unwrap(), Some(0));
}
