//! A notice as a mail.

use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};

use super::attempt::Failed;
use crate::domain::day::Day;
use crate::domain::notice::{Change, Notice, SetbackReason};
use crate::dossier::{Mail, Outbox};

/// Bytes of all reports that go with a mail; many servers take no more than 10 MB, and a report grows by a third on the
/// way.
const ROOM: u64 = 7 * 1024 * 1024;

/// The message, byte for byte the same for every address of the notice.
pub(super) fn compose(notice: &Notice, mail: &Mail, outbox: &Outbox) -> Result<Vec<u8>, Failed> {
    let unfit = |words: String| Failed::later(SetbackReason::Rejected, &words);
    let mailbox = |text: &str| {
        text.parse::<Mailbox>()
            .map_err(|error| unfit(error.to_string()))
    };
    let from = mailbox(&mail.from)?;
    // The receiver knows a second copy by this.
    let id = format!("<{}@{}>", notice.id, from.email.domain());
    let mut builder = Message::builder()
        .from(from)
        .date(SystemTime::from(notice.at))
        .message_id(Some(id));
    for to in &mail.all {
        builder = builder.to(mailbox(to)?);
    }
    builder = if is_mistaken(&notice.letter.subject) {
        builder.raw_header(encoded(&notice.letter.subject))
    } else {
        builder.subject(&notice.letter.subject)
    };
    // Out-of-office replies to a program help nobody (RFC 3834).
    for (name, value) in [
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Content-Language", notice.language.tag()),
    ] {
        let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|e| unfit(e.to_string()))?;
        builder = builder.raw_header(HeaderValue::new(name, value.to_owned()));
    }
    let letter =
        MultiPart::alternative_plain_html(notice.letter.text.clone(), notice.letter.html.clone());
    let reports = if mail.attach_report {
        attachments(notice, outbox)
    } else {
        Vec::new()
    };
    let body = if reports.is_empty() {
        letter
    } else {
        let mut mixed = MultiPart::mixed().multipart(letter);
        for (name, kind, content) in reports {
            let kind = ContentType::parse(kind).map_err(|error| unfit(error.to_string()))?;
            mixed = mixed.singlepart(Attachment::new(name).body(content, kind));
        }
        mixed
    };
    let message = builder
        .multipart(body)
        .map_err(|error| unfit(error.to_string()))?;
    Ok(message.formatted())
}

/// True when a reader would take words of a subject for an encoding (RFC 2047 section 2) and show others.
fn is_mistaken(subject: &str) -> bool {
    subject.contains("=?")
}

/// A subject in which every character is encoded (RFC 2047 section 4.1), so that nothing in it is decoded twice.
fn encoded(subject: &str) -> HeaderValue {
    /// Bytes of one word: with its marks and the name of the field it stays within 76 characters a line.
    const WORD: usize = 39;
    let mut words: Vec<String> = vec![String::new()];
    for letter in subject.chars() {
        match words.last_mut() {
            Some(word) if word.len() + letter.len_utf8() <= WORD => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("=?UTF-8?B?{}?=", STANDARD.encode(word)))
        .collect();
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str("Subject"),
        subject.to_owned(),
        words.join("\r\n "),
    )
}

/// The reports of what changed, as PDF where there is one, as long as there is room.
fn attachments(notice: &Notice, outbox: &Outbox) -> Vec<(String, &'static str, Vec<u8>)> {
    let mut room = ROOM;
    let mut found = Vec::new();
    for change in &notice.digest.changes {
        let Some(path) = change.report.as_deref() else {
            continue;
        };
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        for (extension, kind) in [
            ("pdf", "application/pdf"),
            ("html", "text/html; charset=utf-8"),
        ] {
            let report = outbox.report(&format!("{stem}.{extension}"), room);
            if let Some(content) = report {
                room = room.saturating_sub(content.len() as u64);
                found.push((file_name(change, extension), kind, content));
                break;
            }
        }
    }
    found
}

/// A name that every system takes.
fn file_name(change: &Change, extension: &str) -> String {
    let plain: String = change
        .dossier
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(60)
        .collect();
    // A portfolio that is itself a dossier has no name below itself.
    let name = match plain.trim_matches('-') {
        "" => "report",
        name => name,
    };
    format!("{name}-{}.{extension}", Day::of(change.as_of))
}
