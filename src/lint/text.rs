//! What readers see or hear of a link or an image.

use crate::base::span::Span;
use crate::doc::{Link, LinkKind};
use crate::lint::FileCx;

/// What an image says to whoever cannot see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alt {
    /// Nothing.
    Missing,
    /// On purpose nothing: it is decorative.
    Decorative,
    /// What is written here.
    Text(Span),
    /// Something that a program fills in.
    Made,
}

/// Every image of the page with what it says.
pub(super) fn images<'a>(cx: &FileCx<'a>) -> impl Iterator<Item = (&'a Link, Alt)> {
    let file = cx.file;
    let mut last = None;
    file.doc.links.iter().filter_map(move |link| {
        let written = &file.text[link.span.range()];
        match link.kind {
            // `![[picture]]` has no place for a description.
            LinkKind::Image if !written.starts_with("![[") => {
                let text = &file.text[link.label.range()];
                let alt = if text.trim().is_empty() { Alt::Missing } else { Alt::Text(link.label) };
                Some((link, alt))
            }
            // The addresses of a `srcset` are one image.
            LinkKind::Html
                if is_element(written, "img") && last.replace(link.span) != Some(link.span) =>
            {
                Some((link, alt_of(written, link.span.range().start)))
            }
            _ => None,
        }
    })
}

/// What the tag `written`, which starts at byte `base` of its page, says.
fn alt_of(written: &str, base: usize) -> Alt {
    let hidden = attribute(written, "aria-hidden")
        .is_some_and(|value| value.text.eq_ignore_ascii_case("true"))
        || attribute(written, "role")
            .is_some_and(|value| matches!(value.text, "presentation" | "none"));
    match attribute(written, "alt") {
        _ if hidden => Alt::Decorative,
        Some(alt) if alt.text.starts_with('{') => Alt::Made,
        Some(alt) if alt.text.is_empty() => Alt::Decorative,
        Some(alt) if alt.text.trim().is_empty() => Alt::Missing,
        Some(alt) => Alt::Text(Span::new(base + alt.at, base + alt.at + alt.text.len())),
        None if ["aria-label", "aria-labelledby", "v-bind:alt", ":alt"]
            .iter()
            .any(|name| attribute(written, name).is_some()) =>
        {
            Alt::Made
        }
        // `{...properties}` may hold it.
        None if written.contains("{...") => Alt::Made,
        None => Alt::Missing,
    }
}

/// The text of a link as it is written, if it has one and that is no image: between the brackets, or between `<a>` and
/// the next tag.
pub(super) fn of_link(cx: &FileCx<'_>, link: &Link) -> Option<Span> {
    match link.kind {
        LinkKind::Link | LinkKind::Reference => Some(link.label),
        LinkKind::Html if is_element(cx.slice(link.span), "a") => {
            let start = link.span.range().end;
            let rest = &cx.file.text[start..];
            let end = memchr::memchr(b'<', rest.as_bytes())?;
            rest[end..].get(..4).filter(|tag| tag.eq_ignore_ascii_case("</a>"))?;
            Some(Span::new(start, start + end))
        }
        _ => None,
    }
}

/// Is `tag` a start tag of `element`?
pub(super) fn is_element(tag: &str, element: &str) -> bool {
    let name = tag.get(1..=element.len());
    let after = tag.as_bytes().get(element.len() + 1);
    tag.starts_with('<')
        && name.is_some_and(|name| name.eq_ignore_ascii_case(element))
        && after.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-')
}

/// The value of an attribute, and where it stands in its tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

/// The attribute `wanted` of the start tag `tag`.
pub(super) fn attribute<'a>(tag: &'a str, wanted: &str) -> Option<Value<'a>> {
    let bytes = tag.as_bytes();
    let count = |from: usize, of: &dyn Fn(u8) -> bool| {
        bytes[from..].iter().take_while(|&&byte| of(byte)).count()
    };
    let space = |byte: u8| byte.is_ascii_whitespace() || byte == b'/';
    let named = |byte: u8| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/');
    let mut at = 1 + count(1.min(bytes.len()), &named);
    while at < bytes.len() {
        at += count(at, &space);
        let name = at;
        at += count(at, &named).max(1);
        let name = tag.get(name..at)?;
        let mut value = Value { text: "", at };
        let equals = at + count(at.min(bytes.len()), &|byte| byte.is_ascii_whitespace());
        if bytes.get(equals) == Some(&b'=') {
            at = equals + 1;
            at += count(at, &|byte| byte.is_ascii_whitespace());
            let (start, end, next) = match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    let end = at + 1 + count(at + 1, &|byte| byte != quote);
                    (at + 1, end, end + 1)
                }
                Some(b'{') => {
                    let end = at + count(at, &|byte| byte != b'}');
                    (at, end, end + 1)
                }
                _ => {
                    let end = at + count(at.min(bytes.len()), &|byte| named(byte) || byte == b'/');
                    (at, end, end)
                }
            };
            value = Value { text: tag.get(start..end)?, at: start };
            at = next;
        }
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
    }
    None
}

/// The words of a text in lower case, without marks of emphasis and punctuation around them.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let marks = |c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’');
    text.split(|c: char| c.is_whitespace() || c == '-')
        .map(move |word| word.trim_matches(marks).to_lowercase())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_however_they_are_written() {
        let tag = "<img data-alt='no' src=a.png width = 1 Alt = \"a b\" hidden/>";
        let value = attribute(tag, "alt").unwrap();
        assert_eq!((value.text, &tag[value.at..=value.at]), ("a b", "a"));
        assert_eq!(attribute(tag, "src").unwrap().text, "a.png");
        assert_eq!(attribute(tag, "hidden").unwrap().text, "");
        assert_eq!(attribute(tag, "title"), None);
        assert_eq!(attribute("<img alt={t('x')} src=b>", "src").unwrap().text, "b");
        for broken in ["<", "", "<img alt", "<img alt=", "<img alt=\"", "<img é=é", "<img ="] {
            attribute(broken, "alt");
        }
    }
}
