//! Records of DMARC (RFC 9989 §4.7).

use mail_auth::common::parse::TxtRecordParser as _;
use mail_auth::dmarc::{Alignment, Dmarc, Policy, Psd};
use serde::{Deserialize, Serialize};

use super::TagList;

/// What receivers are asked to do with mail that fails. The stricter, the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DmarcPolicy {
    /// Nothing.
    None,
    /// Treat it as suspicious.
    Quarantine,
    /// Refuse it.
    Reject,
}

impl DmarcPolicy {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quarantine => "quarantine",
            Self::Reject => "reject",
        }
    }
}

/// Whether a domain calls itself a public suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicSuffix {
    /// `psd=n`: it is an organisation of its own.
    No,
    /// Nothing is said.
    Unsaid,
    /// `psd=y`.
    Yes,
}

/// A record that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DmarcRecord {
    /// For the domain; a record without it counts as `none`.
    pub policy: DmarcPolicy,
    /// For names below it that exist.
    pub subdomains: DmarcPolicy,
    /// For names below it that do not exist.
    pub nonexistent: DmarcPolicy,
    /// Share of the mail that the policy is for, in percent: an older tag, which newer receivers leave aside.
    pub percent: u32,
    /// True when receivers are asked to hold the policy back (`t=y`).
    pub testing: bool,
    /// True when the domain of a signature has to be the same, and not only of the same organisation.
    pub strict_dkim: bool,
    /// The same for the domain of the envelope.
    pub strict_spf: bool,
    /// Whether the domain is a public suffix.
    pub suffix: PublicSuffix,
    /// Addresses for reports of every day, in lower case.
    pub reports: Vec<String>,
    /// Addresses for reports of single messages, in lower case.
    pub failure_reports: Vec<String>,
    /// Parts that break the rules of their tag, as written: receivers go by the default instead.
    pub unread: Vec<String>,
}

impl DmarcRecord {
    /// True for a text that is meant as a record.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        let version = text.split(';').next().unwrap_or_default();
        version
            .split_once('=')
            .is_some_and(|(name, value)| (name.trim(), value.trim()) == ("v", "DMARC1"))
    }

    /// Reads a record; nothing when receivers cannot use it. A part that breaks the rules of its tag is left out; when it
    /// is a policy, and reports are asked for, the record counts as one that asks for nothing else (RFC 9989 §4.7 and
    /// §4.10.1).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(';').map(str::trim).collect();
        let (version, rest) = parts.split_first()?;
        if !TagList::read(version)?.starts_with("v", "DMARC1") {
            return None;
        }
        let (mut kept, mut unread): (Vec<&str>, Vec<&str>) = rest
            .iter()
            .filter(|part| !part.is_empty())
            .partition(|part| is_readable(part));
        let is_policy = |part: &&str| {
            let name = part.split('=').next().unwrap_or_default().trim();
            matches!(name, "p" | "sp" | "np")
        };
        let no_policy = unread.iter().any(is_policy);
        if no_policy {
            let (policies, others) = kept.into_iter().partition(|part| is_policy(part));
            kept = others;
            let policies: Vec<&str> = policies;
            unread.extend(policies);
        }
        let text = ["v=DMARC1"].iter().chain(&kept).copied();
        let text = text.collect::<Vec<&str>>().join("; ");
        // A tag that comes twice leaves open which of the two is meant.
        let tags = TagList::read(&text)?;
        let record = Dmarc::parse(text.as_bytes()).ok()?;
        let policy = |policy| match policy {
            Policy::None | Policy::Unspecified => DmarcPolicy::None,
            Policy::Quarantine => DmarcPolicy::Quarantine,
            Policy::Reject => DmarcPolicy::Reject,
        };
        let addresses = |uris: &[mail_auth::dmarc::URI]| {
            uris.iter()
                .map(|uri| uri.uri().chars().filter(|c| !c.is_control()).collect())
                .collect::<Vec<String>>()
        };
        let reports = addresses(record.rua());
        // Without policy it is a record only for what it asks to be told (RFC 9989 §4.10.1).
        if tags.get("p").is_none() && reports.is_empty() {
            return None;
        }
        Some(Self {
            policy: policy(record.p),
            subdomains: policy(record.sp),
            nonexistent: policy(record.np),
            percent: match tags.get("pct").map(str::parse) {
                Some(Ok(percent)) => 100.min(percent),
                _ => 100,
            },
            testing: record.t,
            strict_dkim: record.adkim == Alignment::Strict,
            strict_spf: record.aspf == Alignment::Strict,
            suffix: match record.psd {
                Psd::Yes => PublicSuffix::Yes,
                Psd::No => PublicSuffix::No,
                Psd::Default => PublicSuffix::Unsaid,
            },
            reports,
            failure_reports: addresses(record.ruf()),
            unread: unread.into_iter().map(str::to_owned).collect(),
        })
    }

    /// The domains of other organisations that reports go to, each once and in order. They have to agree to that
    /// (RFC 9990 §4).
    #[must_use]
    pub fn destinations(&self, domain: &str) -> Vec<String> {
        let organisation = |name: &str| psl::domain_str(name).unwrap_or(name).to_owned();
        let own = organisation(domain);
        let mut others: Vec<String> = Vec::new();
        for address in self.reports.iter().chain(&self.failure_reports) {
            let Some((_, host)) = address.rsplit_once('@') else {
                continue;
            };
            let host = host.trim_end_matches('.').to_owned();
            if !host.is_empty() && organisation(&host) != own && !others.contains(&host) {
                others.push(host);
            }
        }
        others
    }
}

