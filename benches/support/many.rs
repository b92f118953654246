//! Many domains on loopback: each with a website with TLS, a mail host and a name server, spread over many addresses, since
//! limits are kept for each.

use std::net::IpAddr;
use std::sync::Arc;

use tokio::net::TcpStream;

use crate::far::listen_at;
use crate::loopback::certs::{Authority, VALID};
use crate::loopback::dns::{Resolver, Zone};
use crate::loopback::tcp::{respond, response};
use crate::loopback::tls::{CURRENT, acceptor};

const PAGE: &str = "<!doctype html><script src=https://cdn.example.org/a.js></script><p>hello</p>";

/// The servers; the names stop to resolve when this is dropped.
pub(crate) struct Many {
    pub(crate) resolver: Resolver,
    /// Of all websites.
    pub(crate) port: u16,
}

/// The name of a domain.
pub(crate) fn name(number: usize) -> String {
    format!("d{number}.nl")
}

/// The address of a website, mail host or name server: 127.0.`kind`.1 and on.
fn at(kind: u8, number: usize) -> IpAddr {
    let last = u8::try_from(number).expect("at most 250 addresses") + 1;
    IpAddr::from([127, 0, kind, last])
}

impl Many {
    /// So many domains over so many addresses, at most 250. Mail hosts and name servers refuse every connection.
    pub(crate) async fn start(domains: usize, addresses: usize) -> Self {
        let tls = acceptor(&Authority::new().issue("www.example.nl", VALID), CURRENT);
        let serve = move |stream: TcpStream| {
            let tls = tls.clone();
            async move {
                if let Ok(stream) = tls.accept(stream).await {
                    respond(stream, Arc::new(website)).await;
                }
            }
        };
        let first = listen_at(at(1, 0), 0, serve.clone()).await;
        for number in 1..addresses {
            listen_at(at(1, number), first.port(), serve.clone()).await;
        }
        let mut zone = Zone::default().address("cdn.example.org", "18.184.0.1");
        for number in 0..addresses {
            zone = zone
                .address(
                    &format!("ns{number}.example.net"),
                    &at(2, number).to_string(),
                )
                .address(
                    &format!("mx{number}.example.net"),
                    &at(3, number).to_string(),
                );
        }
        for number in 0..domains {
            let (name, place) = (name(number), number % addresses);
            zone = zone
                .address(&name, &at(1, place).to_string())
                .server(&name, &format!("ns{place}.example.net"))
                .mail(&name, 10, &format!("mx{place}.example.net"))
                .text(&name, &["v=spf1 mx -all"]);
        }
        Self {
            resolver: Resolver::start(zone).await,
            port: first.port(),
        }
    }
}

/// The website: one page and nothing else.
pub(crate) fn website(head: &str) -> Vec<u8> {
    let hsts = ("strict-transport-security", "max-age=63072000");
    if head.starts_with("GET / ") {
        response("200 OK", &[hsts, ("content-type", "text/html")], PAGE)
    } else {
        response("404 Not Found", &[], "")
    }
}
