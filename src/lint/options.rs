//! Rules that can be told something: options are read and compiled once, and shared.

use std::fmt;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde::{Deserialize, de};
use toml::de::ValueDeserializer;

use super::whole::{ByPage, Whole};
use super::{FileCx, Findings};

/// A rule with options. The struct that implements it *is* the options, as `[rules.NAME]` in the configuration spells
/// them: `#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]`. What has to be compiled from them is
/// compiled while they are read, by `#[serde(try_from = "…")]` or a field type such as [`Pattern`]. A key is right or
/// wrong by itself, whatever the others are: overrides set them one by one.
pub trait Rule: Send + Sync {
    /// Find it in one page.
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings);
}

impl fmt::Debug for dyn Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rule")
    }
}

/// How a rule finds what it is for.
#[derive(Debug)]
pub(crate) enum Check {
    /// Without options.
    Plain(fn(&FileCx<'_>, &mut Findings)),
    /// With options, however they are.
    Told(Options),
    /// In all pages at once.
    Whole(fn(&Whole<'_>, &mut ByPage)),
}

/// Ways to the options of one rule.
#[derive(Debug)]
pub(crate) struct Options {
    /// From a file: an error knows its place.
    written: fn(ValueDeserializer<'_>) -> Result<Arc<dyn Rule>, toml::de::Error>,
    /// From values that were merged.
    merged: fn(toml::Table) -> Result<Arc<dyn Rule>, toml::de::Error>,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Check {
    /// A rule whose options are `R`.
    pub(crate) const fn told<R: Rule + DeserializeOwned + JsonSchema + 'static>() -> Self {
        fn shared<R: Rule + 'static>(rule: R) -> Arc<dyn Rule> {
            Arc::new(rule)
        }
        Self::Told(Options {
            written: |file| R::deserialize(file).map(shared),
            merged: |table| R::deserialize(table).map(shared),
            schema: R::json_schema,
        })
    }
}

impl Options {
    /// Could a rule be told what is written in `file`?
    pub(crate) fn check(&self, file: ValueDeserializer<'_>) -> Result<(), toml::de::Error> {
        (self.written)(file).map(drop)
    }

    /// The rule that was told `table`.
    pub(crate) fn rule(&self, table: toml::Table) -> Result<Arc<dyn Rule>, toml::de::Error> {
        (self.merged)(table)
    }

    /// The options as JSON Schema.
    pub(crate) fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.schema)(generator)
    }
}

/// A regular expression that somebody wrote.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// A compiled expression may take this many bytes: more is a mistake or an attack.
    pub const SIZE: usize = 1 << 20;

    /// Compile `text`, or say why that cannot be.
    pub fn new(text: &str) -> Result<Self, String> {
        let built = RegexBuilder::new(text).size_limit(Self::SIZE).build();
        built.map(Self).map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => "it grows beyond all bounds".to_owned(),
            // The last line says what is wrong, those above draw the place.
            error => {
                let text = error.to_string();
                let why = text.lines().last().unwrap_or_default();
                why.trim_start_matches("error:").trim().to_owned()
            }
        })
    }

    /// The sentence that says that an expression cannot be used.
    pub fn refused(why: &str) -> String {
        format!("this regular expression cannot be used: {why}")
    }

    /// The compiled expression.
    pub fn regex(&self) -> &Regex {
        &self.0
    }

    /// The compiled expression, for keeps.
    pub fn into_regex(self) -> Regex {
        self.0
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Pattern;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a regular expression")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Pattern, E> {
                Pattern::new(text).map_err(|why| E::custom(Pattern::refused(&why)))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl JsonSchema for Pattern {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pattern".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "string", "format": "regex" })
    }
}
