//! Files and names given as options: each fault is named, and nobody is contacted.

use super::Place;

const SCAN: [&str; 3] = ["scan", "example.nl", "--offline"];

#[track_caller]
fn refuse(place: &Place, option: &str, value: &str, parts: &[&str]) {
    let before = place.contents();
    place
        .run(SCAN.iter().chain(&[option, value]))
        .refused(parts);
    assert_eq!(place.contents(), before);
}

/// A value that cannot be right, whatever stands in any file.
#[track_caller]
fn misuse(place: &Place, option: &str, value: &str, parts: &[&str]) {
    let before = place.contents();
    place
        .run(SCAN.iter().chain(&[option, value]))
        .misused(parts);
    assert_eq!(place.contents(), before);
}

#[test]
fn a_location_database_that_cannot_be_used_is_named() {
    let place = Place::new();
    let shipped = include_bytes!("../../../data/geo/dbip-country-lite.mmdb");
    place.write("cut.mmdb", &shipped[..shipped.len() / 2]);
    place.write("noise.mmdb", [0xab; 5000]);
    place.write("empty.mmdb", "");
    place.write(
        "asn.mmdb",
        include_bytes!("../../../data/geo/networks.mmdb"),
    );
    place.write("feed.csv", "192.0.2.0/24,NL,,,\n198.51.100.0/33,DE,,,\n");
    std::fs::create_dir(place.at("folder.mmdb")).expect("a folder");
    for (file, parts) in [
        ("gone.mmdb", &["gone.mmdb", "cannot read this file"][..]),
        ("folder.mmdb", &["folder.mmdb"]),
        ("cut.mmdb", &["cut.mmdb", "--geo"]),
        (
            "noise.mmdb",
            &["noise.mmdb", "not a complete MaxMind DB file"],
        ),
        ("empty.mmdb", &["empty.mmdb", "--geo"]),
        ("asn.mmdb", &["asn.mmdb", "no countries"]),
        ("feed.csv", &["feed.csv", "line 2"]),
    ] {
        refuse(&place, "--geo", file, parts);
        place
            .run(["locate", "8.8.8.8", "--geo", file])
            .refused(parts);
    }
}

#[test]
fn a_list_of_route_origins_that_cannot_be_used_is_named_with_its_place() {
    let place = Place::new();
    let good = r#"{"roas":[{"asn":"AS1103","prefix":"145.100.0.0/16","maxLength":16}]}"#;
    place.write("cut.json", &good[..good.len() - 3]);
    place.write("noise.json", [0xab; 5000]);
    place.write("empty.json", "");
    place.write("types.json", "{\"roas\":[\n{\"asn\":1,\"prefix\":false}]}");
    place.write("other.json", "{\"vrps\":[]}");
    place.write("none.json", "{\"roas\":[]}");
    place.write(
        "csv.json",
        "ASN,IP Prefix,Max Length\nAS1103,145.100.0.0/16,16\n",
    );
    for (file, parts) in [
        ("gone.json", &["gone.json", "cannot read this file"][..]),
        ("cut.json", &["--vrps cut.json", "line 1, column 65", "EOF"]),
        ("noise.json", &["noise.json", "line 1, column 1"]),
        ("empty.json", &["empty.json", "EOF"]),
        ("types.json", &["types.json", "line 2", "invalid type"]),
        ("other.json", &["other.json", "no list `roas`"]),
        ("csv.json", &["csv.json", "line 1"]),
        (
            "none.json",
            &["none.json", "not one route", "write the list again"],
        ),
    ] {
        refuse(&place, "--vrps", file, parts);
        place
            .run(["locate", "8.8.8.8", "--vrps", file])
            .refused(parts);
    }
    place.write("good.json", good);
    let ran = place
        .run([
            "locate",
            "145.100.1.1",
            "--vrps",
            "good.json",
            "--format",
            "jsonl",
        ])
        .ends(0);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        answer["routes"]["payloads"][0]["prefix"], "145.100.0.0/16",
        "{answer}"
    );
    let ran = place
        .run(
            SCAN.iter()
                .chain(&["--vrps", "good.json", "--format", "json"]),
        )
        .ends(0);
    let data = super::parse(&ran.out).method.data;
    let digest = "a8314794e812b5676582a2b33bd5a98dfe13764daec67fbeda5cec3683c79022";
    assert!(
        data.iter()
            .any(|file| file.path == "good.json" && file.sha256 == digest)
    );
}

/// The file system says that it is empty; it never ends.
#[cfg(unix)]
#[test]
fn a_device_in_place_of_a_file_is_not_read_to_its_end() {
    let place = Place::new();
    refuse(&place, "--ca", "/dev/zero", &["/dev/zero"]);
    refuse(&place, "--vrps", "/dev/zero", &["/dev/zero"]);
    place
        .run(["questionnaire", "lint", "/dev/zero"])
        .refused(&["/dev/zero"]);
}

