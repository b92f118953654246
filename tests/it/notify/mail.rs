//! Mail: over TLS or not at all, once, and kept when it does not arrive.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use waarborg::domain::notice::{DeliveryState, SetbackReason};

use super::{PASSWORD, Stage, all_sent, change, digest, mail_table, waits};
use crate::support::certs::{Authority, VALID};
use crate::support::postfix::Postfix;
use crate::support::sink::{Fate, Shield, Sink};
use crate::support::tcp::{closed_port, silent};

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_once_over_tls_and_is_then_let_go() {
    for (shield, security) in [(Shield::Starttls, "starttls"), (Shield::Tls, "tls")] {
        let stage = Stage::new("");
        let sink = Sink::start(shield, Fate::Taken, &stage.localhost).await;
        let login = "username = \"waarborg\"\npassword_file = \"password\"";
        stage.mail(sink.server.address.port(), security, login);
        let report = stage.tell(digest()).await;
        all_sent(&report);
        let mails = sink.mails();
        assert_eq!(mails.len(), 1, "{security}");
        let text = &mails[0].text;
        let id = report.notice.expect("a notice");
        for part in [
            format!("Message-ID: <{id}@example.nl>"),
            "Auto-Submitted: auto-generated".to_owned(),
            "Subject: Suppliers: Cloud & Co.: ".to_owned(),
            "Hosting moved from NL to US.".to_owned(),
            "multipart/alternative".to_owned(),
            "text/html; charset=utf-8".to_owned(),
        ] {
            assert!(text.contains(&part), "no `{part}` in\n{text}");
        }
        assert_eq!(stage.waiting(), 0);
        // The same run again, as after a kill: there is nothing left to tell.
        all_sent(&stage.tell(digest()).await);
        assert_eq!(sink.mails().len(), 1, "told twice");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_arrive_is_kept_and_goes_with_the_next_run() {
    let stage = Stage::new("");
    let good = Sink::start(Shield::Starttls, Fate::Taken, &stage.localhost).await;
    let plain = Sink::start(Shield::None, Fate::Taken, &stage.localhost).await;
    let busy = Sink::start(Shield::Starttls, Fate::Busy, &stage.localhost).await;
    let injected = Sink::start(Shield::Injected, Fate::Taken, &stage.localhost).await;
    let stranger = Authority::new().issue("localhost", VALID);
    let forged = Sink::start(Shield::Starttls, Fate::Taken, &stranger).await;
    let silent = silent().await;
    for (number, (port, security, reason)) in (0..).zip([
        (
            closed_port().await.port(),
            "starttls",
            SetbackReason::Refused,
        ),
        (silent.address.port(), "starttls", SetbackReason::TimedOut),
        (silent.address.port(), "tls", SetbackReason::TimedOut),
        (
            plain.server.address.port(),
            "starttls",
            SetbackReason::NotOffered,
        ),
        (busy.server.address.port(), "starttls", SetbackReason::Busy),
        (
            injected.server.address.port(),
            "starttls",
            SetbackReason::Protocol,
        ),
        (
            forged.server.address.port(),
            "starttls",
            SetbackReason::Certificate,
        ),
    ]) {
        stage.mail(port, security, "");
        let mut news = digest();
        news.changes = vec![change(
            "Cloud & Co.",
            &format!("2026-11-{:02}T08:00:00Z", number + 1),
        )];
        let report = stage.tell(news).await;
        assert_eq!((waits(&report), report.left), (reason, 1), "{reason:?}");
        assert_eq!(stage.waiting(), 1, "{reason:?}");
        let before = good.mails().len();
        stage.mail(good.server.address.port(), "starttls", "");
        all_sent(&stage.resend(false).await);
        assert_eq!(
            (good.mails().len() - before, stage.waiting()),
            (1, 0),
            "{reason:?}"
        );
    }
    let wrong: Vec<_> = [&plain, &busy, &injected, &forged]
        .iter()
        .flat_map(|s| s.mails())
        .collect();
    assert_eq!(wrong, [], "nothing goes out in the clear or to a stranger");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_password_is_told_without_the_password() {
    let stage = Stage::new("");
    let sink = Sink::start(Shield::Starttls, Fate::NoLogin, &stage.localhost).await;
    let login = "username = \"waarborg\"\npassword_file = \"password\"";
    stage.mail(sink.server.address.port(), "starttls", login);
    let report = stage.tell(digest()).await;
    assert_eq!(waits(&report), SetbackReason::Login);
    let mut all = format!("{report:?}");
    for (path, content) in stage.place.contents() {
        if path != "p/password" {
            all.push_str(&String::from_utf8_lossy(&content));
        }
    }
    assert!(all.contains("535"), "the server's words are told: {all}");
    let encoded = STANDARD.encode(format!("\0waarborg\0{PASSWORD}"));
    assert!(
        !all.contains(PASSWORD) && !all.contains(&encoded),
        "the password leaks"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_may_have_arrived_is_not_sent_again_by_itself() {
    for (fate, reason) in [
        (Fate::Dropped, SetbackReason::Closed),
        (Fate::Hung, SetbackReason::TimedOut),
    ] {
        let stage = Stage::new("");
        let sink = Sink::start(Shield::Starttls, fate, &stage.localhost).await;
        stage.mail(sink.server.address.port(), "starttls", "");
        let report = stage.tell(digest()).await;
        let doubtful = |state: &DeliveryState| matches!(state, DeliveryState::Doubtful { setback } if setback.reason == reason);
        assert!(
            report.results.iter().any(|r| doubtful(&r.state)),
            "{report:?}"
        );
        assert_eq!((sink.mails().len(), stage.waiting()), (1, 1));
        let good = Sink::start(Shield::Starttls, Fate::Taken, &stage.localhost).await;
        stage.mail(good.server.address.port(), "starttls", "");
        for _ in 0..2 {
            let report = stage.tell(digest()).await;
            assert_eq!((report.left, good.mails().len()), (1, 0), "{fate:?}");
        }
        // A person has looked, and asks for it: the same Message-ID.
        all_sent(&stage.resend(true).await);
        let id = |text: &str| {
            text.lines()
                .find(|l| l.starts_with("Message-ID"))
                .map(str::to_owned)
        };
        assert_eq!(id(&good.mails()[0].text), id(&sink.mails()[0].text));
        assert_eq!(stage.waiting(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_address_holds_nobody_up() {
    let stage = Stage::new("");
    let sink = Sink::start(Shield::None, Fate::Taken, &stage.localhost).await;
    let port = sink.server.address.port();
    stage.receivers(&mail_table(
        port,
        "none",
        "ann@example.nl\", \"unknown@example.nl\", \"bob@example.nl",
        "",
    ));
    let report = stage.tell(digest()).await;
    let to: Vec<String> = sink.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["ann@example.nl", "bob@example.nl"]);
    assert_eq!(report.left, 1);
    // The next run tries the bad one alone.
    let report = stage.resend(false).await;
    assert_eq!(waits(&report), SetbackReason::Rejected);
    assert_eq!(sink.mails().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_some_runs_it_is_left_to_a_person_and_still_kept() {
    let stage = Stage::new("");
    let port = closed_port().await.port();
    let table = mail_table(port, "starttls", "ann@example.nl", "");
    stage.receivers(&format!("[notify]\ngive_up_after = 2\n\n{table}"));
    assert_eq!(waits(&stage.tell(digest()).await), SetbackReason::Refused);
    let report = stage.resend(false).await;
    assert!(
        matches!(report.results[0].state, DeliveryState::GivenUp { .. }),
        "{report:?}"
    );
    let report = stage.resend(false).await;
    assert_eq!(
        (report.results.len(), report.left, stage.waiting()),
        (0, 1, 1)
    );
    let sink = Sink::start(Shield::Starttls, Fate::Taken, &stage.localhost).await;
    stage.mail(sink.server.address.port(), "starttls", "");
    all_sent(&stage.resend(true).await);
    assert_eq!((sink.mails().len(), stage.waiting()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_go_with_the_mail_when_asked_and_nothing_from_elsewhere() {
    let stage = Stage::new("");
    let sink = Sink::start(Shield::None, Fate::Taken, &stage.localhost).await;
    let port = sink.server.address.port();
    stage.mail(port, "none", "attach_report = true");
    stage
        .place
        .write("p/cloud-co/assessments/x/report.html", "<p>the report</p>");
    stage.place.write("outside.html", "elsewhere");
    all_sent(&stage.tell(digest()).await);
    let text = &sink.mails()[0].text;
    assert!(
        text.contains("filename=\"cloud-co-2026-11-29.html\""),
        "{text}"
    );
    assert!(text.contains("<p>the report</p>"), "{text}");
    // A path that climbs, and a link that leads out.
    std::os::unix::fs::symlink(
        stage.place.at("outside.html"),
        stage.place.at("p/link.html"),
    )
    .expect("a link");
    for (day, path) in [
        (1, "../outside.html"),
        (2, "link.html"),
        (3, "/etc/hostname.html"),
    ] {
        let mut news = digest();
        news.changes = vec![change(
            "Cloud & Co.",
            &format!("2026-10-{day:02}T08:00:00Z"),
        )];
        news.changes[0].report = Some(path.to_owned());
        all_sent(&stage.tell(news).await);
        let mail = sink.mails().pop().expect("a mail");
        assert!(!mail.text.contains("filename="), "{path}: {}", mail.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_takes_it() {
    let stage = Stage::new("");
    let Some(postfix) = Postfix::start("localhost", Some(&stage.localhost)).await else {
        return;
    };
    stage.mail(postfix.address.port(), "starttls", "");
    let report = stage.tell(digest()).await;
    all_sent(&report);
    let queued = postfix.queued();
    assert_eq!(queued.len(), 1, "{queued:?}");
    let id = report.notice.expect("a notice");
    let text = String::from_utf8_lossy(&fs::read(&queued[0]).expect("a queue file")).into_owned();
    assert!(text.contains(&id.0), "the message in the queue is ours");
    assert!(text.contains("ann@example.nl"));
}
