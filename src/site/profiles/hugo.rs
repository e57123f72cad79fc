//! Hugo: <https://gohugo.io/configuration/all/>.

use serde_json::Value;

use super::{configuration, hosted_redirects, text, within};
use crate::base::data;
use crate::base::path::RelPath;
use crate::doc::Dialect;
use crate::site::{FILES, Keys, Look, Profile, Serve, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "hugo",
    summary: "Hugo",
    dialect: "hugo",
    ways: Ways {
        serve: Serve::Below,
        extensions: &["md", "markdown", "html", "adoc"],
        index: &["_index", "index"],
        lists: true,
        lowers: true,
        keys: Keys { path: &["url"], rooted: false, name: &["slug"], also: &["aliases"] },
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

const NAMES: [&str; 7] =
    ["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml"];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let config = configuration(look, &NAMES).or_else(|| {
        let dir = look.dir.join("config/_default").filter(|_| look.has("config"))?;
        let names = look.disk.names(&dir);
        let inner = Look { dir: &dir, names: &names, ..*look };
        let mut config = configuration(&inner, &NAMES)?;
        // Keys may have a file of their own there.
        for part in ["languages", "markup", "module"] {
            let files = ["toml", "yaml", "yml"].map(|kind| format!("{part}.{kind}"));
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            if let (Some(map), Some(value)) =
                (config.as_object_mut(), configuration(&inner, &files))
            {
                map.insert(part.to_owned(), value);
            }
        }
        Some(config)
    })?;
    let content = key(&config, "contentDir").and_then(Value::as_str).unwrap_or("content");
    let known = key(&config, "baseURL").is_some()
        || key(&config, "languageCode").is_some()
        || key(&config, "theme").is_some();
    if !known || !look.exists(content.split('/').next().unwrap_or(content)) {
        return None;
    }
    let mut site = build(profile, look.dir, &config);
    let folders: Vec<RelPath> =
        site.mounts.iter().filter(|mount| !mount.pages).map(|mount| mount.folder.clone()).collect();
    site.redirects = hosted_redirects(look, &folders);
    Some(site)
}

/// The value of a key, which Hugo compares without case.
fn key<'v>(config: &'v Value, name: &str) -> Option<&'v Value> {
    config
        .as_object()?
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value) -> Site {
    let content = key(config, "contentDir").and_then(Value::as_str).unwrap_or("content");
    let docs = within(dir, content).unwrap_or_else(|| dir.clone());
    let mut site = Site::new(profile, dir.clone(), docs.clone());
    if let Some(address) = key(config, "baseURL").and_then(Value::as_str) {
        site.published_at(address);
    }
    let default = key(config, "defaultContentLanguage").and_then(Value::as_str).unwrap_or("en");
    let in_folder =
        key(config, "defaultContentLanguageInSubdir").is_some_and(|value| *value == true);
    for (language, options) in
        key(config, "languages").and_then(Value::as_object).into_iter().flatten()
    {
        let Some(folder) = key(options, "contentDir")
            .and_then(Value::as_str)
            .and_then(|folder| within(dir, folder))
        else {
            continue;
        };
        let url = if language == default && !in_folder { "" } else { language };
        site.mount(url, Some(folder.clone()), true);
        site.docs.push(folder);
    }
    site.mount("", Some(docs), true);
    let statics = key(config, "staticDir").map(data::strings).unwrap_or_default();
    for folder in if statics.is_empty() { vec!["static"] } else { statics } {
        site.mount("", within(dir, folder), false);
    }
    // Files of `assets` are published when a template asks for them.
    site.mount("", dir.join("assets"), false);
    let id = "/markup/goldmark/parser/autoHeadingIDType";
    let dialect = match text(config, id).or_else(|| text(config, &id.to_lowercase())) {
        Some("github-ascii") => "hugo-ascii",
        Some("blackfriday") => "hugo-blackfriday",
        _ => "hugo",
    };
    site.dialect = Dialect::named(dialect).unwrap_or(site.dialect);
    let typographer =
        config.pointer("/markup/goldmark/extensions/typographer").unwrap_or(&Value::Null);
    if *typographer == false || typographer["disable"] == true || typographer["enDash"] == "--" {
        site.dialect = site.dialect.without_typographer();
    }
    site
}
