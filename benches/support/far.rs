//! Servers that are a round trip away, and a log of what was under way when.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hickory_proto::op::Message;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio_rustls::TlsAcceptor;

pub(crate) const ROUND_TRIP: Duration = Duration::from_millis(20);

/// One question or one exchange, from when it was sent until it was answered.
#[derive(Debug, Clone)]
struct Entry {
    from: Instant,
    until: Instant,
    what: String,
}

/// What was under way when. Copies share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Entry>>>);

impl Log {
    pub(crate) fn note(&self, from: Instant, what: String) {
        let until = Instant::now();
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.push(Entry { from, until, what });
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        entries.sort_by_key(|entry| entry.from);
        entries
    }

    /// How many began with these words.
    pub(crate) fn count(&self, words: &str) -> usize {
        let entries = self.entries();
        entries
            .iter()
            .filter(|entry| entry.what.starts_with(words))
            .count()
    }

    /// The time in which at least one was under way.
    pub(crate) fn waiting(&self) -> Duration {
        let mut total = Duration::ZERO;
        let mut current: Option<(Instant, Instant)> = None;
        for Entry { from, until, .. } in self.entries() {
            current = match current {
                Some((start, end)) if from <= end => Some((start, end.max(until))),
                Some((start, end)) => {
                    total += end - start;
                    Some((from, until))
                }
                None => Some((from, until)),
            };
        }
        total + current.map_or(Duration::ZERO, |(start, end)| end - start)
    }

    /// A line each, in milliseconds since a moment.
    pub(crate) fn lines(&self, since: Instant) -> Vec<String> {
        let at = |moment: Instant| moment.duration_since(since).as_secs_f64() * 1_000.0;
        self.entries()
            .iter()
            .map(|entry| {
                format!(
                    "{:7.1} {:7.1}  {}",
                    at(entry.from),
                    at(entry.until),
                    entry.what
                )
            })
            .collect()
    }
}

/// Passes questions on to a resolver nearby and brings the answers a round trip later. It is at an address of its own.
pub(crate) async fn resolver(last: u8, near: SocketAddr, log: Log) -> SocketAddr {
    let here = Ipv4Addr::new(127, 0, 0, last);
    let socket = Arc::new(UdpSocket::bind((here, 0)).await.expect("a port"));
    let address = socket.local_addr().expect("an address");
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while let Ok((count, from)) = socket.recv_from(&mut buffer).await {
            let start = Instant::now();
            let question = buffer.get(..count).unwrap_or_default().to_vec();
            let (socket, log) = (Arc::clone(&socket), log.clone());
            tokio::spawn(async move {
                tokio::time::sleep(ROUND_TRIP).await;
                let way = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
                let mut answer = [0; 4096];
                if way.send_to(&question, near).await.is_ok()
                    && let Ok(Ok((count, _))) =
                        tokio::time::timeout(ROUND_TRIP, way.recv_from(&mut answer)).await
                {
                    let answer = answer.get(..count).unwrap_or_default();
                    drop(socket.send_to(answer, from).await);
                }
                log.note(start, format!("DNS {}", words(&question)));
            });
        }
    });
    address
}

/// Name and type of a question.
fn words(question: &[u8]) -> String {
    let message = Message::from_vec(question).ok();
    let query = message.as_ref().and_then(|message| message.queries.first());
    query.map_or_else(String::new, |query| {
        format!("{} {}", query.name(), query.query_type())
    })
}

/// Accepts on a free port of 127.0.0.`last`; every connection is served in a task of its own.
pub(crate) async fn listen<F>(
    last: u8,
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    listen_at(IpAddr::from([127, 0, 0, last]), 0, serve).await
}

/// The same at an address and a port.
pub(crate) async fn listen_at<F>(
    address: IpAddr,
    port: u16,
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind((address, port)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address
}

/// A web server, a round trip away.
#[derive(Clone)]
pub(crate) struct Web {
    /// For HTTPS.
    pub(crate) tls: Option<TlsAcceptor>,
    pub(crate) log: Log,
    /// False for a server that hangs up after every response.
    pub(crate) stays: bool,
    /// What is answered to the head of a request.
    pub(crate) answer: fn(&str) -> Vec<u8>,
}

impl Web {
    /// The way of the connection, of the handshake and of each request takes a round trip.
    pub(crate) async fn serve(self, stream: TcpStream) {
        let from = Instant::now();
        drop(stream.set_nodelay(true));
        tokio::time::sleep(ROUND_TRIP).await;
        match &self.tls {
            None => self.talk(stream, from).await,
            Some(tls) => {
                tokio::time::sleep(ROUND_TRIP).await;
                if let Ok(stream) = tls.accept(stream).await {
                    self.talk(stream, from).await;
                }
            }
        }
    }

    async fn talk(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin, opened: Instant) {
        let mut opened = Some(opened);
        loop {
            let Some(head) = head(&mut stream).await else {
                return;
            };
            let from = opened.take().unwrap_or_else(Instant::now);
            tokio::time::sleep(ROUND_TRIP).await;
            let sent = stream.write_all(&(self.answer)(&head)).await;
            self.log.note(from, format!("HTTP {}", asked(&head)));
            if sent.is_err() || !self.stays {
                drop(stream.shutdown().await);
                return;
            }
        }
    }
}

/// The head of a request with its body, which is short.
async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let (mut head, mut buffer) = (Vec::new(), [0; 4096]);
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(count @ 1..) => head.extend_from_slice(buffer.get(..count)?),
            _ => return None,
        }
    }
    Some(String::from_utf8_lossy(&head).into_owned())
}

/// Host and path of a request.
fn asked(head: &str) -> String {
    let path = head.split_whitespace().nth(1).unwrap_or_default();
    let host = head.lines().find_map(|line| line.strip_prefix("host: "));
    format!("{}{path}", host.unwrap_or_default())
}
