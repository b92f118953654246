//! Web servers that mean harm with what they send: bounded in time and memory, and read as far as it goes.

use std::io::Write as _;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::https_of;
use crate::support::certs::self_signed;
use crate::support::tcp::Server;
use crate::support::tls::{CURRENT, acceptor};

/// Sends these pieces, with a pause after each, over and over when told so.
async fn sending(pieces: Vec<Vec<u8>>, pause: Duration, again: bool) -> Server {
    let acceptor = acceptor(&self_signed("www.example.nl"), CURRENT);
    Server::start(move |stream| {
        let (acceptor, pieces) = (acceptor.clone(), pieces.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let mut buffer = [0; 4096];
            drop(stream.read(&mut buffer).await);
            let Some((head, rest)) = pieces.split_first() else {
                return;
            };
            if stream.write_all(head).await.is_err() {
                return;
            }
            loop {
                for piece in rest {
                    let sent =
                        stream.write_all(piece).await.is_ok() && stream.flush().await.is_ok();
                    if !sent {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                }
                if !again {
                    drop(stream.shutdown().await);
                    return;
                }
            }
        }
    })
    .await
}

fn head(fields: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n{fields}\r\n").into_bytes()
}

#[tokio::test]
async fn a_bomb_of_gzip_is_unpacked_up_to_the_limit() {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer
        .write_all(b"<script src=\"https://cdn.example.org/a.js\"></script>")
        .expect("memory");
    // A thousand times as large as it is sent.
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..256 {
        packer.write_all(&zeros).expect("memory");
    }
    let bomb = packer.finish().expect("gzip");
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let fields = format!(
        "content-encoding: gzip\r\ncontent-length: {}\r\n",
        bomb.len()
    );
    let server = sending(vec![head(&fields), bomb.clone()], Duration::ZERO, false).await;
    let start = Instant::now();
    let fact = https_of(server.address, |_| {}).await;
    assert!(start.elapsed() < Duration::from_secs(5), "{start:?}");
    assert_eq!(fact.body_bytes, bomb.len() as u64);
    let page = fact.page.expect("a page");
    assert!(page.truncated, "what did not fit was not read");
    assert_eq!(page.resources.len(), 1);
    assert_eq!(page.resources[0].host, "cdn.example.org");
}

#[tokio::test]
async fn a_body_that_drips_for_ever_runs_out_of_time() {
    let drop_of = vec![b"<p>".to_vec()];
    let pieces = [vec![head("")], drop_of].concat();
    let server = sending(pieces, Duration::from_millis(50), true).await;
    let start = Instant::now();
    let fact = https_of(server.address, |settings| {
        settings.timeout = Duration::from_millis(400);
        settings.deadline = Duration::from_millis(1_500);
    })
    .await;
    assert!(start.elapsed() < Duration::from_secs(6), "{start:?}");
    assert_eq!(fact.hops.len(), 1, "the answer itself was there");
    assert!((3..3_000).contains(&fact.body_bytes), "{}", fact.body_bytes);
    assert!(fact.page.is_none_or(|page| page.truncated));
}

#[tokio::test]
async fn bytes_that_are_no_text_are_replaced_and_read_on() {
    let mut answer = head("x-odd: caf\u{e9}\r\n");
    let at = answer.len() - 2;
    answer.splice(at..at, *b"x-raw: \xff\xfe\xc3\x28\r\n");
    let body =
        b"<html>\xff\xfe\xc3\x28\xed\xa0\x80<script src=\"/\xff.js\"></script>\0\x1b[31m".to_vec();
    let server = sending(vec![answer, body], Duration::ZERO, false).await;
    let fact = https_of(server.address, |_| {}).await;
    let hop = fact.hops.first().expect("an answer");
    let raw = hop.header("x-raw").next().expect("the field");
    assert!(raw.contains('\u{fffd}'), "{raw:?}");
    let page = fact.page.as_ref().expect("a page");
    assert_eq!(page.resources.len(), 1);
    let stored = serde_json::to_string(&fact).expect("JSON");
    assert!(
        !stored.contains("\\u001b") && !stored.contains("\\u0000"),
        "{stored}"
    );
}
