//! Which files and folders exist, as directory listings say.
//!
//! A path exists when the listing of its folder has its name in exactly this spelling, on every operating
//! system: asking a case-insensitive file system whether a file exists would give a laptop another answer
//! than the server. Folders are listed when somebody needs them; a folder that is not listed yet is
//! [`Lookup::Unlisted`], which is a question to the outside and no answer.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::base::path::{Kind, RelPath};

/// What is known of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// It exists.
    Found(Kind),
    /// It does not.
    Missing,
    /// This folder, on the way to it, has not been listed.
    Unlisted(RelPath),
    /// It lies in a folder whose names may not be read.
    Closed,
}

/// The names of one folder.
#[derive(Debug, Clone, Default)]
struct Listing {
    entries: FxHashMap<Box<str>, Kind>,
    /// See [`Listing::spellings`].
    folded: OnceLock<FxHashMap<String, Vec<Box<str>>>>,
    /// See [`Tree::patterns`].
    patterns: OnceLock<Vec<Box<str>>>,
    /// See [`Tree::numbered`].
    numbered: OnceLock<Vec<Box<str>>>,
    /// Nobody may read the names.
    closed: bool,
}

impl Listing {
    fn lookup(&self, name: &str) -> Lookup {
        match self.entries.get(name) {
            Some(&kind) => Lookup::Found(kind),
            None if self.closed => Lookup::Closed,
            None => Lookup::Missing,
        }
    }

    /// The names that differ from `folded`, a name that was [folded](fold), in case or normal form at most, sorted. Most
    /// folders are never asked.
    fn spellings(&self, folded: &str) -> &[Box<str>] {
        self.folded().get(folded).map_or(&[], Vec::as_slice)
    }

    /// The same of every folded name.
    fn folded(&self) -> &FxHashMap<String, Vec<Box<str>>> {
        self.folded.get_or_init(|| {
            let mut all: FxHashMap<String, Vec<Box<str>>> = FxHashMap::default();
            let mut names: Vec<&Box<str>> = self.entries.keys().collect();
            names.sort_unstable();
            for name in names {
                all.entry(fold(name)).or_default().push(name.clone());
            }
            all
        })
    }
}

/// The listings that are known.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    dirs: FxHashMap<RelPath, Arc<Listing>>,
}

impl Tree {
    /// What is at `path`.
    pub fn lookup(&self, path: &RelPath) -> Lookup {
        if path.is_root() {
            return Lookup::Found(Kind::Dir);
        }
        if let Some(listing) = self.dirs.get(path.folder()) {
            return listing.lookup(path.file_name());
        }
        let mut at = RelPath::root();
        for name in path.folder().split('/').filter(|name| !name.is_empty()) {
            let Some(listing) = self.dirs.get(&at) else { return Lookup::Unlisted(at) };
            match listing.lookup(name) {
                Lookup::Found(Kind::Dir) => at = at.child(name),
                found @ (Lookup::Closed | Lookup::Found(Kind::Outside)) => return found,
                _ => return Lookup::Missing,
            }
        }
        Lookup::Unlisted(at)
    }

    /// The path that differs from `path` only in case or Unicode normal form, if there is exactly one at each
    /// step. `seen` is told every folder whose names were looked at.
    pub fn lookup_folded(
        &self,
        path: &RelPath,
        seen: &mut Vec<RelPath>,
    ) -> Result<RelPath, Lookup> {
        let mut at = RelPath::root();
        for name in path.segments() {
            let Some(listing) = self.dirs.get(&at) else {
                return Err(if self.is_dir(&at) { Lookup::Unlisted(at) } else { Lookup::Missing });
            };
            seen.push(at.clone());
            let spelling = match listing.entries.get_key_value(name) {
                Some((exact, _)) => exact,
                None => match listing.spellings(&fold(name)) {
                    [only] => only,
                    _ => return Err(Lookup::Missing),
                },
            };
            at = at.child(spelling);
        }
        Ok(at)
    }

    /// The file in `dir` that is called `name` but for case; the first of several.
    pub fn file_named(&self, dir: &RelPath, name: &str) -> Option<RelPath> {
        let listing = self.dirs.get(dir)?;
        let mut spellings = listing.spellings(name).iter();
        let file = spellings.find(|spelling| listing.entries.get(*spelling) == Some(&Kind::File));
        file.map(|spelling| dir.child(spelling))
    }

    /// Names in `dir` that differ in case or normal form only, those that are alike together, all sorted.
    pub fn twins(&self, dir: &RelPath) -> Vec<Vec<&str>> {
        let folded = self.dirs.get(dir).into_iter().flat_map(|listing| listing.folded().values());
        let several = folded.filter(|names| names.len() > 1);
        let mut twins: Vec<Vec<&str>> =
            several.map(|names| names.iter().map(|name| &**name).collect()).collect();
        for names in &mut twins {
            names.sort_unstable();
        }
        twins.sort_unstable();
        twins
    }

