//! What judging again changed, and because of what: the day, the policy, the program, or data files of another version.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::assessment::Assessment;
use crate::domain::delta::{ClaimChange, Delta, Standpoint, paired};
use crate::domain::finding::{Finding, FindingSource, Outcome, Severity};
use crate::domain::method::{DataFile, Method};
use crate::domain::text::Text;
use crate::domain::verdict::{Advice, Reason, ReasonRule};

/// A version of a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The version or date that it states.
    pub version: Option<String>,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

/// Something by which the second judgement differs from the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The moment that is judged for.
    AsOf(Timestamp, Timestamp),
    /// A data file: another version, one that is new, or one that is gone.
    Data(String, Option<Edition>, Option<Edition>),
    /// The TLS policy.
    Policy(String, String),
    /// The scoring method.
    Scoring(String, String),
    /// The version of the program.
    Tool(String, String),
}

/// A finding that comes out differently. Absent on one side: it is new, or gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingChange {
    /// Id of the finding.
    pub id: String,
    /// What was looked at or asked.
    pub title: Text,
    /// Outcome and severity before.
    pub before: Option<(Outcome, Severity)>,
    /// Outcome and severity now.
    pub after: Option<(Outcome, Severity)>,
    /// What was found, now; before when it is gone.
    pub detail: Text,
    /// The causes that can have done this, by their place in [`Change::causes`].
    pub because: Vec<usize>,
}

/// Everything that changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// By what the judgements differ.
    pub causes: Vec<Cause>,
    /// Findings with another outcome or severity, in the order of the second judgement; those that are gone at the end.
    pub findings: Vec<FindingChange>,
    /// Findings that come out the same in other words.
    pub reworded: usize,
    /// Claims that come out differently.
    pub claims: Vec<ClaimChange>,
    /// The verdicts, when they differ.
    pub advice: Option<(Advice, Advice)>,
    /// Best case and conservative residual risk, when they differ; in basis points.
    pub residual: Option<((u32, u32), (u32, u32))>,
    /// Coverage, when it differs; in basis points.
    pub coverage: Option<(u32, u32)>,
    /// Reasons of the verdict that are no longer there, and those that are new: items and texts.
    pub reasons: (Vec<Text>, Vec<Text>),
}

impl Change {
    /// True when nothing came out differently, whatever the data.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let Self {
            causes: _,
            findings,
            reworded,
            claims,
            advice,
            residual,
            coverage,
            reasons,
        } = self;
        findings.is_empty()
            && *reworded == 0
            && claims.is_empty()
            && advice.is_none()
            && residual.is_none()
            && coverage.is_none()
            && reasons.0.is_empty()
            && reasons.1.is_empty()
    }
}

/// Compares two judgements of the same observations and answers. What differs is found as for any two assessments
/// ([`Delta::between`]); here each finding is held against the data files that can have done it.
#[must_use]
pub fn changes(before: &Assessment, after: &Assessment) -> Change {
    let delta = Delta::between(before, after);
    let causes = causes(&before.method, &after.method);
    let mut change = Change {
        claims: delta.claims,
        ..Change::default()
    };
    for (was, is) in paired(&before.findings, &after.findings) {
        if was.map(judged) != is.map(judged) {
            change.findings.extend(row(was, is, &causes));
        } else if was != is {
            change.reworded += 1;
        }
    }
    if let (Some(old), Some(new)) = (&before.verdict, &after.verdict) {
        change.reasons = (
            missing(&old.reasons, &new.reasons),
            missing(&new.reasons, &old.reasons),
        );
    }
    change.advice = delta
        .then
        .advice
        .zip(delta.now.advice)
        .filter(|(then, now)| then != now);
    let interval = |point: &Standpoint| point.residual_best.zip(point.residual);
    change.residual = interval(&delta.then)
        .zip(interval(&delta.now))
        .filter(|(then, now)| then != now);
    change.coverage = delta
        .then
        .coverage
        .zip(delta.now.coverage)
        .filter(|(then, now)| then != now);
    change.causes = causes;
    change
}

/// The texts of reasons that others do not hold.
fn missing(these: &[Reason], others: &[Reason]) -> Vec<Text> {
    let there: BTreeSet<_> = others.iter().map(key).collect();
    these
        .iter()
        .filter(|reason| !there.contains(&key(reason)))
        .map(|reason| reason.text.clone())
        .collect()
}

