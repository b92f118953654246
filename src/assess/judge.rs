//! Judging what was stored: the same input gives the same assessment, whenever and wherever.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Sighting;
use super::declared::{declared_parties, declared_regions};
use crate::catalogue::Catalogue;
use crate::check::{self, Material};
use crate::claim::{self, Sight};
use crate::domain::acceptance::AcceptanceStanding;
use crate::domain::assessment::{Assessment, FORMAT, Located};
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::finding::{Finding, FindingSource};
use crate::domain::item::RaisedKnockOut;
use crate::domain::latency::Reaches;
use crate::domain::method::{DataFile, Method};
use crate::domain::pack::{About, KnockOut, Pack};
use crate::domain::party::Parties;
use crate::domain::subject::SubjectId;
use crate::dossier::Folder;
use crate::questionnaire::{self, Catalog, Judged};
use crate::rating;
use crate::scoring::{self, Grounds};

/// Judges a sighting: with a folder everything, without one the active checks alone.
#[must_use]
pub fn judge(
    folder: Option<&Folder>,
    mut sighting: Sighting,
    catalogue: &Catalogue,
    as_of: Timestamp,
) -> Assessment {
    catalogue
        .policy
        .dh_primes
        .introduce(&mut sighting.observations);
    let today = Day::of(as_of);
    let packs = folder
        .map(|folder| packs_of(&folder.dossier, catalogue))
        .unwrap_or_default();
    let declared = folder.map(|folder| declared_parties(folder, &packs));
    let regions = folder.and_then(|folder| declared_regions(folder, &packs));
    let names: Option<Vec<String>> = declared
        .as_ref()
        .map(|rows| rows.iter().map(|row| row.name.clone()).collect());
    let parties = Parties::of(
        &sighting.subjects,
        &sighting.observations,
        &catalogue.parties,
        declared.as_deref(),
        &catalogue.areas,
        today,
    );
    let material = Material {
        observations: &sighting.observations,
        policy: &catalogue.policy,
        areas: &catalogue.areas,
        phrases: &catalogue.phrases,
        sheets: &catalogue.sheets,
        regions: regions.as_deref(),
        declared: names.as_deref(),
        parties: &parties,
        as_of: today,
    };
    let checked = check::judge(&sighting.subjects, &material);
    let ratings = rating::rate(
        &sighting.subjects,
        &rating::Material {
            observations: &sighting.observations,
            findings: &checked,
            policy: &catalogue.policy,
            phrases: &catalogue.phrases,
            as_of: today,
        },
    );
    let located = locate(&sighting, catalogue, today);
    let judged = folder.map(|folder| judge_answers(folder, &packs, catalogue, today));
    let mut assessment = Assessment {
        format: FORMAT.to_owned(),
        tool: "waarborg".to_owned(),
        method: method(&sighting, catalogue, as_of),
        as_of,
        dossier: None,
        subjects: Vec::new(),
        observations: crate::domain::observation::Observations::default(),
        locations: Vec::new(),
        parties: Vec::new(),
        ratings,
        answers: Vec::new(),
        evidence: Vec::new(),
        findings: checked.clone(),
        claims: Vec::new(),
        score: None,
        verdict: None,
    };
    if let (Some(folder), Some(judged)) = (folder, judged) {
        weigh(
            &mut assessment,
            folder,
            judged,
            checked,
            &material,
            &sighting,
            &located,
            catalogue,
        );
    }
    assessment.subjects = sighting.subjects;
    assessment.observations = sighting.observations;
    assessment.locations = located;
    assessment.parties = parties.into_list();
    assessment
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of an assessment meet here, once"
)]
fn weigh(
    assessment: &mut Assessment,
    folder: &Folder,
    judged: Judged,
    checked: Vec<Finding>,
    material: &Material<'_>,
    sighting: &Sighting,
    located: &[Located],
    catalogue: &Catalogue,
) {
    // What was only met on the way counts through the checks of the subject that led to it.
    let met: BTreeSet<&SubjectId> = sighting
        .subjects
        .iter()
        .filter(|subject| subject.role.is_some())
        .map(|subject| &subject.id)
        .collect();
    let own = |id: &SubjectId| !met.contains(id);
    let counted: Vec<Finding> = checked
        .iter()
        .filter(|finding| own(&finding.subject))
        .cloned()
        .collect();
    let placed: Vec<Located> = located
        .iter()
        .filter(|located| own(&located.subject))
        .cloned()
        .collect();
    let sight = Sight {
        subjects: &sighting.subjects,
        observations: &sighting.observations,
        findings: &counted,
        located: &placed,
        parties: material.parties.list(),
        areas: &catalogue.areas,
        phrases: &catalogue.phrases,
        as_of: material.as_of,
        stale: material
            .observations
            .are_stale(material.as_of, material.policy.score.observation_days),
    };
    let claims = claim::hold(&judged.assertions, &sight);
    let mut items = judged.items;
    items.extend(check::weigh(&counted, material));
    claim::apply(&claims, &mut items);
    let mut knock_outs = judged.knock_outs;
    knock_outs.extend(seen_defects(&counted, catalogue));
    let score = scoring::score(&items, &folder.dossier.intake, &catalogue.policy.score);
    let findings: Vec<Finding> = judged.findings.into_iter().chain(checked).collect();
    let mut verdict = scoring::decide(&Grounds {
        score: &score,
        items: &items,
        knock_outs: &knock_outs,
        claims: &claims,
        findings: &findings,
        blind: sighting.observations.saw_nothing(),
        valid_until: valid_until(
            folder,
            catalogue,
            sighting.observations.saw_nothing(),
            material.as_of,
        ),
        policy: &catalogue.policy.score,
        phrases: &catalogue.phrases,
    });
    verdict.acceptances = scoring::hold_acceptances(
        &judged.acceptances,
        &verdict,
        score.residual,
        material.as_of,
    );
    let lapse = verdict.acceptances.iter().filter_map(|accepted| {
        let holds = accepted.standing == AcceptanceStanding::Holds;
        holds.then_some(accepted.acceptance.until)
    });
    verdict.valid_until = lapse.fold(verdict.valid_until, Ord::min);
    assessment.method.pack_changes = catalogue
        .pack_changes
        .iter()
        .filter(|change| folder.dossier.packs.contains(&change.pack))
        .cloned()
        .collect();
    assessment.method.own_packs = folder
        .dossier
        .packs
        .iter()
        .filter(|id| {
            let pack = catalogue.pack(id.as_str());
            pack.is_some_and(|parsed| parsed.pack.pack.about == About::Controller)
        })
        .cloned()
        .collect();
    assessment.dossier = Some(folder.dossier.clone());
    assessment.answers.clone_from(&folder.answers);
    assessment.evidence = judged.evidence;
    assessment.findings = findings;
    assessment.claims = claims;
    assessment.score = Some(score);
    assessment.verdict = Some(verdict);
}

