//! The report, in a real browser.
//!
//! The page is opened in headless Chromium with a script at its end that clicks and types as a reader would and writes
//! down what it then sees. Where there is no Chromium the browser's part is left out, unless `FENJIE_NEEDS_BROWSER` is set.

use crate::sample;
#[cfg(feature = "ocr")]
use crate::scanned_pages;
use fenjie::{
    Language, Options, Report, Run,
    model::{Document, Task},
};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// A finished run over one text a document, whose tasks stand in it line by line.
struct Reported {
    folder: TempDir,
    /// How its sources are read.
    options: Options,
}

impl Reported {
    fn new(documents: &[(&str, u32)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("in");
        fs::create_dir(&input).unwrap();
        for (seed, tasks) in documents {
            let lines: String = (1..=*tasks).map(|ordinal| sample::text_of(seed, ordinal) + "\n").collect();
            fs::write(input.join(format!("{seed}.txt")), format!("{seed}任务分工表𠀀\n{lines}第 1 页")).unwrap();
        }
        Run::new(folder.path().join("out")).input(input).reader(read).execute(&|_| ()).unwrap();
        Self { folder, options: Options::new() }
    }

    fn page(&self) -> PathBuf {
        let page = self.folder.path().join("report.html");
        let report = Report::new(self.folder.path().join("out")).options(self.options.clone());
        let summary = report.language(Language::Chinese).write_file(&page).unwrap();
        assert_eq!(summary.without_text, 0);
        page
    }

    /// What a script at the end of the page writes with `put(…)`, line by line; `None` without a browser.
    fn browse(&self, script: &str) -> Option<Vec<String>> {
        let page = fs::read_to_string(self.page()).unwrap();
        let script = format!(
            "<pre id=result></pre><script>
            const all = (selector) => [...document.querySelectorAll(selector)];
            const one = (selector) => document.querySelector(selector);
            const words = (selector) => all(selector).map((found) => found.textContent).join('');
            const put = (value) => {{ one('#result').textContent += JSON.stringify(value) + '\\n'; }};
            const wait = () => new Promise((done) => setTimeout(done, 50));
            (async () => {{ try {{ await wait(); {script}; put('end'); }} catch (error) {{ put(String(error.stack)); }} }})();
            </script></body>"
        );
        let tested = self.folder.path().join("tested.html");
        fs::write(&tested, page.replace("</body>", &script)).unwrap();
        let dom = dump(&tested, self.folder.path())?;
        let (_, result) = dom.split_once("<pre id=\"result\">").unwrap_or_else(|| panic!("no result in {dom}"));
        let (result, _) = result.split_once("</pre>").unwrap();
        let lines: Vec<String> =
            result.lines().map(|line| line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).collect();
        assert_eq!(lines.last().map(String::as_str), Some("\"end\""), "{lines:?}");
        Some(lines)
    }
}

/// One task a line, and what a record of that text would be.
fn read(bytes: &[u8], options: &Options) -> Result<Document, fenjie::Error> {
    let mut document = sample::document("", "", 0);
    document.source = fenjie::extract(bytes, options)?.source;
    let text = String::from_utf8_lossy(bytes);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("推进") {
            document.tasks.push(task(line.trim_end(), start, document.tasks.len() as u32 + 1));
        } else {
            document.accounting.unclaimed_spans.push([start, start + line.trim_end().len()]);
            document.accounting.unclaimed += line.trim_end().chars().count();
        }
        start += line.len();
    }
    Ok(document)
}

fn task(line: &str, start: usize, ordinal: u32) -> Task {
    let mut task = sample::task("", ordinal);
    line.clone_into(task.text.get_or_insert_default());
    let target = line.find("增长").unwrap();
    task.evidence[0].span = [start, start + line.len()];
    let mut lead = task.evidence[0].clone();
    "lead[0].raw".clone_into(&mut lead.field);
    lead.span = [start, start + "推进".len()];
    task.evidence.push(lead);
    task.milestones[0].span = [start + target, start + target + "增长".len()];
    task
}

fn dump(page: &Path, folder: &Path) -> Option<String> {
    let chromium = env::var_os("CHROMIUM").unwrap_or_else(|| "chromium".into());
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ])
        .args(["--window-size=1400,900", "--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", page.display()))
        .output();
    match output {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(error) if env::var_os("FENJIE_NEEDS_BROWSER").is_none() => {
            eprintln!("no browser, not tested: {error}");
            None
        }
        Err(error) => panic!("chromium: {error}"),
    }
}

fn assert_saw(saw: Option<Vec<String>>, expected: &[&str]) {
    if let Some(saw) = saw {
        assert_eq!(&saw[..saw.len() - 1], expected);
    }
}

