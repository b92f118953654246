//! From stored observations to hits: every record that shows a party, once.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::hit::{Hit, Way};
use super::own::OwnNames;
use super::signature::PartyRole;
use super::suffix::fold;
use super::table::{NameKind, PartyTable, Recognised, Row};
use super::text::{organisation, spf_names};
use crate::domain::fact::{Control, DeliveryClass, DnsFact, DnsValue, HostingFact, TlsFact};
use crate::domain::finding::EvidenceItem;
use crate::domain::observation::{Fact, Observation, Observations, Probe, Reading};
use crate::domain::subject::{Role, Subject, SubjectId, SubjectKind};

/// Which party was seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    /// One of the tables.
    Row(Row),
    /// The organisation that a network is registered to; no table knows it.
    Network(String),
    /// Whoever owns this registered domain; no table knows it.
    Domain(String),
}

/// What was seen of one party.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) hits: Vec<Hit>,
    /// What the hosting evidence says of whoever operates the network.
    pub(super) control: Option<Control>,
}

/// Gathers the hits of all observations, in their order.
pub(super) fn collect(
    subjects: &[Subject],
    observations: &Observations,
    table: &PartyTable,
) -> BTreeMap<Key, Found> {
    let mut collector = Collector {
        table,
        own: OwnNames::of(subjects),
        known: HashSet::new(),
        found: BTreeMap::new(),
    };
    let subjects: HashMap<&SubjectId, &Subject> = subjects
        .iter()
        .map(|subject| (&subject.id, subject))
        .collect();
    for observation in &observations.0 {
        let Some(subject) = subjects.get(&observation.subject) else {
            continue;
        };
        if let Reading::Observed(fact) = &observation.reading {
            collector.read(
                &At {
                    observation,
                    subject,
                },
                fact,
            );
        }
    }
    collector.found
}

/// The observation at hand and what it is about.
pub(super) struct At<'a> {
    pub(super) observation: &'a Observation,
    pub(super) subject: &'a Subject,
}

type Mark = (Key, Way, PartyRole, SubjectId, String);

pub(super) struct Collector<'a> {
    table: &'a PartyTable,
    own: OwnNames,
    known: HashSet<Mark>,
    found: BTreeMap<Key, Found>,
}

/// What a record of one kind says when the table does not say it: how it shows the party, and what the party does.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) name: NameKind,
    pub(super) way: Way,
    /// The role of a known operator whose row does not tell.
    pub(super) role: PartyRole,
    /// The role of whoever owns a name that no table knows; nothing when such a name tells nothing.
    pub(super) guess: Option<PartyRole>,
}

const CNAME: Kind = Kind {
    name: NameKind::Cname,
    way: Way::Cname,
    role: PartyRole::Hosting,
    guess: Some(PartyRole::Other),
};
const MX: Kind = Kind {
    name: NameKind::Mx,
    way: Way::Mx,
    role: PartyRole::Mail,
    guess: Some(PartyRole::Mail),
};
const NS: Kind = Kind {
    name: NameKind::Ns,
    way: Way::Ns,
    role: PartyRole::Dns,
    guess: Some(PartyRole::Dns),
};
pub(super) const SPF: Kind = Kind {
    name: NameKind::Spf,
    way: Way::Spf,
    role: PartyRole::MailSending,
    guess: Some(PartyRole::MailSending),
};
pub(super) const DKIM: Kind = Kind {
    name: NameKind::Dkim,
    way: Way::Dkim,
    role: PartyRole::MailSending,
    guess: Some(PartyRole::MailSending),
};

