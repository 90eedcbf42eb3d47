//! Archives of notices, read as folders.

use fenjie::{FailureKind, Manifest, Run};
use flate2::{Compression, write::GzEncoder};
use std::{
    fs::{self, File},
    io::{Cursor, Write},
    path::Path,
};
use zip::{ZipWriter, write::SimpleFileOptions};

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn run(folder: &Path) -> Manifest {
    Run::new(folder.join("out")).input(folder.join("in")).execute(&|_| ()).unwrap()
}

fn place() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    folder
}

#[test]
fn archives_are_folders() {
    let place = place();
    let inner = zip(&[("深/c.txt", "丙".as_bytes())]);
    let packed =
        zip(&[("a.txt", "甲".as_bytes()), ("sub/b.txt", "乙".as_bytes()), ("inner.zip", &inner), (".DS_Store", b"x")]);
    fs::write(place.path().join("in/2016.zip"), packed).unwrap();
    let mut tar = tar::Builder::new(GzEncoder::new(
        File::create(place.path().join("in/2017.tar.gz")).unwrap(),
        Compression::fast(),
    ));
    let mut header = tar::Header::new_gnu();
    header.set_size(3);
    header.set_mode(0o644);
    tar.append_data(&mut header, "d/丁.txt", "丁".as_bytes()).unwrap();
    tar.into_inner().unwrap().finish().unwrap();
    let manifest = run(place.path());
    let paths: Vec<_> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["2016.zip/a.txt", "2016.zip/sub/b.txt", "2016.zip/inner.zip/深/c.txt", "2017.tar.gz/d/丁.txt"]);
    assert_eq!(manifest.totals.failed, 0);
    for file in &manifest.files {
        assert!(place.path().join("out").join(format!("{}.json", file.path)).exists(), "{}", file.path);
    }
    assert_eq!(manifest.skipped[0].path, "2016.zip/.DS_Store");
}

/// Windows writes names in GBK without saying so; the ZIP writer here cannot, so the bytes are put in place of a name of
/// the same length.
#[test]
fn names_in_gbk_are_read() {
    let place = place();
    let gbk = b"\xcd\xa8\xd6\xaa.txt";
    let mut packed = zip(&[("PPPP.txt", "甲".as_bytes())]);
    while let Some(at) = packed.windows(8).position(|window| window == b"PPPP.txt") {
        packed[at..at + 8].copy_from_slice(gbk);
    }
    fs::write(place.path().join("in/a.zip"), packed).unwrap();
    assert_eq!(run(place.path()).files[0].path, "a.zip/通知.txt");
}

#[test]
fn no_entry_leaves_the_output_folder() {
    let place = place();
    let mut packed = zip(&[("QQ/evil.txt", "恶".as_bytes()), ("good.txt", "善".as_bytes())]);
    while let Some(at) = packed.windows(3).position(|window| window == b"QQ/") {
        packed[at..at + 3].copy_from_slice(b"../");
    }
    fs::write(place.path().join("in/a.zip"), packed).unwrap();
    let manifest = run(place.path());
    assert_eq!((manifest.totals.read, manifest.totals.failed), (1, 1));
    let failed = manifest.files.iter().find(|file| file.failure.is_some()).unwrap();
    assert!(failed.failure.as_ref().unwrap().message.contains("leave the output folder"));
    let outside: Vec<_> = walkdir::WalkDir::new(place.path()).into_iter().flatten().collect();
    assert!(outside.iter().all(|entry| !entry.file_name().to_string_lossy().starts_with("evil")));
}

#[test]
fn an_archive_that_unpacks_without_end_is_cut_off() {
    let place = place();
    // 40 MB of zeros pack to some 40 KB.
    let zeros = vec![0; 20 << 20];
    fs::write(place.path().join("in/bomb.zip"), zip(&[("a.txt", &zeros), ("b.txt", &zeros)])).unwrap();
    fs::write(place.path().join("in/fine.txt"), "甲").unwrap();
    let manifest = run(place.path());
    let failed = manifest.files.iter().find(|file| file.failure.is_some()).unwrap();
    assert_eq!((failed.path.as_str(), failed.failure.as_ref().unwrap().kind), ("bomb.zip", FailureKind::Archive));
    assert!(manifest.files.iter().any(|file| file.path == "fine.txt" && file.failure.is_none()));
}

#[test]
fn archives_inside_archives_end_somewhere() {
    let place = place();
    let mut packed = zip(&[("a.txt", "甲".as_bytes())]);
    for _ in 0..5 {
        packed = zip(&[("next.zip", &packed), ("b.txt", "乙".as_bytes())]);
    }
    fs::write(place.path().join("in/deep.zip"), packed).unwrap();
    let manifest = run(place.path());
    let failed: Vec<_> = manifest.files.iter().filter(|file| file.failure.is_some()).collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(failed[0].path, "deep.zip/next.zip/next.zip/next.zip");
    assert_eq!(manifest.totals.read, 3);
}

#[test]
fn a_damaged_archive_is_one_failure() {
    let place = place();
    fs::write(place.path().join("in/a.zip"), b"PK\x03\x04 and nothing more").unwrap();
    fs::write(place.path().join("in/b.tar.gz"), b"no gzip at all").unwrap();
    fs::write(place.path().join("in/c.txt"), "甲").unwrap();
    let manifest = run(place.path());
    assert_eq!((manifest.totals.read, manifest.totals.failed), (1, 2));
}
