//! Redirects in configuration that is written as a program, as far as they are literal.

use serde_json::Value;

use super::{Redirect, Table, is_known};
use crate::base::js::{self, Placed};
use crate::base::span::Span;

pub(super) fn docusaurus(text: &str) -> Vec<Redirect> {
    let config = js::with_places(text);
    let plugins = config["plugins"].as_array().into_iter().flatten();
    let lists = plugins.filter_map(|plugin| plugin.get(1)?.get("redirects"));
    lists.flat_map(|list| pairs(text, list, ["from", "to"], Table::Docusaurus)).collect()
}

pub(super) fn next(text: &str) -> Vec<Redirect> {
    let config = js::with_places(text);
    pairs(text, &config["redirects"], ["source", "destination"], Table::Next)
}

pub(super) fn astro(text: &str) -> Vec<Redirect> {
    let config = js::with_places(text);
    let map = config["redirects"].as_object().into_iter().flatten();
    let rows = map.filter_map(|(from, to)| {
        let to = Placed::of(to).or_else(|| Placed::of(&to["destination"]))?;
        let row = redirect(text, &marks(from), to, Table::Astro);
        Some(Redirect { to: marks(to.text), ..row })
    });
    rows.collect()
}

/// `[...rest]` and `[name]` stand for segments.
fn marks(path: &str) -> String {
    let segment = |name: &str| {
        let inner = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        match inner.map(|name| (name, name.strip_prefix("..."))) {
            Some((_, Some(rest))) => format!(":{rest}*"),
            Some((name, None)) => format!(":{name}"),
            None => name.to_owned(),
        }
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The rows of a list of objects. A host's own name in front means every path of that host, not of this one.
fn pairs(text: &str, list: &Value, [from, to]: [&str; 2], table: Table) -> Vec<Redirect> {
    let pairs = list.as_array().into_iter().flatten();
    let rows = pairs.filter_map(|pair| Some((Placed::all(&pair[from]), Placed::of(&pair[to])?)));
    let rows = rows.flat_map(|(from, to)| from.into_iter().map(move |from| (from, to)));
    rows.filter(|(from, _)| from.text.starts_with('/'))
        .map(|(from, to)| redirect(text, from.text, to, table))
        .collect()
}

fn redirect(text: &str, from: &str, to: Placed<'_>, table: Table) -> Redirect {
    let place = to.at..to.at + to.text.len();
    let known = is_known(to.text) && !to.text.contains('[');
    let place = (known && text.get(place.clone()) == Some(to.text)).then(|| Span::from(place));
    Redirect { from: from.to_owned(), to: to.text.to_owned(), table, place, stays: false }
}
