//! Stored facts, and stored failures to look.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::day::Day;
use super::fact::{
    DelegationFact, DnsFact, DnssecFact, HostingFact, HttpFact, MailFact, RevocationFact,
    RoundTripFact, TlsFact,
};
use super::subject::SubjectId;

pub use super::failure::{Failure, FailureReason};

/// A way of looking at the world.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// A GET over HTTPS as a script on the page of somebody else would make it.
    Cors,
    /// IPv4 addresses of a host, with the CNAME chain.
    DnsA,
    /// IPv6 addresses of a host, with the CNAME chain.
    DnsAaaa,
    /// CAA records of one name on the way up from a host (RFC 8659 §3).
    DnsCaa,
    /// What the parent and each name server of a domain say when asked directly.
    DnsDelegation,
    /// How the web site of an endpoint is served (RFC 9460).
    DnsHttps,
    /// Mail hosts of a domain.
    DnsMx,
    /// Name servers of a domain.
    DnsNs,
    /// The certificate or key of an endpoint (RFC 6698).
    DnsTlsa,
    /// TXT records of a domain.
    DnsTxt,
    /// Signatures and keys from a trust anchor down to a domain.
    Dnssec,
    /// Where one address of a host is registered or published.
    Hosting,
    /// A GET over plain HTTP on port 80.
    Http,
    /// A GET over plain HTTP of the same name with or without `www`.
    HttpVariant,
    /// A GET over HTTPS.
    Https,
    /// The same GET, to an IPv6 address of a host that has both kinds.
    HttpsIpv6,
    /// A GET over HTTPS of the same name with or without `www`.
    HttpsVariant,
    /// The logo that a domain wants shown beside its mail.
    MailBimi,
    /// Keys of signatures under mail, at commonly used names (RFC 6376).
    MailDkim,
    /// The policy of a domain for mail that fails, and whether others agreed to take reports (RFC 9989).
    MailDmarc,
    /// Strict transport security of mail: the record and the policy file (RFC 8461).
    MailMtaSts,
    /// Who may send mail of a domain, with all records that this leads to (RFC 7208).
    MailSpf,
    /// Where reports about the transport of mail go (RFC 8460).
    MailTlsRpt,
    /// What the issuers of a served chain say about its certificates, by list and by OCSP.
    Revocation,
    /// How fast one address of an endpoint answers.
    RoundTrip,
    /// Whom to tell of a weakness: `/.well-known/security.txt` (RFC 9116).
    SecurityTxt,
    /// TLS handshakes with one address of an endpoint.
    Tls,
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cors => "cors",
            Self::DnsA => "dns-a",
            Self::DnsAaaa => "dns-aaaa",
            Self::DnsCaa => "dns-caa",
            Self::DnsDelegation => "dns-delegation",
            Self::DnsHttps => "dns-https",
            Self::DnsMx => "dns-mx",
            Self::DnsNs => "dns-ns",
            Self::DnsTlsa => "dns-tlsa",
            Self::DnsTxt => "dns-txt",
            Self::Dnssec => "dnssec",
            Self::Hosting => "hosting",
            Self::Http => "http",
            Self::HttpVariant => "http-variant",
            Self::Https => "https",
            Self::HttpsIpv6 => "https-ipv6",
            Self::HttpsVariant => "https-variant",
            Self::MailBimi => "mail-bimi",
            Self::MailDkim => "mail-dkim",
            Self::MailDmarc => "mail-dmarc",
            Self::MailMtaSts => "mail-mta-sts",
            Self::MailSpf => "mail-spf",
            Self::MailTlsRpt => "mail-tls-rpt",
            Self::Revocation => "revocation",
            Self::RoundTrip => "round-trip",
            Self::SecurityTxt => "security-txt",
            Self::Tls => "tls",
        })
    }
}

/// What a probe returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// A domain as its parent and its own name servers tell of it.
    Delegation(DelegationFact),
    /// An answer of the domain name system.
    Dns(DnsFact),
    /// Signatures and keys of the domain name system.
    Dnssec(DnssecFact),
    /// Where an address is registered or published.
    Hosting(HostingFact),
    /// A chain of HTTP responses.
    Http(HttpFact),
    /// What a domain says about its mail.
    Mail(MailFact),
    /// What issuers say about certificates.
    Revocation(RevocationFact),
    /// How fast an address answers.
    RoundTrip(RoundTripFact),
    /// TLS handshakes.
    Tls(TlsFact),
}

