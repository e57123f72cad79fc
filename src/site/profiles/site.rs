//! A site whose generator is unknown: file names, and routes that match pages.

use super::{forward_own, hosted_redirects, plain};
use crate::base::data;
use crate::base::path::RelPath;
use crate::doc::redirects::Table;
use crate::site::{FILES, Keys, Look, NO_KEYS, Pages, Profile, Site, Ways};

pub(crate) const NAME: &str = "site";

pub(super) static PROFILE: Profile = Profile {
    name: NAME,
    summary: "a site of another generator: files, and addresses that match pages",
    dialect: "github",
    ways: Ways {
        extensions: &["md", "mdx", "markdown", "html"],
        html: true,
        shared_host: true,
        index: &["readme", "index", "page"],
        bare_names: true,
        either: true,
        // What the front matter of most generators calls the address.
        keys: Keys { path: &["permalink", "slug"], name: &["id"], ..NO_KEYS },
        ..FILES
    },
    recognise,
    assume: |profile, dir| {
        let mut site = plain(profile, dir);
        folders(&mut site);
        site
    },
};

/// Packages that build a site from pages.
const GENERATORS: [&str; 10] = [
    "next",
    "nextra",
    "gatsby",
    "nuxt",
    "@nuxt/content",
    "@11ty/eleventy",
    "eleventy",
    "hexo",
    "vuepress",
    "@sveltejs/kit",
];

/// How Next calls its configuration.
const NEXT: [&str; 4] = ["next.config.js", "next.config.mjs", "next.config.ts", "next.config.cjs"];

/// The corpus as such a site, which serves the pages of `folder` from its root.
pub(crate) fn serving(folder: &RelPath) -> Site {
    let mut site = (PROFILE.assume)(&PROFILE, RelPath::root());
    if !folder.is_root() {
        site.docs.push(folder.clone());
    }
    site.mount("", Some(folder.clone()), true);
    // What it is built with may make pages.
    site.ways.programs.pages = Pages::Apart;
    site.makers = Some(String::new());
    site
}

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    if !look.is_top && !["website", "site", "docs", "www"].contains(&look.dir.file_name()) {
        return None;
    }
    let hosted = look.first(&["netlify.toml", "vercel.json", "_redirects"]).is_some();
    let packages = look.text("package.json").filter(|_| look.has("package.json"));
    let packages = packages.and_then(|text| data::json(&text).ok()).unwrap_or_default();
    let built = ["dependencies", "devDependencies"]
        .iter()
        .filter_map(|kind| packages[kind].as_object())
        .any(|list| GENERATORS.iter().any(|name| list.contains_key(*name)));
    if !hosted && !built {
        return None;
    }
    let mut site = plain(profile, look.dir.clone());
    folders(&mut site);
    forward_own(&mut site, look, &NEXT, Table::Next);
    hosted_redirects(&mut site, look);
    Some(site)
}

/// The folders from whose content such sites are commonly served.
fn folders(site: &mut Site) {
    for folder in
        ["content", "docs", "pages", "src/pages", "src/content", "src", "posts", "app", "src/app"]
    {
        let folder = site.home.join(folder);
        site.mount("", folder, true);
    }
    for folder in ["public", "static"] {
        let folder = site.home.join(folder);
        site.mount("", folder, false);
    }
}
