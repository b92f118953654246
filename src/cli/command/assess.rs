//! `waarborg assess DIR`

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use super::diff::earlier;
use super::{Faults, Outcome, runtime};
use crate::assess::{self, Lookout, clock};
use crate::cli::arguments::{Assess, FailOn, Limits, Sealing};
use crate::cli::given::tell_later;
use crate::cli::network::prepare;
use crate::cli::progress::Progress;
use crate::cli::{Exit, Session, baseline, output};
use crate::domain::assessment::Assessment;
use crate::domain::baseline::Held;
use crate::domain::day::Day;
use crate::domain::delta::Delta;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::dossier::{self, Folder, StoreError};
use crate::probe::Depth;
use crate::report::seal::INPUTS;
use crate::report::{
    Logo, Papers, ReportError, ReportInputs, Resources, render_html, render_json, render_markdown,
    render_pdf, render_text,
};

pub(super) fn run(session: &Session, options: &Assess) -> Outcome {
    let folder = dossier::read(
        &options.dir,
        &session.catalogue.packs,
        &session.catalogue.kinds,
        &session.catalogue.areas,
    )?;
    super::dated::refuse_future(&folder)?;
    // Before anyone is contacted: is every endpoint a target, and can the result be written?
    assess::targets(&folder)?;
    let given = baseline::of_dossier(session, options.limits.baseline.as_deref(), &folder.root)?;
    let _lock = dossier::lock(&folder.root)?;
    let as_of = moment(options.as_of, options.network.offline)?;
    dossier::vacancy(&folder.root, as_of).map_err(unstored)?;
    if let (true, Some(url)) = (options.network.offline, &options.sealing.timestamp) {
        return Err(Diagnostic::misuse(
            format!("--timestamp {url}"),
            Text::new(
                "dat gaat niet met --offline",
                "this does not go with --offline",
            ),
        )
        .with_hint(Text::new(
            "laat later een tijdstempel zetten met: waarborg seal",
            "have it time-stamped later with: waarborg seal",
        ))
        .into());
    }
    // A key that cannot sign is told before anyone is contacted.
    if let Some(path) = &options.sealing.sign {
        super::key::open(session, path)?;
    }
    let lookout = prepare(session, &options.network, Depth::Full)?;
    tell_later(session, &lookout.data, Day::of(as_of));
    let mut assessment = look_and_judge(session, &folder, &lookout, as_of)?;
    let held = baseline::hold(session, given.as_ref(), &mut assessment);
    let lang = session.lang_of(Some(&folder.dossier));
    let accepted = baseline::words(&held, lang);
    deliver_sealed(session, &folder, &assessment, &options.sealing, accepted)?;
    baseline::tell(session, given.as_ref(), &held);
    Ok(limit(&options.limits, &assessment, &held))
}

/// The moment to judge for. What is seen today cannot speak for an earlier day.
pub(super) fn moment(wanted: Option<Timestamp>, offline: bool) -> Result<Timestamp, Diagnostic> {
    let now = clock::this_second();
    let as_of = wanted.unwrap_or(now);
    if !offline && Day::of(as_of).days_until(Day::of(now)) > 0 {
        return Err(Diagnostic::misuse(
            format!("--as-of {as_of}"),
            Text::new(
                "wat nu wordt gezien, zegt niets over een eerdere dag",
                "what is seen now says nothing about an earlier day",
            ),
        )
        .with_hint(Text::new(
            "voeg --offline toe om alleen antwoorden en bewijs te beoordelen",
            "add --offline to judge answers and evidence alone",
        )));
    }
    Ok(as_of)
}

/// Looks and judges, with progress for those who watch.
pub(super) fn look_and_judge(
    session: &Session,
    folder: &Folder,
    lookout: &Lookout,
    as_of: Timestamp,
) -> Result<Assessment, Faults> {
    let progress = Progress::new(session);
    let follow = |event: crate::probe::Event<'_>| progress.follow(event);
    let assessed = runtime()?.block_on(assess::assess(
        folder,
        &session.catalogue,
        lookout,
        as_of,
        &follow,
    ));
    progress.finish();
    Ok(assessed?)
}

