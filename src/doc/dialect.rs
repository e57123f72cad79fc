//! Dialects: what a renderer makes of a page beyond `CommonMark`, and which anchors it gives.
//!
//! To add one, write what is new about it in `slug/` and a row in [`DIALECTS`].

use std::fmt;
use std::sync::LazyLock;

use pulldown_cmark::Options;

use super::LinkBase;
use super::includes::{self, Directive};
use super::slug::{self, HeadingIds, Numbering, Slugger};
use super::templates::{LIQUID, NO_TAGS, SHORTCODES, Tags};

/// One way of rendering.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a renderer")]
#[derive(Clone, Copy)]
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
    /// How pages include others.
    pub(crate) includes: &'static [Directive],
    /// The tags that are replaced before Markdown is read.
    pub(crate) tags: Tags,
    /// `(name)=` gives what follows an anchor.
    pub(crate) targets: bool,
    /// There are definition lists, whose terms have anchors.
    pub(crate) terms: bool,
    /// Components with a title have anchors, and those that describe a field do.
    pub(crate) titles: bool,
    /// `:name:` is a picture.
    pub(crate) pictures: bool,
}

/// Its name tells it from all others, in every run.
impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dialect").field(&self.name).finish()
    }
}

impl Dialect {
    /// The dialect called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        DIALECTS.iter().find(|dialect| dialect.name == name)
    }

    /// Are there tags that a generator replaces before it reads Markdown?
    pub(crate) fn has_templates(&self) -> bool {
        self.tags != NO_TAGS
    }

    /// Is it one of Python-Markdown's, which `MkDocs` uses?
    pub(crate) fn is_python(&self) -> bool {
        self.name.starts_with("mkdocs") || self.name.starts_with("pymdownx")
    }

    /// May what stands in a line have a list of attributes behind it: `[x](y){: #id }`?
    pub(crate) fn has_attribute_lists(&self) -> bool {
        matches!(self.heading_ids, HeadingIds::AttrList) || self.is_python()
    }

    /// Do bars in code divide the cells of a table, as in GFM? Python-Markdown, kramdown and Markdig read code first.
    pub(crate) fn divides_in_code(&self) -> bool {
        !self.is_python() && self.counts_columns()
    }

    /// Is a table one only if the line below its first row has as many columns? kramdown and Markdig do not ask.
    pub(crate) fn counts_columns(&self) -> bool {
        !["jekyll", "docfx"].contains(&self.name)
    }

    /// Are there directives that copy the text of other files, links and all?
    pub(crate) fn copies(&self) -> bool {
        self.includes.iter().any(|directive| directive.base == LinkBase::Page)
    }

    /// This dialect of a site that leaves hyphens and quotes as they are written.
    pub(crate) fn without_typographer(&'static self) -> &'static Self {
        PLAIN.iter().find(|dialect| dialect.name == self.name).unwrap_or(self)
    }

    /// This dialect of a site that turns shortcodes into pictures.
    pub(crate) fn with_pictures(&'static self) -> &'static Self {
        PICTURED.iter().find(|dialect| dialect.name == self.name).unwrap_or(self)
    }

    /// As GitHub renders pages, with the targets of `MyST`.
    pub(crate) fn with_targets() -> &'static Self {
        &MYST
    }

    /// What the Markdown parser has to recognise.
    pub(crate) fn options(&self) -> Options {
        let mut options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_GFM;
        options.set(Options::ENABLE_WIKILINKS, self.wiki_links);
        options.set(Options::ENABLE_DEFINITION_LIST, self.terms);
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
    text: slug::TextOf,
    slug: fn(&str) -> String,
    numbering: Numbering,
) -> Dialect {
    let slugger = Slugger { text, slug, numbering };
    Dialect {
        name,
        renderer,
        wiki_links: false,
        html_headings: false,
        heading_ids,
        slugger,
        includes: &[],
        tags: NO_TAGS,
        targets: false,
        terms: false,
        titles: false,
        pictures: false,
    }
}

/// As `dialect`, with anchors for headings that are written as HTML.
const fn html(dialect: Dialect) -> Dialect {
    Dialect { html_headings: true, ..dialect }
}

/// As `dialect`, with files that pages include.
const fn including(dialect: Dialect, includes: &'static [Directive]) -> Dialect {
    Dialect { includes, ..dialect }
}

/// As `dialect`, with shortcodes.
const fn shortcodes(dialect: Dialect) -> Dialect {
    Dialect { tags: SHORTCODES, ..dialect }
}

/// Dialects of sites whose typographer is switched off.
static PLAIN: &[Dialect] = &[
    shortcodes(row("hugo", "Hugo, github", LIST, slug::described_text, slug::hugo, PAST)),
    shortcodes(row(
        "hugo-ascii",
        "Hugo, github-ascii",
        LIST,
        slug::described_text,
        slug::hugo_ascii,
        PAST,
    )),
];

/// `MyST` with anchors for headings.
static MYST: Dialect = Dialect {
    targets: true,
    includes: includes::MYST_INCLUDES,
    ..row("github", "MyST, github", HeadingIds::None, slug::plain_text, slug::github, PAST_SLUGS)
};

/// Dialects of sites that turn shortcodes into pictures.
static PICTURED: LazyLock<Vec<Dialect>> = LazyLock::new(|| {
    let python = DIALECTS.iter().filter(|dialect| dialect.is_python());
    python.map(|dialect| Dialect { pictures: true, ..*dialect }).collect()
});

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
    including(
        row("docusaurus", "Docusaurus", WHOLE, slug::described_text, slug::github, PAST_SLUGS),
        includes::MDX,
    ),
    including(
        row("vitepress", "VitePress", WORDS, slug::markdown_it_text, slug::vitepress, PAST),
        includes::VITEPRESS_INCLUDES,
    ),
    including(
        row(
            "mkdocs",
            "Python-Markdown toc",
            HeadingIds::None,
            slug::collapsed_text,
            slug::mkdocs,
            Numbering::Underscore,
        ),
        includes::MKDOCS,
    ),
    including(
        row(
            "mkdocs-attr-list",
            "Python-Markdown toc, attr_list",
            HeadingIds::AttrList,
            slug::collapsed_text,
            slug::mkdocs,
            Numbering::Underscore,
        ),
        includes::MKDOCS,
    ),
    including(
        row(
            "mkdocs-unicode",
            "Python-Markdown slugify_unicode",
            HeadingIds::AttrList,
            slug::collapsed_text,
            slug::python_unicode,
            Numbering::Underscore,
        ),
        includes::MKDOCS,
    ),
    including(
        row(
            "pymdownx-lower",
            "pymdownx.slugs",
            HeadingIds::AttrList,
            slug::pymdownx_text,
            slug::pymdownx,
            Numbering::Underscore,
        ),
        includes::MKDOCS,
    ),
    Dialect {
        includes: includes::MDBOOK,
        terms: true,
        ..row("mdbook", "mdBook", WORDS, slug::smart_text, slug::mdbook, PAST_SLUGS)
    },
    shortcodes(row("hugo", "Hugo, github", LIST, slug::smart_described_text, slug::hugo, PAST)),
    shortcodes(row(
        "hugo-ascii",
        "Hugo, github-ascii",
        LIST,
        slug::smart_described_text,
        slug::hugo_ascii,
        PAST,
    )),
    shortcodes(row(
        "hugo-blackfriday",
        "Hugo, blackfriday",
        LIST,
        slug::described_text,
        slug::hugo_blackfriday,
        PAST,
    )),
    // As its documentation says: https://www.getzola.org/documentation/content/linking/
    row("zola", "Zola", LIST, slug::plain_text, slug::zola, PAST),
    including(
        row("starlight", "Astro", HeadingIds::None, slug::astro_text, slug::github, PAST_SLUGS),
        includes::MDX,
    ),
    Dialect {
        tags: LIQUID,
        ..row(
            "jekyll",
            "kramdown, GFM",
            WORD,
            slug::smart_text_untrimmed,
            slug::kramdown,
            Numbering::Count { from: 1 },
        )
    },
    including(
        row("docfx", "Markdig", LIST, slug::plain_text, slug::docfx, PAST),
        includes::DOCFX_INCLUDES,
    ),
    row("pandoc", "pandoc", LIST, slug::pandoc_text, slug::pandoc, PAST),
    row(
        "pandoc-gfm",
        "pandoc, gfm",
        HeadingIds::None,
        slug::pandoc_text,
        slug::pandoc_gfm,
        Numbering::Count { from: 1 },
    ),
    Dialect {
        targets: true,
        includes: includes::MYST_INCLUDES,
        ..row(
            "sphinx",
            "docutils",
            HeadingIds::None,
            slug::plain_text,
            slug::docutils,
            Numbering::None,
        )
    },
    Dialect {
        tags: LIQUID,
        ..row(
            "devsite",
            "DevSite",
            HeadingIds::AttrList,
            slug::plain_text,
            slug::devsite,
            Numbering::Underscore,
        )
    },
    Dialect {
        titles: true,
        includes: includes::MDX,
        ..row(
            "mintlify",
            "Mintlify",
            WHOLE,
            slug::astro_text,
            slug::mintlify,
            Numbering::Count { from: 2 },
        )
    },
    Dialect {
        tags: LIQUID,
        includes: includes::GITBOOK,
        ..row(
            "gitbook",
            "GitBook",
            HeadingIds::None,
            slug::plain_text,
            slug::gitbook,
            Numbering::Count { from: 1 },
        )
    },
    row("exdoc", "ExDoc", HeadingIds::AttrList, slug::plain_text, slug::exdoc, PAST),
    row("html", "ids as written", HeadingIds::None, slug::plain_text, slug::none, Numbering::None),
];
