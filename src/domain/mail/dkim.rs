//! Keys of `DKIM` (RFC 6376 §3.6.1).

use mail_auth::common::parse::TxtRecordParser as _;
use mail_auth::common::verify::DomainKey;

use super::TagList;

/// A key record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimKey {
    /// What kind of key it holds.
    pub kind: DkimKind,
    /// True when verifiers are asked to treat signed mail as if it were not signed (`t=y`).
    pub testing: bool,
    /// True when only signatures with SHA-1 are allowed, which nobody may accept any more (RFC 8301 §3.1).
    pub only_sha1: bool,
    /// True when the key is not meant for mail (`s=`).
    pub other_service: bool,
}

/// The kinds of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DkimKind {
    /// Ed25519 (RFC 8463).
    Ed25519,
    /// A kind that is not in the registry.
    Other(String),
    /// Withdrawn: the record is there without a key.
    Revoked,
    /// RSA, with the bits of its modulus in whole bytes.
    Rsa(usize),
    /// A key that cannot be read.
    Unreadable,
}

impl DkimKey {
    /// True for a text that is meant as a key record.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        match TagList::read(text) {
            Some(tags) => tags.get("p").is_some() && tags.get("v").is_none_or(|v| v == "DKIM1"),
            None => text.trim_start().starts_with("v=DKIM1"),
        }
    }

    /// Reads a key record; nothing for a text that is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        if !Self::is_one(text) {
            return None;
        }
        let Some(tags) = TagList::read(text) else {
            return Some(Self::unreadable());
        };
        // Values of these tags are lists with colons between them.
        let list = |name: &str| tags.get(name).map(|v| v.split(':').map(str::trim));
        let kind = tags.get("k").unwrap_or("rsa");
        let kind = if tags.get("p").is_some_and(str::is_empty) {
            DkimKind::Revoked
        } else if !matches!(kind, "rsa" | "ed25519") {
            DkimKind::Other(kind.chars().take(40).collect())
        } else {
            size(text, kind == "ed25519")
        };
        Some(Self {
            kind,
            testing: list("t").is_some_and(|mut flags| flags.any(|flag| flag == "y")),
            only_sha1: list("h").is_some_and(|mut hashes| hashes.all(|hash| hash == "sha1")),
            other_service: list("s")
                .is_some_and(|mut services| services.all(|s| !matches!(s, "*" | "email"))),
        })
    }

    const fn unreadable() -> Self {
        Self {
            kind: DkimKind::Unreadable,
            testing: false,
            only_sha1: false,
            other_service: false,
        }
    }
}

/// The size of a key, as a verifier reads it.
fn size(text: &str, ed25519: bool) -> DkimKind {
    match DomainKey::parse(text.as_bytes()) {
        Ok(_) if ed25519 => DkimKind::Ed25519,
        Ok(key) => match key.p.public_key_bits() {
            0 => DkimKind::Unreadable,
            bits => DkimKind::Rsa(bits),
        },
        Err(_) => DkimKind::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An RSA key of 1,024 bits, the example of RFC 6376 Appendix C.
    const SHORT: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";
    /// The Ed25519 key of RFC 8463 Appendix A.
    const EDWARDS: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    fn kind(text: &str) -> Option<DkimKind> {
        DkimKey::read(text).map(|key| key.kind)
    }

    #[test]
    fn kinds_and_sizes() {
        assert_eq!(
            kind(&format!("v=DKIM1; k=rsa; p={SHORT}")),
            Some(DkimKind::Rsa(1024))
        );
        assert_eq!(kind(&format!("p={SHORT}")), Some(DkimKind::Rsa(1024)));
        assert_eq!(
            kind(&format!("v=DKIM1; k=ed25519; p={EDWARDS}")),
            Some(DkimKind::Ed25519)
        );
        assert_eq!(kind("v=DKIM1; p="), Some(DkimKind::Revoked));
        assert_eq!(
            kind("v=DKIM1; k=dsa; p=AAAA"),
            Some(DkimKind::Other("dsa".to_owned()))
        );
        for broken in ["v=DKIM1; p=AAAA", "v=DKIM1; p=%%", "v=DKIM1; p=x; p=y"] {
            assert_eq!(kind(broken), Some(DkimKind::Unreadable), "{broken}");
        }
        for other in [
            "v=spf1 -all",
            "v=DKIM2; p=AAAA",
            "",
            "token=abc",
            "\u{fffd}",
        ] {
            assert_eq!(kind(other), None, "{other}");
        }
    }

    #[test]
    fn flags_hashes_and_services() {
        let key = |tags: &str| {
            DkimKey::read(&format!("v=DKIM1; {tags}; p={SHORT}")).expect("a key record")
        };
        assert!(key("t=s:y").testing && !key("t=s").testing);
        assert!(key("h=sha1").only_sha1 && !key("h=sha1:sha256").only_sha1);
        assert!(key("s=tlsrpt").other_service && !key("s=email").other_service);
        assert!(!key("s=*").other_service && !key("n=x").other_service);
    }
}
