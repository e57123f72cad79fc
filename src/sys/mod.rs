//! The only code that touches the disk and starts processes. It turns what it sees into changes and
//! knows nothing of rules.

pub mod git;
pub mod list;
pub mod read;
pub mod walk;
pub mod write;

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::base::path::{RelPath, name_from_bytes, name_to_bytes};

/// The place of `path` on this machine.
pub fn absolute(root: &Path, path: &RelPath) -> PathBuf {
    let mut absolute = root.to_path_buf();
    for segment in path.segments() {
        absolute.push(os_name(segment));
    }
    absolute
}

/// `path` below `root`; `None` when it lies elsewhere. Both are absolute; a `..` takes back what stands before it,
/// whatever the disk says.
pub fn relative(root: &Path, path: &Path) -> Option<RelPath> {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    let mut relative = RelPath::root();
    for component in plain.strip_prefix(root).ok()?.components() {
        relative = relative.child(&text_name(component.as_os_str()));
    }
    Some(relative)
}

#[cfg(unix)]
fn text_name(name: &OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    name_from_bytes(name.as_bytes()).into_owned()
}

#[cfg(unix)]
fn os_name(name: &str) -> std::ffi::OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(&name_to_bytes(name)).to_owned()
}

#[cfg(not(unix))]
fn text_name(name: &OsStr) -> String {
    name_from_bytes(name.as_encoded_bytes()).into_owned()
}

#[cfg(not(unix))]
fn os_name(name: &str) -> std::ffi::OsString {
    String::from_utf8_lossy(&name_to_bytes(name)).into_owned().into()
}
