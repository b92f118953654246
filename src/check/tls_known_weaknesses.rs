//! Weaknesses with a name: some were probed for, the others follow from what the server offers.
//!
//! Nothing is called found that was not seen, and nothing ruled out while a part of the picture is missing.

use super::picture::{Sight, by_picture};
use super::tls_key_exchange::SHORT_BITS;
use super::{Check, Context, Judgement};
use crate::domain::fact::{
    DhParameters, Feature, TlsVersion, VersionState, Weakness, WeaknessState,
};
use crate::domain::observation::{Failure, Probe};
use crate::domain::subject::SubjectKind;
use crate::domain::suite::{Cipher, KeyExchange, SuiteProperties, name, properties};
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "tls-known-weaknesses",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "found",
        "none-found",
        "only-noted",
        "unclear",
        "light",
        "not-reached",
    ],
    judge,
};

/// Versions with suites of the registry that a stranger can make a client fall back to.
const CLASSIC: [TlsVersion; 4] = [
    TlsVersion::Ssl3,
    TlsVersion::Tls10,
    TlsVersion::Tls11,
    TlsVersion::Tls12,
];

/// The only one that has no name of its own.
const RENEGOTIATION: &str = "unprotected renegotiation";

/// What is known about one weakness.
enum State<'a> {
    /// It was seen, with what shows it.
    Found(Text),
    /// It has conditions on the client's side that current clients do not meet.
    Noted,
    /// What it needs was seen to be missing.
    RuledOut,
    /// A part of what it needs was not seen.
    Unclear(Option<&'a Failure>),
}

fn judge(context: &Context<'_>) -> Judgement {
    by_picture(context, judge_address)
}

fn judge_address(sight: &Sight<'_>) -> Judgement {
    let all = [
        ("Heartbleed", probed(sight, Weakness::Heartbleed)),
        ("CCS injection", probed(sight, Weakness::CcsInjection)),
        ("ROBOT", probed(sight, Weakness::Robot)),
        ("Ticketbleed", probed(sight, Weakness::Ticketbleed)),
        ("DROWN", drown(sight)),
        ("POODLE", poodle(sight)),
        ("FREAK", freak(sight)),
        ("Logjam", logjam(sight)),
        ("Sweet32", sweet32(sight)),
        ("CRIME", crime(sight)),
        ("RC4", rc4(sight)),
        ("BEAST", beast(sight)),
        (RENEGOTIATION, renegotiation(sight)),
    ];
    let named = |keep: &dyn Fn(&State<'_>) -> bool| {
        all.iter()
            .filter(|(_, state)| keep(state))
            .map(|(name, _)| *name)
            .collect::<Vec<&str>>()
    };
    let found = named(&|state| matches!(state, State::Found(_)));
    let noted = named(&|state| matches!(state, State::Noted));
    let unclear = named(&|state| matches!(state, State::Unclear(_)));
    let ruled_out = named(&|state| matches!(state, State::RuledOut));
    let told = |names: &[&str]| told(sight, names);
    let judgement = if !found.is_empty() {
        Judgement::deviates("found").with_text("found", told(&found))
    } else if !unclear.is_empty() {
        Judgement::not_observed("unclear")
            .with_text("unclear", told(&unclear))
            .with_text("excluded", told(&ruled_out))
    } else if noted.is_empty() {
        Judgement::conforms("none-found").with_text("excluded", told(&ruled_out))
    } else {
        Judgement::conforms("only-noted")
            .with_text("noted", told(&noted))
            .with_text("excluded", told(&ruled_out))
    };
    let judgement = all
        .iter()
        .fold(judgement, |judged, (name, state)| match state {
            State::Found(detail) => {
                let name = told(&[*name]);
                sight.show(judged, Text::join(&[name, detail.clone()], ": "))
            }
            State::Unclear(Some(failure)) => {
                let name = told(&[*name]);
                let why = sight.context.failed(failure);
                sight.show(judged, Text::join(&[name, why], ": "))
            }
            State::Noted | State::RuledOut | State::Unclear(None) => judged,
        });
    let summary: Vec<Text> = [
        ("quote.found", found),
        ("quote.noted", noted),
        ("quote.unclear", unclear),
        ("quote.ruled-out", ruled_out),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(word, names)| Text::join(&[sight.context.quote(word), told(&names)], ": "))
    .collect();
    sight.show(judgement, Text::join(&summary, "; "))
}

