//! Values of a configuration that may be written in several ways.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use toml::Spanned;

/// A title: text, `{ starts-with = "…" }` or `{ regex = "…" }`.
#[derive(Debug, Clone)]
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

/// One title, or a list of which any will do.
#[derive(Debug, Clone, Default)]
pub struct Titles(pub Vec<Title>);

impl<'de> Deserialize<'de> for Titles {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TitlesVisitor;
        impl<'de> Visitor<'de> for TitlesVisitor {
            type Value = Titles;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a title, or a list of titles")
            }

            fn visit_str<E: de::Error>(self, title: &str) -> Result<Titles, E> {
                Ok(Titles(vec![Title::Is(title.to_owned())]))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Titles, A::Error> {
                let title = Title::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Titles(vec![title]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Titles, A::Error> {
                let mut titles = Vec::new();
                while let Some(title) = list.next_element()? {
                    titles.push(title);
                }
                Ok(Titles(titles))
            }
        }
        deserializer.deserialize_any(TitlesVisitor)
    }
}

impl JsonSchema for Titles {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Titles".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let title = generator.subschema_for::<Title>();
        schemars::json_schema!({ "anyOf": [title, { "type": "array", "items": title }] })
    }
}

/// How many: `3`, `"2.."`, `"..5"` or `"2..12"`, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub min: u64,
    /// At most.
    pub max: u64,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let number = |text: &str, absent| match text.trim() {
            "" => Some(absent),
            digits => digits.parse().ok(),
        };
        let Some((min, max)) = text.split_once("..") else {
            let exactly = text.trim().parse().ok()?;
            return Some(Self { min: exactly, max: exactly });
        };
        let max = number(max.strip_prefix('=').unwrap_or(max), u64::MAX)?;
        Some(Self { min: number(min, 0)?, max }).filter(|range| range.min <= range.max)
    }
}

impl<'de> Deserialize<'de> for Range {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RangeVisitor;
        impl Visitor<'_> for RangeVisitor {
            type Value = Range;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or a range such as \"2..\", \"..5\" or \"2..12\"")
            }

            fn visit_i64<E: de::Error>(self, exactly: i64) -> Result<Range, E> {
                let invalid = || E::invalid_value(de::Unexpected::Signed(exactly), &self);
                let exactly = u64::try_from(exactly).map_err(|_| invalid())?;
                Ok(Range { min: exactly, max: exactly })
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Range, E> {
                let invalid = || E::invalid_value(de::Unexpected::Str(text), &self);
                Range::parse(text).ok_or_else(invalid)
            }
        }
        deserializer.deserialize_any(RangeVisitor)
    }
}

impl JsonSchema for Range {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Range".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let text = schemars::json_schema!({ "type": "string", "pattern": r"^\d*(\.\.=?\d*)?$" });
        schemars::json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, text] })
    }
}

/// The paths of files that this one builds upon: one, or several of which later ones win.
#[derive(Debug, Clone, Default)]
pub struct Extends(pub Vec<Spanned<String>>);

impl<'de> Deserialize<'de> for Extends {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Spanned::<OneOrMore>::deserialize(deserializer)?;
        let place = written.span();
        let spanned = |path| Spanned::new(place.clone(), path);
        Ok(Self(written.into_inner().0.into_iter().map(spanned).collect()))
    }
}

impl JsonSchema for Extends {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Extends".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let path = schemars::json_schema!({ "type": "string" });
        schemars::json_schema!({ "anyOf": [path, { "type": "array", "items": path }] })
    }
}

struct OneOrMore(Vec<String>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PathsVisitor;
        impl<'de> Visitor<'de> for PathsVisitor {
            type Value = OneOrMore;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the path of a file, or a list of paths")
            }

            fn visit_str<E: de::Error>(self, path: &str) -> Result<OneOrMore, E> {
                Ok(OneOrMore(vec![path.to_owned()]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMore, A::Error> {
                let mut paths = Vec::new();
                while let Some(path) = list.next_element()? {
                    paths.push(path);
                }
                Ok(OneOrMore(paths))
            }
        }
        deserializer.deserialize_any(PathsVisitor)
    }
}
