//! Whether a hybrid key exchange is offered that a quantum computer does not open later.

use super::picture::{Gap, Sight, by_picture, shortlist};
use super::{Check, Context, Judgement};
use crate::domain::fact::TlsVersion;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "tls-post-quantum",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "offered",
        "draft-only",
        "not-offered",
        "no-tls-1-3",
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
    let list = sight
        .picture
        .groups
        .iter()
        .find(|list| list.version == TlsVersion::Tls13);
    let Some(list) = list else {
        return if sight.refuses(TlsVersion::Tls13) {
            sight.show(
                Judgement::partial("no-tls-1-3"),
                sight.context.quote("quote.refused").after("TLS 1.3: "),
            )
        } else {
            sight.gapped(&Gap(None))
        };
    };
    let named = |part: &str| -> Vec<&str> {
        list.groups
            .iter()
            .map(|group| group.name.as_str())
            .filter(|name| name.contains(part))
            .collect()
    };
    let all = named("").join(", ");
    let (standard, draft) = (named("MLKEM"), named("Kyber"));
    if !standard.is_empty() {
        let judgement = Judgement::conforms("offered").with_text("groups", shortlist(standard));
        return sight.show(judgement, all);
    }
    if let Some(failure) = &list.incomplete {
        return sight.gapped(&Gap(Some(failure)));
    }
    if draft.is_empty() {
        sight.show(Judgement::partial("not-offered"), all)
    } else {
        let judgement = Judgement::partial("draft-only").with_text("groups", shortlist(draft));
        sight.show(judgement, all)
    }
}
