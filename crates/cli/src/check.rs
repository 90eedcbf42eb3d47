//! `fenjie check` and `fenjie accept`.

use crate::{
    Status,
    args::{Accept, Against, Check},
    print::write_out,
    talk::Talk,
};
use fenjie::{CheckError, Comparison, Paint, junit, render};
use std::{
    env,
    io::{self, IsTerminal},
};

pub(crate) fn check(args: &Check, talk: &Talk) -> Status {
    match checking(&args.against).compare() {
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
        talk.error(format!("fenjie: cannot write {}: {error}", file.display()));
        return Status::SomeFailed;
    }
    let changed = comparison.changed().count();
    talk.info(format!(
        "{} documents, {changed} differ from {}",
        comparison.documents.len(),
        args.against.fixtures.display()
    ));
    if changed == 0 { Status::Done } else { Status::Differs }
}

pub(crate) fn accept(args: &Accept, talk: &Talk) -> Status {
    let proposal = match checking(&args.against).propose() {
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
    talk.info(format!("{} records accepted into {}", count - unwritten.len(), args.against.fixtures.display()));
    if failed || !unwritten.is_empty() { Status::SomeFailed } else { Status::Done }
}

fn checking(against: &Against) -> fenjie::Check {
    let check = fenjie::Check::new(&against.fixtures).options(against.reading.options()).jobs(against.jobs);
    against.inputs.iter().fold(check, fenjie::Check::input)
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
        Err(error) => {
            talk.error(format!("fenjie: {error}"));
            Status::SomeFailed
        }
    }
}

fn cannot_begin(error: &CheckError, talk: &Talk) -> Status {
    talk.error(format!("fenjie: {error}"));
    Status::SomeFailed
}
