//! `openssl ocsp` as a responder that we did not write. It reads the question from a file and writes the answer to one;
//! a server of ours on loopback carries both.

use std::path::Path;
use std::process::{Command, Stdio};

use super::openssl::block;
use super::pki::{Leaf, Pki};
use super::tcp::{Server, response_of, service};

/// A responder for one leaf; nothing when the program is not installed.
pub(crate) async fn openssl(pki: &Pki, leaf: &Leaf, revoked: bool) -> Option<Server> {
    Command::new("openssl").arg("version").output().ok()?;
    let files = tempfile::tempdir().expect("folder");
    let write = |name: &str, text: String| {
        std::fs::write(files.path().join(name), text).expect("file");
    };
    let serial = u32::from_be_bytes(leaf.serial[..].try_into().expect("four bytes"));
    let state = if revoked {
        "R\t401231000000Z\t260301000000Z,keyCompromise"
    } else {
        "V\t401231000000Z\t"
    };
    write(
        "index.txt",
        format!("{state}\t{serial:08X}\tunknown\t/CN=x\n"),
    );
    write("ca.pem", block("CERTIFICATE", pki.intermediate.der()));
    write("key.pem", block("PRIVATE KEY", &pki.key.serialize_der()));
    Some(service(move |head, question| answer(files.path(), head, question)).await)
}

fn answer(files: &Path, head: &str, question: &[u8]) -> Vec<u8> {
    assert!(head.starts_with("post / http/1.1"), "{head}");
    assert!(
        head.contains("content-type: application/ocsp-request"),
        "{head}"
    );
    std::fs::write(files.join("question.der"), question).expect("file");
    let done = Command::new("openssl")
        .current_dir(files)
        .args(["ocsp", "-index", "index.txt", "-CA", "ca.pem"])
        .args(["-rsigner", "ca.pem", "-rkey", "key.pem", "-nmin", "60"])
        .args(["-reqin", "question.der", "-respout", "answer.der"])
        .stdin(Stdio::null())
        .output()
        .expect("openssl ocsp");
    let words = String::from_utf8_lossy(&done.stderr).into_owned();
    let answer = std::fs::read(files.join("answer.der"));
    response_of(&answer.unwrap_or_else(|_| panic!("{words}")))
}
