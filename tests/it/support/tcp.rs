//! TCP servers that behave in one particular way.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A server that ends with the test.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    task: JoinHandle<()>,
    count: Arc<Count>,
}

#[derive(Debug, Default)]
struct Count {
    all: AtomicUsize,
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Server {
    /// Accepts on a free port and serves every connection in a task of its own.
    pub(crate) async fn start<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("free port");
        let address = listener.local_addr().expect("address");
        let count = Arc::new(Count::default());
        let counting = Arc::clone(&count);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let count = Arc::clone(&counting);
                count.all.fetch_add(1, Ordering::SeqCst);
                let now = count.now.fetch_add(1, Ordering::SeqCst) + 1;
                count.most.fetch_max(now, Ordering::SeqCst);
                let served = serve(stream);
                tokio::spawn(async move {
                    served.await;
                    count.now.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self {
            address,
            task,
            count,
        }
    }

    /// Connections so far.
    pub(crate) fn connections(&self) -> usize {
        self.count.all.load(Ordering::SeqCst)
    }

    /// Connections that were open at once.
    pub(crate) fn most_at_once(&self) -> usize {
        self.count.most.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Accepts and says nothing.
pub(crate) async fn silent() -> Server {
    Server::start(|stream| async move {
        tokio::time::sleep(Duration::from_mins(1)).await;
        drop(stream);
    })
    .await
}

/// Accepts, reads a little and hangs up.
pub(crate) async fn hanging_up() -> Server {
    Server::start(|mut stream| async move {
        let mut buffer = [0; 4096];
        drop(stream.read(&mut buffer).await);
    })
    .await
}

/// Answers everything with the same bytes, then hangs up.
pub(crate) async fn saying(bytes: &'static [u8]) -> Server {
    Server::start(move |mut stream| async move {
        let mut buffer = [0; 4096];
        drop(stream.read(&mut buffer).await);
        drop(stream.write_all(bytes).await);
        drop(stream.flush().await);
    })
    .await
}

/// A port that nobody listens on.
pub(crate) async fn closed_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("free port");
    listener.local_addr().expect("address")
}

/// Serves HTTP/1.1: `answer` gets the head of the request and gives the bytes of the response.
pub(crate) async fn http(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Server {
    let answer = Arc::new(answer);
    Server::start(move |stream| respond(stream, Arc::clone(&answer))).await
}

/// One request, one response.
pub(crate) async fn respond(
    mut stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    answer: Arc<impl Fn(&str) -> Vec<u8> + Send + Sync + 'static>,
) {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(count @ 1..) => head.extend_from_slice(&buffer[..count]),
            _ => return,
        }
    }
    let bytes = answer(&String::from_utf8_lossy(&head));
    drop(stream.write_all(&bytes).await);
    drop(stream.shutdown().await);
}

/// Serves HTTP/1.1: `answer` gets head and body of the request and gives the bytes of the response.
pub(crate) async fn service(
    answer: impl Fn(&str, &[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> Server {
    let answer = Arc::new(answer);
    Server::start(move |mut stream| {
        let answer = Arc::clone(&answer);
        async move {
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            let (head, body) = loop {
                let end = request.windows(4).position(|end| end == b"\r\n\r\n");
                if let Some(end) = end {
                    let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
                    let length = head
                        .lines()
                        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                        .unwrap_or(0);
                    if let Some(body) = request.get(end + 4..end + 4 + length) {
                        break (head, body.to_vec());
                    }
                }
                match stream.read(&mut buffer).await {
                    Ok(count @ 1..) => request.extend_from_slice(&buffer[..count]),
                    _ => return,
                }
            };
            drop(stream.write_all(&answer(&head, &body)).await);
            drop(stream.shutdown().await);
        }
    })
    .await
}

/// A response with a body of bytes.
pub(crate) fn response_of(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A response with a body.
pub(crate) fn response(status: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let (lines, length) = (lines.concat(), body.len());
    format!("HTTP/1.1 {status}\r\n{lines}content-length: {length}\r\n\r\n{body}").into_bytes()
}
