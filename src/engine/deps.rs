//! Who depends on what.
//!
//! A page depends on every path that was probed for its links, hit or miss, and on what its targets export. A
//! model of this scheme, run over random edits, never differs from a check from scratch; with one key a link,
//! dropped on delete, four states in five are wrong.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::base::ids::FileId;
use crate::corpus::{DepKey, Mark};

/// The keys of every page, and who holds each key.
#[derive(Debug, Default)]
pub(super) struct Deps {
    keys: Vec<Vec<Mark>>,
    /// Built when somebody first asks: a check that runs once never does.
    holders: Option<FxHashMap<Mark, BTreeSet<FileId>>>,
}

impl Deps {
    /// The page `id` now depends on `keys` and on nothing else.
    pub(super) fn set(&mut self, id: FileId, keys: Vec<Mark>) {
        if self.keys.len() <= id.index() {
            self.keys.resize(id.index() + 1, Vec::new());
        }
        let old = std::mem::replace(&mut self.keys[id.index()], keys);
        let Some(holders) = &mut self.holders else { return };
        for key in old {
            if let Some(pages) = holders.get_mut(&key) {
                pages.remove(&id);
                if pages.is_empty() {
                    holders.remove(&key);
                }
            }
        }
        for key in &self.keys[id.index()] {
            holders.entry(*key).or_default().insert(id);
        }
    }

    /// What the page `id` depends on.
    pub(super) fn of(&self, id: FileId) -> &[Mark] {
        self.keys.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// What any page depends on, as often as pages do.
    pub(super) fn all(&self) -> impl Iterator<Item = Mark> {
        self.keys.iter().flatten().copied()
    }

    /// The pages that depend on `key`.
    pub(super) fn dependents(&mut self, key: &DepKey) -> Vec<FileId> {
        if self.keys.is_empty() {
            return Vec::new();
        }
        let keys = &self.keys;
        let holders = self.holders.get_or_insert_with(|| {
            let mut holders: FxHashMap<Mark, BTreeSet<FileId>> = FxHashMap::default();
            for (index, keys) in keys.iter().enumerate() {
                for key in keys {
                    holders.entry(*key).or_default().insert(FileId::from_index(index));
                }
            }
            holders
        });
        holders.get(&key.mark()).into_iter().flatten().copied().collect()
    }
}
