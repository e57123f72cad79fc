//! `docs/reference.md`: every key of `guidepost.toml`, from the schema that editors use.

use std::fmt::Write;

use serde_json::Value;

use super::{NOTE, compare, entry};

#[test]
fn the_reference_of_the_configuration_is_fresh() {
    let root = guidepost::config::schema();
    let mut out = format!(
        "# Configuration reference\n\n{NOTE}\n\nEvery key that `guidepost.toml` may have, table by table. `guidepost schema` \
         prints the same for editors; [Configuration](configuration.md) says how files work together.\n"
    );
    let mut tables = vec![(String::new(), &root)];
    let mut seen: Vec<&Value> = Vec::new();
    while !tables.is_empty() {
        let (title, schema) = tables.remove(0);
        if !seen.contains(&schema) {
            seen.push(schema);
            let below = describe(&mut out, &title, schema, &root);
            tables.splice(0..0, below);
        }
    }
    compare("reference.md", &out);
}

/// Write what the table `title` may hold, and give the tables in it.
fn describe<'a>(
    out: &mut String,
    title: &str,
    schema: &'a Value,
    root: &'a Value,
) -> Vec<(String, &'a Value)> {
    let name = title.trim_matches(['[', ']']);
    if name == "rules" {
        rules(out, schema, root);
        return Vec::new();
    }
    let heading = if title.is_empty() { "The file".to_owned() } else { format!("`{title}`") };
    write!(out, "\n## {heading}\n\n").unwrap();
    if !title.is_empty() {
        write!(out, "{}\n\n", text(schema)).unwrap();
    }
    out.push_str("| key | value | what it says |\n|---|---|---|\n");
    let mut below = Vec::new();
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let full = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
        let table = match resolved(value, root) {
            (inner, _) if key == "rules" || has_keys(inner) => Some((format!("[{full}]"), inner)),
            (_, Some(Inner::List(inner))) if has_keys(inner) => {
                Some((format!("[[{full}]]"), inner))
            }
            (_, Some(Inner::Named(inner))) if has_keys(inner) => {
                Some((format!("[{full}.NAME]"), inner))
            }
            _ => None,
        };
        let kind =
            table.as_ref().map_or_else(|| kind(value, root), |(title, _)| format!("`{title}`"));
        writeln!(out, "| `{key}` | {kind} | {} |", entry(&text(value))).unwrap();
        below.extend(table.filter(|(title, _)| title != "[overrides.rules]"));
    }
    below
}

/// The options of rules.
fn rules(out: &mut String, schema: &Value, root: &Value) {
    out.push_str(
        "\n## `[rules]`\n\nA severity for any of the [rules and families](rules.md): `missing-anchor = \"warning\"`. For a rule \
         with options, a table of these, in which `severity` is one more:\n\n| rule | option | value | what it says |\n|---|---|---|---|\n",
    );
    for (rule, value) in schema["properties"].as_object().into_iter().flatten() {
        let options = value["anyOf"][1]["properties"].as_object().into_iter().flatten();
        for (option, value) in options.filter(|(option, _)| *option != "severity") {
            let kind = kind(value, root);
            writeln!(out, "| `{rule}` | `{option}` | {kind} | {} |", entry(&text(value))).unwrap();
        }
    }
}

/// What a list or a table of names holds.
enum Inner<'a> {
    List(&'a Value),
    Named(&'a Value),
}

/// `value` without the ways around it: what it refers to, and what it holds if it is a list or a table of names.
fn resolved<'a>(value: &'a Value, root: &'a Value) -> (&'a Value, Option<Inner<'a>>) {
    if let Some(path) = value["$ref"].as_str() {
        return resolved(root.pointer(&path[1..]).unwrap(), root);
    }
    if let Some(of) = value["anyOf"].as_array()
        && let [one, null] = of.as_slice()
        && null["type"] == "null"
    {
        return resolved(one, root);
    }
    let inner = match (&value["items"], &value["additionalProperties"]) {
        (items @ Value::Object(_), _) => Some(Inner::List(resolved(items, root).0)),
        (_, named @ Value::Object(_)) => Some(Inner::Named(resolved(named, root).0)),
        _ => None,
    };
    (value, inner)
}

fn has_keys(schema: &Value) -> bool {
    schema["properties"].as_object().is_some_and(|keys| !keys.is_empty())
}

fn text(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What may be written for `value`, in words.
fn kind(value: &Value, root: &Value) -> String {
    match resolved(value, root) {
        (_, Some(Inner::List(inner))) => format!("list of {}", kind(inner, root)),
        (_, Some(Inner::Named(inner))) => format!("table of {}", kind(inner, root)),
        (schema, None) => plain(schema, root),
    }
}

fn plain(schema: &Value, root: &Value) -> String {
    for several in ["oneOf", "anyOf"] {
        if let Some(ways) = schema[several].as_array() {
            let mut ways: Vec<String> = ways.iter().map(|way| kind(way, root)).collect();
            ways.dedup();
            return ways.join(", ");
        }
    }
    if let Some(word) = schema["const"].as_str() {
        return format!("`\"{word}\"`");
    }
    if has_keys(schema) {
        let keys = schema["properties"].as_object().into_iter().flatten();
        let keys: Vec<String> = keys.map(|(key, _)| format!("`{{ {key} = … }}`")).collect();
        return keys.join(", ");
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).find(|name| *name != "null"),
        name => name.as_str(),
    };
    match types {
        Some("string") => "text",
        Some("integer" | "number") => "number",
        Some("boolean") => "`true`, `false`",
        Some("array") => "list",
        Some("object") => "table",
        _ => "any value",
    }
    .to_owned()
}
