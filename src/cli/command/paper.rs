//! `waarborg report ASSESSMENT --for READER`, and the public edition.

use clap::ValueEnum as _;

use super::assess::{Texts, unrendered};
use super::{Faults, Outcome};
use crate::catalogue::load_annexes;
use crate::cli::arguments::{EditionName, Reader, Report, ReportFormat};
use crate::cli::{Exit, Session, output};
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::report::{
    Audience, Edition, Kit, Order, Paper, PaperError, render_docx_paper, render_html_paper,
    render_markdown_paper, render_pdf_paper, render_text_paper, write_paper,
};

/// True when a paper is asked for and not the whole report.
pub(super) fn is_asked(options: &Report) -> bool {
    options.reader.is_some() || options.edition == EditionName::Public || options.reply_by.is_some()
}

/// Writes a paper about an assessment that was read.
pub(super) fn run(session: &Session, options: &Report, assessment: &Assessment) -> Outcome {
    refuse_early(options, assessment)?;
    let format = options.format.unwrap_or(ReportFormat::Text);
    let texts = Texts::of(session);
    let plan = load_annexes(&session.catalogue.files)?;
    let packs = session.catalogue.all_packs();
    let kit = Kit {
        resources: texts.resources(session),
        packs: &packs,
        plan: &plan,
    };
    let order = Order {
        audience: options.reader.map(audience),
        edition: match options.edition {
            EditionName::Confidential => Edition::Confidential,
            EditionName::Public => Edition::Public,
        },
        reply_by: options.reply_by,
    };
    let lang = session.lang_of(assessment.dossier.as_ref());
    let paper =
        write_paper(assessment, &kit, lang, order).map_err(|error| unwritten(error, options))?;
    let text = |path: &str| session.catalogue.text(path);
    let logo = kit.resources.papers.logo;
    let made = match format {
        ReportFormat::Html => render_html_paper(
            &paper,
            &text("reports/edition.html.hbs"),
            &text("reports/edition.css"),
            logo,
        )
        .map(String::into_bytes),
        ReportFormat::Md => {
            render_markdown_paper(&paper, &text("reports/edition.md.hbs")).map(String::into_bytes)
        }
        ReportFormat::Docx => render_docx_paper(&paper, logo),
        ReportFormat::Pdf => render_pdf_paper(
            &paper,
            &text("reports/edition.typ"),
            &text("reports/paper.typ"),
            logo,
        ),
        ReportFormat::Text => {
            let colour = session.colour && options.output.is_none();
            Ok(render_text_paper(&paper, output::width(), colour).into_bytes())
        }
        _ => return Err(no_format(format).into()),
    };
    let bytes = made.map_err(|error| unrendered(session, &error))?;
    deliver(session, options, &paper, &bytes)?;
    Ok(Exit::Done)
}

fn deliver(session: &Session, options: &Report, paper: &Paper, bytes: &[u8]) -> Result<(), Faults> {
    output::deliver(bytes, options.output.as_deref())?;
    if options.reader == Some(Reader::Contract) {
        let open = paper.open_points().count().to_string();
        session.remark(&session.say("open-points", &[("n", &open)]));
    }
    Ok(())
}

const fn audience(reader: Reader) -> Audience {
    match reader {
        Reader::Administrator => Audience::Administrator,
        Reader::Board => Audience::Board,
        Reader::Contract => Audience::Contract,
        Reader::Provider => Audience::Provider,
    }
}

const fn name(reader: Reader) -> &'static str {
    match reader {
        Reader::Administrator => "administrator",
        Reader::Board => "board",
        Reader::Contract => "contract",
        Reader::Provider => "provider",
    }
}

