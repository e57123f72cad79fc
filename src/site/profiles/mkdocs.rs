//! `MkDocs`: <https://www.mkdocs.org/user-guide/configuration/>, and Zensical, which came out of Material for `MkDocs` and
//! publishes the same pages: <https://zensical.org/docs/setup/basics/>.

use serde_json::Value;

use super::{configuration, folders_in, hosted_redirects, text, within};
use crate::base::data;
use crate::base::path::RelPath;
use crate::doc::redirects::Table;
use crate::doc::{self, Dialect, Format};
use crate::site::{
    Changes, FILES, Known, Language, Look, Pages, Profile, Serve, Site, Ways, clean,
};

pub(super) static PROFILE: Profile = Profile {
    name: "mkdocs",
    summary: "MkDocs and Material for MkDocs",
    dialect: "mkdocs",
    ways: Ways {
        serve: Serve::Below,
        extensions: &["md", "markdown", "mdown", "mkd"],
        index: &["index", "readme"],
        lists: false,
        raw_html: true,
        changes: Changes::Relative,
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null, ""),
};

/// The second is that of `ProperDocs`, which reads the same.
const NAMES: [&str; 6] =
    ["mkdocs.yml", "properdocs.yml", "mkdocs.yaml", ZENSICAL, "zensical.yml", TEMPLATE];

/// Zensical's own way of writing it.
const ZENSICAL: &str = "zensical.toml";

/// What a program fills in before the site is built.
const TEMPLATE: &str = "mkdocs.template.yml";

/// Plugins that make pages.
const MAKERS: [&str; 4] = ["gen-files", "api-autonav", "autoapi", "mkdocs-autoapi"];

/// The text of the programs that make pages, if all can be read.
fn programs(config: &Value, look: &Look<'_>) -> Option<String> {
    let made = option(&config["plugins"], MAKERS[0]).map(|options| &options["scripts"]);
    let scripts = [Some(&config["hooks"]), made].into_iter().flatten();
    let mut names = scripts.filter_map(Value::as_array).flatten();
    names.try_fold(String::new(), |text, name| Some(text + &look.text(name.as_str()?)?))
}

/// Plugins that let pages name what they document: `[text][package.Class]`.
const DOCUMENTERS: [&str; 2] = ["autorefs", "mkdocstrings"];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let name = look.first(&NAMES)?;
    let source = look.text(name)?;
    let mut config = configuration(look, &NAMES).unwrap_or_default();
    if name == ZENSICAL {
        config = project(&config);
    }
    inherit(&mut config, look);
    let mut site = build(profile, look.dir, &config, &source);
    if let Some(docs) = site.docs.first().cloned().filter(|_| name != ZENSICAL) {
        site.forward(&source, look.dir.child(name), Table::Mkdocs);
        site.show(&source, look.dir.child(name), Table::Mkdocs, &docs);
        awesome(&mut site, look, &docs, &config["plugins"]);
    }
    let has = |name: &&str| listed(&config["plugins"], name);
    let hooked = !config["hooks"].is_null();
    if name == TEMPLATE || hooked || MAKERS.iter().any(has) {
        site.ways.programs.pages = Pages::Apart;
        let is_read = name != TEMPLATE && !MAKERS[1..].iter().any(has);
        site.makers = is_read.then(|| programs(&config, look)).flatten();
    }
    if hooked {
        site.ways.programs.labels = Known::Dotted;
        site.ways.programs.destinations = Known::Dotted;
    }
    if DOCUMENTERS.iter().any(has) {
        site.ways.programs.labels = Known::Anything;
    }
    if has(&"blog") || has(&"material/blog") {
        // Lists of posts are made, whatever their pages are called.
        let options = option(&config["plugins"], "blog").unwrap_or(&Value::Null);
        let blog = text(options, "/blog_dir").unwrap_or("blog").trim_matches(['/', '.']).to_owned();
        for list in ["archive", "category", "author", "page"] {
            let at = clean(&format!("{blog}/{list}"));
            site.elsewhere
                .extend(site.docs.first().and_then(|docs| docs.join(at.trim_start_matches('/'))));
            site.made.push(at);
        }
    }
    let parent = text(&config, "/INHERIT").and_then(|parent| look.dir.join(parent));
    if let Some(parent) = parent.as_ref().map(RelPath::parent).filter(|dir| dir != look.dir) {
        // A translation, for which a program takes from the other site what it has not.
        let docs = within(&parent, text(&config, "/docs_dir").unwrap_or("docs"));
        site.mount("", docs, true);
    }
    if let Some((text, parent)) = parent.and_then(|path| Some((look.disk.read(&path)?, path))) {
        site.forward(&text, parent, Table::Mkdocs);
    }
    hosted_redirects(&mut site, look);
    labels(&mut site, &config, look);
    let mut imported = Vec::new();
    imports(&config["nav"], &mut imported);
    let repos = option(&config["plugins"], "multirepo").map(|options| &options["repos"]);
    let repos = repos.and_then(Value::as_array).into_iter().flatten();
    imported
        .extend(repos.filter_map(|repo| text(repo, "/path").or_else(|| text(repo, "/section"))));
    site.brought = imported.iter().map(|title| (*title).to_owned()).collect();
    for title in imported {
        // How the folder is called that such a repository is put into depends on the version of the plugin.
        let joined = [title.to_owned(), title.replace(' ', "-"), title.replace(' ', "_")];
        for name in joined.iter().flat_map(|name| [name.clone(), name.to_lowercase()]) {
            let folder = site.docs.first().and_then(|docs| docs.join(&name));
            site.elsewhere.extend(folder);
        }
    }
    let mut included = Vec::new();
    includes(&config["nav"], &mut included);
    for path in included {
        // Other sites are put into folders that are called like them before this one is built.
        let other = look.text(path).and_then(|text| data::yaml(&text).ok()).unwrap_or_default();
        if let (Some(docs), Some(name)) = (site.docs.first(), text(&other, "/site_name")) {
            site.elsewhere.extend(docs.join(name));
        }
    }
    Some(site)
}