impl Collector<'_> {
    fn read(&mut self, at: &At<'_>, fact: &Fact) {
        match fact {
            Fact::Dns(dns) => self.read_dns(at, dns),
            Fact::Hosting(hosting) => self.read_hosting(at, hosting),
            Fact::Http(http) if at.observation.probe == Probe::Https => self.read_page(at, http),
            Fact::Mail(mail) => self.read_mail(at, mail),
            Fact::Tls(tls) => self.read_issuer(at, tls),
            _ => {}
        }
    }

    fn read_dns(&mut self, at: &At<'_>, dns: &DnsFact) {
        let keys = dns
            .name
            .split('.')
            .any(|label| label.eq_ignore_ascii_case("_domainkey"));
        if keys {
            if at.subject.role.is_none() {
                self.read_aliases(at, dns, DKIM);
            }
            return;
        }
        let about = fold(&dns.name) == fold(&at.subject.name);
        match at.subject.kind {
            SubjectKind::Domain if about && at.subject.role.is_none() => {
                for record in &dns.records {
                    self.read_record(at, dns, &record.value);
                }
            }
            SubjectKind::Host
                if about
                    && self.is_own_host(at.subject)
                    && matches!(dns.record_type.as_str(), "A" | "AAAA") =>
            {
                self.read_aliases(at, dns, CNAME);
            }
            _ => {}
        }
    }

    /// True for a name of the provider.
    pub(super) fn is_own(&self, name: &str) -> bool {
        self.own.holds(name)
    }

    /// A host that the provider runs: named or derived, or below a domain of the provider.
    fn is_own_host(&self, subject: &Subject) -> bool {
        subject.role.is_none() || self.own.holds(&subject.name)
    }

    /// Every alias of a chain; of those that no table knows, only the first leads to somebody whom the provider chose.
    fn read_aliases(&mut self, at: &At<'_>, dns: &DnsFact, kind: Kind) {
        self.read_chain(at, &dns.name, &dns.cname_chain, kind);
    }

    pub(super) fn read_chain(&mut self, at: &At<'_>, name: &str, chain: &[String], kind: Kind) {
        if chain.is_empty() {
            return;
        }
        let quote = format!("{name} CNAME {}", chain.join(" CNAME "));
        let mut abroad = false;
        for target in chain {
            let kind = Kind {
                guess: kind.guess.filter(|_| !abroad),
                ..kind
            };
            self.meet(at, kind, target, &quote);
            abroad |= self.own.foreign(target).is_some();
        }
    }

    fn read_record(&mut self, at: &At<'_>, dns: &DnsFact, value: &DnsValue) {
        match value {
            // An empty name says that the domain takes in no mail (RFC 7505).
            DnsValue::Mx {
                preference,
                exchange,
            } if !exchange.is_empty() => {
                let quote = format!("{} MX {preference} {exchange}", dns.name);
                self.meet(at, MX, exchange, &quote);
            }
            DnsValue::Ns(name) => self.meet(at, NS, name, &format!("{} NS {name}", dns.name)),
            DnsValue::Txt(text) => self.read_text(at, dns, text),
            _ => {}
        }
    }

    fn read_text(&mut self, at: &At<'_>, dns: &DnsFact, text: &str) {
        let quote = format!("{} TXT \"{text}\"", dns.name);
        if let Some(names) = spf_names(text) {
            for name in names {
                self.meet(at, SPF, name, &quote);
            }
        } else if let Some((found, token)) = self.table.find_token(text) {
            let role = found.role.unwrap_or(PartyRole::Other);
            let token = token.to_owned();
            self.note(
                at,
                Key::Row(found.row),
                Way::Txt,
                role,
                found.service,
                &token,
                &quote,
            );
        }
    }

    fn read_issuer(&mut self, at: &At<'_>, tls: &TlsFact) {
        if at.subject.role.is_some() {
            return;
        }
        let Some(leaf) = tls.leaf() else { return };
        let Some(organisation) = organisation(&leaf.issuer) else {
            return;
        };
        if let Some(found) = self.table.find_issuer(&organisation) {
            let role = found.role.unwrap_or(PartyRole::Certificates);
            let quote = format!("issuer: {}", leaf.issuer);
            self.note(
                at,
                Key::Row(found.row),
                Way::Issuer,
                role,
                found.service,
                &organisation,
                &quote,
            );
        }
    }

    fn read_hosting(&mut self, at: &At<'_>, fact: &HostingFact) {
        let Some(control) = fact
            .control
            .as_ref()
            .filter(|_| self.is_own_host(at.subject))
        else {
            return;
        };
        let published = fact.delivery.class == DeliveryClass::Origin && at.subject.role.is_none();
        let way = if published { Way::Region } else { Way::Network };
        let edge = matches!(
            fact.delivery.class,
            DeliveryClass::Anycast | DeliveryClass::Cdn
        );
        let holder = control
            .holder
            .as_deref()
            .or(control.operator_name.as_deref());
        let name = control.asn.map_or_else(
            || {
                control
                    .operator
                    .as_deref()
                    .or(holder)
                    .unwrap_or_default()
                    .to_owned()
            },
            |asn| format!("AS{asn}"),
        );
        let quote = format!("{} — {name} {}", fact.canonical, holder.unwrap_or_default());
        let found = self
            .table
            .find_network(control.asn, control.operator.as_deref());
        let role = match (edge, at.subject.role) {
            (true, _) => PartyRole::Cdn,
            (false, Some(Role::NameServer)) => PartyRole::Dns,
            (false, _) => PartyRole::Hosting,
        };
        if let Some(found) = found {
            let role = found
                .role
                .filter(|_| !edge && at.subject.role.is_none())
                .unwrap_or(role);
            self.note(
                at,
                Key::Row(found.row),
                way,
                role,
                found.service,
                &name,
                quote.trim_end(),
            );
        } else if let Some(holder) = control.operator_name.as_deref().or(holder) {
            let key = Key::Network(holder.to_owned());
            self.note(at, key.clone(), way, role, None, &name, quote.trim_end());
            self.found.entry(key).or_default().control = Some(control.clone());
        }
    }

    /// A name in a record: of a known party, or of whoever owns its domain.
    pub(super) fn meet(&mut self, at: &At<'_>, kind: Kind, name: &str, quote: &str) {
        match (self.table.find(kind.name, name), kind.guess) {
            (Some(found), _) => {
                let Recognised { row, role, service } = found;
                self.note(
                    at,
                    Key::Row(row),
                    kind.way,
                    role.unwrap_or(kind.role),
                    service,
                    name,
                    quote,
                );
            }
            (None, Some(role)) => {
                if let Some(domain) = self.own.foreign(name) {
                    self.note(at, Key::Domain(domain), kind.way, role, None, name, quote);
                }
            }
            (None, None) => {}
        }
    }

    /// True when a host belongs to the provider: to the same registered domain as the subject, or to another of its own.
    pub(super) fn is_at_home(&self, at: &At<'_>, host: &str) -> bool {
        fold(host) == fold(&at.subject.name) || self.own.holds(host)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a hit meet here, once"
    )]
    fn note(
        &mut self,
        at: &At<'_>,
        key: Key,
        way: Way,
        role: PartyRole,
        service: Option<&str>,
        name: &str,
        quote: &str,
    ) {
        let name: String =
            fold(name).map_or_else(String::new, |name| name.chars().take(253).collect());
        let name = if way == Way::Network || way == Way::Region {
            name.to_uppercase()
        } else {
            name
        };
        let subject = at.subject.id.clone();
        let mark = (key, way, role, subject.clone(), name.clone());
        if self.known.contains(&mark) {
            return;
        }
        self.found
            .entry(mark.0.clone())
            .or_default()
            .hits
            .push(Hit {
                strength: way.strength(),
                way,
                role,
                service: service.map(str::to_owned),
                subject,
                name,
                evidence: EvidenceItem::new(&at.observation.id, quote),
            });
        self.known.insert(mark);
    }
}
