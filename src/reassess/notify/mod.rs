//! Tells people what a run over a portfolio came to: one digest a run, by mail, webhook and files.
//!
//! Nothing is lost and nothing is told twice. A notice is written to the outbox before it is sent and leaves it when every
//! receiver has said yes; what was told is in a register. What a run did not get delivered, the next one tries again. When
//! a connection breaks after everything was handed over and before the answer, nobody can know whether it arrived: mail
//! and chats are then left in doubt, said aloud, and sent again only when a person asks; requests in the form of
//! `CloudEvents` carry an id that the receiver knows them by, so these are repeated.

mod attempt;
mod compose;
mod deliver;
mod mail;
mod reach;
mod shape;
mod starttls;
mod talk;
mod webhook;

use std::path::Path;
use std::time::Duration;

use crate::assess::clock;
use crate::catalogue::Catalogue;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::notice::{
    Delivery, DeliveryState, Digest, Letter, NOTICE_FORMAT, Notice, NoticeId, Setback,
};
use crate::domain::text::{Lang, Text};
use crate::dossier::{Channel, Occasions, Outbox, PortfolioSettings};
use crate::report::{NoticePaper, ReportError, render_notice, render_test_notice};

pub use shape::signature;

/// What telling needs.
#[derive(Debug)]
pub struct Telling<'a> {
    /// The folder of the portfolio.
    pub root: &'a Path,
    /// Its settings.
    pub settings: &'a PortfolioSettings,
    /// The receivers, with their secrets.
    pub channels: &'a [Channel],
    /// Words and templates.
    pub catalogue: &'a Catalogue,
    /// The language when the settings name none.
    pub lang: Lang,
    /// How long to wait.
    pub patience: Patience,
}

/// How long to wait for a receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// For a name and a connection.
    pub connect: Duration,
    /// For an answer.
    pub step: Duration,
    /// For the answer after which a mail is the receiver's: long, since giving up here leaves doubt (RFC 5321, 4.5.3.2.6).
    pub last: Duration,
    /// Before each further try within the run; each is lengthened or shortened at random by up to a half.
    pub pauses: Vec<Duration>,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            step: Duration::from_secs(30),
            last: Duration::from_mins(10),
            pauses: vec![Duration::from_secs(2), Duration::from_secs(8)],
        }
    }
}

/// What became of the notices.
#[derive(Debug, Default)]
pub struct TellReport {
    /// The notice of this run, when there was something to tell.
    pub notice: Option<NoticeId>,
    /// What was tried or decided in this run, in order.
    pub results: Vec<TellResult>,
    /// Deliveries that wait, are in doubt or were given up, also of earlier runs.
    pub left: usize,
    /// What is wrong with the outbox or a template: nothing more could be told.
    pub faults: Vec<Diagnostic>,
}

impl TellReport {
    /// True when everything that was to be told was told.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.left == 0 && self.faults.is_empty()
    }
}

/// What became of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellResult {
    /// The receiver.
    pub to: String,
    /// Runs that tried.
    pub tries: u32,
    /// How far it has come.
    pub state: DeliveryState,
}

impl Telling<'_> {
    fn lang(&self) -> Lang {
        self.settings.language.unwrap_or(self.lang)
    }

    fn write(
        &self,
        digest: &Digest,
        render: fn(&Digest, &NoticePaper) -> Result<Letter, ReportError>,
    ) -> Result<Letter, ReportError> {
        let paper = NoticePaper {
            lang: self.lang(),
            phrases: &self.catalogue.phrases,
            link: self.settings.link.as_ref(),
            text: &self.catalogue.text("reports/notice.txt.hbs"),
            html: &self.catalogue.text("reports/notice.html.hbs"),
        };
        render(digest, &paper)
    }

    fn notice(&self, digest: Digest, letter: Letter, to: Vec<String>) -> Notice {
        let delivery = |to| Delivery {
            to,
            tries: 0,
            state: DeliveryState::Waiting { setback: None },
        };
        Notice {
            format: NOTICE_FORMAT,
            id: digest.id(),
            at: digest.at,
            language: self.lang(),
            items: digest.items(),
            digest,
            letter,
            deliveries: to.into_iter().map(delivery).collect(),
        }
    }
}

