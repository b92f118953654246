//! Properties of the public key itself.

use super::element::{Element, hex};
use super::specimen::{Key, Specimen};
use super::{LintResult, oid};

/// An integer's octets without leading zeros.
fn significant(integer: &[u8]) -> &[u8] {
    let zeros = integer.iter().take_while(|octet| **octet == 0).count();
    integer.get(zeros..).unwrap_or_default()
}

fn bits(integer: &[u8]) -> usize {
    let octets = significant(integer);
    let zeros = octets.first().map_or(0, |octet| octet.leading_zeros());
    (octets.len() * 8).saturating_sub(usize::try_from(zeros).unwrap_or(0))
}

/// At least 2048 bits, in whole octets.
pub(super) fn rsa_modulus_long_enough(specimen: &Specimen<'_>) -> LintResult {
    match specimen.public_key() {
        Key::Rsa { modulus, .. } => {
            let bits = bits(modulus);
            LintResult::when(bits >= 2048 && bits.is_multiple_of(8), || {
                format!("{bits} bits")
            })
        }
        _ => LintResult::Inapplicable,
    }
}

/// Odd, and at least 3.
pub(super) fn rsa_exponent_odd(specimen: &Specimen<'_>) -> LintResult {
    match specimen.public_key() {
        Key::Rsa { exponent, .. } => {
            let odd = exponent.last().is_some_and(|octet| octet & 1 == 1);
            LintResult::when(odd && significant(exponent) != [1], || {
                format!("exponent {}", hex(exponent))
            })
        }
        _ => LintResult::Inapplicable,
    }
}

/// Between 65,537 and 2^256.
pub(super) fn rsa_exponent_in_range(specimen: &Specimen<'_>) -> LintResult {
    match specimen.public_key() {
        Key::Rsa { exponent, .. } => {
            let octets = significant(exponent);
            let large =
                octets.len() > 3 || matches!(octets, [a, b, c] if (*a, *b, *c) >= (1, 0, 1));
            LintResult::when(large && octets.len() <= 32, || {
                format!("exponent {}", hex(exponent))
            })
        }
        _ => LintResult::Inapplicable,
    }
}

/// Odd, and without a factor below 752.
pub(super) fn rsa_modulus_without_small_factor(specimen: &Specimen<'_>) -> LintResult {
    match specimen.public_key() {
        Key::Rsa { modulus, .. } => {
            let factor = (2..752u32).find(|divisor| {
                let rest = modulus
                    .iter()
                    .fold(0, |rest, octet| (rest * 256 + u32::from(*octet)) % divisor);
                rest == 0
            });
            LintResult::of(factor.map(|factor| format!("divisible by {factor}")))
        }
        _ => LintResult::Inapplicable,
    }
}

/// The curves that public authorities certify.
pub(super) fn curve_permitted(specimen: &Specimen<'_>) -> LintResult {
    match specimen.public_key() {
        Key::Ec { parameters, .. } => {
            let permitted = parameters
                .is_some_and(|curve| [oid::P256, oid::P384, oid::P521].contains(&curve.content));
            LintResult::when(permitted, || {
                parameters.map_or_else(|| "no curve".to_owned(), |curve| hex(curve.whole))
            })
        }
        _ => LintResult::Inapplicable,
    }
}

/// A point has one of the forms of its curve: both coordinates, or one with a sign.
pub(super) fn point_fits_curve(specimen: &Specimen<'_>) -> LintResult {
    let Key::Ec {
        parameters: Some(Element { content: curve, .. }),
        point,
    } = specimen.public_key()
    else {
        return LintResult::Inapplicable;
    };
    let size = match curve {
        oid::P256 => 32,
        oid::P384 => 48,
        oid::P521 => 66,
        _ => return LintResult::Inapplicable,
    };
    let fits = match point.split_first() {
        Some((4, coordinates)) => coordinates.len() == 2 * size,
        Some((2 | 3, coordinate)) => coordinate.len() == size,
        _ => false,
    };
    LintResult::when(fits, || {
        format!(
            "{} octets beginning with {}",
            point.len(),
            hex(point.get(..1).unwrap_or_default())
        )
    })
}
