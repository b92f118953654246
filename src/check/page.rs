//! What the checks of web pages share: which answer speaks for the endpoint.

use super::{Context, Judgement};
use crate::domain::fact::{HttpFact, HttpHop, PageFact};
use crate::domain::observation::{Observation, Probe};
use crate::domain::text::Text;

/// The answer that a visitor of the endpoint ends at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) observation: &'a Observation,
    pub(super) fact: &'a HttpFact,
    pub(super) hop: &'a HttpHop,
}

impl<'a> Answer<'a> {
    /// The page, when it was read.
    pub(super) fn page(&self) -> Option<&'a PageFact> {
        self.fact.page.as_ref()
    }

    /// "Not observed" when the server answered with an error: what an error page or a gate before the site sends and holds
    /// says nothing of the pages behind it, for good or for ill. Common servers leave their own header fields out of it.
    pub(super) fn error(&self) -> Option<Judgement> {
        (self.hop.status >= 400).then(|| {
            Judgement::not_observed("web-error")
                .with("status", self.hop.status)
                .because(self.observation, self.quote(&[]))
        })
    }

    /// "Not observed", because the page was not read to its end: what is not in the part that was read may be in the rest.
    pub(super) fn cut(&self) -> Judgement {
        Judgement::not_observed("web-cut")
            .with("bytes", self.fact.body_bytes)
            .because(self.observation, self.quote(&["content-length"]))
    }

    /// The request and its answer, and the header fields of these names, for a doubter to repeat it.
    pub(super) fn quote(&self, names: &[&str]) -> String {
        let start = format!("GET {} → {}", self.hop.url, self.hop.status);
        let fields = names
            .iter()
            .flat_map(|name| self.hop.header(name).map(move |value| (name, value)));
        fields.fold(start, |quote, (name, value)| {
            format!("{quote}; {name}: {value}")
        })
    }

    /// Adds what it rests on.
    pub(super) fn support(&self, judgement: Judgement, names: &[&str]) -> Judgement {
        judgement.because(self.observation, self.quote(names))
    }
}

/// The answer that the redirects lead to, when it is one of the endpoint's own site.
pub(super) fn answer<'a>(context: &Context<'a>) -> Result<Answer<'a>, Judgement> {
    let found = context.of(Probe::Https).find_map(|observation| {
        let fact = observation.http()?;
        Some((observation, fact, fact.hops.last()?))
    });
    let Some((observation, fact, hop)) = found else {
        return Err(context.unseen("web-not-reached", Probe::Https));
    };
    let host = host_of(&hop.url);
    if !same_site(&host, &context.subject.name) {
        return Err(Judgement::not_applicable("web-elsewhere")
            .with("host", host)
            .because(observation, format!("GET {} → {}", hop.url, hop.status)));
    }
    if let Some(stopped) = &fact.stopped {
        let why = match &fact.halt {
            Some(halt) => context.halted(halt),
            None => context.technical(stopped),
        };
        return Err(Judgement::not_observed("web-unfollowed").because(observation, why));
    }
    Ok(Answer {
        observation,
        fact,
        hop,
    })
}

/// The answer, when it is no error.
pub(super) fn good_answer<'a>(context: &Context<'a>) -> Result<Answer<'a>, Judgement> {
    let answer = answer(context)?;
    answer.error().map_or(Ok(answer), Err)
}

/// The answer, when it is a page and no error.
pub(super) fn page_answer<'a>(context: &Context<'a>) -> Result<Answer<'a>, Judgement> {
    let answer = answer(context)?;
    if answer.page().is_some() || is_html(answer.hop) {
        return answer.error().map_or(Ok(answer), Err);
    }
    let kind = answer.hop.header("content-type").next().unwrap_or("—");
    Err(Judgement::not_applicable("web-no-page")
        .with("type", kind.chars().take(80).collect::<String>())
        .because(answer.observation, answer.quote(&["content-type"])))
}

/// The page that was read, or why there is none.
pub(super) fn page_read<'a>(
    context: &Context<'a>,
) -> Result<(Answer<'a>, &'a PageFact), Judgement> {
    let answer = page_answer(context)?;
    match answer.page() {
        Some(page) => Ok((answer, page)),
        None => Err(Judgement::not_observed("web-unread")
            .because(answer.observation, answer.quote(&["content-type"]))),
    }
}

fn is_html(hop: &HttpHop) -> bool {
    hop.header("content-type").next().is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
    })
}

/// The host of a URL in the form of a subject's name: an address of version 6 without brackets.
pub(super) fn host_of(url: &str) -> String {
    url::Url::parse(url)
        .ok()
        .and_then(|url| Some(url.host_str()?.trim_matches(['[', ']']).to_owned()))
        .unwrap_or_default()
}

/// True for hosts under one registered domain (public suffix list), and for the same host.
pub(super) fn same_site(one: &str, other: &str) -> bool {
    let registered = |host: &str| -> Option<String> {
        if host.parse::<std::net::IpAddr>().is_ok() {
            return None;
        }
        psl::domain_str(host).map(str::to_owned)
    };
    one == other || registered(one).is_some_and(|domain| registered(other) == Some(domain))
}

/// At most `most` of these, then how many more; for a sentence.
pub(super) fn some<T: std::fmt::Display>(parts: &[T], most: usize) -> Text {
    let shown: Vec<String> = parts.iter().take(most).map(ToString::to_string).collect();
    let shown = shown.join(", ");
    match parts.len().saturating_sub(most) {
        0 => Text::same(shown),
        more => Text::new(
            format!("{shown} en nog {more}"),
            format!("{shown} and {more} more"),
        ),
    }
}

/// The parts of a header field that is a list, in order, in lower case.
pub(super) fn tokens<'a>(hop: &'a HttpHop, name: &'a str) -> impl Iterator<Item = String> + 'a {
    hop.header(name)
        .flat_map(|value| value.split(','))
        .map(|token| token.trim().to_ascii_lowercase())
        .filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_what_is_registered() {
        for (one, other, same) in [
            ("www.example.nl", "example.nl", true),
            ("a.example.co.uk", "b.example.co.uk", true),
            ("a.co.uk", "b.co.uk", false),
            ("192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("localhost", "localhost", true),
            ("", "", true),
        ] {
            assert_eq!(same_site(one, other), same, "{one} {other}");
        }
        assert_eq!(host_of("https://[2001:db8::1]:8443/"), "2001:db8::1");
        assert_eq!(some(&["a", "b", "c"], 2).en, "a, b and 1 more");
    }
}