/// Tells what a run came to, and what earlier runs could not deliver.
///
/// What was told before is left out; whether anyone is then told at all is up to their occasions.
pub async fn tell(digest: Digest, telling: &Telling<'_>) -> TellReport {
    let outbox = Outbox::of(telling.root);
    let mut report = TellReport::default();
    let told = match outbox.told() {
        Ok(told) => told,
        // Without knowing what was told nothing new is told; what waits still goes.
        Err(fault) => {
            report.faults.push(fault);
            deliver::deliver(&outbox, telling, false, &mut report).await;
            return report;
        }
    };
    let digest = digest.without(&told);
    let to: Vec<String> = telling
        .channels
        .iter()
        .filter(|channel| calls_for(&digest, channel.when))
        .map(|channel| channel.name.clone())
        .collect();
    if !to.is_empty() {
        match telling.write(&digest, render_notice) {
            Ok(letter) => {
                let notice = telling.notice(digest, letter, to);
                report.notice = Some(notice.id.clone());
                if let Err(fault) = outbox.put(&notice) {
                    report.faults.push(fault);
                    return report;
                }
            }
            Err(error) => report.faults.push(broken(&error)),
        }
    }
    deliver::deliver(&outbox, telling, false, &mut report).await;
    report
}

/// Sends what waits. With `all` also what was given up or is in doubt: that may arrive twice.
pub async fn resend(telling: &Telling<'_>, all: bool) -> TellReport {
    let mut report = TellReport::default();
    deliver::deliver(&Outbox::of(telling.root), telling, all, &mut report).await;
    report
}

/// Lets go of what may have arrived and of what was given up: a person has looked, or nobody needs it any more. What waits
/// stays. Gives the number of deliveries that were let go.
///
/// # Errors
/// When another run is sending, or the disk refuses.
pub fn settle(root: &Path) -> Result<usize, Diagnostic> {
    let outbox = Outbox::of(root);
    if !outbox.folder().exists() {
        return Ok(0);
    }
    let _lock = outbox.lock()?;
    let mut count = 0;
    for mut notice in outbox.notices()?.0 {
        let before = notice.deliveries.len();
        notice.deliveries.retain(|delivery| {
            !matches!(
                delivery.state,
                DeliveryState::Doubtful { .. } | DeliveryState::GivenUp { .. }
            )
        });
        count += before - notice.deliveries.len();
        let is_sent = |d: &Delivery| matches!(d.state, DeliveryState::Sent { .. });
        if notice.deliveries.iter().all(is_sent) {
            outbox.close(&notice, clock::now())?;
        } else if notice.deliveries.len() < before {
            outbox.update(&notice)?;
        }
    }
    Ok(count)
}

/// Sends a notice that says nothing but that notices arrive, to every receiver. It is not kept when it does not.
pub async fn test(telling: &Telling<'_>) -> TellReport {
    let digest = Digest {
        portfolio: telling.settings.name.clone(),
        at: clock::now(),
        assessed: 0,
        changes: Vec::new(),
        due: Vec::new(),
        troubles: Vec::new(),
    };
    let mut report = TellReport::default();
    let to = telling.channels.iter().map(|c| c.name.clone()).collect();
    let notice = match telling.write(&digest, render_test_notice) {
        Ok(letter) => telling.notice(digest, letter, to),
        Err(error) => {
            report.faults.push(broken(&error));
            return report;
        }
    };
    report.notice = Some(notice.id.clone());
    let outbox = Outbox::of(telling.root);
    for channel in telling.channels {
        let result = attempt::attempt(&notice, channel, &outbox, &telling.patience).await;
        let state = match result {
            Ok(()) => DeliveryState::Sent { at: clock::now() },
            Err(failed) => {
                report.left += 1;
                failed.state()
            }
        };
        report.results.push(TellResult {
            to: channel.name.clone(),
            tries: 1,
            state,
        });
    }
    report
}

/// True when a digest is an occasion to tell.
fn calls_for(digest: &Digest, when: Occasions) -> bool {
    when.always
        || ((when.change || when.due) && !digest.troubles.is_empty())
        || (when.change && !digest.changes.is_empty())
        || (when.due && !digest.due.is_empty())
}

fn broken(error: &ReportError) -> Diagnostic {
    Diagnostic::new(
        "reports/",
        Text::new(
            format!("kan het bericht niet schrijven: {error}"),
            format!("failed to {error}"),
        ),
    )
}

/// The words for a setback in both languages, with what the receiver said.
#[must_use]
pub fn explain(setback: &Setback, catalogue: &Catalogue, lang: Lang) -> String {
    let key = format!("notice.setback.{}", setback.reason.key());
    let words = catalogue.phrases.get(&key, lang);
    if setback.detail.is_empty() {
        words.to_owned()
    } else {
        format!("{words} ({})", setback.detail)
    }
}
