//! Judging again what an assessment stored, with the data of today or of then. Nothing is looked at again.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Sighting, judge};
use crate::catalogue::{Catalogue, is_of_probes};
use crate::domain::assessment::Assessment;
use crate::domain::finding::FindingSource;
use crate::domain::id::{EvidenceId, KindId, PackId, QuestionId};
use crate::dossier::Folder;

/// What judging again came to.
#[derive(Debug, Clone)]
pub struct Rejudged {
    /// The assessment, as it would have been with these data.
    pub assessment: Assessment,
    /// What could not be judged again.
    pub left_out: Vec<LeftOut>,
}

/// Something that was stored and that these data cannot judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOut {
    /// A scan: there is no dossier in it, so there is no score.
    Dossier,
    /// A document of a kind that is not in the catalogue.
    Kind(EvidenceId, KindId),
    /// Answers to a questionnaire that is not there.
    Pack(PackId),
    /// An answer to a question that the questionnaire no longer has.
    Question(PackId, QuestionId),
}

/// Judges again for a moment. With the data of then and the moment of then the result is what was stored.
#[must_use]
pub fn rejudge(stored: &Assessment, catalogue: &Catalogue, as_of: Timestamp) -> Rejudged {
    let folder = Folder::kept(stored);
    let left_out = left_out(stored, catalogue);
    let data = stored.method.data.iter();
    let sighting = Sighting {
        subjects: stored.subjects.clone(),
        observations: stored.observations.clone(),
        network: stored.method.network.clone(),
        data: data
            .filter(|file| is_of_probes(&file.path))
            .cloned()
            .collect(),
    };
    let mut assessment = judge(folder.as_ref(), sighting, catalogue, as_of);
    if as_of == stored.as_of {
        // What a baseline came to that day was not judged from what was seen: it stays as it was held.
        let held = stored.findings.iter();
        let held = held.filter(|finding| finding.source == FindingSource::Baseline);
        assessment.findings.extend(held.cloned());
    }
    Rejudged {
        assessment,
        left_out,
    }
}

fn left_out(stored: &Assessment, catalogue: &Catalogue) -> Vec<LeftOut> {
    let Some(dossier) = &stored.dossier else {
        return vec![LeftOut::Dossier];
    };
    let mut left_out = Vec::new();
    for id in &dossier.packs {
        let Some(parsed) = catalogue.pack(id.as_str()) else {
            left_out.push(LeftOut::Pack(id.clone()));
            continue;
        };
        let known: BTreeSet<&QuestionId> = parsed.pack.questions.iter().map(|q| &q.id).collect();
        let sets = stored.answers.iter().filter(|set| set.pack == *id);
        let gone = sets.flat_map(|set| set.answers.keys().filter(|q| !known.contains(q)));
        left_out.extend(gone.map(|question| LeftOut::Question(id.clone(), question.clone())));
    }
    for judged in &stored.evidence {
        let document = &judged.evidence;
        if !catalogue.kinds.contains_key(&document.kind) {
            left_out.push(LeftOut::Kind(document.id.clone(), document.kind.clone()));
        }
    }
    left_out
}
