//! How the folders of a corpus are published, from the files in them and from what the user says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::base::path::{Kind, RelPath};
use crate::config::Config;
use crate::doc::Format;
use crate::site::{Checkout, Disk, Sites, is_below};
use crate::sys::files::{Files, Names};
use crate::sys::{self, git};

/// The files of a corpus, as profiles see them; it remembers what they looked at.
pub(super) struct Seen<'a> {
    files: &'a dyn Files,
    /// Folders that were listed already.
    listed: &'a BTreeMap<RelPath, Names>,
    read: Mutex<BTreeSet<RelPath>>,
}

impl<'a> Seen<'a> {
    pub(super) fn new(files: &'a dyn Files, listed: &'a BTreeMap<RelPath, Names>) -> Self {
        Self { files, listed, read: Mutex::default() }
    }

    /// What was looked at.
    pub(super) fn looked_at(self) -> BTreeSet<RelPath> {
        self.read.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn entries(&self, dir: &RelPath) -> Vec<(Box<str>, Kind)> {
        match self.listed.get(dir) {
            Some(names) => names.clone().unwrap_or_default(),
            None => self.files.names(dir).unwrap_or_default(),
        }
    }
}

impl Disk for Seen<'_> {
    fn names(&self, dir: &RelPath) -> Vec<String> {
        let mut names: Vec<String> =
            self.entries(dir).into_iter().map(|(name, _)| name.into_string()).collect();
        names.sort_unstable();
        names
    }

    fn read(&self, path: &RelPath) -> Option<String> {
        let entries = self.entries(&path.parent());
        let kind = entries.iter().find(|(name, _)| **name == *path.file_name())?.1;
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(path.clone());
        let bytes = self.files.read(path).ok().filter(|_| kind == Kind::File)?;
        String::from_utf8(bytes).ok()
    }
}

/// The sites around and among `pages`. `tops` are the folders that the user named, and the root.
pub(super) fn find(
    disk: &Seen<'_>,
    root: &Path,
    pages: &[RelPath],
    tops: &[RelPath],
    config: &Config,
) -> Sites {
    let mut dirs: BTreeSet<RelPath> = disk.listed.keys().cloned().collect();
    // A site may publish a folder that lies beside its configuration: look into the folders along the way.
    if !tops.contains(&RelPath::root()) || tops.len() > 1 {
        for dir in disk.listed.keys().filter(|dir| tops.iter().any(|top| is_below(top, dir))) {
            let inside = disk.entries(dir).into_iter().filter(|(_, kind)| *kind == Kind::Dir);
            dirs.extend(inside.map(|(name, _)| dir.child(&name)));
        }
    }
    let dirs: Vec<RelPath> = dirs.into_iter().collect();
    let markdown = |page: &RelPath| Format::of_extension(page.extension()) != Some(Format::Html);
    let has_markdown =
        |dir: &RelPath| pages.iter().any(|page| markdown(page) && is_below(page, dir));
    config.sites(disk, &dirs, tops, &has_markdown, &checkout(root, config))
}

/// Where the host of the repository shows the corpus.
fn checkout(root: &Path, config: &Config) -> Checkout {
    let tree = git::work_tree(root);
    let folder = tree.as_deref().and_then(|tree| sys::relative(tree, root)).unwrap_or_default();
    let (origin, branches) = tree.and_then(|_| git::origin(root)).unwrap_or_default();
    Checkout::new(config.site.repo.as_deref().unwrap_or(&origin), &branches, &folder)
}
