//! `MkDocs`: <https://www.mkdocs.org/user-guide/configuration/>.

use serde_json::Value;

use super::{configuration, text, within};
use crate::base::data;
use crate::base::path::RelPath;
use crate::doc::Dialect;
use crate::site::{FILES, Look, Profile, Serve, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "mkdocs",
    summary: "MkDocs and Material for MkDocs",
    dialect: "mkdocs",
    ways: Ways {
        serve: Serve::Below,
        extensions: &["md", "markdown", "mdown", "mkd"],
        index: &["index", "readme"],
        html: true,
        raw_html: true,
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null, ""),
};

const NAMES: [&str; 2] = ["mkdocs.yml", "mkdocs.yaml"];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let name = look.first(&NAMES)?;
    let source = look.text(name)?;
    let config = configuration(look, &NAMES).unwrap_or_default();
    Some(build(profile, look.dir, &config, &source))
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value, source: &str) -> Site {
    let docs =
        within(dir, text(config, "/docs_dir").unwrap_or("docs")).unwrap_or_else(|| dir.clone());
    let mut site = Site::new(profile, dir.clone(), docs.clone());
    site.mount("", Some(docs.clone()), true);
    if config["use_directory_urls"] == false {
        site.ways.serve = Serve::Beside;
    }
    if let Some(address) = text(config, "/site_url") {
        site.published_at(address);
    }
    let extensions = &config["markdown_extensions"];
    let named = |name: &str| match extensions {
        Value::Array(items) => items.iter().any(|item| item == name || item.get(name).is_some()),
        Value::Object(map) => map.contains_key(name),
        _ => false,
    };
    let attributes =
        ["attr_list", "extra", "markdown.extensions.attr_list", "markdown.extensions.extra"];
    // The function that makes slugs is named by a YAML tag, which is no value.
    let dialect = if source.contains("pymdownx.slugs") {
        "pymdownx-lower"
    } else if source.contains("slugify_unicode") {
        "mkdocs-unicode"
    } else if attributes.into_iter().any(named) {
        "mkdocs-attr-list"
    } else {
        "mkdocs"
    };
    site.dialect = Dialect::named(dialect).unwrap_or(site.dialect);
    let plugins = config["plugins"].as_array().into_iter().flatten();
    let maps = plugins.filter_map(|plugin| plugin.pointer("/redirects/redirect_maps")?.as_object());
    for (old, new) in maps.flatten() {
        for new in data::strings(new) {
            if let Some(old) = within(&docs, old) {
                let new = new.strip_suffix(".md").unwrap_or(new);
                let new = new.strip_suffix("index").unwrap_or(new);
                let to = if new.contains("://") { new.to_owned() } else { format!("/{new}") };
                site.redirects.add_file(&old, &to);
            }
        }
    }
    site
}
