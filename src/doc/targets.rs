//! Names that `MyST` gives to what follows them: `(name)=` on a line of its own, `:name:` in a directive.

use super::{Anchor, AnchorKind, Dialect, Document};
use crate::base::span::Span;

/// Add the targets of `text` from the byte `start` on.
pub(super) fn find(text: &str, start: usize, dialect: &Dialect, document: &mut Document) {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let written = line.trim();
        let target = written.strip_prefix('(').and_then(|rest| rest.strip_suffix(")="));
        let target = target.or_else(|| written.strip_prefix(":name:")).map(str::trim);
        if let Some(name) = target.filter(|name| !name.is_empty()) {
            let begin = at + line.find(name).unwrap_or_default();
            let span = Span::new(begin, begin + name.len());
            // Links name it as it is written; the page has it as docutils writes ids.
            let id = (dialect.slugger.slug)(name);
            let ids = [Some(name.to_owned()), Some(id).filter(|id| id != name)];
            document.anchors.extend(ids.into_iter().flatten().map(|id| Anchor {
                id: id.into(),
                kind: AnchorKind::Id,
                span,
                heading: None,
                unnumbered: 0,
            }));
        }
        at += line.len();
    }
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    #[test]
    fn targets_are_anchors() {
        let sphinx = Dialect::named("sphinx").unwrap();
        let text = "(My_target)=\n# T\n\n```{figure} x.png\n:name: fig-1\n```\n\na (b)= c\n";
        let document = parse(text, Format::Markdown, sphinx);
        let ids: Vec<&str> = document.anchors.iter().map(|anchor| &*anchor.id).collect();
        assert_eq!(ids, ["t", "My_target", "my-target", "fig-1"]);
    }
}