#[test]
fn choosing_a_field_marks_its_characters_and_no_others() {
    let reported = Reported::new(&[("甲", 4)]);
    let saw = reported.browse(
        "one('[data-task=\"2\"] [data-field=\"text\"]').click(); put(words('#source .on'));
         one('[data-task=\"1\"] [data-field=\"lead[0]\"]').click(); put(words('#source .on'));
         put(all('[aria-pressed=\"true\"]').length);
         put(all('.card[aria-current]').map((card) => card.dataset.task));",
    );
    let text = format!("\"{}\"", sample::text_of("甲", 3));
    assert_saw(saw, &[&text, "\"推进\"", "1", "[\"1\"]"]);
}

#[test]
fn choosing_characters_marks_their_field() {
    let reported = Reported::new(&[("甲", 4)]);
    let saw = reported.browse(
        "const part = (text) => all('#source .evidence').filter((found) => found.textContent === text)[3];
         part('推进').click(); put(all('[aria-pressed=\"true\"]').map((button) => [button.dataset.field, button.textContent]));
         put(one('.card[aria-current]').dataset.task);
         part('增长').click(); put(all('[aria-pressed=\"true\"]').map((button) => button.dataset.field));
         part('增长').dispatchEvent(new MouseEvent('mouseover', { bubbles: true })); put(all('#records .hover').length);",
    );
    assert_saw(saw, &["[[\"lead[0]\",\"市知识产权局 (广州市知识产权局)\"]]", "\"3\"", "[\"milestones[0]\"]", "1"]);
}

#[test]
fn what_is_unclaimed_is_marked_in_the_text() {
    let reported = Reported::new(&[("甲", 2)]);
    let saw = reported.browse(
        "put(all('#source .unclaimed').map((part) => part.textContent)); put(one('#source').textContent.length);",
    );
    let length = (format!("甲任务分工表𠀀\n{}\n{}\n第 1 页", sample::text_of("甲", 1), sample::text_of("甲", 2)))
        .encode_utf16()
        .count()
        .to_string();
    assert_saw(saw, &["[\"甲任务分工表𠀀\",\"第 1 页\"]", &length]);
}

#[test]
fn the_keyboard_is_enough() {
    let reported = Reported::new(&[("甲", 4), ("乙", 2)]);
    let saw = reported.browse(
        "const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
         one('[data-document=\"1\"]').click(); put(document.activeElement.dataset.document);
         one('#source').focus(); press('ArrowRight'); put(words('#source .on'));
         press('ArrowRight'); press('ArrowRight'); put(words('#source .on'));
         press('Escape'); put(words('#source .on'));
         one('[data-task=\"0\"] [data-field=\"text\"]').focus(); press('ArrowDown');
         put(document.activeElement.closest('.card').dataset.task);
         put(all('button, input, select, [tabindex=\"0\"]').every((control) => control.tabIndex === 0));",
    );
    let first = sample::text_of("甲", 1);
    // The first document by name is 乙 or 甲 as their code points have it: 乙 is U+4E59, 甲 U+7532.
    assert_saw(saw, &["\"1\"", "\"推进\"", "\"增长\"", "\"\"", "\"1\"", "true"].map(|expected| expected));
    assert!(first.starts_with("推进"));
}

#[test]
fn filters_choose_among_tasks() {
    let reported = Reported::new(&[("甲", 9)]);
    let saw = reported.browse(
        "const set = (id, value) => { const control = one(id);
           if (control.type === 'checkbox') control.checked = value; else control.value = value;
           control.dispatchEvent(new Event('input', { bubbles: true })); };
         const shown = async () => { await wait(); put(all('.card').length); };
         await shown(); set('#doubtful', true); await shown(); set('#doubtful', false);
         set('#unit', '教育'); await shown(); set('#unit', '没有的单位'); await shown(); set('#unit', '');
         set('#confidence', 96); await shown(); set('#confidence', 97); await shown();
         set('#tag', '0'); await shown(); put(one('#documents small').textContent);
         one('#chart button').click(); put(one('#unit').value);",
    );
    let expected = ["9", "3", "9", "0", "0", "9", "9"];
    let last = ["\"甲.txt · 9 项任务 · 3 项存疑 · 12 字未归类\"", "\"广州市知识产权局\""];
    assert_saw(saw, &[&expected[..], &last[..]].concat());
}

#[test]
fn five_thousand_tasks_are_put_into_the_page_as_they_are_needed() {
    let reported = Reported::new(&[("甲", 5_000)]);
    let saw = reported.browse(
        "put(all('.card').length < 500 && all('#source span').length < 2000);
         const down = (pane) => { pane.scrollTop = pane.scrollHeight; };
         for (let i = 0; i < 300 && !one('[data-task=\"4999\"]'); i += 1) {
           down(one('#source')); down(one('#records')); await wait();
         }
         put(one('[data-task=\"4999\"]') !== null);
         one('[data-task=\"4999\"] [data-field=\"text\"]').click(); put(words('#source .on'));
         window.dispatchEvent(new Event('beforeprint')); put(all('.card').length);",
    );
    let text = format!("\"{}\"", sample::text_of("甲", 5_000));
    assert_saw(saw, &["true", "true", &text, "5000"]);
}

