//! `GitBook`: <https://gitbook.com/docs/getting-started/git-sync/content-configuration>.

use serde_json::Value;

use super::{configuration, forward_own, text, within};
use crate::base::path::RelPath;
use crate::doc::redirects::Table;
use crate::site::{FILES, Look, Profile, Serve, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "gitbook",
    summary: "GitBook",
    dialect: "gitbook",
    ways: Ways {
        serve: Serve::Beside,
        extensions: &["md"],
        index: &["readme"],
        lists: false,
        front_matter: &["cover"],
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

const NAMES: [&str; 2] = [".gitbook.yaml", ".gitbook.yml"];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let config = configuration(look, &NAMES).unwrap_or_default();
    // GitBook writes its table of contents and its pictures back into the repository. A configuration without either
    // is left from the time before the pages were published otherwise.
    let root = text(&config, "/root").unwrap_or(".");
    let has = |name: &str| look.exists(&format!("{root}/{name}"));
    let contents = has(text(&config, "/structure/summary").unwrap_or("SUMMARY.md"));
    let pictures = has(".gitbook");
    let configured = look.first(&NAMES).is_some();
    let is_one = configured && (contents || pictures) || contents && pictures;
    is_one.then(|| {
        let mut site = build(profile, look.dir, &config);
        forward_own(&mut site, look, &NAMES, Table::Gitbook);
        site
    })
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value) -> Site {
    let root = text(config, "/root").and_then(|root| within(dir, root));
    let root = root.unwrap_or_else(|| dir.clone());
    let mut site = Site::new(profile, dir.clone(), root.clone());
    site.parts.extend(root.join(".gitbook/includes"));
    site.mount("", Some(root), true);
    site
}
