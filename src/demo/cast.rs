//! Who plays which part: the endpoints of Cloud & Co., each with what it does well or badly.

use super::authority::{Key, Leaf};

/// A small page.
macro_rules! page {
    ($title:literal, $text:literal) => {
        page!($title, $text, "")
    };
    ($title:literal, $text:literal, $head:literal) => {
        concat!(
            "<!doctype html>\n<html lang=\"nl\">\n<meta charset=\"utf-8\">\n<title>",
            $title,
            "</title>\n",
            $head,
            "<h1>",
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
    pub(super) contact: Contact,
    /// Lets every site read along that asks.
    pub(super) reflects: bool,
}

/// What stands at `/.well-known/security.txt`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Contact {
    /// Nothing.
    Missing,
    /// A redirect to the file of the portal.
    AtPortal,
    /// A file that expires so many days from now.
    Days(i64),
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
            days_left: 40,
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
            days_left: 40,
        },
        versions: Versions::Only12,
        announces: Announces::EarlierKey,
    },
];

/// The mail host of the newsletters: it never heard of TLS.
pub(super) const PLAIN_MAIL_HOST: &str = "mx.cloud-en-co-mail.example";

/// The web server that says how mail is to be delivered.
pub(super) struct PolicyHost {
    pub(super) host: &'static str,
    pub(super) certificate: Leaf,
    pub(super) file: &'static str,
}

pub(super) static POLICY_HOST: PolicyHost = PolicyHost {
    host: "mta-sts.cloud-en-co.example",
    certificate: Leaf {
        names: &["mta-sts.cloud-en-co.example"],
        key: Key::P256,
        days_left: 38,
    },
    file: "version: STSv1\r\nmode: enforce\r\nmx: *.mailshield-us.example\r\nmax_age: 1209600\r\n",
};

const HTML: &str = "text/html; charset=utf-8";
const TWO_YEARS: (&str, &str) = (
    "strict-transport-security",
    "max-age=63072000; includeSubDomains",
);
const ONE_DAY: (&str, &str) = ("strict-transport-security", "max-age=86400");
const NO_SNIFFING: (&str, &str) = ("x-content-type-options", "nosniff");

/// The endpoints, the good ones first.
pub(super) static ENDPOINTS: [Endpoint; 7] = [
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
                "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            ),
            ("referrer-policy", "no-referrer"),
            (
                "permissions-policy",
                "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
            ),
            ("cross-origin-opener-policy", "same-origin"),
            (
                "set-cookie",
                "__Host-sessie=demo; Path=/; Secure; HttpOnly; SameSite=Lax",
            ),
        ],
        media_type: HTML,
        body: page!(
            "Klantenportaal",
            "Inloggen voor klanten van Cloud &amp; Co.",
            "<script src=\"/portaal.js\"></script>\n<form method=\"post\"><input type=\"password\"></form>\n"
        ),
        plain: Plain::Redirect,
        announces: Announces::Key,
        contact: Contact::Days(180),
        reflects: false,
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
        contact: Contact::Missing,
        reflects: false,
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
        contact: Contact::Days(-40),
        reflects: false,
    },
    // Refutes "all endpoints in the EEA": see the zone. HSTS is there, but far too short; the chat of somebody else may do
    // all that the page may, and one image comes without TLS.
    Endpoint {
        host: "support.cloud-en-co.example",
        certificate: Leaf {
            names: &["support.cloud-en-co.example"],
            key: Key::P256,
            days_left: 28,
        },
        versions: Versions::Both,
        headers: &[
            ONE_DAY,
            NO_SNIFFING,
            (
                "content-security-policy",
                "default-src 'self'; script-src 'self' 'unsafe-inline' https:; img-src *",
            ),
            ("x-frame-options", "SAMEORIGIN"),
            ("set-cookie", "bezoeker=demo; Max-Age=94608000; Path=/"),
            ("set-cookie", "taal=nl; Path=/; Secure; SameSite=Lax"),
        ],
        media_type: HTML,
        body: page!(
            "Helpdesk",
            "Dag en nacht bereikbaar.",
            "<script src=\"https://widget.chat-us.example/chat.js\" async></script>\n<img src=\"http://support.cloud-en-co.example/logo.png\" alt=\"\">\n"
        ),
        plain: Plain::Redirect,
        announces: Announces::Nothing,
        contact: Contact::Missing,
        reflects: false,
    },
    // Behind an edge that answers from many places, with the edge operator's certificate instead of its own. It counts
    // its visitors with the script of somebody else, pinned, and its content policy only reports.
    Endpoint {
        host: "www.cloud-en-co.example",
        certificate: Leaf {
            names: &["edge-net.example", "*.edge-net.example"],
            key: Key::P256,
            days_left: 35,
        },
        versions: Versions::Both,
        headers: &[
            TWO_YEARS,
            NO_SNIFFING,
            ("content-security-policy-report-only", "default-src 'self'"),
            ("referrer-policy", "origin-when-cross-origin"),
            ("alt-svc", "h3=\":443\"; ma=86400"),
        ],
        media_type: HTML,
        body: page!(
            "Cloud &amp; Co.",
            "Uw gegevens, onze zorg.",
            "<script src=\"https://cdn.metrics-us.example/m.js\" integrity=\"sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC\" crossorigin=\"anonymous\"></script>\n<link rel=\"icon\" href=\"/favicon.ico\">\n"
        ),
        plain: Plain::Redirect,
        announces: Announces::Nothing,
        contact: Contact::AtPortal,
        reflects: false,
    },
    // Left behind: no redirect, no HSTS, a certificate that is about to end, and every site may read along.
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
        contact: Contact::Missing,
        reflects: true,
    },
    // The website is in order; the mail of its domain is not: see the zone.
    Endpoint {
        host: "nieuws.cloud-en-co-mail.example",
        certificate: Leaf {
            names: &["nieuws.cloud-en-co-mail.example"],
            key: Key::P256,
            days_left: 33,
        },
        versions: Versions::Both,
        headers: &[TWO_YEARS, NO_SNIFFING],
        media_type: HTML,
        body: page!("Nieuwsbrief", "Aanmelden en afmelden."),
        plain: Plain::Redirect,
        announces: Announces::Nothing,
        contact: Contact::Missing,
        reflects: false,
    },
];
