//! Who said what, for `guidepost config show`.

use globset::GlobSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::path::RelPath;
use crate::site::is_below;

/// One key with its value, as a file states it.
#[derive(Debug, Clone)]
pub struct Stated {
    /// The key with the tables around it: `rules.missing-alt`.
    pub key: String,
    /// What is written.
    pub value: String,
    /// Where: `guidepost.toml:12`.
    pub at: String,
    /// The folder in which it holds.
    scope: RelPath,
    /// The paths in which it holds, if not in the whole folder.
    paths: Option<GlobSet>,
}

/// All that the files of a configuration state, in the order in which they count.
#[derive(Debug, Clone, Default)]
pub struct Statements(Vec<Stated>);

impl Statements {
    /// What holds for `path`: each key once, as the last one states it, sorted.
    pub fn of(&self, path: &RelPath) -> Vec<&Stated> {
        let mut held: Vec<&Stated> = Vec::new();
        for stated in &self.0 {
            let in_paths = stated.paths.as_ref().is_none_or(|paths| paths.is_match(path.as_str()));
            if in_paths && is_below(path, &stated.scope) {
                held.retain(|earlier| earlier.key != stated.key);
                held.push(stated);
            }
        }
        held.sort_by(|a, b| a.key.cmp(&b.key));
        held
    }

    /// Add everything in `table`. Overrides are left out: they hold in some paths only.
    pub(super) fn add(
        &mut self,
        prefix: &str,
        table: &DeTable<'_>,
        text: &str,
        scope: &RelPath,
        paths: Option<&GlobSet>,
        at: &dyn Fn(usize) -> String,
    ) {
        for (key, value) in table {
            let name = match prefix {
                "" => key.get_ref().to_string(),
                prefix => format!("{prefix}.{}", key.get_ref()),
            };
            if name == "overrides" || name == "extends" {
                continue;
            }
            // What is a table to a reader may be written on one line; a type is named, and shown by `types explain`.
            match value.get_ref() {
                DeValue::Table(inner) if prefix.is_empty() || prefix == "rules" => {
                    self.add(&name, inner, text, scope, paths, at);
                }
                _ => self.0.push(Stated {
                    key: name,
                    value: shown(value, text),
                    at: at(key.span().start),
                    scope: scope.clone(),
                    paths: paths.cloned(),
                }),
            }
        }
    }
}

/// The value as it is written, on one line.
fn shown(value: &Spanned<DeValue<'_>>, text: &str) -> String {
    if let DeValue::Table(table) = value.get_ref() {
        let keys: Vec<&str> = table.keys().map(|key| key.get_ref().as_ref()).collect();
        return format!("{{ {} }}", keys.join(", "));
    }
    let written = text.get(value.span()).unwrap_or_default();
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}
