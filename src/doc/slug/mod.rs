//! Anchors from headings, as each renderer makes them.
//!
//! A renderer is three choices: the text that it takes for a heading, the function that turns it into a slug, and how it
//! tells equal slugs of one page apart.

mod ascii;
mod hosted;
mod ids;
mod numbers;
mod plain;
mod text;

pub(crate) use ascii::{docutils, hugo_ascii, mkdocs, zola};
pub(crate) use hosted::{gitbook, mintlify};
pub(crate) use ids::{HeadingIds, converted_id, take_id};
pub(crate) use numbers::{Numbering, Numbers};
pub(crate) use plain::{
    azure_devops, bitbucket, devsite, docfx, exdoc, github, gitlab, hugo, hugo_blackfriday,
    kramdown, mdbook, pandoc, pandoc_gfm, pymdownx, python_unicode, vitepress,
};
pub(crate) use text::{
    Piece, TextOf, astro_text, collapsed_text, described_text, markdown_it_text, pandoc_text,
    plain_text, pymdownx_text, smart_described_text, smart_text, smart_text_untrimmed,
    without_pictures,
};

/// No anchor at all.
pub(crate) fn none(_: &str) -> String {
    String::new()
}

/// How one renderer makes anchors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slugger {
    /// The text that it takes for the heading.
    pub(crate) text: TextOf,
    /// The anchor of that text, before duplicates are told apart; empty when it gives none.
    pub(crate) slug: fn(&str) -> String,
    /// How duplicates are told apart.
    pub(crate) numbering: Numbering,
}
