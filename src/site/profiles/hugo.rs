//! Hugo: <https://gohugo.io/configuration/all/>.

use serde_json::{Value, json};

use super::{configuration, hosted_redirects, text, within};
use crate::base::data;
use crate::base::path::RelPath;
use crate::doc::Dialect;
use crate::site::{
    Changes, FILES, Keys, Language, Look, Lookups, Names, Permalink, Profile, Serve, Site, Ways,
    clean,
};

pub(super) static PROFILE: Profile = Profile {
    name: "hugo",
    summary: "Hugo",
    dialect: "hugo",
    ways: Ways {
        serve: Serve::Below,
        extensions: &["md", "markdown", "html", "adoc"],
        index: &["_index", "index"],
        lists: true,
        sections: true,
        names: Names::Slugs(".#+~"),
        from_sources: true,
        by_name: true,
        front_matter: &["resources/src"],
        keys: Keys {
            path: &["url"],
            rooted: false,
            name: &["slug"],
            index: true,
            also: &["aliases"],
        },
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

const NAMES: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    configured(profile, look).or_else(|| content_alone(profile, look))
}

/// Content that another repository publishes: nothing but Hugo calls pages `_index.md`.
fn content_alone(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let is_section = |dir: &RelPath| look.disk.names(dir).iter().any(|name| name == "_index.md");
    let is_content = look.has("_index.md")
        && look.names.iter().any(|name| !name.contains('.') && is_section(&look.dir.child(name)));
    let inner = look.dir.segments().any(|name| name == "content") || is_section(&look.dir.parent());
    if !is_content || !look.dir.is_root() && inner {
        return None;
    }
    let mut site = Site::new(profile, look.dir.clone(), look.dir.clone());
    site.mount("", Some(look.dir.clone()), true);
    // Where it is served, only that repository knows, and what it makes of links.
    site.ways.shared_host = true;
    site.ways.lookups = Lookups::Maybe;
    site.imports = true;
    Some(site)
}

fn configured(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    if look.first(&NAMES).is_none() && !look.has("config") {
        return None;
    }
    let Value::Object(mut config) = configuration(look, &NAMES).unwrap_or_else(|| json!({})) else {
        return None;
    };
    if let Some(dir) = look.dir.join("config/_default").filter(|_| look.has("config")) {
        let names = look.disk.names(&dir);
        let inner = Look { dir: &dir, names: &names, ..*look };
        let more = configuration(&inner, &NAMES).unwrap_or_default();
        for (name, value) in more.as_object().into_iter().flatten() {
            config.entry(name).or_insert_with(|| value.clone());
        }
        // Keys may have a file of their own there.
        for part in ["languages", "markup", "module", "permalinks", "taxonomies"] {
            let files = ["toml", "yaml", "yml"].map(|kind| format!("{part}.{kind}"));
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            if let Some(value) = configuration(&inner, &files) {
                config.insert(part.to_owned(), value);
            }
        }
    }
    let config = Value::Object(config);
    let content = key(&config, "contentDir").and_then(Value::as_str).unwrap_or("content");
    let known = key(&config, "baseURL").is_some()
        || key(&config, "languageCode").is_some()
        || key(&config, "theme").is_some();
    if !known || !look.exists(content.split('/').next().unwrap_or(content)) {
        return None;
    }
    let mut site = build(profile, look.dir, &config);
    hook(&mut site, &config, look);
    hosted_redirects(&mut site, look);
    Some(site)
}

/// Take what the site makes of links: a hook, its own or that of its theme, looks them up among the pages. Without one they stay
/// as they are.
fn hook(site: &mut Site, config: &Value, look: &Look<'_>) {
    let own = "/markup/goldmark/renderHooks/link";
    let own = config.pointer(own).or_else(|| config.pointer(&own.to_lowercase()));
    let embedded = own.and_then(|own| key(own, "useEmbedded")).and_then(Value::as_str);
    let enabled = own.and_then(|own| key(own, "enableDefault")).and_then(Value::as_bool);
    let themes = key(config, "theme").map(data::strings).unwrap_or_default();
    let themes: Vec<String> = themes.iter().map(|theme| format!("themes/{theme}/")).collect();
    let has_hook = |place: &str| {
        let folders = ["layouts/_markup", "layouts/_default/_markup"];
        let mut folders =
            folders.iter().filter_map(|folder| look.dir.join(&format!("{place}{folder}")));
        folders.any(|dir| look.disk.names(&dir).iter().any(|name| name.starts_with("render-link")))
    };
    let places = || [""].into_iter().chain(themes.iter().map(String::as_str));
    let is_gone =
        |place: &&String| look.dir.join(place).is_none_or(|dir| look.disk.names(&dir).is_empty());
    // One for each of several languages: Hugo's own hook is on.
    let languages =
        key(config, "languages").and_then(Value::as_object).map_or(0, serde_json::Map::len);
    let is_own = matches!(embedded, Some("always" | "fallback")) || enabled == Some(true);
    let is_off = embedded == Some("never") || enabled == Some(false);
    site.ways.lookups = if places().any(has_hook) || is_own || languages > 1 && !is_off {
        Lookups::Yes
    } else if site.imports || themes.iter().any(|theme| is_gone(&theme)) {
        Lookups::Maybe
    } else {
        Lookups::No
    };
    let puts_base = key(config, "canonifyURLs").is_some_and(|value| *value == true);
    if site.ways.lookups == Lookups::No && !puts_base {
        site.ways.changes = Changes::Nothing;
    }
}

/// The value of a key, which Hugo compares without case.
fn key<'v>(config: &'v Value, name: &str) -> Option<&'v Value> {
    config
        .as_object()?
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// What modules say: folders of the repository that stand for parts of the content or of the static files.
fn mounts(site: &mut Site, config: &Value) {
    let module = key(config, "module").unwrap_or(&Value::Null);
    let imports = key(module, "imports");
    site.imports = imports.is_some();
    let content = site.docs.first().cloned();
    for import in imports.and_then(Value::as_array).into_iter().flatten() {
        // What another repository puts into the content is not here.
        for mount in key(import, "mounts").and_then(Value::as_array).into_iter().flatten() {
            let target = text(mount, "/target").and_then(|target| target.strip_prefix("content/"));
            let Some((content, target)) = content.as_ref().zip(target) else { continue };
            let page =
                site.extensions().find_map(|known| target.strip_suffix(&format!(".{known}")));
            let both = [Some(target), page].into_iter().flatten();
            let folders: Vec<RelPath> = both.filter_map(|path| content.join(path)).collect();
            site.elsewhere.extend(folders);
        }
    }
    for mount in key(module, "mounts").and_then(Value::as_array).into_iter().flatten() {
        let (Some(source), Some(target)) = (text(mount, "/source"), text(mount, "/target")) else {
            continue;
        };
        let language = text(mount, "/lang")
            .and_then(|name| site.languages.iter().find(|language| language.name == name));
        let language = language.map(|language| language.url.clone());
        let folder = within(&site.home, source);
        let mut parts = target.splitn(2, '/');
        let (first, rest) = (parts.next(), parts.next().unwrap_or_default());
        if first == Some("content") {
            site.docs.extend(folder.clone());
            if let (Some(folder), Some(language), "") = (&folder, &language, rest) {
                site.homes.push((folder.clone(), language.clone()));
            }
            let language = language.unwrap_or_default();
            site.mount(&format!("{language}/{rest}"), folder, true);
        } else if first == Some("static") {
            site.mount(rest, folder, false);
        }
    }
}

