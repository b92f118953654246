//! A file system that is really full, and one that is really read-only. Where nobody may mount one, nothing is tested.
#![cfg(target_os = "linux")]

use super::{noon, portfolio};
use crate::cli::finish;

/// Room for the portfolio and one round of assessments, and for one or two of the next.
const ROOM: &str = "1000k";

#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn skipped() {
    eprintln!("skipped: no file system may be mounted here");
}

#[test]
fn a_full_and_a_read_only_file_system_lose_nothing() {
    let place = portfolio(3);
    let program = env!("CARGO_BIN_EXE_waarborg");
    let [first, second, third] = [20, 21, 22].map(noon);
    let script = format!(
        r#"
        mkdir m && mount -t tmpfs -o size={ROOM} tmpfs m 2>/dev/null || {{ echo unmounted; exit 0; }}
        cp -r p m/p
        look() {{ {program} reassess m/p --lean --offline -q --as-of "$@"; echo "code $?"; }}
        whole() {{
            for file in $(find m/p -name assessment.json); do
                {program} report $(dirname $file) --format json -q --output whole.json || echo "broken: $file"
                cmp -s whole.json $file || echo "other: $file"
            done
            echo "whole $(find m/p -name assessment.json | wc -l)"
        }}
        look {first}
        find m/p -path '*2026-11-20*' -type f -exec sha256sum {{}} + > before
        look {second}
        whole
        sha256sum --quiet -c before && echo "unchanged"
        mount -o remount,size=4m m
        look {second}
        whole
        find m/p -name '.writing-*' | sed 's/^/left: /'
        mount -o remount,ro m
        look {third}
        {program} reassess m/p --due --dry-run --offline -q --as-of {third}; echo "code $?"
        whole
        sha256sum --quiet -c before && echo "unchanged"
        "#
    );
    let mut command = assert_cmd::Command::new("unshare");
    command
        .current_dir(place.at(""))
        .env("LANG", "C")
        .args(["-rm", "bash", "-c", &script]);
    let may = std::process::Command::new("unshare")
        .args(["-rm", "true"])
        .output()
        .is_ok_and(|ran| ran.status.success());
    if !may {
        return skipped();
    }
    let ran = finish(&mut command);
    if ran.out.trim() == "unmounted" {
        return skipped();
    }
    let told: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| {
            ["code ", "whole ", "broken", "other", "left", "unchanged"]
                .iter()
                .any(|start| line.starts_with(start))
        })
        .collect();
    let expected = |partly: &str| {
        [
            "code 0",
            "code 3",
            partly,
            "unchanged",
            "code 0",
            "whole 6",
            "code 3",
            "code 0",
            "whole 6",
            "unchanged",
        ]
        .map(str::to_owned)
        .to_vec()
    };
    // How many fit is a matter of the file system; that not all did is the point.
    assert!(
        ["whole 3", "whole 4", "whole 5"]
            .into_iter()
            .any(|partly| told == expected(partly)),
        "{told:#?}\n{}\n{}",
        ran.out,
        ran.err
    );
    for words in ["cannot write the assessment", "No space left", "Read-only"] {
        assert!(ran.err.contains(words), "{words}: {}", ran.err);
    }
}
