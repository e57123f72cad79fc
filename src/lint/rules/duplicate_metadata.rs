//! A value of the front matter that must be a page's own, and is another's, too.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::base::diag::{Data, Datum, Severity};
use crate::base::ids::FileId;
use crate::base::span::Span;
use crate::corpus::File;
use crate::lint::whole::{ByPage, Whole};
use crate::lint::{Check, Finding, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "duplicate-metadata",
    family: "front-matter",
    severity: Some(Severity::Warning),
    summary: "two pages have the same value of a key that their type calls unique",
    doc: include_str!("duplicate_metadata.md"),
    check: Check::Whole(check),
};

/// A key in a language with one of its values.
type Said = (String, String, String);

fn check(whole: &Whole<'_>, told: &mut ByPage) {
    let mut groups: BTreeMap<Said, Vec<(FileId, &File, Span)>> = BTreeMap::new();
    for (id, file) in whole.checked() {
        let types = whole.pages.types(file);
        let mut keys: Vec<&String> =
            types.iter().flat_map(|typed| &typed.page_type.front_matter.unique).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            for (value, span) in values(file, key) {
                let locale = whole.locales.of(file).unwrap_or_default();
                groups.entry((key.clone(), locale, value)).or_default().push((id, file, span));
            }
        }
    }
    for ((key, _, value), pages) in &groups {
        let mut pages = pages.clone();
        pages.dedup_by_key(|(id, ..)| *id);
        for (id, file, span) in &pages {
            let others: Vec<_> = pages.iter().filter(|(other, ..)| other != id).collect();
            let Some((_, first, _)) = others.first() else { continue };
            let more = match others.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let shown = crate::lint::excerpt(value);
            let message = format!("`{key}` is “{shown}” in {}{more} as well", first.path);
            let others: Vec<String> =
                others.iter().map(|(_, file, _)| file.path.to_string()).collect();
            let data = Data(vec![
                ("key", Datum::Text(key.clone())),
                ("value", Datum::Text(value.clone())),
                ("pages", Datum::List(others)),
            ]);
            let finding = Finding::new(*span, message)
                .label("must be this page's own")
                .help(format!("give {} another `{key}`", file.path.file_name()))
                .data(data)
                .cause(format!("duplicate-metadata {key} {value}"));
            told.push(*id, finding);
        }
    }
}

/// The values of `key` in the front matter of `file`, each with its place. A page without a title of its own there has that
/// of its first heading.
fn values(file: &File, key: &str) -> Vec<(String, Span)> {
    let metadata = file.metadata();
    let mut found = Vec::new();
    let mut add = |value: &Value, pointer: &str| {
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return,
        };
        if !text.is_empty() {
            found.push((text, metadata.place(pointer).unwrap_or_default()));
        }
    };
    match metadata.value.get(key) {
        Some(Value::Array(items)) => {
            for (row, item) in items.iter().enumerate() {
                add(item, &format!("/{key}/{row}"));
            }
        }
        Some(value) => add(value, &format!("/{key}")),
        None if key == "title" => {
            let heading = file.doc.headings.iter().find(|heading| heading.level == 1);
            found.extend(heading.map(|heading| {
                let start = heading.span.range().start;
                let length = file.text[heading.span.range()].trim_end().len();
                (heading.text.to_string(), Span::new(start, start + length))
            }));
        }
        None => {}
    }
    found
}
