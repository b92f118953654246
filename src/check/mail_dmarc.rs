//! What receivers are asked to do with mail that pretends to come from the domain (RFC 9989), and whether those that are to
//! get reports agreed to that (RFC 9990 §4).

use super::mail::{meant, quote, seen};
use super::{Check, Context, Judgement};
use crate::domain::fact::{DmarcFact, MailFact};
use crate::domain::mail::{DmarcPolicy, DmarcRecord, PublicSuffix};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "mail-dmarc",
    subject: SubjectKind::Domain,
    needs: &[Probe::MailBimi, Probe::MailDmarc],
    reasons: &[
        "strict",
        "strict-unreported",
        "watching",
        "nothing",
        "testing",
        "share",
        "subdomains-open",
        "nonexistent-open",
        "reports-refused",
        "part-unread",
        "inherited",
        "missing",
        "several",
        "unusable",
        "lookup-failed",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let (observation, fact) = match seen(context, Probe::MailDmarc, dmarc) {
        Ok(seen) => seen,
        Err(unseen) => return unseen,
    };
    let Some(own) = fact.records.first() else {
        return context.unseen("lookup-failed", Probe::MailDmarc);
    };
    let texts = meant(own, DmarcRecord::is_one);
    let judgement = match texts[..] {
        [] => match inherited(context, fact) {
            Some(judgement) => judgement,
            // What could not be asked for may hold a policy for the domains below it.
            None => match fact.records.iter().skip(1).find_map(|r| r.failure.as_ref()) {
                Some(failure) => Judgement::not_observed("lookup-failed")
                    .with_text("failure", context.words(failure)),
                None => Judgement::deviates("missing"),
            },
        },
        [text] => match DmarcRecord::read(text) {
            Some(record) => of_record(context, &record, fact),
            None => Judgement::deviates("unusable"),
        },
        _ => Judgement::deviates("several").with("count", texts.len()),
    };
    let judgement = judgement.because(observation, quote(&own.name, &texts));
    let judgement = fact.consents.iter().fold(judgement, |judgement, consent| {
        let texts = meant(&consent.record, DmarcRecord::is_one);
        judgement.because(observation, quote(&consent.record.name, &texts))
    });
    // A logo is no more than noted.
    let logo = context.of(Probe::MailBimi).find_map(|o| match o.mail()? {
        MailFact::Bimi(text) => Some((o, text)),
        _ => None,
    });
    match logo {
        Some((observation, text)) if !text.texts.is_empty() => {
            let texts = meant(text, |_| true);
            judgement.because(observation, quote(&text.name, &texts))
        }
        _ => judgement,
    }
}

fn dmarc(fact: &MailFact) -> Option<&DmarcFact> {
    match fact {
        MailFact::Dmarc(dmarc) => Some(dmarc),
        _ => None,
    }
}

/// The policy of a public suffix for the domains below it, when the domain has none of its own (RFC 9989 §4.10.1).
fn inherited(context: &Context<'_>, fact: &DmarcFact) -> Option<Judgement> {
    let strict = context.material.policy.mail.dmarc_strict_from;
    fact.records.iter().skip(1).find_map(|above| {
        let [text] = meant(above, DmarcRecord::is_one)[..] else {
            return None;
        };
        let record = DmarcRecord::read(text)?;
        let holds = record.suffix == PublicSuffix::Yes && record.subdomains >= strict;
        holds.then(|| {
            let above = above.name.strip_prefix("_dmarc.").unwrap_or(&above.name);
            Judgement::partial("inherited")
                .with("domain", above)
                .with("policy", record.subdomains.as_str())
        })
    })
}

fn of_record(context: &Context<'_>, record: &DmarcRecord, fact: &DmarcFact) -> Judgement {
    let strict = context.material.policy.mail.dmarc_strict_from;
    let refused: Vec<&str> = fact
        .consents
        .iter()
        .filter(|consent| {
            consent.record.failure.is_none()
                && meant(&consent.record, DmarcRecord::is_one).is_empty()
        })
        .map(|consent| consent.destination.as_str())
        .collect();
    let judgement = if !record.unread.is_empty() {
        Judgement::partial("part-unread").with("parts", record.unread.join("; "))
    } else if record.policy < strict {
        if record.policy == DmarcPolicy::None && record.reports.is_empty() {
            Judgement::deviates("nothing")
        } else {
            Judgement::partial("watching")
        }
    } else if record.testing {
        Judgement::partial("testing")
    } else if record.percent < 100 {
        Judgement::partial("share").with("percent", record.percent)
    } else if record.subdomains < strict {
        Judgement::partial("subdomains-open").with("below", record.subdomains.as_str())
    } else if record.nonexistent < strict {
        Judgement::partial("nonexistent-open").with("below", record.nonexistent.as_str())
    } else if !refused.is_empty() {
        Judgement::partial("reports-refused").with("destinations", refused.join(", "))
    } else if record.reports.is_empty() {
        Judgement::conforms("strict-unreported")
    } else {
        Judgement::conforms("strict")
    };
    judgement
        .with("policy", record.policy.as_str())
        .with_text("alignment", alignment(record))
}

/// How close the domain of a signature or envelope has to be.
fn alignment(record: &DmarcRecord) -> Text {
    let word = |strict| {
        if strict {
            ("streng", "strict")
        } else {
            ("ruim", "relaxed")
        }
    };
    let (spf, dkim) = (word(record.strict_spf), word(record.strict_dkim));
    Text::new(
        format!("SPF {}, DKIM {}", spf.0, dkim.0),
        format!("SPF {}, DKIM {}", spf.1, dkim.1),
    )
}
