//! Anchors of a page with garbled text, as they were meant.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Anchor, AnchorKind, Dialect, Document, Format, mojibake, parse};

/// Add the anchors that the page would have if it were not garbled: who links to one means that.
pub(super) fn add_anchors(text: &str, format: Format, dialect: &Dialect, document: &mut Document) {
    let is_garbled = |text: &str| matches!(mojibake::repaired(text), Cow::Owned(_));
    let headings = document.headings.iter().map(|heading| &*heading.text);
    let mut names = headings.chain(document.anchors.iter().map(|anchor| &*anchor.id));
    if !names.any(is_garbled) {
        return;
    }
    // This ends: repaired text is shorter.
    let Cow::Owned(text) = mojibake::repaired(text) else { return };
    let known: HashSet<Box<str>> =
        document.anchors.iter().map(|anchor| anchor.id.clone()).collect();
    let repaired = parse(&text, format, dialect).anchors.into_iter();
    let pairs = repaired.zip(document.anchors.clone());
    let fresh = pairs.filter(|(repaired, _)| !known.contains(&repaired.id));
    document.anchors.extend(fresh.map(|(Anchor { id, .. }, garbled)| {
        let kind = AnchorKind::Repaired;
        Anchor { id, kind, unnumbered: 0, ..garbled }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::DIALECTS;

    #[test]
    fn a_garbled_heading_has_both_anchors() {
        let text = "# Caf‚Äôs naÔve\n\n# Plain\n\n<a id=\"caf√©\"></a>\n";
        let document = parse(text, Format::Markdown, &DIALECTS[0]);
        let ids: Vec<(&str, AnchorKind)> =
            document.anchors.iter().map(|anchor| (&*anchor.id, anchor.kind)).collect();
        let expected = [
            ("cafäôs-naôve", AnchorKind::Heading),
            ("plain", AnchorKind::Heading),
            ("caf√©", AnchorKind::Id),
            ("cafs-naôve", AnchorKind::Repaired),
            ("café", AnchorKind::Repaired),
        ];
        assert_eq!(ids, expected);
    }
}
