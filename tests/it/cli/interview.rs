//! `waarborg interview` in a terminal of its own.

use std::process::Command;

use rexpect::session::{Options, PtySession, spawn_with_options};

use super::Place;

const ANSWERS: &str = "acme/answers/quick.toml";
const DOWN: &str = "\u{1b}[B";
const ESCAPE: &str = "\u{1b}";
const CTRL_C: &str = "\u{3}";

fn talk(place: &Place, options: &[&str]) -> PtySession {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waarborg"));
    command
        .current_dir(place.at(""))
        .env_clear()
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .args(["interview", "acme", "--packs", "quick", "--lang", "en"])
        .args(options);
    let settings = Options::new()
        .timeout_ms(Some(20_000))
        .strip_ansi_escape_codes(true);
    spawn_with_options(command, settings).expect("a terminal")
}

/// Waits for a text, and then sends keys.
#[track_caller]
fn at(session: &mut PtySession, text: &str, keys: &str) {
    session
        .exp_string(text)
        .unwrap_or_else(|error| panic!("`{text}` does not come: {error}"));
    session.send(keys).expect("keys");
    session.flush().expect("keys");
}

#[test]
fn every_answer_is_kept_at_once_and_the_next_run_goes_on() {
    let place = Place::with_dossier();
    let mut session = talk(&place, &["--by", "Procurement"]);
    at(&mut session, "Which processor agreement applies", "");
    at(&mut session, "Esc for the menu", &format!("{DOWN}\r"));
    at(&mut session, "Which of these subjects", "");
    let after = place.read(ANSWERS);
    assert!(after.contains("value = \"accepted\""), "{after}");
    assert!(after.contains("by = \"Procurement\""), "{after}");
    at(&mut session, "Esc for the menu", CTRL_C);
    session.exp_string("1 question answered").expect("the end");
    session.exp_eof().expect("the end");

    let mut session = talk(&place, &[]);
    at(&mut session, "1 of ", "");
    at(&mut session, "Which of these subjects", "");
    at(&mut session, "Esc for the menu", ESCAPE);
    // Help first, then back to the first question, whose answer is the one in front.
    at(&mut session, "Menu", &format!("{DOWN}\r"));
    session.exp_string("Basis: gdpr:").expect("help");
    at(&mut session, "Esc for the menu", CTRL_C);
    session.exp_eof().expect("the end");
    place
        .run(["assess", "acme", "--offline", "--quiet"])
        .ends(0);
}

#[test]
fn the_menu_takes_remarks_and_leads_out() {
    let place = Place::with_dossier();
    let mut session = talk(&place, &[]);
    at(&mut session, "Esc for the menu", ESCAPE);
    at(&mut session, "Menu", &format!("{}\r", DOWN.repeat(4)));
    at(&mut session, "Comment:", "ask the lawyer\r");
    // A remark is no answer: the same question comes again.
    at(&mut session, "Which processor agreement applies", "");
    let after = place.read(ANSWERS);
    assert!(after.contains("comment = \"ask the lawyer\""), "{after}");
    at(&mut session, "Esc for the menu", ESCAPE);
    at(&mut session, "Menu", &format!("{}\r", DOWN.repeat(6)));
    at(&mut session, "By which day", "soon\r");
    at(&mut session, "Write a day as", &"\u{7f}".repeat(4));
    at(&mut session, "By which day", "2027-06-30\r");
    at(&mut session, "Promised for 2027-06-30", "");
    at(&mut session, "Esc for the menu", &format!("{DOWN}\r"));
    at(&mut session, "Which of these subjects", "");
    let after = place.read(ANSWERS);
    assert!(after.contains("planned = 2027-06-30"), "{after}");
    at(&mut session, "Esc for the menu", ESCAPE);
    at(&mut session, "Menu", &format!("{}\r", DOWN.repeat(8)));
    session
        .exp_string("Go on with: waarborg interview acme")
        .expect("the end");
    session.exp_eof().expect("the end");
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let place = Place::with_dossier();
    place
        .run(["interview", "acme"])
        .ends(2)
        .blames(&["needs a terminal", "questionnaire export"]);
}
