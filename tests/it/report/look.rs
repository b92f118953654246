//! Writes the sample reports to the folder that `WAARBORG_REPORTS` names, for a person or a browser to look at.

use std::path::Path;

use waarborg::domain::text::Lang;
use waarborg::report::{render_json, render_text};

use super::hostile::{PAYLOADS, poison};
use super::stage::Stage;
use super::{sample, sample_picture};

#[test]
fn writes_the_samples_where_asked() {
    let Ok(folder) = std::env::var("WAARBORG_REPORTS") else {
        return;
    };
    let mut stage = Stage::new();
    if let Ok(map) =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/geo/map/map.json"))
    {
        stage.map = map;
    }
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).expect("a folder");
    let mut hostile = sample::assessment(stage.areas());
    poison(&mut hostile, &PAYLOADS.join(" "));
    let cases = [
        ("assess", sample::assessment(stage.areas())),
        ("scan", sample::scan(stage.areas())),
        ("endpoints", sample_picture::scan(stage.areas())),
        ("hostile", hostile),
        #[cfg(feature = "pdf")]
        ("large", super::pdf::large(&stage)),
    ];
    for (name, assessment) in &cases {
        for lang in [Lang::Nl, Lang::En] {
            for (format, text) in stage.all(assessment, lang) {
                std::fs::write(folder.join(format!("{name}-{lang}.{format}")), text)
                    .expect("a file");
            }
            #[cfg(feature = "pdf")]
            std::fs::write(
                folder.join(format!("{name}-{lang}.pdf")),
                super::pdf::print(&stage, assessment, lang),
            )
            .expect("a file");
            let coloured = render_text(&stage.view(assessment, lang), 100, true);
            std::fs::write(folder.join(format!("{name}-{lang}.ansi")), coloured).expect("a file");
        }
        let json = render_json(assessment).expect("JSON");
        std::fs::write(folder.join(format!("{name}.json")), json).expect("a file");
    }
}
