//! Which files git has: in a commit, and in the index.

use std::collections::BTreeMap;
use std::path::Path;

use super::run::{command, run, say};
use crate::base::path::{RelPath, name_from_bytes};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A regular file.
    File,
    /// A symbolic link; its content is where it leads.
    Link,
    /// Another repository: its files are not ours.
    Module,
}

/// One file as git has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub mode: Mode,
    /// The name of its content.
    pub blob: Box<str>,
}

/// What the index remembers of a file on the disk that had its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// When it was written: seconds since 1970 and nanoseconds, which some systems do not tell.
    pub written: (i64, u32),
    /// Its length, of which the index keeps 32 bits.
    pub size: u32,
}

/// One file in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The file.
    pub entry: Entry,
    /// What it was on the disk.
    pub stat: Option<Stat>,
    /// It is not meant to be on the disk: a sparse checkout leaves it out.
    pub skipped: bool,
}

/// The files below `folder` in `tree`, a commit or a tree.
pub fn files_at(folder: &Path, tree: &str) -> Result<BTreeMap<RelPath, Entry>, String> {
    let output = run(folder, &["ls-tree", "-r", "-z", tree])?;
    let file = |line: &[u8]| {
        let (facts, path) = split(line)?;
        let mut facts = facts.split(' ');
        let (mode, _, blob) = (facts.next()?, facts.next()?, facts.next()?);
        Some((path, Entry { mode: mode_of(mode), blob: blob.into() }))
    };
    Ok(output.split(|&byte| byte == 0).filter_map(file).collect())
}

/// The files below `folder` in the index, which is the file `index` if that is not the repository's own. Of a file with a
/// conflict it is our side.
pub fn index(folder: &Path, index: Option<&Path>) -> Result<BTreeMap<RelPath, Held>, String> {
    let mut command = command(folder);
    if let Some(file) = index {
        command.env("GIT_INDEX_FILE", file);
    }
    let said = say(command.args(["ls-files", "-z", "--stage", "--debug"]))?;
    if said.status != Some(0) {
        return Err(said.why());
    }
    // With --debug, six lines about the file on the disk stand behind each name.
    let mut files: BTreeMap<RelPath, Held> = BTreeMap::new();
    let mut last = None;
    for part in said.output.split(|&byte| byte == 0) {
        let (debug, line) = about(part);
        if let Some(held) = last.as_ref().and_then(|path| files.get_mut(path)) {
            (held.stat, held.skipped) = debug;
        }
        let Some((facts, path)) = split(line) else { continue };
        let mut facts = facts.split(' ');
        let (Some(mode), Some(blob), Some(stage)) = (facts.next(), facts.next(), facts.next())
        else {
            continue;
        };
        let entry = Entry { mode: mode_of(mode), blob: blob.into() };
        last = matches!(stage, "0" | "2").then(|| path.clone());
        if last.is_some() {
            files.insert(path, Held { entry, stat: None, skipped: false });
        }
    }
    Ok(files)
}

/// Git's mark of a file that a sparse checkout leaves out.
const SKIP_WORKTREE: u32 = 1 << 30;

/// What the lines in front of an entry say of the one before, and the entry's own.
fn about(part: &[u8]) -> ((Option<Stat>, bool), &[u8]) {
    const LINES: usize = 5;
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', part).take(LINES).collect();
    if ends.len() < LINES || !part.starts_with(b"  ") {
        return ((None, false), part);
    }
    let (debug, line) = part.split_at(ends[LINES - 1] + 1);
    let debug = String::from_utf8_lossy(debug);
    let value = |key: &str| {
        let rest = &debug[debug.find(key)? + key.len()..];
        rest.split(|c: char| c.is_ascii_whitespace()).find(|word| !word.is_empty())
    };
    let stat = || {
        let (seconds, nanoseconds) = value("mtime:")?.split_once(':')?;
        let written = (seconds.parse().ok()?, nanoseconds.parse().ok()?);
        Some(Stat { written, size: value("size:")?.parse().ok()? })
    };
    let flags = value("flags:").and_then(|flags| u32::from_str_radix(flags, 16).ok());
    ((stat(), flags.is_some_and(|flags| flags & SKIP_WORKTREE != 0)), line)
}

/// What stands in front of the tab, and the path behind it.
fn split(line: &[u8]) -> Option<(String, RelPath)> {
    let tab = memchr::memchr(b'\t', line)?;
    let facts = String::from_utf8_lossy(&line[..tab]).into_owned();
    Some((facts, RelPath::new(&name_from_bytes(&line[tab + 1..]))?))
}

fn mode_of(mode: &str) -> Mode {
    match mode {
        "120000" => Mode::Link,
        "160000" => Mode::Module,
        _ => Mode::File,
    }
}

/// Is the file with this `metadata` the one that the index remembers as `stat`? Not certain, and so no, where it is as new as
/// the index, which was `written` then: it may have changed since, within one tick of the clock.
#[cfg(unix)]
pub fn is_unchanged(stat: Stat, metadata: &std::fs::Metadata, written: Option<(i64, u32)>) -> bool {
    use std::os::unix::fs::MetadataExt;
    let Ok(nanoseconds) = u32::try_from(metadata.mtime_nsec()) else { return false };
    let mut on_disk = (metadata.mtime(), nanoseconds);
    if stat.written.1 == 0 {
        on_disk.1 = 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the index keeps as many bits")]
    let size = metadata.len() as u32;
    stat == Stat { written: on_disk, size } && written.is_some_and(|index| on_disk < index)
}

/// Elsewhere the disk does not tell in the same words as git: then contents are compared.
#[cfg(not(unix))]
pub fn is_unchanged(_: Stat, _: &std::fs::Metadata, _: Option<(i64, u32)>) -> bool {
    false
}
