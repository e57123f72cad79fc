//! Page types: what each inherits, and what that means.

use std::sync::Arc;

use toml::Spanned;

use super::Reader;
use super::compile::{globs, unknown};
use super::error::ConfigError;
use super::layers::{Layer, built_in};
use super::page_type as raw;
use super::section::{Part, blank, complete, merge, title};
use super::values;
use crate::base::data;
use crate::engine::settings::TypeMatch;
use crate::lint::types::{Expression, Forbidden, PageType, Range, Schema, Unlisted};
use crate::site::is_below;

type Result<T> = std::result::Result<T, Box<ConfigError>>;

/// Types that are there without a configuration.
const PRESETS: &str = include_str!("presets.toml");

/// One declaration of a type.
struct Declared<'a> {
    name: &'a Spanned<String>,
    raw: &'a raw::PageType,
    layer: &'a Layer,
    /// The row of the one that it extends.
    base: Option<usize>,
}

/// Every type of `all` with the pages that have it.
pub(super) fn compile(all: &[Layer], read: &Reader<'_>) -> Result<Vec<TypeMatch>> {
    let presets = built_in("the presets", PRESETS)?;
    let mut types: Vec<Declared<'_>> = Vec::new();
    for layer in [&presets].into_iter().chain(all) {
        for (name, raw) in &layer.raw.types {
            types.push(Declared { name, raw, layer, base: None });
        }
    }
    for row in 0..types.len() {
        types[row].base = base(&types, row)?;
    }
    let mut compiled = Vec::new();
    for row in 0..types.len() {
        let chain = chain(&types, row)?;
        // A type of the same name in the same place takes the place of this one.
        let newer = |other: &Declared<'_>| {
            other.name.get_ref() == types[row].name.get_ref()
                && other.layer.scope == types[row].layer.scope
        };
        if !types[row + 1..].iter().any(newer) {
            compiled.push(type_match(&types, &chain, read)?);
        }
    }
    Ok(compiled)
}

