//! nginx, with header fields that are written for the occasion.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::certs::Credentials;
use super::openssl::block;
use super::tcp::closed_port;

/// A server process that ends with the test.
#[derive(Debug)]
pub(crate) struct Nginx {
    /// Where it speaks TLS.
    pub(crate) secure: SocketAddr,
    /// Where it does not.
    pub(crate) plain: SocketAddr,
    process: Child,
    _files: tempfile::TempDir,
}

impl Nginx {
    /// Starts a server whose sites have these lines of configuration; nothing when the program is not installed.
    pub(crate) async fn start(
        credentials: &Credentials,
        secure_lines: &str,
        plain_lines: &str,
    ) -> Option<Self> {
        let files = tempfile::tempdir().expect("folder");
        let PrivateKeyDer::Pkcs8(key) = &credentials.key else {
            panic!("test keys are PKCS #8");
        };
        let chain: String = credentials
            .chain
            .iter()
            .map(|der| block("CERTIFICATE", der))
            .collect();
        let write = |name: &str, text: &str| {
            std::fs::write(files.path().join(name), text).expect("a file");
        };
        write("key.pem", &block("PRIVATE KEY", key.secret_pkcs8_der()));
        write("chain.pem", &chain);
        let (secure, plain) = (closed_port().await, closed_port().await);
        let folder = files.path().display();
        write(
            "nginx.conf",
            &format!(
                "daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn; worker_processes 1;\n\
                 events {{ worker_connections 256; }}\n\
                 http {{ access_log off; default_type text/html;\n\
                 client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;\n\
                 uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;\n\
                 server {{ listen {secure} ssl http2; ssl_certificate {folder}/chain.pem;\n\
                 ssl_certificate_key {folder}/key.pem; ssl_protocols TLSv1.2 TLSv1.3;\n{secure_lines}\n}}\n\
                 server {{ listen {plain};\n{plain_lines}\n}} }}\n"
            ),
        );
        let process = nginx(files.path())?;
        let server = Self {
            secure,
            plain,
            process,
            _files: files,
        };
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(secure).await.is_ok() {
                return Some(server);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nginx does not listen");
    }
}

fn nginx(folder: &Path) -> Option<Child> {
    ["nginx", "/usr/sbin/nginx"]
        .into_iter()
        .find_map(|program| {
            Command::new(program)
                .arg("-p")
                .arg(folder)
                .arg("-e")
                .arg(folder.join("error.log"))
                .arg("-c")
                .arg(folder.join("nginx.conf"))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .ok()
        })
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its workers when it is asked to, and not when it is killed.
        let id = self.process.id().to_string();
        drop(Command::new("kill").args(["-TERM", &id]).status());
        for _ in 0..100 {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
