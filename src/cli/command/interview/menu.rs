//! What one can do instead of answering.

use std::fmt;

use inquire::{Select, Text};

use super::answer::documents;
use super::aside::{planned, reply};
use super::attach::attach;
use super::screen::Screen;
use super::{Asked, Halt, Place, Talk};
use crate::domain::answer::{Answer, Evidence};
use crate::domain::pack::NotApplicableRule;
use crate::questionnaire::Stands;

/// What comes next.
pub(super) enum Step {
    /// Ask the same question again.
    Again,
    /// Keep this answer and go on.
    Answered(Box<Answer>),
    /// Keep what stands beside the answer, and ask the same question again.
    Beside(Box<Answer>),
    /// To the question before.
    Back,
    /// To another question.
    Goto(Place),
    /// Leave it open and go on.
    Skip,
    /// Stop.
    Stop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Return,
    Help,
    Skip,
    Back,
    Comment,
    Evidence,
    Attach,
    NotApplicable,
    Planned,
    Confidential,
    NotConfidential,
    Reply,
    Section,
    Stop,
}

impl Entry {
    const fn key(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Help => "help",
            Self::Skip => "skip",
            Self::Back => "back",
            Self::Comment => "comment",
            Self::Evidence => "evidence",
            Self::Attach => "attach",
            Self::NotApplicable => "not-applicable",
            Self::Planned => "planned",
            Self::Confidential => "confidential",
            Self::NotConfidential => "not-confidential",
            Self::Reply => "reply",
            Self::Section => "section",
            Self::Stop => "stop",
        }
    }
}

/// A line of a menu.
struct Line<T> {
    what: T,
    label: String,
}

impl<T> fmt::Display for Line<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

/// Opens the menu until something leads on.
pub(super) fn choose(talk: &Talk<'_>, asked: &Asked) -> Result<Step, Halt> {
    let mut entries = vec![
        Entry::Return,
        Entry::Help,
        Entry::Skip,
        Entry::Back,
        Entry::Comment,
    ];
    if !talk.folder.evidence.is_empty() {
        entries.push(Entry::Evidence);
    }
    entries.push(Entry::Attach);
    if asked.question.na == NotApplicableRule::Approval {
        entries.push(Entry::NotApplicable);
    }
    if asked.dispute.is_some() {
        entries.push(Entry::Reply);
    }
    entries.push(Entry::Planned);
    // Only an answer can be kept between the parties.
    if let Some(answer) = asked.answer.as_ref().filter(|a| a.value.is_some()) {
        entries.push(if answer.confidential {
            Entry::NotConfidential
        } else {
            Entry::Confidential
        });
    }
    entries.extend([Entry::Section, Entry::Stop]);
    let lines: Vec<Line<Entry>> = entries
        .into_iter()
        .map(|what| Line {
            what,
            label: talk.phrase(&format!("menu.{}", what.key()), &[]),
        })
        .collect();
    let help = talk.phrase("keys.menu", &[]);
    let chosen = Select::new(&talk.phrase("menu.title", &[]), lines)
        .with_page_size(14)
        .without_filtering()
        .with_help_message(&help)
        .prompt_skippable()?;
    let Some(line) = chosen else {
        return Ok(Step::Again);
    };
    Ok(match line.what {
        Entry::Return => Step::Again,
        Entry::Help => {
            Screen::new(talk).help(asked);
            Step::Again
        }
        Entry::Skip => Step::Skip,
        Entry::Back => Step::Back,
        Entry::Comment => comment(talk, asked)?,
        Entry::Evidence => evidence(talk, asked)?,
        Entry::Attach => attach(talk, asked)?,
        Entry::NotApplicable => not_applicable(talk, asked)?,
        Entry::Planned => planned(talk, asked)?,
        Entry::Confidential => confidential(asked, true),
        Entry::NotConfidential => confidential(asked, false),
        Entry::Reply => reply(talk, asked)?,
        Entry::Section => section(talk)?,
        Entry::Stop => Step::Stop,
    })
}

