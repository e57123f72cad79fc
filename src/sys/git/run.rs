//! The one place that starts git.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What git had to say.
pub(super) struct Said {
    /// Its exit status; `None` when a signal ended it.
    pub(super) status: Option<i32>,
    pub(super) output: Vec<u8>,
    errors: Vec<u8>,
}

impl Said {
    /// Why it failed, in its own words.
    pub(super) fn why(&self) -> String {
        let errors = String::from_utf8_lossy(&self.errors);
        format!("git says: {}", errors.lines().next().unwrap_or("it failed"))
    }
}

/// What git prints.
pub(super) fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    run_for(folder, arguments, PATIENCE)
}

/// The same, if it ends before `patience` does.
pub(super) fn run_for(
    folder: &Path,
    arguments: &[&str],
    patience: Duration,
) -> Result<Vec<u8>, String> {
    let said = ask(command(folder).args(arguments), patience)?;
    if said.status == Some(0) { Ok(said.output) } else { Err(said.why()) }
}

/// What git prints and how it ends, whatever that means.
pub(super) fn say(command: &mut Command) -> Result<Said, String> {
    ask(command, PATIENCE)
}

/// The same of a git that reads `question`.
pub(super) fn say_to(command: &mut Command, question: Vec<u8>) -> Result<Said, String> {
    let mut child = start(command.stdin(Stdio::piped()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // It may answer before it has read everything. One that ends too soon tells why itself.
        std::thread::spawn(move || stdin.write_all(&question).ok());
    }
    answer(child, PATIENCE)
}

/// Git in `folder`, with everything off that would let a repository run a program.
pub(super) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .args(["--no-pager", "--no-optional-locks", "--literal-pathspecs"])
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"])
        .args(["-c", "core.quotePath=false", "-c", "safe.bareRepository=explicit"])
        .args(["-c", "log.showSignature=false"])
        .arg("-C")
        .arg(folder)
        .env("GIT_TERMINAL_PROMPT", "0")
        // A partial clone would fetch what it lacks.
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // What git tells its hooks of their repository is relative to where they start, and may be another one than ours.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"] {
        command.env_remove(name);
    }
    command
}

pub(super) fn start(command: &mut Command) -> Result<Child, String> {
    command.spawn().map_err(|error| format!("git cannot be started: {error}"))
}

fn ask(command: &mut Command, patience: Duration) -> Result<Said, String> {
    answer(start(command)?, patience)
}

fn answer(mut child: Child, patience: Duration) -> Result<Said, String> {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
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
    Ok(Said { status: status.code(), output, errors })
}

fn drain(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes).ok();
    }
    bytes
}