/// What came of looking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// A fact.
    Observed(Box<Fact>),
    /// A failure to look.
    Failed(Failure),
}

/// One look at one subject, with time and source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    /// Unique within the assessment, in the order of the plan: `o1`, `o2`, …
    pub id: String,
    /// The probe that looked.
    pub probe: Probe,
    /// What it looked at.
    pub subject: SubjectId,
    /// When it started looking.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// What came of it.
    pub reading: Reading,
}

impl Observation {
    /// The failure, if the probe could not look.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match &self.reading {
            Reading::Failed(failure) => Some(failure),
            Reading::Observed(_) => None,
        }
    }

    /// The DNS answer, if that is what was observed.
    #[must_use]
    pub fn dns(&self) -> Option<&DnsFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::Dns(dns) => Some(dns),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }

    /// What the parent and the name servers of a domain say, if that is what was observed.
    #[must_use]
    pub fn delegation(&self) -> Option<&DelegationFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::Delegation(delegation) => Some(delegation),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }

    /// The chain of signatures, if that is what was observed.
    #[must_use]
    pub fn dnssec(&self) -> Option<&DnssecFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::Dnssec(dnssec) => Some(dnssec),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }

    /// The hosting evidence, if that is what was observed.
    #[must_use]
    pub fn hosting(&self) -> Option<&HostingFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::Hosting(hosting) => Some(hosting),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }

    /// The HTTP exchange, if that is what was observed.
    #[must_use]
    pub fn http(&self) -> Option<&HttpFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::Http(http) => Some(http),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }

    /// What a domain says about its mail, if that is what was observed.
    #[must_use]
    pub fn mail(&self) -> Option<&MailFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::Mail(mail) => Some(mail),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }

    /// What issuers say about the served certificates, if that is what was observed.
    #[must_use]
    pub fn revocation(&self) -> Option<&RevocationFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::Revocation(revocation) => Some(revocation),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }

    /// How fast an address answered, if that is what was observed.
    #[must_use]
    pub fn round_trip(&self) -> Option<&RoundTripFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::RoundTrip(trip) => Some(trip),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }

    /// The TLS picture, if that is what was observed.
    #[must_use]
    pub fn tls(&self) -> Option<&TlsFact> {
        match &self.reading {
            Reading::Observed(fact) => match fact.as_ref() {
                Fact::Tls(tls) => Some(tls),
                _ => None,
            },
            Reading::Failed(_) => None,
        }
    }
}

/// All observations of a run, in the order of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Observations(pub Vec<Observation>);

impl Observations {
    /// The observations of one probe about one subject.
    pub fn of<'a>(
        &'a self,
        probe: Probe,
        subject: &'a SubjectId,
    ) -> impl Iterator<Item = &'a Observation> {
        self.0
            .iter()
            .filter(move |o| o.probe == probe && o.subject == *subject)
    }

    /// True when an observation is older than this many days on a day: then none of them shows how things are.
    #[must_use]
    pub fn are_stale(&self, on: Day, days: i32) -> bool {
        self.0
            .iter()
            .any(|o| Day::of(o.at).days_until(on) > i64::from(days))
    }

    /// True when every address of a host is known and was located: no address look-up failed, none was left out.
    #[must_use]
    pub fn located_completely(&self, host: &SubjectId) -> bool {
        let located = self
            .of(Probe::Hosting, host)
            .filter(|o| o.hosting().is_some());
        self.of(Probe::Hosting, host).all(|o| o.hosting().is_some())
            && self
                .resolved(host)
                .is_some_and(|known| located.count() >= known)
    }

    /// The number of addresses that a host is known to have; nothing when a look-up failed and there may be more.
    /// A literal address has no look-ups and is one.
    #[must_use]
    pub fn resolved(&self, host: &SubjectId) -> Option<usize> {
        let mut looked = false;
        let mut known = 0;
        for probe in [Probe::DnsA, Probe::DnsAaaa] {
            for observation in self.of(probe, host) {
                looked = true;
                known += observation.dns()?.records.len();
            }
        }
        Some(if looked { known } else { 1 })
    }

    /// True when nothing at all was seen: every look failed, or there was none.
    #[must_use]
    pub fn saw_nothing(&self) -> bool {
        self.0.iter().all(|o| o.failure().is_some())
    }
}
