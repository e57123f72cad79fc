//! Files that are not checked.

use globset::GlobSet;

use crate::base::path::RelPath;
use crate::site::is_below;

/// Files that are not checked. The nearest folder that says something counts.
#[derive(Debug, Clone, Default)]
pub struct Exclude(Vec<(RelPath, GlobSet)>);

impl Exclude {
    /// From now on `globs` count in `folder`, whatever was said before.
    pub(super) fn set(&mut self, folder: &RelPath, globs: GlobSet) {
        self.0.retain(|(known, _)| known != folder);
        self.0.push((folder.clone(), globs));
        self.0.sort_by_key(|(folder, _)| folder.segments().count());
    }

    /// Is the file at `path` not checked?
    pub fn is_match(&self, path: &RelPath) -> bool {
        let nearest = self.0.iter().rev().find(|(folder, _)| is_below(path, folder));
        nearest.is_some_and(|(_, globs)| globs.is_match(path.as_str()))
    }
}
