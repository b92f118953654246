//! What the promises of logs are worth: which log, whose, whether its signature holds, and whether there are enough.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::sct::{Entry, Sct};
use crate::domain::day::Day;
use crate::domain::transparency::{CtLog, LogList, LogState, TransparencyRules};

/// How promises reach a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Delivery {
    /// In the certificate. What a log promised before it retired still counts then, beside one that did not.
    Embedded,
    /// In the handshake or in a stapled answer: can be renewed at any time, so only logs of today count.
    Beside,
}

/// What one promise is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Standing {
    /// Of a log that browsers accept; the signature holds.
    Good,
    /// Made before the log retired; the signature holds.
    Retired,
    /// Made after the log retired.
    TooLate,
    /// Of a log that is not in the list.
    Unknown,
    /// The signature is not that of the log over this certificate.
    Broken,
    /// Dated after the moment of looking.
    Future,
    /// The signature could not be checked, for the issuer's certificate was not served.
    Unchecked,
}

/// A promise, weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::check) struct Promise {
    /// The log's id.
    pub(in crate::check) log: [u8; 32],
    /// The log's name; absent when it is not in the list.
    pub(in crate::check) name: Option<String>,
    /// Who operates it.
    pub(in crate::check) operator: Option<String>,
    /// What the promise is worth.
    pub(in crate::check) standing: Standing,
}

/// The logs, by id.
#[derive(Debug)]
pub(in crate::check) struct Logs<'a> {
    list: &'a LogList,
    known: BTreeMap<[u8; 32], (&'a CtLog, Vec<u8>)>,
}

impl<'a> Logs<'a> {
    /// Takes a list; a row whose key is no base64 names no log.
    pub(in crate::check) fn read(list: &'a LogList) -> Self {
        let known = list
            .log
            .iter()
            .filter_map(|log| {
                let key = STANDARD.decode(&log.key).ok()?;
                Some((Sha256::digest(&key).into(), (log, key)))
            })
            .collect();
        Self { list, known }
    }

    /// True when a log that is missing from the list may all the same have been accepted: the list is too old for the
    /// day, or the certificate ended before the day of the list, which no longer names the logs of that period.
    pub(in crate::check) fn may_miss(&self, as_of: Day, not_after: Timestamp) -> bool {
        let head = &self.list.list;
        head.date.days_until(as_of) > head.max_age_days || Day::of(not_after) < head.date
    }

    /// Weighs promises about one entry (nothing when what was signed cannot be told), seen at a moment, for a day.
    pub(in crate::check) fn weigh(
        &self,
        scts: &[Sct<'_>],
        entry: Option<&Entry>,
        seen: Timestamp,
        as_of: Day,
    ) -> Vec<Promise> {
        scts.iter()
            .map(|sct| {
                let log = self.known.get(&sct.log);
                let standing = match (log, entry) {
                    (None, _) => Standing::Unknown,
                    (_, None) => Standing::Unchecked,
                    (Some((log, key)), Some(entry)) => standing(sct, log, key, entry, seen, as_of),
                };
                Promise {
                    log: sct.log,
                    name: log.map(|(log, _)| log.name.clone()),
                    operator: log.map(|(log, _)| log.operator.clone()),
                    standing,
                }
            })
            .collect()
    }
}

fn standing(
    sct: &Sct<'_>,
    log: &CtLog,
    key: &[u8],
    entry: &Entry,
    seen: Timestamp,
    as_of: Day,
) -> Standing {
    if !sct.is_signed_by(key, entry) {
        return Standing::Broken;
    }
    let Some(at) = sct.at().filter(|at| *at <= seen) else {
        return Standing::Future;
    };
    match log.state {
        LogState::Retired if log.since <= as_of && Day::of(at) < log.since => Standing::Retired,
        LogState::Retired if log.since <= as_of => Standing::TooLate,
        LogState::Retired | LogState::Admissible => Standing::Good,
    }
}

/// The number of promises that a certificate needs, by how they come and how many days it lives.
pub(in crate::check) fn needed(
    rules: &TransparencyRules,
    delivery: Delivery,
    lifetime_days: i64,
) -> usize {
    match delivery {
        Delivery::Beside => rules.delivered,
        Delivery::Embedded => rules
            .embedded
            .iter()
            .find(|step| step.max_days.is_none_or(|days| lifetime_days <= days))
            .map_or(0, |step| step.promises),
    }
}

/// True when promises of one delivery are enough: as many different logs as needed, of enough operators, and at least
/// one that browsers accept today. With `lenient`, each log that is not in the list counts as good, of an operator of
/// its own: when even that is not enough, the age of the list does not matter.
pub(in crate::check) fn enough(
    promises: &[Promise],
    rules: &TransparencyRules,
    delivery: Delivery,
    lifetime_days: i64,
    lenient: bool,
) -> bool {
    let counted: Vec<&Promise> = promises
        .iter()
        .filter(|promise| match promise.standing {
            Standing::Good => true,
            Standing::Retired => delivery == Delivery::Embedded,
            Standing::Unknown => lenient,
            _ => false,
        })
        .collect();
    let logs: BTreeSet<&[u8; 32]> = counted.iter().map(|promise| &promise.log).collect();
    let operators: BTreeSet<(Option<&str>, Option<&[u8; 32]>)> = counted
        .iter()
        .map(|promise| match &promise.operator {
            Some(operator) => (Some(operator.as_str()), None),
            None => (None, Some(&promise.log)),
        })
        .collect();
    logs.len() >= needed(rules, delivery, lifetime_days)
        && operators.len() >= rules.operators
        && counted
            .iter()
            .any(|promise| promise.standing != Standing::Retired)
}
