//! Questions to one name server, as a resolver would put them: no recursion asked, and the answer taken as it comes.

#![expect(
    clippy::disallowed_methods,
    reason = "the probes are the modules that dial"
)]

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::udp::UdpClientStream;
use hickory_resolver::net::xfer::{DnsRequestSender as _, FirstAnswer as _};
use hickory_resolver::proto::op::{DnsRequest, DnsRequestOptions, Message, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::records::text;
use crate::domain::fact::ServerAnswer;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::from_io;
use crate::probe::network::Network;

/// Before a question over UDP is put again.
const AGAIN_MS: u64 = 1_000;
/// Times that it is put again.
const AGAIN: u8 = 1;
/// Names in one answer that are kept.
const MAX_NAMES: usize = 50;

/// What a name server says about a zone: its serial number and its name servers.
pub(in crate::probe) async fn describe(
    network: &Network,
    server: SocketAddr,
    zone: &Name,
) -> Result<ServerAnswer, Failure> {
    let (soa, servers) = tokio::join!(
        put(network, server, zone, RecordType::SOA),
        put(network, server, zone, RecordType::NS)
    );
    let soa = soa?;
    let serial = soa.answers.iter().find_map(|record| match &record.data {
        RData::SOA(data) if record.name == *zone => Some(data.serial),
        _ => None,
    });
    let code = soa.metadata.response_code;
    let found = matches!(code, ResponseCode::NoError);
    // A server that does not serve the zone need not answer the other question.
    let name_servers = match servers {
        Ok(message) => name_servers(&message, zone, false),
        Err(failure) if found => return Err(failure),
        Err(_) => Vec::new(),
    };
    Ok(ServerAnswer {
        authoritative: soa.metadata.authoritative,
        recursive: soa.metadata.recursion_available,
        code: code.to_string(),
        serial,
        name_servers,
    })
}

/// The name servers to which a server of the zone above leads.
pub(in crate::probe) async fn referral(
    network: &Network,
    server: SocketAddr,
    zone: &Name,
) -> Result<Vec<String>, Failure> {
    let message = put(network, server, zone, RecordType::NS).await?;
    let code = message.metadata.response_code;
    if !matches!(code, ResponseCode::NoError | ResponseCode::NXDomain) {
        return Err(Failure::new(
            FailureReason::ServerFailure,
            &code.to_string(),
        ));
    }
    Ok(name_servers(&message, zone, true))
}

/// The NS records of a zone in an answer, sorted; those that lead on stand in another section.
fn name_servers(message: &Message, zone: &Name, referring: bool) -> Vec<String> {
    let authorities = message.authorities.iter().filter(|_| referring);
    let mut names: Vec<String> = message
        .answers
        .iter()
        .chain(authorities)
        .filter_map(|record| match &record.data {
            RData::NS(ns) if record.name == *zone => Some(text(&ns.0)),
            _ => None,
        })
        .take(MAX_NAMES)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// One question over UDP, and over TCP when the answer does not fit.
async fn put(
    network: &Network,
    server: SocketAddr,
    zone: &Name,
    kind: RecordType,
) -> Result<Message, Failure> {
    let _seat = network.gates().enter(server.ip(), false).await;
    let timeout = network.settings().timeout;
    let mut budget = Budget::new(network.settings().deadline, timeout);
    let mut options = DnsRequestOptions::default();
    options.recursion_desired = false;
    let request = DnsRequest::from_query(Query::query(zone.clone(), kind), options);
    let answer = budget
        .spend(
            "answer over UDP",
            over_udp(server, request.clone(), timeout),
        )
        .await??;
    if !answer.metadata.truncation {
        return Ok(answer);
    }
    budget
        .spend("answer over TCP", over_tcp(server, &request))
        .await?
}

async fn over_udp(
    server: SocketAddr,
    request: DnsRequest,
    timeout: Duration,
) -> Result<Message, Failure> {
    let mut stream = UdpClientStream::builder(server, TokioRuntimeProvider::default())
        .with_timeout(Some(timeout))
        .with_max_retries(AGAIN)
        .with_retry_interval_floor(AGAIN_MS)
        .build();
    match stream.send_message(request).first_answer().await {
        Ok(response) => Ok(response.into_message()),
        Err(NetError::Timeout) => Err(Failure::new(FailureReason::TimedOut, "no answer over UDP")),
        Err(NetError::Io(error)) => Err(from_io(&error)),
        Err(error) => Err(Failure::new(
            FailureReason::ProtocolError,
            &error.to_string(),
        )),
    }
}

/// The same over TCP (RFC 7766 §8): two bytes of length, then the message.
async fn over_tcp(server: SocketAddr, request: &DnsRequest) -> Result<Message, Failure> {
    let odd = |words: &str| Failure::new(FailureReason::ProtocolError, words);
    let bytes = request.to_vec().map_err(|error| odd(&error.to_string()))?;
    let length = u16::try_from(bytes.len()).map_err(|_| odd("a question that is too long"))?;
    let io = |error: std::io::Error| from_io(&error);
    let mut stream = TcpStream::connect(server).await.map_err(io)?;
    let framed = [&length.to_be_bytes()[..], &bytes].concat();
    stream.write_all(&framed).await.map_err(io)?;
    let length = stream.read_u16().await.map_err(io)?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await.map_err(io)?;
    let message = Message::from_vec(&answer).map_err(|error| odd(&error.to_string()))?;
    let asked = message.queries.first().is_none_or(|query| {
        request.queries.first().is_some_and(|mine| {
            mine.name() == query.name() && mine.query_type() == query.query_type()
        })
    });
    if message.metadata.id != request.metadata.id || !asked {
        return Err(odd("an answer to another question"));
    }
    Ok(message)
}
