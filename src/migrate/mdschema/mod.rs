//! mdschema: `.mdschema.yml`, as of version 0.13.

mod contents;

use serde_json::{Map, Value, json};
use toml::Value as Toml;

use self::contents::{Parts, SECTION};
use super::Way::{Lost, Take};
use super::draft::PageType;
use super::{Migration, Way, each, is_unset, patterns, table, timeout};

const WAYS: &[(&str, Way)] = &[
    ("heading_rules", Take(|_, value, out| group("heading_rules.", value, HEADINGS, out))),
    ("links", Take(|_, value, out| group("links.", value, LINKS, out))),
];

const HEADINGS: &[(&str, Way)] = &[
    ("max_depth", Lost("no rule limits how deep headings go")),
    ("no_skip_levels", Take(|key, value, out| switch(key, value, "skipped-level", out))),
    ("unique", Take(|key, value, out| switch(key, value, "repeated-heading", out))),
    ("unique_per_level", Take(|key, value, out| switch(key, value, "repeated-heading", out))),
];

const LINKS: &[(&str, Way)] = &[
    ("allowed_domains", Lost("no rule limits where links may lead")),
    ("blocked_domains", Lost("no rule limits where links may lead")),
    ("external_timeout", Take(timeout)),
    ("validate_external", Take(external)),
    ("validate_files", Take(|key, value, out| switch(key, value, "missing-target", out))),
    ("validate_internal", Take(|key, value, out| switch(key, value, "missing-anchor", out))),
];

/// Is `key` one that a schema of mdschema has?
pub(super) fn knows(key: &str) -> bool {
    ["structure", "frontmatter"].contains(&key) || WAYS.iter().any(|(known, _)| *known == key)
}

pub(super) fn read(name: &str, text: &str, out: &mut Migration) -> Result<(), String> {
    let mut values = table(name, text)?;
    let structure = values.remove("structure").unwrap_or_default();
    let front_matter = values.remove("frontmatter").unwrap_or_default();
    each(&values, "", WAYS, out);
    // A schema with a name of its own is for pages that the command line names.
    let end = name.find("mdschema").or_else(|| name.rfind('.')).unwrap_or(name.len());
    let own = name[..end].trim_matches(['.', '-', '_']);
    let mut page_type = PageType {
        name: if own.is_empty() { "page" } else { own }.to_owned(),
        ..PageType::default()
    };
    if own.is_empty() {
        let glob = out.glob("**/*.md");
        let paths = toml::Table::from_iter([("paths".to_owned(), vec![glob].into())]);
        page_type.keys.push(("match", paths.into()));
    } else {
        let way = format!("mdschema is told on its command line: write `match` into [types.{own}]");
        out.lost("the pages", way);
    }
    let structure = structure.as_array().map_or(&[][..], Vec::as_slice);
    if !front_matter.is_null() {
        fields(&front_matter, &mut page_type, out);
    }
    if !structure.is_empty() {
        let open = structure.iter().any(allows_more);
        page_type.keys.push(("unlisted-sections", if open { "allow" } else { "deny" }.into()));
        elements("structure", structure, &mut page_type, out);
    }
    if !page_type.sections.is_empty()
        || page_type.keys.iter().any(|(key, _)| matches!(*key, "front-matter" | "file"))
    {
        out.draft.page_type(page_type);
    }
    Ok(())
}

fn group(before: &str, value: &Value, ways: &[(&str, Way)], out: &mut Migration) {
    match value {
        Value::Object(values) => each(values, before, ways, out),
        _ => out.needless(before.trim_end_matches('.'), "it is not set"),
    }
}

fn switch(key: &str, value: &Value, rule: &str, out: &mut Migration) {
    if is_unset(value) {
        out.draft.rule(rule, "off");
        return out.kept(key, format!("[rules] {rule} = \"off\""));
    }
    out.draft.rule(rule, "error");
    let more = if key.contains("unique") { ", among headings of one parent" } else { "" };
    out.kept(key, format!("[rules] {rule} = \"error\"{more}"));
}

fn external(key: &str, value: &Value, out: &mut Migration) {
    if is_unset(value) {
        return out.tell(key, super::Fate::Elsewhere, "`--offline` on the command line");
    }
    out.needless(key, "external links are asked unless `--offline` is given");
}

fn allows_more(element: &Value) -> bool {
    element["allow_additional"] == Value::Bool(true)
        || element["children"].as_array().into_iter().flatten().any(allows_more)
}

