//! Docusaurus: <https://docusaurus.io/docs/api/docusaurus-config>.

use serde_json::Value;

use super::{hosted_redirects, pairs, text, within};
use crate::base::data;
use crate::base::path::RelPath;
use crate::site::{FILES, Keys, Look, Profile, Serve, Site, Ways, js};

pub(super) static PROFILE: Profile = Profile {
    name: "docusaurus",
    summary: "Docusaurus",
    dialect: "docusaurus",
    ways: Ways {
        serve: Serve::Beside,
        extensions: &["md", "mdx", "js", "jsx", "tsx", "ts"],
        index: &["index", "readme"],
        keys: Keys { path: &["slug"], rooted: false, name: &["id"], also: &[] },
        ..FILES
    },
    recognise,
    assume: |profile, dir| {
        let mut site = Site::new(profile, dir.clone(), dir.clone());
        content(&mut site, &Value::Null, "docs", "docs");
        frame(&mut site, &Value::Null);
        site
    },
};

const NAMES: [&str; 5] = [
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    "docusaurus.config.mts",
    "docusaurus.config.cjs",
];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let exported = js::exported(&look.text(look.first(&NAMES)?)?);
    let config = exported.value;
    let mut site = Site::new(profile, look.dir.clone(), look.dir.clone());
    site.docs.clear();
    for key in ["url", "baseUrl", "presets", "staticDirectories"] {
        if exported.unread.iter().any(|unread| unread == key) {
            site.unread.push(key.to_owned());
        }
    }
    if let Some(url) = text(&config, "/url") {
        site.published_at(url);
    }
    site.base = crate::site::clean(text(&config, "/baseUrl").unwrap_or_default());
    let mut has_docs = false;
    for options in options(&config["presets"]) {
        if options["docs"] != false {
            has_docs = true;
            docs(&mut site, look, &options["docs"]);
        }
        if options["blog"] != false {
            content(&mut site, &options["blog"], "blog", "blog");
        }
    }
    for options in options(&config["plugins"]) {
        if options.get("routeBasePath").is_some() || options.get("path").is_some() {
            docs(&mut site, look, options);
        }
        pairs(&options["redirects"], "from", "to", &mut site.redirects);
    }
    if !has_docs {
        content(&mut site, &Value::Null, "docs", "docs");
    }
    frame(&mut site, &config["staticDirectories"]);
    translations(&mut site, look, &config["i18n"]);
    let folders: Vec<RelPath> =
        site.mounts.iter().filter(|mount| !mount.pages).map(|mount| mount.folder.clone()).collect();
    let plugins = std::mem::take(&mut site.redirects);
    site.redirects = if plugins.is_empty() { hosted_redirects(look, &folders) } else { plugins };
    Some(site)
}

/// The options of every preset or plugin in a list of names and pairs.
fn options(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten().filter_map(|entry| entry.get(1))
}

/// Pages that `options` may have put elsewhere than at `path`, served at `route`.
fn content(site: &mut Site, options: &Value, path: &str, route: &str) {
    let folder = site.home.join(text(options, "/path").unwrap_or(path));
    site.mount(text(options, "/routeBasePath").unwrap_or(route), folder.clone(), true);
    site.docs.extend(folder);
}

/// Documentation with its versions: the newest is served without its name, the next one as `next`.
fn docs(site: &mut Site, look: &Look<'_>, options: &Value) {
    let versions =
        look.text("versions.json").and_then(|text| data::json(&text).ok()).unwrap_or_default();
    let versions = data::strings(&versions);
    let route = text(options, "/routeBasePath").unwrap_or("docs").to_owned();
    content(site, options, "docs", "docs");
    let last = text(options, "/lastVersion").or(versions.first().copied());
    if let Some(last) = last.filter(|last| *last != "current") {
        if let Some(current) = site.mounts.last_mut() {
            current.url = crate::site::clean(&format!("{route}/next"));
        }
        for version in versions {
            let folder = site.home.join(&format!("versioned_docs/version-{version}"));
            let url = if version == last { route.clone() } else { format!("{route}/{version}") };
            site.mount(&url, folder.clone(), true);
            site.docs.extend(folder);
        }
    }
}

/// What every site has beside its documentation.
fn frame(site: &mut Site, folders: &Value) {
    let pages = site.home.join("src/pages");
    site.mount("", pages.clone(), true);
    site.docs.extend(pages);
    let folders = data::strings(folders);
    for folder in if folders.is_empty() { vec!["static"] } else { folders } {
        let folder = site.home.join(folder);
        site.mount("", folder, false);
    }
    site.prefixes.push(("@site/", site.home.clone()));
}

/// Translations, each with the source language behind it.
fn translations(site: &mut Site, look: &Look<'_>, i18n: &Value) {
    let default = text(i18n, "/defaultLocale").unwrap_or("en");
    let sources: Vec<_> = site.mounts.iter().filter(|mount| mount.pages).cloned().collect();
    for locale in data::strings(&i18n["locales"]).into_iter().filter(|locale| *locale != default) {
        let home = format!("i18n/{locale}/docusaurus-plugin-content-docs/current");
        if look.exists(&home) {
            let route = sources.first().map_or("", |mount| mount.url.as_str());
            let folder = within(look.dir, &home);
            site.mount(&format!("{locale}{route}"), folder, true);
        }
        for mount in &sources {
            site.mount(&format!("{locale}{}", mount.url), Some(mount.folder.clone()), true);
        }
    }
}
