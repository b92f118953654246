//! The rules by which was judged: what each looks at or asks, why, and what to do.

use std::collections::BTreeMap;

use super::Export;
use super::entry::{Kind, clean};
use crate::domain::finding::Severity;
use crate::domain::text::Text;

/// One rule.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) title: String,
    /// What is looked at or asked, and why.
    pub(super) about: String,
    /// How it is judged, and what to do.
    pub(super) help: String,
    pub(super) severity: Severity,
    /// First word of a check, pack of a question, or the kind.
    pub(super) family: String,
    pub(super) refs: Vec<String>,
}

/// The rules that the rows name, by id.
pub(super) fn rules(export: &Export<'_>) -> Vec<Rule> {
    let mut rules: BTreeMap<&str, Rule> = BTreeMap::new();
    for entry in &export.entries {
        if let Some(known) = rules.get_mut(entry.rule.as_str()) {
            known.severity = known.severity.max(entry.severity);
            continue;
        }
        let rule = match entry.kind {
            Kind::Check => of_check(export, &entry.rule),
            Kind::Question => of_question(export, &entry.rule),
            Kind::Claim => Some(Rule {
                about: export.say("said.about"),
                help: export.say("said.help"),
                ..bare(&entry.rule, &export.say("said.title"), "claim")
            }),
            Kind::Baseline => Some(Rule {
                about: export.say("baseline.about"),
                help: export.say("baseline.help"),
                ..bare(&entry.rule, &export.say("baseline.title"), "baseline")
            }),
            Kind::Decision => None,
        };
        let rule = rule.unwrap_or_else(|| Rule {
            about: entry.title.clone(),
            help: entry.remedy.clone().unwrap_or_else(|| entry.title.clone()),
            ..bare(&entry.rule, &entry.title, entry.kind.as_str())
        });
        rules.insert(
            &entry.rule,
            Rule {
                severity: entry.severity,
                ..rule
            },
        );
    }
    rules.into_values().collect()
}

fn bare(id: &str, title: &str, family: &str) -> Rule {
    Rule {
        id: id.to_owned(),
        title: title.to_owned(),
        about: String::new(),
        help: String::new(),
        severity: Severity::Info,
        family: family.to_owned(),
        refs: Vec::new(),
    }
}

fn of_check(export: &Export<'_>, id: &str) -> Option<Rule> {
    let sheet = export.input.sheets.get(id)?;
    let text = |text: &Text| clean(text.in_lang(export.input.lang));
    Some(Rule {
        about: format!("{} {}", text(&sheet.what), text(&sheet.why)),
        help: format!("{}\n{}", text(&sheet.how), text(&sheet.remedy)),
        refs: sheet.refs.clone(),
        ..bare(id, &text(&sheet.title), &sheet.family)
    })
}

fn of_question(export: &Export<'_>, id: &str) -> Option<Rule> {
    let (pack, question) = id.split_once('/')?;
    let pack = export
        .input
        .packs
        .iter()
        .find(|known| known.pack.id.as_str() == pack)?;
    let question = pack
        .questions
        .iter()
        .find(|known| known.id.as_str() == question)?;
    let text = |text: &Text| clean(text.in_lang(export.input.lang));
    Some(Rule {
        about: text(&question.why),
        help: text(&question.help),
        refs: question.refs.clone(),
        ..bare(id, &text(&question.text), pack.pack.id.as_str())
    })
}
