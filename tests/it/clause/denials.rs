//! The opposite of a clause has the same words: it must never be shown as present, and the clause itself must be.

use waarborg::domain::clause::{Presence, Reading};

use super::{of, read};

/// A clause, what states it, and what says the opposite in the same words.
const PAIRS: [(&str, &str, &str); 30] = [
    (
        "A28-2a",
        "Verwerker mag niet zonder voorafgaande schriftelijke toestemming van verwerkingsverantwoordelijke subverwerkers inschakelen.",
        "Verwerker mag zonder voorafgaande schriftelijke toestemming van verwerkingsverantwoordelijke subverwerkers inschakelen.",
    ),
    (
        "A28-2a",
        "Zonder voorafgaande schriftelijke, specifieke toestemming schakelt de verwerker geen subverwerkers in.",
        "Zonder voorafgaande schriftelijke, specifieke toestemming kan de verwerker subverwerkers inschakelen.",
    ),
    (
        "A28-2a",
        "The processor shall not subcontract any of its processing operations performed on behalf of the controller in accordance with this agreement to a sub-processor, without the controller's prior specific written authorisation.",
        "The processor may subcontract any of its processing operations to a sub-processor without the controller's prior specific written authorisation.",
    ),
    (
        "A28-2a",
        "In no event may the Provider engage a sub-processor without the Customer's prior written consent, general or specific.",
        "The Provider may engage any sub-processor without the Customer's prior written consent, general or specific.",
    ),
    (
        "A28-2a",
        "No sub-processor is engaged unless the Customer has given its prior written specific authorisation.",
        "The Provider is not required to obtain prior written specific authorisation for a sub-processor.",
    ),
    (
        "A28-2a",
        "De leverancier schakelt geen subverwerkers in voordat de klant daarvoor voorafgaande schriftelijke specifieke toestemming heeft gegeven.",
        "De leverancier hoeft voor subverwerkers geen voorafgaande schriftelijke specifieke toestemming te vragen.",
    ),
    (
        "A28-2b",
        "De leverancier kondigt de toevoeging van subverwerkers minstens 30 dagen vooraf aan en de klant kan binnen die termijn bezwaar maken.",
        "De leverancier kondigt de toevoeging van subverwerkers niet minstens 30 dagen vooraf aan en bezwaar binnen een termijn is uitgesloten.",
    ),
    (
        "A28-3a",
        "Verwerker verwerkt persoonsgegevens uitsluitend op schriftelijke instructies van de klant, ook bij doorgifte naar een derde land, tenzij Unierecht anders verplicht.",
        "Verwerker verwerkt persoonsgegevens niet uitsluitend op schriftelijke instructies van de klant, ook bij doorgifte naar een derde land, wat Unierecht ook zegt.",
    ),
    (
        "A28-3a",
        "The Processor shall not process or transfer personal data except on documented instructions from the Controller, unless required by Union law.",
        "The Processor shall refuse to process or transfer personal data only on documented instructions from the Controller, or Union law.",
    ),
    (
        "A28-3a",
        "Verwerker verwerkt de gegevens niet anders dan op schriftelijke instructie, uitsluitend zoals daarin staat, ook bij doorgifte, tenzij Unierecht dat verplicht.",
        "Verwerker is niet gehouden de gegevens uitsluitend op schriftelijke instructie te verwerken, ook niet bij doorgifte of onder Unierecht.",
    ),
    (
        "A28-3b",
        "Medewerkers die toegang hebben zijn verplicht tot geheimhouding.",
        "Medewerkers die toegang hebben zijn niet verplicht tot geheimhouding.",
    ),
    (
        "A28-3b",
        "Het personeel tekent een verklaring van geheimhouding en mag gegevens niet aan derden verstrekken.",
        "Het personeel hoeft geen verklaring van geheimhouding te tekenen.",
    ),
    (
        "A28-3b",
        "Staff are bound by confidentiality and shall not disclose the data to anyone.",
        "Staff are not bound by confidentiality.",
    ),
    (
        "A28-3b",
        "Persons authorised to process the data have committed themselves to confidentiality.",
        "The obligation to ensure that persons authorised to process the data have committed themselves to confidentiality is hereby excluded.",
    ),
    (
        "A28-3c",
        "De verwerker neemt technische en organisatorische maatregelen die in bijlage 2 staan: versleuteling, toegangsbeheer, logging, back-ups.",
        "De verwerker neemt geen technische en organisatorische maatregelen zoals versleuteling, toegangsbeheer, logging, back-ups, ook niet uit een bijlage.",
    ),
    (
        "A28-3e",
        "The Provider assists with requests of data subjects for access and forwards them within two days, not later than that.",
        "The Provider does not assist with requests of data subjects for access and cannot be asked to forward them within two days.",
    ),
    (
        "A28-3e",
        "De leverancier verleent bijstand bij verzoeken van betrokkenen om inzage en brengt daarvoor geen kosten in rekening.",
        "De leverancier verleent geen bijstand bij verzoeken van betrokkenen om inzage.",
    ),
    (
        "A28-3g",
        "Na afloop wist de leverancier alle gegevens of geeft hij ze terug, naar keuze van de klant, binnen 30 dagen, ook back-ups.",
        "Na afloop zal de leverancier de gegevens nimmer wissen of teruggeven, naar keuze van de klant, binnen 30 dagen, ook back-ups.",
    ),
    (
        "A28-3g",
        "At the end the Processor deletes or returns all personal data at the choice of the Controller within 30 days, backups included, and does not keep copies.",
        "Processor declines to delete or return all personal data at the end, at the choice of the Controller, within 30 days, backups included.",
    ),
    (
        "A28-3h",
        "De leverancier stelt alle informatie ter beschikking om naleving aan te tonen, maakt audits mogelijk, met inspecties, en werkt daaraan mee.",
        "De klant heeft geen recht op audits en inspecties om naleving aan te tonen.",
    ),
    (
        "A28-3h",
        "The Processor makes available all information necessary to demonstrate compliance and allows for and contributes to audits, including inspections.",
        "Processor is exempt from making available all information necessary to demonstrate compliance and from allowing for and contributing to audits, including inspections.",
    ),
    (
        "A28-3h",
        "The Processor shall not hinder but allow audits and inspections, and gives all information necessary to demonstrate compliance.",
        "Audits and inspections to demonstrate compliance with all information necessary are not permitted.",
    ),
    (
        "A28-3z",
        "De leverancier informeert de klant onmiddellijk als een instructie in strijd is met de wet.",
        "De leverancier hoeft de klant niet onmiddellijk te informeren als een instructie in strijd is met de wet.",
    ),
    (
        "A28-4",
        "De leverancier legt subverwerkers dezelfde verplichtingen op en blijft volledig aansprakelijk; dit ontslaat hem niet van zijn plichten.",
        "De leverancier legt subverwerkers niet dezelfde verplichtingen op en is niet volledig aansprakelijk voor subverwerkers.",
    ),
    (
        "A33-2",
        "The Processor shall notify the Controller of a personal data breach without undue delay and not later than 24 hours after becoming aware of it.",
        "Processor shall under no circumstances be required to notify the Controller of a personal data breach without undue delay, nor within 24 hours after becoming aware of it.",
    ),
    (
        "A33-2",
        "Verwerker meldt een inbreuk binnen 24 uur na ontdekking aan de verantwoordelijke, ook als nog niet alle gegevens bekend zijn.",
        "Verwerker meldt een inbreuk niet binnen 24 uur na ontdekking aan de verantwoordelijke.",
    ),
    (
        "A33-2",
        "Where it is not possible to give all facts at once, the Processor still notifies the breach within 24 hours after becoming aware of it.",
        "The Processor has no obligation to notify a breach within 24 hours after becoming aware of it.",
    ),
    (
        "A33-2",
        "Verwerker zal een datalek onverwijld, en niet later dan binnen 24 uur na ontdekking, melden.",
        "Verwerker streeft ernaar een datalek onverwijld en binnen 24 uur na ontdekking te melden.",
    ),
    (
        "DX-2",
        "De klant heeft het recht om over te stappen en bij een overstap naar een andere aanbieder te gaan.",
        "De klant heeft geen recht op een overstap naar een andere aanbieder.",
    ),
    (
        "DX-5",
        "The notice period for a switch is no longer than two months.",
        "The Customer has no right of a notice period for a switch of two months.",
    ),
];