/// Names for a sentence; a dash where there are none.
fn told(sight: &Sight<'_>, names: &[&str]) -> Text {
    let texts: Vec<Text> = names
        .iter()
        .map(|name| match *name {
            RENEGOTIATION => sight
                .context
                .material
                .phrases
                .text("check.unprotected-renegotiation"),
            name => Text::same(name),
        })
        .collect();
    if texts.is_empty() {
        return Text::same("—");
    }
    Context::list(&texts)
}

/// A weakness of a server program that was probed for.
fn probed<'a>(sight: &Sight<'a>, weakness: Weakness) -> State<'a> {
    let trial = sight
        .picture
        .weaknesses
        .iter()
        .find(|trial| trial.weakness == weakness);
    match trial.map(|trial| (&trial.state, &trial.detail)) {
        Some((WeaknessState::Affected, detail)) => State::Found(match weakness {
            Weakness::Heartbleed => sight.context.quote("quote.heartbleed"),
            Weakness::Ticketbleed => sight.context.quote("quote.ticketbleed"),
            // What differs from what, in the names of alerts.
            Weakness::CcsInjection | Weakness::Robot => sight.context.technical(detail),
        }),
        Some((WeaknessState::Inconclusive(failure), _)) => State::Unclear(Some(failure)),
        Some((WeaknessState::NotAffected | WeaknessState::NotApplicable, _)) => State::RuledOut,
        None => State::Unclear(None),
    }
}

/// Any suite of these versions that has the property; unclear while there may be suites that were not seen.
fn suites<'a>(
    sight: &Sight<'a>,
    versions: &[TlsVersion],
    has: impl Fn(&SuiteProperties) -> bool,
) -> State<'a> {
    let hit = sight
        .known()
        .find(|(version, _, properties)| versions.contains(version) && has(properties));
    if let Some((version, suite, _)) = hit {
        return State::Found(Text::same(format!("{version}, {}", suite.name)));
    }
    match sight.gap(versions) {
        Some(gap) => State::Unclear(gap.0),
        None => unasked(sight, versions),
    }
}

/// A version that nobody asked for is not known to be declined.
fn unasked<'a>(sight: &Sight<'a>, versions: &[TlsVersion]) -> State<'a> {
    let asked = |version: &TlsVersion| {
        sight
            .fact
            .versions
            .iter()
            .any(|trial| trial.version == *version)
    };
    if versions.iter().all(asked) {
        State::RuledOut
    } else {
        State::Unclear(None)
    }
}

/// SSL 2.0 opens what newer versions protect with the same key.
fn drown<'a>(sight: &Sight<'a>) -> State<'a> {
    let trial = sight
        .fact
        .versions
        .iter()
        .find(|trial| trial.version == TlsVersion::Ssl2);
    match trial.map(|trial| &trial.state) {
        Some(VersionState::Refused) => State::RuledOut,
        Some(VersionState::Inconclusive(failure)) => State::Unclear(Some(failure)),
        Some(VersionState::Offered) => suites(sight, &[TlsVersion::Ssl2], |_| true),
        None => State::Unclear(None),
    }
}

fn poodle<'a>(sight: &Sight<'a>) -> State<'a> {
    suites(sight, &[TlsVersion::Ssl3], |p| p.cbc)
}

fn freak<'a>(sight: &Sight<'a>) -> State<'a> {
    suites(sight, &CLASSIC, |p| {
        p.export && p.key_exchange == KeyExchange::Rsa
    })
}

/// Which suite with proof of the server brought a prime.
#[derive(Clone, Copy)]
enum Bringer {
    Suite(u32),
    /// One of them; the stored fact does not say which.
    Unnamed,
}

/// The suite with proof of the server that brought a prime. Nothing when only suites without proof did: nobody who wants to
/// know whom he talks to takes those, and they are counted as weak suites. What was stored without the suites counts when
/// the server has no suites without proof.
fn proven(sight: &Sight<'_>, parameters: &DhParameters) -> Option<Bringer> {
    let anonymous = |p: &SuiteProperties| p.key_exchange == KeyExchange::Dhe && p.anonymous;
    if parameters.suites.is_empty() {
        let mixed = sight.known().any(|(_, _, p)| anonymous(&p));
        return (!mixed).then_some(Bringer::Unnamed);
    }
    parameters.suites.iter().find_map(|code| {
        let found = properties(*code)?;
        (!anonymous(&found)).then_some(Bringer::Suite(*code))
    })
}

