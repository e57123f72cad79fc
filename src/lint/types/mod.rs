//! Page types: what a page of a kind must be like.

mod contradiction;
mod derive;
mod expression;
pub mod locale;
mod schema;
mod title;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

pub use contradiction::contradiction;
pub use derive::{derive, slug};
pub use expression::Expression;
pub use locale::Locales;
pub use schema::{Mistake, Schema};
pub use title::Title;

/// How many, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub min: u64,
    /// At most.
    pub max: u64,
}

impl Range {
    /// One.
    pub const ONE: Self = Self { min: 1, max: 1 };

    /// Is `count` in it?
    pub fn holds(self, count: u64) -> bool {
        self.min <= count && count <= self.max
    }

    /// The range for people, with what is counted: `at least 1 link`.
    pub fn shown(self, one: &str, many: &str) -> String {
        let of = |count| if count == 1 { one } else { many };
        match (self.min, self.max) {
            (min, u64::MAX) => format!("at least {min} {}", of(min)),
            (_, 0) => format!("no {many}"),
            (0, max) => format!("at most {max} {}", of(max)),
            (min, max) if min == max => format!("{min} {}", of(min)),
            (min, max) => format!("{min} to {max} {many}"),
        }
    }
}

/// What a section must hold.
#[derive(Debug, Clone)]
pub enum Need {
    /// So many of something; `own` leaves out what stands in subsections.
    Count(Thing, Range, bool),
    /// One of several.
    Any(Vec<Vec<Need>>),
}

/// What is counted in a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// Links.
    Links,
    /// Links within the site.
    InternalLinks,
    /// Images.
    Images,
    /// Tables.
    Tables,
    /// Lists that are so.
    Lists {
        /// How many items they have.
        items: Range,
        /// Are they numbered?
        ordered: Option<bool>,
    },
    /// Code blocks in one of these languages, or in any.
    Code(Vec<String>),
}

/// Where a section stands, whatever the order of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    /// In front of all others.
    First,
    /// Behind all others.
    Last,
    /// Behind that section.
    After(String),
    /// In front of that section.
    Before(String),
    /// Anywhere.
    Any,
}

/// One section that a page type speaks of.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name in the configuration.
    pub id: String,
    /// Titles, any of which will do; at least one.
    pub titles: Vec<Title>,
    /// The same in other locales.
    pub local: Vec<(String, Vec<Title>)>,
    /// Heading levels, any of which will do; none means every level.
    pub levels: Vec<u8>,
    /// Must it be there?
    pub required: bool,
    /// Does a heading with nothing under it count?
    pub allow_empty: bool,
    /// How many headings may be it.
    pub repeat: Range,
    /// The group of its expression that counts up.
    pub sequential: Option<String>,
    /// Where it stands; `None` where the order of the sections says.
    pub position: Option<Position>,
    /// How many words it has.
    pub words: Option<Range>,
    /// What it holds.
    pub contains: Vec<Need>,
    /// What is found in it.
    pub must_match: Vec<Expression>,
    /// What is not.
    pub must_not_match: Vec<Expression>,
    /// What the team says to a writer whose page is not so.
    pub help: Option<String>,
}

impl Section {
    /// Its titles on a page in `locale`; `None` where nobody says how they read there.
    pub fn titles_in(&self, locale: Option<&str>, source: Option<&str>) -> Option<&[Title]> {
        let Some(wanted) = locale else { return Some(&self.titles) };
        let own = locale::choose(&self.local, wanted).map(Vec::as_slice);
        let as_source = source.is_some_and(|source| locale::same_language(source, wanted));
        own.or_else(|| as_source.then_some(self.titles.as_slice()))
    }
}

/// Titles for people, to stand behind "the section" or "before": `“Troubleshooting” or “Common problems”`.
pub fn shown(titles: &[Title]) -> String {
    let plain: Vec<String> =
        titles.iter().filter(|title| title.sketch().is_some()).map(Title::shown).collect();
    // An expression that reads like no title is for programs: people want to know what is meant.
    match (plain.as_slice(), titles) {
        ([], [only]) => only.shown(),
        ([], [first, ..]) => format!("{} or the like", first.shown()),
        (plain, titles) if plain.len() < titles.len() => {
            format!("{} or the like", plain.join(" or "))
        }
        (plain, _) => plain.join(" or "),
    }
}

/// A title that pages of a type must not have.
#[derive(Debug, Clone)]
pub struct Forbidden {
    /// The title.
    pub title: Title,
    /// What to write instead.
    pub help: Option<String>,
}

/// May a page have sections that its type does not list?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unlisted {
    /// Anywhere.
    #[default]
    Allow,
    /// Nowhere.
    Deny,
    /// Behind the last listed one.
    AfterListed,
}

/// What the title of a page must be like.
#[derive(Debug, Clone, Default)]
pub struct TitleShape {
    /// How many characters it has at most.
    pub max_chars: Option<usize>,
    /// What is found in it.
    pub matches: Option<Expression>,
    /// What is not.
    pub not_match: Option<Expression>,
}

/// What the first paragraph must be like.
#[derive(Debug, Clone, Copy, Default)]
pub struct Intro {
    /// Must it be there?
    pub required: bool,
    /// How many words it has.
    pub words: Option<Range>,
}

/// How the words of a file name are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FileStyle {
    /// `reset-your-password`.
    Kebab,
    /// `reset_your_password`.
    Snake,
    /// `resetYourPassword`.
    Camel,
    /// `ResetYourPassword`.
    Pascal,
}

/// What the metadata block must be like.
#[derive(Debug, Clone, Default)]
pub struct FrontMatterShape {
    /// Must it be there?
    pub required: bool,
    /// What it satisfies.
    pub schema: Option<Arc<Schema>>,
    /// Keys whose value no other page of the type has.
    pub unique: Vec<String>,
}

/// One page type, ready to be compared with pages.
#[derive(Debug, Clone, Default)]
pub struct PageType {
    /// Its name.
    pub name: String,
    /// Where it is declared: `guidepost.toml:7`, or `built in`.
    pub declared: String,
    /// The types that it extends, nearest first, by where they are declared.
    pub ancestors: Vec<(String, String)>,
    /// Its sections, in the order declared.
    pub sections: Vec<Section>,
    /// Must they stand in that order?
    pub ordered: bool,
    /// What of sections that it does not list?
    pub unlisted: Unlisted,
    /// Titles that it forbids.
    pub forbidden: Vec<Forbidden>,
    /// The title of the page.
    pub title: TitleShape,
    /// The first paragraph.
    pub intro: Intro,
    /// How many words the page has.
    pub words: Option<Range>,
    /// How the file name is written.
    pub file_style: Option<FileStyle>,
    /// Does the file name have the words of the title?
    pub file_matches_title: bool,
    /// The metadata block.
    pub front_matter: FrontMatterShape,
    /// What a new page starts from.
    pub template: Option<String>,
}

impl PageType {
    /// Does it extend `other`, straight or by way of others?
    pub fn extends(&self, other: &Self) -> bool {
        self.ancestors.iter().any(|(name, at)| *name == other.name && *at == other.declared)
    }
}

/// A type of one page.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The type.
    pub page_type: Arc<PageType>,
    /// Why the page has it: `matched by paths "help/**"`.
    pub why: String,
}