#[test]
fn a_location_database_of_ones_own_is_a_witness() {
    let place = Place::new();
    place.write("mine.csv", "145.100.0.0/16,NL,,,\n");
    let ran = place
        .run([
            "locate",
            "145.100.1.1",
            "--geo",
            "mine.csv",
            "--format",
            "jsonl",
        ])
        .ends(0);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(answer["verdict"]["rung"], "L2", "{answer}");
    let ran = place
        .run(
            SCAN.iter()
                .chain(&["--geo", "mine.csv", "--format", "json"]),
        )
        .ends(0);
    let data = super::parse(&ran.out).method.data;
    assert!(
        data.iter()
            .any(|file| file.path == "mine.csv" && file.sha256.len() == 64)
    );
}

#[test]
fn a_store_has_a_name_of_its_own() {
    let place = Place::new();
    let root = crate::support::certs::Authority::new().root();
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &root)
    );
    place.write("roots.pem", &pem);
    for (value, parts) in [
        ("roots.pem", &["--store roots.pem", "NAME=FILE"][..]),
        ("house=", &["NAME=FILE"]),
        ("=roots.pem", &["lower-case letters"]),
        ("My House=roots.pem", &["lower-case letters"]),
        ("mozilla=roots.pem", &["`mozilla` is in use"]),
        ("added=roots.pem", &["`added` is in use"]),
    ] {
        misuse(&place, "--store", value, parts);
    }
    let gone = ["gone.pem", "cannot read this file"];
    refuse(&place, "--store", "house=gone.pem", &gone);
    let ran = place
        .run(SCAN.iter().chain(&[
            "--store",
            "house=roots.pem",
            "--store",
            "house=roots.pem",
            "--format",
            "json",
        ]))
        .ends(0);
    let stores = super::parse(&ran.out).method.network.stores;
    assert!(
        matches!(&stores[..], [store] if store.starts_with("house, 2 anchors (SHA-256 ")),
        "{stores:?}"
    );
}

#[test]
fn trust_anchors_that_are_none_are_named() {
    let place = Place::new();
    place.write("empty.pem", "");
    place.write(
        "key.pem",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    );
    place.write("cut.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    place.write(
        "noise.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    refuse(
        &place,
        "--ca",
        "gone.pem",
        &["gone.pem", "cannot read this file"],
    );
    refuse(
        &place,
        "--ca",
        "empty.pem",
        &["empty.pem", "no certificate"],
    );
    refuse(&place, "--ca", "key.pem", &["key.pem", "no certificate"]);
    refuse(&place, "--ca", "cut.pem", &["cut.pem"]);
    refuse(&place, "--ca", "noise.pem", &["noise.pem"]);
}

#[test]
fn redirections_that_are_none_come_with_an_example() {
    let place = Place::new();
    for wrong in [
        "a",
        "a:1",
        "a:443:b:443",
        "a:443:127.0.0.1",
        "a:443:127.0.0.1:99999",
        ":443:127.0.0.1:1",
        "a:x:127.0.0.1:1",
    ] {
        misuse(
            &place,
            "--connect-to",
            wrong,
            &[
                wrong,
                "HOST:PORT:ADDR:PORT",
                "portal.example:443:127.0.0.1:8443",
            ],
        );
    }
}

#[test]
fn an_unknown_policy_comes_with_the_known_ones() {
    let place = Place::new();
    refuse(
        &place,
        "--policy",
        "ncsc-2025-5",
        &[
            "did you mean `ncsc-2025-05`?",
            "nl-law-2.1.1",
            "mozilla-intermediate",
        ],
    );
    refuse(
        &place,
        "--policy",
        "web",
        &["unknown policy `web`", "choose from"],
    );
    refuse(&place, "--policy", "../policy/web", &["unknown policy"]);
    for policy in ["ncsc-2025-05", "nl-law-2.1.1", "mozilla-intermediate"] {
        let ran = place
            .run(SCAN.iter().chain(&["--policy", policy, "--format", "json"]))
            .ends(0);
        assert_eq!(super::parse(&ran.out).method.policy, policy);
    }
}

#[test]
fn the_data_that_judges_is_listed_with_its_digest_and_attribution() {
    let place = Place::new();
    for lang in ["en", "nl"] {
        let ran = place.run(["data", "show", "--lang", lang]).ends(0);
        for part in [
            "policy/ncsc-2025-05.toml",
            "geo/dbip-country-lite.mmdb",
            "questionnaires/quick.toml",
            "DB-IP",
            "mozilla-intermediate",
        ] {
            assert!(ran.out.contains(part), "{part}: {}", ran.out);
        }
        assert_eq!(crate::support::words::raw_key(&ran.out), None);
    }
}
