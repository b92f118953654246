//! Numbers and names of the IANA registries, in the order in which hellos offer them.

use std::sync::LazyLock;

use crate::domain::fact::{NamedGroup, SignatureUse, TlsVersion};
use crate::domain::suite;

/// Common suites of TLS 1.2 and older, likeliest first. The rest of the registry follows them.
const COMMON: [u16; 69] = [
    0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0x009f, 0x009e, 0xccaa, 0xc024, 0xc028, 0xc023,
    0xc027, 0xc00a, 0xc014, 0xc009, 0xc013, 0x006b, 0x0067, 0x0039, 0x0033, 0x009d, 0x009c, 0x003d,
    0x003c, 0x0035, 0x002f, 0x000a, 0xc012, 0xc008, 0x0016, 0xc0ad, 0xc0ac, 0xc09f, 0xc09e, 0xc09d,
    0xc09c, 0xc0af, 0xc0ae, 0xc077, 0xc076, 0x00c4, 0x00be, 0x0088, 0x0045, 0x0084, 0x0041, 0xc05d,
    0xc061, 0xc05c, 0xc060, 0xc053, 0xc052, 0x00a3, 0x00a2, 0x0038, 0x0032, 0x0013, 0x0096, 0x009a,
    0x0007, 0xc011, 0xc007, 0x0005, 0x0004, 0x0009, 0x0015, 0x0003, 0x0008,
];

/// Suites of TLS 1.3, likeliest first.
const MODERN: [u16; 3] = [0x1302, 0x1301, 0x1303];

static OLDER_SUITES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let rest = suite::all()
        .into_iter()
        .filter(|code| !suite::is_tls13(*code) && !COMMON.contains(code));
    COMMON.iter().copied().chain(rest).collect()
});

static MODERN_SUITES: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let rest = suite::all()
        .into_iter()
        .filter(|code| suite::is_tls13(*code) && !MODERN.contains(code));
    MODERN.iter().copied().chain(rest).collect()
});

/// Every suite that can go with a version, likeliest first. Older versions are offered those of TLS 1.2 too: they cannot
/// exist there (RFC 5246 §1.2, RFC 5288 §4), and some servers take them all the same.
pub(super) fn suites(version: TlsVersion) -> Vec<u16> {
    if version == TlsVersion::Tls13 {
        return MODERN_SUITES.clone();
    }
    OLDER_SUITES.clone()
}

/// Groups of TLS 1.2 and older, likeliest first: elliptic curves only. Finite-field groups are left out, so that a server
/// shows the prime that it uses on its own account (RFC 7919 §4 makes it decline otherwise); they are offered by
/// themselves.
pub(super) const OLDER_GROUPS: [u16; 38] = [
    29, 23, 24, 25, 30, 26, 27, 28, 22, 21, 19, 20, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6,
    5, 4, 3, 2, 1, 41, 34, 35, 36, 37, 38, 39, 40,
];

/// The finite-field groups (RFC 7919), with the SHA-256 of each prime.
pub(super) const FINITE_GROUPS: [(u16, &str); 5] = [
    (
        0x0100,
        "9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966",
    ),
    (
        0x0101,
        "0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17",
    ),
    (
        0x0102,
        "4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e",
    ),
    (
        0x0103,
        "227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7",
    ),
    (
        0x0104,
        "770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833",
    ),
];

/// The finite-field group of a prime, by its digest.
pub(super) fn finite_group(sha256: &str) -> Option<u16> {
    FINITE_GROUPS
        .iter()
        .find(|(_, digest)| *digest == sha256)
        .map(|(code, _)| *code)
}

/// Groups of TLS 1.3, likeliest first. The last ones have no place there, and some servers take them all the same.
pub(super) const MODERN_GROUPS: [u16; 55] = [
    0x11ec, 29, 23, 24, 25, 30, 0x11eb, 0x11ed, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104, 31, 32, 33,
    0x0200, 0x0201, 0x0202, 0x6399, 0x639a, 41, 0x11ee, 34, 35, 36, 37, 38, 39, 40, 21, 22, 26, 27,
    28, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
];

/// Signature schemes that hellos offer: strong ones first, weak ones too, since seeing them is the point.
pub(super) const SIGNATURES: [u16; 31] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x081a,
    0x081b, 0x081c, 0x0904, 0x0905, 0x0906, 0x0708, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0203,
    0x0201, 0x0402, 0x0502, 0x0602, 0x0302, 0x0202, 0x0101,
];

