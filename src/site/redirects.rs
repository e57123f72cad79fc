//! Addresses that a site forwards.

use std::collections::BTreeMap;

use super::{Navigation, Site, clean};
use crate::base::path::RelPath;
use crate::doc::navigation;
use crate::doc::redirects::{self, Redirect, Table};

/// Where old addresses lead.
#[derive(Debug, Clone, Default)]
pub struct Redirects {
    exact: BTreeMap<String, String>,
    /// With `*` or `:name` in them, in the order in which they are tried.
    patterns: Vec<(String, String)>,
    /// Sources of pages that are gone, by path; compared without case.
    files: BTreeMap<String, String>,
}

impl Redirects {
    /// `from` leads to `to`.
    pub(crate) fn add(&mut self, from: &str, to: &str) {
        // What names a host is about other hosts than this one.
        if from.contains("://") {
            return;
        }
        let key = plain(from);
        if key.contains('*') || key.contains("/:") {
            self.patterns.push((key, to.to_owned()));
        } else {
            self.exact.entry(key.to_lowercase()).or_insert_with(|| to.to_owned());
        }
    }

    /// What was the page `file` is now at `to`.
    fn add_file(&mut self, file: &RelPath, to: &str) {
        self.files.insert(file.as_str().to_lowercase(), to.to_owned());
    }

    /// The rows of a table in the file `file`, of a site whose pages are below `docs`.
    pub(crate) fn add_table(&mut self, rows: &[Redirect], file: &RelPath, docs: &RelPath) {
        for Redirect { from, to, table, .. } in rows {
            let source = match table {
                Table::Lines
                | Table::Netlify
                | Table::Vercel
                | Table::Mdbook
                | Table::Docusaurus
                | Table::Astro
                | Table::Next
                | Table::Gitbook => {
                    self.add(from, to);
                    continue;
                }
                Table::Awesome
                | Table::Contents
                | Table::Book
                | Table::Menu
                | Table::Sidebars
                | Table::Vitepress => continue,
                Table::Mkdocs => docs.join(from.trim_start_matches('/')),
                Table::Docfx => file.parent().join(from),
                Table::DocfxRooted => RelPath::new(from.trim_start_matches('/')),
            };
            if let Some(source) = source {
                self.add_file(&source, to);
            }
        }
    }

    /// Is there nothing to be forwarded?
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.patterns.is_empty() && self.files.is_empty()
    }

    /// Where the address `path`, without the site's base, leads.
    pub fn find(&self, path: &str) -> Option<String> {
        let path = plain(path);
        if let Some(to) = self.exact.get(&path.to_lowercase()) {
            return Some(to.clone());
        }
        let found = self.patterns.iter().find_map(|(from, to)| fill(from, to, &path))?;
        // `/a/*` to `/a/:splat` adds a slash, or another status.
        (plain(&found) != path).then_some(found)
    }

    /// Where what was the page `file` is now.
    pub fn find_file(&self, file: &RelPath) -> Option<&str> {
        if self.files.is_empty() {
            return None;
        }
        self.files.get(&file.as_str().to_lowercase()).map(String::as_str)
    }
}

impl Site {
    /// Forward what the table `text` in `file` says.
    pub(crate) fn forward(&mut self, text: &str, file: RelPath, table: Table) {
        let rows = redirects::find(text, table);
        let (shown, led): (Vec<_>, Vec<_>) = rows.iter().cloned().partition(|row| row.stays);
        self.redirects.add_table(&led, &file, &self.docs[0]);
        // A program that answers at every address says nothing of any.
        let shown: Vec<Redirect> =
            shown.into_iter().filter(|row| !is_everything(&row.from)).collect();
        self.shown.add_table(&shown, &file, &self.docs[0]);
        if rows.iter().any(|row| row.place.is_some()) {
            self.tabulate(file, table);
        }
    }

    /// Show beside the pages in the folder `of` what the navigation `text` in `file` names.
    pub(crate) fn show(&mut self, text: &str, file: RelPath, table: Table, of: &RelPath) {
        // Long lists are read once, as the page that they are; one that cannot be read has no links there.
        if table == Table::Contents {
            self.tabulate(file.clone(), table);
            self.navigation.push(Navigation { file, of: of.clone(), folders: Vec::new() });
            return;
        }
        let Some(found) = navigation::find(text, table) else { return };
        if !found.entries.is_empty() {
            self.tabulate(file.clone(), table);
        }
        if !found.open {
            let folders = found.folders.iter().filter_map(|folder| of.join(folder)).collect();
            self.navigation.push(Navigation { file, of: of.clone(), folders });
        }
    }

    fn tabulate(&mut self, file: RelPath, table: Table) {
        if !self.tables.iter().any(|(known, _)| *known == file) {
            self.tables.push((file, table));
        }
    }
}

/// `/*`, `/:path*`, `/(.*)`
fn is_everything(from: &str) -> bool {
    let mark = from.trim_start_matches('/');
    !mark.contains('/') && mark.starts_with(['*', ':', '(']) && mark.contains('*')
}

/// An address as it is compared, but for case: hosts forward `/a`, `/a/` and `/A` alike.
fn plain(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    clean(path.strip_suffix("/index.html").unwrap_or(path))
}

/// `to` with what the marks of `from` stand for in `path`.
fn fill(from: &str, to: &str, path: &str) -> Option<String> {
    let mut out = to.to_owned();
    let mut rest = path.split('/');
    let mut marks = from.split('/').peekable();
    while let Some(mark) = marks.next() {
        if let Some(start) = mark.strip_suffix('*').filter(|start| !start.starts_with(':')) {
            let left = rest.collect::<Vec<_>>().join("/");
            let (begin, splat) = left.split_at_checked(start.len())?;
            return begin.eq_ignore_ascii_case(start).then(|| out.replace(":splat", splat));
        }
        let segment = rest.next()?;
        match mark.strip_prefix(':') {
            // `:path*` of other hosts takes all that is left.
            Some(name) if name.ends_with('*') => {
                let left: Vec<&str> = std::iter::once(segment).chain(rest).collect();
                return Some(out.replace(mark, &left.join("/")));
            }
            Some(name) if !name.is_empty() => out = out.replace(mark, segment),
            _ if mark.eq_ignore_ascii_case(segment) => {}
            _ => return None,
        }
        if marks.peek().is_some_and(|next| *next == "*") && rest.clone().next().is_none() {
            return Some(out.replace(":splat", ""));
        }
    }
    rest.next().is_none().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_for_what_they_match() {
        let mut redirects = Redirects::default();
        let lines = "# old\n/a/ /b 301\n/* /404.html 404\n/old/* /new/:splat\n/faq/x* /faq/y:splat\n/v/:n/p  /w/:n\n";
        let rows = redirects::find(lines, Table::Lines);
        redirects.add_table(&rows, &RelPath::root(), &RelPath::root());
        redirects.add("/g/:path*", "/h/:path*");
        let find = |path: &str| redirects.find(path);
        assert_eq!(find("/A").as_deref(), Some("/b"));
        assert_eq!(find("/Old/A/2/").as_deref(), Some("/new/A/2"));
        assert_eq!(find("/old").as_deref(), Some("/new/"));
        assert_eq!(find("/faq/x.html").as_deref(), Some("/faq/y.html"));
        assert_eq!(find("/v/7/p/").as_deref(), Some("/w/7"));
        assert_eq!(find("/v/7/p/q"), None);
        assert_eq!(find("/g/1/2").as_deref(), Some("/h/1/2"));
        assert_eq!(find("/c"), None);
    }
}
