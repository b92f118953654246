//! What `security.txt` says (RFC 9116).

use jiff::Timestamp;

/// The fields of a file. Nothing is judged and no signature is verified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityTxt {
    /// Field names in lower case, and their values, in order; at most 200.
    pub fields: Vec<(String, String)>,
    /// True when the text stands in an `OpenPGP` cleartext signature (RFC 9580 §7).
    pub signed: bool,
    /// Lines that are no field, no comment and not empty.
    pub strange_lines: u32,
}

/// Fields that are read.
const MAX_FIELDS: usize = 200;

impl SecurityTxt {
    /// Reads the text of a file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut read = Self::default();
        let mut lines = text.lines().map(str::trim_end);
        if let Some(first) = lines.clone().find(|line| !line.trim().is_empty())
            && first == "-----BEGIN PGP SIGNED MESSAGE-----"
        {
            read.signed = true;
            // The headers of the armour end at the first empty line.
            for line in lines.by_ref().skip_while(|line| line.trim().is_empty()) {
                if line.is_empty() {
                    break;
                }
            }
        }
        for line in lines {
            if read.signed && line.starts_with("-----BEGIN PGP SIGNATURE-----") {
                break;
            }
            let line = match line.strip_prefix("- ") {
                Some(escaped) if read.signed => escaped,
                _ => line,
            };
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            match line.split_once(':') {
                Some((name, value)) if is_name(name) && read.fields.len() < MAX_FIELDS => {
                    let field = (name.to_ascii_lowercase(), value.trim().to_owned());
                    read.fields.push(field);
                }
                _ => read.strange_lines = read.strange_lines.saturating_add(1),
            }
        }
        read
    }

    /// The values of a field, in order; `name` in lower case.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// From when the file should no longer be relied on: the one value of `Expires`, when it is a moment (RFC 3339).
    #[must_use]
    pub fn expires(&self) -> Option<Timestamp> {
        let mut values = self.values("expires");
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_ascii_uppercase().parse().ok(),
            _ => None,
        }
    }

    /// True when there is a way to reach somebody: a `Contact` that is a URI of the web over TLS, of mail or of telephone.
    #[must_use]
    pub fn has_contact(&self) -> bool {
        self.values("contact").any(|value| {
            let value = value.to_ascii_lowercase();
            ["https://", "mailto:", "tel:"]
                .iter()
                .any(|scheme| value.len() > scheme.len() && value.starts_with(scheme))
        })
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "# Welcome\r\nContact: mailto:security@example.nl\r\nCONTACT:https://example.nl/report\r\n\
        Expires: 2027-01-31T12:00:00.000z\r\n\r\nPreferred-Languages: nl, en\r\nwhat is this\r\n";

    #[test]
    fn fields_are_read_in_any_case_and_order() {
        let read = SecurityTxt::parse(PLAIN);
        let contacts: Vec<&str> = read.values("contact").collect();
        assert_eq!(
            contacts,
            ["mailto:security@example.nl", "https://example.nl/report"]
        );
        assert_eq!(
            read.expires().map(|at| at.to_string()).as_deref(),
            Some("2027-01-31T12:00:00Z")
        );
        assert!(read.has_contact() && !read.signed);
        assert_eq!(read.strange_lines, 1);
    }

    #[test]
    fn a_signature_is_noted_and_stands_in_nobodys_way() {
        let signed = format!(
            "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- {PLAIN}\n\
             -----BEGIN PGP SIGNATURE-----\nContact: mailto:no@example.nl\n"
        );
        let read = SecurityTxt::parse(&signed);
        assert!(read.signed);
        assert_eq!(read.values("contact").count(), 2);
        assert_eq!(read.values("hash").count(), 0);
    }

    #[test]
    fn what_is_broken_is_not_made_whole() {
        for text in [
            "",
            "Expires: tomorrow",
            "Expires: 2027-01-31T12:00:00Z\nExpires: 2028-01-31T12:00:00Z",
            "Contact: security@example.nl\nContact: mailto:",
        ] {
            let read = SecurityTxt::parse(text);
            assert_eq!(read.expires(), None, "{text}");
            assert!(!read.has_contact(), "{text}");
        }
        assert_eq!(
            SecurityTxt::parse(&"x: y\n".repeat(1000)).strange_lines,
            800
        );
    }
}
