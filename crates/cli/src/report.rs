//! `fenjie report`.

use crate::{Status, args, talk::Talk};
use fenjie::Report;

pub(crate) fn report(args: &args::Report, talk: &Talk) -> Status {
    let report = Report::new(&args.folder).options(args.reading.options()).language(talk.language());
    let report = report.pictures(!args.no_pictures);
    let report = args.sources.iter().fold(report, Report::sources);
    match report.write_file(&args.out) {
        Ok(summary) => {
            let out = args.out.display();
            talk.info(format!("{out}: {} documents, {} tasks", summary.documents, summary.tasks));
            if summary.without_text > 0 {
                talk.error(format!(
                    "fenjie: the text of {} documents is not in the report: their sources were not found unchanged; name the \
                     folder they are in with --sources",
                    summary.without_text
                ));
            }
            if summary.without_pictures > 0 {
                talk.error(format!(
                    "fenjie: not all scanned pages of {} documents are shown: a report holds {} pictures; report on fewer \
                     documents at once",
                    summary.without_pictures,
                    fenjie::limits::REPORT_PICTURES
                ));
            }
            Status::Done
        }
        Err(error) => {
            talk.error(format!("fenjie: {error}"));
            Status::Usage
        }
    }
}
