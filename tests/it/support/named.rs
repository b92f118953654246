//! BIND: zones signed by its own tools and served by it, on loopback.

use std::fmt::Write as _;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::UdpSocket;

use super::tcp::closed_port;

/// How a zone is signed.
#[derive(Debug, Clone)]
pub(crate) struct Signing {
    /// As `dnssec-keygen -a`.
    pub(crate) algorithm: &'static str,
    /// Bits, for RSA.
    pub(crate) bits: Option<u32>,
    /// Further options of `dnssec-signzone`.
    pub(crate) options: &'static [&'static str],
}

/// Elliptic curves, the usual way.
pub(crate) const ECDSA: Signing = Signing {
    algorithm: "ECDSAP256SHA256",
    bits: None,
    options: &[],
};

/// What the parent says of the keys of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ds {
    /// Nothing.
    None,
    /// The truth, in this digest: `SHA-1`, `SHA-256`.
    Right(&'static str),
    /// A key that is not there.
    Wrong,
}

/// A zone. Records stand below an SOA and NS that every zone gets.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) name: &'static str,
    pub(crate) records: String,
    pub(crate) signing: Option<Signing>,
    pub(crate) ds: Ds,
    /// Changed in the signed file, behind the back of the signature: from, to.
    pub(crate) forged: Option<(&'static str, &'static str)>,
}

impl Zone {
    /// A zone that is signed and vouched for.
    pub(crate) fn signed(name: &'static str, records: &str) -> Self {
        Self {
            name,
            records: records.to_owned(),
            signing: Some(ECDSA),
            ds: Ds::Right("SHA-256"),
            forged: None,
        }
    }

    /// A zone without keys.
    pub(crate) fn plain(name: &'static str, records: &str) -> Self {
        Self {
            signing: None,
            ds: Ds::None,
            ..Self::signed(name, records)
        }
    }
}

/// A running name server that ends with the test.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) address: SocketAddr,
    /// DS records of the first zone, for `--dnssec-anchor`.
    pub(crate) anchor: String,
    process: Child,
    files: tempfile::TempDir,
}

