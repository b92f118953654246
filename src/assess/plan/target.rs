//! Reading a target as people type it.

use url::{Host, Url};

use crate::domain::diagnostic::Diagnostic;
use crate::domain::service::Service;
use crate::domain::subject::Subject;
use crate::domain::text::Text;

/// A target that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    service: Service,
    host: String,
    port: u16,
    path: String,
    label: Option<String>,
}

impl Target {
    /// The host, in ASCII form.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The endpoint that it is.
    #[must_use]
    pub fn subject(&self) -> Subject {
        Subject::serving(
            self.service,
            &self.host,
            self.port,
            &self.path,
            self.label.clone(),
        )
    }

    /// True when both lead to the same host and port.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.host == other.host && self.port == other.port
    }
}

/// Reads a target: `example.nl`, `example.nl:8443`, `https://example.nl/portal`, `192.0.2.1`, `[2001:db8::1]:443`, and
/// other services by their scheme: `smtp://mx.example.nl`, `imap://mail.example.nl:143`, `tls://example.nl:8883`.
///
/// # Errors
/// What is wrong with it, and what would be right.
pub fn read_target(text: &str, label: Option<&str>) -> Result<Target, Diagnostic> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
    let refuse = |nl: &str, en: &str| {
        Diagnostic::new(format!("`{shown}`"), Text::new(nl, en)).with_hint(Text::new(
            "geef een naam (example.nl), naam:poort, https-adres of adres van een andere dienst (smtp://mx.example.nl)",
            "give a name (example.nl), name:port, https address or address of another service (smtp://mx.example.nl)",
        ))
    };
    if text.len() > 2_000 {
        return Err(refuse("te lang", "too long"));
    }
    let text = text.trim();
    let (service, place) = match text.split_once("://") {
        None => (Service::Https, text),
        Some((scheme, place)) => match Service::of_scheme(&scheme.to_ascii_lowercase()) {
            Some(service) => (service, place),
            None if scheme.eq_ignore_ascii_case("http") => {
                return Err(refuse(
                    "alleen https kan worden bekeken; http wordt vanzelf meegenomen",
                    "only https can be looked at; http is looked at along with it",
                ));
            }
            None => {
                let known = schemes();
                return Err(refuse(
                    &format!("dit soort adres wordt niet bekeken; wel: {known}"),
                    &format!("this kind of address is not looked at; these are: {known}"),
                ));
            }
        },
    };
    let bare = place.parse::<std::net::Ipv6Addr>().is_ok();
    let spelled = if bare {
        format!("[{place}]")
    } else {
        place.to_owned()
    };
    // The web has the rules by which names are spelled; the other services follow them here.
    let read = |scheme: &str| Url::parse(&format!("{scheme}://{spelled}"));
    let url = read("https").map_err(|error| {
        refuse(
            &format!("geen geldig adres (technische melding: {error})"),
            &format!("no valid address: {error}"),
        )
    })?;
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
    let usual = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let label_fits = |part: &str| {
        (1..=63).contains(&part.len()) && part.chars().all(usual) && !part.starts_with('-')
    };
    if host.len() > 253
        || host.parse::<std::net::IpAddr>().is_err() && !host.split('.').all(label_fits)
    {
        return Err(refuse("geen geldige naam", "no valid name"));
    }
    if url.port() == Some(0) {
        return Err(refuse("poort 0 bestaat niet", "there is no port 0"));
    }
    let mut path = url.path().to_owned();
    if let Some(query) = url.query() {
        path.push('?');
        path.push_str(query);
    }
    if service != Service::Https && (path != "/" || url.fragment().is_some()) {
        return Err(refuse(
            &format!(
                "na {}:// komt alleen een naam, met eventueel een poort",
                service.scheme()
            ),
            &format!(
                "{}:// takes a name and perhaps a port, nothing more",
                service.scheme()
            ),
        ));
    }
    // A reader of addresses leaves out the port that is usual for its scheme: two of them see any port that was written.
    let written = url
        .port()
        .or_else(|| read("http").ok().and_then(|url| url.port()));
    let Some(port) = written.or(service.port()) else {
        return Err(refuse(
            "bij tls:// hoort een poort, zoals tls://example.nl:8883",
            "tls:// needs a port, such as tls://example.nl:8883",
        ));
    };
    Ok(Target {
        service,
        host,
        port,
        path,
        label: label.map(str::to_owned),
    })
}

