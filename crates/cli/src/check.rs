//! `fenjie check` and `fenjie accept`.

use crate::{
    Status,
    args::{Accept, Against, Check},
    print::write_out,
    talk::{Talk, counted},
};
use fenjie::{CheckError, Comparison, Paint, junit, render};
use std::{
    env,
    io::{self, IsTerminal},
};

pub(crate) fn check(args: &Check, talk: &Talk) -> Status {
    let Some(checking) = checking(&args.against, talk) else { return Status::Usage };
    match checking.compare() {
        Ok(comparison) => show(&comparison, args, talk),
        Err(error) => cannot_begin(&error, talk),
    }
}

fn show(comparison: &Comparison, args: &Check, talk: &Talk) -> Status {
    let written = if args.json { as_json(comparison, talk) } else { as_text(comparison, talk) };
    if written != Status::Done {
        return written;
    }
    if let Some(file) = &args.junit
        && let Err(error) = std::fs::write(file, junit(comparison))
    {
        return talk.fail(Status::Failed, format!("cannot write {}: {error}", file.display()));
    }
    let changed = comparison.changed().count();
    talk.info(format!(
        "{}, {changed} {} from {}",
        counted(comparison.documents.len(), "document"),
        if changed == 1 { "differs" } else { "differ" },
        args.against.fixtures.display()
    ));
    if changed == 0 { Status::Done } else { Status::Differs }
}

pub(crate) fn accept(args: &Accept, talk: &Talk) -> Status {
    let Some(checking) = checking(&args.against, talk) else { return Status::Usage };
    let proposal = match checking.propose() {
        Ok(proposal) => proposal,
        Err(error) => return cannot_begin(&error, talk),
    };
    let written = as_text(&proposal.comparison, talk);
    if written != Status::Done {
        return written;
    }
    let (failed, count) = (proposal.comparison.has_failures(), proposal.len());
    let unwritten = proposal.accept();
    for (path, error) in &unwritten {
        talk.error(format!("fenjie: cannot write {}: {error}", path.display()));
    }
    let accepted = counted(count - unwritten.len(), "record");
    talk.info(format!("{accepted} accepted into {}", args.against.fixtures.display()));
    if failed || !unwritten.is_empty() { Status::Failed } else { Status::Done }
}

fn checking(against: &Against, talk: &Talk) -> Option<fenjie::Check> {
    let options = against.reading.options(talk)?;
    let check = fenjie::Check::new(&against.fixtures).options(options).jobs(usize::from(against.jobs));
    Some(against.inputs.iter().fold(check, fenjie::Check::input))
}

fn as_text(comparison: &Comparison, talk: &Talk) -> Status {
    write_out(render(comparison, paint(), talk.language()), talk)
}

/// Colours only where a person looks and has not asked for none (no-color.org).
fn paint() -> Paint {
    let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if io::stdout().is_terminal() && !unwanted { Paint::Colour } else { Paint::Plain }
}

fn as_json(comparison: &Comparison, talk: &Talk) -> Status {
    match serde_json::to_string_pretty(comparison) {
        Ok(json) => write_out(format!("{json}\n"), talk),
        Err(error) => talk.fail(Status::Failed, error),
    }
}

fn cannot_begin(error: &CheckError, talk: &Talk) -> Status {
    let status = match error {
        CheckError::Settings(_) | CheckError::Fixtures(_) => Status::Usage,
        CheckError::Threads(_) | CheckError::Input { .. } => Status::Failed,
    };
    talk.fail(status, error)
}
