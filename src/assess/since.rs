//! What changed since an earlier assessment, and why: the older facts are judged again, one cause at a time.

use std::collections::BTreeSet;

use super::{Sighting, judge, older};
use crate::catalogue::Catalogue;
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::delta::{Cause, Delta, Effect, FindingState, Split};
use crate::domain::finding::FindingSource;
use crate::domain::observation::{Observation, Observations};
use crate::domain::subject::{Subject, SubjectId};
use crate::dossier::Folder;

/// The older facts on their way to the newer assessment: each step changes one thing.
struct Step {
    cause: Cause,
    assessment: Assessment,
}

/// Compares two assessments of one dossier and finds the causes, by the rules of this program and catalogue.
#[must_use]
pub fn compare(then: &Assessment, now: &Assessment, catalogue: &Catalogue) -> Delta {
    let mut delta = Delta::between(then, now);
    if delta.is_empty() {
        delta.split = Some(Split {
            effects: Vec::new(),
        });
        return delta;
    }
    let Some(walk) = Walk::new(then, now, catalogue, &delta) else {
        return delta;
    };
    let steps = walk.steps();
    delta.split = split(then, &steps);
    attribute(&mut delta, then, &steps);
    walk.excuse(&mut delta, &steps);
    delta
}

/// Everything that judging again needs.
struct Walk<'a> {
    then: &'a Assessment,
    now: &'a Assessment,
    catalogue: &'a Catalogue,
    /// The newer assessment was judged by exactly what judges here.
    current: bool,
    /// Both were judged by the same.
    same_rules: bool,
    /// Tables that only the probes use differ.
    other_tables: bool,
    old: Option<Folder>,
    new: Option<Folder>,
}

impl<'a> Walk<'a> {
    /// Nothing when a questionnaire of either side is not there any more: then the answers cannot be judged again.
    fn new(
        then: &'a Assessment,
        now: &'a Assessment,
        catalogue: &'a Catalogue,
        delta: &Delta,
    ) -> Option<Self> {
        let (old, new) = (Folder::kept(then), Folder::kept(now));
        let packs = |folder: &Option<Folder>| {
            folder.as_ref().is_none_or(|folder| {
                folder
                    .dossier
                    .packs
                    .iter()
                    .all(|id| catalogue.pack(id.as_str()).is_some())
            })
        };
        if old.is_some() != new.is_some() || !packs(&old) || !packs(&new) {
            return None;
        }
        let ours = |path: &str| catalogue.data.iter().any(|file| file.path == path);
        let method = &now.method;
        Some(Self {
            then,
            now,
            catalogue,
            current: method.tool_version == env!("CARGO_PKG_VERSION")
                && method.policy == catalogue.policy.levels.policy.id
                && catalogue.data.iter().all(|file| {
                    let named = |other: &&crate::domain::method::DataFile| other.path == file.path;
                    method.data.iter().find(named).map(|f| &f.sha256) == Some(&file.sha256)
                }),
            same_rules: delta.rules.is_empty(),
            other_tables: delta.rules.iter().any(|rule| !ours(&rule.what)),
            old,
            new,
        })
    }

