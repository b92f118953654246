//! What was not seen, in words.

use crate::domain::fact::{TlsVersion, Weakness};
use crate::domain::phrase::Phrases;
use crate::domain::text::{Lang, Params, Text};

/// Names in a sentence; the rest is counted.
const NAMED: usize = 6;

/// Something that could lower a grade and was not seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unseen {
    /// Everything beyond versions and certificate: the look was a light one.
    Light,
    /// A whole address.
    Address,
    /// Whether a version is offered.
    Version(TlsVersion),
    /// Suites of a version beyond those that were seen.
    Suites(TlsVersion),
    /// Groups of a range of versions beyond those that were seen.
    Groups(TlsVersion),
    /// The parameters of finite-field suites.
    Primes,
    /// How strong a key exchange is that no table knows.
    Exchange,
    /// The hash of a signature.
    Signature,
    /// A certificate that cannot be read.
    Certificate,
    /// A kind of key that is not recognised.
    Key,
    /// What the web server answers.
    Hsts,
    /// A property, by the name of its field.
    Feature(&'static str),
    /// A weakness that was to be probed for.
    Weakness(Weakness),
    /// Something that the guideline or the registry does not know.
    Unrated(String),
    /// What a check looks at, in its own words, Dutch and English.
    Check(String, String),
}

impl Unseen {
    fn words(&self, phrases: &Phrases) -> Text {
        let named = |key: &str, name: &str| {
            phrases.fill(&format!("rating.unseen.{key}"), &[("name", name)])
        };
        match self {
            Self::Light => phrases.text("rating.light"),
            Self::Address => named("address", ""),
            Self::Version(version) => named("version", version.name()),
            Self::Suites(version) => named("suites", version.name()),
            Self::Groups(version) => named("groups", version.name()),
            Self::Primes => named("primes", ""),
            Self::Exchange => named("exchange", ""),
            Self::Signature => named("signature", ""),
            Self::Certificate => named("certificate", ""),
            Self::Key => named("key", ""),
            Self::Hsts => named("hsts", ""),
            Self::Feature(name) => named(name, ""),
            Self::Weakness(weakness) => named(
                "weakness",
                match weakness {
                    Weakness::CcsInjection => "CCS injection",
                    Weakness::Heartbleed => "Heartbleed",
                    Weakness::Robot => "ROBOT",
                    Weakness::Ticketbleed => "Ticketbleed",
                },
            ),
            Self::Unrated(name) => named("unrated", name),
            Self::Check(nl, en) => Text::new(nl, en),
        }
    }
}

/// Everything that was not seen, for a sentence; nothing when there is nothing.
pub(super) fn list(unseen: &[Unseen], phrases: &Phrases) -> Option<Text> {
    let words: Vec<Text> = unseen.iter().map(|gap| gap.words(phrases)).collect();
    shortlist(&words, phrases)
}

/// The first texts, and how many there are besides.
pub(super) fn shortlist(words: &[Text], phrases: &Phrases) -> Option<Text> {
    if words.is_empty() {
        return None;
    }
    let joined = |lang| {
        words
            .iter()
            .take(NAMED)
            .map(|text| text.in_lang(lang))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let names = Text::new(joined(Lang::Nl), joined(Lang::En));
    let rest = words.len().saturating_sub(NAMED);
    if rest == 0 {
        return Some(names);
    }
    Some(phrases.text("rating.more").fill(&Params::from([
        ("names".to_owned(), names),
        ("n".to_owned(), Text::same(rest.to_string())),
    ])))
}
