//! Byte ranges in a page.

use std::ops::Range;

/// A half-open byte range in the text of one page. Pages are capped far below 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, both in bytes.
    ///
    /// # Panics
    /// When an offset does not fit into 32 bits, which the size limit on pages rules out.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |offset| u32::try_from(offset).expect("pages are smaller than 4 GiB");
        Self { start: narrow(start), end: narrow(end.max(start)) }
    }

    /// The empty span at `at`.
    pub fn empty(at: usize) -> Self {
        Self::new(at, at)
    }

    /// The same span as a range of indices.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Is this span without a byte?
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Does `other` lie within this span?
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}
