//! The kept corpus of the fuzz targets, and a fixed number of mutants of each file: none may make a reader panic, and
//! none may take long. Finding new ones is for the fuzzer (see CONTRIBUTING).

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[path = "../../fuzz/entries/mod.rs"]
mod entries;

/// Mutants of each file.
const MUTANTS: u32 = 60;
/// Far more than any of them needs on a slow machine.
const LONG: Duration = Duration::from_secs(10);

fn files(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let bytes = std::fs::read(&path).expect("a file");
            (path, bytes)
        })
        .collect();
    files.sort();
    files
}

/// A small generator that gives the same numbers everywhere (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).expect("small")).expect("small")
    }

    /// Bytes changed, taken out, put in, doubled or cut off.
    fn mutate(&mut self, bytes: &[u8]) -> Vec<u8> {
        const TELLING: [u8; 8] = [0, 1, 0x7f, 0x80, 0x81, 0x84, 0xfe, 0xff];
        let mut out = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(out.len());
            match self.below(5) {
                _ if out.is_empty() => out.push(TELLING[self.below(8)]),
                0 => out[at] ^= 1 << self.below(8),
                1 => out[at] = TELLING[self.below(8)],
                2 => {
                    out.remove(at);
                }
                3 => out.insert(at, TELLING[self.below(8)]),
                _ if self.below(3) == 0 => out.truncate(at),
                _ => {
                    let end = (at + 1 + self.below(16)).min(out.len());
                    let piece = out[at..end].to_vec();
                    out.splice(at..at, piece);
                }
            }
        }
        out
    }
}

#[test]
fn no_kept_input_and_no_mutant_of_one_troubles_a_reader() {
    for (target, run) in entries::TARGETS {
        let files = files(target);
        assert!(files.len() >= 8, "{target}: {} files", files.len());
        for (path, bytes) in files {
            let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
            // Large files stand for limits; their mutants would be the same again.
            let mutants = if bytes.len() > 20_000 { 0 } else { MUTANTS };
            for number in 0..=mutants {
                let input = if number == 0 {
                    bytes.clone()
                } else {
                    dice.mutate(&bytes)
                };
                let start = Instant::now();
                let result = std::panic::catch_unwind(|| run(&input));
                assert!(
                    result.is_ok() && start.elapsed() < LONG,
                    "{target}: mutant {number} of {}: {input:02x?}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_target_is_a_program_of_the_fuzz_crate_and_has_a_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).expect("the manifest");
    for (target, _) in entries::TARGETS {
        assert!(
            manifest.contains(&format!("name = \"{target}\"")),
            "{target}"
        );
        let program = std::fs::read_to_string(root.join(format!("targets/{target}.rs")));
        assert!(
            program
                .expect(target)
                .contains(&format!("entries::{target}(bytes)")),
            "{target}"
        );
    }
    let folders = std::fs::read_dir(root.join("corpus"))
        .expect("the corpus")
        .count();
    assert_eq!(folders, entries::TARGETS.len());
}
