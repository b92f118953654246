//! The page for a board: what is signed is counted over the whole report, not over what fits on the page.

use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;

use super::super::sample;
use super::super::stage::Stage;
use super::{House, markdown};

/// The sample with this many reasons, all different.
fn with_reasons(house: &House, count: usize) -> Assessment {
    let mut assessment = sample::assessment(&house.catalogue.areas);
    let verdict = assessment.verdict.as_mut().expect("a verdict");
    let one = verdict.reasons.last().expect("a reason").clone();
    verdict.reasons = (0..count)
        .map(|n| {
            let mut reason = one.clone();
            reason.text.nl = format!("Reden {n}.");
            reason.text.en = format!("Reason {n}.");
            reason
        })
        .collect();
    assessment
}

#[test]
fn a_board_signs_all_conditions_and_is_told_how_many_and_where() {
    let house = House::new();
    let assessment = with_reasons(&house, 17);
    for (lang, told, signed, chapter, above) in [
        (
            Lang::Nl,
            "Dit zijn 4 van de 17 redenen; alle staan in het rapport, in het hoofdstuk ‘Wat het advies bepaalt’.",
            "akkoord onder de voorwaarden in het rapport (17: alles in het hoofdstuk ‘Wat het advies bepaalt’)",
            "Wat het advies bepaalt",
            "hierboven",
        ),
        (
            Lang::En,
            "These are 4 of the 17 reasons; all stand in the report, in the chapter ‘What decides the advice’.",
            "agreed on the conditions in the report (17: everything in the chapter ‘What decides the advice’)",
            "What decides the advice",
            "above",
        ),
    ] {
        let page = markdown(&house.paper(&assessment, lang, "board")).replace('\\', "");
        for needed in [told, signed] {
            assert!(page.contains(needed), "no `{needed}` in {page}");
        }
        assert!(!page.contains(above), "{page}");
        // The chapter that is pointed to has that name, and lists as many.
        let view = serde_json::to_value(Stage::new().view(&assessment, lang)).expect("JSON");
        assert_eq!(view["words"]["heading"]["reasons"], chapter);
        let listed = |part: &str| view["verdict"][part].as_array().map_or(0, Vec::len);
        assert_eq!(listed("knock_outs") + listed("conditions"), 17);
    }
}

#[test]
fn what_fits_on_the_page_is_all_there_is() {
    let house = House::new();
    let assessment = with_reasons(&house, 4);
    let page = markdown(&house.paper(&assessment, Lang::En, "board"));
    assert!(!page.contains("of the 4 reasons"), "{page}");
    assert!(page.contains("Reason 3."), "{page}");
    // Without reasons there are no conditions to agree on.
    let assessment = with_reasons(&house, 0);
    let page = markdown(&house.paper(&assessment, Lang::En, "board"));
    assert!(page.contains("☐ agreed · ☐ not agreed"), "{page}");
}
