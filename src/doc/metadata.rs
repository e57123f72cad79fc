//! What the metadata block of a page says, and where in the page it says so.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr::{LoadableYamlNode, MarkedYaml, ScanError, YamlData};
use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{FrontMatter, FrontMatterKind};
use crate::base::data;
use crate::base::span::Span;

/// A block longer than this is not read.
const LONGEST: usize = 64 << 10;
/// What nests deeper than this is left out.
const DEEPEST: usize = 64;

/// What a metadata block says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Metadata {
    /// All of it; an empty object where there is no block, or none that can be read.
    pub value: Value,
    /// Where each value stands, by its JSON pointer.
    places: BTreeMap<String, Span>,
    /// Why it cannot be read.
    pub error: Option<Unread>,
}

/// Why a metadata block cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// A sentence fragment.
    pub why: String,
    /// Where in the page its reader stopped.
    pub at: Span,
}

impl Metadata {
    /// The block `found` of the page `text`.
    pub fn read(text: &str, found: Option<&FrontMatter>) -> Self {
        let empty = || Self { value: Value::Object(Map::new()), ..Self::default() };
        let Some(found) = found else { return empty() };
        if found.body.range().len() > LONGEST {
            let why = format!("it is longer than {} KiB", LONGEST >> 10);
            let at = Span::empty(found.body.range().start);
            return Self { error: Some(Unread { why, at }), ..empty() };
        }
        Self::of(text, found.body, found.kind)
    }

    /// What stands at `body` of `text`, however long it is.
    pub(super) fn of(text: &str, body: Span, kind: FrontMatterKind) -> Self {
        let empty = Self { value: Value::Object(Map::new()), ..Self::default() };
        let start = body.range().start;
        let body = &text[body.range()];
        let mut places = BTreeMap::new();
        let mut place = |pointer: &str, range: Range<usize>| {
            places.insert(pointer.to_owned(), Span::new(range.start + start, range.end + start));
        };
        let read = match kind {
            FrontMatterKind::Yaml => yaml(body, &mut place),
            FrontMatterKind::Toml => toml(body, &mut place),
            // The places are those of YAML, of which JSON is a part.
            FrontMatterKind::Json => {
                let twice = yaml(body, &mut place).err().filter(|(why, _)| why.starts_with(TWICE));
                match twice {
                    Some(error) => Err(error),
                    None => data::json(body).map_err(|why| (why, 0..0)),
                }
            }
        };
        match read {
            Ok(Value::Null) => Self { places, ..empty },
            Ok(value) => Self { value, places, error: None },
            Err((why, range)) => {
                let at = Span::new(start + range.start, start + range.end);
                Self { error: Some(Unread { why, at }), ..empty }
            }
        }
    }

    /// Where the value at the JSON pointer `pointer` stands, or else the nearest around it.
    pub fn place(&self, pointer: &str) -> Option<Span> {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return Some(*place);
            }
            pointer = &pointer[..pointer.rfind('/')?];
        }
    }

    /// Where in `text` the value at `pointer` stands without its quotes, if `value` is written there as it is.
    pub(super) fn written(&self, text: &str, pointer: &str, value: &str) -> Option<Span> {
        let place = *self.places.get(pointer)?;
        let quoted = text[place.range()].starts_with(['"', '\'']);
        let range = place.range();
        let range = range.start + usize::from(quoted)..range.end - usize::from(quoted);
        (text.get(range.clone())? == value).then(|| Span::new(range.start, range.end))
    }
}

fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

type Place<'a> = dyn FnMut(&str, Range<usize>) + 'a;

/// Why a block cannot be read, and where in it.
type Stop = (String, Range<usize>);

/// How an error starts that is about a key which stands in one place twice.
const TWICE: &str = "the key ";

fn yaml(text: &str, place: &mut Place<'_>) -> Result<Value, Stop> {
    // Bounds on depth and aliases are those of all YAML.
    if data::is_too_much(text) {
        return Err((data::TOO_MUCH.to_owned(), 0..0));
    }
    let documents = MarkedYaml::load_from_str(text).map_err(|error| stop(text, &error))?;
    let Some(document) = documents.first() else { return Ok(Value::Null) };
    // The parser counts characters.
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let offset = |index: usize| bytes.get(index).copied().unwrap_or(text.len());
    // Aliases make more of a text than stands there; what stands there takes a few bytes each.
    let mut budget = text.len().max(10_000);
    let mut range = |pointer: &str, node: &MarkedYaml<'_>| {
        let (start, end) = (offset(node.span.start.index()), offset(node.span.end.index()));
        let end = start + text.get(start..end).unwrap_or_default().trim_end().len();
        place(pointer, start..end);
    };
    Ok(from_yaml(document, "", 0, &mut budget, &mut range))
}

