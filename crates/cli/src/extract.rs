//! `fenjie extract`.

use crate::{
    Status,
    args::Extract,
    print::write_out,
    talk::{Talk, as_typed, counted, visible},
};
use fenjie::{Event, Failure, FileEntry, LedgerOptions, Manifest, OutputFormat, Run, RunError, documents, to_json};
use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
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
        return talk.fail(Status::Usage, "several inputs need a folder to write to: add --out DIR");
    };
    let several = |what| {
        let message = format!("{} is {what}: add --out DIR to say where its records go", input.display());
        talk.fail(Status::Usage, message)
    };
    if input.is_dir() {
        return several("a folder");
    }
    if args.format.iter().any(|&format| format != OutputFormat::Json) {
        return talk.fail(Status::Usage, "only json goes to standard output: add --out DIR");
    }
    let Some(options) = args.reading.options(talk) else { return Status::Usage };
    let mut found = documents([input], options);
    match (found.next(), found.next()) {
        (Some((_, Ok(document))), None) => write_out(to_json(&document), talk),
        (Some((path, Err(failure))), None) => {
            report_failure(&as_typed(input, &path), &failure, talk);
            Status::Failed
        }
        _ => several("an archive"),
    }
}

fn to_folder(args: &Extract, out: &Path, talk: &Talk) -> Status {
    let Some(options) = args.reading.options(talk) else { return Status::Usage };
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_interrupt(&stop);
    let mut run = Run::new(out)
        .options(options)
        .jobs(usize::from(args.jobs))
        .resume(args.resume)
        .ledgers(LedgerOptions { bom: args.bom, language: talk.language() })
        .stop(Arc::clone(&stop));
    run = args.inputs.iter().fold(run, Run::input);
    run = args.format.iter().fold(run, |run, &format| run.format(format));
    let result = run.execute(&|event| tell(event, &args.inputs, talk));
    talk.end();
    match result {
        Ok(manifest) => {
            talk.info(summary(&manifest, out));
            status(&manifest)
        }
        Err(error) => talk.fail(failed(&error), error),
    }
}

/// A file where the output folder should be is a slip of the pen; a folder that cannot be made or written to is not.
fn failed(error: &RunError) -> Status {
    use io::ErrorKind::{AlreadyExists, NotADirectory};
    match error {
        RunError::Settings(_) => Status::Usage,
        RunError::Folder { source, .. } if matches!(source.kind(), AlreadyExists | NotADirectory) => Status::Usage,
        _ => Status::Failed,
    }
}

fn status(manifest: &Manifest) -> Status {
    match (manifest.complete, manifest.totals.failed) {
        (false, _) => Status::Interrupted,
        (true, 0) => Status::Done,
        (true, _) => Status::Failed,
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

fn tell(event: Event, inputs: &[PathBuf], talk: &Talk) {
    match event {
        Event::Found(0) => talk.error(nothing_found(inputs)),
        Event::Found(files) => talk.begin(files),
        Event::Skipped(skipped) => talk.detail(|| format!("{}: left out: {}", visible(&skipped.path), skipped.reason)),
        Event::File { entry, resumed } => {
            if let Some(failure) = &entry.failure {
                let file = inputs.get(entry.input).map_or_else(|| visible(&entry.path), |i| as_typed(i, &entry.path));
                report_failure(&file, failure, talk);
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

fn nothing_found(inputs: &[PathBuf]) -> String {
    let inputs: Vec<String> = inputs.iter().map(|input| visible(&input.to_string_lossy())).collect();
    format!("fenjie: nothing to read was found under {}", inputs.join(", "))
}

fn report_failure(file: &str, failure: &Failure, talk: &Talk) {
    talk.error(format!("fenjie: {file}: {failure}"));
}

fn became(entry: &FileEntry, resumed: bool) -> String {
    let how = match (&entry.failure, resumed) {
        (Some(_), _) => "failed".to_owned(),
        (None, true) => "unchanged".to_owned(),
        (None, false) => format!("{}, {} unclaimed", counted(entry.counts.tasks, "task"), entry.counts.unclaimed),
    };
    format!("{}: {how}", visible(&entry.path))
}

fn summary(manifest: &Manifest, out: &Path) -> String {
    let totals = &manifest.totals;
    let mut parts = vec![format!("{} read", counted(totals.read, "file"))];
    if manifest.timing.resumed > 0 {
        parts.push(format!("{} of them unchanged since an earlier run", manifest.timing.resumed));
    }
    if totals.duplicates > 0 {
        let copies = if totals.duplicates == 1 {
            "1 copy of another".to_owned()
        } else {
            format!("{} copies of others", totals.duplicates)
        };
        parts.push(copies);
    }
    parts.push(counted(totals.counts.tasks, "task"));
    if totals.counts.doubtful > 0 {
        parts.push(format!("{} in doubt", totals.counts.doubtful));
    }
    if totals.failed > 0 {
        parts.push(format!("{} failed", counted(totals.failed, "file")));
    }
    if !manifest.complete {
        parts.push("interrupted: run the same command again with --resume".to_owned());
    }
    format!("{}: {}", out.display(), parts.join(", "))
}