/// What cannot be, before anything is made.
fn refuse_early(options: &Report, assessment: &Assessment) -> Result<(), Diagnostic> {
    if let Some(day) = options.reply_by {
        if options.reader != Some(Reader::Provider) {
            return Err(Diagnostic::misuse(
                format!("--reply-by {day}"),
                Text::new(
                    "hoort alleen bij de brief aan de leverancier",
                    "belongs to the letter to the provider alone",
                ),
            )
            .with_hint(Text::new(
                "voeg --for provider toe, of laat --reply-by weg",
                "add --for provider, or leave out --reply-by",
            )));
        }
        let assessed = Day::of(assessment.as_of);
        if day < assessed {
            return Err(Diagnostic::new(
                format!("--reply-by {day}"),
                Text::new(
                    format!("ligt voor de dag van de beoordeling, {assessed}"),
                    format!("is before the day of the assessment, {assessed}"),
                ),
            )
            .with_hint(Text::new("kies een latere dag", "choose a later day")));
        }
    }
    if let Some(path) = &options.baseline {
        return Err(Diagnostic::misuse(
            format!("--baseline {}", path.display()),
            Text::new(
                "hoort alleen bij het hele rapport en bij wat andere programma's lezen",
                "belongs to the whole report and to what other programs read",
            ),
        )
        .with_hint(Text::new(
            "laat --baseline weg, of laat --for en --edition weg",
            "leave out --baseline, or leave out --for and --edition",
        )));
    }
    match options.format {
        Some(format)
            if !matches!(
                format,
                ReportFormat::Docx
                    | ReportFormat::Html
                    | ReportFormat::Md
                    | ReportFormat::Pdf
                    | ReportFormat::Text
            ) =>
        {
            Err(no_format(format))
        }
        Some(ReportFormat::Docx) if options.output.is_none() => output::refuse_terminal("docx"),
        Some(ReportFormat::Pdf) if options.output.is_none() => output::refuse_terminal("pdf"),
        _ => Ok(()),
    }
}

/// The format is there, and not for this paper.
fn no_format(format: ReportFormat) -> Diagnostic {
    let value = format.to_possible_value();
    let name = value.as_ref().map_or("", |value| value.get_name());
    Diagnostic::misuse(
        format!("--format {name}"),
        Text::new(
            "zo'n uitgave is er niet voor deze lezer",
            "there is no such edition for this reader",
        ),
    )
    .with_hint(Text::new(
        "kies text, docx, html, md of pdf",
        "choose text, docx, html, md or pdf",
    ))
}

/// The whole report is no document to edit.
pub(super) fn no_whole() -> Diagnostic {
    Diagnostic::misuse(
        "--format docx",
        Text::new(
            "het hele rapport is er niet als docx",
            "the whole report does not come as docx",
        ),
    )
    .with_hint(Text::new(
        "kies html, json, md, pdf of text, of een lezer met --for",
        "choose html, json, md, pdf or text, or a reader with --for",
    ))
}

/// Why the paper cannot be, for its user.
fn unwritten(error: PaperError, options: &Report) -> Faults {
    match error {
        PaperError::Scan => Diagnostic::new(
            options.assessment.display().to_string(),
            Text::new(
                "dit is een scan: daarin staan geen partijen en geen antwoorden",
                "this is a scan: it has no parties and no answers",
            ),
        )
        .with_hint(Text::new(
            "maak een dossier met `waarborg init` en beoordeel het met `waarborg assess`",
            "make a dossier with `waarborg init` and assess it with `waarborg assess`",
        ))
        .into(),
        PaperError::NeverPublic => {
            let reader = options.reader.map_or("", name);
            Diagnostic::misuse(
                format!("--for {reader} --edition public"),
                Text::new(
                    "deze uitgave bestaat uit wat een openbare juist weglaat",
                    "this edition consists of what a public one leaves out",
                ),
            )
            .with_hint(Text::new(
                "kies --for contract, of laat --for weg",
                "choose --for contract, or leave out --for",
            ))
            .into()
        }
        PaperError::Whole => Faults::Ours(error.to_string()),
    }
}