#[test]
fn a_place_can_be_linked_to() {
    let reported = Reported::new(&[("甲", 3)]);
    let saw = reported
        .browse("one('[data-task=\"1\"] [data-field=\"text\"]').click(); put(decodeURIComponent(location.hash));");
    assert_saw(saw, &["\"#0/1/text\""]);
}

#[test]
fn nothing_in_a_document_becomes_markup() {
    let reported = Reported::new(&[("甲", 1)]);
    let input = reported.folder.path().join("in");
    fs::write(input.join("bad.txt"), "推进</script><img src=x>&amp;增长\n").unwrap();
    Run::new(reported.folder.path().join("out")).input(input).reader(read).execute(&|_| ()).unwrap();
    let page = fs::read_to_string(reported.page()).unwrap();
    assert!(!page.contains("<img"), "data of a document stands in the page as markup");
    let saw = reported.browse("one('[data-document=\"0\"]').click(); await wait(); put(all('img').length); put(words('[data-field=\"text\"]'));");
    assert_saw(saw, &["0", "\"推进</script><img src=x>&amp;增长\""]);
}

#[test]
fn a_page_is_one_file_that_asks_nothing_of_the_network() {
    let reported = Reported::new(&[("甲", 2)]);
    let page = fs::read_to_string(reported.page()).unwrap();
    assert!(
        !page.contains("http://") && !page.contains("https://") && !page.contains("src=") && !page.contains("@import")
    );
    assert!(page.contains("default-src 'none'"), "and the browser is told to allow none");
}

#[test]
fn sources_that_moved_are_found_and_changed_ones_are_not_shown() {
    let reported = Reported::new(&[("甲", 2), ("乙", 1)]);
    let at = |name: &str| reported.folder.path().join(name);
    fs::rename(at("in"), at("moved")).unwrap();
    let report = Report::new(at("out"));
    assert_eq!(report.write(&mut Vec::new()).unwrap().without_text, 2);
    let report = report.sources(at("moved"));
    assert_eq!(report.write(&mut Vec::new()).unwrap().without_text, 0);
    fs::write(at("moved/甲.txt"), "改过了").unwrap();
    assert_eq!(report.write(&mut Vec::new()).unwrap().without_text, 1, "a record is never shown beside another text");
}

#[test]
fn a_folder_that_is_no_run_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let error = Report::new(folder.path()).write(&mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("fenjie extract --out"), "{error}");
}

/// A run over a scan of two pages whose one record stands on the second, as a figure that the scan shows.
#[cfg(feature = "ocr")]
fn scanned() -> Reported {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("scan.pdf"), scanned_pages::pdf(2)).unwrap();
    let read = |bytes: &[u8], options: &Options| {
        let mut document = fenjie::extract(bytes, options)?;
        let text = fenjie::read_text(bytes, options)?;
        let start = text.find("2315").unwrap();
        let mut task = sample::task("", 1);
        task.milestones.clear();
        task.evidence[0].span = [start, start + 4];
        (task.evidence[0].page, task.evidence[0].bbox) = (Some(2), Some([105.0, 80.0, 165.0, 102.0]));
        document.tasks.push(task);
        Ok(document)
    };
    let options = scanned_pages::by_looks();
    Run::new(folder.path().join("out")).input(input).options(options.clone()).reader(read).execute(&|_| ()).unwrap();
    Reported { folder, options }
}

#[cfg(feature = "ocr")]
#[test]
fn a_scan_is_shown_with_a_box_where_its_record_stands() {
    if !scanned_pages::has_model() {
        return;
    }
    let reported = scanned();
    let saw = reported.browse(
        "await wait(); put(all('.page img').map((picture) => picture.src.startsWith('data:image/jpeg;base64,')));
         const figure = all('.page')[1]; const boxes = [...figure.querySelectorAll('.box')]; put([all('.box').length, boxes.length]);
         const at = (element) => element.getBoundingClientRect(); const [whole, part] = [at(figure), at(boxes[0])];
         const share = (length, of) => Math.round((100 * length) / of);
         put([share(part.left - whole.left, whole.width), share(part.top - whole.top, whole.height), share(part.width, whole.width)]);
         boxes[0].click(); put(words('#source .on')); put(all('[aria-pressed=\"true\"]').map((button) => button.dataset.field));",
    );
    assert_saw(saw, &["[true,true]", "[1,1]", "[35,40,20]", "\"2315\"", "[\"text\"]"]);
}
