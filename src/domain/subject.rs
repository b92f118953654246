//! What is looked at: endpoints, their hosts and domains, and the vendor itself.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::service::Service;

/// The kind of a [`Subject`]; every check applies to exactly one kind.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// A registered domain, such as `example.nl`.
    Domain,
    /// A host and port that speaks TLS: the web, or another service.
    Endpoint,
    /// A host name or address.
    Host,
    /// The party assessed.
    Vendor,
}

/// Stable id of a subject: `endpoint:host:port`, `host:name`, `domain:name` or `vendor`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct SubjectId(pub String);

impl fmt::Display for SubjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a subject that nobody named is looked at.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A host that takes in the mail of a domain (MX).
    MailHost,
    /// A host that answers for a domain in the domain name system (NS).
    NameServer,
    /// A host that a page fetches something from.
    PageResource,
}

/// Something that observations and findings are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Subject {
    /// Stable id.
    pub id: SubjectId,
    /// Which checks apply.
    pub kind: SubjectKind,
    /// Host name, address or domain, in ASCII (IDNA) form.
    pub name: String,
    /// TCP port; endpoints only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// What the endpoint speaks; absent for the web and for other kinds of subjects. See [`Subject::service`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// The path that was asked for; endpoints of the web only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What the user calls it, if the dossier says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// True when the user named it, false when the plan derived it.
    pub declared: bool,
    /// Why it is looked at, when what was seen of another subject led to it. What it shows counts through the checks of
    /// that other subject, not by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

impl Subject {
    /// An HTTPS endpoint.
    #[must_use]
    pub fn endpoint(host: &str, port: u16, path: &str, label: Option<String>) -> Self {
        let shown = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        Self {
            id: SubjectId(format!("endpoint:{shown}:{port}")),
            kind: SubjectKind::Endpoint,
            name: host.to_owned(),
            port: Some(port),
            service: None,
            path: Some(path.to_owned()),
            label,
            declared: true,
            role: None,
        }
    }

    /// An endpoint of any service; the path is used for the web alone.
    #[must_use]
    pub fn serving(
        service: Service,
        host: &str,
        port: u16,
        path: &str,
        label: Option<String>,
    ) -> Self {
        let endpoint = Self::endpoint(host, port, path, label);
        if service == Service::Https {
            return endpoint;
        }
        Self {
            service: Some(service),
            path: None,
            ..endpoint
        }
    }

    /// A host, derived from an endpoint.
    #[must_use]
    pub fn host(name: &str) -> Self {
        Self::plain("host", SubjectKind::Host, name)
    }

    /// A registered domain, derived from a host.
    #[must_use]
    pub fn domain(name: &str) -> Self {
        Self::plain("domain", SubjectKind::Domain, name)
    }

    /// The vendor: the subject of every answer.
    #[must_use]
    pub fn vendor(name: &str) -> Self {
        Self {
            id: SubjectId("vendor".to_owned()),
            declared: true,
            ..Self::plain("vendor", SubjectKind::Vendor, name)
        }
    }

    /// The same subject, met on the way: not named by the user.
    #[must_use]
    pub fn met_as(self, role: Role) -> Self {
        Self {
            declared: false,
            role: Some(role),
            ..self
        }
    }

    fn plain(prefix: &str, kind: SubjectKind, name: &str) -> Self {
        Self {
            id: SubjectId(format!("{prefix}:{name}")),
            kind,
            name: name.to_owned(),
            port: None,
            service: None,
            path: None,
            label: None,
            declared: false,
            role: None,
        }
    }

    /// What the endpoint speaks. An endpoint of which nothing is stored speaks HTTPS, as all did in older assessments.
    #[must_use]
    pub fn service(&self) -> Service {
        self.service.unwrap_or(Service::Https)
    }

    /// True when the name is an IP address.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.name.parse::<std::net::IpAddr>().is_ok()
    }

    /// The text a person reads: `host` or `host:port` when the port is not 443.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.port {
            Some(port) if port != 443 && self.name.contains(':') => {
                format!("[{}]:{port}", self.name)
            }
            Some(port) if port != 443 => format!("{}:{port}", self.name),
            _ => self.name.clone(),
        }
    }
}
