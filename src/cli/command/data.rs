//! `waarborg data show`

use comfy_table::{ContentArrangement, Table, presets};

use super::Outcome;
use crate::catalogue::load_geo;
use crate::cli::{Exit, Session, output};
use crate::domain::method::DataFile;

pub(super) fn show(session: &Session) -> Outcome {
    let mut data: Vec<DataFile> = session.catalogue.data.clone();
    data.extend(load_geo(&session.catalogue.files)?.data);
    data.sort();
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(output::width()).unwrap_or(100));
    table.set_header(
        ["path", "version", "sha256"].map(|key| session.say(&format!("list.{key}"), &[])),
    );
    for file in &data {
        let digest: String = file.sha256.chars().take(16).collect();
        table.add_row([
            file.path.clone(),
            file.version.clone().unwrap_or_default(),
            digest,
        ]);
    }
    let mut page = format!("{table}\n\n");
    page.push_str(&session.say(
        "policies",
        &[("list", &session.catalogue.policies.join(", "))],
    ));
    page.push('\n');
    let mut attributions: Vec<&String> = data
        .iter()
        .filter_map(|file| file.attribution.as_ref())
        .collect();
    attributions.sort();
    attributions.dedup();
    for line in attributions {
        page.push_str(line);
        page.push('\n');
    }
    output::result(&page)?;
    Ok(Exit::Done)
}
