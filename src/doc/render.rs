//! Do two versions of a page give readers the same?

use std::ops::Range;

use pulldown_cmark::{Parser, TextMergeStream};

use super::{Dialect, Document, Format};
use crate::base::span::Span;

/// Do both texts, each with its document, read the same but for where their links lead?
pub(crate) fn reads_alike(
    before: (&str, &Document),
    after: (&str, &Document),
    format: Format,
    dialect: &Dialect,
) -> bool {
    let [before, after] = [before, after].map(|(text, document)| neutral(text, document));
    if format == Format::Html || before.0 != after.0 {
        return before == after;
    }
    let events = |text| TextMergeStream::new(Parser::new_ext(text, dialect.options()));
    events(&before.1).eq(events(&after.1))
}

/// The metadata block of `text` and the rest of it, with the same destination in all links, without their titles, and
/// without comments to linters.
fn neutral(text: &str, document: &Document) -> (String, String) {
    // No Markdown: a label that stands there uses no definition.
    let block = document.front_matter.as_ref().map_or(0, |block| block.span.end);
    let written = document.links.iter().filter(|link| link.definition.is_none());
    let links = written.flat_map(|link| [(link.dest, "x"), (link.title, "")]);
    let comments = document.directives.iter().flat_map(|said| [Some(said.span), said.end]);
    let comments = comments.flatten().map(|span| (span, ""));
    let mut parts: Vec<(Span, &str)> =
        links.chain(comments).filter(|(span, _)| !span.is_empty()).collect();
    parts.sort_unstable();
    let page = parts.split_off(parts.partition_point(|(span, _)| span.start < block));
    let block = block as usize;
    (replaced(text, 0..block, parts), replaced(text, block..text.len(), page))
}

/// What stands in `range` of `text`, with `parts` of it replaced.
fn replaced(text: &str, range: Range<usize>, parts: Vec<(Span, &str)>) -> String {
    let mut out = String::with_capacity(range.len());
    let mut done = range.start;
    for (span, replacement) in parts {
        let part = span.range();
        if part.start >= done {
            out.push_str(&text[done..part.start]);
            out.push_str(replacement);
            done = part.end;
        }
    }
    out.push_str(&text[done..range.end]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{DIALECTS, parse};

    fn alike(before: &str, after: &str) -> bool {
        let page = |text| parse(text, Format::Markdown, &DIALECTS[0]);
        let (old, new) = (page(before), page(after));
        reads_alike((before, &old), (after, &new), Format::Markdown, &DIALECTS[0])
    }

    #[test]
    fn only_where_links_lead_may_differ() {
        let before = "# A\n\n[x](%20 \"t\") <img src=\"a\"> [y][z]  \nb\n\n[z]: c\n[n]: o\n";
        assert!(alike(before, "# A\n\n[x](<d e>) <img src=\"b\"> [y][z]  \nb\n\n[z]: f\n"));
        for other in [
            before.replace("  \n", "\n"),
            before.replace("[x]", "[w]"),
            before.replace("# A", "## A"),
            before.replace("[z]: c", ""),
            before.replace("<img src", "<img alt"),
        ] {
            assert!(!alike(before, &other), "{other:?}");
        }
    }

    #[test]
    fn a_metadata_block_is_no_markdown() {
        let before = "---\nabout: see [the docs][a]\n---\n# A\n\n[a]: b\n";
        assert!(alike(before, &before.replace("\n[a]: b\n", "")));
        assert!(!alike(before, &before.replace("see", "look at")));
        assert!(!alike(before, &before.replace("# A", "# B")));
    }
}
