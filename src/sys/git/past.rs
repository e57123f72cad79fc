//! What files were like before.

use std::collections::BTreeMap;
use std::path::Path;

use super::run::run_for;
use super::{Blobs, HISTORY};
use crate::base::path::{RelPath, name_from_bytes};

/// So many commits of one file are looked at.
const MOST_VERSIONS: usize = 30;
/// And so many bytes of it in all, for some files are long and change with every commit.
const MOST_BYTES: usize = 2 << 20;

/// The earlier contents of `files` below `root`, the latest first: as far as the history of a shallow clone goes, and as far as git
/// gets in a few seconds; none when it does not.
pub fn versions(root: &Path, files: &[RelPath]) -> BTreeMap<RelPath, Vec<Vec<u8>>> {
    const SHAPE: [&str; 9] = [
        "log",
        "--format=commit:%H",
        "--no-ext-diff",
        "--no-textconv",
        "--no-renames",
        "--relative",
        "--name-only",
        "-z",
        "--",
    ];
    let names: Vec<&str> = files.iter().map(RelPath::as_str).collect();
    let output = run_for(root, &[&SHAPE[..], &names].concat(), HISTORY).unwrap_or_default();
    let Ok(blobs) = Blobs::new(root) else { return BTreeMap::new() };
    let mut versions: BTreeMap<RelPath, Vec<Vec<u8>>> = BTreeMap::new();
    let mut commit = String::new();
    let words = output.split(|&byte| byte == 0).map(<[u8]>::trim_ascii_start);
    for word in words.filter(|word| !word.is_empty()) {
        if let Some(name) = word.strip_prefix(b"commit:") {
            commit = String::from_utf8_lossy(name).into_owned();
            continue;
        }
        // One line is one question.
        let path =
            RelPath::new(&name_from_bytes(word)).filter(|path| !path.as_str().contains('\n'));
        let Some(path) = path else { continue };
        let known = versions.entry(path.clone()).or_default();
        let bytes: usize = known.iter().map(Vec::len).sum();
        if known.len() < MOST_VERSIONS && bytes < MOST_BYTES {
            known.extend(blobs.read(&format!("{commit}:./{path}")));
        }
    }
    versions
}
