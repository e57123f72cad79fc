//! Questions to git, asked so that a hostile repository cannot make it run anything.
//!
//! `core.fsmonitor`, hooks, pagers and external diffs of a cloned repository are programs that its author chose: all are
//! switched off, and no command is used that would need them.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::base::path::{RelPath, name_from_bytes};

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(20);

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

/// How long history may take to tell what was renamed.
const HISTORY: Duration = Duration::from_secs(4);

/// Files below `root` that were renamed, old name and new, the latest first. As far as the history of a shallow clone goes,
/// and as far as git gets in a few seconds; none when it does not.
pub fn renames(root: &Path) -> Vec<(RelPath, RelPath)> {
    let arguments = [
        "log",
        "--no-ext-diff",
        "--no-textconv",
        "--relative",
        "--format=",
        "--name-status",
        "--diff-filter=R",
        "-M",
        "-l2000",
        "-z",
        "-n",
        "20000",
    ];
    let output = run_for(root, &arguments, HISTORY).unwrap_or_default();
    let mut words = output.split(|&byte| byte == 0).map(<[u8]>::trim_ascii_start);
    let mut renames = Vec::new();
    while let Some(status) = words.next() {
        if !status.starts_with(b"R") {
            continue;
        }
        let (Some(old), Some(new)) = (words.next(), words.next()) else { break };
        let path = |name: &[u8]| RelPath::new(&name_from_bytes(name));
        renames.extend(path(old).zip(path(new)));
    }
    renames
}

/// The commit to compare with: HEAD, or the merge base of `base` and HEAD. `Err` says why there is none, and what to do.
pub fn base(folder: &Path, base: &str) -> Result<String, (String, String)> {
    let line = |arguments: &[&str]| {
        run(folder, arguments).map(|output| String::from_utf8_lossy(&output).trim().to_owned())
    };
    if work_tree(folder).is_none() {
        let why = "this is no git work tree".to_owned();
        return Err((why, "check everything, without --changed".to_owned()));
    }
    let commit = |name: &str| {
        let name = format!("{name}^{{commit}}");
        line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &name])
    };
    let head = commit("HEAD").map_err(|_| {
        ("there is no commit yet".to_owned(), "check everything, without --changed".to_owned())
    })?;
    if base.is_empty() {
        return Ok(head);
    }
    let shallow = || line(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|is| is == "true");
    let short = base.strip_prefix("origin/").unwrap_or(base);
    let Ok(other) = commit(base) else {
        let help = format!("fetch it first: `git fetch origin {short}`");
        return Err((format!("there is no commit `{base}` here"), help));
    };
    line(&["merge-base", &other, &head]).map_err(|_| {
        let why = format!("`{base}` and HEAD have no commit in common");
        if shallow() {
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

/// The files below `folder` in `commit`, each with the name of its content.
pub fn files_at(folder: &Path, commit: &str) -> Result<Vec<(String, String)>, String> {
    let output = run(folder, &["ls-tree", "-r", "-z", commit])?;
    let lines = output.split(|&byte| byte == 0);
    let file = |line: &[u8]| {
        let tab = line.iter().position(|&byte| byte == b'\t')?;
        let facts = String::from_utf8_lossy(&line[..tab]).into_owned();
        let mut facts = facts.split(' ');
        let (_, kind, content) = (facts.next()?, facts.next()?, facts.next()?);
        let name = name_from_bytes(&line[tab + 1..]).into_owned();
        (kind == "blob").then(|| (name, content.to_owned()))
    };
    Ok(lines.filter_map(file).collect())
}

/// The contents that [`files_at`] names; `None` for one that this clone has not got.
pub fn blobs(folder: &Path, names: &[&str]) -> Result<Vec<Option<Vec<u8>>>, String> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let question = names.join("\n") + "\n";
    let arguments = ["cat-file", "--batch"];
    let output = run_with(folder, &arguments, Some(question.into_bytes()), PATIENCE)?;
    let mut rest = &output[..];
    let mut contents = Vec::new();
    for _ in names {
        let cut = || "git ended in the middle of an answer".to_owned();
        let end = rest.iter().position(|&byte| byte == b'\n').ok_or_else(cut)?;
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        let size = head.rsplit_once(" blob ").map(|(_, size)| size.parse::<usize>());
        let Some(Ok(size)) = size else {
            contents.push(None);
            continue;
        };
        contents.push(Some(rest.get(..size).ok_or_else(cut)?.to_vec()));
        rest = rest.get(size + 1..).ok_or_else(cut)?;
    }
    Ok(contents)
}

fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    run_for(folder, arguments, PATIENCE)
}

/// What git prints, if it ends before `patience` does.
fn run_for(folder: &Path, arguments: &[&str], patience: Duration) -> Result<Vec<u8>, String> {
    run_with(folder, arguments, None, patience)
}

/// The same, with something for it to read.
fn run_with(
    folder: &Path,
    arguments: &[&str],
    input: Option<Vec<u8>>,
    patience: Duration,
) -> Result<Vec<u8>, String> {
    let mut child = Command::new("git")
        .args(["--no-pager", "--no-optional-locks", "--literal-pathspecs"])
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"])
        .args(["-c", "core.quotePath=false", "-c", "safe.bareRepository=explicit"])
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .env("GIT_TERMINAL_PROMPT", "0")
        // A partial clone would fetch what it lacks.
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("git cannot be started: {error}"))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
        // Git answers while it reads: whoever did both would wait for it as it waits for us.
        std::thread::spawn(move || pipe.write_all(&input));
    }
    // Both pipes are emptied by threads of their own, so that git never waits for us.
    let output = std::thread::spawn(move || drain(stdout));
    let errors = std::thread::spawn(move || drain(stderr));
    let deadline = Instant::now() + patience;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(1)),
            _ => {
                child.kill().ok();
                child.wait().ok();
                return Err(format!("git did not answer within {} seconds", patience.as_secs()));
            }
        }
    };
    let output = output.join().unwrap_or_default();
    let errors = errors.join().unwrap_or_default();
    if status.success() {
        return Ok(output);
    }
    let first = String::from_utf8_lossy(&errors).lines().next().unwrap_or("it failed").to_owned();
    Err(format!("git says: {first}"))
}

fn drain(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes).ok();
    }
    bytes
}
