//! Whether a content security policy keeps injected scripts from running (CSP3).

use std::collections::BTreeSet;

use super::content_policy::{self, ContentPolicy};
use super::page::{page_answer, some};
use super::{Check, Context, Judgement};
use crate::domain::finding::Confidence;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "web-content-security-policy",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &[
        "strict",
        "good",
        "named",
        "named-good",
        "weak",
        "open",
        "report-only",
        "missing",
    ],
    judge,
};

const NAMES: [&str; 2] = [
    "content-security-policy",
    "content-security-policy-report-only",
];
/// Characters of a header field that probes keep: what is as long may have been longer.
const KEPT: usize = 8_192;

fn judge(context: &Context<'_>) -> Judgement {
    let answer = match page_answer(context) {
        Ok(answer) => answer,
        Err(judgement) => return judgement,
    };
    let policy = ContentPolicy::of(answer.hop, answer.page());
    let rules = &context.material.policy.web;
    let gaps = policy.gaps(&rules.csp_open_sources);
    let words = |wanted: bool| {
        let parts: Vec<Text> = gaps
            .iter()
            .filter(|gap| content_policy::is_serious(**gap) == wanted)
            .map(|gap| context.material.phrases.text(content_policy::key(*gap)))
            .collect();
        Context::list(&parts)
    };
    // A policy that stands in a page which was not read, or not to its end, was not seen.
    if policy.is_absent() {
        match answer.page() {
            None => return answer.support(Judgement::not_observed("web-unread"), &NAMES),
            Some(page) if page.truncated => return answer.cut(),
            Some(_) => {}
        }
    }
    let others = policy.script_hosts(&context.subject.name);
    let judgement = if policy.only_reports() {
        Judgement::deviates("report-only")
    } else if policy.is_absent() {
        Judgement::deviates("missing")
    } else if rules
        .csp_no_protection
        .iter()
        .any(|all| all.is_subset(&gaps))
    {
        Judgement::deviates("open").with_text("gaps", words(true))
    } else if gaps.iter().any(|gap| content_policy::is_serious(*gap)) {
        Judgement::partial("weak").with_text("gaps", words(true))
    } else {
        let (strict, good) = if others.is_empty() {
            ("strict", "good")
        } else {
            ("named", "named-good")
        };
        let judgement = if gaps == BTreeSet::new() {
            Judgement::conforms(strict)
        } else {
            Judgement::conforms(good).with_text("gaps", words(false))
        };
        judgement.with_text("hosts", some(&others, 5))
    };
    let cut = answer
        .hop
        .header("content-security-policy")
        .any(|value| value.chars().count() >= KEPT);
    let certainty = if cut {
        Confidence::Medium
    } else {
        Confidence::High
    };
    answer.support(judgement.confident(certainty), &NAMES)
}
