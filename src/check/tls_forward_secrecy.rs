//! Whether recorded traffic stays closed when the server's key gets out later.

use super::picture::{Sight, by_picture, shortlist};
use super::{Check, Context, Judgement};
use crate::domain::fact::{CipherSuite, TlsVersion};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::suite::{self, KeyExchange};

pub(super) static CHECK: Check = Check {
    id: "tls-forward-secrecy",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "always",
        "some-without",
        "never",
        "inconclusive",
        "not-looked",
        "light",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_picture(context, judge_address)
}

/// A suite whose key exchange the registry does not know is not held against the server.
fn lacks(suite: &CipherSuite) -> bool {
    suite::properties(suite.code).is_some_and(|properties| {
        properties.key_exchange != KeyExchange::Unknown && !properties.forward_secret()
    })
}

fn judge_address(sight: &Sight<'_>) -> Judgement {
    let never: Vec<&str> = sight
        .picture
        .suites
        .iter()
        .filter(|list| {
            list.incomplete.is_none() && !list.suites.is_empty() && list.suites.iter().all(lacks)
        })
        .map(|list| list.version.name())
        .collect();
    let without = || {
        sight
            .suites()
            .filter(|(_, suite)| lacks(suite))
            .map(|(_, suite)| suite.name.as_str())
    };
    if !never.is_empty() {
        let judgement = Judgement::deviates("never").with("versions", never.join(", "));
        return sight.show_suites(judgement, lacks);
    }
    if without().next().is_some() {
        let judgement =
            Judgement::partial("some-without").with_text("suites", shortlist(without()));
        return sight.show_suites(judgement, lacks);
    }
    match sight.gap(&TlsVersion::ALL) {
        Some(gap) => sight.gapped(&gap),
        None => sight.show_suites(Judgement::conforms("always"), |_| true),
    }
}