/// Knock-outs that the result of a check raises by itself.
fn seen_defects(counted: &[Finding], catalogue: &Catalogue) -> Vec<RaisedKnockOut> {
    let raised = |knock_out: &KnockOut, finding: &Finding| {
        knock_out.seen.as_ref().is_some_and(|seen| {
            finding.source == FindingSource::Check
                && seen.check.as_str() == finding.check
                && seen.reason == finding.reason
        })
    };
    let knock_outs = catalogue.knock_outs.values();
    knock_outs
        .flat_map(|knock_out| {
            counted
                .iter()
                .filter(move |finding| raised(knock_out, finding))
                .map(|finding| RaisedKnockOut {
                    knock_out: knock_out.clone(),
                    item: finding.id.clone(),
                })
        })
        .collect()
}

fn judge_answers(folder: &Folder, packs: &[&Pack], catalogue: &Catalogue, today: Day) -> Judged {
    let catalog = Catalog {
        kinds: &catalogue.kinds,
        knock_outs: &catalogue.knock_outs,
        areas: &catalogue.areas,
        deadlines: &catalogue.deadlines,
        phrases: &catalogue.phrases,
    };
    questionnaire::judge(
        packs,
        &folder.answers,
        &folder.evidence,
        &folder.dossier,
        &catalog,
        today,
    )
}

fn packs_of<'a>(dossier: &Dossier, catalogue: &'a Catalogue) -> Vec<&'a Pack> {
    dossier
        .packs
        .iter()
        .filter_map(|id| catalogue.pack(id.as_str()))
        .map(|parsed| &parsed.pack)
        .collect()
}

fn locate(sighting: &Sighting, catalogue: &Catalogue, today: Day) -> Vec<Located> {
    let reaches = Reaches::of(&sighting.observations);
    sighting
        .observations
        .0
        .iter()
        .filter_map(|observation| {
            let fact = observation.hosting()?;
            let reach = reaches.get(&observation.subject, fact.address);
            Some(Located {
                subject: observation.subject.clone(),
                observation: observation.id.clone(),
                fact: fact.clone(),
                verdict: catalogue.areas.judge_timed(fact, today, reach),
            })
        })
        .collect()
}

/// The first day on which something lapses: the review is due, a document expires, what was seen is too old.
fn valid_until(folder: &Folder, catalogue: &Catalogue, blind: bool, today: Day) -> Day {
    let review = today.plus_days(i64::from(folder.dossier.review_days));
    let seen = (!blind).then(|| {
        let days = i64::from(catalogue.policy.score.observation_days);
        today.plus_days(days)
    });
    let documents = folder
        .evidence
        .iter()
        .filter_map(|document| document.last_day(catalogue.kinds.get(&document.kind)));
    documents
        .chain(seen)
        .filter(|day| *day >= today)
        .fold(review, Ord::min)
}

fn method(sighting: &Sighting, catalogue: &Catalogue, as_of: Timestamp) -> Method {
    let mut data: Vec<DataFile> = catalogue
        .data
        .iter()
        .chain(&sighting.data)
        .cloned()
        .collect();
    data.sort();
    // The operators serve the probes and the comparison of parties alike.
    data.dedup();
    Method {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        as_of,
        scoring: catalogue.policy.score.policy.id.clone(),
        policy: catalogue.policy.levels.policy.id.clone(),
        data,
        network: sighting.network.clone(),
        pack_changes: Vec::new(),
        own_packs: Vec::new(),
    }
}
