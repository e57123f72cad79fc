//! Links, ids and headings of HTML: whole pages, and the pieces that stand in Markdown.
//!
//! A tokenizer is enough for that, and it never recurses: hostile nesting costs nothing.

use super::{Anchor, AnchorKind, Document, Heading, Link, LinkKind, elements};
use crate::base::span::Span;

/// Something in HTML that concerns the page. Spans are offsets in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// A destination in an attribute.
    Link { element: Span, dest: Span, url: Box<str> },
    /// The address that the page's relative links start from: `<base href>`.
    Base(Box<str>),
    /// There may be more anchors than are told: the page sends its readers to another one, or has very many.
    Open,
    /// An `id` or, on an `a`, a `name`.
    Anchor { kind: AnchorKind, span: Span, id: Box<str> },
    /// `<h1>` to `<h6>`.
    HeadingStart { level: u8, at: usize },
    /// Its end.
    HeadingEnd { end: usize },
    /// Text between tags. Only told inside a heading.
    Text(String),
    /// Something that a reader sees, other than the above.
    Content,
    /// An element whose text is code.
    Code(Span),
}

/// A whole page.
pub(super) fn page(text: &str) -> Document {
    let mut document = Document::default();
    let mut open: Option<(u8, usize, String)> = None;
    elements::read(text, 0, |event| match event {
        Event::Link { element, dest, url } => {
            document.links.push(Link {
                kind: LinkKind::Html,
                span: element,
                dest,
                label: Span::empty(element.range().end),
                title: Span::empty(element.range().end),
                url,
                definition: None,
                heading: None,
            });
        }
        // The first one counts (HTML Living Standard, "the base element").
        Event::Base(url) => {
            document.base.get_or_insert(url);
        }
        Event::Open => document.generated = true,
        Event::Anchor { kind, span, id } => {
            document.anchors.push(Anchor { id, kind, span, heading: None, unnumbered: 0 });
        }
        Event::HeadingStart { level, at } => {
            close(open.replace((level, at, String::new())), at, &mut document);
        }
        Event::Text(part) => {
            if let Some((_, _, text)) = &mut open {
                text.push_str(&part);
            }
        }
        Event::HeadingEnd { end } => close(open.take(), end, &mut document),
        Event::Content => {
            if let Some(heading) = document.headings.last_mut() {
                heading.has_body = true;
            }
        }
        Event::Code(span) => document.code.push(span),
    });
    document
}

/// The heading that is open, if one is, ends: at its end tag, or where the next one starts.
fn close(open: Option<(u8, usize, String)>, end: usize, document: &mut Document) {
    if let Some((level, start, text)) = open {
        let (span, text) = (Span::new(start, end), collapse(text).into());
        document.headings.push(Heading { level, span, text, has_body: false });
    }
}

/// Runs of white space become one space; none at the ends.
pub(super) fn collapse(text: impl Into<String> + AsRef<str>) -> String {
    // Most texts are collapsed already; bytes tell that faster than characters.
    let bytes = text.as_ref().as_bytes();
    let space = |byte: &u8| byte.is_ascii_whitespace() || !byte.is_ascii();
    let inner =
        |pair: &[u8]| matches!(pair[0], b'\t'..=b'\r') || !pair[0].is_ascii() || pair == b"  ";
    let edges = bytes.first().is_some_and(space) || bytes.last().is_some_and(space);
    if !edges && !bytes.windows(2).any(inner) {
        return text.into();
    }
    let text = text.as_ref();
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Does a tag whose text behind `<` or `</` starts like this hold code?
pub(super) fn is_code(tag: &str) -> bool {
    let name = tag.find(|c: char| !c.is_ascii_alphanumeric()).map_or(tag, |end| &tag[..end]);
    is_code_element(name.to_ascii_lowercase().as_bytes())
}

pub(super) fn is_code_element(name: &[u8]) -> bool {
    matches!(name, b"code" | b"pre" | b"samp" | b"kbd" | b"tt" | b"script" | b"style")
}
