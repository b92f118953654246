//! Name servers that answer oddly: any bytes, over UDP and TCP on one port.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hickory_proto::op::{Message, MessageType, ResponseCode};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinHandle;

/// What a server gets.
pub(crate) struct Asked<'a> {
    pub(crate) message: &'a Message,
    pub(crate) name: String,
    pub(crate) kind: RecordType,
    pub(crate) over_tcp: bool,
}

impl Asked<'_> {
    /// An answer with these records, all about the name that was asked for.
    pub(crate) fn answer(&self, data: impl IntoIterator<Item = RData>) -> Message {
        let owner = name(&self.name);
        let records = data.into_iter();
        self.with(records.map(|data| Record::from_rdata(owner.clone(), 60, data)))
    }

    /// An answer with these records.
    pub(crate) fn with(&self, records: impl IntoIterator<Item = Record>) -> Message {
        let mut answer = Message::new(
            self.message.metadata.id,
            MessageType::Response,
            self.message.metadata.op_code,
        );
        answer.add_queries(self.message.queries.clone());
        answer.metadata.authoritative = true;
        answer.insert_answers(records.into_iter().collect());
        answer
    }

    /// An answer with a code and nothing else.
    pub(crate) fn code(&self, code: ResponseCode) -> Message {
        let mut answer = self.with([]);
        answer.metadata.response_code = code;
        answer.metadata.authoritative = false;
        answer
    }

    /// An answer that says that it did not fit.
    pub(crate) fn cut_off(&self) -> Message {
        let mut answer = self.with([]);
        answer.metadata.truncation = true;
        answer
    }
}

/// A name, complete.
pub(crate) fn name(text: &str) -> Name {
    let mut name = Name::from_ascii(text).expect("test name");
    name.set_fqdn(true);
    name
}

/// The bytes of an answer; nothing for one that cannot be written.
pub(crate) fn bytes(message: &Message) -> Option<Vec<u8>> {
    message.to_vec().ok()
}

/// A server that ends with the test.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<AtomicUsize>,
    log: Arc<Mutex<Vec<String>>>,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Server {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

type Answering = dyn Fn(&Asked<'_>) -> Option<Vec<u8>> + Send + Sync;

impl Server {
    /// Answers every question as told; nothing is silence.
    pub(crate) async fn start(
        answer: impl Fn(&Asked<'_>) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        let (udp, tcp) = loop {
            let udp = UdpSocket::bind("127.0.0.1:0").await.expect("free port");
            let address = udp.local_addr().expect("address");
            if let Ok(tcp) = TcpListener::bind(address).await {
                break (udp, tcp);
            }
        };
        let address = udp.local_addr().expect("address");
        let (asked, log) = (Arc::new(AtomicUsize::new(0)), Arc::default());
        let answer: Arc<Answering> = Arc::new(answer);
        let respond = {
            let (asked, log): (_, Arc<Mutex<Vec<String>>>) = (Arc::clone(&asked), Arc::clone(&log));
            move |question: &[u8], over_tcp: bool| {
                asked.fetch_add(1, Ordering::SeqCst);
                let message = Message::from_vec(question).ok()?;
                let query = message.queries.first()?;
                let name = query.name().to_ascii().to_ascii_lowercase();
                let name = name.trim_end_matches('.').to_owned();
                log.lock()
                    .expect("log")
                    .push(format!("{name} {}", query.query_type()));
                answer(&Asked {
                    name,
                    kind: query.query_type(),
                    message: &message,
                    over_tcp,
                })
            }
        };
        let over_tcp = respond.clone();
        let tasks = [
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                while let Ok((count, from)) = udp.recv_from(&mut buffer).await {
                    if let Some(answer) = respond(&buffer[..count], false) {
                        drop(udp.send_to(&answer, from).await);
                    }
                }
            }),
            tokio::spawn(async move {
                while let Ok((mut stream, _)) = tcp.accept().await {
                    while let Ok(length) = stream.read_u16().await {
                        let mut question = vec![0; usize::from(length)];
                        if stream.read_exact(&mut question).await.is_err() {
                            break;
                        }
                        let Some(answer) = over_tcp(&question, true) else {
                            break;
                        };
                        let length = u16::try_from(answer.len()).expect("fits in a message");
                        drop(stream.write_all(&length.to_be_bytes()).await);
                        drop(stream.write_all(&answer).await);
                    }
                }
            }),
        ];
        Self {
            address,
            asked,
            log,
            tasks,
        }
    }

    /// Questions so far, repeated ones and those over TCP included.
    pub(crate) fn questions(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// The questions of one type so far.
    pub(crate) fn of_type(&self, kind: &str) -> Vec<String> {
        let log = self.log.lock().expect("log");
        log.iter()
            .filter(|line| line.ends_with(&format!(" {kind}")))
            .cloned()
            .collect()
    }
}
