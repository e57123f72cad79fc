//! Astro, and Starlight on it: <https://starlight.astro.build/reference/configuration/>.

use serde_json::Value;

use super::{forward_own, hosted_redirects, programmed, show, text};
use crate::base::js::UNREAD;
use crate::base::path::RelPath;
use crate::base::{data, js};
use crate::doc::redirects::Table;
use crate::site::{
    Changes, FILES, Keys, Look, NO_KEYS, Names, Pages, Profile, Serve, Site, Ways, clean,
};

pub(super) static PROFILE: Profile = Profile {
    name: "starlight",
    summary: "Astro and Starlight",
    dialect: "starlight",
    ways: Ways {
        serve: Serve::Below,
        extensions: &["md", "mdx", "mdoc", "astro", "html"],
        index: &["index"],
        lists: false,
        names: Names::Slugs(""),
        front_matter: &[
            "hero/image/file",
            "hero/image/light",
            "hero/image/dark",
            "hero/actions/link",
            "prev/link",
            "next/link",
        ],
        keys: Keys { path: &["slug"], rooted: true, ..NO_KEYS },
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null, false),
};

const NAMES: [&str; 5] = [
    "astro.config.mjs",
    "astro.config.ts",
    "astro.config.mts",
    "astro.config.js",
    "astro.config.cjs",
];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let starlight = look.exists("src/content/docs");
    let name = look.first(&NAMES)?;
    let mut unread = false;
    let mut site = programmed(look, name, &["base", "redirects"], |config| {
        let mut locales = calls(config).filter_map(|call| call["args"][0].get("locales"));
        unread = locales.any(|locales| locales.is_null() || locales.get(UNREAD).is_some());
        build(profile, look.dir, config, !starlight)
    })?;
    if starlight {
        parts(&mut site, look);
    }
    if unread {
        locales(&mut site, look);
    }
    aliases(&mut site, look);
    forward_own(&mut site, look, &NAMES, Table::Astro);
    if let (true, Some(docs)) = (starlight, site.docs.first().cloned()) {
        show(&mut site, look, name, Table::Astro, &docs);
        // The other languages have the same navigation.
        let pages = site.mounts.iter().filter(|mount| mount.pages && mount.folder != docs);
        let folders: Vec<RelPath> = pages.map(|mount| mount.folder.clone()).collect();
        site.navigation.iter_mut().for_each(|shown| shown.folders.extend(folders.iter().cloned()));
    }
    hosted_redirects(&mut site, look);
    Some(site)
}

/// Languages that the configuration leaves to a program: folders that are called like some.
fn locales(site: &mut Site, look: &Look<'_>) {
    let Some(docs) = site.docs.first().cloned() else { return };
    let names = look.disk.names(&docs);
    let is_language = |name: &&String| {
        let (language, region) = name.split_once('-').unwrap_or((name, ""));
        let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
        language.len() == 2 && letters(language) && region.len() <= 4 && letters(region)
    };
    let languages: Vec<&String> = names.iter().filter(is_language).collect();
    // Where the main language has no folder of its own, its pages stand beside those of the others.
    let main = names.iter().find(|name| *name == "en").and_then(|main| docs.join(main));
    for name in languages.into_iter().filter(|name| *name != "en") {
        site.mount(name, docs.join(name), true);
        site.mount(name, Some(main.clone().unwrap_or_else(|| docs.clone())), true);
    }
}

/// Pages beside the documentation are parts of others, or belong to collections that a program serves.
fn parts(site: &mut Site, look: &Look<'_>) {
    for (folder, own) in [("src", ["content", "pages"]), ("src/content", ["docs", "docs"])] {
        let Some(folder) = look.dir.join(folder) else { continue };
        let others = look.disk.names(&folder).into_iter().filter(|name| !own.contains(&&**name));
        site.parts.extend(others.map(|name| folder.child(&name)));
    }
    site.docs.extend(site.parts.iter().cloned());
}

