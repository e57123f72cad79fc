//! The files of a corpus, wherever they are: on the disk, in a commit or the index, or as they were before a change.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::git::{self, Blobs, Entry, Mode};
use super::walk::Walk;
use super::{absolute, list, read, walk};
use crate::base::path::{Kind, RelPath};

/// The names in a folder with what they are; `None` when nobody may read them.
pub type Names = Option<Vec<(Box<str>, Kind)>>;

/// The same, to be asked for a name.
type Kinds = HashMap<Box<str>, Kind>;

/// Files below one root.
pub trait Files: Send + Sync {
    /// Find the pages below `folder`: what is a page by its path, and what git tracks or does not ignore.
    fn pages(&self, folder: &RelPath, is_page: &dyn Fn(&RelPath) -> bool) -> Walk;

    /// The names in the folder `dir`; `None` when it cannot be listed.
    fn names(&self, dir: &RelPath) -> Names;

    /// The content of a regular file; `Err` says why there is none.
    fn read(&self, path: &RelPath) -> Result<Vec<u8>, String>;

    /// How many lines a regular file has; `None` when it is no text.
    fn count_lines(&self, path: &RelPath) -> Option<u32> {
        read::lines_in(&self.read(path).ok()?)
    }

    /// The name of the content of a regular file, where one is known without reading it.
    fn blob(&self, _path: &RelPath) -> Option<Box<str>> {
        None
    }

    /// What is at `path`, as its folder says.
    fn kind(&self, path: &RelPath) -> Option<Kind> {
        if path.is_root() {
            return Some(Kind::Dir);
        }
        let names = self.names(&path.parent())?;
        names.iter().find(|(name, _)| **name == *path.file_name()).map(|(_, kind)| *kind)
    }
}

/// What is on the disk.
pub struct Disk {
    root: PathBuf,
    /// The submodules, once an empty folder was seen.
    modules: OnceLock<Vec<RelPath>>,
}

impl Disk {
    /// The files below `root`.
    pub fn new(root: PathBuf) -> Self {
        Self { root, modules: OnceLock::new() }
    }
}

impl Files for Disk {
    fn pages(&self, folder: &RelPath, is_page: &dyn Fn(&RelPath) -> bool) -> Walk {
        walk::pages(&self.root, &absolute(&self.root, folder), is_page)
    }

    fn names(&self, dir: &RelPath) -> Names {
        let names = list::folder(&self.root, dir)?;
        let modules = || self.modules.get_or_init(|| git::modules(&self.root));
        // What a submodule holds that nobody has checked out is not known.
        let is_absent = names.is_empty() && modules().contains(dir);
        (!is_absent).then_some(names)
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>, String> {
        read::file(&absolute(&self.root, path))
    }
}

/// So many links on the way to a file are followed back to its other names.
const DEEPEST: usize = 3;

/// Files whose folders are listed once: a change of a thousand files asks again and again what is there.
pub struct Remembered {
    files: Arc<dyn Files>,
    listed: Mutex<HashMap<RelPath, Option<Kinds>>>,
}

impl Remembered {
    /// The same files as `files`, none of which may come or go from now on.
    pub fn new(files: Arc<dyn Files>) -> Self {
        Self { files, listed: Mutex::default() }
    }

    fn ask<T>(&self, dir: &RelPath, of: impl Fn(&Kinds) -> T) -> Option<T> {
        let listed = || self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = listed().get(dir) {
            return names.as_ref().map(of);
        }
        // Nobody waits for the lock while a folder is listed.
        let names = self.files.names(dir).map(|names| names.into_iter().collect());
        listed().entry(dir.clone()).or_insert(names).as_ref().map(of)
    }
}

impl Files for Remembered {
    fn pages(&self, folder: &RelPath, is_page: &dyn Fn(&RelPath) -> bool) -> Walk {
        self.files.pages(folder, is_page)
    }

