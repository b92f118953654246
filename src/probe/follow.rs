//! From planned subjects, and those that they lead to, to observations, in an order that does not depend on who answers
//! first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use futures::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::mpsc;

use super::network::Network;
use super::observe::{Look, look_at};
use super::run::{Heard, Run};
use super::shared::Shared;
use crate::domain::observation::{Observation, Observations, Reading};
use crate::domain::subject::{Role, Subject, SubjectId, SubjectKind};

/// Subjects that are looked at because others led to them.
const MAX_MET: usize = 1_000;

/// How far a run is.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// So many subjects will be looked at; comes again when what was seen leads to more.
    Planned {
        /// Their number.
        total: usize,
    },
    /// Looking at a subject begins.
    Started {
        /// The subject.
        subject: &'a Subject,
    },
    /// Looking at a subject is done.
    Finished {
        /// The subject.
        subject: &'a Subject,
        /// Looks that failed.
        failed: usize,
    },
}

/// What a run looked at, and what it saw.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The subjects that were asked for, then those that what was seen led to.
    pub subjects: Vec<Subject>,
    /// What came of looking at each, in their order.
    pub observations: Observations,
}

/// Tells which further subjects are worth a look, from what was seen of one.
pub type Lead<'a> = dyn Fn(&Subject, &[&Reading]) -> Vec<Subject> + Sync + 'a;

