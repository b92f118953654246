//! The forms that a notice takes for programs.

use std::fmt::Write as _;

use aws_lc_rs::hmac;
use serde_json::{Value, json};

use crate::domain::notice::{ChatEntry, Letter, Notice};

/// The type of our events.
const EVENT: &str = "waarborg.notice.v1";
/// Parts of a message that Slack takes.
const SLACK_BLOCKS: usize = 49;
/// Characters of one part that Slack takes.
const SLACK_TEXT: usize = 2_900;
/// Bytes of a message that Teams takes, with some to spare.
const TEAMS_BYTES: usize = 24_000;

/// A notice as an event: `CloudEvents` 1.0, structured, as JSON.
pub(super) fn cloud_event(notice: &Notice) -> Vec<u8> {
    json!({
        "specversion": "1.0",
        "id": notice.id,
        "source": format!("/waarborg/{}", percent(&notice.digest.portfolio)),
        "type": EVENT,
        "time": notice.at,
        "datacontenttype": "application/json",
        "data": {
            "language": notice.language,
            "subject": notice.letter.subject,
            "text": notice.letter.text,
            "digest": notice.digest,
        },
    })
    .to_string()
    .into_bytes()
}

/// A name as one step of a path (RFC 3986, 2.3).
fn percent(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The signature of a body: `sha256=` and the HMAC-SHA256 in lower-case hexadecimal.
#[must_use]
pub fn signature(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let mut out = "sha256=".to_owned();
    for byte in hmac::sign(&key, body).as_ref() {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// A message for Slack, and for what reads the same, such as Mattermost.
pub(super) fn slack(letter: &Letter) -> Vec<u8> {
    let mut blocks = vec![section(&format!("*{}*", marked(&letter.subject)))];
    for entry in letter.chat.iter().take(SLACK_BLOCKS) {
        let mut text = format!("*{}*", marked(&entry.head));
        for line in &entry.lines {
            let line = format!("\n• {}", marked(line));
            // A cut would fall inside an entity or a link.
            if text.chars().count() + line.chars().count() > SLACK_TEXT {
                text.push_str("\n…");
                break;
            }
            text.push_str(&line);
        }
        if let Some(link) = &entry.link
            && text.chars().count() + link.chars().count() < SLACK_TEXT
        {
            let _ = write!(text, "\n<{}>", marked(link).replace('|', "%7C"));
        }
        blocks.push(section(&text));
    }
    let text = marked(&letter.subject);
    json!({ "text": text, "blocks": blocks })
        .to_string()
        .into_bytes()
}

fn section(text: &str) -> Value {
    // Verbatim: what looks like a link or a name to notify stays text.
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text, "verbatim": true } })
}

/// A text in which nothing commands Slack.
fn marked(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A message with a card, for a workflow of Microsoft Teams. Its texts are of the kind that knows no markup.
pub(super) fn teams(letter: &Letter) -> Vec<u8> {
    let mut shown = letter.chat.len();
    loop {
        let message = card(letter, shown).to_string();
        if message.len() <= TEAMS_BYTES || shown == 0 {
            return message.into_bytes();
        }
        shown = (shown * 3 / 4).min(shown - 1);
    }
}

fn card(letter: &Letter, shown: usize) -> Value {
    let mut body = vec![runs(&letter.subject, true)];
    for entry in letter.chat.iter().take(shown) {
        body.extend(part(entry));
    }
    if shown < letter.chat.len() {
        body.push(runs("…", false));
    }
    // Few programs show more of them.
    let actions: Vec<Value> = letter
        .chat
        .iter()
        .take(shown)
        .filter_map(|entry| Some((entry, entry.link.as_ref()?)))
        .take(5)
        .map(|(entry, link)| {
            let title: String = entry.head.chars().take(60).collect();
            json!({ "type": "Action.OpenUrl", "title": title, "url": link })
        })
        .collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": body,
                "actions": actions,
            },
        }],
    })
}

fn part(entry: &ChatEntry) -> Vec<Value> {
    let lines = entry
        .lines
        .iter()
        .map(|line| runs(&format!("• {line}"), false));
    std::iter::once(runs(&entry.head, true))
        .chain(lines)
        .collect()
}

fn runs(text: &str, strong: bool) -> Value {
    let weight = if strong { "Bolder" } else { "Default" };
    json!({
        "type": "RichTextBlock",
        "inlines": [{ "type": "TextRun", "text": text, "weight": weight }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_rfc_4231_has_it() {
        assert_eq!(
            signature("Jefe", b"what do ya want for nothing?"),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn nothing_commands_slack() {
        assert_eq!(
            marked("<!channel> & <https://x|y>"),
            "&lt;!channel&gt; &amp; &lt;https://x|y&gt;"
        );
    }

    #[test]
    fn a_card_stays_within_what_teams_takes() {
        let entry = ChatEntry {
            head: "x".repeat(300),
            lines: vec!["y".repeat(500); 12],
            link: None,
        };
        let letter = Letter {
            subject: "s".to_owned(),
            text: String::new(),
            html: String::new(),
            chat: vec![entry; 100],
        };
        assert!(teams(&letter).len() <= TEAMS_BYTES);
        assert!(slack(&letter).len() < 200_000);
    }
}
