//! Contents of files as git has them.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

use super::run::{command, start};
use crate::sys::read::{MOST_BYTES, too_large};

/// Contents by their names. One git answers for all of them: starting one for each would take 3 ms a file.
pub struct Blobs(Mutex<Talk>);

struct Talk {
    git: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Blobs {
    /// Those that the repository around `folder` has.
    pub fn new(folder: &Path) -> Result<Self, String> {
        let mut command = command(folder);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut git = start(&mut command)?;
        let (ask, answers) = (git.stdin.take(), git.stdout.take());
        let (Some(ask), Some(answers)) = (ask, answers) else {
            return Err("git cannot be asked: it has no pipes".to_owned());
        };
        Ok(Self(Mutex::new(Talk { git, ask, answers: BufReader::new(answers) })))
    }

    /// The content called `name`. `Err` says why it is not to be had.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let mut talk = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        talk.read(name).unwrap_or_else(|_| Err("git ended in the middle of an answer".to_owned()))
    }
}

impl Talk {
    fn read(&mut self, name: &str) -> std::io::Result<Result<Vec<u8>, String>> {
        writeln!(self.ask, "{name}")?;
        self.ask.flush()?;
        let mut head = String::new();
        self.answers.read_line(&mut head)?;
        let size = head.trim_end().rsplit_once(" blob ").map(|(_, size)| size.parse::<u64>());
        let Some(Ok(size)) = size else {
            return if head.ends_with('\n') {
                Ok(Err("this clone has not got its content".to_owned()))
            } else {
                Err(std::io::ErrorKind::UnexpectedEof.into())
            };
        };
        // A line feed ends the content.
        let mut content = (&mut self.answers).take(size + 1);
        if size > MOST_BYTES {
            std::io::copy(&mut content, &mut std::io::sink())?;
            return Ok(Err(too_large(size)));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size + 1).unwrap_or_default());
        content.read_to_end(&mut bytes)?;
        if bytes.pop() == Some(b'\n') && bytes.len() as u64 == size {
            Ok(Ok(bytes))
        } else {
            Err(std::io::ErrorKind::UnexpectedEof.into())
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.git.kill().ok();
        self.git.wait().ok();
    }
}
