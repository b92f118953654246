//! `--data DIR`: data of one's own over the shipped files.

use super::Place;

#[test]
fn a_text_of_ones_own_takes_effect_and_changes_the_method() {
    let place = Place::new();
    let digest = |arguments: &[&str]| {
        let ran = place
            .run(
                ["scan", "example.nl", "--offline", "--format", "json"]
                    .iter()
                    .chain(arguments),
            )
            .ends(0);
        let data = super::parse(&ran.out).method.data;
        data.into_iter()
            .find(|file| file.path == "checks/dns-ipv6.toml")
            .expect("the sheet")
            .sha256
    };
    let sheet = include_str!("../../../data/checks/dns-ipv6.toml");
    let title = sheet
        .lines()
        .find(|line| line.starts_with("title.en"))
        .expect("a title");
    let before = digest(&[]);
    place.write(
        "own/checks/dns-ipv6.toml",
        sheet.replace(title, "title.en = \"Sixth version of the protocol\""),
    );
    let ran = place.run(["explain", "dns-ipv6", "--data", "own"]).ends(0);
    assert!(
        ran.out.contains("Sixth version of the protocol"),
        "{}",
        ran.out
    );
    let ran = place
        .run(["scan", "example.nl", "--offline", "--data", "own"])
        .ends(0);
    assert!(ran.out.contains("Sixth version"), "{}", ran.out);
    assert_ne!(digest(&["--data", "own"]), before);
    assert_eq!(digest(&[]), before);
}

/// A questionnaire with one question.
const HOUSE: &str = r#"
[pack]
id = "house"
version = "1.0.0"
title.nl = "Huisregels"
title.en = "House rules"
purpose.nl = "Voor deze test."
purpose.en = "For this test."
audience = "provider"
licence = "CC0-1.0"

[[section]]
id = "rules"
title.nl = "Regels"
title.en = "Rules"

[[question]]
id = "house.rules"
rev = 1
section = "rules"
topic = "contract"
text.nl = "Volgt de leverancier de huisregels?"
text.en = "Does the provider follow the house rules?"
why.nl = "Zo hoort het."
why.en = "That is how it should be."
help.nl = "Antwoord 'ja' of 'nee'."
help.en = "Answer 'yes' or 'no'."
type = "yes-no"
severity = "minor"

[[question.option]]
if = 'value'
value = 100

[[question.option]]
if = 'true'
value = 0
fix.nl = "Vraag ernaar."
fix.en = "Ask for it."
"#;

#[test]
fn a_pack_of_ones_own_stands_beside_the_shipped_ones() {
    let place = Place::new();
    place.write("own/questionnaires/house.toml", HOUSE);
    let ran = place
        .run(["questionnaire", "list", "--data", "own"])
        .ends(0);
    for pack in ["quick", "location-and-transfers", "house"] {
        assert!(
            ran.out
                .lines()
                .any(|line| line.trim_start().starts_with(pack)),
            "{}",
            ran.out
        );
    }
    place
        .run(["init", "acme", "--packs", "house", "--data", "own"])
        .ends(0);
    place.edit("acme/answers/house.toml", "# value", "value");
    place
        .run(["assess", "acme", "--offline", "--data", "own"])
        .ends(0);
    let answered = place.assessment();
    assert!(
        answered
            .findings
            .iter()
            .any(|finding| finding.id == "house/house.rules"),
        "{:?}",
        answered.findings
    );
    place
        .run(["assess", "acme", "--offline"])
        .refused(&["unknown questionnaire `house`"]);
}

#[test]
fn faults_of_data_are_pointed_at() {
    let place = Place::new();
    place.write("own/checks/dns-ipv6.toml", "id = \"dns-ipv6\"\nrev = = 1\n");
    place.write(
        "own/policy/web.toml",
        "[policy]\nid = \"web\"\nverzion = \"1\"\n",
    );
    place
        .run(["explain", "dns-ipv6", "--data", "own"])
        .refused(&[
            "own/checks/dns-ipv6.toml:2:7",
            "own/policy/web.toml:3:1",
            "unknown key `verzion`",
        ]);
    let place = Place::new();
    place.write("own/texts/cli.toml", [0xff, 0xfe]);
    place
        .run(["questionnaire", "list", "--data", "own"])
        .refused(&["own/texts/cli.toml", "UTF-8"]);
    place
        .run(["questionnaire", "list", "--data", "nowhere"])
        .refused(&["nowhere", "cannot read this folder"]);
    place.write("file", "");
    place
        .run(["questionnaire", "list", "--data", "file"])
        .refused(&["file", "cannot read this folder"]);
}

