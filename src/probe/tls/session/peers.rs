//! Servers for the tests of hand-made handshakes: other people's programs, and our own library.

#![expect(
    clippy::disallowed_methods,
    reason = "test servers have files, and the tests dial them"
)]

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use tokio::net::{TcpListener, TcpStream};

use super::Lines;
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;
use crate::probe::dial::{Line, from_io};

/// The name in all certificates.
pub(in crate::probe::tls) const NAME: &str = "www.example.nl";

/// Dials an address and counts.
#[derive(Debug)]
pub(in crate::probe::tls) struct Direct {
    pub(in crate::probe::tls) address: SocketAddr,
    opened: AtomicU32,
}

impl Direct {
    pub(in crate::probe::tls) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            opened: AtomicU32::new(0),
        }
    }

    /// Connections so far.
    pub(in crate::probe::tls) fn opened(&self) -> u32 {
        self.opened.load(Ordering::Relaxed)
    }
}

impl Lines for Direct {
    async fn open(&self) -> Result<Line, Failure> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let stream = TcpStream::connect(self.address)
            .await
            .map_err(|error| from_io(&error))?;
        Ok(Line {
            stream,
            _seat: None,
            _turn: None,
        })
    }
}

pub(in crate::probe::tls) fn budget() -> Budget {
    Budget::new(Duration::from_secs(20), Duration::from_secs(4))
}

/// A budget for peers that never answer.
pub(in crate::probe::tls) fn short() -> Budget {
    Budget::new(Duration::from_millis(600), Duration::from_millis(300))
}

/// A certificate that vouches for itself, with its key, both as PEM.
pub(in crate::probe::tls) struct Pair {
    pub(in crate::probe::tls) certificate: String,
    pub(in crate::probe::tls) key: String,
    pub(in crate::probe::tls) der: Vec<u8>,
    pub(in crate::probe::tls) is_rsa: bool,
}

pub(in crate::probe::tls) fn ecdsa() -> Pair {
    pair(&KeyPair::generate().expect("key"))
}

pub(in crate::probe::tls) fn rsa() -> Pair {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048);
    pair(&key.expect("key"))
}

fn pair(key: &KeyPair) -> Pair {
    let params = CertificateParams::new(vec![NAME.to_owned()]).expect("name");
    let certificate = params.self_signed(key).expect("certificate");
    Pair {
        certificate: certificate.pem(),
        key: key.serialize_pem(),
        der: certificate.der().to_vec(),
        is_rsa: key.algorithm() == &PKCS_RSA_SHA256,
    }
}

/// A server program that ends with the test.
#[derive(Debug)]
pub(in crate::probe::tls) struct Program {
    pub(in crate::probe::tls) lines: Direct,
    process: Child,
    _files: tempfile::TempDir,
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// An address that nobody listens on.
async fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("address")
}

