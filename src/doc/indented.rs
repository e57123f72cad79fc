//! Indented text in MDX: what `CommonMark` calls code is prose within JSX.

use std::ops::Range;

use super::{Anchor, Document, FailedLink, Heading, Link, UndefinedReference};
use crate::base::span::Span;

/// Does what is indented at byte `at` of `text` belong to an admonition, a tab or a definition of Python-Markdown?
pub(super) fn opens_block(text: &str, at: usize) -> bool {
    const OPENINGS: [&str; 7] = ["!!! ", "??? ", "???+ ", "=== \"", "===! \"", "===+ \"", ":   "];
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let own = indent(text[start..].lines().next().unwrap_or_default());
    let above = text[..start].lines().rev().filter(|line| !line.trim().is_empty());
    let mut outer = above.filter(|line| indent(line) < own);
    outer.next().is_some_and(|line| OPENINGS.iter().any(|open| line.trim_start().starts_with(open)))
}

/// Lines of a page without their common indentation, and where each stood.
pub(super) struct Dedented {
    pub(super) text: String,
    /// Where each line starts here, and in the page.
    places: Vec<(usize, usize)>,
}

impl Dedented {
    /// The `lines` of the page `text`.
    pub(super) fn new(text: &str, lines: &[Range<usize>]) -> Self {
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let filled =
            lines.iter().map(|line| &text[line.clone()]).filter(|line| !line.trim().is_empty());
        let common = filled.map(indent).min().unwrap_or(0);
        let mut dedented = Self { text: String::new(), places: Vec::with_capacity(lines.len()) };
        for line in lines {
            let start = line.start + indent(&text[line.clone()]).min(common);
            dedented.places.push((dedented.text.len(), start));
            dedented.text.push_str(&text[start..line.end]);
        }
        dedented
    }

    /// Where `span` of this text stands in the page.
    fn back(&self, span: Span) -> Span {
        let back = |at: u32| {
            let line = self.places.partition_point(|&(start, _)| start <= at as usize).max(1) - 1;
            at as usize - self.places[line].0 + self.places[line].1
        };
        let start = back(span.start);
        // The end belongs to what stands before it: behind it the line's `\r` or indentation may be missing here.
        let end = if span.start == span.end { start } else { back(span.end - 1) + 1 };
        Span::new(start, end)
    }

    /// Add what `nested`, read from this text, says to the page's document.
    pub(super) fn add(&self, nested: Document, out: &mut Document) {
        let row = u32::try_from(out.headings.len()).expect("fewer headings than bytes");
        let back = |link: Link| Link {
            span: self.back(link.span),
            dest: self.back(link.dest),
            label: self.back(link.label),
            title: self.back(link.title),
            heading: link.heading.map(|nested| nested + row),
            ..link
        };
        out.links.extend(nested.links.into_iter().map(back));
        out.duplicates.extend(nested.duplicates.into_iter().map(back));
        out.undefined.extend(nested.undefined.into_iter().map(|reference| UndefinedReference {
            span: self.back(reference.span),
            label: self.back(reference.label),
        }));
        out.failed.extend(nested.failed.into_iter().map(|failed| FailedLink {
            span: self.back(failed.span),
            text: self.back(failed.text),
            dest: self.back(failed.dest),
            why: failed.why,
        }));
        out.code.extend(nested.code.into_iter().map(|code| self.back(code)));
        out.blocks.add(nested.blocks, |span| self.back(span));
        out.references_cut |= nested.references_cut;
        out.anchors.extend(nested.anchors.into_iter().map(|anchor| Anchor {
            span: self.back(anchor.span),
            heading: anchor.heading.map(|nested| nested + row),
            ..anchor
        }));
        let headings = nested.headings.into_iter();
        out.headings
            .extend(headings.map(|heading| Heading { span: self.back(heading.span), ..heading }));
    }
}
