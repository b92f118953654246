//! The days of an assessed dossier: its agenda, which portfolios and calendars show too, and the days on which each
//! appointment makes it due.

use std::collections::BTreeSet;

use super::due::{Appointment, Kind};
use crate::catalogue::Catalogue;
use crate::domain::assessment::Assessment;
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::portfolio::{
    self, AcceptanceTerm, Agenda, AppointmentKind, AssessedTerm, CertificateTerm, DocumentTerm,
};
use crate::domain::review::ReviewPolicy;
use crate::dossier::Folder;

/// The most names of what could not be looked at.
const NAMED: usize = 3;
/// The most certificates that are waited for.
const LIMIT: usize = 50;

/// Everything on the calendar of an assessed dossier, as seen on a day: the appointments of its agenda, each with the days
/// on which it makes the dossier due, and what only a new look can settle.
pub(super) fn days(
    folder: &Folder,
    last: &Assessment,
    accepted: &[AcceptanceTerm],
    catalogue: &Catalogue,
    policy: &ReviewPolicy,
    today: Day,
) -> Vec<Appointment> {
    let since = Day::of(last.as_of);
    let countries = countries(folder, last);
    let appointments = agenda(folder, last, accepted, catalogue, &countries, |agenda| {
        agenda.appointments(&catalogue.areas, policy, since, today)
    });
    let mut found: Vec<Appointment> = appointments
        .iter()
        .flat_map(|one| triggers(one, policy))
        .collect();
    let told: BTreeSet<(Day, &str)> = appointments
        .iter()
        .filter(|one| one.kind == AppointmentKind::Adequacy)
        .map(|one| (one.day.plus_days(1), one.item.as_str()))
        .collect();
    let mut once = |kind: Kind, trigger: Day, day: Day, what: &str| {
        found.push(Appointment {
            trigger,
            kind,
            day,
            what: what.to_owned(),
        });
    };
    // A position that turns otherwise than by the end of an adequacy decision is nothing to prepare for, and changes what
    // may be said.
    for country in &countries {
        for (turn, _) in catalogue.areas.turns(*country) {
            if !told.contains(&(turn, country.code())) {
                once(Kind::Adequacy, turn, turn, country.code());
            }
        }
    }
    for norm in norms(last) {
        if let Some(file) = catalogue.norms.get(norm) {
            let turns = [
                file.norm.valid_from,
                file.norm.valid_to.map(|d| d.plus_days(1)),
            ];
            for turn in turns.into_iter().flatten() {
                once(Kind::Norm, turn, turn, norm);
            }
        }
    }
    if last.is_blind() {
        let again = since.plus_days(i64::from(policy.blind.days));
        once(Kind::Blind, again, since, "");
    } else {
        let unseen = last.unseen();
        if !unseen.is_empty() {
            let again = since.plus_days(i64::from(policy.blind.part_days));
            let named: Vec<&str> = unseen.iter().take(NAMED).map(String::as_str).collect();
            once(Kind::Unseen, again, since, &named.join(", "));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Does something with the agenda of a dossier and its last assessment.
fn agenda<T>(
    folder: &Folder,
    last: &Assessment,
    accepted: &[AcceptanceTerm],
    catalogue: &Catalogue,
    countries: &BTreeSet<Country>,
    act: impl FnOnce(&Agenda<'_>) -> T,
) -> T {
    let documents: Vec<DocumentTerm> = folder
        .evidence
        .iter()
        .filter_map(|document| {
            let kind = catalogue.kinds.get(&document.kind);
            Some(DocumentTerm {
                expires: document.last_day(kind)?,
                id: document.id.to_string(),
                title: kind.map(|kind| kind.title.clone()).unwrap_or_default(),
            })
        })
        .collect();
    let verdict = last.verdict.as_ref();
    let carried = verdict.into_iter().flat_map(|verdict| &verdict.acceptances);
    let accepted: Vec<AcceptanceTerm> = carried
        .filter(|one| one.standing.has_a_term())
        .map(|one| AcceptanceTerm {
            until: one.acceptance.until,
            finding: one.item.clone(),
        })
        .chain(accepted.iter().cloned())
        .collect();
    act(&Agenda {
        assessed: Some(AssessedTerm {
            on: Day::of(last.as_of),
            level: last.score.as_ref().map(|score| score.level),
            valid_until: verdict.map(|verdict| verdict.valid_until),
        }),
        review_days: folder.dossier.review_days,
        contract: folder.dossier.contract.as_ref(),
        documents: &documents,
        accepted: &accepted,
        certificates: &certificates(last),
        countries: countries.clone(),
    })
}

/// The days on which an appointment makes a dossier due. What ends does so ahead of its end and once it has ended; days
/// that ask for a decision do so ahead of them.
fn triggers(one: &portfolio::Appointment, policy: &ReviewPolicy) -> Vec<Appointment> {
    let lead = policy.lead;
    let ahead = |days: u32| one.day.plus_days(-i64::from(days));
    let after = one.day.plus_days(1);
    let (kind, days) = match one.kind {
        // Of a dossier that was never assessed nothing else is asked.
        AppointmentKind::Assess => return Vec::new(),
        AppointmentKind::Acceptance => (Kind::Acceptance, vec![ahead(lead.acceptance), after]),
        AppointmentKind::Adequacy => (Kind::Adequacy, vec![ahead(lead.adequacy), after]),
        AppointmentKind::Certificate => (Kind::Certificate, vec![ahead(lead.certificate), after]),
        AppointmentKind::Document => (Kind::Document, vec![ahead(lead.document), after]),
        AppointmentKind::Contract => (Kind::ContractEnd, vec![ahead(lead.contract)]),
        AppointmentKind::Notice => (Kind::Contract, vec![ahead(lead.contract)]),
        AppointmentKind::Lapse => (Kind::Lapsed, vec![after]),
        AppointmentKind::Review => (Kind::Review, vec![one.day]),
    };
    days.into_iter()
        .map(|trigger| Appointment {
            trigger,
            kind,
            day: one.day,
            what: one.item.clone(),
        })
        .collect()
}

/// The first end of a served certificate of each endpoint.
fn certificates(last: &Assessment) -> Vec<CertificateTerm> {
    let own = last
        .subjects
        .iter()
        .filter(|subject| subject.role.is_none());
    own.filter_map(|subject| {
        let looks = last.observations.0.iter();
        let expires = looks
            .filter(|look| look.subject == subject.id)
            .filter_map(|look| Some(Day::of(look.tls()?.leaf()?.not_after)))
            .min()?;
        Some(CertificateTerm {
            expires,
            host: subject.shown(),
        })
    })
    .take(LIMIT)
    .collect()
}

/// Countries whose legal position matters: where the parties are, and where addresses point to.
fn countries(folder: &Folder, last: &Assessment) -> BTreeSet<Country> {
    let dossier = &folder.dossier;
    let vendor = [dossier.vendor.country, dossier.vendor.parent_country];
    let named = dossier.sub_processors.iter().map(|party| party.country);
    let located = last.locations.iter().flat_map(|located| {
        let control = located.fact.control.as_ref();
        let above = control.and_then(|control| control.ultimate_parent_country);
        [located.verdict.country, above]
    });
    let behind = last
        .parties
        .iter()
        .flat_map(|party| [party.country, party.ultimate_parent_country]);
    vendor
        .into_iter()
        .chain(named)
        .chain(located)
        .chain(behind)
        .flatten()
        .collect()
}

/// Norms that the findings and the verdict refer to.
fn norms(last: &Assessment) -> BTreeSet<&str> {
    let findings = last.findings.iter().flat_map(|finding| &finding.refs);
    let reasons = last
        .verdict
        .iter()
        .flat_map(|verdict| &verdict.reasons)
        .flat_map(|reason| &reason.refs);
    findings
        .chain(reasons)
        .filter_map(|reference| reference.split_once(':'))
        .map(|(norm, _)| norm)
        .collect()
}
