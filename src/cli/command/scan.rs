//! `waarborg scan TARGET…`

use super::assess::{Texts, moment, unrendered};
use super::{Faults, Outcome, runtime};
use crate::assess::{self, plan};
use crate::cli::arguments::{Format, Scan};
use crate::cli::network::prepare;
use crate::cli::progress::Progress;
use crate::cli::{Exit, Session, output};
use crate::domain::assessment::Assessment;
use crate::domain::finding::{Finding, Outcome as Result_};
use crate::report::{View, render_html, render_json, render_markdown, render_text};

pub(super) fn run(session: &Session, options: &Scan) -> Outcome {
    let mut targets = Vec::new();
    let mut faults = Vec::new();
    for text in &options.targets {
        match plan::read_target(text, None) {
            Ok(target) => targets.push(target),
            Err(fault) => faults.push(fault),
        }
    }
    if targets.len() > plan::LIMIT {
        faults.push(plan::too_many(targets.len()));
    }
    if !faults.is_empty() {
        return Err(Faults::Input(faults));
    }
    let as_of = moment(options.as_of, options.network.offline)?;
    let lookout = prepare(session, &options.network)?;
    let progress = Progress::new(session);
    let follow = |event: crate::probe::Event<'_>| progress.follow(event);
    let scan = assess::scan(&targets, &session.catalogue, &lookout, as_of, &follow);
    let assessment = runtime()?.block_on(scan);
    progress.finish();
    let text = render(
        session,
        &assessment,
        options.format,
        options.output.is_some(),
    )?;
    output::deliver(&text, options.output.as_deref())?;
    let reached = options.fail_on.is_some_and(|worst| {
        assessment
            .findings
            .iter()
            .any(|f| f.outcome == Result_::Deviates && f.severity >= worst)
    });
    Ok(if reached {
        Exit::Limit
    } else if options
        .min_coverage
        .is_some_and(|wanted| seen(&assessment) < wanted)
    {
        Exit::Coverage
    } else {
        Exit::Done
    })
}

/// The percentage of the checks that applied and could see, rounded down.
fn seen(assessment: &Assessment) -> u32 {
    let applied = |f: &&Finding| f.outcome != Result_::NotApplicable;
    let all = assessment.findings.iter().filter(applied).count();
    let unseen = |f: &&Finding| f.outcome == Result_::NotObserved;
    let missed = assessment.findings.iter().filter(unseen).count();
    u32::try_from(((all - missed) * 100).checked_div(all).unwrap_or(0)).unwrap_or(100)
}

/// An assessment in a format.
pub(super) fn render(
    session: &Session,
    assessment: &Assessment,
    format: Format,
    to_file: bool,
) -> Result<String, Faults> {
    let texts = Texts::of(session);
    let resources = texts.resources(session);
    let lang = session.lang_of(assessment.dossier.as_ref());
    let view = || View::new(assessment, &resources, lang);
    match format {
        Format::Html => render_html(&view(), &resources),
        Format::Json => render_json(assessment),
        Format::Md => render_markdown(&view(), &resources),
        Format::Text => Ok(render_text(
            &view(),
            output::width(),
            session.colour && !to_file,
        )),
    }
    .map_err(|error| unrendered(session, &error))
}
