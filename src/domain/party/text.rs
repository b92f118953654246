//! Reading the texts of records: SPF, and the issuer of a certificate.

/// The names in an SPF record that say who may send: nothing when it is no SPF record (RFC 7208 §4.5).
pub(super) fn spf_names(text: &str) -> Option<impl Iterator<Item = &str>> {
    let mut terms = text.split_ascii_whitespace();
    terms
        .next()
        .filter(|version| version.eq_ignore_ascii_case("v=spf1"))?;
    Some(terms.filter_map(|term| {
        let term = term.trim_start_matches(['+', '-', '~', '?']);
        let (mechanism, name) = term.split_once([':', '='])?;
        ["include", "redirect", "exists"]
            .iter()
            .any(|known| mechanism.eq_ignore_ascii_case(known))
            .then_some(name)
    }))
}

/// The organisation in a distinguished name of one line, as in `C=US, O=Let's Encrypt, CN=R11`.
pub(super) fn organisation(line: &str) -> Option<String> {
    let start = if line.starts_with("O=") {
        2
    } else {
        line.find(", O=")? + 4
    };
    let rest = line.get(start..)?;
    // A value may hold a comma; an attribute begins after one with a short name and `=`.
    let end = rest
        .match_indices(", ")
        .find(|(at, _)| {
            let next = &rest[at + 2..];
            next.split_once('=').is_some_and(|(name, _)| {
                !name.is_empty()
                    && name.len() <= 20
                    && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
            })
        })
        .map_or(rest.len(), |(at, _)| at);
    Some(rest[..end].to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_from_spf_records_alone() {
        let names = |text| spf_names(text).map(Iterator::collect::<Vec<_>>);
        assert_eq!(
            names(
                "v=spf1 include:a.example ?Include:b.example ip4:192.0.2.1 exists:%{i}.c.example redirect=d.example -all"
            ),
            Some(vec![
                "a.example",
                "b.example",
                "%{i}.c.example",
                "d.example"
            ])
        );
        assert_eq!(names("V=SPF1"), Some(vec![]));
        assert_eq!(names("v=spf10 include:a.example"), None);
        assert_eq!(names("include:a.example"), None);
        assert_eq!(names(""), None);
    }

    #[test]
    fn organisations_may_hold_commas() {
        for (line, found) in [
            ("C=US, O=Let's Encrypt, CN=R11", Some("Let's Encrypt")),
            ("C=US, O=DigiCert, Inc., CN=X", Some("DigiCert, Inc.")),
            ("O=Only", Some("Only")),
            ("C=NL, CN=No organisation", None),
            ("CN=x, OU=O=fake", None),
            ("C=NL, O=, CN=x", None),
            ("", None),
        ] {
            assert_eq!(organisation(line).as_deref(), found, "{line}");
        }
    }
}
