//! `waarborg interview DIR`: the questions of a dossier, one at a time, each answer kept as soon as it is given.

mod answer;
mod aside;
mod attach;
mod menu;
mod screen;

use std::collections::BTreeSet;
use std::io::IsTerminal as _;

use inquire::InquireError;
use inquire::ui::{RenderConfig, Styled};

use self::answer::ask;
use self::menu::{Step, choose};
use self::screen::Screen;
use super::latest::disputes;
use super::{Faults, Outcome, unknown_pack};
use crate::assess::clock;
use crate::cli::arguments::Interview;
use crate::cli::{Exit, Session, output};
use crate::domain::answer::Answer;
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::id::{PackId, QuestionId};
use crate::domain::pack::{Pack, Question};
use crate::domain::text::{Lang, Text};
use crate::dossier::exchange::Disputes;
use crate::dossier::{self, Folder};
use crate::questionnaire::{Standing, Stands, standings};

/// What stands between the interview and an answer.
enum Halt {
    /// The person asked to stop; everything answered is kept.
    Stop,
    /// Something is wrong.
    Fault(Faults),
}

impl From<Diagnostic> for Halt {
    fn from(fault: Diagnostic) -> Self {
        Self::Fault(fault.into())
    }
}

impl From<Vec<Diagnostic>> for Halt {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self::Fault(faults.into())
    }
}

/// Ctrl-C and a terminal that went away end the interview; nothing is lost by that.
impl From<InquireError> for Halt {
    fn from(error: InquireError) -> Self {
        match error {
            InquireError::OperationCanceled | InquireError::OperationInterrupted => Self::Stop,
            InquireError::IO(error) => match error.kind() {
                std::io::ErrorKind::BrokenPipe
                | std::io::ErrorKind::Interrupted
                | std::io::ErrorKind::UnexpectedEof => Self::Stop,
                _ => Self::Fault(Faults::Ours(error.to_string())),
            },
            other => Self::Fault(Faults::Ours(other.to_string())),
        }
    }
}

/// Where a question is.
type Place = (PackId, QuestionId);

/// One interview.
struct Talk<'s> {
    session: &'s Session,
    options: &'s Interview,
    folder: Folder,
    lang: Lang,
    today: Day,
    /// What there is to reply to, as it was when the interview began.
    disputes: Disputes,
}

/// A question with all that is needed to ask it.
struct Asked {
    place: Place,
    pack: Pack,
    question: Question,
    answer: Option<Answer>,
    stands: Stands,
    /// What was seen or decided about the answer that is there.
    dispute: Option<Text>,
}

pub(super) fn run(session: &Session, options: &Interview) -> Outcome {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err(Diagnostic::misuse(
            "interview",
            Text::new(
                "een interview vraagt om een terminal",
                "an interview needs a terminal",
            ),
        )
        .with_hint(Text::new(
            "vul een werkmap in: waarborg questionnaire export",
            "fill in a workbook: waarborg questionnaire export",
        ))
        .into());
    }
    let folder = read(session, options)?;
    let _lock = dossier::lock(&folder.root)?;
    for id in &options.packs {
        if !folder.dossier.packs.iter().any(|pack| pack.as_str() == id) {
            return Err(unknown_pack(session, id));
        }
    }
    let lang = session.lang_of(Some(&folder.dossier));
    let mut talk = Talk {
        session,
        options,
        disputes: disputes(session, &folder),
        folder,
        lang,
        today: Day::of(clock::this_second()),
    };
    // What was left with Esc shows nothing: the library has an English word for it.
    inquire::set_global_render_config(
        RenderConfig::default().with_canceled_prompt_indicator(Styled::new("–")),
    );
    match talk.hold() {
        Ok(()) | Err(Halt::Stop) => {
            // Ctrl-C leaves the cursor in the middle of a prompt: what stands below it goes.
            output::note("\u{1b}[J");
            talk.close();
            Ok(Exit::Done)
        }
        Err(Halt::Fault(faults)) => Err(faults),
    }
}

fn read(session: &Session, options: &Interview) -> Result<Folder, Faults> {
    let catalogue = &session.catalogue;
    let folder = dossier::read(
        &options.dir,
        &catalogue.packs,
        &catalogue.kinds,
        &catalogue.areas,
    )?;
    super::dated::refuse_future(&folder)?;
    Ok(folder)
}

