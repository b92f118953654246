//! What a domain publishes about its mail. A domain that does not exist is a failure to look; a record that it does not
//! have is a fact.

mod dkim;
mod dmarc;
mod spf;
mod sts;

use super::budget::Budget;
use super::dns::RecordType;
use super::run::Run;
use crate::domain::fact::{DnsValue, MailFact, MailText};
use crate::domain::observation::{Failure, FailureReason, Probe};

/// The looks at the mail of a domain.
pub(super) const PROBES: [Probe; 6] = [
    Probe::MailBimi,
    Probe::MailDkim,
    Probe::MailDmarc,
    Probe::MailMtaSts,
    Probe::MailSpf,
    Probe::MailTlsRpt,
];

/// Texts of one name that are kept.
const MAX_TEXTS: usize = 20;

/// One look at the mail of a domain. The budget is for what is fetched from a web server.
pub(super) async fn look(
    run: &Run<'_>,
    probe: Probe,
    domain: &str,
    budget: Budget,
) -> Result<MailFact, Failure> {
    let seen = async {
        match probe {
            Probe::MailDkim => dkim::look(run, domain).await.map(MailFact::Dkim),
            Probe::MailDmarc => dmarc::look(run, domain).await.map(MailFact::Dmarc),
            Probe::MailMtaSts => sts::look(run, domain, budget).await.map(MailFact::MtaSts),
            Probe::MailSpf => spf::look(run, domain).await.map(MailFact::Spf),
            Probe::MailTlsRpt => below(run, "_smtp._tls", domain).await.map(MailFact::TlsRpt),
            _ => below(run, "default._bimi", domain)
                .await
                .map(MailFact::Bimi),
        }
    };
    // Nothing lies below a name that does not exist: that would look as if the domain said nothing.
    let (exists, seen) = tokio::join!(exists(run, domain), seen);
    exists?;
    seen
}

/// A failure when the domain does not exist.
async fn exists(run: &Run<'_>, domain: &str) -> Result<(), Failure> {
    match run.names.ask(domain, RecordType::TXT).await {
        Err(failure) if failure.reason == FailureReason::NameNotFound => Err(failure),
        _ => Ok(()),
    }
}

/// The texts at a name below the domain, or why it could not be asked for.
async fn below(run: &Run<'_>, label: &str, domain: &str) -> Result<MailText, Failure> {
    let text = texts(run, &format!("{label}.{domain}")).await;
    match text.failure {
        Some(failure) => Err(failure),
        None => Ok(text),
    }
}

/// The texts at a name.
async fn texts(run: &Run<'_>, name: &str) -> MailText {
    let mut text = MailText {
        name: name.to_owned(),
        ..MailText::default()
    };
    match run.names.ask(name, RecordType::TXT).await {
        Ok(dns) => {
            text.texts = dns
                .records
                .into_iter()
                .filter_map(|record| match record.value {
                    DnsValue::Txt(text) => Some(text),
                    _ => None,
                })
                .collect();
            text.cname_chain = dns.cname_chain;
            text.truncated = dns.truncated || text.texts.len() > MAX_TEXTS;
            text.texts.truncate(MAX_TEXTS);
        }
        Err(failure) if failure.reason == FailureReason::NameNotFound => text.missing = true,
        Err(failure) => text.failure = Some(failure),
    }
    text
}
