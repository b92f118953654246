//! What an endpoint speaks, and how TLS begins there.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The protocol of an endpoint. Its ports are those of the IANA registry of service names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// File transfer with `AUTH TLS` (RFC 4217).
    Ftp,
    /// File transfer over TLS.
    Ftps,
    /// The web.
    Https,
    /// Reading mail with `STARTTLS` (RFC 9051 §6.2.1).
    Imap,
    /// Reading mail over TLS (RFC 8314).
    Imaps,
    /// A directory with the `StartTLS` operation (RFC 4511 §4.14).
    Ldap,
    /// A directory over TLS.
    Ldaps,
    /// Fetching mail with `STLS` (RFC 2595 §4).
    Pop3,
    /// Fetching mail over TLS (RFC 8314).
    Pop3s,
    /// A `PostgreSQL` database that is asked for TLS with `SSLRequest`.
    Postgresql,
    /// Mail delivery or submission with `STARTTLS` (RFC 3207).
    Smtp,
    /// Mail submission over TLS (RFC 8314).
    Smtps,
    /// TLS from the first byte, and nothing said inside it.
    Tls,
    /// Messaging, from a client, with `<starttls/>` (RFC 6120 §5).
    Xmpp,
    /// Messaging, between servers, with `<starttls/>` (RFC 6120 §5).
    XmppServer,
}

impl Service {
    /// Every service, in alphabetical order.
    pub const ALL: [Self; 15] = [
        Self::Ftp,
        Self::Ftps,
        Self::Https,
        Self::Imap,
        Self::Imaps,
        Self::Ldap,
        Self::Ldaps,
        Self::Pop3,
        Self::Pop3s,
        Self::Postgresql,
        Self::Smtp,
        Self::Smtps,
        Self::Tls,
        Self::Xmpp,
        Self::XmppServer,
    ];

    /// The service that an address with this scheme means; `postgres` is another word for `postgresql`.
    #[must_use]
    pub fn of_scheme(scheme: &str) -> Option<Self> {
        if scheme == "postgres" {
            return Some(Self::Postgresql);
        }
        Self::ALL
            .into_iter()
            .find(|service| service.scheme() == scheme)
    }

    /// The scheme of its addresses, also its name in stored assessments.
    #[must_use]
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Ftp => "ftp",
            Self::Ftps => "ftps",
            Self::Https => "https",
            Self::Imap => "imap",
            Self::Imaps => "imaps",
            Self::Ldap => "ldap",
            Self::Ldaps => "ldaps",
            Self::Pop3 => "pop3",
            Self::Pop3s => "pop3s",
            Self::Postgresql => "postgresql",
            Self::Smtp => "smtp",
            Self::Smtps => "smtps",
            Self::Tls => "tls",
            Self::Xmpp => "xmpp",
            Self::XmppServer => "xmpp-server",
        }
    }

    /// The TCP port that is meant when none is named; `tls` has none.
    #[must_use]
    pub const fn port(self) -> Option<u16> {
        Some(match self {
            Self::Ftp => 21,
            Self::Ftps => 990,
            Self::Https => 443,
            Self::Imap => 143,
            Self::Imaps => 993,
            Self::Ldap => 389,
            Self::Ldaps => 636,
            Self::Pop3 => 110,
            Self::Pop3s => 995,
            Self::Postgresql => 5432,
            Self::Smtp => 25,
            Self::Smtps => 465,
            Self::Xmpp => 5222,
            Self::XmppServer => 5269,
            Self::Tls => return None,
        })
    }

    /// True when the conversation begins unprotected and TLS has to be asked for.
    #[must_use]
    pub const fn asks_for_tls(self) -> bool {
        matches!(
            self,
            Self::Ftp
                | Self::Imap
                | Self::Ldap
                | Self::Pop3
                | Self::Postgresql
                | Self::Smtp
                | Self::Xmpp
                | Self::XmppServer
        )
    }

    /// True for mail, whose servers get one connection at a time.
    #[must_use]
    pub const fn is_mail(self) -> bool {
        matches!(
            self,
            Self::Imap | Self::Imaps | Self::Pop3 | Self::Pop3s | Self::Smtp | Self::Smtps
        )
    }

    /// The name that people read, the same in every language; in brackets how TLS is asked for.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ftp => "FTP (AUTH TLS)",
            Self::Ftps => "FTPS",
            Self::Https => "HTTPS",
            Self::Imap => "IMAP (STARTTLS)",
            Self::Imaps => "IMAPS",
            Self::Ldap => "LDAP (StartTLS)",
            Self::Ldaps => "LDAPS",
            Self::Pop3 => "POP3 (STLS)",
            Self::Pop3s => "POP3S",
            Self::Postgresql => "PostgreSQL",
            Self::Smtp => "SMTP (STARTTLS)",
            Self::Smtps => "SMTPS",
            Self::Tls => "TLS",
            Self::Xmpp => "XMPP (STARTTLS)",
            Self::XmppServer => "XMPP server (STARTTLS)",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_the_stored_names_and_lead_back() {
        for service in Service::ALL {
            assert_eq!(
                serde_json::to_value(service).ok(),
                Some(service.scheme().into())
            );
            assert_eq!(Service::of_scheme(service.scheme()), Some(service));
        }
        assert_eq!(Service::of_scheme("postgres"), Some(Service::Postgresql));
        assert_eq!(Service::of_scheme("http"), None);
    }
}
