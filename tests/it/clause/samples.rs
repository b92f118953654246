//! Whole agreements of our own making, in both languages: complete, written for the vendor, and texts that are none.

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::clause::{Bound, Presence, Reading};

use super::{clauses, of, read};

const GOOD: [(&str, &str); 2] = [
    ("en", include_str!("agreements/good-en.txt")),
    ("nl", include_str!("agreements/good-nl.txt")),
];
const VENDOR: [(&str, &str); 2] = [
    ("en", include_str!("agreements/vendor-en.txt")),
    ("nl", include_str!("agreements/vendor-nl.txt")),
];
const UNRELATED: [(&str, &str); 2] = [
    ("en", include_str!("agreements/unrelated-en.txt")),
    ("nl", include_str!("agreements/unrelated-nl.txt")),
];

fn is_dora(reading: &Reading) -> bool {
    reading.clause.starts_with("DO-")
}

#[test]
fn a_complete_agreement_has_every_clause() {
    for (lang, text) in GOOD {
        let readings = read(text);
        let lacking: Vec<String> = readings
            .iter()
            .filter(|reading| !is_dora(reading) && reading.presence != Presence::Present)
            .map(|reading| {
                format!(
                    "{} {:?} {:?} {:?}",
                    reading.clause,
                    reading.presence,
                    reading.notes,
                    reading
                        .matches
                        .iter()
                        .map(|m| (m.points, &m.because))
                        .collect::<Vec<_>>()
                )
            })
            .collect();
        assert!(lacking.is_empty(), "{lang}:\n{}", lacking.join("\n"));
    }
}

#[test]
fn an_agreement_for_the_vendor_has_none_of_them() {
    for (lang, text) in VENDOR {
        let readings = read(text);
        let praised: Vec<String> = readings
            .iter()
            .filter(|reading| reading.presence == Presence::Present)
            .map(|reading| format!("{} {:?}", reading.clause, reading.matches))
            .collect();
        assert!(praised.is_empty(), "{lang}:\n{}", praised.join("\n"));
        // What works against the customer is said, not only missed.
        for clause in [
            "A28-2a", "A28-10", "A28-3g", "A28-3h", "A33-2", "DX-5", "DX-12",
        ] {
            assert!(!of(&readings, clause).notes.is_empty(), "{lang} {clause}");
        }
    }
}

/// What the demonstration has to show: something of each kind.
#[test]
fn the_agreement_of_the_demonstration_is_half_good() {
    let readings = read(include_str!(
        "../../../data/demo/evidence/verwerkersovereenkomst.txt"
    ));
    for (clause, presence) in [
        ("A28-2b", Presence::Present),
        ("A28-3b", Presence::Present),
        ("A28-3c", Presence::Present),
        ("A28-3e", Presence::Present),
        ("A28-3a", Presence::Weak),
        ("A28-3g", Presence::Weak),
        ("A33-2", Presence::Weak),
        ("DX-5", Presence::Weak),
        ("A28-3h", Presence::NotFound),
        ("A28-3z", Presence::NotFound),
        ("A28-4", Presence::NotFound),
        ("DX-3", Presence::NotFound),
    ] {
        assert_eq!(of(&readings, clause).presence, presence, "{clause}");
    }
    let notice = &of(&readings, "DX-5").matches;
    let figures = notice.iter().flat_map(|found| &found.figures);
    let bounds: Vec<_> = figures.map(|f| (f.count, f.bound)).collect();
    assert!(bounds.contains(&(3, Bound::Beyond)), "{bounds:?}");
}

#[test]
fn other_texts_have_nothing() {
    for (lang, text) in UNRELATED {
        let found: Vec<String> = read(text)
            .iter()
            .filter(|reading| reading.presence != Presence::NotFound)
            .map(|reading| format!("{} {:?}", reading.clause, reading.matches))
            .collect();
        assert!(found.is_empty(), "{lang}:\n{}", found.join("\n"));
    }
}

#[test]
fn what_is_found_says_where_and_why() {
    for (_, text) in GOOD {
        for reading in read(text).iter().filter(|reading| !is_dora(reading)) {
            assert!(
                (1..=3).contains(&reading.matches.len()),
                "{}",
                reading.clause
            );
            for found in &reading.matches {
                assert!(!found.because.is_empty(), "{}", reading.clause);
                for words in &found.because {
                    assert!(
                        text.contains(words.as_str()) || words.contains(' '),
                        "{words}"
                    );
                }
            }
        }
    }
}

#[test]
fn numbers_written_out_are_held_against_the_limits() {
    let cases = [
        (GOOD[0].1, "A33-2", 24, Bound::Within),
        (GOOD[1].1, "A33-2", 24, Bound::Within),
        (GOOD[0].1, "DX-5", 2, Bound::Within),
        (GOOD[1].1, "DX-3", 30, Bound::Within),
        (GOOD[1].1, "A28-2b", 30, Bound::Within),
        (VENDOR[0].1, "A33-2", 10, Bound::Beyond),
        (VENDOR[1].1, "A33-2", 10, Bound::Beyond),
        (VENDOR[0].1, "DX-5", 6, Bound::Beyond),
        (VENDOR[1].1, "DX-3", 90, Bound::Beyond),
        (VENDOR[1].1, "A28-3g", 1, Bound::Beyond),
    ];
    for (text, clause, count, bound) in cases {
        let readings = read(text);
        let figures: Vec<_> = of(&readings, clause)
            .matches
            .iter()
            .flat_map(|found| &found.figures)
            .map(|figure| (figure.count, figure.bound))
            .collect();
        assert!(figures.contains(&(count, bound)), "{clause}: {figures:?}");
    }
}

#[test]
fn every_clause_rests_on_a_provision_that_there_is() {
    let norms = Catalogue::load(None, DEFAULT_POLICY)
        .expect("the shipped data")
        .norms;
    let mut eighteen = 0;
    for file in clauses() {
        for clause in &file.list {
            let (norm, provision) = clause.reference.split_once(':').expect("norm:provision");
            assert_eq!(norm, file.clauses.norm);
            let known = norms[norm]
                .provisions
                .iter()
                .any(|known| known.id == provision);
            assert!(known, "{}", clause.reference);
            eighteen += usize::from(provision.starts_with("28(") && norm == "gdpr");
            for text in [&clause.title, &clause.wants, &clause.ask] {
                assert!(!text.nl.is_empty() && !text.en.is_empty() && text.nl != text.en);
            }
            assert!(clause.weak < clause.present, "{}", clause.id);
            let most: u32 = clause.terms.iter().map(|term| term.points).sum();
            assert!(most >= clause.present, "{} can never be present", clause.id);
        }
    }
    assert_eq!(eighteen, 18, "the tests of article 28");
}
