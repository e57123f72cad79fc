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
    /// Where the page has what every address has.
    signs: Vec<usize>,
}

impl<'a> Run<'a> {
    /// A run of the page `text`.
    pub(super) fn new(text: &str) -> Self {
        Self { pieces: Vec::new(), signs: autolink::signs(text) }
    }

    pub(super) fn push(&mut self, piece: CowStr<'a>, range: Range<usize>) {
        if !self.signs.is_empty() {
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
        let sign = self.signs.partition_point(|&sign| sign < whole.start);
        if self.signs.get(sign).is_some_and(|&sign| sign < whole.end) {
            if self.is_slice() {
                for (range, url) in autolink::find(&text[whole.clone()]) {
                    found(Span::new(range.start + whole.start, range.end + whole.start), url);
                }
            } else {
                let merged: String = self.pieces.iter().map(|(piece, _)| &**piece).collect();
                let ends = self.ends();
                for (range, url) in autolink::find(&merged) {
                    let start = self.start_of(range.start, &ends);
                    found(Span::new(start, self.end_of(range.end, &ends)), url);
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

    /// Where each piece ends when they are merged.
    fn ends(&self) -> Vec<usize> {
        let mut passed = 0;
        let lengths = self.pieces.iter().map(|(piece, _)| piece.len());
        lengths
            .map(|length| {
                passed += length;
                passed
            })
            .collect()
    }

    /// The byte of the page that the byte `at` of the merged pieces came from.
    fn start_of(&self, at: usize, ends: &[usize]) -> usize {
        let row = ends.partition_point(|&end| end <= at);
        self.place(row, |piece, range| {
            let verbatim = piece.len() == range.len();
            range.start + if verbatim { at + piece.len() - ends[row] } else { 0 }
        })
    }

    /// Where the bytes of the page end that the merged pieces up to `at` came from.
    fn end_of(&self, at: usize, ends: &[usize]) -> usize {
        let row = ends.partition_point(|&end| end < at);
        self.place(row, |piece, range| {
            let verbatim = piece.len() == range.len();
            if verbatim { range.start + at + piece.len() - ends[row] } else { range.end }
        })
    }

    /// The place in the page that `within` tells of the piece in `row`; the end for a row behind the last.
    fn place(&self, row: usize, within: impl Fn(&str, &Range<usize>) -> usize) -> usize {
        match self.pieces.get(row) {
            Some((piece, range)) => within(piece, range),
            None => self.pieces.last().map_or(0, |(_, range)| range.end),
        }
    }
}
