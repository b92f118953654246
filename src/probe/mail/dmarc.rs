//! The policy of a domain for mail that fails, by the walk up the tree, and the consent of those that get reports.

use futures::future::join_all;

use super::{Run, texts};
use crate::domain::fact::{DmarcFact, MailText, ReportConsent};
use crate::domain::mail::DmarcRecord;
use crate::domain::observation::Failure;

/// Names on the way up that are asked for (RFC 9989 §4.10).
const MAX_STEPS: usize = 8;
/// Receivers of reports that are asked after.
const MAX_CONSENTS: usize = 10;

pub(super) async fn look(run: &Run<'_>, domain: &str) -> Result<DmarcFact, Failure> {
    let steps = steps(domain);
    let records = join_all(steps.iter().map(|name| async move {
        let record = texts(run, &format!("_dmarc.{name}")).await;
        (name.as_str(), record)
    }))
    .await;
    if let Some((_, record)) = records.first()
        && let Some(failure) = &record.failure
    {
        return Err(failure.clone());
    }
    let others = records
        .iter()
        .find_map(|(name, record)| Some((*name, read(record)?)))
        .map(|(name, record)| (name, record.destinations(name)));
    let (at, destinations) = others.unwrap_or_default();
    let asked = destinations.into_iter().take(MAX_CONSENTS);
    let consents = join_all(asked.map(|destination| async move {
        let record = texts(run, &format!("{at}._report._dmarc.{destination}")).await;
        ReportConsent {
            destination,
            record,
        }
    }))
    .await;
    Ok(DmarcFact {
        records: records.into_iter().map(|(_, record)| record).collect(),
        consents,
    })
}

/// The one record at a name; several are none.
fn read(record: &MailText) -> Option<DmarcRecord> {
    let mut texts = record.texts.iter().filter(|text| DmarcRecord::is_one(text));
    match (texts.next(), texts.next()) {
        (Some(text), None) => DmarcRecord::read(text),
        _ => None,
    }
}

/// The names on the way up, the domain first. From a long name the walk skips to seven labels.
fn steps(domain: &str) -> Vec<String> {
    let labels: Vec<&str> = domain.split('.').collect();
    let last = labels.len().min(MAX_STEPS - 1);
    let mut steps = vec![domain.to_owned()];
    for kept in (1..=last).rev().filter(|kept| *kept < labels.len()) {
        steps.push(labels[labels.len() - kept..].join("."));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_goes_up_to_the_top_in_at_most_eight_steps() {
        assert_eq!(steps("nl"), ["nl"]);
        assert_eq!(
            steps("a.example.co.uk"),
            ["a.example.co.uk", "example.co.uk", "co.uk", "uk"]
        );
        let long = steps("a.b.c.d.e.f.g.h.i.j.example.nl");
        assert_eq!(long.len(), MAX_STEPS);
        assert_eq!(long[1], "f.g.h.i.j.example.nl");
        assert_eq!(steps("a.b.c.d.e.f.g.h").len(), MAX_STEPS);
    }
}
