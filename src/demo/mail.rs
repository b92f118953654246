//! Small mail servers: they greet, go over to TLS when asked, and take in nothing.

use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::web::{PATIENCE, accept};

/// The longest command line (RFC 5321 §4.5.3.1.4).
const LINE: u64 = 512;
/// Commands that one connection gets.
const COMMANDS: usize = 20;

/// Serves a mail host until cancelled.
pub(super) async fn serve(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    name: &'static str,
) {
    accept(listener, move |stream| {
        let acceptor = acceptor.clone();
        async move {
            // A client that breaks off is no trouble of ours.
            let offers_tls = acceptor.is_some();
            if let Ok(Some(stream)) = talk_plainly(stream, name, offers_tls).await
                && let Some(acceptor) = acceptor
                && let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await
            {
                talk(stream, name, false).await.ok();
            }
        }
    })
    .await;
}

/// Greets, and gives the connection back when the client wants TLS.
async fn talk_plainly(
    mut stream: TcpStream,
    name: &str,
    offers_tls: bool,
) -> std::io::Result<Option<TcpStream>> {
    stream.set_nodelay(true)?;
    stream
        .write_all(format!("220 {name} ESMTP\r\n").as_bytes())
        .await?;
    let wants_tls = talk(&mut stream, name, offers_tls).await?;
    Ok(wants_tls.then_some(stream))
}

/// Answers commands; true when the client asked for TLS and may have it.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    name: &str,
    offers_tls: bool,
) -> std::io::Result<bool> {
    let mut stream = BufReader::new(stream);
    for _ in 0..COMMANDS {
        let mut line = String::new();
        let mut reading = (&mut stream).take(LINE);
        let read = timeout(PATIENCE, reading.read_line(&mut line)).await;
        if !matches!(read, Ok(Ok(1..))) {
            break;
        }
        let command = line.split_whitespace().next().unwrap_or_default();
        let answer = match command.to_ascii_uppercase().as_str() {
            "EHLO" if offers_tls => format!("250-{name}\r\n250-SIZE 1000\r\n250 STARTTLS\r\n"),
            "EHLO" | "HELO" => format!("250 {name}\r\n"),
            "STARTTLS" if offers_tls => {
                stream.write_all(b"220 ready\r\n").await?;
                return Ok(true);
            }
            "NOOP" | "RSET" => "250 ok\r\n".to_owned(),
            "QUIT" => {
                stream.write_all(b"221 goodbye\r\n").await?;
                break;
            }
            _ => "554 this is a demonstration\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await?;
    }
    Ok(false)
}
