//! `waarborg explain ID…`

use std::fmt::Write as _;

use serde::Serialize;

use super::Outcome;
use crate::check::CHECKS;
use crate::cli::{Exit, Session, output};
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::pack::{
    About, EvidenceKind, KnockOut, KnockOutKind, NotApplicableRule, Pack, Question,
};
use crate::domain::sheet::CheckSheet;
use crate::domain::text::Text;

/// Stands between pages.
pub(super) const RULE: &str = "────────────────────────────────────────";

pub(super) fn run(session: &Session, ids: &[String]) -> Outcome {
    let (mut pages, mut faults) = (Vec::new(), Vec::new());
    for id in ids {
        match page(session, id) {
            Ok(page) => pages.push(page),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    output::result(&pages.join(&format!("\n{RULE}\n\n")))?;
    Ok(Exit::Done)
}

fn page(session: &Session, id: &str) -> Result<String, Diagnostic> {
    let catalogue = &session.catalogue;
    let question = catalogue.all_packs().into_iter().find_map(|p| {
        p.questions
            .iter()
            .find(|q| q.id.as_str() == id)
            .map(|q| (p, q))
    });
    Ok(if let Some(sheet) = catalogue.sheets.get(id) {
        Page::new(session).check(sheet)
    } else if let Some((pack, question)) = question {
        Page::new(session).question(pack, question)
    } else if let Some(knock_out) = catalogue.knock_outs.get(id) {
        Page::new(session).knock_out(knock_out)
    } else if let Some(kind) = catalogue.kinds.get(id) {
        Page::new(session).kind(kind)
    } else {
        return Err(unknown(session, id));
    })
}

struct Page<'a> {
    session: &'a Session,
    text: String,
}

impl<'a> Page<'a> {
    fn new(session: &'a Session) -> Self {
        Self {
            session,
            text: String::new(),
        }
    }

    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.in_lang(self.session.lang)
    }

    fn word(&self, key: &str) -> String {
        self.session.say(&format!("explain.{key}"), &[])
    }

    /// The word for a stored value, such as a severity.
    fn value(&self, group: &str, value: &impl Serialize) -> String {
        let name = serde_json::to_value(value)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default();
        self.session.say(&format!("{group}.{name}"), &[])
    }

    fn title(&mut self, id: &str, title: &Text) {
        let title = self.say(title).to_owned();
        let _ = writeln!(
            self.text,
            "{id}\n{title}\n{}",
            "─".repeat(title.chars().count().min(100))
        );
    }

    fn part(&mut self, key: &str, text: &str) {
        if !text.trim().is_empty() {
            let _ = write!(self.text, "\n{}\n{}\n", self.word(key), wrap(text, "  "));
        }
    }

    fn list(&mut self, key: &str, lines: &[String]) {
        if !lines.is_empty() {
            let _ = write!(self.text, "\n{}\n", self.word(key));
            for line in lines {
                let _ = writeln!(self.text, "{}", wrap(line, "  ").replacen("  ", "· ", 1));
            }
        }
    }

    fn norms(&mut self, refs: &[String]) {
        let norms = &self.session.catalogue.norms;
        let lines: Vec<String> = refs
            .iter()
            .map(|reference| {
                let (norm, provision) = reference.split_once(':').unwrap_or((reference, ""));
                let Some(file) = norms.get(norm) else {
                    return reference.clone();
                };
                let words = file
                    .provisions
                    .iter()
                    .find(|p| p.id == provision)
                    .map_or("", |p| self.say(&p.text));
                format!(
                    "{} {provision} — {words} ({})",
                    self.say(&file.norm.short),
                    file.norm.link
                )
            })
            .collect();
        self.list("norms", &lines);
    }

    fn check(mut self, sheet: &CheckSheet) -> String {
        self.title(sheet.id.as_str(), &sheet.title);
        let facts = format!(
            "{}: {} · {}: {} · {}: {}",
            self.word("severity"),
            self.value("severity", &sheet.severity),
            self.word("weight"),
            sheet.weight,
            self.word("needs"),
            CHECKS
                .iter()
                .find(|c| c.id == sheet.id.as_str())
                .map_or_else(String::new, |check| {
                    check
                        .needs
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join(", ")
                }),
        );
        let _ = writeln!(self.text, "{facts}");
        for (key, text) in [
            ("what", &sheet.what),
            ("why", &sheet.why),
            ("how", &sheet.how),
            ("remedy", &sheet.remedy),
        ] {
            let text = self.say(text).to_owned();
            self.part(key, &text);
        }
        let results: Vec<String> = sheet
            .reason
            .iter()
            .map(|(name, text)| format!("{name}: {}", without_gaps(self.say(text))))
            .collect();
        self.list("results", &results);
        self.norms(&sheet.refs);
        self.text
    }

    fn question(mut self, pack: &Pack, question: &Question) -> String {
        self.title(question.id.as_str(), &question.text);
        let mut facts = format!("{}: {}", self.word("pack"), self.say(&pack.pack.title));
        if !pack.is_decision() {
            let _ = write!(
                facts,
                " · {}: {} · {}: {}",
                self.word("severity"),
                self.value("severity", &question.severity.severity()),
                self.word("weight"),
                question.severity.weight()
            );
        }
        let _ = writeln!(self.text, "{facts}");
        for (key, text) in [("why", &question.why), ("help", &question.help)] {
            let text = self.say(text).to_owned();
            self.part(key, &text);
        }
        if let Some(when) = &question.when {
            self.part("when", when);
        }
        let lang = self.session.lang;
        let choices: Vec<String> = question
            .choices
            .iter()
            .map(|c| {
                format!(
                    "{}: {}",
                    c.id,
                    if lang == crate::domain::text::Lang::Nl {
                        &c.nl
                    } else {
                        &c.en
                    }
                )
            })
            .collect();
        self.list("choices", &choices);
        let options: Vec<String> = question
            .options
            .iter()
            .map(|option| {
                let mut line = format!("{} → {}%", option.condition, option.value);
                if let Some(id) = &option.knock_out {
                    let _ = write!(line, " · {}: {id}", self.word("knock-out"));
                }
                if let Some(fix) = &option.fix {
                    let _ = write!(line, " — {}", self.say(fix));
                }
                line
            })
            .collect();
        self.list("options", &options);
        let decided = self.decided(pack, question);
        self.part("decided", &decided);
        let held: Vec<String> = question
            .claim
            .iter()
            .map(|claim| format!("{}: {claim}", self.word("claim")))
            .chain(question.observe.iter().map(ToString::to_string))
            .collect();
        self.list("observed", &held);
        let kinds: Vec<String> = question
            .evidence
            .iter()
            .map(|id| {
                self.session.catalogue.kinds.get(id).map_or_else(
                    || id.to_string(),
                    |kind| format!("{} ({id})", self.say(&kind.title)),
                )
            })
            .collect();
        self.list("evidence", &kinds);
        self.norms(&question.refs);
        self.text
    }

    /// What people may decide about an answer, and what nobody can.
    fn decided(&self, pack: &Pack, question: &Question) -> String {
        let mut sentences = Vec::new();
        if pack.pack.about == About::Controller {
            sentences.push(self.word("own"));
        }
        sentences.push(match question.na {
            NotApplicableRule::Approval => self.word("na-approval"),
            NotApplicableRule::Never => self.word("na-never"),
        });
        let kinds = question.options.iter().filter_map(|option| {
            let id = option.knock_out.as_ref()?;
            Some(self.session.catalogue.knock_outs.get(id)?.kind)
        });
        let kinds: Vec<KnockOutKind> = kinds.collect();
        if kinds.contains(&KnockOutKind::Legal) {
            sentences.push(self.word("legal-stays"));
        }
        if kinds.contains(&KnockOutKind::Soft) {
            sentences.push(self.word("soft-accept"));
        }
        sentences.join(" ")
    }

    fn knock_out(mut self, knock_out: &KnockOut) -> String {
        self.title(knock_out.id.as_str(), &knock_out.title);
        let kind = self.value("knock-out", &knock_out.kind);
        let _ = writeln!(self.text, "{kind}");
        for (key, text) in [("why", &knock_out.why), ("remedy", &knock_out.remedy)] {
            let text = self.say(text).to_owned();
            self.part(key, &text);
        }
        self.norms(&knock_out.basis);
        self.text
    }

    fn kind(mut self, kind: &EvidenceKind) -> String {
        self.title(kind.id.as_str(), &kind.title);
        let strength = format!(
            "{}: {}",
            self.word("strength"),
            self.value("strength", &kind.strength)
        );
        let _ = writeln!(self.text, "{strength}");
        let note = self.say(&kind.note).to_owned();
        self.part("note", &note);
        let proves: Vec<String> = kind
            .proves
            .iter()
            .map(|id| {
                let topics = &self.session.catalogue.policy.score.topic;
                topics
                    .iter()
                    .find(|t| t.id == *id)
                    .map_or_else(|| id.to_string(), |topic| self.say(&topic.title).to_owned())
            })
            .collect();
        self.list("proves", &proves);
        self.norms(&kind.refs);
        self.text
    }
}

