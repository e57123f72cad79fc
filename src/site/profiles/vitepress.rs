//! `VitePress`: <https://vitepress.dev/reference/site-config>, and `VuePress`, which came before it:
//! <https://vuepress.vuejs.org/reference/config.html>.

use serde_json::Value;

use super::{hosted_redirects, programmed, show, text};
use crate::base::path::RelPath;
use crate::base::{data, js};
use crate::doc::redirects::Table;
use crate::site::{FILES, Keys, Look, NO_KEYS, Profile, Serve, Site, Ways, clean};

/// How both treat links.
const WAYS: Ways = Ways {
    serve: Serve::Beside,
    extensions: &["md"],
    index: &["index"],
    lists: false,
    html: true,
    bare_names: true,
    front_matter: &[
        "hero/image",
        "hero/image/src",
        "hero/image/light",
        "hero/image/dark",
        "hero/actions/link",
        "features/link",
        "features/icon/src",
        "features/icon/light",
        "features/icon/dark",
        "prev/link",
        "next/link",
    ],
    ..FILES
};

pub(super) static PROFILE: Profile = Profile {
    name: "vitepress",
    summary: "VitePress",
    dialect: "vitepress",
    ways: WAYS,
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

pub(super) static VUEPRESS: Profile = Profile {
    name: "vuepress",
    summary: "VuePress",
    dialect: "vitepress",
    ways: Ways {
        index: &["readme", "index"],
        keys: Keys { path: &["permalink"], rooted: true, ..NO_KEYS },
        ..WAYS
    },
    recognise: |profile, look| {
        let mut site = configured(profile, look, ".vuepress")?;
        site.mount("", look.dir.join(".vuepress/public"), false);
        Some(site)
    },
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

const NAMES: [&str; 5] = ["config.ts", "config.mts", "config.js", "config.mjs", "config.cjs"];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let mut site = configured(profile, look, ".vitepress")?;
    if let Some(docs) = site.docs.first().cloned() {
        let name = configuration(look, ".vitepress")?;
        show(&mut site, look, &name, Table::Vitepress, &docs);
        let config = look.text(&name).map(|text| js::exported(&text).value).unwrap_or_default();
        // What is not published is no page: `tutorial/**/description.md`.
        let left_out = data::strings(&config["srcExclude"]).into_iter();
        let folders = left_out.filter_map(|pattern| docs.join(pattern.split("/*").next()?));
        let folders: Vec<RelPath> = folders.filter(|folder| *folder != docs).collect();
        site.navigation.iter_mut().for_each(|shown| shown.folders.extend(folders.iter().cloned()));
    }
    Some(site)
}

/// The configuration in `folder`, by its path.
fn configuration(look: &Look<'_>, folder: &str) -> Option<String> {
    if !look.has(folder) {
        return None;
    }
    let files = NAMES.iter().flat_map(|name| {
        [(*name).to_owned(), format!("config/{}", name.replace("config", "index"))]
    });
    let mut files = files.map(|name| format!("{folder}/{name}"));
    files.find(|name| look.exists(name))
}

/// The site whose configuration is in `folder`.
fn configured(profile: &'static Profile, look: &Look<'_>, folder: &str) -> Option<Site> {
    let name = configuration(look, folder)?;
    let keys = ["srcDir", "base", "rewrites"];
    let mut site = programmed(look, &name, &keys, |config| build(profile, look.dir, config))?;
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
    site.prefixes.push(("@/".to_owned(), docs));
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
