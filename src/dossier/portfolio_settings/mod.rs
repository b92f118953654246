//! `portfolio.toml`: the settings of a folder of dossiers: its name and language, and who is told what came of a run.
//!
//! Secrets stand in the environment or in files of their own; this file only says where.

mod address;
mod check;
mod secret;
mod written;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;
use url::Url;

use super::folder::read_text;
use crate::domain::diagnostic::{Diagnostic, locate};
use crate::domain::text::{Lang, Text};
use secret::Origin;

pub use secret::Secret;

/// The name of the file.
pub const PORTFOLIO: &str = "portfolio.toml";
/// The format that this version reads.
const FORMAT: u32 = 1;

/// What `portfolio.toml` says.
#[derive(Debug, Clone)]
pub struct PortfolioSettings {
    /// The name of the portfolio: the one given, else that of its folder.
    pub name: String,
    /// The language of notices.
    pub language: Option<Lang>,
    /// Runs after which an undelivered notice is left to a person.
    pub give_up_after: u32,
    /// Where the portfolio folder can be read in a browser; ends with `/`.
    pub link: Option<Url>,
    root: PathBuf,
    source: Arc<str>,
    plans: Vec<Plan>,
}

/// One receiver, with its secrets read.
#[derive(Debug, Clone)]
pub struct Channel {
    /// What it is called in messages and in the outbox; no two are the same.
    pub name: String,
    /// When it is told.
    pub when: Occasions,
    /// How it is told.
    pub way: Way,
}

/// When someone is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Occasions {
    /// Something changed, or a dossier could not be assessed.
    pub change: bool,
    /// Something is due, or a dossier could not be assessed.
    pub due: bool,
    /// After every run.
    pub always: bool,
}

impl Occasions {
    /// Adds an occasion by its word; false when there is no such occasion.
    fn add(&mut self, word: &str) -> bool {
        match word {
            "change" => self.change = true,
            "due" => self.due = true,
            "always" => self.always = true,
            _ => return false,
        }
        true
    }
}

/// How someone is told.
#[derive(Debug, Clone)]
pub enum Way {
    /// By mail.
    Mail(Mail),
    /// By a request to a server.
    Webhook(Webhook),
    /// By files in a folder.
    Files(PathBuf),
}

/// A mail to one address.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The server that takes it.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The sender: an address, with a name when there is one.
    pub from: String,
    /// All addresses of the notice: they stand in the mail.
    pub all: Vec<String>,
    /// The address of this copy.
    pub to: String,
    /// User name and password.
    pub login: Option<(String, Secret)>,
    /// True when the reports of what changed go with it.
    pub attach_report: bool,
    /// Trust anchors beside those of Mozilla.
    pub anchors: Vec<CertificateDer<'static>>,
    /// True when the server may have a private or other special address.
    pub allow_private: bool,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Security {
    /// Not at all: to this machine alone.
    None,
    /// Begins in the clear and turns to TLS before anything is said; without TLS nothing is sent.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
}

/// A request to a server.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Where it goes. For some services the address itself is the secret.
    pub url: Secret,
    /// Scheme and host of it: what messages may show.
    pub shown: String,
    /// The form of the request.
    pub shape: Shape,
    /// Signs requests in the form of `CloudEvents`.
    pub secret: Option<Secret>,
    /// Trust anchors beside those of Mozilla.
    pub anchors: Vec<CertificateDer<'static>>,
    /// True when the server may have a private or other special address.
    pub allow_private: bool,
}

/// The form of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// `CloudEvents` 1.0, as JSON, signed.
    #[default]
    Cloudevents,
    /// A message for Slack, and for what reads the same.
    Slack,
    /// A message with a card for a workflow of Microsoft Teams.
    Teams,
}

