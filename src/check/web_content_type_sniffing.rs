//! Whether browsers are told not to guess what an answer is (Fetch §3.6).

use super::page::good_answer;
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "web-content-type-sniffing",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &["nosniff", "untyped", "invalid", "missing"],
    judge,
};

const FIELD: &str = "x-content-type-options";

fn judge(context: &Context<'_>) -> Judgement {
    let answer = match good_answer(context) {
        Ok(answer) => answer,
        Err(judgement) => return judgement,
    };
    // Fetch §3.6: of several values only the first counts.
    let first = answer
        .hop
        .header(FIELD)
        .next()
        .map(|value| value.split(',').next().unwrap_or_default().trim());
    let untyped = answer.hop.header("content-type").next().is_none() && answer.fact.body_bytes > 0;
    let judgement = match first {
        Some(value) if value.eq_ignore_ascii_case("nosniff") && untyped => {
            Judgement::partial("untyped")
        }
        Some(value) if value.eq_ignore_ascii_case("nosniff") => Judgement::conforms("nosniff"),
        Some(value) => {
            Judgement::deviates("invalid").with("value", value.chars().take(80).collect::<String>())
        }
        None => Judgement::deviates("missing"),
    };
    answer.support(judgement, &[FIELD, "content-type"])
}
