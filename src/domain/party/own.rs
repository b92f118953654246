//! Which names are the provider's own, by registered domain.

use std::collections::HashSet;

use super::suffix::fold;
use crate::domain::subject::{Subject, SubjectKind};

/// The names of the provider itself.
pub(super) struct OwnNames {
    domains: HashSet<String>,
    /// The first labels of these: `example.nl` and `example.com` are one party's.
    labels: HashSet<String>,
}

impl OwnNames {
    pub(super) fn of(subjects: &[Subject]) -> Self {
        let domains: HashSet<String> = subjects
            .iter()
            .filter(|subject| subject.role.is_none())
            .filter_map(|subject| match subject.kind {
                SubjectKind::Domain => Some(subject.name.to_ascii_lowercase()),
                SubjectKind::Endpoint | SubjectKind::Host => registered(&subject.name),
                SubjectKind::Vendor => None,
            })
            .collect();
        let labels = domains
            .iter()
            .map(|domain| first_label(domain).to_owned())
            .collect();
        Self { domains, labels }
    }

    pub(super) fn holds(&self, name: &str) -> bool {
        registered(name).is_some_and(|domain| self.domains.contains(&domain))
    }

    /// The registered domain of a name, when it is somebody else's.
    pub(super) fn foreign(&self, name: &str) -> Option<String> {
        registered(name).filter(|domain| {
            !self.domains.contains(domain) && !self.labels.contains(first_label(domain))
        })
    }
}

/// The registered domain of a name, in lower case; nothing for addresses and public suffixes.
pub(super) fn registered(name: &str) -> Option<String> {
    let name = fold(name)?;
    if name.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    psl::domain_str(&name).map(str::to_owned)
}

pub(super) fn first_label(domain: &str) -> &str {
    domain.split('.').next().unwrap_or(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registered_domains_of_odd_names() {
        assert_eq!(
            registered("A.Example.co.uk.").as_deref(),
            Some("example.co.uk")
        );
        for none in ["", ".", "192.0.2.1", "::1", "nl", "co.uk"] {
            assert_eq!(registered(none), None, "{none}");
        }
    }
}
