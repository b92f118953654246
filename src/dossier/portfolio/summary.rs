//! Reading an assessment in short: from its `summary.json`, or from the assessment itself, passing over what is not needed.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use super::super::fault;
use super::fold::{Findings, Folded, Locations, Looks, MOST, Parties, Subjects, short};
use crate::domain::acceptance::AcceptanceStanding;
use crate::domain::assessment::FORMAT;
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::portfolio::{AcceptanceTerm, AssessmentSummary, SUMMARY_FORMAT, Standing};
use crate::domain::score::RiskLevel;
use crate::domain::text::Text;
use crate::domain::verdict::{Advice, ReasonRule};

/// The largest assessment that is read, in bytes.
const LIMIT: u64 = 256 * 1024 * 1024;
/// The largest summary.
const SHORT: u64 = 1024 * 1024;
/// A buffer that grew beyond this is given back.
const KEEP: usize = 16 * 1024 * 1024;
/// Reads one assessment in short.
///
/// # Errors
/// When there is none in the folder, or it cannot be read.
pub(super) fn read(folder: &Path, buffer: &mut Vec<u8>) -> Result<AssessmentSummary, Diagnostic> {
    let whole = folder.join("assessment.json");
    let size = std::fs::metadata(&whole).map(|there| there.len());
    let short = fill(&folder.join("summary.json"), SHORT, buffer)
        .ok()
        .and_then(|()| serde_json::from_slice::<AssessmentSummary>(buffer).ok())
        .filter(|summary| summary.format == SUMMARY_FORMAT && is_bounded(summary));
    match (short, size) {
        (Some(summary), Ok(size)) if summary.bytes == size => return Ok(summary),
        // Compacted: what it came to is all that is left here.
        (Some(summary), Err(error)) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(summary);
        }
        _ => {}
    }
    let shown = whole.display().to_string();
    fill(&whole, LIMIT, buffer).map_err(|error| {
        fault(
            &whole,
            "kan deze beoordeling niet lezen",
            "cannot read this assessment",
            &error,
        )
    })?;
    let summary = summarise(buffer).map_err(|(nl, en)| Diagnostic::new(shown, Text::new(nl, en)));
    if buffer.capacity() > KEEP {
        *buffer = Vec::new();
    }
    summary
}

/// Whether a summary is no larger than ours are: a file that somebody else made must not fill the memory.
fn is_bounded(summary: &AssessmentSummary) -> bool {
    let lists = [
        summary.knock_outs.len(),
        summary.parties.len(),
        summary.networks.len(),
        summary.places.len(),
        summary.certificates.len(),
        summary.accepted.len(),
    ];
    lists.into_iter().all(|rows| rows <= 2 * MOST)
}

/// The `summary.json` that belongs beside an assessment; nothing when it is none of ours.
pub(crate) fn written(assessment: &str) -> Option<String> {
    let summary = summarise(assessment.as_bytes()).ok()?;
    let mut text = serde_json::to_string_pretty(&summary).ok()?;
    text.push('\n');
    Some(text)
}

fn fill(path: &Path, limit: u64, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    buffer.clear();
    // A device or pipe in the place of a file would keep us waiting for ever.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("not a regular file"));
    }
    std::fs::File::open(path)?
        .take(limit + 1)
        .read_to_end(buffer)?;
    if buffer.len() as u64 > limit {
        return Err(std::io::Error::other(format!("> {limit} bytes")));
    }
    Ok(())
}

#[derive(Deserialize)]
struct Head {
    format: String,
}

/// The parts of an assessment that are read; everything else is passed over.
#[derive(Deserialize)]
struct Assessed {
    format: String,
    as_of: Timestamp,
    method: Judged,
    #[serde(default)]
    score: Option<Scored>,
    #[serde(default)]
    verdict: Option<Advised>,
    #[serde(default)]
    subjects: Folded<Subjects>,
    #[serde(default)]
    observations: Folded<Looks>,
    #[serde(default)]
    findings: Folded<Findings>,
    #[serde(default)]
    parties: Folded<Parties>,
    #[serde(default)]
    locations: Folded<Locations>,
}

