//! One mail to one address.

#![expect(
    clippy::disallowed_methods,
    reason = "telling people is one of the things that dial"
)]

use std::net::SocketAddr;
use std::sync::Arc;

use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail as From, Quit, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Severity;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::attempt::Failed;
use super::talk::Talk;
use super::{Patience, reach, starttls};
use crate::domain::notice::SetbackReason;
use crate::dossier::{Mail, Security};

/// Where in the conversation something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Greeting,
    Login,
    Envelope,
    /// Everything was handed over: only an answer tells what became of it.
    Handed,
}

/// Hands a message to the server for one address.
pub(super) async fn post(mail: &Mail, message: &[u8], patience: &Patience) -> Result<(), Failed> {
    let address = |text: &str| {
        text.parse::<Mailbox>()
            .map(|mailbox| mailbox.email)
            .map_err(|error| Failed::later(SetbackReason::Rejected, &error.to_string()))
    };
    let (from, to) = (address(&mail.from)?, address(&mail.to)?);
    let hello = ClientId::default();
    let stream = connect(mail, &hello, patience).await?;
    let opening = AsyncSmtpConnection::connect_with_transport(stream, &hello);
    let mut line = within(patience.step, Stage::Greeting, opening).await?;
    if let Some((name, password)) = &mail.login {
        let login = Credentials::new(name.clone(), password.reveal().to_owned());
        let auth = line.auth(&[Mechanism::Plain, Mechanism::Login], &login);
        within(patience.step, Stage::Login, auth).await?;
    }
    let from = line.command(From::new(Some(from), Vec::new()));
    within(patience.step, Stage::Envelope, from).await?;
    let to = line.command(Rcpt::new(to, Vec::new()));
    within(patience.step, Stage::Envelope, to).await?;
    within(patience.step, Stage::Envelope, line.command(Data)).await?;
    within(patience.last, Stage::Handed, line.message(message)).await?;
    // It has arrived; how the server takes leave changes nothing.
    drop(timeout(patience.connect, line.command(Quit)).await);
    Ok(())
}

/// A connection on which the server speaks next, under TLS unless it is this machine's own.
async fn connect(
    mail: &Mail,
    hello: &ClientId,
    patience: &Patience,
) -> Result<Box<dyn AsyncTokioStream>, Failed> {
    let addresses = reach::find(&mail.server, mail.port, mail.allow_private, patience).await?;
    let (mut stream, address) = dial(&addresses, patience).await?;
    if mail.security == Security::None {
        if !address.ip().is_loopback() {
            let detail = format!("security = \"none\", {}", address.ip());
            return Err(Failed::later(SetbackReason::Blocked, &detail));
        }
        return Ok(Box::new(Talk::new(stream, address, b"")));
    }
    // After STARTTLS the server does not greet again, and the library waits for it to.
    let mut before: &[u8] = b"";
    if mail.security == Security::Starttls {
        timeout(
            patience.step,
            starttls::ask(&mut stream, &hello.to_string()),
        )
        .await
        .map_err(|_| Failed::soon(SetbackReason::TimedOut, ""))??;
        before = b"220 TLS\r\n";
    }
    let name = ServerName::try_from(mail.server.clone())
        .map_err(|error| Failed::later(SetbackReason::Certificate, &error.to_string()))?;
    let connector = TlsConnector::from(Arc::new(reach::trust(&mail.anchors)?));
    let stream = timeout(patience.step, connector.connect(name, stream))
        .await
        .map_err(|_| Failed::soon(SetbackReason::TimedOut, "TLS"))?
        .map_err(|error| match reach::distrust(&error) {
            Some(words) => Failed::later(SetbackReason::Certificate, &words),
            None => Failed::soon(SetbackReason::Closed, &error.to_string()),
        })?;
    Ok(Box::new(Talk::new(stream, address, before)))
}

async fn dial(
    addresses: &[SocketAddr],
    patience: &Patience,
) -> Result<(TcpStream, SocketAddr), Failed> {
    let mut failed = Failed::soon(SetbackReason::Refused, "");
    for address in addresses {
        match timeout(patience.connect, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok((stream, *address)),
            Ok(Err(error)) => failed = Failed::soon(SetbackReason::Refused, &error.to_string()),
            Err(_) => failed = Failed::soon(SetbackReason::TimedOut, ""),
        }
    }
    Err(failed)
}

/// A step of the conversation within its time.
async fn within<T>(
    time: std::time::Duration,
    stage: Stage,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failed> {
    match timeout(time, step).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(judge(&error, stage)),
        Err(_) if stage == Stage::Handed => Err(Failed::doubt(SetbackReason::TimedOut, "")),
        Err(_) => Err(Failed::soon(SetbackReason::TimedOut, "")),
    }
}

fn judge(error: &Error, stage: Stage) -> Failed {
    let words = error.to_string();
    match error.status().map(|code| code.severity) {
        Some(Severity::TransientNegativeCompletion) => Failed::soon(SetbackReason::Busy, &words),
        Some(_) if stage == Stage::Login => Failed::later(SetbackReason::Login, &words),
        Some(_) => Failed::later(SetbackReason::Rejected, &words),
        None if stage == Stage::Handed => Failed::doubt(SetbackReason::Closed, &words),
        None if error.is_client() => Failed::later(SetbackReason::NotOffered, &words),
        None if error.is_response() && !words.contains("incomplete") => {
            Failed::later(SetbackReason::Protocol, &words)
        }
        None => Failed::soon(SetbackReason::Closed, &words),
    }
}
