//! RSA keys that are known to give way, whatever their size.
//!
//! Only what can be shown from the public key alone and without doubt: no key is called weak on a suspicion.

use num_bigint::BigUint;

/// Why a key is weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Weakness {
    /// The modulus has a factor that trial division finds (CA/Browser Forum BR §6.1.6: none below 752).
    SmallFactor(u16),
    /// The primes lie so close together that Fermat's method finds them within [`ROUNDS`] rounds.
    ClosePrimes,
    /// The structure of keys made by the Infineon library (CVE-2017-15361, "ROCA").
    Roca,
    /// An exponent with which nothing is signed: zero, one or even.
    UselessExponent,
    /// An exponent below 65537: it holds with correct padding, and has often been the way in where padding was checked badly.
    SmallExponent,
}

/// Rounds of Fermat's method. Primes chosen at random never fall within them.
const ROUNDS: usize = 100;
/// Larger moduli, in bytes, are not looked at.
const MAX_BYTES: usize = 2048;
/// Factors below this are looked for.
const FACTORS_BELOW: u16 = 752;
/// The structure shows modulo each of the first 39 primes but two, for keys of any size.
const ROCA_BELOW: u16 = 168;
const GENERATOR: u32 = 65_537;
/// 5 · 7 · 9 · 11 · 13.
const SQUARE_TEST: u32 = 45_045;

/// The worst that is known against an RSA key, given as unsigned big-endian integers; nothing when nothing is.
pub(in crate::check) fn find(modulus: &[u8], exponent: &[u8]) -> Option<Weakness> {
    let modulus = significant(modulus);
    let exponent = significant(exponent);
    if modulus.is_empty() || modulus.len() > MAX_BYTES {
        return None;
    }
    let odd = exponent.last().is_some_and(|byte| byte & 1 == 1);
    if !odd || exponent == [1] {
        return Some(Weakness::UselessExponent);
    }
    if let Some(factor) = primes(FACTORS_BELOW).find(|prime| remainder(modulus, *prime) == 0) {
        return Some(Weakness::SmallFactor(factor));
    }
    if is_roca(modulus) {
        return Some(Weakness::Roca);
    }
    if has_close_primes(modulus) {
        return Some(Weakness::ClosePrimes);
    }
    let small = exponent.len() <= 4 && number(exponent) < GENERATOR;
    small.then_some(Weakness::SmallExponent)
}

/// The bytes without the zeros in front.
fn significant(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// At most four bytes as a number.
fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |sum, byte| (sum << 8) | u32::from(*byte))
}

/// The primes below a limit, from 2.
fn primes(below: u16) -> impl Iterator<Item = u16> {
    (2..below).filter(|n| {
        (2..*n)
            .take_while(|d| u32::from(*d) * u32::from(*d) <= u32::from(*n))
            .all(|d| n % d != 0)
    })
}

fn remainder(modulus: &[u8], divisor: u16) -> u16 {
    let divisor = u32::from(divisor);
    let rest = modulus
        .iter()
        .fold(0, |rest, byte| ((rest << 8) | u32::from(*byte)) % divisor);
    // Smaller than the divisor.
    u16::try_from(rest).unwrap_or_default()
}

/// True when the modulus is a power of 65537 modulo the product of the primes up to 167.
///
/// Both primes of an affected key have the form `k·M + (65537^a mod M)`, with M such a product; so has their product.
/// The exponent is found modulo each prime on its own, which is quick, and the results have to agree with each other.
/// A modulus of any other origin passes with a probability below 2^-100.
fn is_roca(modulus: &[u8]) -> bool {
    // For each prime: the order of 65537, and the exponent modulo that order.
    let mut found: Vec<(u32, u32)> = Vec::new();
    for prime in primes(ROCA_BELOW).skip(1) {
        let target = u32::from(remainder(modulus, prime));
        let prime = u32::from(prime);
        let base = GENERATOR % prime;
        let (mut power, mut order, mut exponent) = (1, 0, None);
        loop {
            if power == target {
                exponent = Some(order);
            }
            power = power * base % prime;
            order += 1;
            // A power comes back to one within `prime` steps, for the base is never a multiple of the prime.
            if power == 1 || order > prime {
                break;
            }
        }
        match exponent {
            Some(exponent) => found.push((order, exponent)),
            None => return false,
        }
    }
    found
        .iter()
        .enumerate()
        .all(|(position, (order, exponent))| {
            found
                .iter()
                .skip(position + 1)
                .all(|(other, there)| exponent.abs_diff(*there) % common(*order, *other) == 0)
        })
}

/// The greatest common divisor.
fn common(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common(b, a % b) }
}

/// Fermat's method, bounded.
fn has_close_primes(modulus: &[u8]) -> bool {
    let n = BigUint::from_bytes_be(modulus);
    let mut middle = n.sqrt();
    if &middle * &middle < n {
        middle += 1u32;
    }
    let mut gap = &middle * &middle - &n;
    for _ in 0..ROUNDS {
        if is_square(&gap) {
            return true;
        }
        gap += &middle * 2u32 + 1u32;
        middle += 1u32;
    }
    false
}

fn is_square(number: &BigUint) -> bool {
    // Twelve of sixty-four remainders are those of squares; the others need no root.
    let low = number.iter_u32_digits().next().unwrap_or(0) % 64;
    if !matches!(low, 0 | 1 | 4 | 9 | 16 | 17 | 25 | 33 | 36 | 41 | 49 | 57) {
        return false;
    }
    // Of the rest one in twenty-two: the product of these moduli leaves few keys for which a root is drawn at all.
    let rest = u32::try_from(number % SQUARE_TEST).unwrap_or_default();
    let possible = [5, 7, 9, 11, 13]
        .into_iter()
        .all(|modulus| (0..modulus).any(|x| x * x % modulus == rest % modulus));
    if !possible {
        return false;
    }
    let root = number.sqrt();
    &root * &root == *number
}

