//! Editions: the same assessment for one kind of reader, with what that reader needs and may see.

mod administrator;
mod board;
mod provider;
mod public;

use super::annex::annexes;
use super::paper::{Line, Paper, PaperWords};
use super::plain::Plain;
use super::scribe::Scribe;
use super::{Resources, View};
use crate::domain::annex::AnnexPlan;
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::finding::Finding;
use crate::domain::pack::{Pack, QuestionKind};
use crate::domain::text::Lang;

/// Characters of a name on top and at the foot of a page.
const SHORT: usize = 60;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Who repairs: findings with remedies, by endpoint, worst first.
    Administrator,
    /// Who decides: one page.
    Board,
    /// Who contracts: the annexes of the processor agreement.
    Contract,
    /// Who was assessed, and has a right of reply: a letter.
    Provider,
}

/// Who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The parties.
    Confidential,
    /// Anyone: no security details.
    Public,
}

/// What paper to write.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// Who reads; everyone when absent.
    pub audience: Option<Audience>,
    /// Who may see it.
    pub edition: Edition,
    /// The day by which a provider is asked to reply; the plan's number of days after the assessment when absent.
    pub reply_by: Option<Day>,
}

/// What papers need beside the assessment.
#[derive(Debug, Clone, Copy)]
pub struct Kit<'a> {
    /// Words and tables.
    pub resources: Resources<'a>,
    /// The questionnaires there are: what is not asked yet comes from these.
    pub packs: &'a [&'a Pack],
    /// What stands in the annexes.
    pub plan: &'a AnnexPlan,
}

/// Why a paper could not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// A scan has no parties, no answers and no verdict; whose fault: user input.
    #[error("write a paper about a scan: it has no parties and no answers")]
    Scan,
    /// The edition holds what a public one leaves out, and nothing else; whose fault: user input.
    #[error("write a public edition for this reader")]
    NeverPublic,
    /// The whole report in its confidential edition is no paper; whose fault: ours.
    #[error("write the whole report as a paper")]
    Whole,
}

/// What every paper is written with.
pub(super) struct Desk<'a> {
    pub(super) assessment: &'a Assessment,
    pub(super) dossier: &'a Dossier,
    pub(super) scribe: Scribe<'a>,
    pub(super) view: View,
    pub(super) kit: Kit<'a>,
    pub(super) order: Order,
}

/// Writes a paper. The same assessment and order give the same paper.
///
/// # Errors
/// When the assessment or the edition does not allow it.
pub fn write_paper(
    assessment: &Assessment,
    kit: &Kit<'_>,
    lang: Lang,
    order: Order,
) -> Result<Paper, PaperError> {
    let Some(dossier) = &assessment.dossier else {
        return Err(PaperError::Scan);
    };
    let desk = Desk {
        assessment,
        dossier,
        scribe: Scribe::new(assessment, &kit.resources, lang),
        view: View::new(assessment, &kit.resources, lang),
        kit: *kit,
        order,
    };
    match (order.audience, order.edition) {
        (Some(Audience::Contract), _) => Ok(annexes(&desk)),
        (None, Edition::Public) => Ok(public::page(&desk)),
        (None, Edition::Confidential) => Err(PaperError::Whole),
        (Some(_), Edition::Public) => Err(PaperError::NeverPublic),
        (Some(Audience::Administrator), _) => Ok(administrator::list(&desk)),
        (Some(Audience::Board), _) => Ok(board::page(&desk)),
        (Some(Audience::Provider), _) => Ok(provider::letter(&desk)),
    }
}

