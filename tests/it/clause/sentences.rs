//! Sentences as agreements have them: double negatives and denials of something else, which state a clause all the same,
//! and ways around a clause, which do not.

use waarborg::domain::clause::Presence;

use super::{of, read};

/// Words that state a clause, though they deny something.
const STATED: [(&str, &str); 28] = [
    (
        "A28-3a",
        "The processor shall process personal data only on documented instructions from the controller, including with regard to transfers to a third country, unless required to do so by Union or Member State law to which the processor is subject. In this case, the processor shall inform the controller of that legal requirement before processing, unless the law prohibits this on important grounds of public interest.",
    ),
    (
        "A28-3b",
        "The processor shall grant access to the personal data undergoing processing to members of its personnel only to the extent strictly necessary for implementing, managing and monitoring of the contract. The processor shall ensure that persons authorised to process the personal data received have committed themselves to confidentiality or are under an appropriate statutory obligation of confidentiality.",
    ),
    (
        "A28-2a",
        "The processor shall not subcontract any of its processing operations performed on behalf of the controller in accordance with these Clauses to a sub-processor, without the controller’s prior specific written authorisation. The processor shall submit the request for specific authorisation at least 30 days prior to the engagement of the sub-processor in question, together with the information necessary to enable the controller to decide on the authorisation.",
    ),
    (
        "A28-2a",
        "Verwerker schakelt geen andere verwerker in zonder voorafgaande specifieke of algemene schriftelijke toestemming van Verwerkingsverantwoordelijke.",
    ),
    (
        "A28-2a",
        "Het is Verwerker niet toegestaan zonder voorafgaande schriftelijke toestemming van Verwerkingsverantwoordelijke subverwerkers in te schakelen.",
    ),
    (
        "A28-2a",
        "Het inschakelen van subverwerkers is zonder voorafgaande schriftelijke specifieke toestemming niet toegestaan.",
    ),
    (
        "A28-2a",
        "Processor is prohibited from engaging sub-processors without prior written consent, general or specific.",
    ),
    (
        "A28-2a",
        "Verwerker onthoudt zich van het inschakelen van subverwerkers zonder voorafgaande schriftelijke specifieke toestemming.",
    ),
    (
        "A28-2a",
        "Verwerker mag alleen subverwerkers inschakelen met voorafgaande schriftelijke toestemming, specifiek of algemeen.",
    ),
    (
        "A33-2",
        "In the event of a personal data breach concerning data processed by the processor, the processor shall notify the controller without undue delay after the processor having become aware of the breach and in any event within 24 hours. Where, and insofar as, it is not possible to provide all this information at the same time, the initial notification shall contain the information then available.",
    ),
    (
        "A33-2",
        "Verwerker informeert Verwerkingsverantwoordelijke zonder onredelijke vertraging, maar niet later dan 24 uur na ontdekking, over een inbreuk.",
    ),
    (
        "A33-2",
        "De melding van een datalek door Verwerker binnen 24 uur na ontdekking geldt niet als erkenning van aansprakelijkheid.",
    ),
    (
        "A33-2",
        "Processor shall notify Controller of any breach within 24 hours after becoming aware. Notification shall not be construed as an acknowledgement of fault or liability.",
    ),
    (
        "A33-2",
        "Processor's obligation to report a breach within 24 hours of becoming aware is not and will not be construed as an acknowledgement of any fault.",
    ),
    (
        "A28-3g",
        "Following termination of the contract, the processor shall, at the choice of the controller, delete all personal data processed on behalf of the controller and certify to the controller that it has done so, or, return all the personal data to the controller and delete existing copies unless Union or Member State law requires storage of the personal data.",
    ),
    (
        "A28-3g",
        "Na beëindiging wist Verwerker alle persoonsgegevens of geeft deze terug, ter keuze van Verwerkingsverantwoordelijke, en verwijdert bestaande kopieën, tenzij opslag verplicht is; hij bewaart geen kopieën.",
    ),
    (
        "A28-3h",
        "The processor shall make available to the controller all information necessary to demonstrate compliance with the obligations and allow for and contribute to audits, including inspections. Audits shall not take place more than once a year unless there is a breach.",
    ),
    (
        "A28-3h",
        "Verwerker stelt alle informatie ter beschikking die nodig is om naleving aan te tonen en maakt audits en inspecties mogelijk. Verwerker brengt hiervoor geen kosten in rekening.",
    ),
    (
        "A28-3e",
        "The processor shall promptly notify the controller of any request it has received from the data subject. It shall not respond to the request itself, unless authorised to do so by the controller. The processor shall assist the controller in fulfilling its obligations to respond to data subjects’ requests to exercise their rights of access.",
    ),
    (
        "A28-3e",
        "Verwerker verleent bijstand bij verzoeken van betrokkenen om inzage en beantwoordt deze niet zelf.",
    ),
    (
        "A28-3e",
        "Verwerker helpt bij verzoeken van betrokkenen om inzage, en zal die verzoeken niet zelf afhandelen maar doorsturen.",
    ),
    (
        "A28-10",
        "Verwerker zal de persoonsgegevens niet voor eigen doeleinden gebruiken.",
    ),
    (
        "A28-10",
        "The processor shall not process the data for its own purposes or for any other purpose.",
    ),
    (
        "A28-4",
        "Where a sub-processor fails to fulfil its data protection obligations, the processor shall remain fully liable. The same obligations are imposed on the sub-processor by contract.",
    ),
    (
        "A28-3b",
        "Verwerker houdt de persoonsgegevens geheim en maakt deze niet aan derden bekend; personeel is verplicht tot geheimhouding.",
    ),
    (
        "A28-3b",
        "Personeel is verplicht tot geheimhouding en maakt gegevens niet bekend.",
    ),
    (
        "A28-3b",
        "All staff are bound by confidentiality and do not disclose data.",
    ),
    (
        "A28-3b",
        "Personnel shall be bound by confidentiality obligations that shall not end with the employment.",
    ),
];