#[cfg(test)]
mod tests {
    use super::*;

    const F4: [u8; 3] = [1, 0, 1];

    fn bytes(number: &BigUint) -> Vec<u8> {
        number.to_bytes_be()
    }

    /// Fermat's test with a few bases: enough to make test keys.
    fn is_prime(n: &BigUint) -> bool {
        primes(752).all(|p| n % p != BigUint::ZERO)
            && [2u32, 3, 5, 7]
                .iter()
                .all(|base| BigUint::from(*base).modpow(&(n - 1u32), n) == BigUint::from(1u32))
    }

    fn next_prime(from: BigUint) -> BigUint {
        let mut candidate = from | BigUint::from(1u32);
        while !is_prime(&candidate) {
            candidate += 2u32;
        }
        candidate
    }

    /// A number of so many bits that looks like chance, always the same.
    fn noise(seed: u64, bits: u64) -> BigUint {
        let modulus = (BigUint::from(1u32) << 521u32) - 1u32;
        let number =
            BigUint::from(seed + 3).modpow(&BigUint::from(0x1234_5678_9abc_def1u64), &modulus);
        (number >> (521 - bits)) | (BigUint::from(3u32) << (bits - 2))
    }

    #[test]
    fn ordinary_keys_are_not_weak() {
        for seed in 0..4 {
            let p = next_prime(noise(seed, 256));
            let q = next_prime(noise(seed + 100, 256));
            assert_eq!(find(&bytes(&(p * q)), &F4), None, "{seed}");
        }
    }

    #[test]
    fn close_primes_are_found_and_distant_ones_are_not() {
        let p = next_prime(noise(7, 512));
        let near = next_prime(&p + 1_000_000u32);
        assert_eq!(
            find(&bytes(&(&p * &near)), &F4),
            Some(Weakness::ClosePrimes)
        );
        assert_eq!(find(&bytes(&(&p * &p)), &F4), Some(Weakness::ClosePrimes));
        // As far apart as FIPS 186-5 §A.1.3 asks for: the first 100 bits differ.
        let far = next_prime(&p + (BigUint::from(1u32) << 412u32));
        assert_eq!(find(&bytes(&(&p * &far)), &F4), None);
    }

    #[test]
    fn the_infineon_structure_is_found() {
        let product: BigUint = primes(ROCA_BELOW).map(BigUint::from).product();
        let make = |seed: u64, exponent: u32| {
            let head = BigUint::from(GENERATOR).modpow(&BigUint::from(exponent), &product);
            let mut k = noise(seed, 40);
            loop {
                let candidate = &k * &product + &head;
                if is_prime(&candidate) {
                    return candidate;
                }
                k += 1u32;
            }
        };
        let p = make(1, 1_234_567);
        let q = make(2, 7_654_321);
        assert_eq!(find(&bytes(&(&p * &q)), &F4), Some(Weakness::Roca));
        // One prime of the structure and one of chance is not enough: nobody makes such keys.
        let other = next_prime(noise(9, 256));
        assert_eq!(find(&bytes(&(&p * other)), &F4), None);
    }

    /// A power of 65537 modulo each prime is not enough: it has to be the same power.
    #[test]
    fn powers_that_do_not_agree_are_no_structure() {
        // Modulo 3 the power is even (1), modulo 5 it is odd (2); both orders are even.
        let primes: Vec<u16> = primes(ROCA_BELOW).skip(1).collect();
        let product: BigUint = primes.iter().map(|p| BigUint::from(*p)).product();
        let number = primes.iter().fold(BigUint::ZERO, |sum, prime| {
            let rest = &product / *prime;
            let inverse = rest.modinv(&BigUint::from(*prime)).expect("coprime");
            let wanted = if *prime == 5 { 2u32 } else { 1 };
            sum + rest * inverse * wanted
        }) % &product;
        assert!(!is_roca(&bytes(&number)));
        assert!(is_roca(&bytes(&(product + 1u32))));
    }

    #[test]
    fn squares_are_told_from_their_neighbours() {
        for root in [0u32, 1, 2, 3, 1000, 65_535, 4_294_967_295] {
            let square = BigUint::from(root).pow(2);
            assert!(is_square(&square), "{root}");
            assert!(!is_square(&(square + 2u32)), "{root}");
        }
    }

    #[test]
    fn factors_and_exponents() {
        let p = next_prime(noise(3, 512));
        assert_eq!(
            find(&bytes(&(&p * 2u32)), &F4),
            Some(Weakness::SmallFactor(2))
        );
        assert_eq!(
            find(&bytes(&(&p * 751u32)), &F4),
            Some(Weakness::SmallFactor(751))
        );
        let key = bytes(&(&p * next_prime(noise(4, 512))));
        for (exponent, weakness) in [
            (&[][..], Some(Weakness::UselessExponent)),
            (&[0, 0], Some(Weakness::UselessExponent)),
            (&[1], Some(Weakness::UselessExponent)),
            (&[4], Some(Weakness::UselessExponent)),
            (&[3], Some(Weakness::SmallExponent)),
            (&[0, 1, 1], Some(Weakness::SmallExponent)),
            (&[0xff, 0xff], Some(Weakness::SmallExponent)),
            (&F4, None),
            (&[1, 0, 0, 0, 1], None),
        ] {
            assert_eq!(find(&key, exponent), weakness, "{exponent:?}");
        }
        assert_eq!(find(&[], &F4), None);
        assert_eq!(find(&vec![0xff; MAX_BYTES + 1], &F4), None);
    }
}
