//! Names of domains in SPF records, which may hold macros (RFC 7208 §7.1).

/// What stands after `include:`, `a:` and the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainSpec(String);

/// Letters that stand for something in every term …
const LETTERS: &str = "slodiphv";
/// … and that split what they stand for.
const DELIMITERS: &str = ".-+,/_=";

impl DomainSpec {
    /// Reads a `domain-spec`; nothing when it breaks the grammar.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let tail = after_macros(text)?;
        if !tail.is_empty() {
            let tail = tail.strip_suffix('.').unwrap_or(tail);
            let (_, label) = tail.rsplit_once('.')?;
            if !is_top_label(label) {
                return None;
            }
        } else if text.is_empty() {
            return None;
        }
        Some(Self(text.to_owned()))
    }

    /// As written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    /// True when the name depends on the mail at hand.
    #[must_use]
    pub fn has_macros(&self) -> bool {
        self.0.contains('%')
    }

    /// True when the name is the same for every message that is said to come from one domain: there is no macro for who sends
    /// or from where (RFC 7208 §7.2).
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        let mut macros = self.0.split("%{").skip(1);
        macros.all(|rest| rest.starts_with(['d', 'D']))
    }

    /// The name in lower case without final dot; nothing when it depends on the mail at hand.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let name = self.0.strip_suffix('.').unwrap_or(&self.0);
        (!self.has_macros()).then(|| name.to_ascii_lowercase())
    }
}

/// True for a `macro-string`, the value of a modifier that nobody knows.
pub(super) fn is_macro_string(text: &str) -> bool {
    after_macros(text).is_some()
}

/// The text after the last macro, when everything is a macro or may stand as it is.
fn after_macros(text: &str) -> Option<&str> {
    let mut rest = text;
    let mut tail = text;
    loop {
        let mut chars = rest.chars();
        match chars.next() {
            None => return Some(tail),
            Some('%') => {
                rest = chars.as_str();
                rest = match chars.next()? {
                    '{' => after_letter(chars.as_str())?,
                    '%' | '_' | '-' => &rest[1..],
                    _ => return None,
                };
                tail = rest;
            }
            Some('\u{21}'..='\u{7e}') => rest = chars.as_str(),
            Some(_) => return None,
        }
    }
}

/// What follows on a letter, its transformers and delimiters and the closing brace.
fn after_letter(text: &str) -> Option<&str> {
    let letter = text.chars().next()?;
    if !LETTERS.contains(letter.to_ascii_lowercase()) {
        return None;
    }
    let rest = &text[1..];
    let kept = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &rest[..rest.len() - kept.len()];
    // A number of parts has to be more than none.
    if !digits.is_empty() && digits.chars().all(|c| c == '0') {
        return None;
    }
    kept.strip_prefix(['r', 'R'])
        .unwrap_or(kept)
        .trim_start_matches(|c| DELIMITERS.contains(c))
        .strip_prefix('}')
}

/// True for the last label of a name: letters, digits and inner hyphens, and not digits alone.
fn is_top_label(label: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
    label.chars().all(inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().any(|c| !c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_domain_itself_is_the_same_for_every_message() {
        for (text, fixed) in [
            ("a.example", true),
            ("%{d}", true),
            ("x.%{D2}", true),
            ("%{i}.%{d}", false),
            ("%{l}.a.example", false),
        ] {
            let spec = DomainSpec::read(text).expect("a name");
            assert_eq!(spec.is_fixed(), fixed, "{text}");
        }
    }

    #[test]
    fn names_end_in_a_label_or_a_macro() {
        for good in [
            "example.nl",
            "Example.NL.",
            "_spf.a.example",
            "%{i}._spf.example",
            "%{ir}.%{v}.sbl.example",
            "x.%{D2}",
            "%{l1r+-}.%%.example",
            "foo:bar/baz.example",
        ] {
            assert!(DomainSpec::read(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "example",
            "example.",
            "a.123",
            "a.-b",
            "a.b-",
            "a..",
            "a b.nl",
            "%{x}.nl",
            "%{d0}.nl",
            "%{d",
            "%",
            "a.%{d}nl",
            "%(d).nl",
            "é.nl",
            "a.\u{fffd}l",
        ] {
            assert!(DomainSpec::read(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn only_names_without_macros_can_be_asked_for() {
        let name = |text: &str| DomainSpec::read(text).and_then(|spec| spec.name());
        assert_eq!(name("SPF.Example.NL."), Some("spf.example.nl".to_owned()));
        assert_eq!(name("%{d}.example"), None);
    }
}
