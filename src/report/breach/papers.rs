//! Forms, letters and entries, filled in. What is still missing is shown as a gap, never left out silently.

use std::fmt::Write as _;

use super::{Case, Known, clean, indented, wrapped};
use crate::domain::breach::{FormTemplate, LetterTemplate, RegisterTemplate};
use crate::domain::deadline::Channel;
use crate::domain::id::QuestionId;
use crate::domain::text::{Lang, Params, Text};

/// Columns of explanations in a paper.
const WIDTH: usize = 100;

/// A paper, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The paper.
    pub text: String,
    /// Questions that are asked, belong in it, and have no answer.
    pub open: Vec<QuestionId>,
}

/// The data for a form, section by section, in its order.
#[must_use]
pub fn fill_form(
    case: &Case<'_>,
    template: &FormTemplate,
    channel: Option<&Channel>,
    lang: Lang,
) -> Filled {
    let mut open = Vec::new();
    let mut text = wrapped(template.form.title.in_lang(lang), "", WIDTH);
    text.push('\n');
    text.push_str(&wrapped(template.form.intro.in_lang(lang), "", WIDTH));
    text.push_str(&wrapped(&case.say("paper.language", lang), "", WIDTH));
    if let Some(channel) = channel {
        let name = channel.title.in_lang(lang);
        text.push('\n');
        text.push_str(&wrapped(
            &case.fill("paper.channel", &[("name", name)], lang),
            "",
            WIDTH,
        ));
        text.push_str(&wrapped(channel.note.in_lang(lang), "", WIDTH));
        text.push_str(&case.fill("paper.page", &[("url", &channel.url)], lang));
        text.push('\n');
    }
    for section in &template.sections {
        let mut body = String::new();
        for field in &section.fields {
            let label = match lang {
                Lang::En => &field.en,
                Lang::Nl => &field.nl,
            };
            let mut gaps = Vec::new();
            let value = values(case, &field.answers, lang, &mut gaps);
            let value = if field.optional && !gaps.is_empty() {
                Some(case.say("open.optional", lang))
            } else {
                gaps.retain(|id| !open.contains(id));
                open.extend(gaps);
                value
            };
            if let Some(value) = value {
                let _ = write!(body, "{label}:\n{}", indented(&value, "    "));
            }
        }
        if !body.is_empty() {
            let _ = write!(text, "\n{}\n\n{body}", section.title.in_lang(lang));
        }
    }
    Filled { text, open }
}

/// The answers to some questions, one after the other; a gap for each that is asked and open.
fn values(
    case: &Case<'_>,
    ids: &[QuestionId],
    lang: Lang,
    open: &mut Vec<QuestionId>,
) -> Option<String> {
    let mut parts = Vec::new();
    for id in ids {
        match case.known(id.as_str()) {
            Known::Answer(text) => parts.push(text.in_lang(lang).to_owned()),
            Known::Open => {
                parts.push(case.say("open.gap", lang));
                if !open.contains(id) {
                    open.push(id.clone());
                }
            }
            Known::Nothing => {}
        }
    }
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// The letter to the people concerned.
#[must_use]
pub fn fill_letter(case: &Case<'_>, template: &LetterTemplate, lang: Lang) -> Filled {
    let mut open = Vec::new();
    let holds = |rule: &crate::domain::id::RuleId| {
        case.decided.steps.iter().any(|step| step.rule.id == *rule)
    };
    let mut text = format!("[{}]\n", template.letter.intro.in_lang(lang));
    for paragraph in &template.paragraphs {
        if !paragraph.rules.is_empty() && !paragraph.rules.iter().any(holds) {
            continue;
        }
        let mut params = Params::new();
        params.insert(
            "controller".to_owned(),
            Text::same(clean(&case.dossier.controller.name)),
        );
        let mut gaps = Vec::new();
        for id in &paragraph.answers {
            let value = match case.known(id.as_str()) {
                Known::Answer(answer) => Text::new(clean(&answer.nl), clean(&answer.en)),
                Known::Open | Known::Nothing => {
                    gaps.push(id.clone());
                    Text::same(case.say("open.gap", lang))
                }
            };
            params.insert(id.to_string(), value);
        }
        if paragraph.optional && !gaps.is_empty() {
            continue;
        }
        for id in gaps {
            if !open.contains(&id) {
                open.push(id);
            }
        }
        let words = paragraph.text.fill(&params);
        let _ = writeln!(text, "\n{}", words.in_lang(lang).trim_end());
    }
    Filled { text, open }
}

/// The fields of the entry in the register with their values, in order. A field without an answer is left out.
#[must_use]
pub fn fill_entry(
    case: &Case<'_>,
    template: &RegisterTemplate,
    lang: Lang,
) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for field in &template.fields {
        let mut lines = Vec::new();
        for id in &field.answers {
            if let (Known::Answer(answer), Some(question)) =
                (case.known(id.as_str()), case.question(id.as_str()))
            {
                let asked = question.text.in_lang(lang);
                lines.push(format!("{asked} {}", clean(answer.in_lang(lang))));
            }
        }
        if !lines.is_empty() {
            fields.push((field.key.clone(), lines.join("\n")));
        }
    }
    fields
}
