//! Zola: <https://www.getzola.org/documentation/getting-started/configuration/>.

use serde_json::Value;

use super::{configuration, hosted_redirects, text};
use crate::base::path::RelPath;
use crate::site::{FILES, Keys, Look, Names, Profile, Serve, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "zola",
    summary: "Zola",
    dialect: "zola",
    ways: Ways {
        serve: Serve::Below,
        extensions: &["md"],
        index: &["_index", "index"],
        lists: false,
        names: Names::Slugs(""),
        keys: Keys {
            path: &["path"],
            rooted: true,
            name: &["slug"],
            index: true,
            also: &["aliases"],
        },
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let config = configuration(look, &["config.toml", "zola.toml"])?;
    text(&config, "/base_url").filter(|_| look.has("content"))?;
    let mut site = build(profile, look.dir, &config);
    hosted_redirects(&mut site, look);
    Some(site)
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value) -> Site {
    let content = dir.child("content");
    let mut site = Site::new(profile, dir.clone(), content.clone());
    if let Some(address) = text(config, "/base_url") {
        site.published_at(address);
    }
    site.mount("", Some(content.clone()), true);
    site.mount("", dir.join("static"), false);
    if let Some(theme) = text(config, "/theme") {
        site.mount("", dir.join(&format!("themes/{theme}/static")), false);
    }
    for list in config["taxonomies"].as_array().into_iter().flatten() {
        site.made.extend(text(list, "/name").map(|name| format!("/{name}")));
    }
    site.prefixes.push(("@/".to_owned(), content));
    // Templates are parts of every page.
    site.parts = ["templates", "themes"].iter().filter_map(|folder| dir.join(folder)).collect();
    site.docs.extend(site.parts.iter().cloned());
    site
}
