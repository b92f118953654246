//! The questions as JSON, for other programs.

use serde::{Deserialize, Serialize};

use super::Desk;
use super::intake::{Fill, Intake, Slip};
use super::outgoing::Outgoing;
use crate::domain::answer::AnswerValue;
use crate::domain::day::Day;
use crate::domain::id::EvidenceId;
use crate::domain::pack::{Choice, Column, QuestionKind};
use crate::domain::text::Text;
use crate::questionnaire::accept;

/// The name of the format.
const FORMAT: &str = "waarborg-questions/1";

#[derive(Serialize)]
struct Page<'a> {
    format: &'static str,
    controller: &'a str,
    vendor: &'a str,
    questions: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    pack: &'a str,
    version: &'a str,
    question: &'a str,
    rev: u32,
    section: Option<&'a Text>,
    asked: bool,
    #[serde(rename = "type")]
    kind: QuestionKind,
    text: &'a Text,
    why: &'a Text,
    help: &'a Text,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    choices: &'a [Choice],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    columns: &'a [Column],
    answer: Option<&'a AnswerValue>,
    comment: Option<&'a str>,
    not_applicable: Option<&'a str>,
    evidence: Vec<&'a str>,
    planned: Option<Day>,
    confidential: Option<bool>,
    /// What was seen or decided that the provider may reply to.
    seen: Option<&'a Text>,
    explanation: Option<&'a str>,
}

/// Writes the questions with what is answered.
///
/// # Errors
/// Never with what this program can hold; the error is the serialiser's.
pub fn write_json(outgoing: &Outgoing<'_>) -> Result<String, serde_json::Error> {
    let mut questions = Vec::new();
    for pack in outgoing.packs() {
        for line in outgoing.lines(pack) {
            let answer = line.answer;
            questions.push(Entry {
                pack: line.pack.pack.id.as_str(),
                version: &line.pack.pack.version,
                question: line.question.id.as_str(),
                rev: line.question.rev,
                section: line.section.map(|section| &section.title),
                asked: !line.is_hidden(),
                kind: line.question.kind,
                text: &line.question.text,
                why: &line.question.why,
                help: &line.question.help,
                choices: &line.question.choices,
                columns: &line.question.columns,
                answer: answer.and_then(|answer| answer.value.as_ref()),
                comment: answer.and_then(|answer| answer.comment.as_deref()),
                not_applicable: answer.and_then(|answer| answer.not_applicable.as_deref()),
                evidence: answer
                    .map(|answer| answer.evidence.iter().map(EvidenceId::as_str).collect())
                    .unwrap_or_default(),
                planned: answer.and_then(|answer| answer.planned),
                // Silence is not a word about it: null leaves what was said.
                confidential: answer.and_then(|answer| answer.confidential.then_some(true)),
                seen: line.dispute,
                explanation: answer.and_then(|answer| answer.explanation.as_deref()),
            });
        }
    }
    let page = Page {
        format: FORMAT,
        controller: &outgoing.folder.dossier.controller.name,
        vendor: &outgoing.folder.dossier.vendor.name,
        questions,
    };
    let mut text = serde_json::to_string_pretty(&page)?;
    text.push('\n');
    Ok(text)
}

/// The part of a page that is read back; what else stands in it is for people.
#[derive(Deserialize)]
struct Reply {
    format: String,
    vendor: Option<String>,
    questions: Vec<ReplyEntry>,
}

#[derive(Deserialize)]
struct ReplyEntry {
    pack: String,
    version: Option<String>,
    question: String,
    rev: Option<u32>,
    answer: Option<AnswerValue>,
    comment: Option<String>,
    not_applicable: Option<String>,
    #[serde(default)]
    evidence: Vec<String>,
    by: Option<String>,
    planned: Option<Day>,
    confidential: Option<bool>,
    explanation: Option<String>,
}

/// Reads a page back.
#[must_use]
pub fn read_json(file: &str, text: &str, desk: &Desk<'_>) -> Intake {
    let mut intake = Intake::default();
    let reply: Reply = match serde_json::from_str(text) {
        Ok(reply) => reply,
        Err(error) => {
            let place = format!("{file}:{}:{}", error.line(), error.column());
            let message = Text::new(
                format!("dit is niet wat `questionnaire export --format json` schrijft: {error}"),
                format!("this is not what `questionnaire export --format json` writes: {error}"),
            );
            intake.fault(&place, message, None);
            return intake;
        }
    };
    if reply.format != FORMAT {
        let found = super::intake::short(&reply.format);
        let message = Text::new(
            format!("het formaat is `{found}`; deze versie leest `{FORMAT}`"),
            format!("the format is `{found}`; this version reads `{FORMAT}`"),
        );
        intake.fault(file, message, None);
        return intake;
    }
    let other = reply
        .vendor
        .filter(|name| name.trim() != desk.vendor.trim());
    if let Some(name) = other {
        let found = super::intake::short(&name);
        let ours = desk.vendor;
        let message = Text::new(
            format!("dit gaat over `{found}`; dit dossier gaat over `{ours}`"),
            format!("this is about `{found}`; this dossier is about `{ours}`"),
        );
        intake.fault(file, message, None);
        return intake;
    }
    for (index, entry) in reply.questions.into_iter().enumerate() {
        let place = format!("{file}: questions[{index}]");
        let Some((pack, question)) = intake.find(desk, &entry.pack, &entry.question, &place) else {
            continue;
        };
        if entry
            .version
            .is_some_and(|version| !intake.pinned(pack, &version, &place))
        {
            continue;
        }
        if entry.rev.is_some_and(|rev| rev != question.rev) {
            let id = &question.id;
            let message = Text::new(
                format!("de vraag `{id}` betekent nu iets anders dan toen zij werd verstuurd"),
                format!("the question `{id}` means something else now than when it was sent"),
            );
            let hint = Text::new(
                "maak een nieuwe export en laat die invullen",
                "make a new export and have that filled in",
            );
            intake.fault(&place, message, Some(hint));
            continue;
        }
        let value = match entry
            .answer
            .map(|value| accept(question, &value))
            .transpose()
        {
            Ok(value) => value.flatten(),
            Err(fault) => {
                intake.fault(&place, fault.message, fault.hint);
                continue;
            }
        };
        let evidence = intake.documents(&entry.evidence.join(","), &place);
        let comment = entry.comment.and_then(|text| intake.remark(&text, &place));
        let not_applicable = entry
            .not_applicable
            .and_then(|text| intake.remark(&text, &place));
        let by = entry.by.and_then(|text| intake.remark(&text, &place));
        let explanation = entry
            .explanation
            .and_then(|text| intake.remark(&text, &place));
        intake.add(Slip {
            pack: pack.pack.id.clone(),
            question: question.id.clone(),
            place,
            fill: Fill {
                value,
                not_applicable,
                comment,
                evidence,
                by,
                explanation,
                planned: entry.planned,
                confidential: entry.confidential,
            },
        });
    }
    intake
}
