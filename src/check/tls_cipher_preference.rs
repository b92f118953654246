//! Whether the better cipher suites are chosen before the worse ones.

use super::picture::{Sight, by_picture};
use super::{Check, Context, Judgement, worst};
use crate::domain::fact::{CipherSuite, Order, SuiteList, TlsVersion};
use crate::domain::observation::Probe;
use crate::domain::policy::Level;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "tls-cipher-preference",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "no-worse-first",
        "server-order",
        "client-order",
        "order-unknown",
        "inconclusive",
        "not-looked",
        "light",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_picture(context, |sight| {
        let faults = sight
            .picture
            .suites
            .iter()
            .filter_map(|list| judge_list(sight, list));
        match worst(faults) {
            Some(fault) => fault,
            None => match sight.gap(&TlsVersion::ALL) {
                Some(gap) => sight.gapped(&gap),
                None => sight.show_suites(Judgement::conforms("no-worse-first"), |_| true),
            },
        }
    })
}

/// What is wrong with the order of one version, if anything. Good and sufficient count alike: the difference between them is
/// no reason to prefer one.
fn judge_list(sight: &Sight<'_>, list: &SuiteList) -> Option<Judgement> {
    let ranked: Vec<(&CipherSuite, Level)> = list
        .suites
        .iter()
        .filter_map(|suite| Some((suite, sight.level(suite)?.max(Level::Sufficient))))
        .collect();
    let best = ranked.iter().map(|(_, level)| *level).min()?;
    let (lowest, level) = *ranked.iter().max_by_key(|(_, level)| *level)?;
    if level == best {
        return None;
    }
    let shown = |judgement: Judgement, worse: &CipherSuite| {
        let names: Vec<&str> = list
            .suites
            .iter()
            .map(|suite| suite.name.as_str())
            .collect();
        sight.show(
            judgement
                .with("version", list.version)
                .with("suite", &worse.name),
            format!("{}: {}", list.version, names.join(", ")),
        )
    };
    match list.order {
        Order::Server => {
            let (at, (worse, _)) = ranked.iter().enumerate().find(|(at, (_, level))| {
                ranked.iter().skip(at + 1).any(|(_, later)| later < level)
            })?;
            let level = ranked.get(at)?.1;
            let better = ranked
                .iter()
                .skip(at + 1)
                .find(|(_, later)| *later < level)?
                .0;
            Some(shown(
                Judgement::deviates("server-order").with("better", &better.name),
                worse,
            ))
        }
        Order::Client if level == Level::Insufficient => {
            Some(shown(Judgement::deviates("client-order"), lowest))
        }
        Order::Client => Some(shown(Judgement::partial("client-order"), lowest)),
        Order::Single | Order::Unknown => {
            Some(shown(Judgement::not_observed("order-unknown"), lowest))
        }
    }
}
