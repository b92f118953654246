//! Who may send mail: the record of a domain and everything that it leads to, one level of it at a time.

use std::collections::{BTreeSet, VecDeque};

use futures::future::join_all;

use super::{MAX_TEXTS, RecordType, Run};
use crate::domain::fact::{DnsValue, MailText, SpfFact, SpfLookup, SpfLookupKind};
use crate::domain::mail::{DomainSpec, Mechanism, SpfRecord};
use crate::domain::observation::{Failure, FailureReason};

/// Names whose records are asked for. A record that leads to more than ten is void, and this shows by how much.
const MAX_RECORDS: usize = 40;
/// Names that other mechanisms ask for.
const MAX_LOOKUPS: usize = 40;

pub(super) async fn look(run: &Run<'_>, domain: &str) -> Result<SpfFact, Failure> {
    let mut fact = SpfFact {
        records: Vec::new(),
        lookups: Vec::new(),
        stopped: false,
    };
    let mut known = BTreeSet::from([domain.to_owned()]);
    let mut asked: BTreeSet<(String, SpfLookupKind)> = BTreeSet::new();
    let mut names = VecDeque::from([domain.to_owned()]);
    let mut lookups: Vec<(String, SpfLookupKind)> = Vec::new();
    while !names.is_empty() || !lookups.is_empty() {
        let (records, found) = tokio::join!(
            join_all(names.drain(..).map(|name| record(run, name))),
            join_all(
                lookups
                    .drain(..)
                    .map(|(name, kind)| lookup(run, name, kind))
            ),
        );
        fact.lookups.extend(found);
        for record in records {
            if let (true, Some(failure)) = (fact.records.is_empty(), &record.failure) {
                return Err(failure.clone());
            }
            let (further, questions) = leads(&record);
            for name in further {
                if known.contains(&name) {
                    continue;
                }
                if known.len() >= MAX_RECORDS {
                    fact.stopped = true;
                    break;
                }
                known.insert(name.clone());
                names.push_back(name);
            }
            for question in questions {
                if asked.contains(&question) {
                    continue;
                }
                if asked.len() >= MAX_LOOKUPS {
                    fact.stopped = true;
                    break;
                }
                asked.insert(question.clone());
                lookups.push(question);
            }
            fact.records.push(record);
        }
    }
    Ok(fact)
}

/// The texts of a name that look like records: a domain has texts for many other purposes.
async fn record(run: &Run<'_>, name: String) -> MailText {
    let mut text = MailText {
        name,
        ..MailText::default()
    };
    match run.names.ask(&text.name, RecordType::TXT).await {
        Ok(dns) => {
            text.texts = dns
                .records
                .into_iter()
                .filter_map(|record| match record.value {
                    DnsValue::Txt(text) if is_meant(&text) => Some(text),
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

fn is_meant(text: &str) -> bool {
    text.trim_start()
        .get(..5)
        .is_some_and(|head| head.eq_ignore_ascii_case("v=spf"))
}

/// The names that a record leads to, and the questions that its mechanisms ask.
fn leads(record: &MailText) -> (Vec<String>, Vec<(String, SpfLookupKind)>) {
    let mut texts = record.texts.iter().filter(|text| SpfRecord::is_one(text));
    let (Some(text), None) = (texts.next(), texts.next()) else {
        return (Vec::new(), Vec::new());
    };
    let Ok(read) = SpfRecord::read(text) else {
        return (Vec::new(), Vec::new());
    };
    let (mut further, mut questions) = (Vec::new(), Vec::new());
    let here = |spec: &Option<DomainSpec>| match spec {
        Some(spec) => spec.name(),
        None => Some(record.name.clone()),
    };
    for directive in read.reached() {
        let question = match &directive.mechanism {
            Mechanism::Include(spec) => {
                further.extend(spec.name());
                continue;
            }
            Mechanism::A(spec, _) => here(spec).map(|name| (name, SpfLookupKind::A)),
            Mechanism::Mx(spec, _) => here(spec).map(|name| (name, SpfLookupKind::Mx)),
            Mechanism::Exists(spec) => spec.name().map(|name| (name, SpfLookupKind::Exists)),
            Mechanism::All | Mechanism::Ip4(..) | Mechanism::Ip6(..) | Mechanism::Ptr(_) => None,
        };
        questions.extend(question);
    }
    further.extend(read.goes_on().and_then(DomainSpec::name));
    (further, questions)
}

async fn lookup(run: &Run<'_>, name: String, mechanism: SpfLookupKind) -> SpfLookup {
    let kinds: &[RecordType] = match mechanism {
        SpfLookupKind::A => &[RecordType::A, RecordType::AAAA],
        SpfLookupKind::Exists => &[RecordType::A],
        SpfLookupKind::Mx => &[RecordType::MX],
    };
    let (mut found, mut failure) = (0, None);
    for outcome in join_all(kinds.iter().map(|kind| run.names.ask(&name, *kind))).await {
        match outcome {
            Ok(dns) => found += u32::try_from(dns.records.len()).unwrap_or(u32::MAX),
            Err(error) if error.reason == FailureReason::NameNotFound => {}
            Err(error) => failure = Some(error),
        }
    }
    SpfLookup {
        name,
        mechanism,
        found,
        failure,
    }
}