impl Talk<'_> {
    /// Asks until nothing is open, or the person stops.
    fn hold(&mut self) -> Result<(), Halt> {
        Screen::new(self).welcome();
        let mut passed: BTreeSet<Place> = BTreeSet::new();
        let mut trail: Vec<Place> = Vec::new();
        let mut wanted: Option<Place> = None;
        let mut last: Option<Place> = None;
        loop {
            let all = self.asked();
            let at = |place: &Place| all.iter().position(|asked| asked.place == *place);
            let due = |asked: &Asked| self.is_due(asked) && !passed.contains(&asked.place);
            let next = if let Some(place) = &wanted {
                at(place)
            } else {
                // Onwards from the last question, and then around.
                let from = last.as_ref().and_then(at).map_or(0, |index| index + 1);
                let (before, after) = all.split_at(from.min(all.len()));
                let onwards = after.iter().position(due).map(|index| index + from);
                onwards.or_else(|| before.iter().position(due))
            };
            let Some(index) = next else {
                if wanted.take().is_some() {
                    continue;
                }
                return Ok(());
            };
            let Some(asked) = all.get(index) else {
                return Ok(());
            };
            wanted = None;
            last = Some(asked.place.clone());
            Screen::new(self).question(&all, index);
            let step = self.one(asked)?;
            match step {
                Step::Answered(answer) => {
                    self.keep(asked, *answer)?;
                    passed.insert(asked.place.clone());
                    trail.push(asked.place.clone());
                }
                Step::Beside(answer) => {
                    self.record(asked, *answer)?;
                    wanted = Some(asked.place.clone());
                }
                Step::Back => wanted = trail.pop().or_else(|| Some(asked.place.clone())),
                Step::Goto(place) => wanted = Some(place),
                Step::Skip => {
                    passed.insert(asked.place.clone());
                    trail.push(asked.place.clone());
                }
                Step::Again => {
                    wanted = Some(asked.place.clone());
                    // Rows of a table were kept one by one.
                    self.refresh()?;
                }
                Step::Stop => return Err(Halt::Stop),
            }
        }
    }

    /// True for a question that is asked in this round.
    fn is_due(&self, asked: &Asked) -> bool {
        self.options.all || matches!(asked.stands, Stands::Open | Stands::ToConfirm)
    }

    /// One question: an answer, or what to do instead. Esc opens the menu.
    fn one(&self, asked: &Asked) -> Result<Step, Halt> {
        match ask(self, asked)? {
            Some(value) => {
                let mut answer = asked.answer.clone().unwrap_or_default();
                answer.give(value);
                answer.not_applicable = None;
                Ok(Step::Answered(Box::new(answer)))
            }
            None => choose(self, asked),
        }
    }

    /// Keeps an answer that was given here and now.
    fn keep(&mut self, asked: &Asked, answer: Answer) -> Result<(), Halt> {
        self.record(asked, self.given(asked, answer))
    }

    /// An answer with who gives it here and now.
    fn given(&self, asked: &Asked, answer: Answer) -> Answer {
        answer.given(asked.answer.as_ref(), self.options.by.clone(), self.today)
    }

    /// Writes an answer, and reads the dossier again: conditions may have changed.
    fn record(&mut self, asked: &Asked, answer: Answer) -> Result<(), Halt> {
        self.write(asked, answer)?;
        self.refresh()
    }

    /// Writes an answer to its file.
    fn write(&self, asked: &Asked, answer: Answer) -> Result<(), Halt> {
        let Some(parsed) = self.session.catalogue.pack(asked.place.0.as_str()) else {
            return Ok(());
        };
        let changes = [(asked.place.1.clone(), answer)];
        dossier::record(&self.folder.root, parsed, self.lang, &changes)?;
        Ok(())
    }

    fn refresh(&mut self) -> Result<(), Halt> {
        self.folder = read(self.session, self.options).map_err(Halt::Fault)?;
        Ok(())
    }

    /// The questions that apply, in the order of asking.
    fn asked(&self) -> Vec<Asked> {
        let packs: Vec<&Pack> = self
            .folder
            .dossier
            .packs
            .iter()
            .filter_map(|id| self.session.catalogue.pack(id.as_str()))
            .map(|parsed| &parsed.pack)
            .collect();
        let mut standing = standings(
            &packs,
            &self.folder.answers,
            &self.folder.evidence,
            &self.folder.dossier,
            &self.session.catalogue.areas,
            self.today,
        );
        // In the order of the dossier rather than of the ids.
        let order = |standing: &Standing<'_>| {
            packs
                .iter()
                .position(|pack| pack.pack.id == standing.pack.pack.id)
        };
        standing.sort_by_key(order);
        standing
            .iter()
            .filter(|standing| standing.stands != Stands::NotAsked)
            .filter(|standing| {
                let id = standing.pack.pack.id.as_str();
                self.options.packs.is_empty() || self.options.packs.iter().any(|pack| pack == id)
            })
            .map(|standing| Asked {
                place: (standing.pack.pack.id.clone(), standing.question.id.clone()),
                pack: standing.pack.clone(),
                question: standing.question.clone(),
                answer: self
                    .folder
                    .answers
                    .iter()
                    .filter(|set| set.pack == standing.pack.pack.id)
                    .find_map(|set| set.answers.get(&standing.question.id))
                    .cloned(),
                stands: standing.stands,
                dispute: self
                    .disputes
                    .of(&standing.pack.pack.id, &standing.question.id)
                    .cloned(),
            })
            .collect()
    }

    fn phrase(&self, key: &str, params: &[(&str, &str)]) -> String {
        self.session
            .catalogue
            .phrases
            .fill(&format!("interview.{key}"), params)
            .in_lang(self.lang)
            .to_owned()
    }

    /// Words about a number of things: one, or another number of them.
    fn counted(&self, key: &str, n: usize) -> String {
        self.session
            .catalogue
            .phrases
            .count(&format!("interview.{key}"), n, &[])
            .in_lang(self.lang)
            .to_owned()
    }

    /// What was reached, and how to go on.
    fn close(&self) {
        let all = self.asked();
        let open = all
            .iter()
            .filter(|asked| matches!(asked.stands, Stands::Open | Stands::ToConfirm))
            .count();
        let done = self.counted("closed.count", all.len() - open);
        let dir = self.folder.root.display().to_string();
        let key = if open == 0 {
            "closed.done"
        } else {
            "closed.open"
        };
        let params = [
            ("done", done.as_str()),
            ("open", &open.to_string()),
            ("dir", dir.as_str()),
        ];
        output::note(&self.phrase(key, &params));
    }
}
