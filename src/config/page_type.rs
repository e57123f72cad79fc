//! What `[types.NAME]` may hold. Every key may be absent, since a type may inherit it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::values::{Levels, Range, Title, Titles};
use crate::lint::types::FileStyle;

/// A kind of page: which pages are of it, and what they must be like.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageType {
    /// The type whose keys hold where this one has none. Sections are merged by their id.
    #[schemars(with = "Option<String>")]
    pub extends: Option<Spanned<String>>,
    /// Which pages are of this type. Without it the type is there to be extended.
    #[serde(rename = "match")]
    pub matches: Option<Match>,
    /// Globs of pages that are not, although they match.
    #[schemars(with = "Option<Vec<String>>")]
    pub exclude: Option<Vec<Spanned<String>>>,
    /// The title of the page, its heading of level 1.
    pub title: TitleShape,
    /// The first paragraph, in front of any section.
    pub intro: Intro,
    /// How many words the page has.
    pub words: Option<Range>,
    /// The name of the file.
    pub file: FileShape,
    /// The metadata block at the top.
    pub front_matter: FrontMatter,
    /// Must the sections stand in the declared order?
    pub order: Option<Order>,
    /// May pages have sections that are not listed?
    pub unlisted_sections: Option<Unlisted>,
    /// `"none"` inherits no sections.
    pub sections_from: Option<SectionsFrom>,
    /// Ids of inherited sections that are not wanted.
    #[schemars(with = "Vec<String>")]
    pub remove: Vec<Spanned<String>>,
    /// The sections.
    pub sections: Vec<Section>,
    /// Titles that pages must not have.
    pub forbidden: Vec<Forbidden>,
    /// The file that `guidepost new` starts from, relative to this one. `{title}` and `{slug}` are replaced.
    #[schemars(with = "Option<String>")]
    pub template: Option<Spanned<String>>,
}

/// Which pages are of a type: any of these is enough.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Match {
    /// Globs of their paths.
    #[schemars(with = "Vec<String>")]
    pub paths: Vec<Spanned<String>>,
    /// Keys of their front matter with the value that they have, or have in a list.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub front_matter: BTreeMap<String, toml::Value>,
}

/// What the title of a page is like.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct TitleShape {
    /// How long it is at most.
    pub max_chars: Option<usize>,
    /// A regular expression that is found in it.
    #[serde(rename = "match")]
    #[schemars(with = "Option<String>")]
    pub matches: Option<Spanned<String>>,
    /// One that is not.
    #[schemars(with = "Option<String>")]
    pub not_match: Option<Spanned<String>>,
}

/// What the first paragraph is like.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Intro {
    /// Must it be there?
    pub required: Option<bool>,
    /// How many words it has.
    pub words: Option<Range>,
}

/// What the name of the file is like. Pages that stand for their folder have their names from the generator.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct FileShape {
    /// How words are put together.
    pub style: Option<FileStyle>,
    /// Does it have the words of the title?
    pub matches_title: Option<bool>,
}

/// What the metadata block is like.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrontMatter {
    /// Must it be there?
    pub required: Option<bool>,
    /// A JSON Schema (2020-12) in the corpus that it satisfies, relative to this file. Nothing is fetched for it.
    #[schemars(with = "Option<String>")]
    pub schema: Option<Spanned<String>>,
    /// Keys whose value no other page of the type has.
    pub unique: Option<Vec<String>>,
}

/// Whether sections have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The declared one.
    Declared,
    /// None.
    Any,
}

/// Whether a page may have sections that its type does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unlisted {
    /// Anywhere.
    Allow,
    /// Nowhere.
    Deny,
    /// Behind the last listed one.
    AfterListed,
}

/// Which sections are inherited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SectionsFrom {
    /// Those of the type that is extended.
    Base,
    /// None.
    None,
}

/// One section. It needs a `title` or `any-of`, its own or inherited.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// Its name in reports, and that by which types that extend this one change it.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its heading level, or several; absent means any.
    pub level: Option<Levels>,
    /// Its title.
    pub title: Option<Title>,
    /// Titles of which any will do.
    pub any_of: Option<Vec<Title>>,
    /// Its titles in other languages, by locale.
    #[serde(default)]
    pub titles: BTreeMap<String, Titles>,
    /// Must it be there? It must unless this says `false`.
    pub required: Option<bool>,
    /// Does a heading with nothing under it count?
    pub allow_empty: Option<bool>,
    /// How many sections may be this one: `"2..12"`. One, unless said.
    pub repeat: Option<Range>,
    /// The group of the title's regular expression whose number counts up from 1 without a gap.
    #[schemars(with = "Option<String>")]
    pub sequential: Option<Spanned<String>>,
    /// Where it stands whatever the order of the others: `"first"`, `"last"`, `"after:ID"`, `"before:ID"` or `"any"`.
    #[schemars(with = "Option<String>")]
    pub position: Option<Spanned<String>>,
    /// How many words it has, subsections included.
    pub words: Option<Range>,
    /// What it holds, subsections included.
    pub contains: Option<Contains>,
    /// Regular expressions that are found in its Markdown.
    #[schemars(with = "Option<Vec<String>>")]
    pub must_match: Option<Vec<Spanned<String>>>,
    /// Regular expressions that are not.
    #[schemars(with = "Option<Vec<String>>")]
    pub must_not_match: Option<Vec<Spanned<String>>>,
    /// What to tell a writer whose page is not so.
    pub help: Option<String>,
}

/// What a section holds, each as a range: `"1.."`. The keys with `own-` do not count what stands in subsections.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Contains {
    /// Links.
    pub links: Option<Range>,
    /// Links that stay within the site.
    pub internal_links: Option<Range>,
    /// Images.
    #[serde(alias = "image")]
    pub images: Option<Range>,
    /// Tables.
    #[serde(alias = "table")]
    pub tables: Option<Range>,
    /// A list like this.
    pub list: Option<List>,
    /// Ordered lists.
    pub ordered_list: Option<Range>,
    /// Code blocks.
    pub code: Option<Code>,
    /// The same of the section itself.
    pub own_links: Option<Range>,
    /// The same of the section itself.
    pub own_internal_links: Option<Range>,
    /// The same of the section itself.
    pub own_images: Option<Range>,
    /// The same of the section itself.
    pub own_tables: Option<Range>,
    /// The same of the section itself.
    pub own_list: Option<List>,
    /// The same of the section itself.
    pub own_ordered_list: Option<Range>,
    /// The same of the section itself.
    pub own_code: Option<Code>,
    /// Several of these, of which one is enough.
    pub any: Vec<Contains>,
}

/// A list.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct List {
    /// How many items it has.
    pub items: Option<Range>,
    /// Are they numbered?
    pub ordered: Option<bool>,
}

/// Code blocks.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Code {
    /// Languages of which any will do; none means all.
    pub lang: Vec<String>,
    /// How many there are; at least one unless said.
    pub count: Option<Range>,
}

/// A title that pages must not have.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Forbidden {
    /// The title.
    pub title: Title,
    /// What to write instead.
    pub help: Option<String>,
}

/// The languages of the pages.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Locales {
    /// The one that titles of page types are in: `"en-US"`.
    pub source: Option<String>,
    /// Where the locale stands in the path: `"{locale}/**"`.
    #[schemars(with = "Option<String>")]
    pub pattern: Option<Spanned<String>>,
    /// Or in which key of the front matter: `"lang"`.
    pub key: Option<String>,
}
