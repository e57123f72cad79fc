//! Footnotes: where a page writes them, and where its text refers to them.

use crate::base::span::Span;
use crate::doc::{Document, Format};

use super::FileCx;

/// `[^label]` in prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Note<'a> {
    /// What stands behind the `^`.
    pub(crate) label: &'a str,
    /// The brackets with what is in them.
    pub(crate) span: Span,
    /// Its text follows.
    pub(crate) defines: bool,
}

/// The footnotes of the page and the references to them, in its order. Parsers tell only those that they make some of.
pub(crate) fn notes<'a>(cx: &FileCx<'a>) -> Vec<Note<'a>> {
    if cx.file.format == Format::Html {
        return Vec::new();
    }
    let (text, document): (&'a str, &Document) = (&cx.file.text, &cx.file.doc);
    let start = document.front_matter.as_ref().map_or(0, |block| block.span.range().end);
    // One rare byte is found faster than two bytes.
    let carets = memchr::memchr_iter(b'^', &text.as_bytes()[start..]);
    let found = carets.map(|caret| start + caret).filter_map(|caret| {
        let at = caret.checked_sub(1).filter(|&at| text.as_bytes()[at] == b'[')?;
        let inside = &text[caret + 1..];
        let ends = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '^' | '\\');
        let label = &inside[..inside.find(ends).filter(|end| (1..=LONGEST).contains(end))?];
        let behind = inside[label.len()..].strip_prefix(']')?;
        let span = Span::new(at, at + label.len() + 3);
        let before = &text[..at];
        if before.ends_with('\\') || document.is_hidden(span) {
            return None;
        }
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let marks = line.chars().all(|c| matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+'));
        Some(Note { label, span, defines: marks && behind.starts_with(':') })
    });
    found.collect()
}

/// No label is longer than this.
const LONGEST: usize = 80;
