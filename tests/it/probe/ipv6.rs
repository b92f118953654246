//! The same page over IPv4 and IPv6.

use tokio::net::{TcpListener, TcpStream};
use waarborg::domain::observation::Probe;
use waarborg::domain::subject::Subject;
use waarborg::probe::Settings;

use super::{look, settings};
use crate::support::certs::self_signed;
use crate::support::dns::{Resolver, Zone};
use crate::support::tcp::response;
use crate::support::tls::{CURRENT, https};

#[tokio::test]
async fn the_page_is_asked_for_at_an_address_of_each_kind() {
    let credentials = self_signed("www.example.nl");
    let four = https(&credentials, CURRENT, |_| {
        response("200 OK", &[], "<p>here")
    })
    .await;
    let six = https(&credentials, CURRENT, |_| {
        response("404 Not Found", &[], "<p>not here")
    })
    .await;
    let port = four.address.port();
    // The same port of the other loopback address leads to another server.
    let Ok(listener) = TcpListener::bind(("::1", port)).await else {
        return;
    };
    let behind = six.address;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut onward = TcpStream::connect(behind).await.expect("the server");
                drop(tokio::io::copy_bidirectional(&mut stream, &mut onward).await);
            });
        }
    });
    let zone = Zone::default()
        .address("www.example.nl", "127.0.0.1")
        .address("www.example.nl", "::1")
        .address("old.example.nl", "127.0.0.1");
    let resolver = Resolver::start(zone).await;
    let settings = Settings {
        dns: Some(resolver.address),
        allow_private: true,
        ..settings()
    };
    let both = Subject::endpoint("www.example.nl", port, "/", None);
    let one = Subject::endpoint("old.example.nl", port, "/", None);
    let seen = look(settings, &[both.clone(), one.clone()]).await;
    let statuses = |probe: Probe, subject: &Subject| -> Vec<(bool, u16)> {
        seen.of(probe, &subject.id)
            .filter_map(|o| o.http()?.first())
            .map(|hop| (hop.address.is_ipv6(), hop.status))
            .collect()
    };
    assert_eq!(statuses(Probe::Https, &both), [(false, 200)]);
    assert_eq!(statuses(Probe::HttpsIpv6, &both), [(true, 404)]);
    assert_eq!(statuses(Probe::Https, &one), [(false, 200)]);
    assert_eq!(seen.of(Probe::HttpsIpv6, &one.id).count(), 0);
}
