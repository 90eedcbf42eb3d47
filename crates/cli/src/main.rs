//! The `fenjie` command: what is typed becomes calls of the library, what it returns becomes lines and an exit status.

mod args;
mod extract;
#[cfg(feature = "ocr")]
mod models;
mod talk;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;
use talk::Talk;

/// How a command ended, as an exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All went well.
    Done = 0,
    /// Used in a way that makes no sense.
    Usage = 2,
    /// Some files failed.
    SomeFailed = 3,
    /// Stopped by Ctrl-C.
    Interrupted = 130,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let talk = Talk::new(cli.talk);
    talk::quiet_workers();
    let status = match cli.command {
        Command::Extract(args) => extract::extract(&args, &talk),
        #[cfg(feature = "ocr")]
        Command::Models(args) => models::models(&args, &talk),
    };
    ExitCode::from(status as u8)
}
