//! What is odd about the blocks of a page: parsers forgive it, readers do not see what was meant.

use std::ops::Range;

use super::{BrokenTable, Dialect, Document, tables};
use crate::base::span::Span;

/// Blocks that a rule may want to look at, each list in document order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blocks {
    /// Rows of tables with another number of cells than their table has columns.
    pub ragged: Vec<RaggedRow>,
    /// Lines that were meant as a heading: `##Set up`.
    pub headings: Vec<Span>,
    /// Lines that were meant as a table.
    pub tables: Vec<BrokenTable>,
    /// Blocks without an end.
    pub unclosed: Vec<Unclosed>,
    /// First lines of fenced code that say nothing of its language.
    pub bare_fences: Vec<Span>,
    /// Comments with their delimiters.
    pub comments: Vec<Span>,
}

/// A row of a table with another number of cells than the table has columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RaggedRow {
    /// The row.
    pub span: Span,
    /// Its cells.
    pub cells: u32,
    /// The table's columns.
    pub columns: u32,
}

/// What has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Fenced code, to the end of the page.
    Fence,
    /// Fenced code that the list or quote around it ends.
    Held,
    /// `<!--`.
    Comment,
    /// `<details>`.
    Details,
}

/// A block without an end, which goes on to the end of what holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unclosed {
    /// How it opens.
    pub span: Span,
    /// What it is.
    pub what: Open,
}

impl Blocks {
    /// Take in what was read from a part of the page, whose places `back` turns into those of the page.
    pub(super) fn add(&mut self, nested: Self, back: impl Fn(Span) -> Span) {
        let rows = nested.ragged.into_iter();
        self.ragged.extend(rows.map(|row| RaggedRow { span: back(row.span), ..row }));
        self.tables.extend(nested.tables.into_iter().map(|table| table.moved(&back)));
        self.headings.extend(nested.headings.into_iter().map(&back));
        let unclosed = nested.unclosed.into_iter();
        let held = |what| if what == Open::Fence { Open::Held } else { what };
        self.unclosed
            .extend(unclosed.map(|open| Unclosed { span: back(open.span), what: held(open.what) }));
        self.bare_fences.extend(nested.bare_fences.into_iter().map(back));
    }

    /// Look at the fenced code in `span` of `text`, which names a language or not.
    pub(super) fn fence(&mut self, text: &str, span: Span, has_language: bool) {
        let code = &text[span.range()];
        let first = &code[..memchr::memchr2(b'\n', b'\r', code.as_bytes()).unwrap_or(code.len())];
        let opening = Span::new(span.range().start, span.range().start + first.trim_end().len());
        if !has_language {
            self.bare_fences.push(opening);
        }
        let mark = first.bytes().next().unwrap_or(b'`');
        let length = first.bytes().take_while(|&byte| byte == mark).count();
        let last = code[first.len()..].trim_end().rsplit(['\n', '\r']).next().unwrap_or_default();
        // Quotes put their marks in front of each line.
        let last = last.trim_start_matches([' ', '\t', '>']);
        let closed = last.len() >= length && last.bytes().all(|byte| byte == mark);
        if !closed {
            let ends_here = text[span.range().end..].trim().is_empty();
            let what = if ends_here { Open::Fence } else { Open::Held };
            self.unclosed.push(Unclosed { span: opening, what });
        }
    }

    /// Look at the paragraph in `range` of `text`; the last table in front of it ended at byte `above`.
    pub(super) fn paragraph(
        &mut self,
        text: &str,
        range: Range<usize>,
        above: usize,
        dialect: &Dialect,
    ) {
        // Python-Markdown makes a heading of it without a space, too.
        if text.as_bytes()[range.start] == b'#' && !dialect.is_python() {
            self.headings.extend(unspaced(text, range.clone()));
        }
        if dialect.counts_columns() {
            self.tables.extend(tables::find(text, range, above, dialect.divides_in_code()));
        }
    }

    /// Look at the row in `span` of `text`, of a table with so many `columns`.
    pub(super) fn row(&mut self, text: &str, span: Span, columns: usize, dialect: &Dialect) {
        let row = text[span.range()].trim();
        let span = Span::new(span.range().start, span.range().start + row.len());
        let cells = cells(row, dialect.divides_in_code());
        if cells != columns {
            let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
            self.ragged.push(RaggedRow { span, cells: count(cells), columns: count(columns) });
        }
    }
}

impl Document {
    /// Is `span` in code or in a comment, where readers see no prose?
    pub fn is_hidden(&self, span: Span) -> bool {
        let comments = &self.blocks.comments;
        let after = comments.partition_point(|comment| comment.end <= span.start);
        let in_comment = comments.get(after).is_some_and(|comment| comment.start < span.end);
        in_comment || self.is_code(span)
    }
}

/// The first line of the paragraph in `range` of `text`, if it was meant as a heading and a space is missing behind its marks.
/// `#word` alone is a tag in many places.
fn unspaced(text: &str, range: Range<usize>) -> Option<Span> {
    let line = text[range.clone()].lines().next()?.trim_end();
    let title = line.trim_start_matches('#');
    let first = title.chars().next()?;
    let meant = match line.len() - title.len() {
        1 => first.is_uppercase() && title.contains(' ') && !title.contains(['#', '.', ',']),
        2..=6 => first.is_alphanumeric() || matches!(first, '`' | '*' | '['),
        _ => false,
    };
    meant.then(|| Span::new(range.start, range.start + line.len()))
}

