//! How fast fifty endpoints are observed. Run: `cargo bench --bench observe`.
//!
//! Real sockets, real TLS servers, a real resolver, all on loopback in this process, so servers and probes share the
//! processor. Every endpoint gets what `scan` does to a name: DNS, one handshake for each TLS version, a GET by HTTPS
//! and one by HTTP. The politeness limits of one address are lifted: all fifty live on one.
//!
//! - `near`: servers answer at once. This is processor work only, handshakes on both sides; more at once gains nothing.
//! - `far`: every connection waits 100 ms before the server speaks, as one far away would. This is the case of real use.
//!   At 50 at once the waiting of all falls together and little more than the work of `near` is left; at 5 the waiting of
//!   ten rows of five adds up.
//!
//! The argument is `--concurrency`; `items` is endpoints. The ratio at the end, 5 against 50 at once, is measured in
//! turns in the same run.

#[path = "support/geo.rs"]
mod geo;
#[path = "support/loopback/mod.rs"]
mod loopback;
#[path = "support/ratio.rs"]
mod ratio;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use divan::Bencher;
use divan::counter::ItemsCount;
use loopback::certs::{Authority, VALID};
use loopback::dns::{Resolver, Zone};
use loopback::tcp::{Server, http, respond, response};
use loopback::tls::{CURRENT, acceptor};
use tokio::runtime::Runtime;
use waarborg::assess::{Lookout, Sighting, clock, look, plan};
use waarborg::probe::{GeoSources, Network, Settings};

const ENDPOINTS: usize = 50;
const ROUNDS: usize = 5;
const NEAR: Duration = Duration::ZERO;
const FAR: Duration = Duration::from_millis(100);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
static SOURCES: LazyLock<Arc<GeoSources>> =
    LazyLock::new(|| Arc::new(geo::sources(geo::tables(&geo::catalogue()))));

fn main() {
    divan::main();
    let world = World::start(FAR);
    let at = |concurrency| {
        let world = &world;
        move || drop(world.observe(concurrency))
    };
    ratio::compare(
        ROUNDS,
        ("far, 5 at once", at(5)),
        ("far, 50 at once", at(50)),
    );
}

/// Fifty names and the servers behind them; everything stops when this is dropped.
struct World {
    targets: Vec<plan::Target>,
    settings: Settings,
    _servers: Vec<Server>,
    _resolver: Resolver,
}

impl World {
    /// Servers that speak after `wait`.
    fn start(wait: Duration) -> Self {
        RUNTIME.block_on(async {
            let authority = Authority::new();
            let (mut servers, mut connect_to) = (Vec::new(), BTreeMap::new());
            let mut zone = Zone::default().server("example.nl", "ns.example.net");
            let mut targets = Vec::new();
            for number in 0..ENDPOINTS {
                let name = format!("h{number}.example.nl");
                // A public address that the tables know; the connections go to loopback.
                zone = zone.address(&name, "18.184.0.1");
                targets.push(plan::read_target(&name, None).expect("a target"));
                let tls = acceptor(&authority.issue(&name, VALID), CURRENT);
                let secure = Server::start(move |stream| {
                    let tls = tls.clone();
                    async move {
                        tokio::time::sleep(wait).await;
                        if let Ok(stream) = tls.accept(stream).await {
                            respond(stream, Arc::new(page)).await;
                        }
                    }
                })
                .await;
                let plain = http(redirect).await;
                for (port, server) in [(443, &secure), (80, &plain)] {
                    connect_to.insert((name.clone(), port), server.address);
                }
                servers.extend([secure, plain]);
            }
            let resolver = Resolver::start(zone).await;
            Self {
                targets,
                settings: settings(connect_to, resolver.address),
                _servers: servers,
                _resolver: resolver,
            }
        })
    }

    /// Looks at all of them, as a new run would.
    fn observe(&self, concurrency: usize) -> Sighting {
        let settings = Settings {
            concurrency,
            ..self.settings.clone()
        };
        let lookout = Lookout {
            network: Network::new(settings, Arc::clone(&SOURCES), clock::now).expect("a network"),
            data: Vec::new(),
        };
        let sighting = RUNTIME.block_on(look(&self.targets, &lookout, &|_| {}));
        let handshakes = sighting.observations.0.iter().filter_map(|o| o.tls());
        assert_eq!(
            handshakes.filter(|fact| fact.negotiated.is_some()).count(),
            ENDPOINTS,
            "every endpoint was seen"
        );
        sighting
    }
}

fn settings(connect_to: BTreeMap<(String, u16), SocketAddr>, dns: SocketAddr) -> Settings {
    Settings {
        connect_to,
        dns: Some(dns),
        per_address: 500,
        rate: 100_000,
        ..Settings::default()
    }
}

fn page(_head: &str) -> Vec<u8> {
    let hsts = ("strict-transport-security", "max-age=63072000");
    response("200 OK", &[hsts], "hello")
}

fn redirect(head: &str) -> Vec<u8> {
    let host = head
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or("example.nl");
    let location = format!("https://{host}/");
    response("308 Permanent Redirect", &[("location", &location)], "")
}

#[divan::bench(args = [5, 50], sample_count = 10, sample_size = 1)]
fn near(bencher: Bencher, concurrency: usize) {
    measure(bencher, NEAR, concurrency);
}

#[divan::bench(args = [5, 50], sample_count = 10, sample_size = 1)]
fn far(bencher: Bencher, concurrency: usize) {
    measure(bencher, FAR, concurrency);
}

fn measure(bencher: Bencher, wait: Duration, concurrency: usize) {
    let world = World::start(wait);
    bencher
        .counter(ItemsCount::new(ENDPOINTS))
        .bench_local(|| world.observe(concurrency));
}
