//! Records of the Sender Policy Framework (RFC 7208).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::spec::{DomainSpec, is_macro_string};

/// A record that follows the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpfRecord {
    /// Mechanisms with what a match means, in their order.
    pub directives: Vec<Directive>,
    /// Where the search goes on when nothing matched.
    pub redirect: Option<DomainSpec>,
}

/// A mechanism and what a match means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// What a match means.
    pub qualifier: Qualifier,
    /// What matches.
    pub mechanism: Mechanism,
}

/// What a match means (RFC 7208 §4.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qualifier {
    /// `+` or nothing: may send.
    Pass,
    /// `?`: nothing is said.
    Neutral,
    /// `~`: probably may not send.
    SoftFail,
    /// `-`: may not send.
    Fail,
}

impl Qualifier {
    /// As it is written.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Pass => '+',
            Self::Neutral => '?',
            Self::SoftFail => '~',
            Self::Fail => '-',
        }
    }
}

/// What a sending address is held against (RFC 7208 §5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mechanism {
    /// Every address.
    All,
    /// The networks around the addresses of a name, or of the domain itself.
    A(Option<DomainSpec>, Prefixes),
    /// Every address when the name exists.
    Exists(DomainSpec),
    /// What the record of another domain lets pass.
    Include(DomainSpec),
    /// A network.
    Ip4(Ipv4Addr, u8),
    /// A network.
    Ip6(Ipv6Addr, u8),
    /// The networks around the addresses of the mail hosts of a name, or of the domain itself.
    Mx(Option<DomainSpec>, Prefixes),
    /// Addresses whose reverse name lies below a name.
    Ptr(Option<DomainSpec>),
}

/// Lengths of the prefixes that make networks of addresses (RFC 7208 §5.6, `dual-cidr-length`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefixes {
    /// For IPv4; 32 for the address alone.
    pub ip4: u8,
    /// For IPv6; 128 for the address alone.
    pub ip6: u8,
}

impl Default for Prefixes {
    fn default() -> Self {
        Self { ip4: 32, ip6: 128 }
    }
}

/// The term at which a record breaks the grammar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the term `{term}`")]
pub struct SpfFault {
    /// The term, shortened.
    pub term: String,
}

const VERSION: &str = "v=spf1";

impl SpfRecord {
    /// True for a text that is meant as a record: it begins with the version, and a space or nothing follows.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        let head = text.get(..VERSION.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(VERSION))
            && text
                .get(VERSION.len()..)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// Reads a record. One term that breaks the grammar makes all of it void (RFC 7208 §4.6).
    ///
    /// # Errors
    /// The first such term.
    pub fn read(text: &str) -> Result<Self, SpfFault> {
        let fault = |term: &str| SpfFault {
            term: term.chars().take(100).collect(),
        };
        if !Self::is_one(text) {
            return Err(fault(text));
        }
        let mut record = Self {
            directives: Vec::new(),
            redirect: None,
        };
        let mut explained = false;
        let terms = text[VERSION.len()..].split(' ').filter(|t| !t.is_empty());
        for term in terms {
            let Some((name, value)) = modifier(term) else {
                let directive = directive(term).ok_or_else(|| fault(term))?;
                record.directives.push(directive);
                continue;
            };
            let spec = DomainSpec::read(value);
            match name.to_ascii_lowercase().as_str() {
                "redirect" if record.redirect.is_none() && spec.is_some() => record.redirect = spec,
                "exp" if !explained && spec.is_some() => explained = true,
                "redirect" | "exp" => return Err(fault(term)),
                _ if is_macro_string(value) => {}
                _ => return Err(fault(term)),
            }
        }
        Ok(record)
    }

    /// The directives that can matter: nothing comes after the first `all` (RFC 7208 §5.1).
    #[must_use]
    pub fn reached(&self) -> &[Directive] {
        let end = self.directives.iter().position(Directive::is_all);
        end.and_then(|end| self.directives.get(..=end))
            .unwrap_or(&self.directives)
    }

    /// What holds for all other senders, when the record says so itself.
    #[must_use]
    pub fn all(&self) -> Option<Qualifier> {
        self.directives
            .iter()
            .find(|directive| directive.is_all())
            .map(|directive| directive.qualifier)
    }

    /// Where the search goes on when nothing matched; nowhere when there is an `all` (RFC 7208 §6.1).
    #[must_use]
    pub fn goes_on(&self) -> Option<&DomainSpec> {
        self.redirect.as_ref().filter(|_| self.all().is_none())
    }

    /// True when the record lets nobody send.
    #[must_use]
    pub fn lets_nobody_send(&self) -> bool {
        matches!(
            self.reached(),
            [Directive {
                qualifier: Qualifier::Fail,
                mechanism: Mechanism::All
            }]
        )
    }
}

impl Directive {
    fn is_all(&self) -> bool {
        self.mechanism == Mechanism::All
    }
}

/// Name and value of a modifier.
fn modifier(term: &str) -> Option<(&str, &str)> {
    let (name, value) = term.split_once('=')?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(fits);
    named.then_some((name, value))
}

