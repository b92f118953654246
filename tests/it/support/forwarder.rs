//! A network that is far away and goes wrong: a forwarder that delays, counts and breaks connections.
//!
//! The same behaviour as `benches/tls/forwarder.c`, which serves programs outside the tests.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::tcp::Server;

/// No connection of a test lasts longer.
const LONGEST: Duration = Duration::from_mins(1);
/// Pieces that are under way in one direction.
const UNDER_WAY: usize = 64;

/// What befalls one connection, after so many bytes from the server. It strikes when the server sends more than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It ends as if the server had closed it.
    Close(usize),
    /// Nothing.
    None,
    /// It is reset.
    Reset(usize),
    /// Nothing comes any more, and nothing ends.
    Silence(usize),
    /// From there on one byte each time this much has passed.
    Tarpit(usize, Duration),
}

impl Fault {
    const fn limit(self) -> usize {
        match self {
            Self::None => usize::MAX,
            Self::Close(bytes)
            | Self::Reset(bytes)
            | Self::Silence(bytes)
            | Self::Tarpit(bytes, _) => bytes,
        }
    }
}

/// How one direction came to its end.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// By itself.
    Own,
    Struck,
}

/// A forwarder that ends with the test.
#[derive(Debug)]
pub(crate) struct Forwarder {
    pub(crate) address: SocketAddr,
    server: Server,
}

impl Forwarder {
    /// Forwards to a server, with this delay each way.
    ///
    /// A connection is there at once for a client of a forwarder, where a real one takes a round trip; so the first bytes
    /// of a client leave no earlier than one round trip after the connection was made.
    pub(crate) async fn far(to: SocketAddr, delay: Duration) -> Self {
        Self::start(to, delay, |_| Fault::None).await
    }

    /// Forwards to a server; `fault` gets the number of the connection, from 0.
    pub(crate) async fn start(
        to: SocketAddr,
        delay: Duration,
        fault: impl Fn(usize) -> Fault + Send + 'static,
    ) -> Self {
        let number = std::sync::atomic::AtomicUsize::new(0);
        let server = Server::start(move |client| {
            let fault = fault(number.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
            async move {
                drop(timeout(LONGEST, forward(client, to, delay, fault)).await);
            }
        })
        .await;
        Self {
            address: server.address,
            server,
        }
    }

    /// Connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.server.connections()
    }

    /// Connections that were open at once.
    pub(crate) fn most_at_once(&self) -> usize {
        self.server.most_at_once()
    }
}

async fn forward(mut client: TcpStream, to: SocketAddr, delay: Duration, fault: Fault) {
    let first = Instant::now() + 3 * delay;
    let Ok(mut server) = TcpStream::connect(to).await else {
        return;
    };
    drop(client.set_nodelay(true));
    drop(server.set_nodelay(true));
    let end = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        let mut up = std::pin::pin!(pass(from_client, to_server, delay, first, Fault::None));
        let mut down = std::pin::pin!(pass(from_server, to_client, delay, Instant::now(), fault));
        tokio::select! {
            end = &mut down => {
                if end == End::Own {
                    up.await;
                }
                end
            }
            // A client that has gone ends what is silent or slow; the answer to one that only closed its side still comes.
            _ = &mut up => match fault {
                Fault::Silence(_) | Fault::Tarpit(..) => End::Own,
                Fault::Close(_) | Fault::None | Fault::Reset(_) => down.await,
            },
        }
    };
    if end == End::Struck && matches!(fault, Fault::Reset(_)) {
        drop(client.set_zero_linger());
    }
}

