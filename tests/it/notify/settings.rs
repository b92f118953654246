//! `portfolio.toml`: every fault is named where it stands, with what to do, before anyone is contacted.

use crate::cli::Place;

/// Asks what waits in a portfolio with this text after the format, which must be refused there.
#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let place = Place::new();
    place.write("p/portfolio.toml", format!("format = 1\n{text}"));
    place.run(["notify", "p"]).refused(parts);
}

const MAIL: &str = "[[notify.mail]]\nserver = \"mx.example.nl\"\nfrom = \"a@example.nl\"\nto = [\"b@example.nl\"]\n";

#[test]
fn slips_are_named_where_they_stand() {
    for (text, parts) in [
        (
            "langauge = \"nl\"",
            &["portfolio.toml:2:1", "did you mean `language`"][..],
        ),
        ("format = 2", &["portfolio.toml:2:"]),
        (
            "[notify]\nwhen = \"chang\"",
            &["3:8", "did you mean `change`"],
        ),
        ("[notify]\nwhen = []", &["portfolio.toml:3:"]),
        ("[notify]\ngive_up_after = 0", &["3:1", "1 to 1000"]),
        ("[notify]\nlink = \"ftp://x\"", &["3:1", "https://"]),
        ("name = \"a\\nb\"", &["2:1", "one line"]),
    ] {
        refused(text, parts);
    }
}

#[test]
fn a_mail_that_cannot_be_sent_is_refused() {
    for (more, parts) in [
        ("security = \"ssl\"", &["unknown value `ssl`"][..]),
        (
            "password = \"secret\"",
            &["unknown key `password`", "did you mean"],
        ),
        ("username = \"me\"", &["password_env"]),
        (
            "password_env = \"A\"\npassword_file = \"b\"\nusername = \"me\"",
            &["not both"],
        ),
        ("port = 0", &["6:1", "65535"]),
        ("security = \"none\"\nca = \"ca.pem\"", &["without TLS"]),
    ] {
        refused(&format!("{MAIL}{more}\n"), parts);
    }
    refused(
        &MAIL.replace("a@example.nl", "a@example.nl\\r\\nBcc: x@example.org"),
        &["4:1", "mail address"],
    );
    refused(
        &MAIL.replace("[\"b@example.nl\"]", "[]"),
        &["5:1", "1 to 50"],
    );
    refused(
        &MAIL.replace("mx.example.nl", "mx example"),
        &["3:1", "no name"],
    );
    refused(&format!("{MAIL}{MAIL}"), &["stands here twice"]);
}

#[test]
fn a_webhook_that_cannot_be_called_is_refused_without_its_address() {
    let hook = |more: &str| format!("[[notify.webhook]]\nname = \"chat\"\n{more}\n");
    for (more, parts) in [
        ("shape = \"slack\"", &["name one address"][..]),
        (
            "url = \"http://hooks.example.nl/KEY\"\nshape = \"slack\"",
            &["https://"],
        ),
        (
            "url = \"http://127.0.0.1/KEY\"\nshape = \"slack\"",
            &["allow_private"],
        ),
        (
            "url = \"https://u:p@hooks.example.nl/KEY\"\nshape = \"slack\"",
            &["no name or password"],
        ),
        ("url = \"https://hooks.example.nl/KEY\"", &["secret_env"]),
        (
            "url = \"https://hooks.example.nl/KEY\"\nshape = \"teams\"\nsecret_env = \"S\"",
            &["not signed"],
        ),
        (
            "url = \"https://hooks.example.nl/KEY\"\nshape = \"discord\"",
            &["unknown value `discord`", "slack"],
        ),
    ] {
        refused(&hook(more), parts);
    }
}

#[test]
fn secrets_that_are_not_there_are_named_before_anyone_is_contacted() {
    let place = Place::new();
    for (more, parts) in [
        (
            "password_env = \"NOT_SET\"",
            &["8:1", "NOT_SET is not set"][..],
        ),
        ("password_file = \"gone\"", &["8:1", "gone"]),
        ("password_file = \".\"", &["not a regular file"]),
        ("password_file = \"empty\"", &["is empty"]),
    ] {
        place.write("p/empty", "\n");
        place.write(
            "p/portfolio.toml",
            format!("format = 1\n{MAIL}username = \"me\"\n\n{more}\n"),
        );
        place.run(["notify", "p", "--test"]).refused(parts);
        place.run(["notify", "p", "--retry"]).refused(parts);
        // To see who is told takes no secret.
        let shown = place.run(["notify", "p"]).ends(0);
        assert!(shown.out.contains("mail b@example.nl"), "{}", shown.out);
    }
    place.write(
        "p/portfolio.toml",
        format!("format = 1\n{MAIL}\nca = \"ca.pem\"\n"),
    );
    place.write("p/ca.pem", "no certificate");
    place
        .run(["notify", "p", "--test"])
        .refused(&["7:1", "no readable certificate"]);
}

#[test]
fn a_folder_without_settings_says_what_to_make() {
    let place = Place::new();
    place.write("p/x", "");
    place
        .run(["notify", "p"])
        .refused(&["portfolio.toml", "docs/scheduling.md"]);
    place.write("p/portfolio.toml", "format = 1\n");
    place
        .run(["notify", "p", "--test"])
        .refused(&["[[notify.mail]]"]);
    place.run(["notify", "p", "--all"]).ends(2);
    place.run(["notify", "p", "--test", "--retry"]).ends(2);
}
