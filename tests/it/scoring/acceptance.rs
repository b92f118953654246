//! Who takes a risk: when that counts, and that it buys nothing.

use waarborg::domain::acceptance::{Acceptance, AcceptanceStanding};
use waarborg::domain::day::Day;
use waarborg::domain::text::Text;
use waarborg::domain::verdict::{Advice, Reason, ReasonRule, Verdict};
use waarborg::scoring::hold_acceptances;

const ITEM: &str = "quick/con.audit";

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn verdict(reasons: &[(ReasonRule, Advice)]) -> Verdict {
    let reason = |(rule, caps_at): &(ReasonRule, Advice)| Reason {
        rule: *rule,
        caps_at: *caps_at,
        item: ITEM.to_owned(),
        text: Text::same("what is the matter"),
        remedy: None,
        refs: Vec::new(),
    };
    Verdict {
        advice: Advice::GoWithConditions,
        reasons: reasons.iter().map(reason).collect(),
        improvements: Vec::new(),
        ways: Vec::new(),
        valid_until: day("2027-01-01"),
        acceptances: Vec::new(),
    }
}

/// How an acceptance of 1 to 30 June 2026, at a risk of 34.0, stands.
fn standing(reasons: &[(ReasonRule, Advice)], residual: u32, as_of: &str) -> AcceptanceStanding {
    let given = [(
        ITEM.to_owned(),
        Acceptance {
            owner: "Director".to_owned(),
            reason: "small service".to_owned(),
            at: day("2026-06-01"),
            until: day("2026-06-30"),
            risk: 3_400,
        },
    )];
    let held = hold_acceptances(&given, &verdict(reasons), residual, day(as_of));
    assert_eq!((held.len(), held[0].item.as_str()), (1, ITEM));
    held[0].standing
}

const SOFT: (ReasonRule, Advice) = (ReasonRule::SoftKnockOut, Advice::GoWithConditions);
const DEVIATION: (ReasonRule, Advice) = (ReasonRule::SevereDeviation, Advice::GoWithConditions);
const LEGAL: (ReasonRule, Advice) = (ReasonRule::LegalKnockOut, Advice::NoGo);
const OPEN: (ReasonRule, Advice) = (ReasonRule::CriticalUnknown, Advice::Hold);

#[test]
fn it_counts_from_its_first_to_its_last_day() {
    for (as_of, wanted) in [
        ("2026-05-31", AcceptanceStanding::NotYet),
        ("2026-06-01", AcceptanceStanding::Holds),
        ("2026-06-30", AcceptanceStanding::Holds),
        ("2026-07-01", AcceptanceStanding::Expired),
    ] {
        assert_eq!(standing(&[SOFT], 3_400, as_of), wanted, "{as_of}");
        assert_eq!(standing(&[DEVIATION], 3_400, as_of), wanted, "{as_of}");
    }
}

#[test]
fn a_risk_above_the_frozen_one_reopens_it() {
    assert_eq!(
        standing(&[SOFT], 3_401, "2026-06-15"),
        AcceptanceStanding::RiskRose
    );
    assert_eq!(
        standing(&[SOFT], 1_000, "2026-06-15"),
        AcceptanceStanding::Holds
    );
}

#[test]
fn a_legal_defect_and_the_unknown_cannot_be_accepted() {
    assert_eq!(
        standing(&[LEGAL, SOFT], 0, "2026-06-15"),
        AcceptanceStanding::LegalDefect
    );
    assert_eq!(
        standing(&[LEGAL], 0, "2026-07-15"),
        AcceptanceStanding::LegalDefect
    );
    assert_eq!(
        standing(&[OPEN], 0, "2026-06-15"),
        AcceptanceStanding::Unknown
    );
}

#[test]
fn where_nothing_stands_in_the_way_it_says_so() {
    assert_eq!(
        standing(&[], 0, "2026-06-15"),
        AcceptanceStanding::NothingToAccept
    );
}
