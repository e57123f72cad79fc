//! What a section holds, as mdschema says it and as a page type does.

use std::fmt::Write;

use serde_json::Value;
use toml::Value as Toml;

use crate::migrate::{Migration, is_unset, patterns};

/// Takes over one thing that is said of a section.
type Take = fn(&str, &Value, &mut Parts, &mut Migration);

/// What is said of a section besides its heading.
pub(super) const SECTION: &[(&str, Take)] = &[
    ("code_blocks", code_blocks),
    ("forbidden_text", |key, value, parts, out| texts(key, value, "must-not-match", parts, out)),
    ("images", images),
    ("lists", lists),
    ("required_text", |key, value, parts, out| texts(key, value, "must-match", parts, out)),
    ("tables", tables),
    ("word_count", |key, value, parts, out| {
        if let Some(range) = range(value, 0) {
            parts.said.push(("words", range.clone().into()));
            out.kept(key, format!("words = \"{range}\""));
        }
    }),
];

/// What is gathered of one section.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) said: Vec<(&'static str, Toml)>,
    pub(super) contains: toml::Table,
    pub(super) must: Vec<(&'static str, Vec<Toml>)>,
}

/// `min` and `max` as a range; `None` when they say nothing. `least` is taken for `min` where there is none.
fn range(value: &Value, least: u64) -> Option<String> {
    let (min, max) =
        (value["min"].as_u64().unwrap_or(least), value["max"].as_u64().filter(|max| *max > 0));
    if min == 0 && max.is_none() {
        return None;
    }
    let mut range = String::new();
    if min > 0 {
        write!(range, "{min}").ok();
    }
    range.push_str("..");
    if let Some(max) = max {
        write!(range, "{max}").ok();
    }
    Some(range)
}

fn texts(key: &str, value: &Value, ours: &'static str, parts: &mut Parts, out: &mut Migration) {
    let mut all = Vec::new();
    for text in value.as_array().into_iter().flatten() {
        let Some(pattern) = text["pattern"].as_str().or(text.as_str()) else { continue };
        let is_regex = text["regex"] == Value::Bool(true);
        let pattern = if is_regex { pattern.to_owned() } else { regex::escape(pattern) };
        match patterns::unusable(&pattern) {
            Some(why) => out.lost(
                &format!("{key} {pattern:?}"),
                format!("guidepost cannot read this expression: {why}"),
            ),
            None => all.push(pattern.into()),
        }
    }
    if !all.is_empty() {
        parts.must.push((ours, all));
        out.kept(key, ours);
    }
}

fn code_blocks(key: &str, value: &Value, parts: &mut Parts, out: &mut Migration) {
    for (row, rule) in value.as_array().into_iter().flatten().enumerate() {
        let Some(count) = range(rule, 0) else { continue };
        let langs = rule["lang"].as_str().filter(|lang| !lang.is_empty()).map(str::to_owned);
        let key = format!("{key} {}", langs.as_deref().unwrap_or("any"));
        if row > 0 {
            out.lost(&key, "`contains` counts the code of a section once: say it in `must-match`");
            continue;
        }
        let mut code = toml::Table::new();
        if let Some(lang) = langs {
            code.insert("lang".to_owned(), vec![lang].into());
        }
        code.insert("count".to_owned(), count.into());
        let code = Toml::Table(code);
        out.kept(&key, format!("contains = {{ code = {code} }}"));
        parts.contains.insert("code".to_owned(), code);
    }
}

fn images(key: &str, value: &Value, parts: &mut Parts, out: &mut Migration) {
    counted(key, value, "images", parts, out, |option| match option {
        "require_alt" => Some("missing-alt looks for that"),
        _ => None,
    });
}

fn tables(key: &str, value: &Value, parts: &mut Parts, out: &mut Migration) {
    counted(key, value, "tables", parts, out, |_| None);
}

/// How many there are. Of their other options `known` says which are not needed.
fn counted(
    key: &str,
    value: &Value,
    thing: &str,
    parts: &mut Parts,
    out: &mut Migration,
    known: fn(&str) -> Option<&'static str>,
) {
    for rule in value.as_array().into_iter().flatten() {
        if let Some(count) = range(rule, 0) {
            out.kept(key, format!("contains = {{ {thing} = \"{count}\" }}"));
            parts.contains.insert(thing.to_owned(), count.into());
        }
        rest(key, rule, &["min", "max"], known, out);
    }
}

fn lists(key: &str, value: &Value, parts: &mut Parts, out: &mut Migration) {
    for rule in value.as_array().into_iter().flatten() {
        let ordered = match rule["type"].as_str() {
            Some("ordered") => Some(true),
            Some("unordered") => Some(false),
            _ => None,
        };
        let items = rule["min_items"].as_u64().filter(|items| *items > 0);
        let count = range(rule, u64::from(items.is_some()));
        match count.as_deref() {
            None => {}
            Some("1..") => {
                let mut list = toml::Table::new();
                list.extend(items.map(|items| ("items".to_owned(), format!("{items}..").into())));
                list.extend(ordered.map(|ordered| ("ordered".to_owned(), ordered.into())));
                parts.contains.insert("list".to_owned(), list.into());
                out.kept(key, "contains.list");
            }
            Some(count) if ordered == Some(true) && items.is_none() => {
                parts.contains.insert("ordered-list".to_owned(), count.into());
                out.kept(key, "contains.ordered-list");
            }
            Some(_) => {
                out.lost(key, "`contains` asks for one list of a kind, or counts ordered ones");
            }
        }
        rest(key, rule, &["min", "max", "type", "min_items"], |_| None, out);
    }
}

/// Tell of the options of `rule` that were not `read`.
fn rest(
    key: &str,
    rule: &Value,
    read: &[&str],
    known: fn(&str) -> Option<&'static str>,
    out: &mut Migration,
) {
    for (option, value) in rule.as_object().into_iter().flatten() {
        let key = format!("{key} {option}");
        match known(option) {
            _ if read.contains(&option.as_str()) => {}
            Some(why) => out.needless(&key, why),
            None if is_unset(value) => out.needless(&key, "it is not set"),
            None => out.lost(&key, "`contains` counts, and looks no closer"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ranges() {
        assert_eq!(range(&json!({"min": 2, "max": 5}), 0).unwrap(), "2..5");
        assert_eq!(range(&json!({"max": 5}), 0).unwrap(), "..5");
        assert_eq!(range(&json!({}), 0), None);
    }
}
