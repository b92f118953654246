//! Notices: what a run over a portfolio came to, as a mail, a page and a chat message. One language, one digest.
//!
//! What others wrote, such as names of providers, is cut to a length and cleaned of everything that acts, line feeds
//! included, so that it can neither pass for a line of ours nor become a header of a mail.

mod line;

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use url::Url;

use super::{ReportError, template};
use crate::domain::day::Day;
use crate::domain::notice::{Change, ChatEntry, Digest, Letter};
use crate::domain::phrase::Phrases;
use crate::domain::text::Lang;
use crate::domain::verdict::Advice;
use line::{NAME, SENTENCE, line};

/// Dossiers that a notice shows of each kind; the rest is counted.
const ROWS: usize = 100;
/// Changes that are shown of one dossier; the rest is counted.
const LINES: usize = 13;
/// Characters of a subject.
const SUBJECT: usize = 150;

/// What writing a notice needs beside the digest.
#[derive(Debug, Clone, Copy)]
pub struct NoticePaper<'a> {
    /// The language.
    pub lang: Lang,
    /// Words; those of notices have keys that start with `notice.`.
    pub phrases: &'a Phrases,
    /// Where the portfolio folder can be read in a browser.
    pub link: Option<&'a Url>,
    /// Handlebars template of the plain text.
    pub text: &'a str,
    /// Handlebars template of the HTML page.
    pub html: &'a str,
}

/// Writes a notice about a run.
///
/// # Errors
/// A template that is broken.
pub fn render_notice(digest: &Digest, paper: &NoticePaper) -> Result<Letter, ReportError> {
    let writer = Writer { paper, digest };
    let summary = if digest.is_quiet() {
        writer.say("quiet", &[("n", &digest.assessed.to_string())])
    } else {
        let n = digest.assessed as usize;
        writer.count("summary", n)
    };
    writer.letter(&writer.subject(), &summary)
}

/// Writes a notice that says nothing but that notices arrive.
///
/// # Errors
/// A template that is broken.
pub fn render_test_notice(digest: &Digest, paper: &NoticePaper) -> Result<Letter, ReportError> {
    let writer = Writer { paper, digest };
    let portfolio = line(&digest.portfolio, NAME);
    let subject = writer.say("test.subject", &[("portfolio", &portfolio)]);
    let summary = writer.say("test.summary", &[("portfolio", &portfolio)]);
    writer.letter(&subject, &summary)
}

struct Writer<'a> {
    paper: &'a NoticePaper<'a>,
    digest: &'a Digest,
}

