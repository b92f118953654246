//! Full handshakes with a current TLS library: TLS 1.2 and 1.3.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{
    ClientConnection, Error, InvalidMessage, NamedGroup, PeerIncompatible, ProtocolVersion, version,
};

use super::recorder::{Recorder, client};
use super::{Trial, alert};
use crate::domain::fact::{Negotiated, TlsVersion, VersionState};
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::{closed, from_io};

/// Why a handshake did not complete.
enum Fault {
    Io(io::Error),
    Tls(Error),
}

/// Asks for one version and keeps everything that the server says until the handshake is done.
pub(super) async fn shake(
    stream: &mut TcpStream,
    provider: &Arc<CryptoProvider>,
    wanted: TlsVersion,
    server: ServerName<'static>,
    budget: &mut Budget,
) -> Trial {
    let recorder = Arc::new(Recorder::new(Arc::clone(provider)));
    let versions = match wanted {
        TlsVersion::Tls13 => [&version::TLS13],
        _ => [&version::TLS12],
    };
    let connection = client(provider, &versions, Arc::clone(&recorder))
        .and_then(|config| ClientConnection::new(config, server));
    let mut connection = match connection {
        Ok(connection) => connection,
        Err(error) => return Trial::inconclusive(local(&error)),
    };
    let done = budget
        .spend("TLS handshake", drive(&mut connection, stream))
        .await;
    let chosen = connection.protocol_version() == Some(number(wanted));
    let chain = recorder.chain();
    match done {
        Ok(Ok(())) => Trial {
            state: VersionState::Offered,
            negotiated: Some(negotiated(wanted, &connection)),
            chain,
            failure: None,
            doubt: false,
        },
        Ok(Err(fault)) => failed(&fault, chosen, chain),
        Err(late) => Trial {
            state: if chosen {
                VersionState::Offered
            } else {
                VersionState::Inconclusive(late.clone())
            },
            chain,
            ..Trial::inconclusive(late)
        },
    }
}

/// A server that chose the version and then stumbled still speaks it.
fn failed(fault: &Fault, chosen: bool, chain: Vec<Vec<u8>>) -> Trial {
    let (failure, declined, doubt) = match fault {
        Fault::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            (closed("the handshake was done"), false, false)
        }
        Fault::Io(error) => (from_io(error), false, false),
        Fault::Tls(Error::AlertReceived(alert)) => {
            let code = u8::from(*alert);
            (
                alert::failure(code),
                alert::declines(code),
                alert::leaves_doubt(code),
            )
        }
        Fault::Tls(error) => (typed(error), other_version(error), false),
    };
    let state = match (chosen, declined) {
        (true, _) => VersionState::Offered,
        (false, true) => VersionState::Refused,
        (false, false) => VersionState::Inconclusive(failure.clone()),
    };
    Trial {
        state,
        negotiated: None,
        chain,
        failure: Some(failure),
        doubt: doubt && !chosen,
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

fn negotiated(version: TlsVersion, connection: &ClientConnection) -> Negotiated {
    let suite = connection
        .negotiated_cipher_suite()
        .and_then(|suite| suite.suite().as_str().map(str::to_owned))
        .unwrap_or_default();
    Negotiated {
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
    }
}

fn group_name(group: NamedGroup) -> String {
    match group {
        NamedGroup::X25519 => "x25519".to_owned(),
        NamedGroup::secp256r1MLKEM768 => "SecP256r1MLKEM768".to_owned(),
        other => format!("{other:?}"),
    }
}

const fn number(version: TlsVersion) -> ProtocolVersion {
    match version {
        TlsVersion::Ssl2 => ProtocolVersion::SSLv2,
        TlsVersion::Ssl3 => ProtocolVersion::SSLv3,
        TlsVersion::Tls10 => ProtocolVersion::TLSv1_0,
        TlsVersion::Tls11 => ProtocolVersion::TLSv1_1,
        TlsVersion::Tls12 => ProtocolVersion::TLSv1_2,
        TlsVersion::Tls13 => ProtocolVersion::TLSv1_3,
    }
}

/// True when the server answered with a version that was not asked for.
const fn other_version(error: &Error) -> bool {
    matches!(
        error,
        Error::PeerIncompatible(
            PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
                | PeerIncompatible::ServerDoesNotSupportTls12Or13
        )
    )
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
