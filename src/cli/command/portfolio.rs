//! `waarborg portfolio DIR`

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use super::assess::{Texts, unrendered};
use super::{Faults, Outcome};
use crate::assess::clock;
use crate::catalogue::load_reviews;
use crate::cli::arguments::{Portfolio as Options, PortfolioFormat};
use crate::cli::{Exit, Session, output};
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::portfolio::{Portfolio, Selection};
use crate::domain::text::Text;
use crate::dossier::{self, PortfolioRules};
use crate::report::{
    PortfolioView, ReportError, Resources, render_calendar, render_metrics, render_portfolio_html,
    render_portfolio_json, render_portfolio_markdown, render_portfolio_table, render_register,
    render_workbook,
};

pub(super) fn run(session: &Session, options: &Options) -> Outcome {
    if options.format == PortfolioFormat::Xlsx
        && options.output.is_none()
        && std::io::stdout().is_terminal()
    {
        return Err(to_a_terminal().into());
    }
    let now = options.as_of.unwrap_or_else(clock::this_second);
    let selection = options.selection();
    let catalogue = &session.catalogue;
    let rules = PortfolioRules {
        packs: &catalogue.packs,
        kinds: &catalogue.kinds,
        areas: &catalogue.areas,
        review: &load_reviews(&catalogue.files)?,
    };
    let portfolio = dossier::read_portfolio(&options.dir, &rules, Day::of(now))?;
    let file = options.output.as_deref();
    if options.format == PortfolioFormat::Xlsx {
        deliver(&workbook(session, &portfolio, &selection)?, file)?;
    } else {
        let text = match options.format {
            PortfolioFormat::Prometheus => render_metrics(&portfolio, &selection, now),
            format => render(session, &portfolio, &selection, format, file.is_some())?,
        };
        output::deliver(&text, file)?;
    }
    let mut written = vec![file];
    if let Some(path) = options.metrics_file.as_deref() {
        let metrics = render_metrics(&portfolio, &selection, now);
        output::to_file(path, metrics.as_bytes())?;
        written.push(Some(path));
    }
    for path in written.into_iter().flatten() {
        let path = output::plain(&path.display().to_string());
        session.remark(&session.say("portfolio.written", &[("path", &path)]));
    }
    Ok(tell_unread(session, &portfolio))
}

/// What could not be read is said, whatever the format, and a script that asks for the exit code hears of it.
fn tell_unread(session: &Session, portfolio: &Portfolio) -> Exit {
    if portfolio.skipped.is_empty() {
        return Exit::Done;
    }
    let faults: Vec<Diagnostic> = portfolio
        .skipped
        .iter()
        .map(|skipped| Diagnostic::new(&skipped.path, skipped.words.clone()))
        .collect();
    super::super::diagnostic::show(&faults, session.lang, session.colour);
    let count = portfolio.skipped.len().to_string();
    session.remark(&session.say("portfolio.unread", &[("count", &count)]));
    Exit::Input
}

fn render(
    session: &Session,
    portfolio: &Portfolio,
    selection: &Selection,
    format: PortfolioFormat,
    to_file: bool,
) -> Result<String, Faults> {
    let texts = Texts::of(session);
    let resources = texts.resources(session);
    let lang = session.lang;
    let view = || PortfolioView::new(portfolio, selection, &resources, lang);
    let refused = |error: ReportError| unrendered(session, &error);
    match format {
        PortfolioFormat::Csv => Ok(render_register(portfolio, selection, &resources, lang)),
        PortfolioFormat::Html => {
            let html = session.catalogue.text("reports/portfolio.html.hbs");
            let own = session.catalogue.text("reports/portfolio.css");
            let css = format!("{}{own}", resources.css);
            render_portfolio_html(&view(), &html, &css).map_err(refused)
        }
        PortfolioFormat::Ics => Ok(render_calendar(portfolio, selection, &resources, lang)),
        PortfolioFormat::Json => render_portfolio_json(portfolio, selection).map_err(refused),
        PortfolioFormat::Md => {
            let source = session.catalogue.text("reports/portfolio.md.hbs");
            render_portfolio_markdown(&view(), &source).map_err(refused)
        }
        _ => {
            let colour = session.colour && !to_file;
            Ok(render_portfolio_table(&view(), output::width(), colour))
        }
    }
}

fn workbook(
    session: &Session,
    portfolio: &Portfolio,
    selection: &Selection,
) -> Result<Vec<u8>, Faults> {
    let texts = Texts::of(session);
    let resources: Resources<'_> = texts.resources(session);
    render_workbook(portfolio, selection, &resources, session.lang)
        .map_err(|error| Faults::Ours(error.to_string()))
}

/// Bytes to a file or to standard output; a reader that went away is no fault.
fn deliver(bytes: &[u8], file: Option<&Path>) -> Result<(), Diagnostic> {
    if let Some(path) = file {
        return output::to_file(path, bytes);
    }
    let mut out = std::io::stdout().lock();
    out.write_all(bytes)
        .and_then(|()| out.flush())
        .or_else(|error| output::unwritten(&error))
}

fn to_a_terminal() -> Diagnostic {
    Diagnostic::misuse(
        "--format xlsx",
        Text::new(
            "een werkmap is geen tekst voor een terminal",
            "a workbook is no text for a terminal",
        ),
    )
    .with_hint(Text::new(
        "geef een bestand: --output leveranciers.xlsx",
        "name a file: --output suppliers.xlsx",
    ))
}
