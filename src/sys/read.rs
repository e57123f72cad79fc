//! Files, read without ever waiting for one.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Files larger than this are not read.
pub const MOST_BYTES: u64 = 10 << 20;

/// The content of a regular file. A FIFO or a device is refused without being read: opening one the usual way
/// would wait for whoever writes to it.
pub fn file(path: &Path) -> Result<Vec<u8>, String> {
    let opened = open(path).map_err(|error| describe(&error))?;
    let metadata = opened.metadata().map_err(|error| describe(&error))?;
    if !metadata.is_file() {
        return Err("it is no regular file".to_owned());
    }
    if metadata.len() > MOST_BYTES {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
    // The file may have grown since, or be one that does not know its length.
    opened.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| describe(&error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// How many lines `bytes` are; `None` when they are no text: git's test is a NUL byte, too.
pub(super) fn lines_in(bytes: &[u8]) -> Option<u32> {
    if memchr::memchr(0, bytes).is_some() {
        return None;
    }
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let open = bytes.last().is_some_and(|&last| last != b'\n');
    u32::try_from(feeds + usize::from(open)).ok()
}

/// What a user named to be read once: a file, or the end of a pipe.
pub fn named(path: &Path) -> Result<Vec<u8>, String> {
    let mut opened = File::open(path).map_err(|error| describe(&error))?;
    stream(&mut opened)
}

/// Everything that `input` gives.
pub fn stream(input: &mut dyn Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    input.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| describe(&error))?;
    if bytes.len() as u64 > MOST_BYTES { Err(too_large(bytes.len() as u64)) } else { Ok(bytes) }
}

pub(super) fn too_large(length: u64) -> String {
    format!("it is larger than {} MiB ({length} bytes)", MOST_BYTES >> 20)
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// An error of the system as a sentence fragment, the same on every machine.
pub(super) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