/// The patterns for pages by their section, which may stand below the kind of page.
fn permalinks(config: &Value) -> Vec<Permalink> {
    let mut permalinks = Vec::new();
    for (list, lists) in [(config, false), (&config["page"], false), (&config["section"], true)] {
        for (section, pattern) in list.as_object().into_iter().flatten() {
            if let (section, Some(pattern)) = (section.clone(), pattern.as_str()) {
                permalinks.push(Permalink { section, pattern: pattern.to_owned(), lists });
            }
        }
    }
    permalinks
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
        let url = if language == default && !in_folder { "" } else { language };
        let folder = key(options, "contentDir").and_then(Value::as_str);
        if let Some(folder) = folder.and_then(|folder| within(dir, folder)) {
            site.mount(url, Some(folder.clone()), true);
            site.homes.push((folder.clone(), clean(url)));
            site.docs.push(folder);
        } else {
            let (name, url) = (language.clone(), clean(url));
            site.languages.push(Language { name, url, falls_back: false });
        }
    }
    site.mount("", Some(docs), true);
    mounts(&mut site, config);
    if key(config, "uglyURLs").is_some_and(|value| *value == true) {
        site.ways.serve = Serve::Beside;
        site.ways.html = true;
    }
    site.permalinks = permalinks(key(config, "permalinks").unwrap_or(&Value::Null));
    for folder in site.elsewhere.clone() {
        let page = folder.child("_index.md");
        let at = site.served(&page, None).at.map(String::from);
        site.made.extend(at.or_else(|| site.address(&page)));
    }
    // Dates may come from names of files and from git, by rules of their own.
    site.ways.shared_host = !site.permalinks.iter().all(Permalink::is_plain);
    let lists = key(config, "taxonomies").and_then(Value::as_object);
    let lists: Vec<&str> = match lists {
        Some(map) => map.values().filter_map(Value::as_str).collect(),
        None => vec!["tags", "categories"],
    };
    let roots = site.languages.iter().map(|language| language.url.clone());
    let roots: Vec<String> =
        roots.chain(site.mounts.iter().map(|mount| mount.url.clone())).collect();
    for list in lists {
        site.made.extend(roots.iter().map(|root| format!("{root}/{list}")));
    }
    // Layouts are parts of every page.
    site.parts = ["layouts", "themes"].iter().filter_map(|folder| dir.join(folder)).collect();
    site.docs.extend(site.parts.iter().cloned());
    if let Some(theme) = key(config, "theme").and_then(Value::as_str) {
        site.mount("", dir.join(&format!("themes/{theme}/static")), false);
    }
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
