//! What a page offers to links from elsewhere.

use std::collections::HashSet;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::File;
use crate::doc::{Anchor, AnchorKind, Dialect, Document, parse};

/// The order of a page's anchors by the hash of their ids, then by id: numbers are compared faster than ids, which lie all
/// over the memory. The ids themselves stay in the document, which most pages keep in memory anyway.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exports {
    /// Rows of `Document::anchors` behind the hash, each id once: the first that has it.
    rows: Box<[(u32, u32)]>,
    /// Some have their id only because an earlier heading has the same text.
    numbered: bool,
    /// Rows of those whose heading's text comes again, sorted.
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
        let mut rows: Vec<(u32, u32)> =
            (0..).zip(anchors).map(|(row, anchor)| (hash(&anchor.id), row)).collect();
        rows.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0).then_with(|| (id(a.1), a.1).cmp(&(id(b.1), b.1)))
        });
        rows.dedup_by(|later, first| later.0 == first.0 && id(later.1) == id(first.1));
        let repeated: HashSet<&str> = anchors.iter().filter_map(Anchor::unnumbered).collect();
        let is_shared = |row: &u32| {
            anchors[*row as usize].kind == AnchorKind::Heading && repeated.contains(id(*row))
        };
        let mut shared: Vec<u32> = Vec::new();
        if !repeated.is_empty() {
            shared.extend(rows.iter().map(|&(_, row)| row).filter(is_shared));
            shared.sort_unstable();
        }
        Self { rows: rows.into(), numbered: !repeated.is_empty(), shared: shared.into() }
    }
}

fn hash(id: &str) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write(id.as_bytes());
    (hasher.finish() >> 32) as u32
}

impl File {
    /// Every anchor, each id once. The order depends on the ids only, and means nothing.
    pub fn exports(&self) -> impl Iterator<Item = Export<'_>> {
        self.exports.rows.iter().map(|&(_, row)| self.row(row))
    }

    /// Does it still offer to links from elsewhere all that `earlier`, the same page, offered?
    pub fn keeps(&self, earlier: &File) -> bool {
        let row = |id| self.export(id);
        let same_frame = self.unreadable == earlier.unreadable
            && self.served == earlier.served
            && self.parts == earlier.parts
            && self.doc.includes == earlier.doc.includes
            && self.doc.generated == earlier.doc.generated;
        same_frame && earlier.exports().all(|export| row(export.id) == Some(export))
    }

    /// The anchor `id`, spelled exactly so.
    pub fn export(&self, id: &str) -> Option<Export<'_>> {
        let (hash, rows) = (hash(id), &self.exports.rows);
        let found = rows.binary_search_by(|&(other, row)| {
            other.cmp(&hash).then_with(|| (*self.doc.anchors[row as usize].id).cmp(id))
        });
        Some(self.row(rows[found.ok()?].1))
    }

    /// Do some of its headings have the same text, so that a number tells their ids apart?
    pub fn has_numbered(&self) -> bool {
        self.exports.numbered
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
