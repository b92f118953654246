//! ROBOT (CVE-2017-13099 and others): a server that answers differently to differently broken RSA key exchanges lets others
//! decrypt with its key (Bleichenbacher's oracle).
//!
//! Five key exchanges are sent: one as it should be, four broken in the classic ways. The server's answer is awaited; when
//! there is none, as it should be, the `ChangeCipherSpec` and Finished that would follow are sent, and the answer to them is
//! awaited. Answers that differ are only a reason to look closer: three times, one after the other, in changing order and
//! with more patience. They count when they differ in the same way each time.

use std::time::Duration;

use num_bigint::BigUint;
use tokio::time::Instant;

use super::{Ground, begin, inconclusive, trial, unstable};
use crate::domain::fact::{Weakness, WeaknessState, WeaknessTrial};
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::tls::session::Lines;
use crate::probe::tls::session::channel::{CHANGE_CIPHER_SPEC, Channel, Event, HANDSHAKE, broken};
use crate::probe::tls::session::suite12::with_rsa;
use crate::probe::tls::session::tls12::exchange::{bytes, encrypt, rsa_key};
use crate::probe::tls::session::wire::{block16, message, record};

const WHAT: Weakness = Weakness::Robot;
const CLIENT_KEY_EXCHANGE: u8 = 16;
/// The least and the most.
type Limits = (Duration, Duration);

/// How long silence is listened to, at least and at most. In between, six times as long as the first answer took: the others
/// come at once and the server may be slow. Where an answer is due, it is always the longer.
const PATIENCE: Limits = (Duration::from_millis(300), Duration::from_secs(2));
/// The same when looking closer.
const CLOSER: Limits = (Duration::from_secs(1), Duration::from_secs(3));

/// How a key exchange is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// As it should be.
    Sound,
    /// Does not begin with 00 02.
    Start,
    /// No 00 anywhere.
    NoZero,
    /// 00 too early.
    EarlyZero,
    /// Another version in the secret.
    Version,
}

const SHAPES: [Shape; 5] = [
    Shape::Sound,
    Shape::Start,
    Shape::NoZero,
    Shape::EarlyZero,
    Shape::Version,
];

/// What the server did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Alert(u8),
    Closed,
    Reset,
    Silence,
    /// Something else of TLS, by its kind.
    Other(u8),
}

/// What the server did with the key exchange, and when that was nothing, with what follows.
type Answers = (Answer, Option<Answer>);

/// Asks five times; before a server is called affected, fifteen times more.
pub(in crate::probe::tls) async fn robot(
    lines: &impl Lines,
    ground: &Ground<'_>,
    budget: &Budget,
) -> WeaknessTrial {
    patiently(lines, ground, budget, PATIENCE, CLOSER).await
}

async fn patiently(
    lines: &impl Lines,
    ground: &Ground<'_>,
    budget: &Budget,
    patience: Limits,
    closer: Limits,
) -> WeaknessTrial {
    let suites = with_rsa(ground.suites);
    if suites.is_empty() {
        return super::not_applicable(WHAT, "no RSA key exchange");
    }
    let asker = Asker {
        lines,
        ground,
        suites: &suites,
        budget,
        patience,
        closer,
    };
    asker
        .judge()
        .await
        .unwrap_or_else(|failure| inconclusive(WHAT, failure))
}

struct Asker<'a, L> {
    lines: &'a L,
    ground: &'a Ground<'a>,
    suites: &'a [u16],
    budget: &'a Budget,
    patience: Limits,
    closer: Limits,
}

