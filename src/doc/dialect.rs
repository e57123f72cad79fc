//! Dialects: what a renderer makes of a page beyond `CommonMark`, and which anchors it gives.
//!
//! To add one, write what is new about it in `slug/` and a row in [`DIALECTS`].

use pulldown_cmark::Options;

use super::slug::{self, HeadingIds, Numbering, Slugger};

/// One way of rendering.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// The name that `--dialect` and the configuration use.
    pub name: &'static str,
    /// The program that it follows.
    pub renderer: &'static str,
    /// `[[page]]` is a link.
    pub wiki_links: bool,
    /// Headings written as HTML get anchors too.
    pub html_headings: bool,
    /// How authors give headings an id.
    pub(crate) heading_ids: HeadingIds,
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
        options.set(Options::ENABLE_WIKILINKS, self.wiki_links);
        options
    }
}

/// Numbers go past ids that are taken, those that authors wrote included.
const PAST: Numbering = Numbering::Past { explicit: true };
/// Numbers go past slugs that are taken, whatever authors wrote.
const PAST_SLUGS: Numbering = Numbering::Past { explicit: false };
/// `{#id .class}`.
const LIST: HeadingIds = HeadingIds::List { words: false };
/// `{#id .class word}`.
const WORDS: HeadingIds = HeadingIds::List { words: true };
/// `{#any thing}`.
const WHOLE: HeadingIds = HeadingIds::Whole { word: false };
/// `{#id}`.
const WORD: HeadingIds = HeadingIds::Whole { word: true };

/// A row of [`DIALECTS`].
const fn row(
    name: &'static str,
    renderer: &'static str,
    heading_ids: HeadingIds,
    text: fn(&[slug::Piece<'_>]) -> String,
    slug: fn(&str) -> String,
    numbering: Numbering,
) -> Dialect {
    let slugger = Slugger { text, slug, numbering };
    Dialect { name, renderer, wiki_links: false, html_headings: false, heading_ids, slugger }
}

/// As `dialect`, with anchors for headings that are written as HTML.
const fn html(dialect: Dialect) -> Dialect {
    Dialect { html_headings: true, ..dialect }
}

/// Every dialect; the first is the default.
pub static DIALECTS: &[Dialect] = &[
    html(row("github", "GitHub", HeadingIds::None, slug::plain_text, slug::github, PAST_SLUGS)),
    html(row("gitlab", "GitLab", HeadingIds::None, slug::plain_text, slug::gitlab, PAST_SLUGS)),
    row(
        "bitbucket",
        "Bitbucket",
        HeadingIds::None,
        slug::collapsed_text,
        slug::bitbucket,
        Numbering::Underscore,
    ),
    row(
        "azure-devops",
        "Azure DevOps",
        HeadingIds::None,
        slug::plain_text,
        slug::azure_devops,
        PAST_SLUGS,
    ),
    row("docusaurus", "Docusaurus", WHOLE, slug::described_text, slug::github, PAST_SLUGS),
    row("vitepress", "VitePress", WORDS, slug::markdown_it_text, slug::vitepress, PAST),
    row(
        "mkdocs",
        "Python-Markdown toc",
        HeadingIds::None,
        slug::collapsed_text,
        slug::mkdocs,
        Numbering::Underscore,
    ),
    row(
        "mkdocs-attr-list",
        "Python-Markdown toc, attr_list",
        HeadingIds::AttrList,
        slug::collapsed_text,
        slug::mkdocs,
        Numbering::Underscore,
    ),
    row(
        "mkdocs-unicode",
        "Python-Markdown slugify_unicode",
        HeadingIds::AttrList,
        slug::collapsed_text,
        slug::python_unicode,
        Numbering::Underscore,
    ),
    row(
        "pymdownx-lower",
        "pymdownx.slugs",
        HeadingIds::AttrList,
        slug::pymdownx_text,
        slug::pymdownx,
        Numbering::Underscore,
    ),
    row("mdbook", "mdBook", WORDS, slug::smart_text, slug::mdbook, PAST_SLUGS),
    row("hugo", "Hugo, github", LIST, slug::smart_described_text, slug::hugo, PAST),
    row(
        "hugo-ascii",
        "Hugo, github-ascii",
        LIST,
        slug::smart_described_text,
        slug::hugo_ascii,
        PAST,
    ),
    row(
        "hugo-blackfriday",
        "Hugo, blackfriday",
        LIST,
        slug::described_text,
        slug::hugo_blackfriday,
        PAST,
    ),
    row("starlight", "Astro", HeadingIds::None, slug::astro_text, slug::github, PAST_SLUGS),
    row(
        "jekyll",
        "kramdown, GFM",
        WORD,
        slug::smart_text_untrimmed,
        slug::kramdown,
        Numbering::Count,
    ),
    row("docfx", "Markdig", LIST, slug::plain_text, slug::docfx, Numbering::FromTwo),
    row("pandoc", "pandoc", LIST, slug::pandoc_text, slug::pandoc, PAST),
    row(
        "pandoc-gfm",
        "pandoc, gfm",
        HeadingIds::None,
        slug::pandoc_text,
        slug::pandoc_gfm,
        Numbering::Count,
    ),
    row("sphinx", "docutils", HeadingIds::None, slug::plain_text, slug::docutils, Numbering::None),
    row("html", "ids as written", HeadingIds::None, slug::plain_text, slug::none, Numbering::None),
];
