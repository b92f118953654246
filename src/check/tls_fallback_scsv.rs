//! Whether an unnecessary fallback to an old version is refused (RFC 7507).

use super::picture::{Sight, by_picture};
use super::{Check, Context, Judgement};
use crate::domain::fact::{Feature, TlsVersion};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

const OLD: [TlsVersion; 3] = [TlsVersion::Ssl3, TlsVersion::Tls10, TlsVersion::Tls11];

pub(super) static CHECK: Check = Check {
    id: "tls-fallback-scsv",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "refused",
        "followed",
        "nothing-to-fall-back-to",
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

fn judge_address(sight: &Sight<'_>) -> Judgement {
    let feature = &sight.picture.features.fallback_scsv;
    // SSL 3.0 was not asked for in early assessments: what was not asked for is not known to be there.
    let old = OLD.iter().filter(|version| sight.offers(**version)).count();
    let newer = [TlsVersion::Tls12, TlsVersion::Tls13]
        .iter()
        .any(|version| sight.offers(*version));
    let all_refused = OLD.iter().all(|version| sight.refuses(*version));
    if *feature == Feature::NotApplicable || all_refused || (old == 1 && !newer) {
        return Judgement::not_applicable("nothing-to-fall-back-to");
    }
    if let Some(unclear) = sight.unclear(feature) {
        return unclear;
    }
    match feature {
        Feature::Present => sight.show(
            Judgement::conforms("refused"),
            "TLS_FALLBACK_SCSV: inappropriate_fallback",
        ),
        _ if old == 0 => Judgement::not_observed("not-looked"),
        _ => sight.show(
            Judgement::deviates("followed"),
            sight
                .context
                .quote("quote.older-chosen")
                .after("TLS_FALLBACK_SCSV: "),
        ),
    }
}
