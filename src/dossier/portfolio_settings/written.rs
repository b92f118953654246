//! `portfolio.toml` as it is written.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, SeqAccess, Unexpected, Visitor};

use super::{Occasions, Security, Shape};
use crate::domain::text::Lang;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) format: u32,
    pub(super) name: Option<String>,
    pub(super) language: Option<Lang>,
    #[serde(default)]
    pub(super) notify: Notify,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notify {
    pub(super) when: Option<Occasions>,
    pub(super) give_up_after: Option<u32>,
    pub(super) link: Option<String>,
    #[serde(default)]
    pub(super) mail: Vec<Mail>,
    #[serde(default)]
    pub(super) webhook: Vec<Webhook>,
    #[serde(default)]
    pub(super) files: Vec<Files>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mail {
    pub(super) server: String,
    pub(super) port: Option<u16>,
    #[serde(default)]
    pub(super) security: Security,
    pub(super) from: String,
    pub(super) to: Vec<String>,
    pub(super) username: Option<String>,
    pub(super) password_env: Option<String>,
    pub(super) password_file: Option<String>,
    #[serde(default)]
    pub(super) attach_report: bool,
    pub(super) when: Option<Occasions>,
    pub(super) ca: Option<String>,
    #[serde(default)]
    pub(super) allow_private: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Webhook {
    pub(super) name: String,
    pub(super) url: Option<String>,
    pub(super) url_env: Option<String>,
    pub(super) url_file: Option<String>,
    #[serde(default)]
    pub(super) shape: Shape,
    pub(super) secret_env: Option<String>,
    pub(super) secret_file: Option<String>,
    pub(super) when: Option<Occasions>,
    pub(super) ca: Option<String>,
    #[serde(default)]
    pub(super) allow_private: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Files {
    pub(super) folder: String,
    pub(super) when: Option<Occasions>,
}

/// One occasion, or a list of them.
impl<'de> Deserialize<'de> for Occasions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Occasions;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("change, due or always, or a list of them")
            }
            fn visit_str<E: Error>(self, word: &str) -> Result<Occasions, E> {
                let mut occasions = Occasions::default();
                if occasions.add(word) {
                    Ok(occasions)
                } else {
                    Err(E::unknown_variant(word, &["change", "due", "always"]))
                }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<Occasions, A::Error> {
                let mut occasions = Occasions::default();
                while let Some(word) = words.next_element::<String>()? {
                    if !occasions.add(&word) {
                        return Err(A::Error::unknown_variant(
                            &word,
                            &["change", "due", "always"],
                        ));
                    }
                }
                if occasions == Occasions::default() {
                    return Err(A::Error::invalid_value(
                        Unexpected::Other("an empty list"),
                        &self,
                    ));
                }
                Ok(occasions)
            }
        }
        deserializer.deserialize_any(Words)
    }
}
