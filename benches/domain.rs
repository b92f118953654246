//! What one look at a domain waits for, and what a thousand of them hold in memory. Run: `cargo bench --bench domain`.
//!
//! - **Round trips**: a domain with a website, two mail hosts and four name servers, each 20 ms away at an address of its
//!   own; issuers of the certificate, a strict transport policy of mail and a page with a script of somebody else included.
//!   Every question (to the resolver and to the name servers) and every HTTP exchange is noted from when it is sent until it
//!   is answered, the connection and the handshake of its first request included; `waiting` is the time in which at least
//!   one of them was under way, and `round trips` that time in units of 20 ms. TLS handshakes that carry no request are not
//!   in it. The web speaks HTTP/1.1, the slower way. Two kinds of servers: those that keep a connection, as nearly all do,
//!   and those that hang up after every response. The aim is 12 at most. Under `cargo bench` every question and exchange is
//!   listed, with its begin and end in milliseconds.
//! - **Memory**: the program looks at so many domains, `scan - --format jsonl`, against a resolver on loopback; each has a
//!   website with TLS, a mail host and a name server. `peak` is the most memory that it held (`VmHWM`, Linux only), after a
//!   tenth of the domains and after all: what is kept of each would show. The aim is under 200 MB for 1,000 domains.
//!
//! Counts are exact; times are those of this machine.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the bench plays the servers, reads what the system says of memory, and prints its figures"
)]

#[path = "support/far.rs"]
mod far;
#[path = "support/geo.rs"]
mod geo;
#[path = "support/loopback/mod.rs"]
mod loopback;
#[path = "support/many.rs"]
mod many;
#[path = "support/peak.rs"]
mod peak;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use far::{Log, ROUND_TRIP, Web, listen};
use loopback::certs::{Authority, VALID};
use loopback::dns::{Resolver, Zone};
use loopback::pki::{self, Pki};
use loopback::tcp::{respond, response, response_of};
use loopback::tls::{CURRENT, acceptor};
use many::{Many, name, website};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use waarborg::assess::{Lookout, clock, look, plan};
use waarborg::probe::{GeoSources, Network, Settings};

/// A public address that the tables know; the connections go to loopback.
const ADDRESS: &str = "18.184.0.1";
const POLICY: &str = "version: STSv1\r\nmode: enforce\r\nmx: *.example.net\r\nmax_age: 604800\r\n";
/// Addresses on loopback over which the domains of the second part are spread: limits are kept for each.
const SPREAD: usize = 60;

fn main() {
    let measured = std::env::args().any(|argument| argument == "--bench");
    // As a test, a few will do.
    let domains = if measured { 1_000 } else { 20 };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for stays in [true, false] {
        runtime.block_on(round_trips(stays, measured));
    }
    runtime.block_on(memory(domains));
}

/// The names of the first part.
fn names() -> Zone {
    let mut zone = Zone::default()
        .text("example.nl", &["v=spf1 include:spf.example.net -all"])
        .text("spf.example.net", &["v=spf1 include:more.example.net -all"])
        .text("more.example.net", &["v=spf1 ip4:192.0.2.0/24 -all"])
        .text(
            "_dmarc.example.nl",
            &["v=DMARC1; p=reject; rua=mailto:d@example.org"],
        )
        .text("_mta-sts.example.nl", &["v=STSv1; id=1"])
        .server("nl", "ns1.example.net");
    for host in [
        "cdn.example.org",
        "crl.example.org",
        "example.nl",
        "mta-sts.example.nl",
        "ocsp.example.org",
        "www.example.nl",
    ] {
        zone = zone.address(host, ADDRESS);
    }
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
    zone
}

