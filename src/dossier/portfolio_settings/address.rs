//! Addresses as they stand in `portfolio.toml`.

use lettre::message::Mailbox;
use url::{Host, Url};

use crate::domain::text::Text;

/// Scheme and host of an address that may be called, or why not. The address itself is never repeated.
pub(super) fn address(url: &str, allow_private: bool) -> Result<String, Text> {
    let url =
        Url::parse(url).map_err(|_| Text::new("dit is geen webadres", "this is no web address"))?;
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let fine = match url.scheme() {
        "https" => true,
        "http" => here && allow_private,
        _ => false,
    };
    if !fine {
        return Err(Text::new(
            "verwacht een adres dat met https:// begint; http:// kan alleen naar deze computer zelf, met allow_private = true",
            "expected an address that starts with https://; http:// only goes to this machine, with allow_private = true",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Text::new(
            "zet geen naam of wachtwoord in het adres",
            "put no name or password in the address",
        ));
    }
    Ok(url.origin().ascii_serialization())
}

/// A base for links: a web address, with a `/` at the end so that what is joined comes below it.
pub(super) fn read_link(text: &str) -> Option<Url> {
    let text = if text.ends_with('/') {
        text.to_owned()
    } else {
        format!("{text}/")
    };
    Url::parse(&text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.query().is_none())
}

pub(super) fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

/// A mail address, with a name or without. Addresses beyond ASCII need a server that many do not have.
pub(super) fn is_address(text: &str) -> bool {
    is_line(text, 300)
        && text
            .parse::<Mailbox>()
            .is_ok_and(|mailbox| mailbox.email.to_string().is_ascii())
}
