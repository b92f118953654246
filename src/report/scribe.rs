//! Who writes a view: turns nouns into words of one language.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::plain::Plain;
use super::view::why;
use super::words::Words;
use super::{Resources, figure};
use crate::domain::assessment::{Assessment, JudgedEvidence};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::finding::{Confidence, EvidenceItem, Outcome, Severity};
use crate::domain::location::Areas;
use crate::domain::method::NormFile;
use crate::domain::observation::Observation;
use crate::domain::phrase::Phrases;
use crate::domain::score::RiskLevel;
use crate::domain::subject::Subject;
use crate::domain::text::{Lang, Params, Text};

/// Everything that writing needs.
pub(super) struct Scribe<'a> {
    pub(super) lang: Lang,
    pub(super) words: Words,
    /// Words that others use too.
    phrases: &'a Phrases,
    pub(super) areas: &'a Areas,
    pub(super) norms: &'a BTreeMap<String, NormFile>,
    /// The day that the assessment speaks for.
    pub(super) as_of: Day,
    titles: BTreeMap<&'a str, &'a Text>,
    subjects: BTreeMap<&'a str, &'a Subject>,
    observations: BTreeMap<&'a str, &'a Observation>,
    documents: BTreeMap<&'a str, &'a JudgedEvidence>,
}

/// A word with a code for its colour and a sign for those who see none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Badge {
    pub(super) code: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: Plain,
}

/// A label and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    pub(super) label: Plain,
    pub(super) value: Plain,
}

/// A provision, and where it can be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Reference {
    pub(super) text: Plain,
    pub(super) link: Option<Plain>,
}

/// What a judgement rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Exhibit {
    /// The id of the observation or document.
    pub(super) id: Plain,
    /// The same in words.
    pub(super) source: Plain,
    pub(super) quote: Plain,
}

impl<'a> Scribe<'a> {
    pub(super) fn new(assessment: &'a Assessment, resources: &Resources<'a>, lang: Lang) -> Self {
        let mut titles = BTreeMap::new();
        for finding in &assessment.findings {
            titles.insert(finding.id.as_str(), &finding.title);
            titles.insert(finding.check.as_str(), &finding.title);
        }
        Self {
            lang,
            words: Words::new(resources.phrases, lang),
            phrases: resources.phrases,
            areas: resources.areas,
            norms: resources.norms,
            as_of: Day::of(assessment.as_of),
            titles,
            subjects: assessment
                .subjects
                .iter()
                .map(|s| (s.id.0.as_str(), s))
                .collect(),
            observations: assessment
                .observations
                .0
                .iter()
                .map(|o| (o.id.as_str(), o))
                .collect(),
            documents: assessment
                .evidence
                .iter()
                .map(|d| (d.evidence.id.as_str(), d))
                .collect(),
        }
    }

    /// A scribe for what is about no single assessment.
    pub(super) fn bare(resources: &Resources<'a>, as_of: Day, lang: Lang) -> Self {
        Self {
            lang,
            words: Words::new(resources.phrases, lang),
            phrases: resources.phrases,
            areas: resources.areas,
            norms: resources.norms,
            as_of,
            titles: BTreeMap::new(),
            subjects: BTreeMap::new(),
            observations: BTreeMap::new(),
            documents: BTreeMap::new(),
        }
    }

    pub(super) fn word(&self, key: &str) -> Plain {
        self.words.get(key)
    }

    /// A phrase that is not of reports alone, by its whole key.
    pub(super) fn phrase(&self, key: &str) -> Plain {
        self.text(&self.phrases.text(key))
    }

