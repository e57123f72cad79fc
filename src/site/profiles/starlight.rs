//! Astro, and Starlight on it: <https://starlight.astro.build/reference/configuration/>.

use serde_json::Value;

use super::{hosted_redirects, text};
use crate::base::path::RelPath;
use crate::site::{FILES, Keys, Look, NO_KEYS, Names, Profile, Serve, Site, Ways, clean, js};

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
    let exported = js::exported(&look.text(look.first(&NAMES)?)?);
    let starlight = look.exists("src/content/docs");
    let mut site = build(profile, look.dir, &exported.value, !starlight);
    for key in ["base", "redirects"] {
        if exported.unread.iter().any(|unread| unread == key) {
            site.unread.push(key.to_owned());
        }
    }
    hosted_redirects(&mut site, look);
    Some(site)
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
    site.mount("", Some(docs.clone()), true);
    site.mount("", dir.join("src/pages"), true);
    site.mount("", dir.join("public"), false);
    let integrations = config["integrations"].as_array().into_iter().flatten();
    let calls =
        integrations.filter(|call| call["$call"] == "starlight").map(|call| &call["args"][0]);
    for options in calls {
        let default = text(options, "/defaultLocale").unwrap_or("root");
        for locale in options["locales"].as_object().into_iter().flat_map(|map| map.keys()) {
            if locale != "root" && locale != default {
                // What is not translated is shown in the source language.
                let source =
                    if default == "root" { Some(docs.clone()) } else { docs.join(default) };
                site.mount(locale, docs.join(locale), true);
                site.mount(locale, source, true);
            }
        }
    }
    for (from, to) in config["redirects"].as_object().into_iter().flatten() {
        if let Some(to) = to.as_str().or_else(|| to["destination"].as_str()) {
            // `[...rest]` and `[name]` stand for segments.
            let marks = |path: &str| {
                let names: Vec<String> = path
                    .split('/')
                    .map(|name| {
                        match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
                            Some(name) => match name.strip_prefix("...") {
                                Some(rest) => format!(":{rest}*"),
                                None => format!(":{name}"),
                            },
                            None => name.to_owned(),
                        }
                    })
                    .collect();
                names.join("/")
            };
            site.redirects.add(&marks(from), &marks(to));
        }
    }
    site
}