impl Drop for Named {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// True when the programs are there; says so when they are not.
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
pub(crate) fn installed() -> bool {
    let all = [
        "named",
        "dnssec-keygen",
        "dnssec-signzone",
        "dnssec-dsfromkey",
    ];
    let missing: Vec<&str> = all
        .into_iter()
        .filter(|name| program(name).is_none())
        .collect();
    if !missing.is_empty() {
        eprintln!(
            "skipped: {} (bind9, bind9-utils) not installed",
            missing.join(", ")
        );
    }
    missing.is_empty()
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

fn run(folder: &Path, name: &str, arguments: &[&str]) -> String {
    let output = Command::new(program(name).expect("installed"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it runs");
    assert!(
        output.status.success(),
        "{name} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The DS records of a zone, after signing it.
fn write_zone(folder: &Path, zone: &Zone, delegations: &str) -> String {
    let file = file_of(zone.name);
    let origin = if zone.name == "." {
        ".".to_owned()
    } else {
        format!("{}.", zone.name)
    };
    let text = format!(
        "$ORIGIN {origin}\n$TTL 300\n@ SOA ns.{origin2} hostmaster.{origin2} 7 7200 3600 1209600 300\n@ NS ns.{origin2}\nns A 192.0.2.53\n{}\n{delegations}",
        zone.records,
        origin2 = origin.trim_start_matches('.'),
    );
    fs::write(folder.join(&file), text).expect("zone file");
    let Some(signing) = &zone.signing else {
        return match zone.ds {
            Ds::Wrong => bad_ds(&origin),
            _ => String::new(),
        };
    };
    let bits = signing.bits.map(|bits| bits.to_string());
    let mut keygen = vec!["-q", "-a", signing.algorithm];
    if let Some(bits) = &bits {
        keygen.extend(["-b", bits]);
    }
    let ksk = run(
        folder,
        "dnssec-keygen",
        &[&keygen[..], &["-f", "KSK", &origin]].concat(),
    );
    run(folder, "dnssec-keygen", &[&keygen[..], &[&origin]].concat());
    let signed = format!("{file}.signed");
    let mut arguments = vec!["-q", "-S", "-P", "-o", &origin, "-f", &signed];
    arguments.extend(signing.options);
    arguments.push(&file);
    run(folder, "dnssec-signzone", &arguments);
    let mut text = fs::read_to_string(folder.join(&signed)).expect("signed zone");
    if let Some((from, to)) = zone.forged {
        assert!(text.contains(from), "{from} is in the zone");
        text = text.replacen(from, to, 1);
    }
    fs::write(folder.join(&file), text).expect("zone file");
    match zone.ds {
        Ds::None => String::new(),
        Ds::Wrong => bad_ds(&origin),
        Ds::Right(digest) => run(
            folder,
            "dnssec-dsfromkey",
            &["-a", digest, &format!("{}.key", ksk.trim())],
        ),
    }
}

fn bad_ds(origin: &str) -> String {
    format!("{origin} IN DS 4711 13 2 {}\n", "5A".repeat(32))
}

fn file_of(name: &str) -> String {
    format!("zone-{}", if name == "." { "root" } else { name })
}

impl Named {
    /// Serves zones, parents before children; the first is the one that is trusted.
    pub(crate) async fn start(zones: &[Zone]) -> Self {
        let files = tempfile::tempdir().expect("folder");
        let mut lines: Vec<(&str, String)> = Vec::new();
        let mut anchor = String::new();
        // Children first: their parents hold their digests.
        for (number, zone) in zones.iter().enumerate().rev() {
            let mut delegations = String::new();
            for (child, ds) in &lines {
                if parent_of(child, zones) == Some(zone.name) {
                    write!(
                        delegations,
                        "{child}. NS ns.{child}.\nns.{child}. A 192.0.2.53\n{ds}"
                    )
                    .expect("text");
                }
            }
            let ds = write_zone(files.path(), zone, &delegations);
            if number == 0 {
                anchor.clone_from(&ds);
            }
            lines.push((zone.name, ds));
        }
        let clauses: String = zones.iter().fold(String::new(), |mut text, zone| {
            writeln!(
                text,
                "zone \"{}\" {{ type primary; file \"{}\"; }};",
                zone.name,
                file_of(zone.name)
            )
            .expect("text");
            text
        });
        let mut server = Self::serve(files, "recursion no;", &clauses).await;
        server.anchor = anchor;
        server
    }

    /// A resolver that asks another server and judges for itself what it gets.
    pub(crate) async fn resolver(before: &Self) -> Self {
        let files = tempfile::tempdir().expect("folder");
        let (address, port) = (before.address.ip(), before.address.port());
        let words: Vec<&str> = before.anchor.split_whitespace().collect();
        // `. IN DS tag algorithm type digest`, as it stands in the configuration.
        let [owner, _, _, tag, algorithm, kind, digest @ ..] = &words[..] else {
            panic!("DS: {}", before.anchor)
        };
        let options = format!(
            "recursion yes; dnssec-validation yes; forward only; forwarders {{ {address} port {port}; }};"
        );
        let anchors = format!(
            "trust-anchors {{ {owner} static-ds {tag} {algorithm} {kind} \"{}\"; }};",
            digest.concat()
        );
        Self::serve(files, &options, &anchors).await
    }

    async fn serve(files: tempfile::TempDir, options: &str, clauses: &str) -> Self {
        let address = closed_port().await;
        let folder = files.path().display();
        let text = format!(
            "options {{ directory \"{folder}\"; listen-on port {} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; pid-file none; session-keyfile none; {options} }};\ncontrols {{ }};\n{clauses}",
            address.port()
        );
        let file = files.path().join("named.conf");
        fs::write(&file, text).expect("configuration");
        let log = fs::File::create(files.path().join("log")).expect("log");
        let process = Command::new(program("named").expect("installed"))
            .args(["-g", "-n", "1", "-c"])
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("named");
        let server = Self {
            address,
            anchor: String::new(),
            process,
            files,
        };
        server.wait().await;
        server
    }

    async fn wait(&self) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("free port");
        socket.connect(self.address).await.expect("loopback");
        // A question about the version, which nobody answers wrongly.
        let question = b"\x12\x34\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x06\x00\x01";
        let mut buffer = [0; 4096];
        for _ in 0..200 {
            let answered = socket.send(question).await.is_ok()
                && tokio::time::timeout(Duration::from_millis(50), socket.recv(&mut buffer))
                    .await
                    .is_ok_and(|got| got.is_ok());
            if answered {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let log = fs::read_to_string(self.files.path().join("log")).unwrap_or_default();
        panic!("named does not answer: {log}");
    }
}

/// The longest of the zones that a zone lies in.
fn parent_of<'a>(child: &str, zones: &'a [Zone]) -> Option<&'a str> {
    zones
        .iter()
        .map(|zone| zone.name)
        .filter(|name| *name != child && (*name == "." || child.ends_with(&format!(".{name}"))))
        .max_by_key(|name| name.trim_matches('.').len())
}
