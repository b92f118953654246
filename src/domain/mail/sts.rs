//! Strict transport security of mail (RFC 8461) and reports about its transport (RFC 8460).

use mail_auth::common::parse::TxtRecordParser as _;
use mail_auth::mta_sts::{MtaSts, ReportUri, TlsRpt};

/// What senders do when a mail host does not fit the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StsMode {
    /// Keep the mail back.
    Enforce,
    /// There is no policy any more.
    None,
    /// Deliver, and report.
    Testing,
}

/// The policy of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StsPolicy {
    /// What senders do.
    pub mode: StsMode,
    /// Seconds that senders remember the policy.
    pub max_age: u64,
    /// Patterns of the names of mail hosts, in lower case.
    pub hosts: Vec<String>,
}

/// Characters of the id of a policy.
const ID: std::ops::RangeInclusive<usize> = 1..=32;
/// The longest that a policy may be remembered, in seconds.
const LONGEST: u64 = 31_557_600;

/// The id in the record of a policy; nothing when the text is no such record (RFC 8461 §3.1).
#[must_use]
pub fn read_sts_id(text: &str) -> Option<String> {
    text.strip_prefix("v=STSv1")
        .filter(|rest| rest.trim_start().starts_with(';'))?;
    let id = MtaSts::parse(text.as_bytes()).ok()?.id;
    (ID.contains(&id.len()) && id.chars().all(|c| c.is_ascii_alphanumeric())).then_some(id)
}

/// Where reports go, by the record of the domain; nothing when the text is no such record (RFC 8460 §3).
#[must_use]
pub fn read_tls_report(text: &str) -> Option<Vec<String>> {
    text.strip_prefix("v=TLSRPTv1")
        .filter(|rest| rest.trim_start().starts_with(';'))?;
    let record = TlsRpt::parse(text.as_bytes()).ok()?;
    let places: Vec<String> = record
        .rua
        .into_iter()
        .filter_map(|place| match place {
            ReportUri::Mail(address) => address.contains('@').then(|| format!("mailto:{address}")),
            ReportUri::Http(url) => url.starts_with("https://").then_some(url),
        })
        .collect();
    (!places.is_empty()).then_some(places)
}

impl StsPolicy {
    /// Reads the file of a policy (RFC 8461 §3.2).
    ///
    /// # Errors
    /// The key that is missing or wrong.
    pub fn read(file: &str) -> Result<Self, &'static str> {
        let (mut version, mut mode, mut max_age) = (None, None, None);
        let mut hosts = Vec::new();
        for line in file.split('\n').map(|line| line.trim_end_matches('\r')) {
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match key.trim_end() {
                "version" => version = version.or(Some(value)),
                "mode" => mode = mode.or(Some(value)),
                "max_age" => max_age = max_age.or(Some(value)),
                "mx" => hosts.push(value.trim_end_matches('.').to_ascii_lowercase()),
                _ => {}
            }
        }
        if version != Some("STSv1") {
            return Err("version");
        }
        let mode = match mode {
            Some("enforce") => StsMode::Enforce,
            Some("testing") => StsMode::Testing,
            Some("none") => StsMode::None,
            _ => return Err("mode"),
        };
        let digits = max_age.filter(|age| age.chars().all(|c| c.is_ascii_digit()));
        let max_age: u64 = digits.and_then(|age| age.parse().ok()).ok_or("max_age")?;
        if max_age > LONGEST {
            return Err("max_age");
        }
        if hosts.is_empty() && mode != StsMode::None {
            return Err("mx");
        }
        Ok(Self {
            mode,
            max_age,
            hosts,
        })
    }

    /// True when the policy names a mail host: itself, or by a star in place of its first label.
    #[must_use]
    pub fn names(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.hosts
            .iter()
            .any(|pattern| match pattern.strip_prefix("*.") {
                Some(parent) => host.split_once('.').is_some_and(|(_, rest)| rest == parent),
                None => *pattern == host,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_records() {
        assert_eq!(
            read_sts_id("v=STSv1; id=20260101T00;").as_deref(),
            Some("20260101T00")
        );
        for bad in [
            "",
            "v=STSv1",
            "v=STSv1; id=",
            "v=STSv1; id=a-b",
            "v=STSv12; id=1",
            "id=1; v=STSv1",
            "v=STSv1; id=123456789012345678901234567890123",
        ] {
            assert_eq!(read_sts_id(bad), None, "{bad}");
        }
        assert_eq!(
            read_tls_report("v=TLSRPTv1; rua=mailto:a@x.example,https://x.example/r"),
            Some(vec![
                "mailto:a@x.example".to_owned(),
                "https://x.example/r".to_owned()
            ])
        );
        for bad in [
            "",
            "v=TLSRPTv1",
            "v=TLSRPTv1; rua=",
            "v=TLSRPTv1; rua=mailto:",
            "v=TLSRPTv1; rua=a@x.example",
            "v=TLSRPTv1; rua=http://x.example/",
            "v=TLSRPTv2; rua=mailto:a@x.example",
        ] {
            assert_eq!(read_tls_report(bad), None, "{bad}");
        }
    }

    #[test]
    fn reads_policies() {
        let file = "version: STSv1\r\nmode: enforce\r\nmx: MX1.example.nl\r\nmx: *.mail.example\r\nmax_age: 604800\r\nx: y\r\n";
        let policy = StsPolicy::read(file).expect("a policy");
        assert_eq!((policy.mode, policy.max_age), (StsMode::Enforce, 604_800));
        assert!(policy.names("mx1.example.nl") && policy.names("A.mail.example"));
        assert!(!policy.names("mx2.example.nl") && !policy.names("a.b.mail.example"));
        assert!(!policy.names("mail.example"));
        for (bad, key) in [
            ("", "version"),
            ("<!doctype html>", "version"),
            ("version: STSv2\nmode: none\nmax_age: 1", "version"),
            ("version: STSv1\nmode: on\nmax_age: 1", "mode"),
            ("version: STSv1\nmode: none\n", "max_age"),
            ("version: STSv1\nmode: none\nmax_age: +1", "max_age"),
            (
                "version: STSv1\nmode: none\nmax_age: 99999999999",
                "max_age",
            ),
            ("version: STSv1\nmode: testing\nmax_age: 1", "mx"),
        ] {
            assert_eq!(StsPolicy::read(bad).err(), Some(key), "{bad}");
        }
    }
}
