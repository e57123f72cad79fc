//! `VitePress`: <https://vitepress.dev/reference/site-config>.

use serde_json::Value;

use super::{hosted_redirects, text};
use crate::base::path::RelPath;
use crate::site::{FILES, Look, Profile, Serve, Site, Ways, clean, js};

pub(super) static PROFILE: Profile = Profile {
    name: "vitepress",
    summary: "VitePress",
    dialect: "vitepress",
    ways: Ways {
        serve: Serve::Beside,
        extensions: &["md"],
        index: &["index"],
        lists: false,
        html: true,
        bare_names: true,
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

const NAMES: [&str; 5] = ["config.ts", "config.mts", "config.js", "config.mjs", "config.cjs"];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let inside = |name: &str| look.text(&format!(".vitepress/{name}"));
    if !look.has(".vitepress") {
        return None;
    }
    let files = NAMES.iter().flat_map(|name| {
        [(*name).to_owned(), format!("config/{}", name.replace("config", "index"))]
    });
    let exported =
        files.into_iter().find_map(|name| inside(&name)).map(|text| js::exported(&text))?;
    let mut site = build(profile, look.dir, &exported.value);
    for key in ["srcDir", "base", "rewrites"] {
        if exported.unread.iter().any(|unread| unread == key) {
            site.unread.push(key.to_owned());
        }
    }
    hosted_redirects(&mut site, look);
    Some(site)
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value) -> Site {
    let docs = dir.join(text(config, "/srcDir").unwrap_or("")).unwrap_or_else(|| dir.clone());
    let mut site = Site::new(profile, dir.clone(), docs.clone());
    if let Some(address) = text(config, "/sitemap/hostname") {
        site.published_at(address);
    }
    site.base = clean(text(config, "/base").unwrap_or_default());
    site.mount("", Some(docs.clone()), true);
    site.mount("", docs.join("public"), false);
    site.prefixes.push(("@/", docs));
    rewrites(&mut site, config);
    site
}

/// Pages that are served elsewhere than where they are.
fn rewrites(site: &mut Site, config: &Value) {
    // A page is called by its path without the extension; `(.*)` takes what is left of it.
    let address = |path: &str| format!("/{}", path.trim_end_matches(".md").replace("(.*)", "*"));
    for (from, to) in config["rewrites"].as_object().into_iter().flatten() {
        if let Some(to) = to.as_str() {
            site.rewrites.add(&address(from), &address(to));
        }
    }
}
