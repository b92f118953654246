//! `waarborg questionnaire review` and `accept`: what a reviewer decides about an answer, and who takes its risk.

use std::path::Path;

use super::super::Outcome;
use super::super::latest::latest;
use super::travel::{packs, read};
use crate::assess::clock;
use crate::cli::arguments::{Accept, Review, ReviewDecision};
use crate::cli::{Exit, Session};
use crate::domain::acceptance::Acceptance;
use crate::domain::answer::{self, Answer, Decision};
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::finding;
use crate::domain::pack::{KnockOutKind, NotApplicableRule, Pack, Question};
use crate::domain::text::Text;
use crate::dossier::{self, Folder};
use crate::questionnaire::{Catalog, ParsedPack, judge};

/// Writes a reviewer's decision beside an answer.
pub(super) fn review(session: &Session, options: &Review) -> Outcome {
    let folder = read(session, &options.dir)?;
    let _lock = dossier::lock(&folder.root)?;
    let (parsed, question) = find(session, &folder, &options.question)?;
    let mut answer = answered(&folder, parsed, question)?;
    let decision = match options.decision {
        ReviewDecision::ApproveNotApplicable => Decision::ApprovedNotApplicable,
        ReviewDecision::Confirm => Decision::Confirmed,
        ReviewDecision::Explained => Decision::ContradictionExplained,
        ReviewDecision::Reject => Decision::Rejected,
    };
    let refuse =
        |nl: &str, en: &str| Diagnostic::new(format!("`{}`", question.id), Text::new(nl, en));
    if decision == Decision::ApprovedNotApplicable {
        if question.na == NotApplicableRule::Never {
            return Err(refuse(
                "deze vraag is altijd van toepassing: dat kan een beoordelaar niet anders besluiten",
                "this question always applies: a reviewer cannot decide otherwise",
            )
            .into());
        }
        if answer.not_applicable.is_none() {
            return Err(refuse(
                "niemand heeft geantwoord dat deze vraag niet van toepassing is",
                "nobody has answered that this question does not apply",
            )
            .into());
        }
    }
    if decision == Decision::ContradictionExplained && answer.explanation.is_none() {
        return Err(refuse(
            "er is geen uitleg van de leverancier (`explanation` bij het antwoord)",
            "there is no explanation of the provider (`explanation` beside the answer)",
        )
        .into());
    }
    answer.review = Some(answer::Review {
        decision,
        by: signed("--by", &options.by)?,
        at: Day::of(clock::this_second()),
        reason: signed("--reason", &options.reason)?,
    });
    let changes = [(question.id.clone(), answer)];
    let path = dossier::record(
        &folder.root,
        parsed,
        session.lang_of(Some(&folder.dossier)),
        &changes,
    )?;
    session.remark(&session.say(
        "governed.reviewed",
        &[("path", &path.display().to_string())],
    ));
    Ok(Exit::Done)
}

/// Writes who takes the risk of an answer, frozen at the residual risk of the last assessment.
pub(super) fn accept(session: &Session, options: &Accept) -> Outcome {
    let folder = read(session, &options.dir)?;
    let _lock = dossier::lock(&folder.root)?;
    let (parsed, question) = find(session, &folder, &options.question)?;
    let mut answer = answered(&folder, parsed, question)?;
    let today = Day::of(clock::this_second());
    let last = latest(&folder.root)?;
    refuse_acceptance(session, &folder, parsed, question, last.as_ref(), today)?;
    if options.until <= today {
        let message = Text::new(
            "een aanvaarding eindigt na vandaag",
            "an acceptance ends after today",
        );
        return Err(Diagnostic::misuse("--until", message).into());
    }
    let risk = residual(&folder.root, last)?;
    answer.acceptance = Some(Acceptance {
        owner: signed("--owner", &options.owner)?,
        reason: signed("--reason", &options.reason)?,
        at: today,
        until: options.until,
        risk,
    });
    let changes = [(question.id.clone(), answer)];
    let path = dossier::record(
        &folder.root,
        parsed,
        session.lang_of(Some(&folder.dossier)),
        &changes,
    )?;
    let (shown, until) = (path.display().to_string(), options.until.to_string());
    let risk = format!("{}.{}", risk / 100, risk % 100 / 10);
    let params = [("path", shown.as_str()), ("until", &until), ("risk", &risk)];
    session.remark(&session.say("governed.accepted", &params));
    Ok(Exit::Done)
}

/// A name or a reason that says something.
fn signed(option: &str, text: &str) -> Result<String, Diagnostic> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 2_000 {
        let message = Text::new(
            "vul hier iets in, hoogstens 2000 tekens",
            "say something here, at most 2000 characters",
        );
        return Err(Diagnostic::misuse(option, message));
    }
    Ok(text
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect())
}

