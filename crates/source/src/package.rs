//! ZIP packages (docx, xlsx, odt, ods, OFD), read part by part within limits.

use crate::xml::Element;
use crate::{Error, Limits};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// An open package. Nothing is unpacked until a part is asked for, and all that is unpacked counts.
pub(crate) struct Package<'a> {
    format: &'static str,
    archive: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
    /// Index in the archive by normalized name in lower case: some writers differ in case between a link and a name.
    parts: BTreeMap<String, usize>,
    limits: &'a Limits,
    unpacked: Cell<usize>,
}

impl<'a> Package<'a> {
    /// Opens the package; `format` names it in errors.
    pub fn open(bytes: &'a [u8], format: &'static str, limits: &'a Limits) -> Result<Self, Error> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(format, &error))?;
        let names = archive.file_names_raw().enumerate();
        let parts = names.map(|(i, name)| (normalize("", &String::from_utf8_lossy(name)), i)).collect();
        Ok(Self { format, archive: RefCell::new(archive), parts, limits, unpacked: Cell::new(0) })
    }

    /// The limits that it is read within.
    pub fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// Names of all parts, normalized, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// Whether there is a part of that name.
    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&normalize("", name))
    }

    /// The part, unpacked; `None` when there is none of that name.
    pub fn part(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(&index) = self.parts.get(&normalize("", name)) else { return Ok(None) };
        let mut archive = self.archive.borrow_mut();
        let part = archive.by_index(index).map_err(|error| damaged(self.format, &error))?;
        let mut bytes = Vec::new();
        let allowed = self.limits.part_bytes.min(self.limits.package_bytes.saturating_sub(self.unpacked.get()));
        part.take(allowed as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Error::Damaged { format: self.format, reason: format!("{name}: {error}") })?;
        Limits::check("an unpacked part", bytes.len(), allowed)?;
        self.unpacked.set(self.unpacked.get() + bytes.len());
        Ok(Some(bytes))
    }

    /// The XML part as a tree; `None` when there is none of that name.
    pub fn xml(&self, name: &str) -> Result<Option<Element>, Error> {
        self.part(name)?.map(|bytes| Element::parse(&bytes, self.format, self.limits)).transpose()
    }

    /// The XML part that the format cannot do without.
    pub fn required(&self, name: &str) -> Result<Element, Error> {
        let missing = || Error::Damaged { format: self.format, reason: format!("part {name} is missing") };
        self.xml(name)?.ok_or_else(missing)
    }

    /// Unpacks every part once, keeping nothing, so that another library may unpack it again without fear.
    pub fn check_size(&self) -> Result<(), Error> {
        let mut archive = self.archive.borrow_mut();
        let mut total = 0;
        for &index in self.parts.values() {
            let part = archive.by_index(index).map_err(|error| damaged(self.format, &error))?;
            let allowed = self.limits.part_bytes.min(self.limits.package_bytes - total);
            let size = std::io::copy(&mut part.take(allowed as u64 + 1), &mut std::io::sink())
                .map_err(|error| Error::Damaged { format: self.format, reason: error.to_string() })?;
            Limits::check("an unpacked part", size as usize, allowed)?;
            total += size as usize;
        }
        Ok(())
    }
}

fn damaged(format: &'static str, error: &zip::result::ZipError) -> Error {
    Error::Damaged { format, reason: error.to_string() }
}

/// The name of the part that `link` means inside a part in `folder`: `/` starts at the root, `..` never leaves it.
pub(crate) fn normalize(folder: &str, link: &str) -> String {
    let link = link.replace('\\', "/");
    let base = if link.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in base.split('/').chain(link.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/").to_lowercase()
}

/// The folder of a part.
pub(crate) fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_never_leave_the_package() {
        assert_eq!(normalize("word", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(normalize("Doc_0/Pages", "/Doc_0/./Res\\a.xml"), "doc_0/res/a.xml");
        assert_eq!(normalize("word", "media/a.png"), "word/media/a.png");
    }
}
