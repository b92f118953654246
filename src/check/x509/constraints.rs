//! Name constraints of authorities (RFC 5280 §4.2.1.10): which names their certificates may bear.

use std::net::IpAddr;

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, GeneralSubtree};

/// The first name of a server certificate that an authority may not certify; nothing when all are within bounds.
/// Only DNS names and addresses are looked at: no server is known by anything else.
pub(in crate::check) fn outside(
    leaf: &X509Certificate<'_>,
    authority: &X509Certificate<'_>,
) -> Option<String> {
    let constraints = authority.name_constraints().ok()??.value;
    let names = leaf.subject_alternative_name().ok()??.value;
    let permitted = constraints
        .permitted_subtrees
        .as_deref()
        .unwrap_or_default();
    let excluded = constraints.excluded_subtrees.as_deref().unwrap_or_default();
    names
        .general_names
        .iter()
        .find(|name| {
            let covers = |tree: &&GeneralSubtree<'_>| covers(&tree.base, name) == Some(true);
            // Bounds of one kind say nothing about names of another.
            let bounded = permitted.iter().any(|tree| covers_kind(&tree.base, name));
            (bounded && !permitted.iter().any(|tree| covers(&tree)))
                || excluded.iter().any(|tree| covers(&tree))
        })
        .and_then(|name| shown(name))
}

fn covers_kind(base: &GeneralName<'_>, name: &GeneralName<'_>) -> bool {
    covers(base, name).is_some()
}

/// Whether a bound covers a name; nothing when they are of different kinds.
fn covers(base: &GeneralName<'_>, name: &GeneralName<'_>) -> Option<bool> {
    match (base, name) {
        (GeneralName::DNSName(base), GeneralName::DNSName(name)) => Some(within(base, name)),
        (GeneralName::IPAddress(base), GeneralName::IPAddress(address)) => {
            (base.len() == address.len() * 2).then(|| {
                let (network, mask) = base.split_at(address.len());
                address
                    .iter()
                    .zip(network)
                    .zip(mask)
                    .all(|((address, network), mask)| address & mask == network & mask)
            })
        }
        _ => None,
    }
}

/// True when a DNS name lies at or below another. A leading dot, as some write it, means the same.
fn within(base: &str, name: &str) -> bool {
    let base = base.trim_start_matches('.').to_ascii_lowercase();
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    base.is_empty()
        || name == base
        || name
            .strip_suffix(base.as_str())
            .is_some_and(|rest| rest.ends_with('.'))
}

fn shown(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => {
            Some(name.chars().filter(|c| !c.is_control()).take(253).collect())
        }
        GeneralName::IPAddress(bytes) => <[u8; 4]>::try_from(*bytes)
            .map(IpAddr::from)
            .or_else(|_| <[u8; 16]>::try_from(*bytes).map(IpAddr::from))
            .ok()
            .map(|address| address.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn below_means_whole_labels() {
        for (base, name, expected) in [
            ("example.nl", "example.nl", true),
            ("example.nl", "a.b.Example.NL", true),
            (".example.nl", "a.example.nl", true),
            ("example.nl", "notexample.nl", false),
            ("a.example.nl", "example.nl", false),
            ("", "anything.nl", true),
        ] {
            assert_eq!(within(base, name), expected, "{base} {name}");
        }
    }
}
