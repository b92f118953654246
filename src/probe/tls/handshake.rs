//! Full handshakes with a current TLS library: TLS 1.2 and 1.3.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{
    CertificateError, ClientConnection, Error, InvalidMessage, NamedGroup, ProtocolVersion, version,
};

use super::alert;
use super::recorder::{Recorder, client};
use crate::domain::fact::{Negotiated, TlsVersion};
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::{closed, from_io};

/// Why a handshake did not complete.
enum Fault {
    Io(io::Error),
    Tls(Error),
}

/// What a handshake of the library came to.
#[derive(Debug, Default)]
pub(super) struct Shake {
    /// What was agreed, when the handshake completed.
    pub(super) negotiated: Option<Negotiated>,
    /// The chain as served, leaf first; empty when none came or the server could not prove that it is its own.
    pub(super) chain: Vec<Vec<u8>>,
    /// Why it did not complete.
    pub(super) failure: Option<Failure>,
    /// The server showed a certificate and signed with another key.
    pub(super) unproven: bool,
}

impl Shake {
    pub(super) fn failed(failure: Failure) -> Self {
        Self {
            failure: Some(failure),
            ..Self::default()
        }
    }
}

/// Shakes hands in the newest current version that the server has, and keeps everything that it says until that is done.
pub(super) async fn shake(
    stream: &mut TcpStream,
    provider: &Arc<CryptoProvider>,
    server: ServerName<'static>,
    alpn: &[&str],
    budget: &mut Budget,
) -> Shake {
    let recorder = Arc::new(Recorder::new(Arc::clone(provider)));
    let versions = [&version::TLS13, &version::TLS12];
    let connection = client(provider, &versions, alpn, Arc::clone(&recorder))
        .and_then(|config| ClientConnection::new(config, server));
    let mut connection = match connection {
        Ok(connection) => connection,
        Err(error) => return Shake::failed(local(&error)),
    };
    let done = budget
        .spend("TLS handshake", drive(&mut connection, stream))
        .await;
    let mut unproven = false;
    let failure = match done {
        Ok(Ok(())) => None,
        Ok(Err(Fault::Io(error))) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Some(closed("the handshake was done"))
        }
        Ok(Err(Fault::Io(error))) => Some(from_io(&error)),
        Ok(Err(Fault::Tls(error))) => {
            unproven = error == Error::InvalidCertificate(CertificateError::BadSignature);
            Some(typed(&error))
        }
        Err(late) => Some(late),
    };
    Shake {
        negotiated: match failure {
            None => negotiated(&connection),
            Some(_) => None,
        },
        chain: recorder.chain(),
        failure,
        unproven,
    }
}

async fn drive(connection: &mut ClientConnection, stream: &mut TcpStream) -> Result<(), Fault> {
    let mut buffer = vec![0; 16 * 1024];
    while connection.is_handshaking() {
        flush(connection, stream).await?;
        if !connection.is_handshaking() {
            break;
        }
        let count = stream.read(&mut buffer).await.map_err(Fault::Io)?;
        let mut rest = buffer.get(..count).unwrap_or_default();
        if rest.is_empty() {
            return Err(Fault::Io(io::ErrorKind::UnexpectedEof.into()));
        }
        while !rest.is_empty() {
            connection.read_tls(&mut rest).map_err(Fault::Io)?;
            if let Err(error) = connection.process_new_packets() {
                // Tell the server why; whether it still listens does not matter.
                drop(flush(connection, stream).await);
                return Err(Fault::Tls(error));
            }
        }
    }
    connection.send_close_notify();
    drop(flush(connection, stream).await);
    Ok(())
}

async fn flush(connection: &mut ClientConnection, stream: &mut TcpStream) -> Result<(), Fault> {
    while connection.wants_write() {
        let mut out = Vec::new();
        connection.write_tls(&mut out).map_err(Fault::Io)?;
        stream.write_all(&out).await.map_err(Fault::Io)?;
    }
    Ok(())
}

fn negotiated(connection: &ClientConnection) -> Option<Negotiated> {
    let version = match connection.protocol_version()? {
        ProtocolVersion::TLSv1_3 => TlsVersion::Tls13,
        _ => TlsVersion::Tls12,
    };
    let suite = connection
        .negotiated_cipher_suite()
        .and_then(|suite| suite.suite().as_str().map(str::to_owned))
        .unwrap_or_default();
    Some(Negotiated {
        version,
        // The library writes TLS13_… where IANA writes TLS_….
        cipher_suite: suite
            .strip_prefix("TLS13_")
            .map_or(suite.clone(), |rest| format!("TLS_{rest}")),
        group: connection
            .negotiated_key_exchange_group()
            .map(|group| group_name(group.name())),
        alpn: connection
            .alpn_protocol()
            .map(|protocol| String::from_utf8_lossy(protocol).into_owned()),
    })
}

fn group_name(group: NamedGroup) -> String {
    match group {
        NamedGroup::X25519 => "x25519".to_owned(),
        NamedGroup::secp256r1MLKEM768 => "SecP256r1MLKEM768".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The typed reason of a library error about what the peer sent.
pub(in crate::probe) fn typed(error: &Error) -> Failure {
    let reason = match error {
        Error::AlertReceived(alert) => return alert::failure(u8::from(*alert)),
        Error::PeerIncompatible(_) => FailureReason::TlsRejected,
        Error::InvalidMessage(
            InvalidMessage::CertificatePayloadTooLarge
            | InvalidMessage::HandshakePayloadTooLarge
            | InvalidMessage::MessageTooLarge,
        )
        | Error::PeerSentOversizedRecord => FailureReason::TooLarge,
        _ => FailureReason::ProtocolError,
    };
    Failure::new(reason, &error.to_string())
}

fn local(error: &Error) -> Failure {
    Failure::new(FailureReason::LocalFault, &error.to_string())
}
