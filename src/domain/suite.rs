//! The cipher suites of the IANA registry, by number, with what they are made of.

use tls_parser::{
    TlsCipherAu, TlsCipherEnc, TlsCipherEncMode, TlsCipherKx, TlsCipherMac, TlsCipherSuite,
};

/// How the keys of a connection are agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyExchange {
    /// Finite-field with fixed keys.
    Dh,
    /// Finite-field, ephemeral.
    Dhe,
    /// Elliptic-curve with fixed keys.
    Ecdh,
    /// Elliptic-curve, ephemeral.
    Ecdhe,
    /// Elliptic-curve with a password (RFC 8492).
    Eccpwd,
    /// Kerberos.
    Kerberos,
    /// None.
    Null,
    /// A key both sides know.
    Psk,
    /// Sent under the RSA key of the certificate.
    Rsa,
    /// A password (RFC 5054).
    Srp,
    /// By the group that is agreed beside the suite.
    Tls13,
    /// Something the registry of the library does not know (GOST).
    Unknown,
}

/// The encryption of a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    /// AES.
    Aes,
    /// ARIA, Camellia, SEED, SM4, AEGIS or another block cipher of 128 bits and more.
    Other,
    /// `ChaCha20`.
    ChaCha20,
    /// Single DES.
    Des,
    /// IDEA.
    Idea,
    /// None.
    Null,
    /// RC2.
    Rc2,
    /// RC4.
    Rc4,
    /// Triple DES.
    TripleDes,
}

/// What a suite is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own in the registry"
)]
pub struct SuiteProperties {
    /// Key exchange.
    pub key_exchange: KeyExchange,
    /// True when the server proves itself with nothing.
    pub anonymous: bool,
    /// True when it proves itself with a certificate for ECDSA or `EdDSA`.
    pub ecdsa: bool,
    /// True when it proves itself with a certificate for RSA.
    pub rsa: bool,
    /// Encryption.
    pub cipher: Cipher,
    /// Strength of the encryption in bits; 112 for triple DES.
    pub bits: u16,
    /// True for a suite weakened on purpose (export rules of before 2000).
    pub export: bool,
    /// True when the block cipher runs in CBC mode.
    pub cbc: bool,
    /// True for authenticated encryption.
    pub aead: bool,
}

impl SuiteProperties {
    /// True when recorded traffic stays closed if the server's key gets out later.
    #[must_use]
    pub const fn forward_secret(&self) -> bool {
        matches!(
            self.key_exchange,
            KeyExchange::Dhe | KeyExchange::Ecdhe | KeyExchange::Eccpwd | KeyExchange::Tls13
        )
    }
}

