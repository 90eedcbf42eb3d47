//! `fenjie report`.

use crate::{
    Status, args,
    talk::{Talk, counted},
};
use fenjie::{Report, ReportError};

pub(crate) fn report(args: &args::Report, talk: &Talk) -> Status {
    let Some(options) = args.reading.options(talk) else { return Status::Usage };
    let report = Report::new(&args.folder).options(options).language(talk.language());
    let report = report.pictures(!args.no_pictures);
    let report = args.sources.iter().fold(report, Report::sources);
    match report.write_file(&args.out) {
        Ok(summary) => {
            let out = args.out.display();
            talk.info(format!("{out}: {}, {}", counted(summary.documents, "document"), counted(summary.tasks, "task")));
            if summary.without_text > 0 {
                talk.error(format!(
                    "fenjie: the text of {} is not in the report: no source was found unchanged; name the folder with \
                     --sources",
                    counted(summary.without_text, "document")
                ));
            }
            if summary.without_pictures > 0 {
                talk.error(format!(
                    "fenjie: not all scanned pages of {} are shown: a report holds {} pictures; report on fewer documents at \
                     once",
                    counted(summary.without_pictures, "document"),
                    fenjie::limits::REPORT_PICTURES
                ));
            }
            Status::Done
        }
        Err(error @ (ReportError::Manifest { .. } | ReportError::NoDocuments)) => talk.fail(Status::Usage, error),
        Err(error @ (ReportError::Write(_) | ReportError::File { .. })) => talk.fail(Status::Failed, error),
    }
}
