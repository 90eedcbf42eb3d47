//! The `fenjie` command: what is typed becomes calls of the library, what it returns becomes lines and an exit status.
//! Standard output carries data only; everything said to the user goes to standard error.

mod args;
mod check;
mod extract;
#[cfg(feature = "ocr")]
mod models;
mod print;
mod report;
mod talk;

use args::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;
use talk::Talk;

/// Records are made of many small strings: this allocator hands them out faster than that of the C library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ended, as an exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// All went well.
    Done = 0,
    /// `check` found a difference.
    Differs = 1,
    /// Used in a way that makes no sense.
    Usage = 2,
    /// Some files failed, or something could not be read or written.
    Failed = 3,
    /// Stopped by Ctrl-C.
    Interrupted = 130,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let talk = Talk::new(cli.talk);
    talk::quiet_workers();
    let status = match cli.command {
        Command::Extract(args) => extract::extract(&args, &talk),
        Command::Check(args) => check::check(&args, &talk),
        Command::Accept(args) => check::accept(&args, &talk),
        Command::Report(args) => report::report(&args, &talk),
        Command::Schema => print::schema(&talk),
        Command::Text(args) => print::text(&args, &talk),
        Command::Completions { shell } => print::completions(shell, &talk),
        Command::Man { command } => print::man(command.as_deref(), &talk),
        #[cfg(feature = "ocr")]
        Command::Models(args) => models::models(&args, &talk),
    };
    ExitCode::from(status as u8)
}