fn key(reason: &Reason) -> (ReasonRule, &str) {
    (reason.rule, reason.item.as_str())
}

fn judged(finding: &Finding) -> (Outcome, Severity) {
    (finding.outcome, finding.severity)
}

fn row(
    before: Option<&Finding>,
    after: Option<&Finding>,
    causes: &[Cause],
) -> Option<FindingChange> {
    let shown = after.or(before)?;
    Some(FindingChange {
        id: shown.id.clone(),
        title: shown.title.clone(),
        before: before.map(judged),
        after: after.map(judged),
        detail: shown.detail.clone(),
        because: because(shown, causes),
    })
}

fn causes(before: &Method, after: &Method) -> Vec<Cause> {
    let mut causes = Vec::new();
    if before.as_of != after.as_of {
        causes.push(Cause::AsOf(before.as_of, after.as_of));
    }
    let pairs = [
        (
            &before.tool_version,
            &after.tool_version,
            Cause::Tool as fn(String, String) -> Cause,
        ),
        (&before.policy, &after.policy, Cause::Policy),
        (&before.scoring, &after.scoring, Cause::Scoring),
    ];
    for (old, new, cause) in pairs {
        if old != new {
            causes.push(cause(old.clone(), new.clone()));
        }
    }
    let editions = |method: &Method| -> BTreeMap<String, Edition> {
        let edition = |file: &DataFile| Edition {
            version: file.version.clone(),
            sha256: file.sha256.clone(),
        };
        let files = method.data.iter();
        files
            .map(|file| (file.path.clone(), edition(file)))
            .collect()
    };
    let (old, new) = (editions(before), editions(after));
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for path in paths {
        let (old, new) = (old.get(path), new.get(path));
        if old != new {
            causes.push(Cause::Data(path.clone(), old.cloned(), new.cloned()));
        }
    }
    causes
}

/// The causes that a finding can feel. When none of the files that concern it changed, any file may have.
fn because(finding: &Finding, causes: &[Cause]) -> Vec<usize> {
    let near = |cause: &Cause| match cause {
        Cause::AsOf(..) | Cause::Tool(..) => true,
        Cause::Policy(..) => finding.source == FindingSource::Check && reads_levels(&finding.check),
        Cause::Scoring(..) => false,
        Cause::Data(path, ..) => concerns(finding, path),
    };
    let chosen = |test: &dyn Fn(&Cause) -> bool| -> Vec<usize> {
        let all = causes.iter().enumerate();
        all.filter(|(_, cause)| test(cause))
            .map(|(n, _)| n)
            .collect()
    };
    let found = chosen(&near);
    if found.is_empty() {
        return chosen(
            &|cause| matches!(cause, Cause::Data(path, ..) if !path.starts_with("texts/")),
        );
    }
    found
}

/// Checks that judge by the levels of the chosen policy.
fn reads_levels(check: &str) -> bool {
    ["tls-", "certificate-", "mail-starttls"]
        .iter()
        .any(|family| check.starts_with(family))
}

/// Whether a data file is among those that a check or question is judged by.
fn concerns(finding: &Finding, path: &str) -> bool {
    let check = finding.check.as_str();
    if finding.source != FindingSource::Check {
        let pack = finding.id.split('/').next().unwrap_or_default();
        return path == format!("questionnaires/{pack}.toml")
            || path.starts_with("attestations/")
            || path == "policy/knock-outs.toml"
            || path == "policy/deadlines.toml"
            || path == "locations/areas.toml";
    }
    if path == format!("checks/{check}.toml") {
        return true;
    }
    let family = check.split('-').next().unwrap_or_default();
    let files: &[&str] = match family {
        "certificate" => &[
            "policy/certificates.toml",
            "policy/certificate-lints.toml",
            "policy/transparency.toml",
            "policy/caa-issuers.toml",
            "ct/",
        ],
        "chain" => &["providers/", "locations/"],
        "dns" => &["policy/dns.toml", "policy/caa-issuers.toml"],
        "hosting" => &["locations/", "policy/dns.toml"],
        "https" | "web" => &["policy/web.toml"],
        "mail" => &["policy/mail.toml", "policy/dkim-selectors.toml"],
        _ => &["policy/dh-primes.toml"],
    };
    let levels = reads_levels(check)
        && path.starts_with("policy/")
        && ["ncsc", "nl-law", "mozilla"]
            .iter()
            .any(|name| path.contains(name));
    levels || files.iter().any(|start| path.starts_with(start))
}
