//! What people are told after a run over a portfolio, and how far each telling has come.

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write as _;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::day::Day;
use super::text::{Lang, Text};
use super::verdict::Advice;

/// The format of stored notices that this version writes and reads.
pub const NOTICE_FORMAT: u32 = 1;

/// What a run over a portfolio came to, for people: one digest a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The name of the portfolio.
    pub portfolio: String,
    /// When the run ended.
    pub at: Timestamp,
    /// Dossiers that were assessed in the run.
    pub assessed: u32,
    /// Dossiers in which something changed.
    pub changes: Vec<Change>,
    /// What is due or expires.
    pub due: Vec<Due>,
    /// Dossiers that could not be assessed.
    pub troubles: Vec<Trouble>,
}

/// What changed in one dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The folder of the dossier, below the portfolio.
    pub dossier: String,
    /// The provider.
    pub vendor: String,
    /// The service.
    pub service: String,
    /// The advice of the assessment before, when there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Advice>,
    /// The advice now.
    pub after: Advice,
    /// The moment of the assessment.
    pub as_of: Timestamp,
    /// What changed, the gravest first, one sentence each.
    pub lines: Vec<Text>,
    /// The report, as a path below the portfolio with `/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The folder of the dossier, below the portfolio.
    pub dossier: String,
    /// The provider.
    pub vendor: String,
    /// The service.
    pub service: String,
    /// What is due, in words that do not change from day to day.
    pub what: Text,
    /// The day.
    pub on: Day,
}

/// A dossier that could not be assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The folder of the dossier, below the portfolio.
    pub dossier: String,
    /// What is wrong.
    pub what: Text,
}

/// What names a notice for ever: the same content has the same id, also in a run that starts again after it was killed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NoticeId(pub String);

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl NoticeId {
    /// True for what this version makes: a file is named after it, so nothing else may pass.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.0.len() == 32
            && self
                .0
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    }
}

impl Digest {
    /// True when there is nothing to tell.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.changes.is_empty() && self.due.is_empty() && self.troubles.is_empty()
    }

    /// The ids of everything in it, in order of changes, what is due, troubles.
    ///
    /// A change is told once. What stays due, and trouble that stays, has a new id every calendar month (UTC): it is told
    /// once a month for as long as it lasts.
    #[must_use]
    pub fn items(&self) -> Vec<String> {
        let changes = self.changes.iter().map(change_item);
        let due = self.due.iter().map(|due| self.due_item(due));
        let troubles = self.troubles.iter().map(|t| self.trouble_item(t));
        changes.chain(due).chain(troubles).collect()
    }

    /// What is left when what was told before is taken out.
    #[must_use]
    pub fn without(mut self, told: &BTreeSet<String>) -> Self {
        let (changes, due, troubles) = (
            std::mem::take(&mut self.changes),
            std::mem::take(&mut self.due),
            std::mem::take(&mut self.troubles),
        );
        self.due = due
            .into_iter()
            .filter(|due| !told.contains(&self.due_item(due)))
            .collect();
        self.troubles = troubles
            .into_iter()
            .filter(|trouble| !told.contains(&self.trouble_item(trouble)))
            .collect();
        self.changes = changes
            .into_iter()
            .filter(|change| !told.contains(&change_item(change)))
            .collect();
        self
    }

    /// The id of a notice with this content. One without news is of its moment alone.
    #[must_use]
    pub fn id(&self) -> NoticeId {
        let mut items = self.items();
        items.push(self.portfolio.clone());
        if self.is_quiet() {
            items.push(self.at.to_string());
        }
        NoticeId(name("notice", &items))
    }

    fn month(&self) -> String {
        let day = Day::of(self.at);
        format!("{:04}-{:02}", day.0.year(), day.0.month())
    }

    fn due_item(&self, due: &Due) -> String {
        let on = due.on.to_string();
        name("due", &[&due.dossier, &due.what.en, &on, &self.month()])
    }

    fn trouble_item(&self, trouble: &Trouble) -> String {
        let parts = [&trouble.dossier, &trouble.what.en, &self.month()];
        name("trouble", &parts)
    }
}

