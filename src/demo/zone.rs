//! The name server of the case: authoritative for the zones below, on UDP and TCP. Most are signed, one is not.

#![expect(
    clippy::disallowed_methods,
    reason = "the name server of the case listens on loopback"
)]

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::rr::{Name, Record, RecordSet, RecordType, RrKey};
use hickory_proto::serialize::txt::Parser;
use hickory_server::dnssec::NxProofKind;
use hickory_server::net::runtime::{Time, TokioRuntimeProvider};
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use hickory_server::store::in_memory::InMemoryZoneHandler;
use hickory_server::zone_handler::{AxfrPolicy, Catalog, ZoneType};
use tokio::net::{TcpListener, UdpSocket};

use super::DemoError;
use super::sign::ZoneKey;

/// The running name server; stops when dropped.
pub(super) type Server = hickory_server::Server<Zones>;

const SILENCE: Duration = Duration::from_secs(5);
const RESPONSE_BUFFER: usize = 32;
/// UDP and TCP have to share a port that is free for both.
const ATTEMPTS: u32 = 16;

/// The zone above the others: its key is the one that is trusted.
const TOP: &str = "example.";

/// The zones by origin, the one above first. The addresses are real ones out of published ranges, checked against the
/// shipped tables: somebody else uses them, and they only serve to be looked up. [`super::Case::connect_to`] leads away
/// from them.
const ZONES: [(&str, &str); 7] = [
    (TOP, include_str!("zones/example.zone")),
    (
        "chat-us.example.",
        include_str!("zones/chat-us.example.zone"),
    ),
    (
        "cloud-en-co.example.",
        include_str!("zones/cloud-en-co.example.zone"),
    ),
    (
        "cloud-en-co-mail.example.",
        include_str!("zones/cloud-en-co-mail.example.zone"),
    ),
    (
        "edge-net.example.",
        include_str!("zones/edge-net.example.zone"),
    ),
    (
        "mailshield-us.example.",
        include_str!("zones/mailshield-us.example.zone"),
    ),
    (
        "metrics-us.example.",
        include_str!("zones/metrics-us.example.zone"),
    ),
];
/// The edge is not signed: what leads there is proven only as far as its door.
const UNSIGNED: &str = "edge-net.example.";
/// The name servers in the zones.
pub(super) const NAME_SERVERS: [&str; 7] = [
    "ns1.example",
    "ns1.chat-us.example",
    "ns1.cloud-en-co.example",
    "ns2.cloud-en-co.example",
    "ns1.edge-net.example",
    "ns1.mailshield-us.example",
    "ns1.metrics-us.example",
];

/// All zones, and the zone above apart: what it holds of the keys of the others is asked by their names, and the others
/// know nothing of it (RFC 4035 §3.1.4.1).
pub(super) struct Zones {
    all: Catalog,
    top: Catalog,
}

#[async_trait::async_trait]
impl RequestHandler for Zones {
    async fn handle_request<R: ResponseHandler, T: Time>(
        &self,
        request: &Request,
        response: R,
    ) -> ResponseInfo {
        let about_keys = request
            .request_info()
            .is_ok_and(|info| info.query.query_type() == RecordType::DS);
        let catalog = if about_keys { &self.top } else { &self.all };
        catalog.handle_request::<R, T>(request, response).await
    }
}

/// What is served, and where.
pub(super) struct Served {
    pub(super) server: Server,
    pub(super) address: SocketAddr,
    /// DS record of the zone above, as text.
    pub(super) anchor: String,
}

/// Starts the name server on a free port of loopback. `more` are records beside those in the files.
pub(super) async fn serve(more: &[Record]) -> Result<Served, DemoError> {
    let (mut all, mut top) = (Catalog::new(), Catalog::new());
    let mut delegated: Vec<Record> = Vec::new();
    let mut anchor = String::new();
    // Those below first: the zone above holds their digests.
    for (origin, text) in ZONES.into_iter().rev() {
        let (name, mut records) = read(origin, text)?;
        for record in more.iter().filter(|record| name.zone_of(&record.name)) {
            add(&mut records, record);
        }
        if origin == TOP {
            for record in &delegated {
                add(&mut records, record);
            }
        }
        let key = if origin == UNSIGNED {
            None
        } else {
            let key = ZoneKey::new(&name)?;
            if origin == TOP {
                anchor = key.ds().to_string();
            } else {
                delegated.push(key.ds());
            }
            Some(key)
        };
        let zone = Arc::new(zone(&name, records, key)?);
        if origin == TOP {
            top.upsert((&name).into(), vec![zone.clone()]);
        }
        all.upsert(name.into(), vec![zone]);
    }
    let (udp, tcp) = bind().await?;
    let address = udp.local_addr()?;
    let mut server = Server::new(Zones { all, top });
    server.register_socket(udp);
    server.register_listener(tcp, SILENCE, RESPONSE_BUFFER);
    Ok(Served {
        server,
        address,
        anchor,
    })
}

type Records = BTreeMap<RrKey, RecordSet>;
type Zone = InMemoryZoneHandler<TokioRuntimeProvider>;

fn read(origin: &str, text: &'static str) -> Result<(Name, Records), DemoError> {
    let wrong = |e: &dyn std::fmt::Display| DemoError::Zone(format!("{origin} {e}"));
    let name = Name::from_str(origin).map_err(|e| wrong(&e))?;
    Parser::new(text, None, Some(name))
        .parse()
        .map_err(|e| wrong(&e))
}

fn add(records: &mut Records, record: &Record) {
    let key = RrKey::new((&record.name).into(), record.record_type());
    records
        .entry(key)
        .or_insert_with(|| RecordSet::new(record.name.clone(), record.record_type(), 0))
        .insert(record.clone(), 0);
}

fn zone(name: &Name, records: Records, key: Option<ZoneKey>) -> Result<Zone, DemoError> {
    let wrong = |e: &dyn std::fmt::Display| DemoError::Zone(format!("{name} {e}"));
    let proof = key.is_some().then_some(NxProofKind::Nsec);
    let mut zone = Zone::new(
        name.clone(),
        records,
        ZoneType::Primary,
        AxfrPolicy::Deny,
        proof,
    )
    .map_err(|e| wrong(&e))?;
    if let Some(key) = key {
        zone.add_zone_signing_key_mut(key.into_signer())
            .map_err(|e| wrong(&e))?;
        zone.secure_zone_mut().map_err(|e| wrong(&e))?;
    }
    Ok(zone)
}

async fn bind() -> io::Result<(UdpSocket, TcpListener)> {
    let mut attempt = 1;
    loop {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        match TcpListener::bind(udp.local_addr()?).await {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(e) if attempt == ATTEMPTS => return Err(e),
            Err(_) => attempt += 1,
        }
    }
}
