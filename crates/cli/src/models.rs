//! `fenjie models`.

use crate::{
    Status,
    args::{Models, ModelsCommand},
    print::write_out,
    talk::Talk,
};
use fenjie::ocr::{Catalogue, default_folder, install, installed};
use std::{fmt::Write as _, path::Path};

pub(crate) fn models(args: &Models, talk: &Talk) -> Status {
    let Some(folder) = args.folder.clone().or_else(default_folder) else {
        return talk.fail(Status::Usage, "no folder for models is known here: name one with --folder or FENJIE_MODELS");
    };
    match &args.command {
        ModelsCommand::Install { source } => match install(source, &folder) {
            Ok(names) => {
                talk.info(format!("installed in {}: {}", folder.display(), names.join(", ")));
                Status::Done
            }
            Err(error) => talk.fail(Status::Failed, error),
        },
        ModelsCommand::List => list(&folder, talk),
    }
}

fn list(folder: &Path, talk: &Talk) -> Status {
    let present = installed(folder);
    let mut table = String::new();
    for model in Catalogue::built_in().models {
        let state = if present.contains(&model.name) { "installed" } else { "not installed" };
        let _ = writeln!(table, "{}\t{}\t{}\t{state}", model.name, model.title, model.package);
    }
    write_out(&table, talk)
}
