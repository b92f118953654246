//! `waarborg seal ASSESSMENT`, and the pack that `assess` writes beside its reports.

use std::collections::BTreeMap;
use std::path::Path;

use super::assess::{Texts, unrendered};
use super::{Faults, Outcome, diff, key, rejudge, runtime};
use crate::assess::{self, Cause};
use crate::catalogue::{Catalogue, read_file};
use crate::cli::arguments::{Seal as Options, Sealing};
use crate::cli::{Exit, Session, output};
use crate::domain::answer::Evidence;
use crate::domain::assessment::Assessment;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::dossier::{self, Folder};
use crate::probe::ask_time_stamp;
use crate::report::seal::{
    ASSESSMENT, Contents, INPUTS, Seal, SealFault, read_stamp, stamp_request,
};
use crate::report::{ReportError, ReportInputs, render_json};

/// The largest report that is taken along, in bytes.
const LIMIT: u64 = 256 * 1024 * 1024;
/// The reports that are taken along when they stand beside the assessment.
const REPORTS: [&str; 3] = ["report.html", "report.md", "report.pdf"];

pub(super) fn run(session: &Session, options: &Options) -> Outcome {
    if let Some(pack) = dossier::sealed_pack(&options.assessment) {
        return Err(sealed_already(&pack).into());
    }
    let stored = dossier::read_assessment(&options.assessment)?;
    let shown = options.assessment.display().to_string();
    let catalogue = rejudge::data_of(session, &stored)?;
    // A pack has to hold when it is checked: with the data that are here, judging has to give what is stored.
    let again = assess::rejudge(&stored, &catalogue, stored.as_of).assessment;
    if again != stored {
        return Err(other_data(&shown, &stored, &again).into());
    }
    let json = render_json(&stored).map_err(|error| Faults::Ours(error.to_string()))?;
    let folder = if options.assessment.is_dir() {
        options.assessment.as_path()
    } else {
        options.assessment.parent().unwrap_or(Path::new(""))
    };
    let mut reports = BTreeMap::new();
    for name in REPORTS {
        let path = folder.join(name);
        if path.is_file() {
            reports.insert(name.to_owned(), read_file(&path, LIMIT)?);
        }
    }
    if let Some(inputs) = inputs(session, &options.assessment, &stored, &reports)? {
        reports.insert(INPUTS.to_owned(), inputs);
    }
    let root = folder.join("..").join("..");
    if options.sealing.with_evidence && !root.join(dossier::MAIN).is_file() {
        return Err(Diagnostic::new(
            shown,
            Text::new(
                "dit staat niet in een dossier, dus de bewijsstukken zijn er niet",
                "this is not in a dossier, so the documents are not there",
            ),
        )
        .with_hint(Text::new(
            "laat --with-evidence weg, of noem de map onder assessments/",
            "leave out --with-evidence, or name the folder below assessments/",
        ))
        .into());
    }
    let mut seal = lay_out(
        session,
        &catalogue,
        &stored,
        json.into_bytes(),
        reports,
        &root,
        &options.sealing,
    )?;
    stamp(&mut seal, &options.sealing)?;
    let pack = seal.into_bytes().map_err(|fault| ours(&fault))?;
    output::to_file(&options.output, &pack)?;
    let path = options.output.display().to_string();
    session.remark(&session.say("sealed", &[("path", &path)]));
    Ok(Exit::Done)
}

/// What the reports beside an assessment were made of, when making them again gives the same.
fn inputs(
    session: &Session,
    path: &Path,
    assessment: &Assessment,
    reports: &BTreeMap<String, Vec<u8>>,
) -> Result<Option<Vec<u8>>, Faults> {
    let texts = Texts::of(session);
    let resources = texts.resources(session);
    let lang = session.lang_of(assessment.dossier.as_ref());
    let since = diff::since(session, path, assessment);
    let inputs = ReportInputs::new(lang, &resources, since, BTreeMap::new());
    let refused = |error: ReportError| unrendered(session, &error);
    let strays = inputs.strays(assessment, &resources, reports);
    if strays.map_err(refused)?.is_empty() {
        inputs.to_bytes().map(Some).map_err(refused)
    } else {
        Ok(None)
    }
}