    /// A phrase with its parameters filled in; the values are cleaned, never read as phrases.
    pub(super) fn fill(&self, key: &str, params: &[(&str, &str)]) -> Plain {
        let params: Params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Text::same(*value)))
            .collect();
        Plain::new(Text::same(self.word(key).as_str()).fill(&params).en)
    }

    /// A phrase that knows one and many: `key.one` and `key.many`, with `{n}`.
    pub(super) fn count(&self, key: &str, n: usize) -> Plain {
        let form = if n == 1 { "one" } else { "many" };
        self.fill(&format!("{key}.{form}"), &[("n", &n.to_string())])
    }

    pub(super) fn text(&self, text: &Text) -> Plain {
        Plain::new(text.in_lang(self.lang))
    }

    pub(super) fn row(&self, key: &str, value: impl Into<Plain>) -> Row {
        Row {
            label: self.word(key),
            value: value.into(),
        }
    }

    pub(super) fn yes_no(&self, yes: bool) -> Plain {
        self.word(if yes { "word.yes" } else { "word.no" })
    }

    pub(super) fn share(&self, basis_points: u32) -> Plain {
        figure::share(basis_points, self.lang).into()
    }

    pub(super) fn points(&self, basis_points: u32) -> Plain {
        figure::points(basis_points, self.lang).into()
    }

    /// A day with the month in words.
    pub(super) fn day(&self, day: Day) -> Plain {
        let month = self.word(&format!("month.{}", day.month()));
        format!("{} {month} {}", day.day(), day.year()).into()
    }

    /// A moment to the minute, in UTC.
    pub(super) fn moment(&self, moment: Timestamp) -> Plain {
        let zoned = moment.to_zoned(TimeZone::UTC);
        let day = self.day(Day(zoned.date()));
        format!("{day}, {:02}:{:02} UTC", zoned.hour(), zoned.minute()).into()
    }

    pub(super) fn country(&self, country: Country) -> Plain {
        self.text(&self.areas.name(country))
    }

    pub(super) fn level(&self, level: RiskLevel) -> Badge {
        let (code, sign) = match level {
            RiskLevel::Low => ("low", "●○○○"),
            RiskLevel::Medium => ("medium", "●●○○"),
            RiskLevel::High => ("high", "●●●○"),
            RiskLevel::VeryHigh => ("very-high", "●●●●"),
        };
        self.badge("level", code, sign)
    }

    pub(super) fn outcome(&self, outcome: Outcome) -> Badge {
        let (code, sign) = match outcome {
            Outcome::Conforms => ("conforms", "✓"),
            Outcome::Partial => ("partial", "◐"),
            Outcome::Deviates => ("deviates", "✕"),
            Outcome::NotApplicable => ("not-applicable", "–"),
            Outcome::NotAnswered => ("not-answered", "?"),
            Outcome::NotObserved => ("not-observed", "?"),
            Outcome::Informs => ("informs", "i"),
        };
        self.badge("outcome", code, sign)
    }

    pub(super) fn severity(&self, severity: Severity) -> Badge {
        let (code, sign) = match severity {
            Severity::Info => ("info", "i"),
            Severity::Low => ("low", "●○○○"),
            Severity::Medium => ("medium", "●●○○"),
            Severity::High => ("high", "●●●○"),
            Severity::Critical => ("critical", "●●●●"),
        };
        self.badge("severity", code, sign)
    }

    pub(super) fn confidence(&self, confidence: Confidence) -> Plain {
        self.word(match confidence {
            Confidence::Low => "confidence.low",
            Confidence::Medium => "confidence.medium",
            Confidence::High => "confidence.high",
        })
    }

    pub(super) fn badge(&self, group: &str, code: &'static str, sign: &'static str) -> Badge {
        Badge {
            code,
            sign,
            word: self.word(&format!("{group}.{code}")),
        }
    }

    /// What an item of the score or of the verdict asks or looks at; its id when no finding says.
    pub(super) fn item(&self, id: &str) -> Plain {
        self.titles
            .get(id)
            .or_else(|| self.titles.get(id.split_once('@')?.0))
            .map_or_else(|| id.into(), |title| self.text(title))
    }

    /// What an observation or finding is about.
    pub(super) fn subject(&self, id: &str) -> Plain {
        match self.subjects.get(id) {
            Some(subject) => named(subject),
            // What a baseline says of an answer is about the provider.
            None if id == "vendor" => self.word("cover.vendor"),
            None => id
                .split_once(':')
                .map_or(id, |(_, name)| name)
                .trim_end_matches(":443")
                .into(),
        }
    }

    /// What a judgement rests on, with the source in words.
    pub(super) fn exhibits(&self, items: &[EvidenceItem]) -> Vec<Exhibit> {
        items
            .iter()
            .map(|item| Exhibit {
                id: item.id.as_str().into(),
                source: self.source(&item.id),
                quote: self.quote(item),
            })
            .collect()
    }

    /// What convinces a doubter, in the language of the reader. Assessments from before have it in one language only; of
    /// a look that failed the failure itself can still be told, and of a document what it is worth.
    fn quote(&self, item: &EvidenceItem) -> Plain {
        let id = item.id.as_str();
        let judged = self.documents.get(id).filter(|_| item.told.is_none());
        if let Some(note) = judged.and_then(|judged| judged.noted(&item.quote)) {
            return self.text(note);
        }
        if item.told.is_none()
            && let Some(observation) = self.observations.get(id)
            && let Some(failure) = observation.failure()
            && failure.detail == item.quote
        {
            return why(failure, self);
        }
        item.in_lang(self.lang).into()
    }

    /// The words of a library or system, marked as such.
    pub(super) fn technical(&self, words: &str) -> Plain {
        self.told("failure-told.alone", &[("detail", words)])
    }

    /// A phrase that is not of reports alone, by its whole key, with its parameters filled in.
    pub(super) fn told(&self, key: &str, params: &[(&str, &str)]) -> Plain {
        self.text(&self.phrases.fill(key, params))
    }

    fn source(&self, id: &str) -> Plain {
        if let Some(observation) = self.observations.get(id) {
            let look = self.probe(observation);
            let at = self.moment(observation.at);
            return self.fill(
                "exhibit.observation",
                &[("id", id), ("look", look.as_str()), ("at", at.as_str())],
            );
        }
        match self.documents.get(id) {
            Some(judged) => self.fill(
                "exhibit.document",
                &[("id", id), ("title", judged.title.in_lang(self.lang))],
            ),
            None => id.into(),
        }
    }

    /// The name of a way of looking.
    pub(super) fn probe(&self, observation: &Observation) -> Plain {
        self.word(&format!("probe.{}", observation.probe))
    }

    pub(super) fn references(&self, refs: &[String]) -> Vec<Reference> {
        refs.iter().map(|text| self.reference(text)).collect()
    }

    /// A provision where its norm is clear: its number.
    pub(super) fn provision(&self, file: &NormFile, provision: &str) -> Plain {
        if is_article(file, provision) {
            self.fill("reference.number", &[("id", provision)])
        } else {
            provision.into()
        }
    }

    /// A provision `norm:provision` in words.
    pub(super) fn reference(&self, text: &str) -> Reference {
        let Some((norm, provision)) = text.split_once(':') else {
            return Reference {
                text: text.into(),
                link: None,
            };
        };
        let Some(file) = self.norms.get(norm) else {
            return Reference {
                text: text.into(),
                link: None,
            };
        };
        let short = file.norm.short.in_lang(self.lang);
        let key = if is_article(file, provision) {
            "reference.article"
        } else {
            "reference.clause"
        };
        Reference {
            text: self.fill(key, &[("norm", short), ("id", provision)]),
            link: safe_link(&file.norm.link),
        }
    }
}