/// A receiver whose secrets were not read yet.
#[derive(Debug, Clone)]
struct Plan {
    name: String,
    when: Occasions,
    /// Where its table stands, for faults.
    table: [String; 3],
    secret: Option<(&'static str, Origin)>,
    url: Option<(&'static str, Origin)>,
    ca: Option<String>,
    way: Way,
}

/// Reads `portfolio.toml`; nothing when there is none. Secrets are not read yet.
///
/// # Errors
/// Every fault that was found, with file, line and column.
pub fn read_portfolio_settings(root: &Path) -> Result<Option<PortfolioSettings>, Vec<Diagnostic>> {
    let path = root.join(PORTFOLIO);
    if !path.exists() {
        return Ok(None);
    }
    let source = read_text(&path).map_err(|fault| vec![fault])?;
    let shown = path.display().to_string();
    let file: written::File = toml::from_str(&source)
        .map_err(|error| vec![Diagnostic::from_toml(&shown, &source, &error)])?;
    check::check(root, &shown, &source, file).map(Some)
}

impl PortfolioSettings {
    /// The names of all receivers, in the order of the file.
    pub fn receivers(&self) -> impl Iterator<Item = &str> {
        self.plans.iter().map(|plan| plan.name.as_str())
    }

    /// The receivers, with their secrets and trust anchors read.
    ///
    /// # Errors
    /// Every secret and file that cannot be read, placed where the settings name it.
    pub fn channels(&self) -> Result<Vec<Channel>, Vec<Diagnostic>> {
        let (mut channels, mut faults) = (Vec::new(), Vec::new());
        for plan in &self.plans {
            match self.open(plan) {
                Ok(channel) => channels.push(channel),
                // Several addresses of one mail have the same fault.
                Err(fault) if faults.contains(&fault) => {}
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() {
            Ok(channels)
        } else {
            Err(faults)
        }
    }

    fn open(&self, plan: &Plan) -> Result<Channel, Diagnostic> {
        let read = |wanted: &Option<(&'static str, Origin)>| {
            wanted.as_ref().map_or(Ok(None), |(key, origin)| {
                secret::read(origin, &self.root)
                    .map(Some)
                    .map_err(|(message, hint)| self.fault(plan, key, message).with_hint(hint))
            })
        };
        let (secret, url) = (read(&plan.secret)?, read(&plan.url)?);
        let trusted = match &plan.ca {
            Some(name) => read_anchors(&self.root.join(name))
                .map_err(|fault| self.fault(plan, "ca", told(&fault)))?,
            None => Vec::new(),
        };
        let mut way = plan.way.clone();
        match &mut way {
            Way::Mail(mail) => {
                if let (Some((_, password)), Some(secret)) = (&mut mail.login, secret) {
                    *password = secret;
                }
                mail.anchors = trusted;
            }
            Way::Webhook(webhook) => {
                webhook.secret = secret;
                webhook.anchors = trusted;
                if let (Some(url), Some((key, _))) = (url, &plan.url) {
                    webhook.shown = address::address(url.reveal(), webhook.allow_private)
                        .map_err(|message| self.fault(plan, key, message))?;
                    webhook.url = url;
                }
            }
            Way::Files(_) => {}
        }
        Ok(Channel {
            name: plan.name.clone(),
            when: plan.when,
            way,
        })
    }

    fn fault(&self, plan: &Plan, key: &str, message: Text) -> Diagnostic {
        let [a, b, c] = &plan.table;
        let shown = self.root.join(PORTFOLIO).display().to_string();
        let span = locate(&self.source, &[a, b, c, key]);
        Diagnostic::new(shown, message).at(&self.source, span)
    }
}

/// A fault of a file, as part of a fault of the settings that name it.
fn told(fault: &Diagnostic) -> Text {
    Text::new(
        format!("{}: {}", fault.file, fault.message.nl),
        format!("{}: {}", fault.file, fault.message.en),
    )
}

fn read_anchors(path: &Path) -> Result<Vec<CertificateDer<'static>>, Diagnostic> {
    let bytes = secret::anchors(path)?;
    let found: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes)
        .filter_map(Result::ok)
        .filter(|der| webpki::anchor_from_trusted_cert(der).is_ok())
        .collect();
    if found.is_empty() {
        let message = Text::new(
            "er staat geen leesbaar certificaat in (PEM)",
            "there is no readable certificate in it (PEM)",
        );
        return Err(Diagnostic::new(path.display().to_string(), message));
    }
    Ok(found)
}
