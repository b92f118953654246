//! What one look at a domain waits for, and what a thousand of them hold in memory. Run: `cargo bench --bench domain`.
//!
//! - **Round trips**: a domain with a website, two mail hosts and four name servers, 20 ms away. Every question to the
//!   resolver and every HTTP exchange is noted from when it is sent until it is answered; `waiting` is the time in which
//!   at least one of them was under way, and `round trips` that time in units of 20 ms. TLS handshakes that carry no
//!   request are not in it. The aim is 12 at most.
//! - **Memory**: the program looks at so many domains, `scan - --format jsonl`, against a resolver on loopback; `peak` is
//!   the most memory that it held (`VmHWM`, Linux only). The aim is under 200 MB for 1,000 domains.
//!
//! Counts are exact; times are those of this machine.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the bench plays the resolver, reads what the system says of memory, and prints its figures"
)]

#[path = "support/geo.rs"]
mod geo;
#[path = "support/loopback/mod.rs"]
mod loopback;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use loopback::certs::{Authority, VALID};
use loopback::dns::{Resolver, Zone};
use loopback::tcp::{Server, respond, response};
use loopback::tls::{CURRENT, acceptor};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use waarborg::assess::{Lookout, clock, look, plan};
use waarborg::probe::{GeoSources, Network, Settings};

const ROUND_TRIP: Duration = Duration::from_millis(20);
/// A public address that the tables know; the connections go to loopback.
const ADDRESS: &str = "18.184.0.1";

/// From when to when something was under way.
type Log = Arc<Mutex<Vec<(Instant, Instant)>>>;

fn note(log: &Log, from: Instant) {
    log.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push((from, Instant::now()));
}

fn main() {
    // As a test, a few will do.
    let domains = if std::env::args().any(|argument| argument == "--bench") {
        1_000
    } else {
        50
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(round_trips());
    runtime.block_on(memory(domains));
}

async fn round_trips() {
    let (questions, exchanges) = (Log::default(), Log::default());
    let mut zone = Zone::default()
        .address("example.nl", ADDRESS)
        .address("www.example.nl", ADDRESS)
        .text("example.nl", &["v=spf1 include:spf.example.net -all"])
        .text("spf.example.net", &["v=spf1 ip4:192.0.2.0/24 -all"])
        .text("_dmarc.example.nl", &["v=DMARC1; p=reject"])
        .bare("nl");
    for number in 1..=4 {
        let host = format!("ns{number}.example.net");
        zone = zone.server("example.nl", &host).address(&host, ADDRESS);
    }
    for number in 1..=2 {
        let host = format!("mx{number}.example.net");
        zone = zone
            .mail("example.nl", 10 * number, &host)
            .address(&host, ADDRESS);
    }
    let resolver = Resolver::start(zone).await;
    let far = far_resolver(resolver.address, Arc::clone(&questions)).await;
    let authority = Authority::new();
    let tls = acceptor(&authority.issue("www.example.nl", VALID), CURRENT);
    let log = Arc::clone(&exchanges);
    let secure = Server::start(move |stream| {
        let (tls, log) = (tls.clone(), Arc::clone(&log));
        async move {
            let from = Instant::now();
            // The connection, and the handshake.
            tokio::time::sleep(2 * ROUND_TRIP).await;
            if let Ok(stream) = tls.accept(stream).await {
                respond(stream, Arc::new(answers(&log, from))).await;
            }
        }
    })
    .await;
    let log = Arc::clone(&exchanges);
    let plain = Server::start(move |stream: TcpStream| {
        let log = Arc::clone(&log);
        async move {
            let from = Instant::now();
            tokio::time::sleep(ROUND_TRIP).await;
            respond(stream, Arc::new(answers(&log, from))).await;
        }
    })
    .await;
    let mut connect_to: BTreeMap<(String, u16), SocketAddr> = BTreeMap::new();
    for host in ["example.nl", "www.example.nl", "mta-sts.example.nl"] {
        connect_to.insert((host.to_owned(), 443), secure.address);
        connect_to.insert((host.to_owned(), 80), plain.address);
    }
    let mail = Server::start(takes_mail).await;
    for host in ["mx1.example.net", "mx2.example.net"] {
        connect_to.insert((host.to_owned(), 25), mail.address);
    }
    let settings = Settings {
        connect_to,
        dns: Some(far),
        ..Settings::default()
    };
    let sources: Arc<GeoSources> = Arc::new(geo::sources(geo::tables(&geo::catalogue())));
    let lookout = Lookout {
        network: Network::new(settings, sources, clock::now).expect("a network"),
        data: Vec::new(),
    };
    let targets = [plan::read_target("www.example.nl", None).expect("a target")];
    let start = Instant::now();
    look(&targets, &lookout, &|_| {}).await;
    let took = start.elapsed();
    let taken = |log: &Log| log.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (questions, exchanges) = (taken(&questions), taken(&exchanges));
    let waiting = union(questions.iter().chain(&exchanges).copied().collect());
    println!(
        "one domain at {} ms: {} questions, {} HTTP exchanges, waiting {} ms = {:.1} round trips (aim: 12); in all {} ms",
        ROUND_TRIP.as_millis(),
        questions.len(),
        exchanges.len(),
        waiting.as_millis(),
        waiting.as_secs_f64() / ROUND_TRIP.as_secs_f64(),
        took.as_millis()
    );
}

/// A mail host, a round trip away, that has no TLS to offer.
async fn takes_mail(mut stream: TcpStream) {
    let mut answer = "220 mx.example.net ESMTP\r\n";
    let mut input = [0; 512];
    loop {
        tokio::time::sleep(ROUND_TRIP).await;
        if stream.write_all(answer.as_bytes()).await.is_err() || answer.starts_with("221") {
            return;
        }
        let Ok(count @ 1..) = stream.read(&mut input).await else {
            return;
        };
        answer = match input.get(..count.min(4)) {
            Some(b"EHLO") => "250 mx.example.net\r\n",
            Some(b"QUIT") => "221 bye\r\n",
            _ => "502 not here\r\n",
        };
    }
}

/// Answers a request one round trip later, and notes it.
fn answers(log: &Log, from: Instant) -> impl Fn(&str) -> Vec<u8> + Send + Sync + use<> {
    let log = Arc::clone(log);
    move |head| {
        std::thread::sleep(ROUND_TRIP);
        note(&log, from);
        let hsts = ("strict-transport-security", "max-age=63072000");
        if head.starts_with("GET / ") {
            response(
                "200 OK",
                &[hsts, ("content-type", "text/html")],
                "<p>hello</p>",
            )
        } else {
            response("404 Not Found", &[], "")
        }
    }
}

/// A resolver that is a round trip away.
async fn far_resolver(near: SocketAddr, log: Log) -> SocketAddr {
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.expect("a port"));
    let address = socket.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while let Ok((count, from)) = socket.recv_from(&mut buffer).await {
            let question = buffer.get(..count).unwrap_or_default().to_vec();
            let (socket, log) = (Arc::clone(&socket), Arc::clone(&log));
            tokio::spawn(async move {
                let start = Instant::now();
                tokio::time::sleep(ROUND_TRIP).await;
                let way = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
                let mut answer = [0; 4096];
                if way.send_to(&question, near).await.is_ok()
                    && let Ok(Ok((count, _))) =
                        tokio::time::timeout(ROUND_TRIP, way.recv_from(&mut answer)).await
                {
                    let answer = answer.get(..count).unwrap_or_default();
                    drop(socket.send_to(answer, from).await);
                }
                note(&log, start);
            });
        }
    });
    address
}

