//! Navigation in YAML.

use serde_json::Value;

use super::{Entry, Navigation};
use crate::base::span::Span;
use crate::doc::{FrontMatterKind, Metadata};

/// A file in YAML, of which strings are entries.
struct Yaml<'a> {
    text: &'a str,
    metadata: Metadata,
    found: Navigation,
}

impl<'a> Yaml<'a> {
    fn read(text: &'a str) -> Self {
        let metadata = Metadata::of(text, Span::new(0, text.len()), FrontMatterKind::Yaml);
        let found = Navigation { open: metadata.error.is_some(), ..Navigation::default() };
        Self { text, metadata, found }
    }

    fn push(&mut self, pointer: &str, to: &str) {
        match self.metadata.written(self.text, pointer, to) {
            Some(place) => self.found.entries.push(Entry { to: to.to_owned(), place }),
            None => self.found.open = true,
        }
    }

    /// Take every string in `value` that stands for itself, or behind a title.
    fn leaves(&mut self, value: &Value, pointer: &str) {
        match value {
            Value::String(text) if is_mark(text) => self.found.open = true,
            Value::String(text) => self.push(pointer, text),
            _ => each(value, pointer, &mut |_, value, pointer| self.leaves(value, pointer)),
        }
    }

    /// Take the strings at `keys`, however deep, and those at `patterns` as folders.
    fn keyed(&mut self, value: &Value, pointer: &str, keys: &[&str], patterns: &[&str]) {
        each(value, pointer, &mut |key, value, pointer| match value {
            Value::String(text) if keys.contains(&key) => self.push(pointer, text),
            Value::String(text) if patterns.contains(&key) => {
                self.found.folders.push(above_mark(text).to_owned());
            }
            _ => self.keyed(value, pointer, keys, patterns),
        });
    }
}

/// Give every item or value of `value` to `take`, with its key and its pointer.
fn each(value: &Value, pointer: &str, take: &mut dyn FnMut(&str, &Value, &str)) {
    match value {
        Value::Array(items) => {
            for (row, item) in items.iter().enumerate() {
                take("", item, &format!("{pointer}/{row}"));
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                let step = key.replace('~', "~0").replace('/', "~1");
                take(key, value, &format!("{pointer}/{step}"));
            }
        }
        _ => {}
    }
}

/// Does `text` stand for pages that a plugin looks for: `...`, `guide/`, `*.md`, `!include x`?
fn is_mark(text: &str) -> bool {
    let marks = text.starts_with("...") || text.starts_with('!') || text.contains(['*', '|']);
    marks || text.ends_with('/') && !text.contains("://")
}

/// The folder in front of the first mark of a pattern.
fn above_mark(pattern: &str) -> &str {
    let plain = &pattern[..pattern.find(['*', '?', '[']).unwrap_or(pattern.len())];
    plain.rfind('/').map_or("", |end| &plain[..end])
}

pub(super) fn written(text: &str, keys: &[&str], patterns: &[&str]) -> Navigation {
    let mut yaml = Yaml::read(text);
    let value = std::mem::take(&mut yaml.metadata.value);
    yaml.keyed(&value, "", keys, patterns);
    yaml.found
}

/// Plugins that make pages, or a navigation of their own.
const MAKERS: [&str; 7] =
    ["awesome-pages", "awesome-nav", "literate-nav", "gen-files", "monorepo", "multirepo", "i18n"];

pub(super) fn mkdocs(text: &str) -> Option<Navigation> {
    if !text.contains("nav") {
        return None;
    }
    let mut yaml = Yaml::read(text);
    let value = std::mem::take(&mut yaml.metadata.value);
    let nav = value.get("nav").filter(|nav| !nav.is_null())?;
    yaml.leaves(nav, "/nav");
    let mut named = Vec::new();
    each(&value["plugins"], "", &mut |key, item, _| {
        let of_map = item.as_object().and_then(|map| map.keys().next());
        let name =
            if key.is_empty() { item.as_str().or(of_map.map(String::as_str)) } else { Some(key) };
        named.extend(name.map(|name| name.rsplit('/').next().unwrap_or(name).to_owned()));
    });
    // What is not named is left out on purpose where the configuration says so.
    let excuses = ["not_in_nav", "draft_docs", "INHERIT"];
    yaml.found.open |= named.iter().any(|name| MAKERS.contains(&&**name))
        || excuses.iter().any(|key| value.get(key).is_some());
    if named.iter().any(|name| name == "blog") {
        yaml.found.folders.push("blog".to_owned());
    }
    Some(yaml.found)
}

/// `.pages` of mkdocs-awesome-pages-plugin, `.nav.yml` of mkdocs-awesome-nav.
pub(super) fn awesome(text: &str) -> Option<Navigation> {
    let mut yaml = Yaml::read(text);
    let value = std::mem::take(&mut yaml.metadata.value);
    let (key, nav) = ["nav", "arrange"].into_iter().find_map(|key| Some((key, value.get(key)?)))?;
    yaml.leaves(nav, &format!("/{key}"));
    Some(yaml.found)
}