impl<L: Lines> Asker<'_, L> {
    async fn judge(&self) -> Result<WeaknessTrial, Failure> {
        let (sound, took) = self.once(Shape::Sound, self.patience).await?;
        let patience = (within(took, self.patience), self.patience.1);
        let rest = SHAPES
            .into_iter()
            .skip(1)
            .map(|shape| self.once(shape, patience));
        let mut answers = vec![sound];
        for answer in futures::future::join_all(rest).await {
            answers.push(answer?.0);
        }
        if !same(&answers) {
            let closer = (within(took, self.closer), self.closer.1);
            answers = self.look_closer(closer, 1).await?;
            for turn in 2..4 {
                if self.look_closer(closer, turn).await? != answers {
                    return Err(unstable());
                }
            }
        }
        if !same(&answers) {
            let detail = format!("broken key exchanges are told apart, three times: {answers:?}");
            return Ok(trial(WHAT, WeaknessState::Affected, &detail));
        }
        if answers.first() == Some(&(Answer::Silence, Some(Answer::Silence))) {
            // Nothing but silence, where the server ought to object, says nothing.
            let detail = "no answer to any key exchange";
            return Err(Failure::new(FailureReason::TimedOut, detail));
        }
        let detail = "all broken key exchanges get the same answer";
        Ok(trial(WHAT, WeaknessState::NotAffected, detail))
    }

    /// One question of each shape, one after the other, beginning with another shape each turn.
    async fn look_closer(
        &self,
        patience: (Duration, Duration),
        turn: usize,
    ) -> Result<Vec<Answers>, Failure> {
        let mut answers = Vec::new();
        let places = (0..SHAPES.len()).cycle().skip(turn).take(SHAPES.len());
        for place in places {
            if let Some(shape) = SHAPES.get(place) {
                answers.push((place, self.once(*shape, patience).await?.0));
            }
        }
        answers.sort_by_key(|(place, _)| *place);
        Ok(answers.into_iter().map(|(_, answer)| answer).collect())
    }

    /// One question, and how long the last answer took. Silence is listened to for the first and the second `patience`.
    async fn once(
        &self,
        shape: Shape,
        patience: (Duration, Duration),
    ) -> Result<(Answers, Duration), Failure> {
        let mut line = self.lines.open().await?;
        let mut channel = Channel::new(&mut line.stream, self.budget.clone());
        let (_, flight) = begin(&mut channel, self.ground, self.suites, false).await?;
        let (modulus, exponent) = flight
            .chain
            .first()
            .and_then(|leaf| rsa_key(leaf))
            .ok_or_else(|| broken("a certificate without RSA key that can be used"))?;
        let version = self.ground.number();
        let secret = encrypt(&block(shape, version, &modulus), &modulus, &exponent);
        // SSL 3.0 leaves the length out.
        let body = if version > 0x0300 {
            block16(&secret)
        } else {
            secret
        };
        let start = Instant::now();
        let exchange = record(HANDSHAKE, version, &message(CLIENT_KEY_EXCHANGE, &body));
        channel.send(&exchange).await?;
        let early = listen(&mut channel, patience.0).await?;
        if early != Answer::Silence {
            return Ok(((early, None), start.elapsed()));
        }
        let mut rest = record(CHANGE_CIPHER_SPEC, version, &[1]);
        rest.extend(record(HANDSHAKE, version, &[0x5a; 64]));
        let start = Instant::now();
        // A server that hung up just now is heard below.
        drop(channel.send(&rest).await);
        let late = listen(&mut channel, patience.1).await?;
        Ok(((early, Some(late)), start.elapsed()))
    }
}

async fn listen(channel: &mut Channel<'_>, patience: Duration) -> Result<Answer, Failure> {
    tokio::time::timeout(patience, answer(channel))
        .await
        .unwrap_or(Ok(Answer::Silence))
}

fn within(took: Duration, (least, most): Limits) -> Duration {
    (took * 6).clamp(least, most)
}

fn same(answers: &[Answers]) -> bool {
    answers.windows(2).all(|pair| pair.first() == pair.last())
}

async fn answer(channel: &mut Channel<'_>) -> Result<Answer, Failure> {
    loop {
        match channel.next("answer to a key exchange").await {
            Ok(Event::Alert { fatal: false, .. }) => channel.pass()?,
            Ok(Event::Alert { code, .. }) => return Ok(Answer::Alert(code)),
            Ok(Event::Closed) => return Ok(Answer::Closed),
            Ok(Event::Message(message)) => return Ok(Answer::Other(message.kind())),
            Ok(Event::ChangeCipherSpec) => return Ok(Answer::Other(0)),
            Ok(Event::Data(_) | Event::Heartbeat { .. }) => {
                return Err(broken("an unexpected record"));
            }
            Err(failure) => match failure.reason {
                FailureReason::Closed => return Ok(Answer::Reset),
                FailureReason::TimedOut => return Ok(Answer::Silence),
                _ => return Err(failure),
            },
        }
    }
}