/// The pack that goes beside the reports of an assessment that was just judged: `files` are those reports, what they
/// were made of, and the assessment itself.
pub(super) fn pack_files(
    session: &Session,
    folder: &Folder,
    assessment: &Assessment,
    files: Vec<(&str, Vec<u8>)>,
    sealing: &Sealing,
) -> Result<Vec<u8>, Faults> {
    let mut reports: BTreeMap<String, Vec<u8>> = files
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .collect();
    let json = reports.remove(ASSESSMENT).unwrap_or_default();
    let catalogue = &session.catalogue;
    let mut seal = lay_out(
        session,
        catalogue,
        assessment,
        json,
        reports,
        &folder.root,
        sealing,
    )?;
    // What was looked at is not lost because an authority does not answer.
    if let Err(fault) = stamp(&mut seal, sealing) {
        let reason = format!("{}: {}", fault.file, fault.message.in_lang(session.lang));
        output::note(&session.say("unstamped", &[("reason", &output::plain(&reason))]));
    }
    seal.into_bytes().map_err(|fault| ours(&fault))
}

fn ours(fault: &SealFault) -> Faults {
    Faults::Ours(fault.to_string())
}

/// Has the pack time-stamped, when that was asked for; the answer is read before it is kept.
fn stamp(seal: &mut Seal, sealing: &Sealing) -> Result<(), Diagnostic> {
    let Some(url) = &sealing.timestamp else {
        return Ok(());
    };
    let refuse = |message| Diagnostic::new(format!("--timestamp {url}"), message);
    let runtime = runtime().map_err(|_| refuse(Text::same("?")))?;
    let question = stamp_request(seal.manifest());
    let answer = runtime
        .block_on(ask_time_stamp(url.as_str(), question))
        .map_err(|failure| {
            refuse(Text::new(
                format!(
                    "er kwam geen tijdstempel: {:?} ({})",
                    failure.reason, failure.detail
                ),
                format!(
                    "no time stamp came: {:?} ({})",
                    failure.reason, failure.detail
                ),
            ))
        })?;
    read_stamp(&answer, seal.manifest()).map_err(|fault| refuse(fault.text()))?;
    seal.stamp(answer);
    Ok(())
}

/// Lays out a pack of an assessment that was judged with the data of `catalogue`, and signs it; `root` is the dossier.
fn lay_out(
    session: &Session,
    catalogue: &Catalogue,
    assessment: &Assessment,
    json: Vec<u8>,
    reports: BTreeMap<String, Vec<u8>>,
    root: &Path,
    sealing: &Sealing,
) -> Result<Seal, Faults> {
    let ours = |fault: SealFault| ours(&fault);
    let signing = match &sealing.sign {
        Some(path) => Some(key::open(session, path)?),
        None => None,
    };
    let documents = if sealing.with_evidence {
        let judged = assessment.evidence.iter();
        let register: Vec<Evidence> = judged.map(|judged| judged.evidence.clone()).collect();
        dossier::read_documents(root, &register)?
    } else {
        BTreeMap::new()
    };
    let public_key = match &signing {
        Some(key) => Some(key.public().map_err(ours)?),
        None => None,
    };
    let contents = Contents {
        json,
        reports,
        data: catalogue.judging_files()?,
        documents,
        readme: session.catalogue.text("reports/evidence-pack.txt"),
        public_key,
    };
    let mut seal = Seal::new(assessment, contents).map_err(ours)?;
    if let Some(key) = signing {
        let comment = format!("{ASSESSMENT} as of {}", assessment.as_of);
        let signature = key.sign(seal.manifest(), &comment).map_err(ours)?;
        seal.sign(signature);
    }
    Ok(seal)
}

/// Another pack of it would lack the reports that are in the one there is.
fn sealed_already(pack: &Path) -> Diagnostic {
    let shown = pack.display().to_string();
    let hint = Text::new(
        format!("controleer het met: waarborg verify {shown}"),
        format!("check it with: waarborg verify {shown}"),
    );
    let message = Text::new(
        "deze beoordeling is al verzegeld; dit pakket is alles wat er nog van is",
        "this assessment is sealed already; this pack is all that is left of it",
    );
    Diagnostic::new(shown, message).with_hint(hint)
}

/// The data of today would judge this assessment otherwise.
fn other_data(shown: &str, stored: &Assessment, again: &Assessment) -> Diagnostic {
    let causes = assess::changes(stored, again).causes;
    let first = causes.iter().find_map(|cause| match cause {
        Cause::Tool(then, now) => Some(format!("waarborg {then} → {now}")),
        Cause::Data(path, _, _) => Some(path.clone()),
        _ => None,
    });
    let named = first.map_or_else(String::new, |name| format!(" ({name})"));
    Diagnostic::new(
        shown,
        Text::new(
            format!("deze beoordeling is met andere gegevens gemaakt dan er nu zijn{named}"),
            format!("this assessment was judged by other data than there are now{named}"),
        ),
    )
    .with_hint(Text::new(
        "geef de gegevens van toen met --data, of verzegel een nieuwe beoordeling (waarborg rejudge --format json)",
        "give the data of then with --data, or seal a new judgement (waarborg rejudge --format json)",
    ))
}
