//! How much of an address visitors take along to other sites (W3C Referrer Policy).

use super::page::page_answer;
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "web-referrer-policy",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &["strict", "fair", "open", "missing"],
    judge,
};

const FIELD: &str = "referrer-policy";
/// Every policy there is (Referrer Policy §3).
const KNOWN: [&str; 8] = [
    "no-referrer",
    "no-referrer-when-downgrade",
    "origin",
    "origin-when-cross-origin",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
    "unsafe-url",
];

fn judge(context: &Context<'_>) -> Judgement {
    let answer = match page_answer(context) {
        Ok(answer) => answer,
        Err(judgement) => return judgement,
    };
    let known = |token: &String| KNOWN.contains(&token.as_str());
    // Referrer Policy §8.1: the last one that is known counts; what the page itself says comes after the header.
    let in_header = super::page::tokens(answer.hop, FIELD).filter(known).last();
    let in_page = answer.page().and_then(|page| {
        let of_page = page.meta.iter().filter(|meta| meta.name == "referrer");
        of_page
            .map(|meta| modern(&meta.content.trim().to_ascii_lowercase()))
            .rfind(known)
    });
    // What the page itself says goes before the header, and may be in the part that was not read.
    if in_page.is_none() && answer.page().is_some_and(|page| page.truncated) {
        return answer.cut();
    }
    let rules = &context.material.policy.web;
    let has = |list: &[String], policy: &String| list.contains(policy);
    let judgement = match in_page.or(in_header) {
        None => Judgement::partial("missing"),
        Some(policy) if has(&rules.referrer_strict, &policy) => {
            Judgement::conforms("strict").with("policy", policy)
        }
        Some(policy) if has(&rules.referrer_fair, &policy) => {
            Judgement::partial("fair").with("policy", policy)
        }
        Some(policy) => Judgement::deviates("open").with("policy", policy),
    };
    answer.support(judgement, &[FIELD])
}

/// The words that pages used before there was a header (HTML §4.2.5.1).
fn modern(token: &str) -> String {
    match token {
        "always" => "unsafe-url",
        "default" => "strict-origin-when-cross-origin",
        "never" => "no-referrer",
        "origin-when-crossorigin" => "origin-when-cross-origin",
        other => other,
    }
    .to_owned()
}
