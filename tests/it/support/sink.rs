//! A mail server that takes mails, or fails in one particular way.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};

use super::certs::Credentials;
use super::tcp::Server;
use super::tls::{CURRENT, acceptor};

/// How TLS begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shield {
    None,
    Starttls,
    /// As `Starttls`, with an answer in the clear behind the one to STARTTLS.
    Injected,
    Tls,
}

/// What becomes of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Taken,
    /// The connection ends after the last byte of the mail, before the answer.
    Dropped,
    /// No answer comes.
    Hung,
    /// Not now.
    Busy,
    /// A login that repeats what it was given.
    NoLogin,
}

/// A mail as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) to: String,
    pub(crate) text: String,
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Sink {
    pub(crate) server: Server,
    mails: Arc<Mutex<Vec<Received>>>,
}

impl Sink {
    pub(crate) async fn start(shield: Shield, fate: Fate, credentials: &Credentials) -> Self {
        let mails = Arc::new(Mutex::new(Vec::new()));
        let (kept, acceptor) = (Arc::clone(&mails), acceptor(credentials, CURRENT));
        let server = Server::start(move |stream| {
            let (mails, acceptor) = (Arc::clone(&kept), acceptor.clone());
            async move {
                let desk = Desk { fate, mails };
                if shield == Shield::Tls {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        desk.talk(stream, Shield::None, true).await;
                    }
                } else if let Some(stream) = desk.talk(stream, shield, true).await
                    && let Ok(stream) = acceptor.accept(stream).await
                {
                    desk.talk(stream, Shield::None, false).await;
                }
            }
        })
        .await;
        Self { server, mails }
    }

    /// What came, in order; also what was never answered.
    pub(crate) fn mails(&self) -> Vec<Received> {
        self.mails.lock().expect("no panic").clone()
    }
}

struct Desk {
    fate: Fate,
    mails: Arc<Mutex<Vec<Received>>>,
}

impl Desk {
    /// One conversation; gives the connection back when TLS begins.
    async fn talk<S>(&self, stream: S, shield: Shield, greet: bool) -> Option<S>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut line = BufReader::new(stream);
        if greet {
            line.write_all(b"220 sink\r\n").await.ok()?;
        }
        let (mut to, mut words) = (String::new(), String::new());
        loop {
            words.clear();
            if line.read_line(&mut words).await.ok()? == 0 {
                return None;
            }
            let verb: String = words.chars().take(4).collect();
            let answer = match verb.to_ascii_uppercase().as_str() {
                "EHLO" if shield == Shield::None => {
                    "250-sink\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n".to_owned()
                }
                "EHLO" => "250-sink\r\n250 STARTTLS\r\n".to_owned(),
                "STAR" => {
                    let answer: &[u8] = match shield {
                        Shield::Injected => b"220 go\r\n250 injected\r\n",
                        _ => b"220 go\r\n",
                    };
                    line.write_all(answer).await.ok()?;
                    return Some(line.into_inner());
                }
                "AUTH" if self.fate == Fate::NoLogin => format!("535 no: {}\r\n", words.trim()),
                "AUTH" => "235 welcome\r\n".to_owned(),
                "RCPT" => {
                    to = words
                        .split(['<', '>'])
                        .nth(1)
                        .unwrap_or_default()
                        .to_owned();
                    if to.starts_with("unknown@") {
                        "550 no such mailbox\r\n".to_owned()
                    } else {
                        "250 ok\r\n".to_owned()
                    }
                }
                "DATA" => {
                    line.write_all(b"354 go on\r\n").await.ok()?;
                    self.take(&mut line, &to).await?
                }
                "QUIT" => {
                    line.write_all(b"221 bye\r\n").await.ok()?;
                    return None;
                }
                _ => "250 ok\r\n".to_owned(),
            };
            line.write_all(answer.as_bytes()).await.ok()?;
        }
    }

    async fn take<S>(&self, line: &mut BufReader<S>, to: &str) -> Option<String>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut text = String::new();
        while !text.ends_with("\r\n.\r\n") {
            if line.read_line(&mut text).await.ok()? == 0 {
                return None;
            }
        }
        if self.fate == Fate::Busy {
            return Some("452 full\r\n".to_owned());
        }
        self.mails.lock().expect("no panic").push(Received {
            to: to.to_owned(),
            text,
        });
        match self.fate {
            Fate::Dropped => None,
            Fate::Hung => {
                tokio::time::sleep(Duration::from_mins(1)).await;
                None
            }
            _ => Some("250 taken\r\n".to_owned()),
        }
    }
}
