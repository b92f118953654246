//! Which parties a page fetches from or permits to be fetched from, and whether the provider named them. Whoever a page
//! fetches from hears the address of every visitor.

use super::party::{Shown, because, names};
use super::{Check, Context, Judgement};
use crate::domain::fact::HttpFact;
use crate::domain::observation::{Observation, Probe};
use crate::domain::party::{Party, PartyRole, Standing};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "chain-third-party-resources",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &[
        "declared",
        "followers",
        "no-page",
        "none",
        "not-declared",
        "not-read",
        "not-reached",
        "present",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, http)) = context.of(Probe::Https).find_map(|o| Some((o, o.http()?)))
    else {
        return context.unseen("not-reached", Probe::Https);
    };
    let shown: Vec<Shown<'_>> = context
        .material
        .parties
        .of_subject(&context.subject.id)
        .into_iter()
        .map(|(party, mut hits)| {
            hits.retain(|hit| hit.way.is_on_page());
            (party, hits)
        })
        .filter(|(_, hits)| !hits.is_empty())
        .collect();
    if shown.is_empty() {
        return without(context, observation, http);
    }
    let whole = is_whole(http);
    // What the provider named, it named: who follows visitors is then on the list for everyone to read.
    let unnamed = |shown: &&Shown<'_>| shown.0.standing != Standing::DeclaredAndSeen;
    let following: Vec<&Shown<'_>> = shown
        .iter()
        .filter(unnamed)
        .filter(|(_, hits)| hits.iter().any(|hit| hit.role.follows_people()))
        .collect();
    let undeclared: Vec<&Shown<'_>> = shown
        .iter()
        .filter(|(party, _)| party.standing == Standing::SeenNotDeclared)
        .collect();
    let everyone: Vec<&Shown<'_>> = shown.iter().collect();
    let (judgement, told) = if !following.is_empty() {
        let judgement = Judgement::partial("followers")
            .with_text("followers", names(context, &following))
            .with_text("parties", by_role(context, &everyone));
        (judgement, everyone)
    } else if !undeclared.is_empty() {
        let judgement =
            Judgement::partial("not-declared").with_text("parties", by_role(context, &undeclared));
        (judgement, undeclared)
    } else if !whole {
        // Whom the rest of the page fetches from was not seen.
        (Judgement::not_observed("not-read"), everyone)
    } else {
        let judgement = match context.material.declared {
            Some(_) => Judgement::conforms("declared"),
            // With nothing to compare with, what shows is a question.
            None => Judgement::not_observed("present"),
        };
        (
            judgement.with_text("parties", by_role(context, &everyone)),
            everyone,
        )
    };
    because(judgement, told.into_iter())
}

/// True when a page was read to its end, and it is no error: that of a gate before the site, such as a firewall, is not the
/// page that visitors get.
fn is_whole(http: &HttpFact) -> bool {
    let fine = http.hops.last().is_some_and(|hop| hop.status < 400);
    fine && http.stopped.is_none() && http.page.as_ref().is_some_and(|page| !page.truncated)
}

/// No third party was seen: there is none on a page that was read in full, or there was no page, or it was not read.
fn without(context: &Context<'_>, observation: &Observation, http: &HttpFact) -> Judgement {
    let last = http.hops.last();
    let media = last
        .and_then(|hop| hop.header("content-type").next())
        .unwrap_or_default();
    let media = media.to_ascii_lowercase();
    let quote = format!("{} {media}", last.map_or(0, |hop| hop.status));
    match &http.page {
        Some(page) if is_whole(http) => {
            let fetched = page.resources.len();
            let fetched = fetched.to_string();
            let fetched =
                context.quote_of("quote.fetched", &[("page", &page.url), ("count", &fetched)]);
            Judgement::conforms("none")
                .because(observation, Text::join(&[quote.into(), fetched], "; "))
        }
        None if http.stopped.is_some() => {
            Judgement::not_observed("not-read").because(observation, quote)
        }
        None if !media.starts_with("text/html") && !media.starts_with("application/xhtml+xml") => {
            Judgement::not_applicable("no-page").because(observation, quote)
        }
        _ => Judgement::not_observed("not-read").because(observation, quote),
    }
}

/// "visitor analytics: A, B; fonts: C".
fn by_role(context: &Context<'_>, parties: &[&Shown<'_>]) -> Text {
    let roles: Vec<PartyRole> =
        Party::roles(parties.iter().flat_map(|(_, hits)| hits.iter().copied()));
    let (mut nl, mut en) = (Vec::new(), Vec::new());
    for role in roles {
        let of_role: Vec<&str> = parties
            .iter()
            .filter(|(_, hits)| hits.iter().any(|hit| hit.role == role))
            .map(|(party, _)| party.name.as_str())
            .collect();
        let word = context
            .material
            .phrases
            .text(&format!("party.role.{}", role.as_str()));
        let named = of_role.join(", ");
        nl.push(format!("{}: {named}", word.nl));
        en.push(format!("{}: {named}", word.en));
    }
    Text::new(nl.join("; "), en.join("; "))
}
