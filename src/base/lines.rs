//! Byte offsets to lines and columns.
//!
//! A line ends at LF, CRLF or a lone CR, as in `CommonMark` section 2.1. Only reports need this: inside
//! the core a place is a byte offset.
//!
//! A page may be one line of a megabyte with a link in every ten bytes, so nothing is counted from the start of a long line:
//! what stands before every `BLOCK` bytes is counted once.

use std::cell::OnceCell;

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
    ends: Ends,
    /// What stands before each block of the text; none when all of it is ASCII. Made when a long line, or UTF-16, asks.
    counts: OnceCell<Vec<Count>>,
}

/// What is known of where lines end.
#[derive(Debug, Clone)]
enum Ends {
    /// How many line feeds stand before every `FEEDS` bytes: all there is to know of text without CR. Most pages are asked
    /// for a place or two, for which writing down where every line starts would be too much.
    Feeds(Vec<u32>),
    /// Where each line starts.
    Starts(Vec<u32>),
}

/// How many bytes are counted again for each place that is asked for. Fewer than 65,536.
const BLOCK: usize = 256;
/// The same for line feeds, which are counted faster.
const FEEDS: usize = 4096;
/// The beginning of a line that is so long is counted as often as somebody asks.
const SHORT: usize = 4096;

/// How many characters start in some bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    chars: usize,
    /// Those that take two units in UTF-16.
    wide: usize,
}

impl Count {
    fn add(self, bytes: &[u8]) -> Self {
        // Sums of 16 bits, which a block cannot exceed, are added up many at once.
        let count = |is: fn(u8) -> bool| {
            usize::from(bytes.iter().map(|&byte| u16::from(is(byte))).sum::<u16>())
        };
        let continued = count(|byte| byte & 0xc0 == 0x80);
        let wide = count(|byte| byte >= 0xf0);
        Self { chars: self.chars + bytes.len() - continued, wide: self.wide + wide }
    }
}

