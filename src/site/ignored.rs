//! What is left out of version control. Where a generator is at work, its build makes that.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::profiles::forges;
use super::{Disk, Site, is_below};
use crate::base::path::RelPath;

/// The `.gitignore` files around the pages of a site.
#[derive(Debug, Clone, Default)]
pub struct Ignored {
    /// The folder of each, and what it says; inner ones last.
    lists: Vec<(RelPath, Gitignore)>,
    /// Folders in which names are left out, as far as they are called so and not by a pattern.
    folders: Vec<RelPath>,
}

impl Site {
    /// Take what is left out of version control, unless the site is nothing but a repository that its host shows.
    pub(crate) fn read_ignored(&mut self, disk: &dyn Disk) {
        if !forges::is_one(self) {
            let places: Vec<&RelPath> = self.docs.iter().chain([&self.home]).collect();
            self.ignored = Ignored::around(&places, disk);
        }
    }
}

impl Ignored {
    /// What is said in and above the folders `places`.
    pub(super) fn around(places: &[&RelPath], disk: &dyn Disk) -> Self {
        let mut around: Vec<RelPath> = Vec::new();
        for place in places {
            let mut at = (*place).clone();
            while !around.contains(&at) {
                around.push(at.clone());
                at = at.parent();
            }
        }
        around.sort_by_key(|dir| dir.segments().count());
        let mut ignored = Self::default();
        for dir in around {
            let Some(text) = disk.read(&dir.child(".gitignore")) else { continue };
            let mut builder = GitignoreBuilder::new("");
            for line in text.lines() {
                // A line that is no pattern says nothing.
                if builder.add_line(None, line).is_ok() {
                    ignored.folders.extend(folder_of(line).and_then(|folder| dir.join(folder)));
                }
            }
            ignored.lists.extend(builder.build().ok().map(|list| (dir, list)));
        }
        ignored
    }

    /// Is `path` left out?
    pub fn holds(&self, path: &RelPath) -> bool {
        let around = self.lists.iter().rev().filter(|(dir, _)| is_below(path, dir));
        let mut said = around.filter_map(|(dir, list)| {
            let rest = path.relative_to(dir);
            let is_folder = !path.file_name().contains('.');
            let said = list.matched_path_or_any_parents(&*rest, is_folder);
            (!said.is_none()).then(|| said.is_ignore())
        });
        said.next().unwrap_or_default()
    }

    /// Is a file called `name` left out in one of the folders below `dir` that are named?
    pub fn knows(&self, name: &str, dir: &RelPath) -> bool {
        let folders = self.folders.iter().filter(|folder| is_below(folder, dir));
        folders.map(|folder| folder.child(name)).any(|path| self.holds(&path))
    }
}

/// The folder in which the pattern `line` leaves something out: `docs/api` of `/docs/api/**/*.md`.
fn folder_of(line: &str) -> Option<&str> {
    let path = line.trim().strip_prefix('/').unwrap_or(line.trim());
    let plain = &path[..path.find(['*', '?', '[']).unwrap_or(path.len())];
    let folder = plain.rsplit_once('/').map(|(folder, _)| folder)?;
    (!folder.is_empty() && !path.starts_with(['#', '!'])).then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One(&'static str, &'static str);

    impl Disk for One {
        fn names(&self, _: &RelPath) -> Vec<String> {
            Vec::new()
        }

        fn read(&self, path: &RelPath) -> Option<String> {
            let inner = path.as_str() == "docs/.gitignore";
            let text = if inner { self.1 } else { self.0 };
            (inner || path.as_str() == ".gitignore").then(|| text.to_owned())
        }
    }

    fn path(path: &str) -> RelPath {
        RelPath::new(path).unwrap()
    }

    #[test]
    fn inner_lists_come_first() {
        let lists = One("# made\n/docs/api/**/*.md\nbuild/\n*.pdf\n", "!kept.pdf\n");
        let ignored = Ignored::around(&[&path("docs")], &lists);
        let holds = |at: &str| ignored.holds(&path(at));
        assert!(holds("docs/api/x.md") && holds("docs/api/y/x.md") && holds("a/build/x.html"));
        assert!(holds("docs/build") && holds("docs/a.pdf") && holds("kept.pdf"));
        assert!(!holds("docs/kept.pdf") && !holds("docs/a.md") && !holds("docs/api.md"));
        assert!(ignored.knows("x.md", &path("docs")) && !ignored.knows("x.png", &path("docs")));
        assert!(!ignored.knows("x.md", &path("other")));
    }
}
