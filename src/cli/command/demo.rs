//! `waarborg demo`

use std::path::Path;

use super::assess::{deliver, look_and_judge};
use super::{Faults, Outcome, runtime};
use crate::assess::clock;
use crate::cli::network::prepare_with;
use crate::cli::{Exit, Session};
use crate::demo;
use crate::dossier;
use crate::probe::Settings;

/// Connections a second to one address: the whole case lives on one.
const RATE: u32 = 500;

pub(super) fn run(session: &Session, dir: &Path) -> Outcome {
    session.remark(&session.say("demo-intro", &[]));
    let files = &session.catalogue.files;
    let template: Vec<(String, Vec<u8>)> = files
        .below("demo/")
        .into_iter()
        .filter(|path| !path.starts_with("demo/init/"))
        .map(|path| {
            Ok((
                path["demo/".len()..].to_owned(),
                files.bytes(&path)?.into_owned(),
            ))
        })
        .collect::<Result<_, crate::domain::diagnostic::Diagnostic>>()?;
    let runtime = runtime()?;
    let case = runtime
        .block_on(demo::start(clock::now(), template))
        .map_err(|error| Faults::Ours(error.to_string()))?;
    if dir.join(dossier::MAIN).exists() {
        session.remark(&session.say("demo-again", &[("dir", &dir.display().to_string())]));
    } else {
        dossier::init(dir, &case.files)?;
    }
    let folder = dossier::read(dir, &session.catalogue.packs, &session.catalogue.areas)?;
    let _lock = dossier::lock(&folder.root)?;
    let settings = Settings {
        connect_to: case.connect_to.clone(),
        dns: Some(case.dns),
        added_anchors: case.anchors.clone(),
        per_address: 50,
        rate: RATE,
        ..Settings::default()
    };
    let lookout = prepare_with(session, settings, &[])?;
    let assessment = look_and_judge(session, &folder, &lookout, clock::this_second())?;
    deliver(session, &folder, &assessment)?;
    Ok(Exit::Done)
}
