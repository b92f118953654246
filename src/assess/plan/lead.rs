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

/// The mail hosts and name servers of a domain. A host that was itself met on the way leads no further.
#[must_use]
pub fn lead(subject: &Subject, readings: &[&Reading]) -> Vec<Subject> {
    if subject.role.is_some() || subject.kind != SubjectKind::Domain {
        return Vec::new();
    }
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
    use crate::domain::fact::{DnsFact, DnsRecord};

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
