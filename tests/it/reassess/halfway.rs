//! The network goes away while a run is at work.
#![cfg(unix)]

use waarborg::domain::assessment::Assessment;

use super::stop::started;
use super::{portfolio, stored};
use crate::cli::{Place, parse};
use crate::support::certs::self_signed;
use crate::support::tls::{CURRENT, hello};

const DOSSIERS: usize = 12;
const SEEN: usize = 5;

const LOOK: [&str; 10] = [
    "reassess",
    "p",
    "--lean",
    "--allow-private",
    "--concurrency",
    "1",
    "--rate",
    "1000",
    "--timeout",
    "2",
];

fn read(place: &Place, number: usize, name: &str) -> Assessment {
    parse(&place.read(&format!(
        "p/d{number:02}/assessments/{name}/assessment.json"
    )))
}

fn newest(place: &Place, number: usize) -> (usize, Assessment) {
    let names = stored(place, &format!("p/d{number:02}"));
    let name = names.last().expect("an assessment");
    (names.len(), read(place, number, name))
}

/// Whether the server was seen. Where its address is registered can be told without any network.
fn saw(assessment: &Assessment) -> bool {
    let mut looks = assessment.observations.0.iter();
    looks.any(|observation| observation.tls().is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_away_half_way_costs_sight_and_nothing_else() {
    let server = hello(&self_signed("a.example"), CURRENT).await;
    let place = portfolio(0);
    for number in 0..DOSSIERS {
        let root = format!("p/d{number:02}");
        super::copy(&place.at("seed"), &place.at(&root));
        place.edit(
            &format!("{root}/dossier.toml"),
            "target = \"https://www.example.nl/\"",
            &format!("target = \"https://{}/\"", server.address),
        );
    }
    place.run(LOOK.iter().chain(&["-q"])).ends(0);
    let good: Vec<(String, Vec<u8>)> = place.contents();
    for number in 0..DOSSIERS {
        let (count, first) = newest(&place, number);
        assert_eq!(count, 1);
        assert!(saw(&first), "d{number:02} was seen");
    }

    // Another second, so another moment.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let until = format!("({SEEN} of {DOSSIERS})");
    let mut child = started(
        &place,
        &[&LOOK[..], &["--output", "out.txt"]].concat(),
        &until,
    );
    drop(server);
    let status = child.wait().expect("an end");
    assert_eq!(status.code(), Some(0), "the run goes on to its end");

    // Nothing that was there is another, and every dossier has its assessment.
    for (path, content) in good {
        let there = std::fs::read(place.at(&path)).expect("still there");
        assert!(there == content, "{path} was written over");
    }
    let out = place.read("out.txt");
    assert!(out.contains("12 assessed"), "{out}");
    let mut blind = 0;
    for number in 0..DOSSIERS {
        let (count, now) = newest(&place, number);
        assert_eq!(count, 2, "d{number:02}");
        let saw = saw(&now);
        assert!(saw || number >= SEEN, "d{number:02} was seen in time");
        blind += usize::from(!saw);
        // What nobody could see is no improvement and no solved finding.
        let names = stored(&place, &format!("p/d{number:02}"));
        let then = read(&place, number, names.first().expect("the first"));
        let delta = waarborg::domain::delta::Delta::between(&then, &now);
        // The one that was looked at when it happened may have been seen half.
        assert!(saw || !delta.lost.is_empty(), "d{number:02} lost its sight");
        assert!(
            number >= SEEN || delta.lost.is_empty(),
            "d{number:02}: {:?}",
            delta.lost
        );
        if !saw {
            let better = delta.findings.iter().any(|change| {
                use waarborg::domain::delta::Shift;
                matches!(
                    change.shift,
                    Shift::Improved | Shift::Resolved | Shift::InSight
                )
            });
            assert!(!better, "d{number:02}: {:?}", delta.findings);
        }
    }
    // The one that was being looked at may have been seen half, or just have been done.
    assert!(
        blind >= DOSSIERS - SEEN - 2,
        "{blind} were not seen:\n{out}"
    );
    let told = out.matches("could be looked at then, not now").count();
    assert!((blind..=blind + 1).contains(&told), "{told}:\n{out}");

    // What could not be seen is tried again after a week, long before the next review.
    let later = waarborg::domain::day::Day::of(waarborg::assess::clock::now()).plus_days(8);
    let later = format!("{later}T23:00:00Z");
    let again = [
        "reassess",
        "p",
        "--offline",
        "--due",
        "--dry-run",
        "--as-of",
        &later,
    ];
    let ran = place.run(again).ends(0);
    assert!(
        ran.out.contains(&format!("{told} to be assessed")),
        "{}",
        ran.out
    );
}
