use crate::Error;
use crate::limits::MAX_MODEL_BYTES;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

const BUILT_IN: &str = include_str!("../data/models.toml");

/// The models that fenjie knows (`data/models.toml`).
#[derive(Clone, Debug, Deserialize)]
pub struct Catalogue {
    /// The models, the default one first.
    #[serde(rename = "model", default)]
    pub models: Vec<ModelEntry>,
}

/// A model: two networks and an alphabet.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelEntry {
    /// The name that options and folders use.
    pub name: String,
    /// Its name in print.
    pub title: String,
    /// The registry package that carries it, and its version.
    pub package: String,
    /// The files it consists of.
    pub files: ModelFiles,
}

/// The files of a model.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelFiles {
    /// Finds lines of text (ONNX).
    pub detector: ModelFile,
    /// Reads a line (ONNX).
    pub recognizer: ModelFile,
    /// The characters that the recogniser's classes stand for, one a line.
    pub alphabet: ModelFile,
}

/// A file of a model.
#[derive(Clone, Debug, Deserialize)]
pub struct ModelFile {
    /// Its name once installed.
    pub name: String,
    /// Its place in the package.
    pub origin: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

impl Catalogue {
    /// The catalogue that comes with fenjie.
    pub fn built_in() -> Self {
        toml::from_str(BUILT_IN).unwrap_or(Self { models: Vec::new() })
    }

    /// The model of that name.
    ///
    /// # Errors
    /// [`Error::UnknownModel`] when there is none.
    pub fn model(&self, name: &str) -> Result<ModelEntry, Error> {
        let found = self.models.iter().find(|model| model.name == name).cloned();
        found.ok_or_else(|| Error::UnknownModel { model: name.to_owned(), known: self.names() })
    }

    fn names(&self) -> String {
        self.models.iter().map(|model| model.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl ModelFiles {
    fn all(&self) -> [&ModelFile; 3] {
        [&self.detector, &self.recognizer, &self.alphabet]
    }
}

impl ModelFile {
    /// Whether `bytes` are this very file.
    pub fn matches(&self, bytes: &[u8]) -> bool {
        bytes.len() as u64 == self.bytes && hexadecimal(&Sha256::digest(bytes)) == self.sha256
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Where models are kept unless the user says otherwise: `FENJIE_MODELS`, else `fenjie/models` in the user's data
/// folder (`XDG_DATA_HOME`, `~/.local/share`, `%LOCALAPPDATA%`); `None` where none of these is known.
pub fn default_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = || {
        folder("XDG_DATA_HOME")
            .or_else(|| folder("LOCALAPPDATA"))
            .or_else(|| folder("HOME").map(|home| home.join(".local/share")))
    };
    folder("FENJIE_MODELS").or_else(|| data().map(|data| data.join("fenjie/models")))
}

/// The names of the models that are complete under `folder`, in the catalogue's order. Contents are checked on loading.
pub fn installed(folder: &Path) -> Vec<String> {
    let complete = |model: &ModelEntry| {
        let present = |file: &ModelFile| {
            fs::metadata(folder.join(&model.name).join(&file.name)).is_ok_and(|meta| meta.len() == file.bytes)
        };
        model.files.all().into_iter().all(present)
    };
    Catalogue::built_in().models.into_iter().filter(complete).map(|model| model.name).collect()
}

/// Installs every model whose files are in `source`, a wheel or zip archive or a folder (searched to the bottom, the
/// wheels in it included), under `folder`; returns the names of the models that are complete there afterwards. A file
/// counts for what its size and SHA-256 say it is.
///
/// # Errors
/// [`Error::NoModel`] when `source` completes no model, [`Error::Read`] and [`Error::Write`] when a file cannot be read
/// or written.
pub fn install(source: &Path, folder: &Path) -> Result<Vec<String>, Error> {
    let catalogue = Catalogue::built_in();
    let mut taken = 0;
    offer(source, &catalogue, &mut |model, file, bytes| {
        taken += 1;
        write(&folder.join(&model.name), &file.name, bytes)
    })?;
    let complete = installed(folder);
    if taken == 0 || complete.is_empty() {
        return Err(Error::NoModel { path: source.to_owned(), known: catalogue.names() });
    }
    Ok(complete)
}

type Take<'a> = dyn FnMut(&ModelEntry, &ModelFile, &[u8]) -> Result<(), Error> + 'a;

/// Hands every file of a model found in `source` to `take`.
fn offer(source: &Path, catalogue: &Catalogue, take: &mut Take) -> Result<(), Error> {
    let read_error = |error: std::io::Error| Error::Read { path: source.to_owned(), reason: error.to_string() };
    let meta = fs::metadata(source).map_err(read_error)?;
    if meta.is_dir() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(source).map_err(read_error)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        entries.sort();
        return entries.iter().filter(|path| !path.is_symlink()).try_for_each(|path| offer(path, catalogue, take));
    }
    let archive = source.extension().is_some_and(|extension| extension == "whl" || extension == "zip");
    if archive {
        return offer_archive(source, catalogue, take);
    }
    if wanted(catalogue, meta.len()) {
        let bytes = fs::read(source).map_err(read_error)?;
        matching(catalogue, &bytes).try_for_each(|(model, file)| take(model, file, &bytes))?;
    }
    Ok(())
}

fn offer_archive(source: &Path, catalogue: &Catalogue, take: &mut Take) -> Result<(), Error> {
    let error = |reason: String| Error::Read { path: source.to_owned(), reason };
    let file = File::open(source).map_err(|e| error(e.to_string()))?;
    let mut archive = zip::ZipArchive::new(file).map_err(|e| error(e.to_string()))?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|e| error(e.to_string()))?;
        if !wanted(catalogue, entry.size()) {
            continue;
        }
        let mut bytes = Vec::new();
        entry.take(MAX_MODEL_BYTES).read_to_end(&mut bytes).map_err(|e| error(e.to_string()))?;
        matching(catalogue, &bytes).try_for_each(|(model, file)| take(model, file, &bytes))?;
    }
    Ok(())
}

fn wanted(catalogue: &Catalogue, bytes: u64) -> bool {
    files(catalogue).any(|(_, file)| file.bytes == bytes && bytes <= MAX_MODEL_BYTES)
}

fn matching<'a>(catalogue: &'a Catalogue, bytes: &'a [u8]) -> impl Iterator<Item = (&'a ModelEntry, &'a ModelFile)> {
    files(catalogue).filter(|(_, file)| file.matches(bytes))
}

fn files(catalogue: &Catalogue) -> impl Iterator<Item = (&ModelEntry, &ModelFile)> {
    catalogue.models.iter().flat_map(|model| model.files.all().into_iter().map(move |file| (model, file)))
}

/// Writes beside the target and renames, so that a broken run leaves no half model.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = folder.join(name);
    let partial = folder.join(format!("{name}.partial"));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&partial, bytes))
        .and_then(|()| fs::rename(&partial, &path))
        .map_err(|error| Error::Write { path, reason: error.to_string() })
}