#[derive(Deserialize)]
struct Judged {
    tool_version: String,
    policy: String,
    network: Used,
}

#[derive(Deserialize)]
struct Used {
    offline: bool,
}

#[derive(Deserialize)]
struct Scored {
    inherent: Inherent,
    residual: u32,
    residual_best: u32,
    level: RiskLevel,
    coverage: u32,
    confidence: u32,
    contradictions: u32,
}

#[derive(Deserialize)]
struct Inherent {
    value: u32,
}

#[derive(Deserialize)]
struct Advised {
    advice: Advice,
    reasons: Vec<Because>,
    valid_until: Day,
    #[serde(default)]
    acceptances: Vec<Carried>,
}

#[derive(Deserialize)]
struct Carried {
    item: String,
    acceptance: Term,
    standing: AcceptanceStanding,
}

#[derive(Deserialize)]
struct Term {
    until: Day,
}

#[derive(Deserialize)]
struct Because {
    rule: ReasonRule,
    item: String,
}

fn summarise(bytes: &[u8]) -> Result<AssessmentSummary, (String, String)> {
    let broken = |error: serde_json::Error| {
        (
            format!("geen geldige beoordeling: {error}"),
            format!("no valid assessment: {error}"),
        )
    };
    let assessed: Assessed = match serde_json::from_slice(bytes) {
        Ok(assessed) => assessed,
        Err(error) => {
            // Only what could not be read is read twice, to say what it is.
            let head = serde_json::from_slice::<Head>(bytes).map_err(broken)?;
            return Err(if head.format == FORMAT {
                broken(error)
            } else {
                other(&head.format)
            });
        }
    };
    if assessed.format != FORMAT {
        return Err(other(&assessed.format));
    }
    let score = assessed.score.as_ref();
    let verdict = assessed.verdict.as_ref();
    let findings = &assessed.findings.0;
    Ok(AssessmentSummary {
        format: SUMMARY_FORMAT.to_owned(),
        bytes: bytes.len() as u64,
        as_of: assessed.as_of,
        tool_version: short(&assessed.method.tool_version),
        policy: short(&assessed.method.policy),
        offline: assessed.method.network.offline,
        standing: Standing {
            advice: verdict.map(|verdict| verdict.advice),
            residual: score.map(|score| score.residual),
            residual_best: score.map(|score| score.residual_best),
            level: score.map(|score| score.level),
            coverage: score.map(|score| score.coverage),
        },
        inherent: score.map(|score| score.inherent.value),
        confidence: score.map(|score| score.confidence),
        contradictions: score.map_or(0, |score| score.contradictions),
        valid_until: verdict.map(|verdict| verdict.valid_until),
        knock_outs: verdict.map_or_else(Vec::new, |verdict| {
            let legal = |because: &&Because| because.rule == ReasonRule::LegalKnockOut;
            let items: BTreeSet<String> = verdict
                .reasons
                .iter()
                .filter(legal)
                .map(|because| short(&because.item))
                .collect();
            items.into_iter().take(MOST).collect()
        }),
        deviates: findings.deviates,
        partial: findings.partial,
        unknown: findings.unknown,
        agreement: findings.agreement,
        exit_plan: findings.exit_plan,
        parties: assessed.parties.0.rows,
        networks: assessed.locations.0.networks(),
        places: assessed.locations.0.places(),
        certificates: assessed.observations.0.certificates(&assessed.subjects.0),
        accepted: verdict.map_or_else(Vec::new, |verdict| {
            let given = verdict.acceptances.iter();
            let mut terms: Vec<AcceptanceTerm> = given
                .filter(|one| one.standing.has_a_term())
                .take(MOST)
                .map(|one| AcceptanceTerm {
                    until: one.acceptance.until,
                    finding: short(&one.item),
                })
                .collect();
            terms.sort();
            terms
        }),
    })
}

fn other(format: &str) -> (String, String) {
    let found: String = format.chars().take(80).collect();
    (
        format!("formaat `{found}`; deze versie leest `{FORMAT}`"),
        format!("format `{found}`; this version reads `{FORMAT}`"),
    )
}
