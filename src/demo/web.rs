//! Small HTTPS and HTTP servers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, header};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{self, ServerConfig};

use super::authority::Chain;
use super::cast::{Contact, Endpoint, Plain, Versions};
use crate::domain::day::Day;

/// Connections that one server holds at once.
const CONNECTIONS: usize = 64;
/// Time for a handshake, and for the header of a request.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Time for a whole connection.
const LIFETIME: Duration = Duration::from_mins(1);

type Answer = Response<Full<Bytes>>;

/// Settings of one server. The certificate may be expired or of another name: clients find out, the server does not care.
pub(super) fn tls_config(chain: Chain, versions: Versions) -> Result<ServerConfig, rustls::Error> {
    let versions: &[_] = match versions {
        Versions::Only12 => &[&TLS12],
        Versions::Only13 => &[&TLS13],
        Versions::Both => &[&TLS13, &TLS12],
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(versions)?
        .with_no_client_auth()
        .with_single_cert(chain.certificates, chain.key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Serves the page of an endpoint over TLS until cancelled; `today` is what its files count from.
pub(super) async fn serve_https(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    endpoint: &'static Endpoint,
    today: Day,
) {
    accept(listener, move |stream| {
        let acceptor = acceptor.clone();
        async move {
            // A client that only wants to see the handshake, or dislikes it, is no trouble of ours.
            if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
                talk(stream, move |request| protected(endpoint, today, request)).await;
            }
        }
    })
    .await;
}

/// Serves one text over TLS, whatever is asked for, until cancelled.
pub(super) async fn serve_file(listener: TcpListener, acceptor: TlsAcceptor, file: &'static str) {
    accept(listener, move |stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(Ok(stream)) = timeout(PATIENCE, acceptor.accept(stream)).await {
                talk(stream, move |_| text(file)).await;
            }
        }
    })
    .await;
}

fn text(file: &'static str) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from_static(file.as_bytes())));
    answer.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("text/plain"),
    );
    answer
}

/// Serves port 80 of an endpoint until cancelled.
pub(super) async fn serve_http(listener: TcpListener, endpoint: &'static Endpoint) {
    accept(listener, move |stream| {
        talk(stream, move |request| unprotected(endpoint, request))
    })
    .await;
}

/// Takes connections. They are tasks of this future: dropping it ends them.
pub(super) async fn accept<F>(listener: TcpListener, serve: impl Fn(TcpStream) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                let served = serve(stream);
                connections.spawn(async move {
                    let _place = place;
                    // A connection that outstays its time is closed by being dropped.
                    timeout(LIFETIME, served).await.ok();
                });
            }
            // Out of file descriptors, most likely: wait for some to come free.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn talk<S>(stream: S, answer: impl Fn(&Request<Incoming>) -> Answer)
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let mut server = auto::Builder::new(TokioExecutor::new());
    server
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE);
    let service = service_fn(|request| {
        let answer = answer(&request);
        async move { Ok::<_, Infallible>(answer) }
    });
    // A client that breaks off is no trouble of ours.
    server
        .serve_connection(TokioIo::new(stream), service)
        .await
        .ok();
}

/// Where a site says whom to tell of a weakness (RFC 9116).
const SECURITY_TXT: &str = "/.well-known/security.txt";

fn protected(endpoint: &Endpoint, today: Day, request: &Request<Incoming>) -> Answer {
    let mut answer = match (request.uri().path(), endpoint.contact) {
        (SECURITY_TXT, Contact::AtPortal) => {
            redirect(&format!("https://portal.cloud-en-co.example{SECURITY_TXT}"))
        }
        (SECURITY_TXT, Contact::Days(days)) => contact(today.plus_days(days)),
        (path, _) => page(endpoint, request.method(), path),
    };
    for &(name, value) in endpoint.headers {
        answer
            .headers_mut()
            .append(name, header::HeaderValue::from_static(value));
    }
    if let Some(origin) = request
        .headers()
        .get(header::ORIGIN)
        .filter(|_| endpoint.reflects)
    {
        let headers = answer.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        let allowed = header::HeaderValue::from_static("true");
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, allowed);
    }
    answer
}

fn contact(expires: Day) -> Answer {
    let text = format!(
        "# Fictief bestand van de demonstratie van waarborg.\nContact: mailto:beveiliging@cloud-en-co.example\n\
         Expires: {expires}T12:00:00Z\nPreferred-Languages: nl, en\n"
    );
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    let kind = header::HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    answer
}

fn redirect(location: &str) -> Answer {
    Response::builder()
        .status(StatusCode::PERMANENT_REDIRECT)
        .header(header::LOCATION, location)
        .body(Full::default())
        .unwrap_or_default()
}

fn unprotected(endpoint: &Endpoint, request: &Request<Incoming>) -> Answer {
    if endpoint.plain == Plain::Redirect {
        let path = request.uri().path_and_query().map_or("/", |p| p.as_str());
        return redirect(&format!("https://{}{path}", endpoint.host));
    }
    page(endpoint, request.method(), request.uri().path())
}

fn page(endpoint: &Endpoint, method: &Method, path: &str) -> Answer {
    let status = match (method, path) {
        (&Method::GET | &Method::HEAD, "/") => StatusCode::OK,
        (&Method::GET | &Method::HEAD, _) => StatusCode::NOT_FOUND,
        _ => StatusCode::METHOD_NOT_ALLOWED,
    };
    let body = if status == StatusCode::OK {
        endpoint.body
    } else {
        ""
    };
    let mut answer = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *answer.status_mut() = status;
    answer.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(endpoint.media_type),
    );
    answer
}
