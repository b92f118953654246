//! Lines of an input that may be endless.

use std::io::{BufRead, Error, Read as _};

/// Lines without their blanks; empty ones are left out. A line longer than the limit is cut there, and its rest left out.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: R,
    limit: u64,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// `limit`: bytes of the longest line that makes sense.
    pub(super) const fn new(input: R, limit: u64) -> Self {
        Self {
            input,
            limit,
            number: 0,
        }
    }

    /// The number of the line that was given last, as editors count.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    fn read(&mut self) -> Result<Option<String>, Error> {
        let mut line = Vec::new();
        loop {
            line.clear();
            let mut part = self.input.by_ref().take(self.limit);
            if part.read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if line.len() as u64 == self.limit && line.last() != Some(&b'\n') {
                self.skip()?;
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.trim();
            if !text.is_empty() {
                return Ok(Some(text.to_owned()));
            }
        }
    }

    /// Leaves out the rest of a line.
    fn skip(&mut self) -> Result<(), Error> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            if let Some(end) = buffer.iter().position(|b| *b == b'\n') {
                self.input.consume(end + 1);
                return Ok(());
            }
            let length = buffer.len();
            self.input.consume(length);
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<String, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn long_lines_are_cut_and_empty_ones_left_out() {
        let input = b"one\r\n\n  two  \nthree-and-more\n\xff\nlast";
        let mut lines = Lines::new(&input[..], 7);
        let mut found = Vec::new();
        while let Some(line) = lines.next() {
            found.push((lines.number(), line.expect("a line")));
        }
        let found: Vec<(u64, &str)> = found
            .iter()
            .map(|(at, line)| (*at, line.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (1, "one"),
                (3, "two"),
                (4, "three-a"),
                (5, "\u{fffd}"),
                (6, "last")
            ]
        );
    }
}
