//! Dense ids for pages.

/// A page of the corpus. Ids are handed out in the order in which pages first appear and are
/// never reused, so they must not decide the order of anything that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

impl FileId {
    /// The id as an index into a table with one row a page.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The id of the row `index`.
    ///
    /// # Panics
    /// When there are more than 2³² pages.
    pub fn from_index(index: usize) -> Self {
        Self(u32::try_from(index).expect("fewer than 2^32 pages"))
    }
}
