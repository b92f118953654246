//! Pages about the numbers of the whole: risk, coverage, confidence, trust, topics, verdict.

use super::Page;
use crate::domain::score::{Contribution, Score, TopicScore};

impl Page<'_> {
    /// One of the totals; none when the assessment has no score.
    pub(super) fn total(mut self, id: &str) -> Option<String> {
        let score = self.assessment.score.as_ref()?;
        let title = self.session.say(&format!("trace.total.{id}"), &[]);
        self.title(id, &title);
        match id {
            "confidence" => self.confidence(score),
            "coverage" => self.coverage(score),
            "inherent" => self.inherent(score),
            "residual" => self.residual(score),
            "trust" => self.trust(score),
            _ => self.verdict(),
        }
        Some(self.text)
    }

    /// What is at stake, less what each item takes off: the list sums exactly.
    fn residual(&mut self, score: &Score) {
        let session = self.session;
        let share = |basis_points| session.exact(basis_points);
        let taken: u32 = score.contributions.iter().map(|c| c.points).sum();
        let words = [
            ("inherent", share(score.inherent.value)),
            ("taken", share(taken)),
            ("residual", share(score.residual)),
            ("best", share(score.residual_best)),
            (
                "basis",
                format!("{} − {taken} = {}", score.inherent.value, score.residual),
            ),
        ];
        let words = words.each_ref().map(|(key, text)| (*key, text.as_str()));
        self.line(&session.say("trace.residual", &words));
        let mut all: Vec<&Contribution> = score.contributions.iter().collect();
        all.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.item.cmp(&b.item)));
        let heading = session.say("trace.contributions", &[]);
        self.heading(&heading);
        for contribution in all.iter().filter(|c| c.points > 0) {
            self.row(contribution);
        }
        let nothing = all.iter().filter(|c| c.points == 0).count().to_string();
        self.line(&session.say("trace.nothing", &[("count", &nothing)]));
    }

    fn row(&mut self, contribution: &Contribution) {
        let session = self.session;
        let value = contribution
            .value
            .map_or_else(|| "?".to_owned(), |v| session.exact(v));
        let strength = contribution.strength.map_or_else(
            || "?".to_owned(),
            |strength| session.told("strength", &strength),
        );
        self.line(&format!(
            "{} · {} ({value} × {strength} = {}, × {})",
            session.exact(contribution.points),
            contribution.item,
            session.exact(contribution.credit),
            contribution.weight
        ));
    }

    fn inherent(&mut self, score: &Score) {
        let session = self.session;
        let inherent = &score.inherent;
        let value = session.exact(inherent.value);
        self.line(&session.say("trace.inherent", &[("value", &value)]));
        for factor in &inherent.factors {
            let title = self.say(&factor.title);
            let (weight, value) = (session.exact(factor.weight), session.exact(factor.value));
            let open = if factor.answered {
                String::new()
            } else {
                format!(" ({})", session.say("trace.not-given", &[]))
            };
            self.line(&format!(
                "{} · {title}: {weight} × {value}{open}",
                factor.id
            ));
        }
        if inherent.raised {
            self.line(&session.say("trace.raised", &[]));
        }
    }

    /// Known weight against all weight, and what is missing, the weightiest first.
    fn coverage(&mut self, score: &Score) {
        let session = self.session;
        let weight = |all: &mut dyn Iterator<Item = &Contribution>| -> u32 {
            all.map(|contribution| contribution.weight).sum()
        };
        let known = weight(&mut score.contributions.iter().filter(|c| c.value.is_some()));
        let total = weight(&mut score.contributions.iter());
        let words = [
            ("known", known.to_string()),
            ("total", total.to_string()),
            ("coverage", session.exact(score.coverage)),
        ];
        let words = words.each_ref().map(|(key, text)| (*key, text.as_str()));
        self.line(&session.say("trace.coverage", &words));
        let mut open: Vec<&Contribution> = score
            .contributions
            .iter()
            .filter(|c| c.value.is_none())
            .collect();
        open.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.item.cmp(&b.item)));
        if !open.is_empty() {
            let heading = session.say("trace.open", &[]);
            self.heading(&heading);
        }
        for contribution in open {
            self.line(&format!(
                "{} (× {})",
                contribution.item, contribution.weight
            ));
        }
    }

    fn confidence(&mut self, score: &Score) {
        let session = self.session;
        let value = session.exact(score.confidence);
        self.line(&session.say("trace.confidence", &[("value", &value)]));
        for row in &score.strengths {
            let strength = session.told("strength", &row.strength);
            self.line(&format!("{strength}: {}", session.exact(row.share)));
        }
    }

    fn trust(&mut self, score: &Score) {
        let session = self.session;
        let (value, count) = (session.exact(score.trust), score.contradictions.to_string());
        self.line(&session.say("trace.trust", &[("value", &value), ("count", &count)]));
        for claim in &self.assessment.claims {
            let status = session.told("claim", &claim.status);
            self.line(&format!("{}: {status}", claim.id));
        }
    }

    /// A topic: the mean of its items by weight, and its place in the whole.
    pub(super) fn topic(mut self, topic: &TopicScore) -> String {
        let session = self.session;
        let title = self.say(&topic.title);
        self.title(topic.topic.as_str(), &title);
        let Some(score) = &self.assessment.score else {
            return self.text;
        };
        let own = || {
            score
                .contributions
                .iter()
                .filter(|c| c.topic == topic.topic)
        };
        let weight: u32 = own().map(|c| c.weight).sum();
        let points: u32 = own().map(|c| c.points).sum();
        let words = [
            ("credit", session.exact(topic.credit)),
            ("best", session.exact(topic.credit_best)),
            ("coverage", session.exact(topic.coverage)),
            ("items", topic.items.to_string()),
            ("weight", weight.to_string()),
            ("share", topic.weight.to_string()),
            ("points", session.exact(points)),
        ];
        let words = words.each_ref().map(|(key, text)| (*key, text.as_str()));
        self.line(&session.say("trace.topic", &words));
        let heading = session.say("trace.contributions", &[]);
        self.heading(&heading);
        for contribution in own() {
            self.row(contribution);
        }
        self.text
    }

    /// Every reason with the best verdict that it allows: the worst decides.
    fn verdict(&mut self) {
        let session = self.session;
        let Some(verdict) = &self.assessment.verdict else {
            return;
        };
        let advice = session.told("advice", &verdict.advice);
        self.line(&session.say("trace.verdict", &[("advice", &advice)]));
        for reason in &verdict.reasons {
            let (text, cap) = (
                self.say(&reason.text),
                session.told("advice", &reason.caps_at),
            );
            self.line(&format!("{cap} ← {}: {text}", reason.item));
        }
        for way in &verdict.ways {
            let (advice, risk) = (
                session.told("advice", &way.advice),
                session.exact(way.residual),
            );
            let words = [("advice", advice.as_str()), ("risk", risk.as_str())];
            let heading = session.say("trace.way", &words);
            self.heading(&heading);
            for fix in &way.fixes {
                let (title, text) = (self.say(&fix.title), self.say(&fix.text));
                self.line(&format!("· {title} ({}): {text}", fix.item));
            }
        }
    }
}