/// Words that take a clause away.
const TAKEN: [(&str, &str); 35] = [
    (
        "A33-2",
        "Indien zich een datalek voordoet is verwerker niet verplicht dit binnen 24 uur na ontdekking te melden.",
    ),
    (
        "A33-2",
        "De verwerker kan besluiten een datalek niet binnen 24 uur na ontdekking te melden.",
    ),
    (
        "A33-2",
        "Verwerker behoudt zich het recht voor datalekken binnen 24 uur na ontdekking al dan niet te melden.",
    ),
    (
        "A33-2",
        "Where a breach occurs, Processor need not notify the Controller within 24 hours after becoming aware.",
    ),
    (
        "A33-2",
        "Nothing in this agreement obliges the Processor to notify a breach within 24 hours after becoming aware.",
    ),
    (
        "A33-2",
        "The Processor is under no duty to report a breach within 24 hours of discovery.",
    ),
    (
        "A33-2",
        "Processor may, but is not obliged to, notify breaches within 24 hours of discovery.",
    ),
    (
        "A33-2",
        "Processor may omit to notify a breach within 24 hours of discovery.",
    ),
    (
        "A33-2",
        "Verwerker mag afzien van het melden van een datalek binnen 24 uur na ontdekking.",
    ),
    (
        "A33-2",
        "De plicht om een datalek binnen 24 uur na ontdekking te melden vervalt.",
    ),
    (
        "A33-2",
        "De plicht om een datalek binnen 24 uur na ontdekking te melden geldt niet.",
    ),
    (
        "A33-2",
        "Verwerker is ontslagen van de plicht een datalek binnen 24 uur na ontdekking te melden.",
    ),
    (
        "A28-3h",
        "Audits en inspecties om naleving aan te tonen zijn niet toegestaan, verwerker werkt daaraan niet mee.",
    ),
    (
        "A28-3h",
        "Het recht op audits en inspecties om naleving aan te tonen is uitgesloten.",
    ),
    (
        "A28-3h",
        "The Customer waives its right to audit and inspect and to have compliance demonstrated.",
    ),
    (
        "A28-3h",
        "The Customer shall have no right to audit, inspect, or otherwise demonstrate compliance of the Processor.",
    ),
    ("A28-3b", "Medewerkers zijn vrijgesteld van geheimhouding."),
    (
        "A28-3b",
        "Personeel is in geen geval gebonden aan geheimhouding.",
    ),
    (
        "A28-3b",
        "Staff are free from any obligation of confidentiality.",
    ),
    (
        "A28-3b",
        "Confidentiality obligations do not apply to staff.",
    ),
    (
        "A28-3g",
        "Verwerker mag na afloop alle gegevens behouden in plaats van die te wissen of terug te geven naar keuze van de klant, ook back-ups.",
    ),
    (
        "A28-3g",
        "Instead of deleting or returning the data at the end, at the choice of the Customer, the Processor keeps all copies.",
    ),
    (
        "A28-2a",
        "De klant geeft verwerker het recht om zonder schriftelijke, voorafgaande of specifieke toestemming subverwerkers in te schakelen.",
    ),
    (
        "A28-2a",
        "Voorafgaande schriftelijke toestemming voor subverwerkers is niet nodig, algemeen noch specifiek.",
    ),
    (
        "A28-2a",
        "Prior written consent is not needed for a sub-processor, general or specific.",
    ),
    (
        "A28-2a",
        "Processor may engage sub-processors with or without prior written specific consent.",
    ),
    (
        "A28-2a",
        "Sub-processors may be engaged notwithstanding the absence of prior written specific consent.",
    ),
    (
        "A28-3a",
        "Verwerker verwerkt persoonsgegevens ook zonder schriftelijke instructie, uitsluitend naar eigen goeddunken, ook bij doorgifte, wat Unierecht ook zegt.",
    ),
    (
        "A28-3a",
        "Processor may process and transfer personal data otherwise than only on documented instructions, subject to Union law.",
    ),
    (
        "A28-4",
        "De leverancier is niet aansprakelijk voor subverwerkers en hoeft niet dezelfde verplichtingen op te leggen.",
    ),
    (
        "A28-4",
        "Provider remains fully liable for sub-processors only where it chooses, and is not obliged to impose the same obligations.",
    ),
    (
        "A28-3c",
        "De verwerker hoeft geen technische en organisatorische maatregelen te nemen, zoals bijlage, versleuteling, toegangsbeheer, logging, back-ups.",
    ),
    (
        "A28-3e",
        "Verwerker weigert bijstand bij verzoeken van betrokkenen om inzage binnen 5 dagen.",
    ),
    (
        "A28-3e",
        "The Processor will decline to assist with data subject requests for access within 5 days.",
    ),
    (
        "A28-3z",
        "De leverancier waarschuwt nooit als een instructie in strijd is met de wet.",
    ),
];

#[test]
fn what_states_a_clause_is_not_taken_for_a_denial() {
    for (clause, text) in STATED {
        let readings = read(text);
        let reading = of(&readings, clause);
        let denied = reading.notes.iter().any(|note| note.en.contains("deny"));
        assert!(
            reading.presence != Presence::NotFound && !denied,
            "{clause} {text}\n{:?}",
            reading.notes
        );
    }
}

#[test]
fn what_takes_a_clause_away_is_never_present() {
    for (clause, text) in TAKEN {
        let readings = read(text);
        let reading = of(&readings, clause);
        assert_eq!(reading.presence, Presence::Weak, "{clause} {text}");
        let denied = reading.notes.iter().any(|note| note.en.contains("deny"));
        assert!(denied, "{clause} {text}\n{:?}", reading.notes);
    }
}
