//! One network for the whole run: what dossiers share is not asked more often or more at once because they are many.

use std::io::Read as _;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::{portfolio, stored};

/// Connections at once to one address that the program allows itself.
const PER_ADDRESS: usize = 5;

/// A server that takes connections, keeps each for a while, and counts.
struct Counter {
    port: u16,
    most: Arc<AtomicUsize>,
    all: Arc<AtomicUsize>,
}

impl Counter {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
        let port = listener.local_addr().expect("an address").port();
        let (open, most, all) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicUsize::new(0)),
        );
        let counter = Self {
            port,
            most: Arc::clone(&most),
            all: Arc::clone(&all),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                all.fetch_add(1, Ordering::SeqCst);
                most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                let open = Arc::clone(&open);
                std::thread::spawn(move || {
                    let mut hello = [0_u8; 512];
                    let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
                    let _ = stream.read(&mut hello);
                    std::thread::sleep(Duration::from_millis(20));
                    // Counted as gone before the other side can know.
                    open.fetch_sub(1, Ordering::SeqCst);
                    drop(stream);
                });
            }
        });
        counter
    }
}

#[test]
fn many_dossiers_are_no_crowd_at_one_address() {
    const DOSSIERS: usize = 6;
    let counter = Counter::start();
    let place = portfolio(DOSSIERS);
    for number in 0..DOSSIERS {
        place.edit(
            &format!("p/d{number}/dossier.toml"),
            "target = \"https://www.example.nl/\"",
            &format!("target = \"https://127.0.0.1:{}/\"", counter.port),
        );
    }
    let ran = place
        .run([
            "reassess",
            "p",
            "--lean",
            "--allow-private",
            "--timeout",
            "1",
            "--rate",
            "1000",
            "-q",
        ])
        .ends(0);
    assert!(ran.out.contains("6 assessed"), "{}", ran.out);
    for number in 0..DOSSIERS {
        assert_eq!(stored(&place, &format!("p/d{number}")).len(), 1);
    }
    let (most, all) = (
        counter.most.load(Ordering::SeqCst),
        counter.all.load(Ordering::SeqCst),
    );
    assert!(all >= DOSSIERS, "every dossier was looked at: {all}");
    assert!(most <= PER_ADDRESS, "{most} at once, {all} in all");
    assert!(most > 1, "several at once, or this says nothing");
}
