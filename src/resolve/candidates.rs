//! The paths that a destination may mean, in the order in which they are tried.

use std::borrow::Cow;

use crate::base::path::RelPath;
use crate::base::url;
use crate::corpus::Tree;
use crate::doc::PAGE_EXTENSIONS;

/// A path to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where to look.
    pub path: RelPath,
    /// Why there, for people.
    pub why: &'static str,
}

/// Where the path of a destination points before anyone has looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Into the corpus: the paths to try, at least one.
    Within(Vec<Candidate>),
    /// Above its root; the path as it was reached, with its `..`.
    Above(String),
    /// Nowhere: a segment holds a character that no file name can hold.
    Unnameable(String),
}

/// No system opens a longer path.
const LONGEST: usize = 4096;

/// Where `path`, the path part of a destination in the page `from`, points.
///
/// It is split at `/` before its segments are decoded, each once. A name that is written on the disk as it is in
/// the destination, `%20` and all, is tried second.
pub fn target_of(path: &str, from: &RelPath) -> Target {
    let base = if path.starts_with('/') { RelPath::root() } else { from.parent() };
    let written = if path.contains('%') {
        let segments: Vec<_> = path.split('/').map(url::decode).collect();
        if segments.iter().any(|segment| segment.contains(['/', '\0'])) {
            return Target::Unnameable(segments.join("/"));
        }
        Cow::Owned(segments.join("/"))
    } else {
        Cow::Borrowed(path)
    };
    if written.len() > LONGEST {
        return Target::Unnameable(written.into_owned());
    }
    let Some(meant) = base.join(&written) else {
        return Target::Above(above(&base, &written));
    };
    let mut candidates = vec![Candidate { path: meant, why: "the path, decoded" }];
    if written != path
        && let Some(literal) = base.join(path)
        && literal != candidates[0].path
    {
        candidates
            .push(Candidate { path: literal, why: "a file with this very name, not decoded" });
    }
    Target::Within(candidates)
}

/// `written` from the folder `base`, with the `..` that lead above the root kept.
fn above(base: &RelPath, written: &str) -> String {
    let mut segments: Vec<&str> = base.segments().collect();
    for segment in written.split('/') {
        match segment {
            "" | "." => {}
            ".." if segments.last().is_some_and(|&last| last != "..") => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    segments.join("/")
}

/// On GitHub, GitLab and the like a page of the repository is two levels below the project:
/// `../../issues` in its README leads to the project's issues.
pub(super) fn is_forge_page(above: &str) -> bool {
    const PAGES: [&str; 24] = [
        "actions",
        "blob",
        "branches",
        "commit",
        "commits",
        "compare",
        "contributors",
        "discussions",
        "fork",
        "graphs",
        "issues",
        "labels",
        "milestones",
        "network",
        "new",
        "packages",
        "projects",
        "pull",
        "pulls",
        "releases",
        "security",
        "stargazers",
        "tags",
        "wiki",
    ];
    let first = above.strip_prefix("../../").and_then(|rest| rest.split('/').next());
    first.is_some_and(|first| PAGES.contains(&first))
}

/// The page that stands for `dir`: its README, or its index page.
pub(super) fn index_page(dir: &RelPath, tree: &Tree) -> Option<RelPath> {
    let names = ["readme", "index"].into_iter();
    let mut files =
        names.flat_map(|stem| PAGE_EXTENSIONS.map(|extension| format!("{stem}.{extension}")));
    files.find_map(|name| tree.file_named(dir, &name))
}