    fn names(&self, dir: &RelPath) -> Names {
        self.ask(dir, |names| {
            names.iter().map(|(name, kind)| (name.clone(), *kind)).collect::<BTreeMap<_, _>>()
        })
        .map(|names| names.into_iter().collect())
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>, String> {
        self.files.read(path)
    }

    fn blob(&self, path: &RelPath) -> Option<Box<str>> {
        self.files.blob(path)
    }

    fn kind(&self, path: &RelPath) -> Option<Kind> {
        if path.is_root() {
            return Some(Kind::Dir);
        }
        self.ask(&path.parent(), |names| names.get(path.file_name()).copied())?
    }
}

/// What git has of a tree or of the index.
pub struct Stored {
    entries: BTreeMap<RelPath, Entry>,
    /// The names in each folder; of a link it is not said where it leads.
    dirs: HashMap<RelPath, BTreeSet<Box<str>>>,
    blobs: Arc<Blobs>,
}

impl Stored {
    /// The files `entries`, whose contents `blobs` gives.
    pub fn new(entries: BTreeMap<RelPath, Entry>, blobs: Arc<Blobs>) -> Self {
        let mut dirs: HashMap<RelPath, BTreeSet<Box<str>>> = HashMap::new();
        dirs.insert(RelPath::root(), BTreeSet::new());
        for path in entries.keys() {
            let mut at = path.clone();
            while !at.is_root() {
                let parent = at.parent();
                let names = dirs.entry(parent.clone()).or_default();
                // Where the first name of a folder is known, its parents know it too.
                let known = !names.is_empty();
                names.insert(at.file_name().into());
                if known {
                    break;
                }
                at = parent;
            }
        }
        Self { entries, dirs, blobs }
    }

    /// The files with what they are.
    pub fn entries(&self) -> &BTreeMap<RelPath, Entry> {
        &self.entries
    }

    /// The content of `entry`: of a link, where it leads.
    pub fn content(&self, entry: &Entry) -> Result<Vec<u8>, String> {
        self.blobs.read(&entry.blob)
    }

    /// The other names by which symbolic links lead to `paths`; not those that go round in a circle.
    pub fn linked(&self, paths: &BTreeSet<RelPath>) -> BTreeSet<RelPath> {
        let links = self.entries.iter().filter(|(_, entry)| entry.mode == Mode::Link);
        let links = links.filter_map(|(link, _)| Some((link, self.real(link)?)));
        let links: Vec<_> = links.filter(|(link, real)| !is_in(link, real)).collect();
        let names = |path: &RelPath| -> Vec<RelPath> {
            let rest = |real: &RelPath| path.as_str().strip_prefix(real.as_str()).unwrap_or("");
            let leading = links.iter().filter(|(_, real)| path == real || is_in(path, real));
            leading
                .filter_map(|(link, real)| RelPath::new(&format!("{link}{}", rest(real))))
                .collect()
        };
        let mut linked = BTreeSet::new();
        let mut fresh: Vec<RelPath> = paths.iter().flat_map(names).collect();
        // A link may lie in a folder that another leads to.
        for _ in 0..DEEPEST {
            fresh.retain(|name| !paths.contains(name) && linked.insert(name.clone()));
            fresh = fresh.iter().flat_map(names).collect();
        }
        linked
    }

    /// `path` with every symbolic link on the way followed; `None` where one leads out of the root, or in a circle.
    fn real(&self, path: &RelPath) -> Option<RelPath> {
        self.follow(path, &mut { list::MOST_LINKS })
    }

    fn follow(&self, path: &RelPath, left: &mut usize) -> Option<RelPath> {
        let mut at = RelPath::root();
        for name in path.segments() {
            let place = at.child(name);
            at = match self.entries.get(&place) {
                Some(entry) if entry.mode == Mode::Link => {
                    *left = left.checked_sub(1)?;
                    let target = String::from_utf8(self.content(entry).ok()?).ok()?;
                    let target = if target.starts_with('/') { None } else { at.join(&target) };
                    self.follow(&target?, left)?
                }
                _ => place,
            };
        }
        Some(at)
    }

    fn kind_of(&self, path: &RelPath) -> Kind {
        let mut left = list::MOST_LINKS;
        match self.entries.get(path).map(|entry| entry.mode) {
            Some(Mode::File) => Kind::File,
            Some(Mode::Module) | None => Kind::Dir,
            Some(Mode::Link) => match self.follow(path, &mut left) {
                Some(real) if self.dirs.contains_key(&real) => Kind::Dir,
                Some(real) if self.entries.contains_key(&real) => self.kind_of(&real),
                None if left > 0 => Kind::Outside,
                _ => Kind::BadLink,
            },
        }
    }
}

impl Files for Stored {
    fn pages(&self, folder: &RelPath, is_page: &dyn Fn(&RelPath) -> bool) -> Walk {
        let mut walk = Walk::default();
        let mut dirs: BTreeSet<RelPath> = BTreeSet::new();
        for (path, entry) in self.entries.iter().filter(|(path, _)| is_in(path, folder)) {
            dirs.insert(path.parent());
            if entry.mode == Mode::File && is_page(path) {
                walk.pages.push(path.clone());
            }
        }
        walk.dirs = dirs.into_iter().collect();
        walk
    }