impl Writer<'_> {
    fn say(&self, key: &str, params: &[(&str, &str)]) -> String {
        let text = self.paper.phrases.fill(&format!("notice.{key}"), params);
        text.in_lang(self.paper.lang).to_owned()
    }

    fn count(&self, key: &str, n: usize) -> String {
        let text = self.paper.phrases.count(&format!("notice.{key}"), n, &[]);
        text.in_lang(self.paper.lang).to_owned()
    }

    fn advice(&self, advice: Advice) -> (String, &'static str) {
        let (code, colour) = match advice {
            Advice::NoGo => ("no-go", "#9c1f25"),
            Advice::Hold => ("hold", "#7a4a00"),
            Advice::GoWithConditions => ("go-with-conditions", "#7a4a00"),
            Advice::Go => ("go", "#1c6338"),
        };
        let word = self.paper.phrases.text(&format!("report.advice.{code}"));
        (word.in_lang(self.paper.lang).to_owned(), colour)
    }

    fn day(&self, day: Day) -> String {
        let month = format!("questionnaire.month.{}", day.month());
        let month = self.paper.phrases.text(&month);
        let month = month.in_lang(self.paper.lang);
        format!("{} {month} {}", day.day(), day.year())
    }

    /// What a change of the advice comes to; nothing when it stayed as it was.
    fn turn(&self, change: &Change) -> Option<String> {
        let (after, _) = self.advice(change.after);
        match change.before {
            Some(before) if before == change.after => None,
            Some(before) => Some(format!("{} → {after}", self.advice(before).0)),
            None => Some(after),
        }
    }

    fn subject(&self) -> String {
        let portfolio = line(&self.digest.portfolio, NAME);
        let what = match self.digest.changes.as_slice() {
            _ if self.digest.is_quiet() => self.say("subject.quiet", &[]),
            [one] if self.digest.due.is_empty() && self.digest.troubles.is_empty() => {
                let turn = self
                    .turn(one)
                    .unwrap_or_else(|| self.count("subject.lines", one.lines.len()));
                format!("{}: {turn}", line(&one.vendor, 60))
            }
            changes => {
                let parts = [
                    ("subject.changes", changes.len()),
                    ("subject.due", self.digest.due.len()),
                    ("subject.troubles", self.digest.troubles.len()),
                ];
                let parts: Vec<String> = parts
                    .into_iter()
                    .filter(|(_, n)| *n > 0)
                    .map(|(key, n)| self.count(key, n))
                    .collect();
                parts.join(", ")
            }
        };
        format!("{portfolio}: {what}")
    }

    fn letter(&self, subject: &str, summary: &str) -> Result<Letter, ReportError> {
        let subject = line(subject, SUBJECT);
        let chat = self.chat(summary);
        let data = self.data(&subject, summary);
        let text = template::fill("notice.txt", self.paper.text, str::to_owned, data.clone())?;
        let html = template::fill(
            "notice.html",
            self.paper.html,
            handlebars::html_escape,
            data,
        )?;
        Ok(Letter {
            subject,
            text: text.trim_start().to_owned(),
            html: html.trim_start().to_owned(),
            chat,
        })
    }

    /// Everything that the templates lay out.
    fn data(&self, subject: &str, summary: &str) -> Value {
        let digest = self.digest;
        let changes: Vec<Value> = digest
            .changes
            .iter()
            .take(ROWS)
            .map(|c| self.change(c))
            .collect();
        let due: Vec<Value> = digest
            .due
            .iter()
            .take(ROWS)
            .map(|due| {
                json!({
                    "on": self.day(due.on),
                    "vendor": line(&due.vendor, NAME),
                    "service": line(&due.service, NAME),
                    "what": line(due.what.in_lang(self.paper.lang), SENTENCE),
                })
            })
            .collect();
        let troubles: Vec<Value> = digest
            .troubles
            .iter()
            .take(ROWS)
            .map(|trouble| {
                json!({
                    "dossier": line(&trouble.dossier, NAME),
                    "what": line(trouble.what.in_lang(self.paper.lang), SENTENCE),
                })
            })
            .collect();
        let at = digest.at.to_zoned(TimeZone::UTC);
        let moment = format!(
            "{}, {:02}:{:02} UTC",
            self.day(Day(at.date())),
            at.hour(),
            at.minute()
        );
        let portfolio = line(&digest.portfolio, NAME);
        json!({
            "lang": self.paper.lang.tag(),
            "subject": subject,
            "summary": summary,
            "changes_head": self.say("changes", &[]),
            "changes": changes,
            "changes_rest": self.rest(digest.changes.len()),
            "due_head": self.say("due", &[]),
            "due": due,
            "due_rest": self.rest(digest.due.len()),
            "troubles_head": self.say("troubles", &[]),
            "troubles": troubles,
            "troubles_rest": self.rest(digest.troubles.len()),
            "report_word": self.say("report", &[]),
            "footer": self.say("footer", &[("portfolio", &portfolio), ("moment", &moment)]),
        })
    }

    fn rest(&self, all: usize) -> String {
        match all.saturating_sub(ROWS) {
            0 => String::new(),
            more => self.count("more", more),
        }
    }

    fn change(&self, change: &Change) -> Value {
        let (after, colour) = self.advice(change.after);
        json!({
            "vendor": line(&change.vendor, NAME),
            "service": line(&change.service, NAME),
            "advice": self.turn(change).unwrap_or_else(|| self.say("unchanged", &[("advice", &after)])),
            "colour": colour,
            "lines": self.lines(change),
            "link": self.link(change).unwrap_or_default(),
            "path": change.report.as_deref().map(|path| line(path, SENTENCE)).unwrap_or_default(),
        })
    }

    fn lines(&self, change: &Change) -> Vec<String> {
        let mut lines: Vec<String> = change
            .lines
            .iter()
            .take(LINES)
            .map(|text| line(text.in_lang(self.paper.lang), SENTENCE))
            .collect();
        let more = change.lines.len().saturating_sub(LINES);
        if more > 0 {
            lines.push(self.count("more", more));
        }
        lines
    }

    /// Where a report can be read: the path below the portfolio, joined step by step so that each stays one step.
    fn link(&self, change: &Change) -> Option<String> {
        let mut link = self.paper.link?.clone();
        let path = change.report.as_deref()?;
        link.path_segments_mut()
            .ok()?
            .pop_if_empty()
            .extend(path.split('/'));
        Some(link.into())
    }

    fn chat(&self, summary: &str) -> Vec<ChatEntry> {
        let digest = self.digest;
        let mut entries = vec![ChatEntry {
            head: summary.to_owned(),
            lines: Vec::new(),
            link: None,
        }];
        entries.extend(digest.changes.iter().take(ROWS).map(|change| {
            let (after, _) = self.advice(change.after);
            let advice = self
                .turn(change)
                .unwrap_or_else(|| self.say("unchanged", &[("advice", &after)]));
            let (vendor, service) = (line(&change.vendor, NAME), line(&change.service, NAME));
            ChatEntry {
                head: format!("{vendor}, {service}: {advice}"),
                lines: self.lines(change),
                link: self.link(change),
            }
        }));
        let due = digest.due.iter().take(ROWS).map(|due| {
            let (vendor, what) = (
                line(&due.vendor, NAME),
                line(due.what.in_lang(self.paper.lang), SENTENCE),
            );
            format!("{}: {vendor}: {what}", self.day(due.on))
        });
        let troubles = digest.troubles.iter().take(ROWS).map(|trouble| {
            let what = line(trouble.what.in_lang(self.paper.lang), SENTENCE);
            format!("{}: {what}", line(&trouble.dossier, NAME))
        });
        for (key, lines) in [
            ("due", due.collect::<Vec<_>>()),
            ("troubles", troubles.collect()),
        ] {
            if !lines.is_empty() {
                entries.push(ChatEntry {
                    head: self.say(key, &[]),
                    lines,
                    link: None,
                });
            }
        }
        entries
    }
}
