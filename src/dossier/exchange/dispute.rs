//! What there is to reply to: answers that something seen contradicts, and answers that a reviewer did not accept.

use std::collections::BTreeMap;

use crate::domain::answer::{Answer, AnswerSet, Decision};
use crate::domain::assessment::Assessment;
use crate::domain::claim::{Claim, ClaimStatus};
use crate::domain::day::Day;
use crate::domain::id::{PackId, QuestionId};
use crate::domain::phrase::Phrases;
use crate::domain::text::{Params, Text};

/// What there is to reply to, by question, in words for the provider.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Disputes(BTreeMap<(PackId, QuestionId), Text>);

impl Disputes {
    /// From the answers as they are now, and the last assessment when there is one. What was contradicted then and
    /// answered otherwise since is no longer in dispute.
    #[must_use]
    pub fn new(answers: &[AnswerSet], latest: Option<&Assessment>, phrases: &Phrases) -> Self {
        let mut found = BTreeMap::new();
        if let Some(assessment) = latest {
            let day = Day::of(assessment.as_of);
            let refuted = |claim: &&Claim| claim.status == ClaimStatus::Contradicted;
            for claim in assessment.claims.iter().filter(refuted) {
                let (pack, question) = (&claim.pack, &claim.question);
                let now = answer(answers, pack, question).and_then(|a| a.value.as_ref());
                let then =
                    answer(&assessment.answers, pack, question).and_then(|a| a.value.as_ref());
                if now.is_some() && now == then {
                    let params = Params::from([
                        ("day".to_owned(), Text::same(day.to_string())),
                        ("seen".to_owned(), claim.seen.clone()),
                    ]);
                    let words = phrases.text("exchange.dispute.seen").fill(&params);
                    found.insert((pack.clone(), question.clone()), words);
                }
            }
        }
        for set in answers {
            for (question, answer) in &set.answers {
                let Some(review) = &answer.review else {
                    continue;
                };
                if review.decision == Decision::Rejected {
                    let day = review.at.to_string();
                    let params = [
                        ("by", review.by.as_str()),
                        ("day", day.as_str()),
                        ("reason", review.reason.as_str()),
                    ];
                    let words = phrases.fill("exchange.dispute.rejected", &params);
                    found.insert((set.pack.clone(), question.clone()), words);
                }
            }
        }
        Self(found)
    }

    /// What there is to reply to about a question.
    #[must_use]
    pub fn of(&self, pack: &PackId, question: &QuestionId) -> Option<&Text> {
        self.0.get(&(pack.clone(), question.clone()))
    }

    /// How many answers have a dispute and no reply to it.
    #[must_use]
    pub fn without_reply(&self, answers: &[AnswerSet]) -> usize {
        let silent = |(pack, question): &&(PackId, QuestionId)| {
            answer(answers, pack, question).is_some_and(|answer| answer.explanation.is_none())
        };
        self.0.keys().filter(silent).count()
    }
}

fn answer<'a>(
    answers: &'a [AnswerSet],
    pack: &PackId,
    question: &QuestionId,
) -> Option<&'a Answer> {
    answers
        .iter()
        .filter(|set| set.pack == *pack)
        .find_map(|set| set.answers.get(question))
}