/// True when a provision is an article of a law.
fn is_article(file: &NormFile, provision: &str) -> bool {
    file.norm.kind == "law" && provision.starts_with(|c: char| c.is_ascii_digit())
}

/// A subject with what the user calls it.
pub(super) fn named(subject: &Subject) -> Plain {
    let shown = match subject.service {
        Some(service) => format!("{}, {service}", subject.shown()),
        None => subject.shown(),
    };
    let readable = readable(&subject.name);
    let beside: Vec<&str> = [readable.as_deref(), subject.label.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if beside.is_empty() {
        return shown.into();
    }
    format!("{shown} ({})", beside.join("; ")).into()
}

/// An international name as people write it. It stands beside the name that was asked for and never in its place: letters of
/// other scripts can look like those of a name that everybody knows.
fn readable(name: &str) -> Option<String> {
    if !name.split('.').any(|label| label.starts_with("xn--")) {
        return None;
    }
    let (text, outcome) = idna::domain_to_unicode(name);
    (outcome.is_ok() && text != name).then_some(text)
}

/// A link that can do nothing but lead to a web page: anything else is no link.
pub(super) fn safe_link(link: &str) -> Option<Plain> {
    let plain = link
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-._~/?#@!$&'*+,;=%:".contains(&b));
    (plain && (link.starts_with("https://") || link.starts_with("http://"))).then(|| link.into())
}
