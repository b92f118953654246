//! Whether the site switches off what it does not use of camera, location and the like (W3C Permissions Policy).

use std::collections::BTreeMap;

use super::page::page_answer;
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "web-permissions-policy",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &["restricts", "some", "open", "invalid", "older", "missing"],
    judge,
};

const FIELD: &str = "permissions-policy";
const OLDER: &str = "feature-policy";

fn judge(context: &Context<'_>) -> Judgement {
    let answer = match page_answer(context) {
        Ok(answer) => answer,
        Err(judgement) => return judgement,
    };
    // RFC 9651 §3.1: several fields are one list.
    let values: Vec<&str> = answer.hop.header(FIELD).collect();
    let judgement = if values.is_empty() {
        let older = answer.hop.header(OLDER).next().is_some();
        Judgement::partial(if older { "older" } else { "missing" })
    } else {
        match read(&values.join(",")) {
            None => Judgement::partial("invalid"),
            Some(rules) => {
                let wanted = &context.material.policy.web.powerful_features;
                let open: Vec<&str> = rules
                    .iter()
                    .filter(|(name, rule)| **rule == Rule::Everybody && wanted.contains(name))
                    .map(|(name, _)| name.as_str())
                    .collect();
                let left: Vec<&str> = wanted
                    .iter()
                    .filter(|name| !rules.contains_key(*name))
                    .map(String::as_str)
                    .collect();
                if !open.is_empty() {
                    Judgement::partial("open").with("features", open.join(", "))
                } else if left.is_empty() {
                    Judgement::conforms("restricts")
                } else {
                    Judgement::conforms("some").with("features", left.join(", "))
                }
            }
        }
    };
    answer.support(judgement, &[FIELD, OLDER])
}

/// Who may use a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// Every page and every frame.
    Everybody,
    /// Those that are listed, or nobody.
    Listed,
}

/// The rules by feature; nothing when the field is no dictionary (RFC 9651 §4.2.2), which makes browsers leave it out.
fn read(field: &str) -> Option<BTreeMap<String, Rule>> {
    let mut rules = BTreeMap::new();
    for member in members(field)? {
        let (name, value) = member.split_once('=').unwrap_or((member, ""));
        let (name, value) = (name.trim(), value.trim());
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.*".contains(c);
        if !name.starts_with(|c: char| c.is_ascii_lowercase() || c == '*')
            || !name.chars().all(fits)
        {
            return None;
        }
        let value = value.split(';').next().unwrap_or_default().trim();
        let rule = match value {
            "*" => Rule::Everybody,
            list if list.starts_with('(') && list.ends_with(')') => {
                let everybody = list
                    .trim_matches(['(', ')'])
                    .split_ascii_whitespace()
                    .any(|one| one == "*");
                if everybody {
                    Rule::Everybody
                } else {
                    Rule::Listed
                }
            }
            "self" | "src" | "" => Rule::Listed,
            quoted if quoted.len() > 1 && quoted.starts_with('"') && quoted.ends_with('"') => {
                Rule::Listed
            }
            _ => return None,
        };
        rules.insert(name.to_owned(), rule);
    }
    Some(rules)
}

/// The members of a dictionary: parts between commas that stand outside brackets and quotation marks.
fn members(field: &str) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_u32, false);
    for (at, c) in field.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.checked_sub(1)?,
            ',' if !quoted && depth == 0 => {
                parts.push(field[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(field[start..].trim());
    (depth == 0 && !quoted && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_is_a_dictionary_or_nothing() {
        let rules =
            read("camera=(), geolocation=(self \"https://a.nl,b\"), usb=*;x=1, fullscreen=self")
                .expect("a dictionary");
        let open: Vec<&String> = rules
            .iter()
            .filter(|(_, rule)| **rule == Rule::Everybody)
            .map(|(name, _)| name)
            .collect();
        assert_eq!((rules.len(), open), (4, vec![&"usb".to_owned()]));
        for broken in [
            "",
            "camera 'none'",
            "camera=(",
            "camera=)",
            "Camera=()",
            "a=\"",
            "a=b",
            "a=(),",
        ] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }
}
