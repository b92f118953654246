//! Whether the domain says which authorities may issue certificates for it (RFC 8659), to which accounts and after which
//! validation (RFC 8657), and whether the certificate that is served agrees with that.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::x509::parse;
use super::{Check, Context, Judgement};
use crate::domain::fact::{Certificate, DnsFact, DnsValue};
use crate::domain::finding::Confidence;
use crate::domain::observation::{FailureReason, Observation, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "dns-caa",
    subject: SubjectKind::Host,
    needs: &[Probe::DnsCaa, Probe::DnsA, Probe::Tls],
    reasons: &[
        "present",
        "present-bound",
        "disagrees",
        "critical-unknown",
        "malformed",
        "missing",
        "lookup-failed",
        "address",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    // A name that does not exist needs no permission, and shows nothing.
    if context.of(Probe::DnsA).any(|o| {
        o.failure()
            .is_some_and(|f| f.reason == FailureReason::NameNotFound)
    }) {
        return context.unseen("lookup-failed", Probe::DnsA);
    }
    // The climb from the host upwards, in order: the first name with records decides, a gap before it leaves it open.
    for observation in context.of(Probe::DnsCaa) {
        let Some(dns) = observation.dns() else {
            return context.unseen("lookup-failed", Probe::DnsCaa);
        };
        if dns.records.is_empty() {
            continue;
        }
        let found = permitted(dns);
        return weigh(context, dns, &found)
            .with("domain", &dns.name)
            .because(observation, found.quotes.join("; "));
    }
    let mut asked = context.of(Probe::DnsCaa).peekable();
    if asked.peek().is_none() {
        return context.unseen("lookup-failed", Probe::DnsCaa);
    }
    asked.filter_map(|o| o.dns().map(|dns| (o, dns))).fold(
        Judgement::deviates("missing"),
        |judgement, (observation, dns)| {
            judgement.because(observation, format!("{} CAA: —", dns.name))
        },
    )
}

/// The judgement about the records of the name that decides.
fn weigh(context: &Context<'_>, dns: &DnsFact, found: &Permitted) -> Judgement {
    if !found.unknown.is_empty() {
        // An authority that does not know a critical tag may not issue at all (RFC 8659 §4.1).
        return Judgement::partial("critical-unknown").with("tags", found.unknown.join(", "));
    }
    if found.issuers.is_empty() {
        // Without `issue`, ordinary names are not restricted, and the climb ends here (RFC 8659 §3, §4.2).
        return Judgement::deviates("missing");
    }
    let mut issuers = found.issuers.clone();
    issuers.sort();
    issuers.dedup();
    let judgement = if let Some((seen, issuer)) =
        disagreement(context, dns, &issuers, &found.wildcard_issuers)
    {
        Judgement::partial("disagrees")
            // Which domains an authority answers to is a table of general knowledge, not one of its statements.
            .confident(Confidence::Low)
            .with("issuer", &issuer)
            .because(seen, format!("issuer: {issuer}"))
    } else if !found.malformed.is_empty() {
        Judgement::partial("malformed").with("values", found.malformed.join(", "))
    } else if found.bound > 0 && found.free == 0 {
        Judgement::conforms("present-bound")
    } else {
        Judgement::conforms("present")
    };
    judgement.with("issuers", issuers.join(", "))
}

/// What the records of one name permit.
#[derive(Debug, Default)]
struct Permitted {
    /// Domains in `issue`; `—` for a record that permits nobody.
    issuers: Vec<String>,
    /// Domains in `issuewild`.
    wildcard_issuers: Vec<String>,
    /// Critical tags that no standard knows.
    unknown: Vec<String>,
    /// Values that are not in the form of RFC 8659 §4.2; authorities take them for "nobody".
    malformed: Vec<String>,
    /// Records that permit an authority for named accounts or validation methods only (RFC 8657) …
    bound: usize,
    /// … and records that permit one for all.
    free: usize,
    quotes: Vec<String>,
}

fn permitted(dns: &DnsFact) -> Permitted {
    let mut found = Permitted::default();
    for record in &dns.records {
        let DnsValue::Caa {
            critical,
            tag,
            value,
        } = &record.value
        else {
            continue;
        };
        let flags = u8::from(*critical) << 7;
        found
            .quotes
            .push(format!("{} CAA {flags} {tag} \"{value}\"", dns.name));
        match tag.as_str() {
            "issue" | "issuewild" => {
                let issuer = read_issuer(value, &mut found);
                if tag == "issue" {
                    found.issuers.push(issuer);
                } else {
                    found.wildcard_issuers.push(issuer);
                }
            }
            "iodef" | "issuemail" | "contactemail" | "contactphone" | "issuevmc" => {}
            _ if *critical => found.unknown.push(tag.clone()),
            _ => {}
        }
    }
    found
}

/// The domain of the authority that a value permits, `—` for nobody, and what it is bound to.
fn read_issuer(value: &str, found: &mut Permitted) -> String {
    let mut parts = value.split(';').map(str::trim);
    let domain = parts.next().unwrap_or_default();
    let is_name = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
    };
    let mut bound = false;
    let mut sound = is_name(domain);
    for parameter in parts.filter(|part| !part.is_empty()) {
        match parameter.split_once('=') {
            Some((tag, value)) => {
                let (tag, value) = (tag.trim().to_ascii_lowercase(), value.trim());
                sound &= !value.contains(char::is_whitespace)
                    && !tag.is_empty()
                    && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                bound |=
                    matches!(tag.as_str(), "accounturi" | "validationmethods") && !value.is_empty();
            }
            None => sound = false,
        }
    }
    if !sound {
        found.malformed.push(value.chars().take(80).collect());
    }
    if domain.is_empty() || !sound {
        return "—".to_owned();
    }
    if bound {
        found.bound += 1;
    } else {
        found.free += 1;
    }
    domain.to_owned()
}

