//! Telling people: what arrives, what is kept, and what is never sent twice.

mod command;
mod hostile;
mod mail;
mod outbox;
mod run;
mod schedule;
mod settings;
mod webhook;

use std::time::Duration;

use jiff::Timestamp;
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::notice::{Change, DeliveryState, Digest, Due, SetbackReason, Trouble};
use waarborg::domain::text::{Lang, Text};
use waarborg::domain::verdict::Advice;
use waarborg::dossier::read_portfolio_settings;
use waarborg::reassess::notify::{Patience, TellReport, Telling, resend, tell};

use crate::cli::Place;
use crate::support::certs::{Authority, Credentials, VALID};
use crate::support::openssl::block;

/// A password that no output may hold.
const PASSWORD: &str = "correct-horse-battery-staple";

/// Trust and a certificate for this machine.
struct Stage {
    place: Place,
    localhost: Credentials,
}

impl Stage {
    /// A portfolio in `p` with these receivers; `ca.pem` and `password` stand in it.
    fn new(receivers: &str) -> Self {
        let authority = Authority::new();
        let place = Place::new();
        place.write("p/ca.pem", block("CERTIFICATE", &authority.root()));
        place.write("p/password", format!("{PASSWORD}\n"));
        let stage = Self {
            place,
            localhost: authority.issue("localhost", VALID),
        };
        stage.receivers(receivers);
        stage
    }

    fn receivers(&self, receivers: &str) {
        let text = format!("format = 1\nname = \"Suppliers\"\nlanguage = \"en\"\n\n{receivers}");
        self.place.write("p/portfolio.toml", text);
    }

    /// A mail to these addresses, by a server on this port.
    fn mail(&self, port: u16, security: &str, more: &str) {
        self.receivers(&mail_table(port, security, "ann@example.nl", more));
    }

    async fn run(&self, what: Work) -> TellReport {
        let root = self.place.at("p");
        let catalogue = Catalogue::load(None, DEFAULT_POLICY).expect("the data");
        let settings = read_portfolio_settings(&root)
            .expect("sound settings")
            .expect("settings");
        let channels = settings.channels().expect("secrets");
        let telling = Telling {
            root: &root,
            settings: &settings,
            channels: &channels,
            catalogue: &catalogue,
            lang: Lang::En,
            patience: hasty(),
        };
        match what {
            Work::Tell(digest) => tell(*digest, &telling).await,
            Work::Resend { all } => resend(&telling, all).await,
        }
    }

    async fn tell(&self, digest: Digest) -> TellReport {
        self.run(Work::Tell(Box::new(digest))).await
    }

    async fn resend(&self, all: bool) -> TellReport {
        self.run(Work::Resend { all }).await
    }

    /// Notices in the outbox.
    fn waiting(&self) -> usize {
        let tree = self.place.tree();
        tree.iter()
            .filter(|p| p.starts_with("p/.waarborg/outbox/") && p.ends_with(".json"))
            .count()
    }
}

enum Work {
    Tell(Box<Digest>),
    Resend { all: bool },
}

fn mail_table(port: u16, security: &str, to: &str, more: &str) -> String {
    let ca = if security == "none" {
        ""
    } else {
        "ca = \"ca.pem\"\n"
    };
    format!(
        "[[notify.mail]]\nserver = \"localhost\"\nport = {port}\nsecurity = \"{security}\"\n\
         from = \"waarborg <waarborg@example.nl>\"\nto = [\"{to}\"]\nallow_private = true\n{ca}{more}\n"
    )
}

/// Short waits: servers on this machine answer at once or not at all.
fn hasty() -> Patience {
    Patience {
        connect: Duration::from_secs(5),
        step: Duration::from_millis(1_500),
        last: Duration::from_millis(1_500),
        pauses: vec![Duration::from_millis(20)],
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

/// A run in which one provider changed.
fn digest() -> Digest {
    Digest {
        portfolio: "Suppliers".to_owned(),
        at: moment("2026-11-29T09:00:00Z"),
        assessed: 3,
        changes: vec![change("Cloud & Co.", "2026-11-29T08:59:00Z")],
        due: Vec::new(),
        troubles: Vec::new(),
    }
}

fn change(vendor: &str, as_of: &str) -> Change {
    Change {
        dossier: "cloud-co".to_owned(),
        vendor: vendor.to_owned(),
        service: "Portal".to_owned(),
        before: Some(Advice::GoWithConditions),
        after: Advice::Hold,
        as_of: moment(as_of),
        lines: vec![Text::new(
            "De hosting verhuisde van NL naar US.",
            "Hosting moved from NL to US.",
        )],
        report: Some("cloud-co/assessments/x/report.html".to_owned()),
    }
}

fn due(on: &str) -> Due {
    Due {
        dossier: "cloud-co".to_owned(),
        vendor: "Cloud & Co.".to_owned(),
        service: "Portal".to_owned(),
        what: Text::new(
            "Certificaat ISO 27001 verloopt",
            "Certificate ISO 27001 expires",
        ),
        on: on.parse().expect("a day"),
    }
}

fn trouble() -> Trouble {
    Trouble {
        dossier: "broken".to_owned(),
        what: Text::new("dossier.toml is onleesbaar", "dossier.toml cannot be read"),
    }
}

/// Why the only delivery of a run waits.
#[track_caller]
fn waits(report: &TellReport) -> SetbackReason {
    let [result] = report.results.as_slice() else {
        panic!("not one result: {report:?}");
    };
    match &result.state {
        DeliveryState::Waiting {
            setback: Some(setback),
        } => setback.reason,
        other => panic!("it does not wait: {other:?}"),
    }
}

/// Ends the test unless everything a run tried was sent.
#[track_caller]
fn all_sent(report: &TellReport) {
    assert!(report.is_done(), "{report:?}");
    assert!(
        report
            .results
            .iter()
            .all(|r| matches!(r.state, DeliveryState::Sent { .. })),
        "{report:?}"
    );
}
