//! Byte offsets to lines and columns.
//!
//! A line ends at LF, CRLF or a lone CR, as in `CommonMark` section 2.1. Only reports need this: inside
//! the core a place is a byte offset.

use memchr::{memchr, memchr_iter, memchr2_iter};

/// A place as people count it: both numbers start at 1, columns count Unicode code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineCol {
    /// Line, from 1.
    pub line: u32,
    /// Column in code points, from 1.
    pub column: u32,
}

/// Where the lines of one text start.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Index `text`.
    ///
    /// # Panics
    /// When `text` is 4 GiB or longer, which the size limit on pages rules out.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        let mut end =
            |at: usize| starts.push(u32::try_from(at + 1).expect("pages are smaller than 4 GiB"));
        if memchr(b'\r', bytes).is_none() {
            memchr_iter(b'\n', bytes).for_each(end);
        } else {
            let crlf = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            memchr2_iter(b'\n', b'\r', bytes).filter(|&at| !crlf(at)).for_each(&mut end);
        }
        Self { starts }
    }

    /// The line of `offset`, counted from 0.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= offset) - 1
    }

    /// Where the line `line` (from 0) starts; the end of `text` for a line beyond the last.
    pub fn start(&self, line: usize, text: &str) -> usize {
        self.starts.get(line).map_or(text.len(), |&start| start as usize)
    }

    /// The text of the line `line` (from 0) without its line ending.
    pub fn text<'t>(&self, line: usize, text: &'t str) -> &'t str {
        text[self.start(line, text)..self.start(line + 1, text)].trim_end_matches(['\n', '\r'])
    }

    /// How many lines there are; a final line ending opens no further line.
    pub fn count(&self, text: &str) -> usize {
        self.starts.len()
            - usize::from(self.starts.last().is_some_and(|&s| s as usize == text.len()))
    }

    /// The place of `offset`.
    ///
    /// # Panics
    /// When `offset` is no character boundary of `text`.
    pub fn line_col(&self, offset: usize, text: &str) -> LineCol {
        let line = self.line(offset);
        let column = text[self.start(line, text)..offset].chars().count();
        let narrow = |n| u32::try_from(n).expect("pages are smaller than 4 GiB");
        LineCol { line: narrow(line + 1), column: narrow(column + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_ending_counts_once() {
        let text = "a\r\nbé\rc\n";
        let lines = LineIndex::new(text);
        assert_eq!(lines.count(text), 3);
        assert_eq!(lines.text(1, text), "bé");
        let c = text.find('c').unwrap();
        assert_eq!(lines.line_col(c, text), LineCol { line: 3, column: 1 });
        assert_eq!(lines.line_col(c - 1, text), LineCol { line: 2, column: 3 });
        assert_eq!(LineIndex::new("").count(""), 0);
    }
}
