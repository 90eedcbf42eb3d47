//! What goes wrong is said with the name as it was typed, and the exit status says what kind of wrong it is.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};
use tempfile::TempDir;

const FENJIE: &str = env!("CARGO_BIN_EXE_fenjie");

/// A folder with one notice, `in/a.txt`, and an empty folder `none`.
fn place() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("in")).unwrap();
    fs::create_dir_all(folder.path().join("none")).unwrap();
    fs::write(folder.path().join("in/a.txt"), "一、总体要求").unwrap();
    folder
}

/// Exit status, and what was said on standard error, of `fenjie` with arguments parted by blanks.
fn fenjie(folder: &Path, arguments: &str) -> (i32, String) {
    let output: Output = Command::new(FENJIE).args(arguments.split_whitespace()).current_dir(folder).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn files_of_names_that_cannot_be_used_are_wrong_usage_everywhere() {
    let place = place();
    fs::write(place.path().join("bad.toml"), "not toml").unwrap();
    fs::create_dir(place.path().join("accepted")).unwrap();
    for command in [
        "extract in/a.txt",
        "extract in --out out",
        "check in --fixtures accepted",
        "accept in --fixtures accepted",
        "report out --out report.html",
        "text in/a.txt",
    ] {
        let (status, said) = fenjie(place.path(), &format!("{command} --units nofile"));
        assert_eq!(status, 2, "{command}: {said}");
        assert!(said.starts_with("fenjie: --units nofile: ") && said.lines().count() == 1, "{command}: {said}");
        let (status, said) = fenjie(place.path(), &format!("{command} --taxonomy bad.toml"));
        assert_eq!(status, 2, "{command}: {said}");
        assert!(said.starts_with("fenjie: --taxonomy bad.toml: "), "{command}: {said}");
    }
    assert!(!place.path().join("out").exists(), "nothing was begun");
}

#[test]
fn failures_name_files_as_they_were_typed() {
    let place = place();
    fs::create_dir(place.path().join("other")).unwrap();
    for folder in ["in", "other"] {
        fs::write(place.path().join(folder).join("empty.txt"), "").unwrap();
    }
    let (status, said) = fenjie(place.path(), "extract in other in/gone.txt --out out --jobs 1");
    assert_eq!(status, 3);
    for name in ["in/empty.txt", "other/empty.txt", "in/gone.txt"] {
        assert!(said.contains(&format!("fenjie: {name}: ")), "{said}");
    }
    assert!(said.contains("out: 1 file read, ") && said.ends_with("3 files failed\n"), "{said}");
    let (status, said) = fenjie(place.path(), "extract in/empty.txt");
    assert_eq!((status, said.as_str()), (3, "fenjie: in/empty.txt: not a document fenjie reads: the file is empty\n"));
    let (status, said) = fenjie(place.path(), "extract -");
    assert_eq!(status, 3);
    assert!(said.starts_with("fenjie: standard input: "), "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_called_that() {
    let place = place();
    std::os::unix::fs::symlink("nowhere.txt", place.path().join("none/link.txt")).unwrap();
    for arguments in ["extract none --out out", "extract none/link.txt"] {
        let (status, said) = fenjie(place.path(), arguments);
        assert_eq!(status, 3);
        assert!(said.contains("none/link.txt: a link to nowhere.txt, which is not there"), "{said}");
    }
}

#[test]
fn a_check_of_what_is_not_there_finds_no_difference() {
    let place = place();
    let (status, said) = fenjie(place.path(), "check in --fixtures acepted");
    assert_eq!(status, 2);
    assert!(said.contains("acepted is no folder of accepted records"), "{said}");
    assert_eq!(fenjie(place.path(), "accept in --fixtures accepted").0, 0);
    for command in ["check", "accept"] {
        let (status, said) = fenjie(place.path(), &format!("{command} in gone --fixtures accepted"));
        assert_eq!(status, 3, "{command}");
        assert!(said.starts_with("fenjie: gone: "), "{said}");
    }
    assert_eq!(fenjie(place.path(), "check in --fixtures accepted --junit none").0, 3, "a folder is in the way");
}

#[test]
fn a_report_that_cannot_be_written_names_its_file() {
    let place = place();
    assert_eq!(fenjie(place.path(), "extract in --out out").0, 0);
    let (status, said) = fenjie(place.path(), "report out --out in/a.txt/r.html");
    assert_eq!(status, 3);
    assert!(said.starts_with("fenjie: cannot write in/a.txt/r.html: "), "{said}");
    let (status, said) = fenjie(place.path(), "report in --out r.html");
    assert_eq!(status, 2);
    assert!(said.contains("in/manifest.json cannot be read"), "{said}");
}

#[test]
fn an_empty_folder_is_said_to_be_empty() {
    let place = place();
    let (status, said) = fenjie(place.path(), "extract none --out out");
    assert_eq!(status, 0);
    assert!(said.contains("nothing to read was found under none"), "{said}");
}

#[test]
fn a_damaged_word_document_is_no_archive() {
    let place = place();
    fs::write(place.path().join("in/b.docx"), b"PK\x03\x04and no more").unwrap();
    let (status, said) = fenjie(place.path(), "extract in --out out");
    assert_eq!(status, 3);
    assert!(said.contains("in/b.docx: damaged Word document: "), "{said}");
}

#[test]
fn numbers_below_nought_are_wrong_values() {
    let place = place();
    for flag in ["--jobs", "--max-bytes", "--time-limit"] {
        let (status, said) = fenjie(place.path(), &format!("extract in --out out {flag} -1"));
        assert_eq!(status, 2);
        assert!(said.contains(flag) && said.contains("invalid value '-1'"), "{said}");
    }
}

#[test]
fn help_tells_the_exit_status_of_every_command_that_reads() {
    let place = place();
    for command in ["", "extract", "check", "accept", "report", "text", "models"] {
        let output = Command::new(FENJIE).args(command.split_whitespace()).arg("--help").output().unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.contains("Exit status: 0 "), "{command}: {help}");
    }
    let (status, said) = fenjie(place.path(), "man nosuch");
    assert_eq!(status, 2);
    assert!(said.contains("nosuch"), "{said}");
}