/// The question of an id, with or without its pack, among those of the dossier.
fn find<'s>(
    session: &'s Session,
    folder: &Folder,
    wanted: &str,
) -> Result<(&'s ParsedPack, &'s Question), Diagnostic> {
    let listed = packs(session, folder);
    let all = || {
        listed.iter().flat_map(|parsed| {
            let questions = parsed.pack.questions.iter();
            questions.map(move |question| (*parsed, question))
        })
    };
    let (pack, id) = match wanted.split_once('/') {
        Some((pack, id)) => (Some(pack), id),
        None => (None, wanted),
    };
    let found = all().find(|(parsed, question)| {
        question.id.as_str() == id && pack.is_none_or(|pack| parsed.pack.pack.id.as_str() == pack)
    });
    found.ok_or_else(|| {
        let shown: String = wanted.chars().take(80).collect();
        let message = Text::new(
            "deze vraag hoort niet bij de vragenlijsten van dit dossier",
            "this question is not in the questionnaires of this dossier",
        );
        let mut fault = Diagnostic::new(format!("`{shown}`"), message);
        fault.hint = nearest(id, all().map(|(_, question)| question.id.as_str())).map(|near| {
            Text::new(
                format!("bedoelde u `{near}`?"),
                format!("did you mean `{near}`?"),
            )
        });
        fault
    })
}

/// The answer to a question: there is nothing to decide about one that was not given.
fn answered(
    folder: &Folder,
    parsed: &ParsedPack,
    question: &Question,
) -> Result<Answer, Diagnostic> {
    folder
        .answers
        .iter()
        .filter(|set| set.pack == parsed.pack.pack.id)
        .find_map(|set| set.answers.get(&question.id))
        .filter(|answer| answer.value.is_some() || answer.not_applicable.is_some())
        .cloned()
        .ok_or_else(|| {
            let message = Text::new(
                "deze vraag is niet beantwoord: er valt niets over te besluiten",
                "this question has not been answered: there is nothing to decide about",
            );
            Diagnostic::new(format!("`{}`", question.id), message)
        })
}

/// What nobody can accept: a legal defect, an answer that does not count, and one that leaves no risk.
fn refuse_acceptance(
    session: &Session,
    folder: &Folder,
    parsed: &ParsedPack,
    question: &Question,
    last: Option<&Assessment>,
    today: Day,
) -> Result<(), Diagnostic> {
    let catalogue = &session.catalogue;
    let listed: Vec<&Pack> = packs(session, folder).iter().map(|p| &p.pack).collect();
    let judged = judge(
        &listed,
        &folder.answers,
        &folder.evidence,
        &folder.dossier,
        &Catalog {
            kinds: &catalogue.kinds,
            knock_outs: &catalogue.knock_outs,
            areas: &catalogue.areas,
            deadlines: &catalogue.deadlines,
            phrases: &catalogue.phrases,
        },
        today,
    );
    let item = format!("{}/{}", parsed.pack.pack.id, question.id);
    let place = format!("`{}`", question.id);
    let legal = judged
        .knock_outs
        .iter()
        .find(|raised| raised.item == item && raised.knock_out.kind == KnockOutKind::Legal);
    if let Some(raised) = legal {
        let title = &raised.knock_out.title;
        let message = Text::new(
            format!("een juridisch gebrek kan niemand aanvaarden: {}", title.nl),
            format!("nobody can accept a legal defect: {}", title.en),
        );
        return Err(Diagnostic::new(place, message).with_hint(raised.knock_out.remedy.clone()));
    }
    let Some(found) = judged.findings.iter().find(|finding| finding.id == item) else {
        return Ok(());
    };
    let reasons = last
        .and_then(|last| last.verdict.as_ref())
        .map(|verdict| verdict.reasons.as_slice());
    let named = reasons.is_some_and(|reasons| reasons.iter().any(|reason| reason.item == item));
    let refusal = match found.outcome {
        finding::Outcome::Deviates | finding::Outcome::Partial => return Ok(()),
        // What was seen may contradict a good answer: then there is something to accept.
        finding::Outcome::Conforms if named => return Ok(()),
        finding::Outcome::Conforms => Text::new(
            "dit antwoord voldoet: er is geen risico te aanvaarden",
            "this answer conforms: there is no risk to accept",
        ),
        finding::Outcome::NotApplicable => Text::new(
            "deze vraag geldt hier niet: er is geen risico te aanvaarden",
            "this question does not apply here: there is no risk to accept",
        ),
        _ => Text::new(
            "dit antwoord telt niet, dus welk risico er is, is niet bekend",
            "this answer does not count, so which risk there is, is not known",
        ),
    };
    let fault = Diagnostic::new(place, refusal);
    Err(match found.outcome {
        finding::Outcome::Conforms | finding::Outcome::NotApplicable => fault,
        _ => fault.with_hint(found.detail.clone()),
    })
}

/// The residual risk of the last assessment in the dossier, in basis points.
fn residual(root: &Path, last: Option<Assessment>) -> Result<u32, Diagnostic> {
    let score = last.and_then(|assessment| assessment.score);
    score.map(|score| score.residual).ok_or_else(|| {
        let message = Text::new(
            "er is nog geen beoordeling: niet bekend is welk risico wordt aanvaard",
            "there is no assessment yet: which risk is accepted is not known",
        );
        let folder = root.join("assessments");
        Diagnostic::new(folder.display().to_string(), message).with_hint(Text::new(
            format!("geef eerst: waarborg assess {}", root.display()),
            format!("run first: waarborg assess {}", root.display()),
        ))
    })
}
