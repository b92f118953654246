//! Postfix on loopback: the mail server that much of the world runs.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::certs::Credentials;
use super::openssl::block;
use super::tcp::closed_port;

/// A running server that ends with the test.
#[derive(Debug)]
pub(crate) struct Postfix {
    pub(crate) address: SocketAddr,
    files: tempfile::TempDir,
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if let Ok(pid) = fs::read_to_string(self.files.path().join("queue/pid/master.pid")) {
            Command::new("kill").arg(pid.trim()).status().ok();
        }
    }
}

/// TLS as the Dutch guidelines like it; what Postfix does by itself takes in suites without certificate.
const STRICT: &str = "\
smtpd_tls_protocols = >=TLSv1.2
smtpd_tls_ciphers = high
smtpd_tls_exclude_ciphers = aNULL
tls_high_cipherlist = ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256
tls_preempt_cipherlist = yes
tls_ssl_options = NO_RENEGOTIATION
";

impl Postfix {
    /// Starts a server, with TLS when there are credentials; nothing when it is not installed or may not start, which is
    /// said.
    #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
    pub(crate) async fn start(name: &str, credentials: Option<&Credentials>) -> Option<Self> {
        if !Path::new("/usr/sbin/postfix").is_file() {
            eprintln!("skipped: postfix is not installed");
            return None;
        }
        let server = Self {
            address: closed_port().await,
            files: tempfile::tempdir().expect("folder"),
        };
        server.configure(name, credentials);
        let started = Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(server.files.path().join("etc"))
            .arg("start")
            .stdin(Stdio::null())
            .output()
            .expect("it runs");
        if !started.status.success() {
            let why = String::from_utf8_lossy(&started.stderr);
            eprintln!("skipped: postfix did not start: {}", why.trim());
            return None;
        }
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(server.address).await.is_ok() {
                return Some(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("postfix does not listen");
    }

    fn configure(&self, name: &str, credentials: Option<&Credentials>) {
        let here = self.files.path();
        // Its processes are not those of the user who started them.
        fs::set_permissions(here, fs::Permissions::from_mode(0o755)).expect("permissions");
        for folder in ["etc", "queue", "data"] {
            fs::create_dir(here.join(folder)).expect("folder");
        }
        Command::new("chown")
            .arg("postfix")
            .arg(here.join("data"))
            .status()
            .ok();
        fs::copy(
            "/etc/postfix/dynamicmaps.cf",
            here.join("etc/dynamicmaps.cf"),
        )
        .ok();
        let shown = here.display();
        let mut main = format!(
            "compatibility_level = 3.6\nqueue_directory = {shown}/queue\ndata_directory = {shown}/data\n\
             maillog_file = {shown}/log\nmaillog_file_prefixes = {shown}\nmyhostname = {name}\nmydestination =\n"
        );
        if let Some(credentials) = credentials {
            let PrivateKeyDer::Pkcs8(key) = &credentials.key else {
                panic!("test keys are PKCS #8");
            };
            let chain: String = credentials
                .chain
                .iter()
                .map(|der| block("CERTIFICATE", der))
                .collect();
            fs::write(here.join("cert.pem"), chain).expect("certificate");
            let key = block("PRIVATE KEY", key.secret_pkcs8_der());
            fs::write(here.join("key.pem"), key).expect("key");
            main += STRICT;
            let files = format!(
                "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = {shown}/cert.pem\nsmtpd_tls_key_file = {shown}/key.pem\n"
            );
            main += &files;
        }
        fs::write(here.join("etc/main.cf"), main).expect("configuration");
        let address = self.address;
        let master = format!(
            "{address} inet n - n - - smtpd\nanvil unix - - n - 1 anvil\ntlsmgr unix - - n 1000? 1 tlsmgr\n\
             proxymap unix - - n - - proxymap\nrewrite unix - - n - - trivial-rewrite\ncleanup unix n - n - 0 cleanup\n\
             postlog unix-dgram n - n - 1 postlogd\n"
        );
        fs::write(here.join("etc/master.cf"), master).expect("configuration");
    }
}

impl Postfix {
    /// The files of mails that it took; it delivers none.
    pub(crate) fn queued(&self) -> Vec<std::path::PathBuf> {
        let folder = self.files.path().join("queue/incoming");
        let entries = fs::read_dir(folder).expect("a queue");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    }
}
