//! The languages of pages.

use regex::bytes::Regex;
use serde_json::Value;

use crate::base::data;
use crate::base::path::RelPath;
use crate::corpus::File;

/// Which language a page is in.
#[derive(Debug, Clone, Default)]
pub struct Locales {
    /// The one that titles of page types are in.
    pub source: Option<String>,
    /// Finds the locale in a path, as its group `locale`.
    pub path: Option<Regex>,
    /// The key of the front matter that names it.
    pub key: Option<String>,
}

impl Locales {
    /// The locale of `file`; `None` when it is that of the source, or nobody says.
    pub fn of(&self, file: &File) -> Option<String> {
        let written = || {
            let value = file.metadata().value.get(self.key.as_ref()?)?;
            data::strings(value).first().map(|locale| (*locale).to_owned())
        };
        let locale = written().or_else(|| self.in_path(&file.path))?;
        let source = self.source.as_deref().unwrap_or_default();
        (!is(&locale, source)).then_some(locale)
    }
}

impl Locales {
    /// The locale that the path says, that of the source included.
    pub fn in_path(&self, path: &RelPath) -> Option<String> {
        let found = self.path.as_ref()?.captures(path.as_str().as_bytes())?;
        Some(String::from_utf8_lossy(&found["locale"]).into_owned())
    }

    /// Where the page `path` is in `locale`.
    pub fn translated(&self, path: &RelPath, locale: &str) -> Option<RelPath> {
        let found = self.path.as_ref()?.captures(path.as_str().as_bytes())?;
        let place = found.name("locale")?.range();
        let path = path.as_str();
        RelPath::new(&format!("{}{locale}{}", &path[..place.start], &path[place.end..]))
    }

    /// Is `locale` the one that titles of page types are in?
    pub fn is_source(&self, locale: &str) -> bool {
        self.source.as_deref().is_some_and(|source| is(source, locale))
    }
}

/// Are these two names of one locale?
fn is(a: &str, b: &str) -> bool {
    let plain = |locale: &str| locale.replace('_', "-").to_lowercase();
    plain(a) == plain(b)
}

/// Are these two locales of one language: `de-AT` and `de`?
pub fn same_language(a: &str, b: &str) -> bool {
    let language = |locale: &str| locale.split(['-', '_']).next().unwrap_or("").to_lowercase();
    language(a) == language(b)
}

/// The one of `named` that is for `locale`: of the same name, or else of the same language.
pub fn choose<'a, T>(named: &'a [(String, T)], locale: &str) -> Option<&'a T> {
    let exact = named.iter().find(|(name, _)| is(name, locale));
    let near = || named.iter().find(|(name, _)| same_language(name, locale));
    exact.or_else(near).map(|(_, value)| value)
}

/// Does the front matter `metadata` say `wanted` at `key`, alone or in a list?
pub fn says(metadata: &Value, key: &str, wanted: &Value) -> bool {
    match metadata.get(key) {
        Some(Value::Array(values)) => values.contains(wanted) || metadata[key] == *wanted,
        Some(value) => value == wanted,
        None => false,
    }
}
