//! F1: pure judgement of observations, one file a check.
//!
//! A check answers for every subject of its kind: with a judgement, or with "not observed" when the probes could not look.
//! Everything that is text, weight or norm stands in the check's sheet (`data/checks/<id>.toml`).
//! Adding a check: its file here, its line in [`CHECKS`], its sheet, and its recorded cases under `tests/it/check/cases/`.

mod certificate_chain_order;
mod certificate_expiry_soon;
mod certificate_hostname;
mod certificate_key;
mod certificate_key_usage;
mod certificate_lifetime;
mod certificate_profile;
mod certificate_revocation;
mod certificate_shared;
mod certificate_signature;
mod certificate_stapling;
mod certificate_transparency;
mod certificate_trust;
mod certificate_validity;
mod dns_caa;
mod dns_consistency;
mod dns_dane;
mod dns_dangling;
mod dns_dnssec;
mod dns_https_record;
mod dns_ipv6;
mod dns_nameserver_diversity;
mod endpoint;
mod hosting_anycast;
mod hosting_location;
mod hosting_network_operator;
mod https_available;
mod https_hsts;
mod https_redirect;
mod item;
mod mail;
mod mail_dane;
mod mail_dkim;
mod mail_dmarc;
mod mail_mta_sts;
mod mail_spf;
mod mail_starttls;
mod mail_tls_reporting;
mod picture;
mod place;
mod profile;
mod seen;
mod spf_tree;
mod tls_cipher_preference;
mod tls_cipher_suites;
mod tls_compression;
mod tls_early_data;
mod tls_extended_master_secret;
mod tls_fallback_scsv;
mod tls_forward_secrecy;
mod tls_key_exchange;
mod tls_known_weaknesses;
mod tls_post_quantum;
mod tls_renegotiation;
mod tls_session_resumption;
mod tls_signature_hash;
mod tls_versions;
mod tlsa;
mod x509;
pub mod x509_status;

use std::collections::BTreeMap;

use crate::domain::day::Day;
use crate::domain::finding::{Confidence, EvidenceItem, Finding, FindingSource, Outcome, Severity};
use crate::domain::id::CheckId;
use crate::domain::location::Areas;
use crate::domain::observation::{Failure, Observation, Observations, Probe};
use crate::domain::phrase::Phrases;
use crate::domain::policy::Policy;
use crate::domain::service::Service;
use crate::domain::sheet::CheckSheet;
use crate::domain::subject::{Subject, SubjectKind};
use crate::domain::text::{Params, Text};

pub use item::weigh;
pub use profile::{LintFailure, lint_certificate};
use seen::Seen;
pub use x509::{LogPromise, read_promises};

/// A check: what it applies to, what it needs, and how it judges.
#[derive(Debug)]
pub struct Check {
    /// Permanent id; the file name with `-` for `_`.
    pub id: &'static str,
    /// The kind of subject it answers for.
    pub subject: SubjectKind,
    /// The probes whose observations it reads.
    pub needs: &'static [Probe],
    /// Every reason it can give; each has a text in the sheet.
    pub reasons: &'static [&'static str],
    /// The judgement itself.
    pub judge: fn(&Context<'_>) -> Judgement,
}

impl Check {
    /// True when it reads web pages: it says nothing about an endpoint that serves none.
    fn is_about_the_web(&self) -> bool {
        self.needs
            .iter()
            .any(|probe| matches!(probe, Probe::Http | Probe::Https))
    }
}

