//! Merges that nobody finished.

use crate::base::span::Span;
use crate::doc::Document;

/// What git wrote around two sides that it could not bring together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// Its first line.
    pub(crate) opening: Span,
    /// Its last one.
    pub(crate) closing: Span,
}

impl Conflict {
    /// Does `span` start in it?
    pub(crate) fn holds(&self, span: Span) -> bool {
        (self.opening.start..self.closing.end).contains(&span.start)
    }
}

/// The conflicts of the page `text`, which was read as `document`, in its order. Code may show one.
pub(crate) fn conflicts(text: &str, document: &Document) -> Vec<Conflict> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = line_with(text, at, "<<<<<<< ") {
        at = start + 1;
        let opening = line(text, start);
        if document.is_hidden(opening) {
            continue;
        }
        let Some(end) = line_with(text, start, ">>>>>>> ") else { break };
        found.push(Conflict { opening, closing: line(text, end) });
        at = end;
    }
    found
}

/// The next line from byte `from` of `text` on that starts with `marker`.
fn line_with(text: &str, from: usize, marker: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let finder = memchr::memmem::Finder::new(marker);
    finder
        .find_iter(&bytes[from..])
        .map(|found| from + found)
        .find(|&at| at == 0 || matches!(bytes[at - 1], b'\n' | b'\r'))
}

/// The line that starts at byte `start`, without its ending.
fn line(text: &str, start: usize) -> Span {
    let rest = &text[start..];
    Span::new(start, start + rest.find(['\n', '\r']).unwrap_or(rest.len()))
}
