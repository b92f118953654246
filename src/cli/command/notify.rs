//! `waarborg notify DIR`, and what every command says about notices.

use std::path::Path;

use tokio::runtime::Runtime;

use super::{Faults, Outcome, runtime};
use crate::assess::clock;
use crate::catalogue::load_reviews;
use crate::cli::arguments::Notify;
use crate::cli::{Exit, Session, diagnostic, output};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::notice::{Delivery, DeliveryState, Setback, change_id};
use crate::domain::text::Text;
use crate::dossier::{Channel, Outbox, PORTFOLIO, PortfolioSettings, read_portfolio_settings};
use crate::reassess::notify::{Patience, TellReport, TellResult, Telling};
use crate::reassess::{self, notify};

pub(super) fn run(session: &Session, options: &Notify) -> Outcome {
    let root = &options.dir;
    let settings = read_portfolio_settings(root)?.ok_or_else(|| absent(root))?;
    if options.settle {
        let n = notify::settle(root)?.to_string();
        output::result(&format!(
            "{}\n",
            session.say("notify.settled", &[("n", &n)])
        ))?;
        return Ok(Exit::Done);
    }
    if !(options.test || options.retry) {
        return show(session, root, &settings);
    }
    let channels = settings.channels()?;
    if channels.is_empty() && options.test {
        return Err(nobody(session, root).into());
    }
    let telling = Telling {
        root,
        settings: &settings,
        channels: &channels,
        catalogue: &session.catalogue,
        lang: session.lang,
        patience: Patience::default(),
    };
    let runtime = runtime()?;
    let report = if options.test {
        runtime.block_on(notify::test(&telling))
    } else {
        runtime.block_on(notify::resend(&telling, options.all))
    };
    if report.results.is_empty() && report.is_done() {
        output::result(&format!("{}\n", session.say("notify.nothing", &[])))?;
    }
    let wait = (!options.test).then_some(settings.give_up_after);
    say(session, root, &report, wait)?;
    Ok(if report.is_done() {
        Exit::Done
    } else {
        Exit::Fault
    })
}

/// Who is told of a run, ready before it begins: what is wrong with the settings or a secret is known before anyone is
/// contacted.
#[derive(Debug)]
pub(super) struct Audience {
    settings: PortfolioSettings,
    channels: Vec<Channel>,
}

impl Audience {
    /// Who is told of runs over a portfolio; nobody without a portfolio.toml that names receivers.
    pub(super) fn of(root: &Path) -> Result<Option<Self>, Vec<Diagnostic>> {
        let Some(settings) = read_portfolio_settings(root)? else {
            return Ok(None);
        };
        let channels = settings.channels()?;
        Ok((!channels.is_empty()).then_some(Self { settings, channels }))
    }

    /// Tells what a run came to, and what earlier runs could not deliver. False when something was not delivered; it is
    /// kept, and said.
    pub(super) fn tell(
        &self,
        session: &Session,
        outcome: &reassess::Outcome,
        runtime: &Runtime,
    ) -> bool {
        let root = &outcome.portfolio;
        let (name, phrases) = (&self.settings.name, &session.catalogue.phrases);
        let outcome = with_cut_off(session, outcome);
        let mut digest = reassess::digest(&outcome, name, clock::now(), phrases);
        // A lean run writes no report: then there is none to point at.
        for change in &mut digest.changes {
            change.report.take_if(|report| !root.join(report).is_file());
        }
        let telling = Telling {
            root,
            settings: &self.settings,
            channels: &self.channels,
            catalogue: &session.catalogue,
            lang: session.lang,
            patience: Patience::default(),
        };
        let report = runtime.block_on(notify::tell(digest, &telling));
        for result in &report.results {
            let line = words(session, root, result, Some(self.settings.give_up_after));
            match result.state {
                // The result of the run is on standard output; this is none of it.
                DeliveryState::Sent { .. } => session.remark(&line),
                _ => output::note(&line),
            }
        }
        diagnostic::show(&report.faults, session.lang, session.colour);
        if report.left > 0 {
            let (n, dir) = (report.left.to_string(), root.display().to_string());
            output::note(&session.say("notify.left", &[("n", &n), ("dir", &dir)]));
        }
        report.is_done()
    }
}

/// What a run came to, with what earlier ones assessed that were cut off before they could tell.
fn with_cut_off(session: &Session, outcome: &reassess::Outcome) -> reassess::Outcome {
    let mut outcome = outcome.clone();
    let catalogue = &session.catalogue;
    // What cannot be read here is named when it is told.
    if let (Ok(told), Ok(policy)) = (
        Outbox::of(&outcome.portfolio).told(),
        load_reviews(&catalogue.files),
    ) {
        let known = |dossier: &str, at| told.contains(&change_id(dossier, at));
        let root = &outcome.portfolio;
        let late = reassess::cut_off(root, catalogue, &policy, outcome.as_of, &known);
        // A run that was taken up again has them itself.
        let ours = outcome.as_of;
        let is_ours = |d: &reassess::DossierOutcome| d.standing().is_some_and(|s| s.as_of == ours);
        outcome
            .dossiers
            .extend(late.into_iter().filter(|d| !is_ours(d)));
    }
    outcome
}

