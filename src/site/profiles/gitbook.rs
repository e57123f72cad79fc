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
    // Without a configuration there is the folder of pictures.
    let is_one = look.first(&NAMES).is_some() || look.has(".gitbook") && look.has("SUMMARY.md");
    let config = configuration(look, &NAMES).unwrap_or_default();
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
