//! What a profile may look at to recognise a site: names and small files.

use crate::base::path::RelPath;

/// What a profile may look at: names and small files.
pub trait Disk {
    /// The names in a folder, sorted; none when it is not there.
    fn names(&self, dir: &RelPath) -> Vec<String>;
    /// A file as text; `None` when it cannot be read.
    fn read(&self, path: &RelPath) -> Option<String>;
}

/// One folder, as profiles see it.
pub struct Look<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The folder.
    pub dir: &'a RelPath,
    /// The names in it, sorted.
    pub names: &'a [String],
    /// Are there Markdown pages in it, at whatever depth?
    pub has_markdown: bool,
    /// It was named by the user, or is the corpus root.
    pub is_top: bool,
}

impl Look<'_> {
    /// Is there an entry of this name?
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
    }

    /// The first of these names that is there.
    pub(crate) fn first<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.has(name))
    }

    /// The text of the file `name` in this folder, which may name others.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.disk.read(&self.dir.join(name)?)
    }

    /// Is there anything at `path`, from this folder?
    pub(crate) fn exists(&self, path: &str) -> bool {
        let Some(path) = self.dir.join(path) else { return false };
        path.is_root()
            || self.disk.names(&path.parent()).iter().any(|name| name == path.file_name())
    }
}

/// Files and folders that nothing but a generator of sites has: where one stands, a site starts.
pub const MARKS: [&str; 19] = [
    "mkdocs.yml",
    "zensical.toml",
    "properdocs.yml",
    "mkdocs.yaml",
    "book.toml",
    "myst.yml",
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    ".vitepress",
    ".vuepress",
    "astro.config.mjs",
    "astro.config.ts",
    "astro.config.js",
    "hugo.toml",
    "hugo.yaml",
    "docfx.json",
    ".openpublishing.publish.config.json",
    "_config.yml",
];
