//! Everything that is said on standard error: messages and the progress bar.

use crate::{Status, args};
use fenjie::Language;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    fmt::{Display, Write as _},
    io::{self, IsTerminal, Write},
    panic,
    path::Path,
    thread,
    time::Duration,
};

/// Says things, as much of them as was asked for.
pub(crate) struct Talk {
    wish: args::Talk,
    bar: ProgressBar,
}

impl Talk {
    pub fn new(wish: args::Talk) -> Self {
        let shown = !wish.quiet && io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(
            None,
            if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
        );
        Self { wish, bar }
    }

    /// The language of labels.
    pub fn language(&self) -> Language {
        self.wish.lang
    }

    /// Something went wrong; said even with `--quiet`.
    pub fn error(&self, message: impl AsRef<str>) {
        self.line(message.as_ref());
    }

    /// Something went wrong that ends the command: `status`.
    pub fn fail(&self, status: Status, message: impl Display) -> Status {
        self.error(format!("fenjie: {message}"));
        status
    }

    /// Something that a user wants to know.
    pub fn info(&self, message: impl AsRef<str>) {
        if !self.wish.quiet {
            self.line(message.as_ref());
        }
    }

    /// Something that only `-v` asks for.
    pub fn detail(&self, message: impl FnOnce() -> String) {
        if self.wish.verbose {
            self.line(&message());
        }
    }

    /// Shows a bar over this many files, on a terminal.
    pub fn begin(&self, files: usize) {
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
            self.bar.set_style(style);
        }
        self.bar.set_length(files as u64);
        self.bar.enable_steady_tick(Duration::from_millis(200));
    }

    /// So many pages of a file are done.
    pub fn within(&self, path: &str, done: usize, of: usize) {
        self.bar.set_message(format!("{} ({done}/{of})", visible(path)));
    }

    /// One file more is done.
    pub fn step(&self, path: &str) {
        self.bar.set_message(visible(path));
        self.bar.inc(1);
        // An archive counts as one file until it is opened.
        if self.bar.length().is_some_and(|length| length < self.bar.position()) {
            self.bar.inc_length(1);
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// A line above the bar. Nobody is left to tell when standard error is closed.
    fn line(&self, message: &str) {
        self.bar.suspend(|| {
            let _ = writeln!(io::stderr(), "{message}");
        });
    }
}

/// A number of things: `1 file`, `2 files`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// A file the way its user names it: found as `path` under `input`, which is the file itself, a folder or an archive.
pub(crate) fn as_typed(input: &Path, path: &str) -> String {
    if input.as_os_str() == "-" {
        return "standard input".to_owned();
    }
    let within = path.split_once('/').map(|(_, within)| within).filter(|_| !input.is_dir());
    let file =
        if input.is_dir() { input.join(path) } else { within.map_or_else(|| input.to_owned(), |w| input.join(w)) };
    visible(&file.to_string_lossy())
}

/// A name with nothing in it that a terminal would obey.
pub(crate) fn visible(name: &str) -> String {
    name.chars().fold(String::with_capacity(name.len()), |mut out, c| {
        if c.is_control() {
            let _ = write!(out, "{}", c.escape_default());
        } else {
            out.push(c);
        }
        out
    })
}

/// A panic in a worker becomes the failure of its file and is reported with the file's name; the default message, which
/// knows no file, would only tear the bar.
pub(crate) fn quiet_workers() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let in_worker = thread::current().name().is_some_and(|name| name.starts_with("fenjie-worker"));
        if !in_worker {
            usual(info);
        }
    }));
}
