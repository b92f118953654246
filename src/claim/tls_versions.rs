//! "Only TLS 1.2 or higher is accepted."

use super::{Match, Rule, Sight, sentences};
use crate::domain::answer::AnswerValue;
use crate::domain::claim::ClaimStatus;
use crate::domain::fact::{TlsVersion, VersionState};
use crate::domain::finding::EvidenceItem;
use crate::domain::observation::Probe;
use crate::domain::subject::{Subject, SubjectKind};
use crate::domain::text::Text;

pub(super) static RULE: Rule = Rule {
    id: "tls-1-2-or-higher-only",
    hold,
};

/// The versions that the answer says are not accepted.
const OLD: [TlsVersion; 4] = [
    TlsVersion::Ssl2,
    TlsVersion::Ssl3,
    TlsVersion::Tls10,
    TlsVersion::Tls11,
];

fn hold(_value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let (mut refuting, mut confirming, mut open): (Vec<_>, Vec<_>, Vec<_>) = Default::default();
    for subject in sight
        .subjects
        .iter()
        .filter(|s| s.kind == SubjectKind::Endpoint)
    {
        // Every address has to show it: one that keeps silent leaves the endpoint open.
        let (mut ruled, mut unclear) = (0, false);
        for observation in sight.observations.of(Probe::Tls, &subject.id) {
            let Some(fact) = observation.tls() else {
                unclear = true;
                continue;
            };
            let state = |version| {
                fact.versions
                    .iter()
                    .find(|t| t.version == version)
                    .map(|t| &t.state)
            };
            let old: Vec<&str> = OLD
                .into_iter()
                .filter(|version| state(*version) == Some(&VersionState::Offered))
                .map(TlsVersion::name)
                .collect();
            let offered: Vec<&str> = fact
                .versions
                .iter()
                .filter(|t| t.state == VersionState::Offered)
                .map(|t| t.version.name())
                .collect();
            let line = Text::same(format!(
                "{} ({}): {}.",
                subject.shown(),
                fact.address,
                offered.join(", ")
            ));
            let item = EvidenceItem::new(
                &observation.id,
                format!("{}: {}", fact.address, offered.join(", ")),
            );
            let ruled_out = OLD.into_iter().all(|version| match state(version) {
                Some(state) => *state == VersionState::Refused,
                // Early assessments did not ask for SSL.
                None => version < TlsVersion::Tls10,
            });
            if !old.is_empty() {
                refuting.push((line, item));
            } else if ruled_out && !offered.is_empty() {
                ruled += 1;
                confirming.push((line, item));
            } else {
                unclear = true;
            }
        }
        let host = Subject::host(&subject.name).id;
        let known = sight.observations.resolved(&host);
        if ruled == 0 || unclear || known.is_none_or(|known| ruled < known) {
            open.push(subject.shown());
        }
    }
    let told = |of: &[(Text, EvidenceItem)]| sentences(of.iter().map(|(line, _)| line.clone()));
    let items = |of: Vec<(Text, EvidenceItem)>| of.into_iter().map(|(_, item)| item).collect();
    if !refuting.is_empty() {
        return Match::new(ClaimStatus::Contradicted, told(&refuting), items(refuting));
    }
    if open.is_empty() && !confirming.is_empty() {
        return Match::new(ClaimStatus::Confirmed, told(&confirming), items(confirming));
    }
    let seen = if open.is_empty() {
        sight.phrases.text("claim.nothing-seen")
    } else {
        sight
            .phrases
            .fill("claim.versions-open", &[("hosts", &open.join(", "))])
    };
    Match::new(ClaimStatus::NotObservable, seen, items(confirming))
}