/// The row of the type that the one in `row` extends.
fn base(types: &[Declared<'_>], row: usize) -> Result<Option<usize>> {
    let own = &types[row];
    let above = |other: &Declared<'_>| is_below(&own.layer.scope, &other.layer.scope);
    let Some(wanted) = &own.raw.extends else {
        // What an outer folder says of a type of this name holds where this one says nothing.
        let outer = types[..row].iter().rposition(|other| {
            !other.layer.built_in && other.name.get_ref() == own.name.get_ref() && above(other)
        });
        return Ok(outer);
    };
    let wanted_one = |(other, declared): (usize, &Declared<'_>)| {
        let found = other != row && declared.name.get_ref() == wanted.get_ref() && above(declared);
        found.then_some(other)
    };
    let found = types.iter().enumerate().rev().find_map(wanted_one);
    let itself = wanted.get_ref() == own.name.get_ref();
    match found {
        Some(found) => Ok(Some(found)),
        // The chain says that it goes round in a circle.
        None if itself => Ok(Some(row)),
        None => {
            let names = types.iter().map(|other| other.name.get_ref().as_str());
            Err(unknown("page type", wanted, names, &own.layer.source))
        }
    }
}

/// The rows from the type in `row` up to the one that extends none.
fn chain(types: &[Declared<'_>], row: usize) -> Result<Vec<usize>> {
    let mut chain = vec![row];
    let mut at = row;
    while let Some(base) = types[at].base {
        if chain.contains(&base) {
            let circle = chain.iter().skip_while(|known| **known != base).chain([&base]);
            let names: Vec<&str> = circle.map(|&row| types[row].name.get_ref().as_str()).collect();
            let message = format!("these page types extend each other: {}", names.join(" → "));
            let own = &types[at];
            let place = own.raw.extends.as_ref().unwrap_or(own.name);
            let help = "remove one `extends`".to_owned();
            return Err(own.layer.error(message, Some(help), place));
        }
        chain.push(base);
        at = base;
    }
    Ok(chain)
}

fn declared(of: &Declared<'_>) -> String {
    if of.layer.built_in { of.layer.source.name.clone() } else { of.layer.at(of.name.span().start) }
}

fn type_match(types: &[Declared<'_>], chain: &[usize], read: &Reader<'_>) -> Result<TypeMatch> {
    let own = &types[chain[0]];
    let mut of = PageType {
        name: own.name.get_ref().clone(),
        declared: declared(own),
        ancestors: chain[1..]
            .iter()
            .map(|&row| (types[row].name.get_ref().clone(), declared(&types[row])))
            .collect(),
        ordered: true,
        ..PageType::default()
    };
    let mut parts: Vec<Part<'_>> = Vec::new();
    for &row in chain.iter().rev() {
        let Declared { raw, layer, .. } = &types[row];
        shape(raw, layer, read, &mut of)?;
        if raw.sections_from == Some(raw::SectionsFrom::None) {
            parts.clear();
        }
        for id in &raw.remove {
            let at = parts.iter().position(|part| part.section.id == *id.get_ref());
            let ids = parts.iter().map(|part| part.section.id.as_str());
            let at = at.ok_or_else(|| unknown("section", id, ids, &layer.source))?;
            parts.remove(at);
        }
        for (nth, section) in raw.sections.iter().enumerate() {
            let id = section.id.get_ref();
            // The second one would change the first, which whoever copied it would never miss.
            if raw.sections[..nth].iter().any(|other| other.id.get_ref() == id) {
                let message = format!("this page type has two sections `{id}`");
                let help = "give each section an id of its own".to_owned();
                return Err(layer.error(message, Some(help), &section.id));
            }
            let same = |part: &Part<'_>| part.section.id == *section.id.get_ref();
            let row = parts.iter().position(same).unwrap_or(parts.len());
            if row == parts.len() {
                let blank = blank(section.id.get_ref());
                parts.push(Part { section: blank, id: &section.id, layer });
            }
            (parts[row].id, parts[row].layer) = (&section.id, layer);
            merge(section, &mut parts[row].section, layer)?;
        }
    }
    for part in &parts {
        complete(part, &parts)?;
    }
    of.sections = parts.into_iter().map(|part| part.section).collect();
    matching(types, chain, of)
}

/// Which pages are of the type.
fn matching(types: &[Declared<'_>], chain: &[usize], of: PageType) -> Result<TypeMatch> {
    let own = &types[chain[0]];
    // What an outer folder says of a type of this name counts here too.
    let same = |row: &&usize| types[**row].name.get_ref() == own.name.get_ref();
    let rows: Vec<usize> = chain.iter().take_while(same).copied().collect();
    let matches =
        rows.iter().find_map(|&row| Some((&types[row], types[row].raw.matches.as_ref()?)));
    let exclude =
        rows.iter().find_map(|&row| Some((&types[row], types[row].raw.exclude.as_ref()?)));
    let mut found = TypeMatch {
        page_type: Arc::new(of),
        paths: globset::GlobSet::empty(),
        patterns: Vec::new(),
        front_matter: Vec::new(),
        exclude: match exclude {
            Some((of, exclude)) => globs(exclude, of.layer)?,
            None => globset::GlobSet::empty(),
        },
        scope: own.layer.scope.clone(),
        asked: false,
    };
    if let Some((of, matches)) = matches {
        found.paths = globs(&matches.paths, of.layer)?;
        found.patterns = matches.paths.iter().map(|path| path.get_ref().clone()).collect();
        for (key, value) in &matches.front_matter {
            let value = serde_json::to_value(value).unwrap_or_default();
            found.front_matter.push((key.clone(), value));
        }
    }
    Ok(found)
}

/// Everything but the sections.
fn shape(raw: &raw::PageType, layer: &Layer, read: &Reader<'_>, of: &mut PageType) -> Result<()> {
    let pattern = |raw: &Option<Spanned<String>>, old: Option<Expression>| match raw {
        Some(raw) => layer.expression(raw).map(Some),
        None => Ok(old),
    };
    of.title.max_chars = raw.title.max_chars.or(of.title.max_chars);
    of.title.matches = pattern(&raw.title.matches, of.title.matches.take())?;
    of.title.not_match = pattern(&raw.title.not_match, of.title.not_match.take())?;
    of.intro.required = raw.intro.required.unwrap_or(of.intro.required);
    of.intro.words = raw.intro.words.map(range).or(of.intro.words);
    of.words = raw.words.map(range).or(of.words);
    of.file_style = raw.file.style.or(of.file_style);
    of.file_matches_title = raw.file.matches_title.unwrap_or(of.file_matches_title);
    let metadata = &mut of.front_matter;
    metadata.required = raw.front_matter.required.unwrap_or(metadata.required);
    if let Some(unique) = &raw.front_matter.unique {
        metadata.unique.clone_from(unique);
    }
    if let Some(path) = &raw.front_matter.schema {
        let (file, text) = layer.read(path, read)?;
        let wrong = |error: String| {
            let help = "schemas are JSON Schema 2020-12 in one file: nothing is fetched for them";
            layer.error(format!("`{file}`: {error}"), Some(help.to_owned()), path)
        };
        let value = match file.extension() {
            "yaml" | "yml" => data::yaml(&text),
            "toml" => data::toml(&text),
            _ => data::json(&text),
        };
        let schema = Schema::new(file.as_str(), &value.map_err(wrong)?).map_err(wrong)?;
        metadata.schema = Some(Arc::new(schema));
    }
    if let Some(path) = &raw.template {
        of.template = Some(layer.read(path, read)?.1);
    }
    if let Some(order) = raw.order {
        of.ordered = order == raw::Order::Declared;
    }
    of.unlisted = match raw.unlisted_sections {
        Some(raw::Unlisted::Allow) => Unlisted::Allow,
        Some(raw::Unlisted::Deny) => Unlisted::Deny,
        Some(raw::Unlisted::AfterListed) => Unlisted::AfterListed,
        None => of.unlisted,
    };
    for forbidden in &raw.forbidden {
        let title = title(&forbidden.title, layer)?;
        of.forbidden.push(Forbidden { title, help: forbidden.help.clone() });
    }
    Ok(())
}

pub(super) fn range(raw: values::Range) -> Range {
    Range { min: raw.min, max: raw.max }
}

#[cfg(test)]
mod tests {
    use super::super::load;
    use crate::lint::types::Title;

    #[test]
    fn built_in_expressions_are_right() {
        let types = load("guidepost.toml", "").unwrap().settings.types;
        let mut count = 0;
        for of in types.iter().map(|of| &of.page_type) {
            let local = of.sections.iter().flat_map(|section| &section.local);
            let titles = of.sections.iter().flat_map(|section| &section.titles);
            let titles = titles.chain(local.flat_map(|(_, titles)| titles));
            let titles = titles.chain(of.forbidden.iter().map(|forbidden| &forbidden.title));
            let titles = titles.filter_map(|title| match title {
                Title::Matches(expression) => Some(expression),
                _ => None,
            });
            for expression in titles.chain(&of.title.matches).chain(&of.title.not_match) {
                assert!(!expression.as_str().is_empty());
                count += 1;
            }
        }
        let written = super::PRESETS.matches("regex = ").count();
        assert_eq!(count, written + super::PRESETS.matches("match = ").count());
    }
}
