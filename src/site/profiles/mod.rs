//! One file for each way of publishing.

pub(crate) mod devsite;
pub(crate) mod docfx;
pub(crate) mod docsify;
pub(crate) mod docusaurus;
pub(crate) mod exdoc;
pub(crate) mod forges;
pub(crate) mod gi_docgen;
pub(crate) mod gitbook;
pub(crate) mod html;
pub(crate) mod hugo;
pub(crate) mod jekyll;
pub(crate) mod mdbook;
pub(crate) mod mintlify;
pub(crate) mod mkdocs;
pub(crate) mod rustdoc;
pub(crate) mod scraped;
pub(crate) mod site;
pub(crate) mod sphinx;
pub(crate) mod starlight;
pub(crate) mod vitepress;
pub(crate) mod wiki;
pub(crate) mod zola;

use std::collections::HashSet;

use serde_json::Value;

use super::{Look, Profile, Site, Unread};
use crate::base::path::RelPath;
use crate::base::{data, js};
use crate::doc::redirects::Table;

/// Every profile. A folder is the first that recognises it.
pub static PROFILES: &[&Profile] = &[
    &mkdocs::PROFILE,
    &docusaurus::PROFILE,
    &vitepress::PROFILE,
    &vitepress::VUEPRESS,
    &starlight::PROFILE,
    &mdbook::PROFILE,
    &hugo::PROFILE,
    &zola::PROFILE,
    &docfx::PROFILE,
    &sphinx::PROFILE,
    &jekyll::PROFILE,
    &docsify::PROFILE,
    &mintlify::PROFILE,
    &gitbook::PROFILE,
    &gi_docgen::PROFILE,
    &exdoc::PROFILE,
    &rustdoc::PROFILE,
    &devsite::PROFILE,
    &wiki::PROFILE,
    &html::PROFILE,
    &site::PROFILE,
    &scraped::PROFILE,
    &forges::GITHUB,
    &forges::GITLAB,
    &forges::BITBUCKET,
    &forges::AZURE_DEVOPS,
];

/// Nothing in a folder says that it is of this profile.
fn never(_: &'static Profile, _: &Look<'_>) -> Option<Site> {
    None
}

/// The folder itself, served from the root.
fn plain(profile: &'static Profile, dir: RelPath) -> Site {
    let mut site = Site::new(profile, dir.clone(), dir.clone());
    site.mount("", Some(dir), true);
    site
}

/// `dir/path`, if that is a place in the corpus.
fn within(dir: &RelPath, path: &str) -> Option<RelPath> {
    dir.join(path.trim_start_matches('/'))
}

/// The text at `pointer` in `value`, such as `/build/src`.
fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer)?.as_str()
}

/// What the program `name` in the folder exports; the `keys` of it that cannot be read are noted in the site that `build`
/// makes of it.
fn programmed(
    look: &Look<'_>,
    name: &str,
    keys: &[&str],
    build: impl FnOnce(&Value) -> Site,
) -> Option<Site> {
    let exported = js::exported(&look.text(name)?);
    let mut site = build(&exported.value);
    let is_null = |key: &str| exported.value.get(key).is_none_or(Value::is_null);
    let unread = keys
        .iter()
        .filter(|key| exported.unread.iter().any(|unread| unread == *key) && is_null(key));
    let mut keys: Vec<String> = unread.map(|key| (*key).to_owned()).collect();
    if !exported.value.is_object() {
        keys = vec!["export default".to_owned()];
    }
    let file = look.dir.join(name)?;
    site.unread = Some(Unread { file, keys }).filter(|unread| !unread.keys.is_empty());
    Some(site)
}

/// The first of the files `names` in the folder, by its extension as YAML, TOML or JSON.
fn configuration(look: &Look<'_>, names: &[&str]) -> Option<Value> {
    let name = look.first(names)?;
    let text = look.text(name)?;
    let value = match name.rsplit('.').next() {
        Some("toml") => data::toml(&text),
        Some("json") => data::json(&text),
        _ => data::yaml(&text),
    };
    value.ok()
}

/// Take what the site itself forwards, by the first of its configurations `names`.
fn forward_own(site: &mut Site, look: &Look<'_>, names: &[&str], table: Table) {
    let found = look.first(names).and_then(|name| Some((look.dir.join(name)?, look.text(name)?)));
    if let Some((file, text)) = found {
        site.forward(&text, file, table);
    }
}

/// Show beside the pages in `of` what the navigation in the file `name` of the folder names.
fn show(site: &mut Site, look: &Look<'_>, name: &str, table: Table, of: &RelPath) {
    if let (Some(file), Some(text)) = (look.dir.join(name), look.text(name)) {
        site.show(&text, file, table, of);
    }
}

/// The folders in `dir`, itself first, not deeper than pages are.
fn folders_in(look: &Look<'_>, dir: &RelPath) -> Vec<(RelPath, Vec<String>)> {
    const MOST: usize = 10_000;
    let mut found = Vec::new();
    let mut waiting = vec![dir.clone()];
    while let Some(dir) = waiting.pop().filter(|_| found.len() < MOST) {
        let names = look.disk.names(&dir);
        // Nothing tells folders from files but what is in them, and few folders have a dot in their name.
        let plain = names.iter().filter(|name| !name.contains('.') && *name != "node_modules");
        waiting.extend(plain.map(|name| dir.child(name)));
        if !names.is_empty() {
            found.push((dir, names));
        }
    }
    found
}

/// Where hosts look for redirects.
const TABLES: [(&str, Table); 4] = [
    ("_redirects", Table::Lines),
    // As it is called before a script fills it in.
    ("__redirects", Table::Lines),
    ("netlify.toml", Table::Netlify),
    ("vercel.json", Table::Vercel),
];

/// Take what hosts forward for `site`, which is at `look`: `_redirects`, `netlify.toml` and `vercel.json` in its own
/// folder, in those that it serves, and above.
fn hosted_redirects(site: &mut Site, look: &Look<'_>) {
    let mut places = vec![look.dir.clone()];
    places
        .extend(site.mounts.iter().filter(|mount| !mount.pages).map(|mount| mount.folder.clone()));
    places.extend(site.docs.iter().cloned());
    let mut above = look.dir.clone();
    while !above.is_root() {
        above = above.parent();
        places.push(above.clone());
    }
    let mut seen = HashSet::new();
    places.retain(|place| seen.insert(place.clone()));
    for place in places {
        for (name, table) in TABLES {
            let file = place.child(name);
            if let Some(text) = look.disk.read(&file) {
                site.forward(&text, file, table);
            }
        }
    }
}
