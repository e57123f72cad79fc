//! What files were like before.

use std::collections::BTreeMap;
use std::path::Path;

use super::run::run_for;
use super::{Blobs, HISTORY};
use crate::base::path::{RelPath, name_from_bytes};

/// So many commits of one file are looked at.
const MOST_VERSIONS: usize = 30;

/// The earlier contents of `files` below `root`, the latest first: as far as the history of a shallow clone goes, and as far as git
/// gets in a few seconds; none when it does not.
pub fn versions(root: &Path, files: &[RelPath]) -> BTreeMap<RelPath, Vec<Vec<u8>>> {
    let mut commits: BTreeMap<RelPath, Vec<String>> = BTreeMap::new();
    let mut words: Vec<&str> =
        "log --format=commit:%H -n 20000 --no-ext-diff --no-textconv --no-renames --relative \
        --name-only -z --"
            .split_whitespace()
            .collect();
    words.extend(files.iter().map(RelPath::as_str));
    let output = run_for(root, &words, HISTORY).unwrap_or_default();
    let mut commit = String::new();
    let words = output.split(|&byte| byte == 0).map(<[u8]>::trim_ascii_start);
    for word in words.filter(|word| !word.is_empty()) {
        if let Some(name) = word.strip_prefix(b"commit:") {
            commit = String::from_utf8_lossy(name).into_owned();
        } else if let Some(path) = RelPath::new(&name_from_bytes(word)) {
            commits.entry(path).or_default().push(commit.clone());
        }
    }
    let Ok(blobs) = Blobs::new(root) else { return BTreeMap::new() };
    let content = |path: &RelPath, commits: Vec<String>| {
        let names = commits.iter().take(MOST_VERSIONS).map(|commit| format!("{commit}:./{path}"));
        // One line is one question.
        names
            .filter(|name| !name.contains('\n'))
            .filter_map(|name| blobs.read(&name).ok())
            .collect()
    };
    commits.into_iter().map(|(path, commits)| (path.clone(), content(&path, commits))).collect()
}
