//! What stands above the prompt: where one is, the question, and why it is asked.

use owo_colors::{OwoColorize as _, Style};

use super::{Asked, Talk};
use crate::cli::output;
use crate::questionnaire::Stands;

/// Cells of the progress bar.
const BAR: usize = 20;

pub(super) struct Screen<'t> {
    talk: &'t Talk<'t>,
    width: usize,
}

impl<'t> Screen<'t> {
    pub(super) fn new(talk: &'t Talk<'t>) -> Self {
        Self {
            talk,
            // A terminal breaks what is too long in the middle of a word.
            width: output::columns().clamp(20, 100),
        }
    }

    pub(super) fn welcome(&self) {
        let vendor = output::plain(&self.talk.folder.dossier.vendor.name);
        let text = self.talk.phrase("welcome", &[("vendor", &vendor)]);
        self.paragraph(&text, Style::new());
        let silent = self.talk.disputes.without_reply(&self.talk.folder.answers);
        if silent > 0 {
            self.paragraph(&self.talk.counted("disputed", silent), Style::new());
        }
    }

    pub(super) fn question(&self, all: &[Asked], index: usize) {
        let Some(asked) = all.get(index) else { return };
        let lang = self.talk.lang;
        let section = asked
            .pack
            .sections
            .iter()
            .find(|section| section.id == asked.question.section)
            .map_or("", |section| section.title.in_lang(lang));
        let same = |other: &&Asked| {
            other.place.0 == asked.place.0 && other.question.section == asked.question.section
        };
        let inside = all.iter().filter(same).count();
        let number = all.iter().take(index + 1).filter(same).count();
        let done = all
            .iter()
            .filter(|other| !matches!(other.stands, Stands::Open | Stands::ToConfirm))
            .count();
        let filled = (done * BAR).checked_div(all.len()).unwrap_or(0);
        let bar = format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled));
        let params = [
            ("pack", asked.pack.pack.title.in_lang(lang)),
            ("section", section),
            ("number", &number.to_string()),
            ("count", &inside.to_string()),
            ("done", &done.to_string()),
            ("all", &all.len().to_string()),
        ];
        output::note("");
        let place = self.talk.phrase("place", &params);
        self.paragraph(&place, Style::new().dimmed());
        let progress = self.talk.phrase("progress", &params);
        self.paragraph(&format!("{bar} {progress}"), Style::new().dimmed());
        output::note("");
        self.paragraph(asked.question.text.in_lang(lang), Style::new().bold());
        self.paragraph(asked.question.why.in_lang(lang), Style::new().dimmed());
        if let Some(words) = &asked.dispute {
            self.paragraph(words.in_lang(lang), Style::new());
        }
        if let Some(answer) = &asked.answer {
            if let Some(day) = answer.planned {
                self.remark(
                    &self
                        .talk
                        .phrase("has.planned", &[("day", &day.to_string())]),
                );
            }
            if answer.confidential {
                self.remark(&self.talk.phrase("has.confidential", &[]));
            }
            if let Some(words) = &answer.explanation {
                self.remark(&self.talk.phrase("has.reply", &[("words", words)]));
            }
        }
    }

    /// What a good answer looks like, and which documents go with it.
    pub(super) fn help(&self, asked: &Asked) {
        let lang = self.talk.lang;
        self.paragraph(asked.question.help.in_lang(lang), Style::new());
        let kinds: Vec<&str> = asked
            .question
            .evidence
            .iter()
            .filter_map(|id| self.talk.session.catalogue.kinds.get(id))
            .map(|kind| kind.title.in_lang(lang))
            .collect();
        if !kinds.is_empty() {
            let list = self.talk.phrase("wanted", &[("list", &kinds.join("; "))]);
            self.paragraph(&list, Style::new());
        }
        if !asked.question.refs.is_empty() {
            let list = asked.question.refs.join(", ");
            self.paragraph(
                &self.talk.phrase("refs", &[("list", &list)]),
                Style::new().dimmed(),
            );
        }
    }

    pub(super) fn remark(&self, text: &str) {
        self.paragraph(text, Style::new().italic());
    }

    fn paragraph(&self, text: &str, style: Style) {
        for line in wrap(&output::plain_lines(text), self.width) {
            output::note(&line.style(style).to_string());
        }
    }
}

/// Lines of at most so many characters, broken between words.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = line.chars().count() + word.chars().count() + 1;
            if !line.is_empty() && longer > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_between_words_and_a_long_word_stays_whole() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("aaaaaaaa b", 3), ["aaaaaaaa", "b"]);
        assert_eq!(wrap("a\n\nb", 9), ["a", "", "b"]);
    }
}
