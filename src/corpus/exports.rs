//! What a page offers to links from elsewhere.

use std::collections::HashSet;

use super::File;
use crate::doc::{Anchor, AnchorKind, Dialect, Document, parse};

/// The order of a page's anchors by id: the ids themselves stay in the document, which most pages keep in
/// memory anyway.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exports {
    /// Rows of `Document::anchors`, by id, each id once: the first that has it.
    rows: Box<[u32]>,
    /// Those of them whose heading's text comes again, sorted.
    shared: Box<[u32]>,
}

/// One anchor, as seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Export<'a> {
    /// The fragment that leads to it.
    pub id: &'a str,
    /// It has its id only because an earlier heading has the same text: `setup-1`.
    pub numbered: bool,
    /// A later heading has the same text, so that the id of this one looks like that one's.
    pub shared: bool,
}

impl Exports {
    /// What `document` exports.
    pub(crate) fn of(document: &Document) -> Self {
        let anchors = &document.anchors;
        let id = |row: u32| &*anchors[row as usize].id;
        let mut rows: Vec<u32> = (0..).take(anchors.len()).collect();
        rows.sort_by(|&a, &b| id(a).cmp(id(b)));
        rows.dedup_by(|later, first| id(*later) == id(*first));
        let repeated: HashSet<&str> = anchors.iter().filter_map(Anchor::unnumbered).collect();
        let is_shared = |row: &u32| {
            anchors[*row as usize].kind == AnchorKind::Heading && repeated.contains(id(*row))
        };
        let mut shared: Vec<u32> = Vec::new();
        if !repeated.is_empty() {
            shared.extend(rows.iter().copied().filter(is_shared));
            shared.sort_unstable();
        }
        Self { rows: rows.into(), shared: shared.into() }
    }
}

impl File {
    /// Every anchor, sorted by id.
    pub fn exports(&self) -> impl Iterator<Item = Export<'_>> {
        self.exports.rows.iter().map(|&row| self.row(row))
    }

    /// The anchor `id`, spelled exactly so.
    pub fn export(&self, id: &str) -> Option<Export<'_>> {
        let rows = &self.exports.rows;
        let at = rows.binary_search_by(|&row| (*self.doc.anchors[row as usize].id).cmp(id)).ok()?;
        Some(self.row(rows[at]))
    }

    /// The anchors of the page as `dialect` renders it.
    pub(crate) fn anchors_in(&self, dialect: &'static Dialect) -> Vec<Anchor> {
        parse(&self.text, self.format, dialect).anchors
    }

    fn row(&self, row: u32) -> Export<'_> {
        let anchor = &self.doc.anchors[row as usize];
        let shared = self.exports.shared.binary_search(&row).is_ok();
        Export { id: &anchor.id, numbered: anchor.unnumbered().is_some(), shared }
    }
}
