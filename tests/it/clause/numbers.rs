//! Numbers in words, and how the text is parted.

use waarborg::domain::clause::{Bound, Presence, Unit};

use super::{agreement, of, read};

/// What is read of a period in a sentence about breaches.
fn period(words: &str) -> Option<(u32, Unit, Bound)> {
    let nl = format!("De verwerker meldt een datalek binnen {words} na ontdekking.");
    let en = format!(
        "The processor notifies a personal data breach within {words} after becoming aware."
    );
    [nl, en].iter().find_map(|text| {
        let readings = read(text);
        let figure = of(&readings, "A33-2")
            .matches
            .first()?
            .figures
            .first()?
            .clone();
        Some((figure.count, figure.unit, figure.bound))
    })
}

#[test]
fn periods_in_digits_and_words() {
    use Bound::{Beyond, Unclear, Within};
    use Unit::{Days, Hours, Months, Weeks, WorkingDays};
    for (words, expected) in [
        ("24 uur", (24, Hours, Within)),
        ("vierentwintig (24) uur", (24, Hours, Within)),
        ("tweeënzeventig uur", (72, Hours, Beyond)),
        ("achtenveertig uren", (48, Hours, Within)),
        ("honderdtwintig uur", (120, Hours, Beyond)),
        ("seventy-two (72) hours", (72, Hours, Beyond)),
        ("forty eight hours", (48, Hours, Within)),
        ("one hundred and twenty hours", (120, Hours, Beyond)),
        ("two business days", (2, WorkingDays, Unclear)),
        ("twee werkdagen", (2, WorkingDays, Unclear)),
        ("5 working days", (5, WorkingDays, Beyond)),
        ("een dag", (1, Days, Within)),
        ("one day", (1, Days, Within)),
        ("a week", (1, Weeks, Beyond)),
        ("drie kalenderdagen", (3, Days, Beyond)),
        ("een maand", (1, Months, Beyond)),
        ("1.000 hours", (1000, Hours, Beyond)),
        ("1 000 uur", (1000, Hours, Beyond)),
        ("1 000 000 uur", (1_000_000, Hours, Beyond)),
        ("48,5 uur", (48, Hours, Beyond)),
        ("48,0 uur", (48, Hours, Within)),
        ("2,5 dagen", (2, Days, Beyond)),
        ("2½ dagen", (2, Days, Beyond)),
        ("two and a half days", (2, Days, Beyond)),
        ("0,5 week", (0, Weeks, Beyond)),
        ("1/2 maand", (0, Months, Beyond)),
        ("een half etmaal", (0, Days, Within)),
        ("anderhalve dag", (1, Days, Within)),
        ("1.5 etmaal", (1, Days, Within)),
        ("\u{667}\u{662} uur", (72, Hours, Beyond)),
        ("72h", (72, Hours, Beyond)),
        ("24u", (24, Hours, Within)),
        ("72 (vierentwintig) uur", (72, Hours, Beyond)),
        ("24 (tweeënzeventig) uur", (24, Hours, Beyond)),
        ("24 (achtenveertig) uur", (24, Hours, Unclear)),
    ] {
        assert_eq!(period(words), Some(expected), "{words}");
    }
    for words in [
        "redelijke tijd",
        "a reasonable time",
        "hours",
        "twentieth hours",
    ] {
        assert_eq!(period(words), None, "{words}");
    }
}

#[test]
fn digits_and_words_that_differ_are_said() {
    let readings =
        read("De verwerker meldt een datalek binnen 24 (achtenveertig) uur na ontdekking.");
    let reading = of(&readings, "A33-2");
    assert_eq!(reading.presence, Presence::Weak);
    assert!(
        reading
            .notes
            .iter()
            .any(|note| note.nl.contains("24 (achtenveertig) uur"))
    );
}

#[test]
fn a_least_is_no_most() {
    for (text, bound) in [
        (
            "De verwerker meldt een datalek niet eerder dan 24 uur na ontdekking.",
            Bound::Beyond,
        ),
        (
            "De verwerker meldt een datalek ten minste 24 uur na ontdekking.",
            Bound::Beyond,
        ),
        (
            "De verwerker meldt een datalek niet later dan 24 uur na ontdekking.",
            Bound::Within,
        ),
        (
            "The processor notifies a breach no earlier than 24 hours after discovery.",
            Bound::Beyond,
        ),
        (
            "The processor notifies a breach not more than 24 hours after discovery.",
            Bound::Within,
        ),
        (
            "The processor notifies a breach more than 24 hours after discovery.",
            Bound::Beyond,
        ),
        (
            "The processor notifies a breach after 24 hours.",
            Bound::Unclear,
        ),
    ] {
        let readings = read(text);
        let reading = of(&readings, "A33-2");
        assert_eq!(reading.matches[0].figures[0].bound, bound, "{text}");
        let present = bound == Bound::Within;
        assert_eq!(reading.presence == Presence::Present, present, "{text}");
    }
}