    /// The steps from the older assessment (not included) to the newer one (included).
    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut facts = self.then.observations.clone();
        let mut subjects = self.then.subjects.clone();
        let mut folder = self.old.clone();
        let mut at = self.then.as_of;
        if self.other_tables {
            facts = older::located_anew(&facts, &self.now.observations);
        }
        if !(self.current && self.same_rules) {
            steps.push(self.step(Cause::Rules, folder.as_ref(), &subjects, &facts, at));
        }
        if Day::of(at) != Day::of(self.now.as_of) {
            at = self.now.as_of;
            steps.push(self.step(Cause::Age, folder.as_ref(), &subjects, &facts, at));
        }
        if let Some((own, scope)) = self.stated(folder.as_ref()) {
            folder = Some(own);
            if scope {
                (subjects, facts) = self.rescoped(&facts);
            }
            steps.push(self.step(Cause::Controller, folder.as_ref(), &subjects, &facts, at));
        }
        if let Some((left, seen)) = older::still_seen(&subjects, &facts, self.now) {
            (subjects, facts) = (left, seen);
            steps.push(self.step(Cause::Sight, folder.as_ref(), &subjects, &facts, at));
        }
        if self.current {
            steps.push(Step {
                cause: Cause::Provider,
                assessment: self.now.clone(),
            });
        } else {
            let new = self.new.as_ref();
            let now = self.now;
            steps.push(self.step(
                Cause::Provider,
                new,
                &now.subjects,
                &now.observations,
                now.as_of,
            ));
            steps.push(Step {
                cause: Cause::Rules,
                assessment: now.clone(),
            });
        }
        steps
    }

    fn step(
        &self,
        cause: Cause,
        folder: Option<&Folder>,
        subjects: &[Subject],
        facts: &Observations,
        as_of: jiff::Timestamp,
    ) -> Step {
        let sighting = Sighting {
            subjects: subjects.to_vec(),
            observations: facts.clone(),
            network: self.then.method.network.clone(),
            data: Vec::new(),
        };
        Step {
            cause,
            assessment: judge(folder, sighting, self.catalogue, as_of),
        }
    }

    /// The older dossier with what the controller states and decides now, and whether other endpoints are looked at; nothing when the
    /// controller states what it stated.
    fn stated(&self, old: Option<&Folder>) -> Option<(Folder, bool)> {
        let (old, new) = (old?, self.new.as_ref()?);
        let (was, is) = (&old.dossier, &new.dossier);
        let targets = |dossier: &crate::domain::dossier::Dossier| -> BTreeSet<String> {
            dossier.endpoints.iter().map(|e| e.target.clone()).collect()
        };
        let scope = targets(was) != targets(is);
        let mut own = old.clone();
        let decided = older::decided(&mut own, new);
        if was.intake == is.intake && was.packs == is.packs && !scope && !decided {
            return None;
        }
        own.dossier.intake = is.intake.clone();
        own.dossier.packs.clone_from(&is.packs);
        own.dossier.endpoints.clone_from(&is.endpoints);
        own.answers
            .retain(|set| own.dossier.packs.contains(&set.pack));
        Some((own, scope))
    }

    /// The older facts about the subjects of now: those that nobody looked at then bring what was seen now.
    fn rescoped(&self, facts: &Observations) -> (Vec<Subject>, Observations) {
        let known: BTreeSet<&SubjectId> = self.then.subjects.iter().map(|s| &s.id).collect();
        let stays: BTreeSet<&SubjectId> = self.now.subjects.iter().map(|s| &s.id).collect();
        let mut subjects: Vec<Subject> = self
            .now
            .subjects
            .iter()
            .filter(|subject| subject.role.is_none())
            .cloned()
            .collect();
        // What was only met on the way follows from what was seen: it stays as it was.
        subjects.extend(
            self.then
                .subjects
                .iter()
                .filter(|s| s.role.is_some())
                .cloned(),
        );
        let met: BTreeSet<SubjectId> = self
            .then
            .subjects
            .iter()
            .filter(|s| s.role.is_some())
            .map(|s| s.id.clone())
            .collect();
        let kept = facts
            .0
            .iter()
            .filter(|look| stays.contains(&look.subject) || met.contains(&look.subject));
        let added = self.now.observations.0.iter().filter(|look| {
            !known.contains(&look.subject) && subjects.iter().any(|s| s.id == look.subject)
        });
        let looks: Vec<Observation> = (1..)
            .zip(kept.chain(added))
            .map(|(number, look)| Observation {
                id: format!("o{number}"),
                ..look.clone()
            })
            .collect();
        (subjects, Observations(looks))
    }

    /// Marks what the servers may have shown all along: it differs between the stored assessments, and not when both
    /// are judged by the same rules and tables.
    fn excuse(&self, delta: &mut Delta, steps: &[Step]) {
        let Some(last) = steps.iter().rposition(|step| step.cause == Cause::Provider) else {
            return;
        };
        let before = match last.checked_sub(1).and_then(|at| steps.get(at)) {
            Some(step) => &step.assessment,
            None => self.then,
        };
        let Some(after) = steps.get(last) else { return };
        let real = Delta::between(before, &after.assessment).seen;
        for change in &mut delta.seen {
            change.ours = !real
                .iter()
                .any(|other| other.kind == change.kind && other.subject == change.subject);
        }
    }
}

/// What each cause did to verdict and risk; nothing without a score.
fn split(then: &Assessment, steps: &[Step]) -> Option<Split> {
    let figures = |assessment: &Assessment| {
        let score = assessment.score.as_ref()?;
        let advice = assessment.verdict.as_ref()?.advice;
        Some((
            i64::from(score.residual),
            i64::from(score.residual_best),
            advice,
        ))
    };
    let mut effects: Vec<Effect> = Vec::new();
    let mut before = figures(then)?;
    for step in steps {
        let after = figures(&step.assessment)?;
        let advice = (before.2 != after.2).then_some((before.2, after.2));
        match effects.iter_mut().find(|effect| effect.cause == step.cause) {
            Some(effect) => {
                effect.residual += after.0 - before.0;
                effect.residual_best += after.1 - before.1;
                effect.advice = match (effect.advice, advice) {
                    (Some((from, _)), Some((_, to))) => (from != to).then_some((from, to)),
                    (was, is) => is.or(was),
                };
            }
            None => effects.push(Effect {
                cause: step.cause,
                residual: after.0 - before.0,
                residual_best: after.1 - before.1,
                advice,
            }),
        }
        before = after;
    }
    effects.retain(|effect| {
        effect.residual != 0 || effect.residual_best != 0 || effect.advice.is_some()
    });
    effects.sort_by_key(|effect| effect.cause);
    Some(Split { effects })
}

/// Names for each finding the steps at which it changed.
fn attribute(delta: &mut Delta, then: &Assessment, steps: &[Step]) {
    let state = |assessment: &Assessment, id: &str| {
        assessment
            .findings
            .iter()
            .find(|finding| finding.id == id)
            .map(|finding| FindingState {
                outcome: finding.outcome,
                severity: finding.severity,
                reason: finding.reason.clone(),
            })
    };
    for change in &mut delta.findings {
        let mut before = state(then, &change.id);
        let mut causes = BTreeSet::new();
        for step in steps {
            let after = state(&step.assessment, &change.id);
            if after != before {
                causes.insert(step.cause);
            }
            before = after;
        }
        // An entry of a baseline is held against the newer assessment alone: its day passed, whatever the servers show.
        if change.source == FindingSource::Baseline
            && change
                .now
                .as_ref()
                .is_some_and(|now| now.reason == "expired")
        {
            causes = BTreeSet::from([Cause::Age]);
        }
        change.causes = causes.into_iter().collect();
    }
}