fn directive(term: &str) -> Option<Directive> {
    let (qualifier, rest) = match term.chars().next()? {
        '+' => (Qualifier::Pass, &term[1..]),
        '?' => (Qualifier::Neutral, &term[1..]),
        '~' => (Qualifier::SoftFail, &term[1..]),
        '-' => (Qualifier::Fail, &term[1..]),
        _ => (Qualifier::Pass, term),
    };
    let end = rest.find([':', '/']).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let after_colon = rest.strip_prefix(':');
    let mechanism = match name.to_ascii_lowercase().as_str() {
        "all" if rest.is_empty() => Mechanism::All,
        "a" => {
            let (spec, prefixes) = target(rest)?;
            Mechanism::A(spec, prefixes)
        }
        "mx" => {
            let (spec, prefixes) = target(rest)?;
            Mechanism::Mx(spec, prefixes)
        }
        "ptr" if rest.is_empty() => Mechanism::Ptr(None),
        "ptr" => Mechanism::Ptr(Some(DomainSpec::read(after_colon?)?)),
        "include" => Mechanism::Include(DomainSpec::read(after_colon?)?),
        "exists" => Mechanism::Exists(DomainSpec::read(after_colon?)?),
        "ip4" => {
            let (address, length) = network(after_colon?, 32)?;
            Mechanism::Ip4(address.parse().ok()?, length)
        }
        "ip6" => {
            let (address, length) = network(after_colon?, 128)?;
            Mechanism::Ip6(address.parse().ok()?, length)
        }
        _ => return None,
    };
    Some(Directive {
        qualifier,
        mechanism,
    })
}

/// What stands after a mechanism that takes a name and prefix lengths, all of which may be left out: no name is the domain
/// itself.
fn target(text: &str) -> Option<(Option<DomainSpec>, Prefixes)> {
    let (text, ip6) = split_length(text, "//", 128)?;
    let (text, ip4) = split_length(text, "/", 32)?;
    let prefixes = Prefixes {
        ip4: ip4.unwrap_or(32),
        ip6: ip6.unwrap_or(128),
    };
    match text.strip_prefix(':') {
        Some(spec) => Some((Some(DomainSpec::read(spec)?), prefixes)),
        None => text.is_empty().then_some((None, prefixes)),
    }
}

/// An address, and the length of its prefix.
fn network(text: &str, longest: u8) -> Option<(&str, u8)> {
    let (address, length) = split_length(text, "/", longest)?;
    Some((address, length.unwrap_or(longest)))
}

/// Takes a prefix length off the end; nothing at all when there is one that is none.
fn split_length<'a>(text: &'a str, separator: &str, longest: u8) -> Option<(&'a str, Option<u8>)> {
    let Some((head, length)) = text.rsplit_once(separator) else {
        return Some((text, None));
    };
    if length.is_empty() || !length.chars().all(|c| c.is_ascii_digit()) {
        // A slash may be part of a name; whether this one is shows when the name is read.
        return Some((text, None));
    }
    if length.len() > 1 && length.starts_with('0') {
        return None;
    }
    let length: u8 = length.parse().ok()?;
    (length <= longest).then_some((head, Some(length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(terms: &str) -> Result<SpfRecord, SpfFault> {
        SpfRecord::read(&format!("v=spf1 {terms}"))
    }

    #[test]
    fn tells_records_from_other_texts() {
        for one in ["v=spf1", "v=spf1 -all", "V=SPF1  ", "v=spf1 é"] {
            assert!(SpfRecord::is_one(one), "{one}");
        }
        for other in [
            "",
            "v=spf",
            "v=spf10",
            "v=spf1\t-all",
            " v=spf1",
            "v=spf2.0/pra",
            "é=spf1 x",
        ] {
            assert!(!SpfRecord::is_one(other), "{other}");
        }
    }

    #[test]
    fn reads_every_mechanism() {
        let record = read(
            "a mx/24//64 a:x.example/8 +ip4:192.0.2.0/24 ip6:2001:db8::/32 ptr ?exists:%{i}.x.example ~include:y.example \
             exp=z.example unknown=%{d} redirect=q.example",
        )
        .expect("a record");
        assert_eq!(record.directives.len(), 8);
        assert_eq!(
            record.directives[3].mechanism,
            Mechanism::Ip4([192, 0, 2, 0].into(), 24)
        );
        assert_eq!(
            record.directives[1].mechanism,
            Mechanism::Mx(None, Prefixes { ip4: 24, ip6: 64 })
        );
        assert_eq!(record.goes_on().map(DomainSpec::text), Some("q.example"));
        assert_eq!(record.all(), None);
    }

    #[test]
    fn nothing_comes_after_all() {
        let record = read("-all mx redirect=x.example").expect("a record");
        assert_eq!(record.reached().len(), 1);
        assert_eq!(record.goes_on(), None);
        assert!(record.lets_nobody_send());
        assert!(!read("mx -all").expect("a record").lets_nobody_send());
        assert!(!read("~all").expect("a record").lets_nobody_send());
    }

    #[test]
    fn networks_of_every_length_are_read() {
        for good in ["ip4:0.0.0.0/0", "a/0", "mx//0", "ip6:::/0", "a/32//128"] {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in [
            "ip4:1.2.3.4/33",
            "ip4:1.2.3.4/032",
            "ip4:1.2.3",
            "ip4:1.2.3.256",
            "ip4:1.2.3.4:80",
            "ip4",
            "ip6:::/129",
            "a/33",
            "a//129",
            "a/x",
            "mx:",
            "all.",
            "all:x",
            "include:",
            "include:x.example/24",
            "exists",
            "ip:1.2.3.4",
            "foo",
            "=x",
            "redirect=",
            "redirect=a.example redirect=a.example",
            "exp=a.example exp=a.example",
            "x=%",
            "-",
            "--all",
            "\u{fffd}all",
            "mx\u{0}",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