/// The time in which at least one was under way.
fn union(mut spans: Vec<(Instant, Instant)>) -> Duration {
    spans.sort();
    let mut total = Duration::ZERO;
    let mut current: Option<(Instant, Instant)> = None;
    for (from, until) in spans {
        current = match current {
            Some((start, end)) if from <= end => Some((start, end.max(until))),
            Some((start, end)) => {
                total += end - start;
                Some((from, until))
            }
            None => Some((from, until)),
        };
    }
    total + current.map_or(Duration::ZERO, |(start, end)| end - start)
}

async fn memory(domains: usize) {
    let mut zone = Zone::default();
    let mut names = String::new();
    for number in 0..domains {
        let name = format!("d{number}.nl");
        zone = zone
            .address(&name, "127.0.0.1")
            .server(&name, "ns.example.net")
            .mail(&name, 10, "mx.example.net")
            .text(&name, &["v=spf1 -all"]);
        names.push_str(&name);
        names.push('\n');
    }
    let resolver = Resolver::start(
        zone.address("ns.example.net", "127.0.0.1")
            .address("mx.example.net", "127.0.0.1"),
    )
    .await;
    let address = resolver.address.to_string();
    let start = Instant::now();
    let measured = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(env!("CARGO_BIN_EXE_waarborg"))
            .args([
                "scan",
                "-",
                "--format",
                "jsonl",
                "--quiet",
                "--allow-private",
            ])
            .args(["--timeout", "2", "--dns", &address])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program");
        if let Some(mut input) = child.stdin.take() {
            input.write_all(names.as_bytes()).expect("its input");
        }
        let status = format!("/proc/{}/status", child.id());
        let mut peak = None;
        loop {
            if let Ok(text) = std::fs::read_to_string(&status) {
                peak = text
                    .lines()
                    .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))
                    .and_then(|kilobytes| kilobytes.trim().parse::<u64>().ok())
                    .or(peak);
            }
            match child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(20)),
                Ok(Some(_)) | Err(_) => break peak,
            }
        }
    })
    .await
    .expect("a measurement");
    let peak = measured.map_or_else(
        || "unknown".to_owned(),
        |kilobytes| format!("{} MB", kilobytes / 1_000),
    );
    println!(
        "{domains} domains: peak {peak} (aim for 1,000: 200 MB), in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    drop(resolver);
}
