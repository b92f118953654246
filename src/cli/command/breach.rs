//! `waarborg breach DIR`

mod moments;

use std::fmt::Write as _;

use super::{Faults, Outcome};
use crate::assess::clock;
use crate::catalogue::{BreachPapers, load_breach};
use crate::cli::arguments::Breach;
use crate::cli::{Exit, Session, output};
use crate::domain::answer::AnswerValue;
use crate::domain::breach::FormTemplate;
use crate::domain::day::Day;
use crate::domain::deadline::{Channel, Clock};
use crate::domain::decision::Paper;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::id::QuestionId;
use crate::domain::pack::Pack;
use crate::domain::text::{Lang, Text};
use crate::dossier::{self, BreachEntry, Folder, StoreError};
use crate::questionnaire::{Law, Words, decide_tables, standings};
use crate::report::{Case, fill_entry, fill_form, fill_letter, render_overview};

/// The pack with the decision.
const PACK: &str = "breach-notification";
/// The question for the number of the breach.
const ID: &str = "breach.id";
/// The form for an authority that has none of its own here.
const OTHER_FORM: &str = "ap-2021";
/// The notice of a processor.
const NOTICE: &str = "processor-notice";

/// The name of a file and what goes into it.
type NamedText = (String, String);

pub(super) fn run(session: &Session, options: &Breach) -> Outcome {
    let catalogue = &session.catalogue;
    let folder = dossier::read(
        &options.dir,
        &catalogue.packs,
        &catalogue.kinds,
        &catalogue.areas,
    )?;
    if !folder.dossier.packs.iter().any(|id| id.as_str() == PACK) {
        return Err(not_listed(&folder).into());
    }
    let papers = load_breach(&catalogue.files)?;
    let now = options.as_of.unwrap_or_else(clock::this_second);
    let today = Day::of(now);
    // All packs of the dossier: a rule may read an answer in another one.
    let packs: Vec<&Pack> = folder
        .dossier
        .packs
        .iter()
        .filter_map(|id| catalogue.pack(id.as_str()))
        .map(|parsed| &parsed.pack)
        .collect();
    let law = Law {
        areas: &catalogue.areas,
        deadlines: &catalogue.deadlines,
    };
    let tables = decide_tables(
        &packs,
        &folder.answers,
        &folder.evidence,
        &folder.dossier,
        law,
        today,
    );
    let Some(decided) = tables
        .iter()
        .find(|decided| decided.pack.pack.id.as_str() == PACK)
    else {
        return Err(not_listed(&folder).into());
    };
    let standings = standings(
        &packs,
        &folder.answers,
        &folder.evidence,
        &folder.dossier,
        &catalogue.areas,
        today,
    );
    let case = Case {
        decided,
        standings: &standings,
        answers: folder.answers.iter().find(|set| set.pack.as_str() == PACK),
        dossier: &folder.dossier,
        evidence: &folder.evidence,
        words: Words {
            phrases: &catalogue.phrases,
            areas: &catalogue.areas,
            kinds: &catalogue.kinds,
        },
        norms: &catalogue.norms,
        deadlines: &catalogue.deadlines.deadlines.version,
        now,
    };
    let faults = moments::faults(&case, now.max(clock::this_second()));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    Desk {
        session,
        options,
        folder: &folder,
        papers: &papers,
        case,
        lang: session.lang_of(Some(&folder.dossier)),
    }
    .run()
}

fn not_listed(folder: &Folder) -> Diagnostic {
    let fault = Diagnostic::new(
        format!("`{PACK}`"),
        Text::new(
            "deze vragenlijst hoort niet bij het dossier",
            "this questionnaire is not part of the dossier",
        ),
    )
    .with_hint(Text::new(
        format!("zet \"{PACK}\" in `packs` van dossier.toml"),
        format!("put \"{PACK}\" in `packs` of dossier.toml"),
    ));
    folder.place(fault, &["packs"])
}

/// One run.
struct Desk<'a> {
    session: &'a Session,
    options: &'a Breach,
    folder: &'a Folder,
    papers: &'a BreachPapers,
    case: Case<'a>,
    lang: Lang,
}