impl Desk<'_> {
    /// A word of papers.
    pub(super) fn word(&self, key: &str) -> Plain {
        self.scribe.word(&format!("edition.{key}"))
    }

    /// A phrase of papers with its parameters.
    pub(super) fn fill(&self, key: &str, params: &[(&str, &str)]) -> Plain {
        self.scribe.fill(&format!("edition.{key}"), params)
    }

    /// A phrase of papers that knows one and many.
    pub(super) fn count(&self, key: &str, n: usize) -> Plain {
        self.scribe.count(&format!("edition.{key}"), n)
    }

    pub(super) fn is_public(&self) -> bool {
        self.order.edition == Edition::Public
    }

    /// What an answer comes to in words that anyone may read: without the remark beside it. Nothing when it is
    /// confidential, or when its words are free: names of people and systems may stand in them.
    pub(super) fn openly(&self, finding: &Finding) -> Option<Plain> {
        let (pack, question) = finding.id.split_once('/')?;
        let answers = self.assessment.answers.iter();
        let mut answers = answers.filter(|set| set.pack.as_str() == pack);
        let answer = answers.find_map(|set| set.answers.get(question))?;
        let packs = self.kit.packs.iter();
        let mut questions = packs
            .filter(|known| known.pack.id.as_str() == pack)
            .flat_map(|known| &known.questions);
        let question = questions.find(|known| known.id.as_str() == question)?;
        let free = matches!(question.kind, QuestionKind::Table | QuestionKind::Text);
        if answer.confidential || free {
            return None;
        }
        let told = self.scribe.text(&finding.detail);
        if answer.comment.is_none() {
            return Some(told);
        }
        let remark = self.scribe.phrase("questionnaire.comment");
        let label = remark.as_str().split('{').next().unwrap_or_default();
        let kept = told.as_str().split(&format!(" {label}")).next();
        Some(kept.unwrap_or_default().into())
    }

    /// An empty paper of a kind: title, lead, the parties on top and the date at the foot.
    pub(super) fn paper(&self, kind: &str) -> Paper {
        let day = self.scribe.day(self.scribe.as_of);
        let (controller, vendor) = (&self.dossier.controller.name, &self.dossier.vendor.name);
        let service = &self.dossier.service.name;
        let params = [
            ("service", service.as_str()),
            ("vendor", vendor.as_str()),
            ("controller", controller.as_str()),
            ("day", day.as_str()),
        ];
        let edition = if self.is_public() {
            "kind.public"
        } else {
            "kind.confidential"
        };
        // A name of three hundred letters would fill the top and the foot of every page.
        let short = |name: &str| board::clip(&name.into(), SHORT).to_string();
        let (by, of) = (short(controller), short(vendor));
        let edges = [
            ("controller", by.as_str()),
            ("vendor", of.as_str()),
            ("day", day.as_str()),
        ];
        let footer = self.fill("footer", &edges);
        Paper {
            lang: self.scribe.lang.tag(),
            as_of: self.assessment.as_of,
            author: controller.as_str().into(),
            title: self.fill(&format!("{kind}.title"), &params),
            lead: self.fill(&format!("{kind}.lead"), &params),
            header: self.fill("header", &edges),
            footer: format!("{footer} · {}", self.word(edition)).into(),
            about: Vec::new(),
            notices: Vec::new(),
            chapters: Vec::new(),
            contents: false,
            compact: false,
            words: PaperWords::new(&self.scribe),
        }
    }

    /// What changes what the whole assessment is worth, for the top of a paper.
    pub(super) fn notices(&self) -> Vec<Plain> {
        self.view
            .notices
            .iter()
            .map(|notice| format!("{} {}", notice.title, notice.text).into())
            .collect()
    }

    /// The ids of what something rests on, at most six, then how many more.
    pub(super) fn ids<'i>(&self, ids: impl Iterator<Item = &'i str>) -> String {
        const SHOWN: usize = 6;
        let mut all: Vec<&str> = Vec::new();
        for id in ids {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        let more = all.len().saturating_sub(SHOWN);
        let mut text = all[..all.len().min(SHOWN)].join(", ");
        if more > 0 {
            text.push(' ');
            text.push_str(self.count("more", more).as_str());
        }
        text
    }
}

/// Paragraphs of phrases, one for each key.
pub(super) fn paragraphs(desk: &Desk, keys: &[&str], params: &[(&str, &str)]) -> Vec<Line> {
    keys.iter()
        .map(|key| Line::plain(desk.fill(key, params).as_str()))
        .collect()
}
