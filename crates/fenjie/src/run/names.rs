//! How a file's path is written in a record, and the output names that follow from it.

use crate::{extract::sha256, limits::NAME_BYTES};
use std::{
    collections::HashSet,
    fmt::Write as _,
    path::{Component, Path},
};

/// Names of the output folder that no document may take.
const RESERVED: [&str; 2] = ["manifest.json", super::store::STATE];

/// A path relative to its input, with `/`. Bytes that are no UTF-8 are written `%FF`.
pub(crate) fn relative(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(printable(name.as_encoded_bytes())),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn printable(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Whether the last component marks a file that systems and programs keep for themselves: hidden files, office lock
/// files, what archivers and file managers leave behind.
pub(crate) fn is_bookkeeping(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.starts_with('.')
        || name.starts_with("~$")
        || matches!(name.to_ascii_lowercase().as_str(), "thumbs.db" | "desktop.ini" | "__macosx")
}

/// What an output is named after.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named<'a> {
    /// A document: `a.txt` gives `a.txt.json`.
    Document(&'a str),
    /// An archive, whose documents stand in a folder of its name.
    Folder(&'a str),
}

impl Named<'_> {
    /// The name of the `n`th output of the same path, from 1: `a.txt.json`, `a.txt~2.json`.
    pub fn output(self, n: usize) -> String {
        let (path, ending) = match self {
            Self::Document(path) => (path, ".json"),
            Self::Folder(path) => (path, ""),
        };
        let number = if n == 1 { String::new() } else { format!("~{n}") };
        format!("{}{number}{ending}", shorten(path))
    }
}

/// One output name for each path, in order, no two alike: whoever comes first has the natural name, the next `~2`.
pub(crate) fn assign(paths: &[Named]) -> Vec<String> {
    let naturals: Vec<String> = paths.iter().map(|path| path.output(1)).collect();
    let folders: HashSet<&str> = naturals.iter().flat_map(|name| ancestors(name)).collect();
    let mut taken: HashSet<String> = RESERVED.iter().map(|&name| name.to_owned()).collect();
    let firsts: Vec<bool> =
        naturals.iter().map(|name| !folders.contains(name.as_str()) && taken.insert(name.clone())).collect();
    let mut names = Vec::with_capacity(paths.len());
    for ((path, natural), first) in paths.iter().zip(&naturals).zip(firsts) {
        names.push(if first { natural.clone() } else { free_name(*path, &folders, &mut taken) });
    }
    names
}

fn free_name(path: Named, folders: &HashSet<&str>, taken: &mut HashSet<String>) -> String {
    let mut n = 2;
    loop {
        let name = path.output(n);
        if !folders.contains(name.as_str()) && taken.insert(name.clone()) {
            return name;
        }
        n += 1;
    }
}

/// The folders that a name stands in.
fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').map(|(at, _)| &name[..at])
}

/// Cuts components that a file system would refuse and keeps them apart by a hash of the whole.
fn shorten(path: &str) -> String {
    const HASH: usize = 8;
    let parts = path.split('/').map(|part| {
        if part.len() <= NAME_BYTES {
            return part.to_owned();
        }
        let end = part.floor_char_boundary(NAME_BYTES - HASH - 1);
        format!("{}~{}", &part[..end], &sha256(part.as_bytes())[..HASH])
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The name of an archive's entry as a relative path, or `None` when it would leave the folder it is unpacked into.
pub(crate) fn enclosed(name: &str) -> Option<String> {
    if name.starts_with(['/', '\\']) || name.as_bytes().get(1) == Some(&b':') || name.contains('\0') {
        return None;
    }
    let parts: Vec<&str> = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.is_empty() || parts.contains(&"..") { None } else { Some(parts.join("/")) }
}

#[cfg(test)]
mod tests {
    use super::{Named, assign, enclosed, relative};
    use std::path::Path;

    #[test]
    fn names_never_collide() {
        let paths = ["a.txt", "a.txt", "manifest", "b/c.txt", "b.json/x", "b", "a.txt~2"].map(Named::Document);
        let names = assign(&paths);
        let expected = [
            "a.txt.json",
            "a.txt~3.json",
            "manifest~2.json",
            "b/c.txt.json",
            "b.json/x.json",
            "b~2.json",
            "a.txt~2.json",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn an_archive_gives_way_to_a_folder_of_its_name() {
        let names = assign(&[Named::Folder("n.zip"), Named::Document("n.zip/a.txt")]);
        assert_eq!(names, ["n.zip~2", "n.zip/a.txt.json"]);
    }

    #[test]
    fn long_chinese_names_fit_the_file_system_and_stay_apart() {
        let [a, b] = ["甲", "乙"].map(|end| format!("{}{end}.txt", "通知".repeat(50)));
        let names = assign(&[Named::Document(&a), Named::Document(&b)]);
        assert!(names.iter().all(|name| name.len() <= 255));
        assert_ne!(names[0], names[1]);
    }

    #[cfg(unix)]
    #[test]
    fn bytes_outside_utf8_are_written_as_hexadecimal() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        let path = Path::new("a").join(OsStr::from_bytes(b"\xc4\xea.txt"));
        assert_eq!(relative(&path), "a/%C4%EA.txt");
    }

    #[test]
    fn entries_that_leave_their_folder_are_refused() {
        for name in ["../a", "a/../../b", "/etc/passwd", "C:\\a", "\\a", "a\0b", ".."] {
            assert_eq!(enclosed(name), None, "{name}");
        }
        assert_eq!(enclosed("a\\b/./c.txt").as_deref(), Some("a/b/c.txt"));
    }
}
