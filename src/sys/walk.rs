//! Which pages there are.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::{git, relative};
use crate::base::path::RelPath;

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walk {
    /// Pages, each once, in no particular order.
    pub pages: Vec<RelPath>,
    /// Folders that were entered, some more than once.
    pub dirs: Vec<RelPath>,
    /// What could not be looked at, and why.
    pub trouble: Vec<String>,
}

/// The folder that links may not leave: the farthest parent of `start` (an absolute folder), up to the git work tree, that has
/// the file `config`; else the work tree; else `start`.
pub fn corpus_root(start: &Path, config: &str) -> PathBuf {
    let tree = git::work_tree(start);
    let parents = start
        .ancestors()
        .take_while(|parent| tree.as_deref().is_none_or(|tree| parent.starts_with(tree)));
    let configured = parents.filter(|parent| parent.join(config).is_file()).last();
    configured.map(Path::to_path_buf).or(tree).unwrap_or_else(|| start.to_path_buf())
}

/// Find the pages below `folder`, which lies within `root`: files that are pages by their path, are neither
/// hidden nor ignored by git, and all such that git tracks.
pub fn pages(root: &Path, folder: &Path, is_page: &dyn Fn(&RelPath) -> bool) -> Walk {
    let mut walk = Walk::default();
    let entries = WalkBuilder::new(folder)
        .follow_links(false)
        .git_global(false)
        .git_exclude(false)
        .ignore(false)
        .require_git(true)
        .build();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walk.trouble.push(error.to_string());
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
    if git::work_tree(folder).is_some() {
        match git::tracked(folder) {
            Ok(names) => walk.tracked(root, folder, &names, is_page),
            Err(why) => walk.trouble.push(format!(
                "files that git tracks although it ignores them are left out: {why}"
            )),
        }
    }
    walk
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
            let metadata = super::absolute(root, &path).symlink_metadata();
            if metadata.is_ok_and(|metadata| metadata.is_file()) {
                self.dirs.push(path.parent());
                self.pages.push(path);
            }
        }
    }
}
