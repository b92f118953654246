//! Answers as affected servers give them, and healthy servers of other people.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::super::session::Lines;
use super::super::session::peers::{Direct, Program, budget, ecdsa, liar, rsa, short};
use super::super::session::suite12::KNOWN;
use super::super::session::tls12::{Ask, Look, look};
use super::super::session::wire::{Cursor, block8, block16, message, record};
use super::liars::{HANG_UP, OFFER, SUITE, alert, greeter, ground, next};
use super::*;
use crate::probe::budget::Budget;

/// What a server makes of a record.
type Rest = fn(u8, &[u8]) -> Vec<u8>;

const ASK: Ask<'static> = Ask {
    offer: OFFER,
    suites: &KNOWN,
    ticket: true,
    renegotiate: false,
};

/// All four, as a look at an endpoint asks for them.
async fn see(
    lines: &impl Lines,
    ground: &Ground<'_>,
    heartbeat: bool,
    resumed: Option<(&Ask<'_>, &Look)>,
    budget: &Budget,
) -> Vec<WeaknessTrial> {
    let mut trials = vec![ccs_injection(lines, ground, budget).await];
    trials.push(if heartbeat {
        heartbleed(lines, ground, budget).await
    } else {
        not_applicable(Weakness::Heartbleed, "no heartbeat extension")
    });
    trials.push(robot(lines, ground, budget).await);
    trials.push(match resumed {
        Some((ask, look)) => ticketbleed(lines, ask, look, None, budget).await,
        None => not_applicable(Weakness::Ticketbleed, "no ticket that is taken"),
    });
    trials
}

#[tokio::test]
async fn heartbleed_is_what_gives_more_than_it_got() {
    let echo = |kind: u8, body: &[u8], trusting: bool| {
        let mut cursor = Cursor::new(body);
        let (Some(24), Some(1), Some(says)) = (Some(kind), cursor.u8(), cursor.u16()) else {
            return HANG_UP.to_vec();
        };
        let says = usize::from(says);
        if !trusting && body.len() < 3 + says + 16 {
            return Vec::new();
        }
        let mut answer = vec![2];
        answer.extend(&body[1..3]);
        answer.extend(vec![0xee; says + 16]);
        record(24, 0x0303, &answer)
    };
    let (der, suites) = (rsa().der, [SUITE]);
    let ground = ground(TlsVersion::Tls12, &suites);
    let affected = greeter(&der, 0x0303, true, move |kind, body| echo(kind, body, true)).await;
    let trial = heartbleed(&affected, &ground, &budget()).await;
    assert_eq!(trial.state, WeaknessState::Affected);
    assert_eq!(affected.opened(), 2);
    let patched = greeter(&der, 0x0303, true, move |kind, body| {
        echo(kind, body, false)
    })
    .await;
    let trial = heartbleed(&patched, &ground, &budget()).await;
    assert_eq!(trial.state, WeaknessState::NotAffected);
    assert_eq!(trial.detail, "only the truthful heartbeat was answered");
    let deaf = greeter(&der, 0x0303, true, |kind, _| {
        if kind == 21 {
            HANG_UP.to_vec()
        } else {
            Vec::new()
        }
    })
    .await;
    let trial = heartbleed(&deaf, &ground, &budget()).await;
    assert_eq!(trial.state, WeaknessState::NotAffected);
    let silent = greeter(&der, 0x0303, true, |_, _| Vec::new()).await;
    let trial = heartbleed(&silent, &ground, &short()).await;
    assert!(matches!(trial.state, WeaknessState::Inconclusive(_)));
    let without = greeter(&der, 0x0303, false, |_, _| Vec::new()).await;
    let trial = heartbleed(&without, &ground, &budget()).await;
    assert_eq!(trial.state, WeaknessState::NotApplicable);
    // Affected only once is not the same way each time.
    let times = AtomicU32::new(0);
    let moody = greeter(&der, 0x0303, true, move |kind, body| {
        let trusting = kind == 24 && times.fetch_add(1, Ordering::Relaxed) == 0;
        echo(kind, body, trusting)
    })
    .await;
    let trial = heartbleed(&moody, &ground, &budget()).await;
    assert!(matches!(trial.state, WeaknessState::Inconclusive(_)));
}

#[tokio::test]
async fn ccs_injection_is_what_changes_its_keys_too_early() {
    let (der, suites) = (rsa().der, [SUITE]);
    for (version, number) in [(TlsVersion::Tls12, 0x0303), (TlsVersion::Tls10, 0x0301)] {
        let ground = ground(version, &suites);
        // Remembers whether a ChangeCipherSpec came; connections come one after the other.
        let changed = Mutex::new(false);
        let affected = greeter(&der, number, false, move |kind, _| {
            let mut changed = changed.lock().expect("alone");
            match kind {
                20 => {
                    *changed = true;
                    Vec::new()
                }
                22 if std::mem::take(&mut *changed) => alert(20),
                22 => alert(10),
                _ => HANG_UP.to_vec(),
            }
        })
        .await;
        let trial = ccs_injection(&affected, &ground, &budget()).await;
        assert_eq!(trial.state, WeaknessState::Affected);
        assert_eq!(affected.opened(), 4);
    }
    let ground = ground(TlsVersion::Tls12, &suites);
    let cases: [(Rest, bool); 7] = [
        // OpenSSL since 2014, and others.
        (|_, _| alert(10), true),
        (|_, _| alert(40), true),
        // Takes no notice of it, and objects to what follows.
        (
            |kind, _| if kind == 20 { Vec::new() } else { alert(10) },
            true,
        ),
        (
            |kind, _| {
                if kind == 20 {
                    Vec::new()
                } else {
                    HANG_UP.to_vec()
                }
            },
            true,
        ),
        // Always complains in the same words.
        (
            |kind, _| if kind == 20 { Vec::new() } else { alert(20) },
            false,
        ),
        (
            |kind, _| if kind == 20 { Vec::new() } else { alert(80) },
            false,
        ),
        (|_, _| b"HTTP/1.1 400 Bad Request\r\n".to_vec(), false),
    ];
    for (number, (rest, sound)) in cases.into_iter().enumerate() {
        let server = greeter(&der, 0x0303, false, rest).await;
        let trial = ccs_injection(&server, &ground, &budget()).await;
        let inconclusive = matches!(trial.state, WeaknessState::Inconclusive(_));
        let as_expected = if sound {
            trial.state == WeaknessState::NotAffected
        } else {
            inconclusive
        };
        assert!(as_expected, "case {number}: {trial:?}");
    }
}

/// A server that resumes with any ticket and gives this session id back.
async fn resuming(back: impl Fn(&[u8]) -> Vec<u8> + Send + Clone + 'static, suite: u16) -> Direct {
    liar(move |mut stream| {
        let back = back.clone();
        async move {
            let Some((_, hello)) = next(&mut stream).await else {
                return;
            };
            let mut cursor = Cursor::new(&hello);
            let sent = cursor.take(4 + 2 + 32).and_then(|_| cursor.vec8());
            let mut body = vec![3, 3];
            body.extend([7; 32]);
            body.extend(block8(&back(sent.expect("a session id"))));
            body.extend(suite.to_be_bytes());
            body.push(0);
            body.extend(block16(&[]));
            let mut out = record(22, 0x0303, &message(2, &body));
            out.extend(record(20, 0x0303, &[1]));
            drop(tokio::io::AsyncWriteExt::write_all(&mut stream, &out).await);
            next(&mut stream).await;
        }
    })
    .await
}

#[tokio::test]
async fn ticketbleed_is_a_session_id_that_grew() {
    let Some(server) = Program::openssl(&ecdsa(), &["-www", "-tls1_2"]).await else {
        return;
    };
    let look = look(&server.lines, &ASK, budget()).await.expect("a look");
    let ground = ground(TlsVersion::Tls12, &[0xc02b]);
    let trials = see(
        &server.lines,
        &ground,
        false,
        Some((&ASK, &look)),
        &budget(),
    )
    .await;
    let states: Vec<&WeaknessState> = trials.iter().map(|trial| &trial.state).collect();
    let (sound, without) = (&WeaknessState::NotAffected, &WeaknessState::NotApplicable);
    assert_eq!(states, [sound, without, without, sound], "{trials:?}");
    let healthy = ticketbleed(&server.lines, &ASK, &look, None, &budget()).await;
    assert_eq!(healthy.state, WeaknessState::NotAffected, "{healthy:?}");
    let grown = |sent: &[u8]| {
        let mut back = sent.to_vec();
        back.resize(32, 0xee);
        back
    };
    let affected = resuming(grown, look.suite).await;
    let trial = ticketbleed(&affected, &ASK, &look, None, &budget()).await;
    assert_eq!(trial.state, WeaknessState::Affected);
    assert_eq!(affected.opened(), 2);
    for other in [
        |_: &[u8]| vec![1; 32],
        |_: &[u8]| Vec::new(),
        <[u8]>::to_vec,
    ] {
        let server = resuming(other, look.suite).await;
        let trial = ticketbleed(&server, &ASK, &look, None, &budget()).await;
        assert_eq!(trial.state, WeaknessState::NotAffected);
    }
    let wrong = resuming(grown, 0x0005).await;
    let trial = ticketbleed(&wrong, &ASK, &look, None, &budget()).await;
    assert!(matches!(trial.state, WeaknessState::Inconclusive(_)));
}

#[tokio::test]
async fn healthy_servers_are_not_affected() {
    let pair = rsa();
    let mut servers = [
        (
            "openssl",
            Program::openssl(&pair, &["-www", "-cipher", "ALL:@SECLEVEL=0"]).await,
        ),
        (
            "gnutls",
            Program::gnutls(&pair, "NORMAL:+RSA:+AES-128-CBC:+SHA1").await,
        ),
        (
            "node",
            Program::node(&pair, "ciphers:'AES128-SHA:AES128-GCM-SHA256'").await,
        ),
        ("java", Program::java(&pair).await),
        (
            "nginx",
            Program::nginx(&pair, "ssl_ciphers AES128-SHA:AES256-GCM-SHA384;").await,
        ),
    ];
    let looks = servers.iter_mut().map(|(name, server)| async move {
        let Some(server) = server else {
            return;
        };
        let ground = ground(TlsVersion::Tls12, &[0x002f, 0x0035, 0x009c, 0x009d]);
        let trials = see(&server.lines, &ground, true, None, &budget()).await;
        let states: Vec<&WeaknessState> = trials.iter().map(|trial| &trial.state).collect();
        assert!(
            matches!(
                states.as_slice(),
                [
                    WeaknessState::NotAffected,
                    WeaknessState::NotApplicable,
                    WeaknessState::NotAffected,
                    WeaknessState::NotApplicable
                ]
            ),
            "{name}: {trials:?}"
        );
        let whole = Ground {
            suites: &KNOWN,
            ..ground
        };
        let trial = ccs_injection(&server.lines, &whole, &budget()).await;
        assert_eq!(trial.state, WeaknessState::NotAffected, "{name}: {trial:?}");
    });
    futures::future::join_all(looks).await;
}

#[tokio::test]
async fn nothing_is_affected_by_having_no_rsa() {
    let ground = ground(TlsVersion::Tls12, &[0xc02f]);
    let nobody = liar(|_| async {}).await;
    let trial = robot(&nobody, &ground, &budget()).await;
    assert_eq!(trial.state, WeaknessState::NotApplicable);
    assert_eq!(nobody.opened(), 0);
    for trial in [
        heartbleed(&nobody, &ground, &budget()).await,
        ccs_injection(&nobody, &ground, &budget()).await,
    ] {
        assert!(matches!(trial.state, WeaknessState::Inconclusive(_)));
    }
}
