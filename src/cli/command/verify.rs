//! `waarborg verify PACK…`

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio_rustls::rustls::pki_types::CertificateDer;

use super::Outcome;
use super::assess::Texts;
use crate::assess::{Judges, Signer, Verification, verify};
use crate::catalogue::read_file;
use crate::cli::arguments::Verify;
use crate::cli::network::read_anchors;
use crate::cli::{Exit, Session, diagnostic, output};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::report::seal::{SealFault, key_id};
use crate::report::{Resources, look};

/// The largest pack that is read, in bytes.
const LIMIT: u64 = 1024 * 1024 * 1024;
/// The largest file that can be a key, in bytes.
const KEY_LIMIT: u64 = 64 * 1024;

/// What is told of one pack.
struct Told {
    text: String,
    faults: Vec<Diagnostic>,
    exit: Exit,
}

pub(super) fn run(session: &Session, options: &Verify) -> Outcome {
    let key = options.key.as_deref().map(read_key).transpose()?;
    let anchors = options.ca.as_deref().map(read_anchors).transpose()?;
    let judges = Judges::new(Arc::clone(&session.catalogue));
    let texts = Texts::of(session);
    let resources = texts.resources(session);
    let maker = Maker {
        look: look(&resources),
        resources,
    };
    let next = AtomicUsize::new(0);
    let told: Mutex<Vec<Option<Told>>> = Mutex::new(options.packs.iter().map(|_| None).collect());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(options.packs.len()) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = options.packs.get(number) else {
                        break;
                    };
                    let one = check(
                        session,
                        path,
                        &judges,
                        &maker,
                        key.as_deref(),
                        anchors.as_deref(),
                    );
                    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                    if let Some(place) = told.get_mut(number) {
                        *place = Some(one);
                    }
                }
            });
        }
    });
    let told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut exit = Exit::Done;
    for one in told.into_iter().flatten() {
        output::result(&one.text)?;
        diagnostic::show(&one.faults, session.lang, session.colour);
        // That something was changed weighs more than that something was no pack.
        if one.exit == Exit::Verify || exit == Exit::Done {
            exit = one.exit;
        }
    }
    Ok(exit)
}

fn read_key(path: &Path) -> Result<String, Diagnostic> {
    let bytes = read_file(path, KEY_LIMIT)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    key_id(&text).map_err(|fault| Diagnostic::new(path.display().to_string(), fault.text()))?;
    Ok(text)
}

/// What reports are made with here, and the digest over it.
struct Maker<'a> {
    resources: Resources<'a>,
    look: String,
}

/// What can be said of the reports in a pack.
enum Remade {
    /// They were made again, and are the same.
    Same,
    /// Making them again would say nothing: why, by the name of its words.
    Held(&'static str),
}

impl Maker<'_> {
    /// Makes the reports of a pack again. Those that come out otherwise are faults of it.
    fn hold(&self, verification: &mut Verification) -> Remade {
        let (Some(assessment), Some(catalogue), Some(inputs)) = (
            &verification.assessment,
            &verification.catalogue,
            &verification.inputs,
        ) else {
            return Remade::Held("verify.reports.unsaid");
        };
        if assessment.method.tool_version != env!("CARGO_PKG_VERSION") {
            return Remade::Held("verify.reports.version");
        }
        if inputs.look != self.look {
            return Remade::Held("verify.reports.look");
        }
        // Names of countries and norms are those of the data that judged.
        let resources = Resources {
            areas: &catalogue.areas,
            norms: &catalogue.norms,
            ..self.resources
        };
        match inputs.strays(assessment, &resources, &verification.reports) {
            Ok(strays) => {
                let strays = strays.into_iter().map(SealFault::Derived);
                verification.faults.extend(strays);
                Remade::Same
            }
            Err(_) => Remade::Held("verify.reports.look"),
        }
    }
}

