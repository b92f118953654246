//! From what the user names to what is looked at.

use url::{Host, Url};

use crate::domain::diagnostic::Diagnostic;
use crate::domain::subject::Subject;
use crate::domain::text::Text;

/// The most endpoints of one dossier or scan.
pub const LIMIT: usize = 1_000;

/// A target that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    host: String,
    port: u16,
    path: String,
    label: Option<String>,
}

/// Reads a target: `example.nl`, `example.nl:8443`, `https://example.nl/portal`, `192.0.2.1`, `[2001:db8::1]:443`.
///
/// # Errors
/// What is wrong with it, and what would be right.
pub fn read_target(text: &str, label: Option<&str>) -> Result<Target, Diagnostic> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    let refuse = |nl: &str, en: &str| {
        Diagnostic::new(format!("`{shown}`"), Text::new(nl, en)).with_hint(Text::new(
            "geef een naam (example.nl), naam:poort of https-adres",
            "give a name (example.nl), name:port or https address",
        ))
    };
    if text.len() > 2_000 {
        return Err(refuse("te lang", "too long"));
    }
    let bare = text.parse::<std::net::Ipv6Addr>().is_ok();
    let spelled = if bare {
        format!("https://[{text}]")
    } else if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = Url::parse(&spelled).map_err(|error| {
        refuse(
            &format!("geen geldig adres: {error}"),
            &format!("no valid address: {error}"),
        )
    })?;
    if url.scheme() != "https" {
        return Err(refuse(
            "alleen https kan worden bekeken; http wordt vanzelf meegenomen",
            "only https can be looked at; http is looked at along with it",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse(
            "een adres met een wachtwoord wordt niet gebruikt",
            "an address with a password is not used",
        ));
    }
    let host = match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').to_owned(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        None => return Err(refuse("er staat geen naam in", "there is no name in it")),
    };
    let label_fits = |part: &str| !part.is_empty() && part.len() <= 63;
    if host.len() > 253
        || host.parse::<std::net::IpAddr>().is_err() && !host.split('.').all(label_fits)
    {
        return Err(refuse("geen geldige naam", "no valid name"));
    }
    let mut path = url.path().to_owned();
    if let Some(query) = url.query() {
        path.push('?');
        path.push_str(query);
    }
    Ok(Target {
        host,
        port: url.port_or_known_default().unwrap_or(443),
        path,
        label: label.map(str::to_owned),
    })
}

/// The subjects of a run: the endpoints, then their hosts, then the registered domains, each once and in order.
#[must_use]
pub fn subjects(targets: &[Target]) -> Vec<Subject> {
    let mut endpoints: Vec<Subject> = Vec::new();
    let mut hosts: Vec<Subject> = Vec::new();
    let mut domains: Vec<Subject> = Vec::new();
    let add = |list: &mut Vec<Subject>, subject: Subject| {
        if !list.iter().any(|there: &Subject| there.id == subject.id) {
            list.push(subject);
        }
    };
    for target in targets {
        add(
            &mut endpoints,
            Subject::endpoint(
                &target.host,
                target.port,
                &target.path,
                target.label.clone(),
            ),
        );
        add(&mut hosts, Subject::host(&target.host));
        if let Some(domain) = registered_domain(&target.host) {
            add(&mut domains, Subject::domain(&domain));
        }
    }
    endpoints.extend(hosts);
    endpoints.extend(domains);
    endpoints
}

/// A refusal of more targets than one run looks at.
#[must_use]
pub fn too_many(found: usize) -> Diagnostic {
    Diagnostic::new(
        "endpoints",
        Text::new(
            format!("{found} adressen; hoogstens {LIMIT} in één keer"),
            format!("{found} targets; at most {LIMIT} at once"),
        ),
    )
}

fn registered_domain(host: &str) -> Option<String> {
    if host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    psl::domain_str(host).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn understands_what_people_type() {
        for (text, host, port, path) in [
            ("example.nl", "example.nl", 443, "/"),
            ("EXAMPLE.nl.:8443", "example.nl", 8443, "/"),
            ("https://example.nl/a?b=c#d", "example.nl", 443, "/a?b=c"),
            ("2001:db8::1", "2001:db8::1", 443, "/"),
            ("[2001:db8::1]:444", "2001:db8::1", 444, "/"),
            ("192.0.2.1", "192.0.2.1", 443, "/"),
            ("münchen.example", "xn--mnchen-3ya.example", 443, "/"),
        ] {
            let target = read_target(text, None).expect(text);
            assert_eq!(
                (target.host.as_str(), target.port, target.path.as_str()),
                (host, port, path),
                "{text}"
            );
        }
        for bad in [
            "",
            "http://example.nl",
            "ftp://x",
            "https://u:p@example.nl",
            "a b",
            "https://",
            "a..b",
            "exa\u{0}mple",
            &"x".repeat(3000),
        ] {
            assert!(read_target(bad, None).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn derives_each_host_and_domain_once() {
        let targets: Vec<Target> = [
            "a.example.co.uk",
            "a.example.co.uk:8443",
            "b.example.co.uk",
            "192.0.2.1",
        ]
        .iter()
        .map(|t| read_target(t, None).expect(t))
        .collect();
        let ids: Vec<String> = subjects(&targets).into_iter().map(|s| s.id.0).collect();
        assert_eq!(
            ids,
            [
                "endpoint:a.example.co.uk:443",
                "endpoint:a.example.co.uk:8443",
                "endpoint:b.example.co.uk:443",
                "endpoint:192.0.2.1:443",
                "host:a.example.co.uk",
                "host:b.example.co.uk",
                "host:192.0.2.1",
                "domain:example.co.uk"
            ]
        );
    }
}
