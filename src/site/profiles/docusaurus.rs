//! Docusaurus: <https://docusaurus.io/docs/api/docusaurus-config>.

use serde_json::Value;

use super::{forward_own, hosted_redirects, programmed, show, text, within};
use crate::base::path::RelPath;
use crate::base::{data, js};
use crate::doc::redirects::Table;
use crate::site::{FILES, Keys, Look, Mount, NO_KEYS, Names, Profile, Serve, Site, Ways, clean};

pub(super) static PROFILE: Profile = Profile {
    name: "docusaurus",
    summary: "Docusaurus",
    dialect: "docusaurus",
    ways: Ways {
        serve: Serve::Beside,
        extensions: &["md", "mdx", "js", "jsx", "tsx", "ts"],
        index: &["index", "readme"],
        lists: false,
        names: Names::Unnumbered,
        from_sources: true,
        front_matter: &["image"],
        keys: Keys { path: &["slug"], name: &["id"], ..NO_KEYS },
        ..FILES
    },
    recognise,
    assume: |profile, dir| {
        let mut site = bare(profile, &dir);
        content(&mut site, &Value::Null, "docs", DOCS);
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
    let keys = ["url", "baseUrl", "presets", "staticDirectories", "redirects"];
    let mut site =
        programmed(look, look.first(&NAMES)?, &keys, |config| configured(profile, look, config))?;
    lists(&mut site, look);
    forward_own(&mut site, look, &NAMES, Table::Docusaurus);
    hosted_redirects(&mut site, look);
    Some(site)
}

fn configured(profile: &'static Profile, look: &Look<'_>, config: &Value) -> Site {
    let mut site = bare(profile, look.dir);
    if let Some(url) = text(config, "/url") {
        site.published_at(url);
    }
    site.base = clean(text(config, "/baseUrl").unwrap_or_default());
    let mut contents = Vec::new();
    for options in options(&config["presets"]) {
        if options["docs"] != false {
            contents.extend(docs(&mut site, look, &options["docs"]));
        }
        if options["blog"] != false {
            contents.extend(blog(&mut site, &options["blog"]));
        }
    }
    let plugins = config["plugins"].as_array().into_iter().flatten();
    for (name, options) in plugins.filter_map(|plugin| Some((plugin.get(0)?, plugin.get(1)?))) {
        if data::strings(&options["fromExtensions"]).contains(&"html") {
            site.ways.html = true;
        }
        let is_blog = name.as_str().is_some_and(|name| name.contains("blog"));
        if is_blog {
            contents.extend(blog(&mut site, options));
        } else if options.get("routeBasePath").is_some() || options.get("path").is_some() {
            contents.extend(docs(&mut site, look, options));
        }
    }
    if !contents.iter().any(|content| content.kind == DOCS) {
        contents.extend(docs(&mut site, look, &Value::Null));
    }
    frame(&mut site, &config["staticDirectories"]);
    translations(&mut site, look, &config["i18n"], &contents);
    if config["trailingSlash"] == true {
        site.ways.serve = Serve::Below;
    }
    site.ways.slashless = config["trailingSlash"] == false;
    site.made.push("/search".to_owned());
    site
}

/// Take the addresses of the lists of pages that categories and sidebars ask for.
fn lists(site: &mut Site, look: &Look<'_>) {
    let sidebars = ["sidebars.js", "sidebars.ts", "sidebars.json"];
    let sidebars: Vec<Value> = sidebars
        .iter()
        .filter(|name| look.has(name))
        .filter_map(|name| Some(js::exported(&as_module(name, look.text(name)?)).value))
        .collect();
    let mounts: Vec<Mount> = site.mounts.iter().filter(|mount| mount.pages).cloned().collect();
    for mount in mounts {
        let mut slugs = Vec::new();
        let categories = categories(&mount.folder, look, DEEPEST);
        for asking in sidebars.iter().chain(&categories) {
            generated(asking, &mut slugs);
        }
        site.lists.extend(slugs.iter().map(|slug| clean(&format!("{}/{slug}", mount.url))));
    }
}

/// A file of JSON as the module that it stands for.
fn as_module(name: &str, text: String) -> String {
    if name.ends_with("json") { format!("export default {text}") } else { text }
}

/// Nobody sorts pages into so many folders.
const DEEPEST: usize = 8;

/// What is said of the folders at and below `dir`.
fn categories(dir: &RelPath, look: &Look<'_>, depth: usize) -> Vec<Value> {
    let mut found = Vec::new();
    for name in look.disk.names(dir) {
        let path = dir.child(&name);
        match name.as_str() {
            "_category_.json" | "_category_.yml" | "_category_.yaml" => {
                found.extend(look.disk.read(&path).and_then(|text| data::yaml(&text).ok()));
            }
            name if name.contains('.') || name == "node_modules" || depth == 0 => {}
            _ => found.extend(categories(&path, look, depth - 1)),
        }
    }
    found
}

/// The `slug` of every list of pages in `value`.
fn generated<'v>(value: &'v Value, slugs: &mut Vec<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| generated(item, slugs)),
        Value::Object(map) => {
            if map.get("type").is_some_and(|kind| kind == "generated-index") {
                slugs.extend(map.get("slug").and_then(Value::as_str));
            }
            map.values().for_each(|value| generated(value, slugs));
        }
        _ => {}
    }
}