/// The cells of a row: a bar divides unless a backslash stands before it (GFM, "Tables"), and `in_code` as well.
pub(super) fn cells(row: &str, in_code: bool) -> usize {
    let bytes = row.as_bytes();
    let divides = |at: usize| at == 0 || bytes[at - 1] != b'\\';
    let mut bars = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'|', b'`', &bytes[at..]) {
        at += found;
        if bytes[at] == b'|' {
            bars += usize::from(divides(at));
            at += 1;
        } else {
            let marks = bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
            at += marks;
            let end = Some(at).filter(|_| !in_code).and_then(|at| closing(&bytes[at..], marks));
            at += end.unwrap_or(0);
        }
    }
    let last = bytes.len().saturating_sub(1);
    let closes = last > 0 && bytes[last] == b'|' && divides(last);
    (bars + 1)
        .saturating_sub(usize::from(bytes.first() == Some(&b'|')))
        .saturating_sub(usize::from(closes))
}

/// Where the code ends that so many `marks` opened in front of `bytes`.
fn closing(bytes: &[u8], marks: usize) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'`', &bytes[at..])?;
        let here = bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
        at += here;
        if here == marks {
            return Some(at);
        }
    }
}

/// Where something opens that [`find`] and the [directives](super::directives) are about. Both read this, so that a page
/// is searched once: four searches took 2 % of the instructions of a run.
pub(super) struct Marks {
    /// Each `<!--`.
    pub(super) comments: Vec<usize>,
    /// Each `{/*`.
    pub(super) expressions: Vec<usize>,
}

impl Marks {
    /// Those of `text` from byte `start` on.
    pub(super) fn new(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let mut marks = Self { comments: Vec::new(), expressions: Vec::new() };
        // Pages have many of `<`, and few exclamation marks.
        for at in memchr::memchr2_iter(b'!', b'{', &bytes[start..]).map(|at| start + at) {
            if bytes[at..].starts_with(b"!--") && bytes[start..at].ends_with(b"<") {
                marks.comments.push(at - 1);
            } else if bytes[at..].starts_with(b"{/*") {
                marks.expressions.push(at);
            }
        }
        marks
    }
}

/// Find the comments of `text` from byte `start` on, and what opens in raw HTML without an end.
pub(super) fn find(text: &str, start: usize, marks: &Marks, document: &mut Document) {
    let bytes = text.as_bytes();
    let mut done = start;
    for &open in &marks.comments {
        let at = open + 4;
        if open < done || document.is_code(Span::new(open, at)) {
            continue;
        }
        let end = memchr::memmem::find(&bytes[at - 2..], b"-->").map(|n| at - 2 + n + 3);
        let Some(end) = end else {
            // Within a line it is text like any other.
            let line = text[..open].rsplit(['\n', '\r']).next().unwrap_or_default();
            if line.len() < 4 && line.bytes().all(|byte| byte == b' ') {
                let span = Span::new(open, at);
                document.blocks.unclosed.push(Unclosed { span, what: Open::Comment });
            }
            break;
        };
        document.blocks.comments.push(Span::new(open, end));
        done = end;
    }
    let mut done = start;
    for &open in &marks.expressions {
        if open < done {
            continue;
        }
        let Some(end) = memchr::memmem::find(&bytes[open..], b"*/}") else { break };
        document.blocks.comments.push(Span::new(open, open + end + 3));
        done = open + end + 3;
    }
    document.blocks.comments.sort_unstable();
    details(bytes, start, document);
    document.blocks.unclosed.sort_unstable_by_key(|open| open.span);
}

/// Find each `<details>` without an end.
fn details(bytes: &[u8], start: usize, document: &mut Document) {
    let mut open: Vec<Span> = Vec::new();
    for name in memchr::memmem::find_iter(&bytes[start..], b"details").map(|at| start + at) {
        let at = name + b"details".len();
        let span = |marks: usize| Span::new(name - marks, at);
        let ends = bytes
            .get(at)
            .is_none_or(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace());
        let before = &bytes[start..name];
        if !ends || document.is_hidden(span(0)) {
            continue;
        }
        if before.ends_with(b"</") {
            open.pop();
        } else if before.ends_with(b"<") {
            open.push(span(1));
        }
    }
    let open = open.into_iter().map(|span| Unclosed { span, what: Open::Details });
    document.blocks.unclosed.extend(open);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_without_a_space_are_told_from_tags() {
        for (line, meant) in [
            ("##Set up", true),
            ("###1. Set up", true),
            ("#Getting started", true),
            ("#Tag", false),
            ("#tag and words", false),
            ("#One #Two", false),
            ("#123 is open", false),
            ("#######Seven", false),
            ("#!/bin/sh -e", false),
            ("##", false),
        ] {
            assert_eq!(unspaced(line, 0..line.len()).is_some(), meant, "{line}");
        }
    }

    #[test]
    fn cells_are_counted_as_they_are_divided() {
        for (row, count) in [
            ("| a | b |", 2),
            ("a | b", 2),
            ("| a \\| b |", 1),
            ("| a | b", 2),
            ("||", 1),
            ("a", 1),
            ("| `a|b` |", 2),
        ] {
            assert_eq!(cells(row, true), count, "{row}");
        }
        for (row, count) in [("| `a|b` | c |", 2), ("| ``a|`|b`` |", 1), ("| `a | b |", 2)] {
            assert_eq!(cells(row, false), count, "{row}");
        }
    }
}
