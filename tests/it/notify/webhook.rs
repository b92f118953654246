//! Webhooks: signed, repeated where the receiver knows a notice again, and left in doubt where it does not.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use waarborg::domain::notice::{DeliveryState, SetbackReason};
use waarborg::reassess::notify::signature;

use super::{PASSWORD, Stage, all_sent, digest, waits};
use crate::support::certs::{Authority, VALID};
use crate::support::tcp::{Server, closed_port, hanging_up, response, service, silent};
use crate::support::tls::{CURRENT, hello};

/// Requests as they came: head in lower case, and body.
type Requests = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// Answers requests in turn; the last answer stays.
async fn receiver(answers: &'static [&'static str]) -> (Server, Requests) {
    let requests = Requests::default();
    let kept = Arc::clone(&requests);
    let server = service(move |head, body| {
        let mut kept = kept.lock().expect("no panic");
        let answer = answers
            .get(kept.len())
            .or(answers.last())
            .expect("an answer");
        kept.push((head.to_owned(), body.to_vec()));
        if answer.is_empty() {
            Vec::new()
        } else {
            response(answer, &[], "as you like")
        }
    })
    .await;
    (server, requests)
}

fn table(port: u16, shape: &str) -> String {
    let secret = if shape == "cloudevents" {
        "secret_file = \"password\"\n"
    } else {
        ""
    };
    format!(
        "[[notify.webhook]]\nname = \"hook\"\nurl = \"http://127.0.0.1:{port}/services/T0/B0/key\"\n\
         shape = \"{shape}\"\nallow_private = true\n{secret}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_signed_and_repeated_under_the_same_id() {
    let (server, requests) = receiver(&["500 No", "200 OK"]).await;
    let stage = Stage::new(&table(server.address.port(), "cloudevents"));
    let report = stage.tell(digest()).await;
    all_sent(&report);
    let requests = requests.lock().expect("no panic");
    let [(head, body), (_, again)] = requests.as_slice() else {
        panic!("not two requests: {requests:?}");
    };
    assert_eq!(body, again, "the same event");
    let signed = format!("waarborg-signature-256: {}", signature(PASSWORD, body));
    assert!(head.contains(&signed), "{head}");
    assert!(
        head.contains("content-type: application/cloudevents+json"),
        "{head}"
    );
    let event: Value = serde_json::from_slice(body).expect("JSON");
    let id = report.notice.expect("a notice").0;
    for (key, value) in [
        ("specversion", "1.0"),
        ("id", id.as_str()),
        ("source", "/waarborg/Suppliers"),
        ("type", "waarborg.notice.v1"),
        ("time", "2026-11-29T09:00:00Z"),
        ("datacontenttype", "application/json"),
    ] {
        assert_eq!(event[key], value, "{key}");
    }
    assert_eq!(event["data"]["digest"]["changes"][0]["after"], "hold");
    assert_eq!(stage.waiting(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn chats_get_a_message_of_their_own_form() {
    for shape in ["slack", "teams"] {
        let (server, requests) = receiver(&["200 OK"]).await;
        let link = "[notify]\nlink = \"https://files.example.nl/waarborg\"\n\n";
        let stage = Stage::new(&format!("{link}{}", table(server.address.port(), shape)));
        all_sent(&stage.tell(digest()).await);
        let requests = requests.lock().expect("no panic");
        let (head, body) = requests.first().expect("a request");
        assert!(!head.contains("signature"), "{head}");
        let text = String::from_utf8_lossy(body).into_owned();
        let message: Value = serde_json::from_slice(body).expect("JSON");
        let report = "https://files.example.nl/waarborg/cloud-co/assessments/x/report.html";
        assert!(text.contains(report), "{text}");
        if shape == "slack" {
            assert_eq!(message["blocks"][1]["text"]["type"], "mrkdwn");
            assert!(text.contains("Cloud &amp; Co."), "{text}");
        } else {
            let content = &message["attachments"][0]["content"];
            assert_eq!(content["type"], "AdaptiveCard");
            assert_eq!(content["actions"][0]["url"], report);
            assert!(text.contains("Cloud & Co."), "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_arrive_waits_with_its_reason() {
    let (gone, _) = receiver(&["404 Not Found"]).await;
    let (moved, _) = receiver(&["302 Found"]).await;
    let (down, asked) = receiver(&["503 Down"]).await;
    let (silent, cut) = (silent().await, hanging_up().await);
    for (port, shape, reason) in [
        (closed_port().await.port(), "slack", SetbackReason::Refused),
        (gone.address.port(), "slack", SetbackReason::Rejected),
        (moved.address.port(), "teams", SetbackReason::Rejected),
        (down.address.port(), "slack", SetbackReason::Busy),
        (
            silent.address.port(),
            "cloudevents",
            SetbackReason::TimedOut,
        ),
        (cut.address.port(), "cloudevents", SetbackReason::Closed),
    ] {
        let stage = Stage::new(&table(port, shape));
        let report = stage.tell(digest()).await;
        assert_eq!(
            (waits(&report), stage.waiting()),
            (reason, 1),
            "{shape} {reason:?}"
        );
        let (good, requests) = receiver(&["202 Accepted"]).await;
        stage.receivers(&table(good.address.port(), shape));
        all_sent(&stage.resend(false).await);
        all_sent(&stage.tell(digest()).await);
        assert_eq!(
            (requests.lock().expect("no panic").len(), stage.waiting()),
            (1, 0)
        );
    }
    assert_eq!(
        asked.lock().expect("no panic").len(),
        2,
        "tried again within the run"
    );
    assert_eq!(
        cut.connections(),
        2,
        "an event is repeated: it is known by its id"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_message_without_an_answer_is_in_doubt() {
    let (cut, requests) = receiver(&[""]).await;
    let stage = Stage::new(&table(cut.address.port(), "slack"));
    for _ in 0..2 {
        let report = stage.tell(digest()).await;
        assert_eq!((report.left, stage.waiting()), (1, 1), "{report:?}");
    }
    assert_eq!(requests.lock().expect("no panic").len(), 1, "sent once");
    // A person saw it in the chat: it is let go, and stays told.
    let ran = stage.place.run(["notify", "p", "--settle"]).ends(0);
    assert!(ran.out.contains("Let go: 1"), "{}", ran.out);
    assert_eq!(stage.waiting(), 0);
    let (good, again) = receiver(&["200 OK"]).await;
    stage.receivers(&table(good.address.port(), "slack"));
    all_sent(&stage.resend(true).await);
    all_sent(&stage.tell(digest()).await);
    assert_eq!(again.lock().expect("no panic").len(), 0, "told twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_cut_off_leaves_doubt_for_a_chat_and_none_for_an_event() {
    for (shape, requests_after) in [("slack", 0), ("cloudevents", 1)] {
        let stage = Stage::new(&table(closed_port().await.port(), shape));
        stage.tell(digest()).await;
        let tree = stage.place.tree();
        let file = tree
            .iter()
            .find(|p| p.starts_with("p/.waarborg/outbox/") && p.ends_with(".json"));
        let file = file.expect("a notice");
        let mut notice: Value = serde_json::from_str(&stage.place.read(file)).expect("JSON");
        notice["deliveries"][0]["state"] =
            serde_json::json!({ "is": "attempting", "since": "2026-11-29T09:00:01Z" });
        stage.place.write(file, notice.to_string());
        let (good, requests) = receiver(&["200 OK"]).await;
        stage.receivers(&table(good.address.port(), shape));
        let report = stage.resend(false).await;
        assert_eq!(
            requests.lock().expect("no panic").len(),
            requests_after,
            "{shape}"
        );
        let doubtful = matches!(report.results[0].state, DeliveryState::Doubtful { .. });
        assert_eq!(doubtful, requests_after == 0, "{report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_and_certificates_are_believed_only_when_asked() {
    let stage = Stage::new("");
    let stranger = Authority::new().issue("localhost", VALID);
    let (server, ours) = (
        hello(&stranger, CURRENT).await,
        hello(&stage.localhost, CURRENT).await,
    );
    let table = |port: u16, more: &str| {
        format!(
            "[[notify.webhook]]\nname = \"hook\"\nurl = \"https://localhost:{port}/\"\nshape = \"slack\"\n{more}\n"
        )
    };
    stage.receivers(&table(ours.address.port(), "ca = \"ca.pem\""));
    assert_eq!(waits(&stage.tell(digest()).await), SetbackReason::Blocked);
    assert_eq!(
        ours.connections(),
        0,
        "a private address is not even dialled"
    );
    let trusting = "ca = \"ca.pem\"\nallow_private = true";
    stage.receivers(&table(server.address.port(), trusting));
    assert_eq!(
        waits(&stage.resend(false).await),
        SetbackReason::Certificate
    );
    stage.receivers(&table(ours.address.port(), trusting));
    all_sent(&stage.resend(false).await);
}