/// A group by number and IANA name.
pub(super) fn group(code: u16) -> NamedGroup {
    const CURVES: [&str; 41] = [
        "sect163k1",
        "sect163r1",
        "sect163r2",
        "sect193r1",
        "sect193r2",
        "sect233k1",
        "sect233r1",
        "sect239k1",
        "sect283k1",
        "sect283r1",
        "sect409k1",
        "sect409r1",
        "sect571k1",
        "sect571r1",
        "secp160k1",
        "secp160r1",
        "secp160r2",
        "secp192k1",
        "secp192r1",
        "secp224k1",
        "secp224r1",
        "secp256k1",
        "secp256r1",
        "secp384r1",
        "secp521r1",
        "brainpoolP256r1",
        "brainpoolP384r1",
        "brainpoolP512r1",
        "x25519",
        "x448",
        "brainpoolP256r1tls13",
        "brainpoolP384r1tls13",
        "brainpoolP512r1tls13",
        "GC256A",
        "GC256B",
        "GC256C",
        "GC256D",
        "GC512A",
        "GC512B",
        "GC512C",
        "curveSM2",
    ];
    let name = match code {
        1..=41 => CURVES
            .get(usize::from(code).saturating_sub(1))
            .copied()
            .unwrap_or_default()
            .to_owned(),
        0x0100 => "ffdhe2048".to_owned(),
        0x0101 => "ffdhe3072".to_owned(),
        0x0102 => "ffdhe4096".to_owned(),
        0x0103 => "ffdhe6144".to_owned(),
        0x0104 => "ffdhe8192".to_owned(),
        0x0200 => "MLKEM512".to_owned(),
        0x0201 => "MLKEM768".to_owned(),
        0x0202 => "MLKEM1024".to_owned(),
        0x11eb => "SecP256r1MLKEM768".to_owned(),
        0x11ec => "X25519MLKEM768".to_owned(),
        0x11ed => "SecP384r1MLKEM1024".to_owned(),
        0x11ee => "curveSM2MLKEM768".to_owned(),
        0x6399 => "X25519Kyber768Draft00".to_owned(),
        0x639a => "SecP256r1Kyber768Draft00".to_owned(),
        0xff01 => "arbitrary_explicit_prime_curves".to_owned(),
        0xff02 => "arbitrary_explicit_char2_curves".to_owned(),
        _ => format!("0x{code:04x}"),
    };
    NamedGroup { code, name }
}

/// What a scheme number stands for (RFC 8446 §4.2.3; before it RFC 5246 §7.4.1.4.1: a hash and a kind of key).
pub(super) fn signature(version: TlsVersion, scheme: u16) -> SignatureUse {
    let (algorithm, hash) = match scheme {
        0x0401 => ("rsa_pkcs1_sha256", "sha256"),
        0x0501 => ("rsa_pkcs1_sha384", "sha384"),
        0x0601 => ("rsa_pkcs1_sha512", "sha512"),
        0x0403 => ("ecdsa_secp256r1_sha256", "sha256"),
        0x0503 => ("ecdsa_secp384r1_sha384", "sha384"),
        0x0603 => ("ecdsa_secp521r1_sha512", "sha512"),
        0x0804 => ("rsa_pss_rsae_sha256", "sha256"),
        0x0805 => ("rsa_pss_rsae_sha384", "sha384"),
        0x0806 => ("rsa_pss_rsae_sha512", "sha512"),
        0x0807 => ("ed25519", "none"),
        0x0808 => ("ed448", "none"),
        0x0809 => ("rsa_pss_pss_sha256", "sha256"),
        0x080a => ("rsa_pss_pss_sha384", "sha384"),
        0x080b => ("rsa_pss_pss_sha512", "sha512"),
        0x081a => ("ecdsa_brainpoolP256r1tls13_sha256", "sha256"),
        0x081b => ("ecdsa_brainpoolP384r1tls13_sha384", "sha384"),
        0x081c => ("ecdsa_brainpoolP512r1tls13_sha512", "sha512"),
        0x0904 => ("mldsa44", "none"),
        0x0905 => ("mldsa65", "none"),
        0x0906 => ("mldsa87", "none"),
        0x0708 => ("sm2sig_sm3", "sm3"),
        0x0201 => ("rsa_pkcs1_sha1", "sha1"),
        0x0203 => ("ecdsa_sha1", "sha1"),
        0x0202 => ("dsa_sha1", "sha1"),
        0x0301 => ("rsa_pkcs1_sha224", "sha224"),
        0x0302 => ("dsa_sha224", "sha224"),
        0x0303 => ("ecdsa_sha224", "sha224"),
        0x0402 => ("dsa_sha256", "sha256"),
        0x0502 => ("dsa_sha384", "sha384"),
        0x0602 => ("dsa_sha512", "sha512"),
        0x0101 => ("rsa_pkcs1_md5", "md5"),
        _ => {
            return SignatureUse {
                version,
                algorithm: format!("0x{scheme:04x}"),
                hash: "unknown".to_owned(),
            };
        }
    };
    // In TLS 1.2 the curve is not part of an ECDSA scheme.
    let algorithm = match (version, scheme) {
        (TlsVersion::Tls12, 0x0403) => "ecdsa_sha256",
        (TlsVersion::Tls12, 0x0503) => "ecdsa_sha384",
        (TlsVersion::Tls12, 0x0603) => "ecdsa_sha512",
        _ => algorithm,
    };
    SignatureUse {
        version,
        algorithm: algorithm.to_owned(),
        hash: hash.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_offered_what_can_go_with_it() {
        let (new, old) = (suites(TlsVersion::Tls12), suites(TlsVersion::Tls10));
        assert!(
            new.len() >= 340 && new.starts_with(&COMMON),
            "{}",
            new.len()
        );
        assert_eq!(old, new);
        let modern = suites(TlsVersion::Tls13);
        assert!(modern.contains(&0x1305) && modern.contains(&0xc103));
        assert!(!modern.iter().any(|code| new.contains(code)));
    }

    #[test]
    fn lists_name_nothing_twice() {
        for list in [
            &suites(TlsVersion::Tls12)[..],
            &suites(TlsVersion::Tls13),
            &OLDER_GROUPS,
            &MODERN_GROUPS,
            &SIGNATURES,
        ] {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len());
        }
        assert!(
            OLDER_GROUPS
                .iter()
                .chain(&MODERN_GROUPS)
                .all(|code| !group(*code).name.starts_with("0x"))
        );
        assert!(
            SIGNATURES
                .iter()
                .all(|code| signature(TlsVersion::Tls13, *code).hash != "unknown")
        );
        assert_eq!(group(23).name, "secp256r1");
        assert_eq!(group(41).name, "curveSM2");
    }
}