fn unknown(session: &Session, id: &str) -> Diagnostic {
    let catalogue = &session.catalogue;
    let mut known: Vec<&str> = catalogue
        .sheets
        .keys()
        .map(crate::domain::id::CheckId::as_str)
        .collect();
    known.extend(
        catalogue
            .all_packs()
            .into_iter()
            .flat_map(|p| p.questions.iter().map(|q| q.id.as_str())),
    );
    known.extend(
        catalogue
            .knock_outs
            .keys()
            .map(crate::domain::id::KnockOutId::as_str),
    );
    known.extend(
        catalogue
            .kinds
            .keys()
            .map(crate::domain::id::KindId::as_str),
    );
    let hint = nearest(id, known.into_iter()).map_or_else(
        || {
            Text::new(
                "zie: waarborg questionnaire list, waarborg data show",
                "see: waarborg questionnaire list, waarborg data show",
            )
        },
        |near| {
            Text::new(
                format!("bedoelde u `{near}`?"),
                format!("did you mean `{near}`?"),
            )
        },
    );
    let shown: String = id.chars().take(80).collect();
    let message = Text::new(
        "er is geen controle, vraag, knock-out of soort bewijs met deze naam",
        "there is no check, question, knock-out or kind of evidence of this name",
    );
    Diagnostic::new(format!("`{shown}`"), message).with_hint(hint)
}

/// A text whose `{parameters}` have no value yet: an ellipsis stands in their place.
fn without_gaps(text: &str) -> String {
    let mut parts = text.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| match part.split_once('}') {
        Some((_, rest)) => format!("{whole}…{rest}"),
        None => format!("{whole}{{{part}"),
    })
}

/// Wraps a text at 96 columns behind an indent.
pub(super) fn wrap(text: &str, indent: &str) -> String {
    let mut lines = Vec::new();
    let mut line = indent.to_owned();
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() + 1 > 96 && line.trim() != "" {
            lines.push(std::mem::replace(&mut line, indent.to_owned()));
        }
        if line.len() > indent.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.join("\n")
}
