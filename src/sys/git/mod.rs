//! Questions to git, asked so that a hostile repository cannot make it run anything.
//!
//! `core.fsmonitor`, hooks, pagers and external diffs of a cloned repository are programs that its author chose: all are
//! switched off, and no command is used that would need them.

mod beside;
mod blobs;
mod listing;
mod merge;
mod past;
mod run;

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::base::path::{RelPath, name_from_bytes};
pub use beside::{ignored, is_top, modules};
pub use blobs::Blobs;
pub use listing::{Entry, Held, Mode, Stat, files_at, index, is_unchanged};
pub use merge::merged;
pub use past::versions;
use run::{run, run_for};

/// The work tree that holds `folder`: its nearest parent with a `.git`.
pub fn work_tree(folder: &Path) -> Option<PathBuf> {
    folder
        .ancestors()
        .find(|parent| parent.join(".git").symlink_metadata().is_ok())
        .map(Path::to_path_buf)
}

/// The files that git tracks below `folder`, relative to it, as text paths. `Err` says why git does not tell.
pub fn tracked(folder: &Path) -> Result<Vec<String>, String> {
    let output = run(folder, &["ls-files", "-z", "--cached"])?;
    let names = output.split(|&byte| byte == 0).filter(|name| !name.is_empty());
    Ok(names.map(|name| name_from_bytes(name).into_owned()).collect())
}

/// Does `folder` come with the repository whose files are below `root`?
pub fn is_shipped(folder: &Path, root: &Path) -> bool {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    super::relative(root, &folder).is_some()
        && folder.exists()
        && tracked(&folder).is_ok_and(|files| !files.is_empty())
}

/// Where the repository around `folder` is hosted, and the branches that stand for what is checked out: the current one
/// and the one that the host shows first.
pub fn origin(folder: &Path) -> Option<(String, Vec<String>)> {
    let line = |arguments: &[&str]| {
        let output = run(folder, arguments).ok()?;
        let text = String::from_utf8(output).ok()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let url = line(&["config", "--get", "remote.origin.url"])?;
    let shown = line(&["symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"]);
    let shown = shown.and_then(|name| Some(name.strip_prefix("origin/")?.to_owned()));
    let current = line(&["symbolic-ref", "--quiet", "--short", "HEAD"]);
    let mut branches: Vec<String> = shown.into_iter().chain(current).collect();
    branches.dedup();
    Some((url, branches))
}

/// How long history may take to tell what was renamed, or what was otherwise.
const HISTORY: Duration = Duration::from_secs(4);

/// Files below `root` that were renamed, old name and new, the latest first: what is staged, then what was committed, as far
/// as the history of a shallow clone goes, and as far as git gets in a few seconds; none when it does not.
pub fn renames(root: &Path) -> Vec<(RelPath, RelPath)> {
    const SHAPE: [&str; 7] = [
        "--no-ext-diff",
        "--no-textconv",
        "--relative",
        "--name-status",
        "--diff-filter=R",
        "-M",
        "-z",
    ];
    let staged = [&["diff", "--cached"][..], &SHAPE].concat();
    let committed = [&["log", "--format=", "-l2000", "-n", "20000"][..], &SHAPE].concat();
    let told = [staged, committed].map(|words| run_for(root, &words, HISTORY).unwrap_or_default());
    let mut renames = Vec::new();
    for output in told {
        let mut words = output.split(|&byte| byte == 0).map(<[u8]>::trim_ascii_start);
        while let Some(status) = words.next() {
            if !status.starts_with(b"R") {
                continue;
            }
            let (Some(old), Some(new)) = (words.next(), words.next()) else { break };
            let path = |name: &[u8]| RelPath::new(&name_from_bytes(name));
            renames.extend(path(old).zip(path(new)));
        }
    }
    renames
}

/// A commit that is called `name`; `Err` says why there is none, and what to do.
pub fn commit(folder: &Path, name: &str) -> Result<String, (String, String)> {
    if work_tree(folder).is_none() {
        let why = "this is no git work tree".to_owned();
        return Err((why, "check everything, without --changed".to_owned()));
    }
    let wanted = format!("{name}^{{commit}}");
    let found = line(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted]);
    found.map_err(|why| {
        // Git is quiet where there is no such commit, and not where it refuses to work here.
        if !why.ends_with("it failed") {
            return (why, "check everything, without --changed".to_owned());
        }
        let help = match name.strip_prefix("origin/") {
            // A clone of one branch makes no names for the others.
            Some(branch) => {
                format!("fetch it first: `git fetch origin {branch}:refs/remotes/origin/{branch}`")
            }
            None if commit(folder, &format!("origin/{name}")).is_ok() => {
                format!("there is `origin/{name}`, the branch of the remote")
            }
            None => format!("fetch it first: `git fetch origin {name}`, and name it FETCH_HEAD"),
        };
        (format!("there is no commit `{name}` here"), help)
    })
}

/// Is there a commit yet?
pub fn has_head(folder: &Path) -> bool {
    commit(folder, "HEAD").is_ok()
}

/// The merge base of `base` and HEAD. `Err` says why there is none, and what to do.
pub fn merge_base(folder: &Path, base: &str) -> Result<String, (String, String)> {
    let (other, head) = (commit(folder, base)?, commit(folder, "HEAD")?);
    let is_shallow =
        || line(folder, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|is| is == "true");
    line(folder, &["merge-base", &other, &head]).map_err(|_| {
        let why = format!("`{base}` and HEAD have no commit in common");
        if is_shallow() {
            let short = base.strip_prefix("origin/").unwrap_or(base);
            let how = format!(
                "`git fetch --unshallow origin {short}`, or `fetch-depth: 0` for actions/checkout"
            );
            (
                format!("{why} in this shallow clone"),
                format!("fetch the history between them: {how}"),
            )
        } else {
            (why, "name the branch that the change is for".to_owned())
        }
    })
}

/// When the index was written last, in seconds since 1970 and nanoseconds.
#[cfg(unix)]
pub fn index_written(folder: &Path, index: Option<&Path>) -> Option<(i64, u32)> {
    use std::os::unix::fs::MetadataExt;
    let own = || {
        let said = line(folder, &["rev-parse", "--git-path", "index"]).ok()?;
        Some(folder.join(said))
    };
    let file = index.map(Path::to_path_buf).or_else(own)?;
    let metadata = file.metadata().ok()?;
    Some((metadata.mtime(), u32::try_from(metadata.mtime_nsec()).ok()?))
}

/// Elsewhere the disk does not tell in the same words as git: then contents are compared.
#[cfg(not(unix))]
pub fn index_written(_: &Path, _: Option<&Path>) -> Option<(i64, u32)> {
    None
}

fn line(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    run(folder, arguments).map(|output| String::from_utf8_lossy(&output).trim().to_owned())
}