fn from_yaml(
    node: &MarkedYaml<'_>,
    pointer: &str,
    depth: usize,
    budget: &mut usize,
    place: &mut dyn FnMut(&str, &MarkedYaml<'_>),
) -> Value {
    let Some(left) = budget.checked_sub(1).filter(|_| depth <= DEEPEST) else { return Value::Null };
    *budget = left;
    place(pointer, node);
    match &node.data {
        YamlData::Value(scalar) => data::from_scalar(scalar),
        YamlData::Representation(text, ..) => Value::String(text.to_string()),
        YamlData::Sequence(items) => {
            let items = items.iter().enumerate().map(|(row, item)| {
                from_yaml(item, &format!("{pointer}/{row}"), depth + 1, budget, place)
            });
            items.collect()
        }
        YamlData::Mapping(pairs) => {
            let mut map = Map::new();
            for (key, value) in pairs {
                let YamlData::Value(key) = &key.data else { continue };
                let key = match data::from_scalar(key) {
                    Value::String(key) => key,
                    Value::Number(key) => key.to_string(),
                    Value::Bool(key) => key.to_string(),
                    _ => continue,
                };
                let value = from_yaml(value, &child(pointer, &key), depth + 1, budget, place);
                map.insert(key, value);
            }
            Value::Object(map)
        }
        YamlData::Tagged(_, inner) => from_yaml(inner, pointer, depth + 1, budget, place),
        YamlData::Alias(_) | YamlData::BadValue => Value::Null,
    }
}

/// What the reader of YAML says, and the byte where it stopped: it counts characters.
fn stop(text: &str, error: &ScanError) -> Stop {
    let index = error.marker().index();
    let at = text.char_indices().nth(index).map_or(text.len(), |(at, _)| at);
    if error.info().starts_with("duplicated key") {
        let line = &text[at..at + text[at..].find(['\n', '\r']).unwrap_or(text.len() - at)];
        let key = line[..line.find(':').unwrap_or(line.len())].trim_end();
        return (format!("{TWICE}`{}` stands there twice", unquoted(key)), at..at + key.len());
    }
    (error.info().to_owned(), at..at)
}

fn unquoted(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

fn toml(text: &str, place: &mut Place<'_>) -> Result<Value, Stop> {
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().unwrap_or(0..0);
        let twice = error.message().starts_with("duplicate key").then(|| text.get(at.clone()));
        let why = match twice.flatten() {
            Some(key) => format!("{TWICE}`{}` stands there twice", unquoted(key)),
            None => error.message().replace('\n', ", "),
        };
        (why, at)
    })?;
    place("", table.span());
    Ok(from_table(table.get_ref(), "", place))
}

fn from_table(table: &DeTable<'_>, pointer: &str, place: &mut Place<'_>) -> Value {
    let pairs = table.iter().map(|(key, value)| {
        let value = from_toml(value, &child(pointer, key.get_ref()), place);
        (key.get_ref().to_string(), value)
    });
    Value::Object(pairs.collect())
}

fn from_toml(value: &Spanned<DeValue<'_>>, pointer: &str, place: &mut Place<'_>) -> Value {
    place(pointer, value.span());
    match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from)
        }
        DeValue::Float(number) => {
            let number = number.as_str().parse().ok().and_then(Number::from_f64);
            number.map_or(Value::Null, Value::Number)
        }
        DeValue::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(row, item)| from_toml(item, &format!("{pointer}/{row}"), place)).collect()
        }
        DeValue::Table(table) => from_table(table, pointer, place),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::front_matter;
    use super::*;

    #[test]
    fn each_value_has_its_place_in_three_languages() {
        let pages = [
            "---\ntitle: Ünï\ntags: [a, \"b\"]\nlist:\n  - c: 1\n  - d\n---\n",
            "+++\ntitle = 'Ünï'\ntags = [\"a\", \"b\"]\nlist = [{ c = 1 }, 'd']\n+++\n",
            "{\n \"title\": \"Ünï\",\n \"tags\": [\"a\", \"b\"],\n \"list\": [{\"c\": 1}, \"d\"]\n}\n",
        ];
        for text in pages {
            let metadata = Metadata::read(text, front_matter::find(text, 0).as_ref());
            let expected = json!({"title": "Ünï", "tags": ["a", "b"], "list": [{"c": 1}, "d"]});
            assert_eq!((&metadata.value, &metadata.error), (&expected, &None), "{text}");
            let at = |pointer| &text[metadata.place(pointer).unwrap().range()];
            assert!(at("/title").contains("Ünï"), "{text}");
            assert_eq!(at("/tags/1"), "\"b\"", "{text}");
            assert_eq!(at("/list/0/c"), "1", "{text}");
            assert_eq!(at("/list/0/nothing/here"), at("/list/0"), "{text}");
        }
    }

    #[test]
    fn hostile_blocks_are_bounded() {
        let bomb = (1..40).map(|n| format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1));
        let bombs = [bomb.collect::<String>(), "[".repeat(10_000), "a: &a [*a]\n".to_owned()];
        for bomb in bombs {
            let text = format!("---\na0: &a0 [x, x]\n{bomb}---\n");
            Metadata::read(&text, front_matter::find(&text, 0).as_ref());
        }
        let long = format!("---\na: {}\n---\n", "1".repeat(100_000));
        let metadata = Metadata::read(&long, front_matter::find(&long, 0).as_ref());
        assert!(metadata.error.is_some() && metadata.value == json!({}));
    }
}