/// Writes the reports and prints the summary.
pub(super) fn deliver(
    session: &Session,
    folder: &Folder,
    assessment: &Assessment,
) -> Result<(), Faults> {
    let accepted = BTreeMap::new();
    deliver_sealed(session, folder, assessment, &Sealing::default(), accepted)
}

/// Writes the reports and the evidence pack, and prints the summary. `accepted` is what a baseline accepts, in words.
pub(super) fn deliver_sealed(
    session: &Session,
    folder: &Folder,
    assessment: &Assessment,
    sealing: &Sealing,
    accepted: BTreeMap<String, String>,
) -> Result<(), Faults> {
    let delta = earlier(session, &folder.root, assessment);
    let wanted = Wanted {
        sealing,
        accepted,
        summary: true,
        lean: false,
    };
    let (stored, summary) = keep(session, folder, assessment, delta.as_ref(), wanted)?;
    output::result(&summary.unwrap_or_default())?;
    session.remark(&session.say(
        "stored",
        &[("path", &stored.join("report.html").display().to_string())],
    ));
    Ok(())
}

/// What is wanted of keeping an assessment.
pub(super) struct Wanted<'a> {
    /// How the evidence pack is made.
    pub(super) sealing: &'a Sealing,
    /// The findings that a baseline accepts, by id, with who, why and until when.
    pub(super) accepted: BTreeMap<String, String>,
    /// Whether the summary is read.
    pub(super) summary: bool,
    /// Whether the assessment alone is written; reports and pack can be made of it at any time.
    pub(super) lean: bool,
}

/// Writes the reports and the evidence pack, with what changed since the assessment before. Gives the folder, and the
/// summary if it is wanted.
pub(super) fn keep(
    session: &Session,
    folder: &Folder,
    assessment: &Assessment,
    delta: Option<&Delta>,
    wanted: Wanted<'_>,
) -> Result<(PathBuf, Option<String>), Faults> {
    let refused = |error: ReportError| unrendered(session, &error);
    let json = render_json(assessment).map_err(refused)?;
    if wanted.lean {
        let files = [("assessment.json", json.into_bytes())];
        let stored = dossier::store(&folder.root, assessment.as_of, &files).map_err(unstored)?;
        return Ok((stored, None));
    }
    let lang = session.lang_of(Some(&folder.dossier));
    let texts = Texts::of(session);
    let resources = texts.resources(session);
    let inputs = ReportInputs::new(lang, &resources, delta.cloned(), wanted.accepted);
    let view = inputs.view(assessment, &resources);
    // Each format reads the one view: they are made at the same time.
    let (html, pdf, markdown) = std::thread::scope(|scope| {
        let html = scope.spawn(|| render_html(&view, &resources));
        let pdf = || render_pdf(&view, assessment, Some(&json), &resources);
        let pdf = scope.spawn(move || session.pdf.then(pdf));
        let markdown = render_markdown(&view, &resources);
        (html.join(), pdf.join(), markdown)
    });
    let broken = |_| Faults::Ours("a renderer stopped".to_owned());
    let mut files = vec![
        (
            "report.html",
            html.map_err(broken)?.map_err(refused)?.into_bytes(),
        ),
        ("report.md", markdown.map_err(refused)?.into_bytes()),
    ];
    match pdf.map_err(broken)?.transpose() {
        Ok(None) => {}
        Ok(Some(pdf)) => files.push(("report.pdf", pdf)),
        // A build without PDF leaves it out, and says so.
        Err(ReportError::NoPdf) => session.remark(&session.say("no-pdf", &[])),
        Err(error) => return Err(refused(error)),
    }
    files.push(("assessment.json", json.into_bytes()));
    // Of the report of another day nothing is needed but the pack: there it can be made again.
    let mut packed = files.clone();
    packed.push((INPUTS, inputs.to_bytes().map_err(refused)?));
    let pack = super::seal::pack_files(session, folder, assessment, packed, wanted.sealing)?;
    files.push(("evidence.zip", pack));
    let stored = dossier::store(&folder.root, assessment.as_of, &files).map_err(unstored)?;
    let text = wanted
        .summary
        .then(|| render_text(&view, output::width(), session.colour));
    Ok((stored, text))
}

