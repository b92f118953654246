//! What the controller answers about itself stands beside its duties, apart from what the provider answers.

use super::Place;

const STORED: &str = "acme/assessments/2026-01-05T120000Z";

#[test]
fn your_own_answers_stand_beside_your_duties_and_count_for_nobody() {
    let place = Place::new();
    let packs = ["--packs", "quick,controller-duties,role-test"];
    place.run(["init", "acme"].iter().chain(&packs)).ends(0);
    place.write(
        "in.csv",
        "pack,question,answer\nquick,sec.mfa,all\ncontroller-duties,own.register,none\n",
    );
    place
        .run(["questionnaire", "import", "acme", "in.csv", "--yes"])
        .ends(0);
    let as_of = ["--offline", "--as-of", "2026-01-05T12:00:00Z"];
    place.run(["assess", "acme"].iter().chain(&as_of)).ends(0);
    for (lang, answers, duties, own, counted) in [
        (
            "en",
            "\n## Answers\n",
            "\n## Your own duties\n",
            "### What you answered about your own organisation",
            "of which answered: 1.",
        ),
        (
            "nl",
            "\n## Antwoorden\n",
            "\n## Uw eigen plichten\n",
            "### Wat u over uw eigen organisatie antwoordde",
            "waarvan beantwoord: 1.",
        ),
    ] {
        let out = ["report", STORED, "--format", "md", "--lang", lang];
        let md = place.run(out).ends(0).out;
        assert!(md.contains(counted), "{md}");
        let at = |part: &str| md.find(part).unwrap_or_else(|| panic!("no {part}:\n{md}"));
        assert!(at(answers) < at(duties) && at(duties) < at(own));
        let provider = &md[at(answers)..at(duties)];
        let mine = &md[at(own)..];
        let title = if lang == "en" {
            "Is this processing in your register of processing?"
        } else {
            "Staat deze verwerking in uw verwerkingsregister?"
        };
        assert!(mine.contains(title) && !provider.contains(title), "{md}");
    }
    let html = ["report", STORED, "--format", "html", "--lang", "en"];
    let html = place.run(html).ends(0).out;
    assert!(html.contains("<div class=\"own\">"));
    // In the score there is nothing about you.
    assert!(
        !place
            .assessment()
            .score
            .expect("a score")
            .contributions
            .iter()
            .any(|contribution| contribution.item.starts_with("controller-duties/"))
    );
}
