//! From what was seen of one subject to others that are worth a look.

use std::collections::BTreeSet;

use crate::domain::fact::DnsValue;
use crate::domain::observation::{Fact, Reading};
use crate::domain::service::Service;
use crate::domain::subject::{Role, Subject, SubjectKind};

/// Mail hosts of one domain that are looked at.
const MAIL_HOSTS: usize = 10;
/// Name servers of one domain that are looked at.
const NAME_SERVERS: usize = 16;
/// Hosts that one page fetches from and that are looked at.
const PAGE_HOSTS: usize = 50;

/// The mail hosts and name servers of a domain, and the hosts that the page of an endpoint fetches from. What was itself
/// met on the way leads no further.
#[must_use]
pub fn lead(subject: &Subject, readings: &[&Reading]) -> Vec<Subject> {
    match subject.kind {
        _ if subject.role.is_some() => Vec::new(),
        SubjectKind::Domain => of_domain(subject, readings),
        SubjectKind::Endpoint => of_pages(subject, readings),
        SubjectKind::Host | SubjectKind::Vendor => Vec::new(),
    }
}

/// Where the page comes from when redirects lead elsewhere, and the hosts of what it fetches and of where its forms send.
fn of_pages(subject: &Subject, readings: &[&Reading]) -> Vec<Subject> {
    let mut hosts = BTreeSet::new();
    for reading in readings {
        let Reading::Observed(fact) = reading else {
            continue;
        };
        let Fact::Http(http) = fact.as_ref() else {
            continue;
        };
        let Some(page) = &http.page else {
            continue;
        };
        let own = url::Url::parse(&page.url).ok();
        let own = own.and_then(|url| url.host_str().map(str::to_owned));
        let resources = page.resources.iter().map(|resource| resource.host.clone());
        let forms = page.forms.iter().map(|form| form.host.clone());
        let found = own.into_iter().chain(resources).chain(forms);
        hosts.extend(found.filter(|host| *host != subject.name && is_name(host)));
    }
    // Those of other parties first: of these it is not known yet where they are.
    let party = |host: &str| psl::domain_str(host).map(str::to_owned);
    let here = party(&subject.name);
    let (same, other): (Vec<String>, Vec<String>) = hosts
        .into_iter()
        .partition(|host| here.is_some() && party(host) == here);
    other
        .into_iter()
        .chain(same)
        .take(PAGE_HOSTS)
        .map(|host| Subject::host(&host).met_as(Role::PageResource))
        .collect()
}

/// The mail hosts and name servers of a domain.
fn of_domain(subject: &Subject, readings: &[&Reading]) -> Vec<Subject> {
    let (mut mail, mut servers) = (BTreeSet::new(), BTreeSet::new());
    for reading in readings {
        let Reading::Observed(fact) = reading else {
            continue;
        };
        let Fact::Dns(dns) = fact.as_ref() else {
            continue;
        };
        // The answer about the domain itself, not about a name that was asked on the way.
        for record in dns.records.iter().filter(|_| dns.name == subject.name) {
            match &record.value {
                // An empty name says that the domain takes in no mail (RFC 7505).
                DnsValue::Mx {
                    preference,
                    exchange,
                } if is_name(exchange) => {
                    mail.insert((*preference, exchange.to_ascii_lowercase()));
                }
                DnsValue::Ns(name) if is_name(name) => {
                    servers.insert(name.to_ascii_lowercase());
                }
                _ => {}
            }
        }
    }
    let mail = mail.into_iter().take(MAIL_HOSTS).flat_map(|(_, name)| {
        let endpoint = Subject::serving(Service::Smtp, &name, 25, "/", None);
        [endpoint, Subject::host(&name)].map(|subject| subject.met_as(Role::MailHost))
    });
    let servers = servers
        .into_iter()
        .take(NAME_SERVERS)
        .map(|name| Subject::host(&name).met_as(Role::NameServer));
    mail.chain(servers).collect()
}

