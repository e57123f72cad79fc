//! The metadata block at the very top of a page.
//!
//! The Markdown parser would take a block between two `---` anywhere in the page for metadata, so the
//! block is cut off here and the parser never sees it.

use crate::base::span::Span;

/// Its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrontMatterKind {
    /// Between `---` and `---` or `...`.
    Yaml,
    /// Between `+++` and `+++`.
    Toml,
    /// One JSON object.
    Json,
}

/// Where the block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontMatter {
    /// Its language.
    pub kind: FrontMatterKind,
    /// The block with its fences and the line ending behind it.
    pub span: Span,
    /// What is between the fences.
    pub body: Span,
}

/// Find the block that starts at byte `start` of `text`.
pub(super) fn find(text: &str, start: usize) -> Option<FrontMatter> {
    let rest = &text[start..];
    if rest.starts_with("---") {
        fenced(text, start, FrontMatterKind::Yaml, "---", &["---", "..."])
    } else if rest.starts_with("+++") {
        fenced(text, start, FrontMatterKind::Toml, "+++", &["+++"])
    } else if rest.starts_with('{') {
        json(text, start)
    } else {
        None
    }
}

/// The first line of `text` if it opens a metadata block that nothing closes: a key with its value stands below it.
pub fn unclosed(text: &str) -> Option<Span> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut lines = text[start..].lines();
    let (open, separator) = match lines.next().map(str::trim_end) {
        Some(open @ "---") => (open, ':'),
        Some(open @ "+++") => (open, '='),
        _ => return None,
    };
    let first = lines.find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
    let (key, value) = first.split_once(separator)?;
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let key = key.trim_end();
    let is_key = !key.is_empty() && key.chars().all(named);
    let spaced = value.is_empty() || value.starts_with([' ', '\t']) || separator == '=';
    let closed = find(text, start).is_some();
    (is_key && spaced && !closed).then(|| Span::new(start, start + open.len()))
}

fn fenced(
    text: &str,
    start: usize,
    kind: FrontMatterKind,
    open: &str,
    close: &[&str],
) -> Option<FrontMatter> {
    let mut at = start;
    let mut body_start = None;
    while at < text.len() {
        let line_end =
            memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |n| at + n);
        let next = match &text.as_bytes()[line_end..] {
            [b'\r', b'\n', ..] => line_end + 2,
            [] => line_end,
            _ => line_end + 1,
        };
        let line = text[at..line_end].trim_end();
        match body_start {
            None if line == open => body_start = Some(next),
            None => return None,
            Some(body) if close.contains(&line) => {
                return Some(FrontMatter {
                    kind,
                    span: Span::new(start, next),
                    body: Span::new(body, at),
                });
            }
            Some(_) => {}
        }
        at = next;
    }
    None
}

/// A JSON block is an object that starts the page and fills whole lines.
fn json(text: &str, start: usize) -> Option<FrontMatter> {
    let rest = &text[start..];
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    let end = values.byte_offset();
    let after = &rest[end..];
    let line_end = after.find(['\n', '\r']).unwrap_or(after.len());
    if !after[..line_end].trim().is_empty() {
        return None;
    }
    let newline =
        if after[line_end..].starts_with("\r\n") { 2 } else { usize::from(line_end < after.len()) };
    Some(FrontMatter {
        kind: FrontMatterKind::Json,
        span: Span::new(start, start + end + line_end + newline),
        body: Span::new(start, start + end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Option<(&str, &str)> {
        find(text, 0).map(|found| (&text[found.body.range()], &text[found.span.range().end..]))
    }

    #[test]
    fn blocks_are_found_at_the_top_only_and_with_any_line_ending() {
        assert_eq!(cut("---\na: 1\n---\n# T"), Some(("a: 1\n", "# T")));
        assert_eq!(cut("---\r\na: 1\r\n...\r\n# T"), Some(("a: 1\r\n", "# T")));
        assert_eq!(cut("---\ra: 1\r---\r# T"), Some(("a: 1\r", "# T")));
        assert_eq!(cut("+++\na = 1\n+++"), Some(("a = 1\n", "")));
        assert_eq!(cut("{\n \"a\": 1\n}\n# T"), Some(("{\n \"a\": 1\n}", "# T")));
    }

    #[test]
    fn what_only_looks_like_a_block_is_left_in_the_page() {
        for text in
            ["---\nno end", "----\na\n----\n", "\n---\na: 1\n---\n", "{a} text", "{\"a\": 1} text"]
        {
            assert_eq!(cut(text), None, "{text:?}");
        }
    }
}
