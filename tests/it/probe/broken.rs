//! Servers that do not do what their port promises.

use std::time::{Duration, Instant};

use waarborg::domain::observation::{FailureReason, Probe};

use super::{failure, look_at};
use crate::support::tcp::{self, closed_port};

#[tokio::test]
async fn a_closed_port_is_refused_and_not_knocked_on_again() {
    let address = closed_port().await;
    for probe in [Probe::Tls, Probe::Https] {
        let observation = look_at(address, probe, |_| {}).await;
        assert_eq!(failure(&observation).reason, FailureReason::Refused);
    }
}

#[tokio::test]
async fn plain_text_on_a_tls_port_is_no_tls() {
    let server = tcp::saying(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    for probe in [Probe::Tls, Probe::Https] {
        let observation = look_at(server.address, probe, |_| {}).await;
        assert_eq!(failure(&observation).reason, FailureReason::ProtocolError);
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_is_tried_twice() {
    let server = tcp::hanging_up().await;
    let observation = look_at(server.address, Probe::Tls, |_| {}).await;
    assert_eq!(failure(&observation).reason, FailureReason::Closed);
    // Several questions, each twice, until patience ends; and one GET, twice.
    let connections = server.connections();
    assert!((8..=16).contains(&connections), "{connections}");
}

#[tokio::test]
async fn silence_ends_in_time() {
    let server = tcp::silent().await;
    let start = Instant::now();
    let observation = look_at(server.address, Probe::Tls, |settings| {
        settings.timeout = Duration::from_millis(300);
    })
    .await;
    assert_eq!(failure(&observation).reason, FailureReason::TimedOut);
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn the_deadline_beats_the_second_try() {
    let server = tcp::silent().await;
    let start = Instant::now();
    let observation = look_at(server.address, Probe::Https, |settings| {
        settings.timeout = Duration::from_secs(1);
        settings.deadline = Duration::from_millis(1200);
    })
    .await;
    assert_eq!(failure(&observation).reason, FailureReason::TimedOut);
    assert!(start.elapsed() < Duration::from_millis(2500));
}

#[tokio::test]
async fn control_characters_of_a_server_do_not_reach_the_report() {
    let server = tcp::saying(b"\x1b[31mred\x07\r\n").await;
    let observation = look_at(server.address, Probe::Tls, |_| {}).await;
    assert!(!failure(&observation).detail.contains(char::is_control));
}
