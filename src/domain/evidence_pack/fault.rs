//! What can be wrong with an evidence pack.

use crate::domain::text::Text;

/// A fault of a pack. The first group ends the reading; the second is about what was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// No zip at all.
    #[error("read: no zip archive")]
    NoArchive,
    /// It stops in the middle of a file, or of the table (then the name is empty).
    #[error("read: cut off in `{0}`")]
    CutOff(String),
    /// A name that would leave the folder it is unpacked in, or that no system can hold.
    #[error("read: the name `{0}`")]
    Name(String),
    /// Two files of one name.
    #[error("read: `{0}` twice")]
    Twice(String),
    /// A link, folder or device.
    #[error("read: `{0}` is no ordinary file")]
    NoFile(String),
    /// More unpacks than is said, or than there may be.
    #[error("read: `{0}` unpacks to another size than stated or allowed")]
    Bomb(String),
    /// The bytes are not those that were packed.
    #[error("read: `{0}` is damaged")]
    Checksum(String),
    /// The header of a file is not as it is written: encrypted, packed in another way, with something added.
    #[error("read: the header of `{0}`")]
    Header(String),
    /// The table at the end does not follow from the files; of one file, or of none in particular.
    #[error("read: the table at `{0}`")]
    Table(String),
    /// Bytes after the end.
    #[error("read: {0} bytes after the end")]
    Trailing(usize),
    /// More files than a pack may have.
    #[error("read or write: too many files")]
    TooMany,
    /// More bytes than the format can hold.
    #[error("read or write: too many bytes")]
    TooMuch,

    /// The manifest is missing, cannot be read, or is not canonical JSON: the reason.
    #[error("read the manifest: {}", .0.en)]
    Manifest(Text),
    /// A file of the manifest is not there.
    #[error("check: `{0}` was dropped")]
    Dropped(String),
    /// A file is there that the manifest does not name.
    #[error("check: `{0}` was added")]
    Added(String),
    /// A file has other bytes than the manifest says.
    #[error("check: `{0}` was changed")]
    Changed(String),
    /// A file does not say what the assessment says.
    #[error("check: `{0}` does not follow from the assessment")]
    Derived(String),
    /// The assessment cannot be read: the reason.
    #[error("read the assessment: {}", .0.en)]
    Assessment(Text),
    /// The data that judged cannot be used: file and reason.
    #[error("read the data: {}", .0.en)]
    Data(Text),
    /// Judging again came to something else.
    #[error("judge again: {}", .0.en)]
    Judgement(Text),
    /// A key that signs or checks: the reason.
    #[error("use the key: {}", .0.en)]
    Key(Text),
    /// The signature: the reason.
    #[error("check the signature: {}", .0.en)]
    Signature(Text),
    /// The time stamp: the reason.
    #[error("check the time stamp: {}", .0.en)]
    Stamp(Text),
}

impl SealFault {
    /// True when the file is no pack at all, so that nothing can be said of its being changed.
    #[must_use]
    pub const fn is_foreign(&self) -> bool {
        matches!(self, Self::NoArchive)
    }

    /// The fault for a user.
    #[must_use]
    pub fn text(&self) -> Text {
        let named = |name: &str, nl: &str, en: &str| {
            Text::new(format!("`{name}` {nl}"), format!("`{name}` {en}"))
        };
        match self {
            Self::NoArchive => Text::new(
                "dit is geen bewijspakket: geen zip-bestand",
                "this is no evidence pack: no zip file",
            ),
            Self::CutOff(name) if name.is_empty() => {
                Text::new("het bestand is afgekapt", "the file is cut off")
            }
            Self::CutOff(name) => named(name, "is afgekapt", "is cut off"),
            Self::Name(name) => named(
                name,
                "is geen naam voor een bestand in een bewijspakket",
                "is no name for a file in an evidence pack",
            ),
            Self::Twice(name) => named(name, "staat er twee keer in", "is in it twice"),
            Self::NoFile(name) => named(name, "is geen gewoon bestand", "is no ordinary file"),
            Self::Bomb(name) => named(
                name,
                "pakt anders uit dan erbij staat, of te groot",
                "unpacks to another size than stated, or too large",
            ),
            Self::Checksum(name) => named(name, "is beschadigd", "is damaged"),
            Self::Header(name) => named(
                name,
                "is anders ingepakt dan waarborg het doet: een ander programma heeft het zip-bestand gemaakt of bewerkt",
                "is packed otherwise than waarborg does: another program made or edited the zip file",
            ),
            Self::Table(name) if name.is_empty() => Text::new(
                "de inhoudsopgave klopt niet met de bestanden",
                "the table of contents does not match the files",
            ),
            Self::Table(name) => named(
                name,
                "staat verkeerd in de inhoudsopgave",
                "is wrong in the table of contents",
            ),
            Self::Trailing(count) => Text::new(
                format!("na het einde staan nog {count} bytes"),
                format!("{count} bytes follow the end"),
            ),
            Self::TooMany => Text::new("er zijn te veel bestanden", "there are too many files"),
            Self::TooMuch => Text::new("het is te groot", "it is too large"),
            Self::Manifest(reason) => because(
                "manifest.json is niet te gebruiken:",
                "manifest.json cannot be used:",
                reason,
            ),
            Self::Dropped(name) => named(name, "is weggelaten", "was dropped"),
            Self::Added(name) => named(name, "is toegevoegd", "was added"),
            Self::Changed(name) => named(name, "is veranderd", "was changed"),
            Self::Derived(name) => named(
                name,
                "zegt iets anders dan assessment.json",
                "says something else than assessment.json",
            ),
            Self::Assessment(reason) => because(
                "assessment.json is niet te gebruiken:",
                "assessment.json cannot be used:",
                reason,
            ),
            Self::Data(reason) => because(
                "de gegevens in method/data zijn niet te gebruiken:",
                "the data in method/data cannot be used:",
                reason,
            ),
            Self::Judgement(reason) => because(
                "opnieuw beoordelen geeft iets anders:",
                "judging again gives something else:",
                reason,
            ),
            Self::Key(reason) => because(
                "deze sleutel is niet te gebruiken:",
                "this key cannot be used:",
                reason,
            ),
            Self::Signature(reason) => because(
                "de handtekening klopt niet:",
                "the signature does not hold:",
                reason,
            ),
            Self::Stamp(reason) => because(
                "het tijdstempel klopt niet:",
                "the time stamp does not hold:",
                reason,
            ),
        }
    }
}

fn because(nl: &str, en: &str, reason: &Text) -> Text {
    Text::new(format!("{nl} {}", reason.nl), format!("{en} {}", reason.en))
}
