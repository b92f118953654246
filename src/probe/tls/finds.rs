//! The suites of one version as they are found, for questions that need one of some kind and not all of them.

use tokio::sync::watch;

use super::older::Suites;
use crate::domain::fact::TlsVersion;
use crate::domain::observation::Failure;

/// What is known so far of the suites of one version.
#[derive(Debug)]
pub(super) struct Finds {
    pub(super) version: TlsVersion,
    known: watch::Sender<Known>,
}

#[derive(Debug, Clone, Default)]
struct Known {
    codes: Vec<u16>,
    cautious: bool,
    complete: bool,
    gap: Option<Failure>,
}

impl Finds {
    pub(super) fn of(version: TlsVersion) -> Self {
        Self {
            version,
            known: watch::Sender::new(Known::default()),
        }
    }

    /// All of a list that is there already.
    pub(super) fn complete(list: &Suites) -> Self {
        let finds = Self::of(list.version);
        finds.add(&list.codes);
        if list.intolerance.is_some() {
            finds.grow_cautious();
        }
        finds.finish(list.incomplete.as_ref());
        finds
    }

    pub(super) fn add(&self, codes: &[u16]) {
        self.known
            .send_modify(|known| known.codes.extend_from_slice(codes));
    }

    /// The server does not read long lists or large hellos.
    pub(super) fn grow_cautious(&self) {
        self.known.send_modify(|known| known.cautious = true);
    }

    /// No more are looked for; why there may be more all the same.
    pub(super) fn finish(&self, gap: Option<&Failure>) {
        self.known.send_modify(|known| {
            known.complete = true;
            known.gap = gap.cloned();
        });
    }

    /// Why there may be more than were found, once nobody looks any longer.
    pub(super) fn gap(&self) -> Option<Failure> {
        self.known.borrow().gap.clone()
    }

    /// True when long lists are not to be sent.
    pub(super) fn is_cautious(&self) -> bool {
        self.known.borrow().cautious
    }

    /// The suites as soon as one of them is `wanted`; all of them when none is.
    pub(super) async fn until(&self, wanted: impl Fn(u16) -> bool) -> Vec<u16> {
        let mut seen = self.known.subscribe();
        let enough = seen
            .wait_for(|known| known.complete || known.codes.iter().any(|code| wanted(*code)))
            .await;
        enough.map_or_else(|_| Vec::new(), |known| known.codes.clone())
    }

    /// The suites once all are known.
    pub(super) async fn all(&self) -> Vec<u16> {
        self.until(|_| false).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_question_waits_for_what_it_needs_and_for_no_more() {
        let finds = Finds::of(TlsVersion::Tls12);
        let first = async { finds.until(|_| true).await };
        let rsa = async { finds.until(|code| code == 0x002f).await };
        let missing = async { finds.until(|code| code == 0x0005).await };
        let hunt = async {
            for codes in [&[0xc02f][..], &[0x002f], &[0x0035]] {
                finds.add(codes);
                // Everybody has looked by then, in whatever turn.
                for _ in 0..4 {
                    tokio::task::yield_now().await;
                }
            }
            finds.finish(None);
        };
        let (first, rsa, missing, all, ()) = tokio::join!(first, rsa, missing, finds.all(), hunt);
        assert_eq!(first, [0xc02f]);
        assert_eq!(rsa, [0xc02f, 0x002f]);
        assert_eq!(missing, [0xc02f, 0x002f, 0x0035]);
        assert_eq!(all, missing);
    }

    #[tokio::test]
    async fn a_hunt_without_success_leaves_nobody_waiting() {
        let finds = Finds::of(TlsVersion::Tls12);
        finds.finish(None);
        assert!(finds.until(|_| true).await.is_empty());
        let list = Suites::only(
            TlsVersion::Tls11,
            crate::domain::fact::VersionState::Refused,
        );
        let finds = Finds::complete(&list);
        assert!(!finds.is_cautious() && finds.all().await.is_empty());
    }
}