fn told(reading: &Reading) -> String {
    let why = reading.matches.iter().map(|m| (m.points, &m.because));
    format!(
        "{:?} {:?} {:?}",
        reading.presence,
        reading.notes,
        why.collect::<Vec<_>>()
    )
}

#[test]
fn a_clause_is_present_and_its_opposite_is_denied() {
    let mut faults = Vec::new();
    for (clause, states, denies) in PAIRS {
        let readings = read(states);
        let reading = of(&readings, clause);
        if reading.presence != Presence::Present {
            faults.push(format!("{clause} stated: {states}\n  {}", told(reading)));
        }
        let readings = read(denies);
        let reading = of(&readings, clause);
        let seems = ["lijkt dit te ontkennen", "belooft een inspanning"];
        let said = reading
            .notes
            .iter()
            .any(|note| seems.iter().any(|words| note.nl.contains(words)));
        if reading.presence != Presence::Weak || !said {
            faults.push(format!("{clause} denied: {denies}\n  {}", told(reading)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_denial_elsewhere_contradicts_a_clause_and_is_shown() {
    let states = "De verwerker meldt een datalek binnen 24 uur na ontdekking.";
    let filler = "De verwerker meldt een inbreuk bij de dienst van de klant binnen 24 uur.";
    let denies = "De verwerker is niet verplicht een datalek te melden na ontdekking.";
    let text = [states, filler, filler, filler, denies].join("\n\n");
    let readings = read(&text);
    let reading = of(&readings, "A33-2");
    assert_eq!(reading.presence, Presence::Weak, "{}", told(reading));
    assert!(reading.notes.iter().any(|note| note.en.contains("deny")));
    assert!(reading.matches.iter().any(|found| found.passage == 4));
}

#[test]
fn a_lead_that_denies_counts_for_its_items() {
    let items = "(a) notify a personal data breach within 24 hours after becoming aware of it;";
    for (lead, presence) in [
        ("The processor shall:", Presence::Present),
        ("The processor shall not be required to:", Presence::Weak),
    ] {
        let readings = read(&format!("5. Breaches\n\n{lead}\n\n{items}"));
        let reading = of(&readings, "A33-2");
        assert_eq!(reading.presence, presence, "{lead} {}", told(reading));
    }
}

#[test]
fn a_passage_that_says_it_is_void_states_nothing() {
    let stated = "The processor shall not engage another processor without prior specific written authorisation of the controller.";
    for (tail, presence) in [
        ("", Presence::Present),
        (" This clause has been deleted.", Presence::Weak),
        (" Deze bepaling is niet van toepassing.", Presence::Weak),
    ] {
        let readings = read(&format!("{stated}{tail}"));
        let reading = of(&readings, "A28-2a");
        assert_eq!(reading.presence, presence, "{tail} {}", told(reading));
    }
}
