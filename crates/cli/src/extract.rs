//! `fenjie extract`.

use crate::{
    Status,
    args::Extract,
    print::write_out,
    talk::{Talk, visible},
};
use fenjie::{Event, Failure, FileEntry, LedgerOptions, Manifest, OutputFormat, Run, RunError, documents, to_json};
use std::{
    io::{self, Write as _},
    path::Path,
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

pub(crate) fn extract(args: &Extract, talk: &Talk) -> Status {
    match &args.out {
        Some(out) => to_folder(args, out, talk),
        None => to_stdout(args, talk),
    }
}

/// One document to standard output.
fn to_stdout(args: &Extract, talk: &Talk) -> Status {
    let [input] = &args.inputs[..] else {
        talk.error("fenjie: several inputs need a folder to write to: add --out DIR");
        return Status::Usage;
    };
    if input.is_dir() {
        talk.error(format!("fenjie: {} is a folder: add --out DIR to say where its records go", input.display()));
        return Status::Usage;
    }
    if args.format.iter().any(|&format| format != OutputFormat::Json) {
        talk.error("fenjie: only json goes to standard output: add --out DIR");
        return Status::Usage;
    }
    let mut found = documents([input], args.reading.options());
    match (found.next(), found.next()) {
        (Some((_, Ok(document))), None) => write_out(to_json(&document), talk),
        (Some((path, Err(failure))), None) => {
            report_failure(&path, &failure, talk);
            Status::SomeFailed
        }
        _ => {
            talk.error(format!("fenjie: {} is an archive: add --out DIR to say where its records go", input.display()));
            Status::Usage
        }
    }
}

fn to_folder(args: &Extract, out: &Path, talk: &Talk) -> Status {
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_interrupt(&stop);
    let mut run = Run::new(out)
        .options(args.reading.options())
        .jobs(args.jobs)
        .resume(args.resume)
        .ledgers(LedgerOptions { bom: args.bom, language: talk.language() })
        .stop(Arc::clone(&stop));
    run = args.inputs.iter().fold(run, Run::input);
    run = args.format.iter().fold(run, |run, &format| run.format(format));
    let result = run.execute(&|event| tell(event, talk));
    talk.end();
    match result {
        Ok(manifest) => {
            talk.info(summary(&manifest, out));
            status(&manifest)
        }
        Err(error @ (RunError::Folder { .. } | RunError::Settings(_))) => {
            talk.error(format!("fenjie: {error}"));
            Status::Usage
        }
        Err(error) => {
            talk.error(format!("fenjie: {error}"));
            Status::SomeFailed
        }
    }
}

fn status(manifest: &Manifest) -> Status {
    match (manifest.complete, manifest.totals.failed) {
        (false, _) => Status::Interrupted,
        (true, 0) => Status::Done,
        (true, _) => Status::SomeFailed,
    }
}

/// The first Ctrl-C asks the run to end well, the second ends it at once.
fn stop_on_interrupt(stop: &Arc<AtomicBool>) {
    let stop = Arc::clone(stop);
    // Without a handler Ctrl-C kills the run, and --resume takes it up again: worse, not wrong.
    let _ = ctrlc::set_handler(move || {
        if stop.swap(true, Ordering::SeqCst) {
            process::exit(Status::Interrupted as i32);
        }
        let _ = writeln!(
            io::stderr(),
            "fenjie: finishing the files and scanned pages in hand; press Ctrl-C again to leave them"
        );
    });
}

fn tell(event: Event, talk: &Talk) {
    match event {
        Event::Found(files) => talk.begin(files),
        Event::Skipped(skipped) => talk.detail(|| format!("{}: left out: {}", visible(&skipped.path), skipped.reason)),
        Event::File { entry, resumed } => {
            if let Some(failure) = &entry.failure {
                report_failure(&entry.path, failure, talk);
            }
            talk.detail(|| became(entry, resumed));
            talk.step(&entry.path);
        }
        Event::Page { path, done, of } => {
            talk.detail(|| format!("{}: page {done} of {of}", visible(path)));
            talk.within(path, done, of);
        }
        Event::Ledger(name) => talk.detail(|| format!("writing {name}")),
    }
}

fn report_failure(path: &str, failure: &Failure, talk: &Talk) {
    talk.error(format!("fenjie: {}: {failure}", visible(path)));
}

fn became(entry: &FileEntry, resumed: bool) -> String {
    let how = match (&entry.failure, resumed) {
        (Some(_), _) => "failed".to_owned(),
        (None, true) => "unchanged".to_owned(),
        (None, false) => format!("{} tasks, {} unclaimed", entry.counts.tasks, entry.counts.unclaimed),
    };
    format!("{}: {how}", visible(&entry.path))
}

fn summary(manifest: &Manifest, out: &Path) -> String {
    let totals = &manifest.totals;
    let mut parts = vec![format!("{} files read", totals.read)];
    if manifest.timing.resumed > 0 {
        parts.push(format!("{} of them unchanged since an earlier run", manifest.timing.resumed));
    }
    if totals.duplicates > 0 {
        parts.push(format!("{} copies of others", totals.duplicates));
    }
    parts.push(format!("{} tasks", totals.counts.tasks));
    if totals.counts.doubtful > 0 {
        parts.push(format!("{} in doubt", totals.counts.doubtful));
    }
    if totals.failed > 0 {
        parts.push(format!("{} files failed", totals.failed));
    }
    if !manifest.complete {
        parts.push("interrupted: run the same command again with --resume".to_owned());
    }
    format!("{}: {}", out.display(), parts.join(", "))
}