/// The padded block, as long as the modulus.
fn block(shape: Shape, version: u16, modulus: &BigUint) -> Vec<u8> {
    let length = bytes(modulus);
    let mut out = vec![0xab; length];
    let mut put = |place: usize, bytes: &[u8]| {
        for (slot, byte) in out.iter_mut().skip(place).zip(bytes) {
            *slot = *byte;
        }
    };
    let [major, minor] = version.to_be_bytes();
    let end = length.saturating_sub(49);
    put(0, &[0, 2]);
    // 00, the version, and 46 bytes of secret, which need not be secret here.
    put(end, &[0, major, minor]);
    match shape {
        Shape::Sound => {}
        // Still smaller than the modulus, whose highest bit is set.
        Shape::Start => put(0, &[0x41, 0x17]),
        Shape::NoZero => put(end, &[0x11, 0x11, 0x11]),
        Shape::EarlyZero => {
            put(end, &[0x11, 0x11, 0x11]);
            put(10, &[0]);
        }
        Shape::Version => put(end, &[0, 2, 2]),
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::super::liars::{HANG_UP, SUITE, alert, greeter, ground};
    use super::*;
    use crate::domain::fact::TlsVersion;
    use crate::probe::tls::session::peers::{budget, rsa};

    /// A server that tells apart what it is sent: `answer` gets the shape, the kind of record, and a running number.
    async fn telling(
        answer: impl Fn(Shape, u8, u32) -> Vec<u8> + Send + Sync + 'static,
    ) -> (WeaknessTrial, u32) {
        let der = rsa().der;
        let (modulus, exponent) = rsa_key(&der).expect("key");
        let known = SHAPES.map(|shape| {
            let secret = encrypt(&block(shape, 0x0303, &modulus), &modulus, &exponent);
            (shape, message(CLIENT_KEY_EXCHANGE, &block16(&secret)))
        });
        let count = AtomicU32::new(0);
        let server = greeter(&der, 0x0303, false, move |kind, body| {
            let shape = known.iter().find(|(_, sent)| sent == body);
            match (shape, kind) {
                (Some((shape, _)), 22) => answer(*shape, 22, count.fetch_add(1, Ordering::Relaxed)),
                // What follows has no shape of its own.
                _ => answer(Shape::Sound, kind, 0),
            }
        })
        .await;
        let suites = [SUITE, 0xc02f];
        let ground = ground(TlsVersion::Tls12, &suites);
        let ms = Duration::from_millis;
        let limits = ((ms(80), ms(400)), (ms(200), ms(400)));
        let trial = patiently(&server, &ground, &budget(), limits.0, limits.1).await;
        (trial, server.opened())
    }

    #[tokio::test]
    async fn an_oracle_is_what_tells_the_shapes_apart_each_time() {
        // The classic: a broken padding gets an alert of its own.
        let classic = telling(|shape, kind, _| match (shape, kind) {
            (Shape::Sound | Shape::Version, 22) => Vec::new(),
            (_, 22) => alert(51),
            (_, 20) => alert(20),
            _ => Vec::new(),
        });
        // Hangs up on one of them.
        let abrupt = telling(|shape, kind, _| match (shape, kind) {
            (Shape::NoZero, 22) => HANG_UP.to_vec(),
            (_, 20) => alert(20),
            _ => Vec::new(),
        });
        let (classic, abrupt) = tokio::join!(classic, abrupt);
        for (trial, opened) in [classic, abrupt] {
            assert_eq!(trial.state, WeaknessState::Affected, "{trial:?}");
            assert_eq!(opened, 20);
        }
    }

    #[tokio::test]
    async fn the_same_answer_to_all_is_none_and_chance_is_no_verdict() {
        let sound = telling(|_, kind, _| if kind == 20 { alert(20) } else { Vec::new() });
        let quick = telling(|_, _, _| alert(40));
        let moody = telling(|_, kind, count| match (kind, count % 7) {
            (22, 3) => alert(80),
            (20, _) => alert(20),
            _ => Vec::new(),
        });
        let silent = telling(|_, _, _| Vec::new());
        let (sound, quick, moody, silent) = tokio::join!(sound, quick, moody, silent);
        for (trial, opened) in [sound, quick] {
            assert_eq!(opened, 5);
            assert_eq!(trial.state, WeaknessState::NotAffected, "{trial:?}");
        }
        for (trial, _) in [moody, silent] {
            let unclear = matches!(trial.state, WeaknessState::Inconclusive(_));
            assert!(unclear, "{trial:?}");
        }
    }

    #[test]
    fn the_blocks_are_what_they_say() {
        let (modulus, _) = rsa_key(&rsa().der).expect("key");
        let made = |shape| block(shape, 0x0303, &modulus);
        let sound = made(Shape::Sound);
        assert_eq!(sound.len(), 256);
        assert!(sound.starts_with(&[0, 2]));
        assert_eq!(sound.iter().skip(2).position(|byte| *byte == 0), Some(205));
        assert_eq!(sound.get(208..210), Some(&[3, 3][..]));
        assert!(made(Shape::Start).starts_with(&[0x41, 0x17]));
        assert!(!made(Shape::NoZero).iter().skip(2).any(|byte| *byte == 0));
        assert_eq!(made(Shape::EarlyZero).get(10), Some(&0));
        assert_eq!(made(Shape::Version).get(207..210), Some(&[0, 2, 2][..]));
    }
}
