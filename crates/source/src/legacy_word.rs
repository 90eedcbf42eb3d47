//! Binary Word files (doc, wps): converted to docx by `LibreOffice`, where it is installed, in a scratch folder with a
//! profile of its own, within a time limit.

use crate::{Error, Format, Limits, Source, docx};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Names that `LibreOffice` is installed under.
const PROGRAMS: [&str; 2] = ["soffice", "libreoffice"];

/// Reads a binary Word file.
///
/// # Errors
/// [`Error::Missing`] when `LibreOffice` is not on the PATH, [`Error::Damaged`] when it cannot read the file,
/// [`Error::TooLarge`] when it takes too long or the result crosses one of `limits`.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let program = find_program(std::env::var_os("PATH")).ok_or_else(|| {
        Error::Missing(
            "binary Word files (doc, wps) are read through LibreOffice, which is not on the PATH: install \
             libreoffice-writer, or save the file as docx"
                .to_owned(),
        )
    })?;
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let converted = convert(&program, bytes, folder.path(), limits.converter_time)?;
    let mut source = docx::read(&converted, limits)?;
    source.format = Format::Doc;
    Ok(source)
}

fn failed(error: &impl ToString) -> Error {
    Error::Missing(format!("LibreOffice could not be run: {}", error.to_string()))
}

fn find_program(path: Option<OsString>) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&path?).collect();
    let candidates = PROGRAMS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

fn convert(program: &Path, bytes: &[u8], folder: &Path, time: Duration) -> Result<Vec<u8>, Error> {
    let input = folder.join("in.doc");
    std::fs::write(&input, bytes).map_err(|error| failed(&error))?;
    // A profile of its own: another instance may be running, and macros of the user's do not count.
    let mut profile = OsString::from("-env:UserInstallation=file://");
    profile.push(folder.join("profile"));
    let mut command = Command::new(program);
    command
        .arg(profile)
        .args(["--headless", "--norestore", "--convert-to", "docx:MS Word 2007 XML", "--outdir"])
        .arg(folder)
        .arg(&input)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = spawn(&mut command).map_err(|error| failed(&error))?;
    if !wait(&mut child, time).map_err(|error| failed(&error))? {
        stop(&mut child);
        return Err(Error::TooLarge { what: "seconds that LibreOffice takes", limit: time.as_secs() });
    }
    std::fs::read(folder.join("in.docx"))
        .map_err(|_| Error::Damaged { format: "Word file (doc)", reason: "LibreOffice cannot open it".to_owned() })
}

/// Starts the program in a process group of its own: it is a script that starts others.
fn spawn(command: &mut Command) -> std::io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.spawn()
}

/// Waits; false when the time is over.
fn wait(child: &mut Child, time: Duration) -> std::io::Result<bool> {
    const PAUSE: Duration = Duration::from_millis(50);
    let start = Instant::now();
    while child.try_wait()?.is_none() {
        if start.elapsed() > time {
            return Ok(false);
        }
        std::thread::sleep(PAUSE);
    }
    Ok(true)
}

/// Ends the program and all that it started.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    {
        // The standard library ends one process only; `kill` with a minus ends the group. If it fails, the next line
        // still ends the program itself.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).status();
    }
    // Both fail only when the program has ended already.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A stand-in for `LibreOffice`: a script.
    fn program(folder: &Path, script: &str) -> PathBuf {
        let path = folder.join("soffice");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn the_program_is_looked_for_on_the_path() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(find_program(None), None);
        assert_eq!(find_program(Some(folder.path().into())), None);
        let path = program(folder.path(), "");
        assert_eq!(find_program(Some(folder.path().into())), Some(path));
    }

    #[test]
    fn what_it_writes_is_taken_and_what_it_fails_at_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let good = program(folder.path(), "for a; do l=$a; done; cp \"$l\" \"${l%.doc}.docx\"");
        let converted = convert(&good, b"words", folder.path(), Duration::from_secs(20)).unwrap();
        assert_eq!(converted, b"words");
        let other = tempfile::tempdir().unwrap();
        let bad = program(other.path(), "exit 1");
        assert!(matches!(convert(&bad, b"", other.path(), Duration::from_secs(20)), Err(Error::Damaged { .. })));
        let slow = program(other.path(), "sleep 30");
        let stopped = convert(&slow, b"", other.path(), Duration::from_millis(100));
        assert!(matches!(stopped, Err(Error::TooLarge { .. })));
    }
}
