//! A public edition tells what it comes to, and nothing that helps who means harm.

use waarborg::domain::answer::Confidentiality;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::finding::FindingSource;
use waarborg::domain::text::{Lang, Text};
use waarborg::report::{Audience, Edition, PaperError, render_docx_paper};

use super::super::sample;
use super::document::words;
use super::{House, html, markdown};

/// A secret in every place that a public edition may not tell from.
fn marked(house: &House) -> Assessment {
    let mut assessment = sample::assessment(&house.catalogue.areas);
    let secret = || "s3cret".to_owned();
    for finding in &mut assessment.findings {
        for item in &mut finding.evidence {
            item.quote = secret();
        }
        let hidden = finding.source == FindingSource::Check || finding.check == "inc.notice";
        if hidden {
            finding.detail = Text::same(secret());
            finding.remediation = Some(Text::same(secret()));
        }
    }
    for claim in &mut assessment.claims {
        claim.seen = Text::same(secret());
        claim.response = Some(secret());
    }
    for set in &mut assessment.answers {
        for (question, answer) in &mut set.answers {
            answer.by = Some(secret());
            answer.comment = Some(secret());
            answer.confidential = question.as_str() == "inc.notice";
        }
    }
    for document in &mut assessment.evidence {
        document.title = Text::same(secret());
        document.evidence.issuer = Some(secret());
        assert_eq!(
            document.evidence.confidentiality,
            Confidentiality::Confidential
        );
    }
    for located in &mut assessment.locations {
        for claim in &mut located.fact.claims {
            claim.source = "s3cret".into();
            claim.region = Some("s3cret".into());
        }
    }
    let verdict = assessment.verdict.as_mut().expect("a verdict");
    for reason in &mut verdict.reasons {
        reason.text = Text::same(secret());
        reason.remedy = Some(Text::same(secret()));
    }
    for improvement in &mut verdict.improvements {
        improvement.text = Text::same(secret());
    }
    assessment
}

#[test]
fn a_public_edition_tells_no_secret_in_any_format() {
    let house = House::new();
    let assessment = marked(&house);
    for order in ["public", "contract-public"] {
        for lang in [Lang::En, Lang::Nl] {
            let paper = house.paper(&assessment, lang, order);
            let docx = render_docx_paper(&paper, None).expect("a document");
            for text in [html(&paper), markdown(&paper), words(&docx)] {
                assert!(!text.contains("s3cret"), "{order} {lang}");
                for located in &assessment.locations {
                    let address = located.fact.address.to_string();
                    assert!(!text.contains(&address), "{order} {lang}: {address}");
                }
                assert!(
                    !text.contains("portal.cloud-en-co.example"),
                    "{order} {lang}"
                );
                let says = match lang {
                    Lang::En => "Left out are:",
                    Lang::Nl => "Weggelaten zijn:",
                };
                assert!(text.contains(says), "{order} {lang}");
            }
        }
    }
    // The confidential ones do tell it.
    let paper = house.paper(&assessment, Lang::En, "administrator");
    assert!(markdown(&paper).contains("s3cret"));
}

#[test]
fn what_consists_of_details_is_never_public_and_a_scan_is_no_contract() {
    let house = House::new();
    let assessment = sample::assessment(&house.catalogue.areas);
    for audience in [Audience::Administrator, Audience::Board, Audience::Provider] {
        let refused = house.write(&assessment, Lang::En, Some(audience), Edition::Public);
        assert_eq!(refused.err(), Some(PaperError::NeverPublic), "{audience:?}");
    }
    let whole = house.write(&assessment, Lang::En, None, Edition::Confidential);
    assert_eq!(whole.err(), Some(PaperError::Whole));
    let scan = sample::scan(&house.catalogue.areas);
    let refused = house.write(
        &scan,
        Lang::En,
        Some(Audience::Contract),
        Edition::Confidential,
    );
    assert_eq!(refused.err(), Some(PaperError::Scan));
}
