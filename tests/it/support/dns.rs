//! A resolver that knows what it is told, and counts its questions.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hickory_proto::op::{Message, MessageType, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CAA, CNAME, MX, NS, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

/// What a name leads to.
#[derive(Debug, Clone)]
enum Entry {
    Records(Vec<RData>),
    Code(ResponseCode),
    Silence,
}

/// The names that a resolver knows; all others do not exist.
#[derive(Debug, Clone, Default)]
pub(crate) struct Zone(BTreeMap<String, Entry>);

impl Zone {
    fn add(mut self, name: &str, data: RData) -> Self {
        match self
            .0
            .entry(name.to_owned())
            .or_insert_with(|| Entry::Records(Vec::new()))
        {
            Entry::Records(records) => records.push(data),
            other => panic!("{name} is {other:?}"),
        }
        self
    }

    pub(crate) fn address(self, name: &str, address: &str) -> Self {
        let data = match address.parse().expect("test address") {
            std::net::IpAddr::V4(v4) => RData::A(A(v4)),
            std::net::IpAddr::V6(v6) => RData::AAAA(AAAA(v6)),
        };
        self.add(name, data)
    }

    pub(crate) fn alias(self, name: &str, target: &str) -> Self {
        self.add(name, RData::CNAME(CNAME(absolute(target))))
    }

    pub(crate) fn caa(self, name: &str, issuer: &str) -> Self {
        let issuer = Name::from_ascii(issuer).expect("test name");
        self.add(
            name,
            RData::CAA(CAA::new_issue(false, Some(issuer), vec![])),
        )
    }

    pub(crate) fn mail(self, name: &str, preference: u16, host: &str) -> Self {
        self.add(name, RData::MX(MX::new(preference, absolute(host))))
    }

    pub(crate) fn server(self, name: &str, host: &str) -> Self {
        self.add(name, RData::NS(NS(absolute(host))))
    }

    pub(crate) fn text(self, name: &str, parts: &[&str]) -> Self {
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        self.add(name, RData::TXT(TXT::new(parts)))
    }

    /// The name exists, with nothing in it.
    pub(crate) fn bare(mut self, name: &str) -> Self {
        self.0.insert(name.to_owned(), Entry::Records(Vec::new()));
        self
    }

    /// Questions about the name get an error.
    pub(crate) fn failing(mut self, name: &str, code: ResponseCode) -> Self {
        self.0.insert(name.to_owned(), Entry::Code(code));
        self
    }

    /// Questions about the name get no answer.
    pub(crate) fn mute(mut self, name: &str) -> Self {
        self.0.insert(name.to_owned(), Entry::Silence);
        self
    }

    /// The records of a name and type, after the aliases that lead there.
    fn find(&self, name: &str, kind: RecordType) -> Result<Vec<Record>, Option<ResponseCode>> {
        match self.0.get(name) {
            None => Err(Some(ResponseCode::NXDomain)),
            Some(Entry::Silence) => Err(None),
            Some(Entry::Code(code)) => Err(Some(*code)),
            Some(Entry::Records(records)) => {
                let mut found: Vec<Record> = records
                    .iter()
                    .filter(|data| data.record_type() == kind)
                    .map(|data| Record::from_rdata(absolute(name), 300, data.clone()))
                    .collect();
                for data in records {
                    if let RData::CNAME(target) = data {
                        found.push(Record::from_rdata(absolute(name), 300, data.clone()));
                        let target = target.0.to_ascii();
                        found.extend(self.find(target.trim_end_matches('.'), kind)?);
                    }
                }
                Ok(found)
            }
        }
    }
}

fn absolute(name: &str) -> Name {
    let mut name = Name::from_ascii(name).expect("test name");
    name.set_fqdn(true);
    name
}

/// A resolver that ends with the test.
#[derive(Debug)]
pub(crate) struct Resolver {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Resolver {
    pub(crate) async fn start(zone: Zone) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("free port");
        let address = socket.local_addr().expect("address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            let mut buffer = [0; 4096];
            while let Ok((count, from)) = socket.recv_from(&mut buffer).await {
                let question = Message::from_vec(&buffer[..count]).expect("a question");
                if let Some(answer) = answer(&zone, &question, &log) {
                    drop(socket.send_to(&answer, from).await);
                }
            }
        });
        Self {
            address,
            asked,
            task,
        }
    }

    /// Every question so far, as `name type`, sorted.
    pub(crate) fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().expect("log").clone();
        asked.sort();
        asked
    }
}

impl Drop for Resolver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(zone: &Zone, question: &Message, log: &Mutex<Vec<String>>) -> Option<Vec<u8>> {
    let query = question.queries.first()?.clone();
    let name = query.name().to_ascii().to_ascii_lowercase();
    let name = name.trim_end_matches('.');
    log.lock()
        .expect("log")
        .push(format!("{name} {}", query.query_type()));
    let mut answer = Message::new(
        question.metadata.id,
        MessageType::Response,
        question.metadata.op_code,
    );
    answer.add_query(query.clone());
    answer.metadata.recursion_desired = true;
    answer.metadata.recursion_available = true;
    match zone.find(name, query.query_type()) {
        Ok(records) => {
            answer.insert_answers(records);
        }
        Err(Some(code)) => answer.metadata.response_code = code,
        Err(None) => return None,
    }
    answer.to_vec().ok()
}
