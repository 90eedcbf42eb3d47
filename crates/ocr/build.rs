//! With the feature `embed-tiny`: lays the files of the tiny model where the crate includes them from. They are looked for
//! in `tiny/` under the folder that the variable `FENJIE_MODELS` names (scripts/fetch-models.py puts them there).

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=FENJIE_MODELS");
    if env::var_os("CARGO_FEATURE_EMBED_TINY").is_none() {
        return;
    }
    let (Some(out), Some(folder)) = (env::var_os("OUT_DIR").map(PathBuf::from), models_folder()) else {
        println!("cargo::error=the feature embed-tiny needs FENJIE_MODELS: run scripts/fetch-models.py");
        return;
    };
    for name in ["detector.onnx", "recognizer.onnx", "alphabet.txt"] {
        let file = folder.join("tiny").join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        if let Err(error) = fs::copy(&file, Path::new(&out).join(name)) {
            println!("cargo::error={} cannot be embedded ({error}): run scripts/fetch-models.py", file.display());
        }
    }
}

fn models_folder() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    folder("FENJIE_MODELS")
        .or_else(|| folder("XDG_DATA_HOME").map(|data| data.join("fenjie/models")))
        .or_else(|| folder("HOME").map(|home| home.join(".local/share/fenjie/models")))
}
