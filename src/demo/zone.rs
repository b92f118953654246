//! The name server of the case: authoritative for the zones below, on UDP and TCP.

#![expect(
    clippy::disallowed_methods,
    reason = "the name server of the case listens on loopback"
)]

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::rr::{LowerName, Name};
use hickory_proto::serialize::txt::Parser;
use hickory_server::net::runtime::TokioRuntimeProvider;
use hickory_server::store::in_memory::InMemoryZoneHandler;
use hickory_server::zone_handler::{AxfrPolicy, Catalog, ZoneType};
use tokio::net::{TcpListener, UdpSocket};

use super::DemoError;

/// The running name server; stops when dropped.
pub(super) type Server = hickory_server::Server<Catalog>;

const SILENCE: Duration = Duration::from_secs(5);
const RESPONSE_BUFFER: usize = 32;
/// UDP and TCP have to share a port that is free for both.
const ATTEMPTS: u32 = 16;

/// The zones by origin. The addresses are real ones out of published ranges, checked against the shipped tables:
/// somebody else uses them, and they only serve to be looked up. [`super::Case::connect_to`] leads away from them.
const ZONES: [(&str, &str); 6] = [
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

/// Starts the name server on a free port of loopback.
pub(super) async fn serve() -> Result<(Server, SocketAddr), DemoError> {
    let mut catalog = Catalog::new();
    for (origin, text) in ZONES {
        let (name, zone) = read(origin, text)?;
        catalog.upsert(name, vec![Arc::new(zone)]);
    }
    let (udp, tcp) = bind().await?;
    let address = udp.local_addr()?;
    let mut server = Server::new(catalog);
    server.register_socket(udp);
    server.register_listener(tcp, SILENCE, RESPONSE_BUFFER);
    Ok((server, address))
}

fn read(origin: &str, text: &'static str) -> Result<(LowerName, InMemoryZoneHandler), DemoError> {
    let wrong = |e: &dyn std::fmt::Display| DemoError::Zone(format!("{origin} {e}"));
    let name = Name::from_str(origin).map_err(|e| wrong(&e))?;
    let (name, records) = Parser::new(text, None, Some(name))
        .parse()
        .map_err(|e| wrong(&e))?;
    let zone = InMemoryZoneHandler::<TokioRuntimeProvider>::new(
        name.clone(),
        records,
        ZoneType::Primary,
        AxfrPolicy::Deny,
    )
    .map_err(|e| wrong(&e))?;
    Ok((name.into(), zone))
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