/// Names for folders, which the builder takes from the settings of TypeScript: `~/*`.
fn aliases(site: &mut Site, look: &Look<'_>) {
    let settings =
        look.text("tsconfig.json").map(|text| js::exported(&format!("export default {text}")));
    let settings = settings.map(|settings| settings.value).unwrap_or_default();
    let options = &settings["compilerOptions"];
    let base = look.dir.join(text(options, "/baseUrl").unwrap_or_default());
    for (name, folders) in options["paths"].as_object().into_iter().flatten() {
        let folder = data::strings(folders).first().and_then(|folder| folder.strip_suffix('*'));
        let folder = folder.zip(base.as_ref()).and_then(|(folder, base)| base.join(folder));
        // A name that starts as paths do would hide them.
        let name =
            name.strip_suffix('*').filter(|name| name.ends_with('/') && !name.starts_with('.'));
        site.prefixes.extend(name.map(str::to_owned).zip(folder));
    }
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value, bare: bool) -> Site {
    let docs = dir.join("src/content/docs").unwrap_or_else(|| dir.clone());
    let mut site = Site::new(profile, dir.clone(), docs.clone());
    if let Some(address) = text(config, "/site") {
        site.published_at(address);
    }
    site.base = clean(text(config, "/base").unwrap_or_default());
    if bare {
        // Which addresses a content collection gets is decided by a program.
        site.docs = dir.join("src").into_iter().collect();
        site.ways.shared_host = true;
    }
    if !bare && leaves_links(config) {
        site.ways.changes = Changes::Nothing;
    }
    if !bare && !plain_plugins(config) {
        site.ways.programs.pages = Pages::Apart;
    }
    site.mount("", Some(docs.clone()), true);
    site.mount("", dir.join("src/pages"), true);
    site.mount("", dir.join("public"), false);
    for options in calls(config).map(|call| &call["args"][0]) {
        let default = text(options, "/defaultLocale").unwrap_or("root");
        for locale in options["locales"].as_object().into_iter().flat_map(|map| map.keys()) {
            if locale != "root" && locale != default && locale != UNREAD {
                // What is not translated is shown in the source language.
                let source =
                    if default == "root" { Some(docs.clone()) } else { docs.join(default) };
                site.mount(locale, docs.join(locale), true);
                site.mount(locale, source, true);
            }
        }
    }
    site
}

/// Integrations and plugins that change no link. Starlight itself leaves them as they are written (its issue 2791).
const HARMLESS: [&str; 23] = [
    "starlight",
    "mdx",
    "react",
    "preact",
    "vue",
    "svelte",
    "solid",
    "solidJs",
    "tailwind",
    "sitemap",
    "icon",
    "starlightLinksValidator",
    "starlightSidebarTopics",
    "starlightImageZoom",
    "starlightDocSearch",
    "starlightScrollToTop",
    "starlightHeadingBadges",
    "starlightKbd",
    "starlightGiscus",
    "starlightViewModes",
    "starlightThemeRapide",
    "starlightThemeBlack",
    "catppuccin",
];

/// Are all of `calls` integrations and plugins that are known to leave pages alone?
fn harmless(calls: &Value) -> bool {
    calls
        .as_array()
        .into_iter()
        .flatten()
        .all(|call| call["$call"].as_str().is_some_and(|name| HARMLESS.contains(&name)))
}

/// Does no plugin of Starlight make pages of its own?
fn plain_plugins(config: &Value) -> bool {
    calls(config).all(|call| harmless(&call["args"][0]["plugins"]))
}

/// The calls of Starlight in `config`.
fn calls(config: &Value) -> impl Iterator<Item = &Value> {
    let integrations = config["integrations"].as_array().into_iter().flatten();
    integrations.filter(|call| call["$call"] == "starlight")
}

/// Does nothing in `config` rewrite the links of pages?
fn leaves_links(config: &Value) -> bool {
    let plain = |value: &Value| value.as_array().is_none_or(Vec::is_empty);
    let markdown = &config["markdown"];
    let integrations = &config["integrations"];
    calls(config).next().is_some_and(|call| harmless(&call["args"][0]["plugins"]))
        && harmless(integrations)
        && plain(&markdown["remarkPlugins"])
        && plain(&markdown["rehypePlugins"])
}