/// What a configuration of Zensical says of its project, with extensions called by their whole names. Without any it has
/// those of Material for `MkDocs`.
fn project(config: &Value) -> Value {
    let mut project = config["project"].clone();
    let mut extensions = serde_json::Map::new();
    for (name, options) in project["markdown_extensions"].as_object().into_iter().flatten() {
        let inner = options.as_object().filter(|_| name == "pymdownx");
        for (part, options) in inner.into_iter().flatten() {
            extensions.insert(format!("{name}.{part}"), options.clone());
        }
        extensions.insert(name.clone(), options.clone());
    }
    if extensions.is_empty() {
        extensions.insert("attr_list".to_owned(), Value::Null);
    }
    if let Some(project) = project.as_object_mut() {
        project.insert("markdown_extensions".to_owned(), Value::Object(extensions));
    }
    project
}

/// The files of plugins with which each folder has a navigation of its own, of all that is in it.
fn awesome(site: &mut Site, look: &Look<'_>, docs: &RelPath, plugins: &Value) {
    let has = |name: &str| {
        let items = plugins.as_array().into_iter().flatten();
        let mut items = items.filter(|item| *item == name || item.get(name).is_some());
        items.next().is_some() || plugins.get(name).is_some()
    };
    let file = match (has("awesome-pages"), has("awesome-nav")) {
        (true, _) => ".pages",
        (_, true) => ".nav.yml",
        _ => return,
    };
    for (folder, names) in folders_in(look, docs) {
        let path = folder.child(file);
        let text = names.iter().any(|name| name == file).then(|| look.disk.read(&path)).flatten();
        if let Some(text) = text {
            site.show(&text, path, Table::Awesome, &folder);
        }
    }
    // Where such a file leaves a page out, its author may have meant it.
    site.navigation.clear();
}

/// What references may mean beyond what their pages define: definitions in files that pymdownx.snippets appends to every page.
fn labels(site: &mut Site, config: &Value, look: &Look<'_>) {
    let snippets = option(&config["markdown_extensions"], "pymdownx.snippets");
    let appended = snippets.map(|options| data::strings(&options["auto_append"]));
    let mut waiting: Vec<String> = appended.into_iter().flatten().map(str::to_owned).collect();
    while let Some(written) = waiting.pop() {
        let folders = site.snippets.iter().chain([&site.home]);
        let paths = folders.filter_map(|folder| folder.join(&written));
        let mut files = paths.filter_map(|path| Some((look.disk.read(&path)?, path)));
        let file = files.next().filter(|(_, path)| !site.labels.files.contains(path));
        if let Some((text, path)) = file {
            let document = doc::parse(&text, Format::Markdown, site.dialect);
            waiting.extend(document.includes.iter().map(|include| include.path.to_string()));
            site.labels.add(path, &document, &text);
        }
    }
}

/// The configurations of other sites that `nav` names as mkdocs-monorepo-plugin reads it.
fn includes<'v>(nav: &'v Value, found: &mut Vec<&'v str>) {
    match nav {
        Value::String(text) => found.extend(text.strip_prefix("!include ").map(str::trim)),
        Value::Array(items) => items.iter().for_each(|item| includes(item, found)),
        Value::Object(map) => map.values().for_each(|item| includes(item, found)),
        _ => {}
    }
}

/// The titles of the repositories that `nav` names as mkdocs-multirepo-plugin reads it.
fn imports<'v>(nav: &'v Value, found: &mut Vec<&'v str>) {
    match nav {
        Value::Array(items) => items.iter().for_each(|item| imports(item, found)),
        Value::Object(map) => {
            for (title, value) in map {
                match value.as_str() {
                    Some(text) if text.starts_with("!import ") => found.push(title),
                    _ => imports(value, found),
                }
            }
        }
        _ => {}
    }
}