/// Why an assessment was not stored, for its user.
fn unstored(error: StoreError) -> Faults {
    match error {
        StoreError::Exists(path) => Diagnostic::new(
            path.display().to_string(),
            Text::new(
                "deze beoordeling bestaat al; zij wordt nooit overschreven",
                "this assessment exists already; it is never written over",
            ),
        )
        .with_hint(Text::new(
            "kies een ander moment met --as-of",
            "choose another moment with --as-of",
        ))
        .into(),
        StoreError::Write(fault) => fault.into(),
    }
}

/// Why a report could not be made: the input of a user whose own template is broken, our fault otherwise.
pub(super) fn unrendered(session: &Session, error: &ReportError) -> Faults {
    if matches!(error, ReportError::NoPdf) {
        let message = Text::new(
            "deze waarborg is gebouwd zonder PDF",
            "this waarborg was built without PDF",
        );
        return Diagnostic::misuse("--format pdf", message)
            .with_hint(Text::new(
                "neem een gewone versie, of kies --format html en druk die af",
                "take an ordinary build, or choose --format html and print that",
            ))
            .into();
    }
    if let ReportError::Template {
        name,
        line,
        column,
        reason,
    } = error
    {
        // Typst and images are named whole; Handlebars by what it makes.
        let whole = format!("reports/{name}");
        let path = if session.catalogue.files.exists(&whole) {
            whole
        } else {
            format!("{whole}.hbs")
        };
        let shown = session.catalogue.files.shown(&path);
        if shown != path {
            let message = Text::new(
                format!("kan dit sjabloon niet invullen: {reason}"),
                format!("cannot fill in this template: {reason}"),
            );
            return Diagnostic::new(format!("{shown}:{line}:{column}"), message).into();
        }
    }
    Faults::Ours(error.to_string())
}

/// Template sources, held while a report is made.
pub(super) struct Texts {
    html: String,
    markdown: String,
    css: String,
    map: String,
    paper: [String; 3],
    logo: Option<(&'static str, Vec<u8>)>,
}

impl Texts {
    pub(super) fn of(session: &Session) -> Self {
        let text = |path: &str| session.catalogue.text(path);
        Self {
            html: text("reports/report.html.hbs"),
            markdown: text("reports/report.md.hbs"),
            css: text("reports/report.css"),
            map: text("geo/map/map.json"),
            paper: ["report.typ", "paper.typ", "map.svg.hbs"]
                .map(|name| text(&format!("reports/{name}"))),
            logo: session.catalogue.logo(),
        }
    }

    pub(super) fn resources<'a>(&'a self, session: &'a Session) -> Resources<'a> {
        let [report, look, drawn] = &self.paper;
        Resources {
            phrases: &session.catalogue.phrases,
            areas: &session.catalogue.areas,
            norms: &session.catalogue.norms,
            map: &self.map,
            html: &self.html,
            markdown: &self.markdown,
            css: &self.css,
            papers: Papers {
                report,
                look,
                map: drawn,
                logo: self
                    .logo
                    .as_ref()
                    .map(|(extension, bytes)| Logo { extension, bytes }),
            },
        }
    }
}

fn limit(limits: &Limits, assessment: &Assessment, held: &Held) -> Exit {
    let reached = match limits.fail_on {
        Some(FailOn::Advice(worst)) => assessment
            .verdict
            .as_ref()
            .is_some_and(|verdict| held.advice(&verdict.reasons) <= worst),
        Some(FailOn::Severity(worst)) => assessment
            .findings
            .iter()
            .any(|finding| held.counts(finding, worst)),
        None => false,
    };
    let covered = assessment.score.as_ref().map_or(0, |score| score.coverage);
    if reached {
        Exit::Limit
    } else if limits
        .min_coverage
        .is_some_and(|percent| covered < percent * 100)
    {
        Exit::Coverage
    } else {
        Exit::Done
    }
}