async fn round_trips(stays: bool, listed: bool) {
    let log = Log::default();
    let resolver = Resolver::start(names()).await;
    let far = far::resolver(2, resolver.address, log.clone()).await;
    let (pki, house) = (Pki::new(None), Authority::new());
    let leaf = pki.leaf(
        Some("http://crl.example.org/list.crl"),
        Some("http://ocsp.example.org/"),
        false,
    );
    let list = pki::crl(&pki.intermediate, &[]);
    let plain = Web {
        tls: None,
        log: log.clone(),
        stays,
        answer: |_| {
            let home = ("location", "https://www.example.nl/");
            response("301 Moved Permanently", &[home], "")
        },
    };
    let secure = Web {
        tls: Some(acceptor(&pki.credentials(&leaf), CURRENT)),
        answer: website,
        ..plain.clone()
    };
    let policy = Web {
        tls: Some(acceptor(&house.issue("mta-sts.example.nl", VALID), CURRENT)),
        answer: |_| response("200 OK", &[("content-type", "text/plain")], POLICY),
        ..plain.clone()
    };
    let issuer = Web {
        answer: |_| response("404 Not Found", &[], ""),
        ..plain.clone()
    };
    let start = |last, web: Web| listen(last, move |stream| web.clone().serve(stream));
    let mut connect_to: BTreeMap<(String, u16), SocketAddr> = BTreeMap::new();
    let mut lead = |host: &str, port, to| connect_to.insert((host.to_owned(), port), to);
    let (http, https) = (start(3, plain).await, start(3, secure).await);
    for host in ["example.nl", "www.example.nl"] {
        lead(host, 80, http);
        lead(host, 443, https);
    }
    lead("mta-sts.example.nl", 443, start(4, policy).await);
    lead("ocsp.example.org", 80, start(5, issuer).await);
    lead(
        "crl.example.org",
        80,
        listen(6, lists(&list, log.clone())).await,
    );
    for (number, last) in (1..=4).zip(11..) {
        let server = far::resolver(last, resolver.address, log.clone()).await;
        lead(&format!("ns{number}.example.net"), 53, server);
    }
    for (number, last) in (1..=2).zip(21..) {
        lead(
            &format!("mx{number}.example.net"),
            25,
            listen(last, takes_mail).await,
        );
    }
    let catalogue = geo::catalogue();
    let settings = Settings {
        connect_to,
        dns: Some(far),
        added_anchors: vec![pki.root.der().clone(), house.root()],
        dkim_selectors: catalogue.policy.dkim_selectors.all(),
        ..Settings::default()
    };
    let sources: Arc<GeoSources> = Arc::new(geo::sources(geo::tables(&catalogue)));
    let lookout = Lookout {
        network: Network::new(settings, sources, clock::now).expect("a network"),
        data: Vec::new(),
    };
    let targets = [plan::read_target("www.example.nl", None).expect("a target")];
    let start = Instant::now();
    look(&targets, &lookout, &|_| {}).await;
    let took = start.elapsed();
    if listed {
        for line in log.lines(start) {
            println!("{line}");
        }
    }
    println!(
        "one domain at {} ms, servers that {}: {} questions, {} HTTP exchanges, waiting {} ms = {:.1} round trips (aim: 12); \
         in all {} ms",
        ROUND_TRIP.as_millis(),
        if stays {
            "keep a connection"
        } else {
            "hang up"
        },
        log.count("DNS"),
        log.count("HTTP"),
        log.waiting().as_millis(),
        log.waiting().as_secs_f64() / ROUND_TRIP.as_secs_f64(),
        took.as_millis()
    );
}

/// Gives a list of withdrawn certificates.
fn lists(list: &[u8], log: Log) -> impl Fn(TcpStream) -> ServesList + Send + use<> {
    let bytes = Arc::new(response_of(list));
    move |stream| -> ServesList {
        let (bytes, log) = (Arc::clone(&bytes), log.clone());
        Box::pin(async move {
            let from = Instant::now();
            tokio::time::sleep(2 * ROUND_TRIP).await;
            respond(stream, Arc::new(move |_: &str| bytes.to_vec())).await;
            log.note(from, "HTTP crl.example.org/list.crl".to_owned());
        })
    }
}

type ServesList = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

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

async fn memory(domains: usize) {
    let many = Many::start(domains, SPREAD).await;
    let (address, port) = (many.resolver.address.to_string(), many.port);
    let start = Instant::now();
    let measured = tokio::task::spawn_blocking(move || {
        let mut child = Command::new(env!("CARGO_BIN_EXE_waarborg"))
            .args(["scan", "-", "--format", "jsonl", "--quiet"])
            .args(["--allow-private", "--timeout", "2", "--dns", &address])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let mut input = child.stdin.take().expect("its input");
        // The program reads as it looks: so it is written to beside the reading of what it says.
        let writing = std::thread::spawn(move || {
            (0..domains).try_for_each(|number| writeln!(input, "{}:{port}", name(number)))
        });
        let (mut early, mut last, mut lines) = (None, None, 0);
        for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
            let line = line.expect("a line");
            assert!(line.contains("\"negotiated\""), "a handshake: {line}");
            lines += 1;
            last = peak::of(child.id()).or(last);
            if lines == domains / 10 {
                early = last;
            }
        }
        writing.join().expect("a writer").expect("its input");
        child.wait().expect("its end");
        assert_eq!(lines, domains, "a line for each domain");
        (early, last)
    })
    .await
    .expect("a measurement");
    println!(
        "{domains} domains: peak {} after a tenth, {} after all (aim for 1,000: 200 MB), in {:.1} s",
        peak::shown(measured.0),
        peak::shown(measured.1),
        start.elapsed().as_secs_f64()
    );
    drop(many);
}
