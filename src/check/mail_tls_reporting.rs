//! Whether the domain gets to hear when mail for it cannot be delivered over TLS (RFC 8460).

use super::mail::{hosts, meant, quote, seen};
use super::{Check, Context, Judgement};
use crate::domain::fact::{MailFact, MailText};
use crate::domain::mail::read_tls_report;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "mail-tls-reporting",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsMx, Probe::MailTlsRpt],
    reasons: &[
        "present",
        "missing",
        "several",
        "broken",
        "no-mail",
        "no-hosts",
        "lookup-failed",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let (observation, record) = match seen(context, Probe::MailTlsRpt, text) {
        Ok(seen) => seen,
        Err(unseen) => return unseen,
    };
    if let Err(judgement) = hosts(context) {
        return judgement;
    }
    let texts = meant(record, |text| text.starts_with("v=TLSRPTv1"));
    let judgement = match texts[..] {
        [] => Judgement::deviates("missing"),
        [text] => match read_tls_report(text) {
            Some(places) => Judgement::conforms("present").with("places", places.join(", ")),
            None => Judgement::deviates("broken"),
        },
        _ => Judgement::deviates("several").with("count", texts.len()),
    };
    judgement.because(observation, quote(&record.name, &texts))
}

fn text(fact: &MailFact) -> Option<&MailText> {
    match fact {
        MailFact::TlsRpt(text) => Some(text),
        _ => None,
    }
}
