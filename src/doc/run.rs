//! A run of prose between two events that are not prose, searched for bare addresses.
//!
//! The parser hands prose over in pieces: brackets, escapes and entities each start a new one. An
//! address may reach over several.

use std::ops::Range;

use pulldown_cmark::CowStr;

use super::autolink;
use crate::base::span::Span;

/// Pieces of prose with the bytes of the page they came from.
#[derive(Debug, Default)]
pub(super) struct Run<'a> {
    pieces: Vec<(CowStr<'a>, Range<usize>)>,
    /// The page has nothing that looks like an address anywhere.
    idle: bool,
}

impl<'a> Run<'a> {
    /// A run of the page `text`. Most pages are dealt with by one look at all of it.
    pub(super) fn new(text: &str) -> Self {
        Self { pieces: Vec::new(), idle: !autolink::may_contain(text) }
    }

    pub(super) fn push(&mut self, piece: CowStr<'a>, range: Range<usize>) {
        if !self.idle {
            self.pieces.push((piece, range));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Tell every address with its place in `text`, the page, and forget the pieces.
    pub(super) fn drain(&mut self, text: &str, mut found: impl FnMut(Span, String)) {
        let (Some((_, first)), Some((_, last))) = (self.pieces.first(), self.pieces.last()) else {
            return;
        };
        let whole = first.start..last.end;
        if autolink::may_contain(&text[whole.clone()]) {
            if self.is_slice() {
                for (range, url) in autolink::find(&text[whole.clone()]) {
                    found(Span::new(range.start + whole.start, range.end + whole.start), url);
                }
            } else {
                let merged: String = self.pieces.iter().map(|(piece, _)| &**piece).collect();
                for (range, url) in autolink::find(&merged) {
                    found(Span::new(self.start_of(range.start), self.end_of(range.end)), url);
                }
            }
        }
        self.pieces.clear();
    }

    /// Do the pieces stand side by side in the page, each as it is written there?
    fn is_slice(&self) -> bool {
        let verbatim = self.pieces.iter().all(|(piece, range)| piece.len() == range.len());
        verbatim && self.pieces.windows(2).all(|pair| pair[0].1.end == pair[1].1.start)
    }

    /// The byte of the page that the byte `at` of the merged pieces came from.
    fn start_of(&self, at: usize) -> usize {
        let mut passed = 0;
        for (piece, range) in &self.pieces {
            if at < passed + piece.len() {
                let verbatim = piece.len() == range.len();
                return range.start + if verbatim { at - passed } else { 0 };
            }
            passed += piece.len();
        }
        self.pieces.last().map_or(0, |(_, range)| range.end)
    }

    /// Where the bytes of the page end that the merged pieces up to `at` came from.
    fn end_of(&self, at: usize) -> usize {
        let mut passed = 0;
        for (piece, range) in &self.pieces {
            if at <= passed + piece.len() {
                let verbatim = piece.len() == range.len();
                return if verbatim { range.start + at - passed } else { range.end };
            }
            passed += piece.len();
        }
        self.pieces.last().map_or(0, |(_, range)| range.end)
    }
}
