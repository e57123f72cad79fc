//! Links whose brackets somebody, mostly a converter, took for text: `\[text\](destination)`.

use super::{Document, FailedLink, Failure, Format};
use crate::base::span::Span;

/// Longer ones are prose, and the bound keeps the search linear.
const LONGEST: usize = 500;

/// Add those of `text` to the links of `document` that failed.
pub(super) fn find(text: &str, format: Format, document: &mut Document) {
    if format == Format::Html {
        return;
    }
    let before = document.failed.len();
    for close in memchr::memmem::find_iter(text.as_bytes(), "\\](") {
        let found = around(text, close).filter(|failed| !document.is_code(failed.span));
        document.failed.extend(found);
    }
    if document.failed.len() > before {
        document.failed.sort_unstable_by_key(|failed| failed.span);
    }
}

/// The link whose closing bracket is escaped at `close`.
fn around(text: &str, close: usize) -> Option<FailedLink> {
    let line = text[..close].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let from = text.ceil_char_boundary(line.max(close.saturating_sub(LONGEST)));
    let open = from + text[from..close].rfind("\\[")?;
    let start = close + "\\](".len();
    let rest = &text[start..text.floor_char_boundary(text.len().min(start + LONGEST))];
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '('))?;
    let label = Span::new(open + 2, close);
    let inside = &text[label.range()];
    let meant = rest[end..].starts_with(')') && end > 0 && !inside.trim().is_empty();
    (meant && !inside.contains(['[', ']'])).then(|| FailedLink {
        span: Span::new(open, start + end + 1),
        text: label,
        dest: Span::new(start, start + end),
        why: Failure::Escaped,
    })
}