/// True for what can be looked up as the name of a host.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.';
    (1..=253).contains(&name.len()) && name.chars().all(fits) && !name.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fact::{
        DnsFact, DnsRecord, HttpFact, InlineCode, PageFact, PageResource, ResourceKind,
    };

    fn reading(name: &str, kind: &str, values: Vec<DnsValue>) -> Reading {
        Reading::Observed(Box::new(Fact::Dns(DnsFact {
            name: name.to_owned(),
            record_type: kind.to_owned(),
            records: values
                .into_iter()
                .map(|value| DnsRecord { value, ttl: 60 })
                .collect(),
            resolver: "system".to_owned(),
            ..DnsFact::default()
        })))
    }

    fn mx(preference: u16, exchange: &str) -> DnsValue {
        DnsValue::Mx {
            preference,
            exchange: exchange.to_owned(),
        }
    }

    #[test]
    fn a_domain_leads_to_its_mail_hosts_and_name_servers() {
        let domain = Subject::domain("example.nl");
        let seen = [
            reading(
                "example.nl",
                "MX",
                vec![mx(20, "b.example.org"), mx(10, "A.example.org"), mx(0, "")],
            ),
            reading(
                "example.nl",
                "NS",
                vec![DnsValue::Ns("ns1.example.net".to_owned())],
            ),
            reading("other.example", "MX", vec![mx(1, "mx.other.example")]),
        ];
        let readings: Vec<&Reading> = seen.iter().collect();
        let ids: Vec<String> = lead(&domain, &readings)
            .into_iter()
            .map(|s| s.id.0)
            .collect();
        assert_eq!(
            ids,
            [
                "endpoint:a.example.org:25",
                "host:a.example.org",
                "endpoint:b.example.org:25",
                "host:b.example.org",
                "host:ns1.example.net"
            ]
        );
        let met = Subject::domain("example.nl").met_as(Role::MailHost);
        assert!(lead(&met, &readings).is_empty());
        assert!(lead(&Subject::host("example.nl"), &readings).is_empty());
    }

    fn page(url: &str, hosts: &[&str]) -> Reading {
        let resource = |host: &&str| PageResource {
            kind: ResourceKind::Script,
            url: format!("https://{host}/x.js"),
            host: (*host).to_owned(),
            integrity: None,
            crossorigin: None,
            without_script: false,
        };
        Reading::Observed(Box::new(Fact::Http(HttpFact {
            hops: Vec::new(),
            stopped: None,
            halt: None,
            body_bytes: 0,
            body_truncated: false,
            page: Some(PageFact {
                url: url.to_owned(),
                base: None,
                resources: hosts.iter().map(resource).collect(),
                forms: Vec::new(),
                meta: Vec::new(),
                inline: InlineCode::default(),
                password_fields: 0,
                truncated: false,
            }),
            text: None,
        })))
    }

    #[test]
    fn a_page_leads_to_the_hosts_that_it_fetches_from() {
        let endpoint = Subject::endpoint("www.example.nl", 443, "/", None);
        let seen = page(
            "https://login.example.org/",
            &[
                "www.example.nl",
                "cdn.example.nl",
                "zz.example.com",
                "zz.example.com",
                "192.0.2.7",
                "2001:db8::1",
            ],
        );
        let found = lead(&endpoint, &[&seen]);
        let ids: Vec<&str> = found.iter().map(|s| s.id.0.as_str()).collect();
        assert_eq!(
            ids,
            [
                "host:192.0.2.7",
                "host:login.example.org",
                "host:zz.example.com",
                "host:cdn.example.nl"
            ]
        );
        assert!(found.iter().all(|s| s.role == Some(Role::PageResource)));
        let many: Vec<String> = (0..500).map(|n| format!("h{n}.example")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let seen = page("https://www.example.nl/", &many);
        assert_eq!(lead(&endpoint, &[&seen]).len(), PAGE_HOSTS);
        let met = endpoint.met_as(Role::MailHost);
        assert!(lead(&met, &[&seen]).is_empty());
    }

    #[test]
    fn hostile_names_lead_nowhere_and_many_are_cut() {
        let domain = Subject::domain("example.nl");
        let mut values: Vec<DnsValue> = (0..500).map(|n| mx(n, &format!("m{n}.example"))).collect();
        values.extend([
            mx(0, "a b"),
            mx(0, "\u{7}"),
            mx(0, ".x"),
            mx(0, &"x".repeat(300)),
        ]);
        let seen = reading("example.nl", "MX", values);
        assert_eq!(lead(&domain, &[&seen]).len(), 2 * MAIL_HOSTS);
    }
}