/// The registry: every check, in the order of the report.
pub static CHECKS: &[&Check] = &[
    &https_available::CHECK,
    &https_redirect::CHECK,
    &https_hsts::CHECK,
    &tls_versions::CHECK,
    &tls_cipher_suites::CHECK,
    &tls_cipher_preference::CHECK,
    &tls_key_exchange::CHECK,
    &tls_post_quantum::CHECK,
    &tls_forward_secrecy::CHECK,
    &tls_extended_master_secret::CHECK,
    &tls_renegotiation::CHECK,
    &tls_compression::CHECK,
    &tls_early_data::CHECK,
    &tls_fallback_scsv::CHECK,
    &tls_session_resumption::CHECK,
    &tls_known_weaknesses::CHECK,
    &tls_signature_hash::CHECK,
    &certificate_trust::CHECK,
    &certificate_hostname::CHECK,
    &certificate_validity::CHECK,
    &certificate_lifetime::CHECK,
    &certificate_key::CHECK,
    &certificate_signature::CHECK,
    &certificate_chain_order::CHECK,
    &certificate_revocation::CHECK,
    &certificate_stapling::CHECK,
    &certificate_transparency::CHECK,
    &certificate_key_usage::CHECK,
    &certificate_profile::CHECK,
    &certificate_shared::CHECK,
    &certificate_expiry_soon::CHECK,
    &dns_dnssec::CHECK,
    &dns_caa::CHECK,
    &dns_dane::CHECK,
    &dns_ipv6::CHECK,
    &dns_https_record::CHECK,
    &dns_dangling::CHECK,
    &dns_consistency::CHECK,
    &dns_nameserver_diversity::CHECK,
    &mail_spf::CHECK,
    &mail_dkim::CHECK,
    &mail_dmarc::CHECK,
    &mail_starttls::CHECK,
    &mail_dane::CHECK,
    &mail_mta_sts::CHECK,
    &mail_tls_reporting::CHECK,
    &hosting_location::CHECK,
    &hosting_network_operator::CHECK,
    &hosting_anycast::CHECK,
];

/// Everything that judging needs besides one subject.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// What was seen.
    pub observations: &'a Observations,
    /// Thresholds.
    pub policy: &'a Policy,
    /// Legal areas.
    pub areas: &'a Areas,
    /// Words for failures and lists.
    pub phrases: &'a Phrases,
    /// Sheets of the checks.
    pub sheets: &'a BTreeMap<CheckId, CheckSheet>,
    /// Names of the vendor, its parent and its declared sub-processors; absent when there is no dossier.
    pub declared: Option<&'a [String]>,
    /// The day to judge for.
    pub as_of: Day,
}

/// What a check reads: one subject and the material.
#[derive(Debug)]
pub struct Context<'a> {
    /// The subject.
    pub subject: &'a Subject,
    /// Everything else.
    pub material: &'a Material<'a>,
    /// What all observations show together.
    seen: &'a Seen,
}

/// What a check comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The result.
    pub outcome: Outcome,
    /// Its stable name.
    pub reason: &'static str,
    /// What the text of the reason mentions.
    pub params: Params,
    /// How certain.
    pub confidence: Confidence,
    /// What it rests on.
    pub evidence: Vec<EvidenceItem>,
}

impl Judgement {
    fn new(outcome: Outcome, reason: &'static str) -> Self {
        Self {
            outcome,
            reason,
            params: Params::new(),
            confidence: Confidence::High,
            evidence: Vec::new(),
        }
    }

    fn conforms(reason: &'static str) -> Self {
        Self::new(Outcome::Conforms, reason)
    }

    fn partial(reason: &'static str) -> Self {
        Self::new(Outcome::Partial, reason)
    }

    fn deviates(reason: &'static str) -> Self {
        Self::new(Outcome::Deviates, reason)
    }

    fn not_applicable(reason: &'static str) -> Self {
        Self::new(Outcome::NotApplicable, reason)
    }

    fn not_observed(reason: &'static str) -> Self {
        Self {
            confidence: Confidence::Low,
            ..Self::new(Outcome::NotObserved, reason)
        }
    }

    fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.params
            .insert(name.to_owned(), Text::same(value.to_string()));
        self
    }

    fn with_text(mut self, name: &str, value: Text) -> Self {
        self.params.insert(name.to_owned(), value);
        self
    }

    fn because(mut self, observation: &Observation, quote: impl AsRef<str>) -> Self {
        self.evidence
            .push(EvidenceItem::new(&observation.id, quote));
        self
    }

    fn confident(mut self, confidence: Confidence) -> Self {
        self.confidence = self.confidence.min(confidence);
        self
    }
}

impl<'a> Context<'a> {
    /// The observations of one probe about the subject.
    fn of(&self, probe: Probe) -> impl Iterator<Item = &'a Observation> + use<'a> {
        self.material.observations.of(probe, &self.subject.id)
    }