/// The id of a change among what is told: of a dossier, at the moment of an assessment.
#[must_use]
pub fn change_id(dossier: &str, as_of: Timestamp) -> String {
    name("change", &[dossier, &as_of.to_string()])
}

fn change_item(change: &Change) -> String {
    change_id(&change.dossier, change.as_of)
}

/// 128 bits of a digest over parts, each with its length, in lower-case hexadecimal.
fn name<T: AsRef<str>>(kind: &str, parts: &[T]) -> String {
    let mut hash = Sha256::new();
    hash.update(kind);
    for part in parts {
        let part = part.as_ref();
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut out = String::with_capacity(32);
    for byte in hash.finalize().iter().take(16) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// A notice as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text, with line feeds.
    pub text: String,
    /// One HTML page that needs nothing else.
    pub html: String,
    /// The same in short, for a chat.
    pub chat: Vec<ChatEntry>,
}

/// A part of a notice in a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatEntry {
    /// What it is about.
    pub head: String,
    /// One sentence each.
    pub lines: Vec<String>,
    /// Where to read more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A notice on its way: one file in the outbox, kept until every receiver has said yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// [`NOTICE_FORMAT`].
    pub format: u32,
    /// Its id.
    pub id: NoticeId,
    /// When it was composed.
    pub at: Timestamp,
    /// The language of the letter.
    pub language: Lang,
    /// The ids of what it tells.
    pub items: Vec<String>,
    /// For programs.
    pub digest: Digest,
    /// For people.
    pub letter: Letter,
    /// One for each receiver.
    pub deliveries: Vec<Delivery>,
}

/// How far a notice has come with one receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The receiver, as `portfolio.toml` names it: `mail privacy@example.nl`, `webhook chat`, `files notices`.
    pub to: String,
    /// Runs that tried.
    pub tries: u32,
    /// How far it has come.
    pub state: DeliveryState,
}

/// How far a delivery has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum DeliveryState {
    /// To be tried, at the next run as well.
    Waiting {
        /// Why it has not arrived yet, once it was tried.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        setback: Option<Setback>,
    },
    /// Being handed over since a moment. Found at the start of a run, it says that the run before was cut off.
    Attempting {
        /// Since when.
        since: Timestamp,
    },
    /// The receiver said yes.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// Handed over, but no answer came: it may have arrived. Not sent again unless a person asks for it.
    Doubtful {
        /// What happened.
        setback: Setback,
    },
    /// Tried so often that it is left to a person.
    GivenUp {
        /// The last reason.
        setback: Setback,
    },
}

/// Why something was not delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setback {
    /// The kind.
    pub reason: SetbackReason,
    /// The words of the receiver or the system, cleaned, without secrets.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// The kinds of setback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SetbackReason {
    /// A private or other special address, which was not allowed.
    Blocked,
    /// The receiver cannot take it now.
    Busy,
    /// The certificate of the receiver is not trusted.
    Certificate,
    /// The connection ended.
    Closed,
    /// The run was cut off while it was handing over.
    CutOff,
    /// The disk refused.
    Disk,
    /// The user name or password was refused.
    Login,
    /// The server offers no way to encrypt, or no way to log in.
    NotOffered,
    /// An answer that is none of the protocol.
    Protocol,
    /// No connection could be made.
    Refused,
    /// The receiver does not want it.
    Rejected,
    /// No answer in time.
    TimedOut,
    /// The receiver is no longer in `portfolio.toml`.
    Unlisted,
    /// The name cannot be found.
    Unresolved,
}

impl SetbackReason {
    /// The key of its words in `data/texts/notify.toml`, below `notice.setback`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Busy => "busy",
            Self::Certificate => "certificate",
            Self::Closed => "closed",
            Self::CutOff => "cut-off",
            Self::Disk => "disk",
            Self::Login => "login",
            Self::NotOffered => "not-offered",
            Self::Protocol => "protocol",
            Self::Refused => "refused",
            Self::Rejected => "rejected",
            Self::TimedOut => "timed-out",
            Self::Unlisted => "unlisted",
            Self::Unresolved => "unresolved",
        }
    }
}
