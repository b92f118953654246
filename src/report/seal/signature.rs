//! Signatures over the manifest: Ed25519, in the form of minisign, so that its program makes and checks them as well.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKey, SecretKeyBox, SignatureBox};

use super::SealFault;
use crate::domain::text::Text;

/// What stands in the first, unsigned line of every signature: it may not be a place to say something.
const UNTRUSTED: &str = "signature of an evidence pack of waarborg";

/// Bytes of the checksum at the end of a secret key.
const CHECKSUM: usize = 32;

/// A new key, as it is written to files.
#[derive(Clone)]
pub struct NewKey {
    /// The secret part: of its owner alone.
    pub secret: String,
    /// The public part: to give away.
    pub public: String,
}

/// Makes a key, protected by a password when one is given.
///
/// # Errors
/// When the system gives no random numbers; whose fault: the system's.
pub fn new_key(password: Option<&str>) -> Result<NewKey, SealFault> {
    let pair = match password {
        Some(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())),
        None => KeyPair::generate_unencrypted_keypair(),
    }
    .map_err(|error| wrong(&error))?;
    let comment = Some("secret key of waarborg, in the form of minisign");
    let secret = pair.sk.to_box(comment).map_err(|error| wrong(&error))?;
    let public = pair.pk.to_box().map_err(|error| wrong(&error))?;
    Ok(NewKey {
        secret: secret.into_string(),
        public: public.into_string(),
    })
}

/// A key that can sign.
pub struct SigningKey {
    secret: SecretKey,
    public: PublicKey,
}

/// Whether a secret key asks for a password.
///
/// # Errors
/// When it is no secret key of minisign.
pub fn asks_for_password(text: &str) -> Result<bool, SealFault> {
    let bytes = secret_bytes(text)?;
    // The second pair of bytes names how the password becomes a key; two zeros: not at all.
    Ok(bytes.get(2..4) != Some(&[0, 0]))
}

/// The key itself, behind its comment.
fn secret_bytes(text: &str) -> Result<Vec<u8>, SealFault> {
    let line = text.lines().nth(1).unwrap_or_default();
    STANDARD
        .decode(line.trim())
        .ok()
        .filter(|bytes| SecretKey::from_bytes(bytes).is_ok())
        .ok_or_else(|| SealFault::Key(no_key()))
}

impl SigningKey {
    /// Opens a secret key.
    ///
    /// # Errors
    /// When it is no key, or the password is not the right one.
    pub fn open(text: &str, password: Option<&str>) -> Result<Self, SealFault> {
        let boxed = SecretKeyBox::from_string(text).map_err(|error| wrong(&error))?;
        let secret = match (asks_for_password(text)?, password) {
            (true, Some(password)) => boxed.into_secret_key(Some(password.to_owned())),
            (true, None) => {
                return Err(SealFault::Key(Text::new(
                    "de sleutel vraagt een wachtwoord",
                    "the key asks for a password",
                )));
            }
            // The program of minisign writes no checksum with a key that has no password.
            (false, _) if secret_bytes(text)?.ends_with(&[0; CHECKSUM]) => {
                SecretKey::from_bytes(&secret_bytes(text)?)
            }
            (false, _) => boxed.into_unencrypted_secret_key(),
        }
        .map_err(|_| {
            SealFault::Key(Text::new(
                "het wachtwoord is niet goed, of de sleutel is beschadigd",
                "the password is not right, or the key is damaged",
            ))
        })?;
        let public = PublicKey::from_secret_key(&secret).map_err(|error| wrong(&error))?;
        Ok(Self { secret, public })
    }

    /// The public part, as it is written to a file.
    ///
    /// # Errors
    /// When it cannot be written, which it always can.
    pub fn public(&self) -> Result<String, SealFault> {
        let boxed = self.public.to_box().map_err(|error| wrong(&error))?;
        Ok(boxed.into_string())
    }

    /// Signs; `comment` is signed along. Two signatures of the same bytes differ, and both hold.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn sign(&self, data: &[u8], comment: &str) -> Result<String, SealFault> {
        let signature = minisign::sign(
            Some(&self.public),
            &self.secret,
            Cursor::new(data),
            Some(comment),
            Some(UNTRUSTED),
        )
        .map_err(|error| wrong(&error))?;
        Ok(signature.into_string())
    }
}

/// The id of a public key, as minisign shows it.
///
/// # Errors
/// When it is no public key.
pub fn key_id(public: &str) -> Result<String, SealFault> {
    let key = read_public(public)?;
    let id: Vec<String> = key
        .keynum()
        .iter()
        .rev()
        .map(|b| format!("{b:02X}"))
        .collect();
    Ok(id.concat())
}

/// True when two texts hold the same public key, whatever their comments.
#[must_use]
pub fn same_key(one: &str, other: &str) -> bool {
    matches!((read_public(one), read_public(other)), (Ok(one), Ok(other)) if one == other)
}

/// Checks a signature; gives the comment that was signed along.
///
/// # Errors
/// When the key is none, or the signature does not hold, or says more than was signed.
pub fn check_signature(public: &str, signature: &str, data: &[u8]) -> Result<String, SealFault> {
    let key = read_public(public)?;
    let broken = || {
        SealFault::Signature(Text::new(
            "dit is geen handtekening van minisign",
            "this is no signature of minisign",
        ))
    };
    let lines: Vec<&str> = signature.lines().collect();
    // The reader of the library counts on 64 bytes here.
    let whole = lines.len() == 4
        && STANDARD
            .decode(lines[3].trim())
            .is_ok_and(|bytes| bytes.len() == 64);
    if !whole {
        return Err(broken());
    }
    let parsed = SignatureBox::from_string(signature).map_err(|_| broken())?;
    let untrusted = parsed.untrusted_comment().map_err(|_| broken())?;
    if untrusted != UNTRUSTED || parsed.to_string() != signature {
        return Err(SealFault::Signature(Text::new(
            "er staat iets bij wat niet is ondertekend",
            "something stands in it that was not signed",
        )));
    }
    minisign::verify(&key, &parsed, Cursor::new(data), true, false, false).map_err(|_| {
        SealFault::Signature(Text::new(
            "het manifest is niet met deze sleutel ondertekend",
            "the manifest was not signed with this key",
        ))
    })?;
    parsed.trusted_comment().map_err(|_| broken())
}

fn read_public(text: &str) -> Result<PublicKey, SealFault> {
    // A key by itself, or behind its comment.
    let line = text.trim();
    if line.lines().count() == 1 {
        return PublicKey::from_base64(line).map_err(|_| SealFault::Key(no_key()));
    }
    PublicKeyBox::from_string(text)
        .and_then(PublicKeyBox::into_public_key)
        .map_err(|_| SealFault::Key(no_key()))
}

fn no_key() -> Text {
    Text::new(
        "dit is geen sleutel in de vorm van minisign",
        "this is no key in the form of minisign",
    )
}

fn wrong(error: &minisign::PError) -> SealFault {
    SealFault::Signature(Text::same(error.to_string()))
}
