//! What `guidepost.toml` may hold. The doc comments are its reference: `guidepost schema` prints them.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use toml::Spanned;

/// The whole file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raw {
    /// How the pages are published. Recognised when absent.
    #[schemars(with = "Option<String>")]
    pub profile: Option<Spanned<String>>,
    /// How headings become anchors, if the profile's way is not the right one.
    #[schemars(with = "Option<String>")]
    pub dialect: Option<Spanned<String>>,
    /// Dialects in which every anchor has to exist as well: where pages are read in two places.
    #[schemars(with = "Vec<String>")]
    pub dialects: Vec<Spanned<String>>,
    /// What guidepost cannot find out about the site.
    pub site: Site,
    /// Folders with their way of being published; those that are recognised need no entry.
    pub sites: Vec<SiteOf>,
    /// Globs of files that are not checked, relative to this file. Files that are named on the command line are
    /// checked all the same.
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<Spanned<String>>,
    /// Severities of rules and families: `"error"`, `"warning"`, `"info"` or `"off"`; for a rule with options a table
    /// of these, in which `severity` is one more.
    #[schemars(schema_with = "super::rules::schema")]
    pub rules: Rules,
    /// Settings for some paths; later ones win.
    pub overrides: Vec<Override>,
    /// Page types by name.
    pub types: BTreeMap<String, PageType>,
    /// External links.
    pub external: External,
}

/// What guidepost cannot find out about a site.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Site {
    /// Where it is public: links to this address lead into the corpus.
    pub url: Option<String>,
    /// Where its repository is: `github.com/example/docs`.
    pub repo: Option<String>,
    /// What is served where: addresses with the folders that hold their pages.
    pub routes: BTreeMap<String, String>,
    /// Further extensions that addresses leave out.
    pub extensions: Vec<String>,
    /// Further names, without extension, of pages that stand for their folder.
    pub index_files: Vec<String>,
    /// Regular expressions with what to read in place of a destination in which one is found.
    #[schemars(with = "BTreeMap<String, String>")]
    pub remap: BTreeMap<Spanned<String>, String>,
}

/// One folder's way of being published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SiteOf {
    /// The folder, from this file.
    #[schemars(with = "String")]
    pub path: Spanned<String>,
    /// Its profile.
    #[schemars(with = "String")]
    pub profile: Spanned<String>,
}

/// What is said of rules and families, by name.
pub type Rules = BTreeMap<Spanned<String>, Rule>;

/// What is said of one rule or family.
#[derive(Debug, Default)]
pub struct Rule {
    /// How bad its findings are.
    pub severity: Option<Level>,
    /// Its options, of which only the rule knows whether they are right.
    pub options: toml::Table,
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RuleVisitor;
        impl<'de> Visitor<'de> for RuleVisitor {
            type Value = Rule;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a severity, or a table of options")
            }

            fn visit_str<E: de::Error>(self, level: &str) -> Result<Rule, E> {
                let level = Level::deserialize(de::value::StrDeserializer::new(level))?;
                Ok(Rule { severity: Some(level), ..Rule::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rule, A::Error> {
                let mut rule = Rule::default();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "severity" {
                        rule.severity = Some(map.next_value()?);
                    } else {
                        rule.options.insert(key, map.next_value()?);
                    }
                }
                Ok(rule)
            }
        }
        deserializer.deserialize_any(RuleVisitor)
    }
}

/// A severity, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Fails the run.
    Error,
    /// Shown.
    Warning,
    /// Shown, quietly.
    Info,
    /// Not looked for.
    Off,
}

/// Settings for some paths.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// Globs of the pages.
    #[schemars(with = "Vec<String>")]
    pub paths: Vec<Spanned<String>>,
    /// Severities and options there, each over what holds elsewhere.
    #[serde(default)]
    #[schemars(schema_with = "super::rules::schema")]
    pub rules: Rules,
    /// External links there.
    #[serde(default)]
    pub external: ExternalThere,
}

/// External links.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct External {
    /// Regular expressions; an address in which one is found is not asked.
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<Spanned<String>>,
    /// Statuses that are fine besides success, everywhere or below one address: `"403 on https://www.linkedin.com/"`.
    #[schemars(with = "Vec<String>")]
    pub accept: Vec<Spanned<String>>,
}

/// What holds of external links in some paths.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExternalThere {
    /// Statuses that are fine there besides success, in place of those that are fine elsewhere.
    #[schemars(with = "Option<Vec<String>>")]
    pub accept: Option<Vec<Spanned<String>>>,
}