impl LineIndex {
    /// Index `text`.
    ///
    /// # Panics
    /// When `text` is 4 GiB or longer, which the size limit on pages rules out.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let narrow = |n: usize| u32::try_from(n).expect("pages are smaller than 4 GiB");
        let ends = if memchr(b'\r', bytes).is_none() {
            let counts = bytes.chunks(FEEDS).scan(0, |passed, block| {
                let before = *passed;
                *passed += feeds(block);
                Some(narrow(before))
            });
            Ends::Feeds(counts.collect())
        } else {
            let crlf = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            let ends = memchr2_iter(b'\n', b'\r', bytes).filter(|&at| !crlf(at));
            Ends::Starts(std::iter::once(0).chain(ends.map(|at| narrow(at + 1))).collect())
        };
        Self { ends, counts: OnceCell::new() }
    }

    /// The line of `offset` in `text`, counted from 0.
    pub fn line(&self, offset: usize, text: &str) -> usize {
        match &self.ends {
            Ends::Starts(starts) => starts.partition_point(|&start| start as usize <= offset) - 1,
            Ends::Feeds(counts) => {
                let block = (offset / FEEDS).min(counts.len().saturating_sub(1));
                let before = counts.get(block).map_or(0, |&count| count as usize);
                before + feeds(&text.as_bytes()[block * FEEDS..offset.min(text.len())])
            }
        }
    }

    /// Where the line `line` (from 0) starts; the end of `text` for a line beyond the last.
    pub fn start(&self, line: usize, text: &str) -> usize {
        match &self.ends {
            Ends::Starts(starts) => starts.get(line).map_or(text.len(), |&start| start as usize),
            Ends::Feeds(_) if line == 0 => 0,
            Ends::Feeds(counts) => {
                // The last block with fewer feeds before it than stand before the line holds the one that opens it.
                let blocks = counts.partition_point(|&count| (count as usize) < line);
                let Some(block) = blocks.checked_sub(1) else { return text.len() };
                let nth = line - counts[block] as usize - 1;
                let rest = &text.as_bytes()[block * FEEDS..];
                memchr_iter(b'\n', rest).nth(nth).map_or(text.len(), |at| block * FEEDS + at + 1)
            }
        }
    }

    /// The text of the line `line` (from 0) without its line ending.
    pub fn text<'t>(&self, line: usize, text: &'t str) -> &'t str {
        text[self.start(line, text)..self.start(line + 1, text)].trim_end_matches(['\n', '\r'])
    }

    /// How many lines there are; a final line ending opens no further line.
    pub fn count(&self, text: &str) -> usize {
        let last = self.line(text.len(), text);
        last + usize::from(self.start(last, text) < text.len())
    }

    /// The place of `offset`, a character boundary of `text`.
    ///
    /// # Panics
    /// When `offset` is behind the end of `text`.
    pub fn line_col(&self, offset: usize, text: &str) -> LineCol {
        let line = self.line(offset, text);
        let start = self.start(line, text);
        let column = if offset - start <= SHORT {
            let blocks = text.as_bytes()[start..offset].chunks(BLOCK);
            blocks.fold(Count::default(), Count::add).chars
        } else {
            self.before(offset, text).chars - self.before(start, text).chars
        };
        let narrow = |n| u32::try_from(n).expect("pages are smaller than 4 GiB");
        LineCol { line: narrow(line + 1), column: narrow(column + 1) }
    }

    /// How many units the text before `offset`, a character boundary of `text`, has in UTF-16.
    ///
    /// # Panics
    /// When `offset` is behind the end of `text`.
    pub fn utf16(&self, offset: usize, text: &str) -> usize {
        let before = self.before(offset, text);
        before.chars + before.wide
    }

    fn before(&self, offset: usize, text: &str) -> Count {
        let bytes = text.as_bytes();
        let counts = self.counts.get_or_init(|| {
            let blocks = if bytes.is_ascii() { &[] } else { bytes };
            let counts = blocks.chunks(BLOCK).scan(Count::default(), |passed, block| {
                let before = *passed;
                *passed = passed.add(block);
                Some(before)
            });
            counts.collect()
        });
        // The text may end where a block does.
        match counts.len().checked_sub(1).map(|last| last.min(offset / BLOCK)) {
            None => Count { chars: offset, wide: 0 },
            Some(block) => counts[block].add(&bytes[block * BLOCK..offset]),
        }
    }
}

fn feeds(bytes: &[u8]) -> usize {
    memchr_iter(b'\n', bytes).count()
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

    #[test]
    fn lines_start_where_the_one_before_ends() {
        for ending in ["\n", "\r\n"] {
            let line = |n: usize| "x".repeat(n * 7 % 300) + ending;
            let text: String = (0..200).map(line).collect();
            for text in [text.as_str(), text.trim_end(), "", "\n", "\n\n"] {
                let lines = LineIndex::new(text);
                let split: Vec<&str> = text.split_inclusive('\n').collect();
                assert_eq!(lines.count(text), split.len());
                let mut at = 0;
                for (nth, line) in split.iter().enumerate() {
                    assert_eq!((lines.start(nth, text), lines.line(at, text)), (at, nth));
                    assert_eq!(lines.line(at + line.len() - 1, text), nth);
                    assert_eq!(lines.text(nth, text), line.trim_end());
                    at += line.len();
                }
                assert_eq!(lines.start(split.len() + 1, text), text.len());
            }
        }
    }

    #[test]
    fn columns_and_units_are_counted_alike_in_every_block() {
        let text = "aé日😀".repeat(200) + "\n" + &"😀é".repeat(171);
        let lines = LineIndex::new(&text);
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = &text[..offset];
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            let column = before[line_start..].chars().count() + 1;
            let line = before.matches('\n').count() + 1;
            let place = lines.line_col(offset, &text);
            assert_eq!((place.line as usize, place.column as usize), (line, column));
            assert_eq!(lines.utf16(offset, &text), before.encode_utf16().count());
        }
        for whole in ["x".repeat(BLOCK), String::new()] {
            let lines = LineIndex::new(&whole);
            assert_eq!(lines.line_col(whole.len(), &whole).column as usize, whole.len() + 1);
        }
    }
}
