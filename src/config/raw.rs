//! What `guidepost.toml` may hold. The doc comments are its reference: `guidepost schema` prints them.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use toml::Spanned;

use super::page_type::{Locales, PageType};
use super::values::Extends;

/// The whole file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raw {
    /// Files, relative to this one, whose keys hold where this one has none.
    pub extends: Option<Extends>,
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
    #[schemars(with = "Option<Vec<String>>")]
    pub exclude: Option<Vec<Spanned<String>>>,
    /// Severities of rules and families: `"error"`, `"warning"`, `"info"` or `"off"`; for a rule with options a table
    /// of these, in which `severity` is one more.
    #[schemars(schema_with = "super::rules::schema")]
    pub rules: Rules,
    /// Settings for some paths; later ones win.
    pub overrides: Vec<Override>,
    /// Page types by name.
    #[schemars(with = "BTreeMap<String, PageType>")]
    pub types: BTreeMap<Spanned<String>, PageType>,
    /// The languages of the pages, for page types.
    pub locales: Locales,
    /// External links.
    pub external: super::external::Raw,
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

/// What holds of external links in some paths.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExternalThere {
    /// Statuses that are fine there besides success, in place of those that are fine elsewhere.
    #[schemars(with = "Option<Vec<String>>")]
    pub accept: Option<Vec<Spanned<String>>>,
}
