//! What `waarborg breach` writes: the data for the form, the letter and the register.

use super::{AT, answer, high_risk, place, run, says, written};

#[test]
fn the_form_follows_its_sections_and_shows_its_gaps() {
    let place = place(&high_risk());
    run(&place, &[])
        .ends(0)
        .blames(&["Still empty in the papers", "[to be filled in]"]);
    let form = place.read(&format!("acme/breaches/{AT}/form-ap-2021.nl.txt"));
    says(
        &form,
        &[
            "Autoriteit Persoonsgegevens (AP)",
            "Soort melding:\n    Een eerste melding\n",
            "Redelijk zeker sinds (begin van de termijn):\n    20 november 2026, 16:20 uur (UTC+01:00)\n",
            "Gewone gegevens:\n    Naam, adres, woonplaats; E-mailadressen of andere elektronische adressen; Toegangs-",
            "Ten minste:\n    1200\n",
            "Oorzaak:\n    [nog in te vullen]\n",
            // In time: there is no delay to explain.
            "Reden van de vertraging:\n    [leeg laten, tenzij dit van toepassing is]\n",
        ],
    );
    let places: Vec<usize> = (0..10)
        .map(|number| form.find(&format!("\n{number}. ")).expect("a section"))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    // What is not asked is not in it.
    assert!(!form.contains("Nummer van de eerdere melding"));

    let letter = place.read(&format!("acme/breaches/{AT}/letter.en.txt"));
    says(
        &letter,
        &[
            "What happened?\nSomeone could read your name and password.",
            "Fraud or identity fraud; Spam or phishing",
            "Change your password.",
            "privacy@buyer.example",
        ],
    );
    assert!(
        !letter.contains("reported this to the authority"),
        "not yet"
    );
    assert!(!letter.contains("to be filled in"), "{letter}");
}

#[test]
fn another_authority_has_its_own_form() {
    let mut answers = high_risk();
    answers.insert("breach.authority", "'gba'");
    let place = place(&answers);
    run(&place, &[]).ends(0);
    let form = place.read(&format!("acme/breaches/{AT}/form-gba-eform.en.txt"));
    says(
        &form,
        &[
            "Belgian Data Protection Authority",
            "e-forms portal",
            "E. Likely consequences",
        ],
    );
    answers.insert("breach.authority", "'other'");
    answer(&place, &answers);
    run(&place, &["--as-of", "2026-11-22T12:00:00Z"]).ends(0);
    let form = "acme/breaches/2026-03/2026-11-22T120000Z/form-other.en.txt";
    assert!(!place.read(form).contains("Notify: Dutch"));
}

#[test]
fn a_small_risk_goes_to_the_register_alone() {
    let mut answers = high_risk();
    answers.insert("breach.risk", "'unlikely'");
    answers.insert("breach.tell-anyway", "'no'");
    let place = place(&answers);
    let ran = run(&place, &[]).ends(0);
    says(&ran.out, &["Notifying the authority is not needed"]);
    let files = written(&place);
    assert_eq!(files.len(), 4, "{files:?}");
    let register: toml::Table = place
        .read("acme/breaches/register.toml")
        .parse()
        .expect("a register");
    let entry = &register["entry"][0];
    assert_eq!(entry["id"].as_str(), Some("2026-03"));
    let risk = entry["risk"].as_str().expect("a risk");
    says(risk, &["A risk is unlikely", "Passwords in the clear."]);
    for field in ["facts", "effects", "remedy"] {
        assert!(entry.get(field).is_some(), "article 33(5) asks for {field}");
    }
}

#[test]
fn nothing_is_ever_written_over() {
    let place = place(&high_risk());
    run(&place, &[]).ends(0);
    let before = place.contents();
    run(&place, &[])
        .ends(3)
        .blames(&["never written over", "--as-of"]);
    assert_eq!(place.contents(), before);

    let first = place.read("acme/breaches/register.toml");
    place.write(
        "acme/breaches/register.toml",
        format!("{first}# A remark of our own.\n"),
    );
    let noted = place.read("acme/breaches/register.toml");
    run(&place, &["--as-of", "2026-11-22T12:00:00Z"]).ends(0);
    let second = place.read("acme/breaches/register.toml");
    assert!(second.starts_with(&noted), "entries are added at the end");
    let register: toml::Table = second.parse().expect("a register");
    assert_eq!(register["entry"].as_array().map(Vec::len), Some(2));

    // A register that is none is not added to, and then nothing else is written either.
    place.write("acme/breaches/register.toml", "format = 1\n[[entry]\n");
    let before = place.contents();
    run(&place, &["--as-of", "2026-11-23T12:00:00Z"])
        .ends(3)
        .blames(&["register.toml:2"]);
    place.write("acme/breaches/register.toml", "format = 2\n");
    run(&place, &["--as-of", "2026-11-23T12:00:00Z"])
        .ends(3)
        .blames(&["no register of breaches"]);
    place.write("acme/breaches/register.toml", "format = 1\n[[entry]\n");
    assert_eq!(place.contents(), before);
}

#[test]
fn hostile_words_act_on_nothing() {
    let mut answers = high_risk();
    answers.insert("breach.id", r#""../../../etc/\u001B[31mcron\u202Ed""#);
    answers.insert(
        "breach.summary",
        r#""one\r\n9. Other\n\u001B]0;title\u0007two\n[[entry]]\nid = \"forged\"\n'''\n\"\"\"\n{breach.advice} {controller}""#,
    );
    answers.insert(
        "breach.plain",
        r#""{breach.advice} <script>alert(1)</script> \u202Etxt""#,
    );
    let place = place(&answers);
    let ran = run(&place, &[]).ends(0);
    for text in [&ran.out, &ran.err] {
        assert!(
            !text.contains('\u{1b}') && !text.contains('\u{202e}'),
            "{text}"
        );
    }
    let files = written(&place);
    let folder = "etc-31mcrond/2026-11-21T120000Z";
    assert!(
        files
            .iter()
            .all(|file| file.starts_with(folder) || file == "register.toml"),
        "{files:?}"
    );
    let register = place.read("acme/breaches/register.toml");
    let table: toml::Table = register.parse().expect("a register");
    assert_eq!(
        table["entry"].as_array().map(Vec::len),
        Some(1),
        "{register}"
    );
    let form = place.read(&format!("acme/breaches/{folder}/form-ap-2021.en.txt"));
    assert_eq!(
        form.matches("\n9. Other\n").count(),
        1,
        "no heading but our own"
    );
    says(&form, &["\n    9. Other\n", "{breach.advice} {controller}"]);
    let letter = place.read(&format!("acme/breaches/{folder}/letter.en.txt"));
    // What stands in an answer is not filled in again.
    says(&letter, &["{breach.advice} <script>alert(1)</script> txt"]);
    for name in ["form-ap-2021.en.txt", "letter.en.txt", "decision.en.txt"] {
        let text = place.read(&format!("acme/breaches/{folder}/{name}"));
        let acts = |c: char| c.is_control() && c != '\n';
        assert!(!text.contains(acts) && !text.contains('\u{202e}'), "{name}");
    }
}
