//! Question after question, each without what the answers before it showed.

use super::super::ask::Lane;
use super::super::hello::Hello;
use super::super::older::alpn;
use super::super::registry;
use super::{
    Choice, EVERYTHING, Found, Groups, Hunt, Modern, Nothing, Question, USUAL, nameless, state,
};
use crate::domain::fact::{Intolerance, Order, TlsVersion};
use crate::domain::observation::{Failure, FailureReason};

/// Groups that servers have by default: while some are left, another answer is likely.
const DEFAULTS: [u16; 10] = [29, 23, 24, 25, 30, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104];

/// Whether to open the connection of the question that follows.
fn follow(found: &[u16]) -> Lane {
    if DEFAULTS.iter().all(|group| found.contains(group)) {
        Lane::Row
    } else {
        Lane::RowOn
    }
}

impl Hunt<'_, '_> {
    /// The groups, and the suites that showed in passing.
    pub(super) async fn groups(&self, mut found: Found, suites: &[u16]) -> (Found, Vec<u16>) {
        let mut known = suites.to_vec();
        let mut ends_met = found.order != Order::Client;
        while found.incomplete.is_none() {
            let question = Question {
                known: &known,
                groups: Groups::Without(&found.codes),
                ..EVERYTHING
            };
            let replies = if ends_met {
                vec![
                    self.ask(Question {
                        lane: follow(&found.codes),
                        ..question
                    })
                    .await,
                ]
            } else {
                let (a, b) = tokio::join!(
                    self.ask(question),
                    self.ask(Question {
                        turned: true,
                        ..question
                    }),
                );
                vec![a, b]
            };
            let (before, asked) = (found.codes.len(), replies.len());
            let mut failure = None;
            for reply in replies {
                match reply {
                    Ok(choice) => {
                        if !known.contains(&choice.suite) {
                            known.push(choice.suite);
                        }
                        match choice.group {
                            Some(group) => found.add(group),
                            None => failure = Some(nameless()),
                        }
                    }
                    Err(Nothing::Declined(_)) => {}
                    Err(Nothing::Failed(why)) => failure = Some(why),
                }
            }
            let new = found.codes.len() - before;
            if new == 0 {
                found.incomplete = failure;
                break;
            }
            ends_met |= new < asked;
        }
        known.drain(..suites.len());
        (found, known)
    }

    /// The suites, with groups that are known to be taken.
    pub(super) async fn suites(&self, mut found: Found, groups: &[u16]) -> Found {
        loop {
            match self
                .ask(Question {
                    known: &found.codes,
                    groups: Groups::Only(groups),
                    // Once the usual ones are there, the next answer is the last.
                    lane: if found.codes.len() < USUAL {
                        Lane::RowOn
                    } else {
                        Lane::Row
                    },
                    ..EVERYTHING
                })
                .await
            {
                Ok(choice) if !found.codes.contains(&choice.suite) => found.add(choice.suite),
                Ok(_) | Err(Nothing::Declined(_)) => break,
                Err(Nothing::Failed(failure)) => {
                    found.incomplete = Some(failure);
                    break;
                }
            }
        }
        found
    }

    /// For servers that do not ask for a key share: with shares that cost nothing. Other groups stay unseen.
    pub(super) async fn by_shares(&self, mut out: Modern) -> Modern {
        let mut left = vec![29, 23];
        while !left.is_empty() {
            let hello = Hello {
                suites: registry::suites(TlsVersion::Tls13),
                groups: left.clone(),
                share: true,
                alpn: alpn(self.view, true),
                ..Hello::new(TlsVersion::Tls13, self.view.name)
            };
            let reply = self.choice(self.view.ask(&hello, Lane::Row).await, &hello);
            if out.suites.codes.is_empty() {
                out.state = state(&reply);
            }
            let Ok(Choice {
                suite,
                group: Some(group),
            }) = reply
            else {
                break;
            };
            out.suites.add(suite);
            out.groups.add(group);
            left.retain(|code| *code != group);
        }
        if out.suites.codes.is_empty() {
            return out;
        }
        out.intolerance = Some(Intolerance::EmptyKeyShare);
        out.groups.incomplete = Some(Failure::new(
            FailureReason::TlsRejected,
            "the server asks for no other key share",
        ));
        loop {
            let known = out.suites.codes.clone();
            let groups = out.groups.codes.clone();
            match self
                .ask(Question {
                    known: &known,
                    groups: Groups::Only(&groups),
                    share: true,
                    lane: Lane::RowOn,
                    ..EVERYTHING
                })
                .await
            {
                Ok(choice) => out.suites.add(choice.suite),
                Err(Nothing::Declined(_)) => break,
                Err(Nothing::Failed(failure)) => {
                    out.suites.incomplete = Some(failure);
                    break;
                }
            }
        }
        out.suites.order = Order::Unknown;
        out.suites.finish();
        out
    }
}
