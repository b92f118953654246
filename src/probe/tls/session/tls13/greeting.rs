//! The hellos of both sides, with one `HelloRetryRequest` at most.

use super::super::agreement::Share;
use super::super::channel::{CHANGE_CIPHER_SPEC, Channel, HANDSHAKE, Message, broken};
use super::super::hello::{COOKIE, Hello13, KEY_SHARE, Offer, PSK, ServerHello};
use super::super::random;
use super::super::schedule::Suite;
use super::super::wire::{self, Cursor, message};
use super::resume::Psk;
use crate::domain::observation::Failure;

const MESSAGE_HASH: u8 = 254;

/// The hellos of both sides.
pub(super) struct Greeted {
    pub(super) answer: ServerHello,
    pub(super) suite: Suite,
    pub(super) share: Share,
    pub(super) agreed: Vec<u8>,
    pub(super) retried: bool,
    pub(super) transcript: Vec<u8>,
}

impl Greeted {
    /// True when the server took the pre-shared key.
    pub(super) fn resumed(&self) -> bool {
        self.answer.extension(PSK) == Some(&[0, 0])
    }
}

/// Sends the hello, once more if the server wants another share, and reads the `ServerHello`.
pub(super) async fn greet(
    channel: &mut Channel<'_>,
    offer: &Offer<'_>,
    suites: &[u16],
    mut shares: Vec<Share>,
    psk: Option<&Psk<'_>>,
) -> Result<Greeted, Failure> {
    let (own, session) = (random()?, random()?);
    let (mut cookie, mut retried) = (None::<Vec<u8>>, false);
    let mut transcript = Vec::new();
    loop {
        let early = psk.filter(|psk| psk.early.is_some() && !retried);
        let mut hello = Hello13 {
            offer,
            random: &own,
            session: &session,
            suites,
            shares: &shares,
            cookie: cookie.as_deref(),
            early_data: early.is_some(),
            ticket: psk.map(Psk::identity),
        }
        .write();
        if let Some(psk) = psk {
            psk.bind(&mut hello, &transcript)?;
        }
        transcript.extend_from_slice(&hello);
        // The first record says 1.0 for the sake of old middleboxes (RFC 8446 §5.1).
        let outer = if retried { 0x0303 } else { 0x0301 };
        let mut out = wire::record(HANDSHAKE, outer, &hello);
        if let Some(psk) = early {
            out.extend(psk.early_records(&transcript)?);
        }
        channel.send(&out).await?;
        let message = channel.message("ServerHello").await?;
        let answer = ServerHello::read(&message)?;
        let suite = Suite::of(answer.suite).filter(|_| suites.contains(&answer.suite));
        let Some(suite) = suite.filter(|_| answer.version == 0x0304) else {
            return Err(broken("a version or suite that was not offered"));
        };
        if answer.session != session {
            return Err(broken("another session id than was sent"));
        }
        let theirs = answer.extension(KEY_SHARE);
        if !answer.is_retry() {
            transcript.extend_from_slice(&message.bytes);
            let (share, agreed) = agree(shares, theirs)?;
            return Ok(Greeted {
                answer,
                suite,
                share,
                agreed,
                retried,
                transcript,
            });
        }
        if retried {
            return Err(broken("a second HelloRetryRequest"));
        }
        retried = true;
        cookie = answer
            .extension(COOKIE)
            .and_then(|body| Cursor::new(body).vec16().map(<[u8]>::to_vec));
        let known = |group| shares.iter().any(|share| share.group == group);
        match theirs.and_then(|body| Cursor::new(body).u16()) {
            Some(group) if offer.groups.contains(&group) && !known(group) => {
                shares = vec![Share::new(group)?];
            }
            None if cookie.is_some() => {}
            _ => return Err(broken("a HelloRetryRequest that asks for nothing new")),
        }
        transcript = hashed(suite, &transcript, &message);
        if early.is_none() {
            channel
                .send(&wire::record(CHANGE_CIPHER_SPEC, 0x0303, &[1]))
                .await?;
        }
    }
}

/// After a `HelloRetryRequest` the first hello counts as its hash (RFC 8446 §4.4.1).
fn hashed(suite: Suite, hello: &[u8], retry: &Message) -> Vec<u8> {
    let mut transcript = message(MESSAGE_HASH, &suite.hash.digest(hello));
    transcript.extend_from_slice(&retry.bytes);
    transcript
}

fn agree(shares: Vec<Share>, theirs: Option<&[u8]>) -> Result<(Share, Vec<u8>), Failure> {
    let mut cursor = Cursor::new(theirs.unwrap_or_default());
    let (Some(group), Some(point)) = (cursor.u16(), cursor.vec16()) else {
        return Err(broken("a ServerHello without key share"));
    };
    let share = shares
        .into_iter()
        .find(|share| share.group == group)
        .ok_or_else(|| broken("a key share of a group that none was sent for"))?;
    let agreed = share.agree(point)?;
    Ok((share, agreed))
}
