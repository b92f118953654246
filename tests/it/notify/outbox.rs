//! What is told to whom and when, and what the disk holds of it.

use waarborg::domain::notice::DeliveryState;
use waarborg::dossier::Outbox;

use super::{Stage, all_sent, change, digest, due, moment, trouble};

/// A folder `told` in which every notice is laid, for these occasions.
fn files(when: &str) -> String {
    format!("[[notify.files]]\nfolder = \"told\"\nwhen = {when}\n")
}

fn told(stage: &Stage) -> usize {
    let tree = stage.place.tree();
    tree.iter()
        .filter(|p| p.starts_with("p/told/") && p.ends_with(".txt"))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_receiver_is_told_on_its_own_occasions() {
    let mut quiet = digest();
    quiet.changes.clear();
    let mut expiring = quiet.clone();
    expiring.due = vec![due("2026-12-24")];
    let mut broken = quiet.clone();
    broken.troubles = vec![trouble()];
    for (when, expected) in [
        ("\"change\"", [1, 0, 1, 0]),
        ("\"due\"", [0, 1, 1, 0]),
        ("[\"change\", \"due\"]", [1, 1, 1, 0]),
        ("\"always\"", [1, 1, 1, 1]),
    ] {
        for (news, expected) in [&digest(), &expiring, &broken, &quiet]
            .into_iter()
            .zip(expected)
        {
            let stage = Stage::new(&files(when));
            all_sent(&stage.tell(news.clone()).await);
            assert_eq!(told(&stage), expected, "{when} {news:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_due_is_told_once_a_month_and_a_change_once() {
    let stage = Stage::new(&files("[\"change\", \"due\"]"));
    let mut news = digest();
    news.due = vec![due("2026-12-24")];
    news.troubles = vec![trouble()];
    for (at, expected) in [
        ("2026-11-29T09:00:00Z", 1),
        ("2026-11-29T10:00:00Z", 1),
        ("2026-11-30T09:00:00Z", 1),
        ("2026-12-01T09:00:00Z", 2),
        ("2026-12-02T09:00:00Z", 2),
    ] {
        news.at = moment(at);
        all_sent(&stage.tell(news.clone()).await);
        assert_eq!(told(&stage), expected, "{at}");
    }
    // Only what is new is in the next one.
    news.changes
        .push(change("Other Cloud", "2026-12-02T08:59:00Z"));
    news.at = moment("2026-12-03T09:00:00Z");
    all_sent(&stage.tell(news).await);
    let tree = stage.place.tree();
    let last = tree
        .iter()
        .rfind(|p| p.starts_with("p/told/2026-12-03") && p.ends_with(".txt"));
    let text = stage.place.read(last.expect("a notice"));
    assert!(
        text.contains("Other Cloud") && !text.contains("ISO 27001"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_between_register_and_removal_tells_nothing_anew() {
    let stage = Stage::new(&files("\"change\""));
    stage.tell(digest()).await;
    let outbox = Outbox::of(&stage.place.at("p"));
    let sent = outbox.sent().expect("a register");
    assert_eq!(sent.len(), 1);
    // The notice is still there, as if the removal never came; its files were taken away to see whether they come back.
    let laid: Vec<String> = stage
        .place
        .tree()
        .into_iter()
        .filter(|p| p.starts_with("p/told/") && !p.ends_with('/'))
        .collect();
    let event: serde_json::Value = serde_json::from_str(
        &stage.place.read(
            laid.iter()
                .find(|p| p.ends_with(".json"))
                .expect("an event"),
        ),
    )
    .expect("JSON");
    let notice = serde_json::json!({
        "format": 1, "id": sent[0].notice, "at": "2026-11-29T09:00:00Z", "language": "en", "items": sent[0].items,
        "digest": event["data"]["digest"], "letter": { "subject": "s", "text": "t", "html": "h", "chat": [] },
        "deliveries": [{ "to": "files told", "tries": 0, "state": { "is": "waiting" } }],
    });
    stage.place.write(
        &format!("p/.waarborg/outbox/{}.json", sent[0].notice),
        notice.to_string(),
    );
    for path in &laid {
        std::fs::remove_file(stage.place.at(path)).expect("a file");
    }
    all_sent(&stage.tell(digest()).await);
    assert_eq!((told(&stage), stage.waiting()), (0, 0));
    assert_eq!(outbox.sent().expect("a register").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_or_written_is_said_and_nothing_is_doubled() {
    let stage = Stage::new(&files("\"change\""));
    // No notice, under a name that a notice could have.
    let stray = format!("p/.waarborg/outbox/{}.json", "0".repeat(32));
    stage.place.write(&stray, "{");
    let report = stage.tell(digest()).await;
    assert!(
        report
            .faults
            .iter()
            .any(|f| f.to_string().contains(&"0".repeat(32))),
        "{report:?}"
    );
    assert_eq!(told(&stage), 0, "what was told is not known");
    std::fs::remove_file(stage.place.at(&stray)).expect("a file");
    all_sent(&stage.tell(digest()).await);
    // A register that cannot be read.
    stage.place.write("p/.waarborg/sent.jsonl", "torn");
    let report = stage.tell(digest()).await;
    assert!(
        report
            .faults
            .iter()
            .any(|f| f.to_string().contains("sent.jsonl:1")),
        "{report:?}"
    );
    assert_eq!(told(&stage), 1);
    // No room for an outbox at all.
    let blocked = Stage::new(&files("\"change\""));
    blocked.place.write("p/.waarborg", "in the way");
    let report = blocked.tell(digest()).await;
    assert!(!report.is_done() && told(&blocked) == 0, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_send_once() {
    let stage = Stage::new(&files("\"change\""));
    let outbox = Outbox::of(&stage.place.at("p"));
    let lock = outbox.lock().expect("a lock");
    let report = stage.tell(digest()).await;
    assert!(!report.is_done(), "the other one is sending");
    assert_eq!((told(&stage), stage.waiting()), (0, 1), "it is kept");
    drop(lock);
    all_sent(&stage.tell(digest()).await);
    assert_eq!((told(&stage), stage.waiting()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_left_the_settings_is_given_up_aloud() {
    let stage = Stage::new(&files("\"change\""));
    stage
        .place
        .write("p/told", "a file where the folder should be");
    assert_eq!(stage.tell(digest()).await.left, 1);
    stage.receivers("[[notify.files]]\nfolder = \"elsewhere\"\n");
    let report = stage.resend(false).await;
    assert!(
        matches!(report.results[0].state, DeliveryState::GivenUp { .. }),
        "{report:?}"
    );
    assert_eq!(stage.waiting(), 1, "kept for a person");
}