#[test]
fn a_pack_with_faults_is_pointed_at() {
    let place = Place::new();
    place.write(
        "own/questionnaires/house.toml",
        "[pack]\nid = \"house\"\nversoin = \"1\"\n",
    );
    place
        .run(["questionnaire", "list", "--data", "own"])
        .refused(&[
            "own/questionnaires/house.toml:3:1",
            "unknown key `versoin`",
            "did you mean `version`?",
        ]);
}

#[test]
fn a_template_of_ones_own_that_is_broken_is_the_users_input() {
    let place = Place::new();
    place.write(
        "own/reports/report.md.hbs",
        "# {{title}}\n{{#if title}}\nnever closed\n",
    );
    place
        .run([
            "scan",
            "example.nl",
            "--offline",
            "--format",
            "md",
            "--data",
            "own",
        ])
        .refused(&["own/reports/report.md.hbs"]);
    place.write("own/reports/report.md.hbs", "Only this, for {{lang}}.\n");
    let ran = place
        .run([
            "scan",
            "example.nl",
            "--offline",
            "--format",
            "md",
            "--data",
            "own",
        ])
        .ends(0);
    assert!(ran.out.starts_with("Only this"), "{}", ran.out);
}

#[test]
fn a_location_table_of_ones_own_that_is_broken_is_named() {
    let place = Place::new();
    place.write("own/geo/dbip-country-lite.mmdb", [0xab; 5000]);
    place.run(["locate", "8.8.8.8", "--data", "own"]).refused(&[
        "--data",
        "DB-IP",
        "not a complete MaxMind DB file",
    ]);
}

/// A scan in the style of a house.
fn house(format: &'static str) -> [&'static str; 9] {
    [
        "scan",
        "example.nl",
        "--offline",
        "--templates",
        "house",
        "--format",
        format,
        "--output",
        "out",
    ]
}

#[test]
fn a_house_puts_its_own_templates_and_logo_over_ours() {
    let place = Place::new();
    place.write("house/README.txt", "ours");
    place.write("house/report.md.hbs", "House, for {{lang}}.\n");
    place.write(
        "house/logo.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>",
    );
    place.run(house("md")).ends(0);
    assert_eq!(place.read("out"), "House, for en.\n");
    place.run(house("html")).ends(0);
    let page = place.read("out");
    assert!(page.contains("<img class=\"logo\" src=\"data:image/svg+xml;base64,"));
    assert!(page.contains("img-src data:"));

    // A name that no report asks for would be passed over in silence.
    place.write("house/raport.css", "");
    place
        .run(house("md"))
        .refused(&["house/raport.css", "did you mean `report.css`?"]);
}

#[cfg(feature = "pdf")]
#[test]
fn paper_of_a_house_that_is_broken_names_its_line() {
    let place = Place::new();
    let scan = [
        "scan",
        "example.nl",
        "--offline",
        "--format",
        "pdf",
        "--output",
        "out.pdf",
        "--templates",
        "house",
    ];
    place.write("house/paper.typ", "\n#let ink = nothing\n");
    place
        .run(scan)
        .refused(&["house/paper.typ:2:12", "nothing"]);
    place.write(
        "house/paper.typ",
        include_str!("../../../reports/paper.typ"),
    );
    place.write("house/logo.svg", "<svg\n<");
    place.run(scan).refused(&["house/logo.svg"]);
    assert!(!place.at("out.pdf").exists(), "nothing is written then");
    std::fs::remove_file(place.at("house/logo.svg")).expect("gone");
    place.write("house/logo.png", "no image");
    place.run(scan).refused(&["house/logo.png"]);
    place.write("house/report.typ", "= House\n#json(\"/data.json\").lang");
    place.run(scan).ends(0);
    assert!(std::fs::read(place.at("out.pdf")).is_ok_and(|pdf| pdf.starts_with(b"%PDF-1.7")));
}
