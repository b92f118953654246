//! What the looks of several runs share, so that a mail host behind a thousand targets is asked once.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::observe::{Look, look_at};
use super::run::Run;
use crate::domain::subject::{Role, Subject, SubjectId, SubjectKind};

/// Subjects that are kept: enough for neighbours in a list of targets, and little memory however long that is.
const MAX_KEPT: usize = 256;

/// How a subject was looked at: as what it is, in its role.
type Key = (SubjectId, Option<Role>);

/// Looks at subjects that several targets of one run lead to: domains, hosts, mail hosts, name servers, page hosts. Each
/// is looked at once, also when two ask at the same time; the oldest give way. The time of a look stays that of the look.
#[derive(Debug, Default)]
pub struct Shared(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    looks: BTreeMap<Key, Arc<OnceCell<Vec<Look>>>>,
    /// In the order in which they came.
    order: VecDeque<Key>,
}

impl Shared {
    /// Whether a subject is worth keeping: the endpoint that a target names itself comes once.
    pub(super) fn takes(subject: &Subject, planned: bool) -> bool {
        !planned || subject.kind != SubjectKind::Endpoint
    }

    /// What is seen of a subject, now or a moment ago.
    pub(super) async fn look_at(&self, run: &Run<'_>, subject: &Subject) -> Vec<Look> {
        let seat = self.seat((subject.id.clone(), subject.role));
        seat.get_or_init(|| Box::pin(look_at(run, subject)))
            .await
            .clone()
    }

    fn seat(&self, key: Key) -> Arc<OnceCell<Vec<Look>>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seat) = kept.looks.get(&key) {
            return Arc::clone(seat);
        }
        if kept.order.len() >= MAX_KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.looks.remove(&oldest);
        }
        kept.order.push_back(key.clone());
        Arc::clone(kept.looks.entry(key).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_give_way() {
        let shared = Shared::default();
        let key = |n: usize| (Subject::host(&format!("h{n}.example")).id, None);
        let first = shared.seat(key(0));
        assert!(Arc::ptr_eq(&first, &shared.seat(key(0))));
        for n in 1..=MAX_KEPT {
            shared.seat(key(n));
        }
        assert!(!Arc::ptr_eq(&first, &shared.seat(key(0))));
        let kept = shared.0.lock().expect("nobody panicked");
        assert_eq!((kept.looks.len(), kept.order.len()), (MAX_KEPT, MAX_KEPT));
    }
}
