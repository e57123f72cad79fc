//! A heading, from its first piece to its anchors.

use smallvec::SmallVec;

use super::html::collapse;
use super::slug::{
    HeadingIds, Numbers, Piece, Slugger, converted_id, plain_text, take_id, without_pictures,
};
use super::{Anchor, AnchorKind, Dialect, Heading, Link, LinkKind};
use crate::base::span::Span;
use crate::base::url;

/// A heading whose end has not come yet.
pub(super) struct OpenHeading<'a> {
    /// 1 to 6; 0 for the term of a definition list.
    pub(super) level: u8,
    pub(super) start: usize,
    /// The id that `{#id}` gives it.
    pub(super) explicit: Option<String>,
    /// Written as `<h2>`.
    pub(super) html: bool,
    /// Mostly one.
    pub(super) pieces: SmallVec<[Piece<'a>; 1]>,
    /// Links to the heading itself, each with how many pieces stood before and behind it.
    permalinks: Vec<(String, Span, std::ops::Range<usize>)>,
}

impl OpenHeading<'_> {
    pub(super) fn new(level: u8, start: usize, html: bool) -> Self {
        Self { level, start, explicit: None, html, pieces: SmallVec::new(), permalinks: Vec::new() }
    }

    /// The anchor of a term, which was read like a heading and ends at byte `end`.
    pub(super) fn close_term(self, end: usize, dialect: &Dialect) -> Anchor {
        let Slugger { text, slug, .. } = dialect.slugger;
        let (id, span) = (slug(&text(&self.pieces)).into(), Span::new(self.start, end));
        Anchor { id, kind: AnchorKind::Id, span, heading: None, unnumbered: 0 }
    }

    /// The pieces from row `from` on are those of `link`, the heading's permalink.
    pub(super) fn permalink(&mut self, link: &Link, from: usize) {
        let id = url::decode(link.url.trim_start_matches('#')).into_owned();
        self.permalinks.push((id, link.span, from..self.pieces.len()));
    }

    /// The heading, which ends at byte `end` and will be row `row`; its anchors go to `anchors`.
    pub(super) fn close(
        mut self,
        end: usize,
        row: u32,
        dialect: &Dialect,
        numbers: &mut Numbers,
        anchors: &mut Vec<Anchor>,
    ) -> Heading {
        let span = Span::new(self.start, end);
        self.take_id(span, dialect);
        let own = self.anchor(span, row, dialect, numbers);
        // Renderers make anchors from all of the text, but a permalink's sign is nothing to read.
        let mut read = self.pieces;
        for (_, _, pieces) in self.permalinks.iter().rev() {
            read.drain(pieces.clone());
        }
        let text = collapse(plain_text(&read)).into();
        let heading = Heading { level: self.level, span, text, has_body: false };
        let first = anchors.len();
        anchors.extend(own);
        for (id, span, _) in self.permalinks {
            if anchors.get(first).is_none_or(|own| *own.id != *id) {
                let braces = span == heading.span;
                let kind = if braces { AnchorKind::Braces } else { AnchorKind::Permalink };
                let id = id.into();
                anchors.push(Anchor { id, kind, span, heading: Some(row), unnumbered: 0 });
            }
        }
        heading
    }

    /// Set aside the attributes at the end of the text.
    fn take_id(&mut self, span: Span, dialect: &Dialect) {
        // The parser cuts prose at every bracket and underscore: what was written in one piece is one again.
        let tail =
            self.pieces.iter().rev().take_while(|piece| matches!(piece, Piece::Text(_))).count();
        let from = self.pieces.len() - tail;
        // Most headings end otherwise than all forms of attributes do.
        let last = self.pieces.iter().rev().find_map(|piece| match piece {
            Piece::Text(part) => Some(part.trim_end()).filter(|part| !part.is_empty()),
            _ => Some(""),
        });
        if !last.is_some_and(|last| last.ends_with('}')) {
            return;
        }
        let mut text = String::new();
        for piece in &self.pieces[from..] {
            if let Piece::Text(part) = piece {
                text.push_str(part);
            }
        }
        if dialect.heading_ids == HeadingIds::None
            && let Some((at, id)) = converted_id(&text)
        {
            // Readers see it, and its renderer makes a part of the anchor of it.
            let (read, shown) = text.split_at(at);
            self.pieces.truncate(from);
            self.pieces.push(Piece::Text(read.to_owned().into()));
            self.pieces.push(Piece::Text(shown.to_owned().into()));
            let last = self.pieces.len() - 1;
            self.permalinks.push((id, span, last..last + 1));
        } else if let Some((at, id)) = take_id(&text, dialect.heading_ids) {
            text.truncate(text[..at].trim_end().len());
            self.pieces.truncate(from);
            self.pieces.push(Piece::Text(text.into()));
            self.explicit = Some(id).filter(|id| !id.is_empty());
        }
    }

    fn anchor(
        &self,
        span: Span,
        row: u32,
        dialect: &Dialect,
        numbers: &mut Numbers,
    ) -> Option<Anchor> {
        let heading = Some(row);
        let Slugger { text, slug, numbering } = dialect.slugger;
        if let Some(id) = &self.explicit {
            numbers.take(id, numbering);
            let (id, kind) = (id.as_str().into(), AnchorKind::Explicit);
            return Some(Anchor { id, kind, span, heading, unnumbered: 0 });
        }
        if self.html && !dialect.html_headings {
            return None;
        }
        let slug = if dialect.pictures {
            slug(&text(&without_pictures(&self.pieces)))
        } else {
            slug(&text(&self.pieces))
        };
        let numbered = numbers.number(&slug, numbering);
        // What has no letters gets an anchor that says nothing of its text, so that others look like it by chance.
        let blank = || slug == (dialect.slugger.slug)("");
        let length = if numbered.is_some() && !blank() { slug.len() } else { 0 };
        let unnumbered = u32::try_from(length).expect("headings are shorter than 4 GiB");
        let id = numbered.unwrap_or(slug);
        Some(Anchor { id: id.into(), kind: AnchorKind::Heading, span, heading, unnumbered })
    }
}

/// Is this link in a heading the heading's permalink: `[](#x)`, `[¶](#x)`, `[#](#x)`?
pub(crate) fn is_permalink(text: &str, link: &Link) -> bool {
    let marks = ['¶', '#', '§', '🔗', '\u{200b}', '\u{fe0f}'];
    let label = text[link.label.range()].trim();
    let to_itself = link.url.len() > 1 && link.url.starts_with('#');
    link.kind == LinkKind::Link
        && link.heading.is_some()
        && to_itself
        && label.chars().all(|c| marks.contains(&c))
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
