//! The program as its users run it: arguments in, output and exit code out.

mod assess;
mod baseline;
mod breach;
mod bring;
mod clauses;
mod compacted;
mod dated;
mod demo;
mod diff;
mod duties;
mod explain;
mod export;
mod foreign;
mod governance;
mod help;
mod hostile;
mod init;
mod interview;
mod kept;
mod limits;
mod locate;
mod nginx;
mod options;
mod output;
mod overlay;
mod own;
mod paper;
mod provenance;
mod questionnaire;
mod reply;
mod report;
mod scan;
mod seal;
mod shell;
mod stamp;
mod stream;
mod travel;
mod usage;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;
use waarborg::domain::assessment::Assessment;

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Ends the test unless the run ended with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "\n── stdout ──\n{}\n── stderr ──\n{}",
            self.out, self.err
        );
        self
    }

    /// Ends the test unless every part stands on standard error.
    #[track_caller]
    pub(crate) fn blames(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(
                self.err.contains(part),
                "standard error does not say `{part}`:\n{}",
                self.err
            );
        }
        self
    }

    /// A run whose input was refused: exit code 3, the parts on standard error, and no result at all.
    #[track_caller]
    pub(crate) fn refused(self, parts: &[&str]) -> Self {
        self.gives_nothing(3, parts)
    }

    /// A run of a command line that cannot be right, whatever stands in any file: exit code 2, and otherwise the same.
    #[track_caller]
    pub(crate) fn misused(self, parts: &[&str]) -> Self {
        self.gives_nothing(2, parts)
    }

    #[track_caller]
    fn gives_nothing(self, code: i32, parts: &[&str]) -> Self {
        let ran = self.ends(code).blames(parts);
        assert_eq!(ran.out, "", "a refused run gives no result");
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran
    }
}

/// A folder of its own, in which the program runs with a clean environment: English, no colour, no network of the user.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder }
    }

    /// A folder with a dossier in `acme`, as `init` writes it in English, with the quick questionnaire.
    pub(crate) fn with_dossier() -> Self {
        let place = Self::new();
        place.run(["init", "acme", "--packs", "quick"]).ends(0);
        place
    }

    /// A path below the folder.
    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waarborg"));
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("TMPDIR", self.folder.path())
            // Typst without optimisation takes seconds; who tests the PDF asks for it.
            .env("WAARBORG_NO_PDF", "true")
            .timeout(Duration::from_mins(2));
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        self.feed(arguments, "")
    }

    /// A run that stores a PDF beside the other reports.
    pub(crate) fn run_with_pdf<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Ran {
        let mut command = self.command();
        finish(command.env_remove("WAARBORG_NO_PDF").args(arguments))
    }

    pub(crate) fn feed<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
        input: impl Into<Vec<u8>>,
    ) -> Ran {
        finish(self.command().args(arguments).write_stdin(input))
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Replaces a text that must be there.
    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} does not hold `{from}`");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Every path below the folder, sorted; folders end with `/`.
    pub(crate) fn tree(&self) -> Vec<String> {
        let mut paths = Vec::new();
        walk(self.folder.path(), self.folder.path(), &mut paths);
        paths.sort();
        paths
    }

    /// Every file below the folder with its content.
    pub(crate) fn contents(&self) -> Vec<(String, Vec<u8>)> {
        self.tree()
            .into_iter()
            .filter(|path| !path.ends_with('/'))
            .map(|path| {
                let bytes = fs::read(self.at(&path)).expect("a file");
                (path, bytes)
            })
            .collect()
    }

    /// The one stored assessment of `acme`.
    pub(crate) fn assessment(&self) -> Assessment {
        let stored: Vec<String> = self
            .tree()
            .into_iter()
            .filter(|path| path.ends_with("/assessment.json"))
            .collect();
        let [path] = stored.as_slice() else {
            panic!("not one assessment: {stored:?}")
        };
        parse(&self.read(path))
    }

    /// Ends the test when anything was left under `assessments`.
    #[track_caller]
    pub(crate) fn assessed_nothing(&self) {
        let left: Vec<String> = self
            .tree()
            .into_iter()
            .filter(|path| path.contains("assessments/"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

fn walk(root: &Path, folder: &Path, paths: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(root).expect("below").to_string_lossy();
        if path.is_dir() {
            paths.push(format!("{name}/"));
            walk(root, &path, paths);
        } else {
            paths.push(name.into_owned());
        }
    }
}

pub(crate) fn finish(command: &mut Command) -> Ran {
    let output = command.output().expect("the program runs");
    Ran {
        code: output.status.code().expect("an exit code, no signal"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

pub(crate) fn parse(text: &str) -> Assessment {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("no assessment: {error}\n{text}"))
}
