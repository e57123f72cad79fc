//! Which pages there are.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder};

use super::{git, read, relative};
use crate::base::path::RelPath;

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walk {
    /// Pages, each once, in no particular order.
    pub pages: Vec<RelPath>,
    /// Folders that were entered, some more than once.
    pub dirs: Vec<RelPath>,
    /// Folders and files that could not be looked at, each with the reason.
    pub closed: Vec<(RelPath, String)>,
    /// Folders that are repositories of their own, and were not entered.
    pub apart: Vec<RelPath>,
    /// What else went wrong.
    pub trouble: Vec<String>,
}

/// The folder that links may not leave: the farthest parent of `start` (an absolute folder), up to the git work tree, that has
/// the file `config`; else the work tree; else the nearest with one of `marks`, the files that generators of sites have;
/// else `start`.
pub fn corpus_root(start: &Path, config: &str, marks: &[&str]) -> PathBuf {
    let tree = git::work_tree(start);
    let parents = start
        .ancestors()
        .take_while(|parent| tree.as_deref().is_none_or(|tree| parent.starts_with(tree)));
    // Outside of a work tree anybody may have put a file above the pages.
    let ours = |file: &Path| tree.is_some() || owner(file) == owner(start);
    let configured =
        parents.filter(|parent| parent.join(config).is_file() && ours(&parent.join(config))).last();
    let marked = || {
        let mark = |parent: &&Path| {
            marks.iter().map(|mark| parent.join(mark)).any(|file| file.exists() && ours(&file))
        };
        start.ancestors().find(mark).unwrap_or(start).to_path_buf()
    };
    let configured = configured.map(Path::to_path_buf);
    configured.or_else(|| tree.clone()).unwrap_or_else(marked)
}

#[cfg(unix)]
fn owner(path: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    path.metadata().ok().map(|metadata| metadata.uid())
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Option<u32> {
    None
}

/// Find the pages below `folder`, which lies within `root`: files that are pages by their path, are neither
/// hidden nor ignored by git, and all such that git tracks. What is below a repository within it is that one's: git does not
/// track it here, and edits of it would be changes there.
pub fn pages(root: &Path, folder: &Path, is_page: &dyn Fn(&RelPath) -> bool) -> Walk {
    let mut walk = Walk::default();
    let in_repository = git::work_tree(folder).is_some();
    let apart: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
    let seen = Arc::clone(&apart);
    let is_ours = move |entry: &DirEntry| {
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        if !in_repository || !is_dir || !git::is_top(entry.path()) {
            return true;
        }
        seen.lock().unwrap_or_else(PoisonError::into_inner).push(entry.path().to_path_buf());
        false
    };
    let entries = WalkBuilder::new(folder)
        .follow_links(false)
        .git_global(false)
        .git_exclude(false)
        .ignore(false)
        .require_git(true)
        .filter_entry(is_ours)
        .build();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                match place(&error).and_then(|place| relative(root, place)) {
                    Some(path) => walk.closed.push((path, reason(&error))),
                    None => walk.trouble.push(error.to_string()),
                }
                continue;
            }
        };
        let Some(path) = relative(root, entry.path()) else { continue };
        match entry.file_type() {
            Some(kind) if kind.is_dir() => {
                walk.dirs.push(path);
            }
            // A FIFO with a page's name is kept: reading it will say why it is no page.
            Some(kind) if !kind.is_symlink() && is_page(&path) => {
                walk.pages.push(path);
            }
            _ => {}
        }
    }
    let apart = apart.lock().unwrap_or_else(PoisonError::into_inner);
    walk.apart = apart.iter().filter_map(|place| relative(root, place)).collect();
    if in_repository {
        match git::tracked(folder) {
            Ok(names) => walk.tracked(root, folder, &names, is_page),
            Err(why) => walk.trouble.push(format!(
                "files that git tracks although it ignores them are left out: {why}"
            )),
        }
    }
    walk
}

/// The path that `error` is about.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            place(err)
        }
        _ => None,
    }
}

fn reason(error: &ignore::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), read::describe)
}

/// Is this a file, with no symbolic link on the way to it from `root`?
fn is_plain_file(root: &Path, path: &RelPath) -> bool {
    let kind = |path: &RelPath| {
        super::absolute(root, path).symlink_metadata().map(|found| found.file_type())
    };
    let parents = std::iter::successors(Some(path.parent()), |dir| Some(dir.parent()));
    kind(path).is_ok_and(|kind| kind.is_file())
        && parents
            .take_while(|dir| !dir.is_root())
            .all(|dir| kind(&dir).is_ok_and(|kind| kind.is_dir()))
}

impl Walk {
    fn tracked(
        &mut self,
        root: &Path,
        folder: &Path,
        names: &[String],
        is_page: &dyn Fn(&RelPath) -> bool,
    ) {
        let Some(base) = relative(root, folder) else { return };
        let walked: HashSet<RelPath> = self.pages.iter().cloned().collect();
        for name in names {
            let Some(path) = base.join(name).filter(|path| is_page(path) && !walked.contains(path))
            else {
                continue;
            };
            // Git tracks symbolic links and files that are deleted but not yet committed, too.
            if is_plain_file(root, &path) {
                self.dirs.push(path.parent());
                self.pages.push(path);
            }
        }
    }
}
