//! A `guidepost.toml` in the making.

use std::collections::BTreeMap;
use std::fmt::Write;

use toml::Value;

use crate::lint::types::slug;

/// What the file is to say, key by key, in the order in which it was said.
#[derive(Debug, Default)]
pub struct Draft {
    exclude: Vec<Value>,
    site: Vec<(String, Value)>,
    rules: BTreeMap<String, Value>,
    external: Vec<(String, Value)>,
    types: Vec<PageType>,
}

/// One page type of the draft.
#[derive(Debug, Default)]
pub(super) struct PageType {
    pub(super) name: String,
    pub(super) keys: Vec<(&'static str, Value)>,
    pub(super) sections: Vec<Vec<(&'static str, Value)>>,
}

impl PageType {
    /// One more section, with an id of its own, and what can be said of it besides.
    pub(super) fn section(
        &mut self,
        name: &str,
        level: i64,
        title: Value,
    ) -> &mut Vec<(&'static str, Value)> {
        let slug = match slug(name) {
            slug if slug.is_empty() => "section".to_owned(),
            slug => slug,
        };
        let taken = |id: &str| {
            let ids = self.sections.iter().flatten().filter(|(key, _)| *key == "id");
            ids.into_iter().any(|(_, known)| known.as_str() == Some(id))
        };
        let mut id = slug.clone();
        let mut count = 1;
        while taken(&id) {
            count += 1;
            id = format!("{slug}-{count}");
        }
        self.sections.push(vec![("id", id.into()), ("level", level.into()), ("title", title)]);
        self.sections.last_mut().expect("it was pushed above")
    }
}

impl Draft {
    pub(super) fn exclude(&mut self, glob: String) {
        add(&mut self.exclude, glob.into());
    }

    /// A rule has this severity.
    pub(super) fn rule(&mut self, name: &str, severity: &str) {
        if let Some(Value::Table(options)) = self.rules.get_mut(name) {
            options.insert("severity".to_owned(), severity.into());
        } else {
            self.rules.insert(name.to_owned(), severity.into());
        }
    }

    /// Was this rule turned off?
    pub(super) fn is_off(&self, name: &str) -> bool {
        self.rules.get(name).and_then(Value::as_str) == Some("off")
    }

    /// An option of a rule holds `value` too.
    pub(super) fn option(&mut self, rule: &str, option: &str, value: impl Into<Value>) {
        let entry = self.rules.entry(rule.to_owned()).or_insert_with(|| toml::Table::new().into());
        if let Value::String(severity) = entry {
            let severity = std::mem::take(severity);
            let table = toml::Table::from_iter([("severity".to_owned(), severity.into())]);
            *entry = table.into();
        }
        let Value::Table(options) = entry else { return };
        match value.into() {
            Value::Table(more) => {
                let all = options.entry(option).or_insert_with(|| toml::Table::new().into());
                if let Value::Table(all) = all {
                    all.extend(more);
                }
            }
            Value::Array(more) => {
                let all = options.entry(option).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(all) = all {
                    add_all(all, more);
                }
            }
            plain => {
                options.insert(option.to_owned(), plain);
            }
        }
    }

    /// `[external]` says this; lists grow.
    pub(super) fn external(&mut self, key: &str, value: impl Into<Value>) {
        set(&mut self.external, key, value.into());
    }

    /// `[site]` says this; lists and tables grow.
    pub(super) fn site(&mut self, key: &str, value: impl Into<Value>) {
        set(&mut self.site, key, value.into());
    }

    pub(super) fn page_type(&mut self, page_type: PageType) {
        self.types.push(page_type);
    }

    /// The file, without what stands above it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        if !self.exclude.is_empty() {
            line(&mut out, "exclude", &Value::Array(self.exclude.clone()));
        }
        table(&mut out, "site", self.site.iter().map(|(key, value)| (key.as_str(), value)));
        table(&mut out, "rules", self.rules.iter().map(|(key, value)| (key.as_str(), value)));
        table(&mut out, "external", self.external.iter().map(|(key, value)| (key.as_str(), value)));
        for of in &self.types {
            let name = key(&of.name);
            writeln!(out, "\n[types.{name}]").ok();
            for (key, value) in &of.keys {
                line(&mut out, key, value);
            }
            for section in &of.sections {
                writeln!(out, "\n[[types.{name}.sections]]").ok();
                for (key, value) in section {
                    line(&mut out, key, value);
                }
            }
        }
        out.trim_start().to_owned()
    }
}

fn add_all(list: &mut Vec<Value>, items: Vec<Value>) {
    for item in items {
        add(list, item);
    }
}

fn add(list: &mut Vec<Value>, item: Value) {
    if !list.contains(&item) {
        list.push(item);
    }
}

fn set(entries: &mut Vec<(String, Value)>, key: &str, value: Value) {
    let known = entries.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value);
    match (known, value) {
        (Some(Value::Array(all)), Value::Array(more)) => {
            add_all(all, more);
        }
        (Some(Value::Table(all)), Value::Table(more)) => all.extend(more),
        (Some(known), value) => *known = value,
        (None, value) => entries.push((key.to_owned(), value)),
    }
}

fn table<'a>(
    out: &mut String,
    name: &str,
    entries: impl ExactSizeIterator<Item = (&'a str, &'a Value)>,
) {
    if entries.len() > 0 {
        writeln!(out, "\n[{name}]").ok();
    }
    for (key, value) in entries {
        line(out, key, value);
    }
}

/// A long list is a line an item; everything else is one line.
fn line(out: &mut String, name: &str, value: &Value) {
    let name = key(name);
    match value {
        Value::Array(items) if items.len() > 1 && value.to_string().len() > 80 => {
            writeln!(out, "{name} = [").ok();
            for item in items {
                writeln!(out, "  {item},").ok();
            }
            out.push_str("]\n");
        }
        _ => {
            writeln!(out, "{name} = {value}").ok();
        }
    }
}

/// A key, quoted where it has to be.
fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.chars().all(bare) {
        return name.to_owned();
    }
    Value::String(name.to_owned()).to_string()
}
