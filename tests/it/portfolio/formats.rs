//! The same portfolio in every format and both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use super::Yard;

#[test]
fn every_format_in_both_languages_is_as_it_was() {
    let yard = Yard::full();
    yard.place.write("all/stuk/dossier.toml", "format = 1\n");
    for lang in ["en", "nl"] {
        for format in ["table", "html", "md", "csv", "ics", "prometheus", "json"] {
            let ran = yard.show(&["--format", format, "--lang", lang]).ends(3);
            // The style sheet is long and has its own review.
            let out = match ran
                .out
                .split_once("<style>")
                .zip(ran.out.split_once("</style>"))
            {
                Some(((head, _), (_, tail))) => format!("{head}{tail}"),
                None => ran.out,
            };
            // How large an assessment is follows from every text in it.
            let lines = out.split_inclusive('\n');
            let out: String = lines.filter(|line| !line.contains("\"bytes\":")).collect();
            insta::assert_snapshot!(format!("portfolio-{format}-{lang}"), out);
        }
    }
}

#[test]
fn the_same_portfolio_gives_the_same_bytes_and_a_file_gets_what_the_screen_gets() {
    let yard = Yard::full();
    for format in ["table", "html", "md", "csv", "json", "ics", "prometheus"] {
        let once = yard.show(&["--format", format]).ends(0).out;
        assert_eq!(
            once,
            yard.show(&["--format", format]).ends(0).out,
            "{format}"
        );
        let quiet = yard
            .show(&["--format", format, "--output", "out", "--color", "always"])
            .ends(0);
        assert_eq!(quiet.out, "");
        assert_eq!(once, yard.place.read("out"), "{format}");
    }
    for name in ["one.xlsx", "two.xlsx"] {
        yard.show(&["--format", "xlsx", "--output", name]).ends(0);
    }
    let bytes = |name: &str| fs::read(yard.place.at(name)).expect("a file");
    assert_eq!(bytes("one.xlsx"), bytes("two.xlsx"));
}

#[test]
fn the_json_is_as_its_schema_says() {
    let yard = Yard::full();
    yard.place.write("all/stuk/dossier.toml", "format = 1\n");
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
    let schema = json(&yard.place.run(["schema", "portfolio"]).ends(0).out);
    let told = json(&yard.show(&["--format", "json"]).ends(3).out);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let faults: Vec<String> = validator
        .iter_errors(&told)
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let mut other = told.clone();
    other["entries"][0]["folder"] = serde_json::json!(7);
    assert!(
        !validator.is_valid(&other),
        "the schema tells good from bad"
    );
}

fn sheets(yard: &Yard, lang: &str) -> BTreeMap<String, Vec<Vec<Data>>> {
    yard.show(&["--format", "xlsx", "--output", "r.xlsx", "--lang", lang]);
    let bytes = fs::read(yard.place.at("r.xlsx")).expect("a file");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = book.worksheet_range(&name).expect("a sheet");
            (name, range.rows().map(<[Data]>::to_vec).collect())
        })
        .collect()
}

#[test]
fn the_workbook_holds_the_register_and_explains_every_column() {
    let yard = Yard::full();
    let sheets = sheets(&yard, "en");
    let names: Vec<&str> = sheets.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["Columns", "Providers", "Shared", "What is due when"]
    );
    let (register, columns) = (&sheets["Providers"], &sheets["Columns"]);
    assert_eq!(register.len(), 5);
    assert_eq!(register[0].len() + 1, columns.len());
    let heads: Vec<String> = register[0].iter().map(ToString::to_string).collect();
    let at = |name: &str| {
        heads
            .iter()
            .position(|head| head == name)
            .expect("a column")
    };
    let kassa = &register[1];
    assert_eq!(
        kassa[at("Provider")],
        Data::String("Kassa en Co. N.V.".to_owned())
    );
    assert_eq!(kassa[at("Residual risk, conservative")], Data::Float(0.885));
    assert!(matches!(kassa[at("Assessed on")], Data::DateTime(_)));
    assert_eq!(
        kassa[at("Network operators")],
        Data::String("Nimbus".to_owned())
    );
    assert_eq!(
        kassa[at("Seen, not declared")],
        Data::String("Meetlat Analytics".to_owned())
    );
    // Never assessed: nothing is made up.
    assert_eq!(register[2][at("Coverage")], Data::Empty);
    let meanings: BTreeSet<String> = columns.iter().map(|row| row[2].to_string()).collect();
    assert_eq!(
        meanings.len(),
        columns.len(),
        "a meaning of its own for each column"
    );
    assert!(sheets["Shared"].len() > 3 && sheets["What is due when"].len() > 5);
}

#[test]
fn the_register_is_a_table_with_a_value_for_each_column() {
    let yard = Yard::full();
    let csv = |lang: &str| yard.show(&["--format", "csv", "--lang", lang]).ends(0).out;
    let text = csv("en");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().expect("heads").clone();
    assert_eq!(heads.len(), 52);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 4);
    let value = |row: usize, name: &str| {
        let at = heads
            .iter()
            .position(|head| head == name)
            .expect("a column");
        rows[row].get(at).expect("a value").to_owned()
    };
    assert_eq!(value(0, "residual-worst"), "88.50");
    assert_eq!(value(0, "verdict-code"), "no-go");
    assert_eq!(value(0, "sub-processors"), "Rekenzaal Noord B.V. (NL)");
    assert_eq!(value(2, "address-countries"), "DE; NL");
    assert_eq!(value(1, "verdict-code"), "unassessed");
    assert_eq!(value(1, "residual-worst"), "");
    let first = |text: &str| text.lines().next().map(str::to_owned);
    assert_eq!(
        first(&text),
        first(&csv("nl")),
        "names of columns are the same in every language"
    );
}

#[test]
fn the_page_needs_nothing_else_and_says_nothing_by_colour_alone() {
    let yard = Yard::full();
    let page = yard.show(&["--format", "html"]).ends(0).out;
    for forbidden in [
        "<script", "<link", "<img", "@import", "url(", "onclick", "style=\"",
    ] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    // Every drawing is named, or hidden because the words stand beside it.
    for drawing in page.split("<svg").skip(1) {
        let tag = drawing.split('>').next().unwrap_or_default();
        let named = tag.contains("role=\"img\"") && tag.contains("aria-labelledby");
        assert!(named || tag.contains("aria-hidden=\"true\""), "{tag}");
    }
    // Ids are unique, and every link inside the page leads somewhere.
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len());
    for link in page
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
}

#[test]
fn a_workbook_does_not_go_to_a_closed_door_and_metrics_go_beside_a_report() {
    let yard = Yard::full();
    yard.show(&[
        "--format",
        "html",
        "--output",
        "p.html",
        "--metrics-file",
        "w.prom",
    ])
    .ends(0);
    let metrics = yard.show(&["--format", "prometheus"]).ends(0).out;
    assert_eq!(yard.place.read("w.prom"), metrics);
    assert!(yard.place.read("p.html").starts_with("<!DOCTYPE html>"));
    yard.show(&["--output", "no/such/folder/x"])
        .ends(3)
        .blames(&["no/such/folder/x"]);
}
