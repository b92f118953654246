//! The server's first flight, and our half of the key exchange.

use num_bigint::BigUint;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;

use super::super::agreement::{Share, finite_field};
use super::super::channel::{Channel, Message, broken, unexpected};
use super::super::random;
use super::super::signature::{Proof, check};
use super::super::suite12::Exchange;
use super::super::wire::{Cursor, block8, block16};
use super::{
    CERTIFICATE, CERTIFICATE_REQUEST, CERTIFICATE_STATUS, SERVER_HELLO_DONE, SERVER_KEY_EXCHANGE,
};
use crate::domain::observation::Failure;

/// Certificates that are kept at most.
const MAX_CHAIN: usize = 100;

/// The server's first flight after its hello.
#[derive(Debug, Clone, Default)]
pub(in crate::probe::tls) struct Flight {
    /// DER, leaf first.
    pub(in crate::probe::tls) chain: Vec<Vec<u8>>,
    pub(super) key_exchange: Option<Vec<u8>>,
    pub(in crate::probe::tls) asks_certificate: bool,
}

/// Reads up to `ServerHelloDone`. `note` gets every message.
pub(in crate::probe::tls) async fn flight(
    channel: &mut Channel<'_>,
    mut note: impl FnMut(&Message) + Send,
) -> Result<Flight, Failure> {
    let mut flight = Flight::default();
    loop {
        let message = channel.message("ServerHelloDone").await?;
        note(&message);
        match message.kind() {
            CERTIFICATE if flight.chain.is_empty() => {
                flight.chain =
                    chain(message.body()).ok_or_else(|| broken("a broken Certificate message"))?;
            }
            CERTIFICATE_STATUS => channel.pass()?,
            SERVER_KEY_EXCHANGE if flight.key_exchange.is_none() => {
                flight.key_exchange = Some(message.body().to_vec());
            }
            CERTIFICATE_REQUEST => {
                channel.pass()?;
                flight.asks_certificate = true;
            }
            SERVER_HELLO_DONE => return Ok(flight),
            kind => return Err(unexpected(kind, "ServerHelloDone")),
        }
    }
}

fn chain(body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut list = Cursor::new(Cursor::new(body).vec24()?);
    let mut chain = Vec::new();
    while !list.is_empty() {
        let der = list.vec24()?;
        if chain.len() < MAX_CHAIN {
            chain.push(der.to_vec());
        }
    }
    Some(chain)
}

/// Our half of the key exchange.
pub(super) struct Half {
    /// Body of the `ClientKeyExchange`.
    pub(super) message: Vec<u8>,
    /// The premaster secret.
    pub(super) secret: Vec<u8>,
    /// The group's number.
    pub(super) group: Option<u16>,
    /// The scheme of the server's signature, and whether it was checked.
    pub(super) scheme: Option<u16>,
    pub(super) proof: Proof,
}

/// Answers the server's key exchange. `hellos` are both random values: they are signed with the parameters.
pub(super) fn answer(
    exchange: Exchange,
    flight: &Flight,
    hellos: &[u8],
    groups: &[u16],
) -> Result<Half, Failure> {
    let leaf = flight.chain.first();
    let leaf = leaf.ok_or_else(|| broken("a handshake without certificate"))?;
    if exchange == Exchange::Rsa {
        return with_rsa(leaf);
    }
    let body = flight.key_exchange.as_deref().unwrap_or_default();
    let short = || broken("a broken ServerKeyExchange");
    let mut cursor = Cursor::new(body);
    let (message, secret, group, parameters) = if exchange == Exchange::Ecdhe {
        let (Some(3), Some(group), Some(point)) = (cursor.u8(), cursor.u16(), cursor.vec8()) else {
            return Err(short());
        };
        if !groups.contains(&group) {
            return Err(broken("a group that was not offered"));
        }
        let share = Share::new(group)?;
        let secret = share.agree(point)?;
        (block8(&share.public), secret, Some(group), 4 + point.len())
    } else {
        let (Some(prime), Some(generator), Some(theirs)) =
            (cursor.vec16(), cursor.vec16(), cursor.vec16())
        else {
            return Err(short());
        };
        let (ours, secret) = finite_field(prime, generator, theirs, &random()?)?;
        let length = 6 + prime.len() + generator.len() + theirs.len();
        (block16(&ours), secret, None, length)
    };
    let (Some(scheme), Some(signature)) = (cursor.u16(), cursor.vec16()) else {
        return Err(short());
    };
    let signed = [hellos, body.get(..parameters).unwrap_or_default()].concat();
    Ok(Half {
        message,
        secret,
        group,
        scheme: Some(scheme),
        proof: check(leaf, scheme, &signed, signature)?,
    })
}

