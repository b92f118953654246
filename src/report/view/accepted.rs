//! What a baseline accepts, marked where it is told. It changes neither judgement nor score.

use std::collections::BTreeMap;

use super::cover::Notice;
use super::{Plain, View};
use crate::domain::text::{Params, Text};

impl View {
    /// The same view with a mark at each finding, answer, claim and reason that is accepted. `accepted` tells of findings
    /// and claims, by their ids, who accepted them, why and until when.
    #[must_use]
    pub fn with_accepted(mut self, accepted: &BTreeMap<String, String>) -> Self {
        if accepted.is_empty() {
            return self;
        }
        let told: BTreeMap<&str, Plain> = accepted
            .iter()
            .map(|(id, words)| (id.as_str(), self.say("findings.accepted", "text", words)))
            .collect();
        self.notices.push(Notice {
            title: self.words.get("notice.baseline.title"),
            text: self.say("notice.baseline.text", "n", &accepted.len().to_string()),
        });
        let groups = self
            .findings
            .families
            .iter_mut()
            .flat_map(|f| &mut f.attention);
        for finding in groups.flat_map(|group| &mut group.findings) {
            finding.accepted = told.get(finding.id.as_str()).cloned();
        }
        for question in self.answers.iter_mut().flat_map(|pack| &mut pack.questions) {
            question.accepted = told.get(question.id.as_str()).cloned();
        }
        for claim in self.claims.groups.iter_mut().flat_map(|g| &mut g.claims) {
            claim.accepted = told.get(format!("claim/{}", claim.id).as_str()).cloned();
        }
        if let Some(verdict) = &mut self.verdict {
            let reasons = verdict.knock_outs.iter_mut().chain(&mut verdict.conditions);
            for reason in reasons {
                let mark = told.get(reason.named.as_str());
                reason.accepted.extend(mark.cloned());
            }
        }
        self
    }

    fn say(&self, key: &str, name: &str, value: &str) -> Plain {
        let params: Params = [(name.to_owned(), Text::same(value))].into_iter().collect();
        Plain::new(Text::same(self.words.get(key).as_str()).fill(&params).en)
    }
}
