//! The TLS guidelines: their tables are whole, exact, and rate every suite that there is exactly once.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use waarborg::catalogue::Catalogue;
use waarborg::domain::policy::{Level, LevelPolicy};
use waarborg::domain::suite::{SSL2_SUITES, all, is_tls13, name, properties};

use super::{POLICIES, catalogue, geo};

fn levels(policy: &str) -> LevelPolicy {
    Catalogue::load(None, policy).expect(policy).policy.levels
}

/// How many suites of TLS 1.3, and of older versions, have each level: good, sufficient, phase-out, insufficient.
fn count(policy: &LevelPolicy) -> ([usize; 4], [usize; 4]) {
    let (mut new, mut old) = ([0; 4], [0; 4]);
    for code in all() {
        let counts = if is_tls13(code) { &mut new } else { &mut old };
        let level = policy.cipher_suites.level(&name(u32::from(code)));
        counts[match level {
            Level::Good => 0,
            Level::Sufficient => 1,
            Level::PhaseOut => 2,
            Level::Insufficient => 3,
        }] += 1;
    }
    (new, old)
}

#[test]
fn the_suites_of_each_guideline_are_as_many_as_it_lists() {
    let total = all().len();
    for (policy, new, old) in [
        ("ncsc-2025-05", [2, 2, 0], [0, 8, 35]),
        ("nl-law-2.1.1", [4, 0, 0], [8, 25, 16]),
        ("mozilla-intermediate", [3, 0, 0], [6, 0, 0]),
    ] {
        let (seen_new, seen_old) = count(&levels(policy));
        assert_eq!(seen_new[..3], new, "{policy}, TLS 1.3");
        assert_eq!(seen_old[..3], old, "{policy}, TLS 1.2 and older");
        let sum = seen_new.iter().chain(&seen_old).sum::<usize>();
        assert_eq!(sum, total, "{policy}: one level for every suite");
    }
}

#[test]
fn every_listed_suite_is_in_the_registry_and_in_one_list() {
    let known: BTreeSet<String> = all().iter().map(|code| name(u32::from(*code))).collect();
    for policy in POLICIES {
        let suites = levels(policy).cipher_suites;
        let listed: Vec<&String> = [&suites.good, &suites.sufficient, &suites.phase_out]
            .into_iter()
            .flatten()
            .collect();
        let distinct: BTreeSet<&String> = listed.iter().copied().collect();
        assert_eq!(listed.len(), distinct.len(), "{policy}");
        for suite in listed {
            assert!(known.contains(suite), "{policy}: {suite}");
        }
    }
}

#[test]
fn no_guideline_allows_what_is_broken() {
    for policy in POLICIES {
        let levels = levels(policy);
        for code in all().into_iter().map(u32::from) {
            let made_of = properties(code).expect("known");
            let broken = made_of.anonymous || made_of.export || made_of.bits < 112;
            if broken || name(code).contains("RC4") || name(code).contains("MD5") {
                let level = levels.cipher_suites.level(&name(code));
                assert_eq!(level, Level::Insufficient, "{policy}: {}", name(code));
            }
        }
        for (_, suite) in SSL2_SUITES {
            assert_eq!(levels.cipher_suites.level(suite), Level::Insufficient);
        }
        for version in ["SSL 2.0", "SSL 3.0", "a version of later"] {
            assert_eq!(levels.version(version), Level::Insufficient);
        }
        assert_eq!(levels.exchange_hash("md5"), Level::Insufficient);
    }
}

#[test]
fn groups_have_the_levels_of_the_guidelines() {
    use Level::{Good, Insufficient, PhaseOut, Sufficient};
    let (new, old) = (levels("ncsc-2025-05"), levels("nl-law-2.1.1"));
    for (group, in_new, in_old) in [
        ("X25519MLKEM768", Good, Sufficient),
        ("SecP384r1MLKEM1024", Good, Sufficient),
        ("x25519", Sufficient, Sufficient),
        ("brainpoolP384r1", Sufficient, Sufficient),
        ("secp224r1", PhaseOut, PhaseOut),
        ("secp256k1", Insufficient, Insufficient),
        ("sect571r1", Insufficient, Insufficient),
        ("ffdhe8192", PhaseOut, Sufficient),
        ("ffdhe3072", PhaseOut, Sufficient),
        ("ffdhe2048", Insufficient, PhaseOut),
    ] {
        assert_eq!(new.group(group), Some(in_new), "{group}");
        assert_eq!(old.group(group), Some(in_old), "{group}");
    }
    // What a guideline does not know, it does not condemn.
    for group in ["MLKEM768", "0x1234"] {
        assert_eq!(new.group(group), None, "{group}");
    }
}

#[test]
fn hashes_of_the_key_exchange_have_the_levels_of_the_guidelines() {
    let (new, old) = (levels("ncsc-2025-05"), levels("nl-law-2.1.1"));
    assert_eq!(new.exchange_hash("sha1"), Level::Insufficient);
    assert_eq!(old.exchange_hash("sha1"), Level::PhaseOut);
    for policy in [new, old] {
        for hash in ["sha256", "sha384", "sha512", "none"] {
            assert_eq!(policy.exchange_hash(hash), Level::Good);
        }
        assert_eq!(policy.exchange_hash("sha224"), Level::PhaseOut);
    }
}

/// The second Oakley group, as RFC 2409 §6.2 prints it.
const OAKLEY_2: &str = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74\
    020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245\
    e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6\
    49286651ece65381ffffffffffffffff";
/// ffdhe2048, as RFC 7919 §A.1 prints it.
const FFDHE2048: &str = "ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1d8b9c583ce2d3695\
    a9e13641146433fbcc939dce249b3ef97d2fe363630c75d8f681b202aec4617ad3df1ed5d5fd6561\
    2433f51f5f066ed0856365553ded1af3b557135e7f57c935984f0c70e0e68b77e2a689daf3efe872\
    1df158a136ade73530acca4f483a797abc0ab182b324fb61d108a94bb2c8e3fbb96adab760d7f468\
    1d4f42a3de394df4ae56ede76372bb190b07a7c8ee0a6d709e02fce1cdf7e2ecc03404cd28342f61\
    9172fe9ce98583ff8e4f1232eef28183c3fe3b1b4c6fad733bb5fcbc2ec22005c58ef1837d1683b2\
    c6f34a26c1b2effa886b423861285c97ffffffffffffffff";

#[test]
fn known_primes_are_known_by_the_digest_of_their_bytes() {
    let primes = catalogue().policy.dh_primes;
    for (hex, expected) in [(OAKLEY_2, "rfc2409-1024"), (FFDHE2048, "ffdhe2048")] {
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal"))
            .collect();
        assert_eq!(primes.name(&geo::digest(&bytes)), Some(expected));
    }
    assert_eq!(primes.name(&geo::digest(b"\x0b")), None);
}

#[test]
fn the_table_of_primes_has_no_slips() {
    let primes = catalogue().policy.dh_primes.prime;
    let mut seen = BTreeSet::new();
    let mut faults = String::new();
    for prime in &primes {
        let sized = prime.name.contains(&prime.bits.to_string());
        let hexadecimal = prime.sha256.len() == 64
            && prime
                .sha256
                .chars()
                .all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
        if !sized || !hexadecimal || !seen.insert(&prime.sha256) || !seen.insert(&prime.name) {
            let _ = writeln!(faults, "{}", prime.name);
        }
    }
    assert!(primes.len() >= 20 && faults.is_empty(), "{faults}");
}
