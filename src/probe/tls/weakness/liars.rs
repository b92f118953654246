//! Hand-made servers that answer as affected ones do.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::session::hello::CLASSICAL;
use super::super::session::peers::{Direct, NAME, liar};
use super::super::session::signature::SCHEMES;
use super::super::session::wire::{block8, block16, extension, message, record};
use super::{Ground, Offer, TlsVersion};

/// AES with RSA key exchange.
pub(super) const SUITE: u16 = 0x002f;
pub(super) const OFFER: Offer<'static> = Offer {
    name: Some(NAME),
    alpn: &[],
    groups: &CLASSICAL,
    schemes: &SCHEMES,
};

pub(super) const fn ground(version: TlsVersion, suites: &[u16]) -> Ground<'_> {
    Ground {
        offer: OFFER,
        version,
        suites,
    }
}

/// An answer that ends the connection.
pub(super) const HANG_UP: &[u8] = b"hang up";

/// The first flight of a server, with RSA key exchange.
pub(super) fn first_flight(version: u16, der: &[u8], heartbeat: bool) -> Vec<u8> {
    let mut hello = version.to_be_bytes().to_vec();
    hello.extend([7; 32]);
    hello.extend(block8(&[]));
    hello.extend(SUITE.to_be_bytes());
    hello.push(0);
    if heartbeat {
        let mut all = Vec::new();
        extension(&mut all, 15, &[1]);
        hello.extend(block16(&all));
    }
    let length = u32::try_from(der.len()).expect("short").to_be_bytes();
    let entry = [&length[1..], der].concat();
    let list = u32::try_from(entry.len()).expect("short").to_be_bytes();
    let chain = [&list[1..], &entry].concat();
    let messages = [message(2, &hello), message(11, &chain), message(14, &[])].concat();
    record(22, version, &messages)
}

/// One record: its kind and content.
pub(super) async fn next(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await.ok()?;
    let mut body = vec![0; usize::from(u16::from_be_bytes([header[3], header[4]]))];
    stream.read_exact(&mut body).await.ok()?;
    Some((header[0], body))
}

/// Greets like a server, then does what `rest` does with each further record.
pub(super) async fn greeter(
    der: &[u8],
    version: u16,
    heartbeat: bool,
    rest: impl Fn(u8, &[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Direct {
    let (der, rest) = (Arc::new(der.to_vec()), Arc::new(rest));
    liar(move |mut stream| {
        let (der, rest) = (Arc::clone(&der), Arc::clone(&rest));
        async move {
            next(&mut stream).await;
            let first = first_flight(version, &der, heartbeat);
            drop(stream.write_all(&first).await);
            while let Some((kind, body)) = next(&mut stream).await {
                let answer = rest(kind, &body);
                if answer == HANG_UP {
                    return;
                }
                drop(stream.write_all(&answer).await);
            }
        }
    })
    .await
}

pub(super) fn alert(code: u8) -> Vec<u8> {
    record(21, 0x0303, &[2, code])
}