/// Suites in use that the registry of the library lacks: GOST (RFC 9189, RFC 9367, drafts), `ChaCha20` of the drafts, FIPS SSL.
const BEYOND: [(u16, &str); 16] = [
    (0x0080, "TLS_GOSTR341094_WITH_28147_CNT_IMIT"),
    (0x0081, "TLS_GOSTR341001_WITH_28147_CNT_IMIT"),
    (0x0082, "TLS_GOSTR341094_WITH_NULL_GOSTR3411"),
    (0x0083, "TLS_GOSTR341001_WITH_NULL_GOSTR3411"),
    (0xc100, "TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC"),
    (0xc101, "TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC"),
    (0xc102, "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT"),
    (0xc103, "TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L"),
    (0xc104, "TLS_GOSTR341112_256_WITH_MAGMA_MGM_L"),
    (0xc105, "TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_S"),
    (0xc106, "TLS_GOSTR341112_256_WITH_MAGMA_MGM_S"),
    (0xcc13, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256_DRAFT"),
    (
        0xcc14,
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256_DRAFT",
    ),
    (0xcc15, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256_DRAFT"),
    (0xfefe, "SSL_RSA_FIPS_WITH_DES_CBC_SHA"),
    (0xfeff, "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA"),
];

/// The cipher kinds of SSL 2.0.
pub const SSL2_SUITES: [(u32, &str); 7] = [
    (0x01_0080, "SSL_CK_RC4_128_WITH_MD5"),
    (0x02_0080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5"),
    (0x03_0080, "SSL_CK_RC2_128_CBC_WITH_MD5"),
    (0x04_0080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5"),
    (0x05_0080, "SSL_CK_IDEA_128_CBC_WITH_MD5"),
    (0x06_0040, "SSL_CK_DES_64_CBC_WITH_MD5"),
    (0x07_00c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"),
];

/// The numbers of every known suite of SSL 3.0 to TLS 1.3, signalling values left out.
#[must_use]
pub fn all() -> Vec<u16> {
    let mut codes: Vec<u16> = (0..=u16::MAX)
        .filter(|code| TlsCipherSuite::from_id(*code).is_some())
        .chain(BEYOND.iter().map(|(code, _)| *code))
        .filter(|code| !matches!(code, 0x0000 | 0x00ff | 0x5600))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// The IANA name of a number; `0x….` where there is none.
#[must_use]
pub fn name(code: u32) -> String {
    if let Some((_, name)) = SSL2_SUITES.iter().find(|(known, _)| *known == code) {
        return (*name).to_owned();
    }
    let Ok(short) = u16::try_from(code) else {
        return format!("0x{code:06x}");
    };
    TlsCipherSuite::from_id(short)
        .map(|suite| suite.name)
        .or_else(|| {
            BEYOND
                .iter()
                .find(|(known, _)| *known == short)
                .map(|(_, name)| *name)
        })
        .map_or_else(|| format!("0x{code:04x}"), str::to_owned)
}

/// True for a suite that exists in TLS 1.3 only.
#[must_use]
pub fn is_tls13(code: u16) -> bool {
    matches!(code, 0xc103..=0xc106)
        || TlsCipherSuite::from_id(code).is_some_and(|suite| suite.kx == TlsCipherKx::Tls13)
}

/// What a suite is made of; nothing for a number that is not in the registry.
#[must_use]
pub fn properties(code: u32) -> Option<SuiteProperties> {
    let name = name(code);
    let export = name.contains("EXPORT");
    if code > 0xffff {
        return Some(ssl2(&name, export));
    }
    let short = u16::try_from(code).ok()?;
    let Some(suite) = TlsCipherSuite::from_id(short) else {
        return beyond(short);
    };
    let (cipher, bits) = match suite.enc {
        TlsCipherEnc::Null => (Cipher::Null, 0),
        TlsCipherEnc::Des => (Cipher::Des, suite.enc_size.min(56)),
        TlsCipherEnc::TripleDes => (Cipher::TripleDes, 112),
        TlsCipherEnc::Rc2 => (Cipher::Rc2, suite.enc_size),
        TlsCipherEnc::Rc4 => (Cipher::Rc4, suite.enc_size),
        TlsCipherEnc::Idea => (Cipher::Idea, 128),
        TlsCipherEnc::Aes => (Cipher::Aes, suite.enc_size),
        // The registry of the library says 128.
        TlsCipherEnc::Chacha20_Poly1305 => (Cipher::ChaCha20, 256),
        _ => (Cipher::Other, suite.enc_size.max(128)),
    };
    Some(SuiteProperties {
        key_exchange: match suite.kx {
            TlsCipherKx::Null => KeyExchange::Null,
            TlsCipherKx::Psk => KeyExchange::Psk,
            TlsCipherKx::Krb5 => KeyExchange::Kerberos,
            TlsCipherKx::Srp => KeyExchange::Srp,
            TlsCipherKx::Rsa => KeyExchange::Rsa,
            // The registry of the library files anonymous and ephemeral under one head.
            TlsCipherKx::Dh if name.contains("_anon_") => KeyExchange::Dhe,
            TlsCipherKx::Dh => KeyExchange::Dh,
            TlsCipherKx::Dhe => KeyExchange::Dhe,
            TlsCipherKx::Ecdh if name.contains("_anon_") => KeyExchange::Ecdhe,
            TlsCipherKx::Ecdh => KeyExchange::Ecdh,
            TlsCipherKx::Ecdhe | TlsCipherKx::Aecdh => KeyExchange::Ecdhe,
            TlsCipherKx::Eccpwd => KeyExchange::Eccpwd,
            TlsCipherKx::Tls13 => KeyExchange::Tls13,
        },
        anonymous: name.contains("_anon_"),
        ecdsa: suite.au == TlsCipherAu::Ecdsa,
        rsa: suite.au == TlsCipherAu::Rsa,
        cipher,
        bits: if export { bits.min(56) } else { bits },
        export,
        cbc: suite.enc_mode == TlsCipherEncMode::Cbc,
        aead: suite.mac == TlsCipherMac::Aead || name.contains("AEGIS"),
    })
}

fn ssl2(name: &str, export: bool) -> SuiteProperties {
    let (cipher, bits) = match name {
        _ if name.contains("RC4") => (Cipher::Rc4, 128),
        _ if name.contains("RC2") => (Cipher::Rc2, 128),
        _ if name.contains("IDEA") => (Cipher::Idea, 128),
        _ if name.contains("EDE3") => (Cipher::TripleDes, 112),
        _ => (Cipher::Des, 56),
    };
    SuiteProperties {
        key_exchange: KeyExchange::Rsa,
        anonymous: false,
        ecdsa: false,
        rsa: true,
        cipher,
        bits: if export { 40 } else { bits },
        export,
        cbc: name.contains("CBC"),
        aead: false,
    }
}

fn beyond(code: u16) -> Option<SuiteProperties> {
    let plain = SuiteProperties {
        key_exchange: KeyExchange::Unknown,
        anonymous: false,
        ecdsa: false,
        rsa: false,
        cipher: Cipher::Other,
        bits: 256,
        export: false,
        cbc: false,
        aead: false,
    };
    Some(match code {
        0x0082 | 0x0083 => SuiteProperties {
            cipher: Cipher::Null,
            bits: 0,
            ..plain
        },
        0x0080 | 0x0081 | 0xc100..=0xc102 => plain,
        0xc103..=0xc106 => SuiteProperties {
            key_exchange: KeyExchange::Tls13,
            aead: true,
            ..plain
        },
        0xcc13..=0xcc15 => SuiteProperties {
            key_exchange: if code == 0xcc15 {
                KeyExchange::Dhe
            } else {
                KeyExchange::Ecdhe
            },
            ecdsa: code == 0xcc14,
            rsa: code != 0xcc14,
            cipher: Cipher::ChaCha20,
            aead: true,
            ..plain
        },
        0xfefe => SuiteProperties {
            key_exchange: KeyExchange::Rsa,
            rsa: true,
            cipher: Cipher::Des,
            bits: 56,
            cbc: true,
            ..plain
        },
        0xfeff => SuiteProperties {
            key_exchange: KeyExchange::Rsa,
            rsa: true,
            cipher: Cipher::TripleDes,
            bits: 112,
            cbc: true,
            ..plain
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_whole_and_has_no_signals() {
        let all = all();
        assert!(all.len() >= 360, "{}", all.len());
        for code in [0x0000, 0x00ff, 0x5600] {
            assert!(!all.contains(&code));
        }
        for code in &all {
            assert!(properties(u32::from(*code)).is_some(), "{code:04x}");
        }
    }

    #[test]
    fn suites_are_what_their_names_say() {
        let of = |code| properties(code).expect("known");
        let chacha = of(0xcca8);
        assert_eq!((chacha.bits, chacha.aead), (256, true));
        assert!(chacha.forward_secret() && chacha.rsa);
        assert!(of(0x0034).anonymous && of(0xc018).anonymous);
        assert!(!of(0x0035).forward_secret());
        assert_eq!(of(0x000a).bits, 112);
        assert!(of(0x0003).export && of(0x0003).bits <= 56);
        assert!(of(0xc023).cbc && of(0xc023).ecdsa);
        assert_eq!(of(0x01_0080).cipher, Cipher::Rc4);
        assert_eq!(of(0x1303).key_exchange, KeyExchange::Tls13);
        assert_eq!(name(0x1302), "TLS_AES_256_GCM_SHA384");
        assert_eq!(name(0xfafa), "0xfafa");
    }
}
