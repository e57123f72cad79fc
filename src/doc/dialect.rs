//! Dialects: what a renderer makes of a page beyond `CommonMark`, and which anchors it gives.
//!
//! To add one, write its slug function in `slug.rs` and a line in [`DIALECTS`].

use pulldown_cmark::Options;

use super::slug::{self, Slugger};

/// One way of rendering.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// The name that `--dialect` and the configuration use.
    pub name: &'static str,
    /// A heading may end in `{#id}`.
    pub heading_ids: bool,
    /// `[[page]]` is a link.
    pub wiki_links: bool,
    /// Headings written as HTML get anchors too.
    pub html_headings: bool,
    /// How headings become anchors.
    pub(crate) slugger: Slugger,
}

impl Dialect {
    /// The dialect called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        DIALECTS.iter().find(|dialect| dialect.name == name)
    }

    /// What the Markdown parser has to recognise.
    pub(crate) fn options(&self) -> Options {
        let mut options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM;
        options.set(Options::ENABLE_HEADING_ATTRIBUTES, self.heading_ids);
        options.set(Options::ENABLE_WIKILINKS, self.wiki_links);
        options
    }
}

/// Every dialect; the first is the default.
pub static DIALECTS: &[Dialect] = &[Dialect {
    name: "github",
    heading_ids: false,
    wiki_links: false,
    html_headings: true,
    slugger: Slugger { text: slug::plain_text, slug: slug::github },
}];
