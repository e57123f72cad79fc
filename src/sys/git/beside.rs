//! What lies in a work tree and is not in its repository: submodules, and files that git ignores.

use std::collections::HashMap;
use std::path::Path;

use super::run::{command, say_to};
use super::work_tree;
use crate::base::path::{RelPath, name_from_bytes, name_to_bytes};
use crate::sys::{absolute, read, relative};

/// The submodules below `root`, as `.gitmodules` names them, whether anybody has checked them out or not.
pub fn modules(root: &Path) -> Vec<RelPath> {
    let top = work_tree(root).unwrap_or_else(|| root.to_path_buf());
    let Ok(bytes) = read::file(&top.join(".gitmodules")) else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let named = text.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim().trim_matches('"');
        key.trim().eq_ignore_ascii_case("path").then(|| top.join(value))
    });
    named.filter_map(|place| relative(root, &place)).collect()
}

/// Is the folder at `place` the top of a repository: a clone, a submodule, or another work tree?
pub fn is_top(place: &Path) -> bool {
    place.join(".git").symlink_metadata().is_ok()
}

/// Those of `paths` below `root` that git ignores, there or not. None where git does not tell.
pub fn ignored(root: &Path, paths: &[RelPath]) -> Vec<RelPath> {
    // It takes no literal paths: one that starts with a colon would be a pattern.
    const HERE: &[u8] = b"./";
    if paths.is_empty() || work_tree(root).is_none() {
        return Vec::new();
    }
    // Git refuses all of them for one that lies behind a symbolic link, or in another repository.
    let (modules, mut known) = (modules(root), HashMap::new());
    let asked: Vec<&RelPath> = paths
        .iter()
        .filter(|path| !modules.contains(path) && is_plain(root, &path.parent(), &mut known))
        .collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let mut question = Vec::new();
    for path in asked {
        question.extend_from_slice(HERE);
        question.extend_from_slice(&name_to_bytes(path.as_str()));
        question.push(0);
    }
    let mut command = command(root);
    command.args(["--no-literal-pathspecs", "check-ignore", "-z", "--stdin"]);
    let Ok(said) = say_to(&mut command, question) else { return Vec::new() };
    let names = said.output.split(|&byte| byte == 0).filter_map(|name| name.strip_prefix(HERE));
    names.filter_map(|name| RelPath::new(&name_from_bytes(name))).collect()
}

/// Is no folder on the way from `root` to `dir`, nor that itself, a symbolic link or another repository? Nothing behind one
/// is looked at.
fn is_plain(root: &Path, dir: &RelPath, known: &mut HashMap<RelPath, Option<bool>>) -> bool {
    let mut at = RelPath::root();
    for name in dir.segments() {
        at = at.child(name);
        let plain = *known.entry(at.clone()).or_insert_with_key(|dir| {
            let place = absolute(root, dir);
            let found = place.symlink_metadata().ok()?;
            Some(!found.is_symlink() && !is_top(&place))
        });
        match plain {
            Some(true) => {}
            Some(false) => return false,
            // Nothing is below it either.
            None => return true,
        }
    }
    true
}