#[test]
fn one_good_number_does_not_silence_a_bad_one() {
    for (clause, text, numbers) in [
        (
            "A33-2",
            "Notification of a personal data breach is made without undue delay to the controller after becoming aware, within 30 days.\n\nThe supplier informs the marketing department about a data breach within 24 hours after becoming aware.",
            ["30 days", "24 hours"],
        ),
        (
            "A28-3g",
            "The processor deletes all personal data within 10 years after the end of the agreement, or returns them at the choice of the controller.\n\nBackups of log data are deleted or returned within 30 days after termination of the agreement at the choice of the controller.",
            ["10 years", "30 days"],
        ),
        (
            "A33-2",
            "Melding van een datalek vindt plaats binnen 72 uur na ontdekking, onverwijld. Een inbreuk wordt gemeld binnen 24 uur aan de afdeling marketing.",
            ["72 uur", "24 uur"],
        ),
    ] {
        let readings = read(text);
        let reading = of(&readings, clause);
        assert_eq!(reading.presence, Presence::Weak, "{text}");
        for number in numbers {
            assert!(
                reading.notes.iter().any(|note| note.en.contains(number)),
                "{number} {:?}",
                reading.notes
            );
        }
    }
}

#[test]
fn paragraphs_clauses_and_headings_are_parted() {
    let part = agreement(
        "Artikel 5 Datalekken\n5.1 De leverancier meldt elk data-\nlek direct.\n5.2 Hij helpt\nbij het onderzoek.\n\n(a) eerste\n(b) tweede\n\nLosse alinea\nover twee regels.",
    );
    let texts: Vec<&str> = part.passages.iter().map(|p| p.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Artikel 5 Datalekken",
            "5.1 De leverancier meldt elk datalek direct.",
            "5.2 Hij helpt bij het onderzoek.",
            "(a) eerste",
            "(b) tweede",
            "Losse alinea over twee regels.",
        ]
    );
    assert_eq!(
        part.passages[1].heading.as_deref(),
        Some("Artikel 5 Datalekken")
    );
    assert_eq!(part.passages[1].number, 2, "the line it begins on");
}

#[test]
fn items_stand_under_their_heading_and_lead() {
    let part = agreement(
        "## 5. Data Breaches\n\nIn event of a breach, Processor shall:\n\n1. Notify Controller (max 72 hours)\n2. Provide details\n\n## 6. Audits\n- On site",
    );
    let found: Vec<(Option<&str>, &str)> = part
        .passages
        .iter()
        .map(|p| (p.heading.as_deref(), p.text.as_str()))
        .collect();
    let above = Some("5. Data Breaches · In event of a breach, Processor shall:");
    assert_eq!(
        found,
        [
            (None, "5. Data Breaches"),
            (
                Some("5. Data Breaches"),
                "In event of a breach, Processor shall:"
            ),
            (above, "1. Notify Controller (max 72 hours)"),
            (above, "2. Provide details"),
            (None, "6. Audits"),
            (Some("6. Audits"), "- On site"),
        ]
    );
    let readings = read(
        "5. Data Breaches\n\nProcessor shall:\n\n1. Notify Controller without undue delay (max 72 hours)",
    );
    let figure = &of(&readings, "A33-2").matches[0].figures[0];
    assert_eq!((figure.count, figure.bound), (72, Bound::Beyond));
}

#[test]
fn a_very_long_paragraph_is_cut_at_sentences() {
    let text = "De leverancier houdt zich aan de regels. ".repeat(200);
    let part = agreement(&text);
    assert!(part.passages.len() > 4);
    assert!(
        part.passages
            .iter()
            .all(|p| p.text.chars().count() <= 1_500 && p.text.ends_with('.'))
    );
}

#[test]
fn a_gap_stays_within_its_sentence() {
    let apart =
        "De leverancier vraagt voorafgaande opgave van subverwerkers. Hij heeft toestemming.";
    let together = "Voor subverwerkers is voorafgaande schriftelijke toestemming nodig, algemene schriftelijke toestemming volstaat.";
    let points = |text: &str| {
        of(&read(text), "A28-2a")
            .matches
            .first()
            .map_or(0, |m| m.points)
    };
    assert!(points(together) >= 5);
    assert!(points(apart) < 3, "{}", points(apart));
}
