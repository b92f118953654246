//! Keys of signatures under mail (RFC 6376): those at commonly used names. Others cannot be listed, so that finding none
//! shows nothing, unless the name above all of them does not exist (RFC 8020).

use super::mail::{quote, seen, sends_nothing};
use super::{Check, Context, Judgement, worst};
use crate::domain::fact::{DkimFact, MailFact};
use crate::domain::finding::Confidence;
use crate::domain::mail::{DkimKey, DkimKind};
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "mail-dkim",
    subject: SubjectKind::Domain,
    needs: &[Probe::MailDkim, Probe::MailSpf],
    reasons: &[
        "good",
        "short",
        "weak",
        "only-sha1",
        "testing",
        "unreadable",
        "revoked",
        "not-found",
        "none",
        "no-mail",
        "lookup-failed",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let (observation, fact) = match seen(context, Probe::MailDkim, dkim) {
        Ok(seen) => seen,
        Err(unseen) => return unseen,
    };
    let keys: Vec<(&str, DkimKey, String)> = fact
        .keys
        .iter()
        .flat_map(|found| {
            found.record.texts.iter().filter_map(|text| {
                let key = DkimKey::read(text).filter(|key| !key.other_service)?;
                let shown = quote(&found.record.name, &[text]);
                Some((found.selector.as_str(), key, shown))
            })
        })
        .collect();
    let judged = keys
        .iter()
        .filter_map(|(selector, key, _)| of_key(context, selector, key));
    let judgement = match worst(judged) {
        Some(judgement) => judgement
            .with_text("keys", list(&keys))
            // There may be other keys, under names that nobody can guess.
            .confident(Confidence::Medium),
        None => without_key(context, observation, fact, !keys.is_empty()),
    };
    keys.iter().fold(judgement, |judgement, (_, _, shown)| {
        judgement.because(observation, shown)
    })
}

fn dkim(fact: &MailFact) -> Option<&DkimFact> {
    match fact {
        MailFact::Dkim(dkim) => Some(dkim),
        _ => None,
    }
}

/// What one key comes to; nothing for one that was withdrawn.
fn of_key(context: &Context<'_>, selector: &str, key: &DkimKey) -> Option<Judgement> {
    let policy = &context.material.policy.mail;
    let judgement = match &key.kind {
        DkimKind::Revoked => return None,
        _ if key.only_sha1 => Judgement::deviates("only-sha1"),
        DkimKind::Rsa(bits) if *bits < policy.dkim_least_bits => Judgement::deviates("short")
            .with("bits", bits)
            .with("least", policy.dkim_least_bits),
        DkimKind::Other(_) | DkimKind::Unreadable => Judgement::partial("unreadable"),
        _ if key.testing => Judgement::partial("testing"),
        DkimKind::Rsa(bits) if *bits < policy.dkim_advised_bits => Judgement::partial("weak")
            .with("bits", bits)
            .with("advised", policy.dkim_advised_bits),
        DkimKind::Rsa(_) | DkimKind::Ed25519 => Judgement::conforms("good"),
    };
    Some(judgement.with("selector", selector))
}

fn without_key(
    context: &Context<'_>,
    observation: &Observation,
    fact: &DkimFact,
    revoked: bool,
) -> Judgement {
    if let Some(spf) = sends_nothing(context) {
        let judgement = Judgement::conforms("no-mail");
        return judgement.because(spf, format!("{}: v=spf1 -all", context.subject.name));
    }
    if revoked {
        return Judgement::not_observed("revoked");
    }
    // Below a name that does not exist there is nothing (RFC 8020), though some name servers get this wrong.
    if fact.none && fact.failed == 0 {
        return Judgement::deviates("none")
            .confident(Confidence::Medium)
            .because(
                observation,
                format!("_domainkey.{}: NXDOMAIN", context.subject.name),
            );
    }
    Judgement::not_observed("not-found")
        .with("count", fact.asked.saturating_sub(fact.failed))
        .because(
            observation,
            format!(
                "{} selectors: no key",
                fact.asked - fact.failed.min(fact.asked)
            ),
        )
}

/// The keys for a sentence.
fn list(keys: &[(&str, DkimKey, String)]) -> Text {
    const NAMED: usize = 6;
    let words: Vec<Text> = keys
        .iter()
        .take(NAMED)
        .map(|(selector, key, _)| match &key.kind {
            DkimKind::Ed25519 => Text::same(format!("{selector} (Ed25519)")),
            DkimKind::Rsa(bits) => Text::new(
                format!("{selector} (RSA van {bits} bits)"),
                format!("{selector} (RSA of {bits} bits)"),
            ),
            DkimKind::Revoked => Text::new(
                format!("{selector} (ingetrokken)"),
                format!("{selector} (withdrawn)"),
            ),
            DkimKind::Other(_) | DkimKind::Unreadable => Text::new(
                format!("{selector} (onleesbaar)"),
                format!("{selector} (unreadable)"),
            ),
        })
        .collect();
    Context::list(&words)
}
