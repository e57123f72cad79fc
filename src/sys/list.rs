//! The names in a folder.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::{absolute, text_name};
use crate::base::path::{Kind, RelPath};

/// The names in the folder `dir`; `None` when it cannot be listed, or leads out of the root.
///
/// A symbolic link counts as what it leads to if that lies within the root: nothing outside is ever looked at.
pub fn folder(root: &Path, dir: &RelPath) -> Option<Vec<(Box<str>, Kind)>> {
    let place = absolute(root, dir);
    let mut entries = Vec::new();
    for entry in fs::read_dir(&place).ok()? {
        let Ok(entry) = entry else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        let kind = if kind.is_symlink() {
            follow(root, &entry.path()).unwrap_or(Kind::BadLink)
        } else {
            kind_of(kind)
        };
        entries.push((Box::from(&*text_name(&entry.file_name())), kind));
    }
    Some(entries)
}

fn kind_of(kind: fs::FileType) -> Kind {
    if kind.is_file() {
        Kind::File
    } else if kind.is_dir() {
        Kind::Dir
    } else {
        Kind::Special
    }
}

/// As many links as the kernel follows before it gives up.
pub(super) const MOST_LINKS: usize = 40;

/// What the symbolic link `link` leads to, followed step by step so that it can be stopped before it
/// leaves the root. `None` when nothing is there, or when it goes in a circle.
fn follow(root: &Path, link: &Path) -> Option<Kind> {
    let mut todo: Vec<PathBuf> = vec![link.strip_prefix(root).ok()?.to_path_buf()];
    let mut at = root.to_path_buf();
    let mut links = 0;
    let mut kind = Kind::Dir;
    while let Some(path) = todo.pop() {
        let mut components = path.components();
        let Some(component) = components.next() else { continue };
        let rest = components.as_path();
        if !rest.as_os_str().is_empty() {
            todo.push(rest.to_path_buf());
        }
        match component {
            Component::CurDir => continue,
            Component::ParentDir => {
                at.pop();
                if !at.starts_with(root) {
                    return Some(Kind::Outside);
                }
                kind = Kind::Dir;
                continue;
            }
            // An absolute target counts only where it names a place in the root.
            Component::RootDir | Component::Prefix(_) => {
                todo.pop();
                let Ok(within) = path.strip_prefix(root) else { return Some(Kind::Outside) };
                todo.push(within.to_path_buf());
                at = root.to_path_buf();
                continue;
            }
            Component::Normal(name) => at.push(name),
        }
        let metadata = at.symlink_metadata().ok()?;
        if metadata.is_symlink() {
            links += 1;
            if links > MOST_LINKS {
                return None;
            }
            let target = fs::read_link(&at).ok()?;
            at.pop();
            todo.push(target);
        } else {
            kind = kind_of(metadata.file_type());
        }
    }
    Some(kind)
}
