//! Definition lists, whose terms have anchors: a line, and below it another that starts with a colon.

use super::{Anchor, AnchorKind, Dialect, Document};
use crate::base::span::Span;

/// Add the terms in the Markdown of `text` from the byte `start` on.
pub(super) fn find(text: &str, start: usize, dialect: &Dialect, document: &mut Document) {
    let mut at = start;
    let mut term: Option<(usize, &str)> = None;
    let mut code = document.code.clone();
    code.sort_unstable_by_key(|code| code.start);
    let is_code = |span: Span| {
        let before = code.partition_point(|code| code.start <= span.start);
        before.checked_sub(1).is_some_and(|row| code[row].contains(span))
    };
    for line in text[start..].split_inclusive('\n') {
        let written = line.trim();
        let indent = line.len() - line.trim_start().len();
        let defines = indent < 4
            && written.strip_prefix(':').is_some_and(|rest| rest.starts_with([' ', '\t']));
        if let Some((begin, name)) = term.take_if(|_| defines) {
            let span = Span::new(begin, begin + name.len());
            if !is_code(span) {
                document.anchors.push(Anchor {
                    id: (dialect.slugger.slug)(&said(name)).into(),
                    kind: AnchorKind::Id,
                    span,
                    heading: None,
                    unnumbered: 0,
                });
            }
        } else if !written.is_empty() {
            term = (indent < 4).then(|| (at + line.find(written).unwrap_or_default(), written));
        }
        at += line.len();
    }
}

/// What readers see of `term`: a link by what it says.
fn said(term: &str) -> String {
    let mut out = String::with_capacity(term.len());
    let mut rest = term;
    while let Some(close) = rest.find("](").or_else(|| rest.find("][")) {
        let end = rest[close + 2..].find([')', ']']).map_or(rest.len(), |end| close + 3 + end);
        out.push_str(&rest[..close]);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out.replace(['[', ']', '`', '*'], "")
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    #[test]
    fn terms_are_anchors() {
        let text = "# T\n\nSmart pointer\n: one\n\n[`a_b`](x.md), *c*\n\n:   two\n\nnot: this\n\n```\ncode\n: x\n```\n";
        let ids = |dialect| -> Vec<String> {
            let document = parse(text, Format::Markdown, Dialect::named(dialect).unwrap());
            document.anchors.iter().map(|anchor| anchor.id.to_string()).collect()
        };
        assert_eq!(ids("mdbook"), ["t", "smart-pointer", "a_b-c"]);
        assert_eq!(ids("github"), ["t"]);
    }
}
