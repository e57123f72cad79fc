//! Changes to pages, as data.

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

/// Edits that repair one finding together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// May it be applied unseen?
    pub safety: Safety,
    /// What it does, as an order: "Move the title out of the destination".
    pub title: String,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
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
        Self { safety, title: title.into(), edits: vec![edit] }
    }
}

/// `text` with `edits` applied. Edits that overlap an earlier one are left out.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in sorted {
        let range = edit.span.range();
        if range.start < done {
            continue;
        }
        out.push_str(&text[done..range.start]);
        out.push_str(&edit.replacement);
        done = range.end;
    }
    out.push_str(&text[done..]);
    out
}
