//! Whether the name servers of a domain all serve it, say the same, and are those that the zone above leads to
//! (RFC 1912 §2.8, RFC 2181 §5.4.1, RFC 9520 §2.3).

use std::collections::BTreeSet;

use super::{Check, Context, Judgement};
use crate::domain::fact::{DelegationFact, Heard, ServerAnswer, ServerView};
use crate::domain::finding::Confidence;
use crate::domain::observation::{Failure, FailureReason, Observation, Probe};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "dns-consistency",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsDelegation],
    reasons: &[
        "consistent",
        "intercepted",
        "lame",
        "parent-differs",
        "servers-differ",
        "serials-differ",
        "silent",
        "no-zone",
        "unheard",
        "lookup-failed",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, fact)) = context
        .of(Probe::DnsDelegation)
        .find_map(|o| Some((o, o.delegation()?)))
    else {
        return context.unseen("lookup-failed", Probe::DnsDelegation);
    };
    if fact.servers.is_empty() {
        return Judgement::not_applicable("no-zone").because(observation, &fact.zone);
    }
    evidence(context, compare(context, fact), observation, fact)
}

fn compare(context: &Context<'_>, fact: &DelegationFact) -> Judgement {
    if is_intercepted(fact) {
        return Judgement::not_observed("intercepted");
    }
    let lame: Vec<String> = fact
        .servers
        .iter()
        .filter(|s| is_lame(s))
        .map(shown)
        .collect();
    if !lame.is_empty() {
        return Judgement::deviates("lame").with("servers", lame.join(", "));
    }
    let heard: Vec<&ServerAnswer> = fact
        .servers
        .iter()
        .filter_map(|s| s.answer.answer())
        .collect();
    let Some(first) = heard.first() else {
        let failure = fact.servers.iter().find_map(|s| s.answer.failure());
        let words = failure.map(|failure| context.words(failure));
        return Judgement::not_observed("unheard").with_text("failure", words.unwrap_or_default());
    };
    let own: BTreeSet<&String> = heard.iter().flat_map(|a| &a.name_servers).collect();
    let above = fact.parent.as_ref().and_then(|parent| {
        let names = parent.name_servers.answer()?;
        (!names.is_empty()).then_some((parent, names))
    });
    if let Some((parent, names)) = above
        && names.iter().collect::<BTreeSet<_>>() != own
        && heard.iter().all(|a| a.name_servers != *names)
    {
        let list = |names: &BTreeSet<&String>| {
            let names: Vec<&str> = names.iter().map(|n| n.as_str()).collect();
            names.join(", ")
        };
        let parent_zone = if parent.zone.is_empty() {
            "."
        } else {
            &parent.zone
        };
        return Judgement::partial("parent-differs")
            .with("parent", parent_zone)
            .with("above", names.join(", "))
            .with("own", list(&own));
    }
    if heard.iter().any(|a| a.name_servers != first.name_servers) {
        return Judgement::partial("servers-differ");
    }
    let serials: BTreeSet<u32> = heard.iter().filter_map(|a| a.serial).collect();
    if serials.len() > 1 {
        let list: Vec<String> = serials.iter().map(u32::to_string).collect();
        // A change takes its time to reach every server, and some operators number each server apart.
        return Judgement::partial("serials-differ")
            .confident(Confidence::Low)
            .with("serials", list.join(", "));
    }
    let silent: Vec<String> = fact
        .servers
        .iter()
        .filter(|s| is_silent(s))
        .map(shown)
        .collect();
    if !silent.is_empty() {
        return Judgement::partial("silent")
            .confident(Confidence::Medium)
            .with("servers", silent.join(", "));
    }
    let complete = heard.len() == fact.servers.len() && above.is_some();
    Judgement::conforms("consistent")
        .confident(if complete {
            Confidence::High
        } else {
            Confidence::Medium
        })
        .with("count", heard.len())
        .with("serial", first.serial.unwrap_or_default())
}

/// True when all that answered did so as a resolver does: without authority, and offering to look further. Name servers
/// of a domain do not all lose their authority at once; a box on the way that answers in their place is likelier.
fn is_intercepted(fact: &DelegationFact) -> bool {
    let mut answers = fact
        .servers
        .iter()
        .filter_map(|s| s.answer.answer())
        .peekable();
    answers.peek().is_some() && answers.all(|a| !a.authoritative && a.recursive)
}

/// A server that does not serve the zone, or that is not there at all.
fn is_lame(server: &ServerView) -> bool {
    match &server.answer {
        Heard::Answered(answer) => !answer.authoritative || answer.serial.is_none(),
        Heard::Failed(failure) => match failure.reason {
            FailureReason::NameNotFound | FailureReason::NoAddress | FailureReason::Refused => true,
            // Without an address it was the resolver that failed, and not the server.
            FailureReason::ServerFailure => server.address.is_some(),
            _ => false,
        },
    }
}

/// A server that should have answered and did not. What cannot be reached from here may be reached by others.
fn is_silent(server: &ServerView) -> bool {
    let silent = |failure: &Failure| {
        matches!(
            failure.reason,
            FailureReason::TimedOut | FailureReason::Closed | FailureReason::ProtocolError
        )
    };
    server.answer.failure().is_some_and(silent)
}

fn shown(server: &ServerView) -> String {
    match server.address {
        Some(address) => format!("{} ({address})", server.server),
        None => server.server.clone(),
    }
}

fn evidence(
    context: &Context<'_>,
    judgement: Judgement,
    observation: &Observation,
    fact: &DelegationFact,
) -> Judgement {
    let mut parts = Vec::new();
    if let Some(parent) = &fact.parent {
        let said = match &parent.name_servers {
            Heard::Answered(names) => Text::same(names.join(", ")),
            Heard::Failed(failure) => context.failed(failure),
        };
        parts.push(said.after(&format!("{} ({}): ", parent.server, parent.zone)));
    }
    for server in &fact.servers {
        let said = match &server.answer {
            Heard::Answered(answer) => Text::same(format!(
                "{}{}{}, SOA {}, NS {}",
                answer.code,
                if answer.authoritative { " AA" } else { "" },
                if answer.recursive { " RA" } else { "" },
                answer
                    .serial
                    .map_or_else(|| "—".to_owned(), |serial| serial.to_string()),
                answer.name_servers.join(", ")
            )),
            Heard::Failed(failure) => context.failed(failure),
        };
        parts.push(said.after(&format!("{}: ", shown(server))));
    }
    parts.into_iter().fold(judgement, |judgement, part| {
        judgement.because(observation, part)
    })
}