/// One direction, until it ends.
async fn pass(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    delay: Duration,
    first: Instant,
    fault: Fault,
) -> End {
    let (sender, mut under_way) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    let take = async move {
        loop {
            let mut bytes = vec![0; 16 * 1024];
            let count = from.read(&mut bytes).await.unwrap_or(0);
            bytes.truncate(count);
            let due = (Instant::now() + delay).max(first);
            if sender.send((due, bytes)).await.is_err() || count == 0 {
                return;
            }
        }
    };
    let give = async move {
        let mut left = fault.limit();
        while let Some((due, bytes)) = under_way.recv().await {
            sleep_until(due).await;
            let (passing, held) = bytes.split_at(left.min(bytes.len()));
            left -= passing.len();
            if to.write_all(passing).await.is_err() {
                return End::Own;
            }
            if held.is_empty() {
                continue;
            }
            match fault {
                Fault::Close(_) | Fault::Reset(_) => return End::Struck,
                Fault::Silence(_) => std::future::pending().await,
                Fault::Tarpit(_, pause) => {
                    for byte in held {
                        sleep(pause).await;
                        if to.write_all(&[*byte]).await.is_err() {
                            return End::Own;
                        }
                    }
                }
                Fault::None => {}
            }
        }
        drop(to.shutdown().await);
        End::Own
    };
    // What is struck does not wait for the server to end too.
    let mut give = std::pin::pin!(give);
    tokio::select! {
        end = &mut give => end,
        () = take => give.await,
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    const DELAY: Duration = Duration::from_millis(30);

    async fn echo() -> Server {
        Server::start(|mut stream| async move {
            let mut bytes = [0; 64];
            while let Ok(count @ 1..) = stream.read(&mut bytes).await {
                if stream.write_all(&bytes[..count]).await.is_err() {
                    return;
                }
            }
        })
        .await
    }

    async fn connect(forwarder: &Forwarder) -> TcpStream {
        TcpStream::connect(forwarder.address)
            .await
            .expect("connection")
    }

    async fn round_trip(stream: &mut TcpStream) -> Duration {
        let begin = Instant::now();
        stream.write_all(b"hello").await.expect("sent");
        let mut bytes = [0; 5];
        stream.read_exact(&mut bytes).await.expect("echo");
        assert_eq!(&bytes, b"hello");
        begin.elapsed()
    }

    /// What comes after ten bytes were sent and the first four came back.
    async fn after_four(fault: Fault) -> (TcpStream, Server, Forwarder) {
        let server = echo().await;
        let forwarder = Forwarder::start(server.address, Duration::ZERO, move |_| fault).await;
        let mut stream = connect(&forwarder).await;
        stream.write_all(b"0123456789").await.expect("sent");
        let mut bytes = [0; 4];
        stream.read_exact(&mut bytes).await.expect("four bytes");
        assert_eq!(&bytes, b"0123");
        (stream, server, forwarder)
    }

    #[tokio::test]
    async fn a_client_that_speaks_at_once_waits_for_the_connection_too() {
        let server = echo().await;
        let forwarder = Forwarder::far(server.address, DELAY).await;
        let mut stream = connect(&forwarder).await;
        let first = round_trip(&mut stream).await;
        let second = round_trip(&mut stream).await;
        assert!(first >= 4 * DELAY, "{first:?}");
        assert!((2 * DELAY..4 * DELAY).contains(&second), "{second:?}");
    }

    #[tokio::test]
    async fn a_client_that_connects_ahead_waits_one_round_trip() {
        let server = echo().await;
        let forwarder = Forwarder::far(server.address, DELAY).await;
        let mut stream = connect(&forwarder).await;
        sleep(3 * DELAY).await;
        let first = round_trip(&mut stream).await;
        assert!((2 * DELAY..4 * DELAY).contains(&first), "{first:?}");
    }

    #[tokio::test]
    async fn connections_are_counted_and_faults_are_by_number() {
        let server = echo().await;
        let forwarder = Forwarder::start(server.address, Duration::ZERO, |number| match number {
            0 => Fault::Close(0),
            _ => Fault::None,
        })
        .await;
        let mut broken = connect(&forwarder).await;
        broken.write_all(b"hello").await.expect("sent");
        assert_eq!(broken.read(&mut [0; 5]).await.expect("an end"), 0);
        round_trip(&mut connect(&forwarder).await).await;
        assert_eq!(forwarder.connections(), 2);
        assert!(forwarder.most_at_once() >= 1);
        assert_eq!(server.connections(), 2);
    }

    #[tokio::test]
    async fn reset() {
        let (mut stream, _server, _forwarder) = after_four(Fault::Reset(4)).await;
        let error = stream.read(&mut [0; 5]).await.expect_err("a reset");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }

    #[tokio::test]
    async fn close() {
        let (mut stream, _server, _forwarder) = after_four(Fault::Close(4)).await;
        assert_eq!(stream.read(&mut [0; 5]).await.expect("an end"), 0);
    }

    #[tokio::test]
    async fn silence() {
        let (mut stream, _server, _forwarder) = after_four(Fault::Silence(4)).await;
        let mut bytes = [0; 5];
        let more = timeout(Duration::from_millis(200), stream.read(&mut bytes)).await;
        assert!(more.is_err(), "{more:?}");
    }

    #[tokio::test]
    async fn tarpit() {
        let fault = Fault::Tarpit(4, Duration::from_millis(50));
        let (mut stream, _server, _forwarder) = after_four(fault).await;
        let begin = Instant::now();
        let mut bytes = [0; 6];
        stream.read_exact(&mut bytes).await.expect("the rest");
        assert_eq!(&bytes, b"456789");
        assert!(begin.elapsed() >= Duration::from_millis(250));
    }
}
