//! Ids that lists of attributes give to what is no heading: `[x](y){ #id }`, `{: #id }` below a paragraph.

use std::collections::HashSet;

use super::slug::HeadingIds;
use super::{Anchor, AnchorKind, Dialect, Document};
use crate::base::span::Span;

/// No list of attributes is longer, with its braces.
const LONGEST: usize = 400;

/// Add the anchors that lists of attributes make in `text` from byte `start` on.
pub(super) fn add_anchors(text: &str, start: usize, dialect: &Dialect, document: &mut Document) {
    let colon = match dialect.heading_ids {
        HeadingIds::AttrList | HeadingIds::List { .. } => false,
        // kramdown
        HeadingIds::Whole { word: true } => true,
        HeadingIds::Whole { word: false } | HeadingIds::None => return,
    };
    let mut found = Vec::new();
    for open in memchr::memchr_iter(b'{', &text.as_bytes()[start..]).map(|at| start + at) {
        let rest = &text.as_bytes()[open + 1..text.len().min(open + LONGEST)];
        let end = memchr::memchr3(b'}', b'\n', b'{', rest).filter(|&end| rest[end] == b'}');
        let Some(inside) = end.map(|end| &text[open + 1..open + 1 + end]) else { continue };
        // `{{#include x}}` is for a program.
        if inside.starts_with('#') && text[..open].ends_with('{') {
            continue;
        }
        // Most braces are code.
        if !colon && !inside.bytes().any(|byte| matches!(byte, b'#' | b'=')) {
            continue;
        }
        let list = match inside.strip_prefix(':') {
            Some(list) => list,
            None if colon => continue,
            None => inside,
        };
        let span = Span::new(open, open + inside.len() + 2);
        for attribute in list.split_whitespace() {
            let id = if colon && attribute == "toc" { Some("markdown-toc") } else { id(attribute) };
            found.extend(id.filter(|_| !document.is_code(span)).map(|id| (id, span)));
        }
    }
    if found.is_empty() {
        return;
    }
    // Those of headings are known.
    let mut known: HashSet<Box<str>> =
        document.anchors.iter().map(|anchor| anchor.id.clone()).collect();
    for (id, span) in found {
        // What would be emphasis may be escaped: `#\_x`.
        let id: Box<str> = id.replace('\\', "").into();
        if known.insert(id.clone()) {
            let kind = AnchorKind::Id;
            document.anchors.push(Anchor { id, kind, span, heading: None, unnumbered: 0 });
        }
    }
    document.anchors.sort_by_key(|anchor| anchor.span.start);
}

/// The id that `#id`, `id=id` or `id="id"` gives.
pub(super) fn id(attribute: &str) -> Option<&str> {
    let id = attribute.strip_prefix('#').or_else(|| attribute.strip_prefix("id="))?;
    Some(id.trim_matches(['"', '\''])).filter(|id| !id.is_empty() && !id.contains(['{', '(']))
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    fn ids(dialect: &str, text: &str) -> Vec<String> {
        let document = parse(text, Format::Markdown, Dialect::named(dialect).unwrap());
        document.anchors.iter().map(|anchor| anchor.id.to_string()).collect()
    }

    #[test]
    fn paragraphs_links_and_headings_have_ids() {
        let text =
            "# A { id=\"a\" }\n\n[`x`](#m:x){ #m:x .c }\n\nText\n{: #para }\n\n`{ #code }` {x}\n";
        assert_eq!(ids("mkdocs-attr-list", text), ["a", "m:x", "para"]);
        assert_eq!(ids("mkdocs", "Text\n{: #para }\n"), [""; 0]);
        assert_eq!(
            ids("jekyll", "## A\n{:#b}\n\nText {#c}\n\n* TOC\n{:toc}\n"),
            ["a", "b", "markdown-toc"]
        );
        assert_eq!(ids("docusaurus", "Text {#b}\n"), [""; 0]);
        assert_eq!(ids("mkdocs-attr-list", "^x^{#\\_a_1}\n"), ["_a_1"]);
        assert_eq!(ids("mdbook", "{{#include b.md}}\n\nText {#c}\n"), ["c"]);
    }
}