/// True for a tag that keeps its own rules.
fn is_readable(part: &str) -> bool {
    let alone = format!("v=DMARC1; {part}");
    TagList::read(&alone).is_some() && Dmarc::parse(alone.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_policies_with_what_they_inherit() {
        use DmarcPolicy::{None, Quarantine, Reject};
        let read = |text: &str| {
            let record = DmarcRecord::read(text).expect(text);
            (record.policy, record.subdomains, record.nonexistent)
        };
        assert_eq!(read("v=DMARC1; p=reject"), (Reject, Reject, Reject));
        assert_eq!(
            read("v=DMARC1;p=reject;sp=none;np=quarantine;"),
            (Reject, None, Quarantine)
        );
        assert_eq!(
            read("v=DMARC1; p=quarantine; sp=none"),
            (Quarantine, None, None)
        );
        assert_eq!(
            read("v=DMARC1; rua=mailto:a@example.nl"),
            (None, None, None)
        );
    }

    #[test]
    fn reads_the_rest() {
        let record = DmarcRecord::read(
            "v=DMARC1; p=none; pct=20; t=y; adkim=s; psd=y; rua=mailto:A@Example.NL!10m, mailto:b@x.example",
        )
        .expect("a record");
        assert_eq!(record.percent, 20);
        assert!(record.testing && record.strict_dkim && !record.strict_spf);
        assert_eq!(record.suffix, PublicSuffix::Yes);
        assert_eq!(record.reports, ["a@example.nl", "b@x.example"]);
        assert_eq!(record.destinations("mail.example.nl"), ["x.example"]);
    }

    #[test]
    fn a_part_that_breaks_its_rules_does_not_spoil_the_record() {
        use DmarcPolicy::{None, Reject};
        let read = |text: &str| {
            let record = DmarcRecord::read(text).expect(text);
            (record.policy, record.subdomains, record.unread)
        };
        let unread = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect();
        for (text, part) in [
            ("v=DMARC1; p=reject; adkim=x", "adkim=x"),
            ("v=DMARC1; fo=9; p=reject", "fo=9"),
            ("v=DMARC1; hello; p=reject", "hello"),
        ] {
            assert_eq!(read(text), (Reject, Reject, unread(&[part])), "{text}");
        }
        // Without a policy that can be read it is a record for what it asks to be told.
        assert_eq!(
            read("v=DMARC1; p=rejct; rua=mailto:a@example.nl"),
            (None, None, unread(&["p=rejct"]))
        );
        assert_eq!(
            read("v=DMARC1; p=reject; sp=x; rua=mailto:a@example.nl"),
            (None, None, unread(&["sp=x", "p=reject"]))
        );
        assert_eq!(DmarcRecord::read("v=DMARC1; p=reject; sp=x"), Option::None);
        assert_eq!(read("v=DMARC1; unheard=of; p=reject").2, unread(&[]));
    }

    #[test]
    fn what_receivers_cannot_use_is_no_record() {
        for bad in [
            "v=DMARC1",
            "v=DMARC1; p=rejct",
            "v=DMARC1; p=reject; p=none",
            "p=reject; v=DMARC1",
            "v=DMARC2; p=reject",
            "v=DMARC1 p=reject",
            "",
            "\u{fffd}",
        ] {
            assert_eq!(DmarcRecord::read(bad), None, "{bad}");
        }
        assert!(DmarcRecord::is_one("v = DMARC1 ; p=rejct"));
        assert!(!DmarcRecord::is_one("v=DMARC12; p=none"));
    }
}