/// The organisation that issued a certificate served under this name, if the records do not permit it now.
/// Authorities that the table does not name are not judged, nor are private ones: CAA is not for them.
fn disagreement<'a>(
    context: &Context<'a>,
    dns: &DnsFact,
    issuers: &[String],
    wildcard_issuers: &[String],
) -> Option<(&'a Observation, String)> {
    let host = &context.subject.name;
    context
        .material
        .observations
        .0
        .iter()
        .filter_map(|observation| Some((observation, observation.tls()?)))
        .filter(|(_, fact)| fact.server_name == *host && fact.issued_publicly())
        .find_map(|(observation, fact)| {
            let leaf = fact.leaf()?;
            let exact = leaf
                .names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(host));
            // For a wildcard the authority asks about the name above; records of the host itself say nothing then.
            if !exact && dns.name.eq_ignore_ascii_case(host) {
                return None;
            }
            let asked = if exact || wildcard_issuers.is_empty() {
                issuers
            } else {
                wildcard_issuers
            };
            let organisation = organisation(leaf)?;
            let known = context
                .material
                .policy
                .caa_issuers
                .issuer
                .iter()
                .find(|row| {
                    row.organisations
                        .iter()
                        .any(|name| name.eq_ignore_ascii_case(&organisation))
                })?;
            let allowed = asked
                .iter()
                .any(|issuer| known.domains.iter().any(|domain| is_below(issuer, domain)));
            (!allowed).then_some((observation, organisation))
        })
}

/// True when a name is a domain or lies below it.
fn is_below(name: &str, domain: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == domain
        || name
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

/// The organisation in the issuer of a certificate.
fn organisation(leaf: &Certificate) -> Option<String> {
    let der = STANDARD.decode(&leaf.der).ok()?;
    let certificate = parse(&der)?;
    let name = certificate.issuer().iter_organization().next()?;
    Some(name.as_str().ok()?.to_owned())
}
