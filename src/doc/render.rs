//! Do two versions of a page give readers the same?

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
    let (before, after) = (neutral(before.0, before.1), neutral(after.0, after.1));
    if format == Format::Html {
        return before == after;
    }
    let events = |text| TextMergeStream::new(Parser::new_ext(text, dialect.options()));
    events(&before).eq(events(&after))
}

/// `text` with the same destination in all of its links, without their titles, and without comments to linters.
fn neutral(text: &str, document: &Document) -> String {
    let written = document.links.iter().filter(|link| link.definition.is_none());
    let links = written.flat_map(|link| [(link.dest, "x"), (link.title, "")]);
    let comments = document.directives.iter().flat_map(|said| [Some(said.span), said.end]);
    let comments = comments.flatten().map(|span| (span, ""));
    let mut parts: Vec<(Span, &str)> =
        links.chain(comments).filter(|(span, _)| !span.is_empty()).collect();
    parts.sort_unstable();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (span, replacement) in parts {
        let range = span.range();
        if range.start >= done {
            out.push_str(&text[done..range.start]);
            out.push_str(replacement);
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
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
}
