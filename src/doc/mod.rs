//! One page as data: its links, headings and anchors, each with the bytes it stands in.
//!
//! [`parse`] depends on the text, the [`Format`] and the [`Dialect`] only. It never fails and knows no
//! paths, no configuration and no IO.

mod attributes;
mod autolink;
pub mod blocks;
mod code;
pub mod contents;
pub(crate) mod definitions;
mod dialect;
mod directives;
mod elements;
mod escaped;
mod format;
mod formulas;
mod front_links;
mod front_matter;
mod generated;
mod heading;
mod html;
mod includes;
mod indented;
mod links;
mod markdown;
mod mdx;
pub(crate) mod meant;
mod metadata;
pub mod mojibake;
pub mod navigation;
mod pictures;
pub mod redirects;
mod render;
mod repaired;
mod run;
mod slug;
mod srcset;
mod tables;
mod targets;
mod templates;

pub use blocks::Blocks;
use blocks::Marks;
pub use definitions::{FailedLink, Failure, UndefinedReference};
pub use dialect::{DIALECTS, Dialect};
pub use directives::{Directive, Tool};
pub use format::{Format, PAGE_EXTENSIONS};
pub use front_matter::{FrontMatter, FrontMatterKind, unclosed as unclosed_front_matter};
pub(crate) use heading::is_permalink;
pub use includes::{Include, LinkBase, Part};
pub use metadata::{Metadata, Unread};
pub(crate) use render::reads_alike;
pub use tables::{BrokenTable, Divider};

use crate::base::span::Span;

/// The key of links that a navigation names.
pub const NAVIGATION: &str = "navigation";

/// How a link is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// `[text](destination)`.
    Link,
    /// `![alt](destination)` and every other way to write an image in Markdown.
    Image,
    /// `<https://…>`, and a bare address that GFM makes a link.
    Autolink,
    /// `[text][label]`, `[label][]`, `[label]`: the use of a definition.
    Reference,
    /// `[label]: destination`.
    Definition,
    /// An attribute of an HTML element.
    Html,
    /// `[[page]]`.
    WikiLink,
    /// A value of the metadata block.
    FrontMatter,
}

impl LinkKind {
    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Image => "image",
            Self::Autolink => "autolink",
            Self::Reference => "reference",
            Self::Definition => "definition",
            Self::Html => "html",
            Self::WikiLink => "wikilink",
            Self::FrontMatter => "front-matter",
        }
    }
}

/// One link, image or definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// How it is written.
    pub kind: LinkKind,
    /// The whole construct.
    pub span: Span,
    /// The destination between its delimiters. For the use of a definition: the label it names.
    pub dest: Span,
    /// The text between the brackets; for a definition its label. Empty where there is none.
    pub label: Span,
    /// The title between its quotes; empty where there is none.
    pub title: Span,
    /// The destination as its syntax defines it: escapes and entities resolved, percent-encoding
    /// untouched.
    pub url: Box<str>,
    /// For the use of a definition: its index in [`Document::links`].
    pub definition: Option<u32>,
    /// The heading that it stands in, as an index in [`Document::headings`].
    pub heading: Option<u32>,
}

impl Link {
    /// The value `url` at `dest`, which names a destination and has no syntax of links around it.
    fn of_value(dest: Span, url: &str) -> Self {
        let none = Span::empty(dest.range().end);
        Self {
            kind: LinkKind::FrontMatter,
            span: dest,
            dest,
            label: none,
            title: none,
            url: url.into(),
            definition: None,
            heading: None,
        }
    }

    /// Does it stand in HTML that a renderer of Markdown passes on as it is?
    pub(crate) fn is_raw(&self, page: Format) -> bool {
        self.kind == LinkKind::Html && page != Format::Html
    }
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The whole heading with its markers.
    pub span: Span,
    /// Its text as a reader sees it, without permalinks, spaces collapsed.
    pub text: Box<str>,
    /// Is there anything under it before the next heading?
    pub has_body: bool,
}