/// Says what became of notices: what was sent on standard output, what was not on standard error, also with `--quiet`.
/// `most` is the number of runs that try; none when nothing is tried again.
fn say(
    session: &Session,
    root: &Path,
    report: &TellReport,
    most: Option<u32>,
) -> Result<(), Diagnostic> {
    for result in &report.results {
        let line = words(session, root, result, most);
        match result.state {
            DeliveryState::Sent { .. } => output::result(&format!("{line}\n"))?,
            _ => output::note(&line),
        }
    }
    diagnostic::show(&report.faults, session.lang, session.colour);
    Ok(())
}

fn words(session: &Session, root: &Path, result: &TellResult, most: Option<u32>) -> String {
    let why = |setback: &Setback| {
        output::plain(&notify::explain(setback, &session.catalogue, session.lang))
    };
    let (key, why) = match (&result.state, most) {
        (DeliveryState::Waiting { setback: Some(s) }, Some(_)) => ("waiting", why(s)),
        (
            DeliveryState::Waiting { setback: Some(s) } | DeliveryState::Doubtful { setback: s },
            None,
        ) => ("failed", why(s)),
        (DeliveryState::Doubtful { setback }, Some(_)) => ("doubtful", why(setback)),
        (DeliveryState::GivenUp { setback }, _) => ("given-up", why(setback)),
        _ => ("sent", String::new()),
    };
    session.say(
        &format!("notify.{key}"),
        &[
            ("to", &output::plain(&result.to)),
            ("why", &why),
            ("dir", &root.display().to_string()),
            ("tries", &result.tries.to_string()),
            ("most", &most.unwrap_or_default().to_string()),
        ],
    )
}

/// Who is told, and what waits.
fn show(session: &Session, root: &Path, settings: &PortfolioSettings) -> Outcome {
    let receivers: Vec<String> = settings.receivers().map(output::plain).collect();
    let mut text = if receivers.is_empty() {
        let file = root.join(PORTFOLIO).display().to_string();
        session.say("notify.nobody", &[("file", &file)])
    } else {
        session.say("notify.receivers", &[("list", &receivers.join(", "))])
    };
    text.push('\n');
    let (notices, faults) = Outbox::of(root).notices()?;
    if notices.is_empty() && faults.is_empty() {
        text.push_str(&session.say("notify.nothing", &[]));
        text.push('\n');
    }
    for notice in &notices {
        let (at, subject) = (notice.at.to_string(), output::plain(&notice.letter.subject));
        let head = session.say("notify.notice", &[("at", &at), ("subject", &subject)]);
        text.push_str(&head);
        text.push('\n');
        for delivery in &notice.deliveries {
            text.push_str(&standing(session, delivery));
            text.push('\n');
        }
    }
    output::result(&text)?;
    if faults.is_empty() {
        Ok(Exit::Done)
    } else {
        Err(Faults::Input(faults))
    }
}

fn standing(session: &Session, delivery: &Delivery) -> String {
    let (key, setback) = match &delivery.state {
        DeliveryState::Waiting { setback } => ("waiting", setback.as_ref()),
        DeliveryState::Attempting { .. } => ("attempting", None),
        DeliveryState::Sent { .. } => ("sent", None),
        DeliveryState::Doubtful { setback } => ("doubtful", Some(setback)),
        DeliveryState::GivenUp { setback } => ("given-up", Some(setback)),
    };
    let why = setback.map_or_else(String::new, |setback| {
        let words = notify::explain(setback, &session.catalogue, session.lang);
        format!(": {}", output::plain(&words))
    });
    let line = session.say(
        &format!("notify.state-{key}"),
        &[
            ("to", &output::plain(&delivery.to)),
            ("tries", &delivery.tries.to_string()),
            ("why", &why),
        ],
    );
    format!("  {line}")
}

fn absent(root: &Path) -> Diagnostic {
    let path = root.join(PORTFOLIO);
    Diagnostic::new(
        path.display().to_string(),
        Text::new("dit bestand bestaat niet", "this file does not exist"),
    )
    .with_hint(Text::new(
        "maak het, met wie er bericht krijgt; docs/scheduling.md laat zien hoe",
        "make it, with who is told; docs/scheduling.md shows how",
    ))
}

fn nobody(session: &Session, root: &Path) -> Diagnostic {
    let file = root.join(PORTFOLIO).display().to_string();
    let text = session
        .catalogue
        .phrases
        .fill("cli.notify.nobody", &[("file", PORTFOLIO)]);
    Diagnostic::new(file, text)
}
