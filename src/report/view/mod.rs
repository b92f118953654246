//! The one read-only model of a report.

mod accepted;
mod answers;
mod chain;
mod claims;
mod cover;
mod endpoint;
mod findings;
mod hosting;
mod ladder;
mod map;
mod method;
mod parties;
mod score;
mod stakes;
mod summary;
mod unseen;
mod verdict;
mod ways;

pub(super) use endpoint::{EndpointView, GradeView};
pub(super) use findings::{Count, FindingView};
pub(super) use hosting::place;
pub(super) use ladder::sentence;
pub(super) use unseen::why;

use serde::Serialize;

use self::answers::Whose;
use super::Resources;
use super::delta::DeltaView;
use super::plain::Plain;
use super::scribe::{Badge, Exhibit, Reference, Row, Scribe, named};
use super::words::Words;
use crate::domain::assessment::Assessment;
use crate::domain::text::Lang;

/// Everything that a report shows, picked, ordered and worded in one language. Strings are plain text, free of
/// characters that act; escaping is the renderer's business.
#[derive(Debug, Clone, Serialize)]
pub struct View {
    pub(super) lang: &'static str,
    pub(super) title: Plain,
    /// True for a scan: no parties, no questions, no score and no verdict.
    pub(super) scan: bool,
    pub(super) words: Words,
    /// The names of what was looked at, in the order of the plan.
    pub(super) subjects: Vec<Plain>,
    pub(super) cover: cover::Cover,
    pub(super) notices: Vec<cover::Notice>,
    pub(super) verdict: Option<verdict::VerdictView>,
    pub(super) summary: Option<summary::Summary>,
    pub(super) claims: claims::Claims,
    pub(super) score: Option<score::ScoreView>,
    pub(super) stakes: Vec<Row>,
    pub(super) hosting: hosting::Hosting,
    pub(super) chain: chain::Chain,
    pub(super) endpoints: Vec<endpoint::EndpointView>,
    pub(super) names: Vec<endpoint::NameView>,
    pub(super) findings: findings::Findings,
    pub(super) answers: Vec<answers::PackView>,
    /// What the controller answered about itself: beside its duties, and in no score.
    pub(super) own: Vec<answers::PackView>,
    pub(super) sub_processors: Vec<parties::SubProcessorView>,
    pub(super) documents: Vec<parties::Document>,
    pub(super) duties: Vec<parties::Duty>,
    pub(super) unseen: Vec<unseen::Unseen>,
    pub(super) limits: Vec<Plain>,
    pub(super) method: method::MethodView,
    pub(super) references: Vec<method::CitedNorm>,
    pub(super) glossary: Vec<method::Term>,
    pub(super) signature: Vec<Plain>,
    /// What changed since an earlier assessment, when there is one.
    pub(super) since: Option<DeltaView>,
}

impl View {
    /// Words an assessment in one language. The same input gives the same view.
    #[must_use]
    pub fn new(assessment: &Assessment, resources: &Resources, lang: Lang) -> Self {
        let scribe = Scribe::new(assessment, resources, lang);
        let scan = assessment.dossier.is_none();
        let hosting = hosting::Hosting::new(assessment, resources, &scribe);
        Self {
            lang: lang.tag(),
            title: cover::title(assessment, &scribe),
            scan,
            subjects: assessment.subjects.iter().map(named).collect(),
            cover: cover::Cover::new(assessment, &scribe),
            notices: cover::notices(assessment, &scribe),
            verdict: assessment
                .verdict
                .as_ref()
                .map(|verdict| verdict::VerdictView::new(verdict, assessment, &scribe)),
            summary: summary::Summary::new(assessment, &scribe),
            claims: claims::Claims::new(&assessment.claims, &scribe),
            score: assessment
                .score
                .as_ref()
                .map(|score| score::ScoreView::new(score, &scribe)),
            stakes: stakes::rows(assessment, &scribe),
            hosting,
            chain: chain::Chain::new(assessment, &scribe),
            endpoints: endpoint::endpoints(assessment, &scribe),
            names: endpoint::names(assessment, &scribe),
            findings: findings::Findings::new(&assessment.findings, &scribe),
            answers: answers::packs(assessment, Whose::Provider, &scribe),
            own: answers::packs(assessment, Whose::Own, &scribe),
            sub_processors: parties::sub_processors(assessment, &scribe),
            documents: parties::documents(assessment, &scribe),
            duties: parties::duties(assessment, &scribe),
            unseen: unseen::unseen(assessment, &scribe),
            limits: unseen::limits(assessment, &scribe),
            method: method::MethodView::new(assessment, &scribe),
            references: method::citations(assessment, &scribe),
            glossary: method::glossary(&scribe),
            signature: parties::signature(assessment, &scribe),
            since: None,
            words: scribe.words,
        }
    }
    /// The same view with a chapter on what changed since an earlier assessment.
    #[must_use]
    pub fn with_since(self, since: Option<DeltaView>) -> Self {
        Self { since, ..self }
    }
}
