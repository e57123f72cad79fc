//! Jekyll, GitHub Pages' own generator: <https://jekyllrb.com/docs/configuration/>.

use serde_json::Value;

use super::{configuration, hosted_redirects, text};
use crate::base::data;
use crate::base::path::RelPath;
use crate::doc::redirects::Table;
use crate::site::{Changes, FILES, Keys, Look, NO_KEYS, Pages, Profile, Serve, Site, Ways, clean};

pub(super) static PROFILE: Profile = Profile {
    name: "jekyll",
    summary: "Jekyll and GitHub Pages",
    dialect: "jekyll",
    ways: Ways {
        serve: Serve::Beside,
        extensions: &["md", "markdown", "html"],
        index: &["index", "readme"],
        lists: false,
        html: true,
        // Posts are served by date and category, which no file name tells.
        shared_host: true,
        changes: Changes::Sources,
        keys: Keys { path: &["permalink"], rooted: true, also: &["redirect_from"], ..NO_KEYS },
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    look.first(&["_config.yml", "_config.yaml"])?;
    // Hexo and Jupyter Book have a file of this name, too.
    if look.has("_toc.yml") || look.has("scaffolds") || look.has("themes") {
        return None;
    }
    let config = configuration(look, &["_config.yml", "_config.yaml"]).unwrap_or_default();
    let mut site = build(profile, look.dir, &config);
    hosted_redirects(&mut site, look);
    let source = site.docs.first().cloned().unwrap_or_default();
    // Programs of the site's own, which may make pages.
    let plugins = source.child(text(&config, "/plugins_dir").unwrap_or("_plugins"));
    let names = look.disk.names(&plugins);
    let programs: Vec<&String> =
        names.iter().filter(|name| plugins.child(name).extension() == "rb").collect();
    if !programs.is_empty() {
        site.ways.programs.pages = Pages::Apart;
        let texts = programs.iter().map(|name| look.disk.read(&plugins.child(name)));
        site.makers = texts.collect();
    }
    let data = source.child(text(&config, "/data_dir").unwrap_or("_data"));
    for name in look.disk.names(&data) {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        let is_menu = ["nav", "sidebar", "menu", "toc"].iter().any(|word| stem.contains(word));
        let path = data.child(&name);
        let text = (is_menu && matches!(extension, "yml" | "yaml")).then(|| look.disk.read(&path));
        if let Some(text) = text.flatten() {
            site.show(&text, path, Table::Menu, &source);
        }
    }
    Some(site)
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value) -> Site {
    let source = dir.join(text(config, "/source").unwrap_or("")).unwrap_or_else(|| dir.clone());
    let mut site = Site::new(profile, dir.clone(), source.clone());
    if let Some(address) = text(config, "/url") {
        site.published_at(address);
    }
    site.base = clean(text(config, "/baseurl").unwrap_or_default());
    if text(config, "/permalink").is_some_and(|style| style == "pretty" || style.ends_with('/')) {
        site.ways.serve = Serve::Below;
        site.ways.html = false;
    }
    let home =
        source.join(text(config, "/collections_dir").unwrap_or("")).unwrap_or(source.clone());
    let mut collections = data::strings(&config["collections"]);
    collections
        .extend(config["collections"].as_object().into_iter().flatten().map(|(name, _)| &**name));
    for collection in collections {
        let folder = home.join(&format!("_{collection}"));
        let pattern = text(&config["collections"][collection], "/permalink").unwrap_or_default();
        // Where the path of the page is a part of the pattern, what stands in front is its folder.
        let before = pattern.split_once("/:path").map(|(before, _)| before);
        let at = before.map(|before| before.replace(":collection", collection));
        let at = at.filter(|at| !at.contains(':')).unwrap_or_else(|| collection.to_owned());
        site.mount(&at, folder.clone(), true);
        site.slashed.extend(folder.filter(|_| pattern.ends_with('/')));
    }
    for folder in [
        text(config, "/includes_dir").unwrap_or("_includes"),
        text(config, "/layouts_dir").unwrap_or("_layouts"),
    ] {
        site.parts.extend(source.join(folder));
    }
    if text(config, "/markdown").is_some_and(|engine| engine.to_lowercase().contains("commonmark"))
    {
        site.dialect = crate::doc::Dialect::named("github").unwrap_or(site.dialect);
    }
    site.mount("", Some(source), true);
    site
}