fn check(
    session: &Session,
    path: &Path,
    judges: &Judges,
    maker: &Maker,
    key: Option<&str>,
    anchors: Option<&[CertificateDer<'static>]>,
) -> Told {
    let shown = path.display().to_string();
    match read_file(path, LIMIT) {
        Ok(bytes) => {
            let mut verification = verify(&bytes, judges, key);
            let fault = anchors.and_then(|anchors| match &verification.stamp {
                Some(stamp) => stamp.trusted_by(anchors).err(),
                None => Some(SealFault::Stamp(Text::new(
                    "het pakket heeft er geen",
                    "the pack has none",
                ))),
            });
            // A stamp that does not hold was told of already.
            let told = |fault: &SealFault| matches!(fault, SealFault::Stamp(_));
            if !verification.faults.iter().any(told) {
                verification.faults.extend(fault);
            }
            let remade = if verification.faults.is_empty() {
                maker.hold(&mut verification)
            } else {
                Remade::Held("verify.reports.unsaid")
            };
            tell(session, &shown, &verification, &remade, anchors.is_some())
        }
        Err(fault) => Told {
            text: String::new(),
            faults: vec![fault],
            exit: Exit::Input,
        },
    }
}

fn tell(
    session: &Session,
    shown: &str,
    verification: &Verification,
    remade: &Remade,
    anchored: bool,
) -> Told {
    let place = |fault: &SealFault| Diagnostic::new(shown, fault.text());
    let faults: Vec<Diagnostic> = verification.faults.iter().map(place).collect();
    if verification.faults.iter().any(SealFault::is_foreign) {
        return Told {
            text: String::new(),
            faults,
            exit: Exit::Input,
        };
    }
    let shown = output::plain(shown);
    if !faults.is_empty() {
        let count = faults.len().to_string();
        let words = [("pack", shown.as_str()), ("count", &count)];
        return Told {
            text: session.say("verify.refuted", &words) + "\n",
            faults: with_advice(faults),
            exit: Exit::Verify,
        };
    }
    let files = verification.files.to_string();
    // That it is whole says nothing of who made it: without a signature that is the first thing to know.
    let holds = match &verification.signer {
        Signer::Known(_) | Signer::Unknown(_) => "verify.holds",
        Signer::Nobody => "verify.holds-unsigned",
    };
    let mut lines = vec![session.say(holds, &[("pack", &shown), ("files", &files)])];
    if let Some(assessment) = &verification.assessment {
        let as_of = assessment.as_of.to_string();
        let vendor = assessment
            .dossier
            .as_ref()
            .map_or_else(String::new, |dossier| output::plain(&dossier.vendor.name));
        if let (Some(score), Some(verdict)) = (&assessment.score, &assessment.verdict) {
            let advice = session.told("advice", &verdict.advice);
            let (best, worst) = (
                session.share(score.residual_best),
                session.share(score.residual),
            );
            lines.push(session.say(
                "verify.judged",
                &[
                    ("vendor", &vendor),
                    ("as-of", &as_of),
                    ("advice", &advice),
                    ("best", &best),
                    ("worst", &worst),
                ],
            ));
        } else {
            lines.push(session.say("verify.scan", &[("as-of", &as_of)]));
        }
    }
    let data = if verification.shipped {
        "verify.own-data"
    } else {
        "verify.brought-data"
    };
    lines.push(session.say(data, &[]));
    if !verification.reports.is_empty() {
        lines.push(match remade {
            Remade::Same => session.say("verify.reports.same", &[]),
            Remade::Held(why) => session.say(why, &[]),
        });
    }
    if verification.paper {
        lines.push(session.say("verify.reports.paper", &[]));
    }
    match &verification.signer {
        Signer::Known(id) => lines.push(session.say("verify.signed", &[("id", id)])),
        Signer::Nobody => {}
        Signer::Unknown(id) => lines.push(session.say("verify.signed-by-someone", &[("id", id)])),
    }
    if let Some(stamp) = &verification.stamp {
        let (at, authority) = (stamp.at.to_string(), output::plain(&stamp.authority));
        let key = if anchored {
            "verify.stamped"
        } else {
            "verify.stamped-by-someone"
        };
        lines.push(session.say(key, &[("at", &at), ("authority", &authority)]));
    }
    Told {
        text: lines.join("\n  ") + "\n",
        faults,
        exit: Exit::Done,
    }
}

/// Advice stands with the last fault, once.
fn with_advice(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if let Some(last) = faults.pop() {
        faults.push(last.with_hint(Text::new(
            "vraag de maker om het oorspronkelijke pakket; wat er nog van klopt, laat sha256sum -c SHA256SUMS zien",
            "ask its maker for the original pack; what still holds of it, sha256sum -c SHA256SUMS shows",
        )));
    }
    faults
}
