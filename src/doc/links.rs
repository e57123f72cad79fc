//! Where exactly destination, label and title of a link stand.
//!
//! The parser gives one range for a whole link (pulldown-cmark issues 441 and 939). This is the only
//! code that looks at the text a second time. A destination without escapes is a slice of the page,
//! so its address says where it stands; otherwise the few bytes behind the label are scanned.

use crate::base::span::Span;

/// The sub-spans of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) label: Span,
    pub(super) dest: Span,
    pub(super) title: Span,
}

/// Where `slice` stands in `text`, if it is a part of it.
pub(super) fn span_in(text: &str, slice: &str) -> Option<Span> {
    let offset = (slice.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    let end = offset + slice.len();
    (!slice.is_empty() && end <= text.len()).then(|| Span::new(offset, end))
}

/// The parts of `[label](dest "title")`, which fills `link`. The last piece of the label that the
/// parser saw ends at `label_end`; `dest` is where the destination stands, if that is known.
pub(super) fn inline(
    text: &str,
    link: Span,
    open: usize,
    label_end: usize,
    dest: Option<Span>,
) -> Parts {
    let end = link.range().end;
    let close = find(text, label_end, end, "](").unwrap_or(label_end);
    let label = Span::new(open, close);
    let (dest, after) = destination(text, (close + 2).min(end), end, dest);
    Parts { label, dest, title: title(text, after, end - 1) }
}

/// The parts of `[label]: dest "title"`, which fills `definition`.
pub(super) fn definition(text: &str, definition: Span, dest: Option<Span>) -> Parts {
    let Span { start, end } = definition;
    let (start, end) = (start as usize, end as usize);
    let close = unescaped(text, start + 1, end, b']').unwrap_or(start + 1);
    let (dest, after) = destination(text, (close + 2).min(end), end, dest);
    Parts { label: Span::new(start + 1, close), dest, title: title(text, after, end) }
}

/// The label of a reference that fills `link`: in `[text][label]` the label, else the text.
/// Returns the text's span first.
pub(super) fn reference(text: &str, link: Span, open: usize, label_end: usize) -> (Span, Span) {
    let end = link.range().end;
    match find(text, label_end, end, "][") {
        Some(close) if close + 2 < end - 1 => {
            (Span::new(open, close), Span::new(close + 2, end - 1))
        }
        Some(close) => (Span::new(open, close), Span::new(open, close)),
        None => (Span::new(open, end - 1), Span::new(open, end - 1)),
    }
}

fn find(text: &str, from: usize, to: usize, what: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes().get(from..to)?, what.as_bytes()).map(|n| from + n)
}

/// The first `wanted` from `from` on that no backslash escapes.
fn unescaped(text: &str, from: usize, to: usize, wanted: u8) -> Option<usize> {
    let mut at = from;
    while at < to {
        match text.as_bytes()[at] {
            b'\\' => at += 2,
            byte if byte == wanted => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// Skip white space, and behind a line ending the marks of block quotes that the line starts with.
fn skip_space(text: &str, from: usize, to: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    let mut new_line = false;
    while at < to {
        match bytes[at] {
            b'\n' | b'\r' => new_line = true,
            b' ' | b'\t' => {}
            b'>' if new_line => {}
            _ => break,
        }
        at += 1;
    }
    at
}

/// The destination that starts behind `from`, and where what follows it starts.
fn destination(text: &str, from: usize, to: usize, known: Option<Span>) -> (Span, usize) {
    let start = skip_space(text, from, to);
    let bytes = text.as_bytes();
    if start < to && bytes[start] == b'<' {
        let close = unescaped(text, start + 1, to, b'>').unwrap_or(to);
        return (Span::new(start + 1, close), (close + 1).min(to));
    }
    if let Some(dest) = known.filter(|&dest| Span::new(from, to).contains(dest)) {
        return (dest, dest.range().end);
    }
    let mut open = 0_usize;
    let mut at = start;
    while at < to {
        match bytes[at] {
            b'\\' if at + 1 < to && bytes[at + 1].is_ascii_punctuation() => at += 1,
            b'(' => open += 1,
            b')' if open == 0 => break,
            b')' => open -= 1,
            byte if byte.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    (Span::new(start, at), at)
}

/// The title between `from` and `to`, without its quotes.
fn title(text: &str, from: usize, to: usize) -> Span {
    let start = skip_space(text, from, to);
    let written = text.get(start..to).unwrap_or_default().trim_end();
    if written.len() < 2 {
        return Span::empty(start.min(to));
    }
    Span::new(start + 1, start + written.len() - 1)
}
