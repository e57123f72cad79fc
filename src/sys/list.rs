//! The names in a folder.

use std::fs;
use std::path::Path;

use super::{absolute, text_name};
use crate::base::path::{Kind, RelPath};

/// The names in the folder `dir`; `None` when it cannot be listed, or leads out of the root.
///
/// A symbolic link counts as what it leads to if that lies within the root, and as a bad link
/// otherwise: nothing outside is ever listed.
pub fn folder(root: &Path, dir: &RelPath) -> Option<Vec<(Box<str>, Kind)>> {
    let place = absolute(root, dir);
    let mut entries = Vec::new();
    for entry in fs::read_dir(&place).ok()? {
        let Ok(entry) = entry else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        let kind = if kind.is_file() {
            Kind::File
        } else if kind.is_dir() {
            Kind::Dir
        } else if kind.is_symlink() {
            linked(root, &entry.path())
        } else {
            Kind::Special
        };
        entries.push((text_name(&entry.file_name()).into_boxed_str(), kind));
    }
    Some(entries)
}

fn linked(root: &Path, link: &Path) -> Kind {
    let target = link.canonicalize().ok().filter(|target| target.starts_with(root));
    match target.and_then(|target| fs::metadata(target).ok()) {
        Some(target) if target.is_file() => Kind::File,
        Some(target) if target.is_dir() => Kind::Dir,
        Some(_) => Kind::Special,
        None => Kind::BadLink,
    }
}
