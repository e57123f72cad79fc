//! Changes to pages, as data.

use std::ops::Range;

use super::ids::FileId;
use super::span::Span;

/// May a fix be applied without a person looking at it?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Safety {
    /// The result is certain.
    Safe,
    /// The result is likely what was meant.
    Unsafe,
}

impl Safety {
    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// Replace the bytes of `span` in `file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The page to change.
    pub file: FileId,
    /// What to replace.
    pub span: Span,
    /// What to write there.
    pub replacement: String,
}

/// What readers of the rendered page may notice of a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Where links lead, and their titles.
    Links,
    /// What there is to read.
    Content,
}

/// Edits that repair one finding together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// May it be applied unseen?
    pub safety: Safety,
    /// What it does, as an order: "Move the title out of the destination".
    pub title: String,
    /// The edits; they do not overlap. All are applied, or none.
    pub edits: Vec<Edit>,
    /// What it may change of the rendered page; a fix that changes more is not applied.
    pub effect: Effect,
}

impl Fix {
    /// A fix that replaces one span.
    pub fn replace(
        safety: Safety,
        title: impl Into<String>,
        file: FileId,
        span: Span,
        replacement: impl Into<String>,
    ) -> Self {
        let edit = Edit { file, span, replacement: replacement.into() };
        Self { safety, title: title.into(), edits: vec![edit], effect: Effect::Links }
    }

    /// This fix changes what there is to read.
    #[must_use]
    pub fn changes_content(mut self) -> Self {
        self.effect = Effect::Content;
        self
    }
}

/// Edits of one page that do not overlap, in the order of the page.
#[derive(Debug, Clone, Default)]
pub struct Splices<'a>(Vec<&'a Edit>);

impl<'a> Splices<'a> {
    /// `edits`, all of one page.
    pub fn new(mut edits: Vec<&'a Edit>) -> Self {
        edits.sort_by_key(|edit| edit.span);
        Self(edits)
    }

    /// `bytes` with the edits applied.
    pub fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        let mut done = 0;
        for edit in &self.0 {
            let range = edit.span.range();
            out.extend_from_slice(&bytes[done..range.start]);
            out.extend_from_slice(edit.replacement.as_bytes());
            done = range.end;
        }
        out.extend_from_slice(&bytes[done..]);
        out
    }

    /// Where `span` is once the edits are applied. What stood in a replaced span stands in all of its replacement.
    pub fn moved(&self, span: Span) -> Span {
        let Range { start, end } = span.range();
        Span::new(self.place(start, false), self.place(end, true))
    }

    fn place(&self, offset: usize, is_end: bool) -> usize {
        let mut grown = 0;
        for edit in &self.0 {
            let range = edit.span.range();
            let behind_the_end = is_end && range.is_empty() && range.start == offset;
            if range.end <= offset && !behind_the_end {
                grown += growth(edit);
            } else if range.start < offset {
                let length = if is_end { edit.replacement.len() } else { 0 };
                return range.start.saturating_add_signed(grown) + length;
            } else {
                break;
            }
        }
        offset.saturating_add_signed(grown)
    }
}

/// By how much `edit` makes its page longer.
fn growth(edit: &Edit) -> isize {
    edit.replacement.len().cast_signed() - edit.span.range().len().cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_follow_what_they_point_at() {
        let file = FileId::from_index(0);
        let edit = |start, end, text: &str| Edit {
            file,
            span: Span::new(start, end),
            replacement: text.to_owned(),
        };
        let edits = [edit(8, 8, "+"), edit(2, 4, "cdcd")];
        let splices = Splices::new(edits.iter().collect());
        assert_eq!(splices.apply(b"abcdefghij"), b"abcdcdefgh+ij");
        let moved = |start, end| splices.moved(Span::new(start, end)).range();
        assert_eq!((moved(0, 2), moved(2, 4), moved(3, 4)), (0..2, 2..6, 2..6));
        assert_eq!((moved(4, 8), moved(8, 9), moved(8, 8)), (6..10, 11..12, 11..11));
        assert_eq!((moved(1, 3), moved(0, 10)), (1..6, 0..13));
    }
}
