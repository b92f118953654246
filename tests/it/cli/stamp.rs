//! Time stamps by an authority of our own on loopback: `openssl ts` behind a few lines of HTTP.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};

use super::seal::assessed;
use crate::support::container::Container;

const STORED: &str = "acme/assessments/2026-11-22T120000Z";
const SETTINGS: &str = "
[tsa]
default_tsa = authority
[authority]
serial = ./serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
ess_cert_id_alg = sha256
[leaf]
basicConstraints = CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
";

fn openssl(folder: &Path, arguments: &str) -> Option<bool> {
    let status = Command::new("openssl")
        .current_dir(folder)
        .args(arguments.split(' '))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.ok().map(|status| status.success())
}

/// Keys and certificates of an authority, by kind of key; nothing when the program is not installed.
fn authority(folder: &Path, key: &str) -> Option<()> {
    std::fs::write(folder.join("tsa.cnf"), SETTINGS).expect("a file");
    std::fs::write(folder.join("serial"), "01\n").expect("a file");
    let new = "-nodes -sha256 -days 30";
    for step in [
        format!("req -x509 {new} -newkey {key} -keyout ca.key -out ca.pem -subj /CN=Fictional_Root"),
        format!("req {new} -newkey {key} -keyout tsa.key -out tsa.csr -subj /CN=Fictional_Time"),
        "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -sha256 -extfile tsa.cnf -extensions leaf -out tsa.pem".to_owned(),
        format!("req -x509 {new} -newkey {key} -keyout other.key -out other.pem -subj /CN=Other_Root"),
    ] {
        // `-days` belongs to certificates, not to requests.
        let step = if step.contains(".csr ") && step.starts_with("req ") {
            step.replace(" -days 30", "")
        } else {
            step
        };
        assert!(openssl(folder, &step)?, "openssl {step}");
    }
    Some(())
}

/// Answers one question for each connection, until the test ends.
fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let folder = folder.to_path_buf();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.expect("a connection"), &folder);
        }
    });
    format!("http://{address}/")
}

fn answer(mut stream: TcpStream, folder: &Path) {
    let (mut seen, mut chunk) = (Vec::new(), [0; 4096]);
    let (head, length) = loop {
        let read = stream.read(&mut chunk).expect("a request");
        seen.extend(&chunk[..read]);
        let text = String::from_utf8_lossy(&seen).to_lowercase();
        let Some(head) = text.find("\r\n\r\n") else {
            continue;
        };
        let length = text.split("content-length: ").nth(1).expect("a length");
        let length: usize = length
            .lines()
            .next()
            .expect("it")
            .trim()
            .parse()
            .expect("a number");
        if seen.len() >= head + 4 + length {
            assert!(text.contains("application/timestamp-query"));
            break (head, length);
        }
    };
    let question = &seen[head + 4..head + 4 + length];
    std::fs::write(folder.join("question.tsq"), question).expect("a file");
    let made = "ts -reply -config tsa.cnf -queryfile question.tsq -inkey tsa.key -signer tsa.pem -out answer.tsr";
    assert_eq!(openssl(folder, made), Some(true), "openssl ts");
    let answer = std::fs::read(folder.join("answer.tsr")).expect("an answer");
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/timestamp-reply\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        answer.len()
    );
    stream.write_all(head.as_bytes()).expect("written");
    stream.write_all(&answer).expect("written");
}

#[test]
fn an_authority_stamps_a_pack() {
    for key in ["rsa:2048", "ec -pkeyopt ec_paramgen_curve:prime256v1"] {
        let place = assessed();
        if authority(&place.at(""), key).is_none() {
            crate::support::skipped("openssl");
            return;
        }
        let url = serve(&place.at(""));
        place
            .run([
                "seal",
                STORED,
                "--output",
                "stamped.zip",
                "--timestamp",
                &url,
            ])
            .ends(0);
        let ran = place
            .run(["verify", "stamped.zip", "--ca", "ca.pem"])
            .ends(0);
        assert!(ran.out.contains("Fictional_Time"), "{}", ran.out);
        let ran = place.run(["verify", "stamped.zip"]).ends(0);
        assert!(ran.out.contains("only know with --ca"), "{}", ran.out);
        place
            .run(["verify", "stamped.zip", "--ca", "other.pem"])
            .ends(6)
            .blames(&["not to be trusted"]);
        // A pack without one, and one with the stamp of another.
        let plain = format!("{STORED}/evidence.zip");
        place
            .run(["verify", &plain, "--ca", "ca.pem"])
            .ends(6)
            .blames(&["the pack has none"]);
        let stamped = Container::read(&std::fs::read(place.at("stamped.zip")).expect("a pack"));
        let entry = |name: &str| stamped.entries.iter().find(|e| e.name == name).cloned();
        let stamp = entry("manifest.json.tsr").expect("a stamp");
        place.run(["key", "new", "k"]).ends(0);
        place
            .run(["seal", STORED, "--output", "signed.zip", "--sign", "k"])
            .ends(0);
        let mut signed = Container::read(&std::fs::read(place.at("signed.zip")).expect("a pack"));
        let at = signed.entries.partition_point(|e| e.name < stamp.name);
        signed.entries.insert(at, stamp);
        place.write("moved.zip", signed.write());
        place
            .run(["verify", "moved.zip"])
            .ends(6)
            .blames(&["about something else"]);
        // Others read what is kept.
        std::fs::create_dir(place.at("open")).expect("a folder");
        if openssl(&place.at(""), "version") == Some(true)
            && Command::new("unzip")
                .args(["-q", "stamped.zip", "-d", "open"])
                .current_dir(place.at(""))
                .status()
                .is_ok_and(|status| status.success())
        {
            let check =
                "ts -verify -in open/manifest.json.tsr -data open/manifest.json -CAfile ca.pem";
            assert_eq!(openssl(&place.at(""), check), Some(true));
        }
    }
}

#[test]
fn without_an_answer_there_is_no_stamp_and_it_is_said() {
    let place = assessed();
    let nobody = "http://127.0.0.1:1/";
    let seal = ["seal", STORED, "--output", "x.zip", "--timestamp", nobody];
    place
        .run(seal)
        .refused(&["--timestamp", "no time stamp came"]);
    assert!(!place.at("x.zip").exists());
    let later = "2026-11-23T12:00:00Z";
    let assess = [
        "assess",
        "acme",
        "--offline",
        "--as-of",
        later,
        "--timestamp",
        nobody,
    ];
    place
        .run(assess)
        .misused(&["does not go with --offline", "waarborg seal"]);
}
