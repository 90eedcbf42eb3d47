//! Commands that print one thing: `schema`, `text`, `completions`, `man`.

use crate::{
    Status,
    args::{Cli, Text},
    talk::{Talk, as_typed, visible},
};
use clap::CommandFactory;
use std::io::{self, Read, Write};

/// Data to standard output. A reader that has seen enough (`| head`) is no error.
pub(crate) fn write_out(data: impl AsRef<[u8]>, talk: &Talk) -> Status {
    let mut out = io::stdout().lock();
    match out.write_all(data.as_ref()).and_then(|()| out.flush()) {
        Ok(()) => Status::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Done,
        Err(error) => talk.fail(Status::Failed, format!("cannot write to standard output: {error}")),
    }
}

pub(crate) fn schema(talk: &Talk) -> Status {
    match serde_json::to_string_pretty(&fenjie::model::schema()) {
        Ok(schema) => write_out(format!("{schema}\n"), talk),
        Err(error) => talk.fail(Status::Failed, error),
    }
}

pub(crate) fn text(args: &Text, talk: &Talk) -> Status {
    let Some(options) = args.reading.options(talk) else { return Status::Usage };
    let options = options.path(args.file.to_string_lossy());
    let name = as_typed(&args.file, "");
    let bytes = match read(args) {
        Ok(bytes) => bytes,
        Err(error) => return talk.fail(Status::Failed, format!("{name}: {error}")),
    };
    match fenjie::read_text(&bytes, &options) {
        Ok(text) => write_out(text, talk),
        Err(error) => talk.fail(Status::Failed, format!("{name}: {error}")),
    }
}

/// One byte over the limit, so that the library can say so.
fn read(args: &Text) -> io::Result<Vec<u8>> {
    let most = args.reading.max_bytes.saturating_add(1);
    let mut bytes = Vec::new();
    if args.file.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(&args.file)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

pub(crate) fn completions(shell: clap_complete::Shell, talk: &Talk) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "fenjie", &mut script);
    write_out(script, talk)
}

pub(crate) fn man(command: Option<&str>, talk: &Talk) -> Status {
    let mut all = Cli::command();
    all.build();
    let about = match command {
        None => Some(&all),
        Some(name) => all.find_subcommand(name),
    };
    let Some(about) = about.cloned() else {
        let name = visible(command.unwrap_or_default());
        return talk.fail(Status::Usage, format!("no command is called {name}; see fenjie --help"));
    };
    let mut page = Vec::new();
    match clap_mangen::Man::new(about).render(&mut page) {
        Ok(()) => write_out(page, talk),
        Err(error) => talk.fail(Status::Failed, error),
    }
}
