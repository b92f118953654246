//! Whether the certificate names the host that was asked for (RFC 9525, subjectAltName only).

use super::endpoint::by_certificate;
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-hostname",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "matches",
        "mismatch",
        "no-names",
        "unparsable",
        "not-reached",
    ],
    judge,
};

const SHOWN: usize = 5;

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let mut names = leaf
            .names
            .iter()
            .take(SHOWN)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        if leaf.names.len() > SHOWN {
            names.push_str(", …");
        }
        let judgement = if fact.name_matches {
            Judgement::conforms("matches").with("names", &names)
        } else if leaf.names.is_empty() {
            Judgement::deviates("no-names")
        } else {
            Judgement::deviates("mismatch").with("names", &names)
        };
        judgement.because(
            observation,
            format!(
                "{} — {}: subjectAltName {names}",
                fact.address, fact.server_name
            ),
        )
    })
}