/// The options of every preset in a list of names and pairs.
fn options(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten().filter_map(|entry| entry.get(1))
}

/// Documentation, as the folders of its translations call it.
const DOCS: &str = "docusaurus-plugin-content-docs";
/// A blog.
const BLOG: &str = "docusaurus-plugin-content-blog";

/// Pages that are translated together.
struct Content {
    kind: &'static str,
    /// The folder of its translations: the kind, the name if it is not the first of its kind, and the version.
    translated: String,
    url: String,
    folder: RelPath,
}

/// The site itself publishes nothing but what is mounted: a README beside its configuration is read elsewhere.
fn bare(profile: &'static Profile, dir: &RelPath) -> Site {
    let mut site = Site::new(profile, dir.clone(), dir.clone());
    site.docs.clear();
    site
}

/// Pages that `options` may have put elsewhere than at `path`, which is also the default for where they are served.
fn content(site: &mut Site, options: &Value, path: &str, kind: &'static str) -> Option<Content> {
    let folder = site.home.join(text(options, "/path").unwrap_or(path))?;
    let url = clean(text(options, "/routeBasePath").unwrap_or(path));
    let translated = match text(options, "/id") {
        Some(id) if id != "default" => format!("{kind}-{id}"),
        _ => kind.to_owned(),
    };
    site.mount(&url, Some(folder.clone()), true);
    site.docs.push(folder.clone());
    Some(Content { kind, translated, url, folder })
}

/// Posts, which are served by their date, and the lists that are made of them.
fn blog(site: &mut Site, options: &Value) -> Option<Content> {
    let content = content(site, options, "blog", BLOG)?;
    site.made.push(content.url.clone());
    Some(content)
}

/// Documentation with its versions: the newest is served without its name, the next one as `next`.
fn docs(site: &mut Site, look: &Look<'_>, options: &Value) -> Vec<Content> {
    if options["numberPrefixParser"] == false {
        site.ways.names = Names::Same;
    }
    let Some(mut current) = content(site, options, "docs", DOCS) else { return Vec::new() };
    for lists in ["tags", "category"] {
        site.made.push(format!("{}/{lists}", current.url));
    }
    let id = text(options, "/id").filter(|id| *id != "default");
    let prefix = id.map(|id| format!("{id}_")).unwrap_or_default();
    let versions = look.text(&format!("{prefix}versions.json"));
    let versions = versions.and_then(|text| data::json(&text).ok()).unwrap_or_default();
    let versions = data::strings(&versions);
    let last = text(options, "/lastVersion").or(versions.first().copied()).unwrap_or("current");
    let route = current.url.clone();
    let url = |version: &str, plain: &str| {
        let named = options["versions"][version]["path"].as_str();
        let default = if version == last { "" } else { plain };
        clean(&format!("{route}/{}", named.unwrap_or(default)))
    };
    current.url = url("current", "next");
    if let Some(mount) = site.mounts.last_mut() {
        mount.url.clone_from(&current.url);
    }
    let translated = current.translated.clone();
    current.translated.push_str("/current");
    if let Some(name) = sidebars(&options["sidebarPath"]) {
        show(site, look, name, Table::Sidebars, &current.folder);
    }
    let mut all = vec![current];
    for version in versions {
        let folder = format!("{prefix}versioned_docs/version-{version}");
        let Some(folder) = site.home.join(&folder) else { continue };
        let url = url(version, version);
        site.mount(&url, Some(folder.clone()), true);
        site.docs.push(folder.clone());
        let translated = format!("{translated}/version-{version}");
        all.push(Content { kind: DOCS, translated, url, folder });
    }
    all
}

/// The file that `path` names: a text, or `require.resolve('./sidebars.js')`. Without one the navigation shows all pages.
fn sidebars(path: &Value) -> Option<&str> {
    let argument = &path["args"][0];
    path.as_str().or(argument.as_str())
}

/// What every site has beside its documentation.
fn frame(site: &mut Site, folders: &Value) {
    let pages = site.home.join("src/pages");
    site.mount("", pages, true);
    let sources = site.home.join("src");
    site.docs.extend(sources);
    let folders = data::strings(folders);
    for folder in if folders.is_empty() { vec!["static"] } else { folders } {
        let folder = site.home.join(folder);
        site.mount("", folder, false);
    }
    site.prefixes.push(("@site/".to_owned(), site.home.clone()));
}

/// Translations, each with the source language behind it.
fn translations(site: &mut Site, look: &Look<'_>, i18n: &Value, contents: &[Content]) {
    let default = text(i18n, "/defaultLocale").unwrap_or("en");
    let pages = site.home.join("src/pages");
    for locale in data::strings(&i18n["locales"]).into_iter().filter(|locale| *locale != default) {
        for content in contents {
            let url = format!("{locale}{}", content.url);
            let home = format!("i18n/{locale}/{}", content.translated);
            if look.exists(&home) {
                site.mount(&url, within(look.dir, &home), true);
            }
            site.mount(&url, Some(content.folder.clone()), true);
            if content.kind == BLOG {
                site.made.push(clean(&url));
            }
        }
        site.mount(locale, pages.clone(), true);
        site.docs.extend(look.dir.join(&format!("i18n/{locale}")));
    }
}
