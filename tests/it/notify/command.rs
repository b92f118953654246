//! `waarborg notify`: as a person uses it, and never with a secret on the screen.

use super::{PASSWORD, Stage, digest, mail_table};
use crate::cli::finish;
use crate::support::sink::{Fate, Shield, Sink};
use crate::support::tcp::{response, service};

#[tokio::test(flavor = "multi_thread")]
async fn a_test_notice_goes_to_every_receiver_and_what_fails_is_named() {
    let stage = Stage::new("");
    let sink = Sink::start(Shield::Starttls, Fate::Taken, &stage.localhost).await;
    // A receiver that says aloud what it was told.
    let echo = service(|head, _| response("403 Forbidden", &[], head)).await;
    let mail = mail_table(
        sink.server.address.port(),
        "starttls",
        "ann@example.nl",
        "username = \"waarborg\"\npassword_env = \"MAIL_PASSWORD\"",
    );
    let port = echo.address.port();
    stage.receivers(&format!(
        "{mail}[[notify.webhook]]\nname = \"chat\"\nshape = \"slack\"\nallow_private = true\nurl_env = \"CHAT_URL\"\n\n\
         [[notify.files]]\nfolder = \"told\"\n"
    ));
    let url = format!("http://127.0.0.1:{port}/services/T0000/B0000/{PASSWORD}");
    let run = |arguments: &[&str]| {
        let mut command = stage.place.command();
        command.env("MAIL_PASSWORD", PASSWORD).env("CHAT_URL", &url);
        finish(command.args(arguments))
    };
    let ran = run(&["notify", "p", "--test"]).ends(1);
    assert!(ran.out.contains("mail ann@example.nl: sent"), "{}", ran.out);
    assert!(ran.out.contains("files told: sent"), "{}", ran.out);
    let ran = ran.blames(&["webhook chat: NOT sent", "403"]);
    assert!(
        sink.mails()[0]
            .text
            .contains("Subject: Suppliers: test notice")
    );
    assert_eq!(stage.waiting(), 0, "a test is not kept");
    let mut all = format!("{}{}", ran.out, ran.err);
    // A notice that the chat refuses: what waits is shown, in both languages.
    stage
        .tell_without_secrets(&[("MAIL_PASSWORD", PASSWORD), ("CHAT_URL", &url)])
        .await;
    for lang in ["en", "nl"] {
        let shown = run(&["notify", "p", "--lang", lang]).ends(0);
        assert!(shown.out.contains("webhook chat"), "{}", shown.out);
        let again = run(&["notify", "p", "--retry", "--lang", lang]).ends(1);
        for text in [shown.out, shown.err, again.out, again.err] {
            all.push_str(&text);
        }
    }
    for (path, content) in stage.place.contents() {
        if path != "p/password" {
            all.push_str(&String::from_utf8_lossy(&content));
        }
    }
    assert!(!all.contains(PASSWORD), "a secret leaks:\n{all}");
    assert!(
        !all.contains("T0000"),
        "the address of the chat leaks:\n{all}"
    );
}

impl Stage {
    /// Puts a notice for the chat in the outbox, as a run leaves it that could not send it.
    async fn tell_without_secrets(&self, secrets: &[(&str, &str)]) {
        let kept = self.place.read("p/portfolio.toml");
        let (_, url) = secrets
            .iter()
            .find(|(name, _)| *name == "CHAT_URL")
            .expect("a URL");
        self.place.write("p/url", url);
        self.receivers(
            "[[notify.webhook]]\nname = \"chat\"\nshape = \"slack\"\nallow_private = true\nurl_file = \"url\"\n",
        );
        let report = self.tell(digest()).await;
        assert_eq!(report.left, 1, "{report:?}");
        std::fs::remove_file(self.place.at("p/url")).expect("a file");
        self.place.write("p/portfolio.toml", kept);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portfolio_with_nothing_waiting_says_so() {
    let stage = Stage::new("[[notify.files]]\nfolder = \"told\"\n");
    for (lang, words) in [("en", "Nothing waits."), ("nl", "Er wacht niets.")] {
        for arguments in [&["notify", "p"][..], &["notify", "p", "--retry"]] {
            let ran = stage
                .place
                .run(arguments.iter().copied().chain(["--lang", lang]))
                .ends(0);
            assert!(ran.out.contains(words), "{}", ran.out);
        }
    }
}
