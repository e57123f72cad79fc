//! One section of a page type: what is said of it, over what it inherits.

use toml::Spanned;

use super::compile::unknown;
use super::error::ConfigError;
use super::layers::Layer;
use super::page_type::{self as raw, Contains};
use super::page_types::range;
use super::values::{self, Titles};
use crate::base::near::did_you_mean;
use crate::lint::sections::normalise;
use crate::lint::types::{Need, Position, Range, Section, Thing, Title};

type Result<T> = std::result::Result<T, Box<ConfigError>>;

/// A section while it is put together.
pub(super) struct Part<'a> {
    pub(super) section: Section,
    pub(super) id: &'a Spanned<String>,
    pub(super) layer: &'a Layer,
}

/// A section of which nothing is said.
pub(super) fn blank(id: &str) -> Section {
    Section {
        id: id.to_owned(),
        titles: Vec::new(),
        local: Vec::new(),
        levels: Vec::new(),
        required: true,
        allow_empty: false,
        repeat: Range::ONE,
        sequential: None,
        position: None,
        words: None,
        contains: Vec::new(),
        must_match: Vec::new(),
        must_not_match: Vec::new(),
        help: None,
    }
}

/// What `raw` says, over what `of` says already, key by key.
pub(super) fn merge(raw: &raw::Section, of: &mut Section, layer: &Layer) -> Result<()> {
    let all: Vec<&values::Title> = raw.title.iter().chain(raw.any_of.iter().flatten()).collect();
    if !all.is_empty() {
        of.titles = all.into_iter().map(|raw| title(raw, layer)).collect::<Result<_>>()?;
    }
    for (locale, Titles(raw)) in &raw.titles {
        let titles = raw.iter().map(|raw| title(raw, layer)).collect::<Result<_>>()?;
        of.local.retain(|(known, _)| known != locale);
        of.local.push((locale.clone(), titles));
    }
    if let Some(levels) = &raw.level {
        of.levels.clone_from(&levels.0);
    }
    of.required = raw.required.unwrap_or(of.required);
    of.allow_empty = raw.allow_empty.unwrap_or(of.allow_empty);
    if let Some(repeat) = raw.repeat {
        of.repeat = range(repeat);
        of.required = raw.required.unwrap_or(repeat.min > 0);
    }
    if let Some(group) = &raw.sequential {
        of.sequential = Some(group.get_ref().clone());
    }
    if let Some(raw) = &raw.position {
        of.position = Some(position(raw, layer)?);
    }
    of.words = raw.words.map(range).or(of.words);
    if let Some(contains) = &raw.contains {
        of.contains = needs(contains);
    }
    let patterns = |raw: &[Spanned<String>]| {
        raw.iter().map(|raw| layer.expression(raw)).collect::<Result<_>>()
    };
    if let Some(raw) = &raw.must_match {
        of.must_match = patterns(raw)?;
    }
    if let Some(raw) = &raw.must_not_match {
        of.must_not_match = patterns(raw)?;
    }
    of.help = raw.help.clone().or(of.help.take());
    Ok(())
}

/// Is all there that a section needs?
pub(super) fn complete(part: &Part<'_>, parts: &[Part<'_>]) -> Result<()> {
    let Part { section, id, layer } = part;
    let wrong = |message: String, help: String| Err(layer.error(message, Some(help), id));
    if section.titles.is_empty() {
        let help = "give it a `title`, or titles of which any will do with `any-of`".to_owned();
        return wrong(format!("section `{}` has no title", section.id), help);
    }
    if let Some(Position::After(other) | Position::Before(other)) = &section.position
        && !parts.iter().any(|part| part.section.id == *other)
    {
        let ids = parts.iter().map(|part| part.section.id.as_str());
        let help = did_you_mean(other, ids).unwrap_or_default();
        return wrong(
            format!(
                "section `{}` has its place by `{other}`, which is no section of this type",
                section.id
            ),
            help,
        );
    }
    let has_group = |group: &String| {
        section.titles.iter().any(|title| match title {
            Title::Matches(regex) => regex.capture_names().flatten().any(|name| name == group),
            _ => false,
        })
    };
    if let Some(group) = section.sequential.as_ref().filter(|group| !has_group(group)) {
        let help = format!("name a group of the title's expression: (?P<{group}>\\d+)");
        return wrong(
            format!("no title of section `{}` has the group `{group}`", section.id),
            help,
        );
    }
    Ok(())
}

fn position(raw: &Spanned<String>, layer: &Layer) -> Result<Position> {
    Ok(match raw.get_ref().split_once(':').unwrap_or((raw.get_ref(), "")) {
        ("first", "") => Position::First,
        ("last", "") => Position::Last,
        ("any", "") => Position::Any,
        ("after", id) if !id.is_empty() => Position::After(id.trim().to_owned()),
        ("before", id) if !id.is_empty() => Position::Before(id.trim().to_owned()),
        _ => {
            let known = ["first", "last", "any", "after:ID", "before:ID"];
            return Err(unknown("position", raw, known.into_iter(), &layer.source));
        }
    })
}

fn needs(raw: &Contains) -> Vec<Need> {
    let mut needs = Vec::new();
    let counts = [
        (Thing::Links, raw.links, raw.own_links),
        (Thing::InternalLinks, raw.internal_links, raw.own_internal_links),
        (Thing::Images, raw.images, raw.own_images),
        (Thing::Tables, raw.tables, raw.own_tables),
        (any_list(Some(true)), raw.ordered_list, raw.own_ordered_list),
    ];
    for (thing, whole, own) in counts {
        needs.extend(whole.map(|count| Need::Count(thing.clone(), range(count), false)));
        needs.extend(own.map(|count| Need::Count(thing, range(count), true)));
    }
    let some = Range { min: 1, max: u64::MAX };
    for (list, own) in [(&raw.list, false), (&raw.own_list, true)] {
        needs.extend(list.as_ref().map(|list| {
            let items = list.items.map_or(Range { min: 0, max: u64::MAX }, range);
            Need::Count(Thing::Lists { items, ordered: list.ordered }, some, own)
        }));
    }
    for (code, own) in [(&raw.code, false), (&raw.own_code, true)] {
        needs.extend(code.as_ref().map(|code| {
            let langs = code.lang.iter().map(|lang| lang.to_lowercase()).collect();
            Need::Count(Thing::Code(langs), code.count.map_or(some, range), own)
        }));
    }
    if !raw.any.is_empty() {
        needs.push(Need::Any(raw.any.iter().map(self::needs).collect()));
    }
    needs
}

fn any_list(ordered: Option<bool>) -> Thing {
    Thing::Lists { items: Range { min: 0, max: u64::MAX }, ordered }
}

pub(super) fn title(raw: &values::Title, layer: &Layer) -> Result<Title> {
    Ok(match raw {
        values::Title::Is(title) => Title::Is(normalise(title)),
        values::Title::StartsWith(start) => Title::StartsWith(normalise(start)),
        values::Title::Regex(pattern) => Title::Matches(layer.expression(pattern)?),
    })
}