    fn is_dir(&self, path: &RelPath) -> bool {
        self.lookup(path) == Lookup::Found(Kind::Dir)
    }

    /// Has this folder been listed?
    pub fn is_listed(&self, dir: &RelPath) -> bool {
        self.dirs.contains_key(dir)
    }

    /// Every folder that has been listed, sorted.
    pub fn listed(&self) -> Vec<&RelPath> {
        let mut dirs: Vec<&RelPath> = self.dirs.keys().collect();
        dirs.sort_unstable();
        dirs
    }

    /// The names in `dir`, which has been listed, sorted; `None` when they may not be read.
    pub fn names(&self, dir: &RelPath) -> Option<Vec<(Box<str>, Kind)>> {
        let is_closed = self.dirs.get(dir).is_some_and(|listing| listing.closed);
        let entries = self.entries(dir).into_iter();
        (!is_closed).then(|| entries.map(|(name, kind)| (name.into(), kind)).collect())
    }

    /// The names in `dir`, sorted; none when it has not been listed.
    pub fn entries(&self, dir: &RelPath) -> BTreeMap<&str, Kind> {
        self.unsorted(dir).collect()
    }

    /// The names in `dir`, in no order; none when it has not been listed.
    pub fn unsorted(&self, dir: &RelPath) -> impl Iterator<Item = (&str, Kind)> {
        let entries = self.dirs.get(dir).into_iter().flat_map(|listing| &listing.entries);
        entries.map(|(name, &kind)| (&**name, kind))
    }

    /// Is there a file called `name` in `dir`, which has been listed?
    pub fn has_file(&self, dir: &RelPath, name: &str) -> bool {
        let listing = self.dirs.get(dir);
        listing.is_some_and(|listing| listing.entries.get(name) == Some(&Kind::File))
    }

    /// Names in `dir` with brackets, which generators read as patterns of names. Most folders have none.
    pub fn patterns(&self, dir: &RelPath) -> &[Box<str>] {
        let Some(listing) = self.dirs.get(dir) else { return &[] };
        listing.patterns.get_or_init(|| {
            let names = listing.entries.keys().filter(|name| name.contains('['));
            names.cloned().collect()
        })
    }

    /// Names in `dir` that start with a digit, sorted. Most folders have none.
    pub fn numbered(&self, dir: &RelPath) -> &[Box<str>] {
        let Some(listing) = self.dirs.get(dir) else { return &[] };
        listing.numbered.get_or_init(|| {
            let names = listing.entries.keys();
            let mut names: Vec<_> = names
                .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
                .cloned()
                .collect();
            names.sort_unstable();
            names
        })
    }

    /// Every file in a listed folder, sorted by path.
    pub fn files(&self) -> Vec<RelPath> {
        let mut files = Vec::new();
        for dir in self.listed() {
            let names = self.unsorted(dir).filter(|&(_, kind)| kind == Kind::File);
            files.extend(names.map(|(name, _)| dir.child(name)));
        }
        files.sort_unstable();
        files
    }

    /// Take in the names of `dir`, `None` when they may not be read. Returns the paths that appeared, vanished or
    /// changed their kind; `None` when all of it was known.
    pub(crate) fn list(
        &mut self,
        dir: &RelPath,
        entries: Option<Vec<(Box<str>, Kind)>>,
    ) -> Option<Vec<RelPath>> {
        let closed = entries.is_none();
        let entries: FxHashMap<Box<str>, Kind> = entries.into_iter().flatten().collect();
        let known = self.dirs.get(dir);
        if known.is_some_and(|known| known.closed == closed && known.entries == entries) {
            return None;
        }
        let old = self.dirs.remove(dir).unwrap_or_default();
        let gone = old.entries.keys().filter(|name| !entries.contains_key(*name));
        let fresh = entries.iter().filter(|(name, kind)| old.entries.get(*name) != Some(*kind));
        let mut changed: Vec<RelPath> =
            gone.chain(fresh.map(|(name, _)| name)).map(|name| dir.child(name)).collect();
        changed.sort_unstable();
        let listing = Listing { entries, closed, ..Listing::default() };
        self.dirs.insert(dir.clone(), Arc::new(listing));
        Some(changed)
    }

    /// Note that `path` exists as `kind`, or no longer does, in a folder that is listed.
    /// Returns whether that is news.
    pub(crate) fn set(&mut self, path: &RelPath, kind: Option<Kind>) -> bool {
        let Some(listing) = self.dirs.get_mut(path.folder()) else { return false };
        let name = path.file_name();
        if listing.entries.get(name).copied() == kind {
            return false;
        }
        let listing = Arc::make_mut(listing);
        listing.folded.take();
        listing.patterns.take();
        listing.numbered.take();
        match kind {
            Some(kind) => listing.entries.insert(name.into(), kind),
            None => listing.entries.remove(name),
        };
        true
    }
}

/// What names that a careless file system takes for the same have in common.
pub(crate) fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().flat_map(char::to_lowercase).nfc().collect()
}