    /// "Could not look", with the first failure in words; without any observation: nothing was planned or kept.
    fn unseen(&self, reason: &'static str, probe: Probe) -> Judgement {
        let failed = self
            .of(probe)
            .find_map(|o| o.failure().map(|failure| (o, failure)));
        match failed {
            Some((observation, failure)) => Judgement::not_observed(reason)
                .with_text("failure", self.words(failure))
                .because(observation, &failure.detail),
            None => Judgement::not_observed(reason).with_text(
                "failure",
                self.material.phrases.text("failure.no-observation"),
            ),
        }
    }

    /// A failure in words that fit in a sentence.
    fn words(&self, failure: &Failure) -> Text {
        let key = serde_json::to_value(failure.reason)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default();
        self.material.phrases.text(&format!("failure.{key}"))
    }

    /// A list joined for a sentence.
    fn list(parts: &[Text]) -> Text {
        let join = |lang| {
            parts
                .iter()
                .map(|part| part.in_lang(lang))
                .collect::<Vec<_>>()
                .join(", ")
        };
        Text::new(
            join(crate::domain::text::Lang::Nl),
            join(crate::domain::text::Lang::En),
        )
    }
}

/// Judges every subject by every check that applies to it: exactly one finding for each pair, subjects in their order,
/// checks in the order of [`CHECKS`]. A check that was not in effect yet could not have looked.
#[must_use]
pub fn judge(subjects: &[Subject], material: &Material<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let seen = Seen::default();
    for subject in subjects {
        // A host that was only met on the way is judged by the checks of the subject that led to it.
        let by_others = subject.role.is_some() && subject.kind != SubjectKind::Endpoint;
        let apply = |check: &&&Check| check.subject == subject.kind && !by_others;
        for check in CHECKS.iter().filter(apply) {
            let Some(sheet) = material.sheets.get(check.id) else {
                continue;
            };
            let in_effect = sheet.effective_from <= material.as_of;
            let judgement = if !in_effect {
                Judgement::not_observed(NOT_IN_EFFECT)
            } else if check.is_about_the_web() && subject.service() != Service::Https {
                Judgement::not_applicable(NOT_HTTPS).with("service", subject.service())
            } else {
                (check.judge)(&Context {
                    subject,
                    material,
                    seen: &seen,
                })
            };
            findings.push(find(subject, sheet, judgement, material.phrases));
        }
    }
    findings
}

/// The reason of a check that was not in effect on the day to judge for.
const NOT_IN_EFFECT: &str = "not-in-effect";
/// The reason of a check of the web at an endpoint of another service.
const NOT_HTTPS: &str = "not-https";

fn find(subject: &Subject, sheet: &CheckSheet, judgement: Judgement, phrases: &Phrases) -> Finding {
    let detail = sheet
        .reason
        .get(judgement.reason)
        .cloned()
        .unwrap_or_else(|| phrases.text(&format!("check.{}", judgement.reason)));
    let remedied = matches!(judgement.outcome, Outcome::Partial | Outcome::Deviates);
    Finding {
        id: format!("{}@{}", sheet.id, subject.id),
        source: FindingSource::Check,
        check: sheet.id.to_string(),
        subject: subject.id.clone(),
        outcome: judgement.outcome,
        severity: match subject.role {
            // What a server met on the way shows counts through the check of the subject that led to it.
            Some(_) => sheet.severity.min(Severity::Low),
            None => sheet.severity,
        },
        confidence: judgement.confidence,
        reason: judgement.reason.to_owned(),
        title: sheet.title.clone(),
        detail: detail.fill(&judgement.params),
        remediation: remedied.then(|| sheet.remedy.clone()),
        refs: sheet.refs.clone(),
        evidence: judgement.evidence,
    }
}

/// The judgement that counts when several were made about one subject: the worst.
fn worst(judgements: impl IntoIterator<Item = Judgement>) -> Option<Judgement> {
    judgements.into_iter().reduce(|a, b| {
        if rank(b.outcome) > rank(a.outcome) {
            b
        } else {
            a
        }
    })
}

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Conforms => 1,
        Outcome::Partial => 2,
        Outcome::NotAnswered | Outcome::NotObserved => 3,
        Outcome::Deviates => 4,
    }
}