fn comment(talk: &Talk<'_>, asked: &Asked) -> Result<Step, Halt> {
    let mut answer = asked.answer.clone().unwrap_or_default();
    let present = answer.comment.clone().unwrap_or_default();
    let text = Text::new(&talk.phrase("comment", &[]))
        .with_initial_value(&present)
        .prompt_skippable()?;
    let Some(text) = text else {
        return Ok(Step::Again);
    };
    answer.comment = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(keep_then_ask(asked, answer))
}

fn confidential(asked: &Asked, confidential: bool) -> Step {
    let answer = asked.answer.clone().unwrap_or_default();
    let answer = Answer {
        confidential,
        ..answer
    };
    keep_then_ask(asked, answer)
}

/// What stands beside an answer does not answer the question: it is kept, and the question comes again.
pub(super) fn keep_then_ask(asked: &Asked, answer: Answer) -> Step {
    if asked.answer.as_ref() == Some(&answer) {
        Step::Again
    } else {
        Step::Beside(Box::new(answer))
    }
}

fn evidence(talk: &Talk<'_>, asked: &Asked) -> Result<Step, Halt> {
    let Some(chosen) = documents(talk, asked)? else {
        return Ok(Step::Again);
    };
    let mut answer = asked.answer.clone().unwrap_or_default();
    answer.evidence = chosen
        .into_iter()
        .filter_map(|index| talk.folder.evidence.get(index))
        .map(|document| document.id.clone())
        .collect();
    Ok(keep_then_ask(asked, answer))
}

fn not_applicable(talk: &Talk<'_>, asked: &Asked) -> Result<Step, Halt> {
    let mut answer = asked.answer.clone().unwrap_or_default();
    let present = answer.not_applicable.clone().unwrap_or_default();
    let help = talk.phrase("keys.not-applicable", &[]);
    let text = Text::new(&talk.phrase("not-applicable", &[]))
        .with_initial_value(&present)
        .with_help_message(&help)
        .prompt_skippable()?;
    let Some(reason) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(Step::Again);
    };
    answer.value = None;
    answer.review = None;
    answer.acceptance = None;
    answer.not_applicable = Some(reason.trim().to_owned());
    Ok(Step::Answered(Box::new(answer)))
}

/// To the first question of a section that is still open, or its first.
fn section(talk: &Talk<'_>) -> Result<Step, Halt> {
    let all = talk.asked();
    let mut lines: Vec<Line<Place>> = Vec::new();
    let mut seen: Vec<(String, String)> = Vec::new();
    for asked in &all {
        let key = (asked.place.0.to_string(), asked.question.section.clone());
        if seen.contains(&key) {
            continue;
        }
        let inside: Vec<&Asked> = all
            .iter()
            .filter(|other| {
                other.place.0 == asked.place.0 && other.question.section == asked.question.section
            })
            .collect();
        let open: Vec<&&Asked> = inside
            .iter()
            .filter(|other| matches!(other.stands, Stands::Open | Stands::ToConfirm))
            .collect();
        let title = asked
            .pack
            .sections
            .iter()
            .find(|section| section.id == asked.question.section)
            .map_or("", |section| section.title.in_lang(talk.lang));
        let params = [
            ("pack", asked.pack.pack.title.in_lang(talk.lang)),
            ("section", title),
            ("done", &(inside.len() - open.len()).to_string()),
            ("count", &inside.len().to_string()),
        ];
        lines.push(Line {
            label: talk.phrase("section", &params),
            what: open
                .first()
                .map_or_else(|| asked.place.clone(), |first| first.place.clone()),
        });
        seen.push(key);
    }
    let help = talk.phrase("keys.menu", &[]);
    let chosen = Select::new(&talk.phrase("section-prompt", &[]), lines)
        .with_page_size(15)
        .with_help_message(&help)
        .prompt_skippable()?;
    Ok(chosen.map_or(Step::Again, |line| Step::Goto(line.what)))
}

impl Talk<'_> {
    /// A document as one recognises it.
    pub(super) fn document(&self, document: &Evidence) -> String {
        let kind = self
            .session
            .catalogue
            .kinds
            .get(&document.kind)
            .map_or_else(
                || document.kind.to_string(),
                |kind| kind.title.in_lang(self.lang).to_owned(),
            );
        crate::cli::output::plain(&format!("{} ({kind})", document.id))
    }
}