impl Desk<'_> {
    fn run(&self) -> Outcome {
        let id = self.id();
        let shown = id.map(output::plain);
        let width = Some(output::width());
        let overview = render_overview(&self.case, shown.as_deref(), self.lang, width);
        let named = match id {
            Some(id) => dossier::breach_folder(&self.folder.root, &output::plain(id))?,
            None => None,
        };
        let Some((id, name)) = id.zip(named) else {
            return self.open(&overview, &[ID]);
        };
        if !self.case.decided.settled || self.case.decided.steps.is_empty() {
            return self.open(&overview, &[]);
        }
        output::result(&overview)?;
        self.warn_of_delay();
        let (files, open) = self.files(&shown.unwrap_or_default())?;
        self.tell_gaps(&open);
        if self.options.dry_run {
            self.session.remark(&self.phrase("paper.dry", &[]));
            return Ok(Exit::Done);
        }
        let _lock = dossier::lock(&self.folder.root)?;
        let entry = BreachEntry {
            id: output::plain(id),
            at: self.case.now,
            decided: self
                .case
                .decided
                .steps
                .iter()
                .map(|step| step.rule.id.to_string())
                .collect(),
            fields: fill_entry(&self.case, &self.papers.register, self.lang),
        };
        let files: Vec<(&str, String)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.clone()))
            .collect();
        let head = self.papers.register.register.title.in_lang(self.lang);
        let (stored, register) =
            dossier::store_breach(&self.folder.root, &name, &files, head, &entry)
                .map_err(unstored)?;
        let path = stored.display().to_string();
        self.session
            .remark(&self.phrase("paper.written", &[("path", &path)]));
        let path = register.display().to_string();
        self.session
            .remark(&self.phrase("paper.register", &[("path", &path)]));
        Ok(Exit::Done)
    }

    fn phrase(&self, key: &str, params: &[(&str, &str)]) -> String {
        let phrases = &self.session.catalogue.phrases;
        let text = phrases.fill(&format!("breach.{key}"), params);
        text.in_lang(self.lang).to_owned()
    }

    /// The organisation's number of the breach.
    fn id(&self) -> Option<&str> {
        match self.case.value(ID) {
            Some(AnswerValue::Text(id)) => Some(id),
            _ => None,
        }
    }

    /// Not everything that decides was answered: what is known is shown, and nothing is written.
    fn open(&self, overview: &str, missing: &[&str]) -> Outcome {
        let mut page = overview.to_owned();
        let awaited = |id: &str| {
            let awaits = &self.case.decided.awaits;
            awaits.iter().any(|question| question.id.as_str() == id)
        };
        for id in missing.iter().filter(|id| !awaited(id)) {
            if let Some(question) = self
                .case
                .decided
                .pack
                .questions
                .iter()
                .find(|question| question.id.as_str() == *id)
            {
                if self.case.decided.awaits.is_empty() {
                    let _ = writeln!(page, "\n{}", self.phrase("open.head", &[]));
                }
                let _ = writeln!(page, "  · {id}  {}", question.text.in_lang(self.lang));
            }
        }
        output::result(&page)?;
        let dir = self.options.dir.display().to_string();
        self.session
            .remark(&self.phrase("open.how", &[("dir", &dir)]));
        self.session.remark(&self.phrase("open.nothing", &[]));
        Ok(Exit::Coverage)
    }

    /// The authority wants the reasons when it is notified late.
    fn warn_of_delay(&self) {
        let late = self.case.decided.steps.iter().any(|step| {
            let clock = step.due.as_ref().map(|due| due.clock(self.case.now));
            step.rule.papers.contains(&Paper::Form)
                && matches!(clock, Some(Clock::Passed { .. } | Clock::MetLate { .. }))
        });
        if late && self.case.value("breach.delay-reason").is_none() {
            output::note(&self.phrase("open.late-reason", &[]));
        }
    }

    fn tell_gaps(&self, open: &[QuestionId]) {
        if open.is_empty() {
            return;
        }
        let count = open.len().to_string();
        let gap = self.phrase("open.gap", &[]);
        self.session
            .remark(&self.phrase("open.fields", &[("count", &count), ("gap", &gap)]));
    }

    /// The papers by name, in both languages, and the questions that leave gaps in them.
    fn files(&self, id: &str) -> Result<(Vec<NamedText>, Vec<QuestionId>), Faults> {
        let mut files = Vec::new();
        let mut open: Vec<QuestionId> = Vec::new();
        let asked = |paper: Paper| {
            let mut steps = self.case.decided.steps.iter();
            steps.any(|step| step.rule.papers.contains(&paper))
        };
        for lang in [Lang::Nl, Lang::En] {
            let decision = render_overview(&self.case, Some(id), lang, None);
            files.push((format!("decision.{lang}.txt"), self.signed(&decision, lang)));
            let mut filled = Vec::new();
            if asked(Paper::Form) {
                let (form, channel) = self.form();
                let template = self.papers.form(&form).ok_or_else(|| missing(&form))?;
                let template = match channel {
                    Some(_) => template.clone(),
                    None => self.unknown_way(template),
                };
                let form = fill_form(&self.case, &template, channel, lang);
                filled.push((format!("form-{}", template.form.id), form));
            }
            if asked(Paper::Notice) {
                let template = self.papers.form(NOTICE).ok_or_else(|| missing(NOTICE))?;
                let notice = fill_form(&self.case, template, None, lang);
                filled.push((NOTICE.to_owned(), notice));
            }
            if asked(Paper::Letter) {
                let letter = fill_letter(&self.case, &self.papers.letter, lang);
                filled.push(("letter".to_owned(), letter));
            }
            for (name, paper) in filled {
                files.push((format!("{name}.{lang}.txt"), paper.text));
                for question in paper.open {
                    if !open.contains(&question) {
                        open.push(question);
                    }
                }
            }
        }
        if let Some(answers) = dossier::answers_as_written(&self.folder.root, PACK)? {
            files.push((format!("{PACK}.toml"), answers));
        }
        Ok((files, open))
    }

    /// The decision with what it rests on.
    fn signed(&self, decision: &str, lang: Lang) -> String {
        let pack = &self.case.decided.pack.pack;
        let params = [
            ("pack", pack.id.as_str()),
            ("version", pack.version.as_str()),
            ("deadlines", self.case.deadlines),
        ];
        let phrases = &self.session.catalogue.phrases;
        let intro = phrases.text("breach.file-intro");
        let law = phrases.fill("breach.law", &params);
        format!(
            "{decision}\n{}\n{}\n",
            intro.in_lang(lang),
            law.in_lang(lang)
        )
    }

    /// The data for an authority whose form is not known here: in the order of another one, but not for its form.
    fn unknown_way(&self, template: &FormTemplate) -> FormTemplate {
        let phrases = &self.session.catalogue.phrases;
        let mut template = template.clone();
        "other".clone_into(&mut template.form.id);
        template.form.title = phrases.text("breach.paper.other-title");
        template.form.intro = phrases.text("breach.paper.other-intro");
        template
    }

    /// The form of the authority, by the law of the day, and the way to it.
    fn form(&self) -> (String, Option<&Channel>) {
        let authority = match self.case.value("breach.authority") {
            Some(AnswerValue::Text(authority)) => authority.as_str(),
            _ => "",
        };
        let on = Day::of(self.case.now);
        let channel = self.session.catalogue.deadlines.channel(authority, on);
        let form = channel.map_or(OTHER_FORM, |channel| channel.form.as_str());
        (form.to_owned(), channel)
    }
}

fn missing(form: &str) -> Diagnostic {
    Diagnostic::new(
        format!("breach/{form}.toml"),
        Text::new("dit formulier bestaat niet", "there is no such form"),
    )
}

fn unstored(error: StoreError) -> Faults {
    match error {
        StoreError::Exists(path) => Diagnostic::new(
            path.display().to_string(),
            Text::new(
                "deze stukken bestaan al; zij worden nooit overschreven",
                "these papers exist already; they are never written over",
            ),
        )
        .with_hint(Text::new(
            "kies een ander moment met --as-of",
            "choose another moment with --as-of",
        ))
        .into(),
        StoreError::Write(fault) => fault.into(),
    }
}
