//! `waarborg locate`: where addresses are registered or published.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::Place;

/// Locates lines of standard input as JSON, one answer a line.
fn lines(input: &str, code: i32) -> Vec<Value> {
    let ran = Place::new()
        .feed(["locate", "-", "--format", "jsonl"], input)
        .ends(code);
    ran.out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn the_order_of_the_input_is_kept_and_bad_lines_stay_in_their_place() {
    let input = "8.8.8.8\n\n  145.100.1.1  \nnonsense\n2001:db8::1\r\n[2a00:1450::1]\n10.0.0.1\n1.2.3\n8.8.8.8";
    let answers = lines(input, 3);
    let said: Vec<&str> = answers.iter().filter_map(|a| a["input"].as_str()).collect();
    assert_eq!(
        said,
        [
            "8.8.8.8",
            "145.100.1.1",
            "nonsense",
            "2001:db8::1",
            "[2a00:1450::1]",
            "10.0.0.1",
            "1.2.3",
            "8.8.8.8"
        ]
    );
    for (number, answer) in answers.iter().enumerate() {
        let bad = [2, 6].contains(&number);
        assert_eq!(answer["error"].is_string(), bad, "{answer}");
        assert_eq!(answer["verdict"].is_object(), !bad, "{answer}");
        if !bad {
            assert_eq!(answer["limits"], serde_json::json!(["endpoint_only"]));
        }
    }
    assert_eq!(
        answers[0], answers[7],
        "the same address gives the same answer"
    );
}

#[test]
fn nothing_in_gives_nothing_out() {
    assert!(lines("", 0).is_empty());
    assert!(lines("\n \n", 0).is_empty());
}

#[test]
fn a_line_without_end_is_one_bad_line() {
    let input = format!("{}\n145.100.1.1\n\u{1b}[2Jx\n", "9".repeat(3_000_000));
    let answers = lines(&input, 3);
    assert_eq!(answers.len(), 3);
    assert!(answers[0]["error"].is_string());
    assert!(
        answers[0]["input"]
            .as_str()
            .is_some_and(|shown| shown.len() <= 80)
    );
    assert_eq!(answers[1]["verdict"]["country"], "NL");
    let shown = answers[2]["input"].as_str().expect("a text");
    assert!(!shown.contains('\u{1b}'), "{shown:?}");
}

#[test]
fn an_ipv4_address_written_as_ipv6_is_the_same_address() {
    let answers = lines("::ffff:145.100.1.1\n145.100.1.1\n::ffff:9164:101\n", 0);
    for key in [
        "verdict",
        "claims",
        "control",
        "delivery",
        "scope",
        "canonical",
    ] {
        assert_eq!(answers[0][key], answers[1][key], "{key}");
        assert_eq!(answers[2][key], answers[1][key], "{key}");
    }
    assert_eq!(answers[1]["canonical"], "145.100.1.1");
}

#[test]
fn special_purpose_addresses_are_nowhere() {
    for (address, scope) in [
        ("10.1.2.3", "private-use"),
        ("::ffff:192.168.0.1", "private-use"),
        ("127.0.0.1", "loopback"),
        ("169.254.169.254", "link-local"),
        ("100.64.0.1", "shared-address-space"),
        ("203.0.113.9", "documentation"),
        ("224.0.0.1", "multicast"),
        ("fe80::1", "link-local"),
        ("fd00::1", "unique-local"),
        ("::", "unspecified"),
    ] {
        let [answer] = &lines(address, 0)[..] else {
            panic!("one answer")
        };
        assert_eq!(answer["scope"], scope, "{address}");
        assert_eq!(answer["verdict"]["rung"], "N0", "{address}");
        assert_eq!(answer["verdict"]["status"], "not_determinable", "{address}");
        assert!(answer["verdict"]["country"].is_null(), "{address}");
    }
}

#[test]
fn an_anycast_address_is_in_no_one_country() {
    for address in ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111"] {
        let [answer] = &lines(address, 0)[..] else {
            panic!("one answer")
        };
        assert_eq!(answer["verdict"]["rung"], "N1", "{answer}");
        assert_eq!(answer["verdict"]["status"], "not_determinable", "{address}");
    }
}