/// Modulus and exponent of a certificate's RSA key.
pub(in crate::probe::tls) fn rsa_key(leaf: &[u8]) -> Option<(BigUint, BigUint)> {
    let (_, certificate) = X509Certificate::from_der(leaf).ok()?;
    let PublicKey::RSA(key) = certificate.public_key().parsed().ok()? else {
        return None;
    };
    let (modulus, exponent) = (
        BigUint::from_bytes_be(key.modulus),
        BigUint::from_bytes_be(key.exponent),
    );
    // Raising to a huge exponent would be work that the server chooses.
    (modulus.bits() >= 512 && modulus.bits() <= 16_384 && exponent.bits() <= 64)
        .then_some((modulus, exponent))
}

/// A block that is already padded, encrypted: as long as the modulus.
pub(in crate::probe::tls) fn encrypt(
    block: &[u8],
    modulus: &BigUint,
    exponent: &BigUint,
) -> Vec<u8> {
    let sealed = BigUint::from_bytes_be(block).modpow(exponent, modulus);
    let sealed = sealed.to_bytes_be();
    let length = bytes(modulus);
    let mut out = vec![0; length.saturating_sub(sealed.len())];
    out.extend(sealed);
    out
}

/// Bytes of a modulus.
pub(in crate::probe::tls) fn bytes(modulus: &BigUint) -> usize {
    usize::try_from(modulus.bits().div_ceil(8)).unwrap_or_default()
}

fn with_rsa(leaf: &[u8]) -> Result<Half, Failure> {
    let (modulus, exponent) =
        rsa_key(leaf).ok_or_else(|| broken("an RSA key that cannot be used"))?;
    let mut secret = vec![3, 3];
    secret.extend(random::<46>()?);
    // PKCS #1 v1.5: the padding has no zeros; here it need not be secret (RFC 8017 §7.2.1).
    let mut block = vec![0, 2];
    block.extend(vec![0xa5; bytes(&modulus).saturating_sub(3 + secret.len())]);
    block.push(0);
    block.extend(&secret);
    Ok(Half {
        message: block16(&encrypt(&block, &modulus, &exponent)),
        secret,
        group: None,
        scheme: None,
        // A server that finishes the handshake has decrypted this.
        proof: Proof::Holds,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::agreement::CURVE25519;
    use super::super::super::peers::rsa;
    use super::*;

    fn flight(der: Vec<u8>, body: Vec<u8>) -> Flight {
        Flight {
            chain: vec![der],
            key_exchange: Some(body),
            asks_certificate: false,
        }
    }

    #[test]
    fn a_signature_that_does_not_hold_is_a_failure() {
        let share = Share::new(CURVE25519).expect("share");
        let mut body = vec![3, 0, 29];
        body.extend(block8(&share.public));
        body.extend([8, 4]);
        body.extend(block16(&[7; 256]));
        let flight = flight(rsa().der, body);
        let failure = answer(Exchange::Ecdhe, &flight, &[0; 64], &[CURVE25519]).err();
        assert!(failure.is_some_and(|failure| failure.detail.contains("does not hold")));
        let other = answer(Exchange::Ecdhe, &flight, &[0; 64], &[23]).err();
        assert!(other.is_some_and(|failure| failure.detail.contains("not offered")));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(der: Vec<u8>, body: Vec<u8>, start in 0u8..4) {
            drop(chain(&body));
            drop(rsa_key(&der));
            let body = [&[start, 0, 29][..], &body].concat();
            let flight = flight(der, body);
            for exchange in [Exchange::Dhe, Exchange::Ecdhe, Exchange::Rsa] {
                drop(answer(exchange, &flight, &[0; 64], &[CURVE25519]));
            }
        }
    }
}
