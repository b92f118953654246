//! XMPP: a stream, its features, `<starttls/>` (RFC 6120 §4, §5).

use quick_xml::errors::SyntaxError;
use quick_xml::events::Event;
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{Error, NsReader};
use tokio::io::AsyncWriteExt as _;

use super::talk::{Source, Talk, cut_short, declined, hand_over, not_offered, unexpected};
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;
use crate::probe::dial::from_io;

const STREAM: &str = "http://etherx.jabber.org/streams";
const TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";

/// Asks a server in the role that the namespace names. `host` is the domain that is asked for.
pub(super) async fn ask(talk: Talk<'_>, host: &str, role: &str) -> Result<(), Failure> {
    let (source, budget) = talk.into_parts();
    let mut stream = Stream {
        reader: NsReader::from_reader(source),
        budget,
    };
    let agreed = stream.agree(host, role).await;
    let source = stream.reader.get_mut();
    match agreed {
        Ok(()) => hand_over(source),
        Err(failure) => {
            // Only a courtesy: it does not matter when it fails.
            drop(source.get_ref().get_ref().try_write(b"</stream:stream>"));
            Err(failure)
        }
    }
}

/// What a server says that matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// The head of its stream, or something of no interest.
    Other,
    /// The stream, or the going over to TLS, failed.
    Failure,
    /// TLS is among the features.
    Offer,
    /// The features are complete.
    FeaturesEnd,
    /// The go-ahead.
    Proceed,
}

struct Stream<'a> {
    reader: NsReader<Source<'a>>,
    budget: &'a mut Budget,
}

impl Stream<'_> {
    async fn agree(&mut self, host: &str, role: &str) -> Result<(), Failure> {
        let host = quick_xml::escape::escape(host);
        let head = format!(
            "<?xml version='1.0'?><stream:stream xmlns='{role}' \
             xmlns:stream='http://etherx.jabber.org/streams' to='{host}' version='1.0'>"
        );
        self.say(head.as_bytes()).await?;
        let features = "features of the stream";
        match self.until(features, |sign| sign != Sign::Other).await? {
            Sign::Offer => {}
            Sign::FeaturesEnd => return Err(not_offered(features, b"no starttls in it")),
            _ => return Err(declined(features, b"an error instead")),
        }
        self.until(features, |sign| sign == Sign::FeaturesEnd)
            .await?;
        self.say(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
            .await?;
        let answer = "answer to starttls";
        match self.until(answer, |sign| sign != Sign::Other).await? {
            Sign::Proceed => Ok(()),
            Sign::Failure => Err(declined(answer, b"failure")),
            _ => Err(unexpected(answer, b"features once more")),
        }
    }

    async fn say(&mut self, words: &[u8]) -> Result<(), Failure> {
        let stream = &mut **self.reader.get_mut().get_mut().get_mut();
        self.budget
            .spend("readiness to listen", stream.write_all(words))
            .await?
            .map_err(|error| from_io(&error))
    }

    /// Reads until a sign that is wanted.
    async fn until(
        &mut self,
        what: &str,
        is_wanted: impl Fn(Sign) -> bool,
    ) -> Result<Sign, Failure> {
        let reader = &mut self.reader;
        let reading = async {
            let mut buffer = Vec::new();
            loop {
                buffer.clear();
                let read = reader.read_resolved_event_into_async(&mut buffer).await;
                let sign = match read {
                    Ok((namespace, event)) => Ok(sign(&namespace, &event)),
                    // A tag without its end is where the bytes stopped.
                    Err(Error::Syntax(error)) if error != SyntaxError::InvalidBangMarkup => {
                        Ok(None)
                    }
                    Err(Error::Io(error)) => Err(from_io(&error)),
                    Err(error) => Err(unexpected(what, error.to_string().as_bytes())),
                };
                match sign? {
                    Some(sign) if is_wanted(sign) => return Ok(sign),
                    Some(_) => {}
                    None => return Err(cut_short(reader.get_ref(), what)),
                }
            }
        };
        self.budget.spend(what, reading).await?
    }
}

/// What an event means; nothing when there will be no more.
fn sign(namespace: &ResolveResult<'_>, event: &Event<'_>) -> Option<Sign> {
    let within = |name: &str| *namespace == ResolveResult::Bound(Namespace(name));
    let (name, opens, closes) = match event {
        Event::Start(tag) => (tag.local_name(), true, false),
        Event::Empty(tag) => (tag.local_name(), true, true),
        Event::End(tag) => (tag.local_name(), false, true),
        Event::Eof => return None,
        _ => return Some(Sign::Other),
    };
    let sign = match name.as_ref() {
        "stream" if within(STREAM) && closes => return None,
        "features" if within(STREAM) && closes => Sign::FeaturesEnd,
        "error" if within(STREAM) && opens => Sign::Failure,
        "starttls" if within(TLS) && opens => Sign::Offer,
        "failure" if within(TLS) && opens => Sign::Failure,
        "proceed" if within(TLS) && closes => Sign::Proceed,
        _ => Sign::Other,
    };
    Some(sign)
}