#[test]
fn a_published_region_outranks_everything_but_never_says_where_data_is() {
    let place = Place::new();
    // An address of a published region (AWS eu-central-1) as the shipped tables have it.
    let ran = place.run(["locate", "3.64.10.20"]).ends(0);
    for part in [
        "3.64.10.20",
        "registered or published in the EEA",
        "Germany",
        "eu-central-1",
        "L1",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    assert!(ran.out.contains("not for where data is"), "{}", ran.out);
    let ran = place.run(["locate", "3.64.10.20", "--lang", "nl"]).ends(0);
    assert!(
        ran.out.contains("Duitsland") && ran.out.contains("niet over waar gegevens staan"),
        "{}",
        ran.out
    );
    assert!(
        !ran.out.contains("cli.") && !ran.out.contains("rung."),
        "{}",
        ran.out
    );
}

#[test]
fn text_has_one_line_for_each_of_many_addresses() {
    let ran = Place::new()
        .feed(["locate", "145.100.1.1", "-", "x"], "10.0.0.1\n")
        .ends(3)
        .blames(&["1"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.out);
    assert!(lines[0].starts_with("145.100.1.1\t") && lines[0].contains("\tNL\tL4\t"));
    assert!(lines[1].starts_with("10.0.0.1\t") && lines[1].contains("\tN0\t"));
    assert_eq!(lines[2], "x\tno IP address");
}

#[test]
fn remarks_are_left_out_and_faults_name_their_line() {
    let input = "# our servers\n\n145.100.1.1 # the first\nnonsense\n";
    let answers = lines(input, 3);
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert_eq!(answers[0]["input"], "145.100.1.1");
    assert!(answers[0].get("line").is_none(), "{}", answers[0]);
    assert_eq!(answers[1]["line"], 4, "{}", answers[1]);
    let ran = Place::new().feed(["locate", "-"], input).ends(3);
    assert!(
        ran.out.ends_with("nonsense\tno IP address (line 4)\n"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_about_reports_is_not_offered() {
    let place = Place::new();
    for command in ["locate", "explain"] {
        for lang in ["nl", "en"] {
            let help = place.run([command, "--help", "--lang", lang]).ends(0).out;
            assert!(
                !help.contains("--templates") && !help.contains("--no-pdf"),
                "{help}"
            );
            assert!(help.contains("--policy"), "{help}");
        }
    }
    let ran = place
        .run(["locate", "145.100.1.1", "--templates", "."])
        .ends(2);
    assert!(
        ran.err.contains("--templates") && ran.out.is_empty(),
        "{}",
        ran.err
    );
}

#[test]
fn the_day_decides_the_legal_position() {
    // The United Kingdom: adequate under a decision that lapses.
    let place = Place::new();
    let on = |day: &str| {
        let ran = place
            .run(["locate", "81.2.69.142", "--format", "jsonl", "--as-of", day])
            .ends(0);
        let answer: Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(answer["verdict"]["country"], "GB", "{answer}");
        answer["verdict"]["status"].as_str().map(str::to_owned)
    };
    assert_eq!(on("2026-11-22").as_deref(), Some("adequacy"));
    assert_ne!(on("2019-01-01"), on("2026-11-22"), "no decision yet");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    let mut program = Command::new(env!("CARGO_BIN_EXE_waarborg"))
        .args(["locate", "-", "--format", "jsonl"])
        .current_dir(place.at(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = program.stdin.take().expect("input");
    let feeding = std::thread::spawn(move || {
        // The program may stop reading once nobody listens any more.
        for _ in 0..50_000 {
            if input.write_all(b"145.100.1.1\n").is_err() {
                break;
            }
        }
    });
    let mut first = String::new();
    let mut out = BufReader::new(program.stdout.take().expect("output"));
    out.read_line(&mut first).expect("a line");
    drop(out);
    feeding.join().expect("fed");
    let mut err = String::new();
    program
        .stderr
        .take()
        .expect("errors")
        .read_to_string(&mut err)
        .expect("text");
    let code = program.wait().expect("an end").code();
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(first.contains("145.100.1.1"));
}

#[test]
fn input_that_cannot_be_read_is_a_fault_and_not_silence() {
    let place = Place::new();
    // A folder can be opened but not read.
    let output = Command::new(env!("CARGO_BIN_EXE_waarborg"))
        .args(["locate", "-"])
        .stdin(std::fs::File::open(place.at("")).expect("a folder"))
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(3));
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(err.contains("standard input"), "{err}");
}
