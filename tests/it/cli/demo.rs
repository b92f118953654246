//! `waarborg demo`: the first thing that anyone runs.

use super::Place;

#[test]
fn the_demonstration_runs_and_runs_again() {
    let place = Place::new();
    for said in ["Go with conditions", "assessed again"] {
        let ran = place.run(["demo", "trial", "--lang", "en"]).ends(0);
        assert!(
            ran.out.contains("Said and seen") && ran.out.contains("India"),
            "{}",
            ran.out
        );
        assert!(
            ran.out.contains(said) || ran.err.contains(said),
            "{}",
            ran.err
        );
        // Assessments are named after the second.
        std::thread::sleep(std::time::Duration::from_millis(1_100));
    }
    let stored = std::fs::read_dir(place.at("trial/assessments"))
        .expect("assessments")
        .count();
    assert_eq!(stored, 2);
    every_number_of_the_report_can_be_traced(&place);
    the_pack_holds_its_reports(&place);
    documents_are_judged_in_the_language_of_the_reader(&place);
}

/// The dossier is in Dutch; who reads in English gets no Dutch words of ours beside a document.
fn documents_are_judged_in_the_language_of_the_reader(place: &Place) {
    let folder = format!("trial/assessments/{}", latest(place));
    let (dutch, english) = (
        "Een document dat dit vastlegt",
        "A document that lays this down",
    );
    for (lang, own, other) in [("en", english, dutch), ("nl", dutch, english)] {
        for format in ["md", "html", "sarif"] {
            let ran = place
                .run(["report", &folder, "--lang", lang, "--format", format])
                .ends(0);
            assert!(ran.out.contains(own), "{lang} {format}: {own}");
            assert!(!ran.out.contains(other), "{lang} {format}: {other}");
        }
        let ran = place
            .run(["explain", "--lang", lang, "--in", &folder, "loc.primary"])
            .ends(0);
        assert!(
            ran.out.contains(own) && !ran.out.contains(other),
            "{}",
            ran.out
        );
    }
}

/// The names that stand beside the numbers of the page, each explained in one run.
fn every_number_of_the_report_can_be_traced(place: &Place) {
    let folder = format!("trial/assessments/{}", latest(place));
    let html = place.read(&format!("{folder}/report.html"));
    let mut ids: Vec<&str> = html
        .split("<code class=\"id\">")
        .skip(1)
        .filter_map(|rest| rest.split("</code>").next())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    for total in [
        "residual",
        "coverage",
        "confidence",
        "trust",
        "inherent",
        "verdict",
    ] {
        assert!(ids.contains(&total), "{total} stands beside no number");
    }
    assert!(ids.len() > 100, "{}", ids.len());
    // Each row of figures has a name in it.
    let figures = |class: &str| {
        let start = html.find(class).expect("a table");
        let (table, _) = html[start..].split_once("</table>").expect("an end");
        table
            .split("<tr>")
            .filter(|row| row.contains("class=\"number\" data-label"))
            .map(str::to_owned)
            .collect::<Vec<String>>()
    };
    for class in [
        "<table class=\"stack chart\"",
        "<table class=\"stack contributions\"",
    ] {
        let rows = figures(class);
        assert!(rows.len() > 5, "{class}: {}", rows.len());
        for row in rows {
            assert!(row.contains("<code class=\"id\">"), "{row}");
        }
    }
    // Observations are named in words.
    let seen = html.split("observation o").skip(1).filter_map(|rest| {
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        (!digits.is_empty()).then(|| format!("o{digits}"))
    });
    let mut seen: Vec<String> = seen.collect();
    seen.sort_unstable();
    seen.dedup();
    assert!(seen.len() > 50, "{}", seen.len());
    let mut arguments = vec!["explain", "--lang", "en", "--in", &folder];
    arguments.extend(ids);
    arguments.extend(seen.iter().map(String::as_str));
    place.run(arguments).ends(0);
}

fn the_pack_holds_its_reports(place: &Place) {
    let pack = format!("trial/assessments/{}/evidence.zip", latest(place));
    let ran = place.run(["verify", &pack, "--lang", "en"]).ends(0);
    assert!(
        ran.out.contains("were made again and are the same"),
        "{}",
        ran.out
    );
}

/// The newest folder of the assessments.
fn latest(place: &Place) -> String {
    let folders = std::fs::read_dir(place.at("trial/assessments")).expect("assessments");
    let names = folders.map(|folder| folder.expect("a folder").file_name());
    let newest = names.max().expect("an assessment");
    newest.into_string().expect("a name")
}

#[test]
fn a_real_dossier_is_not_judged_by_fictional_servers() {
    let place = Place::with_dossier();
    place
        .run(["demo", "acme", "--lang", "en"])
        .refused(&["not the dossier of the demonstration"]);
    assert!(!place.at("acme/assessments").exists());
}
