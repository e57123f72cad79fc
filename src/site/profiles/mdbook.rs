//! mdBook: <https://rust-lang.github.io/mdBook/format/configuration/>.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{hosted_redirects, text, within};
use crate::base::data;
use crate::base::path::RelPath;
use crate::base::url;
use crate::doc::redirects::Table;
use crate::doc::{Format, parse};
use crate::site::{
    FILES, Known, Look, NO_PROGRAMS, Profile, Programs, Serve, Site, Ways, is_below,
};

pub(super) static PROFILE: Profile = Profile {
    name: "mdbook",
    summary: "mdBook",
    dialect: "mdbook",
    ways: Ways {
        serve: Serve::Beside,
        extensions: &["md"],
        index: &["index", "readme"],
        lists: false,
        html: true,
        shared_host: true,
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

/// Preprocessors that leave links alone and define no labels, or that are read here as well.
const PREPROCESSORS: [&str; 18] = [
    "admonish",
    "alerts",
    "callouts",
    "catppuccin",
    "check-code",
    "emojicodes",
    "footnote",
    "gettext",
    "graphviz",
    "index",
    "katex",
    "last-changed",
    "links",
    "mermaid",
    "open-on-gh",
    "pagetoc",
    "tabs",
    "toc",
];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let source = look.text(look.first(&["book.toml"])?)?;
    let config = data::toml(&source).unwrap_or_default();
    let mut site = build(profile, look.dir, &config);
    site.forward(&source, look.dir.child("book.toml"), Table::Mdbook);
    hosted_redirects(&mut site, look);
    site.listed = listed(&site, look);
    Some(site)
}

/// The pages that `SUMMARY.md` lists: mdBook renders no others.
fn listed(site: &Site, look: &Look<'_>) -> Option<BTreeSet<RelPath>> {
    let docs = site.docs.first()?;
    let summary = docs.child("SUMMARY.md");
    let text = look.disk.read(&summary)?;
    let document = parse(&text, Format::Markdown, site.dialect);
    let pages = document.links.iter().filter_map(|link| {
        let path = url::split(&link.url).path;
        docs.join(&url::decode(path)).filter(|_| !path.is_empty())
    });
    Some(pages.chain([summary]).collect())
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value) -> Site {
    let docs =
        within(dir, text(config, "/book/src").unwrap_or("src")).unwrap_or_else(|| dir.clone());
    let mut site = Site::new(profile, dir.clone(), docs.clone());
    // A book that is made of another folder's pages keeps copies of them beside its configuration.
    if !is_below(&docs, dir) {
        site.docs.push(dir.clone());
        site.parts.push(dir.clone());
    }
    site.mount("", Some(docs), true);
    // The first chapter is `index.html` as well.
    site.made.extend(["/index.html", "/print.html", "/toc.html"].map(str::to_owned));
    // Programs of the project's own may define what labels and dotted names (`expr.array`) mean, and make anchors.
    let mut own = config["preprocessor"].as_object().into_iter().flatten();
    if own.any(|(name, _)| !PREPROCESSORS.contains(&name.as_str())) {
        site.ways.programs = Programs {
            labels: Known::Anything,
            destinations: Known::Dotted,
            anchors: true,
            ..NO_PROGRAMS
        };
    }
    let html = &config["output"]["html"];
    if let Some(base) = text(html, "/site-url") {
        site.base = crate::site::clean(base);
    }
    site
}
