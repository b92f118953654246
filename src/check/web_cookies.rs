//! Whether cookies are kept from scripts, from plain HTTP and from other sites (RFC 6265 and its revision).

use cookie::{Cookie, SameSite};

use super::page::{good_answer, host_of, same_site};
use super::{Check, Context, Judgement};
use crate::domain::finding::Outcome;
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "web-cookies",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &["good", "incomplete", "unprotected", "none"],
    judge,
};

const FIELD: &str = "set-cookie";
const DAY_SECONDS: i64 = 86_400;

/// What is wrong with a cookie: the key of its words, and whether it is serious.
type Fault = (&'static str, bool);

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, http)) = context
        .of(Probe::Https)
        .find_map(|o| Some((o, o.http().filter(|http| !http.hops.is_empty())?)))
    else {
        return context.unseen("web-not-reached", Probe::Https);
    };
    let (mut count, mut faulty, mut serious, mut quotes) = (0_u32, Vec::new(), false, Vec::new());
    for hop in &http.hops {
        let host = host_of(&hop.url);
        // Those of a sign-on service on the way are of another party.
        if !same_site(&host, &context.subject.name) {
            continue;
        }
        for value in hop.header(FIELD) {
            let Ok(cookie) = Cookie::parse(value) else {
                continue;
            };
            let Some(days) = lifetime(&cookie, observation) else {
                continue;
            };
            count += 1;
            let found = faults(&cookie, days, context.material.policy.web.cookie_max_days);
            if found.is_empty() {
                continue;
            }
            serious |= found.iter().any(|(_, serious)| *serious);
            let words: Vec<Text> = found
                .iter()
                .map(|(key, _)| context.material.phrases.text(key))
                .collect();
            let words = Context::list(&words);
            let name: String = cookie.name().chars().take(40).collect();
            faulty.push(Text::new(
                format!("{name} ({})", words.nl),
                format!("{name} ({})", words.en),
            ));
            quotes.push(format!("{FIELD}: {value}"));
        }
    }
    if count == 0 {
        return match good_answer(context) {
            Ok(answer) => answer.support(Judgement::not_applicable("none"), &[]),
            Err(judgement) => judgement,
        };
    }
    // What was set well on the way to an error, or to nowhere, says nothing of the cookies of the site itself.
    if faulty.is_empty()
        && let Err(judgement) = good_answer(context)
        && judgement.outcome == Outcome::NotObserved
    {
        return judgement;
    }
    faulty.dedup();
    let shown = Context::list(&faulty[..faulty.len().min(5)]);
    let judgement = match (faulty.is_empty(), serious) {
        (true, _) => Judgement::conforms("good"),
        (false, true) => Judgement::deviates("unprotected").with_text("cookies", shown),
        (false, false) => Judgement::partial("incomplete").with_text("cookies", shown),
    };
    if quotes.is_empty() {
        quotes = http
            .hops
            .iter()
            .flat_map(|hop| hop.header(FIELD))
            .map(|value| format!("{FIELD}: {value}"))
            .collect();
    }
    judgement
        .with("count", count)
        .because(observation, quotes.join("; "))
}

/// The days that a cookie is kept after the answer; 0 for the time that the browser is open. Nothing when it is deleted.
fn lifetime(cookie: &Cookie<'_>, observation: &Observation) -> Option<i64> {
    // RFC 6265 §5.3: the age goes before the moment.
    let seconds = match (cookie.max_age(), cookie.expires_datetime()) {
        (Some(age), _) => age.whole_seconds(),
        (None, Some(until)) => until.unix_timestamp() - observation.at.as_second(),
        (None, None) => return Some(0),
    };
    (seconds > 0).then_some(seconds / DAY_SECONDS)
}

fn faults(cookie: &Cookie<'_>, days: i64, max_days: i64) -> Vec<Fault> {
    let secure = cookie.secure() == Some(true);
    let (name, mut faults) = (cookie.name(), Vec::new());
    let whole_host = secure && cookie.domain().is_none() && cookie.path() == Some("/");
    // RFC 6265bis §4.1.3: a browser refuses a cookie that does not keep what its name promises.
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("__host-") && !whole_host || lower.starts_with("__secure-") && !secure {
        faults.push(("web.cookie-prefix", true));
    }
    if !secure {
        faults.push(("web.cookie-secure", true));
    }
    if cookie.http_only() != Some(true) {
        faults.push(("web.cookie-http-only", false));
    }
    match cookie.same_site() {
        None => faults.push(("web.cookie-same-site", false)),
        Some(SameSite::None) if cookie.partitioned() != Some(true) => {
            faults.push(("web.cookie-cross-site", false));
        }
        Some(_) => {}
    }
    if days > max_days {
        faults.push(("web.cookie-long", false));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_held_against_its_own_name() {
        let keys = |value: &str| -> Vec<&str> {
            let cookie = Cookie::parse(value.to_owned()).expect("a cookie");
            faults(&cookie, 0, 400)
                .iter()
                .map(|(key, _)| *key)
                .collect()
        };
        let good = "; Secure; HttpOnly; SameSite=Lax";
        assert!(keys(&format!("a=…{good}")).is_empty());
        assert!(keys(&format!("__Host-a=…; Path=/{good}")).is_empty());
        assert_eq!(keys(&format!("__Host-a=…{good}")), ["web.cookie-prefix"]);
        assert_eq!(
            keys(&format!("__Host-a=…; Path=/; Domain=example.nl{good}")),
            ["web.cookie-prefix"]
        );
        assert_eq!(
            keys("__Secure-a=…; HttpOnly; SameSite=Strict"),
            ["web.cookie-prefix", "web.cookie-secure"]
        );
        assert_eq!(
            keys("a=…"),
            [
                "web.cookie-secure",
                "web.cookie-http-only",
                "web.cookie-same-site"
            ]
        );
        assert_eq!(
            keys("a=…; Secure; HttpOnly; SameSite=None"),
            ["web.cookie-cross-site"]
        );
    }
}