/// Looks at the subjects alone; see [`follow`].
pub async fn observe(
    network: &Network,
    subjects: &[Subject],
    progress: &(dyn Fn(Event<'_>) + Sync),
) -> Observations {
    follow(network, subjects, &|_, _| Vec::new(), progress)
        .await
        .observations
}

/// Looks at all subjects and at those that they lead to, a bounded number at once. Never fails: what could not be seen
/// is an observation too.
/// Ids run `o1`, `o2` … in the order of the subjects, then of the probes, then of the addresses. Subjects that were
/// found on the way come last, in the order of the subject that led to them, of their role and of their id: who answers
/// first makes no difference.
pub async fn follow(
    network: &Network,
    subjects: &[Subject],
    lead: &Lead<'_>,
    progress: &(dyn Fn(Event<'_>) + Sync),
) -> Seen {
    walk(network, subjects, lead, progress, None).await
}

/// As [`follow`]; what earlier runs saw of subjects that several lead to is not asked again.
pub async fn follow_shared(
    network: &Network,
    subjects: &[Subject],
    lead: &Lead<'_>,
    shared: &Shared,
) -> Seen {
    walk(network, subjects, lead, &|_| {}, Some(shared)).await
}

async fn walk(
    network: &Network,
    subjects: &[Subject],
    lead: &Lead<'_>,
    progress: &(dyn Fn(Event<'_>) + Sync),
    shared: Option<&Shared>,
) -> Seen {
    let (tell, mut heard) = mpsc::unbounded_channel();
    let run = Run::new(network, tell);
    let mut queue = Queue::new(subjects);
    progress(Event::Planned { total: queue.total });
    let mut done: Vec<(Vec<usize>, Subject, Vec<Look>)> = Vec::with_capacity(queue.total);
    let mut at_work = FuturesUnordered::new();
    loop {
        while at_work.len() < network.settings().concurrency {
            let Some((place, subject)) = queue.waiting.pop_front() else {
                break;
            };
            queue
                .begun
                .insert(subject.id.clone(), (place.clone(), subject.clone()));
            let run = &run;
            at_work.push(async move {
                progress(Event::Started { subject: &subject });
                let shared = shared.filter(|_| Shared::takes(&subject, !place.is_empty()));
                let looks = match shared {
                    Some(shared) => shared.look_at(run, &subject).await,
                    None => Box::pin(look_at(run, &subject)).await,
                };
                let failed = looks
                    .iter()
                    .filter(|look| matches!(look.reading, Reading::Failed(_)))
                    .count();
                progress(Event::Finished {
                    subject: &subject,
                    failed,
                });
                (place, subject, looks)
            });
        }
        let before = queue.total;
        tokio::select! {
            biased;
            Some(Heard { subject, reading }) = heard.recv() => {
                if let Some((place, subject)) = queue.begun.get(&subject).cloned() {
                    queue.add(&place, lead(&subject, &[&reading]));
                }
            }
            next = at_work.next() => {
                let Some((place, subject, looks)) = next else {
                    break;
                };
                let readings: Vec<&Reading> = looks.iter().map(|look| &look.reading).collect();
                queue.add(&place, lead(&subject, &readings));
                queue.begun.remove(&subject.id);
                done.push((place, subject, looks));
            }
        }
        if queue.total > before {
            progress(Event::Planned { total: queue.total });
        }
    }
    settle(subjects, done, &queue.origins)
}

/// What is still to be looked at, and what led to it.
struct Queue {
    known: BTreeSet<SubjectId>,
    waiting: VecDeque<(Vec<usize>, Subject)>,
    /// Those that are being looked at, with their place.
    begun: BTreeMap<SubjectId, (Vec<usize>, Subject)>,
    /// Subjects that several others lead to stand with the first of these.
    origins: BTreeMap<SubjectId, (Vec<usize>, Option<Role>)>,
    total: usize,
}

impl Queue {
    fn new(subjects: &[Subject]) -> Self {
        let waiting: VecDeque<(Vec<usize>, Subject)> = subjects
            .iter()
            .filter(|subject| subject.kind != SubjectKind::Vendor)
            .enumerate()
            .map(|(place, subject)| (vec![place], subject.clone()))
            .collect();
        Self {
            known: subjects.iter().map(|s| s.id.clone()).collect(),
            total: waiting.len(),
            waiting,
            begun: BTreeMap::new(),
            origins: BTreeMap::new(),
        }
    }

    /// Takes in what a subject led to, once.
    fn add(&mut self, place: &[usize], found: Vec<Subject>) {
        for found in found {
            let origin = (place.to_vec(), found.role);
            if self.known.insert(found.id.clone()) {
                self.origins.insert(found.id.clone(), origin);
                if self.origins.len() <= MAX_MET {
                    self.waiting.push_back((Vec::new(), found));
                    self.total += 1;
                }
            } else if let Some(earlier) = self.origins.get_mut(&found.id) {
                *earlier = earlier.clone().min(origin);
            }
        }
    }
}

/// Puts what was seen in its order, and numbers it.
fn settle(
    asked: &[Subject],
    done: Vec<(Vec<usize>, Subject, Vec<Look>)>,
    origins: &BTreeMap<SubjectId, (Vec<usize>, Option<Role>)>,
) -> Seen {
    let mut done: Vec<_> = done
        .into_iter()
        .map(|(place, mut subject, looks)| {
            let origin = origins.get(&subject.id);
            if let Some((_, role)) = origin {
                subject.role = *role;
            }
            let place = origin.map_or((0, place), |(place, _)| (1, place.clone()));
            (place, subject, looks)
        })
        .collect();
    done.sort_by(|(place, a, _), (other, b, _)| {
        (place, a.role, &a.id).cmp(&(other, b.role, &b.id))
    });
    let met = done
        .iter()
        .filter(|(place, ..)| place.0 == 1)
        .map(|(_, subject, _)| subject.clone());
    let subjects = asked.iter().cloned().chain(met).collect();
    let observations = done
        .into_iter()
        .flat_map(|(_, subject, looks)| {
            looks
                .into_iter()
                .map(move |look| (subject.id.clone(), look))
        })
        .enumerate()
        .map(|(index, (subject, look))| Observation {
            id: format!("o{}", index + 1),
            probe: look.probe,
            subject,
            at: look.at,
            took_ms: look.took_ms,
            reading: look.reading,
        })
        .collect();
    Seen {
        subjects,
        observations: Observations(observations),
    }
}