    fn names(&self, dir: &RelPath) -> Names {
        let real = self.real(dir)?;
        let names = self.dirs.get(&real)?;
        Some(names.iter().map(|name| (name.clone(), self.kind_of(&real.child(name)))).collect())
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>, String> {
        let real = self.real(path);
        let entry = real.and_then(|real| self.entries.get(&real));
        match entry.filter(|entry| entry.mode == Mode::File) {
            Some(entry) => self.content(entry),
            None => Err("there is no such file".to_owned()),
        }
    }

    fn blob(&self, path: &RelPath) -> Option<Box<str>> {
        let entry = self.entries.get(path).filter(|entry| entry.mode == Mode::File);
        entry.map(|entry| entry.blob.clone())
    }
}

/// Files as they were before a change, told by what is there now and by where the two differ.
pub struct Before {
    now: Arc<dyn Files>,
    base: Arc<Stored>,
    differs: BTreeSet<RelPath>,
    /// The folders in which names came or went.
    dirs: BTreeSet<RelPath>,
}

impl Before {
    /// What `now` was when the paths in `differs` were as in `base`.
    pub fn new(now: Arc<dyn Files>, base: Arc<Stored>, differs: BTreeSet<RelPath>) -> Self {
        let dirs = differs.iter().flat_map(parents).collect();
        Self { now, base, differs, dirs }
    }

    /// Is `path` one of those that differ, or below one that was something else than a folder?
    fn is_old(&self, path: &RelPath) -> bool {
        std::iter::once(path.clone()).chain(parents(path)).any(|at| self.differs.contains(&at))
    }
}

impl Files for Before {
    fn pages(&self, folder: &RelPath, is_page: &dyn Fn(&RelPath) -> bool) -> Walk {
        let mut walk = self.now.pages(folder, is_page);
        walk.pages.retain(|path| !self.is_old(path));
        let old = self.base.pages(folder, &|path| is_page(path) && self.is_old(path));
        walk.dirs.extend(old.pages.iter().map(RelPath::parent));
        walk.pages.extend(old.pages);
        walk
    }

    fn names(&self, dir: &RelPath) -> Names {
        if self.is_old(dir) {
            return self.base.names(dir);
        }
        let now = self.now.names(dir);
        if !self.dirs.contains(dir) {
            return now;
        }
        // What is only on the disk, and nobody tracks, was there before as well.
        let mut names: BTreeMap<Box<str>, Kind> = now.into_iter().flatten().collect();
        let was = self.base.names(dir).into_iter().flatten().collect::<BTreeMap<_, _>>();
        names.retain(|name, _| !self.differs.contains(&dir.child(name)));
        for (name, kind) in was {
            let path = dir.child(&name);
            if self.differs.contains(&path) || self.dirs.contains(&path) {
                names.insert(name, kind);
            }
        }
        Some(names.into_iter().collect())
    }

    fn read(&self, path: &RelPath) -> Result<Vec<u8>, String> {
        if self.is_old(path) { self.base.read(path) } else { self.now.read(path) }
    }
}

/// The folders that hold `path`, up to the root.
pub fn parents(path: &RelPath) -> impl Iterator<Item = RelPath> + use<> {
    std::iter::successors(Some(path.clone()), |at| (!at.is_root()).then(|| at.parent())).skip(1)
}

fn is_in(path: &RelPath, folder: &RelPath) -> bool {
    let below = path.as_str().strip_prefix(folder.as_str());
    folder.is_root() || below.is_some_and(|rest| rest.starts_with('/'))
}

/// The place of `folder`, which is absolute, below `root`; the root where it lies around that.
pub fn within(root: &Path, folder: &Path) -> Option<RelPath> {
    if root.starts_with(folder) { Some(RelPath::root()) } else { super::relative(root, folder) }
}
