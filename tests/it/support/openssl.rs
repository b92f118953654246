//! `openssl s_server`: the versions and suites that our TLS library no longer speaks.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::certs::Credentials;
use super::tcp::closed_port;

/// A server process that ends with the test.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    process: Child,
    _files: tempfile::TempDir,
}

impl Server {
    /// Starts a server with these options; nothing when the program is not installed.
    pub(crate) async fn start(credentials: &Credentials, options: &[&str]) -> Option<Self> {
        let files = tempfile::tempdir().expect("folder");
        let pem = files.path().join("server.pem");
        let mut file = std::fs::File::create(&pem).expect("file");
        let PrivateKeyDer::Pkcs8(key) = &credentials.key else {
            panic!("test keys are PKCS #8");
        };
        file.write_all(block("PRIVATE KEY", key.secret_pkcs8_der()).as_bytes())
            .expect("key");
        let leaf = credentials.chain.first().expect("a leaf");
        file.write_all(block("CERTIFICATE", leaf).as_bytes())
            .expect("certificate");
        let address = closed_port().await;
        let process = Command::new("openssl")
            .args(["s_server", "-quiet", "-www", "-accept"])
            .arg(address.to_string())
            .arg("-cert")
            .arg(&pem)
            .args(options)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let server = Self {
            address,
            process,
            _files: files,
        };
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(address).await.is_ok() {
                return Some(server);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("openssl s_server does not listen");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Says why a test does nothing.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
pub(crate) fn skipped() {
    eprintln!("skipped: the program openssl is not installed");
}

/// One block of PEM.
pub(crate) fn block(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .filter_map(|line| std::str::from_utf8(line).ok())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}
