//! What a page offers to links from elsewhere.

use std::collections::HashSet;

use crate::doc::{AnchorKind, Document};

/// One anchor, as seen from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The fragment that leads to it.
    pub id: Box<str>,
    /// It has its id only because an earlier heading has the same text: `setup-1`.
    pub numbered: bool,
    /// A later heading has the same text, so that the id of this one looks like that one's.
    pub shared: bool,
}

/// The anchors of a page, sorted by id. Equal exports mean that nobody elsewhere has to look again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exports {
    anchors: Vec<Export>,
}

impl Exports {
    /// What `document` exports.
    pub fn of(document: &Document) -> Self {
        let numbered: HashSet<&str> =
            document.anchors.iter().filter_map(|anchor| anchor.unnumbered.as_deref()).collect();
        let mut anchors: Vec<Export> = document
            .anchors
            .iter()
            .map(|anchor| Export {
                id: anchor.id.clone(),
                numbered: anchor.unnumbered.is_some(),
                shared: anchor.kind == AnchorKind::Heading && numbered.contains(&&*anchor.id),
            })
            .collect();
        anchors.sort_by(|a, b| a.id.cmp(&b.id));
        anchors.dedup_by(|later, first| later.id == first.id);
        Self { anchors }
    }

    /// The anchor `id`, spelled exactly so.
    pub fn get(&self, id: &str) -> Option<&Export> {
        let row = self.anchors.binary_search_by(|anchor| (*anchor.id).cmp(id)).ok()?;
        Some(&self.anchors[row])
    }

    /// Every id, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.anchors.iter().map(|anchor| &*anchor.id)
    }
}