impl Program {
    /// Starts a program; nothing when it is not installed. The command gets the address and the folder with
    /// `cert.pem` and `key.pem`.
    pub(in crate::probe::tls) async fn start(
        pair: &Pair,
        command: impl FnOnce(SocketAddr, &Path) -> Command,
    ) -> Option<Self> {
        let files = tempfile::tempdir().expect("folder");
        std::fs::write(files.path().join("cert.pem"), &pair.certificate).expect("certificate");
        std::fs::write(files.path().join("key.pem"), &pair.key).expect("key");
        let address = free().await;
        let mut command = command(address, files.path());
        let process = command
            .current_dir(files.path())
            // Kept open: some programs stop when nobody can type.
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(process) = process else {
            skipped(&command);
            return None;
        };
        let program = Self {
            lines: Direct::new(address),
            process,
            _files: files,
        };
        for _ in 0..250 {
            if TcpStream::connect(address).await.is_ok() {
                return Some(program);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{command:?} does not listen");
    }

    /// `openssl s_server` with these options.
    pub(in crate::probe::tls) async fn openssl(pair: &Pair, options: &[&str]) -> Option<Self> {
        Self::start(pair, |address, _| {
            let mut command = Command::new("openssl");
            command
                .args(["s_server", "-quiet", "-cert", "cert.pem", "-key", "key.pem"])
                .arg("-accept")
                .arg(address.to_string())
                .args(options);
            command
        })
        .await
    }

    /// nginx with these directives in its server block.
    pub(in crate::probe::tls) async fn nginx(pair: &Pair, directives: &str) -> Option<Self> {
        Self::start(pair, |address, folder| {
            let place = folder.display();
            let configuration = format!(
                "daemon off; master_process off; pid {place}/pid; error_log {place}/log;
                events {{}}
                http {{ access_log off;
                client_body_temp_path {place}/a; proxy_temp_path {place}/b; fastcgi_temp_path {place}/c;
                uwsgi_temp_path {place}/d; scgi_temp_path {place}/e;
                server {{ listen {address} ssl http2; server_name {NAME};
                ssl_certificate {place}/cert.pem; ssl_certificate_key {place}/key.pem;
                {directives}
                }} }}"
            );
            std::fs::write(folder.join("nginx.conf"), configuration).expect("configuration");
            let mut command = Command::new("nginx");
            command.arg("-e").arg(folder.join("log"));
            command.arg("-c").arg(folder.join("nginx.conf"));
            command
        })
        .await
    }

    /// `gnutls-serv` with this priority string.
    pub(in crate::probe::tls) async fn gnutls(pair: &Pair, priority: &str) -> Option<Self> {
        Self::start(pair, |address, _| {
            let mut command = Command::new("gnutls-serv");
            command
                .args(["--http", "--quiet", "--x509certfile", "cert.pem"])
                .args(["--x509keyfile", "key.pem", "--port"])
                .arg(address.port().to_string())
                .args(["--priority", priority]);
            command
        })
        .await
    }

    /// A server of Node.js with these options of `tls.createServer`.
    pub(in crate::probe::tls) async fn node(pair: &Pair, options: &str) -> Option<Self> {
        Self::start(pair, |address, _| {
            let script = format!(
                "const fs=require('fs');require('https').createServer({{cert:fs.readFileSync('cert.pem'),\
                 key:fs.readFileSync('key.pem'),{options}}},(q,s)=>s.end('x')).listen({},'127.0.0.1')",
                address.port()
            );
            let mut command = Command::new("node");
            command.arg("-e").arg(script);
            command
        })
        .await
    }

    /// A server of Java.
    pub(in crate::probe::tls) async fn java(pair: &Pair) -> Option<Self> {
        const SOURCE: &str = r#"
import javax.net.ssl.*; import java.io.*; import java.nio.file.*; import java.security.*; import java.security.cert.*;
import java.security.spec.*; import java.util.*;
class Server { public static void main(String[] a) throws Exception {
  Security.setProperty("jdk.tls.disabledAlgorithms", "");
  var chain = CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream("cert.pem"));
  String pem = Files.readString(Path.of("key.pem")).replaceAll("-----[A-Z ]+-----|\\s", "");
  var key = KeyFactory.getInstance(a[1]).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
  var store = KeyStore.getInstance("PKCS12"); store.load(null, null);
  store.setKeyEntry("k", key, new char[0], new java.security.cert.Certificate[] { chain });
  var keys = KeyManagerFactory.getInstance("SunX509"); keys.init(store, new char[0]);
  var context = SSLContext.getInstance("TLS"); context.init(keys.getKeyManagers(), null, null);
  var server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(Integer.parseInt(a[0]));
  server.setEnabledCipherSuites(server.getSupportedCipherSuites());
  while (true) { var s = (SSLSocket) server.accept(); new Thread(() -> { try { s.startHandshake();
    s.getInputStream().read(new byte[4096]); s.getOutputStream().write("HTTP/1.0 200 x\r\n\r\n".getBytes()); s.close();
  } catch (Exception e) { } }).start(); } } }"#;
        Self::start(pair, |address, folder| {
            std::fs::write(folder.join("Server.java"), SOURCE).expect("source");
            let mut command = Command::new("java");
            command.args(["-Xshare:auto", "Server.java"]);
            command.arg(address.port().to_string());
            command.arg(if pair.is_rsa { "RSA" } else { "EC" });
            command
        })
        .await
    }
}

/// Says why a test does less.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn skipped(command: &Command) {
    eprintln!(
        "skipped: {} is not installed",
        command.get_program().display()
    );
}

/// A hand-made peer: every connection gets what `serve` does with it.
pub(in crate::probe::tls) async fn liar<F>(
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> Direct
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    Direct::new(address)
}
