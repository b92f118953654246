//! Servers that hold a conversation by a script, and then perhaps speak TLS.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::tcp::Server;

/// One step of a conversation.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Listens until the words were heard; anything else that is said with them is heard too.
    Hear(&'static str),
    /// Says this.
    Say(Vec<u8>),
    /// Says this one byte at a time.
    Drip(Vec<u8>),
    /// Says this over and over.
    Repeat(&'static [u8]),
    /// Says nothing any more.
    Hush,
    /// Says nothing for so long.
    Pause(Duration),
    /// Speaks TLS.
    Tls,
}

/// Says these words.
pub(crate) fn say(words: impl AsRef<[u8]>) -> Step {
    Step::Say(words.as_ref().to_vec())
}

/// A server that follows a script with everyone, then hangs up.
pub(crate) async fn scripted(steps: Vec<Step>, tls: &TlsAcceptor) -> Server {
    let (steps, tls) = (Arc::new(steps), tls.clone());
    Server::start(move |stream| {
        let (steps, tls) = (Arc::clone(&steps), tls.clone());
        async move {
            let _ended = follow(stream, &steps, &tls).await;
        }
    })
    .await
}

async fn follow(mut stream: TcpStream, steps: &[Step], tls: &TlsAcceptor) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    for step in steps {
        match step {
            Step::Hear(words) => hear(&mut stream, words.as_bytes()).await?,
            Step::Say(words) => stream.write_all(words).await?,
            Step::Drip(words) => {
                for byte in words {
                    stream.write_all(&[*byte]).await?;
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
            Step::Repeat(words) => loop {
                stream.write_all(words).await?;
            },
            Step::Hush => tokio::time::sleep(Duration::from_mins(1)).await,
            Step::Pause(time) => tokio::time::sleep(*time).await,
            Step::Tls => {
                let mut stream = tls.accept(stream).await?;
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).await?;
                return Ok(());
            }
        }
    }
    // What is left unread would turn the end into a reset, which can overtake the last words.
    stream.shutdown().await?;
    let mut rest = Vec::new();
    stream.take(4096).read_to_end(&mut rest).await?;
    Ok(())
}

async fn hear(stream: &mut TcpStream, words: &[u8]) -> std::io::Result<()> {
    let mut heard = Vec::new();
    while !heard.ends_with(words) {
        heard.push(stream.read_u8().await?);
        if heard.len() > 1_000 {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
    }
    Ok(())
}
