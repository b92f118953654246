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
mod chain_sub_processors;
mod chain_third_party_resources;
mod content_policy;
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
mod hosting_jurisdiction;
mod hosting_location;
mod hosting_mail_location;
mod hosting_nameserver_location;
mod hosting_network_operator;
mod hosting_region;
mod hosting_route_origin;
mod hosting_rtt_plausibility;
mod hosting_transfer_basis;
mod https_available;
mod https_compression;
mod https_hsts;
mod https_hsts_preload;
mod https_http_versions;
mod https_mixed_content;
mod https_redirect;
mod item;
mod judgement;
mod mail;
mod mail_dane;
mod mail_dkim;
mod mail_dmarc;
mod mail_mta_sts;
mod mail_spf;
mod mail_starttls;
mod mail_tls_reporting;
mod met_hosts;
mod page;
mod party;
mod picture;
mod place;
mod profile;
mod seen;
mod spf_senders;
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
mod web_content_security_policy;
mod web_content_type_sniffing;
mod web_cookies;
mod web_cors;
mod web_frame_protection;
mod web_permissions_policy;
mod web_referrer_policy;
mod web_security_txt;
mod web_server_disclosure;
mod web_subresource_integrity;
mod x509;
pub mod x509_status;

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::finding::{Finding, FindingSource, Outcome, Severity};
use crate::domain::id::CheckId;
use crate::domain::latency::Reach;
use crate::domain::location::Areas;
use crate::domain::observation::{Observations, Probe};
use crate::domain::party::Parties;
use crate::domain::phrase::Phrases;
use crate::domain::policy::Policy;
use crate::domain::service::Service;
use crate::domain::sheet::CheckSheet;
use crate::domain::subject::{Subject, SubjectId, SubjectKind};

pub use item::weigh;
pub use judgement::Judgement;
use judgement::{rank, worst};
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
            .any(|probe| matches!(probe, Probe::Http | Probe::Https | Probe::SecurityTxt))
    }
}

/// The registry: every check, in the order of the report.
pub static CHECKS: &[&Check] = &[
    &https_available::CHECK,
    &https_redirect::CHECK,
    &https_hsts::CHECK,
    &https_hsts_preload::CHECK,
    &https_http_versions::CHECK,
    &https_mixed_content::CHECK,
    &https_compression::CHECK,
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
    &web_content_security_policy::CHECK,
    &web_frame_protection::CHECK,
    &web_content_type_sniffing::CHECK,
    &web_referrer_policy::CHECK,
    &web_permissions_policy::CHECK,
    &web_cookies::CHECK,
    &web_cors::CHECK,
    &web_server_disclosure::CHECK,
    &web_subresource_integrity::CHECK,
    &web_security_txt::CHECK,
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
    &hosting_region::CHECK,
    &hosting_transfer_basis::CHECK,
    &hosting_network_operator::CHECK,
    &hosting_jurisdiction::CHECK,
    &hosting_anycast::CHECK,
    &hosting_rtt_plausibility::CHECK,
    &hosting_route_origin::CHECK,
    &hosting_mail_location::CHECK,
    &hosting_nameserver_location::CHECK,
    &chain_sub_processors::CHECK,
    &chain_third_party_resources::CHECK,
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
    /// Countries from which the service answers, as the provider says; absent when it was not asked.
    pub regions: Option<&'a [Country]>,
    /// The parties that the observations show, compared with what was declared.
    pub parties: &'a Parties,
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

impl<'a> Context<'a> {
    /// The fastest answer of an address of a host; absent when nobody said from where is looked.
    fn reach(&self, host: &SubjectId, address: IpAddr) -> Option<&'a Reach> {
        self.seen
            .reaches(self.material.observations)
            .get(host, address)
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
        // Nobody asked whether a mail host that was met on the way serves pages.
        let no_pages = subject.role.is_some() && subject.service() != Service::Https;
        let apply = |check: &&&Check| {
            let fits = check.subject == subject.kind && !by_others;
            fits && !(no_pages && check.is_about_the_web())
        };
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
        clause: None,
        refs: sheet.refs.clone(),
        evidence: judgement.evidence,
    }
}