/// A kind of page and the sections that it must have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PageType {
    /// Which pages are of this type.
    #[serde(rename = "match")]
    pub matches: Match,
    /// Globs of pages that are not, although they match.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<Spanned<String>>,
    /// Must the sections stand in the declared order?
    #[serde(default)]
    pub order: Order,
    /// May pages have sections that are not listed?
    #[serde(default)]
    pub unlisted_sections: Unlisted,
    /// The sections.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// Titles that pages must not have.
    #[serde(default)]
    pub forbidden: Vec<Forbidden>,
}

/// Which pages are of a type.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Match {
    /// Globs of their paths.
    #[schemars(with = "Vec<String>")]
    pub paths: Vec<Spanned<String>>,
}

/// Whether sections have an order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The declared one.
    #[default]
    Declared,
    /// None.
    Any,
}

/// Whether a page may have sections that its type does not list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unlisted {
    /// Anywhere.
    #[default]
    Allow,
    /// Nowhere.
    Deny,
    /// Behind the last listed one.
    AfterListed,
}

/// One section. It needs a `title` or `any-of`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// Its name in reports.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its heading level, or several; absent means any.
    #[serde(default)]
    pub level: Levels,
    /// Its title.
    pub title: Option<Title>,
    /// Titles of which any will do.
    #[serde(default)]
    pub any_of: Vec<Title>,
    /// Must it be there?
    #[serde(default = "yes")]
    pub required: bool,
    /// Does a heading with nothing under it count?
    #[serde(default)]
    pub allow_empty: bool,
    /// What to tell a writer who lacks it.
    pub help: Option<String>,
}

fn yes() -> bool {
    true
}

/// A title that pages must not have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Forbidden {
    /// The title.
    pub title: Title,
    /// What to write instead.
    pub help: Option<String>,
}

/// A title: text, `{ starts-with = "…" }` or `{ regex = "…" }`.
#[derive(Debug)]
pub enum Title {
    /// The whole title, without case.
    Is(String),
    /// How it starts, without case.
    StartsWith(String),
    /// A regular expression that is found in it.
    Regex(Spanned<String>),
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TitleTable {
    starts_with: Option<String>,
    #[schemars(with = "Option<String>")]
    regex: Option<Spanned<String>>,
}

impl<'de> Deserialize<'de> for Title {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TitleVisitor;
        impl<'de> Visitor<'de> for TitleVisitor {
            type Value = Title;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a title, or a table with `starts-with` or `regex`")
            }

            fn visit_str<E: de::Error>(self, title: &str) -> Result<Title, E> {
                Ok(Title::Is(title.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Title, A::Error> {
                let table = TitleTable::deserialize(de::value::MapAccessDeserializer::new(map))?;
                match (table.starts_with, table.regex) {
                    (Some(start), None) => Ok(Title::StartsWith(start)),
                    (None, Some(regex)) => Ok(Title::Regex(regex)),
                    _ => Err(de::Error::custom(
                        "a title table needs either `starts-with` or `regex`",
                    )),
                }
            }
        }
        deserializer.deserialize_any(TitleVisitor)
    }
}

impl JsonSchema for Title {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Title".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let table = generator.subschema_for::<TitleTable>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, table] })
    }
}

/// Heading levels: a number, or a list of numbers.
#[derive(Debug, Clone, Default)]
pub struct Levels(pub Vec<u8>);

impl<'de> Deserialize<'de> for Levels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LevelsVisitor;
        impl<'de> Visitor<'de> for LevelsVisitor {
            type Value = Levels;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a heading level from 1 to 6, or a list of them")
            }

            fn visit_i64<E: de::Error>(self, level: i64) -> Result<Levels, E> {
                let fits = u8::try_from(level).ok().filter(|level| (1..=6).contains(level));
                let invalid = || E::invalid_value(de::Unexpected::Signed(level), &self);
                Ok(Levels(vec![fits.ok_or_else(invalid)?]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Levels, A::Error> {
                let mut levels = Vec::new();
                while let Some(level) = list.next_element::<i64>()? {
                    levels.extend(LevelsVisitor.visit_i64::<A::Error>(level)?.0);
                }
                Ok(Levels(levels))
            }
        }
        deserializer.deserialize_any(LevelsVisitor)
    }
}

impl JsonSchema for Levels {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Levels".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let level = schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": 6 });
        schemars::json_schema!({ "anyOf": [level, { "type": "array", "items": level }] })
    }
}
