//! From an unprotected conversation to the point where TLS begins.
//!
//! One file a protocol. Each says no more than it must: a greeting, what the server can do, the request to go over to
//! TLS. Nothing is logged in to and nothing is sent that a client would not send. The server is a stranger: it gets a
//! bounded time and a bounded number of bytes, and what it says is data.

mod ftp;
mod imap;
mod ldap;
mod pop3;
mod postgresql;
mod smtp;
mod talk;
mod xmpp;

use tokio::net::TcpStream;

use self::talk::Talk;
use super::budget::Budget;
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;

/// What the program calls itself where a protocol wants a host name: reserved (RFC 2606), so it can be nobody's.
const OWN_NAME: &str = "waarborg.invalid";

/// Talks a service into TLS, where its protocol starts without. Afterwards the server waits for a TLS hello and not one
/// byte of it was left unread. `host` is the name that the server is asked for.
///
/// # Errors
/// `NotOffered` when the server has no TLS to go over to, `Declined` when it would not talk or would not go over now,
/// `ProtocolError` for anything that is not the protocol, `TooLarge`, `Closed` or `TimedOut`.
pub(in crate::probe) async fn negotiate(
    stream: &mut TcpStream,
    service: Service,
    host: &str,
    budget: &mut Budget,
) -> Result<(), Failure> {
    if !service.asks_for_tls() {
        return Ok(());
    }
    let mut talk = Talk::new(stream, budget);
    let agreed = match service {
        Service::Ftp => ftp::ask(&mut talk).await,
        Service::Imap => imap::ask(&mut talk).await,
        Service::Ldap => ldap::ask(&mut talk).await,
        Service::Pop3 => pop3::ask(&mut talk).await,
        Service::Postgresql => postgresql::ask(&mut talk).await,
        Service::Smtp => smtp::ask(&mut talk).await,
        Service::Xmpp => return xmpp::ask(talk, host, "jabber:client").await,
        Service::XmppServer => return xmpp::ask(talk, host, "jabber:server").await,
        Service::Ftps
        | Service::Https
        | Service::Imaps
        | Service::Ldaps
        | Service::Pop3s
        | Service::Smtps
        | Service::Tls => return Ok(()),
    };
    match agreed {
        Ok(()) => talk.hand_over(),
        Err(failure) => {
            // A server that said no is left as its protocol wants it, so that its log shows no broken connection.
            if matches!(
                failure.reason,
                FailureReason::Declined | FailureReason::NotOffered
            ) {
                talk.part(match service {
                    Service::Imap => b"a9 LOGOUT\r\n",
                    Service::Ftp | Service::Pop3 | Service::Smtp => b"QUIT\r\n",
                    _ => b"",
                });
            }
            Err(failure)
        }
    }
}
