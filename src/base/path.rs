//! Paths relative to the corpus root.
//!
//! Inside guidepost a path is text with `/` between its segments, whatever the operating system. A
//! file name need not be UTF-8 on Unix: a byte that does not fit stands as a character of the last
//! 128 of the private-use plane 16, so that names stay comparable text and turn back into the same
//! bytes when the file is opened.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

/// The character that stands for the byte 0x80.
const FIRST_RAW: u32 = 0x10_FF80;

/// What a name in a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A regular file, or a link to one within the root.
    File,
    /// A folder, or a link to one within the root.
    Dir,
    /// A symbolic link that leads nowhere, or in a circle.
    BadLink,
    /// A symbolic link that leads out of the root, where nothing is looked at.
    Outside,
    /// A device, a socket or the like.
    Special,
}

/// A normalised path below the corpus root: no leading `/`, no empty, `.` or `..` segment. The
/// root itself is the empty path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelPath(Arc<str>);

impl RelPath {
    /// Normalise `path`. `None` when it climbs above the root.
    pub fn new(path: &str) -> Option<Self> {
        Self::root().join(path)
    }

    /// The corpus root.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// This path followed by `path`, whose `.` and `..` are resolved. `None` when that climbs above
    /// the root.
    pub fn join(&self, path: &str) -> Option<Self> {
        join(&self.0, path)
    }

    /// `path` as it is meant in the page at this path: from the folder that holds it. As [`RelPath::join`].
    pub fn beside(&self, path: &str) -> Option<Self> {
        join(self.folder(), path)
    }

    /// The entry `name` of this folder.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        if self.is_root() {
            Self(Arc::from(name))
        } else {
            Self(Arc::from(format!("{self}/{name}")))
        }
    }
    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as shared text.
    pub fn text(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// Is this the root?
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The segments, outermost first; none for the root.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }

    /// The folder that holds this path; the root is its own.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(Arc::from(self.folder()))
    }

    /// As [`RelPath::parent`], as text.
    pub fn folder(&self) -> &str {
        split(&self.0).0
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        split(&self.0).1
    }

    /// The last segment without its extension.
    pub fn stem(&self) -> &str {
        stem_and_extension(self.file_name()).0
    }

    /// The extension of the last segment, without the dot; empty when there is none.
    pub fn extension(&self) -> &str {
        stem_and_extension(self.file_name()).1
    }

    /// How a page in the folder `from` writes this path: `../b/c.md`. The folder itself is `.`.
    pub fn relative_to(&self, from: &RelPath) -> String {
        let here: Vec<&str> = from.segments().collect();
        let there: Vec<&str> = self.segments().collect();
        let common = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
        let up = std::iter::repeat_n("..", here.len() - common);
        let written: Vec<&str> = up.chain(there[common..].iter().copied()).collect();
        if written.is_empty() { ".".to_owned() } else { written.join("/") }
    }
}

/// `path`, whose `.` and `..` are resolved, below the normalised path `base`.
fn join(base: &str, path: &str) -> Option<RelPath> {
    let mut joined = String::with_capacity(base.len() + path.len() + 1);
    joined.push_str(base);
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." if joined.is_empty() => return None,
            ".." => joined.truncate(joined.rfind('/').unwrap_or(0)),
            name => {
                if !joined.is_empty() {
                    joined.push('/');
                }
                joined.push_str(name);
            }
        }
    }
    Some(RelPath(Arc::from(joined)))
}

/// A path hashes, compares and sorts as its text does.
impl Borrow<str> for RelPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Default for RelPath {
    fn default() -> Self {
        Self::root()
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Folder and last segment of a path in text form.
pub fn split(path: &str) -> (&str, &str) {
    match memchr::memrchr(b'/', path.as_bytes()) {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => ("", path),
    }
}

/// `page.md` to `page` and `md`. A name that only starts with a dot has no extension.
pub fn stem_and_extension(name: &str) -> (&str, &str) {
    match memchr::memrchr(b'.', name.as_bytes()) {
        Some(at) if at > 0 => (&name[..at], &name[at + 1..]),
        _ => (name, ""),
    }
}

/// A name as text: bytes that are not UTF-8 become stand-in characters.
///
/// # Panics
/// Never: only bytes from 0x80 on can be invalid.
pub fn name_from_bytes(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut name = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        name.push_str(chunk.valid());
        name.extend(chunk.invalid().iter().map(|&byte| {
            char::from_u32(FIRST_RAW + u32::from(byte) - 0x80)
                .expect("invalid bytes are 0x80 or more")
        }));
    }
    Cow::Owned(name)
}

/// The bytes that [`name_from_bytes`] was given.
pub fn name_to_bytes(name: &str) -> Cow<'_, [u8]> {
    if !has_raw_bytes(name) {
        return Cow::Borrowed(name.as_bytes());
    }
    let mut bytes = Vec::with_capacity(name.len());
    for c in name.chars() {
        match raw_byte(c) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(bytes)
}

/// Does this name stand for bytes that are not UTF-8?
pub fn has_raw_bytes(name: &str) -> bool {
    name.chars().any(|c| raw_byte(c).is_some())
}

/// The byte that `c` stands for in a name.
pub fn raw_byte(c: char) -> Option<u8> {
    u32::from(c).checked_sub(FIRST_RAW).and_then(|n| u8::try_from(n + 0x80).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RelPath {
        RelPath::new(text).unwrap()
    }

    #[test]
    fn paths_are_normalised_and_stay_below_the_root() {
        assert_eq!(path("./a//b/../c.md").as_str(), "a/c.md");
        assert_eq!(RelPath::new("a/../../b"), None);
        assert_eq!(path("a/b.tar.gz").stem(), "b.tar");
        assert_eq!(path("a/.hidden").extension(), "");
        assert_eq!(path("x").parent(), RelPath::root());
    }

    #[test]
    fn relative_paths_lead_from_one_folder_to_another() {
        assert_eq!(path("a/b/c.md").relative_to(&path("a/d")), "../b/c.md");
        assert_eq!(path("a").relative_to(&path("a")), ".");
        assert_eq!(path("c.md").relative_to(&RelPath::root()), "c.md");
    }

    #[test]
    fn names_that_are_not_utf8_come_back_as_the_same_bytes() {
        let bytes = b"caf\xe9 \xff\xc3\xa9.md";
        let name = name_from_bytes(bytes);
        assert!(has_raw_bytes(&name));
        assert_eq!(name_to_bytes(&name).as_ref(), bytes);
        assert_eq!(name_to_bytes("é").as_ref(), "é".as_bytes());
    }
}
