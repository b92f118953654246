//! Whether answers tell which software of which version is at work.

use super::page::answer;
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "web-server-disclosure",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &["silent", "product", "version"],
    judge,
};

/// Header fields in which software names itself.
const FIELDS: [&str; 7] = [
    "server",
    "x-powered-by",
    "x-aspnet-version",
    "x-aspnetmvc-version",
    "x-generator",
    "x-redirect-by",
    "x-runtime-version",
];

fn judge(context: &Context<'_>) -> Judgement {
    let answer = match answer(context) {
        Ok(answer) => answer,
        Err(judgement) => return judgement,
    };
    let told: Vec<String> = FIELDS
        .iter()
        .flat_map(|name| answer.hop.header(name).map(move |value| (name, value)))
        .map(|(name, value)| format!("{name}: {}", value.chars().take(80).collect::<String>()))
        .collect();
    let versions: Vec<&String> = told.iter().filter(|field| has_version(field)).collect();
    // A gate before the site may keep silent where the site would not.
    if versions.is_empty()
        && let Some(error) = answer.error()
    {
        return error;
    }
    let judgement = if told.is_empty() {
        Judgement::conforms("silent")
    } else if versions.is_empty() {
        Judgement::conforms("product").with("fields", told.join(", "))
    } else {
        let shown: Vec<&str> = versions.iter().map(|field| field.as_str()).collect();
        Judgement::partial("version").with("fields", shown.join(", "))
    };
    answer.support(judgement, &FIELDS)
}

/// True when there is a number with a dot in it: `2.4.41`, but not the `3` of a name such as `lvl3`.
fn has_version(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(3).any(|three| {
        matches!(three, [before, b'.', after] if before.is_ascii_digit() && after.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::has_version;

    #[test]
    fn a_version_has_a_dot_between_digits() {
        assert!(has_version("server: Apache/2.4.41 (Ubuntu)"));
        assert!(!has_version("server: nginx") && !has_version("server: lvl3.") && !has_version(""));
    }
}
