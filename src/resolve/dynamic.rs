//! Addresses that a build makes from the name of a file: `[id].md`, `by-[year].md`, `[language]/index.md`, and
//! `[...path].md` for any number of levels.

use super::{Asked, Want};
use crate::base::path::{Kind, RelPath};
use crate::corpus::{DepKey, Lookup, Tree};

/// May `path` be made from a file or a folder with a parameter in its name?
pub(super) fn may_be_made(path: &RelPath, tree: &Tree, asked: &mut Asked) -> bool {
    let segments: Vec<&str> = path.segments().collect();
    is_below(&RelPath::root(), &segments, false, tree, asked)
}

/// The same for the rest of a path, seen from `dir`. `made` says that a parameter led there.
fn is_below(dir: &RelPath, path: &[&str], made: bool, tree: &Tree, asked: &mut Asked) -> bool {
    let [name, rest @ ..] = path else { return false };
    if !tree.is_listed(dir) {
        if made {
            asked.want(Want::Listing(dir.clone()));
        }
        return made;
    }
    asked.key(&DepKey::Dir(dir.clone()));
    let mut patterns = tree.patterns(dir).iter().filter(|pattern| fits(pattern, name));
    if rest.is_empty() {
        let called = |(known, _): (&str, Kind)| {
            let end = known.strip_prefix(name);
            end.is_some_and(|end| end.is_empty() || end.starts_with('.'))
        };
        return patterns.next().is_some() || made && tree.unsorted(dir).any(called);
    }
    let mut is_inside = |name: &str, made: bool| {
        let dir = dir.child(name);
        let is_folder = tree.lookup(&dir) == Lookup::Found(Kind::Dir);
        is_folder && is_below(&dir, rest, made, tree, asked)
    };
    is_inside(name, made) || patterns.any(|pattern| is_inside(pattern, true))
}

/// The folder on the way to `path` with a file or folder that takes every address below it, whatever its depth.
pub(super) fn taken_by(path: &RelPath, tree: &Tree, asked: &mut Asked) -> Option<RelPath> {
    // `[...path].md` may be no level at all: then it stands for its folder.
    let mut dir = path.clone();
    loop {
        if tree.is_listed(&dir) {
            asked.key(&DepKey::Dir(dir.clone()));
            if tree.patterns(&dir).iter().any(|pattern| takes_all(pattern)) {
                return Some(dir);
            }
        }
        if dir.is_root() {
            return None;
        }
        dir = dir.parent();
    }
}

/// `[...path].astro`, `[[...slug]]`
fn takes_all(pattern: &str) -> bool {
    pattern.trim_start_matches('[').starts_with("...")
}

/// May `name` be what a build makes of `pattern`, with or without their extensions?
fn fits(pattern: &str, name: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('[') else { return false };
    let Some((_, after)) = rest.rsplit_once(']') else { return false };
    let after = after.split('.').next().unwrap_or_default();
    name.strip_prefix(before).is_some_and(|made| !made.is_empty() && made.contains(after))
}
