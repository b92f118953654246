//! Keys of mail signatures: at names that are commonly used, many asked for at once.

use futures::future::join_all;
use tokio::sync::Semaphore;

use super::{Run, texts};
use crate::domain::fact::{DkimFact, DkimRecord};
use crate::domain::mail::DkimKey;
use crate::domain::observation::Failure;

/// Selectors of one domain that are asked for.
const MAX_SELECTORS: usize = 100;
/// Selectors that are asked for at once: these guesses leave turns for questions on whose answers others wait.
const AT_ONCE: usize = 20;
/// A selector that nobody has: what answers to it answers to everything.
const NOBODY: &str = "no-such-selector-waarborg";

pub(super) async fn look(run: &Run<'_>, domain: &str) -> Result<DkimFact, Failure> {
    let selectors = &run.network.settings().dkim_selectors;
    let selectors = selectors.iter().take(MAX_SELECTORS);
    let at = |selector: &str| {
        let name = format!("{selector}._domainkey.{domain}");
        async move { texts(run, &name).await }
    };
    let node = format!("_domainkey.{domain}");
    let turns = Semaphore::new(AT_ONCE);
    let turns = &turns;
    let (node, nobody, answers) = tokio::join!(
        texts(run, &node),
        at(NOBODY),
        join_all(selectors.map(|selector| {
            let record = at(selector);
            async move {
                let _turn = turns.acquire().await;
                (selector, record.await)
            }
        })),
    );
    let mut fact = DkimFact {
        asked: u32::try_from(answers.len()).unwrap_or(u32::MAX),
        none: node.missing,
        wildcard: nobody.texts.iter().any(|text| DkimKey::is_one(text)),
        keys: Vec::new(),
        failed: 0,
        failure: node.failure,
    };
    if fact.asked == 0
        && let Some(failure) = fact.failure
    {
        return Err(failure);
    }
    if fact.wildcard {
        fact.keys.push(DkimRecord {
            selector: "*".to_owned(),
            record: nobody,
        });
    }
    for (selector, mut record) in answers {
        if let Some(failure) = record.failure {
            fact.failed += 1;
            fact.failure.get_or_insert(failure);
            continue;
        }
        record.texts.retain(|text| DkimKey::is_one(text));
        let own = |known: &DkimRecord| known.record.texts != record.texts;
        if (!record.texts.is_empty() || !record.cname_chain.is_empty())
            && (!fact.wildcard || fact.keys.iter().all(own))
        {
            fact.keys.push(DkimRecord {
                selector: selector.clone(),
                record,
            });
        }
    }
    // Nobody answered: there is nothing to tell.
    match fact.failure {
        Some(failure) if fact.failed > 0 && fact.failed == fact.asked => Err(failure),
        failure => Ok(DkimFact {
            failure: failure.filter(|_| fact.failed > 0),
            ..fact
        }),
    }
}