/// Where an anchor comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnchorKind {
    /// Made from a heading's text.
    Heading,
    /// An `id` attribute.
    Id,
    /// A `name` attribute.
    Name,
    /// `{#id}` behind a heading.
    Explicit,
    /// The `#x` of a heading's permalink `[](#x)`: the page that the text was taken from had it.
    Permalink,
    /// The `x` of `{#x}` behind a heading, where that is text: the page that it was converted from had it.
    Braces,
    /// What a heading's text would make if it were not garbled: see [`mojibake`].
    Repaired,
}

impl AnchorKind {
    /// Is it in the rendered page, and not only meant to be?
    pub fn is_there(self) -> bool {
        !matches!(self, Self::Braces | Self::Repaired)
    }

    /// The name that reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Id => "id",
            Self::Name => "name",
            Self::Explicit | Self::Permalink | Self::Braces | Self::Repaired => "explicit",
        }
    }
}

/// What a link into the page may end in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The fragment, decoded.
    pub id: Box<str>,
    /// Where it comes from.
    pub kind: AnchorKind,
    /// The heading, or the attribute's value.
    pub span: Span,
    /// The heading that it belongs to, as an index in [`Document::headings`].
    pub heading: Option<u32>,
    /// How many bytes of the id are in front of the number that tells it from an earlier heading's; 0 when it got
    /// none.
    pub(crate) unnumbered: u32,
}

impl Anchor {
    /// The id without the number that told it from an earlier heading's, if it got one.
    pub fn unnumbered(&self) -> Option<&str> {
        self.id.get(..self.unnumbered as usize).filter(|slug| !slug.is_empty())
    }
}

/// What one page says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Links and definitions in document order.
    pub links: Vec<Link>,
    /// Headings in document order.
    pub headings: Vec<Heading>,
    /// Anchors in document order; none has an empty id.
    pub anchors: Vec<Anchor>,
    /// References without a definition, in document order.
    pub undefined: Vec<UndefinedReference>,
    /// Definitions of a label that an earlier one defines, as links that nothing can use.
    pub duplicates: Vec<Link>,
    /// Inline links that do not parse, in document order.
    pub failed: Vec<FailedLink>,
    /// Code, formulas and JavaScript: text that means what it is, byte for byte. Sorted; no two overlap.
    pub code: Vec<Span>,
    /// Tables, fences and comments that a rule may want to look at.
    pub blocks: Blocks,
    /// The metadata block at the top.
    pub front_matter: Option<FrontMatter>,
    /// The keys of the first links, those of the metadata block: `hero/image`. A table has one for each, or [`NAVIGATION`].
    pub front_matter_keys: Vec<&'static str>,
    /// Where relative links start from, if an HTML page says so.
    pub base: Option<Box<str>>,
    /// Folders of which it shows a list of all pages, as seen from the page.
    pub shown: Vec<Box<str>>,
    /// Files whose content becomes part of the page.
    pub includes: Vec<Include>,
    /// What the page says of findings in it, in its order.
    pub directives: Vec<Directive>,
    /// There may be more anchors than these: a component makes content that is not written here, readers are sent to another page,
    /// or there are too many.
    pub generated: bool,
    /// The reference uses were so many that the parser may have left out some.
    pub references_cut: bool,
}

impl Document {
    /// The text of the heading that `anchor` belongs to; empty when it belongs to none.
    pub fn heading_text(&self, anchor: &Anchor) -> &str {
        let heading = anchor.heading.and_then(|row| self.headings.get(row as usize));
        heading.map_or("", |heading| &heading.text)
    }

    /// Give back what its longer lists do not need: pages stay in memory, and to get it is slower than to give it back.
    fn shrink(&mut self) {
        self.links.shrink_to_fit();
        self.headings.shrink_to_fit();
        self.anchors.shrink_to_fit();
        self.code.shrink_to_fit();
    }

