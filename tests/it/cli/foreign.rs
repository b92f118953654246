//! Tables of text and lists of others: what cannot be read is told where it stands.

use super::Place;

const MAPPING: &str = "[list]\nkey = \"Question ID\"\nanswer = \"Answer\"\n\
    [[row]]\nkey = \"IAM-14.1\"\npack = \"quick\"\nquestion = \"tls.versions\"\n\
    values = { \"Yes\" = \"yes\" }\n\
    [[row]]\nkey = \"GONE-1\"\npack = \"quick\"\nquestion = \"sec.mfa\"\n";

fn import(place: &Place, file: &str, more: &[&str]) -> super::Ran {
    let run = ["questionnaire", "import", "acme", file, "--dry-run"];
    place.run(run.iter().chain(more))
}

#[test]
fn two_columns_of_one_name_are_one_too_many() {
    let place = Place::with_dossier();
    place.write(
        "in.csv",
        "pack,question,answer,Answer\nquick,sec.mfa,all,none\n",
    );
    import(&place, "in.csv", &[])
        .ends(3)
        .blames(&["in.csv:1", "the column `answer` is there 2 times"]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_told_with_its_line() {
    let place = Place::with_dossier();
    place.write(
        "in.csv",
        "pack,question,answer\nquick,sec.pentest,\"said \"\"yes\"\"\"\nquick,sec.mfa,\"all\nquick,tls.versions,yes\n",
    );
    import(&place, "in.csv", &[])
        .ends(3)
        .blames(&["in.csv:3", "never closed"]);
    place.write("map.toml", MAPPING);
    place.write("caiq.csv", "Question ID,Answer\nIAM-14.1,\"Yes\n");
    import(&place, "caiq.csv", &["--map", "map.toml"])
        .ends(3)
        .blames(&["caiq.csv", "line 2", "never closed"]);
}

#[test]
fn a_word_of_ours_that_does_not_exist_is_a_fault_of_the_mapping() {
    let place = Place::with_dossier();
    place.write("map.toml", MAPPING.replace("\"yes\"", "\"perhaps\""));
    place.write("caiq.csv", "Question ID,Answer\nIAM-14.1,Yes\n");
    import(&place, "caiq.csv", &["--map", "map.toml"])
        .ends(3)
        .blames(&["map.toml:8"]);
}

#[test]
fn what_the_mapping_does_not_know_is_named() {
    let place = Place::with_dossier();
    place.write("map.toml", MAPPING);
    place.write(
        "caiq.csv",
        "Question ID,Answer\nIAM-14.1,Yes\nXXX-1,No\nYYY-2,\n",
    );
    let ran = import(&place, "caiq.csv", &["--map", "map.toml"])
        .ends(0)
        .blames(&["answered, but not in the mapping (1): XXX-1", "GONE-1"]);
    assert!(
        !ran.err.contains("YYY-2"),
        "blank says nothing: {}",
        ran.err
    );
}

#[test]
fn the_documented_mapping_can_be_read() {
    let docs = include_str!("../../../docs/questionnaires.md");
    let start = docs.find("[list]").expect("a mapping");
    let mapping = docs[start..].split("```").next().expect("its end");
    let place = Place::with_dossier();
    place.write("map.toml", mapping.replace("head = 2", "head = 1"));
    place.write(
        "caiq.csv",
        "Question ID,CSP CAIQ Answer,Description\nCEK-03.1,Yes,all of it\n",
    );
    let ran = import(&place, "caiq.csv", &["--map", "map.toml"]).ends(0);
    assert!(ran.out.contains("tls.versions"), "{}", ran.out);
}

#[test]
fn an_opendocument_file_is_called_by_its_name() {
    let place = Place::with_dossier();
    let mut file = b"PK\x03\x04".to_vec();
    file.extend([0; 26]);
    file.extend(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK");
    std::fs::write(place.at("in.ods"), file).expect("a file");
    import(&place, "in.ods", &[])
        .ends(3)
        .blames(&["OpenDocument", "Save as, Excel 2007-365"]);
}