/// Sections, each followed by those below it.
fn elements(before: &str, elements: &[Value], page_type: &mut PageType, out: &mut Migration) {
    for element in elements {
        let heading = if element.is_string() { element } else { &element["heading"] };
        let shown = heading["expr"].as_str().or(heading["pattern"].as_str()).or(heading.as_str());
        let key = format!("{before} {:?}", shown.unwrap_or_default());
        let mut parts = Parts::default();
        let title = match title(heading) {
            Ok(title) => Some(title),
            Err(_) if heading["expr"] == "slug(filename) == slug(heading)" => {
                page_type.keys.push((
                    "file",
                    toml::Table::from_iter([("matches-title".to_owned(), true.into())]).into(),
                ));
                out.kept(&key, "file = { matches-title = true }");
                None
            }
            Err(why) => {
                out.lost(&key, why);
                None
            }
        };
        let empty = Map::new();
        let values = element.as_object().unwrap_or(&empty);
        if let Some((level, name, title)) = title {
            out.kept(&key, format!("[types.{}] sections", page_type.name));
            for (name, value) in values {
                let key = format!("{key} {name}");
                match (name.as_str(), SECTION.iter().find(|(known, _)| known == name)) {
                    (_, Some((_, take))) => take(&key, value, &mut parts, out),
                    ("heading" | "children" | "allow_additional", _) => {}
                    ("optional", _) => parts.said.push(("required", is_unset(value).into())),
                    ("severity", _) => out.lost(&key, "the severity is that of missing-section, for all types: [rules] and [[overrides]] set it"),
                    _ => out.lost(&key, "guidepost does not know this setting"),
                }
            }
            let section = page_type.section(&name, level, title);
            section.extend(parts.said);
            section.extend(parts.must.into_iter().map(|(key, list)| (key, Toml::Array(list))));
            if !parts.contains.is_empty() {
                section.push(("contains", parts.contains.into()));
            }
        }
        if values.contains_key("allow_additional") {
            out.kept(&format!("{key} allow_additional"), "unlisted-sections, for the whole page");
        }
        let children = values.get("children").and_then(Value::as_array);
        self::elements(&key, children.map_or(&[], Vec::as_slice), page_type, out);
    }
}

/// The level of a heading, its words, and its title as a type has it.
fn title(heading: &Value) -> Result<(i64, String, Toml), String> {
    let is_regex = heading["regex"] == Value::Bool(true);
    let Some(pattern) = heading.as_str().or(heading["pattern"].as_str()) else {
        return Err("a title is compared with text or an expression".to_owned());
    };
    let marks = if is_regex { pattern.trim_start_matches('^') } else { pattern };
    let rest = marks.trim_start_matches('#');
    let level = marks.len() - rest.len();
    let level = i64::try_from(level).ok().filter(|level| (1..=6).contains(level));
    let (Some(level), Some(text)) = (level, rest.strip_prefix(' ')) else {
        return Err(
            "the level of its heading is part of the expression: write `level` and `title`"
                .to_owned(),
        );
    };
    if !is_regex {
        return Ok((level, text.to_owned(), text.into()));
    }
    if text.contains('|') && !text.contains('(') {
        return Err(
            "it stands for headings of several levels: write `level` and `title`".to_owned()
        );
    }
    let whole = format!("^{}$", text.trim_end_matches('$'));
    if let Some(why) = patterns::unusable(&whole) {
        return Err(format!("guidepost cannot read this expression: {why}"));
    }
    // Any title: whichever heading of the level.
    let name = text.replace(|c: char| !c.is_alphanumeric() && c != ' ', " ");
    Ok((level, name, toml::Table::from_iter([("regex".to_owned(), whole.into())]).into()))
}

/// Fields of the front matter become a JSON Schema beside the configuration.
fn fields(value: &Value, page_type: &mut PageType, out: &mut Migration) {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in value["fields"].as_array().into_iter().flatten() {
        let Some(name) = field["name"].as_str() else { continue };
        let key = format!("frontmatter {name}");
        let mut property = Map::new();
        match field["type"].as_str() {
            Some("date") => property.extend([
                ("type".to_owned(), json!("string")),
                ("format".to_owned(), json!("date")),
            ]),
            Some(kind) => property.extend([("type".to_owned(), json!(kind))]),
            None => {}
        }
        match field["format"].as_str() {
            Some("url") => property.extend([("format".to_owned(), json!("uri"))]),
            Some(format) => property.extend([("format".to_owned(), json!(format))]),
            None => {}
        }
        if field["optional"] != Value::Bool(true) {
            required.push(name);
        }
        for (option, _) in field.as_object().into_iter().flatten() {
            if !["name", "type", "format", "optional", "description"].contains(&option.as_str()) {
                out.lost(&format!("{key} {option}"), "write it into the JSON Schema");
            }
        }
        properties.insert(name.to_owned(), property.into());
        out.kept(&key, "the JSON Schema of front-matter");
    }
    let is_required = value["optional"] != Value::Bool(true);
    let mut ours = toml::Table::from_iter([("required".to_owned(), is_required.into())]);
    out.kept("frontmatter", format!("front-matter = {{ required = {is_required} }}"));
    if !properties.is_empty() {
        let file = format!("{}.front-matter.json", page_type.name);
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": properties,
            "required": required,
        });
        ours.insert("schema".to_owned(), file.clone().into());
        out.files.push((file, format!("{schema:#}\n")));
    }
    page_type.keys.push(("front-matter", ours.into()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_their_level_and_words() {
        let title =
            |heading: Value| title(&heading).map(|(level, _, title)| format!("{level} {title}"));
        assert_eq!(title(json!("## Next steps")).unwrap(), "2 \"Next steps\"");
        assert_eq!(
            title(json!({"pattern": "^# .*", "regex": true})).unwrap(),
            "1 { regex = \"^.*$\" }"
        );
        assert!(title(json!({"pattern": "#+ .*", "regex": true})).is_err());
        assert!(title(json!({"expr": "level == 2"})).is_err());
    }
}
