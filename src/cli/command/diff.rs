//! `waarborg diff OLD [NEW]`, and the chapter about it in every report.

use std::path::{Path, PathBuf};

use super::assess::{Texts, unrendered};
use super::{Faults, Outcome};
use crate::assess::compare;
use crate::cli::arguments::{Diff, DiffFormat};
use crate::cli::{Exit, Session, output};
use crate::domain::assessment::Assessment;
use crate::domain::delta::Delta;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::dossier::{self, MAIN, Stored};
use crate::report::{
    DeltaView, render_delta_html, render_delta_json, render_delta_markdown, render_delta_text,
};

pub(super) fn run(session: &Session, options: &Diff) -> Outcome {
    let (old, new) = sides(options)?;
    let (then, now) = (
        dossier::read_assessment(&old)?,
        dossier::read_assessment(&new)?,
    );
    if then.as_of > now.as_of {
        return Err(Diagnostic::new(
            old.display().to_string(),
            Text::new(
                "deze beoordeling is later dan de andere",
                "this assessment is later than the other",
            ),
        )
        .with_hint(Text::new(
            "noem eerst de oudste: waarborg diff OUD NIEUW",
            "name the older one first: waarborg diff OLD NEW",
        ))
        .into());
    }
    if let Some(fault) = strangers(&new, &then, &now) {
        return Err(fault.into());
    }
    let delta = compare(&then, &now, &session.catalogue);
    let text = page(session, &delta, &now, options)?;
    output::deliver(&text, options.output.as_deref())?;
    Ok(if options.exit_code && !delta.is_empty() {
        Exit::Limit
    } else {
        Exit::Done
    })
}

fn page(
    session: &Session,
    delta: &Delta,
    now: &Assessment,
    options: &Diff,
) -> Result<String, Faults> {
    let texts = Texts::of(session);
    let resources = texts.resources(session);
    let lang = session.lang_of(now.dossier.as_ref());
    let view = || DeltaView::new(delta, now, &resources, lang);
    let source = |name: &str| session.catalogue.text(name);
    match options.format {
        DiffFormat::Html => {
            render_delta_html(&view(), &source("reports/diff.html.hbs"), resources.css)
        }
        DiffFormat::Json => render_delta_json(delta),
        DiffFormat::Md => render_delta_markdown(&view(), &source("reports/diff.md.hbs")),
        DiffFormat::Text => {
            let colour = session.colour && options.output.is_none();
            Ok(render_delta_text(&view(), output::width(), colour))
        }
    }
    .map_err(|error| unrendered(session, &error))
}

/// The two assessments that are meant.
fn sides(options: &Diff) -> Result<(PathBuf, PathBuf), Diagnostic> {
    let old = &options.old;
    match &options.new {
        None if is_dossier(old) => {
            let mut stored = dossier::history(old)?;
            match (stored.pop(), stored.pop()) {
                (Some(new), Some(before)) => Ok((before.folder, new.folder)),
                (last, _) => Err(too_few(old, usize::from(last.is_some()))),
            }
        }
        None => {
            let folder = if old.is_dir() {
                Some(old.as_path())
            } else {
                old.parent()
            };
            let root = folder.and_then(dossier::dossier_of);
            let newest = match root {
                Some(root) => dossier::history(&root)?.pop(),
                None => None,
            };
            let newer = newest.ok_or_else(|| {
                Diagnostic::new(
                    old.display().to_string(),
                    Text::new(
                        "deze beoordeling ligt niet in een dossier: met welke vergelijken?",
                        "this assessment lies in no dossier: which one to compare it with?",
                    ),
                )
                .with_hint(Text::same("waarborg diff OLD NEW"))
            })?;
            Ok((old.clone(), newer.folder))
        }
        Some(new) => Ok((meant(old)?, meant(new)?)),
    }
}

fn is_dossier(path: &Path) -> bool {
    path.join(MAIN).is_file()
}

/// An assessment, or the last one of a dossier.
fn meant(path: &Path) -> Result<PathBuf, Diagnostic> {
    if !is_dossier(path) {
        return Ok(path.to_path_buf());
    }
    let newest: Option<Stored> = dossier::history(path)?.pop();
    newest
        .map(|stored| stored.folder)
        .ok_or_else(|| too_few(path, 0))
}

fn too_few(path: &Path, there: usize) -> Diagnostic {
    Diagnostic::new(
        path.display().to_string(),
        Text::new(
            format!("te weinig beoordelingen om te vergelijken: er zijn er {there}"),
            format!("too few assessments to compare: there are {there}"),
        ),
    )
    .with_hint(Text::new(
        format!("beoordeel met: waarborg assess {}", path.display()),
        format!("assess with: waarborg assess {}", path.display()),
    ))
}

/// Two assessments that are not about one relation have no difference that means something.
fn strangers(new: &Path, then: &Assessment, now: &Assessment) -> Option<Diagnostic> {
    let about = |assessment: &Assessment| {
        let dossier = assessment.dossier.as_ref()?;
        Some((dossier.vendor.name.clone(), dossier.service.name.clone()))
    };
    let message = match (about(then), about(now)) {
        (Some(_), None) | (None, Some(_)) => Text::new(
            "een scan en een beoordeling van een dossier zijn niet te vergelijken",
            "a scan and an assessment of a dossier cannot be compared",
        ),
        // A vendor or a service may be renamed; when both are others, it is another relation.
        (Some((vendor, service)), Some((other, its))) if vendor != other && service != its => {
            Text::new(
                format!("gaat over {its} van {other}; de oudere over {service} van {vendor}"),
                format!("is about {its} by {other}; the older one about {service} by {vendor}"),
            )
        }
        _ => return None,
    };
    Some(Diagnostic::new(new.display().to_string(), message))
}

/// What changed since the assessment before; nothing when there is none before. An earlier assessment that cannot be read is
/// told, and keeps nobody from the report of today.
pub(super) fn earlier(session: &Session, root: &Path, assessment: &Assessment) -> Option<Delta> {
    let earlier = dossier::before(root, assessment.as_of).and_then(|stored| {
        stored
            .map(|stored| dossier::read_assessment(&stored.folder))
            .transpose()
    });
    match earlier {
        Ok(earlier) => Some(compare(&earlier?, assessment, &session.catalogue)),
        Err(fault) => {
            let words = fault.message.in_lang(session.lang).to_owned();
            session.remark(&session.say(
                "earlier-unread",
                &[
                    ("file", &output::plain(&fault.file)),
                    ("why", &output::plain(&words)),
                ],
            ));
            None
        }
    }
}

/// What changed since the assessment before a stored one, when it lies in a dossier.
pub(super) fn since(session: &Session, path: &Path, assessment: &Assessment) -> Option<Delta> {
    let folder = if path.is_dir() { path } else { path.parent()? };
    assessment.dossier.as_ref()?;
    let root = dossier::dossier_of(folder)?;
    earlier(session, &root, assessment)
}
