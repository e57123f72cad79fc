//! What a configuration says of rules: names and options looked up in the registry of rules.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::error::{ConfigError, Source};
use super::raw::{Level, Rules};
use crate::base::diag::Severity;
use crate::base::near::did_you_mean;
use crate::lint::select::Said;
use crate::lint::{Check, RULES, families, rule};

/// What `raw` says. `written` is the same as it stands in the file, with every place.
pub(super) fn said(
    raw: &Rules,
    written: Option<&DeValue<'_>>,
    source: &Source,
) -> Result<Said, Box<ConfigError>> {
    let mut said = Said::default();
    for (name, entry) in raw {
        let families = families();
        let is_family = families.contains(&name.get_ref().as_str());
        let rule = rule(name.get_ref());
        if rule.is_none() && !is_family {
            let known = families.into_iter().chain(RULES.iter().map(|rule| rule.name));
            return Err(super::compile::unknown("rule or family", name, known, source));
        }
        if let Some(level) = entry.severity {
            said.severities.push((name.get_ref().clone(), severity(level)));
        }
        if entry.options.is_empty() {
            continue;
        }
        let table = written.and_then(|rules| rules.get(name.get_ref()));
        let table = table.filter(|_| rule.is_some()).and_then(options);
        match (rule.map(|rule| (rule.name, &rule.check)), table) {
            (Some((name, Check::Told(options))), Some(table)) => {
                options
                    .check(ValueDeserializer::from(table))
                    .map_err(|error| ConfigError::from_toml(&error, &["severity"], source))?;
                said.options.push((name, entry.options.clone()));
            }
            _ => return Err(no_options(name, entry.options.keys(), written, source)),
        }
    }
    // A rule that is named wins over its family.
    let families = families();
    said.severities.sort_by_key(|(name, _)| !families.contains(&name.as_str()));
    Ok(said)
}

fn severity(level: Level) -> Option<Severity> {
    match level {
        Level::Error => Some(Severity::Error),
        Level::Warning => Some(Severity::Warning),
        Level::Info => Some(Severity::Info),
        Level::Off => None,
    }
}

/// The table of one rule without its severity.
fn options<'i>(rule: &Spanned<DeValue<'i>>) -> Option<Spanned<DeValue<'i>>> {
    let DeValue::Table(table) = rule.get_ref() else { return None };
    let rest = table.iter().filter(|(key, _)| key.get_ref() != "severity");
    let rest: DeTable<'i> = rest.map(|(key, value)| (key.clone(), value.clone())).collect();
    Some(Spanned::new(rule.span(), DeValue::Table(rest)))
}

/// Somebody sets an option of a family, or of a rule that has none.
fn no_options<'a>(
    name: &Spanned<String>,
    mut keys: impl Iterator<Item = &'a String>,
    written: Option<&DeValue<'_>>,
    source: &Source,
) -> Box<ConfigError> {
    let key = keys.next().map_or("", String::as_str);
    let place = written.and_then(|rules| rules.get(name.get_ref())).and_then(|table| {
        let DeValue::Table(table) = table.get_ref() else { return None };
        table.keys().find(|written| *written.get_ref() == key).map(Spanned::span)
    });
    let what = if rule(name.get_ref()).is_some() { "rule" } else { "family" };
    let help = did_you_mean(key, ["severity"].into_iter());
    let message = format!("the {what} `{}` has no option `{key}`", name.get_ref());
    ConfigError::new(message, help, place.or(Some(name.span())), source)
}

/// Every rule and family with what may be said of it.
pub(super) fn schema(generator: &mut SchemaGenerator) -> Schema {
    let level = generator.subschema_for::<Level>();
    let mut properties = Map::new();
    for family in families() {
        properties.insert(family.to_owned(), entry(&level, None, "A family"));
    }
    for rule in RULES {
        let options = match &rule.check {
            Check::Plain(_) | Check::Whole(_) => None,
            Check::Told(options) => Some(options.schema(generator)),
        };
        properties.insert(rule.name.to_owned(), entry(&level, options, rule.summary));
    }
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A severity, or a table of options with one.
fn entry(level: &Schema, options: Option<Schema>, description: &str) -> Value {
    let mut table = options.map_or_else(Map::new, |schema| match schema.to_value() {
        Value::Object(object) => object,
        _ => Map::new(),
    });
    table.insert("type".to_owned(), "object".into());
    table.insert("additionalProperties".to_owned(), false.into());
    let properties = table.entry("properties").or_insert_with(|| Map::new().into());
    properties["severity"] = level.clone().to_value();
    serde_json::json!({ "description": description, "anyOf": [level, table] })
}