/// Short primes with suites that prove who the server is.
fn logjam<'a>(sight: &Sight<'a>) -> State<'a> {
    let parameters = &sight.picture.dh_parameters;
    let short = |p: &&DhParameters| p.bits <= SHORT_BITS || p.export;
    if let Some((short, suite)) = parameters
        .iter()
        .filter(short)
        .find_map(|p| Some((p, proven(sight, p)?)))
    {
        let key = if short.export {
            "quote.export-prime"
        } else {
            "quote.short-prime"
        };
        let bits = short.bits.to_string();
        let prime = sight.context.quote_of(key, &[("bits", &bits)]);
        return State::Found(match suite {
            Bringer::Suite(code) => Text::join(&[prime, Text::same(name(code))], ", "),
            Bringer::Unnamed => prime,
        });
    }
    let uses = |anonymous| {
        sight.known().any(|(version, _, p)| {
            CLASSIC.contains(&version)
                && p.key_exchange == KeyExchange::Dhe
                && p.anonymous == anonymous
        })
    };
    // It is not known with which suite a short prime came: one without proof may have brought it.
    if parameters.iter().filter(short).any(|p| p.suites.is_empty()) && uses(false) {
        return State::Unclear(None);
    }
    let export = suites(sight, &CLASSIC, |p| {
        p.export && !p.anonymous && p.key_exchange == KeyExchange::Dhe
    });
    // Suites of this kind without the prime that belongs to them: its size is not known.
    let seen = parameters
        .iter()
        .any(|p| p.suites.is_empty() || proven(sight, p).is_some());
    let without_prime = uses(false) && !seen;
    match export {
        State::RuledOut if without_prime => State::Unclear(None),
        other => other,
    }
}

/// Blocks of 64 bits. As in common ratings only from TLS 1.1 on: below it, nothing better may exist for an old client.
fn sweet32<'a>(sight: &Sight<'a>) -> State<'a> {
    let small = |p: &SuiteProperties| {
        matches!(
            p.cipher,
            Cipher::Des | Cipher::Idea | Cipher::Rc2 | Cipher::TripleDes
        )
    };
    let old = [TlsVersion::Ssl3, TlsVersion::Tls10];
    match suites(sight, &[TlsVersion::Tls11, TlsVersion::Tls12], small) {
        State::RuledOut => noted(suites(sight, &old, small)),
        other => other,
    }
}

fn crime<'a>(sight: &Sight<'a>) -> State<'a> {
    match &sight.picture.features.compression {
        Feature::Present => State::Found(sight.context.quote("quote.compression-chosen")),
        Feature::Absent | Feature::NotApplicable => State::RuledOut,
        Feature::Inconclusive(failure) => State::Unclear(Some(failure)),
        Feature::NotLooked => State::Unclear(None),
    }
}

fn rc4<'a>(sight: &Sight<'a>) -> State<'a> {
    suites(sight, &CLASSIC, |p| p.cipher == Cipher::Rc4)
}

/// Browsers have split their records against it since 2012: noted, and no more.
fn beast<'a>(sight: &Sight<'a>) -> State<'a> {
    noted(suites(sight, &[TlsVersion::Ssl3, TlsVersion::Tls10], |p| {
        p.cbc
    }))
}

fn noted(state: State<'_>) -> State<'_> {
    match state {
        State::Found(_) => State::Noted,
        other => other,
    }
}

fn renegotiation<'a>(sight: &Sight<'a>) -> State<'a> {
    let features = &sight.picture.features;
    match (
        &features.secure_renegotiation,
        &features.client_renegotiation,
    ) {
        (Feature::Present | Feature::NotApplicable, _)
        | (_, Feature::Absent | Feature::NotApplicable) => State::RuledOut,
        (Feature::Absent, Feature::Present) => {
            State::Found(sight.context.quote("quote.renegotiates"))
        }
        (Feature::Inconclusive(failure), _) | (_, Feature::Inconclusive(failure)) => {
            State::Unclear(Some(failure))
        }
        (Feature::NotLooked, _) | (_, Feature::NotLooked) => State::Unclear(None),
    }
}
