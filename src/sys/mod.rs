//! The only code that touches the disk and starts processes. It turns what it sees into changes and
//! knows nothing of rules.

pub mod files;
pub mod git;
pub mod list;
pub mod read;
pub mod walk;
pub mod write;

use std::borrow::Cow;
use std::ffi::OsStr;
#[cfg(unix)]
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::base::path::{RelPath, name_from_bytes, name_to_bytes};

/// The place of `path` on this machine.
pub fn absolute(root: &Path, path: &RelPath) -> PathBuf {
    let mut absolute = PathBuf::with_capacity(root.as_os_str().len() + path.as_str().len() + 1);
    absolute.push(root);
    for segment in path.segments() {
        absolute.push(&*os_name(segment));
    }
    absolute
}

/// `path` below `root`; `None` when it lies elsewhere. Both are absolute; a `..` takes back what stands before it,
/// whatever the disk says.
pub fn relative(root: &Path, path: &Path) -> Option<RelPath> {
    if let Some(below) = plainly(root, path) {
        return Some(below);
    }
    let climbs = path.components().any(|component| component == Component::ParentDir);
    let plain = if climbs { Cow::Owned(without_parents(path)) } else { Cow::Borrowed(path) };
    let below = plain.strip_prefix(root).ok()?;
    let names: Vec<_> = below.components().map(|name| text_name(name.as_os_str())).collect();
    RelPath::new(&names.join("/"))
}

/// The same for nearly every path, which a walk makes of the root and names: taking these apart name by name took 11 % of the
/// instructions of a run on a corpus of 500 pages.
#[cfg(unix)]
fn plainly(root: &Path, path: &Path) -> Option<RelPath> {
    use std::os::unix::ffi::OsStrExt;
    let below = path.as_os_str().as_bytes().strip_prefix(root.as_os_str().as_bytes())?;
    let below = below.strip_prefix(b"/")?;
    let climbs = memchr::memmem::find(below, b"..").is_some();
    if climbs { None } else { RelPath::new(&name_from_bytes(below)) }
}

#[cfg(not(unix))]
fn plainly(_: &Path, _: &Path) -> Option<RelPath> {
    None
}

fn without_parents(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        if component == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(component);
        }
    }
    plain
}

#[cfg(unix)]
fn text_name(name: &OsStr) -> Cow<'_, str> {
    use std::os::unix::ffi::OsStrExt;
    name_from_bytes(name.as_bytes())
}

#[cfg(unix)]
fn os_name(name: &str) -> Cow<'_, OsStr> {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    match name_to_bytes(name) {
        Cow::Borrowed(bytes) => Cow::Borrowed(OsStr::from_bytes(bytes)),
        Cow::Owned(bytes) => Cow::Owned(OsString::from_vec(bytes)),
    }
}

#[cfg(not(unix))]
fn text_name(name: &OsStr) -> Cow<'_, str> {
    name_from_bytes(name.as_encoded_bytes())
}

#[cfg(not(unix))]
fn os_name(name: &str) -> Cow<'_, OsStr> {
    match name_to_bytes(name) {
        Cow::Borrowed(_) => Cow::Borrowed(OsStr::new(name)),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned().into()),
    }
}
