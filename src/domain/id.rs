//! Identifiers: parsed once at the edge, trusted afterwards.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a text cannot be an identifier; whose fault: user input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an id: use lower-case letters, digits, `-` and `.`, at most 200 characters")]
pub struct IdError(pub String);

fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 200
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !text.contains("..")
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                if is_id(text) { Ok(Self(text.to_owned())) } else { Err(IdError(text.chars().take(80).collect())) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// An active check, such as `certificate-validity`.
    CheckId
);
id!(
    /// One question, such as `loc.storage`: permanent, never reused.
    QuestionId
);
id!(
    /// A questionnaire pack, such as `quick`.
    PackId
);
id!(
    /// A document in the dossier's evidence register.
    EvidenceId
);
id!(
    /// A kind of evidence, such as `iso27001-2022`.
    KindId
);
id!(
    /// A rule of a decision table, such as `notify-authority`.
    RuleId
);
id!(
    /// A topic of the score, such as `location`.
    TopicId
);
id!(
    /// A defect that no score can outweigh, such as `no-agreement`.
    KnockOutId
);

impl Default for TopicId {
    /// The topic of what counts for none.
    fn default() -> Self {
        Self("none".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_and_bounded() {
        for good in ["a", "loc.storage", "iso27001-2022"] {
            assert!(good.parse::<QuestionId>().is_ok(), "{good}");
        }
        for bad in ["", "A", "a b", "../x", "-a", "a..b", "é", &"x".repeat(201)] {
            assert!(bad.parse::<QuestionId>().is_err(), "{bad}");
        }
    }
}