/// The schemes of addresses that can be looked at.
fn schemes() -> String {
    let names: Vec<&str> = Service::ALL
        .iter()
        .map(|service| service.scheme())
        .collect();
    names.join(", ")
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
            "--help",
            "www.-example.nl",
            "gopher://x",
            "://x",
            "smtp://",
            "smtp://u@mx.example.nl",
            "postgresql://u:p@db.example.nl",
            "postgresql://db.example.nl/people",
            "imap://mail.example.nl?x",
            "ldap://ldap.example.nl#x",
            "tls://example.nl",
            "smtp://mx.example.nl:0",
            "smtp://mx.example.nl:65536",
            "https://u:p@example.nl",
            "a b",
            "https://",
            "a..b",
            "*.example.nl",
            "-",
            "example.nl:0",
            "exa\u{0}mple",
            &"x".repeat(3000),
        ] {
            assert!(read_target(bad, None).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn understands_services_with_their_usual_ports() {
        for (text, service, host, port) in [
            ("smtp://MX.example.nl", Service::Smtp, "mx.example.nl", 25),
            (
                "SMTP://mx.example.nl:587/",
                Service::Smtp,
                "mx.example.nl",
                587,
            ),
            (
                "smtp://mx.example.nl:443",
                Service::Smtp,
                "mx.example.nl",
                443,
            ),
            (
                "smtp://mx.example.nl:80",
                Service::Smtp,
                "mx.example.nl",
                80,
            ),
            ("imap://[2001:db8::1]", Service::Imap, "2001:db8::1", 143),
            ("pop3://192.0.2.1", Service::Pop3, "192.0.2.1", 110),
            ("ldap://2001:db8::1", Service::Ldap, "2001:db8::1", 389),
            (
                "ftp://münchen.example",
                Service::Ftp,
                "xn--mnchen-3ya.example",
                21,
            ),
            (
                "postgres://db.example.nl",
                Service::Postgresql,
                "db.example.nl",
                5432,
            ),
            (
                "postgresql://db.example.nl",
                Service::Postgresql,
                "db.example.nl",
                5432,
            ),
            ("xmpp://x.example.nl", Service::Xmpp, "x.example.nl", 5222),
            (
                "xmpp-server://x.example.nl",
                Service::XmppServer,
                "x.example.nl",
                5269,
            ),
            (
                "smtps://mx.example.nl",
                Service::Smtps,
                "mx.example.nl",
                465,
            ),
            (
                "imaps://mx.example.nl",
                Service::Imaps,
                "mx.example.nl",
                993,
            ),
            (
                "pop3s://mx.example.nl",
                Service::Pop3s,
                "mx.example.nl",
                995,
            ),
            (
                "ldaps://mx.example.nl",
                Service::Ldaps,
                "mx.example.nl",
                636,
            ),
            ("ftps://mx.example.nl", Service::Ftps, "mx.example.nl", 990),
            (
                "tls://mq.example.nl:8883",
                Service::Tls,
                "mq.example.nl",
                8883,
            ),
            (
                "tls://mq.example.nl:443",
                Service::Tls,
                "mq.example.nl",
                443,
            ),
        ] {
            let target = read_target(text, None).expect(text);
            assert_eq!(
                (target.service, target.host.as_str(), target.port),
                (service, host, port),
                "{text}"
            );
            let subjects = super::super::subjects(&[target]);
            assert_eq!(subjects[0].service, Some(service));
            assert_eq!(subjects[0].path, None);
        }
    }
}
