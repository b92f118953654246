//! Who plays which part: the endpoints of Cloud & Co., each with what it does well or badly.

use super::authority::{Key, Leaf};

/// A small page.
macro_rules! page {
    ($title:literal, $text:literal) => {
        concat!(
            "<!doctype html>\n<html lang=\"nl\">\n<meta charset=\"utf-8\">\n<title>",
            $title,
            "</title>\n<h1>",
            $title,
            "</h1>\n<p>",
            $text,
            "</p>\n<p>Fictieve pagina van de demonstratie van waarborg.</p>\n</html>\n"
        )
    };
}

/// One host of the provider.
pub(super) struct Endpoint {
    pub(super) host: &'static str,
    pub(super) certificate: Leaf,
    pub(super) versions: Versions,
    /// Headers of every answer over HTTPS.
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) media_type: &'static str,
    pub(super) body: &'static str,
    pub(super) plain: Plain,
    pub(super) announces: Announces,
}

/// TLS versions on offer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Versions {
    Only12,
    Only13,
    Both,
}

/// What answers on port 80.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    /// Nothing: the connection is refused.
    Closed,
    /// The same page, unprotected.
    Page,
    /// A redirect to HTTPS.
    Redirect,
}

/// What the name of a host announces of its key (TLSA).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Announces {
    /// Nothing.
    Nothing,
    /// The key that it has.
    Key,
    /// A key that it had before.
    EarlierKey,
}

/// One mail host of the provider's filter service.
pub(super) struct MailHost {
    pub(super) host: &'static str,
    pub(super) certificate: Leaf,
    pub(super) versions: Versions,
    pub(super) announces: Announces,
}

/// The mail hosts of the zone; both go over to TLS when asked.
pub(super) static MAIL_HOSTS: [MailHost; 2] = [
    // Everything in order.
    MailHost {
        host: "mx1.mailshield-us.example",
        certificate: Leaf {
            names: &["mx1.mailshield-us.example"],
            key: Key::P256,
            days_left: 60,
        },
        versions: Versions::Both,
        announces: Announces::Key,
    },
    // Shows the name of its neighbour.
    MailHost {
        host: "mx2.mailshield-us.example",
        certificate: Leaf {
            names: &["mx1.mailshield-us.example"],
            key: Key::P256,
            days_left: 60,
        },
        versions: Versions::Only12,
        announces: Announces::EarlierKey,
    },
];

const HTML: &str = "text/html; charset=utf-8";
const TWO_YEARS: (&str, &str) = (
    "strict-transport-security",
    "max-age=63072000; includeSubDomains",
);
const ONE_DAY: (&str, &str) = ("strict-transport-security", "max-age=86400");
const NO_SNIFFING: (&str, &str) = ("x-content-type-options", "nosniff");

/// The endpoints, the good ones first.
pub(super) static ENDPOINTS: [Endpoint; 6] = [
    // Everything in order.
    Endpoint {
        host: "portal.cloud-en-co.example",
        certificate: Leaf {
            names: &["portal.cloud-en-co.example"],
            key: Key::P256,
            days_left: 31,
        },
        versions: Versions::Both,
        headers: &[
            TWO_YEARS,
            NO_SNIFFING,
            (
                "content-security-policy",
                "default-src 'self'; frame-ancestors 'none'",
            ),
            ("referrer-policy", "no-referrer"),
        ],
        media_type: HTML,
        body: page!(
            "Klantenportaal",
            "Inloggen voor klanten van Cloud &amp; Co."
        ),
        plain: Plain::Redirect,
        announces: Announces::Key,
    },
    // Everything in order, for machines: the newest version only, nothing on port 80.
    Endpoint {
        host: "api.cloud-en-co.example",
        certificate: Leaf {
            names: &["api.cloud-en-co.example"],
            key: Key::Rsa3072,
            days_left: 40,
        },
        versions: Versions::Only13,
        headers: &[TWO_YEARS, NO_SNIFFING],
        media_type: "application/json",
        body: "{\"service\":\"Cloud & Co. API\",\"status\":\"ok\"}\n",
        plain: Plain::Closed,
        announces: Announces::Nothing,
    },
    // Refutes "certificates are renewed in time".
    Endpoint {
        host: "backup.cloud-en-co.example",
        certificate: Leaf {
            names: &["backup.cloud-en-co.example"],
            key: Key::P256,
            days_left: -12,
        },
        versions: Versions::Both,
        headers: &[TWO_YEARS, NO_SNIFFING],
        media_type: HTML,
        body: page!("Back-upbeheer", "Back-ups bekijken en terugzetten."),
        plain: Plain::Redirect,
        announces: Announces::Nothing,
    },
    // Refutes "all endpoints in the EEA": see the zone. HSTS is there, but far too short.
    Endpoint {
        host: "support.cloud-en-co.example",
        certificate: Leaf {
            names: &["support.cloud-en-co.example"],
            key: Key::P256,
            days_left: 28,
        },
        versions: Versions::Both,
        headers: &[ONE_DAY, NO_SNIFFING],
        media_type: HTML,
        body: page!("Helpdesk", "Dag en nacht bereikbaar."),
        plain: Plain::Redirect,
        announces: Announces::Nothing,
    },
    // Behind an edge that answers from many places, with the edge operator's certificate instead of its own.
    Endpoint {
        host: "www.cloud-en-co.example",
        certificate: Leaf {
            names: &["edge-net.example", "*.edge-net.example"],
            key: Key::P256,
            days_left: 35,
        },
        versions: Versions::Both,
        headers: &[TWO_YEARS, NO_SNIFFING],
        media_type: HTML,
        body: page!("Cloud &amp; Co.", "Uw gegevens, onze zorg."),
        plain: Plain::Redirect,
        announces: Announces::Nothing,
    },
    // Left behind: no redirect, no HSTS, and a certificate that is about to end.
    Endpoint {
        host: "legacy.cloud-en-co.example",
        certificate: Leaf {
            names: &["legacy.cloud-en-co.example"],
            key: Key::Rsa2048,
            days_left: 9,
        },
        versions: Versions::Only12,
        headers: &[("server", "Apache/2.4.41 (Ubuntu)")],
        media_type: HTML,
        body: page!("Oude klantomgeving", "Deze omgeving wordt uitgefaseerd."),
        plain: Plain::Page,
        announces: Announces::EarlierKey,
    },
];
