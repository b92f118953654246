//! What a reader sees, word for word.

use waarborg::domain::text::Lang;

use super::super::sample;
use super::{House, ORDERS, markdown};

#[test]
fn every_edition_in_both_languages() {
    let house = House::new();
    let assessment = sample::assessment(&house.catalogue.areas);
    for (order, ..) in ORDERS {
        for lang in [Lang::En, Lang::Nl] {
            let text = markdown(&house.paper(&assessment, lang, order));
            insta::assert_snapshot!(format!("{order}-{lang}"), text);
        }
    }
}