/// Take from the configuration that this one names what it does not say itself.
fn inherit(config: &mut Value, look: &Look<'_>) {
    let parent = text(config, "/INHERIT").and_then(|parent| look.text(parent));
    let parent = parent.and_then(|text| data::yaml(&text).ok());
    if let (Value::Object(own), Some(Value::Object(parent))) = (config, parent) {
        for (key, value) in parent {
            own.entry(key).or_insert(value);
        }
    }
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value, source: &str) -> Site {
    let docs =
        within(dir, text(config, "/docs_dir").unwrap_or("docs")).unwrap_or_else(|| dir.clone());
    let mut site = Site::new(profile, dir.clone(), docs.clone());
    if config["use_directory_urls"] == false {
        site.ways.serve = Serve::Beside;
        site.ways.html = true;
    }
    // Without this setting it warns of links from the root, and leaves them as they are.
    if text(config, "/validation/links/absolute_links") == Some("relative_to_docs")
        || text(config, "/validation/absolute_links") == Some("relative_to_docs")
    {
        site.ways.changes = Changes::All;
    }
    if let Some(options) = option(&config["plugins"], "i18n") {
        languages(&mut site, &docs, options);
    }
    site.mount("", Some(docs.clone()), true);
    // Templates of a theme are parts of every page.
    site.parts.extend(text(config, "/theme/custom_dir").and_then(|folder| within(dir, folder)));
    site.docs.extend(site.parts.iter().cloned());
    if let Some(address) = text(config, "/site_url") {
        site.published_at(address);
    }
    let extensions = &config["markdown_extensions"];
    for name in ["pymdownx.snippets", "markdown_include.include"] {
        let folders = option(extensions, name).map(|options| data::strings(&options["base_path"]));
        let folders = folders.into_iter().flatten().filter_map(|path| within(dir, path));
        site.snippets.extend(folders);
    }
    let attributes =
        ["attr_list", "extra", "markdown.extensions.attr_list", "markdown.extensions.extra"];
    // The function that makes slugs is named by a YAML tag, which is no value; that of tabs or of a blog is another one.
    let own = ["toc", "markdown.extensions.toc"];
    let mut own = own.iter().filter_map(|name| option(extensions, name));
    let own = own.any(|options| options.get("slugify").is_some());
    let dialect = if own && source.contains("pymdownx.slugs") {
        "pymdownx-lower"
    } else if own && source.contains("slugify_unicode") {
        "mkdocs-unicode"
    } else if attributes.into_iter().any(|name| listed(extensions, name)) {
        "mkdocs-attr-list"
    } else {
        "mkdocs"
    };
    site.dialect = Dialect::named(dialect).unwrap_or(site.dialect);
    if listed(extensions, "pymdownx.emoji") {
        site.dialect = site.dialect.with_pictures();
    }
    site
}

/// Is `name`, a plugin or an extension, in the list?
fn listed(list: &Value, name: &str) -> bool {
    match list {
        Value::Array(items) => items.iter().any(|item| item == name || item.get(name).is_some()),
        Value::Object(map) => map.contains_key(name),
        _ => false,
    }
}

/// The options of `name`, a plugin or an extension, which is an item of a list or a key.
fn option<'v>(list: &'v Value, name: &str) -> Option<&'v Value> {
    match list {
        Value::Array(items) => items.iter().find_map(|item| item.get(name)),
        map => map.get(name),
    }
}

/// Translations as mkdocs-static-i18n reads them: by the name of the file, or in a folder for each language.
fn languages(site: &mut Site, docs: &RelPath, options: &Value) {
    let falls_back = options["fallback_to_default"] != false;
    let folders = options["docs_structure"] == "folder";
    let list = options["languages"].as_array().into_iter().flatten();
    let mut main = None;
    let mut others = Vec::new();
    for language in list {
        let Some(name) = text(language, "/locale") else { continue };
        if language["default"] == true { main = Some(name) } else { others.push(name) }
    }
    let url_of = |name| if main == Some(name) { String::new() } else { format!("/{name}") };
    for name in main.into_iter().chain(others.iter().copied()) {
        let is_main = main == Some(name);
        let url = url_of(name);
        if folders {
            site.mount(&url, docs.join(name), true);
            if falls_back && !is_main {
                site.mount(&url, main.and_then(|main| docs.join(main)), true);
            }
        } else {
            site.languages.push(Language { name: name.to_owned(), url, falls_back });
        }
    }
    // What is in none of the folders belongs to each.
    for name in main.into_iter().chain(others).filter(|_| folders) {
        site.mount(&url_of(name), Some(docs.clone()), true);
    }
}
