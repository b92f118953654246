//! Whether the endpoint tells browsers to use HTTPS only (RFC 6797).

use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "https-hsts",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &[
        "long",
        "short",
        "missing",
        "invalid",
        "disabled",
        "not-reached",
        "address",
    ],
    judge,
};

const DAY_SECONDS: u64 = 86_400;

fn judge(context: &Context<'_>) -> Judgement {
    // RFC 6797 §8.1.1: browsers note no policy for an address.
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    let Some((observation, hop)) = context
        .of(Probe::Https)
        .find_map(|o| Some((o, o.http()?.first()?)))
    else {
        return context.unseen("not-reached", Probe::Https);
    };
    // RFC 6797 §8.1: only the first field counts.
    let Some(header) = hop.header("strict-transport-security").next() else {
        return Judgement::deviates("missing")
            .because(observation, format!("GET {} → {}", hop.url, hop.status));
    };
    let quote = format!("strict-transport-security: {header}");
    let wanted = context.material.policy.web.hsts_min_seconds;
    let judgement = match parse(header) {
        None => Judgement::deviates("invalid")
            .with("header", header.chars().take(100).collect::<String>()),
        Some((0, _)) => Judgement::deviates("disabled"),
        Some((age, _)) if age < wanted => Judgement::partial("short")
            .with("max_age_days", age / DAY_SECONDS)
            .with("wanted_days", wanted / DAY_SECONDS),
        Some((age, subdomains)) => Judgement::conforms("long")
            .with("max_age_days", age / DAY_SECONDS)
            .with_text(
                "subdomains",
                if subdomains {
                    Text::new("ja", "yes")
                } else {
                    Text::new("nee", "no")
                },
            ),
    };
    judgement.because(observation, quote)
}

/// `max-age` in seconds and whether sub-domains are included; nothing when the header breaks RFC 6797 §6.1.
fn parse(header: &str) -> Option<(u64, bool)> {
    let (mut age, mut subdomains) = (None, false);
    for directive in header.split(';').map(str::trim).filter(|d| !d.is_empty()) {
        let (name, value) = directive
            .split_once('=')
            .map_or((directive, None), |(n, v)| (n.trim(), Some(v.trim())));
        if name.eq_ignore_ascii_case("max-age") {
            let digits = value?.trim_matches('"');
            if age.is_some() || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            // A number too large for us is longer than any policy asks.
            age = Some(digits.parse().unwrap_or(u64::MAX));
        } else if name.eq_ignore_ascii_case("includeSubDomains") {
            subdomains = true;
        }
    }
    age.map(|age| (age, subdomains))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_what_the_rfc_allows_and_nothing_else() {
        assert_eq!(
            parse("max-age=31536000; includeSubDomains"),
            Some((31_536_000, true))
        );
        assert_eq!(parse("MAX-AGE=\"10\";;preload"), Some((10, false)));
        assert_eq!(
            parse("max-age=99999999999999999999999"),
            Some((u64::MAX, false))
        );
        for broken in [
            "",
            "includeSubDomains",
            "max-age=",
            "max-age=-1",
            "max-age=1; max-age=2",
            "max-age = 1d",
        ] {
            assert_eq!(parse(broken), None, "{broken}");
        }
    }
}
