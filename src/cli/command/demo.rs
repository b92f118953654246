//! `waarborg demo`

use std::path::Path;

use super::assess::{deliver, look_and_judge};
use super::{Faults, Outcome, runtime};
use crate::assess::{self, clock};
use crate::catalogue::describe;
use crate::cli::network::prepare_with;
use crate::cli::{Exit, Session};
use crate::demo;
use crate::domain::text::Text;
use crate::dossier;
use crate::probe::{RouteTable, Settings, read_dnssec_anchors};

/// Connections a second to one address: the whole case lives on one.
const RATE: u32 = 500;
/// The list of route origins of the case, by the name that the report shows.
const ROUTES: &str = "fictieve-routes.json";
/// Every endpoint of the case lies below this name, which can be nobody's (RFC 2606).
const DOMAINS: [&str; 2] = [".cloud-en-co.example", ".cloud-en-co-mail.example"];

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
    let folder = dossier::read(
        dir,
        &session.catalogue.packs,
        &session.catalogue.kinds,
        &session.catalogue.areas,
    )?;
    // A real dossier must not be judged by what the fictional servers show.
    let fictional = assess::targets(&folder)?
        .iter()
        .all(|target| DOMAINS.iter().any(|domain| target.host().ends_with(domain)));
    if !fictional {
        return Err(crate::domain::diagnostic::Diagnostic::new(
            dir.display().to_string(),
            Text::new(
                "dit is niet het dossier van de demonstratie",
                "this is not the dossier of the demonstration",
            ),
        )
        .with_hint(Text::new("kies een andere map", "choose another folder"))
        .into());
    }
    let _lock = dossier::lock(&folder.root)?;
    let zone_anchors =
        read_dnssec_anchors(&case.zone_anchor).map_err(|error| Faults::Ours(error.to_string()))?;
    let settings = Settings {
        confined: true,
        dnssec_anchors: zone_anchors,
        connect_to: case.connect_to.clone(),
        dns: Some(case.dns),
        added_anchors: case.anchors.clone(),
        per_address: 50,
        rate: RATE,
        ..Settings::default()
    };
    let routes = RouteTable::read(ROUTES, case.routes.as_bytes())
        .map_err(|error| Faults::Ours(error.to_string()))?;
    let file = describe(ROUTES, case.routes.as_bytes());
    let lookout = prepare_with(session, settings, &[], Some((routes, file)))?;
    let assessment = look_and_judge(session, &folder, &lookout, clock::this_second())?;
    deliver(session, &folder, &assessment)?;
    Ok(Exit::Done)
}
