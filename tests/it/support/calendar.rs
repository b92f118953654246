//! Calendars as a reader takes them apart (RFC 5545 §3.1).

use std::collections::BTreeMap;

/// The lines of a calendar with those that continue put back together; ends the test when a line is too long or does not
/// end as it should.
pub(crate) fn unfolded(text: &str) -> String {
    assert!(text.ends_with("\r\n"));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
    text.replace("\r\n ", "").replace("\r\n", "\n")
}

/// The events, each by its properties; parameters are part of the name.
pub(crate) fn events(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut events = Vec::new();
    let mut event: Option<BTreeMap<String, String>> = None;
    for line in unfolded(text).lines() {
        match line {
            "BEGIN:VEVENT" => event = Some(BTreeMap::new()),
            "END:VEVENT" => events.extend(event.take()),
            line => {
                if let (Some(event), Some((name, value))) = (&mut event, line.split_once(':')) {
                    assert!(
                        event.insert(name.to_owned(), value.to_owned()).is_none(),
                        "{name} twice"
                    );
                }
            }
        }
    }
    events
}