    /// Bring the links into document order and keep the uses of definitions true.
    fn sort_links(&mut self) {
        if self.links.is_sorted_by_key(|link| link.span.start) {
            return;
        }
        let mut order: Vec<usize> = (0..self.links.len()).collect();
        order.sort_by_key(|&row| self.links[row].span.start);
        let mut rank = vec![0_u32; order.len()];
        for (new, old) in (0..).zip(order) {
            rank[old] = new;
        }
        for link in &mut self.links {
            link.definition = link.definition.map(|row| rank[row as usize]);
        }
        self.links.sort_by_key(|link| link.span.start);
    }
}

/// Read a page. Spans are byte offsets in `text`.
pub fn parse(text: &str, format: Format, dialect: &Dialect) -> Document {
    let byte_order_mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut document = match format {
        Format::Redirects(table) => return redirects::page(text, table),
        Format::Html => html::page(text),
        Format::Markdown | Format::Mdx => {
            let front_matter = front_matter::find(text, byte_order_mark);
            let start =
                front_matter.as_ref().map_or(byte_order_mark, |found| found.span.range().end);
            let blanked = templates::blanked(text, dialect.tags);
            let mut document = match (&blanked, format) {
                (Some(blanked), _) => {
                    markdown::page(blanked, start, dialect, markdown::Indented::Code)
                }
                (None, Format::Mdx) => mdx::page(text, start, dialect),
                (None, _) if dialect.is_python() => {
                    markdown::page(text, start, dialect, markdown::Indented::Blocks)
                }
                (None, _) => markdown::page(text, start, dialect, markdown::Indented::Code),
            };
            if blanked.is_some() {
                templates::restore(&mut document, text);
            }
            if let Some(found) = &front_matter {
                let (links, keys) = front_links::find(text, found);
                let shift = u32::try_from(links.len()).unwrap_or_default();
                for link in &mut document.links {
                    link.definition = link.definition.map(|row| row + shift);
                }
                document.links.splice(0..0, links);
                document.front_matter_keys = keys;
            }
            document.front_matter = front_matter;
            document.includes = includes::find(text, dialect.includes);
            targets::add(text, start, dialect, &mut document);
            pictures::add(text, start, dialect, &mut document);
            document.generated |= generated::is_open(text, start, format, dialect, &document);
            document
        }
    };
    repaired::add_anchors(text, format, dialect, &mut document);
    document.anchors.retain(|anchor| !anchor.id.is_empty());
    document.sort_code();
    escaped::find(text, format, &mut document);
    if matches!(format, Format::Markdown | Format::Mdx) {
        attributes::add_anchors(text, byte_order_mark, dialect, &mut document);
    }
    let mut includes = std::mem::take(&mut document.includes);
    includes.retain(|include| include.counts_in_code(text) || !document.is_code(include.span));
    document.includes = includes;
    let start = document.front_matter.as_ref().map_or(0, |found| found.span.range().end);
    let marks = Marks::new(text, start);
    document.directives = directives::find(text, format, &marks, &document);
    blocks::find(text, start, &marks, &mut document);
    document.shrink();
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wiki_links_and_heading_ids_are_behind_the_dialect() {
        let dialect = Dialect {
            heading_ids: slug::HeadingIds::List { words: false },
            wiki_links: true,
            ..DIALECTS[0]
        };
        let text = "# Set up {#setup}\n\n[[Other page|shown]] and ![[picture.png]]\n";
        let document = parse(text, Format::Markdown, &dialect);
        let ids: Vec<&str> = document.anchors.iter().map(|anchor| &*anchor.id).collect();
        assert_eq!((ids, &*document.headings[0].text), (vec!["setup"], "Set up"));
        let links: Vec<_> =
            document.links.iter().map(|link| (link.kind, &text[link.dest.range()])).collect();
        assert_eq!(links, [(LinkKind::WikiLink, "Other page"), (LinkKind::Image, "picture.png")]);
        let plain = parse(text, Format::Markdown, &DIALECTS[0]);
        assert_eq!((plain.links.len(), &*plain.headings[0].text), (0, "Set up"));
        let ids: Vec<_> = plain.anchors.iter().map(|anchor| (&*anchor.id, anchor.kind)).collect();
        assert_eq!(ids, [("set-up-setup", AnchorKind::Heading), ("setup", AnchorKind::Braces)]);
    }
}
