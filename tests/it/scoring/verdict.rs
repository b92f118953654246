//! The verdict: knock-outs win, silence never helps.

use waarborg::domain::claim::{Claim, ClaimStatus};
use waarborg::domain::day::Day;
use waarborg::domain::item::{Item, ItemReading, RaisedKnockOut};
use waarborg::domain::pack::{Importance, KnockOut, KnockOutKind, Strength};
use waarborg::domain::text::Text;
use waarborg::domain::verdict::{Advice, ReasonRule, Verdict};
use waarborg::scoring::{Grounds, decide, score};

use super::{CATALOGUE, all_topics, item, known, newsletter, policy};

pub(super) fn knock_out(kind: KnockOutKind) -> RaisedKnockOut {
    let id = match kind {
        KnockOutKind::Legal => "no-agreement",
        KnockOutKind::Soft => "no-sub-processor-list",
    };
    let knock_out: KnockOut = CATALOGUE.knock_outs[id].clone();
    assert_eq!(knock_out.kind, kind);
    RaisedKnockOut {
        knock_out,
        item: "quick/con.agreement".to_owned(),
    }
}

fn contradiction() -> Claim {
    Claim {
        id: "quick/loc.endpoints".to_owned(),
        pack: "quick".parse().expect("id"),
        question: "loc.endpoints".parse().expect("id"),
        rule: "endpoints-in-eea".to_owned(),
        importance: Importance::Critical,
        status: ClaimStatus::Contradicted,
        said: Text::same("said"),
        seen: Text::same("seen"),
        evidence: Vec::new(),
        explanation: None,
        response: None,
    }
}

fn verdict(
    items: &[Item],
    knock_outs: &[RaisedKnockOut],
    claims: &[Claim],
    blind: bool,
) -> Verdict {
    let score = score(items, &newsletter(), policy());
    decide(&Grounds {
        score: &score,
        items,
        knock_outs,
        claims,
        findings: &[],
        blind,
        valid_until: "2027-01-01".parse::<Day>().expect("a day"),
        policy: policy(),
        phrases: &CATALOGUE.phrases,
    })
}

fn good() -> Vec<Item> {
    all_topics(known(10_000, Strength::Attested))
}

#[test]
fn a_good_provider_gets_a_go() {
    let verdict = verdict(&good(), &[], &[], false);
    assert_eq!((verdict.advice, verdict.reasons.len()), (Advice::Go, 0));
}

#[test]
fn a_legal_knock_out_wins_whatever_else_is_good() {
    let verdict = verdict(&good(), &[knock_out(KnockOutKind::Legal)], &[], false);
    assert_eq!(verdict.advice, Advice::NoGo);
    assert!(
        !verdict.reasons[0].refs.is_empty(),
        "it names its legal basis"
    );
}

#[test]
fn a_soft_knock_out_and_a_contradiction_ask_for_conditions() {
    assert_eq!(
        verdict(&good(), &[knock_out(KnockOutKind::Soft)], &[], false).advice,
        Advice::GoWithConditions
    );
    assert_eq!(
        verdict(&good(), &[], &[contradiction()], false).advice,
        Advice::GoWithConditions
    );
    let explained = Claim {
        status: ClaimStatus::Explained,
        ..contradiction()
    };
    assert_eq!(
        verdict(&good(), &[], &[explained], false).advice,
        Advice::Go
    );
}

#[test]
fn too_little_known_holds() {
    let mut items = good();
    items.push(item(
        "q.open",
        "exit",
        Importance::Critical,
        ItemReading::Unknown { best: 10_000 },
    ));
    let held = verdict(&items, &[], &[], false);
    assert_eq!(
        (held.advice, held.reasons[0].rule),
        (Advice::Hold, ReasonRule::CriticalUnknown)
    );
    // A knock-out still wins over what is unknown.
    assert_eq!(
        verdict(&items, &[knock_out(KnockOutKind::Legal)], &[], false).advice,
        Advice::NoGo
    );
    let blind = verdict(&good(), &[], &[], true);
    assert_eq!(
        (blind.advice, blind.reasons[0].rule),
        (Advice::Hold, ReasonRule::NothingObserved)
    );
    let unknown = all_topics(ItemReading::Unknown { best: 10_000 });
    assert!(
        verdict(&unknown, &[], &[], false)
            .reasons
            .iter()
            .any(|r| r.rule == ReasonRule::LowCoverage)
    );
}

#[test]
fn silence_never_gives_a_better_advice_than_an_honest_no() {
    for importance in [
        Importance::Minor,
        Importance::Normal,
        Importance::Major,
        Importance::Critical,
    ] {
        for spot in 0..good().len() {
            let with = |reading| {
                let mut items = good();
                items[spot] = item("q.x", policy().topic[spot].id.as_str(), importance, reading);
                verdict(&items, &[], &[], false).advice
            };
            let silence = with(ItemReading::Unknown { best: 10_000 });
            let no = with(known(0, Strength::Attested));
            assert!(
                silence <= no,
                "{importance:?}: silence {silence:?}, an honest no {no:?}"
            );
        }
    }
}

#[test]
fn reasons_come_worst_first_and_the_worst_decides() {
    let mut items = good();
    items.push(item(
        "q.open",
        "exit",
        Importance::Critical,
        ItemReading::Unknown { best: 10_000 },
    ));
    let all = verdict(
        &items,
        &[
            knock_out(KnockOutKind::Soft),
            knock_out(KnockOutKind::Legal),
        ],
        &[contradiction()],
        false,
    );
    let caps: Vec<Advice> = all.reasons.iter().map(|r| r.caps_at).collect();
    let mut sorted = caps.clone();
    sorted.sort();
    assert_eq!(caps, sorted);
    assert_eq!(all.advice, caps[0]);
}

#[test]
fn improvements_name_the_largest_gain_first() {
    let mut items = good();
    items[0].reading = known(0, Strength::Attested);
    let improvements = verdict(&items, &[], &[], false).improvements;
    assert_eq!(improvements[0].item, items[0].id);
    assert!(
        improvements
            .windows(2)
            .all(|pair| pair[0].points >= pair[1].points)
    );
}
